#!/bin/sh
# `plumb registry new` as a person meets it, on a real terminal: what it asks,
# how it refuses a wrong answer, and that an answer that is never given leaves
# the file as it was.

. "$(dirname "$0")/../tap.sh"

if ! ${CC:-cc} -std=c11 -o "$SCRATCH/terminal" "$TESTS/outside/terminal.c" \
	2>"$SCRATCH/.cc"; then
	skip "dialogue" "no C compiler for tests/outside/terminal.c"
	finish
fi

"$SCRATCH/terminal" true </dev/null >/dev/null 2>"$SCRATCH/.err"
if grep -q 'no pseudo terminal' "$SCRATCH/.err"; then
	skip "dialogue" "there are no pseudo terminals here (/dev/pts)"
	finish
fi

# talk [OPTION…] <SCRIPT: $OUT is what the terminal showed, without CR.
talk() {
	STATUS=0
	"$SCRATCH/terminal" "$PLUMB" registry new "$@" >"$SCRATCH/.raw" \
		2>"$SCRATCH/.err" || STATUS=$?
	OUT=$(tr -d '\r' <"$SCRATCH/.raw")
	ERR=$(cat "$SCRATCH/.err")
	[ "$STATUS" -ne 125 ] || note "$ERR" "$OUT"
}

# added: what the registry has now and had not before; nothing else may differ.
added() {
	diff "$SCRATCH/before" "$FILE" | sed -n 's/^> //p'
}

kept() { # kept NAME: of the file that was there, every byte
	if diff "$SCRATCH/before" "$FILE" | grep -q '^<'; then
		tap 1 "$1: every line that was there is there"
	else
		tap 0 "$1: every line that was there is there"
	fi
	is "$(ls -A "$(dirname "$FILE")")" "$(basename "$FILE")" \
		"$1: nothing else lies beside it"
}

untouched() { # untouched NAME
	if cmp -s "$SCRATCH/before" "$FILE"; then
		tap 0 "$1: the file is untouched"
	else
		tap 1 "$1: the file is untouched"
	fi
	is "$(ls -A "$(dirname "$FILE")")" "$(basename "$FILE")" \
		"$1: nothing else lies beside it"
}

# --- form A: services in ranges ---------------------------------------------

new_repository ranges
FILE=config/ports/registry.yaml
put $FILE <<'END'
# Who owns which port.
version: 1.0.0
lastUpdated: '2025-11-13'   # in quotes, on purpose
ranges:
  apps: "4000-4005"
  full: "5000-5000"
  run-dynamic: "6000-6100"
services:
  # ---- what users see
  - name: web            # the front
    stack: apps
    port: 4000
    protocol: http
    owner: 'frontend'
    description: "The pages that users see"
  - name: db
    stack: full
    port: 5000
    protocol: postgres
    owner: 'backend'
    description: "What the pages know"
# The end.
END
put compose.yaml <<'END'
services:
  other:
    image: busybox
    ports: ["4001:80"]
networks:
  house:
END
commit start
cp $FILE "$SCRATCH/before"

talk <<'END'
expect name:
type Pay
expect `name` is `Pay`: write lower-case letters
expect name:
type web
expect `web` is registered already, with 4000
expect name:
type
expect name:
type pay
expect stack (apps, full):
type app
expect there is no range `app`: did you mean `apps`?
expect stack (apps, full):
type run-dynamic
expect is dynamic
expect stack (apps, full):
type full
expect the range `full` (5000-5000) is full
expect stack (apps, full):
type apps
expect protocol [http]:
type htp
expect did you mean `http`?
expect protocol [http]:
type
expect port [4002]:
type 4000
expect port 4000 belongs to web
expect port [4002]:
type many
expect write a number from 1 to 65535
expect port [4002]:
type 7000
expect port 7000 is outside `apps` (4000-4005)
expect port [4002]:
type
expect owner:
type
expect owner:
type money team
expect description:
type short
expect `description` has 5 characters
expect description:
type Takes the money: "all" of it # really
expect container? [y/N]:
type maybe
expect write true or false
expect container? [y/N]:
type y
expect network (none):
type house
expect registered pay with port 4002
expect what is left to do:
END
is "$STATUS" 0 "form A: the dialogue ends well"
is "$(added)" "  - name: pay
    stack: apps
    port: 4002
    protocol: http
    owner: 'money team'
    description: \"Takes the money: \\\"all\\\" of it # really\"
    container: true
    network: house" "form A: the entry holds the answers, in the style of its neighbours"
kept "form A"
run "$PLUMB" registry validate -q --fail-on warning
is "$STATUS" 0 "form A: validate finds nothing in it"

# What an option says is not asked for.
cp $FILE "$SCRATCH/before"
talk --name mail --stack apps --owner me --description 'Sends the letters' <<'END'
expect protocol [http]:
type udp
expect port [4003]:
type 4000
expect container? [y/N]:
type
expect registered mail with port 4000
END
is "$STATUS" 0 "options: the rest is asked for"
unlike "$OUT" '^(name|stack|owner|description|network)' \
	"options: what they say is not asked for"
like "$(added)" 'protocol: udp' "udp shares no port with tcp"

talk --name mail <<'END'
expect is registered already
END
is "$STATUS" 1 "an option that is wrong ends it at once"
like "$OUT" 'mail` is registered already' "and says why"

# --- never answered ---------------------------------------------------------

cp $FILE "$SCRATCH/before"
questions='name: |stack (|protocol [|port [|owner: |description: |container? ['
answers='late|apps|http|4004|me|long enough text|y'
for key in C D; do
	count=1
	while [ $count -le 7 ]; do
		i=1
		while [ $i -le $count ]; do
			echo "expect $(echo "$questions" | cut -d'|' -f$i)"
			[ $i -eq $count ] ||
				echo "type $(echo "$answers" | cut -d'|' -f$i)"
			i=$((i + 1))
		done >"$SCRATCH/script"
		echo "press $key" >>"$SCRATCH/script"
		talk <"$SCRATCH/script"
		if [ $key = C ]; then
			is "$STATUS" 130 "Ctrl-C at question $count ends it"
		else
			is "$STATUS" 2 "the end of input at question $count is wrong use"
			like "$OUT" 'nothing was written' "and it says so"
		fi
		untouched "question $count"
		count=$((count + 1))
	done
done

# Without anybody to ask, what is missing is named.
run "$PLUMB" registry new --name late </dev/null
is "$STATUS" 2 "nobody is asked without a terminal"
like "$ERR" 'needs --stack, --protocol, --port, --owner, --description' \
	"what is missing is named"
untouched "no terminal"

# --- form B: paths in bands -------------------------------------------------

new_repository bands
FILE=ports/ports.yaml
put .plumb.yml <<'END'
registry: ports/ports.yaml
END
put $FILE <<'END'
bands:
  apps: {min: 3000, max: 3002}   # pages
  apis: {min: 8000, max: 8099, note: "what they ask"}
assignments:
  apps/web: 3000   # the front
# The end.
END
put apps/admin/index.js <<'END'
END
commit start
cp $FILE "$SCRATCH/before"
talk <<'END'
expect path of the component:
type ../out
expect is no path of a component
expect path of the component:
type apps/web
expect `apps/web` is registered already, with 3000
expect path of the component:
type ./apps/admin/
expect band (apps, apis):
type apps
expect port [3001]:
type 8200
expect port 8200 is outside `apps`
expect port [3001]:
type
expect registered apps/admin with port 3001
END
is "$STATUS" 0 "form B: the dialogue ends well"
is "$(added)" "  apps/admin: 3001" "form B: one line is added"
kept "form B"

# --- form C, in JSON --------------------------------------------------------

new_repository flat
FILE=config/ports.json
put $FILE <<'END'
{
    "web": 3000,
    "api": 8080
}
END
commit start
cp $FILE "$SCRATCH/before"
talk <<'END'
expect name:
type api
expect `api` is registered already
expect name:
type version
expect choose another name
expect name:
type pay
expect port:
type
expect port:
type 8080
expect port 8080 belongs to api
expect port:
type 8081
expect registered pay with port 8081
END
is "$STATUS" 0 "form C: the dialogue ends well"
is "$(cat $FILE)" '{
    "web": 3000,
    "api": 8080,
    "pay": 8081
}' "form C: the entry is added in the file's own style"

finish
