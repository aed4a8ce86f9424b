# Functions for test scripts: each assertion prints one TAP line. Source it
# first; end with `finish`. $PLUMB is the program, $SCRATCH an empty folder
# that is removed at the end.

set -u
LC_ALL=C
export LC_ALL
TAP_COUNT=0
TAP_FAILED=0
TESTS=$(cd "$(dirname "$0")" && while [ ! -f tap.sh ]; do cd ..; done && pwd)
TOP=$(dirname "$TESTS")
: "${PLUMB:=$TOP/build/plumb}"
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/plumb-test.XXXXXX")
trap 'chmod -R u+w "$SCRATCH" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
trap 'exit 1' HUP INT TERM

# The same git everywhere: no configuration of a person's, fixed names, dates.
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE GIT_PREFIX
GIT_CONFIG_GLOBAL=$SCRATCH/.gitconfig
GIT_CONFIG_NOSYSTEM=1
GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com
GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.com
GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
HOME=$SCRATCH
# Under sanitizers: their complaint must not look like a status of plumb's.
ASAN_OPTIONS=exitcode=99${ASAN_OPTIONS:+:$ASAN_OPTIONS}
UBSAN_OPTIONS=exitcode=99${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}
export ASAN_OPTIONS UBSAN_OPTIONS
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
export GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE
export GIT_COMMITTER_DATE HOME PLUMB
cat >"$GIT_CONFIG_GLOBAL" <<'END'
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[protocol "file"]
	allow = always
END

tap() { # tap 0|1 NAME: 0 is good
	TAP_COUNT=$((TAP_COUNT + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' "$TAP_COUNT" "$2"
	else
		TAP_FAILED=$((TAP_FAILED + 1))
		printf 'not ok %d - %s\n' "$TAP_COUNT" "$2"
	fi
}

note() { printf '%s\n' "$*" | sed 's/^/# /'; }

is() { # is GOT WANTED NAME
	if [ "$1" = "$2" ]; then
		tap 0 "$3"
	else
		tap 1 "$3"
		note "wanted: $2"
		note "got:    $1"
	fi
}

like() { # like TEXT EXTENDED-REGEX NAME
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		tap 0 "$3"
	else
		tap 1 "$3"
		note "wanted something like: $2"
		note "got: $1"
	fi
}

unlike() { # unlike TEXT EXTENDED-REGEX NAME
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		tap 1 "$3"
		note "wanted nothing like: $2"
		note "got: $1"
	else
		tap 0 "$3"
	fi
}

skip() { # skip NAME REASON
	TAP_COUNT=$((TAP_COUNT + 1))
	printf 'ok %d - %s # SKIP %s\n' "$TAP_COUNT" "$1" "$2"
}

# run COMMAND…: $OUT, $ERR and $STATUS are what came of it.
run() {
	STATUS=0
	"$@" >"$SCRATCH/.out" 2>"$SCRATCH/.err" || STATUS=$?
	OUT=$(cat "$SCRATCH/.out")
	ERR=$(cat "$SCRATCH/.err")
}

# new_repository DIR: an empty one, entered.
new_repository() {
	git init -q "$SCRATCH/$1" && cd "$SCRATCH/$1" || exit 1
}

# put FILE: standard input into FILE, with its folders.
put() {
	mkdir -p "$(dirname "$1")" && cat >"$1"
}

# commit MESSAGE [GIT-COMMIT-OPTION…]: everything, without hooks.
commit() {
	git add -A && git commit -q --no-verify -m "$@"
}

finish() {
	printf '1..%d\n' "$TAP_COUNT"
	[ "$TAP_FAILED" -eq 0 ]
	exit
}
