#!/bin/sh
# Rules: every one runs at least one bad and one good example, and what the
# runner says is true: a rule without one, or with a wrong place, fails.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

run "$PLUMB" test --tap rules
printf '%s\n' "$OUT" | grep -v '^1\.\.' >"$SCRATCH/tap"
failed=$(grep -c '^not ok' "$SCRATCH/tap")
[ "$failed" -eq 0 ] || sed 's/^/# /' "$SCRATCH/tap" | grep -A 8 '# not ok'
is "$STATUS $failed" "0 0" "every example of every rule is as it says"
[ -z "$ERR" ] || note "$ERR"

missing=
for file in rules/*/*/rule.yml; do
	folder=${file%/rule.yml}
	for kind in bad good; do
		grep -q "^ok [0-9]* - $folder/$kind/." "$SCRATCH/tap" ||
			missing="$missing $folder/$kind"
	done
done
is "$missing" "" "every rule has a bad and a good example that ran"

is "$(find rules -mindepth 2 -maxdepth 2 -type d \
	! -exec test -f '{}/rule.yml' \; -print)" "" \
	"every folder of rules/ is a rule"

# The start of a rule is one that passes, and needs no other edit.
mkdir -p "$SCRATCH/house/ci" "$SCRATCH/house/rules/ports"
cp ci/new-rule.sh "$SCRATCH/house/ci/"
cd "$SCRATCH/house" || exit 1
run sh ci/new-rule.sh ports/wrong-word
is "$STATUS" 0 "make new-rule starts a rule"
run "$PLUMB" test rules
is "$STATUS $OUT" "0 2 passed, 0 failed" "which passes as it is"
run sh ci/new-rule.sh ports/wrong-word
is "$STATUS" 1 "a rule is not started twice"
run sh ci/new-rule.sh ports/no-word
is "$STATUS" 2 "a rule is not named no-…"
run sh ci/new-rule.sh 'Ports/Word'
is "$STATUS" 2 "a rule has a lower-case name"

cp -R rules kept
again() { # a fresh copy of the started rule
	rm -rf rules && cp -R kept rules
}
sed 's/"1:1"/"1:2"/' kept/ports/wrong-word/rule.yml >rules/ports/wrong-word/rule.yml
run "$PLUMB" test rules
is "$STATUS" 1 "a finding at another place fails"
like "$OUT" 'not found: .*1:2' "and the place is told"
again
rm -r rules/ports/wrong-word/good
run "$PLUMB" test rules
is "$STATUS" 3 "a good example that is listed and not there fails"
like "$ERR" 'good/example\.sh' "and is named"
sed '/^good:/,$d' kept/ports/wrong-word/rule.yml >rules/ports/wrong-word/rule.yml
run "$PLUMB" test rules
is "$STATUS" 1 "a rule without a good example fails"
again
echo wrong >rules/ports/wrong-word/good/second.sh
run "$PLUMB" test rules
is "$STATUS" 1 "a finding in a good example fails"
again
echo wrong >rules/ports/wrong-word/bad/second.sh
run "$PLUMB" test rules
is "$STATUS" 1 "a bad example that rule.yml does not list fails"

finish
