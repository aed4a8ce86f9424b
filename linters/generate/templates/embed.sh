#!/bin/sh
# Prints the templates beside this one as a C table
# (generate/builtin_template.h).

cd "$(dirname "$0")" || exit 1
echo '#include "generate/builtin_template.h"'
echo '#include <stddef.h>'
echo 'const struct builtin_template builtin_templates[] = {'
for template in *.mustache; do
	echo "{\"${template%.mustache}\","
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$template"
	echo '},'
done
echo '{NULL, NULL}};'
