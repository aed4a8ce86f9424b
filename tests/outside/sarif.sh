#!/bin/sh
# SARIF before its judges: the JSON schema of the standard and Microsoft's
# multitool with its rules for GitHub code scanning. Both come from npm, into
# $BUILD/node/sarif.

. "$(dirname "$0")/../tap.sh"

: "${BUILD:=$(dirname "$PLUMB")}"
NODE=$BUILD/node/sarif
KIT=$NODE/node_modules/@microsoft/sarif-multitool-linux
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT

# npm may leave the package's own script out, which sets this mode.
fetch() {
	[ -x "$KIT/Sarif.Multitool" ] || npm install --prefix "$NODE" \
		--no-audit --no-fund --loglevel error ajv-cli@5.0.0 \
		ajv-formats@3.0.1 @microsoft/sarif-multitool@5.7.0 \
		>"$SCRATCH/npm" 2>&1 || return 1
	chmod u+x "$KIT/Sarif.Multitool" && [ -r "$KIT/sarif-2.1.0.json" ]
}

JUDGES=no
if ! command -v npm >/dev/null 2>&1; then
	skip "the judges of SARIF" "npm is not installed"
elif ! fetch; then
	skip "the judges of SARIF" "npm cannot fetch them here"
elif ! "$KIT/Sarif.Multitool" version >/dev/null 2>&1; then
	skip "the judges of SARIF" "the multitool does not run here"
else
	JUDGES=yes
fi

# Starting a judge takes seconds, so all files are brought before it at once.
mkdir "$SCRATCH/judged"

schema() { # schema FILE…: what the schema says of each
	for file in "$@"; do
		set -- "$@" -d "$file"
		shift
	done
	"$NODE/node_modules/.bin/ajv" validate -s "$KIT/sarif-2.1.0.json" \
		"$@" -c "$NODE/node_modules/ajv-formats/dist/index.js" \
		--spec=draft2020 --strict=false 2>&1
}

multitool() { # multitool FILE…: what it has against them, at level error
	rm -f "$SCRATCH/verdict"
	"$KIT/Sarif.Multitool" validate "$@" --rule-kind "Sarif;Ghas" \
		--output "$SCRATCH/verdict" >"$SCRATCH/multitool" 2>&1
	jq -r '(.runs[0].results // error("no results"))[] |
		select(.level == "error") |
		(.locations[0].physicalLocation.artifactLocation.uri //
			"somewhere" | sub(".*/"; "")) +
		" \(.ruleId) \(.message.arguments | tostring)"' \
		"$SCRATCH/verdict" 2>&1
}

# What GitHub refuses a whole file for (its page on SARIF support), in jq: so
# that something is said even where no judge can be fetched.
github() { # github FILE
	jq -r '
	def text: type == "string" and length > 0;
	def need(f; $what): if f then empty else $what end;
	need(.version == "2.1.0"; "version"),
	need(."$schema" | text; "$schema"),
	need(.runs | length == 1; "one run"),
	(.runs[0] |
		need(.results | type == "array"; "results"),
		need(.results | length <= 5000; "at most 5000 results"),
		need(.tool.driver.name | text; "driver.name"),
		need(.automationDetails.id | endswith("/"); "category"),
		need(.columnKind == "utf16CodeUnits"; "columnKind"),
		(.tool.driver.rules as $rules |
		($rules[] | . as $rule |
			need(.id | text; "rule id"),
			need(.shortDescription.text | text; "\($rule.id) short"),
			need(.fullDescription.text | text; "\($rule.id) full"),
			need(.fullDescription.text | length <= 1024;
				"\($rule.id) full is long"),
			need(.help.text | text; "\($rule.id) help"),
			need(.help.markdown | text; "\($rule.id) markdown"),
			need(.properties.tags | length <= 10; "\($rule.id) tags"),
			need(.properties["problem.severity"] |
				IN("error", "warning", "recommendation");
				"\($rule.id) severity"),
			need(.properties["security-severity"] |
				. == null or (type == "string" and
				(tonumber > 0 and tonumber <= 10));
				"\($rule.id) security-severity")),
		(.results[] | . as $result |
			need($rules[.ruleIndex].id == .ruleId; "ruleIndex"),
			need(.message.text | text; "message"),
			need(.locations | length >= 1; "location"),
			# The hash of a line that holds a secret would help to
			# guess it: there the upload action fills it in.
			need(.partialFingerprints.primaryLocationLineHash |
				if . == null then
					$result.ruleId | startswith("secrets/")
				else test("^[0-9a-f]+:[1-9][0-9]*$") end;
				"\($result.ruleId) hash"),
			((.locations + (.relatedLocations // []))[] |
				.physicalLocation |
				need(.artifactLocation.uri | text and
					(startswith("/") | not); "uri"),
				need(.region.startLine >= 1; "line"),
				need(.region.startColumn >= 1; "column"),
				need(.region.endLine != .region.startLine or
					.region.endColumn > .region.startColumn;
					"\($result.ruleId) empty region")))))
	' "$1" 2>&1
}

JUDGED=0
judge() { # judge NAME FILE WANTED-RESULTS: a number, or "some"
	count=$(jq '.runs[0].results | length' "$2")
	if [ "$3" = some ]; then
		tap "$([ "${count:-0}" -gt 0 ]; echo $?)" "$1: it has results"
	else
		is "$count" "$3" "$1: the results"
	fi
	is "$(github "$2")" "" "$1: all that GitHub needs"
	JUDGED=$((JUDGED + 1))
	cp "$2" "$SCRATCH/judged/$JUDGED.json"
	echo "$1" >"$SCRATCH/judged/$JUDGED.name"
}

report() { # report NAME WANTED-RESULTS OPTION…: here, twice
	name=$1 wanted=$2
	shift 2
	rm -f "$SCRATCH/one.json" "$SCRATCH/two.json"
	run "$PLUMB" check -q -f sarif="$SCRATCH/one.json" "$@"
	tap "$([ "$STATUS" -le 1 ]; echo $?)" "$name: it is judged"
	[ "$STATUS" -le 1 ] || note "$ERR"
	run "$PLUMB" check -q -j 1 -f sarif="$SCRATCH/two.json" "$@"
	tap "$(cmp -s "$SCRATCH/one.json" "$SCRATCH/two.json"; echo $?)" \
		"$name: the same bytes on a second run, with one thread"
	judge "$name" "$SCRATCH/one.json" "$wanted"
}

# --- empty and clean ------------------------------------------------------

new_repository empty
report "an empty repository" 0
report "an empty index" 0 --staged

new_repository clean
printf 'billing: 8090\n' | put ports.yaml
printf '.env.local\n' | put .gitignore
put compose.yaml <<'END'
services:
  billing:
    image: busybox
    ports: ["${BILLING_PORT:-8090}:80"]
END
commit start
git remote add origin git@github.com:example/shop.git
report "a clean run" 0
is "$(jq -c '.runs[0].results' "$SCRATCH/one.json")" "[]" \
	"a clean run: the results are there, and empty"
is "$(jq '.runs[0].invocations[0].executionSuccessful' "$SCRATCH/one.json")" \
	true "a clean run: it succeeded"
run jq -r '.runs[0].versionControlProvenance[0] |
	"\(.repositoryUri) \(.branch)"' "$SCRATCH/one.json"
is "$OUT" "ssh://git@github.com/example/shop.git main" \
	"a clean run: its provenance"
git remote set-url origin https://me:ghp_secret@github.com/example/shop.git
run "$PLUMB" check -q -f sarif
like "$OUT" '"https://github\.com/example/shop\.git"' \
	"a clean run: the remote's address"
unlike "$OUT" 'ghp_secret' "a clean run: no password of it"
# A file that cannot be read makes a run that did not succeed; what the others
# hold is told.
echo 'const PORT = 9880;' | put app.js
commit app
id=$(git rev-parse HEAD:compose.yaml)
rm -f ".git/objects/$(printf %s "$id" | cut -c 1-2)/$(printf %s "$id" |
	cut -c 3-)"
run "$PLUMB" check -q --tree HEAD -f sarif="$SCRATCH/failed.json"
is "$STATUS" 3 "a failed run: exit 3"
is "$(jq '.runs[0].invocations[0].executionSuccessful' \
	"$SCRATCH/failed.json")" false "a failed run: it did not succeed"
like "$(jq -c '.runs[0].invocations[0].toolExecutionNotifications' \
	"$SCRATCH/failed.json")" 'compose\.yaml' "a failed run: names the file"
judge "a failed run" "$SCRATCH/failed.json" 1

# --- one of each kind -----------------------------------------------------

new_repository odd
printf 'billing: 8090\norders: 3100\n' | put ports.yaml
echo 'A=1' | put "na\303ve %20 dir/.env.local"
: | put empty/.env.local
printf '// \303\251 \360\237\232\200\nf("\360\237\232\200", process.env.A || "http://localhost:8090");\r\n' |
	put src/a.js
# shellcheck disable=SC2016 # the variable is compose's
printf 'services:\n  billing:\n    image: x\n    ports: ["${P:-8091}:80"]\n' |
	put compose.yaml
printf -- '-----BEGIN %s PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\n-----END %s PRIVATE KEY-----\n' \
	RSA RSA | put key.pem
commit start
report "odd names, emoji, an empty file, a key" some
is "$(jq -r '.runs[0].results[] |
	select(.ruleId == "ports/hardcoded-address") |
	.locations[0].physicalLocation.region |
	"\(.startLine):\(.startColumn)-\(.endColumn)"' "$SCRATCH/one.json")" \
	2:34-48 "columns count UTF-16 units"
is "$(jq -r '.runs[0].results[] |
	select(.ruleId == "compose/default-drift") |
	.relatedLocations[0].physicalLocation.artifactLocation.uri' \
	"$SCRATCH/one.json")" ports.yaml "the registry is related"
like "$(jq -r '.runs[0].results[] |
	select(.ruleId == "compose/default-drift") | .message.text' \
	"$SCRATCH/one.json")" '\[[^]]+\]\(1\)' "and linked from the message"
is "$(grep -c MIIBOgIBAAJBAKj34Gkx "$SCRATCH/one.json")" 0 \
	"no key is in the report"
report "a staged change" some --staged --all

# What is wrong is refused.
cp "$SCRATCH/one.json" "$SCRATCH/odd.json"
jq '.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0' \
	"$SCRATCH/one.json" >"$SCRATCH/bad.json"
is "$(github "$SCRATCH/bad.json")" line "GitHub's needs: line 0 is refused"

# --- more than GitHub keeps -----------------------------------------------

new_repository many
printf 'billing: 8090\n' | put ports.yaml
awk 'BEGIN { for (i = 0; i < 5200; i++) printf \
	"x%d = process.env.A || \"http://localhost:8090/%d\";\n", i, i }' |
	put src/a.js
awk 'BEGIN { for (i = 0; i < 100; i++) printf \
	"fetch(\"http://localhost:%d/\");\n", 20000 + i }' | put src/b.js
commit start
report "more than 5000" 5000
is "$(jq -r '[.runs[0].results[].level] | unique | join(" ")' \
	"$SCRATCH/one.json")" error "the worst are kept"
like "$(jq -c '.runs[0].invocations[0].toolExecutionNotifications' \
	"$SCRATCH/one.json")" 'left out' "that some are left out is said"

# --- the demo -------------------------------------------------------------

if [ -f "$TOP/tests/demo/build.sh" ]; then
	run sh "$TOP/tests/demo/build.sh" "$SCRATCH/demo"
	is "$STATUS" 0 "the demo is built"
	for house in "$SCRATCH"/demo/*/; do
		cd "$house" || exit 1
		report "the demo's $(basename "$house")" some
	done
else
	skip "the demo" "tests/demo/build.sh is not there"
fi

# --- real files -----------------------------------------------------------

CORPUS=$TOP/../shared/corpus
if [ -d "$CORPUS" ]; then
	for folder in tradingsystem awesome-compose opentelemetry-demo; do
		cp -R "$CORPUS/$folder" "$SCRATCH/$folder"
		cd "$SCRATCH/$folder" || exit 1
		git init -q
		git add -A -f
		git commit -q -m start
		wanted=0
		[ "$folder" != tradingsystem ] || wanted=some
		"$PLUMB" check -q -f jsonl >"$SCRATCH/lines"
		[ "$wanted" = some ] || wanted=$(wc -l <"$SCRATCH/lines" |
			tr -d ' ')
		report "$folder" "$wanted"
	done
else
	skip "the corpus" "$CORPUS is not there"
fi

# --- the verdict ----------------------------------------------------------

if [ $JUDGES = yes ]; then
	cd "$SCRATCH/judged" || exit 1
	# The judges must be awake: these two are wrong.
	jq '.runs[0].results[0].locations = []' "$SCRATCH/odd.json" >wrong.json
	jq '.runs[0].results[0].level = "fatal"' "$SCRATCH/odd.json" >bad.json
	like "$(schema bad.json)" 'bad\.json invalid' \
		"the schema refuses a level that is none"
	multitool [0-9]*.json wrong.json >"$SCRATCH/errors"
	like "$(cat "$SCRATCH/errors")" '^wrong\.json GH' \
		"the multitool refuses a result without a place"
	schema [0-9]*.json >"$SCRATCH/valid"
	n=0
	while [ $n -lt $JUDGED ]; do
		n=$((n + 1))
		name=$(cat $n.name)
		like "$(grep "^$n\.json" "$SCRATCH/valid")" ' valid$' \
			"$name: valid by the schema"
		is "$(grep "^$n\.json" "$SCRATCH/errors")" "" \
			"$name: no error of the multitool"
	done
fi

finish
