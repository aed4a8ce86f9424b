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

static void report_missing(struct check *check, const char *variant,
	const char *holder, struct place place, const char *written,
	const char *path)
{
	const struct value values[] = {{"holder", holder},
		{"written", written}, {"path", path}};

	sink_add_rule(check->sink, check_rule(check, "paths/missing"), variant,
		model_scope(check->model, place.path), place, values, 3);
}

/* A path of a compose file that can be looked up; NULL: it cannot. */
static const char *lookup_path(struct check *check, const char *folder,
	const struct compose_text *text)
{
	if (text->text == NULL || !text->known || text->text[0] == '\0' ||
		text->text[0] == '/' || text->text[0] == '~' ||
		is_remote(text->text))
		return NULL;
	return path_join(check->arena, folder, text->text);
}

static void check_dockerfile(struct check *check,
	const struct compose_service *service, const char *context)
{
	struct compose_text assumed = {.text = "Dockerfile", .known = true};
	bool named = service->dockerfile.text != NULL;
	const struct compose_text *text = named ? &service->dockerfile
						: &assumed;
	const char *path = lookup_path(check, context, text);

	if (path == NULL || exists_or_will(check, path))
		return;
	if (!named && snapshot_find(check->snapshot,
			      arena_format(check->arena, "%s%sContainerfile",
				      context, context[0] ? "/" : "")) != NULL)
		return;
	if (!named && node_get(node_get(service->node, "build"),
			      "dockerfile_inline") != NULL)
		return;
	report_missing(check, "dockerfile", service->name,
		named ? service->dockerfile.place
		      : service->build_context.place,
		text->text, path);
}

static void check_service(struct check *check, const struct compose_file *file,
	const struct compose_service *service)
{
	const char *context =
		lookup_path(check, file->folder, &service->build_context);

	if (context == NULL)
		return;
	if (exists_or_will(check, context) && !is_behind_link(check, context) &&
		(context[0] == '\0' ||
			snapshot_has_folder(check->snapshot, context)))
		check_dockerfile(check, service, context);
	else if (!exists_or_will(check, context))
		report_missing(check, "context", service->name,
			service->build_context.place,
			service->build_context.text, context);
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
				service->name_place, service->path, path);
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
