#!/bin/sh
# Names and lines that would steer a terminal, forge a line of a log or show
# text in another order than it has: harmless in everything that is printed.

. "$(dirname "$0")/../tap.sh"

ESC=$(printf '\033')

# C0 (tab and line feed apart), DEL, C1 in UTF-8, bidirectional controls.
steers() { # steers FILE: true when something in it would
	[ "$(LC_ALL=C tr -d '\n\t\040-\176\200-\377' <"$1" | wc -c)" -ne 0 ] ||
		LC_ALL=C grep -q "$(printf '\302[\200-\237]')" "$1" ||
		LC_ALL=C grep -q "$(printf '\342\200[\252-\256]')" "$1"
}

harmless() { # harmless NAME COMMAND…: and it says something
	name=$1
	shift
	run "$@"
	if [ ! -s "$SCRATCH/.out" ] && [ ! -s "$SCRATCH/.err" ]; then
		tap 1 "$name: says nothing"
	elif steers "$SCRATCH/.out" || steers "$SCRATCH/.err"; then
		tap 1 "$name"
		note "$(cat -v "$SCRATCH/.out" "$SCRATCH/.err" | head -n 5)"
	else
		tap 0 "$name"
	fi
}

new_repository house
put ports.yaml <<'YAML'
ranges:
  "r\e[31m": "3000-3999"
services:
  - name: "web\e[31mX\x9b1m"
    stack: "r\e[31m"
    port: 3000
    owner: "o\e]0;title\a"
  - name: "api\u202eY\x07"
    stack: "r\e[31m"
    port: 3000
    depends_on: ["gone\e[2J"]
YAML
put compose.yaml <<'YAML'
services:
  "web\e[31mX\x9b1m":
    image: x
    container_name: "c\e[31m"
    depends_on: ["no\e[32m"]
    networks: ["net\e[3m"]
    ports: ["3001:80"]
    environment: {PORT: "3001", "K\e[1m": "http://localhost:3000"}
    env_file: ["./x\e[3m.env"]
    build: {context: "./a\e[31m", dockerfile: "D\e"}
  plain:
    image: x
    ports: ["3000:80"]
YAML
FOLDER="d${ESC}[31m"
# What GitHub's runner would take for a command in a log.
printf 'A=1\n' | put '::stop-commands::x/.env.local'
printf 'A=1\n' | put 'a/##[set-output name=status]0/.env.local'
put "$FOLDER/a.js" <<END
/* ${ESC}]0;title$(printf '\007\302\2331m\342\200\256') */ const a = process.env.X || "http://localhost:3000"
::error::forged
END
printf 'PORT=3001\033\nPORT=3\nA\033B\n' | put "$FOLDER/.env.local"
put lint/rules/house/odd/rule.yml <<'YAML'
id: house/odd
summary: "odd \e[31m\u202e"
level: error
message: "odd {word} \e[31m"
help: "Odd \e[31m and \x9b.\nAnd so on.\n"
match: {pattern: '(?<word>title.)'}
bad: {a.js: ["1:1"]}
good: {b.js: fine}
YAML
put lint/rules/house/odd/bad/a.js <<END
title${ESC}
END
put lint/rules/house/odd/good/b.js <<END
title${ESC}
END
echo 'packs: [./lint/rules]' | put .plumb.yml
commit start
sed 's/3000$/3002/' ports.yaml >new && mv new ports.yaml

for format in text github; do
	harmless "check -f $format" "$PLUMB" check -f "$format"
	is "$STATUS" 1 "check -f $format: there are findings"
	is "$(grep -Ec '^[[:blank:]]*::(error|stop-commands)::|##\[' \
		"$SCRATCH/.out")" 0 "check -f $format: no command is forged"
done
run "$PLUMB" check --tree HEAD --color always
printf '%s\n' "$OUT" | sed "s/$ESC\\[[0-9;]*m//g" >"$SCRATCH/plain"
steers "$SCRATCH/plain"
is "$?" 1 "in colour no escape but our own, in the source line neither"
EXCERPT=$(grep -A2 '^d.*hardcoded-address' "$SCRATCH/plain" | tail -n 2)
like "$EXCERPT" '/\* \\x1b\]0;title\\x07\\xc2\\x9b1m\\xe2\\x80\\xae \*/' \
	"the source line shows what stands there"
is "$(printf '%s\n' "$EXCERPT" | sed -n '2s/\^.*//p' | wc -c)" \
	"$(printf '%s\n' "$EXCERPT" | sed -n '1s/localhost.*//p' | wc -c)" \
	"the caret stands below its place all the same"

harmless "where" "$PLUMB" where
like "$OUT" 'web\\x1b\[31mX\\xc2\\x9b1m' "where: a service's name is written out"
harmless "where PORT" "$PLUMB" where 3000
harmless "where SERVICE" "$PLUMB" where "web$ESC"
harmless "registry list" "$PLUMB" registry list
like "$OUT" 'api\\xe2\\x80\\xaeY\\x07' "registry list: bidirectional controls too"
harmless "registry validate" "$PLUMB" registry validate
harmless "registry diff" "$PLUMB" registry diff
like "$OUT" '3002' "registry diff: there is one"
harmless "registry diff -f markdown" "$PLUMB" registry diff -f markdown
run "$PLUMB" registry diff -f json
is "$(printf '%s' "$OUT" | jq -e . >/dev/null; echo $?)" 0 \
	"registry diff -f json: still JSON"
harmless "registry next" "$PLUMB" registry next "r${ESC}[31m"
harmless "registry env" "$PLUMB" registry env
harmless "registry report" "$PLUMB" registry report
harmless "registry migrate" "$PLUMB" registry migrate
harmless "rules" "$PLUMB" rules
like "$OUT" 'house/odd .*odd \\x1b\[31m' "rules: a pack's summary is written out"
harmless "explain" "$PLUMB" explain house/odd
like "$OUT" '^Odd \\x1b\[31m and \\xc2\\x9b\.$' "explain: in lines of its own"
harmless "test" "$PLUMB" test lint/rules
is "$STATUS" 1 "test: an example fails"
harmless "an unknown revision" "$PLUMB" check --tree "no${ESC}[31m"
harmless "an unknown option" "$PLUMB" check "--no${ESC}[31m"
harmless "an unknown rule" "$PLUMB" explain "no${ESC}[31m"

finish
