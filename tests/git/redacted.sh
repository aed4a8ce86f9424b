#!/bin/sh
# A secret of the repository is in no report, whichever rule quotes the line,
# name or value that holds it, and no fingerprint helps who guesses it.

. "$(dirname "$0")/../tap.sh"

# In pieces, so that nobody takes this file for one that holds secrets.
TOKEN=ghp_$(printf 'Zq7Rk2Lm9Xw4%s%s' Tn8Vb3Yc6Pd1 Hs5Jf0GgA2eU)
OTHER=ghp_$(printf 'Aq7Rk2Lm9Xw4%s%s' Tn8Vb3Yc6Pd1 Hs5Jf0GgA2eV)
KEY_BODY=$(printf 'MIIEvQIBADAN%s%s' Bgkqhkq7Lw0BAQEF AASCBKcwggSj)

new_repository house
put ports.yaml <<END
web: 3000
$TOKEN: 3000
END
put compose.yaml <<END
services:
  web:
    image: $TOKEN
    build: {context: ./$TOKEN}
    depends_on: [$TOKEN]
    env_file: $TOKEN.env
    ports: ["$TOKEN:80", "3001:80"]
    environment: {PORT: "$TOKEN", URL: "http://$TOKEN@localhost:3000/$TOKEN"}
  $TOKEN: {image: x, ports: ["3002:3001"]}
END
put .env.local <<END
TOKEN=$TOKEN
TOKEN=$TOKEN
$TOKEN
PORT=$TOKEN
END
put web/a.js <<END
const a = process.env.X || "http://$TOKEN@localhost:3000/$TOKEN"; f("$TOKEN")
// plumb:allow $TOKEN why
END
put web/key.js <<END
const key = \`-----BEGIN PRIVATE KEY-----
$KEY_BODY\`, url = process.env.X || "http://localhost:3000"
END
printf '{"a": %s' "$TOKEN" | put a.json
echo "paths: {stale: {old/place: new/place}}" | put .plumb.yml
commit start

holds_none() { # holds_none NAME: what `run` ran is silent about the secrets
	if grep -q -e "$TOKEN" -e "$KEY_BODY" \
		"$SCRATCH/.out" "$SCRATCH/.err"; then
		tap 1 "$1"
		note "$(grep -h "$TOKEN" "$SCRATCH/.out" "$SCRATCH/.err" |
			head -n 3 | cut -c 1-60)"
	else
		tap 0 "$1"
	fi
}

for format in text sarif github json jsonl; do
	run "$PLUMB" check -f "$format"
	is "$STATUS" 1 "$format: there are findings"
	like "$OUT" 'secrets/github-token' "$format: the secret is one"
	holds_none "$format: it is not shown"
done
run "$PLUMB" check -f json
is "$(printf '%s' "$OUT" | jq -e . >/dev/null; echo $?)" 0 "json: still JSON"
run "$PLUMB" check --color always
like "$OUT" 'ghp_\*\*\*\*' "in colour: the source line shows four bytes"
like "$OUT" 'MIIE\**|\*\*\*\*`, url = ' "in colour: there is a line of a key"
holds_none "in colour: no more of it, and of a key across lines neither"
run "$PLUMB" check --linter compose -f json
like "$OUT" 'compose/invalid' "one linter: it quotes the value"
holds_none "one linter, and not that for secrets: it is not shown"
run "$PLUMB" where
like "$OUT" '3002.*ghp_\*\*\*\*' "where: a service has such a name"
holds_none "where: it is not shown"
run "$PLUMB" registry list
like "$OUT" 'ghp_\*\*\*\*' "registry list: so has a registered one"
holds_none "registry list: it is not shown"
echo "$TOKEN: yes" >.plumb.yml && git add .plumb.yml
run "$PLUMB" check
is "$STATUS" 2 "a complaint about the configuration"
like "$ERR" 'ghp_\*\*\*\*' "quotes it"
holds_none "and does not show it"

# --- fingerprints ---------------------------------------------------------

fingerprint() { # fingerprint TEXT: of the secret that follows it
	echo "$1" >one.js
	commit "$1"
	"$PLUMB" check one.js --tree HEAD -f json 2>/dev/null |
		jq -r '.[] | select(.rule == "secrets/github-token").fingerprint'
}

new_repository marks
FIRST=$(fingerprint "a = '$TOKEN'")
like "$FIRST" '^[0-9a-f]{16}$' "a secret has a fingerprint"
is "$(fingerprint "password = '$TOKEN'")" "$FIRST" \
	"that says nothing of the rest of the line"
SECOND=$(fingerprint "a = '$OTHER'")
is "$([ "$SECOND" = "$FIRST" ] && echo same)" "" "another secret has another"
echo "a = '$TOKEN'" >one.js
git add one.js
run "$PLUMB" check --staged
like "$OUT" 'one.js:1:6: error: a GitHub token' \
	"one that replaces another on its line is new"

"$PLUMB" check -f sarif --tree HEAD 2>/dev/null |
	jq '.runs[0].results[0].partialFingerprints | keys' -c >"$SCRATCH/keys"
is "$(cat "$SCRATCH/keys")" '["plumb/v1"]' \
	"sarif: GitHub's hash of a line that holds one is left out"

finish
