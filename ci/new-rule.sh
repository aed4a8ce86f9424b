#!/bin/sh
# Starts a rule: its folder with a rule.yml, a bad and a good example. No
# other file needs an edit (a rule in C also needs its function and a row in
# the linter's table). Usage: new-rule.sh LINTER/NAME

set -eu
cd "$(dirname "$0")/.."

id=${1-}
if ! printf '%s\n' "$id" | grep -Eq '^[a-z]+/[a-z][a-z0-9-]*$'; then
	echo "usage: make new-rule ID=linter/name (lower case, named for" \
		"what is wrong: compose/port-mismatch)" >&2
	exit 2
fi
case $id in
*/no-*)
	echo "a rule is named for what is wrong, never no-…: $id" >&2
	exit 2
	;;
esac
if [ -e "rules/$id" ]; then
	echo "rules/$id is there already" >&2
	exit 1
fi
if [ ! -e "linters/${id%%/*}.c" ] && [ ! -d "rules/${id%%/*}" ]; then
	echo "note: there is no linter ${id%%/*} yet: it needs" \
		"linters/${id%%/*}.c and a row in linters/cli/linters.c" >&2
fi

mkdir -p "rules/$id/bad" "rules/$id/good"
cat >"rules/$id/rule.yml" <<'TEXT'
id: @ID@
summary: what is flagged, as a noun phrase without a full stop
level: warning
message: "{word} is wrong: write the right one"
help: |
  Why it is wrong: what breaks, and for whom.

  What to do instead.
match:
  files: ['*.sh']
  pattern: '\b(?<word>wrong)\b'
  in: [code]
bad:
  example.sh: {at: ["1:1"]}
good:
  example.sh: What looks like it and is right.
TEXT
sed "s|@ID@|$id|" "rules/$id/rule.yml" >"rules/$id/rule.yml.new"
mv "rules/$id/rule.yml.new" "rules/$id/rule.yml"
echo 'wrong --loudly' >"rules/$id/bad/example.sh"
echo 'right # not wrong' >"rules/$id/good/example.sh"
cat <<TEXT
rules/$id/rule.yml
rules/$id/bad/example.sh
rules/$id/good/example.sh
Next: make check-rules ONLY=$id, then make bless
TEXT
