#!/bin/sh
# A check writes nothing: neither into the work tree nor the index nor the
# object database, whatever is judged.

. "$(dirname "$0")/../tap.sh"

new_repository house
printf 'billing: 8090\n' | put ports.yaml
put compose.yaml <<'END'
services:
  billing:
    image: busybox
    ports: ["8090:80"]
END
commit one
echo 'A=1' | put services/billing/.env.local
commit two
sed 's/8090:/8082:/' compose.yaml | put new
mv new compose.yaml
git add compose.yaml
sed 's/8082:/8083:/' compose.yaml | put new
mv new compose.yaml
echo untracked | put untracked.txt
echo 'B=2' | put intent.txt
git add -N intent.txt
git mv ports.yaml ports.yml
# Stat data that does not fit any more: a refresh would rewrite the index.
touch -d '2001-02-03 04:05:06' compose.yaml services/billing/.env.local

# Names, kinds, sizes, times and contents of all, the index among them.
state() {
	find . -path ./.git -prune -o -printf '%p %y %s %T@ %m\n' | sort
	find . -type f ! -path './.git/*' -exec cksum {} + | sort
	find .git -printf '%p %y %s %T@ %m\n' | sort
	find .git -type f -exec cksum {} + | sort
}

same() { # same NAME COMMAND…
	what=$1
	shift
	state >"$SCRATCH/before"
	run "$@"
	state >"$SCRATCH/after"
	if cmp -s "$SCRATCH/before" "$SCRATCH/after"; then
		tap 0 "$what leaves everything as it was"
	else
		tap 1 "$what leaves everything as it was"
		diff "$SCRATCH/before" "$SCRATCH/after" | sed 's/^/# /'
	fi
}

judged() { # judged NAME COMMAND…: it also has to find something
	same "$@"
	is "$STATUS" 1 "$1 found something"
}

judged "check" "$PLUMB" check
judged "check --worktree" "$PLUMB" check --worktree
judged "check --staged" "$PLUMB" check --staged
judged "check --staged --all" "$PLUMB" check --staged --all
judged "check --tree" "$PLUMB" check --tree HEAD
judged "check --range" "$PLUMB" check --range HEAD~1..HEAD
judged "check --range A...B" "$PLUMB" check --range HEAD~1...HEAD
judged "check -f sarif=FILE" "$PLUMB" check --staged \
	-f text -f sarif="$SCRATCH/x.sarif"
same "where" "$PLUMB" where
is "$STATUS" 0 "where succeeded"
same "rules" "$PLUMB" rules
is "$STATUS" 0 "rules succeeded"

# The same with the index that `git commit --only` would use.
cp .git/index "$SCRATCH/index"
judged "check --staged with GIT_INDEX_FILE" \
	env GIT_INDEX_FILE="$SCRATCH/index" "$PLUMB" check --staged
is "$(cksum <"$SCRATCH/index")" "$(cksum <.git/index)" \
	"that index is unchanged"

# Where nothing can be written, a check works all the same.
chmod -R a-w .
judged "check --staged without a right to write" "$PLUMB" check --staged
judged "check without a right to write" "$PLUMB" check
chmod -R u+w .

finish
