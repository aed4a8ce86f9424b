/*
 * `plumb registry env`: PORT in the env files of components, those that git
 * does not see too, brought to the registry's value. Never stages anything.
 */
#include "base/arena.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/registry_commands.h"
#include "cli/registry_open.h"
#include "generate/env_port.h"
#include "source/disk.h"
#include "source/repository.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct bringing {
	struct registry_target *target;
	struct arena *arena;
	bool write;
	struct buffer out;
	size_t wrong;
};

VECTOR_TYPE(name_vector, const char *);

static void report(struct bringing *bringing, const struct dotenv *dotenv,
	const struct component *component, const struct port_edit *edit)
{
	unsigned line, column;

	lines_at(&dotenv->lines, edit->entry->value_start, &line, &column);
	buffer_format(&bringing->out, "%s:%u:%u: PORT %ld → %ld (%s)\n",
		dotenv->path, line, column, edit->found, edit->wanted,
		component->entry->name);
	bringing->wrong++;
}

static int bring(struct bringing *bringing, const struct dotenv *dotenv,
	struct slice text, const struct component *component, struct error *err)
{
	struct port_edit_list edits = {0};
	struct buffer changed = BUFFER_INIT;
	int result = 0;

	env_port_edits(&edits, dotenv, component);
	for (size_t i = 0; i < edits.count; i++)
		report(bringing, dotenv, component, &edits.items[i]);
	if (edits.count != 0 && bringing->write) {
		env_port_apply(&changed, text, &edits);
		result = registry_write(&bringing->target->target, dotenv->path,
			&text, &changed, err);
	}
	vector_free(&edits);
	buffer_release(&changed);
	return result;
}

static int bring_tracked(struct bringing *bringing, struct error *err)
{
	struct model *model = bringing->target->model;
	size_t count;
	struct dotenv *const *files = model_env_files(model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct component *component =
			model_component_of(model, files[i]->path);
		const struct model_text *text =
			model_text(model, files[i]->path);

		if (component == NULL || text == NULL)
			continue;
		if (bring(bringing, files[i],
			    (struct slice){text->text, text->size}, component,
			    err) != 0)
			return -1;
	}
	return 0;
}

/* --- files that git does not see --------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int not_listed(const char *folder, struct error *err)
{
	return error_at(err, ERROR_WORK, folder, 0, 0, "cannot be listed: %s",
		strerror(errno));
}

/* Env files that lie in the folder and are not in the snapshot; sorted. */
static int list_untracked(const struct bringing *bringing,
	struct name_vector *out, const char *folder, struct error *err)
{
	const char *root = repository_root(bringing->target->target.repository);
	DIR *stream =
		opendir(arena_format(bringing->arena, "%s%s", root, folder));
	struct dirent *entry;

	if (stream == NULL)
		return errno == ENOENT || errno == ENOTDIR
			       ? 0
			       : not_listed(folder, err);
	for (errno = 0; (entry = readdir(stream)) != NULL; errno = 0) {
		const char *name = arena_format(bringing->arena, "%s%s%s",
			folder, *folder != '\0' ? "/" : "", entry->d_name);

		if (dotenv_is_name(name) &&
			snapshot_find(bringing->target->target.snapshot,
				name) == NULL)
			vector_add(out, name);
	}
	if (errno != 0) {
		not_listed(folder, err);
		closedir(stream);
		return -1;
	}
	closedir(stream);
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return 0;
}

/* What is no plain file, or lies behind a link, is no env file of ours. */
static int bring_loose(struct bringing *bringing, struct disk *root,
	const char *path, const struct component *component, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct dotenv *dotenv;
	bool too_large = false, absent = false;
	int result = disk_read(
		root, path, &text, CONTENT_LIMIT, &too_large, &absent, err);

	if (result == 0 && !too_large && !absent) {
		dotenv = dotenv_read(bringing->arena, path,
			buffer_string(&text), text.size, NULL);
		result = bring(bringing, dotenv,
			slice_range(buffer_string(&text), 0, text.size),
			component, err);
		dotenv_release(dotenv);
	}
	buffer_release(&text);
	return result;
}

static int bring_untracked(struct bringing *bringing,
	const struct component *component, struct error *err)
{
	const char *top = repository_root(bringing->target->target.repository);
	struct name_vector names = {0};
	struct disk *root;
	int result;

	if (top == NULL || component->entry == NULL)
		return 0;
	if (disk_open(&root, top, err) != 0)
		return -1;
	result = list_untracked(bringing, &names, component->path, err);
	for (size_t i = 0; i < names.count && result == 0; i++)
		result = bring_loose(
			bringing, root, names.items[i], component, err);
	disk_close(root);
	vector_free(&names);
	return result;
}

static int bring_all(struct bringing *bringing, struct error *err)
{
	size_t count;
	const struct component *components =
		model_components(bringing->target->model, &count);

	if (bring_tracked(bringing, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (bring_untracked(bringing, &components[i], err) != 0)
			return -1;
	return 0;
}

/* --- the command ------------------------------------------------------- */

static int status_of(const struct bringing *bringing, bool check)
{
	if (bringing->wrong == 0) {
		tell("every PORT agrees with the registry");
		return STATUS_CLEAN;
	}
	if (bringing->write) {
		tell("%zu changed, nothing staged", bringing->wrong);
		return STATUS_CLEAN;
	}
	tell("%zu to change: plumb registry env --write", bringing->wrong);
	return check ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int run_env(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	struct bringing bringing = {
		.target = &target, .arena = target.target.arena};
	bool check = invocation_option(invocation, "check") != NULL;
	struct error err = {0};
	int status = 0;

	bringing.write = invocation_option(invocation, "write") != NULL;
	if (check && bringing.write)
		status = complain_use("--write and --check exclude each other");
	else if (invocation->argument_count != 0)
		status = complain_use("plumb registry env takes no argument "
				      "such as `%s`",
			invocation->arguments[0]);
	else if (registry_open(&target, invocation, &err) != 0 ||
		 model_read_whole(target.model, &err) != 0)
		status = complain(&err);
	if (status == 0) {
		int result = bring_all(&bringing, &err);

		/* What was written before a failure is told too. */
		if (registry_print_text(
			    &bringing.out, result == 0 ? &err : NULL) != 0 ||
			result != 0)
			status = complain(&err);
		else
			status = status_of(&bringing, check);
	}
	buffer_release(&bringing.out);
	registry_close(&target);
	return status;
}

static const struct option_row env_options[] = {
	{'w', "write", NULL,
		"change the files (default: show what would change)"},
	{0, "check", NULL, "exit with 1 when something would change"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_env = {
	.name = "registry env",
	.arguments = "",
	.summary = "bring PORT in env files to the registry's value",
	.description =
		"In the env files of each component, tracked or not (.env, "
		".env.example,\n.env.local …): the number behind PORT=, and "
		"nothing else. A port that the\ncomponent's container serves is "
		"right too. Nothing is staged.",
	.options = env_options,
	.option_count = OPTION_COUNT(env_options),
	.run = run_env,
};
