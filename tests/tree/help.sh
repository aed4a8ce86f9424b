#!/bin/sh
# Help: every command tells of itself, within 80 columns, and names each of
# its options; the README names every command and every file of ci/.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

too_wide() { awk '{ gsub(/…/, "."); if (length($0) > 80) print }'; }

run "$PLUMB" --help
is "$STATUS $ERR" "0 " "plumb --help succeeds"
is "$(printf '%s\n' "$OUT" | too_wide)" "" "within 80 columns"
overview=$OUT
commands=$(printf '%s\n' "$overview" | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p')
is "$(printf '%s\n' "$commands" | head -n 1)" check "check is the first of all"

# Options in the source, to compare with what the help says.
options_of() { # options_of COMMAND
	file=linters/cli/$(printf '%s' "$1" | tr ' ' '_').c
	{
		cat "$file"
		! grep -q TARGET_OPTIONS "$file" || cat linters/cli/target.h
	} | sed -n "s/^[[:space:]]*{\(0\|'.'\), \"\([a-z-]*\)\".*/\2/p"
}

while IFS= read -r command; do
	# shellcheck disable=SC2086 # the words of a command
	run "$PLUMB" $command --help
	is "$STATUS $ERR" "0 " "plumb $command --help succeeds"
	help=$OUT
	like "$help" "^usage: plumb $command" "it names the command"
	is "$(printf '%s\n' "$help" | too_wide)" "" "$command: within 80 columns"
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
done <<END
$commands
