#!/bin/sh
# Measures plumb beside what it is compared with, each pair in one hyperfine
# run, and prints a table of ratios with the budget beside them (DESIGN:
# Speed). Ratios hold on any machine, times do not. Needs hyperfine, ripgrep,
# node and about 3 GB. Usage: bench.sh PLUMB FOLDER [ROW…]

set -eu
here=$(cd "$(dirname "$0")" && pwd)
plumb=$1
folder=$2
shift 2
rows=${*:-staged everything small scan-rg scan-read rules registry memory}
# shellcheck disable=SC2016 # the scripts in single quotes are for node
for tool in hyperfine rg node git; do
	command -v "$tool" >/dev/null || {
		echo "bench: $tool is missing: apt-get install hyperfine ripgrep nodejs" >&2
		exit 3
	}
done
sh "$here/inputs.sh" "$folder"
folder=$(cd "$folder" && pwd)
GIT_CONFIG_GLOBAL=/dev/null
export GIT_CONFIG_GLOBAL

# The median of each command, and the spread of the ratio run by run.
measure() { # measure ROW BUDGET RUNS COMMAND-A COMMAND-B
	hyperfine -i -N --warmup 2 --runs "$3" --export-json "$folder/out.json" \
		"$4" "$5" >/dev/null 2>&1
	node -e '
		const [a, b] = JSON.parse(require("fs").readFileSync(process.argv[1])).results;
		const low = (x) => [...x.times].sort((p, q) => p - q);
		const at = (x, q) => low(x)[Math.floor((x.times.length - 1) * q)];
		const ratio = a.median / b.median;
		const budget = Number(process.argv[3]);
		console.log("| " + [process.argv[2], ratio.toFixed(2),
			(at(a, .25) / at(b, .75)).toFixed(2) + " to " + (at(a, .75) / at(b, .25)).toFixed(2),
			budget, ratio <= budget ? "yes" : "**no**"].join(" | ") + " |");
	' "$folder/out.json" "$1" "$2"
}

wants() {
	case " $rows " in *" $1 "*) ;; *) return 1 ;; esac
}

# Ten changed files, none of them a registry, configuration or env file.
stage_ten() {
	git reset -q --hard
	git ls-files '*.c' '*.js' | awk 'NR % 97 == 1' | head -n 10 |
		while read -r file; do echo '/* changed */' >>"$file"; done
	git add -u
}

patterns() { # patterns COUNT: a pack of user rules of mixed kinds
	rm -rf lint
	awk -v count="$1" 'BEGIN {
		for (i = 0; i < count; i++) {
			folder = "lint/house/rule-" i
			system("mkdir -p " folder)
			file = folder "/rule.yml"
			print "id: house/rule-" i "\nsummary: a bench\nlevel: note\nmessage: found\nhelp: none" >file
			if (i % 4 == 0) print "match: {pattern: \"needle_" i "_\\\\w+\"}" >file
			else if (i % 4 == 1) print "match: {pattern: \"(?:alpha|beta)_" i "\", files: \"*.c\"}" >file
			else if (i % 4 == 2) print "match: {pattern: \"Thing" i "[A-Z]\", ignore-case: true}" >file
			else print "match: {pattern: \"unlikely-" i "\", in: [code, string]}" >file
			close(file)
		}
	}'
	git add -A lint
}

echo '| work | ratio | quartiles | budget | within |'
echo '|---|---|---|---|---|'
cd "$folder/large"
if wants staged; then
	stage_ten
	measure 'staged, 10 files of 78,000 / git diff --cached --name-only' 0.8 25 \
		"$plumb check --staged -q" 'git diff --cached --name-only'
fi
if wants everything; then
	git reset -q --hard
	sed 's/"port": 4032/"port": 4040/' ports.json >ports.new && mv ports.new ports.json
	git add ports.json
	measure 'staged, registry changed / the whole work tree' 1.2 7 \
		"$plumb check --staged -q" "$plumb check -q"
fi
git reset -q --hard
if wants scan-rg; then
	measure 'work tree, all rules / rg -j2, ten patterns' 0.5 7 \
		"$plumb check -q --jobs 2" \
		"rg -j2 -c -uuu --glob !.git -e localhost: -e 127\\.0\\.0\\.1: -e PORT= -e AKIA[0-9A-Z]{16} -e PRIVATE.KEY -e ghp_[A-Za-z0-9]+ -e xox[abp]- -e sk_live_ -e glpat- -e AIza[A-Za-z0-9_-]{35} ."
fi
if wants scan-read; then
	git ls-files -z >"$folder/list"
	measure 'work tree, all rules / opening, reading, closing' 1.5 7 \
		"$plumb check -q --jobs 2" \
		"sh -c '$folder/read_files 2 <$folder/list'"
fi
if wants rules; then
	patterns 10
	printf 'packs: [./lint]\n' >.plumb.yml
	git add .plumb.yml
	cp -r lint "$folder/lint10"
	hyperfine -i -N --warmup 1 --runs 5 --export-json "$folder/ten.json" \
		"$plumb check -q" >/dev/null 2>&1
	patterns 1000
	hyperfine -i -N --warmup 1 --runs 5 --export-json "$folder/thousand.json" \
		"$plumb check -q" >/dev/null 2>&1
	node -e '
		const median = (f) => JSON.parse(require("fs").readFileSync(f)).results[0].median;
		const ratio = median(process.argv[1]) / median(process.argv[2]);
		console.log(`| 1,000 user rules / 10 | ${ratio.toFixed(2)} | | 1.5 | ${ratio <= 1.5 ? "yes" : "**no**"} |`);
	' "$folder/thousand.json" "$folder/ten.json"
	rm -rf "$folder/lint10"
	git reset -q --hard
	rm -rf lint .plumb.yml
fi
if wants memory; then
	index=$(($(wc -c <.git/index) / 1024))
	peak=$("$folder/peak" "$plumb" check -q)
	above=$(((peak - index) / 1024))
	if [ "$above" -le 64 ]; then within=yes; else within='**no**'; fi
	echo "| memory above the index, MiB | $above | | 64 | $within |"
fi
if wants small; then
	cd "$folder/small"
	stage_ten
	measure 'staged, 500 files / git --version' 10 40 \
		"$plumb check --staged -q" 'git --version'
	git reset -q --hard
fi
if wants registry; then
	cd "$folder/registry"
	measure 'registry of 33 services / node' 0.05 20 \
		"$plumb check -q -l registry" "node $here/incumbent.mjs"
	measure 'all registry commands / node' 0.05 10 \
		"sh $here/registry.sh $plumb registry" \
		"sh $here/registry.sh node $here/incumbent.mjs"
fi
