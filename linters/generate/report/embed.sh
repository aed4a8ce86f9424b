#!/bin/sh
# Prints the parts of the page beside this one as C strings
# (generate/report_page.h). The scripts are one, in this order.

cd "$(dirname "$0")" || exit 1

embed() { # embed NAME FILE…
	echo "const char $1[] ="
	shift
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' \
		-e 's/^/"/' -e 's/$/\\n"/' "$@"
	echo ';'
}

echo '#include "generate/report_page.h"'
embed report_page_html page.html
embed report_page_css page.css
embed report_page_js page.js ranges.js services.js conflicts.js layout.js \
	relations.js history.js start.js
