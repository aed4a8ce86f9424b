#!/bin/sh
# Prints the options of `plumb check` that judge what an event of a CI service
# brought in. Run it in the checked-out repository. It reads:
#   PLUMB_EVENT           pull_request, merge_group, push; others have no base
#   PLUMB_BASE            the base of a pull or merge request, where known
#   PLUMB_BEFORE          push: what the branch was; all zeros when it is new
#   PLUMB_BRANCH          push: the branch
#   PLUMB_DEFAULT_BRANCH  such as main
#   PLUMB_REMOTE          such as origin (the default)
# Exit status 3: the clone lacks a commit that is needed.

set -u
remote=${PLUMB_REMOTE:-origin}
default=${PLUMB_DEFAULT_BRANCH:-main}

complain() { printf 'plumb: %s\n' "$*" >&2; }

die() {
	complain "$*"
	exit 3
}

is_zero() {
	case $1 in
	*[!0]*) return 1 ;;
	esac
}

has() { git rev-parse --quiet --verify "$1^{commit}" >/dev/null 2>&1; }

# A commit that a shallow clone or a forced push left out can be asked for.
obtain() {
	has "$1" || git fetch --quiet --depth=1 "$remote" "$1" 2>/dev/null
	has "$1"
}

# What left the default branch, where that can be told.
since_default() {
	base=refs/remotes/$remote/$default
	has "$base" || git fetch --quiet "$remote" \
		"+refs/heads/$default:$base" 2>/dev/null
	has "$base" || die "there is no branch $default of $remote here:" \
		"check out with fetch-depth: 0"
	fork=$(git merge-base "$base" HEAD) ||
		die "no merge base with $default in this clone:" \
			"check out with fetch-depth: 0"
	echo "--range $fork..HEAD"
}

# The merge commit that GitHub makes has the base as its first parent.
pull_request() {
	if has 'HEAD^2'; then
		echo "--range HEAD^1..HEAD"
	elif [ -n "${PLUMB_BASE:-}" ]; then
		obtain "$PLUMB_BASE" || die "there is no commit $PLUMB_BASE" \
			"here: check out with fetch-depth: 0"
		fork=$(git merge-base "$PLUMB_BASE" HEAD) ||
			die "no merge base with $PLUMB_BASE in this clone:" \
				"check out with fetch-depth: 0"
		echo "--range $fork..HEAD"
	else
		since_default
	fi
}

push() {
	before=${PLUMB_BEFORE:-}
	if ! is_zero "$before" && obtain "$before"; then
		echo "--range $before..HEAD"
	elif [ "${PLUMB_BRANCH:-}" != "$default" ]; then
		since_default
	elif is_zero "$before"; then
		# The first push of all: whatever is there came with it.
		echo "--tree HEAD"
	else
		die "there is no commit $before here, which $default was" \
			"before: check out with fetch-depth: 0"
	fi
}

case ${PLUMB_EVENT:-} in
pull_request | merge_request) pull_request ;;
merge_group)
	obtain "${PLUMB_BASE:-}" || die "there is no commit ${PLUMB_BASE:-}" \
		"here: check out with fetch-depth: 0"
	echo "--range $PLUMB_BASE..HEAD"
	;;
push) push ;;
*)
	# On a schedule or by hand nothing is new: a report, no verdict.
	echo "--tree HEAD --fail-on never"
	;;
esac || exit

if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ]; then
	complain "this clone is shallow: check out with fetch-depth: 0, so" \
		"that every commit of a range can be looked at"
fi
exit 0
