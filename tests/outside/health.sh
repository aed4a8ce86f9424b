#!/bin/sh
# The generated health-check script against real listening sockets: what it
# says of each, its exit statuses, --json, and that it waits, but not for ever.

. "$(dirname "$0")/../tap.sh"

for tool in node curl; do
	if ! command -v "$tool" >/dev/null 2>&1; then
		skip "the generated health-check script" "no $tool"
		finish
	fi
done

# Servers of all kinds on ports that the system chooses; with a delay.
cat >"$SCRATCH/serve.js" <<'END'
const http = require('http'), net = require('net'), fs = require('fs');
const answer = (request, response) => {
	response.statusCode = request.url === '/health' ? 204 : 503;
	response.end();
};
const silent = net.createServer(() => {});
const servers = [http.createServer(answer), silent, net.createServer()];
let open = 0;
servers.forEach((server) => server.listen(0, '127.0.0.1', () => {
	if (++open === servers.length)
		fs.writeFileSync(process.argv[2], servers
			.map((one) => one.address().port).join(' ') + '\n');
}));
END
node "$SCRATCH/serve.js" "$SCRATCH/ports" &
server=$!
trap 'kill "$server" "${late:-$server}" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
while [ ! -s "$SCRATCH/ports" ]; do sleep 0.1; done
read -r web database closed <"$SCRATCH/ports"
kill -0 "$server" || exit 1

# A port that nobody has: what a server had that is gone.
closed=$(node -e 'const s = require("net").createServer();
s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });')

new_repository house
put ports.yaml <<END
version: 1.0.0
lastUpdated: "2026-01-02"
ranges: {all: "1024-65535"}
services:
  - {name: web, stack: all, port: $web, protocol: http, owner: a, description: answers as it should, healthcheck: {endpoint: /health, expected: 204}}
  - {name: broken, stack: all, port: $web, protocol: http, owner: a, description: answers something else, healthcheck: {endpoint: /other, expected: 200}}
  - {name: database, stack: all, port: $database, protocol: postgres, owner: a, description: only accepts connections}
  - {name: late, stack: all, port: $closed, protocol: tcp, owner: a, description: comes when it comes}
END
put .plumb.yml <<'END'
generate: {health: bin/ports-health}
END
git add -A
run "$PLUMB" registry sync
is "$STATUS" 0 "the script is generated"
script=bin/ports-health
tap "$([ -x "$script" ]; echo $?)" "and executable"

if command -v shellcheck >/dev/null 2>&1; then
	run shellcheck -s sh "$script"
	is "$STATUS$OUT" 0 "shellcheck finds nothing in it"
else
	skip "shellcheck of the script" "no shellcheck"
fi

check_all() { # check_all SHELL…: every answer, in that shell
	run "$@" "$script" --host 127.0.0.1 --timeout 0
	is "$STATUS" 1 "$*: something is down: exit 1"
	is "$OUT" "up  web ($web): HTTP 204
down  broken ($web): HTTP 503, not 200
up  database ($database): connected
down  late ($closed): no connection
2 of 4 answer" "$*: a line for each"
	run "$@" "$script" --host 127.0.0.1 --timeout 0 web database
	is "$STATUS" 0 "$*: those that are named are up: exit 0"
	is "$OUT" "up  web ($web): HTTP 204
up  database ($database): connected
2 of 2 answer" "$*: and only they are asked"
	run "$@" "$script" --json --host=127.0.0.1 --timeout=0
	is "$STATUS $(printf '%s' "$OUT" | node -e '
const j = JSON.parse(require("fs").readFileSync(0));
console.log(j.healthy, j.services.map((s) =>
	[s.name, s.port, s.status, s.detail].join(",")).join(" "));')" \
		"1 false web,$web,up,HTTP 204 broken,$web,down,HTTP 503, not 200 database,$database,up,connected late,$closed,down,no connection" \
		"$*: --json is JSON and says the same"
}
check_all sh
for shell in bash 'busybox sh' mksh; do
	if command -v "${shell%% *}" >/dev/null 2>&1; then
		# shellcheck disable=SC2086
		check_all $shell
	else
		skip "the script in $shell" "no ${shell%% *}"
	fi
done

# Without nc the connection is curl's.
mkdir "$SCRATCH/few"
for tool in sh curl cat date grep printf sleep tr; do
	found=$(command -v "$tool")
	[ ! -x "$found" ] || ln -s "$found" "$SCRATCH/few/$tool"
done
run env PATH="$SCRATCH/few" sh "$script" --host 127.0.0.1 --timeout 0 database late
is "$STATUS $OUT" "1 up  database ($database): connected
down  late ($closed): no connection
1 of 2 answer" "without nc"
rm "$SCRATCH/few/curl"
run env PATH="$SCRATCH/few" sh "$script" --timeout 0
is "$STATUS $ERR" "2 ports-health: curl is missing: install it" "without curl"

# It waits for what comes late, and goes on as soon as it is there.
node -e 'setTimeout(() => require("net").createServer().listen(
	Number(process.argv[1]), "127.0.0.1"), 1500)' "$closed" &
late=$!
run sh "$script" --host 127.0.0.1 --timeout 60 late
is "$STATUS $OUT" "0 up  late ($closed): connected
1 of 1 answer" "it waits for a service that comes late"
kill "$late"
wait "$late" 2>/dev/null
run sh "$script" --host 127.0.0.1 --timeout 2 late
is "$STATUS $OUT" "1 down  late ($closed): no connection
0 of 1 answer" "and ends at the timeout"

wrong() { # wrong MESSAGE OPTION…
	message=$1
	shift
	run sh "$script" "$@"
	is "$STATUS $ERR" "2 ports-health: $message" "$*: exit 2"
}
wrong '--timeout takes seconds, not 1m' --timeout 1m
wrong '--timeout takes seconds, not 99999999' --timeout 99999999
wrong '--timeout takes a value' --timeout
wrong 'unknown option --jsn (--help tells of all)' --jsn
wrong 'no service to ask is named nobody' nobody
run sh "$script" --help
is "$STATUS" 0 "--help"
like "$OUT" '^usage: ' "tells how"

finish
