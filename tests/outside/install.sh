#!/bin/sh
# install.sh and ci/lint.mk with the real make and git: installs, twice; puts
# hooks into repositories; undoes both; shows the demo, which is the same
# everywhere.

. "$(dirname "$0")/../tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL
BUILD=$(dirname "$PLUMB")
export BUILD
prefix=$SCRATCH/prefix

new_repository house
echo 'billing: 8090' | put ports.yaml
commit start
cp -R "$SCRATCH/house" "$SCRATCH/the other"

run "$TOP/install.sh" --prefix "$prefix" --hook . --hook "../the other"
is "$STATUS" 0 "it installs, and puts the hook into two repositories"
[ "$STATUS" -eq 0 ] || note "$ERR"
like "$OUT" "add $prefix/bin to your PATH" "a folder outside PATH is told"
unlike "$OUT$ERR" 'installing' "nothing was missing, nothing is fetched"
is "$("$prefix/bin/plumb" --version)" "$("$PLUMB" --version)" \
	"the program runs from there"
is "$(readlink "$prefix/bin/plumb-ports")" plumb "with the linters' names"
grep -qF "plumb='$prefix/bin/plumb'" .git/hooks/pre-commit
tap $? "the hook calls it by its absolute path"
[ -x "$SCRATCH/the other/.git/hooks/pre-merge-commit" ]
tap $? "the second repository has its hooks"
echo 'TOKEN=1' | put .env.local
git add -f .env.local
run git commit -q -m 'local values'
is "$STATUS" 1 "which refuse a commit"

files() { # every file with its content and mode, every link
	find "$prefix" .git/hooks | sort | while IFS= read -r file; do
		if [ -L "$file" ]; then
			echo "$file -> $(readlink "$file")"
		elif [ -f "$file" ]; then
			cksum "$file"
			[ ! -x "$file" ] || echo "$file may be executed"
		fi
	done
}
files >"$SCRATCH/before"
run "$TOP/install.sh" --prefix "$prefix" --hook .
is "$STATUS" 0 "a second time"
files >"$SCRATCH/after"
is "$(diff "$SCRATCH/before" "$SCRATCH/after")" "" "changes nothing"
like "$(cat "$SCRATCH/after")" 'plumb-env -> plumb' "of all that it wrote"

run "$TOP/install.sh" --prefix "$prefix" --hook "$SCRATCH/nowhere"
like "$STATUS" '^[1-9]' "a hook for no repository is a failure"

run "$TOP/install.sh" --uninstall --prefix "$prefix" --hook . \
	--hook "$SCRATCH/the other"
is "$STATUS" 0 "--uninstall"
is "$(find "$prefix" ! -type d)" "" "removes every file below the prefix"
is "$(find .git/hooks "$SCRATCH/the other/.git/hooks" -name 'pre-*' \
	! -name '*.sample')" "" "and the hooks"
run git commit -q -m 'local values'
is "$STATUS" 0 "which refuse nothing any more"
run "$TOP/install.sh" --uninstall --prefix "$prefix"
is "$STATUS" 0 "--uninstall a second time"
like "$OUT" "not installed below" "says that there is nothing"

# --- the demo ---

# GIT_DIR as in a hook: the demo's repositories are others.
run env TMPDIR="$SCRATCH" GIT_DIR="$SCRATCH/house/.git" \
	"$TOP/install.sh" --demo
is "$STATUS" 0 "--demo does what it should"
[ "$STATUS" -eq 0 ] || note "$OUT"
unlike "$OUT" "$(printf '\033')" "without colours where there is no terminal"
like "$OUT" '^services/billing/\.env\.local:1:1: error: .*committed-local' \
	"it shows the commit that is refused"
like "$OUT" 'commit refused: .*--no-verify' "and why"
like "$OUT" '^services/billing/main\.go:37:26: error: .*8082.*notifications' \
	"the wrong default, and whose port it is"
like "$OUT" '= ports\.json:15:25: billing owns 8090 here' \
	"with the related place"
like "$OUT" '^tools/update_ports\.py:13:11: error: core/frontend is stale' \
	"the stale paths"
like "$OUT" '^apps/telegram-gateway/src/mtproto\.ts:1:55: error: .*4007' \
	"the gateway that calls localhost"
like "$OUT" '^compose\.telegram\.yaml:18:27: error: .*14007.*4007' \
	"the default that drifted"
like "$OUT" '^compose\.yaml:7:28: error: dashboard publishes 3103.*3104' \
	"the compose file that a change of the registry made wrong"
like "$OUT" '= config/ports/registry\.yaml:14:11: dashboard owns 3104 here' \
	"with the registry's line"
demo=$(printf '%s\n' "$OUT" | sed -n 's/^The two repositories .*: //p')
for house in json yaml; do
	like "$OUT" "^  $demo/house-$house\.sarif\$" "it tells of house-$house.sarif"
	like "$(cat "$demo/house-$house.sarif")" '"version": ?"2\.1\.0"' \
		"which is there"
done
is "$(git -C "$demo/house-json" diff --cached --name-only)" \
	services/billing/.env.local "the repositories stay as they were shown"
is "$(git -C "$SCRATCH/house" log --format=%s | head -n 1)" 'local values' \
	"another repository is not touched"

sh "$TESTS/demo/build.sh" "$SCRATCH/first" && sleep 1 &&
	GIT_AUTHOR_NAME=B sh "$TESTS/demo/build.sh" "$SCRATCH/second"
tap $? "the demo repositories are built twice"
for house in house-json house-yaml; do
	is "$(git -C "$SCRATCH/first/$house" rev-parse HEAD)" \
		"$(git -C "$SCRATCH/second/$house" rev-parse HEAD)" \
		"$house has the same commit both times"
	is "$(git -C "$SCRATCH/first/$house" ls-files -o)" "" \
		"and nothing beside it"
done
run sh "$TESTS/demo/build.sh" "$SCRATCH/first"
is "$STATUS" 1 "it overwrites nothing"

# --- make lint ---

cd "$SCRATCH/first/house-json" || exit 1
printf 'include %s\n' "$TOP/ci/lint.mk" >Makefile
run make PLUMB="$PLUMB" lint
is "$STATUS" 2 "make lint fails on findings"
like "$OUT" 'tools/update_ports\.py:13:11: error' "and shows them"
git config remote.origin.url . && git fetch -q origin \
	'+refs/heads/main:refs/remotes/origin/main'
run make PLUMB="$PLUMB" lint-new
is "$STATUS" 0 "make lint-new passes: this branch brings nothing"
git add -A && git commit -q --no-verify -m 'local values'
run make PLUMB="$PLUMB" lint-new PLUMB_OPTIONS=--quiet
is "$STATUS" 2 "until it does"
like "$OUT" 'committed-local' "and shows what is new"
unlike "$OUT" 'paths/stale' "only that"

finish
