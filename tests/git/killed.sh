#!/bin/sh
# Killed at any moment, a command that writes leaves each file as it was or as
# it is to be, and nothing that stands in the way of the next one: at every
# single call that changes a file, and at random moments besides.

. "$(dirname "$0")/../tap.sh"

if ! ${CC:-cc} -shared -fPIC -o "$SCRATCH/killed.so" "$TESTS/git/killed.c" \
	-ldl 2>"$SCRATCH/.cc"; then
	skip "killed while writing" "no C compiler for tests/git/killed.c"
	finish
fi
if ! LD_PRELOAD=$SCRATCH/killed.so "$PLUMB" --version >/dev/null 2>&1; then
	skip "killed while writing" "this build takes nothing preloaded"
	finish
fi

house() { # house DIR: the same at each call
	rm -rf "${SCRATCH:?}/$1"
	new_repository "$1"
	put config/ports/registry.yaml <<'END'
version: "1.0.0"
lastUpdated: "2026-01-02"
ranges:
  apps: "4000-4999"   # pages
services:
  - name: web
    stack: apps
    port: 4000
    protocol: http
    owner: frontend
    description: "The pages that users see"
END
	awk 'BEGIN { for (i = 1; i < 300; i++)
		print "  - name: app-" i "\n    stack: apps\n    port: " 4000 + i \
			"\n    protocol: http\n    owner: backend\n    description: " \
			"\"What the pages ask for\"" }' >>config/ports/registry.yaml
	put compose.yaml <<'END'
services:
  web:
    build: web
    ports: ["4000:4000"]
  app-1:
    build: app-1
    ports: ["4001:4001"]
END
	printf 'FROM scratch\n' | put web/Dockerfile
	printf 'FROM scratch\n' | put app-1/Dockerfile
	printf 'A=1\r\nPORT=4100 # old\r\n' | put web/.env
	printf 'PORT=4101\n' | put app-1/.env.example
	printf '.env\n' | put .gitignore
	commit start
}

# state: the bytes of every file that a command may write.
state() {
	find . -path ./.git -prune -o -type f ! -name '.plumb-*.tmp' -print |
		LC_ALL=C sort | while read -r file; do
		printf '%s %s\n' "$file" "$(cksum <"$file")"
	done
}

# Of every file, one of the two states; the other lines are told.
neither() { # neither BEFORE AFTER NOW
	LC_ALL=C sort -u "$1" "$2" >"$SCRATCH/.either"
	LC_ALL=C sort "$3" | LC_ALL=C comm -13 "$SCRATCH/.either" -
}

try() { # try NAME COMMAND…
	name=$1
	shift
	house new
	"$@" >/dev/null 2>&1 </dev/null
	state >"$SCRATCH/after"
	house old
	state >"$SCRATCH/before"
	if cmp -s "$SCRATCH/before" "$SCRATCH/after"; then
		tap 1 "$name: writes something"
	fi
	at=0 status=137 torn='' left=0 stuck=''
	while [ "$status" -eq 137 ] && [ $at -lt 200 ]; do
		at=$((at + 1)) status=0
		house old
		LD_PRELOAD=$SCRATCH/killed.so KILL_AT=$at "$@" \
			>/dev/null 2>&1 </dev/null || status=$?
		state >"$SCRATCH/now"
		torn=$torn$(neither "$SCRATCH/before" "$SCRATCH/after" "$SCRATCH/now")
		left=$((left + $(find . -name '.plumb-*.tmp' | wc -l)))
		# Once more, and all is well.
		"$@" >/dev/null 2>&1 </dev/null
		state >"$SCRATCH/now"
		cmp -s "$SCRATCH/after" "$SCRATCH/now" || stuck="$stuck $at"
	done
	is "$status" 0 "$name: goes to its end when it is not killed"
	tap $((at < 4)) "$name: was killed $((at - 1)) times"
	is "$torn" "" "$name: every file is old or new"
	is "$stuck" "" "$name: the next one ends as if nothing had been"
	# Only a kill between giving the new file a name and giving it the
	# right one leaves it behind: once a file.
	files=$(LC_ALL=C comm -13 "$SCRATCH/before" "$SCRATCH/after" | wc -l)
	tap $((left > files)) "$name: leaves at most the one file that it was renaming"
}

file=config/ports/registry.yaml
try new "$PLUMB" registry new --name pay --stack apps --port 4900 \
	--protocol http --owner me --description 'Takes the money'
try 'env --write' "$PLUMB" registry env --write
house source
"$PLUMB" registry export --form json 2>/dev/null |
	sed 's/"port": 4007/"port": 4907/' >"$SCRATCH/wanted.json"
try import "$PLUMB" registry import "$SCRATCH/wanted.json"
try 'migrate --out' "$PLUMB" registry migrate --out made/up/ports.yaml
try 'migrate --force' "$PLUMB" registry migrate --out $file --force

# By the clock, wherever that hits.
house new
"$PLUMB" registry env --write >/dev/null 2>&1
state >"$SCRATCH/after"
house old
state >"$SCRATCH/before"
torn=''
for pause in $(awk 'BEGIN { srand(7); for (i = 0; i < 40; i++)
	printf "0.%03d ", rand() * 25 }'); do
	git checkout -q . && printf 'A=1\r\nPORT=4100 # old\r\n' >web/.env
	"$PLUMB" registry env --write >/dev/null 2>&1 &
	sleep "$pause"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	state >"$SCRATCH/now"
	torn=$torn$(neither "$SCRATCH/before" "$SCRATCH/after" "$SCRATCH/now")
done
is "$torn" "" "at forty random moments: every file is old or new"

finish
