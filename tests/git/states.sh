#!/bin/sh
# Every state that a repository can be in is judged rightly or refused with a
# sentence; never is the wrong thing judged, and never in silence.

. "$(dirname "$0")/../tap.sh"

compose() { # compose PORT
	printf 'services:\n  billing:\n    image: busybox\n'
	printf '    ports: ["%s:80"]\n' "$1"
}

house() { # house NAME [GIT-INIT-OPTION…]: one clean commit, entered
	name=$1
	shift
	git init -q "$@" "$SCRATCH/$name" || return 1
	cd "$SCRATCH/$name" || exit 1
	printf 'billing: 8090\n' | put ports.yaml
	printf '.env.local\n' | put .gitignore
	compose 8090 | put deploy/compose.yaml
	echo text | put docs/note.txt
	commit start
}

stage_fault() {
	compose 8082 | put deploy/compose.yaml
	git add --sparse deploy/compose.yaml 2>/dev/null ||
		git add deploy/compose.yaml
}

# A staged fault is seen, exactly that one; then it is taken back.
judges() { # judges NAME
	run "$PLUMB" check --staged
	is "$STATUS" 0 "$1: nothing staged, nothing found"
	[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
	stage_fault
	run "$PLUMB" check --staged
	is "$STATUS" 1 "$1: a staged fault is found"
	is "$(printf '%s\n' "$OUT" | sed 's/: error: .*//')" \
		deploy/compose.yaml:4:14 "$1: it alone"
	[ "$STATUS" -eq 1 ] || note "$ERR"
}

# --- HEAD -----------------------------------------------------------------

house detached
git checkout -q --detach
judges "detached HEAD"

new_repository unborn
run "$PLUMB" check --staged
is "$STATUS" 0 "unborn, empty: nothing found"
like "$ERR" '^plumb: 0 staged files' "unborn, empty: said"
run "$PLUMB" check
is "$STATUS" 0 "unborn, empty: check"
printf 'billing: 8090\n' | put ports.yaml
compose 8082 | put deploy/compose.yaml
run "$PLUMB" check
is "$STATUS" 0 "unborn: untracked files are not judged"
git add -A
run "$PLUMB" check --staged
is "$STATUS" 1 "unborn: what is staged is all new"
run "$PLUMB" check
is "$STATUS" 1 "unborn: the work tree is judged"
run "$PLUMB" check --tree HEAD
is "$STATUS" 2 "unborn: --tree HEAD is no revision"
like "$ERR" 'HEAD' "unborn: and is named"

house broken-head
echo 'ref: refs/heads/main.lock/../x' >.git/HEAD
run "$PLUMB" check --staged
is "$STATUS" 3 "a HEAD that is broken: exit 3"
like "$ERR" '^plumb: HEAD .*git symbolic-ref HEAD' \
	"a HEAD that is broken: the way out"

house no-commit
id=$(git rev-parse HEAD)
rm -f ".git/objects/$(printf %s "$id" | cut -c 1-2)/$(printf %s "$id" | cut -c 3-)"
for how in --staged "--tree HEAD"; do
	# shellcheck disable=SC2086 # two words
	run "$PLUMB" check $how
	is "$STATUS" 3 "a commit that is missing: $how: exit 3"
	like "$ERR" 'commit of HEAD is missing.*git fsck' \
		"a commit that is missing: $how: the way out"
done

house no-tree
id=$(git rev-parse 'HEAD^{tree}')
rm -f ".git/objects/$(printf %s "$id" | cut -c 1-2)/$(printf %s "$id" | cut -c 3-)"
run "$PLUMB" check --tree HEAD
is "$STATUS" 3 "a tree that is missing: exit 3"
like "$ERR" "tree $id of the top is missing.*git fsck" \
	"a tree that is missing: the way out"

house main-tree
git worktree add -q ../lost
rm -rf .git/worktrees
cd ../lost || exit 1
run "$PLUMB" check
is "$STATUS" 3 "a worktree whose repository is gone: exit 3"
like "$ERR" '/lost/\.git names .*git worktree repair' \
	"a worktree whose repository is gone: the way out"

# --- bare -----------------------------------------------------------------

house origin
git clone -q --bare . ../bare.git
cd ../bare.git || exit 1
run "$PLUMB" check --tree HEAD
is "$STATUS" 0 "bare: --tree HEAD is judged"
like "$ERR" '^plumb: 4 files of ' "bare: all its files are counted"
run "$PLUMB" check --range HEAD..HEAD
is "$STATUS" 0 "bare: --range is judged"
for how in --staged --worktree; do
	run "$PLUMB" check $how
	like "$STATUS" '^[23]$' "bare: $how is refused"
	like "$ERR" 'bare.*--tree' "bare: $how says what works"
done
cd ../origin || exit 1
stage_fault
git commit -q -m fault
git push -q ../bare.git main
run "$PLUMB" check -C ../bare.git --range HEAD~1..HEAD
is "$STATUS" 1 "bare: a fault of a range is found"

# --- submodules -----------------------------------------------------------

house with-module
git submodule --quiet add "$SCRATCH/bare.git" module 2>/dev/null
git commit -q --no-verify -m module
run "$PLUMB" check
is "$STATUS" 0 "a submodule's files are not the repository's"
judges "beside a submodule"
git reset -q --hard
cd module || exit 1
run "$PLUMB" check
is "$STATUS" 1 "inside a submodule its own are judged"
like "$OUT" '^deploy/compose\.yaml:4:14: ' "inside a submodule: own paths"
compose 8090 | put deploy/compose.yaml
git add -A
run "$PLUMB" check --staged
is "$STATUS" 0 "inside a submodule: its own index"
cd ..
git -C module commit -q --no-verify -m mended
git add module
run "$PLUMB" check --staged
is "$STATUS" 0 "a moved submodule is no fault"
like "$ERR" '^plumb: 1 staged file,' "a moved submodule is counted"

# --- sparse checkout and sparse index -------------------------------------

house sparse
git sparse-checkout init --cone
git sparse-checkout set docs
tap "$([ ! -e deploy ]; echo $?)" "sparse: deploy is not on disk"
run "$PLUMB" check
is "$STATUS" 0 "sparse: check reads the object for what is not there"
like "$ERR" '^plumb: 4 files of ' "sparse: all files are counted"
judges "sparse checkout"
git commit -q --no-verify -m fault
rm -rf deploy
git sparse-checkout reapply 2>/dev/null
run "$PLUMB" check
is "$STATUS" 1 "sparse: a committed fault is found without the file"

house sparse-index
git sparse-checkout init --cone --sparse-index
git sparse-checkout set docs
if git ls-files --sparse -t 2>/dev/null | grep -q '/$'; then
	echo more >>docs/note.txt
	git add docs/note.txt
	run "$PLUMB" check --staged
	is "$STATUS" 0 "sparse index: a clean change passes"
	[ "$STATUS" -eq 0 ] || note "$ERR"
	like "$ERR" '^plumb: 1 staged file,' "sparse index: one file is staged"
	# The registry alone, of which only the root's files are in the index.
	printf 'billing: 8091\n' | put ports.yaml
	git add ports.yaml
	run "$PLUMB" check --staged
	is "$STATUS" 1 "sparse index: a file in a collapsed folder is judged"
	like "$OUT" '^deploy/compose\.yaml:4:14: ' "sparse index: at its place"
	is "$(git ls-files --sparse | grep -c '/$')" 1 \
		"sparse index: it is collapsed still"
	run "$PLUMB" check
	is "$STATUS" 1 "sparse index: check"
else
	skip "sparse index" "this git makes none"
fi

# --- forms of the index ---------------------------------------------------

house split
git update-index --split-index
echo more >>docs/note.txt
git add docs/note.txt
git commit -q --no-verify -m more
tap "$(find .git -name 'sharedindex.*' | grep -q .; echo $?)" \
	"split index: it is split"
judges "split index"

for version in 2 3 4; do
	house "version$version"
	git config index.version $version
	if [ $version -eq 3 ]; then
		echo later | put later.txt
		git add -N later.txt
	fi
	git update-index --index-version $version
	is "$(od -An -tu1 -j7 -N1 .git/index | tr -d ' ')" $version \
		"index version $version: it is"
	judges "index version $version"
done

house no-hash
size=$(wc -c <.git/index)
dd if=/dev/zero of=.git/index bs=1 seek=$((size - 20)) count=20 conv=notrunc \
	2>/dev/null
run "$PLUMB" check --staged
is "$STATUS" 0 "an index without a checksum (index.skipHash) is read"
[ "$STATUS" -eq 0 ] || note "$ERR"

house cut
head -c 100 .git/index | put index.cut
cp index.cut .git/index
run "$PLUMB" check --staged
is "$STATUS" 3 "an index that is cut off: exit 3"
like "$ERR" '^plumb: .*index.*git reset' "an index that is cut off: the way out"

house rubbish
printf 'DIRC\0\0\0\2\0\377\377\377' >.git/index
run "$PLUMB" check --staged
is "$STATUS" 3 "an index of rubbish: exit 3"

house fsmonitor
printf '#!/bin/sh\nprintf "token\\0/\\0"\n' | put "$SCRATCH/monitor"
chmod +x "$SCRATCH/monitor"
git config core.fsmonitor "$SCRATCH/monitor"
git update-index --fsmonitor 2>/dev/null
git status >/dev/null
judges "index with fsmonitor data"

house untracked-cache
git update-index --untracked-cache 2>/dev/null
git status >/dev/null
judges "index with an untracked cache"

if house sha256 --object-format=sha256 2>/dev/null; then
	judges "SHA-256 objects" # in all other ways: foreign.sh
else
	skip "SHA-256 objects" "this git makes none"
fi

# --- what is staged -------------------------------------------------------

house intent
echo 'A=1' | put services/billing/.env.local
git add -f -N services
run "$PLUMB" check --staged
is "$STATUS" 0 "intent-to-add is not staged"
[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
git add -f services
run "$PLUMB" check --staged
is "$STATUS" 1 "added, it is"
git reset -q
git add -f -N services
judges "beside an intent-to-add"

house conflicts
git checkout -q -b other
compose 8082 | put deploy/compose.yaml
commit other
git checkout -q main
compose 8083 | put deploy/compose.yaml
commit ours
git merge -q other >/dev/null 2>&1
for how in --staged "--staged --all"; do
	# shellcheck disable=SC2086 # two words
	run "$PLUMB" check $how
	is "$STATUS" 3 "unresolved conflicts: $how: exit 3"
	is "$(printf '%s\n' "$ERR" | grep -c 'deploy/compose\.yaml: .*git add')" 1 \
		"unresolved conflicts: $how: the file is named, once, and the way out"
done

house assume
stage_fault
git update-index --assume-unchanged deploy/compose.yaml
compose 8090 | put deploy/compose.yaml
run "$PLUMB" check --staged
is "$STATUS" 1 "a staged file that is assumed unchanged is judged"

house deleted
rm deploy/compose.yaml
run "$PLUMB" check
is "$STATUS" 0 "a tracked file that is deleted on disk is no failure"
[ "$STATUS" -eq 0 ] || note "$ERR"
run "$PLUMB" check --staged
is "$STATUS" 0 "nor for the index"

house kinds
ln -s /etc/passwd accounts.yaml
ln -s nowhere dangling
mkdir -p tools
printf '#!/bin/sh\n' | put tools/run
chmod +x tools/run
printf 'a\0b' | put tools/binary
git add -A
run "$PLUMB" check --staged
is "$STATUS" 0 "links and binary files are left out"
unlike "$OUT$ERR" 'root:' "no link is followed out of the repository"
run "$PLUMB" check
is "$STATUS" 0 "also on disk"
like "$ERR" ', 3 left out, ' "and are counted"
ln -s /etc/passwd app.env
git add -A
run "$PLUMB" check --staged
is "$STATUS" 3 "a link in an env file's place hides what it says: exit 3"
like "$ERR" 'app\.env: .*link' "and is named"
git rm -q --cached app.env
rm app.env
# A folder on disk where a file is tracked, a fifo where another one is.
rm docs/note.txt tools/run
mkdir docs/note.txt
mkfifo tools/run
run timeout 10 "$PLUMB" check
like "$STATUS" '^[03]$' "a fifo in a file's place does not hang"

# --- objects that are not there -------------------------------------------

house missing
stage_fault
id=$(git rev-parse :deploy/compose.yaml)
object=.git/objects/$(printf %s "$id" | cut -c 1-2)/$(printf %s "$id" | cut -c 3-)
mv "$object" "$SCRATCH/object"
run "$PLUMB" check --staged
is "$STATUS" 3 "a blob that is missing: exit 3"
like "$ERR" 'deploy/compose\.yaml' "a blob that is missing: the file is named"
echo 'A=1' | put services/.env.local
git add -f services
run "$PLUMB" check --staged
is "$STATUS" 1 "findings beside a missing blob: exit 1"
like "$ERR" 'deploy/compose\.yaml' "findings beside it: it is still named"
run "$PLUMB" check --staged --fail-on never
is "$STATUS" 3 "--fail-on never does not hide the failure"
: >"$object"
chmod u+w "$object"
run "$PLUMB" check --staged --rule compose/port-mismatch
is "$STATUS" 3 "a blob that is damaged: exit 3"

house partial
git config uploadpack.allowFilter true
git -C "$SCRATCH" clone -q --filter=blob:none --no-checkout \
	"file://$SCRATCH/partial" partial-clone 2>/dev/null
cd ../partial-clone || exit 1
git remote set-url origin "file://$SCRATCH/gone"
run "$PLUMB" check --tree HEAD
is "$STATUS" 3 "a partial clone without its blobs: exit 3"
like "$ERR" '(partial|missing|not here|fetch)' "a partial clone: said"

house alternates
git clone -q --shared . ../borrowing
cd ../borrowing || exit 1
judges "objects of an alternate"

house packed
git gc -q
git pack-refs --all
judges "packed objects and refs"

# --- someone else's -------------------------------------------------------

if [ "$(id -u)" -eq 0 ]; then
	house foreign
	stage_fault
	chown -R 12345 "$SCRATCH/foreign"
	run "$PLUMB" check --staged
	is "$STATUS" 3 "someone else's repository: exit 3"
	like "$ERR" 'safe\.directory' "someone else's: the way out is named"
	git config --global --add safe.directory "$SCRATCH/foreign"
	run "$PLUMB" check --staged
	is "$STATUS" 1 "someone else's, trusted by name: judged"
	git config --global --unset-all safe.directory
	git config --global --add safe.directory '*'
	run "$PLUMB" check --staged
	is "$STATUS" 1 "someone else's, all trusted: judged as git does"
	git config --global --unset-all safe.directory
	chown -R 0 "$SCRATCH/foreign"
else
	skip "someone else's repository" "needs root to give one away"
fi

# --- a person's own settings change nothing -------------------------------

house settings
git config core.quotePath true
git config core.autocrlf true
git config core.ignoreCase true
git config core.fileMode false
git config diff.renames false
git config core.attributesFile "$SCRATCH/attributes"
git config core.excludesFile "$SCRATCH/excludes"
echo '* linguist-vendored linguist-generated' >"$SCRATCH/attributes"
echo '.env.local' >"$SCRATCH/excludes"
judges "with a person's own settings"

# --- reports that cannot be written ---------------------------------------

cd "$SCRATCH/settings" || exit 1
run "$PLUMB" check --staged -f sarif=/nowhere/x.sarif
is "$STATUS" 3 "a report that cannot be written: exit 3"
like "$ERR" '/nowhere/x\.sarif' "and the file is named"
if [ -e /dev/full ]; then
	STATUS=0
	"$PLUMB" check --staged >/dev/full 2>"$SCRATCH/err" || STATUS=$?
	is "$STATUS" 3 "standard output on a full disk: exit 3"
	like "$(cat "$SCRATCH/err")" 'standard output' "and it is said"
fi

finish
