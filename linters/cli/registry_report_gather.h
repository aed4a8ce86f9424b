/*
 * Fills the report on the registry: services, ranges, conflicts, relations.
 */
#ifndef PLUMB_CLI_REGISTRY_REPORT_GATHER_H
#define PLUMB_CLI_REGISTRY_REPORT_GATHER_H

#include "cli/registry_open.h"
#include "generate/registry_report.h"

/*
 * By the facts and findings of a run (survey_run); all that is made lives in
 * the target's arena.
 */
void registry_report_gather(struct registry_report *report,
	const struct registry_target *target, const struct run_result *result);

#endif
