/*
 * Everything that states a port, and what conflicts: for the commands that
 * show it. Judges nothing by itself: what conflicts is what the rules say.
 */
#include "cli/survey.h"
#include "cli/command.h"
#include "cli/summary.h"
#include "report/facts.h"
#include <string.h>

/* Facts come out of the patterns, conflicts out of all of these. */
static const char *const survey_linters[] = {
	"ports", "compose", "env", "registry"};
/* Facts are there also where their rules are off. */
static const char *const survey_rules[] = {"ports/default-mismatch",
	"ports/hardcoded-address", "ports/hardcoded-assignment"};

const struct selection survey_selection = {
	.linters = survey_linters,
	.linter_count = sizeof(survey_linters) / sizeof(survey_linters[0]),
	.rules = survey_rules,
	.rule_count = sizeof(survey_rules) / sizeof(survey_rules[0]),
};

bool survey_is_conflict(const struct finding *finding)
{
	static const char *const rules[] = {"compose/default-drift",
		"compose/foreign-port", "compose/healthcheck-port",
		"compose/loopback-upstream", "compose/port-collision",
		"compose/port-env-mismatch", "compose/port-mismatch",
		"compose/unregistered-port", "compose/wrong-upstream-port",
		"env/host-port-in-network", "env/loopback-in-container",
		"env/port-mismatch", "ports/default-mismatch",
		"registry/duplicate-port", "registry/dynamic-range-taken",
		"registry/out-of-range"};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(finding->rule->id, rules[i]) == 0)
			return finding->level >= LEVEL_WARNING;
	return false;
}

int survey_run(struct run_result *result, struct model *model,
	struct target *target, const char *only, struct error *err)
{
	struct run_request request;

	target_request(target, &request);
	request.only_new = false;
	request.base_count = 0;
	request.scan.wants_facts = true;
	if (run_judge(result, target->arena, &request, err) != 0)
		return -1;
	result->sink.wants_facts = true;
	model_facts(model, only, &result->sink);
	model_unread(model, &result->sink);
	facts_sort(&result->sink.facts);
	return 0;
}

int survey_tell_failures(const struct run_result *result)
{
	int status = STATUS_CLEAN;

	for (size_t i = 0; i < result->sink.notices.count; i++) {
		const struct notice *notice = &result->sink.notices.items[i];

		if (notice->kind == NOTICE_LEFT_OUT)
			continue;
		summary_notice(notice);
		if (notice->kind == NOTICE_FAILED)
			status = STATUS_WORK;
	}
	return status;
}
