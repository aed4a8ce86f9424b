/*
 * What a snapshot is compared with: the bases of the index, and ranges of
 * commits. A commit is spoken of by its full id in lower-case hexadecimal;
 * where ids are longer than SHA-1's, by its first 40 digits.
 */
#ifndef PLUMB_SOURCE_RANGE_H
#define PLUMB_SOURCE_RANGE_H

#include "base/error.h"
#include "base/vector.h"
#include <stdbool.h>

struct repository;
struct snapshot;

struct commit_id {
	char hex[41];
};
VECTOR_TYPE(commit_list, struct commit_id); /* vector_free() it */

/*
 * The commits that what is staged is compared with: HEAD first, then, in a
 * merge, the other parents (MERGE_HEAD, and the GITHEAD_<id> that `git
 * merge` sets for the pre-merge-commit hook, where they name commits of this
 * repository). None when there is no commit yet: compare with
 * repository_empty().
 */
int repository_bases(struct commit_list *out, struct repository *repository,
	struct error *err);

struct range {
	struct commit_id base; /* A, or with `...` the merge base */
	struct commit_id head; /* B */
};

/*
 * `A..B` or `A...B`; a missing side is HEAD. ERROR_USE for what is no range,
 * for a side that does not resolve, and for the all-zero id by which a push
 * says that a branch is new. ERROR_WORK when there is no merge base (in a
 * shallow clone the error says to fetch more history).
 */
int range_parse(struct range *out, struct repository *repository,
	const char *text, struct error *err);

/* A commit while a range is walked: gone after the call. */
struct range_commit {
	const char *id;
	/*
	 * Only the files that the commit added or changed against every
	 * parent, so that a merge holds only what its author did by hand.
	 */
	const struct snapshot *snapshot;
	/*
	 * The clone's history ends at this commit (a shallow clone): its
	 * snapshot is compared with the range's base instead, and the
	 * commits before it were not seen.
	 */
	bool cut_off;
};

/*
 * Calls visit for every commit that the range's head has and its base has
 * not, parents before children; stops with -1 when visit gives -1.
 */
int range_walk(struct repository *repository, const struct range *range,
	int (*visit)(void *state, const struct range_commit *commit,
		struct error *err),
	void *state, struct error *err);

#endif
