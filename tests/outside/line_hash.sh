#!/bin/sh
# primaryLocationLineHash of real reports, against an implementation from the
# definition (line_hash.js) and, where it is there, Microsoft's own.

. "$(dirname "$0")/../tap.sh"

: "${BUILD:=$(dirname "$PLUMB")}"
KIT=$BUILD/node/sarif/node_modules/@microsoft/sarif-multitool-linux
HERE=$TESTS/outside
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT

if ! command -v node >/dev/null 2>&1; then
	skip "line hashes" "node is not installed"
	finish
fi

use='x = process.env.A || "http://localhost:8090";'
new_repository house
printf 'billing: 8090\n' | put ports.yaml
printf '// caf\303\251 \360\237\232\200\r\n%s\r\n\t  %s\r\n\r\n\t\t%s   z\r\n' \
	"$use" "$use" "$use" | put crlf.js
printf '%s' "$use" | put unfinished.js
printf '%s\n%s\n%s\n%s\n%s\n' "$use" "$use" "$use" "$use" "$use" | put equal.js
printf '%s // \377\376\342\202 x\n%s\n' "$use" "$use" | put bytes.js
printf '%s\r%s\n' "$use" "$use" | put cr.js
awk -v use="$use" 'BEGIN { for (i = 0; i < 300; i++) print use " // " i % 7 }' |
	put many.js
printf '\357\273\277%s\n' "$use" | put mark.js
commit start

hashes() { # hashes SARIF: FILE LINE HASH
	jq -r '.runs[0].results[] | .locations[0].physicalLocation as $place |
		"\($place.artifactLocation.uri) \($place.region.startLine) " +
		(.partialFingerprints.primaryLocationLineHash // "none")' "$1" |
		sort -u
}

compare() { # compare NAME FILE: those of ours are among those of FILE
	comm -23 "$SCRATCH/ours" "$2" >"$SCRATCH/missing"
	if [ -s "$SCRATCH/missing" ]; then
		tap 1 "$1"
		sed 's/^/# /' "$SCRATCH/missing" | head -n 10
	else
		tap 0 "$1"
	fi
}

"$PLUMB" check -q -f sarif="$SCRATCH/ours.json"
hashes "$SCRATCH/ours.json" >"$SCRATCH/ours"
tap "$([ "$(wc -l <"$SCRATCH/ours")" -gt 300 ]; echo $?)" \
	"there are hashes to compare"
node "$HERE/line_hash.js" ./*.js ports.yaml | sed 's|^\./||' | sort -u \
	>"$SCRATCH/node"
compare "as by the definition" "$SCRATCH/node"

if [ -x "$KIT/Sarif.Multitool" ] &&
	"$KIT/Sarif.Multitool" version >/dev/null 2>&1; then
	# It drops a byte order mark, which node keeps, and so the action.
	jq 'del(.runs[0].results[].partialFingerprints) |
		.runs[0].results |= map(select(.locations[0].physicalLocation
			.artifactLocation.uri != "mark.js"))' \
		"$SCRATCH/ours.json" >"$SCRATCH/bare.sarif"
	"$KIT/Sarif.Multitool" rewrite "$SCRATCH/bare.sarif" \
		--output "$SCRATCH/theirs.sarif" \
		--insert RollingHashPartialFingerprints \
		--uriBaseIds "%SRCROOT%=file://$SCRATCH/house/" \
		>"$SCRATCH/log" 2>&1 || note "$(cat "$SCRATCH/log")"
	{
		hashes "$SCRATCH/theirs.sarif"
		grep '^mark\.js ' "$SCRATCH/node"
	} | sort -u >"$SCRATCH/theirs"
	compare "as by Microsoft's multitool" "$SCRATCH/theirs"
else
	skip "as by Microsoft's multitool" "outside/sarif.sh has not fetched it"
fi

finish
