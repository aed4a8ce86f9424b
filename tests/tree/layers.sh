#!/bin/sh
# The layers: no file includes what its layer may not, and each library has
# one door. The checker is tried on copies with a wrong include, too.

. "$(dirname "$0")/../tap.sh"

# The table of CONTRIBUTING.md: a layer, and what it may include.
cat >"$SCRATCH/layers" <<'TABLE'
base      base
rule      base rule
engine    base rule engine
model     base rule engine model
generate  base rule engine model generate
source    base engine source
linter    base rule engine model generate
report    base rule engine model report
cli       base rule engine model generate source report cli
TABLE

# A library, and the files (or, with a slash at the end, folders) that may
# include it.
cat >"$SCRATCH/doors" <<'TABLE'
yaml     rule/document.c
pcre2    rule/pattern.c
git2     source/
jansson  report/ generate/ cli/lsp.c rule/document.c
TABLE

cat >"$SCRATCH/check.awk" <<'AWK'
FILENAME == layers {
	for (i = 2; i <= NF; i++)
		may[$1, $i] = 1
	known[$1] = 1
	next
}
FILENAME == doors {
	library[$1] = 1
	for (i = 2; i <= NF; i++)
		door[$1, ++count[$1]] = $i
	next
}
FNR == 1 {
	path = FILENAME
	sub(/^.*\/linters\//, "", path)
	layer = path ~ /\// ? path : "linter"
	sub(/\/.*/, "", layer)
	if (!(layer in known))
		print path ": a file in a folder that is no layer"
}
/^[ \t]*#[ \t]*include/ {
	name = $0
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
	if (name ~ /^"/)
		own(name)
	else if (name ~ /^</)
		foreign(name)
	else
		print path ":" FNR ": an include that cannot be read: " name
}
function own(name,   to) {
	sub(/^"/, "", name)
	sub(/".*/, "", name)
	to = name
	if (name ~ /\.\./ || !sub(/\/.*/, "", to))
		print path ":" FNR ": \"" name "\" is not written as layer/file.h"
	else if (!((layer, to) in may))
		print path ":" FNR ": " layer " must not include " name
}
function foreign(name,   word, i) {
	sub(/^</, "", name)
	sub(/>.*/, "", name)
	word = name
	sub(/[.\/].*/, "", word)
	if (!(word in library))
		return
	for (i = 1; i <= count[word]; i++) {
		if (path == door[word, i] || (door[word, i] ~ /\/$/ &&
				index(path, door[word, i]) == 1))
			return
	}
	print path ":" FNR ": <" name "> has another door"
}
AWK

faults() { # faults DIR: what is wrong in DIR/linters
	find "$1/linters" -name '*.[ch]' | sort >"$SCRATCH/files"
	xargs awk -v layers="$SCRATCH/layers" -v doors="$SCRATCH/doors" \
		-f "$SCRATCH/check.awk" "$SCRATCH/layers" "$SCRATCH/doors" \
		<"$SCRATCH/files" 2>&1
}

is "$(faults "$TOP")" "" "every include is one that its layer may have"
like "$(wc -l <"$SCRATCH/files")" '^ *[1-9][0-9]+$' "there are files to judge"

# Each wrong include alone: it is found, at its line, and nothing else is.
mkdir "$SCRATCH/copy"
wrong() { # wrong FILE INCLUDE FAULT
	rm -rf "$SCRATCH/copy/linters"
	cp -R "$TOP/linters" "$SCRATCH/copy/linters"
	printf '#include %s\n' "$2" >>"$SCRATCH/copy/linters/$1"
	line=$(wc -l <"$SCRATCH/copy/linters/$1" | tr -d ' ')
	is "$(faults "$SCRATCH/copy")" "$1:$line: $3" "$2 in $1 is refused"
}
wrong base/arena.c '"rule/rule.h"' 'base must not include rule/rule.h'
wrong rule/load.c '"engine/finding.h"' 'rule must not include engine/finding.h'
wrong engine/run.c '"model/model.h"' 'engine must not include model/model.h'
wrong engine/run.h '"source/tree.h"' 'engine must not include source/tree.h'
wrong model/model.c '"report/report.h"' \
	'model must not include report/report.h'
wrong source/tree.c '"rule/rule.h"' 'source must not include rule/rule.h'
wrong report/text.c '"source/tree.h"' 'report must not include source/tree.h'
wrong compose.c '"source/tree.h"' 'linter must not include source/tree.h'
wrong compose.c '"cli/command.h"' 'linter must not include cli/command.h'
wrong rule/load.c '<yaml.h>' '<yaml.h> has another door'
wrong engine/scan.c '<pcre2.h>' '<pcre2.h> has another door'
wrong cli/check.c '<git2.h>' '<git2.h> has another door'
wrong model/model.c '<git2/odb.h>' '<git2/odb.h> has another door'
wrong model/registry.c '<jansson.h>' '<jansson.h> has another door'
wrong cli/check.c '"command.h"' '"command.h" is not written as layer/file.h'
wrong cli/check.c '"../rule/rule.h"' \
	'"../rule/rule.h" is not written as layer/file.h'

# The doors are open.
printf '#include <git2/odb.h>\n' >>"$SCRATCH/copy/linters/source/tree.c"
like "$(faults "$SCRATCH/copy")" '^cli/check.c:[0-9]+: "\.\./rule' \
	"the copy is still the wrong one"
unlike "$(faults "$SCRATCH/copy")" 'git2' "<git2/odb.h> in source/ is right"

# Only the table in cli/ names linters.
is "$(cd "$TOP/linters" && for file in *.c; do
	grep -lw "linter_${file%.c}" ./*.c ./*/*.[ch]
done | sort -u | grep -v -e '^\./[a-z]*\.c$' -e '^\./cli/linters\.c$')" "" \
	"only cli/linters.c names a linter"

# Only report/ and cli/ print, the program that makes tables aside; running
# out of memory is told where it happens.
is "$(cd "$TOP/linters" && grep -nE \
	'(^|[^a-z_])(printf|puts|putchar|perror|fprintf|fputs|fopen)\(' \
	./*.c base/*.c rule/*.c engine/*.c model/*.c source/*.c |
	grep -v -e '^rule/embed\.c:' -e '^base/memory\.c:')" "" \
	"nothing below report and cli prints or opens a stream"

finish
