/*
 * Which registry entry a compose service is, and which folders are
 * components. Where several entries fit it says so and chooses none. It must
 * not know how registries and compose files are found or read.
 */
#include "model/component.h"
#include "base/arena.h"
#include "base/glob.h"
#include "model/model_private.h"
#include <stdlib.h>
#include <string.h>

static const char *known_text(const struct compose_text *text)
{
	return text->known && text->text != NULL && *text->text != '\0'
		       ? text->text
		       : NULL;
}

/* `a` and `b`, or `a`, `b` and 3 more: the entries of that name. */
static const char *entries_text(
	struct arena *arena, const struct registry *registry, const char *name)
{
	struct buffer text = BUFFER_INIT;
	size_t found = 0;
	const char *copy;

	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		if (strcmp(service->name, name) != 0)
			continue;
		found++;
		if (found > 2)
			continue;
		buffer_add_string(&text, found == 2 ? " and `" : "`");
		if (service->path != NULL)
			buffer_format(&text, "%s`", service->path);
		else
			buffer_format(&text, "%s` of line %u", name,
				service->name_place.line);
	}
	if (found > 2)
		buffer_format(&text, " and %zu more", found - 2);
	copy = arena_string(arena, buffer_string(&text));
	buffer_release(&text);
	return copy;
}

/* Takes the entry of that name; false when there is none. */
static bool match_name(
	struct model *model, struct service_match *match, const char *name)
{
	const struct registry_service *entry =
		map_get_string(&match->registry->by_name, name);

	if (entry == NULL)
		return false;
	if (!entry->name_shared)
		match->entry = entry;
	else
		match->ambiguous = arena_format(model->arena,
			"`%s` can be %s: say which with `compose.services` in "
			"%s, or rename one",
			match->service->name,
			entries_text(model->arena, match->registry, name),
			CONFIGURATION_NAME);
	return true;
}

static bool match_path(struct service_match *match, const char *path)
{
	if (path == NULL)
		return false;
	match->entry = map_get_string(&match->registry->by_path, path);
	return match->entry != NULL;
}

/* Somebody wrote down which entry it is: a path (B) or a name. */
static bool match_said(struct model *model, struct service_match *match,
	const char *name, const char *where)
{
	if (match_path(match, name) || match_name(model, match, name))
		return true;
	match->ambiguous = arena_format(model->arena,
		"%s says that `%s` is `%s`, which %s does not have", where,
		match->service->name, name, match->registry->path);
	return true;
}

static bool match_configured(struct model *model, struct service_match *match)
{
	const struct renaming_list *list = &model->configuration->services;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].from, match->service->name) == 0)
			return match_said(model, match, list->items[i].to,
				"`compose.services` of " CONFIGURATION_NAME);
	return false;
}

static bool match_label(struct model *model, struct service_match *match)
{
	const struct compose_service *service = match->service;

	for (size_t i = 0; i < service->label_count; i++) {
		const char *name = known_text(&service->labels[i].value);

		if (name != NULL &&
			strcmp(service->labels[i].name, "plumb.service") == 0)
			return match_said(model, match, name,
				"the label `plumb.service`");
	}
	return false;
}

/*
 * Of form B an entry's own name is its path, and the last part of the path
 * counts only after the build context was asked.
 */
static bool match_same_name(
	struct model *model, struct service_match *match, const char *name)
{
	if (name == NULL)
		return false;
	if (match->registry->form == REGISTRY_BANDS)
		return match_path(match, name);
	return match_name(model, match, name);
}

static void match_service(struct model *model, struct service_match *match)
{
	const char *name = match->service->name;
	const char *container = known_text(&match->service->container_name);

	if (match->registry == NULL || match_configured(model, match) ||
		match_label(model, match) ||
		match_same_name(model, match, name) ||
		match_same_name(model, match, container))
		return;
	if (match->registry->form != REGISTRY_BANDS ||
		match_path(match, match->service->build_path) ||
		match_name(model, match, name))
		return;
	if (container != NULL)
		match_name(model, match, container);
}

/* The address of the service as bytes: what the map of matches goes by. */
static struct slice match_key(const struct compose_service *const *service)
{
	return (struct slice){
		(const char *)(const void *)service, sizeof(*service)};
}

static struct service_match *match_new(struct model *model,
	const struct compose_file *file, const struct compose_service *service)
{
	struct service_match *match = arena_alloc(model->arena, sizeof(*match));

	match->file = file;
	match->service = service;
	map_put(&model->matches, match_key(&match->service), match);
	return match;
}

/* The services of the applications, with all that their files say of them. */
static void match_project(
	struct model *model, const struct compose_project *project)
{
	for (size_t i = 0; i < project->merged->service_count; i++) {
		struct service_match *match = match_new(
			model, project->merged, &project->merged->services[i]);

		match->registry = model_registry_for(
			model, match->service->name_place.path);
		match_service(model, match);
		vector_add(&model->match_order, match);
	}
}

/* A service as one file has it is the one that its project has. */
static void match_alone(struct model *model, const struct compose_file *file,
	const struct compose_service *service)
{
	const struct compose_project *project =
		map_get_string(&model->home_projects, file->path);
	const struct compose_service *merged =
		project != NULL ? compose_find(project->merged, service->name)
				: NULL;
	const struct service_match *known =
		merged != NULL ? map_get(&model->matches, match_key(&merged))
			       : NULL;
	struct service_match *match;

	if (map_has(&model->matches, match_key(&service)))
		return;
	match = match_new(model, file, service);
	match->registry = model_registry_for(model, file->path);
	if (known != NULL && known->registry == match->registry) {
		match->entry = known->entry;
		match->ambiguous = known->ambiguous;
	} else {
		match_service(model, match);
	}
}

void model_build_matches(struct model *model)
{
	size_t count;
	struct compose_project *const *projects =
		model_compose_projects(model, &count);

	for (size_t i = 0; i < count; i++)
		match_project(model, projects[i]);
	for (size_t i = 0; i < model->compose_files.count; i++)
		for (size_t k = 0;
			k < model->compose_files.items[i]->service_count; k++)
			match_alone(model, model->compose_files.items[i],
				&model->compose_files.items[i]->services[k]);
	for (size_t i = 0; i < model->named_compose.count; i++)
		for (size_t k = 0;
			k < model->named_compose.items[i]->service_count; k++)
			match_alone(model, model->named_compose.items[i],
				&model->named_compose.items[i]->services[k]);
}

const struct service_match *model_service_match(struct model *model,
	const struct compose_file *file, const struct compose_service *service)
{
	(void)file; /* a service is of one file */
	model_need(model, PART_MATCHES);
	return map_get(&model->matches, match_key(&service));
}

/* A folder with what is built from it, while components are gathered. */
struct gathered {
	const char *path;
	struct match_list services;
	struct map by_name; /* struct match_list: those of one name */
};
VECTOR_TYPE(gathered_list, struct gathered *);

static struct gathered *gather(struct model *model, struct map *by_path,
	struct gathered_list *list, const char *path)
{
	struct gathered *found = map_get_string(by_path, path);

	if (found == NULL) {
		found = arena_alloc(model->arena, sizeof(*found));
		found->path = path;
		map_put_string(by_path, path, found);
		vector_add(list, found);
	}
	return found;
}

/*
 * The folder that a service is built from. A context further out that names
 * a Dockerfile within is how a monorepo builds one of its folders.
 */
static const char *built_folder(
	struct model *model, const struct compose_service *service)
{
	const char *dockerfile = known_text(&service->dockerfile);
	const char *folder;
	size_t size;

	if (service->build_path == NULL || dockerfile == NULL ||
		!string_starts(path_name(dockerfile), "Dockerfile"))
		return service->build_path;
	size = path_folder_size(dockerfile);
	if (size == 0)
		return service->build_path;
	folder = path_join(model->arena, service->build_path,
		arena_copy(model->arena, dockerfile, size));
	return folder != NULL && path_within(folder, service->build_path)
		       ? folder
		       : service->build_path;
}

static void gather_assignments(
	struct model *model, struct map *by_path, struct gathered_list *list)
{
	size_t count;
	const struct registry *const *registries =
		model_registries(model, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < registries[i]->service_count; j++) {
			const char *path = registries[i]->services[j].path;

			if (path != NULL)
				gather(model, by_path, list, path);
		}
}

/* Does other, of the same name, serve all that service does, being the same
 * service? */
static bool says_nothing_new(
	const struct service_match *match, const struct compose_service *other)
{
	const struct compose_service *service = match->service;

	if (strcmp(service->name_place.path, other->name_place.path) != 0 ||
		service->name_place.start != other->name_place.start ||
		service->expose_count != other->expose_count)
		return false;
	for (size_t i = 0; i < service->port_count; i++)
		if (!service->ports[i].target_known ||
			!compose_service_serves(
				other, service->ports[i].target))
			return false;
	return true;
}

/* A service is in several projects where its file has overlays. */
static void add_build(struct model *model, struct gathered *folder,
	const struct service_match *match)
{
	const char *name = match->service->name;
	struct match_list *same = map_get_string(&folder->by_name, name);

	if (same == NULL) {
		same = arena_alloc(model->arena, sizeof(*same));
		map_put_string(&folder->by_name, name, same);
	}
	for (size_t i = 0; i < same->count; i++)
		if (says_nothing_new(match, same->items[i]->service))
			return;
	vector_add(same, match);
	vector_add(&folder->services, match);
}

static void release_names(struct gathered *folder)
{
	for (size_t i = 0; i < folder->by_name.count; i++)
		vector_free(
			(struct match_list *)folder->by_name.entries[i].value);
	map_release(&folder->by_name);
}

static void gather_builds(
	struct model *model, struct map *by_path, struct gathered_list *list)
{
	for (size_t i = 0; i < model->match_order.count; i++) {
		const struct service_match *match = model->match_order.items[i];
		const char *path = built_folder(model, match->service);

		if (path == NULL)
			continue;
		add_build(model, gather(model, by_path, list, path), match);
	}
}

/* Entries that a port of the component can be registered to: those with one. */
static const struct registry_service *with_port(
	const struct registry_service *entry)
{
	return entry != NULL && entry->port_count > 0 ? entry : NULL;
}

/* The one entry of the services that are built from it; NULL: several. */
static const struct registry_service *entry_of_services(
	const struct component *component)
{
	const struct registry_service *only = NULL;

	for (size_t i = 0; i < component->service_count; i++) {
		const struct service_match *match = component->services[i];

		if (with_port(match->entry) == NULL ||
			match->registry != component->registry)
			continue;
		if (only != NULL && only != match->entry)
			return NULL;
		only = match->entry;
	}
	return only;
}

static const struct registry_service *entry_of_name(
	const struct component *component)
{
	const struct registry_service *entry = map_get_string(
		&component->registry->by_name, path_name(component->path));

	return entry != NULL && !entry->name_shared && entry->path == NULL
		       ? with_port(entry)
		       : NULL;
}

static void component_find_entry(
	struct model *model, struct component *component)
{
	component->registry = model_registry_for(model, component->path);
	if (component->registry == NULL)
		return;
	component->entry = with_port(
		map_get_string(&component->registry->by_path, component->path));
	if (component->entry == NULL)
		component->entry = entry_of_services(component);
	if (component->entry == NULL)
		component->entry = entry_of_name(component);
}

static int gathered_order(const void *a, const void *b)
{
	const struct gathered *const *left = a, *const *right = b;

	return strcmp((*left)->path, (*right)->path);
}

/* The root holds everything, so it says nothing beside other components. */
static void add_components(struct model *model, struct gathered_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct gathered *folder = list->items[i];
		struct component *component;

		release_names(folder);
		if (*folder->path == '\0' && list->count > 1) {
			vector_free(&folder->services);
			continue;
		}
		component = vector_next(&model->components);
		component->path = folder->path;
		component->service_count = folder->services.count;
		component->services =
			vector_move(&folder->services, model->arena);
		component_find_entry(model, component);
	}
}

void model_build_components(struct model *model)
{
	struct map by_path = MAP_INIT;
	struct gathered_list list = {0};

	model_need(model, PART_MATCHES);
	gather_assignments(model, &by_path, &list);
	gather_builds(model, &by_path, &list);
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(*list.items),
			gathered_order);
	add_components(model, &list);
	for (size_t i = 0; i < model->components.count; i++)
		map_put_string(&model->component_by_path,
			model->components.items[i].path,
			&model->components.items[i]);
	vector_free(&list);
	map_release(&by_path);
}

const struct component *model_components(struct model *model, size_t *count)
{
	model_need(model, PART_COMPONENTS);
	*count = model->components.count;
	return model->components.items;
}

const struct component *model_component_of(
	struct model *model, const char *path)
{
	size_t size = strlen(path);

	model_need(model, PART_COMPONENTS);
	if (model->components.count == 0)
		return NULL;
	for (;;) {
		const struct component *component = map_get(
			&model->component_by_path, (struct slice){path, size});

		if (component != NULL || size == 0)
			return component;
		while (size > 0 && path[size - 1] != '/')
			size--;
		size -= size > 0;
	}
}

bool component_serves(const struct component *component, long port)
{
	if (component->entry != NULL &&
		registry_service_has(component->entry, port))
		return true;
	for (size_t i = 0; i < component->service_count; i++) {
		const struct service_match *match = component->services[i];

		if (compose_service_serves(match->service, port) ||
			(match->entry != NULL &&
				registry_service_has(match->entry, port)))
			return true;
	}
	return false;
}
