#!/bin/sh
# Prints the hook scripts beside this one as a C table (cli/hooks.h).

cd "$(dirname "$0")" || exit 1
echo '#include "cli/hooks.h"'
echo '#include <stddef.h>'
echo 'const struct hook_script hook_scripts[] = {'
for hook in pre-commit pre-merge-commit pre-push; do
	standard=true
	[ "$hook" != pre-push ] || standard=false
	echo "{\"$hook\", $standard,"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$hook"
	echo '},'
done
echo '{NULL, false, NULL}};'
