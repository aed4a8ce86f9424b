/*
 * From each form of a registry to a table and back. It must not know files.
 */
#include "generate/registry_table.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/map.h"
#include "generate/made_node.h"
#include "model/registry_field.h"
#include <string.h>
#include <time.h>

/* --- extended JSON ----------------------------------------------------- */

static const struct node *only_value(const struct node *node, const char *key)
{
	return node != NULL && node->kind == NODE_MAPPING && node->count == 1
		       ? node_get(node, key)
		       : NULL;
}

/* Milliseconds, or text; a midnight is a day. */
static struct node *plain_date(struct arena *arena, const struct node *date)
{
	const struct node *digits = only_value(date, "$numberLong");
	const char *text = node_text(digits != NULL ? digits : date);
	long milliseconds;
	char day[32];
	struct tm utc;
	time_t seconds;

	if (text == NULL)
		return made_null(arena);
	if (digits == NULL || !slice_number(slice_of(text), 0, 253402300799999,
				      &milliseconds)) {
		struct slice slice = slice_of(text);

		if (slice_ends(slice, "T00:00:00Z"))
			slice.size -= strlen("T00:00:00Z");
		else if (slice_ends(slice, "T00:00:00.000Z"))
			slice.size -= strlen("T00:00:00.000Z");
		return made_text(
			arena, arena_copy(arena, slice.data, slice.size));
	}
	seconds = milliseconds / 1000;
	gmtime_r(&seconds, &utc);
	strftime(day, sizeof(day),
		seconds % 86400 == 0 ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ", &utc);
	return made_text(arena, day);
}

static struct node *plain(struct arena *arena, const struct node *node)
{
	struct node *copy;
	long value;

	if (node->kind == NODE_SEQUENCE) {
		copy = made_list(arena);
		for (size_t i = 0; i < node->count; i++)
			made_add(arena, copy, plain(arena, node->items[i]));
		return copy;
	}
	if (node->kind != NODE_MAPPING) {
		copy = arena_alloc(arena, sizeof(*copy));
		*copy = *node;
		copy->tag = NULL;
		return copy;
	}
	if (registry_integer(node, &value) != NULL)
		return made_integer(arena, value);
	if (only_value(node, "$date") != NULL)
		return plain_date(arena, only_value(node, "$date"));
	if (only_value(node, "$oid") != NULL)
		return plain(arena, only_value(node, "$oid"));
	copy = made_map(arena);
	/* A key that is a list or a map is no name in any other form. */
	for (size_t i = 0; i < node->count; i++)
		if (node->keys[i]->text != NULL)
			made_put(arena, copy, node->keys[i]->text,
				plain(arena, node->items[i]));
	return copy;
}

/* --- reading ----------------------------------------------------------- */

struct table_reader {
	struct arena *arena;
	struct registry_table *table;
	struct table_row_list rows;
};

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

/* One name where a list of them is meant is a list of one. */
static struct node *field_value(
	struct arena *arena, const char *name, const struct node *value)
{
	const struct registry_field *field =
		registry_field_find(registry_service_fields, name);
	struct node *list;

	if (field == NULL || field->kind != FIELD_NAMES ||
		value->kind != NODE_STRING)
		return plain(arena, value);
	list = made_list(arena);
	made_add(arena, list, plain(arena, value));
	return list;
}

/* The pairs of a map but those of some names; none for what is no map. */
static struct node *rest_of(
	struct arena *arena, const struct node *map, const char *const *without)
{
	struct node *rest = made_map(arena);

	for (size_t i = 0;
		map != NULL && map->kind == NODE_MAPPING && i < map->count; i++)
		if (map->keys[i]->text != NULL &&
			!is_one_of(map->keys[i]->text, without))
			made_put(arena, rest, map->keys[i]->text,
				field_value(arena, map->keys[i]->text,
					map->items[i]));
	return rest;
}

static void add_row(struct table_reader *reader, const char *name,
	const char *path, const struct node *ports, struct node *fields)
{
	struct table_row *row = vector_next(&reader->rows);

	row->name = name;
	row->path = path;
	row->ports = ports != NULL ? plain(reader->arena, ports) : NULL;
	row->fields = fields;
}

static void read_items(struct table_reader *reader, const struct node *list)
{
	static const char *const own[] = {
		"name", "port", "ports", "x-path", NULL};

	for (size_t i = 0;
		list != NULL && list->kind == NODE_SEQUENCE && i < list->count;
		i++) {
		const struct node *item = list->items[i];
		const char *name = node_text(node_get(item, "name"));

		if (name != NULL)
			add_row(reader, name,
				node_text(node_get(item, "x-path")),
				registry_ports_node(item),
				rest_of(reader->arena, item, own));
	}
}

/* `name: 80`, `name: {http: 80}` or `name: {port: 80, owner: …}`. */
static void read_pair(struct table_reader *reader, const char *name,
	const char *path, const struct node *value)
{
	static const char *const own[] = {"port", "ports", NULL};
	static const char *const none[] = {NULL};
	const struct node *ports = registry_ports_node(value);

	add_row(reader, name, path, ports,
		ports == value ? rest_of(reader->arena, NULL, none)
			       : rest_of(reader->arena, value, own));
}

/* What form A says of a service beside its port, in the exported document. */
static void read_assignments(
	struct table_reader *reader, const struct node *body)
{
	static const char *const none[] = {NULL};
	const struct node *map = node_get(body, "assignments");
	const struct node *services = node_get(body, "services");
	struct map assigned = MAP_INIT, named = MAP_INIT;

	node_index(&assigned, map);
	node_index(&named, services);
	for (size_t i = 0;
		map != NULL && map->kind == NODE_MAPPING && i < map->count;
		i++) {
		const char *key = map->keys[i]->text;
		const struct node *fields =
			key != NULL ? map_get_string(&named, key) : NULL;

		if (key == NULL)
			continue;
		if (fields == NULL)
			read_pair(reader, path_name(key), key, map->items[i]);
		else
			add_row(reader, key, NULL, map->items[i],
				rest_of(reader->arena, fields, none));
	}
	/* Those without a port stand only there. */
	for (size_t i = 0; services != NULL && services->kind == NODE_MAPPING &&
			   i < services->count;
		i++)
		if (services->keys[i]->text != NULL &&
			!map_has(&assigned, slice_of(services->keys[i]->text)))
			add_row(reader, services->keys[i]->text, NULL, NULL,
				rest_of(reader->arena, services->items[i],
					none));
	map_release(&assigned);
	map_release(&named);
}

static void read_flat(struct table_reader *reader, const struct node *body)
{
	const struct node *map = registry_flat_map(body);
	struct node *extra = reader->table->extra;

	for (size_t i = 0; i < map->count; i++) {
		const char *name = map->keys[i]->text;

		if (name != NULL && !registry_is_meta_key(name))
			read_pair(reader, name, NULL, map->items[i]);
		else if (name != NULL && strcmp(name, "_id") != 0 &&
			 strcmp(name, "__v") != 0)
			made_put(reader->arena, extra, name,
				plain(reader->arena, map->items[i]));
	}
}

/* {min, max} and nothing else is "N-M" in longer words. */
static struct node *plain_ranges(struct arena *arena, const struct node *map)
{
	struct node *ranges = made_map(arena);

	for (size_t i = 0;
		map != NULL && map->kind == NODE_MAPPING && i < map->count;
		i++) {
		struct node *range = plain(arena, map->items[i]);
		long min, max;

		if (range->kind == NODE_MAPPING && range->count == 2 &&
			node_get(range, "min") != NULL &&
			node_get(range, "max") != NULL &&
			registry_range_read(range, &min, &max))
			range = made_text(arena,
				arena_format(arena, "%ld-%ld", min, max));
		if (map->keys[i]->text != NULL)
			made_put(arena, ranges, map->keys[i]->text, range);
	}
	return ranges;
}

struct registry_table *registry_table_read(
	struct arena *arena, const struct registry *registry)
{
	static const char *const own[] = {"ranges", "bands", "services",
		"assignments", "_id", "__v", NULL};
	static const char *const none[] = {NULL};
	const struct node *body = registry_body(registry->document->root);
	struct registry_table *table = arena_alloc(arena, sizeof(*table));
	struct table_reader reader = {.arena = arena, .table = table};

	switch (registry->form) {
	case REGISTRY_RANGES:
		table->ranges = plain_ranges(arena, node_get(body, "ranges"));
		table->extra = rest_of(arena, body, own);
		read_items(&reader, node_get(body, "services"));
		break;
	case REGISTRY_BANDS:
		table->ranges = plain_ranges(arena, node_get(body, "bands"));
		table->extra = rest_of(arena, body, own);
		read_assignments(&reader, body);
		break;
	case REGISTRY_FLAT:
		table->extra = rest_of(arena, NULL, none);
		read_flat(&reader, body);
		break;
	case REGISTRY_NONE:
		table->extra = rest_of(arena, NULL, none);
		break;
	}
	table->count = reader.rows.count;
	table->rows = vector_move(&reader.rows, arena);
	return table;
}

const struct table_row *registry_table_find(
	const struct registry_table *table, const struct table_row *like)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct table_row *row = &table->rows[i];

		if (row->path != NULL && like->path != NULL
				? strcmp(row->path, like->path) == 0
				: strcmp(row->name, like->name) == 0)
			return row;
	}
	return NULL;
}
