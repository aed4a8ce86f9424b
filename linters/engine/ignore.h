/*
 * gitignore(5) of a snapshot: its .gitignore files and nothing of a
 * person's own. Patterns, negation, anchoring, folders, `**`, escapes.
 */
#ifndef PLUMB_ENGINE_IGNORE_H
#define PLUMB_ENGINE_IGNORE_H

#include "engine/finding.h"
#include "engine/snapshot.h"

struct ignore;

struct ignore *ignore_new(const struct snapshot *snapshot);
void ignore_free(struct ignore *ignore);

/* Would git refuse to add an untracked file of this path without -f? */
bool ignore_matches(struct ignore *ignore, const char *path);

/*
 * The place of the last line of the .gitignore nearest to folder, for a
 * finding about a line that is missing; false when there is none.
 */
bool ignore_last_line(
	struct ignore *ignore, const char *folder, struct place *place);

#endif
