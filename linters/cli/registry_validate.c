/*
 * `plumb registry validate`: the registry linter by itself, in groups.
 */
#include "base/arena.h"
#include "base/vector.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/registry_commands.h"
#include "cli/registry_open.h"
#include "cli/words.h"
#include <string.h>

enum { GROUP_RULES = 4 };

struct group {
	const char *name;
	const char *rules[GROUP_RULES + 1];
};

static const struct group groups[] = {
	{"duplicates", {"registry/duplicate-port", "registry/duplicate-name"}},
	{"ranges", {"registry/out-of-range", "registry/unknown-range",
			   "registry/overlapping-ranges",
			   "registry/dynamic-range-taken"}},
	{"dependencies",
		{"registry/unknown-dependency", "registry/dependency-cycle"}},
	{"replacements", {"registry/missing-replacement",
				 "registry/unknown-replacement"}},
	{"networks", {"registry/unknown-network"}},
	{"fields", {"registry/invalid"}},
	{"unused", {"registry/unused-entry"}},
};

enum { GROUP_COUNT = sizeof(groups) / sizeof(groups[0]) };

static const struct group *group_named(const char *name)
{
	for (size_t i = 0; i < GROUP_COUNT; i++)
		if (strcmp(groups[i].name, name) == 0)
			return &groups[i];
	return NULL;
}

static int unknown_group(const char *name)
{
	const char *names[GROUP_COUNT + 1] = {NULL}, *nearest;
	struct buffer all = BUFFER_INIT;
	int status;

	for (size_t i = 0; i < GROUP_COUNT; i++) {
		names[i] = groups[i].name;
		buffer_format(&all, "%s%s", i == 0 ? "" : ", ", names[i]);
	}
	nearest = string_nearest(name, names);
	if (nearest != NULL)
		status = complain_use("unknown group `%s` of --only: did you "
				      "mean `%s`?",
			name, nearest);
	else
		status = complain_use("unknown group `%s` of --only: there "
				      "are %s",
			name, buffer_string(&all));
	buffer_release(&all);
	return status;
}

static int select_groups(struct arena *arena,
	const struct invocation *invocation, struct selection *selection)
{
	static const char *const linter[] = {"registry"};
	VECTOR(const char *) rules = {0};
	size_t count, i, k;
	const char *const *words =
		words_of_option(arena, invocation, "only", &count);
	int status = 0;

	selection->linters = linter;
	selection->linter_count = 1;
	for (i = 0; i < count && status == 0; i++) {
		const struct group *group = group_named(words[i]);

		if (group == NULL)
			status = unknown_group(words[i]);
		for (k = 0; group != NULL && group->rules[k] != NULL; k++)
			vector_add(&rules, group->rules[k]);
	}
	selection->rule_count = rules.count;
	selection->rules = vector_move(&rules, arena);
	return status;
}

static int run_validate(const struct invocation *invocation)
{
	struct arena *arena = arena_new();
	struct selection selection = {0};
	const struct check_plan plan = {&selection, registry_required};
	int status = 0;

	if (invocation->argument_count != 0)
		status = complain_use("plumb registry validate takes no "
				      "argument such as `%s`: name the file "
				      "with --registry",
			invocation->arguments[0]);
	if (status == 0)
		status = select_groups(arena, invocation, &selection);
	if (status == 0)
		status = check_run(invocation, &plan);
	arena_free(arena);
	return status;
}

static const struct option_row validate_options[] = {
	TARGET_OPTIONS,
	{0, "only", "GROUP[,GROUP]",
		"duplicates, ranges, dependencies, replacements, networks, "
		"fields, unused"},
	{0, "new", NULL,
		"only what the base does not have (default with --staged, "
		"--range)"},
	{0, "all", NULL, "everything in the judged tree"},
	{'f', "format", "FORMAT[=FILE]",
		"text (default), sarif, github, json, jsonl; repeatable"},
	{0, "fail-on", "LEVEL",
		"error (default), warning, note or never: what makes the exit "
		"status 1"},
	{0, "category", "NAME",
		"SARIF: the analysis category (default plumb/registry)"},
	{'j', "jobs", "N", "threads (default: the processors)"},
	{'q', "quiet", NULL, "no summary line"},
	{0, "color", "WHEN", "auto (default), always or never"},
};

const struct command command_registry_validate = {
	.name = "registry validate",
	.arguments = "",
	.summary = "judge the port registry by itself",
	.description =
		"The rules of the linter `registry`, as `plumb check -l "
		"registry` runs them, or\nthose of some groups. --registry - "
		"reads a registry from standard input.\n"
		"\n"
		"Exit status: 0 nothing at or above the fail level, 1 findings, "
		"2 wrong use or no\nregistry, 3 could not do its work.",
	.options = validate_options,
	.option_count = OPTION_COUNT(validate_options),
	.run = run_validate,
};
