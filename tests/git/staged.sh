#!/bin/sh
# Staged means the index: whatever way a commit is made, the bytes that it
# would hold are judged, never those on disk.

. "$(dirname "$0")/../tap.sh"

compose() { # compose PORT: a compose file that publishes it
	cat <<END
services:
  billing:
    image: busybox
    ports: ["\${BILLING_PORT:-$1}:80"]
  orders:
    image: busybox
    ports: ["\${ORDERS_PORT:-3100}:80"]
END
}

house() { # house NAME: with the hook, nothing committed
	new_repository "$1"
	printf 'billing: 8090\norders: 3100\n' | put ports.yaml
	printf '.env.local\n' | put .gitignore
	"$PLUMB" install >/dev/null
}

passes() { # passes NAME COMMAND…
	what=$1
	shift
	run "$@"
	is "$STATUS" 0 "$what"
	[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
}

refused() { # refused NAME RULE COMMAND…
	what=$1 rule=$2
	shift 2
	head=$(git rev-parse -q --verify HEAD)
	run "$@"
	is "$STATUS" 1 "$what"
	like "$OUT$ERR" "\\[$rule\\]" "$what: $rule"
	is "$(git rev-parse -q --verify HEAD)" "$head" "$what: no commit made"
}

# --- the first commit -----------------------------------------------------

house first
compose 8082 | put compose.yaml
git add -A
refused "a first commit with a fault is refused" compose/default-drift \
	git commit -q -m first
compose 8090 | put compose.yaml
git add -A
passes "a clean first commit passes" git commit -q -m first

# --- index and disk differ ------------------------------------------------

compose 8090 | sed 's/busybox/nginx/' | put compose.yaml
git add compose.yaml
compose 8082 | put compose.yaml
passes "staged clean, then broken on disk: passes" git commit -q -m clean
is "$(git show HEAD:compose.yaml | grep -c nginx)" 2 "what was staged went in"
git checkout -q -- compose.yaml

compose 8082 | put compose.yaml
git add compose.yaml
compose 8090 | put compose.yaml
refused "staged broken, then mended on disk: refused" compose/default-drift \
	git commit -q -m broken
git reset -q --hard

# A registry that is only on disk changes nothing.
printf 'billing: 9999\norders: 3100\n' | put ports.yaml
echo text | put note.txt
git add note.txt
passes "a registry changed on disk alone does not count" \
	git commit -q -m note
git checkout -q -- ports.yaml

# --- commit -a, --only, -p ------------------------------------------------

compose 8082 | put compose.yaml
refused "commit -a takes in what is on disk" compose/default-drift \
	git commit -q -a -m all
is "$(git diff --cached --name-only)" "" "a refused -a leaves the index alone"

echo more >>note.txt
passes "commit --only FILE judges that file alone" \
	git commit -q -m only --only note.txt
refused "commit --only of the broken file" compose/default-drift \
	git commit -q -m only --only compose.yaml
# The broken one is staged, and another one is committed beside it.
git add compose.yaml
echo again >>note.txt
passes "--only another file, while a broken one is staged" \
	git commit -q -m only note.txt
is "$(git diff --cached --name-only)" compose.yaml "it is staged still"
git reset -q --hard

# Two hunks: the first is harmless, the second drifts.
{
	printf '# one\n# two\n# three\n# four\n# five\n# six\n# seven\n'
	compose 8090
} | put compose.yaml
git add compose.yaml
passes "a longer file" git commit -q -m longer
sed -e 's/^# one/# ONE/' -e 's/-8090/-8082/' compose.yaml >new
mv new compose.yaml
printf 'y\nn\n' >"$SCRATCH/answers"
commit_p() {
	git commit -q -p -m patch <"$SCRATCH/answers"
}
passes "commit -p of the harmless hunk passes" commit_p
is "$(git show HEAD:compose.yaml | grep -c -e '# ONE' -e 8090)" 2 \
	"the harmless hunk went in alone"
printf 'y\n' >"$SCRATCH/answers"
refused "commit -p of the other hunk" compose/default-drift commit_p
git reset -q --hard

# --- amend ----------------------------------------------------------------

git branch -q before
compose 8082 | put compose.yaml
git add compose.yaml
refused "--amend with a new fault is refused" compose/default-drift \
	git commit -q --amend -m amended
git commit -q --no-verify -m 'past the hook'
passes "amending what went past the hook passes in the hook" \
	git commit -q --amend -m amended
run "$PLUMB" check --range before..HEAD
is "$STATUS" 1 "--range refuses the amended commit"
like "$OUT" '\[compose/default-drift\]' "--range names the rule"
git reset -q --hard before

# --- other places ---------------------------------------------------------

mkdir -p services/billing
compose 8082 | put compose.yaml
git add compose.yaml
cd services/billing || exit 1
refused "a commit from a subfolder" compose/default-drift git commit -q -m sub
compose 8082 | sed 's/busybox/nginx/' >../../compose.yaml
refused "commit -a from a subfolder" compose/default-drift \
	git commit -q -a -m sub
cd ../..
git reset -q --hard

git worktree add -q ../linked -b linked
cd ../linked || exit 1
compose 8082 | put compose.yaml
git add compose.yaml
refused "a commit in a linked worktree" compose/default-drift \
	git commit -q -m linked
compose 8090 | sed 's/busybox/alpine/' | put compose.yaml
git add compose.yaml
compose 8082 | put compose.yaml
passes "a clean commit in a linked worktree" git commit -q -m linked
cd ../first || exit 1

# GIT_DIR and GIT_WORK_TREE, as scripts and bare dotfile repositories set
# them.
compose 8082 | put compose.yaml
git add compose.yaml
cd "$SCRATCH" || exit 1
run env GIT_DIR="$SCRATCH/first/.git" GIT_WORK_TREE="$SCRATCH/first" \
	"$PLUMB" check --staged
is "$STATUS" 1 "GIT_DIR and GIT_WORK_TREE are followed"
cd first || exit 1

# A relative GIT_INDEX_FILE is relative to the top, also from a subfolder.
cp .git/index other-index
git reset -q
cd services/billing || exit 1
run env GIT_INDEX_FILE=other-index "$PLUMB" check --staged
is "$STATUS" 1 "GIT_INDEX_FILE names the index that is judged"
like "$OUT" '\[compose/default-drift\]' "GIT_INDEX_FILE: the fault is seen"
run "$PLUMB" check --staged
is "$STATUS" 0 "without it the usual index is judged"
run env GIT_INDEX_FILE=no-such-index "$PLUMB" check --staged
is "$STATUS" 3 "a missing GIT_INDEX_FILE: exit 3"
like "$ERR" '^plumb: .*no-such-index' "with a sentence that names it"

finish
