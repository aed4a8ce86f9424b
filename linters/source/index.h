/*
 * The index before its repository is open: the start of libgit2 takes longer
 * than reading an index does, and needs a core of its own only.
 */
#ifndef PLUMB_SOURCE_INDEX_H
#define PLUMB_SOURCE_INDEX_H

struct arena;
struct listing;

/*
 * The path of the index that the repository around the folder start will
 * most likely turn out to have; NULL where that takes more than a look.
 */
const char *index_guess(struct arena *arena, const char *start);

/* What the index file at path lists; NULL where it cannot be read so. */
struct listing *index_early(const char *path);

#endif
