/*
 * paths: names of files and folders that are not, or no longer, there. A
 * path counts as there when the snapshot has it, or when the repository's
 * ignore rules say that it is made later.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "engine/linter.h"
#include "model/model.h"
#include <string.h>

/* --- stale ------------------------------------------------------------- */

static const struct renaming *renaming_of(
	struct check *check, struct slice path)
{
	const struct renaming_list *paths = &check->configuration->stale_paths;
	size_t i;

	for (i = 0; i < paths->count; i++)
		if (slice_is(path, paths->items[i].from))
			return &paths->items[i];
	return NULL;
}

static void check_stale(struct check *check, const struct candidate *candidate)
{
	struct slice from = candidate_group(candidate, "from");
	const struct renaming *renaming = renaming_of(check, from);
	struct finding *finding;

	if (renaming == NULL ||
		strcmp(candidate->file->path, check->configuration->path) == 0)
		return;
	const struct value values[] = {
		{"from", renaming->from}, {"to", renaming->to}};

	finding = sink_add_rule(check->sink, candidate->rule, NULL,
		candidate->file->scope, candidate_place(candidate, "from"),
		values, 2);
	if (finding == NULL)
		return;
	finding_relate(check->sink, finding, renaming->place,
		"%s is called stale here", renaming->from);
	finding_fix(check->sink, finding, finding->place.start,
		finding->place.end, renaming->to, "use the new path");
}

/* --- missing ----------------------------------------------------------- */

static bool is_remote(const char *context)
{
	return strstr(context, "://") != NULL ||
		strncmp(context, "git@", 4) == 0 ||
		strncmp(context, "github.com/", 11) == 0 ||
		string_ends(context, ".git");
}

/* Does a submodule or a link stand at path or above it? */
static bool is_behind_link(struct check *check, const char *path)
{
	size_t size;

	for (size = strlen(path); size != 0; size--) {
		char *upper;
		const struct snapshot_entry *entry;

		if (path[size] != '\0' && path[size] != '/')
			continue;
		upper = arena_copy(check->arena, path, size);
		entry = snapshot_find(check->snapshot, upper);
		if (entry != NULL && entry->kind != ENTRY_FILE)
			return true;
	}
	return false;
}

static bool exists_or_will(struct check *check, const char *path)
{
	const struct snapshot_entry *entry;

	if (path[0] == '\0')
		return true;
	entry = snapshot_find(check->snapshot, path);
	if (entry != NULL && snapshot_exists(check->snapshot, entry))
		return true;
	return snapshot_has_folder(check->snapshot, path) ||
		is_behind_link(check, path) ||
		ignore_matches(model_ignore(check->model), path) ||
		ignore_matches(model_ignore(check->model),
			arena_format(check->arena, "%s/x", path));
}

/* alone: in a file that is nobody's project, such as an example. */
static void report_missing(struct check *check, const char *variant,
	const char *holder, bool alone, struct place place,
	const char *written, const char *path)
{
	const struct value values[] = {{"holder", holder},
		{"written", written}, {"path", path}};

	sink_add_rule(check->sink, check_rule(check, "paths/missing"), variant,
		alone ? SCOPE_TEST : model_scope(check->model, place.path),
		place, values, 3);
}

/* Can a path of a compose file be looked up? */
static bool is_lookup(const struct compose_text *text)
{
	return text->text != NULL && text->known && text->text[0] != '\0' &&
		text->text[0] != '/' && text->text[0] != '~' &&
		!is_remote(text->text);
}

static bool has_file(struct check *check, const char *folder, const char *name)
{
	const char *path = path_join(check->arena, folder, name);

	return path == NULL || exists_or_will(check, path);
}

/* The Dockerfile that the build needs in its context; NULL: none that can
 * be looked up. */
static const char *dockerfile_of(const struct compose_service *service)
{
	const struct compose_text *named = &service->dockerfile;

	if (named->text != NULL)
		return is_lookup(named) ? named->text : NULL;
	if (node_get(node_get(service->node, "build"), "dockerfile_inline") !=
		NULL)
		return NULL;
	return "Dockerfile";
}

static bool has_dockerfile(struct check *check,
	const struct compose_service *service, const char *context)
{
	const char *name = dockerfile_of(service);

	/* What a link, a submodule or a later build holds is not known. */
	if (name == NULL || !snapshot_has_folder(check->snapshot, context))
		return true;
	return has_file(check, context, name) ||
		(service->dockerfile.text == NULL &&
			has_file(check, context, "Containerfile"));
}

/*
 * A context counts from the file's folder or, since COMPOSE_FILE and
 * `--project-directory` move the project's folder, from one above it. Sets
 * *found to the first that exists; true when one has its Dockerfile too.
 */
static bool find_context(struct check *check, const struct compose_file *file,
	const struct compose_service *service, const char **found)
{
	const char *folder = file->folder;
	size_t size = strlen(folder) + 1;

	while (size-- != 0) {
		const char *path;

		if (size != 0 && folder[size] != '\0' && folder[size] != '/')
			continue;
		path = path_join(check->arena,
			arena_copy(check->arena, folder, size),
			service->build_context.text);
		if (path == NULL || !exists_or_will(check, path))
			continue;
		if (*found == NULL)
			*found = path;
		if (has_dockerfile(check, service, path))
			return true;
	}
	return false;
}

static void check_service(struct check *check, const struct compose_file *file,
	const struct compose_service *service)
{
	const struct compose_text *text = &service->build_context;
	const char *context = NULL, *name, *wanted;

	if (!is_lookup(text))
		return;
	wanted = path_join(check->arena, file->folder, text->text);
	if (wanted == NULL || /* outside the repository */
		find_context(check, file, service, &context))
		return;
	name = dockerfile_of(service);
	if (context == NULL)
		report_missing(check, "context", service->name,
			file->stands_alone, text->place, text->text, wanted);
	else
		report_missing(check, "dockerfile", service->name,
			file->stands_alone,
			service->dockerfile.text != NULL ?
				service->dockerfile.place : text->place,
			name, path_join(check->arena, context, name));
}

static void check_missing_in_compose(struct check *check)
{
	size_t count, i, k;
	struct compose_file *const *files =
		model_compose_files(check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < files[i]->service_count; k++)
			check_service(
				check, files[i], &files[i]->services[k]);
}

static void check_missing_in_registry(
	struct check *check, const struct registry *registry)
{
	size_t i;

	for (i = 0; i < registry->service_count; i++) {
		const struct registry_service *service =
			&registry->services[i];
		const char *path;

		if (service->path == NULL ||
			strchr(service->path, '/') == NULL)
			continue;
		path = path_join(
			check->arena, registry->folder, service->path);
		if (path != NULL && !exists_or_will(check, path))
			report_missing(check, "assignment", service->name,
				false, service->name_place, service->path, path);
	}
}

static void check_missing(struct check *check)
{
	size_t count, i;
	const struct registry *const *registries =
		model_registries(check->model, &count);

	check_missing_in_compose(check);
	for (i = 0; i < count; i++)
		check_missing_in_registry(check, registries[i]);
}

static bool paths_reads(
	const struct configuration *configuration, const char *path)
{
	return compose_is_name(path) || dotenv_is_name(path) ||
		model_is_registry_path(configuration, path);
}

static const struct linter_check paths_checks[] = {
	{.name = "stale", .candidate = check_stale},
	{.name = "missing", .whole = check_missing},
};

const struct linter linter_paths = {
	.name = "paths",
	.summary = "paths that are stale or do not exist",
	.checks = paths_checks,
	.check_count = sizeof(paths_checks) / sizeof(paths_checks[0]),
	.reads = paths_reads,
	.reads_paths = true,
};
