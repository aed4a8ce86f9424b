#!/bin/sh
# Thousands of one thing through every command: as many services, ports,
# variables, addresses or stages as a stranger may commit. A status of plumb's
# own within ten seconds of the processor, so that nothing grows with the
# square of it. COUNT of each (2,000; `make large` takes 32,000), SHAPE alone.

. "$(dirname "$0")/../tap.sh"
: "${COUNT:=2000}" "${SHAPE:=$(awk -v shape=list -f "$TESTS/fuzz/large.awk")}"

# try COMMAND…: one of plumb's; prints what is wrong.
try() {
	status=0
	# shellcheck disable=SC3045 # dash, bash, ksh and busybox have it
	(ulimit -t 10 && exec timeout 300 "$PLUMB" "$@") >"$SCRATCH/out" \
		2>"$SCRATCH/err" </dev/null || status=$?
	case $status in
	[0123]) ;;
	*) printf 'plumb %s: %d; ' "$*" "$status" ;;
	esac
	grep -E 'ERROR|runtime error|SUMMARY' "$SCRATCH/err" | head -n 3
}

every_command() {
	try check -f text -f "sarif=$SCRATCH/a.sarif" \
		-f "json=$SCRATCH/a.json"
	try check --staged
	try where
	try where 4001
	try registry validate
	try registry list
	try registry next 4000-4999
	try registry diff HEAD
	try registry report
	try registry env
	try registry sync --check
	try registry migrate
	for form in json yaml mongo csv; do
		try registry export --form $form
	done
	for form in ranges bands flat; do
		try registry export --form json --shape $form
	done
}

for shape in $SHAPE; do
	rm -rf "${SCRATCH:?}/${shape:?}"
	mkdir -p "$SCRATCH/$shape/config/ports"
	cd "$SCRATCH/$shape" || exit 1
	git init -q .
	awk -v shape="$shape" -v n="$COUNT" -f "$TESTS/fuzz/large.awk" || exit 1
	[ ! -f ports.json ] || rm config/ports/registry.yaml
	commit base
	# So that something is staged.
	for file in config/ports/registry.yaml ports.json compose.yaml; do
		[ ! -f "$file" ] || printf '\n' >>"$file"
	done
	git add -A
	is "$(every_command)" '' "$COUNT of $shape"
done
finish
