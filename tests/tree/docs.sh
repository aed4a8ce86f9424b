#!/bin/sh
# Pages: fresh in the tree, and a stale one is found.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

run "$PLUMB" docs --check
[ "$STATUS" -eq 0 ] || note "$OUT"
is "$STATUS" 0 "every page is fresh (make bless writes them)"

cp -R rules "$SCRATCH/rules"
cd "$SCRATCH" || exit 1
run "$PLUMB" docs
is "$STATUS" 0 "plumb docs writes the pages"
run "$PLUMB" docs --check
is "$STATUS" 0 "and finds them fresh"
page=$(find rules -mindepth 3 -maxdepth 3 -name README.md | sort | head -n 1)
echo 'a line more' >>"$page"
run "$PLUMB" docs --check
is "$STATUS" 1 "a page that was edited makes the status 1"
is "$OUT" "$page: stale: run \`plumb docs\`" "and is named, alone"
"$PLUMB" docs >/dev/null
rule=$(dirname "$page")/rule.yml
sed 's/^summary: .*/summary: another summary/' "$rule" >new && mv new "$rule"
run "$PLUMB" docs --check
is "$STATUS" 1 "a changed rule makes its page stale"
like "$OUT" "^$page: stale" "which is named"
rm "$page"
run "$PLUMB" docs --check
is "$STATUS" 1 "a page that is not there is stale"

finish
