#!/bin/sh
# ci/range.sh: what is judged for each event of a CI service, in clones as
# such services make them.

. "$(dirname "$0")/../tap.sh"

# A remote: main has two commits, `feature` left it after the first, and
# refs/pull/1/merge is the merge commit that GitHub makes.
new_repository remote
echo 'billing: 8090' | put ports.yaml
commit one
one=$(git rev-parse HEAD)
git switch -q -c feature
echo a | put a.txt
commit two
two=$(git rev-parse HEAD)
echo b | put b.txt
commit three
three=$(git rev-parse HEAD)
git switch -q main
echo c | put c.txt
commit four
four=$(git rev-parse HEAD)
git switch -q -c pull
git merge -q --no-ff -m merge feature
git update-ref refs/pull/1/merge HEAD
merge=$(git rev-parse HEAD)
git switch -q main
git branch -qD pull
git config uploadpack.allowAnySHA1InWant true
zero=0000000000000000000000000000000000000000

# clone NAME DEPTH REF: as actions/checkout does it, entered; 0 is all.
clone() {
	git init -q "$SCRATCH/$1" && cd "$SCRATCH/$1" || exit 1
	git remote add origin "file://$SCRATCH/remote"
	if [ "$2" -eq 0 ]; then
		git fetch -q origin '+refs/heads/*:refs/remotes/origin/*' \
			"+$3:refs/remotes/judged"
	else
		git fetch -q --depth="$2" origin "+$3:refs/remotes/judged"
	fi
	git checkout -q --detach refs/remotes/judged
}

range() { # range VARIABLE=VALUE…
	run env PLUMB_DEFAULT_BRANCH=main "$@" sh "$TOP/ci/range.sh"
}

clone full 0 refs/pull/1/merge
range PLUMB_EVENT=pull_request PLUMB_BASE="$one"
is "$STATUS $OUT" "0 --range HEAD^1..HEAD" \
	"a pull request's merge commit: against its first parent"
is "$(git rev-parse HEAD HEAD^1)" "$merge
$four" "which is the base as it was when GitHub merged"
is "$ERR" "" "a full clone is nothing to complain of"
run "$PLUMB" check -q --range HEAD^1..HEAD
is "$STATUS" 0 "and plumb takes what was printed"

clone shallow 2 refs/pull/1/merge
range PLUMB_EVENT=pull_request PLUMB_BASE="$four"
is "$STATUS $OUT" "0 --range HEAD^1..HEAD" "depth 2 is enough for the trees"
like "$ERR" 'shallow: .*fetch-depth: 0' "and is told to be less than all"

clone head 0 refs/heads/feature
range PLUMB_EVENT=pull_request PLUMB_BASE="$four"
is "$STATUS $OUT" "0 --range $one..HEAD" \
	"a pull request's own head: since it left its base"
range PLUMB_EVENT=pull_request
is "$STATUS $OUT" "0 --range $one..HEAD" "also where no base is told"
range PLUMB_EVENT=merge_request PLUMB_BASE="$one"
is "$STATUS $OUT" "0 --range $one..HEAD" "a merge request, since its base"
range PLUMB_EVENT=merge_group PLUMB_BASE="$two"
is "$STATUS $OUT" "0 --range $two..HEAD" "a merge queue: against its base"
range PLUMB_EVENT=push PLUMB_BEFORE="$two" PLUMB_BRANCH=feature
is "$STATUS $OUT" "0 --range $two..HEAD" "a push: against what was before"
range PLUMB_EVENT=push PLUMB_BEFORE="$zero" PLUMB_BRANCH=feature
is "$STATUS $OUT" "0 --range $one..HEAD" \
	"a new branch: since it left the default branch"
range PLUMB_EVENT=push PLUMB_BEFORE= PLUMB_BRANCH=feature
is "$STATUS $OUT" "0 --range $one..HEAD" "no before at all is the same"
range PLUMB_EVENT=push PLUMB_BEFORE=1111111111111111111111111111111111111111 \
	PLUMB_BRANCH=feature
is "$STATUS $OUT" "0 --range $one..HEAD" \
	"a before that nobody has any more: since the default branch"
range PLUMB_EVENT=push PLUMB_BEFORE="$zero" PLUMB_BRANCH=main
is "$STATUS $OUT" "0 --tree HEAD" "the first push of all: the whole tree"
range PLUMB_EVENT=push PLUMB_BEFORE=1111111111111111111111111111111111111111 \
	PLUMB_BRANCH=main
is "$STATUS $OUT" "3 " "the default branch with a lost before: no guess"
like "$ERR" 'fetch-depth: 0' "but what to do"
range PLUMB_EVENT=schedule
is "$STATUS $OUT" "0 --tree HEAD --fail-on never" "a schedule: a report"
range PLUMB_EVENT=
is "$STATUS $OUT" "0 --tree HEAD --fail-on never" "no event: a report"
range PLUMB_EVENT=push PLUMB_BEFORE="$zero" PLUMB_BRANCH=feature \
	PLUMB_DEFAULT_BRANCH=trunk
is "$STATUS $OUT" "3 " "no such default branch: status 3"
like "$ERR" 'no branch trunk' "which is named"

clone one 1 refs/heads/feature
range PLUMB_EVENT=push PLUMB_BEFORE="$two" PLUMB_BRANCH=feature
is "$STATUS $OUT" "0 --range $two..HEAD" "a shallow clone asks for the before"
is "$(git rev-parse HEAD)" "$three" "and HEAD stays where it was"
rm -rf "$SCRATCH/one"
clone one 1 refs/heads/feature
range PLUMB_EVENT=push PLUMB_BEFORE="$zero" PLUMB_BRANCH=feature
is "$STATUS $OUT" "3 " "a shallow clone without a merge base: status 3"
like "$ERR" 'no merge base with main.*fetch-depth: 0' "and the way out"

# ci/action.sh: annotations, the SARIF file, and both told to later steps.
cd "$SCRATCH/remote" || exit 1
git switch -q feature
echo 'TOKEN=1' | put services/billing/.env.local
commit 'local values'
action() { # action VARIABLE=VALUE…
	rm -rf "$SCRATCH/runner" && mkdir "$SCRATCH/runner"
	: >"$SCRATCH/outputs"
	run env RUNNER_TEMP="$SCRATCH/runner" PROGRAM="$PLUMB" \
		GITHUB_OUTPUT="$SCRATCH/outputs" PLUMB_DEFAULT_BRANCH=main \
		PLUMB_EVENT=push PLUMB_BEFORE="$three" PLUMB_BRANCH=feature \
		"$@" sh "$TOP/ci/action.sh"
}
clone job 0 refs/heads/feature
action
is "$STATUS" 1 "the action fails on what is new"
like "$OUT" '^::error file=services/billing/\.env\.local,line=1,' \
	"with an annotation"
is "$(cat "$SCRATCH/outputs")" "status=1
sarif=$SCRATCH/runner/plumb.sarif" "and tells status and SARIF file"
like "$(cat "$SCRATCH/runner/plumb.sarif")" '"plumb/"' \
	"which has the category"
action CATEGORY=other
like "$(cat "$SCRATCH/runner/plumb.sarif")" '"other/"' "that can be chosen"
action OPTIONS='--linter registry'
is "$STATUS" 0 "further options are passed on"
action PLUMB_EVENT=schedule
is "$STATUS" 0 "on a schedule it only reports"
like "$(cat "$SCRATCH/outputs")" '^sarif=' "and there is a file to upload"
action RANGE='--range nowhere..HEAD'
is "$STATUS $(cat "$SCRATCH/outputs")" "2 status=2" \
	"a wrong range: status 2, and nothing to upload"

finish
