#!/bin/sh
# File names that are hostile or only odd: shown so that a terminal, a log
# and a parser stay whole, and never lost.

. "$(dirname "$0")/../tap.sh"

ESC=$(printf '\033')
NEWLINE='
'

new_repository house
printf '.env.local\n' | put .gitignore
printf 'billing: 8090\n' | put ports.yaml
commit start

odd() { # odd FOLDER: a .env.local in it
	mkdir -p -- "$1" && echo 'A=1' >"./$1/.env.local" &&
		git --literal-pathspecs add -f -- "$1/.env.local"
}

odd 'with space'
odd "quo'te"
odd 'dou"ble'
odd 'back\slash'
odd "new${NEWLINE}line"
odd 'co:lon'
odd '-f'
odd 'per%20cent'
odd "$(printf 'l\351gume')"
odd "$(printf 'na\303\257ve \360\237\232\200')"
odd "${ESC}[31mred${ESC}]0;title$(printf '\007')"
odd "$(printf 'c1\302\233m')"
odd "$(printf 'tab\there')"
odd '$(touch pwned)'
odd '::error::injected'
odd '<b>&amp;'
odd '*?['
TOTAL=17
is "$(git diff --cached --name-only | wc -l | tr -d ' ')" "$TOTAL" \
	"the files are staged"

# --- text -----------------------------------------------------------------

run "$PLUMB" check --staged
is "$STATUS" 1 "they are found"
is "$(printf '%s\n' "$OUT" | grep -c '\[env/committed-local\]$')" "$TOTAL" \
	"one line each"
is "$(printf '%s\n' "$OUT" | wc -l | tr -d ' ')" "$TOTAL" "and no other line"
is "$(tr -d '\n\t' <"$SCRATCH/.out" | tr -d '\040-\176\200-\377' | wc -c |
	tr -d ' ')" 0 "no control character is shown"
is "$(LC_ALL=C grep -c "$(printf '\302\233')" "$SCRATCH/.out")" 0 \
	"nor one of the eight-bit ones"
like "$OUT" 'new\\x0aline/\.env\.local:1:1: ' "a newline is written out"
like "$OUT" '\\x1b\[31mred\\x1b\]0;title\\x07/' "so is an escape sequence"
like "$OUT" '^with space/\.env\.local:1:1: ' "a space stays"
like "$OUT" '^co:lon/\.env\.local:1:1: ' "a colon stays"
like "$OUT" "$(printf '^na\303\257ve \360\237\232\200/')" "UTF-8 stays"
like "$ERR" '17 staged files' "all are counted"
tap "$([ ! -e pwned ]; echo $?)" "nothing is run"

run "$PLUMB" check --staged --color always
is "$(printf '%s' "$OUT" | sed "s/$ESC\\[[0-9;]*m//g" | grep -c "$ESC")" 0 \
	"in colour no escape but our own"

# --- JSON -----------------------------------------------------------------

run "$PLUMB" check --staged -f json
is "$(printf '%s' "$OUT" | jq length)" "$TOTAL" "json: valid, all there"
like "$(printf '%s' "$OUT" | jq -r '.[].path' | tr '\n' '|')" \
	'new\|line/\.env\.local' "json: the newline is data"
is "$(printf '%s' "$OUT" | jq '[.[] | select(.path == "dou\"ble/.env.local" or
	.path == "back\\slash/.env.local")] | length')" 2 \
	"json: quotes and back-slashes are data"
run "$PLUMB" check --staged -f jsonl
is "$(printf '%s\n' "$OUT" | wc -l | tr -d ' ')" "$TOTAL" "jsonl: one line each"

# --- GitHub ---------------------------------------------------------------

run "$PLUMB" check --staged -f github
is "$(printf '%s\n' "$OUT" | grep -c '^::error ')" "$TOTAL" \
	"github: one command each"
is "$(printf '%s\n' "$OUT" | grep -cv '^::error ')" 0 "github: and no other"
like "$OUT" 'file=new%0Aline/\.env\.local,' "github: a newline is escaped"
like "$OUT" 'file=co%3Alon/\.env\.local,' "github: a colon is escaped"
like "$OUT" 'file=per%2520cent/' "github: a per cent sign is escaped"

# --- SARIF ----------------------------------------------------------------

run "$PLUMB" check --staged -f sarif
uris=$(printf '%s' "$OUT" | jq -r '.runs[0].results[] |
	select(.properties.new) |
	.locations[0].physicalLocation.artifactLocation.uri')
is "$(printf '%s\n' "$uris" | wc -l | tr -d ' ')" "$TOTAL" \
	"sarif: valid JSON, all there"
is "$(printf '%s\n' "$uris" | grep -c "[^A-Za-z0-9._~/%!\$&'()*+,;=@-]")" 0 \
	"sarif: only characters that a relative URI may have"
for uri in 'with%20space' 'new%0Aline' 'co%3Alon' 'per%2520cent' 'l%E9gume' \
	'na%C3%AFve%20%F0%9F%9A%80' 'dou%22ble' 'back%5Cslash' 'tab%09here'; do
	is "$(printf '%s\n' "$uris" | grep -cFx "$uri/.env.local")" 1 \
		"sarif: $uri"
done

# --- names given on the command line --------------------------------------

run "$PLUMB" check --staged 'with space' 'co:lon/.env.local'
is "$(printf '%s\n' "$OUT" | wc -l | tr -d ' ')" 2 "names as arguments"
run "$PLUMB" check --staged -- -f
is "$(printf '%s\n' "$OUT" | wc -l | tr -d ' ')" 1 "a name with a dash behind --"
run "$PLUMB" check --staged '*?['
is "$(printf '%s\n' "$OUT" | wc -l | tr -d ' ')" 1 "a name is no pattern"
run "$PLUMB" check "${ESC}[31mno-such"
is "$STATUS" 2 "a name that is not there: exit 2"
is "$(printf '%s' "$ERR" | grep -c "$ESC")" 0 "is shown harmlessly, too"

# --- the same from a commit, and as they are on disk ----------------------

git commit -q --no-verify -m odd
for how in --worktree "--tree HEAD" "--range HEAD~1..HEAD"; do
	# shellcheck disable=SC2086 # two words
	run "$PLUMB" check $how
	is "$(printf '%s\n' "$OUT" | grep -c '\[env/committed-local\]$')" \
		"$TOTAL" "all are found by $how"
done
mkdir -p sub
git mv -k -- * sub/ 2>/dev/null
git mv sub/ports.yaml . # the registry itself must not move: that is told
run "$PLUMB" check --staged
is "$STATUS" 0 "moved into a folder, none is new"
[ "$STATUS" -eq 0 ] || note "$OUT"

# Odd names in what other files say: a build context, a service.
put compose.yaml <<END
services:
  "a${ESC}[31mb":
    build: "./no${ESC}[2Jwhere"
    ports: ["8090:80", "8090:81"]
END
git add -A
run "$PLUMB" check --staged
is "$(tr -d '\n\t' <"$SCRATCH/.out" | tr -d '\040-\176\200-\377' | wc -c |
	tr -d ' ')" 0 "no control character out of a file's text"
run "$PLUMB" where
is "$(tr -d '\n\t' <"$SCRATCH/.out" | tr -d '\040-\176\200-\377' | wc -c |
	tr -d ' ')" 0 "nor in the facts"

finish
