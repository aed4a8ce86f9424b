#!/bin/sh
# Runs test programs that print TAP, two at a time, and ends with the line
# `N passed, N failed, N skipped`. What failed or was skipped is shown.
# Usage: run.sh PROGRAM…

set -u
RESULTS=$(mktemp -d "${TMPDIR:-/tmp}/plumb-run.XXXXXX")
trap 'rm -rf "$RESULTS"' EXIT
trap 'exit 1' HUP INT TERM
export RESULTS
CMOCKA_MESSAGE_OUTPUT=TAP
export CMOCKA_MESSAGE_OUTPUT

number=0
for program in "$@"; do
	number=$((number + 1))
	printf '%04d %s\n' "$number" "$program"
done >"$RESULTS/list"

# shellcheck disable=SC2016 # the inner shell expands
xargs -P "${TEST_JOBS:-2}" -n 2 sh -c '
	out=$RESULTS/$0
	printf "%s\n" "$1" >"$out.name"
	if [ -x "$1" ]; then "$1"; else sh "$1"; fi >"$out.tap" 2>"$out.err" \
		</dev/null
	printf "%s\n" "$?" >"$out.status"
' <"$RESULTS/list"

passed=0 failed=0 skipped=0
for name in "$RESULTS"/*.name; do
	[ -e "$name" ] || break
	base=${name%.name}
	program=$(cat "$name")
	good=$(grep -c '^ok ' "$base.tap")
	bad=$(grep -c '^not ok ' "$base.tap")
	skips=$(grep -ci '^ok .*# SKIP' "$base.tap")
	status=$(cat "$base.status" 2>/dev/null || echo 255)
	if [ "$bad" -ne 0 ] || [ "$status" -ne 0 ] || [ "$good" -eq 0 ]; then
		printf '=== %s (exit %s)\n' "$program" "$status"
		grep -A 12 '^not ok ' "$base.tap" | grep -v '^ok '
		tail -n 30 "$base.err"
		# It broke without a failed assertion, or asserted nothing.
		[ "$bad" -ne 0 ] || bad=1
	fi
	grep -i '^ok .*# SKIP' "$base.tap" |
		sed "s|^ok [0-9]* *-* *|skipped: $program: |; s| # SKIP|:|"
	passed=$((passed + good - skips))
	failed=$((failed + bad))
	skipped=$((skipped + skips))
done
if [ "$skipped" -ne 0 ]; then
	printf '%d passed, %d failed, %d skipped\n' \
		"$passed" "$failed" "$skipped"
else
	printf '%d passed, %d failed\n' "$passed" "$failed"
fi
[ "$failed" -eq 0 ] && [ "$passed" -ne 0 ]
