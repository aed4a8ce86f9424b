/*
 * `bad` and `good` of rule.yml: the names of examples and what is expected
 * of each. It must not look for their files; `plumb test` does.
 */
#include "base/arena.h"
#include "rule/load_private.h"
#include <limits.h>
#include <string.h>

static const char *const bad_keys[] = {"at", "why", "config", NULL};
static const char *const good_keys[] = {"why", "config", NULL};

/* A number behind the last colon; text becomes what stands before that. */
static bool take_number(struct slice *text, bool whole)
{
	size_t start = text->size;
	long value;

	while (start > 0 && text->data[start - 1] != ':')
		start--;
	if (start == 0 && !whole)
		return false;
	if (!slice_number(slice_range(text->data, start, text->size), 1,
		    INT_MAX, &value))
		return false;
	text->size = start ? start - 1 : 0;
	return start > 0 || whole;
}

/* "line:col" or "path:line:col". */
static bool is_position(const char *text)
{
	struct slice left = slice_of(text);
	bool path;

	if (!take_number(&left, false))
		return false;
	path = memchr(left.data, ':', left.size) != NULL;
	return take_number(&left, true) && (!path || left.size > 0);
}

static int load_positions(const struct loader *loader, const struct node *node,
	struct rule_example *example)
{
	if (!node)
		return 0;
	if (load_texts_of(
		    loader, node, "at", &example->at, &example->at_count) < 0)
		return -1;
	for (size_t i = 0; i < example->at_count; i++) {
		const struct node *item = load_item(node, i);

		if (!is_position(example->at[i]))
			return load_error(loader, item,
				"`%s` is no place; write \"line:column\" or "
				"\"path:line:column\"",
				example->at[i]);
		if (item->style == NODE_PLAIN &&
			character_is_digit(*item->text))
			return load_error(loader, item,
				"put `%s` in quotes: others read it as a "
				"number",
				example->at[i]);
	}
	return 0;
}

static int load_example_name(const struct loader *loader,
	const struct node *node, struct rule_example *example)
{
	unsigned column;

	if (load_text_of(
		    loader, node, "the name of an example", &example->name) < 0)
		return -1;
	if (strchr(example->name, '/') || strcmp(example->name, ".") == 0 ||
		strcmp(example->name, "..") == 0)
		return load_error(loader, node,
			"`%s` is no name of a file or folder; the examples "
			"lie in bad/ and good/ themselves",
			example->name);
	document_at(loader->document, node->start, &example->line, &column);
	return 0;
}

/* {at, why, config}, of which a good one has no `at`. */
static int load_example_fields(const struct loader *loader,
	const struct node *node, bool bad, struct rule_example *example)
{
	const char *const *keys = bad ? bad_keys : good_keys;

	if (load_keys(loader, node, "an example", keys) < 0 ||
		load_text(loader, node, "why", &example->why) < 0 ||
		load_text(loader, node, "config", &example->config) < 0 ||
		load_positions(loader, node_get(node, "at"), example) < 0)
		return -1;
	if (bad && example->at_count == 0)
		return load_error(loader, node,
			"`at` is missing; say where the findings are");
	return 0;
}

static int load_example(const struct loader *loader, const struct node *name,
	const struct node *value, bool bad, struct rule_example *example)
{
	if (load_example_name(loader, name, example) < 0)
		return -1;
	if (value && value->kind == NODE_MAPPING)
		return load_example_fields(loader, value, bad, example);
	if (bad)
		return load_positions(loader, value, example);
	if (!value || value->kind == NODE_NULL)
		return 0;
	return load_text_of(
		loader, value, "the caption of an example", &example->why);
}

static int load_example_list(const struct loader *loader,
	const struct node *node, bool bad, const struct rule_example **out,
	size_t *count)
{
	struct rule_example *list;

	if (!node)
		return 0;
	if (node->kind != NODE_MAPPING && (bad || node->kind != NODE_SEQUENCE))
		return load_error(loader, node,
			"`%s` must be a mapping from the names of examples%s, "
			"not %s",
			bad ? "bad" : "good",
			bad ? " to where the findings are" : "",
			node_kind_name(node));
	list = arena_alloc(loader->arena, node->count * sizeof(*list));
	for (size_t i = 0; i < node->count; i++) {
		bool named = node->kind == NODE_MAPPING;

		if (load_example(loader, named ? node->keys[i] : node->items[i],
			    named ? node->items[i] : NULL, bad, &list[i]) < 0)
			return -1;
	}
	*out = list;
	*count = node->count;
	return 0;
}

int load_examples(const struct loader *loader, const struct node *root,
	struct rule_examples *examples)
{
	if (load_example_list(loader, node_get(root, "bad"), true,
		    &examples->bad, &examples->bad_count) < 0)
		return -1;
	return load_example_list(loader, node_get(root, "good"), false,
		&examples->good, &examples->good_count);
}
