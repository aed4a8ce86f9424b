#!/bin/sh
# tests/README.md: every state and every input has a row, and the test and
# the case that the row names are there.

. "$(dirname "$0")/../tap.sh"
cd "$TESTS" || exit 1

sed -n 's/^| //p' README.md | grep -v '| test | case |$' >"$SCRATCH/rows"
is "$(sed 's/ | .*//' "$SCRATCH/rows" | sort | uniq -d)" "" "no row stands twice"
is "$(grep -cvE '^[^|]+ \| [a-z]+/[a-z_/]+\.(sh|c) \| [^|]+ \|$' "$SCRATCH/rows")" \
	0 "every row has a state, a test and a case"

# named ROWS: those whose test or case is not there.
named() {
	while IFS= read -r row; do
		row=${row% |}
		case=${row##* | }
		file=${row% | *}
		file=${file##* | }
		grep -qF -e "$case" "$file" 2>/dev/null || echo "$file: $case"
	done <"$1"
}
is "$(named "$SCRATCH/rows")" "" "every test and every case is there"
like "$(wc -l <"$SCRATCH/rows")" '^ *[1-9][0-9]' "the rows were read"

# The check itself: a row of nothing is found.
echo 'a state | git/states.sh | no such case at all |' >"$SCRATCH/wrong"
echo 'a state | git/none.sh | HEAD |' >>"$SCRATCH/wrong"
is "$(named "$SCRATCH/wrong" | wc -l | tr -d ' ')" 2 "a wrong row would be seen"

# Every test of git's states has a row, or is about something else.
unnamed=
for file in git/*.sh; do
	grep -qF "| $file |" README.md || unnamed="$unnamed $file"
done
is "$unnamed" " git/hook.sh git/newness.sh git/range.sh git/registry.sh git/renamed.sh" \
	"no test of a state is without a row"

finish
