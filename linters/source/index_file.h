/*
 * The format of git's index file (gitformat-index), versions 2, 3 and 4.
 * Read by hand: an index of 80,000 entries takes libgit2 some 40 ms and this
 * 2 ms, and every commit waits for it.
 */
#ifndef PLUMB_SOURCE_INDEX_FILE_H
#define PLUMB_SOURCE_INDEX_FILE_H

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

struct listing;
struct stat;
struct timespec;

/*
 * Fills listing with the entries of an index file's bytes, and with the
 * folders of its TREE extension where it has one. The bytes must outlive
 * listing, which borrows paths from them. Entries that were only announced
 * (intent to add) are left out; several stages of a path become one
 * ENTRY_CONFLICT. What a sparse index (extension `sdir`) has in place of
 * files goes to the list of those. The checksum is not looked at, as git does
 * not either.
 *
 * Object ids have id_size bytes, 20 (SHA-1) or 32 (SHA-256), of which the
 * first 20 are kept. -1 with the reason for an index that is
 * broken, and for one that needs what only git can do: the extension `link`
 * (split), and any other that may not be ignored.
 */
int index_file_parse(struct listing *listing, const unsigned char *bytes,
	size_t size, size_t id_size, struct error *err);

/*
 * Do the stat data of an entry (places of the listing) say that its file was
 * not touched since it was added? written is when the index file was: what
 * is not older may have changed unseen. Where git was told to assume it the
 * place is 0.
 */
bool index_file_is_unchanged(const unsigned char *bytes, size_t place,
	const struct stat *st, const struct timespec *written);

#endif
