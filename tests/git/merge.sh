#!/bin/sh
# Merges: each parent is a base, so only what neither of them has is new,
# with conflicts and without.

. "$(dirname "$0")/../tap.sh"

service() { # service NAME PORT
	printf '  %s:\n    image: busybox\n' "$1"
	printf '    ports: ["%s:80"]\n' "$2"
}

# A registry and a base; `other` is a branch of it.
house() {
	new_repository "$1"
	printf 'billing: 8090\norders: 3100\n' | put ports.yaml
	printf '.env.local\n' | put .gitignore
	{ echo services:; service billing 8090; } | put compose.yaml
	commit start
	git branch other
	"$PLUMB" install >/dev/null
}

# --- a clean merge --------------------------------------------------------

# One side gives the registry's port to another service, the other side
# still publishes the old one: only together are they wrong.
house clean
printf 'billing: 8095\norders: 3100\n' | put ports.yaml
{ echo services:; service billing 8095; } | put compose.yaml
commit 'billing moves'
git checkout -q other
{ echo services:; service billing 8090; } | put deploy/compose.yaml
commit 'a second stack'
run git merge -q -m merged main
is "$STATUS" 1 "a clean merge that makes something wrong is refused"
like "$OUT$ERR" '^deploy/compose\.yaml:4:[0-9]+: error: .*8095' \
	"the finding stands in the file of the other side"
is "$(printf '%s\n' "$OUT$ERR" | grep -c ': error: ')" 1 "it is the only one"
like "$ERR" 'merge refused' "the hook says that the merge is refused"
is "$(git log --merges --oneline | wc -l | tr -d ' ')" 0 "no merge was made"
# The merge stands prepared: mended, it can be concluded.
{ echo services:; service billing 8095; } | put deploy/compose.yaml
git add deploy/compose.yaml
run git commit -q -m 'merged and mended'
is "$STATUS" 0 "mended in the merge, it passes"
is "$(git log --merges --oneline | wc -l | tr -d ' ')" 1 "the merge was made"

# --- what one parent has is not new ---------------------------------------

house parents
git checkout -q other
echo 'A=1' | put services/billing/.env.local
git add -f services
git commit -q --no-verify -m 'past the hook'
git checkout -q main
echo text | put note.txt
commit note
run git merge -q -m merged other
is "$STATUS" 0 "a clean merge of a branch with an old finding passes"
unlike "$OUT$ERR" ': (error|warning|note): ' "and shows nothing"
run "$PLUMB" check --range HEAD~1..HEAD
is "$STATUS" 1 "--range against the first parent sees it"
like "$OUT" '\[env/committed-local\]' "as env/committed-local"

# --- a merge with conflicts -----------------------------------------------

house conflict
{ echo services:; service billing 8090; service orders 3100; } |
	put compose.yaml
commit 'orders here'
git checkout -q other
{ echo services:; service billing 8099; } | put compose.yaml
echo 'A=1' | put services/billing/.env.local
git add -f services
git commit -q -a --no-verify -m 'drifted there'
git checkout -q main
run git merge -q -m merged other
is "$STATUS" 1 "the merge has a conflict"
run "$PLUMB" check --staged
is "$STATUS" 3 "plumb check --staged amid conflicts: exit 3"
like "$ERR" 'compose\.yaml' "and names the file"
{ echo services:; service billing 8099; service orders 3100; } |
	put compose.yaml
git add compose.yaml
run git commit -q -m merged
is "$STATUS" 0 "resolved to what one parent has: passes"
[ "$STATUS" -eq 0 ] || note "$OUT$ERR"

git reset -q --hard HEAD^
git merge -q -m merged other >/dev/null 2>&1
{ echo services:; service billing 8097; service orders 3100; } |
	put compose.yaml
git add compose.yaml
run git commit -q -m merged
is "$STATUS" 1 "resolved to what neither parent has: refused"
is "$(printf '%s\n' "$OUT$ERR" | grep -c ': error: ')" 1 \
	"only the resolution's own fault is shown"
like "$OUT$ERR" '^compose\.yaml:4:[0-9]+: error: .*8097' "at its line"
git merge --abort

# --- three parents --------------------------------------------------------

house octopus
for branch in one two; do
	git checkout -q -b $branch other
	echo 'A=1' | put services/$branch/.env.local
	git add -f services
	git commit -q --no-verify -m "$branch"
done
git checkout -q main
echo text | put note.txt
commit note
run git merge -q -m octopus one two
is "$STATUS" 0 "an octopus merge of branches with old findings passes"
[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
is "$(git rev-list --parents -n 1 HEAD | wc -w | tr -d ' ')" 4 \
	"it has three parents"

# --- a cherry-pick that stops, and is concluded by a commit ---------------

house pick
git checkout -q other
{ echo services:; service billing 8099; } | put compose.yaml
commit 'drifted there'
git checkout -q main
{ echo services:; service billing 8090; service orders 3100; } |
	put compose.yaml
commit 'orders here'
git cherry-pick other >/dev/null 2>&1
{ echo services:; service billing 8099; service orders 3100; } |
	put compose.yaml
git add compose.yaml
run git commit -q -m picked
is "$STATUS" 1 "the commit that ends a cherry-pick is judged against HEAD"
like "$OUT$ERR" '^compose\.yaml:4:[0-9]+: error: .*8099' "and its fault is shown"

finish
