#!/bin/sh
# A change of the registry alone makes a compose file wrong that nobody
# touched: refused at the compose line, with the registry's line beside it.

. "$(dirname "$0")/../tap.sh"

new_repository house
put config/ports/registry.yaml <<'END'
version: "1.0.0"
lastUpdated: "2026-01-02"

ranges:
  apis: "8000-8999"

services:
  - name: billing
    stack: apis
    port: 8090
    protocol: http
    owner: payments
    description: "takes the orders of the shop"
    container: true
END
put deploy/compose.yaml <<'END'
services:
  billing:
    image: busybox
    ports:
      - "8090:80"
END
printf '.env.local\n' | put .gitignore
commit start
"$PLUMB" install >/dev/null
run "$PLUMB" check
is "$STATUS" 0 "the house is clean"

sed 's/port: 8090/port: 8095/' config/ports/registry.yaml | put new
mv new config/ports/registry.yaml
git add -A
run git commit -q -m 'billing moves'
is "$STATUS" 1 "the registry change alone is refused"
like "$OUT$ERR" '^deploy/compose\.yaml:5:10: error: .*\[compose/port-mismatch\]' \
	"the place is the compose line"

run "$PLUMB" check --staged -f json
is "$(printf '%s' "$OUT" | jq length)" 1 "there is one finding"
is "$(printf '%s' "$OUT" | jq -r '.[0] | "\(.rule) \(.path):\(.line):\(.column)-\(.endColumn) \(.new)"')" \
	"compose/port-mismatch deploy/compose.yaml:5:10-14 true" \
	"its span is the published port, and it is new"
is "$(printf '%s' "$OUT" | jq -r '.[0].related | map("\(.path):\(.line):\(.column)") | join(" ")')" \
	"config/ports/registry.yaml:10:11" "the related place is the registry's"
like "$(printf '%s' "$OUT" | jq -r '.[0].message')" 'billing.*8090.*8095' \
	"the message names the service and both ports"

run "$PLUMB" check --staged --color always
like "$OUT" 'config/ports/registry\.yaml:10:11:' \
	"a terminal shows the related place"

# Mended in the same commit, it passes; so does one of the registry's
# changes that moves no port.
sed 's/8090:80/8095:80/' deploy/compose.yaml | put new
mv new deploy/compose.yaml
git add -A
run git commit -q -m 'billing moves'
is "$STATUS" 0 "moved together, it passes"
sed 's/owner: payments/owner: finance/' config/ports/registry.yaml | put new
mv new config/ports/registry.yaml
run git commit -q -a -m 'another owner'
is "$STATUS" 0 "another owner is no fault"

# The same in a range, and nothing at all once it is old.
sed 's/port: 8095/port: 8096/' config/ports/registry.yaml | put new
mv new config/ports/registry.yaml
git commit -q -a --no-verify -m 'past the hook'
run "$PLUMB" check --range HEAD~1..HEAD
is "$STATUS" 1 "--range sees it, too"
like "$OUT" '^deploy/compose\.yaml:5:10: error: ' "at the compose line"
sed 's/owner: finance/owner: payments/' config/ports/registry.yaml | put new
mv new config/ports/registry.yaml
run git commit -q -a -m 'another owner again'
is "$STATUS" 0 "a later change of the registry does not bring it back"

# A deleted registry leaves nothing to compare with, and says so.
git rm -q config/ports/registry.yaml
run "$PLUMB" check --staged
is "$STATUS $(printf '%s\n' "$OUT" | grep -c ': error: ')" "1 1" \
	"without a registry nothing can be wrong but that"
like "$OUT" '^config/ports/registry\.yaml:1:1: .*\[registry/removed\]$' \
	"which is told"
like "$ERR" ', no port registry, ' "and the last line says that there is none"

finish
