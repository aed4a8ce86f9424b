/*
 * A tree as YAML. It must not know what the tree says.
 */
#include "generate/registry_table.h"
#include "generate/scalar_text.h"

static bool is_short(const struct node *node)
{
	for (size_t i = 0; i < node->count; i++)
		if (!node_is_scalar(node->items[i]))
			return false;
	return node->kind == NODE_SEQUENCE || node->count == 0;
}

static void write_short(struct buffer *out, const struct node *list)
{
	buffer_add_char(out, list->kind == NODE_MAPPING ? '{' : '[');
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			buffer_add_string(out, ", ");
		scalar_write(out, list->items[i], SCALAR_FLOW, NODE_PLAIN);
	}
	buffer_add_char(out, list->kind == NODE_MAPPING ? '}' : ']');
}

static void new_line(struct buffer *out, size_t depth)
{
	buffer_format(out, "\n%*s", (int)depth, "");
}

/*
 * A key that is no text stays as it was written: `00` beside "0" would come
 * out as the same key twice. One that is not written needs a `?`.
 */
static void write_key(struct buffer *out, const struct node *key, size_t depth)
{
	if (key->kind == NODE_STRING || key->tag != NULL) {
		scalar_write(out, key, SCALAR_BLOCK, NODE_PLAIN);
	} else if (key->size > 0) {
		buffer_add(out, key->text, key->size);
	} else {
		buffer_add_char(out, '?');
		new_line(out, depth);
	}
	buffer_add_char(out, ':');
}

/* The children of a map or list; the first stands where out ends. */
static void write_children(
	struct buffer *out, const struct node *node, size_t depth)
{
	for (size_t i = 0; i < node->count; i++) {
		const struct node *value = node->items[i];

		if (i > 0)
			new_line(out, depth);
		if (node->kind == NODE_SEQUENCE)
			buffer_add_char(out, '-');
		else
			write_key(out, node->keys[i], depth);
		if (node_is_scalar(value)) {
			buffer_add_char(out, ' ');
			scalar_write(out, value, SCALAR_BLOCK, NODE_PLAIN);
		} else if (is_short(value)) {
			buffer_add_char(out, ' ');
			write_short(out, value);
		} else if (node->kind == NODE_SEQUENCE) {
			buffer_add_char(out, ' ');
			write_children(out, value, depth + 2);
		} else {
			new_line(out, depth + 2);
			write_children(out, value, depth + 2);
		}
	}
}

void yaml_write(struct buffer *out, const struct node *root)
{
	if (root->count == 0)
		write_short(out, root);
	else
		write_children(out, root, 0);
	buffer_add_char(out, '\n');
}
