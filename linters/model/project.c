/*
 * Compose projects: which files of the snapshot are merged into one
 * application. Groups files by what the configuration, `.env` and their
 * names say; must not know how a merge is done, or what a linter asks.
 */
#include "model/project.h"
#include "base/arena.h"
#include "base/glob.h"
#include "model/project_private.h"

#include <stdlib.h>
#include <string.h>

struct grouping {
	struct model *model;
	struct map claimed; /* paths that the configuration groups */
	VECTOR(struct project_plan) plans;
};

/* The compose files of one folder that nothing has grouped yet. */
struct folder {
	const char *path;
	struct compose_file **files;
	size_t count;
	const struct compose_file *base;
	struct path_list first; /* the files that compose takes by itself */
};

static bool is_claimed(const struct grouping *grouping, const char *path)
{
	return map_get_string(&grouping->claimed, path) != NULL;
}

static const char *const *copy_paths(
	struct grouping *grouping, const struct path_list *list)
{
	const char **copy = arena_alloc(
		grouping->model->arena, (list->count + 1) * sizeof(*copy));

	for (size_t i = 0; i < list->count; i++)
		copy[i] = list->items[i];
	return copy;
}

static bool any_apart(const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (compose_is_apart(paths[i]))
			return true;
	return false;
}

static struct project_plan *add_plan(struct grouping *grouping,
	const char *folder, const struct path_list *list)
{
	struct project_plan *plan = vector_next(&grouping->plans);

	plan->folder = folder;
	plan->paths = copy_paths(grouping, list);
	plan->count = list->count;
	plan->stands_alone = any_apart(plan->paths, plan->count);
	return plan;
}

/* --- what the configuration says --------------------------------------- */

static void add_configured(struct grouping *grouping,
	const struct compose_project_setting *setting)
{
	struct model *model = grouping->model;
	struct path_list list = {0};
	struct project_plan *plan;
	bool incomplete = false;

	for (size_t i = 0; i < setting->file_count; i++) {
		const char *path = setting->files[i];

		map_put_string(&grouping->claimed, path, grouping);
		if (snapshot_find(model->snapshot, path) != NULL) {
			vector_add(&list, path);
			continue;
		}
		incomplete = true;
		model_notice(model, NOTICE_NOTE, path,
			"is named in %s as a file of the compose project `%s`, "
			"and %s does not have it",
			CONFIGURATION_NAME, setting->name,
			model->snapshot->name);
	}
	if (list.count > 0) {
		plan = add_plan(grouping,
			arena_copy(model->arena, setting->files[0],
				path_folder_size(setting->files[0])),
			&list);
		plan->name = setting->name;
		plan->incomplete = incomplete;
		plan->stands_alone = any_apart(plan->paths, 1);
	}
	vector_free(&list);
}

/* --- a folder's own project -------------------------------------------- */

/* In the order in which compose looks for them. */
static const char *const base_names[] = {"compose.yaml", "compose.yml",
	"docker-compose.yml", "docker-compose.yaml", NULL};
static const char *const override_names[] = {"compose.override.yml",
	"compose.override.yaml", "docker-compose.override.yml",
	"docker-compose.override.yaml", NULL};

static const struct compose_file *find_named(
	const struct folder *folder, const char *const *names)
{
	for (; *names != NULL; names++)
		for (size_t i = 0; i < folder->count; i++)
			if (strcmp(path_name(folder->files[i]->path), *names) ==
				0)
				return folder->files[i];
	return NULL;
}

static bool is_named(const char *path, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(path_name(path), *names) == 0)
			return true;
	return false;
}

static const char *env_value(const struct dotenv *env, const char *key)
{
	const struct dotenv_entry *entry =
		env != NULL ? dotenv_find(env, key) : NULL;

	return entry != NULL && entry->known && entry->value != NULL &&
			       *entry->value != '\0'
		       ? entry->value
		       : NULL;
}

/* The files that COMPOSE_FILE in `.env` names; false: it names none. */
static bool read_compose_file(
	struct grouping *grouping, struct folder *folder, bool *incomplete)
{
	struct arena *arena = grouping->model->arena;
	const struct dotenv *env = project_env(grouping->model, folder->path);
	const char *separator = env_value(env, "COMPOSE_PATH_SEPARATOR");
	const char *value = env_value(env, "COMPOSE_FILE");
	struct slice rest = slice_of(value);

	while (value != NULL && rest.size > 0) {
		size_t end = slice_find(
			rest, separator != NULL ? separator : ":", 0);
		size_t size = end < rest.size ? end : rest.size;
		const char *path = path_join(arena, folder->path,
			arena_copy(arena, rest.data, size));

		if (path != NULL &&
			snapshot_find(grouping->model->snapshot, path) != NULL)
			vector_add(&folder->first, path);
		else if (size > 0)
			*incomplete = true;
		if (end < rest.size)
			size += strlen(separator != NULL ? separator : ":");
		rest = slice_range(rest.data, size, rest.size);
	}
	return folder->first.count > 0;
}

/* What `docker compose up` takes in the folder, with no option given. */
static void add_default(struct grouping *grouping, struct folder *folder)
{
	bool incomplete = false;
	const struct compose_file *override;
	struct project_plan *plan;

	if (read_compose_file(grouping, folder, &incomplete)) {
		folder->base = map_get_string(&grouping->model->compose_by_path,
			folder->first.items[0]);
	} else {
		folder->base = find_named(folder, base_names);
		if (folder->base == NULL)
			return;
		vector_add(&folder->first, folder->base->path);
		override = find_named(folder, override_names);
		if (override != NULL)
			vector_add(&folder->first, override->path);
	}
	plan = add_plan(grouping, folder->path, &folder->first);
	plan->incomplete = incomplete;
}

/* --- the other files of a folder --------------------------------------- */

static bool shares_service(
	const struct compose_file *file, const struct compose_file *other)
{
	for (size_t i = 0; i < file->service_count; i++)
		if (compose_find(other, file->services[i].name) != NULL)
			return true;
	return false;
}

static bool stands_on_base(const struct compose_file *file,
	const struct compose_file *base, const struct compose_service *service)
{
	for (size_t i = 0; i < service->depends_on_count; i++) {
		const char *name = service->depends_on[i].text;

		if (name != NULL && compose_find(file, name) == NULL &&
			base != NULL && compose_find(base, name) != NULL)
			return true;
	}
	return service->image.text == NULL && service->extends == NULL &&
	       service->build_path == NULL &&
	       service->build_context.text == NULL &&
	       node_get(service->node, "build") == NULL &&
	       node_get(service->node, "provider") == NULL;
}

/*
 * A file that could run without the base is an alternative to it (for another
 * machine, say) and never laid on top of it.
 */
static bool needs_base(
	const struct compose_file *file, const struct compose_file *base)
{
	for (size_t i = 0; i < file->service_count; i++)
		if (stands_on_base(file, base, &file->services[i]))
			return true;
	return false;
}

static void add_other(struct grouping *grouping, const struct folder *folder,
	const struct compose_file *file)
{
	const struct compose_file *base = folder->base;
	bool alone = file->name != NULL || is_named(file->path, base_names);
	bool needs = !alone && !file->has_include && needs_base(file, base);
	bool overlay = needs && base != NULL && shares_service(file, base);
	struct path_list list = {0};
	struct project_plan *plan;

	if (overlay)
		vector_add(&list, base->path);
	vector_add(&list, file->path);
	plan = add_plan(grouping, folder->path, &list);
	plan->is_overlay = overlay;
	plan->incomplete = needs && !overlay;
	vector_free(&list);
}

static bool is_first(const struct folder *folder, const char *path)
{
	for (size_t i = 0; i < folder->first.count; i++)
		if (strcmp(folder->first.items[i], path) == 0)
			return true;
	return false;
}

static void add_folder(struct grouping *grouping, struct folder *folder)
{
	add_default(grouping, folder);
	for (size_t i = 0; i < folder->count; i++)
		if (!is_first(folder, folder->files[i]->path))
			add_other(grouping, folder, folder->files[i]);
	vector_free(&folder->first);
}

static int compare_folders(const void *a, const void *b)
{
	const struct compose_file *const *left = a, *const *right = b;
	int order = strcmp((*left)->folder, (*right)->folder);

	return order ? order : strcmp((*left)->path, (*right)->path);
}

static void add_folders(struct grouping *grouping)
{
	size_t count, i, k, unclaimed = 0;
	struct compose_file *const *all =
		model_compose_files(grouping->model, &count);
	struct compose_file **files = arena_alloc(
		grouping->model->arena, (count + 1) * sizeof(*files));

	for (i = 0; i < count; i++)
		if (!is_claimed(grouping, all[i]->path))
			files[unclaimed++] = all[i];
	qsort(files, unclaimed, sizeof(*files), compare_folders);
	for (i = 0; i < unclaimed; i = k) {
		struct folder folder = {.path = files[i]->folder};

		for (k = i; k < unclaimed &&
			    strcmp(files[k]->folder, folder.path) == 0;)
			k++;
		folder.files = &files[i];
		folder.count = k - i;
		add_folder(grouping, &folder);
	}
}

/* --- all of them ------------------------------------------------------- */

static bool has_part(
	const struct compose_project *project, const struct compose_file *file)
{
	for (size_t i = 0; i < project->file_count; i++)
		if (project->files[i] == file)
			return true;
	return false;
}

/* Does another project include all of this one? */
static bool is_included_in(const struct compose_project *project,
	const struct project_plan *plan, const struct compose_project *other)
{
	if (other == NULL || other == project || plan->name != NULL ||
		!other->merged->has_include ||
		other->file_count <= project->file_count)
		return false;
	for (size_t i = 0; i < project->file_count; i++)
		if (!has_part(other, project->files[i]))
			return false;
	for (size_t i = 0; i < project->merged->service_count; i++)
		if (compose_find(other->merged,
			    project->merged->services[i].name) == NULL)
			return false;
	return true;
}

/*
 * A file that others include says what it lacks by itself: of it alone, that
 * would be taken for a mistake.
 */
static void drop_included(struct compose_project **projects,
	const struct project_plan *plans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; projects[i] != NULL && k < count; k++)
			if (is_included_in(projects[i], &plans[i], projects[k]))
				projects[i] = NULL;
}

static int compare_plans(const void *a, const void *b)
{
	const struct project_plan *left = a, *right = b;
	int order = strcmp(left->paths[0], right->paths[0]);

	if (order == 0)
		order = left->is_overlay - right->is_overlay;
	if (order == 0)
		order = strcmp(left->paths[left->count - 1],
			right->paths[right->count - 1]);
	return order;
}

static void add_project(struct model *model, struct compose_project *project)
{
	const char *path = project->merged->path;

	vector_add(&model->compose_projects, project);
	for (size_t i = 0; i < project->file_count; i++)
		if (map_get_string(&model->home_projects,
			    project->files[i]->path) == NULL ||
			strcmp(project->files[i]->path, path) == 0)
			map_put_string(&model->home_projects,
				project->files[i]->path, project);
}

void model_build_projects(struct model *model)
{
	struct grouping grouping = {.model = model};
	const struct configuration *configuration = model->configuration;
	struct compose_project **projects;
	size_t i;

	model_need(model, PART_COMPOSE);
	for (i = 0; i < configuration->project_count; i++)
		add_configured(&grouping, &configuration->projects[i]);
	add_folders(&grouping);
	if (grouping.plans.count > 0)
		qsort(grouping.plans.items, grouping.plans.count,
			sizeof(*grouping.plans.items), compare_plans);
	projects = arena_alloc(
		model->arena, (grouping.plans.count + 1) * sizeof(*projects));
	for (i = 0; i < grouping.plans.count; i++)
		projects[i] = project_load(model, &grouping.plans.items[i]);
	drop_included(projects, grouping.plans.items, grouping.plans.count);
	for (i = 0; i < grouping.plans.count; i++)
		if (projects[i] != NULL)
			add_project(model, projects[i]);
	vector_free(&grouping.plans);
	map_release(&grouping.claimed);
}

struct compose_project *const *model_compose_projects(
	struct model *model, size_t *count)
{
	model_need(model, PART_PROJECTS);
	*count = model->compose_projects.count;
	return model->compose_projects.items;
}
