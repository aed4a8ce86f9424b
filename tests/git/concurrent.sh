#!/bin/sh
# Checks while git works in the same repository: each judges one state, as it
# was staged or committed, or ends with exit 3 and a sentence. TURNS=… of git.

. "$(dirname "$0")/../tap.sh"

: "${TURNS:=60}"

# One state: every file says PORT, so that a mixture of two is a finding.
write_state() { # write_state PORT
	printf 'billing: %s\norders: %s\n' "$1" $(($1 + 1000)) >ports.yaml
	for n in 1 2 3 4 5 6; do
		printf 'services:\n  billing:\n    image: busybox\n' \
			>"stack$n/compose.yaml"
		printf '    ports: ["${BILLING_PORT:-%s}:80"]\n' "$1" \
			>>"stack$n/compose.yaml"
	done
}

begin() { # begin NAME GIT-INIT-OPTION…
	name=$1
	shift
	git init -q "$@" "$SCRATCH/$name" 2>/dev/null || return 1
	cd "$SCRATCH/$name" || exit 1
	for n in 1 2 3 4 5 6; do mkdir stack$n; done
	write_state 7000
	# Enough for folders and packs.
	n=0
	while [ $n -lt 200 ]; do
		n=$((n + 1))
		echo "text $n" | put "docs/$((n % 20))/note$n.txt"
	done
	commit start
	write_state 8000
	commit more
	git config gc.auto 0
	git config maintenance.auto false
}

# In a loop: new states, staged and committed at once, and objects that move
# or go. What the index or HEAD were a moment ago is pruned.
busy() {
	turn=0
	while [ $turn -lt "$TURNS" ]; do
		turn=$((turn + 1))
		write_state $((8000 + turn))
		git add -A
		case $((turn % 6)) in
		0 | 3) git commit -q -m "turn $turn" ;;
		1) git commit -q --amend -m "turn $turn" ;;
		2) git repack -q -a -d ;;
		4) git reflog expire --expire=now --all &&
			git gc -q --prune=now ;;
		5) git pack-refs --all ;;
		esac
	done
	: >"$SCRATCH/done"
}

check() { # check OPTION…
	checks=$((checks + 1))
	run "$PLUMB" check "$@"
	case $STATUS in
	0) judged=$((judged + 1)) ;;
	3)
		printf '%s\n' "$ERR" | grep -q '^plumb: ' ||
			wrong="$wrong $*: nothing said;"
		printf '%s\n' "$ERR" | sed 's/[0-9a-f]\{40\}/ID/g' \
			>>"$SCRATCH/failures"
		;;
	*) wrong="$wrong $*: exit $STATUS: $OUT$ERR;" ;;
	esac
}

# beside NAME TURNS: checks for as long as git works.
beside() {
	checks=0 judged=0 wrong=""
	rm -f "$SCRATCH/done"
	: >"$SCRATCH/failures"
	TURNS=$2
	busy >"$SCRATCH/busy" 2>&1 &
	busy=$!
	while [ ! -e "$SCRATCH/done" ] && kill -0 $busy 2>/dev/null; do
		check --staged
		check --tree HEAD
		check --staged --all
		check --range HEAD~1..HEAD
	done
	wait $busy
	tap "$([ -e "$SCRATCH/done" ]; echo $?)" "$1: git went through"
	is "$(grep -i 'fatal\|lock' "$SCRATCH/busy")" "" \
		"$1: no check was in its way"
	is "$wrong" "" "$1: every check judged one state, or said why not"
	like "$judged" '^[1-9]' "$1: some were judged"
	note "$1: $checks checks, $judged judged"
	sort "$SCRATCH/failures" | uniq -c | sort -rn | head -n 8 | sed 's/^/# /'
	run "$PLUMB" check --staged
	is "$STATUS" 0 "$1: in the end all is well"
}

begin house
beside "a repository" "$TURNS"
if begin long --object-format=sha256; then
	# One git reads objects through all that happens to them.
	beside "SHA-256 objects" $((TURNS / 3))
else
	skip "SHA-256 objects" "this git makes none"
fi

finish
