/*
 * `plumb rules`: the rules with their levels, built-in ones and those of the
 * repository's packs.
 */
#include "cli/rules.h"
#include "base/arena.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/target.h"

void rules_print(const struct rule *rule, const struct settings *settings)
{
	print_line("%-32s %-8s %s", rule->id,
		settings == NULL || settings_enabled(settings, rule)
			? level_name(rule_worst_level(rule))
			: "off",
		rule->summary);
}

static int run_rules(const struct invocation *invocation)
{
	static const struct selection everything;
	struct target target = {.arena = arena_new()};
	struct error err = {0};
	bool in_repository =
		target_open(&target, invocation, &everything, &err) == 0;
	size_t i;

	/* Outside a repository the built-in ones are listed all the same. */
	if (!in_repository && target.repository != NULL) {
		target_release(&target);
		return complain(&err);
	}
	for (i = 0; i < target.rules.count; i++)
		rules_print(target.rules.rules[i], target.settings);
	target_release(&target);
	return STATUS_CLEAN;
}

static const struct option_row rules_options[] = {
	TARGET_OPTIONS,
};

const struct command command_rules = {
	.name = "rules",
	.arguments = "",
	.summary = "list the rules, with the levels they have here",
	.options = rules_options,
	.option_count = OPTION_COUNT(rules_options),
	.run = run_rules,
};
