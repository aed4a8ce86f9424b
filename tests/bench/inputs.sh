#!/bin/sh
# Builds the benchmark's inputs below a folder, once: `large` (the kernel tree
# of the distribution's linux-source package, or a made one of its shape),
# `small` (500 files) and `registry` (33 services).
# Usage: inputs.sh FOLDER

set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com
GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.com
GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_CONFIG_GLOBAL
export GIT_COMMITTER_EMAIL

registry() {
	awk 'BEGIN {
		print "{\n  \"version\": \"1.0.0\", \"lastUpdated\": \"2026-01-01\",\n  \"ranges\": {\"all\": \"4000-4999\"},\n  \"services\": ["
		for (i = 0; i < 33; i++)
			printf "    {\"name\": \"service-%d\", \"stack\": \"all\", \"port\": %d, \"protocol\": \"http\", \"owner\": \"team\", \"description\": \"Service number %d\"}%s\n", i, 4000 + i, i, i < 32 ? "," : ""
		print "  ]\n}"
	}' >ports.json
}

# 78,000 files in 5,000 folders, 1.2 GB: C-like text of the kernel's sizes.
made_tree() {
	awk 'BEGIN {
		for (i = 0; i < 400; i++)
			body = body "static int function_" i "(struct thing *t)\n{\n\treturn t->value + " i ";\n}\n\n"
		for (d = 0; d < 5000; d++) {
			folder = sprintf("d%02d/e%02d/f%d", d % 50, int(d / 50), d)
			system("mkdir -p " folder)
			for (f = 0; f < 16; f++) {
				file = folder "/file" f ".c"
				printf "/* %s */\n%s", file, substr(body, 1, 1000 + (d * 16 + f) * 7919 % 29000) >file
				close(file)
			}
		}
	}'
}

commit_all() {
	git init -q .
	git add -A -f
	git commit -q -m inputs
}

if [ ! -e large/.done ]; then
	rm -rf large
	mkdir large
	cd large
	# shellcheck disable=SC2012 # one file of a known name
	source=$(ls /usr/src/linux-source-*.tar.* 2>/dev/null | head -n 1)
	if [ -n "$source" ]; then
		tar xf "$source" --strip-components=1
		find . -name .gitignore -delete
	else
		made_tree
	fi
	registry
	commit_all
	touch .git/../.done
	cd ..
fi
if [ ! -e small/.git ]; then
	mkdir -p small
	cd small
	awk 'BEGIN {
		for (i = 0; i < 500; i++) {
			file = "file" i ".js"
			for (k = 0; k < 50; k++)
				print "export const value" k " = load(" i ", " k ");" >file
			close(file)
		}
	}'
	registry
	commit_all
	cd ..
fi
if [ ! -e registry/compose.yaml ]; then
	rm -rf registry
	mkdir registry
	cd registry
	registry
	awk 'BEGIN {
		print "services:" >"compose.yaml"
		for (i = 0; i < 33; i++) {
			name = "service-" i
			print "  " name ":\n    build: " name "\n    ports: [\"" 4000 + i ":80\"]" >"compose.yaml"
			system("mkdir " name)
			print "FROM scratch\nEXPOSE 80" >(name "/Dockerfile")
			print "NAME=" name "\nPORT=" 4000 + i >(name "/.env.example")
		}
	}'
	commit_all
	cd ..
fi
cc -O2 -o read_files "$here/read_files.c" -lpthread
cc -O2 -o peak "$here/peak.c"
