#!/bin/sh
# Random sequences of git operations with a check after each: what plumb
# calls new is what the lists of git say, and neither the work tree nor
# anything in .git is touched. RUNS=… sequences from SEED=… on; `make
# sequences` runs a thousand.

. "$(dirname "$0")/../tap.sh"

: "${RUNS:=12}" "${SEED:=1}" "${STEPS:=14}"

# --- operations -----------------------------------------------------------

# Names whose order by git's rule for folders is not that of the names.
path_of() { # path_of NUMBER
	set -- "$(($1 % 12))" a 'b c' d/e d/f d.x d/g/h lib/x lib/y lib-z \
		"$(printf 'n\303\251')" "it's" z/z
	shift "$1"
	PATH_OF=$2
}

# Every file that is written is another one, all of them of one length, so
# that within a second only the bytes tell.
write() { # write FILE
	TOKEN=$((TOKEN + 1))
	[ ! -h "$1" ] || rm -f "$1"
	[ ! -d "$1" ] || rm -rf "$1"
	mkdir -p "$(dirname "$1")" 2>/dev/null || return 0
	printf 'XXMARK %07d\n%s\n' "$TOKEN" 'text that stays
and makes files
alike for whoever
looks for renames' >"$1"
}

resolve() { # whatever is under way is concluded
	git add -A
	git commit -q --no-edit || git commit -q -m resolved
	git -c core.editor=true rebase --continue
	git -c core.editor=true cherry-pick --continue
}

# A branch `side` that cannot be merged: $a differs from what HEAD has of it.
diverge() {
	write "$a" && git add -A && git commit -q -m before
	git branch -f side && git checkout -q side && write "$a" &&
		git commit -q -a -m there && git checkout -q - &&
		write "$a" && write "$b" && git add -A && git commit -q -m here
}

operate() { # operate NUMBER NUMBER NUMBER
	path_of "$2"
	a=$PATH_OF
	path_of "$3"
	b=$PATH_OF
	case $1 in
	0 | 1 | 2) write "$a" ;;
	3 | 4) write "$a" && git add -A ;;
	5) git add -A ;;
	6) write "$a" && git add -- "$a" && write "$a" ;;
	7) git add -u ;;
	8) git rm -q -f -- "$a" ;;
	9) git rm -q --cached -- "$a" ;;
	10) rm -rf "$a" ;;
	11 | 12) mkdir -p "$(dirname "$b")" && git mv -f -- "$a" "$b" ;;
	13) git mv -k d moved || git mv -k moved d ;;
	14) git update-index --chmod=+x -- "$a" ;;
	15) chmod +x "$a" && git add -- "$a" ;;
	16 | 17 | 18) git add -A && git commit -q -m "step $2" ;;
	19) git commit -q -a -m "all $2" ;;
	20) git commit -q -m only --only -- "$a" ;;
	21) git commit -q --amend -m amended ;;
	22 | 23) git checkout -q -b "branch$2" ;;
	24 | 25) git checkout -q "branch$2" || git checkout -q main ;;
	26) git checkout -q --detach ;;
	27 | 28) git merge -q -m merged "branch$2" ;;
	29) git merge -q --no-commit --no-ff "branch$2" ;;
	30) git merge -q -m octopus "branch$2" "branch$3" ;;
	31) git stash -q ;;
	32) git stash -q -u ;;
	33) git stash pop -q --index || git stash pop -q ;;
	34) git rebase -q "branch$2" ;;
	35) git cherry-pick "branch$2" ;;
	36) git cherry-pick -n "branch$2" ;;
	37) git reset -q --soft HEAD~1 ;;
	38) git reset -q HEAD~1 ;;
	39) git reset -q --hard ;;
	40) git checkout -q HEAD~1 -- "$a" ;;
	41) write "$a" && git add -N -- "$a" ;;
	42) git update-index --assume-unchanged -- "$a" ;;
	43) git update-index --no-assume-unchanged -- "$a" ;;
	44) git update-index --skip-worktree -- "$a" && rm -f "$a" ;;
	45) git update-index --no-skip-worktree -- "$a" ;;
	46) git sparse-checkout set d lib ;;
	47) git sparse-checkout set --cone --sparse-index lib ;;
	48) git sparse-checkout disable ;;
	49) git update-index --index-version $(($2 % 3 + 2)) ;;
	50) git gc -q --prune=now ;;
	51) git update-index --split-index ;;
	52) git update-index --no-split-index ;;
	53) git write-tree ;;
	54) git read-tree HEAD ;;
	55) git update-index --force-remove -- "$a" ;;
	56) git worktree add -q --detach "../linked$2" &&
		cd "../linked$2" || return ;;
	57 | 58) resolve ;;
	59) git merge --abort || git rebase --abort ||
		git cherry-pick --abort ;;
	60) rm -rf "$a" && ln -s "$b" "$a" && git add -- "$a" ;;
	61) rm -rf d && write d && git add -A ;;
	62) rm -rf "$a" && write "$a/below" && git add -A ;;
	63) write "$a" && git add -- "$a" && git checkout -q HEAD -- "$a" ;;
	64) diverge && git merge -q -m merged side ;;
	65) diverge && git rebase -q side ;;
	66) diverge && git cherry-pick side ;;
	67) write "$a" && git stash -q && write "$a" &&
		git commit -q -a -m meanwhile && git stash pop -q ;;
	esac
} >/dev/null 2>&1 </dev/null

# --- what is to be found ---------------------------------------------------

index_list() { # "mode id stage<TAB>path" lines
	# What is only announced, by bit 29 of its flags, is in no commit.
	# git 2.39 aborts where it shall collapse an index that is split.
	git -c index.sparse=false ls-files -s -z --debug 2>/dev/null | tr '\0' '\n' | awk '
		/^[0-7]+ / { entry = $0 }
		sub(/.*flags: /, "") && !/^[2367abef].......$/ { print entry }'
}

tree_list() { # tree_list COMMIT
	git ls-tree -r -z "$1" | tr '\0' '\n' |
		sed -E 's/^([0-9]*) [a-z]* ([0-9a-f]*)	/\1 \2 0	/'
}

# The ids of the regular files that a base has not, one for each time.
new_ids() { # new_ids INDEX TREE
	awk -F '\t' -v list="$1" '
		BEGIN { while ((getline < list) > 0) {
			split($1, f, " ")
			if (f[3] == 0) path[$2] = f[1] " " f[2]
			known[$2] = 1 } }
		{ split($1, f, " "); base[$2] = f[1] " " f[2]
			if (!($2 in known) && f[1] ~ /^100/) gone[f[2]]++ }
		END { for (p in path) {
			split(path[p], f, " ")
			if (f[1] !~ /^100/) continue
			if (p in base) { split(base[p], g, " ")
				if (f[2] != g[2] || g[1] !~ /^100/) print f[2] }
			else came[f[2]]++
		}
		for (id in came)
			for (i = gone[id]; i < came[id]; i++) print id
		}' "$2" | sort
}

bases() {
	echo HEAD
	git rev-parse -q --verify MERGE_HEAD >/dev/null &&
		cat "$(git rev-parse --git-path MERGE_HEAD)"
}

# Of several bases, what is new against each of them.
expected() {
	index_list >"$SCRATCH/index"
	first=1
	for base in $(bases); do
		tree_list "$base" >"$SCRATCH/tree"
		new_ids "$SCRATCH/index" "$SCRATCH/tree" >"$SCRATCH/new"
		if [ $first -eq 1 ]; then
			cp "$SCRATCH/new" "$SCRATCH/expected"
		else
			comm -12 "$SCRATCH/expected" "$SCRATCH/new" \
				>"$SCRATCH/both"
			mv "$SCRATCH/both" "$SCRATCH/expected"
		fi
		first=0
	done
}

# The ids of the files that findings stand in.
found() { # found OUTPUT
	sed -n 's/:1:1: error: .*//p' "$1" |
		awk -F '\t' -v list="$SCRATCH/index" '
			BEGIN { while ((getline line < list) > 0) {
				split(line, part, "\t")
				split(part[1], f, " ")
				id[part[2]] = f[2] } }
			{ print id[$0] }' | sort
}

# --- one sequence ----------------------------------------------------------

# git itself renews the time of a shared index whenever it reads one.
state() {
	find .. ! -name 'sharedindex.*' -printf '%p %y %s %T@ %m %i %l\n' | sort
	find .. -type f -exec cksum {} + | sort
}

begin() {
	rm -rf "$SCRATCH/run"
	mkdir -p "$SCRATCH/run/house"
	cd "$SCRATCH/run/house" || exit 1
	# Some with objects that only git reads, where git makes them.
	format=
	[ $((seed % 6)) -ne 0 ] || format=$LONG
	# shellcheck disable=SC2086 # a word, or none
	git init -q --template= $format .
	# No file is put together from two, so that a file is in one commit or
	# another, or new.
	echo '* -merge' | put .git/info/attributes
	put .plumb.yml <<-'END'
		packs: [./lint]
	END
	put lint/house/marker/rule.yml <<-'END'
		id: house/marker
		summary: a marker is left in the code
		level: error
		message: "`{what}` is left here: remove it"
		help: Markers are for the author's own eyes.
		match:
		  - files: ['!lint/**']
		    pattern: '(?<what>XXMARK \d+)'
		    in: any
		bad:
		  a.js: ["1:1"]
	END
	echo 'XXMARK 1' | put lint/house/marker/bad/a.js
	for n in 1 3 5 7; do
		path_of $n
		write "$PATH_OF"
	done
	commit start
	git branch branch1
}

broken() { # broken WHAT
	WRONG="$WRONG seed $seed, step $step;"
	note "seed $seed, step $step, after: $LOG"
	note "$1"
	note "$(cat "$SCRATCH/err")"
}

judge() {
	expected
	# git 2.39 writes an index with an entry twice, and others lost, where
	# it collapses one in which a file is but announced.
	[ -z "$(sort "$SCRATCH/index" | uniq -d)" ] || return 1
	CHECKS=$((CHECKS + 1))
	state >"$SCRATCH/before"
	STATUS=0
	"$PLUMB" check --staged --rule house/marker >"$SCRATCH/out" \
		2>"$SCRATCH/err" || STATUS=$?
	DISK=0
	"$PLUMB" check --rule house/marker >"$SCRATCH/disk" \
		2>>"$SCRATCH/err" || DISK=$?
	state >"$SCRATCH/after"
	cmp -s "$SCRATCH/before" "$SCRATCH/after" ||
		broken "something was touched: $(diff "$SCRATCH/before" "$SCRATCH/after")"
	# Without its rule on disk there is none to judge by.
	[ "$DISK" -le 1 ] || [ ! -e .plumb.yml ] ||
		[ ! -e lint/house/marker/rule.yml ] ||
		broken "the work tree: exit $DISK"
	# Nor without it in the index: a configuration names what is not there.
	want=0
	if ! grep -q '	lint/house/marker/rule.yml$' "$SCRATCH/index"; then
		want=2
		: >"$SCRATCH/expected"
	fi
	found "$SCRATCH/out" >"$SCRATCH/found"
	cmp -s "$SCRATCH/expected" "$SCRATCH/found" ||
		broken "the lists differ: $(diff "$SCRATCH/expected" "$SCRATCH/found")"
	NEW=$((NEW + $(wc -l <"$SCRATCH/found")))
	if grep -q '^[0-9]* [0-9a-f]* [123]' "$SCRATCH/index"; then
		[ $want -eq 2 ] || want=3
		CONFLICTS=$((CONFLICTS + 1))
	fi
	[ ! -s "$SCRATCH/found" ] || want=1
	[ "$STATUS" -eq $want ] || broken "exit $STATUS, not $want"
	return 0
}

# The same numbers everywhere: a minimal standard generator.
numbers() { # numbers SEED COUNT
	awk -v x="$1" -v n="$2" 'BEGIN { x = (x * 7919 + 17) % 2147483647
		for (; n > 0; n--) {
			for (i = 0; i < 3; i++) {
				x = (x * 16807) % 2147483647
				r[i] = int(x / 65536)
			}
			print r[0] % 68, r[1] % 6 + 1, r[2] % 12 + 1 } }'
}

sequence() {
	LOG=
	step=0
	TOKEN=0
	begin
	numbers "$seed" "$STEPS" >"$SCRATCH/numbers"
	while read -r operation one two; do
		step=$((step + 1))
		LOG="$LOG $operation,$one,$two"
		operate "$operation" "$one" "$two"
		judge || break
		[ -z "$WRONG" ] || return
	done <"$SCRATCH/numbers"
}

LONG=--object-format=sha256
git init -q $LONG "$SCRATCH/probe" 2>/dev/null || LONG=""
WRONG="" CHECKS=0 NEW=0 CONFLICTS=0
seed=$SEED
while [ "$seed" -lt $((SEED + RUNS)) ]; do
	sequence
	[ -z "$WRONG" ] || break
	seed=$((seed + 1))
done
is "$WRONG" "" "every check found what git's lists say, and touched nothing"
# A few may be without either.
if [ "$RUNS" -ge 12 ]; then
	like "$NEW" '^[1-9]' "there was something to find"
	like "$CONFLICTS" '^[1-9]' "there were conflicts"
fi
note "$CHECKS checks, $NEW findings, $CONFLICTS checks amid conflicts"

finish
