/*
 * `plumb explain`: the page of a rule.
 */
#include "cli/explain.h"
#include "base/arena.h"
#include "cli/command.h"
#include "cli/page.h"
#include "cli/print.h"
#include "cli/target.h"
#include <string.h>

static void print_page(const struct rule *rule)
{
	struct buffer text = BUFFER_INIT;
	const char *page = rule->page;

	if (page == NULL) {
		page_of_rule(&text, rule);
		page = buffer_string(&text);
	} else if (strncmp(page, "<!--", 4) == 0 && strchr(page, '#') != NULL) {
		page = strchr(page, '#');
	}
	print_text(page);
	buffer_release(&text);
}

static int unknown_rule(const struct rule_set *rules, const char *id)
{
	const char *nearest = rule_set_nearest(rules, id);

	if (nearest != NULL)
		return complain_use(
			"no rule `%s`: did you mean `%s`?", id, nearest);
	return complain_use("no rule `%s`: plumb rules lists them", id);
}

static int run_explain(const struct invocation *invocation)
{
	static const struct selection everything;
	struct target target = {.arena = arena_new()};
	const struct rule *rule;
	struct error err = {0};
	int status = STATUS_CLEAN;

	if (invocation->argument_count != 1) {
		arena_free(target.arena);
		return complain_use("plumb explain takes one rule, such as "
				    "compose/port-mismatch");
	}
	/* For the repository's packs; the built-in rules need none. */
	if (target_open(&target, invocation, &everything, &err) != 0 &&
		err.kind == ERROR_USE)
		complain(&err);
	rule = rule_set_find(&target.rules, invocation->arguments[0]);
	if (rule != NULL)
		print_page(rule);
	else
		status = unknown_rule(&target.rules, invocation->arguments[0]);
	target_release(&target);
	return status;
}

static const struct option_row explain_options[] = {
	TARGET_OPTIONS,
};

const struct command command_explain = {
	.name = "explain",
	.arguments = "RULE",
	.summary = "print the page of a rule: why, examples, what to do",
	.options = explain_options,
	.option_count = OPTION_COUNT(explain_options),
	.run = run_explain,
};
