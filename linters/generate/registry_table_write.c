/*
 * A table written in a form, and what that form cannot hold.
 */
#include "base/arena.h"
#include "base/map.h"
#include "generate/made_node.h"
#include "generate/registry_table.h"
#include "model/registry_field.h"
#include <string.h>

struct table_writer {
	struct arena *arena;
	const struct registry_table *table;
	struct remark_list *remarks;
	struct map taken; /* keys that a service has, of bands or a flat map */
};

static void remark(struct table_writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void remark(struct table_writer *writer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vector_add(writer->remarks,
		arena_vformat(writer->arena, format, arguments));
	va_end(arguments);
}

static bool is_among(const struct node *map, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (node_is_text(map->keys[i], key))
			return true;
	return false;
}

/* The pairs in the order of the fields, the others behind. */
static void put_ordered(struct arena *arena, struct node *out,
	const struct registry_field *order, const struct node *fields)
{
	size_t known;

	for (const struct registry_field *field = order; field->name != NULL;
		field++) {
		struct node *value = node_get(fields, field->name);

		if (value != NULL && node_get(out, field->name) == NULL)
			made_put(arena, out, field->name, value);
	}
	known = out->count;
	for (size_t i = 0; i < fields->count; i++)
		if (!is_among(out, known, fields->keys[i]->text))
			made_put(arena, out, fields->keys[i]->text,
				fields->items[i]);
}

static void put_ports(
	struct arena *arena, struct node *out, const struct table_row *row)
{
	if (row->ports != NULL)
		made_put(arena, out,
			row->ports->kind == NODE_MAPPING ? "ports" : "port",
			row->ports);
}

/* False, and told, when another service has the key. */
static bool takes(struct table_writer *writer, const char *key)
{
	if (map_put_string(&writer->taken, key, writer) == NULL)
		return true;
	remark(writer, "a second service named `%s` is left out", key);
	return false;
}

/* --- form A ------------------------------------------------------------ */

/* The range that holds a row's first port. */
static const char *range_of_row(
	const struct registry_table *table, const struct table_row *row)
{
	const struct node *port = row->ports;
	long value, min, max;

	if (port != NULL && port->kind == NODE_MAPPING && port->count > 0)
		port = port->items[0];
	if (table->ranges == NULL || registry_integer(port, &value) == NULL)
		return NULL;
	for (size_t i = 0; i < table->ranges->count; i++)
		if (registry_range_read(table->ranges->items[i], &min, &max) &&
			value >= min && value <= max)
			return table->ranges->keys[i]->text;
	return NULL;
}

static struct node *item_of(
	struct table_writer *writer, const struct table_row *row)
{
	struct arena *arena = writer->arena;
	struct node *item = made_map(arena);
	struct node *stack = node_get(row->fields, "stack");
	const char *range = range_of_row(writer->table, row);

	made_put(arena, item, "name", made_text(arena, row->name));
	if (stack == NULL && range != NULL)
		stack = made_text(arena, range);
	if (stack != NULL)
		made_put(arena, item, "stack", stack);
	put_ports(arena, item, row);
	put_ordered(arena, item, registry_service_fields, row->fields);
	if (row->path != NULL)
		made_put(arena, item, "x-path", made_text(arena, row->path));
	return item;
}

/* Form A asks for more than the others say. */
static void remark_missing(
	struct table_writer *writer, const struct node *services)
{
	for (const struct registry_field *field = registry_service_fields;
		field->name != NULL; field++) {
		size_t count = 0;

		for (size_t i = 0; field->required && i < services->count; i++)
			count += node_get(services->items[i], field->name) ==
					 NULL &&
				 !(strcmp(field->name, "port") == 0 &&
					 node_get(services->items[i], "ports"));
		if (count > 0)
			remark(writer,
				"`%s` is required and missing in %zu "
				"service%s: fill it in",
				field->name, count, count == 1 ? "" : "s");
	}
}

static void fill_ranges(struct table_writer *writer, struct node *body)
{
	struct arena *arena = writer->arena;
	const struct registry_table *table = writer->table;
	struct node *services = made_list(arena);
	struct node *version = node_get(table->extra, "version");
	struct node *updated = node_get(table->extra, "lastUpdated");

	if (version != NULL)
		made_put(arena, body, "version", version);
	if (updated != NULL)
		made_put(arena, body, "lastUpdated", updated);
	made_put(arena, body, "ranges",
		table->ranges != NULL ? table->ranges : made_map(arena));
	for (size_t i = 0; i < table->count; i++)
		made_add(arena, services, item_of(writer, &table->rows[i]));
	remark_missing(writer, services);
	if (version == NULL || updated == NULL)
		remark(writer, "%s",
			version != NULL
				? "`lastUpdated` is required and missing: fill it in"
			: updated != NULL
				? "`version` is required and missing: fill it in"
				: "`version` and `lastUpdated` are "
				  "required and missing: fill them "
				  "in");
	put_ordered(arena, body, registry_file_fields, table->extra);
	made_put(arena, body, "services", services);
}

/* --- form B ------------------------------------------------------------ */

static struct node *band_of(struct arena *arena, struct node *range)
{
	struct node *band = made_map(arena);
	long min, max;

	if (!registry_range_read(range, &min, &max))
		return range;
	made_put(arena, band, "min", made_integer(arena, min));
	made_put(arena, band, "max", made_integer(arena, max));
	for (size_t i = 0; range->kind == NODE_MAPPING && i < range->count; i++)
		if (node_get(band, range->keys[i]->text) == NULL &&
			strcmp(range->keys[i]->text, "range") != 0)
			made_put(arena, band, range->keys[i]->text,
				range->items[i]);
	return band;
}

/* A stack that only says what the port says already. */
static bool is_told_by_port(
	struct table_writer *writer, const struct table_row *row)
{
	const char *stack = node_text(node_get(row->fields, "stack"));
	const char *range = range_of_row(writer->table, row);

	return stack != NULL && range != NULL && strcmp(stack, range) == 0;
}

/* The port alone, or a map of it and the fields. */
static struct node *assigned(
	struct table_writer *writer, const struct table_row *row)
{
	struct arena *arena = writer->arena;
	struct node *fields = made_map(arena), *value = made_map(arena);

	for (size_t i = 0; i < row->fields->count; i++)
		if (strcmp(row->fields->keys[i]->text, "stack") != 0 ||
			!is_told_by_port(writer, row))
			made_put(arena, fields, row->fields->keys[i]->text,
				row->fields->items[i]);
	if (fields->count == 0 && row->ports != NULL)
		return row->ports;
	put_ports(arena, value, row);
	put_ordered(arena, value, registry_service_fields, fields);
	return value;
}

static void assign(struct table_writer *writer, const struct table_row *row,
	struct node *assignments, struct node *services)
{
	struct arena *arena = writer->arena;
	const char *key = row->path != NULL ? row->path : row->name;
	struct node *fields;

	if (!takes(writer, key))
		return;
	if (row->path != NULL || row->fields->count == 0) {
		made_put(arena, assignments, key, assigned(writer, row));
		return;
	}
	if (row->ports != NULL)
		made_put(arena, assignments, key, row->ports);
	fields = made_map(arena);
	put_ordered(arena, fields, registry_service_fields, row->fields);
	made_put(arena, services, key, fields);
}

static void fill_bands(struct table_writer *writer, struct node *body)
{
	const struct registry_table *table = writer->table;
	struct arena *arena = writer->arena;
	struct node *bands = made_map(arena), *assignments = made_map(arena);
	struct node *services = made_map(arena);

	for (size_t i = 0; table->ranges != NULL && i < table->ranges->count;
		i++)
		made_put(arena, bands, table->ranges->keys[i]->text,
			band_of(arena, table->ranges->items[i]));
	for (size_t i = 0; i < table->count; i++)
		assign(writer, &table->rows[i], assignments, services);
	made_put(arena, body, "bands", bands);
	made_put(arena, body, "assignments", assignments);
	if (services->count > 0)
		made_put(arena, body, "services", services);
	put_ordered(arena, body, registry_bands_fields, table->extra);
}

/* --- form C ------------------------------------------------------------ */

/* "owner (33 services)" for each field that has no place. */
static void remark_fields(struct table_writer *writer)
{
	const struct registry_table *table = writer->table;
	struct map seen = MAP_INIT; /* size_t by the field's name */

	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < table->rows[i].fields->count; k++) {
			const char *name = table->rows[i].fields->keys[k]->text;
			size_t *count = map_get_string(&seen, name);

			if (count == NULL) {
				count = arena_alloc(
					writer->arena, sizeof(*count));
				map_put_string(&seen, name, count);
			}
			++*count;
		}
	for (size_t i = 0; i < seen.count; i++) {
		const size_t *count = seen.entries[i].value;

		remark(writer, "a flat map cannot hold `%s` (%zu service%s)",
			seen.entries[i].key.data, *count,
			*count == 1 ? "" : "s");
	}
	map_release(&seen);
}

static void fill_flat(struct table_writer *writer, struct node *body)
{
	const struct registry_table *table = writer->table;

	for (size_t i = 0; i < table->extra->count; i++) {
		const char *name = table->extra->keys[i]->text;

		if (registry_is_meta_key(name))
			made_put(writer->arena, body, name,
				table->extra->items[i]);
		else
			remark(writer, "a flat map cannot hold `%s`", name);
	}
	if (table->ranges != NULL && table->ranges->count > 0)
		remark(writer, "a flat map cannot hold the %zu range%s",
			table->ranges->count,
			table->ranges->count == 1 ? "" : "s");
	remark_fields(writer);
	for (size_t i = 0; i < table->count; i++) {
		const struct table_row *row = &table->rows[i];
		const char *key = row->path != NULL ? row->path : row->name;

		if (row->ports == NULL)
			remark(writer, "`%s` has no port and is left out", key);
		else if (registry_is_meta_key(key))
			remark(writer,
				"`%s` is left out: a flat map has no service "
				"of such a name",
				key);
		else if (takes(writer, key))
			made_put(writer->arena, body, key, row->ports);
	}
}

struct node *registry_table_write(struct arena *arena,
	const struct registry_table *table, enum registry_form form,
	struct remark_list *remarks)
{
	struct table_writer writer = {
		.arena = arena, .table = table, .remarks = remarks};
	struct node *body = made_map(arena);

	if (form == REGISTRY_RANGES)
		fill_ranges(&writer, body);
	else if (form == REGISTRY_FLAT)
		fill_flat(&writer, body);
	else
		fill_bands(&writer, body);
	map_release(&writer.taken);
	return body;
}

struct node *registry_table_document(struct arena *arena,
	const struct registry_table *table, struct remark_list *remarks)
{
	struct table_writer writer = {
		.arena = arena, .table = table, .remarks = remarks};
	struct node *body = made_map(arena);

	made_put(arena, body, "_id", made_text(arena, "default"));
	fill_bands(&writer, body);
	map_release(&writer.taken);
	return body;
}
