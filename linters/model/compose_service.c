/*
 * One service of a compose file: lists that may be maps, maps that may be
 * lists, and what a build is. Says nothing of what is absent: another file
 * of the project may have it.
 */
#include "base/glob.h"
#include "model/compose_private.h"

#include <stdint.h>
#include <string.h>

VECTOR_TYPE(text_list, struct compose_text);
VECTOR_TYPE(variable_list, struct compose_variable);

/* One item of a list is "NAME=value" or "NAME". */
static void add_assignment(struct compose_reader *reader,
	struct variable_list *list, const struct node *node)
{
	struct compose_text text = compose_value(reader, node);
	struct compose_variable *variable;
	size_t equals;

	if (!text.text || compose_is_reset(node))
		return;
	variable = vector_next(list);
	equals =
		slice_find(slice_range(text.text, 0, text.parts->size), "=", 0);
	if (equals == SIZE_MAX) {
		variable->name = text.text;
		variable->name_place = text.place;
		return;
	}
	variable->name = arena_copy(reader->arena, text.text, equals);
	variable->name_place =
		compose_text_place(reader->file, &text, 0, equals);
	variable->value.node = node;
	variable->value.parts =
		interpolated_rest(reader->arena, text.parts, equals + 1);
	variable->value.text = variable->value.parts->text;
	variable->value.known = variable->value.parts->known;
	variable->value.place = compose_text_place(
		reader->file, &text, equals + 1, text.parts->size);
}

static void add_pair(struct compose_reader *reader, struct variable_list *list,
	const struct node *key, const struct node *node)
{
	struct compose_variable *variable;

	if (compose_is_reset(node) || !key->text)
		return;
	variable = vector_next(list);
	variable->name = key->text;
	variable->name_place = compose_place_of(key);
	variable->value = compose_value(reader, node);
}

/* Did the merge make it, out of another file's mapping? It then has the place
 * of its key. */
static bool is_made_pair(const struct node *item)
{
	return item->count == 1 && item->end == item->keys[0]->end;
}

/* `- KEY: value` stops the loader. */
static void refuse_pair(struct compose_reader *reader, const struct node *item)
{
	const char *name = item->count > 0 ? item->keys[0]->text : NULL;

	compose_problem(reader, item,
		"a mapping is no item of a list of variables: write `- %s=…`",
		name ? name : "NAME");
}

/* `environment` and `labels`: a list or a mapping. */
static const struct compose_variable *read_variables(
	struct compose_reader *reader, const struct node *node, size_t *count)
{
	struct variable_list list = {0};
	size_t i;

	for (i = 0; node && i < node->count; i++) {
		const struct node *item = node->items[i];

		if (node->kind == NODE_MAPPING)
			add_pair(reader, &list, node->keys[i], item);
		else if (item->kind == NODE_MAPPING && is_made_pair(item))
			add_pair(reader, &list, item->keys[0], item->items[0]);
		else if (item->kind == NODE_MAPPING)
			refuse_pair(reader, item);
		else
			add_assignment(reader, &list, item);
	}
	*count = list.count;
	return vector_move(&list, reader->arena);
}

static void add_text(struct compose_reader *reader, struct text_list *list,
	const struct node *node)
{
	struct compose_text text = compose_value(reader, node);

	if (text.text && !compose_is_reset(node))
		vector_add(list, text);
}

/* The env files of a service, while they are read. */
struct env_file_list {
	struct text_list texts;
	VECTOR(const char *) paths;
	VECTOR(bool) optional;
};

/* A text, or `{path: …, required: …}`. */
static void add_env_file(struct compose_reader *reader,
	struct env_file_list *list, const struct node *node)
{
	const struct node *required = compose_child(node, "required");
	struct compose_text text = compose_value(
		reader, node->kind == NODE_MAPPING ? compose_child(node, "path")
						   : node);

	if (!text.text || compose_is_reset(node))
		return;
	vector_add(&list->texts, text);
	vector_add(&list->paths, compose_path(reader, &text));
	vector_add(&list->optional, required &&
					    required->kind == NODE_BOOLEAN &&
					    !required->integer);
}

static void read_env_files(struct compose_reader *reader,
	struct compose_service *service, const struct node *node)
{
	struct env_file_list list = {0};
	size_t i;

	if (node_is_scalar(node))
		add_env_file(reader, &list, node);
	for (i = 0; node && node->kind == NODE_SEQUENCE && i < node->count; i++)
		add_env_file(reader, &list, node->items[i]);
	service->env_file_count = list.texts.count;
	service->env_files = vector_move(&list.texts, reader->arena);
	service->env_file_paths = vector_move(&list.paths, reader->arena);
	service->env_file_optional = vector_move(&list.optional, reader->arena);
}

static void read_depends_on(struct compose_reader *reader,
	struct compose_service *service, const struct node *node)
{
	struct text_list list = {0};
	size_t i;

	for (i = 0; node && i < node->count; i++) {
		if (node->kind == NODE_SEQUENCE)
			add_text(reader, &list, node->items[i]);
		else if (!compose_is_reset(node->items[i]))
			vector_add(&list, compose_key(node->keys[i]));
	}
	service->depends_on_count = list.count;
	service->depends_on = vector_move(&list, reader->arena);
}

/* Names that a variable leaves open name nobody. */
static void add_name(struct compose_reader *reader, struct text_list *list,
	const struct node *node)
{
	struct compose_text text = compose_value(reader, node);

	if (text.text && *text.text && text.known && !compose_is_reset(node))
		vector_add(list, text);
}

static void add_aliases(struct compose_reader *reader, struct text_list *list,
	const struct node *network)
{
	const struct node *aliases = compose_child(network, "aliases");
	size_t i;

	for (i = 0; aliases && i < aliases->count; i++)
		add_name(reader, list, aliases->items[i]);
}

static void read_other_names(struct compose_reader *reader,
	struct compose_service *service, const struct node *node)
{
	const struct node *networks = compose_child(node, "networks");
	struct text_list list = {0};
	size_t i;

	add_name(reader, &list, compose_child(node, "container_name"));
	add_name(reader, &list, compose_child(node, "hostname"));
	for (i = 0; networks && i < networks->count; i++)
		add_aliases(reader, &list, networks->items[i]);
	service->other_name_count = list.count;
	service->other_names = vector_move(&list, reader->arena);
}

static void read_build(struct compose_reader *reader,
	struct compose_service *service, const struct node *node)
{
	const struct compose_text *context = &service->build_context;

	if (!node)
		return;
	if (node->kind == NODE_MAPPING) {
		service->build_context =
			compose_value(reader, compose_child(node, "context"));
		service->dockerfile = compose_value(
			reader, compose_child(node, "dockerfile"));
		service->build_target =
			compose_value(reader, compose_child(node, "target"));
	} else {
		service->build_context = compose_value(reader, node);
	}
	if (!context->text && node->kind == NODE_MAPPING) {
		service->build_path = compose_source_of(reader, node)->folder;
		return;
	}
	service->build_path = compose_path(reader, context);
}

void compose_service_read(struct compose_reader *reader,
	struct compose_service *service, const struct node *key,
	const struct node *node)
{
	service->name = key->text;
	service->node = node;
	service->name_place = compose_place_of(key);
	service->image = compose_value(reader, compose_child(node, "image"));
	service->container_name =
		compose_value(reader, compose_child(node, "container_name"));
	service->network_mode =
		compose_value(reader, compose_child(node, "network_mode"));
	read_other_names(reader, service, node);
	service->extends = compose_child(node, "extends");
	service->healthcheck = compose_child(node, "healthcheck");
	read_build(reader, service, compose_child(node, "build"));
	service->environment =
		read_variables(reader, compose_child(node, "environment"),
			&service->environment_count);
	service->labels = read_variables(
		reader, compose_child(node, "labels"), &service->label_count);
	read_env_files(reader, service, compose_child(node, "env_file"));
	read_depends_on(reader, service, compose_child(node, "depends_on"));
	compose_ports_read(reader, service, compose_child(node, "ports"));
	compose_expose_read(reader, service, compose_child(node, "expose"));
}

bool compose_service_serves(const struct compose_service *service, long port)
{
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (service->ports[i].target_known &&
			port >= service->ports[i].target &&
			port <= service->ports[i].target_end)
			return true;
	for (i = 0; i < service->expose_count; i++)
		if (service->expose[i].target_known &&
			port >= service->expose[i].target &&
			port <= service->expose[i].target_end)
			return true;
	return false;
}

bool compose_service_publishes(const struct compose_service *service, long port)
{
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (service->ports[i].published_known && port > 0 &&
			port >= service->ports[i].published &&
			port <= service->ports[i].published_end)
			return true;
	return false;
}
