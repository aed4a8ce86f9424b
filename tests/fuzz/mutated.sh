#!/bin/sh
# Mutated copies of the demo's files, and of those in ../shared/corpus where it
# is there, through every command: a status of plumb's own, no sanitizer's
# report, ten seconds at most, and no success on a file that cannot have been
# read. COUNT copies (300; `make mutated` takes 10,000), the same for the same SEED.

. "$(dirname "$0")/../tap.sh"
: "${COUNT:=300}" "${SEED:=1}"
: "${BUILD:=$TOP/build}"
MUTATE=$BUILD/mutate
CORPUS=${CORPUS:-$TOP/../shared/corpus}
HOUSES='house-json house-yaml'
copies=0 runs=0 round=0
odd=$SCRATCH/odd
: >"$odd"

if [ ! -x "$MUTATE" ]; then
	skip 'mutated copies' "there is no $MUTATE"
	finish
fi
sh "$TESTS/demo/build.sh" "$SCRATCH/houses" >/dev/null || exit 1
cp -R "$TOP/rules/ports/hardcoded-assignment" "$SCRATCH/rule"
if [ -d "$CORPUS/tradingsystem" ]; then
	HOUSES="$HOUSES corpus"
	mkdir "$SCRATCH/houses/corpus"
	cp -R "$CORPUS/tradingsystem/." "$CORPUS/opentelemetry-demo" \
		"$SCRATCH/houses/corpus"
	(cd "$SCRATCH/houses/corpus" && git init -q . && commit corpus)
fi
# Every house has a configuration and a pack to be mutated.
for house in $HOUSES; do
	cd "$SCRATCH/houses/$house" || exit 1
	mkdir -p lint/house/assigned
	cp -R "$SCRATCH/rule/." lint/house/assigned
	sed -e 's|^id: .*|id: house/assigned|' -e '/^formerly/d' \
		"$SCRATCH/rule/rule.yml" >lint/house/assigned/rule.yml
	[ -e .plumb.yml ] || cat >.plumb.yml <<'END_OF_CONFIGURATION'
compose: {projects: {all: [compose.yaml]}, services: {a: b}}
rules: {ports/hardcoded-address: {level: warning, except: ['x/**']}}
packs: [./lint]
allow: [{rule: ports, path: '**/x', reason: old, until: 2027-03-01}]
END_OF_CONFIGURATION
	commit more
done

# keep NAME: what led here, for a person to look at.
keep() {
	mkdir -p "$BUILD/mutated"
	rm -rf "$BUILD/mutated/$1"
	cp -R . "$BUILD/mutated/$1"
}

# try STATUSES COMMAND…: one of plumb's, which must end in one of these.
try() {
	wanted=$1
	shift
	runs=$((runs + 1))
	status=0
	# Ten seconds of the processor: a busy machine changes nothing.
	# shellcheck disable=SC3045 # dash, bash, ksh and busybox have it
	(ulimit -t 10 && exec timeout 300 "$PLUMB" "$@") >"$SCRATCH/out" \
		2>"$SCRATCH/err" </dev/null || status=$?
	case $status in
	[$wanted]) return ;;
	esac
	printf 'round %d (%s %s): plumb %s: status %d\n' \
		"$round" "$house" "$kind" "$*" "$status" >>"$odd"
	grep -E 'ERROR|runtime error|SUMMARY' "$SCRATCH/err" | head -n 3 \
		>>"$odd"
	keep "$round"
}

# mutate FILE: in place.
mutate() {
	[ -f "$1" ] || return 0
	copies=$((copies + 1))
	"$MUTATE" $((SEED * 1000003 + copies)) "$1" "$other" \
		>"$SCRATCH/copy" && cat "$SCRATCH/copy" >"$1"
}

is_json() {
	if command -v python3 >/dev/null; then
		python3 -c 'import json, sys
try: json.loads(open(sys.argv[1], "rb").read().decode("utf-8"))
except RecursionError: pass' "$1" 2>/dev/null
	elif command -v node >/dev/null; then
		node -e 'JSON.parse(new TextDecoder("utf-8", {fatal: true})
			.decode(require("fs").readFileSync(process.argv[1])))' \
			"$1" 2>/dev/null
	fi
}

# cannot_be_read FILE: binary for plumb, or no JSON for somebody else.
cannot_be_read() {
	[ "$(head -c 8000 "$1" | tr -d '\0' | wc -c)" -ne \
		"$(head -c 8000 "$1" | wc -c)" ] && return
	case $1 in
	*.json) ! is_json "$1" ;;
	*) false ;;
	esac
}

# All commands. $1: statuses where the registry is read, $2: where compose and
# env files are, too, $3: where these are read alone.
every_command() {
	try "$2" check --all -f text -f "sarif=$SCRATCH/a.sarif" \
		-f "json=$SCRATCH/a.json" -f "jsonl=$SCRATCH/a.jsonl" \
		-f "github=$SCRATCH/a.github"
	try 0123 check -f sarif --fail-on never
	git add -A
	try "$2" check --staged --all
	try 0123 check --staged
	try "$2" where
	try 0123 where 4007 -f json
	try "$1" registry validate
	try "$1" registry list -f json
	try "$2" registry next 3000-3999
	try "$1" registry diff HEAD -f markdown
	try "$2" registry env
	try "$2" registry sync --check
	try "$2" registry sync --stdout compose
	try "$2" registry report
	try "$2" registry report --html "$SCRATCH/a.html"
	try "$3" registry migrate
	for form in json yaml mongo csv; do
		try "$1" registry export --form $form
	done
	try 0123 registry new --name new-one --stack apps --port next \
		--owner me --description 'a service for a test'
	try 0123 rules
	try 0123 explain house/assigned
	try 0123 test lint
}

the_registry() {
	set -- ports.json config/ports/registry.yaml
	[ -f "$1" ] || shift
	other=compose.yaml
	[ -f "$other" ] || other=docker-compose.yml
	[ -f "$other" ] || other=$1
	mutate "$1"
	may=0123
	! cannot_be_read "$1" || may=123
	cp "$1" "$SCRATCH/import.${1##*.}"
	"$PLUMB" registry export --form csv --tree HEAD >"$SCRATCH/import.csv" \
		2>/dev/null
	mutate "$SCRATCH/import.csv"
	every_command "$may" "$may" 0123
	git reset -q --hard
	try "$may" registry import "$SCRATCH/import.${1##*.}"
	git reset -q --hard
	try 0123 registry import --rewrite "$SCRATCH/import.csv"
}

the_configuration() {
	other=lint/house/assigned/rule.yml
	mutate .plumb.yml
	[ $((round % 2)) -eq 0 ] || mutate "$other"
	may=0123
	! cannot_be_read .plumb.yml || may=2
	every_command "$may" "$may" "$may"
}

# Most of all other files.
the_others() {
	may=0123
	other=.plumb.yml
	git ls-files | grep -vE '^(lint/.*|.*\.(md|sh|js)|\.plumb\.yml)$|registry|ports\.json$' |
		awk -v round="$round" '{ if ((NR + round) % 4) print }' \
			>"$SCRATCH/list"
	while read -r file; do
		mutate "$file"
		other=$file
		case $file in
		*compose*.y*ml | *.env*) ! cannot_be_read "$file" || may=123 ;;
		esac
	done <"$SCRATCH/list"
	every_command 0123 "$may" "$may"
}

while [ "$copies" -lt "$COUNT" ]; do
	round=$((round + 1))
	# shellcheck disable=SC2086 # the houses are words
	set -- $HOUSES
	shift $((round % $#))
	house=$1
	cd "$SCRATCH/houses/$house" || exit 1
	case $((round / 3 % 6)) in
	0) kind='the registry' && the_registry ;;
	1) kind='the configuration' && the_configuration ;;
	*) kind='other files' && the_others ;;
	esac
	git reset -q --hard && git clean -qfdx
done
head -n 60 "$odd" | sed 's/^/# /'
is "$(grep -c '^round' "$odd")" 0 \
	"$copies mutated copies, $runs runs: a status of plumb's own"
finish
