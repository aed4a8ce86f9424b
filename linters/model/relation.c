/*
 * Who needs whom. It must not judge whether they should.
 */
#include "model/relation.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

struct service_names {
	struct map entries; /* struct named by name */
	VECTOR(struct named *) owned;
};

struct named {
	const struct registry_service *entry; /* NULL: of several */
};

static void add_name(struct service_names *names, const char *name,
	const struct registry_service *entry)
{
	struct named *named = map_get_string(&names->entries, name);

	if (named != NULL)
		return;
	named = memory_new(1, sizeof(*named));
	named->entry = entry;
	map_put_string(&names->entries, name, named);
	vector_add(&names->owned, named);
}

/* A compose name that stands for two entries stands for none. */
static void add_alias(struct service_names *names, const char *name,
	const struct registry_service *entry)
{
	struct named *named = map_get_string(&names->entries, name);

	if (named == NULL)
		add_name(names, name, entry);
	else if (named->entry != entry && named->entry != NULL &&
		 strcmp(named->entry->name, name) != 0)
		named->entry = NULL;
}

struct service_names *service_names_new(struct model *model)
{
	struct service_names *names = memory_new(1, sizeof(*names));
	size_t count, i, k;
	const struct registry *const *registries =
		model_registries(model, &count);
	struct compose_file *const *files;

	for (i = 0; i < count; i++)
		for (k = 0; k < registries[i]->service_count; k++)
			if (!registries[i]->services[k].name_shared)
				add_name(names, registries[i]->services[k].name,
					&registries[i]->services[k]);
	files = model_compose_files(model, &count);
	for (i = 0; i < count; i++)
		for (k = 0; k < files[i]->service_count; k++) {
			const struct compose_service *service =
				&files[i]->services[k];
			const struct registry_service *entry =
				model_service_match(model, files[i], service)
					->entry;

			if (entry != NULL)
				add_alias(names, service->name, entry);
		}
	return names;
}

void service_names_free(struct service_names *names)
{
	if (names == NULL)
		return;
	for (size_t i = 0; i < names->owned.count; i++)
		free(names->owned.items[i]);
	vector_free(&names->owned);
	map_release(&names->entries);
	free(names);
}

const struct registry_service *service_names_find(
	const struct service_names *names, const char *name)
{
	const struct named *named =
		name != NULL ? map_get_string(&names->entries, name) : NULL;

	return named != NULL ? named->entry : NULL;
}

/* --- gathering --------------------------------------------------------- */

struct gathering {
	struct model *model;
	struct service_names *names;
	struct relation_list *out;
};

static void add(struct gathering *gathering, enum relation_kind kind,
	const struct registry_service *from, const struct registry_service *to,
	struct place place)
{
	struct relation *relation;

	if (from == NULL || to == NULL || from == to)
		return;
	for (size_t i = 0; i < gathering->out->count; i++) {
		relation = &gathering->out->items[i];
		if (relation->kind == kind && relation->from == from &&
			relation->to == to) {
			relation->count++;
			return;
		}
	}
	relation = vector_next(gathering->out);
	relation->kind = kind;
	relation->from = from;
	relation->to = to;
	relation->place = place;
	relation->count = 1;
}

static void add_registered(
	struct gathering *gathering, const struct registry *registry)
{
	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		for (size_t k = 0; k < service->depends_on_count; k++)
			add(gathering, RELATION_DEPENDS, service,
				registry_find(registry, service->depends_on[k]),
				service->name_place);
	}
}

static void add_compose(
	struct gathering *gathering, const struct compose_file *file)
{
	for (size_t i = 0; i < file->service_count; i++) {
		const struct compose_service *service = &file->services[i];
		const struct registry_service *from =
			model_service_match(gathering->model, file, service)
				->entry;

		for (size_t k = 0; k < service->depends_on_count; k++) {
			const struct compose_text *other =
				&service->depends_on[k];
			const struct compose_service *needed =
				other->text != NULL
					? compose_find(file, other->text)
					: NULL;

			if (needed != NULL)
				add(gathering, RELATION_DEPENDS, from,
					model_service_match(
						gathering->model, file, needed)
						->entry,
					other->place);
		}
	}
}

/* The compose service of the file at path that holds the byte; *is_compose
 * tells whether it is such a file at all. */
static const struct registry_service *service_at(struct gathering *gathering,
	const struct place *place, bool *is_compose)
{
	size_t count;
	struct compose_file *const *files =
		model_compose_files(gathering->model, &count);

	*is_compose = false;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(files[i]->path, place->path) != 0)
			continue;
		*is_compose = true;
		for (size_t k = 0; k < files[i]->service_count; k++) {
			const struct compose_service *service =
				&files[i]->services[k];

			if (service->node != NULL &&
				service->node->start <= place->start &&
				place->start < service->node->end)
				return model_service_match(
					gathering->model, files[i], service)
					->entry;
		}
	}
	return NULL;
}

/* Whose file it is: a compose service, or the component's. */
static const struct registry_service *caller_of(
	struct gathering *gathering, const struct place *place)
{
	const struct registry_service *found;
	const struct component *component;
	bool is_compose;

	if (model_scope(gathering->model, place->path) == SCOPE_TEST ||
		compose_is_apart(place->path))
		return NULL;
	found = service_at(gathering, place, &is_compose);
	if (is_compose)
		return found;
	component = model_component_of(gathering->model, place->path);
	if (component == NULL)
		return NULL;
	if (component->entry != NULL)
		return component->entry;
	return component->service_count == 1
		       ? model_service_match(gathering->model,
				 component->services[0]->file,
				 component->services[0]->service)
				 ->entry
		       : NULL;
}

static const struct registry_service *callee_of(
	struct gathering *gathering, const struct fact *fact)
{
	const struct registry *registry;

	if (fact->kind == FACT_UPSTREAM || fact->kind == FACT_SCRAPE)
		return service_names_find(gathering->names, fact->service);
	if (fact->kind != FACT_ADDRESS || fact->side == SIDE_CONTAINER ||
		fact->port != fact->port_end)
		return NULL;
	registry = model_registry_for(gathering->model, fact->place.path);
	return registry != NULL
		       ? registry_owner(registry, fact->port, false, NULL)
		       : NULL;
}

static size_t position_of(
	struct model *model, const struct registry_service *service)
{
	size_t count, before = 0;
	const struct registry *const *registries =
		model_registries(model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct registry *registry = registries[i];

		for (size_t k = 0; k < registry->service_count; k++)
			if (&registry->services[k] == service)
				return before + k;
		before += registry->service_count;
	}
	return before;
}

/* A relation with the order of its services, which a comparison needs. */
struct placed {
	struct relation relation;
	size_t from, to;
};

static int by_position(const void *a, const void *b)
{
	const struct placed *one = a, *other = b;

	if (one->from != other->from)
		return one->from < other->from ? -1 : 1;
	if (one->to != other->to)
		return one->to < other->to ? -1 : 1;
	return (int)one->relation.kind - (int)other->relation.kind;
}

static void sort(struct gathering *gathering)
{
	struct relation_list *list = gathering->out;
	struct placed *placed = memory_new(list->count + 1, sizeof(*placed));
	size_t i;

	for (i = 0; i < list->count; i++) {
		placed[i].relation = list->items[i];
		placed[i].from =
			position_of(gathering->model, list->items[i].from);
		placed[i].to = position_of(gathering->model, list->items[i].to);
	}
	qsort(placed, list->count, sizeof(*placed), by_position);
	for (i = 0; i < list->count; i++)
		list->items[i] = placed[i].relation;
	free(placed);
}

void model_relations(struct relation_list *out, struct model *model,
	const struct fact_list *facts)
{
	struct gathering gathering = {model, service_names_new(model), out};
	size_t count, i;
	const struct registry *const *registries =
		model_registries(model, &count);
	struct compose_file *const *files;

	for (i = 0; i < count; i++)
		add_registered(&gathering, registries[i]);
	files = model_compose_files(model, &count);
	for (i = 0; i < count; i++)
		if (!files[i]->stands_alone)
			add_compose(&gathering, files[i]);
	for (i = 0; i < facts->count; i++) {
		const struct fact *fact = facts->items[i];
		const struct registry_service *to = callee_of(&gathering, fact);

		if (to != NULL)
			add(&gathering, RELATION_CALLS,
				caller_of(&gathering, &fact->place), to,
				fact->place);
	}
	sort(&gathering);
	service_names_free(gathering.names);
}
