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

/* A descriptor of the folder at path, to be closed; -1 with err. */
int disk_open(const char *path, struct error *err);

/*
 * Appends the bytes of the regular file at path below root to out, as the
 * read of struct snapshot_operations does. *absent when there is none: no
 * such name, a link in the way, a folder, a device.
 */
int disk_read(int root, const char *path, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err);

/* Is there anything at path (a link counts), with no link on the way? */
bool disk_exists(int root, const char *path);

#endif
