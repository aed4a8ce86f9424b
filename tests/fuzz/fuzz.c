/*
 * What holds of every input, whichever parser it is given to; and ways to
 * cut an input into parts. It must not know a target.
 */
#include "fuzz.h"
#include "base/vector.h"
#include "engine/finding.h"
#include "engine/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nodes that are looked at; aliases can make a small text very many. */
enum { NODE_LIMIT = 2000, SPAN_LIMIT = 256 };

_Noreturn void fuzz_broken(const char *promise, const char *file, int line)
{
	fprintf(stderr, "%s:%d: broken: %s\n", file, line, promise);
	abort();
}

/* --- parts of an input -------------------------------------------------- */

unsigned fuzz_choice(struct slice *input, unsigned count)
{
	unsigned char byte;

	if (input->size == 0)
		return 0;
	byte = (unsigned char)*input->data++;
	input->size--;
	return (unsigned)(byte >= '0' ? byte - '0' : byte) % count;
}

struct slice fuzz_line(struct slice *input)
{
	size_t end = slice_find(*input, "\n", 0);
	struct slice line = slice_range(
		input->data, 0, end == SIZE_MAX ? input->size : end);

	end = end == SIZE_MAX ? input->size : end + 1;
	*input = slice_range(input->data, end, input->size);
	return line;
}

/* As git has it: no empty part, no `.` nor `..`, no NUL. */
static bool is_path(struct slice path)
{
	size_t start = 0;

	if (path.size == 0 || memchr(path.data, '\0', path.size))
		return false;
	for (size_t i = 0; i <= path.size; i++) {
		struct slice part;

		if (i < path.size && path.data[i] != '/')
			continue;
		part = slice_range(path.data, start, i);
		if (part.size == 0 || slice_is(part, ".") ||
			slice_is(part, ".."))
			return false;
		start = i + 1;
	}
	return true;
}

/* Also no file twice, and none below a file. */
static bool is_free(
	const struct memory_file *files, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		size_t a = strlen(files[i].path), b = strlen(path);
		const char *longer = a < b ? path : files[i].path;
		size_t size = a < b ? a : b;

		if (strncmp(files[i].path, path, size) == 0 &&
			(longer[size] == '\0' || longer[size] == '/'))
			return false;
	}
	return true;
}

struct snapshot *fuzz_snapshot(struct slice input)
{
	enum { FILES = 16 };
	static const char mark[] = "==== ";
	struct memory_file files[FILES] = {{.path = NULL}};
	char paths[FILES][128];
	size_t count = 0;

	while (input.size > 0 && count < FILES) {
		struct slice line = fuzz_line(&input), text = input;
		struct slice path = slice_range(line.data,
			slice_starts(line, mark) ? sizeof(mark) - 1 : line.size,
			line.size);

		while (input.size > 0 && !slice_starts(input, mark))
			(void)fuzz_line(&input);
		if (!is_path(path) || path.size >= sizeof(paths[0]))
			continue;
		memcpy(paths[count], path.data, path.size);
		paths[count][path.size] = '\0';
		if (!is_free(files, count, paths[count]))
			continue;
		files[count].path = paths[count];
		files[count].data = text.data;
		files[count++].size = text.size - input.size;
	}
	return count ? snapshot_of_memory("memory", files, count) : NULL;
}

/* --- what always holds -------------------------------------------------- */

void fuzz_place(const struct snapshot *snapshot, const struct place *place)
{
	const struct snapshot_entry *entry =
		snapshot_find(snapshot, place->path);
	struct content content = {.left_out = LEFT_NOTHING};

	must(entry != NULL);
	must(snapshot_read(snapshot, entry, &content, NULL) == 0);
	must(place->start <= place->end);
	/* The first byte stands for a file that nobody had to read. */
	if (content.left_out == LEFT_NOTHING)
		must(place->end <= content.buffer.size || place->end == 1);
	must(place->line >= 1 && place->column >= 1);
	must(place->end_line >= place->line);
	content_release(&content);
}

void fuzz_error(const struct error *err, struct slice text)
{
	must(err->kind == ERROR_USE);
	must(err->line >= 1 && err->line <= text.size + 1);
	must(err->column >= 1 && err->column <= text.size + 1);
	must(err->message[0] != '\0');
	must(strlen(err->message) < sizeof(err->message));
}

/* The opening and closing bytes of a style; '\0' where it has none. */
static char opening(const struct node *node)
{
	switch (node->style) {
	case NODE_SINGLE_QUOTED:
		return '\'';
	case NODE_DOUBLE_QUOTED:
		return '"';
	case NODE_LITERAL:
		return '|';
	case NODE_FOLDED:
		return '>';
	case NODE_FLOW:
		return node->kind == NODE_SEQUENCE ? '[' : '{';
	default:
		return '\0';
	}
}

static void check_style(const struct node *node, struct slice bytes)
{
	char first = opening(node);

	if (first == '\0')
		return;
	/* A pair in a list needs no braces: `[a: b]`. */
	if (first == '{' &&
		!(slice_starts(bytes, "{") && slice_ends(bytes, "}")))
		return;
	must(bytes.size > 0 && bytes.data[0] == first);
	if (first == '|' || first == '>')
		return;
	must(bytes.size > 1);
	must(bytes.data[bytes.size - 1] == (first == '['          ? ']'
						   : first == '{' ? '}'
								  : first));
}

/* Can its bytes be told from its text without walking escapes? */
static bool is_verbatim(const struct node *node, struct slice inside)
{
	if (memchr(inside.data, '\n', inside.size) ||
		memchr(inside.data, '\r', inside.size))
		return false;
	if (node->style == NODE_SINGLE_QUOTED &&
		node->document->kind == DOCUMENT_YAML)
		return !memchr(inside.data, '\'', inside.size);
	return !memchr(inside.data, '\\', inside.size);
}

/* Every byte of the text is written within the scalar, in order. */
static void check_spans(const struct node *node)
{
	size_t start, end, last = node->start;

	for (size_t i = 0; i < node->size && i < SPAN_LIMIT; i++) {
		node_span(node->document, node, i, i + 1, &start, &end);
		must(start >= node->start && start <= end && end <= node->end);
		must(start >= last || start == node->start);
		last = start;
	}
	node_span(node->document, node, 0, node->size, &start, &end);
	must(start >= node->start && start <= end && end <= node->end);
}

static void check_scalar(const struct node *node, struct slice bytes)
{
	struct slice text = slice_range(node->text, 0, node->size);
	bool quoted = node->style == NODE_SINGLE_QUOTED ||
		      node->style == NODE_DOUBLE_QUOTED;

	must(node->text != NULL && node->text[node->size] == '\0');
	check_spans(node);
	if (node->style == NODE_LITERAL || node->style == NODE_FOLDED)
		return;
	if (quoted)
		bytes = slice_range(bytes.data, 1, bytes.size - 1);
	if (!quoted && memchr(bytes.data, '\n', bytes.size))
		return;
	/* U+0085, U+2028 and U+2029 end lines for YAML, too. */
	if (slice_find(bytes, "\xc2\x85", 0) != SIZE_MAX ||
		slice_find(bytes, "\xe2\x80", 0) != SIZE_MAX)
		return;
	if (quoted ? is_verbatim(node, bytes)
		   : !memchr(bytes.data, '\r', bytes.size))
		must(slice_equal(text, bytes));
}

static void check_node(const struct node *node, size_t *left)
{
	const struct document *document;
	struct slice bytes;

	must(node != NULL && node->document != NULL);
	document = node->document;
	must(node->start <= node->end && node->end <= document->size);
	if (*left == 0)
		return;
	--*left;
	bytes = slice_range(document->text, node->start, node->end);
	check_style(node, bytes);
	if (node_is_scalar(node))
		check_scalar(node, bytes);
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_MAPPING)
			check_node(node->keys[i], left);
		check_node(node->items[i], left);
	}
}

void fuzz_document(const struct document *document)
{
	size_t left = NODE_LIMIT;

	must(document->root_count == 0 || document->root == document->roots[0]);
	for (size_t i = 0; i < document->root_count; i++)
		check_node(document->roots[i], &left);
}
