/*
 * What a command judges, opened by its options: repository, snapshot,
 * configuration, rules, bases. Judges nothing itself.
 */
#include "cli/target.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/linters.h"
#include "cli/packs.h"
#include "cli/print.h"
#include "engine/configuration.h"
#include "engine/tables.h"
#include "model/model.h"
#include "source/change.h"
#include "source/range.h"
#include "source/repository.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int choose_mode(struct target *target,
	const struct invocation *invocation, struct error *err)
{
	static const char *const names[] = {
		"worktree", "staged", "range", "tree"};
	int i, given = 0;

	target->mode = TARGET_WORKTREE;
	for (i = 0; i < 4; i++) {
		if (invocation_option(invocation, names[i]) == NULL)
			continue;
		target->mode = (enum target_mode)i;
		given++;
	}
	if (given > 1)
		return error_set(err, ERROR_USE,
			"--staged, --range, --tree and --worktree exclude "
			"each other: choose one");
	return 0;
}

static int open_repository(struct target *target,
	const struct invocation *invocation, struct error *err)
{
	const char *folder = invocation_option(invocation, "directory");

	if (folder != NULL && chdir(folder) != 0)
		return error_at(err, ERROR_USE, folder, 0, 0,
			"cannot be entered: %s", strerror(errno));
	if (repository_open(&target->repository, NULL, err) != 0)
		return -1;
	target->prefix = repository_prefix(target->repository);
	return 0;
}

/* Room for count bases, all empty. */
static void make_bases(struct target *target, size_t count)
{
	target->bases = arena_alloc(
		target->arena, (count + 1) * sizeof(*target->bases));
	target->base_snapshots = arena_alloc(
		target->arena, (count + 1) * sizeof(*target->base_snapshots));
	target->touched = arena_alloc(
		target->arena, (count + 1) * sizeof(*target->touched));
}

static int add_base(
	struct target *target, struct snapshot *snapshot, struct error *err)
{
	size_t i = target->base_count++;
	struct run_base *base = &target->bases[i];

	target->base_snapshots[i] = snapshot;
	base->snapshot = snapshot;
	if (repository_changes(&base->changes, target->arena,
		    target->repository, snapshot, target->snapshot, err) != 0)
		return -1;
	target->touched[i] =
		touched_new(snapshot, target->snapshot, &base->changes);
	base->touched = touched_lines(target->touched[i]);
	return 0;
}

/* The history of a range asks its base for paths, so that must be whole. */
static int add_commit_base(
	struct target *target, const char *revision, struct error *err)
{
	struct snapshot *snapshot;

	if (repository_base(&snapshot, target->repository, revision,
		    target->snapshot, err) != 0)
		return -1;
	if (target->mode == TARGET_RANGE)
		snapshot_complete(snapshot);
	return add_base(target, snapshot, err);
}

static int open_staged(struct target *target, struct error *err)
{
	struct commit_list bases = {0};
	size_t i;
	int result;

	/* The bases first, while the index is still being read. */
	target->revision = repository_head(target->repository);
	result = repository_bases(&bases, target->repository, err);
	if (result == 0)
		result = repository_index(
			&target->snapshot, target->repository, err);
	make_bases(target, bases.count + 1);
	if (result == 0 && bases.count == 0)
		result = add_base(target, repository_empty(), err);
	for (i = 0; result == 0 && i < bases.count; i++)
		result = add_commit_base(target, bases.items[i].hex, err);
	vector_free(&bases);
	return result;
}

static int open_range(
	struct target *target, const char *text, struct error *err)
{
	struct range range;

	if (range_parse(&range, target->repository, text, err) != 0)
		return -1;
	memcpy(target->range_base, range.base.hex, sizeof(range.base.hex));
	memcpy(target->range_head, range.head.hex, sizeof(range.head.hex));
	target->range = text;
	if (repository_resolve(target->repository, target->range_head,
		    &target->revision, err) != 0)
		return -1;
	make_bases(target, 1);
	if (repository_tree(&target->snapshot, target->repository,
		    target->range_head, NULL, err) != 0)
		return -1;
	return add_commit_base(target, target->range_base, err);
}

static int open_tree(
	struct target *target, const char *revision, struct error *err)
{
	if (repository_resolve(
		    target->repository, revision, &target->revision, err) != 0)
		return -1;
	return repository_tree(
		&target->snapshot, target->repository, revision, NULL, err);
}

static int open_snapshot(struct target *target,
	const struct invocation *invocation, struct error *err)
{
	switch (target->mode) {
	case TARGET_STAGED:
		return open_staged(target, err);
	case TARGET_RANGE:
		return open_range(
			target, invocation_option(invocation, "range"), err);
	case TARGET_TREE:
		return open_tree(
			target, invocation_option(invocation, "tree"), err);
	case TARGET_WORKTREE:
		break;
	}
	return repository_worktree(&target->snapshot, target->repository, err);
}

const char *target_revision(const struct target *target)
{
	if (target->mode == TARGET_WORKTREE && target->repository != NULL)
		return repository_head(target->repository);
	return target->revision;
}

/*
 * Somebody who has just written the configuration tries it before it is
 * tracked; the hook and CI would not see it, so that is said.
 */
static const char *untracked_configuration(const struct target *target)
{
	const char *root = target->repository != NULL
				   ? repository_root(target->repository)
				   : NULL;
	const char *path;

	if (target->mode != TARGET_WORKTREE || root == NULL)
		return NULL;
	path = arena_format(target->arena, "%s%s", root, CONFIGURATION_NAME);
	if (!file_exists(path))
		return NULL;
	tell(CONFIGURATION_NAME " is not tracked yet: `git add` it, or the "
				"hook and CI will not see it");
	return path;
}

static int given_text(const char *path, struct buffer *text, struct error *err)
{
	if (file_read(text, path, err) == 0)
		return 0;
	err->kind = ERROR_USE;
	return -1;
}

/* The text of the configuration, or NULL where there is none. */
static int configuration_text(struct target *target, const char *given,
	const char **text, size_t *size, struct error *err)
{
	const struct snapshot_entry *entry =
		snapshot_find(target->snapshot, CONFIGURATION_NAME);
	struct content content = {0};
	int result = 0;

	*text = NULL;
	if (given == NULL && entry == NULL)
		given = untracked_configuration(target);
	if (given != NULL)
		result = given_text(given, &content.buffer, err);
	else if (entry == NULL)
		return 0;
	else
		result = snapshot_read(target->snapshot, entry, &content, err);
	if (result == 0 && content.left_out != LEFT_NOTHING &&
		content.left_out != LEFT_ABSENT)
		result = error_at(err, ERROR_USE, CONFIGURATION_NAME, 0, 0,
			"the configuration cannot be read: it is %s",
			left_out_name(content.left_out));
	if (result == 0 && content.left_out == LEFT_NOTHING) {
		*size = content.buffer.size;
		*text = arena_copy(
			target->arena, buffer_string(&content.buffer), *size);
	}
	content_release(&content);
	return result;
}

static void set_registry(struct target *target, const char *path)
{
	struct configuration *configuration = target->configuration;
	const char **paths = arena_alloc(target->arena, sizeof(*paths));

	paths[0] = path;
	configuration->registries = paths;
	configuration->registry_count = 1;
	configuration->registry_places = arena_alloc(
		target->arena, sizeof(*configuration->registry_places));
	configuration->registry_places[0].path = path;
	configuration->registry_places[0].line = 1;
	configuration->registry_places[0].column = 1;
}

/*
 * An export of a registry, laid over the judged tree and what it is compared
 * with alike: nothing that it says is new.
 */
static int registry_of_input(struct target *target, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct slice trimmed;
	const char *path;
	size_t i;
	int result = file_read_descriptor(
		&text, STDIN_FILENO, "standard input", err);

	trimmed = slice_trim(slice_range(buffer_string(&text), 0, text.size));
	path = slice_starts(trimmed, "{") || slice_starts(trimmed, "[")
		       ? "standard-input.json"
		       : "standard-input.yaml";
	if (result == 0) {
		target->snapshot = snapshot_overlay(target->snapshot, path,
			buffer_string(&text), text.size);
		for (i = 0; i < target->base_count; i++) {
			target->base_snapshots[i] =
				snapshot_overlay(target->base_snapshots[i],
					path, buffer_string(&text), text.size);
			target->bases[i].snapshot = target->base_snapshots[i];
		}
		set_registry(target, path);
	}
	buffer_release(&text);
	return result;
}

static int choose_registry(struct target *target,
	const struct invocation *invocation, struct error *err)
{
	const char *given = invocation_option(invocation, "registry");
	const char *path;

	if (given == NULL)
		return 0;
	if (strcmp(given, "-") == 0)
		return registry_of_input(target, err);
	path = target_path(target, given);
	if (path == NULL || snapshot_find(target->snapshot, path) == NULL)
		return error_set(err, ERROR_USE,
			"--registry `%s` is not a file of %s", given,
			target->snapshot->name);
	set_registry(target, path);
	return 0;
}

int target_configure(struct target *target, const struct invocation *invocation,
	const struct selection *selection, struct error *err)
{
	const char *given = invocation_option(invocation, "config"), *text;
	size_t size = 0;

	if (configuration_text(target, given, &text, &size, err) != 0)
		return -1;
	if (configuration_load(&target->configuration, target->arena,
		    given != NULL ? given : CONFIGURATION_NAME, text, size,
		    err) != 0)
		return -1;
	if (choose_registry(target, invocation, err) != 0)
		return -1;
	if (packs_load(&target->rules, target->arena, target->snapshot,
		    target->configuration, err) != 0)
		return -1;
	tables_apply(&target->rules, target->arena, target->configuration);
	return settings_new(&target->settings, &target->rules,
		target->configuration, selection, err);
}

int target_open(struct target *target, const struct invocation *invocation,
	const struct selection *selection, struct error *err)
{
	time_t now = time(NULL);
	struct tm today;

	gmtime_r(&now, &today);
	strftime(target->today, sizeof(target->today), "%Y-%m-%d", &today);
	rule_set_init(&target->rules);
	if (choose_mode(target, invocation, err) != 0)
		return -1;
	if (open_repository(target, invocation, err) != 0 ||
		open_snapshot(target, invocation, err) != 0)
		return -1;
	return target_configure(target, invocation, selection, err);
}

void target_close(struct target *target)
{
	size_t i;

	settings_free(target->settings);
	for (i = 0; i < target->base_count; i++) {
		touched_free(target->touched[i]);
		snapshot_free(target->base_snapshots[i]);
	}
	snapshot_free(target->snapshot);
	repository_free(target->repository);
	target->settings = NULL;
	target->base_count = 0;
	target->snapshot = NULL;
	target->repository = NULL;
}

void target_release(struct target *target)
{
	target_close(target);
	rule_set_release(&target->rules);
	arena_free(target->arena);
	target->arena = NULL;
}

void target_request(const struct target *target, struct run_request *request)
{
	memset(request, 0, sizeof(*request));
	request->snapshot = target->snapshot;
	request->configuration = target->configuration;
	request->settings = target->settings;
	request->linters = linters;
	request->linter_count = linter_count;
	request->models = &model_operations;
	request->bases = target->bases;
	request->base_count = target->base_count;
	request->today = target->today;
	request->scan.conditions = &model_operations.conditions;
}

/* An absolute path made relative to the root, or NULL. */
static const char *from_root(const struct target *target, const char *path)
{
	const char *root = repository_root(target->repository);
	size_t size;

	if (root == NULL)
		return NULL;
	size = strlen(root);
	if (strncmp(path, root, size - 1) != 0 ||
		(path[size - 1] != '/' && path[size - 1] != '\0'))
		return NULL;
	return path[size - 1] == '\0' ? "" : path + size;
}

const char *target_path(struct target *target, const char *argument)
{
	if (argument[0] != '/')
		return path_join(target->arena, target->prefix, argument);
	argument = from_root(target, argument);
	return argument != NULL ? path_join(target->arena, "", argument) : NULL;
}
