/*
 * Fields of rule.yml: keys, texts, words and lists, and the sentences that
 * say what is wrong with them. It must not know which keys a rule has.
 */
#include "base/arena.h"
#include "rule/load_private.h"
#include <stdio.h>
#include <string.h>

int load_error_in(const struct loader *loader, const struct node *node,
	size_t offset, const char *format, ...)
{
	char message[sizeof(loader->err->message)];
	size_t start, end;
	unsigned line, column;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (offset > node->size)
		offset = node->size;
	node_span(loader->document, node, offset,
		offset < node->size ? offset + 1 : offset, &start, &end);
	document_at(loader->document, start, &line, &column);
	return error_at(loader->err, ERROR_USE, loader->document->path, line,
		column, "%s", message);
}

int load_error(const struct loader *loader, const struct node *node,
	const char *format, ...)
{
	char message[sizeof(loader->err->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	return document_error(
		loader->err, loader->document, node, "%s", message);
}

int load_unknown(const struct loader *loader, const struct node *node,
	const char *kind, const char *word, const char *const *known)
{
	const char *nearest = string_nearest(word, known);
	const char *all = "";

	if (nearest)
		return load_error(loader, node,
			"unknown %s `%s`; did you mean `%s`?", kind, word,
			nearest);
	if (!*known)
		return load_error(loader, node,
			"unknown %s `%s`; there are none here", kind, word);
	for (size_t i = 0; known[i]; i++)
		all = arena_format(
			loader->arena, "%s%s%s", all, i ? ", " : "", known[i]);
	return load_error(
		loader, node, "unknown %s `%s`; known are %s", kind, word, all);
}

bool load_is_listed(const char *const *list, struct slice name)
{
	while (*list && !slice_is(name, *list))
		list++;
	return *list != NULL;
}

int load_keys(const struct loader *loader, const struct node *node,
	const char *what, const char *const *known)
{
	if (!node || node->kind != NODE_MAPPING)
		return load_error(loader, node, "%s must be a mapping, not %s",
			what, node_kind_name(node));
	for (size_t i = 0; i < node->count; i++) {
		const char *key = node_text(node->keys[i]);

		if (!key || !load_is_listed(known, slice_of(key)))
			return load_unknown(loader, node->keys[i], "key",
				key ? key : "", known);
	}
	return 0;
}

int load_text_of(const struct loader *loader, const struct node *node,
	const char *key, const char **out)
{
	size_t size = node->size;

	if (node->kind != NODE_STRING)
		return load_error(loader, node, "%s must be text, not %s%s",
			key, node_kind_name(node),
			node_text(node) ? "; put it in quotes" : "");
	if (strlen(node->text) != node->size)
		return load_error_in(loader, node, strlen(node->text),
			"%s holds a NUL byte; take it out", key);
	if (node->style == NODE_LITERAL || node->style == NODE_FOLDED)
		while (size > 0 && strchr("\r\n", node->text[size - 1]))
			size--;
	if (slice_trim((struct slice){node->text, size}).size == 0)
		return load_error(
			loader, node, "%s is empty; write something", key);
	*out = arena_copy(loader->arena, node->text, size);
	return 0;
}

int load_text(const struct loader *loader, const struct node *mapping,
	const char *key, const char **out)
{
	const struct node *node = node_get(mapping, key);
	char name[64];

	if (!node)
		return 0;
	snprintf(name, sizeof(name), "`%s`", key);
	return load_text_of(loader, node, name, out);
}

int load_bool(const struct loader *loader, const struct node *mapping,
	const char *key, bool *out)
{
	const struct node *node = node_get(mapping, key);

	if (!node)
		return 0;
	if (node->kind != NODE_BOOLEAN)
		return load_error(loader, node,
			"`%s` must be true or false, not %s", key,
			node_text(node) ? node_text(node)
					: node_kind_name(node));
	*out = node->integer != 0;
	return 0;
}

int load_word_of(const struct loader *loader, const struct node *node,
	const char *kind, const struct word *words, unsigned *out)
{
	const char *known[16];
	size_t i;

	if (!node_text(node))
		return load_error(loader, node, "%s must be a word, not %s",
			kind, node_kind_name(node));
	for (i = 0; words[i].name; i++) {
		known[i] = words[i].name;
		if (!node_is_text(node, words[i].name))
			continue;
		*out = words[i].value;
		return 0;
	}
	known[i] = NULL;
	return load_unknown(loader, node, kind, node->text, known);
}

size_t load_item_count(const struct node *node)
{
	return node->kind == NODE_SEQUENCE ? node->count : 1;
}

const struct node *load_item(const struct node *node, size_t i)
{
	return node->kind == NODE_SEQUENCE ? node->items[i] : node;
}

static int list_empty(
	const struct loader *loader, const struct node *node, const char *key)
{
	return load_error(loader, node,
		"`%s` is an empty list; name something, or leave `%s` out", key,
		key);
}

int load_texts_of(const struct loader *loader, const struct node *node,
	const char *key, const char *const **out, size_t *count)
{
	size_t total = load_item_count(node);
	const char **texts = arena_alloc(loader->arena, total * sizeof(*texts));
	char name[64];

	snprintf(name, sizeof(name), "`%s`", key);
	if (total == 0)
		return list_empty(loader, node, key);
	for (size_t i = 0; i < total; i++)
		if (load_text_of(loader, load_item(node, i), name, &texts[i]) <
			0)
			return -1;
	*out = texts;
	*count = total;
	return 0;
}

int load_texts(const struct loader *loader, const struct node *mapping,
	const char *key, const char *const **out, size_t *count)
{
	const struct node *node = node_get(mapping, key);

	return node ? load_texts_of(loader, node, key, out, count) : 0;
}

int load_word_set(const struct loader *loader, const struct node *mapping,
	const char *key, const char *kind, const struct word *words,
	unsigned *out)
{
	const struct node *node = node_get(mapping, key);
	unsigned set = 0, value = 0;

	if (!node)
		return 0;
	if (load_item_count(node) == 0)
		return list_empty(loader, node, key);
	for (size_t i = 0; i < load_item_count(node); i++) {
		if (load_word_of(loader, load_item(node, i), kind, words,
			    &value) < 0)
			return -1;
		set |= value;
	}
	*out = set;
	return 0;
}

bool load_is_name(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (!(c >= 'a' && c <= 'z') && !character_is_digit(c) &&
			c != '-')
			return false;
	}
	return text.size > 0 && text.data[0] >= 'a' && text.data[0] <= 'z';
}

/* Bytes of a name of a group at text. */
static size_t capture_size(const char *text)
{
	size_t size = 0;

	while (character_is_word(text[size]) || (size && text[size] == '-'))
		size++;
	return size;
}

int load_placeholders(const struct loader *loader, const struct node *node,
	const char *text, const char *const *known)
{
	for (size_t i = 0; text[i]; i++) {
		struct slice name = {text + i + 1, 0};
		const char *nearest;

		if (text[i] != '{')
			continue;
		if (text[i + 1] == '{') {
			i++;
			continue;
		}
		name.size = capture_size(name.data);
		if (name.size == 0 || name.data[name.size] != '}')
			return load_error_in(loader, node, i,
				"a `{` that begins no {name}; write `{{` for "
				"a brace");
		if (!known || load_is_listed(known, name))
			continue;
		nearest = string_nearest(
			arena_copy(loader->arena, name.data, name.size), known);
		return load_error_in(loader, node, i,
			"no pattern has a group named `%.*s`; %s%s%s",
			(int)name.size, name.data,
			nearest ? "did you mean `" : "write `{{` for a brace",
			nearest ? nearest : "", nearest ? "`?" : "");
	}
	return 0;
}
