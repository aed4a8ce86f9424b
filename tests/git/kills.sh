#!/bin/sh
# A check that is killed at any moment leaves nothing behind: no lock, no
# temporary file, no part of a report under its name, nothing changed. KILLS=…
# times, from SEED=… on.

. "$(dirname "$0")/../tap.sh"

: "${KILLS:=60}" "${SEED:=1}"

new_repository house
printf 'billing: 8090\n' | put ports.yaml
commit start
n=0
while [ $n -lt 40 ]; do
	n=$((n + 1))
	awk -v n=$n 'BEGIN { for (i = 1; i <= 60; i++)
		printf "const a%d = process.env.A || \"http://localhost:%d\";\n",
			i, 20000 + n * 60 + i }' | put "src/file$n.js"
	awk 'BEGIN { for (i = 1; i <= 3000; i++) print "some text", i }' |
		put "src/text$n.txt"
done
# Staged alone: read from their objects, and all new.
git add -A
mkdir "$SCRATCH/reports"

state() {
	find "$SCRATCH/house" -printf '%p %y %s %T@ %m\n' | sort
	find "$SCRATCH/house" -type f -exec cksum {} + | sort
}

# Is what stands under the report's name whole, and nothing beside it?
left_behind() {
	find "$SCRATCH/reports" -mindepth 1 ! -name x.sarif ! -name x.json
	for file in "$SCRATCH/reports"/x.*; do
		[ ! -e "$file" ] || jq -e . "$file" >/dev/null 2>&1 ||
			echo "$file is a part"
	done
}

# What a script starts in the background is deaf to an interrupt.
HEARING=
if env --default-signal=INT true 2>/dev/null; then
	HEARING="env --default-signal=INT"
fi

# run_check: with a report in place of an old one, and a new one.
run_check() {
	# shellcheck disable=SC2086 # words, or none
	exec $HEARING "$PLUMB" check "$@" -f sarif="$SCRATCH/reports/x.sarif" \
		-f json="$SCRATCH/reports/x.json" >/dev/null 2>&1
}

(run_check --staged)
is "$?" 0 "the check has warnings and no errors"
is "$(jq '[.[] | select(.rule == "ports/hardcoded-address")] | length' "$SCRATCH/reports/x.json")" 2400 \
	"the report is a long one"
is "$(left_behind)" "" "it is whole"
state >"$SCRATCH/before"

# A signal and the milliseconds before it, out of a minimal standard generator.
awk -v x="$SEED" -v n="$KILLS" 'BEGIN { split("KILL TERM INT HUP", signal, " ")
	split("--staged --worktree --tree=HEAD", how, " ")
	x = (x * 7919 + 17) % 2147483647
	for (i = 0; i < n; i++) {
		x = (x * 16807) % 2147483647; a = int(x / 65536)
		x = (x * 16807) % 2147483647; b = int(x / 65536)
		printf "%s %s %.4f\n", signal[a % 4 + 1],
			how[int(a / 4) % 3 + 1], b % 1200 / 10000 } }' \
	>"$SCRATCH/plan"
killed=0 ended=0 wrong=""
while read -r signal how seconds; do
	[ $((killed % 2)) -eq 0 ] || rm -f "$SCRATCH/reports/x.json"
	(run_check "$how") &
	pid=$!
	sleep "$seconds"
	kill -s "$signal" $pid 2>/dev/null
	wait $pid 2>/dev/null
	case $? in
	0) ended=$((ended + 1)) ;;
	129 | 130 | 137 | 143) killed=$((killed + 1)) ;;
	*) wrong="$wrong $signal after $seconds: exit $?;" ;;
	esac
	left=$(left_behind)
	[ -z "$left" ] || wrong="$wrong $signal after $seconds: $left;"
done <"$SCRATCH/plan"
is "$wrong" "" "killed at any moment: no part of a report, no other file"
like "$killed" '^[1-9]' "some were killed"
note "$killed were killed, $ended ended first"
state >"$SCRATCH/after"
cmp -s "$SCRATCH/before" "$SCRATCH/after"
tap $? "the repository is what it was, without a lock"
git status >/dev/null && git add -A
tap $? "and git goes on working"

# What goes wrong while a report is written leaves the old one, or none.
if [ -e /proc/self/limits ]; then
	cp "$SCRATCH/reports/x.sarif" "$SCRATCH/old"
	rm -f "$SCRATCH/reports/x.json"
	# 100 blocks of 512 bytes, and a signal that would kill: ignored.
	(
		trap '' XFSZ
		ulimit -f 100
		run_check --staged
	)
	is "$?" 3 "a report that does not fit: exit 3"
	is "$(left_behind)" "" "no part of it is left"
	cmp -s "$SCRATCH/old" "$SCRATCH/reports/x.sarif"
	tap $? "the old one stands"
	(ulimit -f 100 && run_check --staged) 2>/dev/null
	is "$(left_behind)" "" "nor where the system kills us for it"
else
	skip "a report that does not fit" "needs Linux"
fi

finish
