#!/bin/sh
# Repositories that libgit2 does not open are read through the installed git:
# SHA-256 objects in every way that SHA-1 ones are judged, and formats that
# not even git knows are refused with a sentence.

. "$(dirname "$0")/../tap.sh"

compose() { # compose PORT
	printf 'services:\n  billing:\n    image: busybox\n'
	printf '    ports: ["%s:80"]\n' "$1"
}

house() { # house NAME
	git init -q --object-format=sha256 "$SCRATCH/$1" || return 1
	cd "$SCRATCH/$1" || exit 1
	printf 'billing: 8090\n' | put ports.yaml
	printf '.env.local\n' | put .gitignore
	# Long enough to be taken for the same file when one line changes.
	{ compose 8090; seq 1 40 | sed 's/^/# /'; } | put deploy/compose.yaml
	echo text | put docs/note.txt
	commit start
}

fault() {
	sed -i 's/8090:/8082:/' deploy/compose.yaml
	git add -A
}

places() {
	printf '%s\n' "$OUT" | sed -n 's/: error: .*//p'
}

# --- formats that nobody knows --------------------------------------------

new_repository reftable
git config core.repositoryFormatVersion 1
git config extensions.refStorage reftable
if git rev-parse --git-dir >/dev/null 2>&1; then
	cd "$SCRATCH" || exit 1
	rm -rf reftable
	git init -q --ref-format=reftable reftable && cd reftable || exit 1
	printf 'billing: 8090\n' | put ports.yaml
	compose 8082 | put compose.yaml
	git add -A
	run "$PLUMB" check --staged
	is "$STATUS $(places)" "1 compose.yaml:4:14" "reftables are judged"
else
	for how in --staged --worktree "--tree HEAD" "--range HEAD..HEAD"; do
		# shellcheck disable=SC2086 # two words
		run "$PLUMB" check $how
		is "$STATUS" 3 "reftable: $how: exit 3"
		is "$OUT" "" "reftable: $how: nothing is reported"
		like "$ERR" '^plumb: .*refstorage.*nor does the installed git.*newer git' \
			"reftable: $how: the format and the way out"
	done
fi
new_repository unknown
git config core.repositoryFormatVersion 1
git config extensions.fromTheFuture true
run "$PLUMB" check --staged
is "$STATUS" 3 "an unknown extension: exit 3"
like "$ERR" '^plumb: .*fromthefuture.*newer git' "an unknown extension: named"

# --- SHA-256 --------------------------------------------------------------

if ! git init -q --object-format=sha256 "$SCRATCH/probe" 2>/dev/null; then
	skip "SHA-256 objects" "this git makes none"
	finish
fi
cd "$SCRATCH/probe" || exit 1
run "$PLUMB" check --staged
is "$STATUS" 0 "unborn: nothing found"
like "$ERR" '^plumb: 0 staged files' "unborn: said"
printf 'billing: 8090\n' | put ports.yaml
compose 8082 | put compose.yaml
git add -A
run "$PLUMB" check --staged
is "$STATUS $(places)" "1 compose.yaml:4:14" "unborn: all that is staged is new"
like "$ERR" '^plumb: 2 staged files' "unborn: counted"

house ways
id=$(git rev-parse HEAD)
is "${#id}" 64 "ids have 64 digits"
for how in --staged --worktree "--tree HEAD" "--range HEAD..HEAD"; do
	# shellcheck disable=SC2086 # two words
	run "$PLUMB" check $how
	is "$STATUS $(places)" "0 " "clean: $how"
done
like "$ERR" '^plumb: 0 changed files in HEAD\.\.HEAD' "clean: counted"
fault
run "$PLUMB" check --staged
is "$STATUS $(places)" "1 deploy/compose.yaml:4:14" "a staged fault, it alone"
like "$ERR" '^plumb: 1 staged file,' "it is one file"
run "$PLUMB" check --tree HEAD
is "$STATUS" 0 "HEAD's tree is without it"
compose 8090 >deploy/compose.yaml
run "$PLUMB" check --staged
is "$STATUS" 1 "mended on disk, the index is judged"
run "$PLUMB" check --worktree
is "$STATUS" 0 "mended on disk, the disk is judged"
mkdir -p docs/deep
cd docs/deep || exit 1
run env GIT_INDEX_FILE=.git/index "$PLUMB" check --staged
is "$STATUS" 1 "from a subfolder, with GIT_INDEX_FILE"
cd "$SCRATCH" || exit 1
run env GIT_DIR="$SCRATCH/ways/.git" GIT_WORK_TREE="$SCRATCH/ways" \
	"$PLUMB" check --staged
is "$STATUS" 1 "with GIT_DIR and GIT_WORK_TREE"
cd ways || exit 1
git checkout-index -f -a
git commit -q -m fault
run "$PLUMB" check --range "$id..HEAD" -f sarif
is "$(printf '%s' "$OUT" | jq -c '[.runs[0].results[] |
	select(.level == "error") | .locations[0].physicalLocation |
	[.artifactLocation.uri, .region.startLine]]')" \
	'[["deploy/compose.yaml",4]]' "a range by a full id, as SARIF"
git remote add origin https://example.com/house.git
run "$PLUMB" check --tree HEAD -f sarif
is "$(printf '%s' "$OUT" |
	jq -r '.runs[0].versionControlProvenance[0].revisionId')" \
	"$(git rev-parse HEAD)" "the report names the whole id"
git mv deploy moved
printf '# more\n' >>moved/compose.yaml
git add -A
run "$PLUMB" check --staged
is "$STATUS $(places)" "0 " "renamed and changed, nothing is new"
like "$ERR" '1 older finding not shown' "the older one is counted"
git reset -q --hard
run "$PLUMB" check --tree no-such
is "$STATUS" 2 "an unknown revision: exit 2"
run "$PLUMB" check --tree HEAD:ports.yaml
is "$STATUS" 2 "a file is no commit: exit 2"
like "$ERR" 'does not name a commit' "and it is said"
run "$PLUMB" check --tree "$(printf '%064d' 1)"
is "$STATUS" 2 "an id that is not here: exit 2"
like "$ERR" 'not in this repository' "and it is said"

# A secret that came and went is found commit by commit.
echo 'A=1' | put services/.env.local
git add -f services
git commit -q -m local
git rm -q --cached services/.env.local
git commit -q -m gone
run "$PLUMB" check --range HEAD~2..HEAD
is "$STATUS" 1 "history is walked"
like "$OUT" '\[env/committed-local\]' "and what was in it is found"

# --- the same, elsewhere --------------------------------------------------

git clone -q --bare . ../bare.git
run "$PLUMB" check -C ../bare.git --tree HEAD
is "$STATUS $(places)" "1 deploy/compose.yaml:4:14" "a bare repository"
run "$PLUMB" check -C ../bare.git --staged
is "$STATUS" 3 "which has no index: exit 3"
git worktree add -q ../linked "$id"
cd ../linked || exit 1
fault
run "$PLUMB" check --staged
is "$STATUS $(places)" "1 deploy/compose.yaml:4:14" "a linked worktree"
git -C "$SCRATCH" clone -q --depth 1 --no-single-branch \
	"file://$SCRATCH/ways" shallow 2>/dev/null
cd ../shallow || exit 1
run "$PLUMB" check --tree HEAD
is "$STATUS" 1 "a shallow clone: its tree"
run "$PLUMB" check --range "$id...HEAD"
is "$STATUS" 2 "a shallow clone: what it lacks"
like "$ERR" 'unshallow' "with the way out"
git -C "$SCRATCH/ways" checkout -q --orphan apart
git -C "$SCRATCH/ways" commit -q -m apart
git fetch -q --depth 1 origin apart
run "$PLUMB" check --range HEAD...FETCH_HEAD
is "$STATUS" 3 "a shallow clone without a merge base: exit 3"
like "$ERR" 'no merge base.*unshallow' "with the way out"

house merging
git checkout -q -b other
echo other | put docs/other.txt
commit other
git checkout -q main
compose 8083 | put third/compose.yaml
commit 'past the hook'
"$PLUMB" install >/dev/null
run git merge -q -m merged other
is "$STATUS" 0 "a clean merge: what a parent has is not new"
[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
git checkout -q -b conflict HEAD~1
compose 8084 | put third/compose.yaml
git commit -q --no-verify -a -m conflict
git checkout -q main
git merge -q --no-commit conflict >/dev/null 2>&1
echo one >docs/note.txt
git commit -q --no-verify -a -m concluded
git checkout -q -b side HEAD~1
echo two >docs/note.txt
git commit -q --no-verify -a -m side
git merge -q main >/dev/null 2>&1
run "$PLUMB" check --staged
is "$STATUS" 3 "conflicts: exit 3"
like "$ERR" 'docs/note\.txt' "the file is named"
echo three >docs/note.txt
git add docs
run "$PLUMB" check --staged
is "$STATUS $(places)" "0 " "resolved: every parent is a base"

house missing
fault
blob=$(git rev-parse :deploy/compose.yaml)
mv ".git/objects/$(echo "$blob" | cut -c 1-2)/$(echo "$blob" | cut -c 3-)" \
	"$SCRATCH/blob"
run "$PLUMB" check --staged
is "$STATUS" 3 "a missing blob: exit 3"
like "$ERR" 'deploy/compose\.yaml: .*missing' "the file is named"
git gc -q 2>/dev/null
git reset -q --hard
git gc -q
fault
run "$PLUMB" check --staged
is "$STATUS" 1 "packed objects"
head -c 90 .git/index >"$SCRATCH/cut"
cp "$SCRATCH/cut" .git/index
run "$PLUMB" check --staged
is "$STATUS" 3 "an index that is cut off: exit 3"

# No git in PATH: nothing can be read, and that is said.
house alone
run env PATH="$SCRATCH/none" "$PLUMB" check --staged
is "$STATUS" 3 "without git: exit 3"
like "$ERR" 'git cannot be run' "and it is said"

finish
