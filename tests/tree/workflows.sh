#!/bin/sh
# Our workflows and those that others copy: least permissions, no token left
# in a checkout, and nothing that an event says pasted into a script, where
# the title of a pull request could be a command.

. "$(dirname "$0")/../tap.sh"
cd "$TOP" || exit 1

# What stands in `run:` and holds an expression; a matrix is our own words.
pasted() {
	awk '
		{ indent = match($0, /[^ ]/) - 1 }
		inside && NF && indent <= depth { inside = 0 }
		/^ *(- )?run:/ {
			depth = index($0, "run:") - 1
			inside = 1
		}
		inside && /\$\{\{/ && !/\$\{\{ matrix\.[a-z]+ \}\}/ {
			print FILENAME ":" FNR ": " $0
		}' "$@"
}

set -- .github/workflows/*.yml ci/action.yml ci/plumb.yml
is "$(pasted "$@")" "" "no expression stands in a script"
# shellcheck disable=SC2016 # an expression of a workflow
printf 'steps:\n  - run: |\n      echo ${{ github.event.x }}\n  - uses: a\n' \
	>"$SCRATCH/wrong.yml"
like "$(pasted "$SCRATCH/wrong.yml")" 'github.event.x' "one would be seen"

for file in .github/workflows/*.yml ci/plumb.yml; do
	like "$(sed -n '/^permissions:/,/^[a-z]/p' "$file")" 'contents: read' \
		"$file: may read, by default"
	unlike "$(cat "$file")" 'write-all|contents: write|pull_request_target' \
		"$file: and no more than it needs"
	is "$(grep -c 'actions/checkout@' "$file")" \
		"$(grep -c 'persist-credentials: false' "$file")" \
		"$file: no checkout keeps its token"
done

finish
