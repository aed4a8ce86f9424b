/*
 * Questions to a tree that is there already: look-ups, names, places, and
 * which kind a file's name makes it. Knows nothing of parsing.
 */
#include "rule/document.h"

#include "base/glob.h"
#include "base/map.h"
#include "base/string.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum document_kind document_kind_of(const char *path)
{
	static const char *const comments[] = {"tsconfig*.json",
		"jsconfig*.json", "{,.}devcontainer.json", "*.jsonc",
		"*.json5"};

	for (size_t i = 0; i < sizeof(comments) / sizeof(*comments); i++)
		if (glob_match(comments[i], path))
			return DOCUMENT_JSON_COMMENTS;
	if (!string_ends(path, ".json"))
		return DOCUMENT_YAML;
	if (string_starts(path, ".vscode/") || strstr(path, "/.vscode/"))
		return DOCUMENT_JSON_COMMENTS;
	return DOCUMENT_JSON;
}

static bool has_text(const struct node *node, const char *text, size_t size)
{
	return node_is_scalar(node) && node->size == size &&
	       !memcmp(node->text, text, size);
}

static size_t find_key(const struct node *node, const char *key)
{
	size_t size = strlen(key);

	if (node && node->kind == NODE_MAPPING)
		for (size_t i = 0; i < node->count; i++)
			if (has_text(node->keys[i], key, size))
				return i;
	return SIZE_MAX;
}

struct node *node_get(const struct node *node, const char *key)
{
	size_t found = find_key(node, key);

	return found == SIZE_MAX ? NULL : node->items[found];
}

struct node *node_key(const struct node *node, const char *key)
{
	size_t found = find_key(node, key);

	return found == SIZE_MAX ? NULL : node->keys[found];
}

void node_index(struct map *out, const struct node *node)
{
	if (node && node->kind == NODE_MAPPING)
		for (size_t i = 0; i < node->count; i++)
			if (node_is_scalar(node->keys[i]))
				map_put_string(out, node->keys[i]->text,
					node->items[i]);
}

bool node_is_scalar(const struct node *node)
{
	return node && node->kind != NODE_SEQUENCE &&
	       node->kind != NODE_MAPPING;
}

const char *node_text(const struct node *node)
{
	if (!node_is_scalar(node) || node->kind == NODE_NULL)
		return NULL;
	return node->text;
}

bool node_is_text(const struct node *node, const char *text)
{
	return node_text(node) && has_text(node, text, strlen(text));
}

const char *node_kind_name(const struct node *node)
{
	if (!node)
		return "nothing";
	switch (node->kind) {
	case NODE_NULL:
		return "null";
	case NODE_BOOLEAN:
		return "a boolean";
	case NODE_INTEGER:
	case NODE_FLOAT:
		return "a number";
	case NODE_STRING:
		return "text";
	case NODE_SEQUENCE:
		return "a list";
	case NODE_MAPPING:
		return "a mapping";
	}
	return "nothing";
}

void document_at(const struct document *document, size_t offset, unsigned *line,
	unsigned *column)
{
	lines_at(&document->lines, offset, line, column);
}

int document_error(struct error *err, const struct document *document,
	const struct node *node, const char *format, ...)
{
	char message[sizeof(err->message)];
	unsigned line = 0, column = 0;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (node)
		document_at(document, node->start, &line, &column);
	return error_at(
		err, ERROR_USE, document->path, line, column, "%s", message);
}
