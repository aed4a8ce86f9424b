#!/bin/sh
# Output that cannot be written, everywhere that plumb writes: exit 3, a
# sentence that names what could not be written, and under its final name the
# old file or none, never a part of the new one.

. "$(dirname "$0")/../tap.sh"

sh "$TESTS/demo/build.sh" "$SCRATCH/demo" >/dev/null
cd "$SCRATCH/demo/house-yaml" || exit 1
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
echo 'packs: [./lint/rules]' | put .plumb.yml
printf 'PORT=1\n' | put apps/telegram-gateway/.env
commit more
sed 's/port: 3103/port: 3104/' config/ports/registry.yaml >"$SCRATCH/moved.yaml"
"$PLUMB" registry export --form json >"$SCRATCH/same.json" 2>/dev/null
sed 's/"port": 3103/"port": 3104/' "$SCRATCH/same.json" >"$SCRATCH/export.json"

FORMATS=$("$PLUMB" check --help | sed -n '/--format/,/repeatable/p' |
	tr -c 'a-z\n' '\n' |
	grep -Ex 'text|sarif|github|json|jsonl|gitlab|junit|checkstyle|rdjson|markdown' |
	sort -u)
is "$(printf '%s\n' "$FORMATS" | awk 'NR == 5 { print "many" }')" many \
	"the formats are read off the help"

refuses() { # refuses NAME WHAT: what `run` ran could not write WHAT
	is "$STATUS" 3 "$1: exit 3"
	like "$ERR" "^plumb: .*$2.*cannot be (written|renamed)|^plumb: cannot write.*$2" \
		"$1: says what could not be written"
}

# --- standard output ------------------------------------------------------

# A pipe whose reader has gone.
mkfifo "$SCRATCH/pipe"
# shellcheck disable=SC2094 # a writer waits for a reader to open it
exec 3<>"$SCRATCH/pipe" 4>"$SCRATCH/pipe" 3>&-

to_nowhere() { # to_nowhere NAME PLUMB-ARGUMENT…
	name=$1
	shift
	for where in /dev/full "a closed pipe"; do
		STATUS=0
		if [ "$where" = /dev/full ]; then
			if [ ! -e /dev/full ]; then
				skip "$name to $where" "there is none"
				continue
			fi
			"$PLUMB" "$@" >/dev/full 2>"$SCRATCH/.err" || STATUS=$?
		else
			"$PLUMB" "$@" >&4 2>"$SCRATCH/.err" || STATUS=$?
		fi
		ERR=$(cat "$SCRATCH/.err")
		refuses "$name to $where" "standard output"
	done
}

for format in $FORMATS; do
	to_nowhere "check -f $format" check -f "$format"
done
to_nowhere "where" where
to_nowhere "where -f json" where -f json
to_nowhere "registry list" registry list
to_nowhere "registry diff" registry diff HEAD "$SCRATCH/moved.yaml"
to_nowhere "registry next" registry next 4000-4099
to_nowhere "registry export" registry export --form json
to_nowhere "registry env" registry env
to_nowhere "registry report" registry report
to_nowhere "registry migrate" registry migrate
to_nowhere "rules" rules
to_nowhere "explain" explain compose/invalid
to_nowhere "test" test lint/rules
to_nowhere "docs --check" docs --check lint/rules
to_nowhere "--help" --help
to_nowhere "check --help" check --help
to_nowhere "--version" --version
exec 4>&-

# --- a report into a file -------------------------------------------------

# The old one, or none, and nothing beside it.
is_untouched() { # is_untouched FOLDER NAME
	is "$(cd "$1" && cat out.* 2>/dev/null; find "$1" -name '.plumb*')" \
		old "$2: the old file is as it was, and nothing is left beside it"
}

for format in $FORMATS; do
	if [ -e /dev/full ]; then
		run "$PLUMB" check -f "$format=/dev/full"
		refuses "-f $format=/dev/full" /dev/full
	fi
	run "$PLUMB" check -f "$format=$SCRATCH/none/out"
	refuses "-f $format into a missing folder" none/out
	mkdir -p "$SCRATCH/folder/out"
	run "$PLUMB" check -f "$format=$SCRATCH/folder/out"
	refuses "-f $format over a folder" folder/out
	# The largest file that may be: less than any report of the demo.
	rm -rf "$SCRATCH/limit" && mkdir "$SCRATCH/limit"
	echo old >"$SCRATCH/limit/out.$format"
	run sh -c 'ulimit -f 0; exec "$@"' sh "$PLUMB" check \
		-f "$format=$SCRATCH/limit/out.$format" --quiet
	is "$STATUS" 3 "-f $format past the limit of a file's size: exit 3"
	is_untouched "$SCRATCH/limit" "-f $format past a limit"
done

# A full disk, where we may mount one.
mkdir "$SCRATCH/disk"
if [ "$(id -u)" -eq 0 ] &&
	mount -t tmpfs -o size=16k tmpfs "$SCRATCH/disk" 2>/dev/null; then
	trap 'umount "$SCRATCH/disk"; rm -rf "$SCRATCH"' EXIT
	for format in $FORMATS; do
		rm -f "$SCRATCH"/disk/*
		echo old >"$SCRATCH/disk/out.$format"
		dd if=/dev/zero of="$SCRATCH/disk/filler" bs=4096 \
			2>/dev/null
		run "$PLUMB" check -f "$format=$SCRATCH/disk/out.$format"
		refuses "-f $format on a full disk" "out.$format"
		is_untouched "$SCRATCH/disk" "-f $format on a full disk"
	done
	rm -f "$SCRATCH"/disk/*
	run "$PLUMB" check -f "sarif=$SCRATCH/disk/out.sarif"
	refuses "a report larger than the disk" out.sarif
	is "$(ls -A "$SCRATCH/disk")" "" \
		"a report larger than the disk: nothing is left of it"
else
	skip "a full disk" "only root may mount one, outside of a container"
fi

# --- commands that write files --------------------------------------------

# As somebody who may not write there: root may everywhere.
chmod -R a+rX "$SCRATCH"
if [ "$(id -u)" -ne 0 ]; then
	as_other() { "$@"; }
elif command -v setpriv >/dev/null 2>&1; then
	as_other() {
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	}
	git config --global --add safe.directory '*'
	# The folder of the program and the scratch may lie below a closed one.
	if ! as_other "$PLUMB" --version >/dev/null 2>&1 ||
		! as_other test -r "$SCRATCH/same.json"; then
		as_other() { return 99; }
	fi
else
	as_other() { return 99; }
fi

read_only() { # read_only NAME WHAT FOLDER PLUMB-ARGUMENT…
	name=$1
	what=$2
	folder=$3
	shift 3
	if ! as_other true; then
		skip "$name in a read-only folder" \
			"root may write everywhere, and setpriv is missing"
		return
	fi
	chmod a-w "$folder"
	(cd "$folder" && find . -type f -exec cksum {} + | sort) >"$SCRATCH/1"
	run as_other "$PLUMB" "$@"
	refuses "$name in a read-only folder" "$what"
	(cd "$folder" && find . -type f -exec cksum {} + | sort) >"$SCRATCH/2"
	is "$(diff "$SCRATCH/1" "$SCRATCH/2")" "" "$name: nothing is changed"
	chmod u+w "$folder"
}

mkdir "$SCRATCH/closed" && echo old >"$SCRATCH/closed/out.sarif"
read_only "check -f sarif=FILE" out.sarif "$SCRATCH/closed" \
	check -f "sarif=$SCRATCH/closed/out.sarif"
read_only "registry import" registry.yaml config/ports \
	registry import "$SCRATCH/export.json"
read_only "registry new" registry.yaml config/ports registry new \
	--name extra --stack dashboard-ui --port next --protocol http \
	--owner frontend --description "one more of them" --container false
read_only "registry env --write" .env apps/telegram-gateway \
	registry env --write
read_only "docs" README.md lint/rules/house/odd docs lint/rules
printf '#!/bin/sh\n' >.git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
read_only "install" 'hooks' .git/hooks install

# Where the hook of before has been moved aside already when it fails.
rm -f .git/hooks/*
printf '#!/bin/sh\n# mine\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
run sh -c 'ulimit -f 0; exec "$@" >/dev/null' sh "$PLUMB" install
is "$STATUS" 3 "install past a limit: exit 3"
is "$(cat .git/hooks/pre-commit)" "$(printf '#!/bin/sh\n# mine\n')" \
	"install past a limit: the hook that was there is still there"
is "$(ls -A .git/hooks)" pre-commit "install past a limit: nothing else is"

finish
