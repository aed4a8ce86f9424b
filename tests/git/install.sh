#!/bin/sh
# plumb install: where git looks for hooks, in front of none that is there,
# safe to run twice, and undone without a trace.

. "$(dirname "$0")/../tap.sh"

# A program that can go away, in a folder with a space and a quote.
mkdir "$SCRATCH/my pro'grams"
cp "$PLUMB" "$SCRATCH/my pro'grams/plumb"
OWN="$SCRATCH/my pro'grams/plumb"

hooks() { # hooks DIR: the names there, without samples
	find "$1" -maxdepth 1 ! -name '*.sample' ! -type d -exec basename {} \; |
		sort | tr '\n' ' '
}

house() { # house NAME: a clean one, entered
	new_repository "$1"
	printf 'billing: 8090\n' | put ports.yaml
	printf '.env.local\n' | put .gitignore
	commit start
}

stage_fault() {
	echo 'A=1' | put services/billing/.env.local
	git add -f services
}

# --- a plain repository ---------------------------------------------------

house "a house"
run "$OWN" install
is "$STATUS" 0 "install succeeds"
is "$(hooks .git/hooks)" "pre-commit pre-merge-commit " "two hooks are written"
is "$(find .git/hooks -name 'pre-*' ! -name '*.sample' ! -perm -u+x)" "" \
	"they can be run"
is "$ERR" "" "nothing on standard error"
cksum .git/hooks/pre-* >"$SCRATCH/first"
run "$OWN" install
is "$STATUS" 0 "a second install succeeds"
is "$(hooks .git/hooks)" "pre-commit pre-merge-commit " "and adds nothing"
cksum .git/hooks/pre-* >"$SCRATCH/second"
run cmp "$SCRATCH/first" "$SCRATCH/second"
is "$STATUS" 0 "and changes nothing"

stage_fault
run git commit -q -m fault
is "$STATUS" 1 "the hook refuses, its program in a folder with a space"
like "$ERR" '\[env/committed-local\]' "for the right reason"
run env PATH=/usr/bin:/bin git commit -q -m fault
is "$STATUS" 1 "also with a short PATH"
like "$ERR" '\[env/committed-local\]' "for the same reason"

mv "$OWN" "$OWN.away"
run git commit -q -m fault
is "$STATUS" 1 "a missing program refuses"
like "$ERR" "plumb: .*pro'grams/plumb is missing" "the sentence names it"
like "$ERR" '--no-verify' "and the way out"
git reset -q --hard
git commit -q --allow-empty --no-verify -m empty
is "$(git log -1 --format=%s)" empty "--no-verify still commits"
mv "$OWN.away" "$OWN"

# Exit 3 refuses like 1 and 2.
echo text | put note.txt
git add note.txt
run env GIT_INDEX_FILE="$SCRATCH/gone" .git/hooks/pre-commit
is "$STATUS" 1 "what could not be judged is refused"
like "$ERR" 'status 3' "and the status is told"
git reset -q --hard

run "$OWN" install --uninstall
is "$STATUS" 0 "--uninstall succeeds"
is "$(hooks .git/hooks)" "" "no hook is left"
run "$OWN" install --uninstall
is "$STATUS" 0 "--uninstall twice succeeds"

run "$OWN" install no-such-hook
is "$STATUS" 2 "an unknown hook: exit 2"
like "$ERR" 'pre-commit, pre-merge-commit and pre-push' "the known are named"
is "$(hooks .git/hooks)" "" "nothing was written"

# --- a hook that stands there ---------------------------------------------

house existing
mkdir -p .git/hooks
put .git/hooks/pre-commit <<'END'
#!/bin/sh
echo "before $0 $#" >>"$(git rev-parse --git-dir)/order"
[ ! -e .git/refuse ]
END
chmod 750 .git/hooks/pre-commit
cp -p .git/hooks/pre-commit "$SCRATCH/kept"
run "$OWN" install
is "$STATUS" 0 "install beside an existing hook"
like "$OUT" 'before-plumb.*runs first' "says what becomes of it"
run "$OWN" install
is "$STATUS" 0 "twice"
run cmp .git/hooks/pre-commit.before-plumb "$SCRATCH/kept"
is "$STATUS" 0 "the old hook is kept, not our own"
echo text | put note.txt
git add note.txt
run git commit -q -m note
is "$STATUS" 0 "a clean commit passes both"
is "$(wc -l <.git/order | tr -d ' ')" 1 "the old hook ran once"
: >.git/refuse
stage_fault
run git commit -q -m fault
is "$STATUS" 1 "what the old hook refuses is refused"
unlike "$ERR" 'committed-local' "before plumb looks"
rm .git/refuse
run git commit -q -m fault
is "$STATUS" 1 "what plumb refuses is refused behind it"
like "$ERR" 'committed-local' "with its finding"
run "$OWN" install --uninstall
is "$STATUS" 0 "--uninstall"
is "$(hooks .git/hooks)" "pre-commit " "the old hook is back, alone"
run cmp .git/hooks/pre-commit "$SCRATCH/kept"
is "$STATUS" 0 "byte for byte"
is "$(stat -c %a .git/hooks/pre-commit)" 750 "with its mode"

# Two of them cannot both be kept.
"$OWN" install >/dev/null
echo '#!/bin/sh' | put .git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
run "$OWN" install
is "$STATUS" 3 "a hook over ours, with one kept already: exit 3"
like "$ERR" 'pre-commit\.before-plumb' "names the file in the way"
is "$(cat .git/hooks/pre-commit)" '#!/bin/sh' "and overwrites nothing"

# A hook without the right to run is one that git leaves out; so do we.
house idle
mkdir -p .git/hooks
echo 'exit 1' | put .git/hooks/pre-commit
run "$OWN" install
is "$STATUS" 0 "install over a hook that cannot be run"
echo text | put note.txt
git add note.txt
run git commit -q -m note
is "$STATUS" 0 "it still does not run"

# A link, such as a team's own manager makes.
house linking
put tools/hook <<'END'
#!/bin/sh
: >linked-ran
END
chmod +x tools/hook
mkdir -p .git/hooks
ln -s ../../tools/hook .git/hooks/pre-commit
run "$OWN" install
is "$STATUS" 0 "install over a link"
is "$(sed -n 2p tools/hook)" ': >linked-ran' \
	"what it leads to is not overwritten"
git add tools
run git commit -q -m tools
is "$STATUS" 0 "the commit passes"
tap "$([ -e linked-ran ]; echo $?)" "the link's hook ran"
"$OWN" install --uninstall >/dev/null
tap "$([ -L .git/hooks/pre-commit ]; echo $?)" "--uninstall puts the link back"

# --- core.hooksPath -------------------------------------------------------

house elsewhere
git config core.hooksPath 'dev/git hooks'
run "$OWN" install
is "$STATUS" 0 "install with core.hooksPath"
is "$(hooks 'dev/git hooks')" "pre-commit pre-merge-commit " \
	"the hooks lie there, in a folder made for them"
is "$(hooks .git/hooks 2>/dev/null)" "" "and nowhere else"
stage_fault
run git commit -q -m fault
is "$STATUS" 1 "the hook refuses from there"
like "$ERR" 'committed-local' "with its finding"
mkdir -p deep/down
(cd deep/down && "$OWN" install --uninstall >/dev/null)
is "$(hooks 'dev/git hooks')" "" "--uninstall from a subfolder finds them"
git config core.hooksPath "$SCRATCH/absolute"
"$OWN" install >/dev/null
is "$(hooks "$SCRATCH/absolute")" "pre-commit pre-merge-commit " \
	"an absolute core.hooksPath"
# shellcheck disable=SC2088 # git expands the tilde, not the shell
git config core.hooksPath '~/tilde'
"$OWN" install >/dev/null
is "$(hooks "$HOME/tilde")" "pre-commit pre-merge-commit " \
	"a core.hooksPath with a tilde"

# --- a linked worktree ----------------------------------------------------

house trunk
git worktree add -q ../branch -b branch
cd ../branch || exit 1
run "$OWN" install
is "$STATUS" 0 "install in a linked worktree"
is "$(hooks ../trunk/.git/hooks)" "pre-commit pre-merge-commit " \
	"writes where git looks: the common hooks"
stage_fault
run git commit -q -m fault
is "$STATUS" 1 "the hook refuses in the linked worktree"
"$OWN" install --uninstall >/dev/null
cd "$SCRATCH" || exit 1
run "$OWN" install -C "$SCRATCH/trunk"
is "$STATUS" 0 "install -C DIR"
is "$(hooks trunk/.git/hooks)" "pre-commit pre-merge-commit " "writes there"

# --- pre-push -------------------------------------------------------------

git init -q --bare "$SCRATCH/far side.git"
house pushing
git remote add origin "$SCRATCH/far side.git"
run "$OWN" install pre-push
is "$STATUS" 0 "install pre-push"
is "$(hooks .git/hooks)" "pre-push " "writes that one alone"
run git push -q origin main
is "$STATUS" 0 "the first push of a clean branch passes"
stage_fault
git commit -q -m fault
run git push -q origin main
is "$STATUS" 1 "a push of a fault is refused"
like "$OUT$ERR" 'committed-local' "with its finding"
like "$ERR" 'push refused.*--no-verify' "and the way to skip"
git rm -q --cached services/billing/.env.local
git commit -q -m 'removed again'
run git push -q origin main
is "$STATUS" 1 "removed in a later commit it is still in the history"
git reset -q --hard origin/main
echo text | put note.txt
commit note
run git push -q origin main
is "$STATUS" 0 "a clean push passes"
git checkout -q -b topic
echo more | put note.txt
commit more
run git push -q origin topic
is "$STATUS" 0 "a new branch that is clean passes"
stage_fault
git commit -q -m fault
git branch -q twig
git reset -q --hard HEAD^
git checkout -q twig
run git push -q origin twig
is "$STATUS" 1 "a new branch with a fault is refused"
git checkout -q main
run git push -q origin :topic
is "$STATUS" 0 "deleting a branch passes"
git push -q --no-verify origin twig
git branch -q -f twig main
run git push -q -f origin twig
is "$STATUS" 0 "a forced push back passes"
run "$OWN" install --uninstall
is "$(hooks .git/hooks)" "" "--uninstall removes pre-push, too"

# --- hooks that are turned off --------------------------------------------

house off
git config core.hooksPath /dev/null
for option in "" --uninstall; do
	# shellcheck disable=SC2086 # or none
	run "$PLUMB" install $option
	is "$STATUS" 3 "core.hooksPath=/dev/null: install $option: exit 3"
	like "$ERR" '^plumb: .*/dev/null.*no folder.*core\.hooksPath' \
		"and says which setting to change"
	is "$OUT" "" "and nothing is written"
done

finish
