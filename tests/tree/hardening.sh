#!/bin/sh
# What the build promises of the program against memory mistakes: position
# independent, relocations read-only from the start, no executable stack, stack
# protector, and checked variants of the C library's functions.

. "$(dirname "$0")/../tap.sh"

if ! command -v readelf >/dev/null 2>&1 ||
	! readelf -h "$PLUMB" >/dev/null 2>&1; then
	skip "hardening" "readelf is missing, or the program is no ELF file"
	finish
fi
if nm "$PLUMB" 2>/dev/null | grep -q __asan_init; then
	skip "hardening" "the build for sanitizers is another"
	finish
fi

like "$(readelf -h "$PLUMB")" 'Type: +DYN' "position independent"
HEADERS=$(readelf -lW "$PLUMB")
like "$HEADERS" 'GNU_RELRO' "relocations become read-only"
like "$(readelf -dW "$PLUMB")" 'BIND_NOW|FLAGS_1.*NOW' "all of them, at the start"
like "$HEADERS" 'GNU_STACK +.* RW +0x' "the stack is not executable"
unlike "$HEADERS" 'LOAD.* RWE ' "no memory is both written and run"
like "$(readelf -sW --dyn-syms "$PLUMB")" '__stack_chk_fail' \
	"functions with arrays guard the stack"
if printf '#include <features.h>\n#ifndef __GLIBC__\n#error\n#endif\n' |
	"${CC:-cc}" -E - >/dev/null 2>&1; then
	like "$(readelf -sW --dyn-syms "$PLUMB")" '_chk@' \
		"the C library's functions know the sizes of buffers"
else
	skip "checked functions of the C library" "they are glibc's"
fi
like "$(readelf -dW "$PLUMB")" 'NEEDED.*libpcre2' "the table is read at all"
unlike "$(readelf -dW "$PLUMB")" 'RPATH|RUNPATH|TEXTREL' \
	"libraries come from the system's folders only"

finish
