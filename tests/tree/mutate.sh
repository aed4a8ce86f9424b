#!/bin/sh
# The examples of rules test their patterns: of all that can be dropped from
# a pattern, one thing at a time, nine in ten are missed by an example. What
# survives is named. `sh tests/tree/mutate.sh FOLDER…` looks at these rules.

# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

if ! command -v node >/dev/null; then
	skip 'examples catch mutated patterns' 'node is not installed'
	finish
fi
least=1
[ $# -ne 0 ] || { least=10 && set -- "$TOP"/rules/*/*/; }

run node "$TESTS/tree/mutate.mjs" "$PLUMB" "$SCRATCH" "$@"
is "$STATUS" 0 'every mutation was tried'
[ "$STATUS" -eq 0 ] || note "$ERR"
printf '%s\n' "$OUT" >"$SCRATCH/report"
grep '^#' "$SCRATCH/report"
rules=0 all_caught=0 all=0
while read -r rule caught total; do
	case $rule in '#' | '') continue ;; esac
	rules=$((rules + 1)) all_caught=$((all_caught + caught))
	all=$((all + total))
	[ $((caught * 10)) -ge $((total * 9)) ]
	tap $? "$rule: $caught of $total mutations are caught"
done <"$SCRATCH/report"
[ "$rules" -ge "$least" ]
tap $? "at least $least of the rules have patterns"
note "$all_caught of $all mutations of $rules rules are caught"
finish
