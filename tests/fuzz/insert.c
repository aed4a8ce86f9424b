/*
 * Values written into a document. The first byte says where, the second
 * whether it is JSON, the next line is the text that is written, the rest
 * the document. All bytes of the document stay, in order and together; what
 * comes out can be read. And a tree written as YAML is read as that tree.
 */
#include "generate/insert.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "generate/made_node.h"
#include "generate/registry_table.h"

#include <string.h>

/* Bytes of a key that may stand before its colon, escapes and all. */
enum { KEY_MAX = 160 };

/* Walks a tree, up to so many nodes, to the one that is wanted. */
struct walk {
	size_t left;
	unsigned wanted; /* containers, or scalars, to pass */
	bool scalars, found, odd;
	struct insert_place place;
	const struct node *scalar;
};

static void walk_node(
	struct walk *walk, const struct node *key, const struct node *node)
{
	bool scalar = node_is_scalar(node);

	if (walk->left == 0)
		return;
	walk->left--;
	walk->odd = walk->odd || node->tag != NULL;
	if (!walk->found && scalar == walk->scalars && walk->wanted-- == 0) {
		walk->found = true;
		walk->scalar = node;
		walk->place = (struct insert_place){
			.document = node->document,
			.key = key,
			.container = node,
		};
	}
	for (size_t i = 0; i < node->count; i++) {
		bool map = node->kind == NODE_MAPPING;

		/* A key that is a tree, tagged, or as long as YAML has none. */
		if (map && (!node_is_scalar(node->keys[i]) ||
				   node->keys[i]->tag != NULL ||
				   node->keys[i]->size > KEY_MAX))
			walk->odd = true;
		walk_node(walk, map ? node->keys[i] : NULL, node->items[i]);
	}
}

/* after is before with bytes added at one place, or at two. */
static void check_kept(struct slice before, struct slice after)
{
	size_t head = 0, tail = 0;

	must(after.size >= before.size);
	while (head < before.size && before.data[head] == after.data[head])
		head++;
	while (tail < before.size - head &&
		before.data[before.size - 1 - tail] ==
			after.data[after.size - 1 - tail])
		tail++;
	must(head + tail == before.size ||
		memmem(after.data + head, after.size - head - tail,
			before.data + head, before.size - head - tail) != NULL);
}

static struct document *parse(
	struct arena *arena, enum document_kind kind, struct slice text)
{
	struct document *document = NULL;

	if (document_parse(&document, arena, kind, "a", text.data, text.size,
		    NULL) != 0)
		return NULL;
	return document;
}

static void check_insert(struct arena *arena, const struct document *document,
	const struct insert_place *place, const struct node *value,
	const char *name)
{
	struct slice text = {document->text, document->size};
	struct buffer out = BUFFER_INIT;
	struct error err = {.kind = ERROR_NONE};
	struct document *after;

	if (document_insert(&out, place, name, value, &err) == 0) {
		/* Empty brackets may become a block. */
		if (place->container->count > 0)
			check_kept(text, slice_range(out.data, 0, out.size));
		after = parse(arena, document->kind,
			slice_range(out.data, 0, out.size));
		must(after != NULL);
		must(after->root_count == document->root_count);
		must(!node_same(after->root, document->root) ||
			document->root_count > 1);
	} else {
		fuzz_error(&err, text);
	}
	buffer_release(&out);
}

static void check_replace(struct arena *arena, const struct document *document,
	const struct node *scalar, const struct node *value)
{
	struct slice text = {document->text, document->size};
	struct buffer out = BUFFER_INIT;
	struct error err = {.kind = ERROR_NONE};
	size_t tail = document->size - scalar->end;

	if (document_replace(&out, document, scalar, value, &err) == 0) {
		must(out.size >= scalar->start + tail);
		must(memcmp(out.data, text.data, scalar->start) == 0);
		must(memcmp(out.data + out.size - tail, text.data + scalar->end,
			     tail) == 0);
		must(parse(arena, document->kind,
			     slice_range(out.data, 0, out.size)) != NULL);
	} else {
		fuzz_error(&err, text);
	}
	buffer_release(&out);
}

static void check_written(struct arena *arena, const struct node *root)
{
	struct buffer out = BUFFER_INIT;
	struct document *back;

	yaml_write(&out, root);
	back = parse(arena, DOCUMENT_YAML, slice_range(out.data, 0, out.size));
	must(back != NULL);
	must(node_same(root, back->root));
	buffer_release(&out);
}

static struct node *made_value(struct arena *arena, const char *text)
{
	struct node *map = made_map(arena), *list = made_list(arena);

	made_add(arena, list, made_text(arena, text));
	made_add(arena, list, made_null(arena));
	made_put(arena, map, "name", made_text(arena, text));
	made_put(arena, map, "port", made_integer(arena, 4007));
	made_put(arena, map, "list", list);
	made_put(arena, map, "container", made_boolean(arena, true));
	return map;
}

static void check_document(struct arena *arena, const struct document *document,
	unsigned where, const char *text)
{
	struct walk containers = {.left = 500, .wanted = where / 2};
	struct walk scalars = {.left = 500, .wanted = where, .scalars = true};
	const struct node *value =
		where % 2 ? made_value(arena, text) : made_text(arena, text);

	walk_node(&containers, NULL, document->root);
	walk_node(&scalars, NULL, document->root);
	if (containers.found)
		check_insert(arena, document, &containers.place, value,
			containers.place.container->kind == NODE_MAPPING
				? "new"
				: NULL);
	if (scalars.found)
		check_replace(arena, document, scalars.scalar,
			made_text(arena, text));
	if (containers.left > 0 && !containers.odd &&
		!node_is_scalar(document->root))
		check_written(arena, document->root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	unsigned where = fuzz_choice(&text, 32);
	unsigned json = fuzz_choice(&text, 2);
	struct slice line = fuzz_line(&text);
	const struct document *document =
		parse(arena, json ? DOCUMENT_JSON : DOCUMENT_YAML, text);

	if (document != NULL && document->root != NULL &&
		utf8_is_valid(line.data, line.size))
		check_document(arena, document, where,
			arena_copy(arena, line.data, line.size));
	arena_free(arena);
	return 0;
}
