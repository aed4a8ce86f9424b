/*
 * Whether two trees hold the same values. Trees of the same order are walked
 * side by side; all others are written in one form and compared as bytes, so
 * that a map is never looked for in another key by key: that would double
 * with each level of keys that are maps themselves. Knows nothing of parsing.
 */
#include "rule/document.h"

#include "base/memory.h"
#include "base/string.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool scalar_same(const struct node *a, const struct node *b)
{
	switch (a->kind) {
	case NODE_NULL:
		return true;
	case NODE_BOOLEAN:
	case NODE_INTEGER:
		return a->integer == b->integer;
	case NODE_FLOAT:
		return (isnan(a->number) && isnan(b->number)) ||
		       (a->number >= b->number && a->number <= b->number);
	default:
		return a->size == b->size &&
		       memcmp(a->text, b->text, a->size) == 0;
	}
}

static bool same_in_order(const struct node *a, const struct node *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || a->count != b->count)
		return false;
	if (node_is_scalar(a))
		return scalar_same(a, b);
	for (size_t i = 0; i < a->count; i++)
		if ((a->kind == NODE_MAPPING &&
			    !same_in_order(a->keys[i], b->keys[i])) ||
			!same_in_order(a->items[i], b->items[i]))
			return false;
	return true;
}

static void add_form(struct buffer *out, const struct node *node);

static int compare_pairs(const void *one, const void *other)
{
	const struct slice *a = one, *b = other;
	size_t shared = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->data, b->data, shared);

	return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void add_pairs(struct buffer *out, const struct node *map)
{
	struct slice *pairs = memory_new(map->count, sizeof(*pairs));
	struct buffer text = BUFFER_INIT;
	const char *at;

	for (size_t i = 0; i < map->count; i++) {
		size_t start = text.size;

		add_form(&text, map->keys[i]);
		add_form(&text, map->items[i]);
		pairs[i].size = text.size - start;
	}
	at = text.data;
	for (size_t i = 0; i < map->count; at += pairs[i++].size)
		pairs[i].data = at;
	if (map->count > 1)
		qsort(pairs, map->count, sizeof(*pairs), compare_pairs);
	for (size_t i = 0; i < map->count; i++)
		buffer_add_slice(out, pairs[i]);
	buffer_release(&text);
	free(pairs);
}

/*
 * Appends a value as bytes: the same bytes for the same value, and none the
 * beginning of another's. Keys are sorted.
 */
static void add_form(struct buffer *out, const struct node *node)
{
	switch (node->kind) {
	case NODE_NULL:
		buffer_add_char(out, 'n');
		break;
	case NODE_BOOLEAN:
		buffer_add_char(out, node->integer ? 't' : 'f');
		break;
	case NODE_INTEGER:
		buffer_format(out, "i%lld;", node->integer);
		break;
	case NODE_FLOAT:
		/* -0 is 0, and there is one NaN. */
		if (isnan(node->number))
			buffer_add_string(out, "dnan;");
		else
			buffer_format(out, "d%.17g;", node->number + 0.0);
		break;
	case NODE_STRING:
		buffer_format(out, "s%zu:", node->size);
		buffer_add(out, node->text, node->size);
		break;
	case NODE_SEQUENCE:
		buffer_format(out, "[%zu:", node->count);
		for (size_t i = 0; i < node->count; i++)
			add_form(out, node->items[i]);
		break;
	case NODE_MAPPING:
		buffer_format(out, "{%zu:", node->count);
		add_pairs(out, node);
		break;
	}
}

static bool same_form(const struct node *a, const struct node *b)
{
	struct buffer one = BUFFER_INIT, other = BUFFER_INIT;
	bool same;

	add_form(&one, a);
	add_form(&other, b);
	same = one.size == other.size &&
	       memcmp(one.data, other.data, one.size) == 0;
	buffer_release(&one);
	buffer_release(&other);
	return same;
}

bool node_same(const struct node *a, const struct node *b)
{
	if (a == b)
		return true;
	if (a == NULL || b == NULL || a->kind != b->kind ||
		a->count != b->count)
		return false;
	if (same_in_order(a, b))
		return true;
	return !node_is_scalar(a) && same_form(a, b);
}
