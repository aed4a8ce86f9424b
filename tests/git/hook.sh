#!/bin/sh
# The hook in a scratch repository: a new .env.local is refused with one
# finding; once committed past the hook it is nobody's fault any more.

. "$(dirname "$0")/../tap.sh"

new_repository house
put ports.yaml <<'END'
billing: 8090
END
put .gitignore <<'END'
.env.local
.env.*.local
END
commit start

run "$PLUMB" install
is "$STATUS" 0 "install succeeds"
is "$(find .git/hooks -name 'pre-*' ! -name '*.sample' | sort | sed 's|.*/||' | tr '\n' ' ')" \
	"pre-commit pre-merge-commit " "install writes two hooks"

echo 'TOKEN=1' | put services/billing/.env.local
git add -f services/billing/.env.local
run git commit -q -m 'add local values'
is "$STATUS" 1 "a commit that adds .env.local is refused with exit 1"
is "$(printf '%s\n' "$OUT$ERR" | grep -c '\[env/committed-local\]')" 1 \
	"env/committed-local speaks once"
is "$(printf '%s\n' "$OUT$ERR" | grep -Ec ': (error|warning|note): ')" 1 \
	"nothing else is found"
like "$OUT$ERR" '^services/billing/\.env\.local:1:1: error: ' \
	"the finding stands at the file"
like "$ERR" '^plumb: 1 staged file, .*: 1 error$' "the last line counts it"
like "$ERR" 'commit refused: .*--no-verify' "the hook names the way to skip"
is "$(git rev-list --count HEAD)" 1 "nothing was committed"

run git commit -q --no-verify -m 'add local values'
is "$STATUS" 0 "--no-verify commits it"

echo later | put note.txt
git add note.txt
run git commit -q -m 'later'
is "$STATUS" 0 "a later commit that does not touch it passes"
is "$(printf '%s\n' "$OUT$ERR" | grep -c committed-local)" 0 \
	"and does not speak of it"

run "$PLUMB" check
is "$STATUS" 1 "plumb check exits 1"
is "$(printf '%s\n' "$OUT" | grep -c '\[env/committed-local\]')" 1 \
	"plumb check still shows it"
run "$PLUMB" check --staged
is "$STATUS" 0 "plumb check --staged without a change is clean"
run "$PLUMB" check --staged --all
is "$STATUS" 1 "plumb check --staged --all shows it"

# Removing it is never refused.
git rm -q --cached services/billing/.env.local
run git commit -q -m 'remove local values'
is "$STATUS" 0 "the commit that removes it passes"
run "$PLUMB" check
is "$STATUS" 0 "then plumb check is clean"

# A mistake in the configuration refuses, too, and says so.
echo 'rulez: {}' | put .plumb.yml
git add .plumb.yml
run git commit -q -m 'configure'
is "$STATUS" 1 "a mistake in .plumb.yml refuses the commit"
like "$ERR" '\.plumb\.yml:1:1: .*rulez' "with the place of the mistake"
like "$ERR" 'the configuration or a rule file has a mistake' "and the reason"

finish
