/*
 * Opens what the registry's own commands speak of, and writes files of the
 * work tree with care. Judges nothing.
 */
#include "cli/registry_open.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/visible.h"
#include "cli/command.h"
#include "cli/print.h"
#include "engine/redact.h"
#include "generate/registry_table.h"
#include "source/repository.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first notice of that kind about a file that wanted is true for. */
static int first_notice(struct model *model, struct error *err,
	enum notice_kind kind,
	bool (*wanted)(const struct configuration *, const char *))
{
	const struct configuration *configuration = model_configuration(model);
	struct arena *arena = arena_new();
	struct sink sink;
	int result = 0;

	sink_init(&sink, arena, NULL);
	model_unread(model, &sink);
	model_operations.notices(model, &sink);
	for (size_t i = 0; i < sink.notices.count && result == 0; i++) {
		const struct notice *notice = &sink.notices.items[i];

		if (notice->kind == kind && notice->path != NULL &&
			wanted(configuration, notice->path))
			result = error_at(err,
				kind == NOTICE_FAILED ? ERROR_WORK : ERROR_USE,
				notice->path, 0, 0, "%s", notice->message);
	}
	sink_release(&sink);
	arena_free(arena);
	return result;
}

int registry_misfit(struct model *model, struct error *err)
{
	return first_notice(model, err, NOTICE_NOTE, model_is_registry_path);
}

int registry_readable(struct model *model, struct error *err)
{
	return first_notice(model, err, NOTICE_FAILED, model_is_registry_path);
}

int registry_unusable(struct model *model, struct error *err)
{
	size_t count;
	const struct registry_problem *problems =
		model_registry_problems(model, &count);

	if (count != 0) {
		*err = problems[0].error;
		err->kind = ERROR_USE;
		return -1;
	}
	return registry_readable(model, err) != 0 ||
			       registry_misfit(model, err) != 0
		       ? -1
		       : 0;
}

/* Why there is no registry: one that is none, or no file at all. */
static int none_found(
	struct model *model, const struct snapshot *snapshot, struct error *err)
{
	if (registry_unusable(model, err) != 0)
		return -1;
	return error_set(err, ERROR_USE,
		"%s has no registry: `git add` one at "
		"config/ports/registry.yaml or ports.yaml, or name it with "
		"`registry:` in .plumb.yml",
		snapshot->name);
}

int registry_required(const struct target *target, struct error *err)
{
	struct model *model =
		model_operations.open(target->snapshot, target->configuration);
	size_t registries, problems;
	int result = 0;

	model_registries(model, &registries);
	model_registry_problems(model, &problems);
	if (registries == 0 && problems == 0)
		result = none_found(model, target->snapshot, err);
	model_operations.close(model);
	return result;
}

static const char *const only_ports[] = {"ports"};
/* The settings keep it as long as the target is. */
static const struct selection ports_selection = {
	.linters = only_ports, .linter_count = 1};

static int open_target(struct registry_target *out,
	const struct invocation *invocation, const struct selection *selection,
	struct error *err)
{
	if (target_open(&out->target, invocation, selection, err) != 0)
		return -1;
	registry_open_model(out);
	return 0;
}

void registry_open_model(struct registry_target *target)
{
	if (target->model != NULL)
		model_operations.close(target->model);
	target->model = model_operations.open(
		target->target.snapshot, target->target.configuration);
	target->registries = model_registries(target->model, &target->count);
}

int registry_open_target(struct registry_target *out,
	const struct invocation *invocation, struct error *err)
{
	return open_target(out, invocation, &ports_selection, err);
}

static int open_models(struct registry_target *out,
	const struct invocation *invocation, const struct selection *selection,
	struct error *err)
{
	const struct registry_problem *problems;
	size_t count, i;

	if (open_target(out, invocation, selection, err) != 0)
		return -1;
	problems = model_registry_problems(out->model, &count);
	for (i = 0; i < count; i++) {
		if (!problems[i].configured)
			continue;
		*err = problems[i].error;
		err->kind = ERROR_USE;
		return -1;
	}
	return 0;
}

int registry_open_any(struct registry_target *out,
	const struct invocation *invocation, struct error *err)
{
	return open_models(out, invocation, &ports_selection, err);
}

int registry_open_selected(struct registry_target *out,
	const struct invocation *invocation, const struct selection *selection,
	struct error *err)
{
	if (open_models(out, invocation, selection, err) != 0)
		return -1;
	if (out->count == 0)
		return none_found(out->model, out->target.snapshot, err);
	return 0;
}

int registry_open(struct registry_target *out,
	const struct invocation *invocation, struct error *err)
{
	return registry_open_selected(out, invocation, &ports_selection, err);
}

void registry_close(struct registry_target *target)
{
	if (target->model != NULL)
		model_operations.close(target->model);
	target->model = NULL;
	target_release(&target->target);
}

int registry_only(const struct registry **out,
	const struct registry_target *target, struct error *err)
{
	if (target->count > 1)
		return error_set(err, ERROR_USE,
			"there are %zu registries (%s, %s%s): choose one with "
			"--registry FILE",
			target->count, target->registries[0]->path,
			target->registries[1]->path,
			target->count > 2 ? ", …" : "");
	*out = target->registries[0];
	return 0;
}

/* A folder on the way to a new file is made. */
static int make_folder(const char *name, struct stat *st)
{
	if (mkdir(name, 0777) != 0 && errno != EEXIST)
		return -1;
	return lstat(name, st);
}

static int refuse_link(struct error *err, const char *path, const char *what)
{
	return error_at(err, ERROR_USE, path, 0, 0,
		"%s: plumb writes only plain files of the work tree", what);
}

/* Some file systems know these by other cases, and the first by the second. */
static bool is_of_git(const char *path)
{
	size_t size;

	for (; *path != '\0'; path += size + (path[size] == '/')) {
		size = strcspn(path, "/");
		if ((size == 4 && strncasecmp(path, ".git", size) == 0) ||
			(size == 5 && strncasecmp(path, "git~1", size) == 0))
			return true;
	}
	return false;
}

/*
 * The file and every folder above it, up to the root: a link could lead out
 * of the repository.
 */
static int check_plain(
	const char *root, const char *path, bool exists, struct error *err)
{
	struct buffer name = BUFFER_INIT;
	size_t at = 0;
	struct stat st;
	int result = 0;

	while (result == 0 && path[at] != '\0') {
		bool last, missing;

		at += strcspn(path + at, "/");
		last = path[at] == '\0';
		buffer_clear(&name);
		buffer_add_string(&name, root);
		buffer_add(&name, path, at);
		at += !last;
		missing = lstat(buffer_string(&name), &st) != 0;
		if (missing && last && !exists && errno == ENOENT)
			break;
		if (missing && !exists && errno == ENOENT)
			missing = make_folder(buffer_string(&name), &st) != 0;
		if (missing)
			result = error_at(err, ERROR_WORK, path, 0, 0,
				"cannot be written: %s", strerror(errno));
		else if (S_ISLNK(st.st_mode))
			result = refuse_link(err, path, "is a symbolic link");
		else if (last && !exists)
			result = error_at(
				err, ERROR_USE, path, 0, 0, "exists already");
		else if (last ? !S_ISREG(st.st_mode) : !S_ISDIR(st.st_mode))
			result = refuse_link(err, path, "is no plain file");
	}
	buffer_release(&name);
	return result;
}

static int check_unchanged(const char *name, const char *path,
	const struct slice *before, struct error *err)
{
	struct buffer now = BUFFER_INIT;
	int result = file_read(&now, name, err);

	if (result == 0 &&
		!slice_equal(
			*before, slice_range(buffer_string(&now), 0, now.size)))
		result = error_at(err, ERROR_USE, path, 0, 0,
			"has changed meanwhile: try again");
	buffer_release(&now);
	return result;
}

int registry_write(const struct target *target, const char *path,
	const struct slice *before, const struct buffer *text,
	struct error *err)
{
	const char *root = target->repository != NULL
				   ? repository_root(target->repository)
				   : NULL;
	const char *name;

	if (root == NULL)
		return error_set(err, ERROR_WORK,
			"there is no work tree to write `%s` to", path);

	/* A hook that a branch has plumb write is a program that it runs. */
	if (is_of_git(path))
		return error_at(err, ERROR_USE, path, 0, 0,
			"lies in git's own folder, where plumb writes nothing "
			"that a repository names");
	if (check_plain(root, path, before != NULL, err) != 0)
		return -1;
	name = arena_format(target->arena, "%s%s", root, path);
	if (before != NULL && check_unchanged(name, path, before, err) != 0)
		return -1;
	return file_write(name, buffer_string(text), text->size, 0644, err);
}

int registry_refuse_input(const struct invocation *invocation)
{
	const char *given = invocation_option(invocation, "registry");

	if (given == NULL || strcmp(given, "-") != 0)
		return 0;
	return complain_use("--registry - cannot be written to: name a file");
}

void registry_remark(const struct remark_list *remarks)
{
	for (size_t i = 0; i < remarks->count; i++)
		tell("%s", remarks->items[i]);
}

int registry_print(const struct buffer *text, struct error *err)
{
	return file_write_descriptor(STDOUT_FILENO, buffer_string(text),
		text->size, "standard output", err);
}

int registry_print_text(const struct buffer *text, struct error *err)
{
	struct buffer visible = BUFFER_INIT;
	int result;

	add_visible_lines(
		&visible, slice_range(buffer_string(text), 0, text->size));
	redact(visible.data, visible.size, NULL);
	result = registry_print(&visible, err);
	buffer_release(&visible);
	return result;
}
