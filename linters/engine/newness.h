/*
 * New means: not in the base. A finding is new when its fingerprint occurs
 * fewer times in the base; of equal ones, those on lines that the change
 * touched are the new ones (else the last).
 */
#ifndef PLUMB_ENGINE_NEWNESS_H
#define PLUMB_ENGINE_NEWNESS_H

#include "engine/finding.h"

enum change_kind {
	CHANGE_ADDED,
	CHANGE_DELETED,
	CHANGE_MODIFIED,
	CHANGE_RENAMED
};

struct change {
	enum change_kind kind;
	const char *path;     /* in the judged snapshot; deleted: in the base */
	const char *old_path; /* renamed: in the base; else NULL */
};
VECTOR_TYPE(change_list, struct change);

/* Did the change touch that line of the judged file at path? */
struct touched_lines {
	bool (*touched)(void *state, const char *path, unsigned line);
	void *state;
};

/*
 * Sets is_new of each of findings: false where base has it. Call with every
 * base in turn, is_new set to true before the first: what one base has is
 * not new. Suppressed findings of either side do not count.
 */
void newness_mark(struct finding_list *findings,
	const struct finding_list *base, const struct change_list *changes,
	const struct touched_lines *touched);

#endif
