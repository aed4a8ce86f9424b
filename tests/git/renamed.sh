#!/bin/sh
# paths/renamed: a staged move of a folder, and who still names the old path.

. "$(dirname "$0")/../tap.sh"

git init -q "$SCRATCH/repo" && cd "$SCRATCH/repo" || exit 1
mkdir -p services/foo .github/workflows lib/old
printf 'package main\n\nfunc main() {}\n' >services/foo/main.go
printf 'FROM golang:1.23\n' >services/foo/Dockerfile
printf 'services:\n  foo:\n    build: ./services/foo\n' >compose.yaml
printf 'on:\n  push:\n    paths: ["services/foo/**"]\njobs: {}\n' \
	>.github/workflows/foo.yml
printf 'The code is in `services/foo`.\n' >README.md
printf 'nobody names this\n' >lib/old/data.txt
git add -A && git commit -q -m start

mkdir plugins && git mv services/foo plugins/foo
git diff --cached --name-status -M | grep -q '^R' && found=0 || found=1
tap "$found" "git calls it a rename"
"$PLUMB" check --staged --rule paths/renamed,paths/missing -f jsonl \
	>"$SCRATCH/out" 2>"$SCRATCH/err"
tap $(($? != 1)) "a path that is named still stops the commit"
grep -q '"rule":"paths/renamed","level":"error".*"path":"compose.yaml","line":3' \
	"$SCRATCH/out"
tap $? "the compose file: an error"
grep -q '"level":"error".*"path":".github/workflows/foo.yml","line":3' \
	"$SCRATCH/out"
tap $? "the workflow: an error"
grep -q '"level":"note".*"path":"README.md","line":1' "$SCRATCH/out"
tap $? "the README: a note"
tap $(($(wc -l <"$SCRATCH/out") != 3)) "and each is told once"
grep -q 'plugins/foo' "$SCRATCH/out"
tap $? "the new path is named"

sed 's#services/foo#plugins/foo#' compose.yaml >new && mv new compose.yaml
sed 's#services/foo#plugins/foo#' .github/workflows/foo.yml >new &&
	mv new .github/workflows/foo.yml
git add -A
"$PLUMB" check --staged --rule paths/renamed,paths/missing -f text \
	>"$SCRATCH/out" 2>&1
tap $? "with the new path in both nothing stops it"
git commit -q -m moved

git mv lib/old lib/new
"$PLUMB" check --staged --rule paths/renamed -f jsonl >"$SCRATCH/out" 2>&1
tap $? "renaming what nobody names"
grep -q '"rule"' "$SCRATCH/out" && found=1 || found=0
tap "$found" "gives no finding"
"$PLUMB" check --worktree --all --rule paths/renamed -f jsonl \
	>"$SCRATCH/out" 2>/dev/null
grep -q '"rule"' "$SCRATCH/out" && found=1 || found=0
tap "$found" "without a base there is no change"
finish
