/*
 * A list of entries with the memory that their paths lie in, and the ids of
 * the folders as far as they are known. Snapshots share listings: the base
 * of a small change takes most of its paths from the index.
 */
#ifndef PLUMB_SOURCE_LISTING_H
#define PLUMB_SOURCE_LISTING_H

#include "base/arena.h"
#include "base/vector.h"
#include "engine/snapshot.h"
#include <time.h>

enum { OBJECT_ID_SIZE = 20 };

/* A folder; the list of them is in pre-order, the root first. */
struct folder {
	const char *name; /* the last part; not NUL-terminated */
	unsigned name_size;
	unsigned span;  /* folders in the list, itself and all below it */
	unsigned count; /* files below it */
	bool is_known;  /* id and count say what the folder holds */
	uint8_t id[OBJECT_ID_SIZE];
};
VECTOR_TYPE(folder_list, struct folder);

VECTOR_TYPE(entry_list, struct snapshot_entry);

/*
 * A folder that is the same in the lender: its entries and folders belong
 * into this listing, and stand there only after listing_fill().
 */
struct lent {
	size_t entries_before, folders_before; /* of the listing's own */
	size_t first, last;                    /* entries of the lender */
	size_t folder, span;                   /* folders of the lender */
};
VECTOR_TYPE(lent_list, struct lent);

struct listing {
	struct entry_list entries;
	struct folder_list folders; /* empty: nothing is known */
	/* Of a sparse index: folders ("a/b/") in place of their files. */
	struct entry_list sparse;
	bool has_conflicts;
	struct arena *arena; /* paths */
	void *map;           /* the bytes of an index file, with paths in it */
	size_t map_size;
	struct timespec written; /* when that file was */
	bool wants_places;       /* set before an index file is read */
	uint32_t *places;        /* of each entry: its stat data in map */
	struct listing *lender;  /* paths are borrowed from it too; or NULL */
	struct lent_list lent;   /* in order; empty: all is listed */
	unsigned references;
};

struct listing *listing_new(void);
struct listing *listing_share(struct listing *listing);
void listing_drop(struct listing *listing); /* NULL is fine */

/* Makes room for count entries at once, before the first. */
void listing_reserve(struct listing *listing, size_t count);

/* Copies what is lent into the lists. */
void listing_fill(struct listing *listing);

/* Sorts the entries by path if they are not (then all is listed). */
void listing_sort(struct listing *listing);

/*
 * The first entry from low on whose path is not before the first size bytes
 * of path; quick where it is near low.
 */
size_t listing_bound(const struct listing *listing, size_t low,
	const char *path, size_t size);

/* The kind of an entry of a git mode, and in *executable its mode's bit. */
enum entry_kind listing_kind(unsigned mode, bool *executable);

#endif
