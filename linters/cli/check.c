/*
 * `plumb check`: judges, filters, reports, and says by the exit status what
 * came of it. The status is computed after every filter.
 */
#include "cli/check.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/vector.h"
#include "cli/command.h"
#include "cli/history.h"
#include "cli/linters.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "cli/target.h"
#include "cli/words.h"
#include "engine/redact.h"
#include "engine/settings.h"
#include "report/report.h"
#include "source/repository.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* One `-f FORMAT[=FILE]`. */
struct output {
	const struct report_format *format;
	const char *file; /* NULL: standard output */
};

/* What the command line asks for, beside the target. */
struct wish {
	struct output *outputs;
	size_t output_count;
	enum level fail_on; /* LEVEL_OFF: never */
	bool only_new;
	bool quiet;
	bool color;
	const char **paths;
	size_t path_count;
	struct selection selection;
};

static bool whole_tree_wanted(const struct wish *wish)
{
	size_t i;

	for (i = 0; i < wish->output_count; i++)
		if (wish->outputs[i].format->whole_tree)
			return true;
	return false;
}

static int unknown_format(const char *name)
{
	const char *names[32], *nearest;
	size_t i;

	for (i = 0; i < 31 && report_formats[i].name != NULL; i++)
		names[i] = report_formats[i].name;
	names[i] = NULL;
	nearest = string_nearest(name, names);
	if (nearest != NULL)
		return complain_use("unknown format `%s`: did you mean `%s`?",
			name, nearest);
	return complain_use("unknown format `%s`: plumb check --help lists "
			    "them",
		name);
}

static int add_output(struct arena *arena, struct wish *wish, const char *word)
{
	size_t size = strcspn(word, "=");
	const char *name = arena_copy(arena, word, size);
	struct output output = {report_format_find(name), NULL};

	if (output.format == NULL)
		return unknown_format(name);
	if (word[size] == '=')
		output.file = word + size + 1;
	if (output.file != NULL && output.file[0] == '\0')
		return complain_use(
			"format `%s=` needs a file behind the `=`", name);
	wish->outputs = memory_resize(
		wish->outputs, wish->output_count + 1, sizeof(*wish->outputs));
	wish->outputs[wish->output_count++] = output;
	return 0;
}

/* A JSON document on standard output tolerates nothing beside it. */
static int check_streams(const struct wish *wish)
{
	const char *document = NULL;
	size_t i, streams = 0;

	for (i = 0; i < wish->output_count; i++) {
		const struct output *output = &wish->outputs[i];

		if (output->file != NULL)
			continue;
		streams++;
		if (strcmp(output->format->name, "json") == 0 ||
			strcmp(output->format->name, "sarif") == 0)
			document = output->format->name;
	}
	if (document == NULL || streams < 2)
		return 0;
	return complain_use("two reports on standard output would spoil each "
			    "other: write one to a file, as in -f %s=FILE",
		document);
}

static int read_formats(struct arena *arena,
	const struct invocation *invocation, struct wish *wish)
{
	const struct option_row *rows = invocation->command->options;
	size_t i;

	for (i = 0; i < invocation->option_count; i++) {
		const struct option_given *given = &invocation->options[i];

		if (strcmp(rows[given->row].name, "format") == 0 &&
			add_output(arena, wish, given->value) != 0)
			return STATUS_USE;
	}
	if (wish->output_count == 0)
		return add_output(arena, wish, "text");
	return check_streams(wish);
}

static int read_fail_on(const struct invocation *invocation, struct wish *wish)
{
	const char *word = invocation_option(invocation, "fail-on");

	wish->fail_on = LEVEL_ERROR;
	if (word == NULL)
		return 0;
	if (strcmp(word, "never") == 0)
		wish->fail_on = LEVEL_OFF;
	else if (!level_parse(word, &wish->fail_on) ||
		 wish->fail_on == LEVEL_OFF)
		return complain_use("--fail-on takes error, warning, note or "
				    "never, not `%s`",
			word);
	return 0;
}

static int read_color(const struct invocation *invocation, struct wish *wish)
{
	const char *word = invocation_option(invocation, "color");

	if (word == NULL || strcmp(word, "auto") == 0)
		wish->color = isatty(STDOUT_FILENO) == 1 &&
			      getenv("NO_COLOR") == NULL;
	else if (strcmp(word, "always") == 0)
		wish->color = true;
	else if (strcmp(word, "never") != 0)
		return complain_use("--color takes auto, always or never, "
				    "not `%s`",
			word);
	return 0;
}

static int read_newness(const struct invocation *invocation, struct wish *wish)
{
	bool all = invocation_option(invocation, "all") != NULL;
	bool only_new = invocation_option(invocation, "new") != NULL;
	bool compared = invocation_option(invocation, "staged") != NULL ||
			invocation_option(invocation, "range") != NULL;

	if (all && only_new)
		return complain_use("--new and --all exclude each other");
	if (only_new && !compared)
		return complain_use("--new needs something to compare with: "
				    "add --staged or --range A..B");
	wish->only_new = compared && !all;
	return 0;
}

static void read_selection(struct arena *arena,
	const struct invocation *invocation, struct selection *selection)
{
	selection->linters = words_of_option(
		arena, invocation, "linter", &selection->linter_count);
	selection->rules = words_of_option(
		arena, invocation, "rule", &selection->rule_count);
	if (invocation->linter != NULL && selection->linter_count == 0) {
		const char **linter = arena_alloc(arena, sizeof(*linter));

		*linter = invocation->linter;
		selection->linters = linter;
		selection->linter_count = 1;
	}
}

static int read_wish(struct arena *arena, const struct invocation *invocation,
	struct wish *wish)
{
	int status = read_formats(arena, invocation, wish);

	if (status == 0)
		status = read_fail_on(invocation, wish);
	if (status == 0)
		status = read_color(invocation, wish);
	if (status == 0)
		status = read_newness(invocation, wish);
	wish->quiet = invocation_option(invocation, "quiet") != NULL;
	read_selection(arena, invocation, &wish->selection);
	return status;
}

static int read_jobs(const struct invocation *invocation, unsigned *jobs)
{
	const char *word = invocation_option(invocation, "jobs");
	long number;

	*jobs = 0;
	if (word == NULL)
		return 0;
	if (!slice_number(slice_of(word), 1, 256, &number))
		return complain_use("--jobs takes a number from 1 to 256, "
				    "not `%s`",
			word);
	*jobs = (unsigned)number;
	return 0;
}

static int read_paths(struct target *target,
	const struct invocation *invocation, struct wish *wish)
{
	size_t i;

	wish->paths = arena_alloc(target->arena,
		(invocation->argument_count + 1) * sizeof(*wish->paths));
	for (i = 0; i < invocation->argument_count; i++) {
		const char *path =
			target_path(target, invocation->arguments[i]);

		if (path == NULL)
			return complain_use("`%s` lies outside the repository",
				invocation->arguments[i]);
		if (path[0] != '\0' &&
			snapshot_find(target->snapshot, path) == NULL &&
			!snapshot_has_folder(target->snapshot, path))
			return complain_use(
				file_exists(invocation->arguments[i])
					? "`%s` is not tracked, so it is no file "
					  "of %s: `git add` it first"
					: "`%s` is neither a file nor a folder "
					  "of %s",
				invocation->arguments[i],
				target->snapshot->name);
		wish->paths[wish->path_count++] = path;
	}
	return 0;
}

static bool path_wanted(const struct wish *wish, const char *path)
{
	size_t i;

	for (i = 0; i < wish->path_count; i++)
		if (path_within(path, wish->paths[i]))
			return true;
	return wish->path_count == 0;
}

/* Findings that are not suppressed and lie within the asked paths. */
static void filter(struct finding_list *out, const struct wish *wish,
	const struct finding_list *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++) {
		struct finding *finding = findings->items[i];

		if (!finding->suppressed &&
			path_wanted(wish, finding->place.path))
			vector_add(out, finding);
	}
}

static int write_output(const struct output *output,
	const struct report *report, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	int result = output->format->write(&text, report, err);

	redact(text.data, text.size, settings_rules(report->settings));
	if (result == 0 && output->file != NULL)
		result = file_write(
			output->file, text.data, text.size, 0644, err);
	else if (result == 0)
		result = file_write_descriptor(STDOUT_FILENO, text.data,
			text.size, "standard output", err);
	buffer_release(&text);
	return result;
}

static const char *category_of(const struct target *target,
	const struct invocation *invocation, const struct wish *wish)
{
	const char *category = invocation_option(invocation, "category");

	if (category != NULL)
		return arena_format(target->arena, "%s%s", category,
			string_ends(category, "/") ? "" : "/");
	if (wish->selection.linter_count == 1)
		return arena_format(
			target->arena, "plumb/%s/", wish->selection.linters[0]);
	return "plumb/";
}

static int fill_provenance(const struct target *target,
	struct provenance *provenance, struct error *err)
{
	if (target->repository == NULL)
		return 0;
	if (repository_ready(target->repository, err) != 0)
		return -1;
	provenance->repository = repository_origin(target->repository);
	provenance->revision = target_revision(target);
	provenance->branch = repository_branch(target->repository);
	return 0;
}

static int write_reports(const struct target *target,
	const struct invocation *invocation, const struct wish *wish,
	const struct run_result *result, const struct finding_list *findings,
	const struct summary *summary, struct error *err)
{
	struct report report = {
		.findings = findings,
		.notices = &result->sink.notices,
		.only_new = wish->only_new,
		.snapshot = target->snapshot,
		.settings = target->settings,
		.category = category_of(target, invocation, wish),
		.successful = summary->failed == 0,
		.color = wish->color,
		.excerpts = wish->color || isatty(STDOUT_FILENO) == 1,
	};
	size_t i;

	/* Only services want it, and it takes a look at every configuration. */
	if (whole_tree_wanted(wish) &&
		fill_provenance(target, &report.provenance, err) != 0)
		return -1;
	for (i = 0; i < wish->output_count; i++)
		if (write_output(&wish->outputs[i], &report, err) != 0)
			return -1;
	return 0;
}

static int status_of(const struct wish *wish, const struct summary *summary)
{
	if (wish->fail_on != LEVEL_OFF &&
		summary_at_least(summary, wish->fail_on) != 0)
		return STATUS_FINDINGS;
	return summary->failed != 0 ? STATUS_WORK : STATUS_CLEAN;
}

static int judge(struct target *target, const struct invocation *invocation,
	const struct wish *wish, struct error *err)
{
	struct run_result result = {0};
	struct run_request request;
	struct finding_list findings = {0};
	struct summary summary;
	struct progress progress;
	int status = -1;

	target_request(target, &request);
	progress_start(&progress, &request.scan);
	request.only_new = wish->only_new && !whole_tree_wanted(wish);
	request.scan.no_prefilter = getenv("PLUMB_NO_PREFILTER") != NULL;
	if (read_jobs(invocation, &request.scan.jobs) != 0)
		return STATUS_USE;
	if (run_judge(&result, target->arena, &request, err) != 0 ||
		history_judge(target, &request, &result, err) != 0)
		goto cleanup;
	progress_end(&progress);
	filter(&findings, wish, &result.sink.findings);
	summary_fill(&summary, target, &result, &findings, wish->only_new);
	if (write_reports(target, invocation, wish, &result, &findings,
		    &summary, err) != 0)
		goto cleanup;
	summary_print(&summary, &result, wish->quiet,
		progress_milliseconds(&progress));
	status = status_of(wish, &summary);
cleanup:
	progress_end(&progress);
	vector_free(&findings);
	sink_release(&result.sink);
	return status;
}

int check_run(
	const struct invocation *invocation, const struct check_plan *plan)
{
	struct target target = {.arena = arena_new()};
	struct wish wish = {0};
	struct error err = {0};
	int status = read_wish(target.arena, invocation, &wish);

	if (plan != NULL)
		wish.selection = *plan->selection;
	if (status == 0) {
		if (target_open(&target, invocation, &wish.selection, &err) !=
				0 ||
			(plan != NULL && plan->accept(&target, &err) != 0))
			status = complain(&err);
		else
			status = read_paths(&target, invocation, &wish);
	}
	if (status == 0) {
		status = judge(&target, invocation, &wish, &err);
		if (status < 0)
			status = complain(&err);
	}
	free(wish.outputs);
	/* A large index takes a tenth of a small check's time to let go. */
	if (MEMORY_IS_WATCHED)
		target_release(&target);
	return status;
}

static int run_check(const struct invocation *invocation)
{
	return check_run(invocation, NULL);
}

static const struct option_row check_options[] = {
	TARGET_OPTIONS,
	{0, "new", NULL,
		"only what the base does not have (default with --staged, "
		"--range)"},
	{0, "all", NULL, "everything in the judged tree"},
	{'l', "linter", "NAME[,NAME]", "only these linters"},
	{0, "rule", "ID[,ID]", "only these rules"},
	{'f', "format", "FORMAT[=FILE]",
		"text (default), sarif, github, json, jsonl; repeatable"},
	{0, "fail-on", "LEVEL",
		"error (default), warning, note or never: what makes the exit "
		"status 1"},
	{0, "category", "NAME", "SARIF: the analysis category (default plumb)"},
	{'j', "jobs", "N", "threads (default: the processors)"},
	{'q', "quiet", NULL, "no summary line"},
	{0, "color", "WHEN", "auto (default), always or never"},
};

const struct command command_check = {
	.name = "check",
	.arguments = "[PATH…]",
	.summary = "judge the repository and report what breaks a rule",
	.description =
		"PATHs, relative to the current folder, filter what is shown.\n"
		"\n"
		"Exit status: 0 nothing at or above the fail level, 1 findings, "
		"2 wrong use\n"
		"(an option, the configuration, a rule file, a revision), 3 "
		"could not do its\n"
		"work (no repository, unreadable object, a file that could not "
		"be looked at).",
	.options = check_options,
	.option_count = OPTION_COUNT(check_options),
	.run = run_check,
};
