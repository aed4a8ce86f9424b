/*
 * Paths that a change took away, and the texts that still name them. A
 * folder is gone when no file is left below it; then it, and each folder in
 * it, stands for the files that it had. Paths are compared as a whole, never
 * bare file names.
 */
#ifndef PLUMB_MODEL_GONE_H
#define PLUMB_MODEL_GONE_H

#include "base/string.h"
#include "engine/newness.h"
#include "engine/snapshot.h"

struct gone_path {
	const char *path; /* as it was, without a slash at the end */
	const char *to;   /* where it is now; NULL: nowhere, or in parts */
	bool is_folder;
	bool is_split; /* its files went to several places */
};

struct gone {
	const struct gone_path *paths; /* sorted */
	size_t count;
};

/*
 * What the changes renamed or removed and the snapshot does not have any
 * more, in arena. Files of the root are left out: their names alone say too
 * little.
 */
void gone_find(struct gone *out, struct arena *arena,
	const struct snapshot *snapshot, const struct change_list *changes);

/* Looks for all of them at once. */
struct gone_search;
struct gone_search *gone_search_new(
	const struct gone *gone, const struct snapshot *snapshot);
void gone_search_free(struct gone_search *search); /* NULL is fine */

struct gone_mention {
	const struct gone_path *path;
	size_t start, end; /* of the gone path in the text */
	bool is_relative;  /* `../` stands before it */
};

/*
 * Who is named in the text of the file at path: sorted, in arena. A longer
 * path or name is another one, a path that exists from the file's own folder
 * is that one, and `../` must lead to it.
 */
const struct gone_mention *gone_mentions(struct gone_search *search,
	struct arena *arena, const char *path, struct slice text,
	size_t *count);

#endif
