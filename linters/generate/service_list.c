/*
 * Services to look at. It must not know which of them were asked for.
 */
#include "generate/service_list.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "generate/json_node.h"
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6 };

static int by_port(const void *a, const void *b)
{
	const struct listed *one = a, *other = b;
	long left = one->service->ports[0].port;
	long right = other->service->ports[0].port;
	int order;

	if (left != right && (left == 0 || right == 0))
		return left == 0 ? 1 : -1;
	if (left != right)
		return left < right ? -1 : 1;
	order = strcmp(one->service->name, other->service->name);
	if (order != 0)
		return order;
	return strcmp(one->service->path != NULL ? one->service->path : "",
		other->service->path != NULL ? other->service->path : "");
}

void service_list_sort(struct listed_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), by_port);
}

const char *service_list_range(const struct listed *listed)
{
	const struct registry_range *range;

	if (listed->service->stack != NULL)
		return listed->service->stack;
	if (listed->service->port_count == 0)
		return NULL;
	range = registry_range_of(
		listed->registry, listed->service->ports[0].port);
	return range != NULL ? range->name : NULL;
}

static const char *ports_text(
	struct arena *arena, const struct registry_service *service)
{
	struct buffer text = BUFFER_INIT;
	const char *copy;

	for (size_t i = 0; i < service->port_count; i++)
		buffer_format(&text, "%s%ld", i > 0 ? "," : "",
			service->ports[i].port);
	copy = arena_string(arena, text.size > 0 ? text.data : "-");
	buffer_release(&text);
	return copy;
}

static size_t width_of(const char *text)
{
	size_t size = strlen(text), width = 0;

	for (size_t at = 0; at < size; width++)
		at += utf8_read(text + at, size - at, NULL);
	return width;
}

static void fill_row(struct arena *arena, const struct listed *listed,
	const char *row[COLUMNS])
{
	const struct registry_service *service = listed->service;
	const char *range = service_list_range(listed);

	row[0] = ports_text(arena, service);
	row[1] = service->path != NULL ? service->path : service->name;
	row[2] = range != NULL ? range : "-";
	row[3] = service->protocol != NULL ? service->protocol : "-";
	row[4] = service->owner != NULL ? service->owner : "-";
	row[5] = service->deprecated ? "deprecated" : "";
}

static void put_row(struct buffer *out, const char *const row[COLUMNS],
	const size_t widths[COLUMNS])
{
	size_t last = COLUMNS;

	while (last > 1 && row[last - 1][0] == '\0')
		last--;
	for (size_t i = 0; i < last; i++) {
		buffer_add_string(out, row[i]);
		if (i + 1 < last)
			buffer_format(out, "%*s",
				(int)(widths[i] - width_of(row[i]) + 2), "");
	}
	buffer_add_char(out, '\n');
}

void service_list_text(struct buffer *out, const struct listed_list *list)
{
	static const char *const head[COLUMNS] = {
		"PORT", "SERVICE", "RANGE", "PROTOCOL", "OWNER", ""};
	struct arena *arena = arena_new();
	const char *(*rows)[COLUMNS] =
		arena_alloc(arena, list->count * sizeof(*rows));
	size_t widths[COLUMNS];

	for (size_t k = 0; k < COLUMNS; k++)
		widths[k] = width_of(head[k]);
	for (size_t i = 0; i < list->count; i++) {
		fill_row(arena, &list->items[i], rows[i]);
		for (size_t k = 0; k < COLUMNS; k++)
			if (width_of(rows[i][k]) > widths[k])
				widths[k] = width_of(rows[i][k]);
	}
	put_row(out, head, widths);
	for (size_t i = 0; i < list->count; i++)
		put_row(out, rows[i], widths);
	arena_free(arena);
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void set_ports(json_t *object, const struct registry_service *service)
{
	json_t *ports;

	if (service->port_count == 0) {
		set(object, "port", json_null());
		return;
	}
	if (service->ports[0].name == NULL) {
		set(object, "port",
			json_checked(json_integer(service->ports[0].port)));
		return;
	}
	ports = json_checked(json_object());
	for (size_t i = 0; i < service->port_count; i++)
		set(ports, service->ports[i].name,
			json_checked(json_integer(service->ports[i].port)));
	set(object, "ports", ports);
}

/* The fields that are written; a bare map of ports has none. */
static void set_fields(json_t *object, const struct registry_service *service)
{
	const struct node *node = service->node;

	if (node->kind != NODE_MAPPING || registry_ports_node(node) == node)
		return;
	for (size_t i = 0; i < node->count; i++) {
		const char *name = node->keys[i]->text;

		if (name != NULL && json_object_get(object, name) == NULL &&
			strcmp(name, "port") != 0 && strcmp(name, "ports") != 0)
			set(object, name, json_of_node(node->items[i]));
	}
}

static json_t *json_of_service(const struct listed *listed)
{
	const struct registry_service *service = listed->service;
	json_t *object = json_checked(json_object());

	set(object, "name", json_of_text(service->name));
	if (service->path != NULL)
		set(object, "path", json_of_text(service->path));
	set_ports(object, service);
	set_fields(object, service);
	set(object, "range", json_of_text(service_list_range(listed)));
	set(object, "registry", json_of_text(listed->registry->path));
	set(object, "line",
		json_checked(json_integer(service->name_place.line)));
	return object;
}

json_t *service_list_value(const struct listed_list *list)
{
	json_t *array = json_checked(json_array());

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_of_service(&list->items[i]));
	return array;
}

void service_list_json(struct buffer *out, const struct listed_list *list)
{
	json_put_document(out, service_list_value(list));
}
