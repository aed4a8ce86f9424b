/*
 * Trees of commits as listings. Only source/ sees this.
 */
#ifndef PLUMB_SOURCE_TREE_H
#define PLUMB_SOURCE_TREE_H

#include "base/error.h"
#include "source/library.h"

struct listing;
struct repository;

/*
 * All entries below a tree. What like (NULL: nothing) knows of equal folders
 * is lent by it, see listing_fill(); the new listing keeps it alive.
 */
int tree_list(struct listing **out, struct repository *repository,
	const git_oid *tree, struct listing *like, struct error *err);

/* Adds to out all entries below the tree of a folder ("a/b/"); not sorted. */
int tree_below(struct listing *out, struct repository *repository,
	const git_oid *tree, const char *folder, struct error *err);

/*
 * Adds to out the entries below a tree that differ from every one of
 * parents (count trees; none: all entries). Deletions are not seen.
 */
int tree_added(struct listing *out, struct repository *repository,
	const git_oid *tree, const git_oid *parents, size_t count,
	struct error *err);

#endif
