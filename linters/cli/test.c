/*
 * `plumb test`: runs the examples of rules, ours and a team's own. Every
 * rule needs a bad and a good one; a bad one says where its findings stand.
 */
#include "cli/test.h"
#include "base/arena.h"
#include "cli/command.h"
#include "cli/example.h"
#include "cli/print.h"
#include <string.h>

struct tally {
	size_t passed, failed;
	bool tap;
};

static void record(struct tally *tally, bool good, const char *folder,
	const char *kind, const char *name)
{
	if (good)
		tally->passed++;
	else
		tally->failed++;
	if (tally->tap)
		print_line("%sok %zu - %s/%s/%s", good ? "" : "not ",
			tally->passed + tally->failed, folder, kind, name);
	else if (!good)
		print_line("FAILED %s/%s/%s", folder, kind, name);
}

static void explain(
	const struct tally *tally, const char *format, const char *text)
{
	print_line("%s%s%s", tally->tap ? "# " : "  ", format, text);
}

static bool listed(const struct rule_example *example, const char *at)
{
	size_t i;

	for (i = 0; i < example->at_count; i++)
		if (strcmp(example->at[i], at) == 0)
			return true;
	return false;
}

static bool found(
	struct arena *arena, const struct example_run *run, const char *at)
{
	size_t i;

	for (i = 0; i < run->findings.count; i++)
		if (strcmp(example_at(arena, run, run->findings.items[i]),
			    at) == 0)
			return true;
	return false;
}

/* Says what differs; a good example lists no place at all. */
static bool compare(const struct tally *tally, struct arena *arena,
	const struct rule_example *example, const struct example_run *run,
	bool show)
{
	bool good = true;
	size_t i;

	for (i = 0; i < example->at_count; i++) {
		if (found(arena, run, example->at[i]))
			continue;
		good = false;
		if (show)
			explain(tally, "not found: ", example->at[i]);
	}
	for (i = 0; i < run->findings.count; i++) {
		const struct finding *finding = run->findings.items[i];
		const char *at = example_at(arena, run, finding);

		if (listed(example, at))
			continue;
		good = false;
		if (show)
			explain(tally, "not expected: ",
				arena_format(
					arena, "%s: %s", at, finding->message));
	}
	return good;
}

static int test_example(struct tally *tally, const struct rule_folder *folder,
	const char *kind, const struct rule_example *example,
	const struct rule_folder_list *all, struct error *err)
{
	struct arena *arena = arena_new();
	struct example_run run;
	int status = example_run(&run, arena, folder, kind, example, all, err);

	if (status == 0) {
		record(tally, compare(tally, arena, example, &run, false),
			folder->path, kind, example->name);
		compare(tally, arena, example, &run, true);
	}
	example_run_release(&run);
	arena_free(arena);
	return status;
}

static bool example_listed(
	const struct rule_example *examples, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(examples[i].name, name) == 0)
			return true;
	return false;
}

/* Entries on disk that rule.yml does not list: good ones need no listing. */
static int test_unlisted(struct tally *tally, struct arena *arena,
	const struct rule_folder *folder, const char *kind,
	const struct rule_example *examples, size_t count, size_t *run_count,
	const struct rule_folder_list *all, struct error *err)
{
	const char **names;
	size_t entries, i;

	if (example_entries(&names, &entries, arena, folder, kind, err) != 0)
		return -1;
	for (i = 0; i < entries; i++) {
		struct rule_example example = {.name = names[i]};

		if (example_listed(examples, count, names[i]))
			continue;
		if (strcmp(kind, "bad") == 0) {
			record(tally, false, folder->path, kind, names[i]);
			explain(tally, "",
				"rule.yml does not list it under "
				"`bad`");
			continue;
		}
		(*run_count)++;
		if (test_example(tally, folder, kind, &example, all, err) != 0)
			return -1;
	}
	return 0;
}

static int test_kind(struct tally *tally, struct arena *arena,
	const struct rule_folder *folder, const char *kind,
	const struct rule_example *examples, size_t count,
	const struct rule_folder_list *all, struct error *err)
{
	size_t i, run_count = count;

	for (i = 0; i < count; i++)
		if (test_example(tally, folder, kind, &examples[i], all, err) !=
			0)
			return -1;
	if (test_unlisted(tally, arena, folder, kind, examples, count,
		    &run_count, all, err) != 0)
		return -1;
	if (run_count == 0) {
		record(tally, false, folder->path, kind, "");
		explain(tally, "", "every rule needs at least one");
	}
	return 0;
}

static int test_folders(struct tally *tally, struct arena *arena,
	const struct rule_folder_list *all, struct error *err)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct rule_folder *folder = &all->items[i];
		const struct rule_examples *examples = &folder->examples;

		if (test_kind(tally, arena, folder, "bad", examples->bad,
			    examples->bad_count, all, err) != 0 ||
			test_kind(tally, arena, folder, "good", examples->good,
				examples->good_count, all, err) != 0)
			return -1;
	}
	return 0;
}

static int read_all(struct rule_folder_list *all, struct arena *arena,
	const struct invocation *invocation, struct error *err)
{
	size_t i;

	if (invocation->argument_count == 0)
		return rule_folders_read(all, arena, "rules", err);
	for (i = 0; i < invocation->argument_count; i++)
		if (rule_folders_read(
			    all, arena, invocation->arguments[i], err) != 0)
			return -1;
	return 0;
}

static int run_test(const struct invocation *invocation)
{
	struct arena *arena = arena_new();
	struct rule_folder_list all = {0};
	struct tally tally = {
		.tap = invocation_option(invocation, "tap") != NULL};
	struct error err = {0};
	int status;

	if (read_all(&all, arena, invocation, &err) != 0 ||
		test_folders(&tally, arena, &all, &err) != 0) {
		status = complain(&err);
	} else if (all.count == 0) {
		status = complain_use("no rule.yml there: name a folder of "
				      "rules, as in plumb test lint/rules");
	} else {
		if (tally.tap)
			print_line("1..%zu", tally.passed + tally.failed);
		else
			print_line("%zu passed, %zu failed", tally.passed,
				tally.failed);
		status = tally.failed != 0 ? STATUS_FINDINGS : STATUS_CLEAN;
	}
	vector_free(&all);
	arena_free(arena);
	return status;
}

static const struct option_row test_options[] = {
	{0, "tap", NULL,
		"a line for every example, as the Test Anything "
		"Protocol has it"},
};

const struct command command_test = {
	.name = "test",
	.arguments = "[DIR…]",
	.summary = "run the examples of rules below folders",
	.description =
		"The folder is rules/ where none is named. Each rule.yml's "
		"folder holds bad/ and\ngood/: a file, or a folder that is a "
		"small repository. `bad:` of rule.yml says\nthe line:column "
		"of each finding.",
	.options = test_options,
	.option_count = OPTION_COUNT(test_options),
	.run = run_test,
};
