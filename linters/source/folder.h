/*
 * A snapshot of a folder that is no repository: the examples of rules, and
 * what a command is pointed at by name.
 */
#ifndef PLUMB_SOURCE_FOLDER_H
#define PLUMB_SOURCE_FOLDER_H

#include "base/error.h"

struct snapshot;

/*
 * All regular files and symbolic links below the folder at path, read from
 * disk when they are asked for; what is named `.git` is left out. Links are
 * not followed, but path itself may be one. No ids. ERROR_WORK when a folder
 * cannot be listed. path is the snapshot's name.
 */
int snapshot_of_folder(
	struct snapshot **out, const char *path, struct error *err);

#endif
