#!/bin/sh
# What is written wrong is told with its place and a hint; what is no text at
# all breaks nothing. RUNS=… makes more or fewer random ones.

. "$(dirname "$0")/../tap.sh"

: "${RUNS:=500}"

house() {
	new_repository "$1"
	printf 'billing: 8090\norders: 3100\n' | put ports.yaml
	put compose.yaml <<'END'
services:
  billing:
    build: services/billing
    ports: ["${BILLING_PORT:-8090}:80"]
    expose: ["9000-9002/udp"]
    env_file: services/billing/.env.example
  orders:
    image: busybox
    environment: {LOG_LEVEL: 3}
    ports: [{target: 80, published: "${ORDERS_PORT:-3100}"}]
END
	echo 'PORT=8090' | put services/billing/.env.example
	printf 'FROM busybox\nEXPOSE 8090\n' | put services/billing/Dockerfile
	printf '{"name": "billing", "port": 8090}\n' | put services/billing/a.json
	put services/billing/main.js <<'END'
const port = process.env.PORT || 8090;
END
	printf '.env.local\n' | put .gitignore
	printf 'packs: [./lint]\npaths:\n  stale: {old/place: new/place}\n' |
		put .plumb.yml
	put lint/house/marker/rule.yml <<'END'
id: house/marker
summary: a marker is left in the code
level: error
message: "`{what}` is left here: remove it"
help: Markers are for the author's own eyes.
match:
  - files: ['**/*.js', '!lint/**']
    pattern: '(?<what>XXMARK)'
    in: any
bad:
  a.js: ["1:4"]
good:
  - b.js
END
	echo '// XXMARK' | put lint/house/marker/bad/a.js
	echo '// fine' | put lint/house/marker/good/b.js
	commit start
}

# --- mistakes in .plumb.yml -----------------------------------------------

house mistakes
cp .plumb.yml "$SCRATCH/good"

wrong() { # wrong NAME LINE:COLUMN HINT: standard input is the file
	put .plumb.yml
	for how in --worktree --staged; do
		git add .plumb.yml
		run "$PLUMB" check $how
		is "$STATUS" 2 "$1: exit 2 ($how)"
		like "$ERR" "^plumb: \\.plumb\\.yml:$2: " "$1: its place ($how)"
		like "$ERR" "$3" "$1: a hint ($how)"
		is "$OUT" "" "$1: nothing is reported ($how)"
	done
}

wrong "an unknown key" 1:1 'registry' <<'END'
regstry: ports.yaml
END
wrong "an unknown key inside" 2:3 'legacy-names' <<'END'
env:
  legacy-name: {A: B}
END
wrong "an unknown rule" 2:3 'compose/port-mismatch' <<'END'
rules:
  compose/port-mismach: off
END
wrong "an unknown level" 2:27 'warning' <<'END'
rules:
  compose/port-mismatch:  warnin
END
wrong "a wrong type" 1:8 'list' <<'END'
packs: {a: b}
END
wrong "a second key of a name" 3:1 'rules' <<'END'
rules: {}
env: {}
rules: {}
END
wrong "what is no YAML" 1:8 '}' <<'END'
rules: {a: b
END
wrong "an allow without a reason" 2:5 'reason' <<'END'
allow:
  - {rule: ports/hardcoded-address, path: a.js}
END
wrong "a date that is none" 2:66 'YYYY-MM-DD|2027' <<'END'
allow:
  - {rule: env/committed-local, path: a.js, reason: none, until: soon}
END
wrong "a pack that is not there" 1:9 'no-such' <<'END'
packs: [./no-such]
END
wrong "an unknown pack" 1:9 'begins with .\./' <<'END'
packs: [lint]
END
cp "$SCRATCH/good" .plumb.yml
git add .plumb.yml
run "$PLUMB" check --staged
is "$STATUS" 0 "mended, it is judged"
run "$PLUMB" check --config no-such.yml
is "$STATUS" 2 "a configuration that is not there: exit 2"
like "$ERR" 'no-such\.yml' "and is named"
run "$PLUMB" check --registry no-such.yaml
like "$STATUS" '^[12]$' "a registry that is not there is told"
like "$OUT$ERR" 'no-such\.yaml' "and is named"

# --- mistakes in a rule ---------------------------------------------------

RULE=lint/house/marker/rule.yml
cp $RULE "$SCRATCH/rule"

wrong_rule() { # wrong_rule NAME LINE:COLUMN HINT SED-EXPRESSION
	sed -e "$4" "$SCRATCH/rule" | put $RULE
	run "$PLUMB" check
	is "$STATUS" 2 "$1: exit 2"
	like "$ERR" "^plumb: lint/house/marker/rule\\.yml:$2: " "$1: its place"
	like "$ERR" "$3" "$1: a hint"
	run "$PLUMB" test lint
	is "$STATUS" 2 "$1: plumb test: exit 2"
	like "$ERR" "rule\\.yml:$2: " "$1: plumb test: its place"
}

wrong_rule "an unknown field" 3:1 'level' 's/^level:/levle:/'
wrong_rule "a level that is none" 3:8 'error' 's/error/eror/'
wrong_rule "a pattern that is none" 8:[0-9]+ 'pattern|parenthes' 's/XXMARK)/XXMARK/'
wrong_rule "a name that no group has" 4:[0-9]+ 'what' 's/{what}/{whta}/'
wrong_rule "an id that is not the folder" 1:5 'house/marker' \
	's/^id: .*/id: house\/maker/'
wrong_rule "a place to look in that is none" 9:9 'comment' 's/in: any/in: coment/'
wrong_rule "no summary" '[0-9]+:[0-9]+' 'summary' '/^summary/d'
cp "$SCRATCH/rule" $RULE
run "$PLUMB" test lint
is "$STATUS" 0 "mended, its examples pass"

# --- random bytes ---------------------------------------------------------

# The same ones everywhere: a minimal standard generator, exact in doubles.
random() { # random SEED COUNT
	awk -v x="$1" -v n="$2" 'BEGIN { for (; n > 0; n--) {
		x = (x * 16807) % 2147483647
		printf "%c", int(x / 65536) % 256 } }'
}

mkdir "$SCRATCH/pieces"
SIZE=173
random 20260102 $((RUNS * 9 * SIZE)) >"$SCRATCH/stream"
(cd "$SCRATCH/pieces" && split -b $SIZE -a 5 -d ../stream r)
is "$(find "$SCRATCH/pieces" -type f | wc -l | tr -d ' ')" $((RUNS * 9)) \
	"there is enough of it"

next=0
random_piece() { # PIECE is one that was not used before
	PIECE=$SCRATCH/pieces/r$(printf %05d $next)
	next=$((next + 1))
}

# In the midst of what was there.
mix_into() { # mix_into FILE
	random_piece
	cut=$((next * 7 % 150))
	{
		head -c $cut "$SCRATCH/clean/$1"
		head -c $((next % 9)) "$PIECE"
		tail -c +$((cut + 1)) "$SCRATCH/clean/$1"
	} >"$1"
}

try() {
	STATUS=0
	timeout 20 "$PLUMB" check -q >/dev/null 2>&1 || STATUS=$?
	[ "$STATUS" -le 3 ] || WORST="$WORST $next:$STATUS"
}

# RUNS times random bytes in place of all files, a fifth as often inside one.
each() { # each NAME FILE…
	what=$1
	shift
	WORST="" # the runs that ended otherwise than they may
	turn=0
	while [ $turn -lt "$RUNS" ]; do
		for file in "$@"; do
			random_piece
			mv "$PIECE" "$file"
		done
		try
		turn=$((turn + 1))
	done
	is "$WORST" "" "random bytes as $what: exit 0 to 3 each time"
	WORST=""
	turn=0
	while [ $turn -lt $((RUNS / 5 / $#)) ]; do
		for file in "$@"; do
			mix_into "$file"
			try
			cp "$SCRATCH/clean/$file" "$file"
		done
		turn=$((turn + 1))
	done
	is "$WORST" "" "random bytes inside $what: exit 0 to 3 each time"
}

house random
run "$PLUMB" check
is "$STATUS" 0 "the house is clean"
[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
cp -R . "$SCRATCH/clean"
each "the registry, compose, env, Dockerfile and JSON" ports.yaml \
	compose.yaml services/billing/.env.example \
	services/billing/Dockerfile services/billing/a.json
each "the configuration" .plumb.yml
each "a rule" lint/house/marker/rule.yml
run "$PLUMB" check
is "$STATUS" 0 "put back, the house is clean"

# --- text that is odd in one way ------------------------------------------

oddly() { # oddly NAME STATUS: $SCRATCH/odd takes compose.yaml's place
	cp "$SCRATCH/odd" compose.yaml
	run timeout 20 "$PLUMB" check
	is "$STATUS" "$2" "a compose file that is $1: exit $2"
	[ "$STATUS" -eq "$2" ] || note "$OUT$ERR"
}

refused() { # refused NAME: with a finding
	oddly "$1" 1
	like "$OUT" '^compose\.yaml:[0-9]+:[0-9]+: error: .*\[compose/invalid\]$' \
		"a compose file that is $1: the finding"
}

odd() { # odd PRINTF-FORMAT
	# shellcheck disable=SC2059 # it is one
	printf "$1" >"$SCRATCH/odd"
}

odd ''
oddly "empty" 0
odd '\357\273\277services: {billing: {image: a, ports: ["8090:80"]}}\n'
oddly "behind a byte order mark" 0
odd 'services:\r\n  billing:\r\n    image: a\r\n    ports: ["8099:80"]\r\n'
oddly "of CRLF lines" 1
like "$OUT" '^compose\.yaml:4:14: error: .*\[compose/port-mismatch\]$' \
	"CRLF: the place"
odd 'services: {a: "\377\376"}\n'
refused "not UTF-8"
{
	echo 'a: &a [x,x,x,x,x,x,x,x,x]'
	for n in b c d e f g h i j; do
		p=$(printf %s $n | tr b-j a-i)
		echo "$n: &$n [*$p,*$p,*$p,*$p,*$p,*$p,*$p,*$p,*$p]"
	done
	echo 'services: {x: *j}'
} >"$SCRATCH/odd"
refused "an alias bomb"
awk 'BEGIN { printf "services: "; for (i = 0; i < 100000; i++) printf "[" }' \
	>"$SCRATCH/odd"
refused "deeply nested"
awk 'BEGIN { printf "services: {billing: {image: a, ports: [\"8099:80\"], x: \""
	for (i = 0; i < 4000000; i++) printf "x"; print "\"}}" }' \
	>"$SCRATCH/odd"
oddly "a line of four megabytes" 1
awk 'BEGIN { print "services: {}"
	for (i = 0; i < 600000; i++) print "# ten bytes" }' >"$SCRATCH/odd"
oddly "larger than five megabytes" 3
like "$ERR" 'compose\.yaml: .*(large|MiB)' "too large: it is named"
odd 'services: &a {x: *a}\n'
refused "an alias of itself"
odd 'services:\n  a: {<<: *b}\n'
refused "an alias of nothing"
odd 'services:\n  a: {image: x}\n  a: {image: y}\n'
refused "a mapping with one key twice"
# A NUL makes it binary, which a compose file must not be.
odd 'services:\n  a: {image: "x\0"}\n'
oddly "binary" 3
like "$ERR" 'compose\.yaml: .*binary' "binary: it is named"

finish
