#!/bin/sh
# Shell scripts: clean by shellcheck, and valid for a POSIX shell.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

scripts() {
	find install.sh ci hooks linters tests .ci -type f \
		\( -name '*.sh' -o -path 'hooks/*' -o -path '.ci/run' \) | sort
}

bad=
for script in $(scripts); do
	case $(head -n 1 "$script") in
	'#!/bin/sh') sh -n "$script" || bad="$bad $script" ;;
	'#!/bin/bash') ;;
	*) [ "$script" = tests/tap.sh ] || bad="$bad $script" ;;
	esac
done
is "$bad" "" "every script names its shell and is read by it"

bad=
for script in install.sh ci/*.sh .ci/run tests/demo/build.sh; do
	[ -x "$script" ] || bad="$bad $script"
done
is "$bad" "" "what is called directly may be executed"

if command -v shellcheck >/dev/null 2>&1; then
	# shellcheck disable=SC2046 # a list of files
	is "$(shellcheck -S warning -s sh \
		$(scripts | grep -v '^\.ci/run$') 2>&1)" "" "shellcheck is silent"
	is "$(shellcheck .ci/run 2>&1)" "" "and on .ci/run"
	echo 'cd $1; rm -rf "$x/"*' >"$SCRATCH/bad.sh"
	run shellcheck -S warning -s sh "$SCRATCH/bad.sh"
	is "$STATUS" 1 "shellcheck finds a mistake"
else
	skip "shellcheck is silent" "there is no shellcheck"
fi

finish
