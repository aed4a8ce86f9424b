#!/bin/sh
# Commands whose memory fails: an allocation in the middle, or that one and
# all later ones, in plumb or in any library below it. The answer is the
# whole answer, or exit 3 with a sentence; where there are other findings, they
# and what could not be looked at. A file is as it was or as it should be.
# MEMORY_SAMPLES=N tries that many allocations of each (default 24).

. "$(dirname "$0")/../tap.sh"

if ! printf '#include <features.h>\n#ifndef __GLIBC__\n#error\n#endif\n' |
	"${CC:-cc}" -E - >/dev/null 2>&1; then
	skip "allocation failures" "the library that makes them needs glibc"
	finish
fi
if nm "$PLUMB" 2>/dev/null | grep -q __asan_init; then
	skip "allocation failures" "sanitizers have an allocator of their own"
	finish
fi
FAIL=$SCRATCH/fail_allocation.so
"${CC:-cc}" -shared -fPIC -O1 -o "$FAIL" "$TESTS/fault/fail_allocation.c" ||
	exit 1

sh "$TESTS/demo/build.sh" "$SCRATCH/demo" >/dev/null
cp -R "$SCRATCH/demo/house-yaml" "$SCRATCH/house"
cd "$SCRATCH/house" || exit 1
put lint/rules/house/odd/rule.yml <<'YAML'
id: house/odd
summary: a word
level: error
message: "odd {word}"
help: A word.
match: {pattern: '(?<word>old-host)'}
bad: {a.js: ["1:1"]}
good: {b.js: fine}
YAML
echo old-host | put lint/rules/house/odd/bad/a.js
echo new-host | put lint/rules/house/odd/good/b.js
put .plumb.yml <<'YAML'
packs: [./lint/rules]
rules: {compose/literal-port: off}
paths: {stale: {core/old: apps/new}}
YAML
put ci.json <<'JSON'
{"a": ["core/old", {"b": 1.5e3, "c": null}]}
JSON
printf 'PORT=1\nA="x y" # c\n' | put apps/telegram-gateway/.env
printf 'FROM x AS y\nEXPOSE 4007\n' | put apps/telegram-gateway/Dockerfile
commit more
"$PLUMB" registry export --form json >"$SCRATCH/export.json" 2>/dev/null
cp -R . "$SCRATCH/house.before"

# What files hold now, and whether something was left behind.
state() {
	find . -path ./.git/objects -prune -o -type f -print | LC_ALL=C sort |
		while read -r file; do
			printf '%s ' "$file"
			cksum <"$file"
		done
}

restore() {
	find . -mindepth 1 -maxdepth 1 -exec rm -rf {} + &&
		cp -R "$SCRATCH/house.before/." .
}

# try COMMAND…: with allocation $number failing; what is wrong with the answer.
try() {
	result=0
	LD_PRELOAD=$FAIL FAIL_AT=$number "$@" >"$SCRATCH/o" 2>"$SCRATCH/e" \
		</dev/null || result=$?
	if [ "$result" -eq 3 ]; then
		grep -q '^plumb: ' "$SCRATCH/e" || echo "no sentence"
	elif [ "$result" -ne "$WANTED" ]; then
		echo "exit $result"
	elif ! cmp -s "$SCRATCH/o" "$SCRATCH/want" &&
		{ [ "$result" -ne 1 ] ||
			! grep -q '^plumb: not looked at: ' "$SCRATCH/e"; }; then
		echo "exit $result with another answer"
	fi
	[ -n "$WRITES" ] || return 0
	state >"$SCRATCH/now"
	# Of several files some may be written, but each of them whole.
	grep -vxF -f "$SCRATCH/before" -f "$SCRATCH/after" "$SCRATCH/now" |
		sed 's/^/half written: /'
	cmp -s "$SCRATCH/now" "$SCRATCH/before" || restore
}

# survives WRITES NAME PLUMB-ARGUMENT…: WRITES is yes where files change.
survives() {
	WRITES=$1
	name=$2
	shift 2
	[ -z "$WRITES" ] || state >"$SCRATCH/before"
	WANTED=0
	LD_PRELOAD=$FAIL FAIL_COUNT=$SCRATCH/count "$PLUMB" "$@" \
		>"$SCRATCH/want" 2>"$SCRATCH/e" </dev/null || WANTED=$?
	if [ -n "$WRITES" ]; then
		state >"$SCRATCH/after"
		restore
	fi
	total=$(cat "$SCRATCH/count")
	step=$((total / ${MEMORY_SAMPLES:-24} + 1))
	for mode in one all; do
		number=1
		FAIL_ALL=yes
		export FAIL_ALL
		[ "$mode" = all ] || unset FAIL_ALL
		: >"$SCRATCH/bad"
		ended=0
		while [ "$number" -le "$total" ]; do
			try "$PLUMB" "$@" | sed "s/^/at $number: /" \
				>>"$SCRATCH/bad"
			number=$((number + step))
			ended=$((ended + 1))
		done
		unset FAIL_ALL
		is "$(sort "$SCRATCH/bad" | head -n 5)" "" \
			"$name: $mode of $total fails, $ended tried"
	done
	tap "$([ "$WANTED" -le 1 ]; echo $?)" "$name: with memory it works"
}

survives "" "check" check --jobs 1
survives "" "check --staged" check --staged --all --jobs 2
survives "" "check --range" check --range HEAD~1..HEAD --all -f jsonl
survives "" "check --tree, in colour" check --tree HEAD --color always
survives "" "SARIF" check --jobs 2 -f sarif
survives yes "SARIF into a file" check -f "sarif=$SCRATCH/house/out.sarif"
survives "" "annotations" check -f github
survives "" "where" where
survives "" "where -f json" where -f json
survives "" "registry validate" registry validate
survives "" "registry list" registry list
survives "" "registry list -f json" registry list -f json
survives "" "registry diff" registry diff HEAD~1 -f json
survives "" "registry next" registry next 4000-4099
survives "" "registry export" registry export --form csv
survives yes "registry import" registry import "$SCRATCH/export.json"
survives yes "registry env --write" registry env --write
survives "" "registry report" registry report
survives "" "registry migrate" registry migrate
survives "" "rules" rules
survives "" "explain" explain house/odd
survives "" "test" test lint/rules
survives yes "docs" docs lint/rules
survives yes "install" install

finish
