#!/bin/sh
# `plumb install --sync`: generated files follow the staged registry into the
# same commit, and nothing that somebody edited is ever written over.

. "$(dirname "$0")/../tap.sh"

# registry WEB API: the ports of two services.
registry() {
	put ports.yaml <<END
web: $1
billing: 8082
notifications: 8083
catalog: 8084
search: 8085
reviews: 8086
orders: 8087
api: $2
END
}

# house DIR: a repository whose generated files are committed.
house() {
	new_repository "$1"
	registry 3000 4000
	put .plumb.yml <<'END'
generate:
  env: .env.shared
  index: ports/index.json
END
	put .gitignore <<'END'
.env.local
.env.*.local
END
	git add -A
	"$PLUMB" registry sync >/dev/null 2>&1
	commit start
}

port_in() { # port_in REV-OR-EMPTY NAME: of .env.shared in a tree, or the index
	git show "$1:.env.shared" 2>/dev/null | sed -n "s/^$2_PORT=//p"
}

house plain
registry 3001 4000
git add ports.yaml
run git commit -q -m move
is "$STATUS" 0 "without the hook nothing is generated"
is "$(port_in HEAD WEB)" 3000 "and the file is stale"
git reset -q --hard HEAD~1

run "$PLUMB" install
registry 3001 4000
git add ports.yaml
run git commit -q -m move
is "$STATUS" 1 "the hook without --sync refuses a stale file"
like "$OUT$ERR" '^\.env\.shared:[0-9]+:1: error: .*WEB_PORT=3001.*\[registry/stale-generated\]' \
	"and shows the line"
is "$(port_in '' WEB)" 3000 "and writes nothing"

run "$PLUMB" install --sync
is "$STATUS" 0 "install --sync"
run git commit -q -m move
is "$STATUS" 0 "the hook with --sync lets the commit pass"
is "$(port_in HEAD WEB)" 3001 "the generated file is in the commit"
is "$(git status --short)" "" "nothing is left over"
like "$ERR" '2 generated files brought up to date with the staged registry' \
	"the hook says what it did"
run "$PLUMB" registry sync --check
is "$STATUS" 0 "what was committed is what sync would write"

# What is staged decides, not what is on disk.
registry 3002 4000
git add ports.yaml
registry 3003 4000
run git commit -q -m staged
is "$STATUS" 0 "the staged registry goes into the commit"
is "$(port_in HEAD WEB)" 3002 "with files generated from it"
is "$(git status --short)" " M ports.yaml" "the unstaged registry stays"
git checkout -q -- ports.yaml

# Nothing to do with the registry: nothing is touched.
registry 3009 4000
echo note | put note.txt
git add note.txt
run git commit -q -m note
is "$STATUS" 0 "a commit beside the registry passes"
is "$(port_in HEAD WEB) $(git diff-tree --no-commit-id --name-only -r HEAD)" \
	"3002 note.txt" "and takes nothing along"
git checkout -q -- ports.yaml

# Edits that nobody has staged.
echo '# mine' >>.env.shared
cp .env.shared "$SCRATCH/edited"
registry 3004 4000
git add ports.yaml
run git commit -q -m edited
is "$STATUS" 1 "a generated file with unstaged edits stops the commit"
like "$ERR" '^plumb: \.env\.shared: .*edits that are not staged' \
	"with a sentence that names it"
like "$ERR" 'commit refused' "and the hook's own"
tap "$(cmp -s .env.shared "$SCRATCH/edited"; echo $?)" "the edits stay"
is "$(port_in '' WEB) $(git show :ports/index.json | grep -c 3004)" "3002 0" \
	"and nothing else is written or staged"
git checkout -q -- .env.shared
"$PLUMB" registry sync >/dev/null 2>&1
run git commit -q -m synced
is "$STATUS $(port_in HEAD WEB)" "0 3004" \
	"a file that sync wrote and nobody staged is staged"

# The ways to commit.
registry 3005 4000
run git commit -q -a -m all
is "$STATUS $(port_in HEAD WEB) $(git status --short)" "0 3005 " "commit -a"
registry 3006 4000
run git commit -q -m paths ports.yaml
is "$STATUS" 1 "a commit of named paths is refused"
like "$ERR" 'a commit of named paths cannot take it along' "and says why"
is "$(port_in HEAD WEB) $(git status --short)" "3005  M ports.yaml" \
	"nothing was written"
git add ports.yaml
run git commit -q --amend -m all
is "$STATUS $(port_in HEAD WEB) $(git status --short)" "0 3006 " "an amend"
mkdir sub
registry 3007 4000
git add ports.yaml
run sh -c 'cd sub && git commit -q -m below'
is "$STATUS $(port_in HEAD WEB) $(git status --short)" "0 3007 " \
	"from a folder below"
git worktree add -q ../linked HEAD 2>/dev/null
cd ../linked || exit 1
registry 3008 4000
git add ports.yaml
run git commit -q -m linked
is "$STATUS $(port_in HEAD WEB) $(git status --short)" "0 3008 " \
	"in a linked work tree"
cd ../plain || exit 1

# A merge in which each side moves another service.
git checkout -q -b left
registry 3011 4000
git commit -q -a -m left >/dev/null 2>&1
git checkout -q -b right HEAD~1
registry 3007 4011
git commit -q -a -m right >/dev/null 2>&1
run git merge -q -m merge left
is "$STATUS $(port_in HEAD WEB) $(port_in HEAD API) $(git status --short)" \
	"0 3011 4011 " "a clean merge"
run "$PLUMB" check --tree HEAD
is "$STATUS" 0 "the merged tree is clean"

# A merge that a stale side would leave stale: only the registry is merged.
git checkout -q -b stale HEAD
registry 3012 4011
git commit -q -a --no-verify -m stale >/dev/null 2>&1
git checkout -q right
registry 3011 4012
git commit -q -a -m on >/dev/null 2>&1
run git merge -q -m 'merge stale' stale
is "$STATUS" 1 "a clean merge that would be stale is stopped"
like "$ERR" 'brought up to date and staged; git commit completes it' \
	"and told how to go on"
run git commit -q --no-edit
is "$STATUS $(port_in HEAD WEB) $(port_in HEAD API) $(git status --short)" \
	"0 3012 4012 " "git commit completes it with fresh files"
is "$(git rev-list --count --merges HEAD)" 2 "as a merge"

# Files that git ignores are written, and stay out of the commit.
house ignored
"$PLUMB" install --sync >/dev/null
echo .env.shared >>.gitignore
git rm -q --cached .env.shared
commit ignore
registry 3001 4000
git add ports.yaml
run git commit -q -m move
is "$STATUS $(git ls-files .env.shared) $(git status --short)" "0  " \
	"an ignored file is not staged"
is "$(sed -n 's/^WEB_PORT=//p' .env.shared)" 3001 "and is up to date on disk"

# The first time: configured, and nothing there.
house first
"$PLUMB" install --sync >/dev/null
git rm -q .env.shared
commit remove
printf '  page: docs/ports.md\n' >>.plumb.yml
git add .plumb.yml
run git commit -q -m page
is "$STATUS $(git ls-files docs .env.shared | tr '\n' ' ')$(git status --short)" \
	"0 .env.shared docs/ports.md " "files that are new are added"
echo mine | put docs/health.sh
git add docs/health.sh
commit foreign
printf '  health: docs/health.sh\n' >>.plumb.yml
git add .plumb.yml
run git commit -q -m health
is "$STATUS $(cat docs/health.sh)" "1 mine" "somebody's own file is left alone"
like "$ERR" 'docs/health\.sh: .*not generated by plumb.*--force' "and told"

# A script without its mode, where the disk may know none.
house modes
"$PLUMB" install --sync >/dev/null
printf '  health: health.sh\n' >>.plumb.yml
git config core.fileMode false
git add .plumb.yml
run git commit -q -m health
is "$STATUS $(git ls-files -s health.sh | cut -c1-6)" "0 100755" \
	"the script is executable in the commit"
git update-index --chmod=-x health.sh
registry 3001 4000
git add ports.yaml
run git commit -q -m mode
is "$STATUS $(git ls-files -s health.sh | cut -c1-6)" "0 100755" \
	"and becomes so again"
git update-index --chmod=-x health.sh
run "$PLUMB" check --staged
like "$STATUS $OUT" '^1 health\.sh:1:1: error: health\.sh is not executable' \
	"the check tells one that is not"

# The registry itself taken away.
house removed
"$PLUMB" install --sync >/dev/null
git rm -q ports.yaml
run git commit -q -m remove
is "$STATUS" 1 "a commit that removes the registry is refused"
like "$OUT$ERR" '^ports\.yaml:1:1: error: the port registry ports\.yaml is removed: .*\[registry/removed\]' \
	"and told why"
run "$PLUMB" check --staged -f sarif
like "$OUT" '"ruleId": "registry/removed"' "also in SARIF"
git commit -q --no-verify -m remove
run "$PLUMB" check --range HEAD~1..HEAD
is "$STATUS $(printf '%s\n' "$OUT" | grep -c 'registry/removed')" "1 1" \
	"a range tells it, too"
echo later | put note.txt
git add note.txt
run git commit -q -m later
is "$STATUS" 0 "and later commits pass"

# What files are made from and cannot be read makes no other files.
house broken
printf 'services:\n  web:\n    image: x\n    ports: ["3000:80"]\n' |
	put compose.yaml
git add compose.yaml
"$PLUMB" registry sync >/dev/null 2>&1
commit compose
is "$(git show HEAD:.env.shared | sed -n 's/^WEB_HOST=//p')" web \
	"the compose file gives a name"
"$PLUMB" install --sync >/dev/null
printf 'services:\n  bad: [\n' | put compose.yaml
cp .env.shared "$SCRATCH/shared.before"
for how in "" --check "--stdout env" --force; do
	# shellcheck disable=SC2086 # words, or none
	run "$PLUMB" registry sync $how
	is "$STATUS$OUT" 3 "sync $how over a broken compose file: exit 3"
	like "$ERR" '^plumb: compose.yaml: does not parse' "sync $how says which"
done
git add compose.yaml
registry 3001 4000
git add ports.yaml
run git commit -q -m broken
is "$STATUS" 1 "the hook stops there"
like "$ERR" 'compose.yaml: does not parse' "and says why"
is "$(git diff --cached --name-only | tr '\n' ' ')" 'compose.yaml ports.yaml ' \
	"and has staged nothing"
cmp -s .env.shared "$SCRATCH/shared.before"
tap $? "the generated file is as it was"
run "$PLUMB" check --staged
unlike "$OUT" 'stale-generated' "and is not called stale for what was not read"

run "$PLUMB" install
run grep -c '^sync=false$' .git/hooks/pre-commit
is "$OUT" 1 "install without --sync turns it off"

finish
