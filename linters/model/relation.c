/*
 * Who needs whom. It must not judge whether they should.
 */
#include "model/relation.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/spans.h"
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

/* What tells a relation from others. */
struct pair {
	const struct registry_service *from, *to;
	size_t kind;
};

/* What a compose file writes of its services, by their positions. */
struct file_spans {
	const struct compose_file *file;
	struct spans spans;
};

struct gathering {
	struct model *model;
	struct service_names *names;
	struct arena *arena;
	struct relation_list *out;
	struct map known; /* by struct pair: position in out + 1 */
	struct file_spans *files;
	size_t file_count;
	struct map by_path; /* struct file_spans */
};

static struct slice key_of(const void *data, size_t size)
{
	return slice_range(data, 0, size);
}

static void add(struct gathering *gathering, enum relation_kind kind,
	const struct registry_service *from, const struct registry_service *to,
	struct place place)
{
	struct pair *pair;
	struct relation *relation;
	uintptr_t number;

	if (from == NULL || to == NULL || from == to)
		return;
	pair = arena_alloc(gathering->arena, sizeof(*pair));
	*pair = (struct pair){from, to, (size_t)kind};
	number = (uintptr_t)map_get(
		&gathering->known, key_of(pair, sizeof(*pair)));
	if (number != 0) {
		gathering->out->items[number - 1].count++;
		return;
	}
	map_put(&gathering->known, key_of(pair, sizeof(*pair)),
		(void *)(uintptr_t)(gathering->out->count + 1));
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

static void index_file(
	struct file_spans *written, const struct compose_file *file)
{
	written->file = file;
	for (size_t i = 0; i < file->service_count; i++) {
		const struct node *node = file->services[i].node;

		if (node != NULL)
			spans_add(&written->spans, node->start, node->end, i);
	}
	spans_sort(&written->spans);
}

static void index_files(struct gathering *gathering)
{
	size_t count;
	struct compose_file *const *files =
		model_compose_files(gathering->model, &count);

	gathering->files = memory_new(count + 1, sizeof(*gathering->files));
	gathering->file_count = count;
	for (size_t i = count; i-- > 0;) {
		index_file(&gathering->files[i], files[i]);
		map_put_string(&gathering->by_path, files[i]->path,
			&gathering->files[i]);
	}
}

static void release_files(struct gathering *gathering)
{
	for (size_t i = 0; i < gathering->file_count; i++)
		vector_free(&gathering->files[i].spans);
	free(gathering->files);
	map_release(&gathering->by_path);
}

/* The compose service of the file at path that holds the byte, the first of
 * several; *is_compose tells whether it is such a file at all. */
static const struct registry_service *service_at(struct gathering *gathering,
	const struct place *place, bool *is_compose)
{
	const struct file_spans *written =
		map_get_string(&gathering->by_path, place->path);
	const struct span *span;
	size_t found = SIZE_MAX;

	*is_compose = written != NULL;
	if (written == NULL)
		return NULL;
	for (span = spans_first(&written->spans, place->start); span != NULL;
		span = spans_next(&written->spans, span, place->start))
		if (span->id < found)
			found = span->id;
	return found != SIZE_MAX
		       ? model_service_match(gathering->model, written->file,
				 &written->file->services[found])
				 ->entry
		       : NULL;
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

/* The services of all registries by their address: position + 1. */
static void list_positions(struct gathering *gathering, struct map *out)
{
	size_t count, before = 0;
	const struct registry *const *registries =
		model_registries(gathering->model, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < registries[i]->service_count; k++) {
			const struct registry_service **service =
				arena_alloc(gathering->arena,
					sizeof(struct registry_service *));

			*service = &registries[i]->services[k];
			map_put(out, key_of(service, sizeof(*service)),
				(void *)(uintptr_t)++before);
		}
}

static size_t position_of(
	const struct map *positions, const struct registry_service *service)
{
	return (uintptr_t)map_get(positions, key_of(&service, sizeof(service)));
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
	struct map positions = MAP_INIT;
	size_t i;

	list_positions(gathering, &positions);
	for (i = 0; i < list->count; i++) {
		placed[i].relation = list->items[i];
		placed[i].from = position_of(&positions, list->items[i].from);
		placed[i].to = position_of(&positions, list->items[i].to);
	}
	qsort(placed, list->count, sizeof(*placed), by_position);
	for (i = 0; i < list->count; i++)
		list->items[i] = placed[i].relation;
	free(placed);
	map_release(&positions);
}

void model_relations(struct relation_list *out, struct model *model,
	const struct fact_list *facts)
{
	struct gathering gathering = {.model = model,
		.names = service_names_new(model),
		.arena = arena_new(),
		.out = out};
	size_t count, i;
	const struct registry *const *registries =
		model_registries(model, &count);
	struct compose_file *const *files;

	for (i = 0; i < count; i++)
		add_registered(&gathering, registries[i]);
	index_files(&gathering);
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
	release_files(&gathering);
	map_release(&gathering.known);
	arena_free(gathering.arena);
	service_names_free(gathering.names);
}
