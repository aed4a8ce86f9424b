/*
 * Reads the scrape targets of a Prometheus configuration. Knows where
 * targets stand in it, and not whose they are.
 */
#include "model/scrape.h"
#include "base/arena.h"
#include "base/vector.h"
#include "model/address.h"

#include <stdint.h>
#include <string.h>

struct scrape_reader {
	struct arena *arena;
	const struct document *document;
	VECTOR(struct scrape_target) targets;
};

bool scrape_is_likely(const char *path, struct slice text)
{
	return (string_ends(path, ".yml") || string_ends(path, ".yaml")) &&
	       slice_find(text, "static_configs", 0) != SIZE_MAX;
}

static void add_target(struct scrape_reader *reader, const struct node *node)
{
	struct address address;
	struct scrape_target *target;

	if (node->kind != NODE_STRING ||
		!address_read(&address, slice_range(node->text, 0, node->size)))
		return;
	target = vector_next(&reader->targets);
	target->host =
		arena_copy(reader->arena, address.host.data, address.host.size);
	target->port = address.port;
	node_span(reader->document, node, address.port_start, address.port_end,
		&target->start, &target->end);
}

static void add_static(struct scrape_reader *reader, const struct node *configs)
{
	for (size_t i = 0; i < configs->count; i++) {
		const struct node *targets =
			node_get(configs->items[i], "targets");

		for (size_t k = 0; targets && k < targets->count; k++)
			add_target(reader, targets->items[k]);
	}
}

/* Documents are nested 200 levels deep at most. */
static void walk(struct scrape_reader *reader, const struct node *node)
{
	const struct node *configs = node_get(node, "static_configs");

	if (configs && configs->kind == NODE_SEQUENCE)
		add_static(reader, configs);
	for (size_t i = 0; i < node->count; i++)
		if (node->items[i] != configs)
			walk(reader, node->items[i]);
}

struct scrape_targets scrape_read(
	struct arena *arena, const struct document *document)
{
	struct scrape_reader reader = {.arena = arena, .document = document};
	struct scrape_targets result;

	for (size_t i = 0; i < document->root_count; i++)
		if (document->roots[i])
			walk(&reader, document->roots[i]);
	result.count = reader.targets.count;
	result.items = vector_move(&reader.targets, arena);
	return result;
}
