/*
 * Chooses how a value goes into a document, and reads the result again: an
 * insertion that would change anything else is refused, not written. It must
 * not know what a registry is.
 */
#include "base/arena.h"
#include "generate/insert_private.h"
#include <string.h>

static bool is_collection(const struct node *node)
{
	return node->kind == NODE_SEQUENCE || node->kind == NODE_MAPPING;
}

size_t insert_line_start(const struct document *document, size_t at)
{
	while (at > 0 && document->text[at - 1] != '\n')
		at--;
	return at;
}

size_t insert_line_end(const struct document *document, size_t at)
{
	while (at < document->size && document->text[at] != '\n')
		at++;
	if (at > 0 && at < document->size && document->text[at - 1] == '\r')
		at--;
	return at;
}

struct slice insert_indent(const struct document *document, size_t at)
{
	size_t start = insert_line_start(document, at), end = start;

	while (end < document->size &&
		(document->text[end] == ' ' || document->text[end] == '\t'))
		end++;
	return slice_range(document->text, start, end);
}

bool insert_is_own(const struct node *value, const struct node *key)
{
	return value->start >= key->end && value->document == key->document;
}

size_t insert_child_start(const struct node *container, size_t index)
{
	return container->kind == NODE_MAPPING ? container->keys[index]->start
					       : container->items[index]->start;
}

/* An alias is its anchor's node, which stands before. */
size_t insert_last_own(const struct node *container)
{
	size_t last = SIZE_MAX, end = container->start;

	for (size_t i = 0; i < container->count; i++) {
		const struct node *value = container->items[i];
		const struct node *key = container->kind == NODE_MAPPING
						 ? container->keys[i]
						 : NULL;

		if (key != NULL && container->merged[i])
			continue;
		if (key == NULL ? value->start < end || value->end == end
				: key->start < end)
			continue;
		end = key == NULL || insert_is_own(value, key) ? value->end
							       : key->end;
		last = i;
	}
	return last;
}

const struct node *insert_example(
	const struct node *container, const char *name, const struct node **key)
{
	for (size_t i = container->count; i-- > 0;) {
		const struct node *item = container->items[i];
		const struct node *own = node_key(item, name);

		if (own == NULL || !insert_is_own(node_get(item, name), own))
			continue;
		*key = own;
		return node_get(item, name);
	}
	return NULL;
}

static size_t index_of(const struct node *map, const char *name)
{
	for (size_t i = 0; i < map->count; i++)
		if (node_is_text(map->keys[i], name))
			return i;
	return SIZE_MAX;
}

const size_t *insert_order(struct arena *arena, const struct node *value,
	const struct node *example)
{
	size_t *order = arena_alloc(arena, value->count * sizeof(*order));
	bool *taken = arena_alloc(arena, value->count * sizeof(*taken));
	size_t count = 0;

	for (size_t i = 0; example != NULL && example->kind == NODE_MAPPING &&
			   i < example->count;
		i++) {
		size_t index =
			example->merged[i] || example->keys[i]->text == NULL
				? SIZE_MAX
				: index_of(value, example->keys[i]->text);

		if (index == SIZE_MAX || taken[index])
			continue;
		taken[index] = true;
		order[count++] = index;
	}
	for (size_t i = 0; i < value->count; i++)
		if (!taken[i])
			order[count++] = i;
	return order;
}

/* The first line that is deeper than the one before it says. */
struct slice insert_step(const struct document *document)
{
	size_t before = 0;

	for (size_t at = 0; at < document->size;) {
		struct slice indent = insert_indent(document, at);
		size_t end = insert_line_end(document, at);
		char first = at + indent.size < end
				     ? document->text[at + indent.size]
				     : '#';

		if (first != '#' && first != '/') {
			if (indent.size > before)
				return slice_range(
					indent.data, before, indent.size);
			before = indent.size;
		}
		while (end < document->size && document->text[end] != '\n')
			end++;
		at = end + 1;
	}
	return slice_of("  ");
}

static void write_list_inline(struct buffer *out, const struct node *value,
	enum scalar_context context, const struct node *example)
{
	const struct node *first =
		example != NULL && example->kind == NODE_SEQUENCE &&
				example->count > 0
			? example->items[0]
			: NULL;

	buffer_add_char(out, '[');
	for (size_t i = 0; i < value->count; i++) {
		if (i > 0)
			buffer_add_string(out, ", ");
		insert_write_inline(out, value->items[i], context, first);
	}
	buffer_add_char(out, ']');
}

static void write_map_inline(struct buffer *out, const struct node *value,
	enum scalar_context context, const struct node *example)
{
	enum node_style style = example != NULL &&
						example->kind == NODE_MAPPING &&
						example->count > 0
					? example->keys[0]->style
					: NODE_PLAIN;

	buffer_add_char(out, '{');
	for (size_t i = 0; i < value->count; i++) {
		if (i > 0)
			buffer_add_string(out, ", ");
		scalar_write(out, value->keys[i], context, style);
		buffer_add_string(out, ": ");
		insert_write_inline(out, value->items[i], context,
			node_get(example, value->keys[i]->text));
	}
	buffer_add_char(out, '}');
}

void insert_write_inline(struct buffer *out, const struct node *value,
	enum scalar_context context, const struct node *example)
{
	if (context == SCALAR_BLOCK && is_collection(value))
		context = SCALAR_FLOW;
	if (value->kind == NODE_SEQUENCE)
		write_list_inline(out, value, context, example);
	else if (value->kind == NODE_MAPPING)
		write_map_inline(out, value, context, example);
	else
		scalar_write(out, value, context,
			example != NULL && node_is_scalar(example)
				? example->style
				: NODE_PLAIN);
}

/* --- the proof --------------------------------------------------------- */

/* What must be found in the result: `from` with one change at `at`. */
struct expectation {
	const struct node *at; /* the container, or the scalar */
	const char *name;
	const struct node *value; /* that was added, or put in its place */
	bool replaced;
	size_t seen; /* once; an alias of it would change too */
};

static bool holds(struct expectation *wanted, const struct node *before,
	const struct node *after);

static bool holds_children(struct expectation *wanted,
	const struct node *before, const struct node *after)
{
	if (before->kind != after->kind || before->count != after->count)
		return false;
	for (size_t i = 0; i < before->count; i++) {
		if (before->kind == NODE_MAPPING &&
			!node_same(before->keys[i], after->keys[i]))
			return false;
		if (!holds(wanted, before->items[i], after->items[i]))
			return false;
	}
	return true;
}

/* One child more, and it is the value; the others as they were. */
static bool holds_added(const struct expectation *wanted,
	const struct node *before, const struct node *after)
{
	bool map = wanted->name != NULL;
	size_t i, extra = SIZE_MAX;

	if (after->kind != (map ? NODE_MAPPING : NODE_SEQUENCE) ||
		after->count != before->count + 1)
		return false;
	for (i = 0; i < after->count; i++) {
		size_t old = i - (extra != SIZE_MAX);

		if (old < before->count &&
			node_same(before->items[old], after->items[i]) &&
			(!map || node_same(before->keys[old], after->keys[i])))
			continue;
		if (extra != SIZE_MAX ||
			!node_same(after->items[i], wanted->value) ||
			(map && !node_is_text(after->keys[i], wanted->name)))
			return false;
		extra = i;
	}
	return extra != SIZE_MAX;
}

static bool holds(struct expectation *wanted, const struct node *before,
	const struct node *after)
{
	if (before == wanted->at && wanted->seen++ > 0)
		return false;
	if (before == wanted->at && wanted->replaced)
		return node_same(wanted->value, after);
	if (before == wanted->at)
		return holds_added(wanted, before, after);
	if (is_collection(before))
		return holds_children(wanted, before, after);
	return node_same(before, after);
}

static int prove(const struct buffer *out, size_t from,
	const struct document *document, struct expectation *wanted,
	struct arena *arena, struct error *err)
{
	struct document *after;
	size_t i;

	if (document_parse(&after, arena, document->kind, document->path,
		    out->data + from, out->size - from, NULL) != 0 ||
		after->root_count != document->root_count)
		goto refuse;
	for (i = 0; i < document->root_count; i++)
		if (!holds(wanted, document->roots[i], after->roots[i]))
			goto refuse;
	return 0;
refuse:
	return document_error(err, document, wanted->at,
		"this is written in a way that plumb cannot change without "
		"touching more: edit it by hand");
}

/* --- the doors --------------------------------------------------------- */

static const char *line_end_of(const struct document *document)
{
	const char *end = memchr(document->text, '\n', document->size);

	return end != NULL && end > document->text && end[-1] == '\r' ? "\r\n"
								      : "\n";
}

/* A null or an empty list in a block is where a block can begin. */
static bool is_block(const struct insert_place *place)
{
	const struct node *container = place->container;

	if (place->document->kind != DOCUMENT_YAML)
		return false;
	if (container->count > 0)
		return container->style != NODE_FLOW;
	return place->document->root->style != NODE_FLOW;
}

int document_insert(struct buffer *out, const struct insert_place *place,
	const char *name, const struct node *value, struct error *err)
{
	struct insertion insertion = {
		.document = place->document,
		.key = place->key,
		.container = place->container,
		.name = name,
		.value = value,
		.eol = line_end_of(place->document),
		.arena = arena_new(),
	};
	struct expectation wanted = {
		.at = place->container, .name = name, .value = value};
	size_t from = out->size;
	int result = is_block(place) ? insert_block(out, &insertion)
				     : insert_flow(out, &insertion);

	if (result != 0)
		result = document_error(err, place->document, place->container,
			"plumb cannot tell how to add to this: edit it by hand");
	else
		result = prove(out, from, place->document, &wanted,
			insertion.arena, err);
	arena_free(insertion.arena);
	return result;
}

int document_replace(struct buffer *out, const struct document *document,
	const struct node *scalar, const struct node *value, struct error *err)
{
	struct expectation wanted = {
		.at = scalar, .value = value, .replaced = true};
	struct arena *arena = arena_new();
	size_t from = out->size;
	int result;

	buffer_add(out, document->text, scalar->start);
	scalar_write(out, value,
		document->kind == DOCUMENT_YAML ? SCALAR_FLOW : SCALAR_JSON,
		scalar->style);
	buffer_add(out, document->text + scalar->end,
		document->size - scalar->end);
	result = prove(out, from, document, &wanted, arena, err);
	arena_free(arena);
	return result;
}
