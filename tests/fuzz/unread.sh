#!/bin/sh
# A file that cannot be read never passes for one that was: each command that
# rests on it names it and does not succeed; one that does not goes on.

. "$(dirname "$0")/../tap.sh"
sh "$TESTS/demo/build.sh" "$SCRATCH/houses" >/dev/null || exit 1
cd "$SCRATCH/houses/house-yaml" || exit 1
REGISTRY=config/ports/registry.yaml
# Nothing of its own to find, so that a status is of what is done to a file.
cat >.plumb.yml <<'END_OF_CONFIGURATION'
rules: {ports: off, env: off, compose: off, compose/invalid: error,
  compose/missing-service: warning}
END_OF_CONFIGURATION
commit quiet
"$PLUMB" registry export --form csv >"$SCRATCH/good.csv"

# spoil FILE HOW
spoil() {
	case $2 in
	broken) printf '\n]: {\n' >>"$1" ;;
	binary) printf 'a\0b\n' | cat - "$1" >"$SCRATCH/new" &&
		cat "$SCRATCH/new" >"$1" ;;
	large) head -c 6000000 /dev/zero | tr '\0' '#' >>"$1" ;;
	esac
}

# refuses STATUS FILE COMMAND…
refuses() {
	wanted=$1 file=$2
	shift 2
	run "$PLUMB" "$@"
	if [ "$STATUS" -ne "$wanted" ]; then
		is "$STATUS" "$wanted" "plumb $*: $file is $how"
	else
		like "$OUT$ERR" "$file" "plumb $*: $file is $how"
	fi
}

goes_on() {
	run "$PLUMB" "$@"
	is "$STATUS" 0 "plumb $*: $file is $how"
}

run "$PLUMB" check
is "$STATUS" 0 'nothing is wrong with the house'

for how in broken binary large; do
	file=$REGISTRY
	spoil "$file" $how
	# What does not parse is wrong use; what was left out could not be done.
	outcome=3 judged=3
	[ $how != broken ] || { outcome=2 judged=1; }
	refuses $judged "$file" check
	refuses $judged "$file" check --fail-on error -f sarif
	refuses $judged "$file" registry validate
	refuses $outcome "$file" registry list
	refuses $outcome "$file" registry next 3100-3199
	refuses $outcome "$file" registry diff HEAD
	refuses $outcome "$file" registry env
	refuses $outcome "$file" registry export --form json
	refuses $outcome "$file" registry import "$SCRATCH/good.csv"
	refuses 3 "$file" where
	git add -A
	refuses $judged "$file" check --staged --all
	refuses $outcome "$file" registry list --staged
	git reset -q --hard

	file=compose.yaml
	spoil "$file" $how
	refuses $judged "$file" check
	refuses 3 "$file" registry next 3100-3199
	refuses 3 "$file" registry env
	refuses 3 "$file" where
	goes_on registry list
	git reset -q --hard

	file=.plumb.yml
	spoil "$file" $how
	refuses 2 "$file" check
	refuses 2 "$file" registry list
	refuses 2 "$file" where
	refuses 2 "$file" rules
	git reset -q --hard
done

# An env file of any text can be read, line by line.
for how in binary large; do
	file=.env.example
	spoil "$file" $how
	refuses 3 "$file" check
	refuses 3 "$file" registry env
	refuses 3 "$file" where
	git reset -q --hard
done

how='of another shape'
echo 'titanic' >$REGISTRY
refuses 2 $REGISTRY registry list
run "$PLUMB" registry diff HEAD
like "$ERR" "$REGISTRY: has the name of a port registry but not its shape" \
	'registry diff: a registry that is none is told'
git reset -q --hard

# Nothing is said to lack that a file which was not read may have.
for how in broken binary; do
	spoil compose.yaml $how
	run "$PLUMB" check --fail-on never
	unlike "$OUT" 'compose/missing-service|registry/unused-entry|registry/unknown-network' \
		"nothing lacks where compose.yaml is $how"
	git reset -q --hard
done

# What is imported is read whole or not at all.
printf 'name,port\0\n' >"$SCRATCH/bad.csv"
printf '{"bands": {}, "assignments": ' >"$SCRATCH/bad.json"
for how in csv json; do
	refuses 2 "bad.$how" registry import "$SCRATCH/bad.$how"
done
is "$(git status --porcelain)" '' 'and nothing was changed'
finish
