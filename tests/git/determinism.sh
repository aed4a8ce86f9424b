#!/bin/sh
# The same input gives the same bytes: in every locale and time zone, with
# any number of threads, umask and order of files on disk and in the
# repository, with and without what only makes a check fast.

. "$(dirname "$0")/../tap.sh"

sh "$TESTS/demo/build.sh" "$SCRATCH/demo" >/dev/null

# A larger tree beside the demo: a few hundred files with findings of many
# rules, names that sort differently in other locales, equal findings.
grow() { # grow ORDER: `cat` or `tac`, the order in which files are made
	cp -R "$SCRATCH/demo/house-json" "$SCRATCH/$1"
	cd "$SCRATCH/$1" || exit 1
	seq 1 60 | "$1" | while read -r number; do
		folder=apps/I$number-$(printf '\303\204\304\261')
		mkdir -p "$folder/Straße" "$folder/a_b" "$folder/a-b" "$folder/aB"
		echo "const a = process.env.X || 'http://localhost:3$number'" |
			tee "$folder/Straße/a.js" "$folder/a_b/a.js" \
				"$folder/a-b/a.js" >"$folder/aB/A.js"
		printf 'PORT=8082\nA=1\nA=2\n' >"$folder/.env"
		printf 'services:\n  s%s:\n    image: x\n    ports: ["80%s:80"]\n' \
			"$number" "$((number % 30 + 10))" >"$folder/compose.yaml"
	done
	git add -A -f && git commit -q --no-verify -m more
	echo 'PORT=8083' >apps/I1-x.env
	git mv apps/I2-* apps/moved 2>/dev/null
	git add -A -f
}
grow tac
grow cat

steady() { sed -E 's/[0-9]+ ms/N ms/'; }

# all COMMAND…: every output in one text, run as COMMAND says.
all() {
	for arguments in "check" "check --color always" "check -f github" \
		"check -f json" "check -f jsonl" "check -f sarif" \
		"check --staged" "check --staged --all -f sarif" \
		"check --range HEAD~1..HEAD -f jsonl" "check --tree HEAD" \
		"where" "where -f json" "registry list" "registry export --form yaml" \
		"registry diff HEAD~1" "rules"; do
		echo "== $arguments"
		# shellcheck disable=SC2086 # a list of words
		"$@" "$PLUMB" $arguments 2>&1 | steady
	done
}

same() { # same NAME COMMAND…
	name=$1
	shift
	all "$@" >"$SCRATCH/got"
	if cmp -s "$SCRATCH/want" "$SCRATCH/got"; then
		tap 0 "$name"
	else
		tap 1 "$name"
		diff "$SCRATCH/want" "$SCRATCH/got" | head -n 6 | sed 's/^/# /'
	fi
}

all env >"$SCRATCH/want"
is "$([ "$(wc -l <"$SCRATCH/want")" -gt 2000 ]; echo $?)" 0 \
	"there is much to compare"
same "again" env

# --- locales and time zones -----------------------------------------------

in_locale() { # in_locale NAME CHARMAP
	if localedef --help >/dev/null 2>&1 &&
		localedef -i "$1" -f "$2" "$SCRATCH/locales/$1.$2" \
			>/dev/null 2>&1; then
		same "locale $1.$2" env LOCPATH="$SCRATCH/locales" \
			LC_ALL="$1.$2" LANG="$1.$2"
	else
		skip "locale $1.$2" "localedef cannot make it here"
	fi
}
mkdir "$SCRATCH/locales"
in_locale tr_TR UTF-8
in_locale de_DE ISO-8859-1
same "locale C.UTF-8" env LC_ALL=C.UTF-8
same "a locale that there is not" env LC_ALL=xx_XX
same "time zone far east" env TZ=UTC-14
same "time zone far west" env TZ=UTC+12

# --- threads, umask, order ------------------------------------------------

cat >"$SCRATCH/masked" <<'END'
#!/bin/sh
umask 077
exec "$@"
END
same "another umask" sh "$SCRATCH/masked"
same "without the filter that makes it fast" env PLUMB_NO_PREFILTER=1
for jobs in 1 2 8; do
	for format in text json sarif; do
		"$PLUMB" check -f "$format" --jobs "$jobs" 2>/dev/null \
			>"$SCRATCH/jobs.$jobs.$format"
		is "$(cksum <"$SCRATCH/jobs.$jobs.$format")" \
			"$(cksum <"$SCRATCH/jobs.1.$format")" \
			"$format: $jobs threads"
	done
done
cd "$SCRATCH/tac" || exit 1
same "files made in another order" env
git repack -adq && same "objects in a pack" env
git update-index --index-version 4 && same "another version of the index" env
git update-index --split-index &&
	same "an index that only git reads, the other way to what is staged" env
git update-index --no-split-index
cp -R "$SCRATCH/tac" "$SCRATCH/elsewhere, with a longer name"
cd "$SCRATCH/elsewhere, with a longer name" || exit 1
same "another folder" env

finish
