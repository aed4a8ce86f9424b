#!/bin/sh
# The top level is fixed: what is not in this list belongs below it.

. "$(dirname "$0")/../tap.sh"

cd "$TOP" || exit 1
if ! git rev-parse --git-dir >/dev/null 2>&1; then
	skip "the top level" "this is no git repository"
	finish
fi
is "$(git -c safe.directory='*' ls-files | sed 's|/.*||' | sort -u |
	grep -v '^\.' | tr '\n' ' ')" \
	"CHANGELOG.md CONTRIBUTING.md LICENSE Makefile README.md ci hooks install.sh linters rules tests " \
	"the top level holds what it should"

finish
