#!/bin/sh
# The check of ci/action.yml: annotations on standard output, the SARIF file
# beside the run, both told to the later steps. Ends as plumb does.

set -u
here=$(cd "$(dirname "$0")" && pwd)
sarif=$RUNNER_TEMP/plumb.sarif
rm -f "$sarif"

status=0
range=${RANGE:-}
if [ -z "$range" ]; then
	range=$(sh "$here/range.sh") || status=$?
fi
if [ "$status" -eq 0 ]; then
	echo "plumb check $range ${OPTIONS:-}"
	# shellcheck disable=SC2086 # lists of words
	"$PROGRAM" check $range ${OPTIONS:-} --category "${CATEGORY:-plumb}" \
		-f github -f "sarif=$sarif" || status=$?
fi
{
	echo "status=$status"
	[ ! -s "$sarif" ] || echo "sarif=$sarif"
} >>"$GITHUB_OUTPUT"
exit "$status"
