/*
 * The way from a document's tree to JSON. It must not know what the values
 * mean.
 */
#include "generate/json_node.h"
#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *json_checked(json_t *value)
{
	if (value != NULL)
		return value;
	fputs("plumb: out of memory\n", stderr);
	exit(3);
}

json_t *json_of_text(const char *text)
{
	struct buffer clean = BUFFER_INIT;
	json_t *value;

	if (text == NULL)
		return json_null();
	utf8_clean(&clean, slice_of(text));
	value = json_checked(json_string(buffer_string(&clean)));
	buffer_release(&clean);
	return value;
}

/* `.inf` and `.nan` of YAML are no numbers of JSON: their text is kept. */
static json_t *of_float(const struct node *node)
{
	json_t *value = json_real(node->number);

	return value != NULL
		       ? value
		       : json_checked(json_stringn(node->text, node->size));
}

static json_t *of_sequence(const struct node *node)
{
	json_t *array = json_checked(json_array());

	for (size_t i = 0; i < node->count; i++)
		json_array_append_new(array, json_of_node(node->items[i]));
	return array;
}

static json_t *of_mapping(const struct node *node)
{
	json_t *object = json_checked(json_object());

	for (size_t i = 0; i < node->count; i++)
		json_object_set_new(object,
			node->keys[i]->text != NULL ? node->keys[i]->text : "",
			json_of_node(node->items[i]));
	return object;
}

json_t *json_of_node(const struct node *node)
{
	switch (node->kind) {
	case NODE_NULL:
		return json_null();
	case NODE_BOOLEAN:
		return json_boolean(node->integer);
	case NODE_INTEGER:
		return json_checked(json_integer(node->integer));
	case NODE_FLOAT:
		return of_float(node);
	case NODE_STRING:
		return json_checked(json_stringn(node->text, node->size));
	case NODE_SEQUENCE:
		return of_sequence(node);
	case NODE_MAPPING:
		return of_mapping(node);
	}
	return json_null();
}

static int append(const char *data, size_t size, void *out)
{
	buffer_add(out, data, size);
	return 0;
}

static void put(struct buffer *out, json_t *value, size_t flags)
{
	json_dump_callback(json_checked(value), append, out,
		flags | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
	buffer_add_char(out, '\n');
	json_decref(value);
}

void json_put_document(struct buffer *out, json_t *value)
{
	put(out, value, JSON_INDENT(2));
}

void json_put_line(struct buffer *out, json_t *value)
{
	put(out, value, JSON_COMPACT);
}
