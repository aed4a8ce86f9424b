#!/bin/sh
# Runs every case of tests/cli/<area>/<case>/ (or those named): `cmd` is a
# shell script that runs in a fresh repository holding `tree/` (committed);
# what it prints and its exit status are compared with `out`, `err`, `status`.
# BLESS=1 writes them instead: read what changed before it is committed.

. "$(dirname "$0")/../tap.sh"

# Times differ from run to run, and rules are added; nothing else may differ.
steady() {
	sed -E 's/[0-9]+ ms/N ms/; s/[0-9]+ rules/N rules/'
}

compare() { # compare CASE FILE NAME
	if [ -n "${BLESS:-}" ]; then
		cp "$SCRATCH/got" "$1/$2"
		[ -s "$1/$2" ] || rm -f "$1/$2"
		return 0
	fi
	[ -e "$1/$2" ] || : >"$SCRATCH/empty"
	want=$1/$2
	[ -e "$want" ] || want=$SCRATCH/empty
	if cmp -s "$want" "$SCRATCH/got"; then
		tap 0 "$3: $2"
	else
		tap 1 "$3: $2"
		diff -u "$want" "$SCRATCH/got" | sed 's/^/# /'
	fi
}

run_case() {
	case=$1
	name=${case#"$TESTS"/cli/}
	work=$SCRATCH/work
	rm -rf "$work"
	git init -q "$work"
	[ ! -d "$case/tree" ] || cp -R "$case/tree/." "$work/"
	# A file that git must not see as it is here: dot.git… becomes .git…
	(cd "$work" && git add -A -f && git commit -q --allow-empty -m start)
	status=0
	(cd "$work" && PATH=$(dirname "$PLUMB"):$PATH CASE=$case \
		sh "$case/cmd") >"$SCRATCH/o" 2>"$SCRATCH/e" || status=$?
	steady <"$SCRATCH/o" >"$SCRATCH/got" && compare "$case" out "$name"
	steady <"$SCRATCH/e" >"$SCRATCH/got" && compare "$case" err "$name"
	echo "$status" >"$SCRATCH/got" && compare "$case" status "$name"
}

if [ $# -eq 0 ]; then
	set -- "$TESTS"/cli/*/*/
fi
for one in "$@"; do
	[ -f "$one/cmd" ] || continue
	run_case "$(cd "$one" && pwd)"
done
finish
