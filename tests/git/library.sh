#!/bin/sh
# libgit2 is loaded when git is first asked for more than the index: what
# needs none works without it, and what needs it says that it is missing.

. "$(dirname "$0")/../tap.sh"

if ! grep -q 'libgit2\.so\.' "$PLUMB"; then
	skip "libgit2 missing" "this program is linked with it"
	finish
fi
# Another name of the same length, which no library has.
LC_ALL=C sed 's/libgit2\.so\./libgit0.so./' "$PLUMB" >"$SCRATCH/plumb"
chmod +x "$SCRATCH/plumb"

git init -q "$SCRATCH/house"
cd "$SCRATCH/house" || exit 1
printf 'billing: 8090\n' | put ports.yaml
printf 'services:\n  billing:\n    image: x\n    ports: ["8082:80"]\n' |
	put compose.yaml
git add -A
commit start
git worktree add -q ../linked 2>/dev/null

for command in "registry validate" "registry list" "registry next 8000-8100" \
	"where billing"; do
	# shellcheck disable=SC2086 # words
	run "$SCRATCH/plumb" $command
	without=$STATUS:$OUT
	# shellcheck disable=SC2086
	run "$PLUMB" $command
	is "$without" "$STATUS:$OUT" "plumb $command needs no libgit2"
done
run "$SCRATCH/plumb" check
is "$STATUS" 1 "nor does a check of the work tree"
like "$OUT" '^compose.yaml:4:14: error: ' "which finds what there is"

for command in "check --staged" "check --tree HEAD" "registry diff HEAD" \
	"check -f sarif" "registry report" install; do
	# shellcheck disable=SC2086
	run "$SCRATCH/plumb" $command
	is "$STATUS" 3 "plumb $command without libgit2: exit 3"
	like "$ERR" 'libgit2 cannot be loaded: .*libgit0\.so.*: install it again' \
		"plumb $command says so"
done
cd ../linked || exit 1
run "$SCRATCH/plumb" check
is "$STATUS" 3 "a linked work tree is found by libgit2 alone: exit 3"
like "$ERR" 'libgit2 cannot be loaded' "and it says so"
run "$PLUMB" check
is "$STATUS" 1 "with it, that is checked too"

finish
