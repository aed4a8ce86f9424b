/*
 * paths: names of files and folders that are not, or no longer, there. A
 * path counts as there when the snapshot has it, or when the repository's
 * ignore rules say that it is made later.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "base/map.h"
#include "engine/linter.h"
#include "model/gone.h"
#include "model/model.h"
#include "model/project.h"
#include "model/references.h"
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

/* --- renamed ----------------------------------------------------------- */

/* The lines that paths/renamed spoke of: missing is silent there. */
struct missing_check {
	struct check *check;
	struct map told;
};

static const char *line_key(struct arena *arena, struct place place)
{
	return arena_format(arena, "%u %s", place.line, place.path);
}

/* History and tables of old names are right to name what was. */
static bool is_history(struct check *check, const char *path)
{
	static const char *const names[] = {"CHANGELOG", "CHANGES", "HISTORY",
		"NEWS", "RELEASES", ".gitignore", ".mailmap",
		".git-blame-ignore-revs", NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (string_starts(path_name(path), names[i]))
			return true;
	return strcmp(path, check->configuration->path) == 0;
}

static bool is_comment(struct slice line)
{
	static const char *const starts[] = {
		"#", "//", "/*", "* ", "--", "<!--", ";", NULL};
	size_t i;

	line = slice_trim(line);
	for (i = 0; starts[i] != NULL; i++)
		if (slice_starts(line, starts[i]))
			return true;
	return false;
}

static const char *mention_variant(
	const struct gone_mention *mention, enum scope scope, struct slice line)
{
	bool moved = mention->path->to != NULL;

	if (scope == SCOPE_DOCUMENT)
		return moved ? "moved-document" : "removed-document";
	if (is_comment(line))
		return moved ? "moved-comment" : "removed-comment";
	return moved ? "moved" : "removed";
}

static void report_renamed(struct missing_check *at, const char *path,
	enum scope scope, const struct lines *lines,
	const struct gone_mention *mention)
{
	struct check *check = at->check;
	const struct gone_path *gone = mention->path;
	struct place place =
		place_of(path, lines, mention->start, mention->end);
	const struct value values[] = {
		{"from", gone->path}, {"to", gone->to != NULL ? gone->to : ""}};
	struct finding *finding =
		sink_add_rule(check->sink, check_rule(check, "paths/renamed"),
			mention_variant(mention, scope, place.line_text), scope,
			place, values, 2);

	if (finding == NULL)
		return;
	map_put_string(
		&at->told, line_key(check->arena, finding->place), finding);
	if (gone->to != NULL && !mention->is_relative)
		finding_fix(check->sink, finding, place.start, place.end,
			gone->to, "use the new path");
}

static void look_for_gone(struct missing_check *at, struct gone_search *search,
	const struct snapshot_entry *entry, struct slice text)
{
	struct check *check = at->check;
	size_t count, i;
	const struct gone_mention *mentions =
		gone_mentions(search, check->arena, entry->path, text, &count);
	struct lines lines;
	enum scope scope;

	if (count == 0)
		return;
	scope = model_is_generated(check->model, entry->path)
			? SCOPE_GENERATED
			: model_scope(check->model, entry->path);
	if (scope == SCOPE_GENERATED)
		return;
	lines_init(&lines, text.data, text.size);
	for (i = 0; i < count; i++)
		report_renamed(at, entry->path, scope, &lines, &mentions[i]);
	lines_release(&lines);
}

static bool is_looked_at(
	struct check *check, const struct snapshot_entry *entry)
{
	enum scope scope;

	if (entry->kind != ENTRY_FILE || is_history(check, entry->path))
		return false;
	scope = model_scope(check->model, entry->path);
	return scope == SCOPE_SOURCE || scope == SCOPE_TEST ||
	       scope == SCOPE_DOCUMENT;
}

/* Reads every file once, and only when something is gone. */
static void check_renamed(struct missing_check *at)
{
	struct check *check = at->check;
	struct content content = {0};
	struct gone gone = {0};
	struct gone_search *search;
	size_t i;

	if (check->changes != NULL)
		gone_find(&gone, check->arena, check->snapshot, check->changes);
	if (gone.count == 0)
		return;
	search = gone_search_new(&gone, check->snapshot);
	for (i = 0; i < check->snapshot->count; i++) {
		const struct snapshot_entry *entry =
			&check->snapshot->entries[i];

		/* What cannot be read is told of by the scan. */
		if (is_looked_at(check, entry) &&
			snapshot_read(check->snapshot, entry, &content, NULL) ==
				0 &&
			content.left_out == LEFT_NOTHING)
			look_for_gone(at, search, entry,
				slice_range(buffer_string(&content.buffer), 0,
					content.buffer.size));
	}
	gone_search_free(search);
	content_release(&content);
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

static bool exists(struct check *check, const char *path)
{
	const struct snapshot_entry *entry;

	if (path[0] == '\0')
		return true;
	entry = snapshot_find(check->snapshot, path);
	if (entry != NULL && snapshot_exists(check->snapshot, entry))
		return true;
	return snapshot_has_folder(check->snapshot, path) ||
	       is_behind_link(check, path);
}

/* What is ignored is made later; a source file that is ignored by mistake
 * (a script in a folder `env/`) is asked for with exists. */
static bool exists_or_will(struct check *check, const char *path)
{
	return exists(check, path) ||
	       ignore_matches(model_ignore(check->model), path) ||
	       ignore_matches(model_ignore(check->model),
		       arena_format(check->arena, "%s/x", path));
}

/* alone: in a file that is nobody's project, such as an example. */
static void report_missing(struct missing_check *at, const char *variant,
	const char *holder, bool alone, struct place place, const char *written,
	const char *path)
{
	struct check *check = at->check;
	const struct value values[] = {
		{"holder", holder}, {"written", written}, {"path", path}};

	/* The change that took it away is told of already. */
	if (map_get_string(&at->told, line_key(check->arena, place)) != NULL)
		return;
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

static void check_service(struct missing_check *at,
	const struct compose_file *file, const struct compose_service *service)
{
	const struct compose_text *text = &service->build_context;
	struct check *check = at->check;
	const char *context = NULL, *name, *wanted;

	if (!is_lookup(text))
		return;
	wanted = path_join(check->arena, file->folder, text->text);
	if (wanted == NULL || /* outside the repository */
		find_context(check, file, service, &context))
		return;
	name = dockerfile_of(service);
	if (context == NULL)
		report_missing(at, "context", service->name, file->stands_alone,
			text->place, text->text, wanted);
	else
		report_missing(at, "dockerfile", service->name,
			file->stands_alone,
			service->dockerfile.text != NULL
				? service->dockerfile.place
				: text->place,
			name, path_join(check->arena, context, name));
}

static void check_missing_in_compose(struct missing_check *at)
{
	size_t count, i, k;
	struct compose_file *const *files =
		model_compose_files(at->check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < files[i]->service_count; k++)
			check_service(at, files[i], &files[i]->services[k]);
}

/* From the project's folder or, as for a context, from one above it. */
static bool has_env_file(struct check *check,
	const struct compose_project *project, const char *written)
{
	const char *folder = project->folder;
	size_t size = strlen(folder) + 1;

	while (size-- != 0) {
		const char *path;

		if (size != 0 && folder[size] != '\0' && folder[size] != '/')
			continue;
		path = path_join(check->arena,
			arena_copy(check->arena, folder, size), written);
		/* Outside of the repository anything can be. */
		if (path == NULL || exists_or_will(check, path))
			return true;
	}
	return false;
}

static void check_env_files(struct missing_check *at,
	const struct compose_project *project,
	const struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->env_file_count; i++) {
		const struct compose_text *text = &service->env_files[i];
		const char *path = service->env_file_paths[i];

		if (path == NULL || service->env_file_optional[i] ||
			!is_lookup(text) || exists_or_will(at->check, path) ||
			has_env_file(at->check, project, text->text))
			continue;
		report_missing(at, "env-file", service->name,
			project->stands_alone ||
				compose_is_apart(text->place.path),
			text->place, text->text, path);
	}
}

static void check_missing_env_files(struct missing_check *at)
{
	size_t count, i, k;
	struct compose_project *const *projects =
		model_compose_projects(at->check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < projects[i]->merged->service_count; k++)
			check_env_files(at, projects[i],
				&projects[i]->merged->services[k]);
}

/* Some house's keys are names of compose services, not folders. */
static bool is_compose_service(
	struct check *check, const struct registry_service *entry)
{
	size_t count, i, k;
	struct compose_file *const *files =
		model_compose_files(check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < files[i]->service_count; k++)
			if (model_service_match(check->model, files[i],
				    &files[i]->services[k])
					->entry == entry)
				return true;
	return false;
}

static void check_missing_in_registry(
	struct missing_check *at, const struct registry *registry)
{
	struct check *check = at->check;
	size_t i;

	for (i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];
		const char *path;

		if (service->path == NULL || strchr(service->path, '/') == NULL)
			continue;
		path = path_join(check->arena, registry->folder, service->path);
		if (path != NULL && !exists_or_will(check, path) &&
			!is_compose_service(check, service))
			report_missing(at, "assignment", service->name, false,
				service->name_place, service->path, path);
	}
}

static void check_references_of(struct missing_check *at, const char *path)
{
	static const char *const variants[] = {
		[REFERENCE_WORKSPACE] = "workspace",
		[REFERENCE_SCRIPT] = "script",
		[REFERENCE_FILTER] = "filter",
	};
	struct check *check = at->check;
	const struct model_text *text = model_text(check->model, path);
	const struct reference *list;
	size_t count = 0, i;

	if (text == NULL)
		return;
	list = references_read(
		check->arena, text->path, text->text, text->size, &count);
	for (i = 0; i < count; i++)
		if (list[i].kind == REFERENCE_SCRIPT
				? !exists(check, list[i].path)
				: !exists_or_will(check, list[i].path))
			report_missing(at, variants[list[i].kind],
				list[i].holder, false, list[i].place,
				list[i].written, list[i].path);
}

static void check_missing_references(struct missing_check *at)
{
	const struct snapshot *snapshot = at->check->snapshot;
	size_t i;

	for (i = 0; i < snapshot->count; i++) {
		const char *path = snapshot->entries[i].path;
		enum scope scope;

		if (!references_is_path(path))
			continue;
		scope = model_scope(at->check->model, path);
		if (scope == SCOPE_SOURCE || scope == SCOPE_TEST)
			check_references_of(at, path);
	}
}

static void check_missing(struct missing_check *at)
{
	size_t count, i;
	const struct registry *const *registries =
		model_registries(at->check->model, &count);

	check_missing_in_compose(at);
	check_missing_env_files(at);
	check_missing_references(at);
	for (i = 0; i < count; i++)
		check_missing_in_registry(at, registries[i]);
}

/* One after the other, so that one line has one cause. */
static void check_paths(struct check *check)
{
	struct missing_check at = {check, MAP_INIT};

	check_renamed(&at);
	check_missing(&at);
	map_release(&at.told);
}

static bool paths_reads(
	const struct configuration *configuration, const char *path)
{
	return compose_is_name(path) || dotenv_is_name(path) ||
	       references_is_path(path) ||
	       model_is_registry_path(configuration, path);
}

static const struct linter_check paths_checks[] = {
	{.name = "stale", .candidate = check_stale},
	{.name = "missing", .whole = check_paths},
	{.name = "renamed", .whole = check_paths},
};

const struct linter linter_paths = {
	.name = "paths",
	.summary = "paths that are stale or do not exist",
	.checks = paths_checks,
	.check_count = sizeof(paths_checks) / sizeof(paths_checks[0]),
	.reads = paths_reads,
	.reads_paths = true,
};
