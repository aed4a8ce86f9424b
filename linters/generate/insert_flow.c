/*
 * A value added within brackets: JSON, JSON with comments, and the flow
 * style of YAML.
 */
#include "base/arena.h"
#include "generate/insert_private.h"
#include <string.h>

/* How the added child looks, and where it goes. */
struct look {
	bool own_line;       /* every child begins a line */
	bool spread;         /* the child itself takes several lines */
	struct slice indent; /* of the child's line */
	struct slice step;   /* what its own children are deeper by */
	const char *colon;   /* between key and value */
	size_t comma;        /* where a comma goes; SIZE_MAX: there is one */
	size_t at;           /* where the child goes */
	bool comma_behind;   /* a comma is needed behind the child */
};

static enum scalar_context context_of(const struct insertion *insertion)
{
	return insertion->document->kind == DOCUMENT_YAML ? SCALAR_FLOW
							  : SCALAR_JSON;
}

/* Past a comment that begins at `at`; at itself where none does. */
static size_t skip_comment(const struct document *document, size_t at)
{
	struct slice text = {document->text, document->size};
	bool yaml = document->kind == DOCUMENT_YAML;
	size_t end;

	if (yaml ? text.data[at] == '#'
		 : document->kind == DOCUMENT_JSON_COMMENTS &&
				at + 1 < text.size && text.data[at] == '/' &&
				text.data[at + 1] == '/')
		return insert_line_end(document, at);
	if (yaml || document->kind != DOCUMENT_JSON_COMMENTS ||
		at + 1 >= text.size || text.data[at] != '/' ||
		text.data[at + 1] != '*')
		return at;
	end = slice_find(text, "*/", at + 2);
	return end == SIZE_MAX ? text.size : end + 2;
}

/* Past blanks (line ends too, if lines) and comments. */
static size_t skip_blanks(
	const struct document *document, size_t at, bool lines)
{
	while (at < document->size) {
		char byte = document->text[at];
		size_t after = skip_comment(document, at);

		if (byte == ' ' || byte == '\t' ||
			(lines && (byte == '\n' || byte == '\r')))
			at++;
		else if (after != at)
			at = after;
		else
			break;
	}
	return at;
}

static bool has_line_end(
	const struct document *document, size_t from, size_t to)
{
	return from < to &&
	       memchr(document->text + from, '\n', to - from) != NULL;
}

static bool at_line_end(const struct document *document, size_t at)
{
	return at >= document->size || document->text[at] == '\n' ||
	       document->text[at] == '\r';
}

/* `": "` as the neighbour has it. */
static const char *colon_of(const struct insertion *insertion,
	const struct node *key, const struct node *value)
{
	const char *text = insertion->document->text;

	if (!insert_is_own(value, key))
		return ": ";
	for (size_t i = key->end; i < value->start; i++)
		if (strchr(" :", text[i]) == NULL)
			return ": ";
	return arena_copy(
		insertion->arena, text + key->end, value->start - key->end);
}

/* The bytes that indent has more than less; a step where it has not. */
static struct slice deeper_by(struct slice indent, struct slice less)
{
	if (indent.size > less.size)
		return slice_range(indent.data, less.size, indent.size);
	return slice_of("  ");
}

static void look_at_child(struct look *look, const struct insertion *insertion,
	const struct node *child)
{
	const struct document *document = insertion->document;

	if (child->kind != NODE_MAPPING || child->count == 0 ||
		child->document == NULL || child->merged[0])
		return;
	look->colon = colon_of(insertion, child->keys[0], child->items[0]);
	look->spread =
		has_line_end(document, child->start, child->keys[0]->start);
	if (look->spread)
		look->step = deeper_by(
			insert_indent(document, child->keys[0]->start),
			look->indent);
}

static void find_gap(
	struct look *look, const struct insertion *insertion, size_t end)
{
	const struct document *document = insertion->document;
	size_t next = skip_blanks(document, end, true);
	size_t line;

	look->comma = end;
	look->at = end;
	if (next < document->size && document->text[next] == ',') {
		look->comma = SIZE_MAX;
		look->comma_behind = true;
		look->at = next + 1;
	}
	line = skip_blanks(document, look->at, false);
	if (look->own_line && at_line_end(document, line))
		look->at = line;
}

static void look_at_neighbour(
	struct look *look, const struct insertion *insertion, size_t last)
{
	const struct document *document = insertion->document;
	const struct node *container = insertion->container;
	const struct node *child = container->items[last];
	bool map = container->kind == NODE_MAPPING;
	size_t start = insert_child_start(container, last);
	struct slice indent = insert_indent(document, start);

	look->own_line = indent.data + indent.size == document->text + start;
	look->indent = indent;
	look->step = insert_step(document);
	if (map)
		look->colon = colon_of(insertion, container->keys[last], child);
	else
		look_at_child(look, insertion, child);
	find_gap(look, insertion,
		map && !insert_is_own(child, container->keys[last])
			? container->keys[last]->end
			: child->end);
}

static void look_at_empty(struct look *look, const struct insertion *insertion)
{
	const struct document *document = insertion->document;
	const struct node *root = document->root;
	const struct node *key = insertion->key;
	struct slice base =
		insert_indent(document, key != NULL ? key->start : root->start);

	look->own_line = has_line_end(document, root->start, root->end);
	look->spread = look->own_line && insertion->name == NULL;
	look->step = insert_step(document);
	look->indent = base;
	look->comma = SIZE_MAX;
	look->at = insertion->container->end - 1;
	while (look->at > insertion->container->start + 1 &&
		strchr(" \t\r\n", document->text[look->at - 1]) != NULL)
		look->at--;
}

/* --- writing ----------------------------------------------------------- */

struct writer {
	struct buffer *out;
	const struct insertion *insertion;
	const char *colon;
	struct slice step;
};

static void new_line(
	const struct writer *writer, struct slice indent, size_t depth)
{
	buffer_add_string(writer->out, writer->insertion->eol);
	buffer_add_slice(writer->out, indent);
	for (size_t i = 0; i < depth; i++)
		buffer_add_slice(writer->out, writer->step);
}

static void write_key(const struct writer *writer, const struct node *key,
	enum node_style style)
{
	scalar_write(writer->out, key, context_of(writer->insertion), style);
	buffer_add_string(writer->out, writer->colon);
}

static bool is_spread(const struct writer *writer, const struct node *value,
	const struct node *example)
{
	if (value->count == 0 ||
		(value->kind != NODE_MAPPING && value->kind != NODE_SEQUENCE))
		return false;
	if (example == NULL || example->count == 0 || example->document == NULL)
		return context_of(writer->insertion) == SCALAR_JSON;
	return has_line_end(
		writer->insertion->document, example->start, example->end);
}

/* A value of a spread map: it takes several lines where its like does. */
static void write_spread(const struct writer *writer, const struct node *value,
	const struct node *example, struct slice indent, size_t depth)
{
	bool map = value->kind == NODE_MAPPING;

	if (!is_spread(writer, value, example)) {
		insert_write_inline(writer->out, value,
			context_of(writer->insertion), example);
		return;
	}
	buffer_add_char(writer->out, map ? '{' : '[');
	for (size_t i = 0; i < value->count; i++) {
		if (i > 0)
			buffer_add_char(writer->out, ',');
		new_line(writer, indent, depth + 1);
		if (map)
			write_key(writer, value->keys[i], NODE_PLAIN);
		write_spread(writer, value->items[i], NULL, indent, depth + 1);
	}
	new_line(writer, indent, depth);
	buffer_add_char(writer->out, map ? '}' : ']');
}

static void write_map(const struct writer *writer, const struct look *look,
	const struct node *neighbour, size_t depth)
{
	const struct insertion *insertion = writer->insertion;
	const struct node *value = insertion->value;
	const size_t *order = insert_order(insertion->arena, value, neighbour);
	enum node_style style =
		neighbour != NULL && neighbour->kind == NODE_MAPPING &&
				neighbour->count > 0
			? neighbour->keys[0]->style
			: NODE_PLAIN;

	buffer_add_char(writer->out, '{');
	for (size_t i = 0; i < value->count; i++) {
		const struct node *key = value->keys[order[i]], *ignored;
		const struct node *example = insert_example(
			insertion->container, key->text, &ignored);

		if (i > 0)
			buffer_add_char(writer->out, ',');
		if (look->spread)
			new_line(writer, look->indent, depth + 1);
		else if (i > 0)
			buffer_add_char(writer->out, ' ');
		write_key(writer, key, style);
		if (look->spread)
			write_spread(writer, value->items[order[i]], example,
				look->indent, depth + 1);
		else
			insert_write_inline(writer->out, value->items[order[i]],
				context_of(insertion), example);
	}
	if (look->spread)
		new_line(writer, look->indent, depth);
	buffer_add_char(writer->out, '}');
}

static void write_child(const struct writer *writer, const struct look *look,
	size_t last, size_t depth)
{
	const struct insertion *insertion = writer->insertion;
	const struct node *container = insertion->container;
	const struct node *neighbour =
		last != SIZE_MAX ? container->items[last] : NULL;

	if (insertion->name != NULL) {
		const struct node key = {.kind = NODE_STRING,
			.text = insertion->name,
			.size = strlen(insertion->name)};

		write_key(writer, &key,
			last != SIZE_MAX ? container->keys[last]->style
					 : NODE_PLAIN);
	}
	if (insertion->name == NULL && insertion->value->kind == NODE_MAPPING)
		write_map(writer, look,
			neighbour != NULL && neighbour->kind == NODE_MAPPING
				? neighbour
				: NULL,
			depth);
	else
		insert_write_inline(writer->out, insertion->value,
			context_of(insertion), neighbour);
}

int insert_flow(struct buffer *out, const struct insertion *insertion)
{
	const struct document *document = insertion->document;
	const struct node *container = insertion->container;
	size_t last = insert_last_own(container), from = 0;
	size_t depth = last == SIZE_MAX;
	struct look look = {.colon = ": "};
	struct writer writer = {.out = out, .insertion = insertion};

	if (container->kind != NODE_SEQUENCE && container->kind != NODE_MAPPING)
		return -1;
	if (last != SIZE_MAX)
		look_at_neighbour(&look, insertion, last);
	else if (container->count == 0)
		look_at_empty(&look, insertion);
	else
		return -1;
	writer.colon = look.colon;
	writer.step = look.step;
	if (look.comma != SIZE_MAX) {
		buffer_add(out, document->text, look.comma);
		buffer_add_char(out, ',');
		from = look.comma;
	}
	buffer_add(out, document->text + from, look.at - from);
	if (look.own_line)
		new_line(&writer, look.indent, depth);
	else if (last != SIZE_MAX && string_ends(look.colon, " "))
		buffer_add_char(out, ' ');
	write_child(&writer, &look, last, depth);
	if (look.comma_behind)
		buffer_add_char(out, ',');
	from = look.at;
	if (last == SIZE_MAX && look.own_line) {
		new_line(&writer, look.indent, 0);
		from = container->end - 1;
	}
	buffer_add(out, document->text + from, document->size - from);
	return 0;
}
