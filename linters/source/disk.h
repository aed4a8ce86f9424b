/*
 * Files below a folder, reached without ever following a symbolic link: what
 * a repository holds must not lead out of it.
 */
#ifndef PLUMB_SOURCE_DISK_H
#define PLUMB_SOURCE_DISK_H

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

struct buffer;

struct disk;
struct stat;

/* The folder at path; *out is the caller's. -1 with err, and NULL. */
int disk_open(struct disk **out, const char *path, struct error *err);
void disk_close(struct disk *disk); /* NULL does nothing */

/* A new descriptor of the folder, to be closed; -1 with errno. */
int disk_descriptor(const struct disk *disk);

/*
 * Appends the bytes of the regular file at path below the folder to out, as
 * the read of struct snapshot_operations does; any thread may. *absent when
 * there is none: no such name, a link in the way, a folder, a device.
 */
int disk_read(struct disk *disk, const char *path, struct buffer *out,
	size_t limit, bool *too_large, bool *absent, struct error *err);

/*
 * The same, or -1, of a regular file that is no larger than limit; *st is as
 * it was when its bytes had been read: all of them only if it has that size.
 */
int disk_read_stat(struct disk *disk, const char *path, struct buffer *out,
	size_t limit, struct stat *st);

/*
 * Is there anything at path (a link counts), with no link on the way? True
 * too where that may not be looked at.
 */
bool disk_exists(struct disk *disk, const char *path);

/*
 * True: there is certainly nothing at path. A quicker question, for what is
 * seldom there; false says nothing.
 */
bool disk_lacks(const struct disk *disk, const char *path);

#endif
