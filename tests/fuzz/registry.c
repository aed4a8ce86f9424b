/*
 * Registries. The first byte says of what: YAML, JSON or CSV. What is read
 * can be asked, lies in the file, and is the same after it was written in
 * another form, unless a remark says what that form cannot hold.
 */
#include "model/registry.h"
#include "base/arena.h"
#include "base/glob.h"
#include "fuzz.h"
#include "generate/json_node.h"
#include "generate/registry_table.h"
#include "generate/service_list.h"
#include "model/registry_field.h"

#include <string.h>

static void check_service(
	const struct registry *registry, const struct registry_service *service)
{
	const struct registry_port *entry;

	must(service->name != NULL && service->ports != NULL);
	must(registry_find(registry, service->name) != NULL);
	must(service->name_place.end <= registry->document->size);
	for (size_t i = 0; i < service->port_count; i++) {
		const struct registry_port *port = &service->ports[i];

		must(port->port >= 1 && port->port <= 65535);
		must(port->place.start <= port->place.end);
		must(port->place.end <= registry->document->size);
		must(registry_service_has(service, port->port));
		must(registry_owner(registry, port->port, service->udp,
			     &entry) != NULL);
		must(entry->port == port->port);
		(void)registry_range_of(registry, port->port);
	}
	if (service->port_count == 0)
		must(service->ports[0].port == 0);
}

static void check_registry(const struct registry *registry)
{
	for (size_t i = 0; i < registry->service_count; i++)
		check_service(registry, &registry->services[i]);
	for (size_t i = 0; i < registry->range_count; i++) {
		const struct registry_range *range = &registry->ranges[i];

		must(range->name != NULL && range->min <= range->max);
		must(registry_range_named(registry, range->name) != NULL);
		must(range->place.end <= registry->document->size);
	}
}

static void check_list(const struct registry *registry)
{
	struct listed_list list = {0};
	struct buffer out = BUFFER_INIT;
	json_t *json;

	for (size_t i = 0; i < registry->service_count; i++) {
		struct listed listed = {registry, &registry->services[i]};

		vector_add(&list, listed);
	}
	service_list_sort(&list);
	service_list_text(&out, &list);
	buffer_clear(&out);
	service_list_json(&out, &list);
	json = json_loadb(out.data, out.size, JSON_ALLOW_NUL, NULL);
	must(json_array_size(json) == list.count);
	json_decref(json);
	buffer_release(&out);
	vector_free(&list);
}

static void check_same(
	const struct registry_table *a, const struct registry_table *b)
{
	must(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		must(strcmp(a->rows[i].name, b->rows[i].name) == 0);
		must(node_same(a->rows[i].ports, b->rows[i].ports));
		must(node_same(a->rows[i].fields, b->rows[i].fields));
	}
}

/* JSON has keys that are text and no infinite numbers, and ours 15 digits. */
static bool is_of_json(const struct node *node)
{
	if (node == NULL)
		return true;
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_MAPPING &&
			node->keys[i]->kind != NODE_STRING)
			return false;
		if (!is_of_json(node->items[i]))
			return false;
	}
	return node->kind != NODE_FLOAT ||
	       (node->size <= 15 && !strpbrk(node->text, "iInN_"));
}

/* A port, or a map of them. */
static bool is_ports(const struct node *node)
{
	if (node == NULL || node->kind != NODE_MAPPING)
		return node != NULL && node->kind == NODE_INTEGER &&
		       node->integer >= 1 && node->integer <= 65535;
	for (size_t i = 0; i < node->count; i++)
		if (!is_ports(node->items[i]) ||
			node->items[i]->kind == NODE_MAPPING)
			return false;
	return node->count > 0;
}

/* Is it such that the linter would find little wrong with it? */
static bool is_usual(const struct registry_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (!registry_name_is_valid(table->rows[i].name) ||
			(table->rows[i].path != NULL &&
				strcmp(path_name(table->rows[i].path),
					table->rows[i].name) != 0) ||
			!is_ports(table->rows[i].ports) ||
			!is_of_json(table->rows[i].fields))
			return false;
	return table->count > 0;
}

/* The text of a registry as a table; NULL: it is none. */
static struct registry_table *table_of(
	struct arena *arena, enum document_kind kind, struct slice text)
{
	struct document *document;
	struct registry *registry;
	struct registry_table *table = NULL;

	if (document_parse(&document, arena, kind, "a", text.data, text.size,
		    NULL) != 0)
		return NULL;
	registry = registry_read(arena, document, "");
	if (registry->form != REGISTRY_NONE)
		table = registry_table_read(arena, registry);
	registry_release(registry);
	return table;
}

static void check_document(
	struct arena *arena, const struct registry_table *table)
{
	struct remark_list remarks = {0};
	struct buffer out = BUFFER_INIT;
	struct registry_table *back;

	json_put_line(&out,
		json_of_node(registry_table_document(arena, table, &remarks)));
	if (remarks.count == 0 && is_usual(table)) {
		back = table_of(arena, DOCUMENT_JSON,
			slice_range(out.data, 0, out.size));
		must(back != NULL);
		check_same(table, back);
	}
	buffer_release(&out);
	vector_free(&remarks);
}

static void check_forms(struct arena *arena, const struct registry_table *table)
{
	for (enum registry_form form = REGISTRY_RANGES; form <= REGISTRY_FLAT;
		form++) {
		struct remark_list remarks = {0};
		struct buffer out = BUFFER_INIT;

		yaml_write(&out,
			registry_table_write(arena, table, form, &remarks));
		if (remarks.count == 0 && is_usual(table))
			must(table_of(arena, DOCUMENT_YAML,
				     slice_range(out.data, 0, out.size)) !=
				NULL);
		buffer_release(&out);
		vector_free(&remarks);
	}
}

static void check_csv(struct arena *arena, const struct registry_table *table)
{
	struct remark_list remarks = {0};
	struct buffer out = BUFFER_INIT;
	struct registry_table *back;

	registry_table_csv(&out, arena, table, &remarks);
	if (remarks.count == 0 && is_usual(table)) {
		must(registry_table_read_csv(&back, arena, "a.csv",
			     slice_range(out.data, 0, out.size), NULL) == 0);
		check_same(table, back);
	}
	buffer_release(&out);
	vector_free(&remarks);
}

static void check_text(
	struct arena *arena, enum document_kind kind, struct slice text)
{
	struct document *document;
	struct registry *registry;
	struct registry_table *table;

	if (document_parse(&document, arena, kind, "ports", text.data,
		    text.size, NULL) != 0)
		return;
	if (document->root != NULL &&
		registry_form_of(document->root) != REGISTRY_NONE)
		must(registry_form_meant(document->root) != REGISTRY_NONE);
	registry = registry_read(arena, document, "");
	if (registry->form != REGISTRY_NONE) {
		check_registry(registry);
		check_list(registry);
		table = registry_table_read(arena, registry);
		check_document(arena, table);
		check_forms(arena, table);
		check_csv(arena, table);
	}
	registry_release(registry);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	unsigned kind = fuzz_choice(&text, 3);
	struct error err = {.kind = ERROR_NONE};
	struct registry_table *table;

	if (kind < 2)
		check_text(arena, kind ? DOCUMENT_JSON : DOCUMENT_YAML, text);
	else if (registry_table_read_csv(&table, arena, "a.csv", text, &err) ==
		 0)
		check_csv(arena, table);
	else
		must(err.kind == ERROR_USE && err.line >= 1);
	arena_free(arena);
	return 0;
}
