#!/bin/sh
# --range: only what B has and A (or their merge base) has not; what cannot
# be resolved is wrong use, what cannot be looked at is a failure.

. "$(dirname "$0")/../tap.sh"

compose() { # compose PORT
	printf 'services:\n  billing:\n    image: busybox\n'
	printf '    ports: ["%s:80"]\n' "$1"
}

local_file() { # local_file NAME: commits services/NAME/.env.local
	echo 'A=1' | put "services/$1/.env.local"
	git add -f services
	git commit -q -m "$1"
}

places() { # the places of the last output
	printf '%s\n' "$OUT" | sed -n 's/^\([^ ]*\): error: .*/\1/p'
}

new_repository house
printf 'billing: 8090\n' | put ports.yaml
printf '.env.local\n' | put .gitignore
compose 8090 | put compose.yaml
commit start
git branch start
local_file old
git branch fork
compose 8082 | put compose.yaml
commit drift
echo text | put note.txt
commit note
local_file new

# --- A..B -----------------------------------------------------------------

run "$PLUMB" check --range HEAD~3..HEAD
is "$STATUS" 1 "HEAD~3..HEAD has findings"
is "$(places | tr '\n' ' ')" \
	"compose.yaml:4:14 services/new/.env.local:1:1 " "only what is new"
like "$ERR" '^plumb: 3 changed files in HEAD~3\.\.HEAD, ' \
	"the last line says what was judged"
like "$ERR" '2 errors \(1 older finding not shown\)$' \
	"and counts what is older"
run "$PLUMB" check --range HEAD~3..HEAD --all
is "$(places | grep -c .)" 3 "--all shows the older one"
run "$PLUMB" check --range HEAD~2..HEAD~1
is "$STATUS" 0 "HEAD~2..HEAD~1 brings nothing"
run "$PLUMB" check --range HEAD..HEAD
is "$STATUS" 0 "HEAD..HEAD is empty"
like "$ERR" '^plumb: 0 changed files in HEAD\.\.HEAD' "and says so"
run "$PLUMB" check --range "$(git rev-parse HEAD~3)..$(git rev-parse HEAD)"
is "$(places | grep -c .)" 2 "object ids name revisions"
run "$PLUMB" check --range start..
is "$(places | grep -c .)" 3 "an absent B is HEAD"
compose 8090 | put compose.yaml
run "$PLUMB" check --range HEAD~3..HEAD
is "$(places | grep -c .)" 2 "neither the disk nor"
git add compose.yaml
run "$PLUMB" check --range HEAD~3..HEAD
is "$(places | grep -c .)" 2 "the index is looked at"
git reset -q --hard

# --- A...B ----------------------------------------------------------------

# main goes on; the branch has the old finding from before the fork, and
# main's own are not the branch's.
git checkout -q -b topic fork
local_file topic
run "$PLUMB" check --range main...topic
is "$STATUS" 1 "main...topic has a finding"
is "$(places)" services/topic/.env.local:1:1 "only what topic brings"
like "$ERR" ' in main\.\.\.topic' "the last line says what was judged"
run "$PLUMB" check --range topic...main
is "$(places | tr '\n' ' ')" \
	"compose.yaml:4:14 services/new/.env.local:1:1 " \
	"topic...main: only what main brings"
git checkout -q main

# --- added and removed again ----------------------------------------------

git checkout -q -b passing start
local_file secret
git rm -q --cached services/secret/.env.local
git commit -q -m removed
is "$(git ls-files services)" "" "the file is gone again"
run "$PLUMB" check --range start..HEAD
is "$STATUS" 1 "a file added and removed inside the range is found"
like "$OUT" 'services/secret/\.env\.local:.*\[env/committed-local\]' \
	"and named"
like "$OUT$ERR" "$(git rev-parse --short=7 HEAD~1)" \
	"with the commit that brought it"
run "$PLUMB" check --range start..HEAD -f json
is "$(printf '%s' "$OUT" | jq -r '.[] | "\(.rule) \(.new)"')" \
	"env/committed-local true" "once, and as new"
run "$PLUMB" check --range HEAD~1..HEAD
is "$STATUS" 0 "the commit that removes it is clean"
# In a merged branch, too.
git checkout -q -b merging start
echo text | put other.txt
commit other
git merge -q -m merged passing
run "$PLUMB" check --range start..HEAD
is "$STATUS" 1 "it is found behind a merge"
rm -rf services
git checkout -q main

# --- what cannot be judged ------------------------------------------------

run "$PLUMB" check --range no-such..HEAD
is "$STATUS" 2 "an unknown A: exit 2"
like "$ERR" '^plumb: .*no-such' "the sentence names it"
is "$OUT" "" "and nothing is reported"
run "$PLUMB" check --range HEAD..no-such
is "$STATUS" 2 "an unknown B: exit 2"
run "$PLUMB" check --range HEAD
is "$STATUS" 2 "a range without dots: exit 2"
like "$ERR" 'A\.\.B' "says what a range is"
run "$PLUMB" check --range "HEAD:ports.yaml..HEAD"
is "$STATUS" 2 "a file instead of a commit: exit 2"
run "$PLUMB" check --tree no-such
is "$STATUS" 2 "--tree of an unknown revision: exit 2"
zero=0000000000000000000000000000000000000000
run "$PLUMB" check --range "$zero..HEAD"
is "$STATUS" 2 "an all-zero A: exit 2"
like "$ERR" 'new branch|merge base|A\.\.\.B' \
	"says what to do with a new branch"
run "$PLUMB" check --range "HEAD..$zero"
is "$STATUS" 2 "an all-zero B: exit 2"
run "$PLUMB" check --range "1111111111111111111111111111111111111111..HEAD"
like "$STATUS" '^[23]$' "a commit that is not here is not judged"
like "$ERR" '1111111' "and is named"

# --- shallow clones -------------------------------------------------------

git -C "$SCRATCH" clone -q --no-single-branch --depth 1 \
	"file://$SCRATCH/house" shallow
cd "$SCRATCH/shallow" || exit 1
run "$PLUMB" check --range origin/main...origin/topic
is "$STATUS" 3 "a shallow clone without a merge base: exit 3"
like "$ERR" '^plumb: .*(shallow|fetch-depth|--unshallow|deepen)' \
	"says how to get the history"
is "$OUT" "" "and nothing is reported"
run "$PLUMB" check --range HEAD~1..HEAD
like "$STATUS" '^[23]$' "HEAD~1 is not there"
like "$ERR" '(shallow|fetch-depth|--unshallow|deepen)' \
	"says that the clone is shallow"
run "$PLUMB" check --tree HEAD
is "$STATUS" 1 "--tree HEAD needs no history"

# Histories that have nothing in common, in a whole repository.
cd "$SCRATCH/house" || exit 1
git checkout -q --orphan apart
git commit -q -m apart
run "$PLUMB" check --range main...apart
is "$STATUS" 3 "no merge base at all: exit 3"
like "$ERR" 'merge base' "says so"

# --- no repository --------------------------------------------------------

mkdir "$SCRATCH/plain"
cd "$SCRATCH/plain" || exit 1
for how in "" --staged "--range A..B" "--tree HEAD"; do
	# shellcheck disable=SC2086 # two words
	run "$PLUMB" check $how
	is "$STATUS" 3 "no repository: check $how: exit 3"
	like "$ERR" '^plumb: .*(repository|git init)' "check $how: a sentence"
done
run "$PLUMB" install
is "$STATUS" 3 "no repository: install: exit 3"
run "$PLUMB" check -C "$SCRATCH/no-such-folder"
is "$STATUS" 2 "-C of a folder that does not exist: exit 2"
like "$ERR" 'no-such-folder' "and names it"

finish
