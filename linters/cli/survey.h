/*
 * A look at everything that states a port: the facts of the models and of
 * the code, and the findings that say where they conflict.
 */
#ifndef PLUMB_CLI_SURVEY_H
#define PLUMB_CLI_SURVEY_H

#include "cli/target.h"
#include "model/model.h"

/* What to open the target with, so that survey_run() finds all of it. */
extern const struct selection survey_selection;

/*
 * Judges the whole tree and gathers the facts, sorted; the models'
 * facts of one file only where `only` names it (a path from the root; NULL:
 * all). model is one of the target's snapshot. result is there to be
 * released after a failure too.
 */
int survey_run(struct run_result *result, struct model *model,
	struct target *target, const char *only, struct error *err);

/* Does the finding say of two places that they do not agree on a port? */
bool survey_is_conflict(const struct finding *finding);

/* Tells on standard error what could not be looked at: then STATUS_WORK. */
int survey_tell_failures(const struct run_result *result);

#endif
