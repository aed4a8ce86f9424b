/*
 * `plumb registry diff`: what changed in the registry between two revisions
 * or files.
 */
#include "base/arena.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/registry_commands.h"
#include "cli/registry_open.h"
#include "generate/compare.h"
#include "source/repository.h"
#include <string.h>

typedef void comparison_writer(
	struct buffer *out, const struct comparison *comparison);

static const struct comparison_format {
	const char *name;
	comparison_writer *write;
	int (*print)(const struct buffer *text, struct error *err);
} formats[] = {
	{"text", comparison_text, registry_print_text},
	{"json", comparison_json, registry_print},
	{"markdown", comparison_markdown, registry_print_text},
	{"webhook", comparison_webhook, registry_print},
};

/* One of the two, with what must live as long as its registry. */
struct side {
	const char *name;
	struct snapshot *snapshot; /* of a revision */
	struct model *model;
	struct buffer text; /* of a file */
	struct registry *own;
	const struct registry *registry; /* NULL: none there */
};

static int read_file(struct side *side, struct arena *arena, struct error *err)
{
	struct document *document;

	if (file_read(&side->text, side->name, err) != 0) {
		err->kind = ERROR_USE;
		return -1;
	}
	if (document_parse(&document, arena, document_kind_of(side->name),
		    side->name, buffer_string(&side->text), side->text.size,
		    err) != 0)
		return -1;
	side->own = registry_read(arena, document, "");
	side->registry = side->own;
	if (side->own->form == REGISTRY_NONE)
		return error_at(err, ERROR_USE, side->name, 0, 0,
			"this is none of the forms of a registry");
	return 0;
}

/* By the configuration of the work tree; the first where there are several.
 * A revision in which it lay elsewhere is compared as a file. */
static int read_model(struct side *side, const struct target *target,
	const struct snapshot *snapshot, struct error *err)
{
	const struct registry *const *registries;
	const struct registry_problem *problems;
	size_t count;

	side->model = model_operations.open(snapshot, target->configuration);
	registries = model_registries(side->model, &count);
	if (count > 0) {
		side->registry = registries[0];
		return 0;
	}
	/* A registry that does not parse must not look like none. */
	problems = model_registry_problems(side->model, &count);
	for (size_t i = 0; i < count; i++)
		if (snapshot_find(snapshot, problems[i].path) != NULL) {
			*err = problems[i].error;
			return -1;
		}
	return registry_readable(side->model, err);
}

static int read_revision(
	struct side *side, const struct target *target, struct error *err)
{
	if (repository_tree(&side->snapshot, target->repository, side->name,
		    target->snapshot, err) != 0)
		return -1;
	return read_model(side, target, side->snapshot, err);
}

static int read_side(
	struct side *side, const struct target *target, struct error *err)
{
	struct error unresolved = {0};
	const char *id;
	bool revision, file;

	if (side->name == NULL) {
		side->name = target->snapshot->name;
		return read_model(side, target, target->snapshot, err);
	}
	revision = repository_resolve(target->repository, side->name, &id,
			   &unresolved) == 0;
	file = file_exists(side->name);
	if (revision && file)
		return error_set(err, ERROR_USE,
			"`%s` is a revision and a file: write ./%s for the "
			"file, or the commit's id",
			side->name, side->name);
	if (revision)
		return read_revision(side, target, err);
	if (file)
		return read_file(side, target->arena, err);
	/* Such as a commit that is there, and broken. */
	if (unresolved.kind == ERROR_WORK) {
		*err = unresolved;
		return -1;
	}
	return error_set(err, ERROR_USE,
		"`%s` is neither a revision nor a file", side->name);
}

static void tell_none(const struct side *side)
{
	struct error err = {0};

	if (side->registry != NULL)
		return;
	if (side->model != NULL && registry_misfit(side->model, &err) != 0)
		complain(&err);
	tell("no registry in %s: compared with an empty one", side->name);
}

static void side_release(struct side *side)
{
	if (side->model != NULL)
		model_operations.close(side->model);
	registry_release(side->own);
	snapshot_free(side->snapshot);
	buffer_release(&side->text);
}

static int choose_format(const struct invocation *invocation,
	const struct comparison_format **format)
{
	const char *name = invocation_option(invocation, "format");

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (name == NULL || strcmp(name, formats[i].name) == 0) {
			*format = &formats[i];
			return 0;
		}
	return complain_use("plumb registry diff knows the formats text, "
			    "json, markdown and webhook, not `%s`",
		name);
}

static int compare(const struct target *target,
	const struct invocation *invocation,
	const struct comparison_format *format, struct error *err)
{
	struct side sides[2] = {{.name = "HEAD"}, {.name = NULL}};
	const struct comparison *comparison;
	struct buffer text = BUFFER_INIT;
	int status = -1;

	for (size_t i = 0; i < invocation->argument_count; i++)
		sides[i].name = invocation->arguments[i];
	if (read_side(&sides[0], target, err) != 0 ||
		read_side(&sides[1], target, err) != 0)
		goto cleanup;
	tell_none(&sides[0]);
	tell_none(&sides[1]);
	comparison = registry_compare(target->arena, sides[0].registry,
		sides[1].registry, sides[0].name, sides[1].name);
	format->write(&text, comparison);
	status = format->print(&text, err);
	if (status == 0 && comparison->count > 0 &&
		invocation_option(invocation, "exit-code") != NULL)
		status = STATUS_FINDINGS;
cleanup:
	side_release(&sides[0]);
	side_release(&sides[1]);
	buffer_release(&text);
	return status;
}

static int run_diff(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	const struct comparison_format *format = NULL;
	struct error err = {0};
	int status = choose_format(invocation, &format);

	if (status == 0 && invocation->argument_count > 2)
		status = complain_use("plumb registry diff compares two: a "
				      "revision or a file each");
	if (status == 0 && registry_open_any(&target, invocation, &err) != 0)
		status = complain(&err);
	if (status == 0) {
		status = compare(&target.target, invocation, format, &err);
		if (status < 0)
			status = complain(&err);
	}
	registry_close(&target);
	return status;
}

static const struct option_row diff_options[] = {
	{'f', "format", "FORMAT", "text (default), json, markdown or webhook"},
	{0, "exit-code", NULL, "exit with 1 when there is any difference"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_diff = {
	.name = "registry diff",
	.arguments = "[A [B]]",
	.summary = "compare the registry of two revisions or files",
	.description =
		"A and B are revisions or files (`./main` is surely a file). B "
		"is the work tree,\nand A is HEAD, when they are left out.\n"
		"\n"
		"Services are added, removed, moved (another port) or renamed "
		"(another name, the\nsame port); their fields and the ranges "
		"are compared too. webhook is the body of\na chat's incoming "
		"webhook: {\"text\": …}.",
	.options = diff_options,
	.option_count = OPTION_COUNT(diff_options),
	.run = run_diff,
};
