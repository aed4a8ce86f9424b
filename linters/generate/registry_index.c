/*
 * index.json. It must not know where it is written.
 */
#include "generate/registry_index.h"
#include "base/arena.h"
#include "generate/json_node.h"
#include "generate/registry_table.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Its lowest port; those without one come last. */
static long port_of(const struct table_row *row)
{
	const struct node *ports = row->ports;

	if (ports == NULL)
		return LONG_MAX;
	if (ports->kind == NODE_MAPPING)
		ports = ports->count > 0 ? ports->items[0] : NULL;
	return ports != NULL && ports->kind == NODE_INTEGER
		       ? (long)ports->integer
		       : LONG_MAX;
}

static int by_port(const void *a, const void *b)
{
	const struct table_row *one = a, *other = b;
	long left = port_of(one), right = port_of(other);

	if (left != right)
		return left < right ? -1 : 1;
	return strcmp(one->path != NULL ? one->path : one->name,
		other->path != NULL ? other->path : other->name);
}

static void set(json_t *object, const char *key, const struct node *value)
{
	json_object_set_new(object, key, json_of_node(value));
}

static void set_fields(json_t *object, const struct node *fields)
{
	for (size_t i = 0; i < fields->count; i++)
		set(object, fields->keys[i]->text, fields->items[i]);
}

/* In the order that people write: name, stack, port, and the rest. */
static json_t *json_of_row(const struct table_row *row)
{
	json_t *object = json_checked(json_object());
	const struct node *stack = node_get(row->fields, "stack");

	json_object_set_new(object, "name", json_of_text(row->name));
	if (row->path != NULL)
		json_object_set_new(object, "path", json_of_text(row->path));
	if (stack != NULL)
		set(object, "stack", stack);
	if (row->ports != NULL)
		set(object, row->ports->kind == NODE_MAPPING ? "ports" : "port",
			row->ports);
	set_fields(object, row->fields);
	return object;
}

void registry_index(
	struct buffer *out, const struct registry *registry, const char *notice)
{
	struct arena *arena = arena_new();
	struct registry_table *table = registry_table_read(arena, registry);
	json_t *object = json_checked(json_object());
	json_t *services = json_checked(json_array());

	if (table->count > 1)
		qsort(table->rows, table->count, sizeof(*table->rows), by_port);
	for (size_t i = 0; i < table->count; i++)
		json_array_append_new(services, json_of_row(&table->rows[i]));
	json_object_set_new(object, "generated", json_of_text(notice));
	set_fields(object, table->extra);
	if (table->ranges != NULL)
		set(object, "ranges", table->ranges);
	json_object_set_new(object, "services", services);
	json_put_document(out, object);
	arena_free(arena);
}
