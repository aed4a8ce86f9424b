#!/bin/sh
# Published and exposed ports against the reference loader: its answers for
# the corpus's compose files are ../shared/corpus/golden/*.jsonl, each file
# taken alone, with the .env beside it.

. "$(dirname "$0")/../tap.sh"

CORPUS=$TOP/../shared/corpus

# One line a port, ranges port by port, as `service kind ip published target
# protocol`; a port that docker picks has none.
wanted() { # wanted GOLDEN FILE
	jq -r --arg file "$2" 'select(.file == $file and .kind) |
		if .kind == "port" then
			"\(.service) published \(.host_ip)|\(.published)|" +
			"\(.target)|\(.protocol)"
		else
			(.target | tostring | split("/")) as [$port, $protocol] |
			"\(.service) expose \($port)|\($protocol // "tcp")"
		end' "$1" | sort -u
}

given() { # given: plumb's JSON on standard input
	jq -r '
	def ports: if . == null then [""]
		elif type == "number" then [tostring]
		else split("-") | map(tonumber) |
			[range(.[0]; .[1] + 1) | tostring] end;
	.[] | . as $fact |
	if .kind == "published" then
		(.target | ports) as $targets |
		(.port | ports) as $ports |
		if ($ports | length) == ($targets | length) then
			range($ports | length) |
			[$ports[.], $targets[.]]
		elif $fact.port == null then
			$targets[] | ["", .]
		else
			[($fact.port | tostring), $targets[0]]
		end |
		"\($fact.service) published \($fact.hostIp)|\(.[0])|\(.[1])|" +
		$fact.protocol
	elif .kind == "expose" then
		(.port | ports)[] |
		"\($fact.service) expose \(.)|\($fact.protocol // "tcp")"
	else empty end' | sort -u
}

compare() { # compare GOLDEN FILE
	wanted "$1" "$2" >"$SCRATCH/wanted"
	run "$PLUMB" where --file "$2" -f json
	if [ "$STATUS" -ne 0 ]; then
		tap 1 "$2: read"
		note "$ERR"
		return
	fi
	given <"$SCRATCH/.out" >"$SCRATCH/given"
	if cmp -s "$SCRATCH/wanted" "$SCRATCH/given"; then
		tap 0 "$2: $(wc -l <"$SCRATCH/wanted" | tr -d ' ') ports"
	else
		tap 1 "$2: the reference's ports"
		diff "$SCRATCH/wanted" "$SCRATCH/given" | sed 's/^/# /'
	fi
}

if [ ! -d "$CORPUS/golden" ]; then
	skip "the reference loader's answers" "$CORPUS is not there"
	finish
fi
total=0
for golden in "$CORPUS"/golden/*.jsonl; do
	folder=$(basename "$golden" .jsonl)
	cp -R "$CORPUS/$folder" "$SCRATCH/$folder"
	cd "$SCRATCH/$folder" || exit 1
	git init -q
	git add -A -f
	git commit -q -m start
	jq -r 'select(.error | not) | .file' "$golden" | sort -u \
		>"$SCRATCH/files"
	while read -r file; do
		total=$((total + 1))
		compare "$golden" "$file"
	done <"$SCRATCH/files"
	# Of what the reference refuses, nothing is made up.
	jq -r 'select(.error) | .file' "$golden" >"$SCRATCH/refused"
	while read -r file; do
		run "$PLUMB" where --file "$file" -f json
		is "$(given <"$SCRATCH/.out")" "" "$file: refused, no ports"
	done <"$SCRATCH/refused"
done
note "$total files"
tap "$([ $total -ge 60 ]; echo $?)" "the corpus is whole"

finish
