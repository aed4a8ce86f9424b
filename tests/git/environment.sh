#!/bin/sh
# What surrounds a repository: the variables that git obeys, objects that are
# replaced or elsewhere, times and names that deceive, disks that are full or
# cannot be written.

. "$(dirname "$0")/../tap.sh"

compose() { # compose PORT
	printf 'services:\n  billing:\n    image: busybox\n'
	printf '    ports: ["%s:80"]\n' "$1"
}

house() { # house NAME: one clean commit, a staged fault
	new_repository "$1"
	printf 'billing: 8090\n' | put ports.yaml
	printf '.env.local\n' | put .gitignore
	compose 8090 | put deploy/compose.yaml
	commit start
	compose 8082 | put deploy/compose.yaml
	git add -A
	HOUSE=$SCRATCH/$1
}

found() { # found NAME COMMAND…: the fault, it alone
	what=$1
	shift
	run "$@"
	is "$STATUS $(printf '%s\n' "$OUT" | sed -n 's/: error: .*//p')" \
		"1 deploy/compose.yaml:4:14" "$what"
	[ "$STATUS" -eq 1 ] || note "$ERR"
}

refused() { # refused NAME TEXT COMMAND…
	what=$1 text=$2
	shift 2
	run "$@"
	is "$STATUS $OUT" "3 " "$what: exit 3"
	like "$ERR" "^plumb: .*$text" "$what: said"
}

# --- variables ------------------------------------------------------------

house vars
cd "$SCRATCH" || exit 1
found "GIT_DIR relative, with a relative GIT_WORK_TREE" \
	env GIT_DIR=vars/.git GIT_WORK_TREE=vars "$PLUMB" check --staged
cd vars || exit 1
found "GIT_DIR alone: here is the top" env GIT_DIR=.git "$PLUMB" check --staged
cd deploy || exit 1
found "GIT_DIR and GIT_WORK_TREE, from a subfolder" \
	env GIT_DIR=../.git GIT_WORK_TREE=.. "$PLUMB" check --staged
found "GIT_INDEX_FILE, from a subfolder, counts from the top" \
	env GIT_INDEX_FILE=.git/index "$PLUMB" check --staged
refused "GIT_INDEX_FILE of a subfolder's" '\.git/index.*GIT_INDEX_FILE' \
	env GIT_INDEX_FILE=../.git/index "$PLUMB" check --staged
cd ..
refused "GIT_DIR of nothing" '/nowhere, which GIT_DIR names' \
	env GIT_DIR=/nowhere "$PLUMB" check --staged
refused "GIT_WORK_TREE of nothing" 'work tree /nowhere' \
	env GIT_WORK_TREE=/nowhere "$PLUMB" check
refused "GIT_INDEX_FILE of nothing" 'no-index, which GIT_INDEX_FILE names' \
	env GIT_INDEX_FILE=no-index "$PLUMB" check --staged
refused "GIT_INDEX_FILE of a folder" 'index.*deploy' \
	env GIT_INDEX_FILE=deploy "$PLUMB" check --staged
refused "GIT_COMMON_DIR of another" 'GIT_COMMON_DIR.*unset it' \
	env GIT_COMMON_DIR="$SCRATCH" "$PLUMB" check --staged
found "empty variables are none" env GIT_DIR= GIT_WORK_TREE= \
	GIT_INDEX_FILE= "$PLUMB" check --staged

cd deploy || exit 1
found "a ceiling above the repository" \
	env GIT_CEILING_DIRECTORIES="$SCRATCH" "$PLUMB" check --staged
refused "a ceiling below the repository" 'GIT_CEILING_DIRECTORIES' \
	env GIT_CEILING_DIRECTORIES="$HOUSE" "$PLUMB" check --staged
run env GIT_CEILING_DIRECTORIES="$HOUSE" git rev-parse
tap $((STATUS == 0)) "git says the same"
cd ..

# --- objects --------------------------------------------------------------

# The fault's blob where a push keeps what is not yet accepted.
mkdir "$SCRATCH/incoming"
blob=$(git rev-parse :deploy/compose.yaml)
folder=$(printf %s "$blob" | cut -c 1-2)
name=$(printf %s "$blob" | cut -c 3-)
mkdir "$SCRATCH/incoming/$folder"
mv ".git/objects/$folder/$name" "$SCRATCH/incoming/$folder/"
refused "an object that is elsewhere" 'deploy/compose\.yaml.*missing' \
	"$PLUMB" check --staged
found "GIT_OBJECT_DIRECTORY names where" \
	env GIT_OBJECT_DIRECTORY="$SCRATCH/incoming" \
	GIT_ALTERNATE_OBJECT_DIRECTORIES="$HOUSE/.git/objects" \
	"$PLUMB" check --staged
found "GIT_ALTERNATE_OBJECT_DIRECTORIES, too, relative" \
	env GIT_ALTERNATE_OBJECT_DIRECTORIES=../incoming "$PLUMB" check --staged
mv "$SCRATCH/incoming/$folder/$name" ".git/objects/$folder/"
git commit -q -m fault

# What is replaced here is not replaced where it is pushed to.
git replace "$blob" "$(compose 8090 | git hash-object -w --stdin)"
is "$(git show HEAD:deploy/compose.yaml | grep -c 8090)" 1 "git is deceived"
found "a replaced blob: what is recorded is judged" "$PLUMB" check --tree HEAD
git replace -d "$blob" >/dev/null
git replace "$(git rev-parse 'HEAD^{tree}')" "$(git rev-parse 'HEAD~1^{tree}')"
found "a replaced tree, too" "$PLUMB" check --tree HEAD
git replace -d "$(git --no-replace-objects rev-parse 'HEAD^{tree}')" >/dev/null
git commit -q --allow-empty -m later
# A graft that leaves the fault's commit out. By its id: what HEAD~1 is, libgit2
# says from 1.7 on as the graft says it.
base=$(git rev-parse HEAD~1)
echo "$(git rev-parse HEAD) $(git rev-parse HEAD~2)" >.git/info/grafts
is "$(git rev-list --count HEAD 2>/dev/null)" 2 "git is deceived by a graft"
run "$PLUMB" check --range "$base..HEAD"
is "$STATUS" 0 "a graft: the range is that of the recorded parents"
rm .git/info/grafts

# --- deceptive times ------------------------------------------------------

# Same size, same time as the index has it: only the bytes differ.
house racy
touch -d '2001-02-03 04:05:06' deploy/compose.yaml
git update-index --refresh >/dev/null
compose 8090 >deploy/compose.yaml
touch -d '2001-02-03 04:05:06' deploy/compose.yaml
found "same size and time, mended on disk: the index is judged" \
	"$PLUMB" check --staged
run "$PLUMB" check
is "$STATUS" 0 "and the disk is, as it is"
git add -f deploy/compose.yaml
git update-index --really-refresh >/dev/null
compose 8090 >deploy/compose.yaml
git add deploy/compose.yaml
compose 8082 >deploy/compose.yaml
run "$PLUMB" check --staged
is "$STATUS" 0 "written within the time of git add: the index is judged"
run "$PLUMB" check
is "$STATUS" 1 "and the disk is, as it is"

# --- names that differ in case --------------------------------------------

house case
git reset -q --hard
compose 8082 | put Deploy/compose.yaml
compose 8090 | put DEPLOY/Compose.yaml
echo 'A=1' | put services/.ENV.LOCAL
git add -A -f
is "$(git ls-files | tr '[:upper:]' '[:lower:]' | sort | uniq -d | wc -l | tr -d ' ')" 1 \
	"names collide where case does not count"
for how in --staged --worktree; do
	run "$PLUMB" check $how
	is "$STATUS $(printf '%s\n' "$OUT" | sed -n 's/: error: .*//p')" \
		"1 Deploy/compose.yaml:4:14" "$how: each is a file of its own"
done
git commit -q --no-verify -m case
git mv Deploy/compose.yaml Deploy/other.yaml
git mv Deploy/other.yaml deploy/Compose.yaml
run "$PLUMB" check --staged
is "$STATUS" 0 "renamed to another case, the old finding is not new"
[ "$STATUS" -eq 0 ] || note "$OUT"

# --- disks ----------------------------------------------------------------

mounted() { # mounted SIZE,OPTION… COMMAND…: with a disk of that size at disk/
	options=$1
	shift
	unshare -m sh -c 'mount -t tmpfs -o "size=$1" none disk && shift &&
		cp -R house/. disk && cd disk && "$@"' sh "$options" "$@"
}

house house
cd "$SCRATCH" || exit 1
mkdir disk
if mounted 4m true 2>/dev/null; then
	found "a read-only disk" mounted 4m sh -c \
		'mount -o remount,ro . && exec "$PLUMB" check --staged'
	found "a read-only disk: the work tree" mounted 4m sh -c \
		'mount -o remount,ro . && exec "$PLUMB" check'
	refused "a read-only disk: a report" 'x\.sarif: .*Read-only' mounted 4m \
		sh -c 'mount -o remount,ro . &&
			exec "$PLUMB" check --staged -f sarif=x.sarif'
	refused "a full disk: a report" 'x\.sarif: .*No space' mounted 4m sh -c '
		cat /dev/zero >.git/full 2>/dev/null
		"$PLUMB" check --staged -f sarif=x.sarif
		status=$?
		find . -name "*.tmp" -o -name "x.*"
		exit $status'
	found "a full disk: no report" mounted 4m sh -c '
		cat /dev/zero >.git/full 2>/dev/null
		exec "$PLUMB" check --staged'
else
	for name in read-only full; do
		skip "a disk that is $name" "needs the right to mount one"
	done
fi

finish
