/*
 * The commits that changed a few files, newest first.
 */
#ifndef PLUMB_SOURCE_FILE_HISTORY_H
#define PLUMB_SOURCE_FILE_HISTORY_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>

struct repository;

/* A commit while history is walked: gone after the call. */
struct file_commit {
	const char *id; /* in full */
	char date[11];  /* "YYYY-MM-DD" of its author, where they were */
	const char *author;
	struct slice subject; /* first line of the message */
	/* Of each path the bytes after and before it; data NULL: there was no
	 * such file, or it is larger than CONTENT_LIMIT. */
	const struct slice *after, *before;
};

struct file_history {
	const char *revision;
	const char *const *paths; /* from the root */
	size_t path_count;
	size_t limit;   /* commits that are visited */
	size_t horizon; /* commits that are looked at, 0: all */
};

/*
 * Follows first parents from the revision, so that a merge counts as one
 * commit of the branch, and calls visit for each commit in which one of the
 * paths differs from its parent. *cut_off (may be NULL) tells that it ended
 * before the first commit: at the horizon, or where a shallow clone has no
 * more. Stops with -1 when visit gives -1.
 */
int file_history_walk(struct repository *repository,
	const struct file_history *history, bool *cut_off,
	int (*visit)(void *state, const struct file_commit *commit,
		struct error *err),
	void *state, struct error *err);

#endif
