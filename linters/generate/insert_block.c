/*
 * A value added to a block of YAML: a list item in the style of the last
 * one, or a pair below the last pair.
 */
#include "base/arena.h"
#include "generate/insert_private.h"
#include <string.h>

/* How the added lines look. */
struct look {
	size_t column;    /* of the dash, or of the key */
	size_t key;       /* of a list item's keys */
	bool flow;        /* `- {…}` */
	bool blank;       /* a blank line between neighbours */
	size_t at;        /* where the lines go: the end of a line */
	struct slice cut; /* an empty list that the lines replace */
};

static size_t column_of(const struct document *document, size_t at)
{
	return at - insert_line_start(document, at);
}

static void add_spaces(struct buffer *out, size_t count)
{
	buffer_format(out, "%*s", (int)count, "");
}

static bool is_blank_line(const struct document *document, size_t start)
{
	return start + insert_indent(document, start).size ==
	       insert_line_end(document, start);
}

/* The start of the line after the one that holds at; the size at the end. */
static size_t next_line(const struct document *document, size_t at)
{
	const char *end =
		memchr(document->text + at, '\n', document->size - at);

	return end != NULL ? (size_t)(end - document->text) + 1
			   : document->size;
}

/*
 * The end of the last line that belongs to a child: what is indented deeper
 * than column, comments too, goes with it.
 */
static size_t child_end(
	const struct document *document, size_t end, size_t column)
{
	size_t last = insert_line_end(document, end);
	size_t line = next_line(document, end);

	while (line < document->size) {
		size_t indent = insert_indent(document, line).size;

		if (!is_blank_line(document, line)) {
			if (indent <= column)
				break;
			last = insert_line_end(document, line);
		}
		line = next_line(document, line);
	}
	return last;
}

/* Is a blank line between the child before the last and the last? */
static bool has_blank_between(
	const struct document *document, size_t from, size_t to)
{
	size_t line = next_line(document, from);

	for (; line < to; line = next_line(document, line))
		if (is_blank_line(document, line))
			return true;
	return false;
}

static size_t child_content_end(const struct node *container, size_t index)
{
	const struct node *value = container->items[index];

	if (container->kind == NODE_MAPPING &&
		!insert_is_own(value, container->keys[index]))
		return container->keys[index]->end;
	return value->end;
}

/* The column of the dash of the item that begins at start. */
static bool find_dash(
	const struct document *document, size_t start, size_t *column)
{
	size_t line = insert_line_start(document, start);

	for (;;) {
		struct slice indent = insert_indent(document, line);
		size_t at = line + indent.size;

		if (at < document->size && document->text[at] == '-' &&
			at < start) {
			*column = indent.size;
			return true;
		}
		if (line == 0 || !(line == insert_line_start(document, start) ||
					 is_blank_line(document, line) ||
					 document->text[at] == '#' ||
					 document->text[at] == '&'))
			return false;
		line = insert_line_start(document, line - 1);
	}
}

/* The column of an item's keys: that of its second, in a line of its own. */
static size_t key_column(
	const struct document *document, const struct node *item, size_t dash)
{
	size_t column = 0;

	for (size_t i = 0; item->kind == NODE_MAPPING && i < item->count &&
			   i < 2 && !item->merged[i];
		i++)
		column = column_of(document, item->keys[i]->start);
	return column > dash + 1 ? column : dash + 2;
}

static int look_at_neighbour(
	struct look *look, const struct insertion *insertion, size_t last)
{
	const struct document *document = insertion->document;
	const struct node *container = insertion->container;
	size_t start = insert_child_start(container, last);

	if (insertion->name != NULL)
		look->column = column_of(document, start);
	else if (!find_dash(document, start, &look->column))
		return -1;
	else
		look->key = key_column(
			document, container->items[last], look->column);
	look->flow = insertion->name == NULL &&
		     container->items[last]->style == NODE_FLOW;
	if (look->flow)
		look->key = look->column + 2;
	look->at = child_end(
		document, child_content_end(container, last), look->column);
	if (last > 0 && insert_child_start(container, last - 1) < start)
		look->blank = has_blank_between(document,
			child_content_end(container, last - 1), start);
	return 0;
}

/* `services: []` or `services:`: the lines go below the key. */
static int look_at_empty(struct look *look, const struct insertion *insertion)
{
	const struct document *document = insertion->document;
	const struct node *container = insertion->container;
	const struct node *key = insertion->key;
	size_t start = container->start;

	if (key == NULL)
		return -1;
	look->column =
		column_of(document, key->start) + insert_step(document).size;
	look->key = look->column + 2;
	if (container->end > start && start >= key->end) {
		while (start > key->end &&
			(document->text[start - 1] == ' ' ||
				document->text[start - 1] == '\t'))
			start--;
		look->cut = slice_range(document->text, start, container->end);
		look->at = insert_line_end(document, container->end);
	} else {
		look->at = insert_line_end(document, key->end);
	}
	return 0;
}

static void write_value(struct buffer *out, const struct insertion *insertion,
	const struct node *value, const struct node *example,
	const struct node *example_key, size_t column)
{
	size_t dash;

	if (value->kind != NODE_SEQUENCE || value->count == 0 ||
		example == NULL || example->kind != NODE_SEQUENCE ||
		example->style == NODE_FLOW || example->count == 0 ||
		!find_dash(
			insertion->document, example->items[0]->start, &dash)) {
		buffer_add_char(out, ' ');
		insert_write_inline(out, value, SCALAR_BLOCK, example);
		return;
	}
	dash -= column_of(insertion->document, example_key->start);
	for (size_t i = 0; i < value->count; i++) {
		buffer_add_string(out, insertion->eol);
		add_spaces(out, column + dash);
		buffer_add_string(out, "- ");
		insert_write_inline(
			out, value->items[i], SCALAR_BLOCK, example->items[0]);
	}
}

/* The keys and values of an item, the first behind its dash. */
static void write_item(struct buffer *out, const struct insertion *insertion,
	const struct look *look, const struct node *neighbour)
{
	const struct node *value = insertion->value;
	const size_t *order = insert_order(insertion->arena, value, neighbour);

	for (size_t i = 0; i < value->count; i++) {
		const struct node *key = value->keys[order[i]];
		const struct node *example_key = NULL;
		const struct node *example = insert_example(
			insertion->container, key->text, &example_key);

		if (i > 0) {
			buffer_add_string(out, insertion->eol);
			add_spaces(out, look->key);
		}
		scalar_write(out, key, SCALAR_BLOCK,
			neighbour != NULL && neighbour->kind == NODE_MAPPING &&
					neighbour->count > 0
				? neighbour->keys[0]->style
				: NODE_PLAIN);
		buffer_add_char(out, ':');
		write_value(out, insertion, value->items[order[i]], example,
			example_key, look->key);
	}
}

static void write_flow_item(struct buffer *out,
	const struct insertion *insertion, const struct node *neighbour)
{
	const struct node *value = insertion->value;
	const size_t *order = insert_order(insertion->arena, value, neighbour);
	struct node sorted = *value;

	sorted.keys = arena_alloc(
		insertion->arena, value->count * sizeof(*sorted.keys));
	sorted.items = arena_alloc(
		insertion->arena, value->count * sizeof(*sorted.items));
	for (size_t i = 0; i < value->count; i++) {
		sorted.keys[i] = value->keys[order[i]];
		sorted.items[i] = value->items[order[i]];
	}
	insert_write_inline(out, &sorted, SCALAR_FLOW, neighbour);
}

static void write_lines(struct buffer *out, const struct insertion *insertion,
	const struct look *look, size_t last)
{
	const struct node *container = insertion->container;
	const struct node *neighbour =
		last != SIZE_MAX ? container->items[last] : NULL;

	if (look->blank)
		buffer_add_string(out, insertion->eol);
	buffer_add_string(out, insertion->eol);
	add_spaces(out, look->column);
	if (insertion->name != NULL) {
		struct node key = {.kind = NODE_STRING,
			.text = insertion->name,
			.size = strlen(insertion->name)};

		scalar_write(out, &key, SCALAR_BLOCK,
			last != SIZE_MAX ? container->keys[last]->style
					 : NODE_PLAIN);
		buffer_add_string(out, ": ");
		insert_write_inline(
			out, insertion->value, SCALAR_BLOCK, neighbour);
		return;
	}
	buffer_add_char(out, '-');
	add_spaces(out, look->key - look->column - 1);
	if (look->flow || insertion->value->kind != NODE_MAPPING)
		write_flow_item(out, insertion, neighbour);
	else
		write_item(out, insertion, look, neighbour);
}

int insert_block(struct buffer *out, const struct insertion *insertion)
{
	const struct document *document = insertion->document;
	size_t last = insert_last_own(insertion->container);
	struct look look = {.cut = {NULL, 0}};
	size_t from = 0;

	if (last != SIZE_MAX ? look_at_neighbour(&look, insertion, last) != 0
			     : look_at_empty(&look, insertion) != 0)
		return -1;
	if (look.cut.data != NULL) {
		from = (size_t)(look.cut.data - document->text);
		buffer_add(out, document->text, from);
		from += look.cut.size;
	}
	buffer_add(out, document->text + from, look.at - from);
	write_lines(out, insertion, &look, last);
	buffer_add(out, document->text + look.at, document->size - look.at);
	return 0;
}
