#!/bin/sh
# clang-tidy, as .clang-tidy asks it, and cppcheck have nothing to say. `make
# analyze`, which takes minutes, is for CI.

. "$(dirname "$0")/../tap.sh"
# A make around us has a job server, which this shell cannot hand on.
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$TOP" || exit 1
: "${BUILD:=$TOP/build}"

# Another version looks for other things, in another way.
tidy_of_ours() {
	for tidy in clang-tidy-14 clang-tidy; do
		"$tidy" --version 2>/dev/null |
			grep -q 'version 14\.' && echo "$tidy" && return
	done
	return 1
}

if nm "$PLUMB" 2>/dev/null | grep -q __asan_init; then
	skip "clang-tidy, cppcheck" "the sources are those of the other build"
	finish
fi

if TIDY=$(tidy_of_ours); then
	run make -s -k BUILD="$BUILD" CLANG_TIDY="$TIDY" tidy
	is "$(printf '%s\n' "$OUT" | grep -E ' (error|warning): ')" "" \
		"clang-tidy finds nothing"
	is "$STATUS" 0 "clang-tidy has looked at everything"
	# It can: a copy of the configuration above a file with a mistake.
	cp .clang-tidy "$SCRATCH"
	printf 'int f(int a);\nint f(int a) { if (a == 1); return a; }\n' \
		>"$SCRATCH/wrong.c"
	"$TIDY" --quiet "$SCRATCH/wrong.c" -- -std=c11 >"$SCRATCH/said" \
		2>/dev/null
	is "$?" 1 "clang-tidy would find a mistake"
else
	skip "clang-tidy" "clang-tidy 14 is missing: .clang-tidy is kept for it"
fi

if command -v cppcheck >/dev/null 2>&1; then
	run make -s BUILD="$BUILD" cppcheck
	is "$OUT$ERR" "" "cppcheck finds nothing"
	is "$STATUS" 0 "cppcheck has looked at everything"
	printf 'int f(void);\nint f(void) { int a[2]; a[2] = 1; return a[2]; }\n' \
		>"$SCRATCH/wrong.c"
	run cppcheck --quiet --error-exitcode=1 "$SCRATCH/wrong.c"
	is "$STATUS" 1 "cppcheck would find a mistake"
else
	skip "cppcheck" "cppcheck is missing"
fi

finish
