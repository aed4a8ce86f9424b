#!/bin/sh
# Headers: each compiles alone, even twice, and is named in its own guard;
# each .c file opens with what it is for.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

flags=$(pkg-config --cflags libgit2 libpcre2-8 yaml-0.1 jansson 2>/dev/null)
compile() { # compile HEADER: it, twice, and nothing before it
	# shellcheck disable=SC2086 # flags are a list
	printf '#include "%s"\n#include "%s"\nextern int one;\n' "$1" "$1" |
		${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilinters $flags -Wall \
			-Wextra -Werror -fsyntax-only -x c - 2>&1
}

bad=
for header in linters/*/*.h; do
	name=${header#linters/}
	said=$(compile "$name") || bad="$bad$name: $said
"
done
is "$bad" "" "every header compiles alone"

printf 'struct a { size_t b; };\n' >"$SCRATCH/needy.h"
said=$(compile "$SCRATCH/needy.h")
like "$said" size_t "a header that needs another one is found"

bad=
for header in linters/*/*.h; do
	guard=PLUMB_$(printf '%s' "${header#linters/}" |
		tr 'a-z/.-' 'A-Z___')
	grep -q "^#ifndef $guard\$" "$header" &&
		grep -q "^#define $guard\$" "$header" || bad="$bad $header"
done
is "$bad" "" "every header is guarded by its own name"

bad=
for file in linters/*.c linters/*/*.[ch]; do
	[ "$(head -c 2 "$file")" = '/*' ] || bad="$bad $file"
done
is "$bad" "" "every file opens with what it is for"

is "$(find linters -name '*[uU]til*' -o -name '*[hH]elper*' \
	-o -name '*[cC]ommon*' -o -name '*[mM]isc*')" "" \
	"no file is named utils, helpers, common or misc"

finish
