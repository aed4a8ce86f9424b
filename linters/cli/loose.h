/*
 * A single file on disk, outside a repository or not tracked in it, as a
 * target of its own: the file and the `.env` beside it.
 */
#ifndef PLUMB_CLI_LOOSE_H
#define PLUMB_CLI_LOOSE_H

#include "cli/target.h"

/*
 * Makes file the target's whole snapshot, in place of what target_open gave
 * or failed to give; *path is its path there (its name).
 */
int loose_file_open(struct target *target, const struct invocation *invocation,
	const struct selection *selection, const char *file, const char **path,
	struct error *err);

#endif
