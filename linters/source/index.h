/*
 * The index before its repository is open: reading it needs no libgit2, and
 * where there are many files it takes as long as all the rest.
 */
#ifndef PLUMB_SOURCE_INDEX_H
#define PLUMB_SOURCE_INDEX_H

struct listing;
struct repository;

/*
 * Begins to read, in a thread, the index that the repository around the
 * folder start will most likely turn out to have. repository_index() and
 * repository_worktree() take what came of it if that was the right one.
 */
void index_begin_early(struct repository *repository, const char *start);

/* Waits for the thread, and drops what nobody took. */
void index_drop_early(struct repository *repository);

/*
 * The index once more, with the places of its entries' stat data; NULL where
 * it cannot be read without git.
 */
struct listing *index_with_places(const struct repository *repository);

#endif
