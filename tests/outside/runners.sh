#!/bin/sh
# Hook runners with the real programs: the pre-commit framework reads
# .pre-commit-hooks.yaml, lefthook reads ci/lefthook.yml, and husky's hook is
# a script. A runner that is not here is skipped.

. "$(dirname "$0")/../tap.sh"
PATH=$(dirname "$PLUMB"):$PATH
XDG_CACHE_HOME=$SCRATCH/cache
NO_COLOR=1 # lefthook gives its commands a terminal
export PATH XDG_CACHE_HOME NO_COLOR

start() { # start NAME: a repository with an old finding
	new_repository "$1"
	echo 'billing: 8090' | put ports.yaml
	echo 'OLD=1' | put old/.env.local
	commit start
}

# refuses RUNNER: what is new is refused, what is clean and what is old pass.
refuses() {
	echo 'TOKEN=1' | put services/billing/.env.local
	git add -f services/billing/.env.local
	run git commit -q -m 'local values'
	is "$STATUS" 1 "$1 refuses a commit"
	like "$OUT$ERR" 'services/billing/\.env\.local:1:1: error: ' \
		"$1 shows why"
	unlike "$OUT$ERR" 'old/\.env\.local' "$1 shows nothing old"
	git rm -q --cached services/billing/.env.local
	echo a | put a.txt
	git add a.txt
	run git commit -q -m 'a file'
	is "$STATUS" 0 "$1 lets a clean commit pass"
	[ "$STATUS" -eq 0 ] || note "$OUT$ERR"

	# Staged clean, broken on disk: the runner's own stash changes nothing.
	echo 'billing: 8090' >ports.yaml
	echo 'note: 1' | put b.yaml
	git add b.yaml
	printf 'billing: 8090\napi: 8090\n' >ports.yaml
	run git commit -q -m 'another file'
	is "$STATUS" 0 "$1 judges what is staged"
	is "$(sed -n 2p ports.yaml)" "api: 8090" "$1 leaves the disk as it was"
	git checkout -q ports.yaml
}

if command -v pre-commit >/dev/null 2>&1; then
	git init -q "$SCRATCH/hooks"
	cp "$TOP/.pre-commit-hooks.yaml" "$SCRATCH/hooks/"
	cd "$SCRATCH/hooks" || exit 1
	commit hooks
	git tag v0
	run pre-commit validate-manifest .pre-commit-hooks.yaml
	is "$STATUS" 0 "pre-commit takes .pre-commit-hooks.yaml"
	start framework
	put .pre-commit-config.yaml <<END
repos:
  - repo: $SCRATCH/hooks
    rev: v0
    hooks:
      - id: plumb
END
	commit configuration
	run pre-commit install
	is "$STATUS" 0 "pre-commit installs its hook"
	refuses pre-commit
else
	skip "pre-commit" "there is no pre-commit"
fi

# From npm where the system has none.
: "${BUILD:=$(dirname "$PLUMB")}"
fetch_lefthook() {
	bin=$BUILD/node/lefthook/node_modules/.bin
	[ -x "$bin/lefthook" ] || npm install --prefix "$BUILD/node/lefthook" \
		--no-audit --no-fund --loglevel error lefthook@1 \
		>"$SCRATCH/npm" 2>&1
	PATH=$bin:$PATH
}

if ! command -v lefthook >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
	fetch_lefthook
fi
if command -v lefthook >/dev/null 2>&1; then
	start lefthook
	cp "$TOP/ci/lefthook.yml" lefthook.yml
	commit configuration
	run lefthook install
	is "$STATUS" 0 "lefthook installs its hooks"
	refuses lefthook
else
	skip "lefthook" "there is no lefthook, and no npm that can fetch it"
fi

# Husky sets core.hooksPath to .husky/_, whose scripts run those of .husky.
start husky
sed -n '/^# \.husky\/pre-commit/,/^```/p' "$TOP/README.md" |
	sed -e 1d -e '/^```/d' | put .husky/pre-commit
like "$(cat .husky/pre-commit)" '^plumb check --staged' \
	"the README shows husky's hook"
put .husky/_/pre-commit <<'END'
#!/bin/sh
sh -e "$(dirname "$0")/../pre-commit" "$@"
END
chmod +x .husky/_/pre-commit
commit husky
git config core.hooksPath .husky/_
refuses husky

finish
