/*
 * Puts trees together: nodes, their children, duplicate keys, merge keys,
 * and errors with a place. Knows neither YAML's nor JSON's grammar.
 */
#include "rule/document_private.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/string.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

int builder_error(
	const struct builder *builder, size_t offset, const char *format, ...)
{
	va_list arguments;
	unsigned line, column;
	const char *message;

	va_start(arguments, format);
	message = arena_vformat(builder->arena, format, arguments);
	va_end(arguments);
	document_at(builder->document, offset, &line, &column);
	return error_at(builder->err, ERROR_USE, builder->document->path, line,
		column, "%s", message);
}

int builder_bad_byte(const struct builder *builder, size_t offset)
{
	const struct document *document = builder->document;
	unsigned byte = (unsigned char)document->text[offset];
	uint32_t code;

	utf8_read(document->text + offset, document->size - offset, &code);
	if (code == UINT32_MAX)
		return builder_error(builder, offset,
			"byte 0x%02x is not UTF-8; save the file as UTF-8",
			byte);
	return builder_error(builder, offset,
		"the control character U+%04X is not allowed; remove it, or "
		"write it as an escape in double quotes",
		(unsigned)code);
}

const char *builder_quote(
	const struct builder *builder, const char *text, size_t size)
{
	const size_t limit = 60;
	size_t cut = size;

	if (size > limit)
		for (cut = limit; cut && (text[cut] & 0xc0) == 0x80;)
			cut--;
	return arena_format(builder->arena, "`%.*s%s`", (int)cut, text,
		cut < size ? "…" : "");
}

struct node *builder_node(
	struct builder *builder, enum node_kind kind, size_t start, size_t end)
{
	struct node *node = arena_alloc(builder->arena, sizeof(*node));

	node->document = builder->document;
	node->kind = kind;
	node->start = start;
	node->end = end > start ? end : start;
	return node;
}

void builder_text(struct builder *builder, struct node *node, const char *text,
	size_t size)
{
	node->text = arena_copy(builder->arena, text, size);
	node->size = size;
}

void builder_push(struct builder *builder, struct node *node)
{
	vector_add(&builder->stack, node);
}

void builder_sequence(struct builder *builder, struct node *node, size_t base)
{
	size_t count = builder->stack.count - base;

	node->count = count;
	node->items = arena_alloc(builder->arena, count * sizeof(*node->items));
	for (size_t i = 0; i < count; i++)
		node->items[i] = builder->stack.items[base + i];
	builder->stack.count = base;
}

/*
 * A key by its value, for comparison: 16 and 0x10 are one key. The byte in
 * front keeps values apart from text.
 */
static struct slice key_value(
	const struct builder *builder, const struct node *key)
{
	const char *value = NULL;

	switch (key->kind) {
	case NODE_INTEGER:
		value = arena_format(builder->arena, "\1%lld", key->integer);
		break;
	case NODE_FLOAT:
		value = arena_format(builder->arena, "\2%.17g", key->number);
		break;
	case NODE_BOOLEAN:
		value = key->integer ? "\3" : "\4";
		break;
	case NODE_NULL:
		value = "\5";
		break;
	default:
		break;
	}
	return value ? slice_of(value) : (struct slice){NULL, 0};
}

/*
 * The key that stands in seen already with the same text (as the reference
 * loader compares) or the same value; if there is none, key is added.
 */
static struct node *find_or_add(
	const struct builder *builder, struct map *seen, struct node *key)
{
	struct slice text = {key->text, key->size};
	struct slice value = key_value(builder, key);
	struct node *first;

	if (!node_is_scalar(key))
		return NULL;
	first = map_get(seen, text);
	if (!first && value.data)
		first = map_get(seen, value);
	if (first)
		return first;
	map_put(seen, text, key);
	if (value.data)
		map_put(seen, value, key);
	return NULL;
}

static bool is_merge(const struct builder *builder, const struct node *key)
{
	return builder->merges && key->style == NODE_PLAIN && !key->tag &&
	       node_is_text(key, "<<");
}

static void add_pair(
	struct node *node, struct node *key, struct node *value, bool merged)
{
	node->keys[node->count] = key;
	node->items[node->count] = value;
	node->merged[node->count++] = merged;
}

/* The pairs that a merge brings in at most; -1 when value cannot merge. */
static long merge_size(const struct node *value)
{
	long sum = 0;

	if (value->kind == NODE_MAPPING)
		return (long)value->count;
	if (value->kind != NODE_SEQUENCE)
		return -1;
	for (size_t i = 0; i < value->count; i++) {
		if (value->items[i]->kind != NODE_MAPPING)
			return -1;
		sum += (long)value->items[i]->count;
	}
	return sum;
}

static int pair_room(const struct builder *builder, const struct node *key,
	const struct node *value, size_t *room)
{
	long size;

	if (!is_merge(builder, key)) {
		++*room;
		return 0;
	}
	size = merge_size(value);
	if (size < 0)
		return builder_error(builder, key->start,
			"`<<` takes a mapping or a list of mappings, not %s",
			node_kind_name(value));
	*room += (size_t)size;
	return 0;
}

static void merge(const struct builder *builder, struct node *node,
	struct map *seen, const struct node *source)
{
	if (source->kind == NODE_SEQUENCE) {
		for (size_t i = 0; i < source->count; i++)
			merge(builder, node, seen, source->items[i]);
		return;
	}
	for (size_t i = 0; i < source->count; i++)
		if (!find_or_add(builder, seen, source->keys[i]))
			add_pair(node, source->keys[i], source->items[i], true);
}

static int duplicate_error(const struct builder *builder,
	const struct node *key, const struct node *first)
{
	unsigned line, column;

	document_at(builder->document, first->start, &line, &column);
	if (is_merge(builder, key))
		return builder_error(builder, key->start,
			"duplicate key `<<`; line %u has it already: write "
			"`<<: [*a, *b]`",
			line);
	return builder_error(builder, key->start,
		"duplicate key %s; line %u has it already: remove one",
		builder_quote(builder, key->text, key->size), line);
}

/* Own pairs first, so that they win; pairs are keys and values in turn. */
static int fill_mapping(struct builder *builder, struct node *node,
	struct map *seen, struct node **pairs, size_t count)
{
	for (size_t i = 0; i < count; i += 2) {
		struct node *first = find_or_add(builder, seen, pairs[i]);

		if (first)
			return duplicate_error(builder, pairs[i], first);
		if (!is_merge(builder, pairs[i]))
			add_pair(node, pairs[i], pairs[i + 1], false);
	}
	for (size_t i = 0; i < count; i += 2)
		if (is_merge(builder, pairs[i]))
			merge(builder, node, seen, pairs[i + 1]);
	return 0;
}

int builder_mapping(struct builder *builder, struct node *node, size_t base)
{
	struct map seen = MAP_INIT;
	size_t count = builder->stack.count - base, room = 0;
	struct node **pairs = count ? &builder->stack.items[base] : NULL;
	int result;

	for (size_t i = 0; i < count; i += 2)
		if (pair_room(builder, pairs[i], pairs[i + 1], &room))
			return -1;
	node->keys = arena_alloc(builder->arena, room * sizeof(*node->keys));
	node->items = arena_alloc(builder->arena, room * sizeof(*node->items));
	node->merged =
		arena_alloc(builder->arena, room * sizeof(*node->merged));
	result = fill_mapping(builder, node, &seen, pairs, count);
	map_release(&seen);
	builder->stack.count = base;
	return result;
}

void builder_finish(struct builder *builder)
{
	struct document *document = builder->document;

	document->root_count = builder->roots.count;
	document->roots = vector_move(&builder->roots, builder->arena);
	document->root = document->root_count ? document->roots[0] : NULL;
	vector_free(&builder->stack);
}
