/*
 * A range looked at commit by commit, for what must never enter history: a
 * file that was added and deleted again is still there to be fetched.
 */
#ifndef PLUMB_CLI_HISTORY_H
#define PLUMB_CLI_HISTORY_H

#include "engine/run.h"

struct target;

/*
 * Adds to result what rules with `history` find in the commits of the
 * target's range and what the judged tree no longer shows. Nothing when the
 * target is no range.
 */
int history_judge(struct target *target, const struct run_request *request,
	struct run_result *result, struct error *err);

#endif
