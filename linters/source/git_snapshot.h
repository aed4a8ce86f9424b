/*
 * Snapshots whose entries are a listing and whose bytes are objects of a
 * repository or files of its work tree.
 */
#ifndef PLUMB_SOURCE_GIT_SNAPSHOT_H
#define PLUMB_SOURCE_GIT_SNAPSHOT_H

#include "engine/snapshot.h"

struct disk;
struct listing;
struct repository;

/*
 * Takes over the listing; copies name. disk is the folder whose files
 * are read, taken over too, or NULL: objects are read. repository may be NULL
 * where entries have no objects. Where something in the listing is only lent
 * there are no entries before snapshot_complete().
 */
struct snapshot *git_snapshot_new(struct repository *repository,
	struct listing *listing, const char *name, struct disk *disk);

/* The listing of a snapshot that was made here; NULL of any other. */
struct listing *git_snapshot_listing(const struct snapshot *snapshot);

#endif
