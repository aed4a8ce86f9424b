#!/bin/sh
# What a stranger's branch can say in its files: nothing of it is run, and
# nothing is read or written outside of the repository, by whatever way a path
# can lead there: `..`, from the root, through a symbolic link, by a variable.

. "$(dirname "$0")/../tap.sh"

# What lies outside; each of it would be seen in an answer if it were read.
OUTSIDE=$SCRATCH/outside
mkdir -p "$OUTSIDE/rules/canary/word"
put "$OUTSIDE/compose.yaml" <<'YAML'
services:
  canary:
    image: canary
    ports: ["7777:80"]
    environment: {CANARY: http://localhost:7777}
YAML
echo 'canary: 7777' | put "$OUTSIDE/ports.yaml"
printf 'CANARY=7777\nPORT=7777\nA=1\nA=2\n' | put "$OUTSIDE/.env"
printf 'FROM canary\nEXPOSE 7777\n' | put "$OUTSIDE/Dockerfile"
put "$OUTSIDE/rules/canary/word/rule.yml" <<'YAML'
id: canary/word
summary: canary
level: error
message: canary
help: Canary.
match: {pattern: 'const'}
bad: {a.js: ["1:1"]}
good: {b.js: fine}
YAML
echo "rules: {canary/none: off}" | put "$OUTSIDE/.plumb.yml"

# A repository that looks outside in every way.
# shellcheck disable=SC2016 # the shells of others would expand these
stranger() { # stranger NAME
	new_repository "$1"
	echo 'web: 3000' | put ports.yaml
	echo 'const a = process.env.X || "http://localhost:3000"' | put web/a.js
	put compose.yaml <<YAML
include: [../outside/compose.yaml, $OUTSIDE/compose.yaml, link/compose.yaml,
  {path: ../outside/compose.yaml, env_file: ../outside/.env}]
services:
  web:
    extends: {file: ../outside/compose.yaml, service: canary}
    env_file: [../outside/.env, $OUTSIDE/.env, link/.env, link.env]
    build: {context: ../outside}
    ports: ["\${CANARY:-3000}:80", "3000:80"]
  two:
    extends: {file: $OUTSIDE/compose.yaml, service: canary}
    build: {context: link, dockerfile: $OUTSIDE/Dockerfile}
    environment: {A: "\$(touch pwned)", B: "\`touch pwned\`"}
  three:
    extends: {file: link/compose.yaml, service: canary}
    build: {context: ., dockerfile: ../outside/Dockerfile}
    healthcheck: {test: "touch pwned; curl localhost:80"}
YAML
	printf 'COMPOSE_FILE=../outside/compose.yaml:%s/compose.yaml\n' \
		"$OUTSIDE" | put .env
	printf 'COMPOSE_PATH_SEPARATOR=:\nX=$(touch pwned)\n' >>.env
	ln -s ../outside link
	ln -s ../outside/.env link.env
	ln -s ../outside/compose.yaml compose.link.yaml
	ln -s ../../outside/.env web/.env
	printf '{"scripts": {"a": "touch pwned"}}' | put package.json
	put '$(touch pwned).js' <<'END'
const a = process.env.X || "http://localhost:3000"
END
	commit start
}

silent() { # silent NAME PLUMB-ARGUMENT…: nothing of the outside, not run
	name=$1
	shift
	run "$PLUMB" "$@"
	# What the stranger wrote himself may be quoted: the names of paths.
	if grep -e 7777 -e 'canary/word' -e 'image: canary' \
		"$SCRATCH/.out" "$SCRATCH/.err" >"$SCRATCH/said"; then
		tap 1 "$name: says nothing of the outside"
		note "$(head -n 3 "$SCRATCH/said")"
	else
		tap 0 "$name: says nothing of the outside"
	fi
	is "$([ "$STATUS" -le 3 ] && echo fine)" fine "$name: ends well"
	is "$(find . "$OUTSIDE" -name pwned)" "" "$name: nothing is run"
}

stranger plain
for how in "--worktree" "--tree HEAD" "--range HEAD..HEAD --all"; do
	# shellcheck disable=SC2086 # words
	silent "check $how" check $how -f json
	is "$STATUS" 1 "check $how: the rest is judged"
done
silent "where" where
like "$OUT" '3000' "where: there are facts"
for command in "registry list" "registry validate" "registry env" \
	"registry env --write" "registry export --form json" rules; do
	# shellcheck disable=SC2086 # words
	silent "$command" $command
done

# --- the configuration ----------------------------------------------------

# refused NAME YAML…: wrong use, and nothing of the outside.
refused() {
	printf '%s\n' "$2" >.plumb.yml
	git add .plumb.yml
	silent "$1" check --staged --all
	is "$STATUS" 2 "$1: refused"
}

for pack in ../outside/rules "$OUTSIDE/rules" ./link/rules \
	./web/../../outside/rules; do
	refused "packs: $pack" "packs: ['$pack']"
done
for path in ../outside/ports.yaml "$OUTSIDE/ports.yaml" link/ports.yaml; do
	printf 'registry: %s\n' "$path" >.plumb.yml
	git add .plumb.yml
	silent "registry: $path" check --staged --all
	silent "registry: $path, list" registry list
	silent "registry: $path, where" where
done
put .plumb.yml <<'YAML'
compose:
  projects: {a: [../outside/compose.yaml, link/compose.yaml, compose.yaml]}
  env-files: [../outside/.env, link/.env, link.env]
YAML
git add .plumb.yml
silent "compose: projects and env-files" check --staged --all
silent "compose: projects and env-files, where" where

ln -sf ../outside/.plumb.yml .plumb.yml && git add .plumb.yml
silent ".plumb.yml is a link" check --staged --all
is "$STATUS" 2 ".plumb.yml is a link: refused"
silent ".plumb.yml is a link, on disk" check
rm -f .plumb.yml && git add -A
ln -sf ../outside/ports.yaml ports.yaml && git add ports.yaml
silent "the registry is a link" check --staged --all
silent "the registry is a link, list" registry list
silent "the registry is a link, written" registry new --name x --port 3001
is "$(cat "$OUTSIDE/ports.yaml")" "canary: 7777" \
	"the registry is a link: nothing is written through it"

# --- generated files ------------------------------------------------------

stranger generated
cp -R "$OUTSIDE" "$SCRATCH/outside.before"
# A file of another name each, so that it would be new there.
for path in ../outside/made.env "$OUTSIDE/made.env" link/made.env \
	web/../../outside/made.env .git/hooks/made.env .GIT/made.env \
	link.env; do
	printf 'generate: {env: %s}\n' "'$path'" >.plumb.yml
	git add .plumb.yml
	for options in "" --force --staged; do
		# shellcheck disable=SC2086 # words
		run "$PLUMB" registry sync $options
		is "$(diff -r "$SCRATCH/outside.before" "$OUTSIDE";
			find .git -name made.env)" "" \
			"generate: $path, sync $options: nothing is written there"
		is "$([ "$STATUS" -eq 0 ] && echo fine)" "" \
			"generate: $path, sync $options: and that is told"
	done
done
for path in ../outside/compose.yaml "$OUTSIDE/compose.yaml" link/compose.yaml; do
	printf 'generate: {page: {path: page.html, template: %s}}\n' "'$path'" \
		>.plumb.yml
	git add .plumb.yml
	silent "generate: template $path" registry sync
	is "$(grep -s canary page.html)" "" "generate: template $path: is not read"
done

# --- a team's rules -------------------------------------------------------

rule_with_link() { # rule_with_link LINK TARGET: a pack, LINK of it elsewhere
	rm -rf pack
	mkdir -p pack/one && cp "$OUTSIDE/rule.yml" pack/one
	echo 'const a' | put pack/one/bad/a.js
	echo 'let a' | put pack/one/good/b.js
	rm -rf "pack/one/$1"
	ln -s "$2" "pack/one/$1"
}

stranger team
printf 'const 7777\n' >"$OUTSIDE/a.js"
sed 's|canary/word|pack/one|' "$OUTSIDE/rules/canary/word/rule.yml" \
	>"$OUTSIDE/rule.yml"
rule_with_link none "$OUTSIDE" && rm pack/one/none
run "$PLUMB" test pack
is "$STATUS" 0 "test: without links all is well"
rule_with_link bad/a.js "$OUTSIDE/a.js"
silent "docs: an example is a link" docs pack
is "$(grep -s 7777 pack/one/README.md)" "" \
	"docs: an example is a link: it is not copied"
silent "test: an example is a link" test pack
is "$STATUS" 2 "test: an example is a link: refused"
rule_with_link bad "$OUTSIDE"
silent "test: the examples are behind a link" test pack
rule_with_link rule.yml "$OUTSIDE/rule.yml"
run "$PLUMB" test pack
is "$STATUS" 2 "test: the rule is a link: refused"
rule_with_link README.md "$OUTSIDE/page.md"
run "$PLUMB" docs pack
is "$STATUS" 2 "docs: the page is a link: refused"
is "$(ls "$OUTSIDE/page.md" 2>/dev/null)" "" \
	"docs: the page is a link: nothing is written there"

# A folder of the index is a link on disk: what it names is not what is tracked.
stranger moved
mkdir kept && echo 'services: {a: {image: x}}' >kept/compose.yaml
git add -A && git commit -q -m kept
rm -r kept && ln -s ../outside kept
silent "a folder that has become a link" check -f json
silent "a folder that has become a link, where" where
printf 'kept: 3001\n' >>ports.yaml
silent "a component behind a link" registry env --write
is "$(cat "$OUTSIDE/.env")" "$(printf 'CANARY=7777\nPORT=7777\nA=1\nA=2\n')" \
	"a component behind a link: nothing is written there"

finish
