#!/bin/sh
# `plumb registry sync` killed at every moment at which it changes something
# on disk, and at moments of chance: every file is whole, old or new, and the
# next run clears what was left.

. "$(dirname "$0")/../tap.sh"

new_repository house
registry() {
	put ports.yaml <<END
web: $1
api: 4000
END
}
put .plumb.yml <<'END'
generate:
  env: .env.shared
  dictionary: config/dictionary.yml
  page: docs/ports.md
  health: bin/ports-health
  index: config/index.json
END
FILES='.env.shared config/dictionary.yml docs/ports.md bin/ports-health config/index.json'

# What each file is in the two states.
for state in old new; do
	if [ "$state" = old ]; then registry 3000; else registry 3001; fi
	git add -A
	"$PLUMB" registry sync >/dev/null 2>&1 || exit 1
	mkdir "$SCRATCH/$state"
	cp -R .env.shared config docs bin "$SCRATCH/$state"
done

# start STATE: the files as they are in old, or none at all.
start() {
	# shellcheck disable=SC2086
	rm -rf $FILES bin config docs
	[ "$1" != old ] || cp -R "$SCRATCH/old/." .
}

# whole STATE: says which file is neither of the two (nor, from none, absent).
whole() {
	for file in $FILES; do
		cmp -s "$file" "$SCRATCH/new/$file" && continue
		[ "$1" != old ] || ! cmp -s "$file" "$SCRATCH/old/$file" || continue
		[ "$1" != none ] || [ -e "$file" ] || continue
		echo "$file"
	done
}

left() { # temporary files
	find . -name '.plumb-*' ! -name .plumb.yml
}

# after: what the next run leaves.
after() {
	"$PLUMB" registry sync >/dev/null 2>&1 || echo failed
	for file in $FILES; do
		cmp -s "$file" "$SCRATCH/new/$file" || echo "$file"
	done
	[ -x bin/ports-health ] || echo not executable
	left
}

cat >"$SCRATCH/kill.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
static void step(void)
{
	static int calls;
	const char *at = getenv("KILL_AT");

	if (at != NULL && ++calls == atoi(at))
		kill(getpid(), SIGKILL);
}
#define CALL(type, name, parameters, ...)                            \
	type name parameters                                         \
	{                                                            \
		type(*real) parameters =                             \
			(type(*) parameters)dlsym(RTLD_NEXT, #name); \
		type result;                                         \
		step();                                              \
		result = real(__VA_ARGS__);                          \
		step();                                              \
		return result;                                       \
	}
/* As where a file must have a name from the start. */
int open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) =
		(int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	if ((flags & O_TMPFILE) == O_TMPFILE && getenv("NAMED") != NULL) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return real(path, flags, mode);
}
CALL(int, linkat, (int a, const char *b, int c, const char *d, int e), a, b, c, d, e)
CALL(int, rename, (const char *a, const char *b), a, b)
CALL(int, fsync, (int a), a)
CALL(int, fchmod, (int a, mode_t b), a, b)
CALL(int, chmod, (const char *a, mode_t b), a, b)
CALL(int, mkdir, (const char *a, mode_t b), a, b)
CALL(int, unlink, (const char *a), a)
CALL(ssize_t, write, (int a, const void *b, size_t c), a, b, c)
END
if ! ${CC:-cc} -shared -fPIC -o "$SCRATCH/kill.so" "$SCRATCH/kill.c" -ldl 2>/dev/null; then
	skip "killed at every step" "no C compiler"
else
	# every_step STATE LEAST: at least so many leave a temporary file.
	every_step() {
		at=0 killed=0 wrong='' mixed=0
		while :; do
			at=$((at + 1))
			start "$1"
			KILL_AT=$at LD_PRELOAD=$SCRATCH/kill.so \
				ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
				"$PLUMB" registry sync >/dev/null 2>&1 && break
			[ "$at" -lt 500 ] || break
			killed=$((killed + 1))
			wrong=$wrong$(whole "$1")
			[ -z "$(left)" ] || mixed=$((mixed + 1))
			wrong=$wrong$(after)
		done
		is "$wrong" "" "killed at each of $killed steps from $1: whole, and mended by the next run"
		tap "$([ "$killed" -ge 30 ] && [ "$mixed" -ge "$2" ]; echo $?)" \
			"at least $2 of them with a temporary file left ($mixed)"
	}
	every_step old 5 # between naming a file and renaming it
	every_step none 0
	NAMED=1
	export NAMED
	every_step old 5
	every_step none 5
	unset NAMED
fi

# Moments of chance, some of them before and after.
wrong=''
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	start old
	"$PLUMB" registry sync >/dev/null 2>&1 &
	child=$!
	sleep "0.00$((i / 2))"
	kill -9 "$child" 2>/dev/null
	wait "$child" 2>/dev/null
	wrong=$wrong$(whole old)
done
is "$wrong$(after)" "" "killed at 20 moments of chance"

finish
