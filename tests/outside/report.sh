#!/bin/sh
# The page of `plumb registry report` in a real Chromium, without a display:
# report.mjs drives it with playwright-core, which comes from npm into
# $BUILD/node/report.

. "$(dirname "$0")/../tap.sh"

: "${BUILD:=$(dirname "$PLUMB")}"
NODE=$BUILD/node/report
HERE=$TESTS/outside

find_browser() {
	for name in chromium chromium-browser google-chrome-stable google-chrome; do
		BROWSER=$(command -v "$name") && return 0
	done
	return 1
}

fetch() {
	[ -d "$NODE/node_modules/playwright-core" ] || npm install \
		--prefix "$NODE" --no-audit --no-fund --loglevel error \
		playwright-core@1.65.1 >"$SCRATCH/npm" 2>&1
}

leave() { # leave REASON
	skip "the page in a browser" "$1"
	finish
}

find_browser || leave "there is no chromium"
command -v node >/dev/null 2>&1 || leave "node is not installed"
command -v npm >/dev/null 2>&1 || leave "npm is not installed"
fetch || leave "npm cannot fetch playwright-core here"

# --- what is looked at ----------------------------------------------------

page() { # page NAME [OPTION…]: of the repository we are in
	name=$1
	shift
	mkdir -p "$SCRATCH/pages"
	run "$PLUMB" registry report --html "$SCRATCH/pages/$name.html" "$@"
	is "$STATUS $OUT$ERR" "0 " "$name: the page is written"
	"$PLUMB" registry list -f json >"$SCRATCH/pages/$name.list.json"
	"$PLUMB" registry report -f json >"$SCRATCH/pages/$name.json"
}

sh "$TESTS/demo/build.sh" "$SCRATCH/demo" >/dev/null
cd "$SCRATCH/demo/house-yaml" || exit 1
sed 's/port: 3103/port: 3104/' config/ports/registry.yaml >"$SCRATCH/moved"
cat "$SCRATCH/moved" >config/ports/registry.yaml
page demo
cd "$SCRATCH/demo/house-json" || exit 1
page bands

# A registry without ranges, and one that holds nobody.
new_repository flat
printf 'api: 8000\nweb: 8001\nadmin: 9000\n' | put ports.yaml
commit start
page flat
new_repository nobody
printf 'version: 1.0.0\nranges: {r: 1000-1009}\nservices: []\n' |
	put config/ports/registry.yaml
commit start
page nobody

# Names that would be markup, script or a link if they were not text.
new_repository hostile
awk 'BEGIN {
	name[1] = "</script><script>window.hacked = 1</script>"
	name[2] = "<img src=x onerror=window.hacked=2>"
	name[3] = "&amp;&lt;b&gt;"
	name[4] = "quote\\\"s and '\''more'\''"
	name[5] = "javascript:window.hacked=3"
	name[6] = "<!--"
	name[7] = "\\u202eright\\u2028line"
	name[8] = "${window.hacked=4}{{data}}"
	print "ranges: {\"<i>r</i>\": 4000-4009, r-dynamic: 4008-4020}"
	print "services:"
	for (i = 1; i <= 8; i++)
		printf "  - {name: \"%s\", stack: \"<i>r</i>\", port: %d, " \
			"owner: \"%s\", description: \"%s\", " \
			"depends_on: [\"%s\"]}\n", name[i], 4000 + i,
			name[9 - i], name[i], name[i % 8 + 1]
}' | put config/ports/registry.yaml
for folder in '<b onclick=x>' "$(printf 'bad\377bytes')" 'a#b?c%20"d'; do
	printf 'services:\n  x:\n    image: x\n    ports: ["4005:80"]\n' |
		put "$folder/compose.yaml"
done
commit '<img src=x onerror=window.hacked=5> & "subject"'
page hostile

new_repository many
awk 'BEGIN {
	print "ranges:"
	for (i = 0; i < 10; i++)
		printf "  r%d: %d-%d\n", i, 10000 + i * 200, 10199 + i * 200
	print "services:"
	for (i = 0; i < 500; i++) {
		printf "  - {name: service-%03d, stack: r%d, port: %d, " \
			"owner: team-%d, protocol: http", i, i / 50,
			10000 + int(i / 50) * 200 + i % 50 * 3, i * 7 % 13
		if (i > 0 && i < 100)
			printf ", depends_on: [service-%03d, service-%03d]",
				int(i / 2), int(i * i % 97 * i / 97)
		print "}"
	}
}' | put config/ports/registry.yaml
commit start
page many

# --- looking --------------------------------------------------------------

sandbox=
[ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox # root has none
result=0
NODE_PATH=$NODE/node_modules node "$HERE/report.cjs" "$BROWSER" \
	"$SCRATCH/pages" "$sandbox" >"$SCRATCH/said" \
	2>"$SCRATCH/failed" || result=$?
while IFS= read -r line; do
	case $line in
	'ok '*) tap 0 "${line#ok }" ;;
	'not ok '*) tap 1 "${line#not ok }" ;;
	*) note "$line" ;;
	esac
done <"$SCRATCH/said"
is "$result" 0 "the browser did all of it"
[ "$result" -eq 0 ] || note "$(cat "$SCRATCH/failed")"
finish
