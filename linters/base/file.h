/*
 * Files on disk, for those few places that may touch them: the work-tree
 * snapshot, reports, install. Linters never use this.
 */
#ifndef PLUMB_BASE_FILE_H
#define PLUMB_BASE_FILE_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>
#include <stddef.h>

/* Reads a whole file (not a folder) to the end of out. */
int file_read(struct buffer *out, const char *path, struct error *err);

/* Reads an open descriptor to its end. name is for the error's text. */
int file_read_descriptor(struct buffer *out, int descriptor, const char *name,
	struct error *err);

/*
 * Writes path whole or not at all: a file without a name beside it (where the
 * system has such), fsync, rename. Killed meanwhile, it leaves nothing behind.
 * An existing file keeps its mode, a new one gets mode. A path that is no
 * regular file (/dev/stdout, a pipe, a link, which is followed) is written in
 * place.
 */
int file_write(const char *path, const void *data, size_t size, unsigned mode,
	struct error *err);

/* All of data to a descriptor, through short writes and signals. */
int file_write_descriptor(int descriptor, const void *data, size_t size,
	const char *name, struct error *err);

bool file_exists(const char *path);

/* Makes the folder, and those above it that are missing. */
int folder_make(const char *path, struct error *err);

/*
 * Removes what file_write() left in the folder when it was killed: temporary
 * files of processes that are no more. The number of them.
 */
size_t folder_sweep(const char *path);

#endif
