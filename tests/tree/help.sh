#!/bin/sh
# Help: every command tells of itself, and names each of its options; README and CONTRIBUTING name what is there, and only that.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

run "$PLUMB" --help
is "$STATUS $ERR" "0 " "plumb --help succeeds"
is "$(printf '%s\n' "$OUT" | sed 's/…/./g' | awk 'length($0) > 90')" "" \
	"in lines that a terminal holds"
printf '%s\n' "$OUT" | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
	>"$SCRATCH/commands"
is "$(head -n 1 "$SCRATCH/commands")" check "check is the first of all"

# The options in the source, to compare with what the help says.
options_of() { # options_of COMMAND
	file=linters/cli/$(printf '%s' "$1" | tr ' ' '_').c
	{
		cat "$file"
		! grep -q TARGET_OPTIONS "$file" || cat linters/cli/target.h
	} | sed -nE "s/^[[:space:]]*\{(0|'.'), \"([a-z-]*)\".*/\2/p"
}

while IFS= read -r command; do
	# shellcheck disable=SC2086 # the words of a command
	run "$PLUMB" $command --help
	is "$STATUS $ERR" "0 " "plumb $command --help succeeds"
	help=$OUT
	like "$help" "^usage: plumb $command" "it names the command"
	# shellcheck disable=SC2086
	run "$PLUMB" help $command
	is "$STATUS $ERR$OUT" "0 $help" "plumb help $command is the same"
	missing=
	for option in $(options_of "$command"); do
		printf '%s\n' "$help" | grep -q -e "--$option" ||
			missing="$missing $option"
	done
	is "$missing" "" "$command: every option is there"
	# shellcheck disable=SC2086
	run "$PLUMB" $command --no-such-option
	is "$STATUS $OUT" "2 " "plumb $command --no-such-option is wrong use"
	like "$ERR" "unknown option .--no-such-option" "and says so"
	grep -q "plumb $command" README.md
	tap $? "the README names plumb $command"
done <"$SCRATCH/commands"
like "$(options_of check | tr '\n' ' ')" 'format .*staged ' \
	"options were really compared"

run "$PLUMB" --version
like "$STATUS $OUT" '^0 plumb [0-9]+\.[0-9]+\.[0-9]+$' "plumb --version"
run "$PLUMB"
is "$STATUS $OUT" "2 " "plumb alone is wrong use"
like "$ERR" '^usage: ' "and shows the commands"
for words in "help registry" "registry --help"; do
	# shellcheck disable=SC2086
	run "$PLUMB" $words
	is "$STATUS $(printf '%s\n' "$OUT" | grep -c '^  registry ')" \
		"0 $(grep -c '^registry ' "$SCRATCH/commands")" \
		"plumb $words lists the commands of two words"
done
run "$PLUMB" help chekc
is "$STATUS" 2 "help for an unknown command is wrong use"
like "$ERR" 'did you mean .check.' "also with the nearest name"
run "$PLUMB" explain ports
is "$STATUS" 0 "plumb explain LINTER succeeds"
is "$(printf '%s\n' "$OUT" | grep -c '^ports/')" \
	"$(find rules/ports -name rule.yml | wc -l | tr -d ' ')" \
	"and lists its rules"
run "$PLUMB" chekc
is "$STATUS" 2 "an unknown command is wrong use"
like "$ERR" 'did you mean .check.' "with the nearest name"

# By the name of a linter: the options of check.
for file in linters/*.c; do
	name=$(basename "$file" .c)
	ln -sf "$PLUMB" "$SCRATCH/plumb-$name"
	run "$SCRATCH/plumb-$name" --help
	like "$STATUS $OUT" '^0 usage: plumb check' "plumb-$name --help"
done

run ./install.sh --help
is "$STATUS $ERR" "0 " "install.sh --help succeeds"
for option in prefix hook uninstall demo check; do
	like "$OUT" "^ +--$option" "install.sh --help tells of --$option"
done
run ./install.sh --no-such-option
is "$STATUS $OUT" "2 " "install.sh --no-such-option is wrong use"
run ./install.sh --prefix
is "$STATUS $OUT" "2 " "install.sh --prefix without a folder is wrong use"

run make help
is "$STATUS" 0 "make help succeeds"
for target in check asan lint install new-rule bless; do
	like "$OUT" "^$target " "make help tells of $target"
done

missing=
for file in ci/*.yml ci/*.mk .pre-commit-hooks.yaml; do
	grep -q "$file" README.md || missing="$missing $file"
done
is "$missing" "" "the README names what ci/ has to copy"

# What README and CONTRIBUTING show exists.
missing=
for file in $(grep -Eho '\]\([A-Za-z.][A-Za-z./_-]*\)' README.md \
	CONTRIBUTING.md | sed 's/.*](//; s/)//'); do
	[ -e "$file" ] || missing="$missing $file"
done
is "$missing" "" "what they link to is there"
known=$("$PLUMB" check --help)
missing=
for option in $(grep -Eho 'plumb check[^`|]*' README.md CONTRIBUTING.md |
	grep -Eo -e '--[a-z-]+' | sort -u); do
	printf '%s\n' "$known" | grep -q -e "$option" ||
		missing="$missing $option"
done
is "$missing" "" "the options of plumb check that they show are there"
missing=
linters=$(cd linters && echo *.c | sed 's/\.c//g; s/ /|/g')
for rule in $(grep -Eho "(^|[^a-z/.])($linters)/[a-z]+(-[a-z]+)*" README.md |
	sed 's/^[^a-z]//' | sort -u); do
	[ -e "rules/$rule/rule.yml" ] || missing="$missing $rule"
done
is "$missing" "" "the rules that the README names are there"

# The rule and the configuration that the README shows work as they stand.
shown() { # shown TEXT: the block of the README that holds it
	awk -v text="$1" '/^```/ {
		if (inside && index(block, text))
			printf "%s", block
		inside = !inside
		block = ""
		next
	}
	inside { block = block $0 "\n" }' "$TOP/README.md"
}

new_repository house
shown 'id: house/old-host' | put lint/rules/house/old-host/rule.yml
put lint/rules/house/old-host/bad/deploy.sh <<'END'
# to the build machine
scp x "u@build-03.lan:"
END
put lint/rules/house/old-host/good/deploy.sh <<'END'
scp x "$u@$BUILD_HOST:"
END
run "$PLUMB" test lint/rules
is "$STATUS $OUT" "0 2 passed, 0 failed" "the README's rule passes its examples"
[ "$STATUS" -eq 0 ] || note "$ERR"

shown 'registry: config' >.plumb.yml
like "$(cat .plumb.yml)" '^packs: .*lint/rules' "the README shows a configuration"
echo 'billing: 8090' | put config/ports/registry.yaml
echo 'ping build-03.lan' | put ping.sh
commit start
run "$PLUMB" check --rule house/old-host
is "$STATUS" 1 "which plumb takes, with the rule of its pack"
like "$OUT" '^ping\.sh:1:6: error: .*\[house/old-host\]' "which speaks"
[ "$STATUS" -eq 1 ] || note "$ERR"

finish
