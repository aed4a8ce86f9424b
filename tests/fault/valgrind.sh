#!/bin/sh
# The cases of tests/cli under valgrind: no use of memory that is not ours or
# not set, none that is lost. `make valgrind` builds what it needs, and asks
# for it: it takes minutes.

. "$(dirname "$0")/../tap.sh"

if [ -z "${VALGRIND:-}" ]; then
	skip "the command line under valgrind" "make valgrind runs it"
	finish
fi
if ! command -v valgrind >/dev/null 2>&1; then
	skip "the command line under valgrind" "valgrind is missing"
	finish
fi

mkdir "$SCRATCH/bin" "$SCRATCH/logs"
cat >"$SCRATCH/bin/plumb" <<END
#!/bin/sh
exec valgrind -q --error-exitcode=99 --leak-check=full \\
	--show-leak-kinds=definite,indirect,possible \\
	--errors-for-leak-kinds=definite,indirect,possible \\
	--log-file='$SCRATCH/logs/%p' '$BUILD'/"\${0##*/}" "\$@"
END
chmod +x "$SCRATCH/bin/plumb"
for name in "$BUILD"/plumb-*; do
	ln -s plumb "$SCRATCH/bin/${name##*/}"
done

# It would see a mistake.
cat >"$SCRATCH/wrong.c" <<'END'
#include <stdlib.h>
int main(void) { volatile char *a = malloc(1); return a[1] ? 1 : 2; }
END
"${CC:-cc}" -O0 -o "$SCRATCH/wrong" "$SCRATCH/wrong.c" &&
	run valgrind -q --error-exitcode=99 "$SCRATCH/wrong"
is "$STATUS" 99 "valgrind would see a mistake"

PLUMB=$SCRATCH/bin/plumb sh "$TESTS/cli/cases.sh" >"$SCRATCH/tap"
is "$(grep '^not ok' "$SCRATCH/tap")" "" "all cases answer as they should"
is "$(find "$SCRATCH/logs" -type f | awk 'NR == 30 { print "many" }')" many \
	"they ran under valgrind"
# Its warnings are of system calls that it does not know yet.
is "$(cat "$SCRATCH"/logs/* | grep '^==' | head -n 40)" "" \
	"valgrind has nothing to say"

finish
