/*
 * How the registries came to be: the commits that changed them.
 */
#ifndef PLUMB_CLI_REGISTRY_HISTORY_H
#define PLUMB_CLI_REGISTRY_HISTORY_H

#include "cli/registry_open.h"
#include "generate/registry_report.h"

/*
 * Fills commits, commit_count and history_cut_off of the report, for at most
 * its history_limit commits; what is not committed yet stands before them.
 * The registries of the commits live until registry_history_release().
 */
struct registry_history;
int registry_history_read(struct registry_history **out,
	struct registry_report *report, const struct registry_target *target,
	struct error *err);
void registry_history_release(struct registry_history *history);

#endif
