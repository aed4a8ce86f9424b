#!/bin/sh
# Hostile contents, in the place of each kind of file that plumb reads: a
# finding, a sentence or a count; and limits reached are told in every format.

. "$(dirname "$0")/../tap.sh"

house() { # all files as they should be
	printf 'billing: 8090\n' | put ports.yaml
	put compose.yaml <<-'END'
		services:
		  billing:
		    build: app
		    env_file: app/app.env
		    ports: ["${BILLING_PORT:-8090}:80"]
	END
	echo 'LEVEL=1' | put app/app.env
	printf 'FROM busybox\nEXPOSE 80\n' | put app/Dockerfile
	printf '{"name": "app", "private": true}\n' | put app/package.json
	printf 'const level = 1;\n' | put app/main.js
	printf '.env.local\n' | put .gitignore
	printf 'packs: [./lint]\n' | put .plumb.yml
	put lint/house/slow/rule.yml <<-'END'
		id: house/slow
		summary: a pattern that tries everything
		level: error
		message: it was found
		help: Nothing.
		match:
		  - files: ['**/*.js', '!lint/**']
		    pattern: 'x(a*)*(a*)*(a*)*(a*)*y\b'
		    in: any
		bad:
		  a.js: ["1:1"]
	END
	echo 'xay' | put lint/house/slow/bad/a.js
}

# --- what may stand in a file ---------------------------------------------

mkdir "$SCRATCH/kinds"
cd "$SCRATCH/kinds" || exit 1
head -c 50000000 /dev/zero | tr '\0' 'x' >line
awk 'BEGIN { for (i = 0; i < 600000; i++) print "# ten bytes" }' >large
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >deep
printf 'a: "b\0c"\n' >nul
printf '\377\376a\0:\0 \0b\0\n\0' >utf16
printf 'a: "\377"\n' >invalid
: >empty
{
	echo 'a: &a [x,x,x,x,x,x,x,x,x]'
	for n in b c d e f g h i j; do
		p=$(printf %s $n | tr b-j a-i)
		echo "$n: &$n [*$p,*$p,*$p,*$p,*$p,*$p,*$p,*$p,*$p]"
	done
} >bomb
printf 'x-a: &a [*a]\nservices: {}\n' >own
printf 'billing: 8090\nbilling: 8091\n' >twice
printf 'FROM busybox\\\n' >open

new_repository house
house
git add -A
run "$PLUMB" check --staged
is "$STATUS" 0 "the house is clean"
is "$OUT" "" "nothing is found in it"
for kind in "$SCRATCH/kinds"/*; do
	git hash-object -w --no-filters "$kind" >"$kind.id"
done

# FILE KIND STATUS PATTERN: what is said of a kind in the place of a file.
while read -r file kind wanted pattern; do
	[ -n "$file" ] || continue
	git update-index --add --cacheinfo \
		"100644,$(cat "$SCRATCH/kinds/$kind.id"),$file"
	run timeout 20 "$PLUMB" check --staged
	is "$STATUS" "$wanted" "$file: $kind: exit $wanted"
	[ "$STATUS" -eq "$wanted" ] || note "$OUT$ERR"
	like "$OUT
$ERR" "$pattern" "$file: $kind: what is said"
	case $file,$kind in
	compose.yaml,empty) ;;
	compose.yaml,*)
		unlike "$OUT" 'unused-entry' \
			"$file: $kind: what it may name is not called unused"
		;;
	esac
	git add "$file"
done <<'END'
ports.yaml line 3 ^plumb: ports\.yaml: left out: larger than 5 MiB
ports.yaml large 3 not looked at: ports\.yaml: .*too large
ports.yaml deep 1 ^ports\.yaml:1:[0-9]+: error: nested deeper than 200
ports.yaml nul 3 not looked at: ports\.yaml: .*binary
ports.yaml utf16 3 left out: it is UTF-16; write it as UTF-8
ports.yaml invalid 1 ^ports\.yaml:1:5: error: byte 0xff is not UTF-8
ports.yaml empty 0 nothing found
ports.yaml bomb 1 ^ports\.yaml:[0-9:]+ error: .*alias
ports.yaml twice 1 ^ports\.yaml:2:1: error: .*billing
compose.yaml line 3 ^plumb: compose\.yaml: left out: larger than 5 MiB
compose.yaml large 3 not looked at: compose\.yaml: .*too large
compose.yaml deep 1 ^compose\.yaml:1:[0-9]+: error: nested deeper than 200
compose.yaml nul 3 not looked at: compose\.yaml: .*binary
compose.yaml utf16 3 left out: it is UTF-16; write it as UTF-8
compose.yaml invalid 1 ^compose\.yaml:1:5: error: byte 0xff is not UTF-8
compose.yaml empty 0 : 1 note$
compose.yaml bomb 1 ^compose\.yaml:[0-9:]+ error: .*alias
compose.yaml own 1 ^compose\.yaml:[0-9:]+ error: .*alias
compose.yaml twice 1 ^compose\.yaml:2:1: error: .*billing
app/app.env line 3 ^plumb: app/app\.env: left out: larger than 5 MiB
app/app.env large 3 not looked at: app/app\.env: .*too large
app/app.env deep 1 ^app/app\.env:1:1: error: not an assignment
app/app.env nul 3 not looked at: app/app\.env: .*binary
app/app.env utf16 3 app/app\.env: left out: it is UTF-16
app/app.env invalid 0 nothing found
app/app.env empty 0 nothing found
app/app.env twice 1 ^app/app\.env:[0-9:]+ error: .*billing
app/Dockerfile line 0 ^plumb: app/Dockerfile: left out: larger than 5 MiB
app/Dockerfile large 0 ^plumb: app/Dockerfile: left out: larger than 5 MiB
app/Dockerfile deep 0 nothing found
app/Dockerfile nul 0 , 1 left out,
app/Dockerfile utf16 0 ^plumb: app/Dockerfile: left out: it is UTF-16
app/Dockerfile invalid 0 nothing found
app/Dockerfile empty 0 nothing found
app/Dockerfile open 0 nothing found
app/package.json line 0 ^plumb: app/package\.json: left out: larger than 5 MiB
app/package.json deep 0 nothing found
app/package.json nul 0 , 1 left out,
app/package.json utf16 0 ^plumb: app/package\.json: left out: it is UTF-16
app/package.json invalid 0 nothing found
app/package.json empty 0 nothing found
app/main.js line 0 ^plumb: app/main\.js: left out: larger than 5 MiB
app/main.js nul 0 , 1 left out,
app/main.js utf16 0 ^plumb: app/main\.js: left out: it is UTF-16
app/main.js invalid 0 nothing found
.plumb.yml line 2 ^plumb: \.plumb\.yml: .*too large
.plumb.yml large 2 ^plumb: \.plumb\.yml: .*too large
.plumb.yml deep 2 ^plumb: \.plumb\.yml:1:[0-9]+: nested deeper than 200
.plumb.yml nul 2 ^plumb: \.plumb\.yml: .*binary
.plumb.yml utf16 2 ^plumb: \.plumb\.yml: .*binary
.plumb.yml invalid 2 ^plumb: \.plumb\.yml:1:5: byte 0xff is not UTF-8
.plumb.yml empty 0 nothing found
.plumb.yml bomb 2 ^plumb: \.plumb\.yml:[0-9:]+ .*alias
.plumb.yml twice 2 ^plumb: \.plumb\.yml:[0-9:]+ .*billing
lint/house/slow/rule.yml line 2 rule\.yml: .*too large
lint/house/slow/rule.yml large 2 rule\.yml: .*too large
lint/house/slow/rule.yml deep 2 rule\.yml:1:[0-9]+: nested deeper than 200
lint/house/slow/rule.yml nul 2 rule\.yml: .*binary
lint/house/slow/rule.yml utf16 2 rule\.yml: .*binary
lint/house/slow/rule.yml invalid 2 rule\.yml:1:5: byte 0xff is not UTF-8
lint/house/slow/rule.yml empty 2 rule\.yml:1:1: the file is empty
lint/house/slow/rule.yml bomb 2 rule\.yml:[0-9:]+ .*alias
lint/house/slow/rule.yml twice 2 rule\.yml:[0-9:]+ .*billing
END

# A byte order mark and CRLF change nothing, also not the place of a fault.
for file in ports.yaml compose.yaml app/app.env app/Dockerfile \
	app/package.json .plumb.yml lint/house/slow/rule.yml; do
	{ printf '\357\273\277' && sed 's/$/\r/' $file; } >"$SCRATCH/odd"
	cp "$SCRATCH/odd" $file
	git add $file
	run "$PLUMB" check --staged
	is "$STATUS $OUT" "0 " "$file: a byte order mark and CRLF are read over"
	house
	git add $file
done

# --- limits, in every format ----------------------------------------------

git update-index --add --cacheinfo \
	"100644,$(cat "$SCRATCH/kinds/line.id"),app/long.js"
awk 'BEGIN { printf "x"; for (i = 0; i < 3998; i++) printf "a"; print "y_" }' |
	put app/slow.js
git add app/slow.js

told() { # told NAME TEXT: both are in it
	like "$2" 'app/long\.js.*larger than 5 MiB' "$1: what is left out"
	like "$2" 'app/slow\.js.*house/slow' "$1: a pattern that gives up"
}

for format in text json jsonl github; do
	run timeout 60 "$PLUMB" check --staged -q -f $format
	is "$STATUS" 3 "$format: what was not looked at: exit 3"
	told "$format, quiet, on standard error" "$ERR"
done
run "$PLUMB" check --staged -f github
told "github" "$OUT"
like "$OUT" '^::error file=app/slow\.js,title=not looked at::' \
	"github: as an annotation"
run "$PLUMB" check --staged -f sarif
is "$STATUS" 3 "sarif: exit 3"
is "$(printf '%s' "$OUT" | jq -c '.runs[0].invocations[0] |
	[.executionSuccessful, (.toolExecutionNotifications |
	map([.level, .locations[0].physicalLocation.artifactLocation.uri]) |
	sort)]')" '[false,[["error","app/slow.js"],["note","app/long.js"]]]' \
	"sarif: as notifications"

# With a finding beside it the finding decides; it stays told.
sed -i 's/8090/8082/' compose.yaml
git add compose.yaml
run "$PLUMB" check --staged
is "$STATUS" 1 "beside a finding: exit 1"
told "beside a finding" "$ERR"

finish
