#!/bin/sh
# Builds the two small monorepos of the demo below a folder, as git
# repositories with fixed names and dates, so that they are the same
# everywhere:
#   house-json  ports.json; services/billing/.env.local is staged
#   house-yaml  config/ports/registry.yaml; nothing is staged
# Usage: build.sh DIR

set -eu

if [ $# -ne 1 ]; then
	echo "usage: build.sh DIR" >&2
	exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)

# No configuration of a person's, and no repository that a hook runs in.
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE GIT_PREFIX GIT_OBJECT_DIRECTORY
GIT_CONFIG_NOSYSTEM=1
GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@shop.example
GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@shop.example
GIT_AUTHOR_DATE=2026-01-02T03:04:05Z GIT_COMMITTER_DATE=2026-01-02T03:04:05Z
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
export GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE
export GIT_COMMITTER_DATE

# Files that would act on plumb's own repository lie there without their dot.
start_house() {
	if [ -e "$out/$1" ]; then
		echo "build.sh: $out/$1 is there already" >&2
		exit 1
	fi
	cp -R "$here/$1" "$out/$1"
	cd "$out/$1"
	mv gitignore .gitignore
	git init -q -b main .
	git config user.name Ada
	git config user.email ada@shop.example
	git config core.hooksPath .git/hooks
	git config core.autocrlf false
	git config commit.gpgSign false
}

start_house house-json
mv services/billing/env.local "$out/env.local"
git add -A
git commit -q --no-verify -m 'The shop as it stands'
mv "$out/env.local" services/billing/.env.local
git add -f services/billing/.env.local

start_house house-yaml
git add -A
git commit -q --no-verify -m 'The desk as it stands'
