/*
 * `plumb explain`: the page of a rule, or the rules of a linter.
 */
#include "cli/explain.h"
#include "base/arena.h"
#include "cli/command.h"
#include "cli/linters.h"
#include "cli/page.h"
#include "cli/print.h"
#include "cli/rules.h"
#include "cli/target.h"
#include "engine/linter.h"
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

/* The rules of a linter, or of a pack that is called so. */
static void print_linter(const struct target *target, const char *name)
{
	const struct linter *linter = linter_named(name);
	size_t i;

	if (linter != NULL) {
		print_line("%s: %s", name, linter->summary);
		print_line("%s", "");
	}
	for (i = 0; i < target->rules.count; i++)
		if (rule_is_of(target->rules.rules[i], name))
			rules_print(target->rules.rules[i], target->settings);
	print_line("%s", "");
	print_line("`plumb explain RULE` prints the page of one.");
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
	const char *name;
	struct error err = {0};
	int status = STATUS_CLEAN;

	if (invocation->argument_count != 1) {
		arena_free(target.arena);
		return complain_use("plumb explain takes one rule, such as "
				    "compose/port-mismatch, or a linter's "
				    "name");
	}
	/* For the repository's packs; the built-in rules need none. */
	if (target_open(&target, invocation, &everything, &err) != 0 &&
		err.kind == ERROR_USE)
		complain(&err);
	name = invocation->arguments[0];
	rule = rule_set_find(&target.rules, name);
	if (rule != NULL)
		print_page(rule);
	else if (rule_set_has_linter(&target.rules, name))
		print_linter(&target, name);
	else
		status = unknown_rule(&target.rules, name);
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
	.description = "Of the name of a linter (`plumb explain ports`), its "
		       "rules.",
	.options = explain_options,
	.option_count = OPTION_COUNT(explain_options),
	.run = run_explain,
};
