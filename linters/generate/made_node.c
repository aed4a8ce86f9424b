/*
 * Nodes that are made, not read. It must not know what a registry is.
 */
#include "generate/made_node.h"
#include "base/arena.h"
#include <string.h>

static struct node *made(struct arena *arena, enum node_kind kind)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = kind;
	return node;
}

static struct node *made_scalar(
	struct arena *arena, enum node_kind kind, const char *text)
{
	struct node *node = made(arena, kind);

	node->text = text;
	node->size = strlen(text);
	return node;
}

struct node *made_text(struct arena *arena, const char *text)
{
	return made_scalar(arena, NODE_STRING, arena_string(arena, text));
}

struct node *made_integer(struct arena *arena, long long value)
{
	struct node *node = made_scalar(
		arena, NODE_INTEGER, arena_format(arena, "%lld", value));

	node->integer = value;
	node->number = (double)value;
	return node;
}

struct node *made_float(struct arena *arena, double value)
{
	struct node *node = made_scalar(
		arena, NODE_FLOAT, arena_format(arena, "%.17g", value));

	node->number = value;
	return node;
}

struct node *made_boolean(struct arena *arena, bool value)
{
	struct node *node =
		made_scalar(arena, NODE_BOOLEAN, value ? "true" : "false");

	node->integer = value;
	return node;
}

struct node *made_null(struct arena *arena)
{
	return made_scalar(arena, NODE_NULL, "null");
}

struct node *made_list(struct arena *arena)
{
	return made(arena, NODE_SEQUENCE);
}

struct node *made_map(struct arena *arena)
{
	return made(arena, NODE_MAPPING);
}

/* Room for one more of an array that doubles at 4, 8, 16, …. */
static void *room(struct arena *arena, void *items, size_t count, size_t size)
{
	if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
		return items;
	return arena_grow(arena, items, count * size,
		(count == 0 ? 4 : count * 2) * size);
}

void made_add(struct arena *arena, struct node *list, struct node *item)
{
	list->items =
		room(arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = item;
}

void made_put(struct arena *arena, struct node *map, const char *key,
	struct node *value)
{
	size_t count = map->count;

	map->items = room(arena, map->items, count, sizeof(*map->items));
	map->keys = room(arena, map->keys, count, sizeof(*map->keys));
	map->merged = room(arena, map->merged, count, sizeof(*map->merged));
	map->items[count] = value;
	map->keys[count] = made_text(arena, key);
	map->merged[count] = false;
	map->count++;
}
