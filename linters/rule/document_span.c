/*
 * Where a part of a scalar's text stands in the document. Walks the source
 * and the text side by side and compares every byte, so that a place is
 * either right or not given. Knows how scalars are written, not what they
 * mean.
 */
#include "rule/document_private.h"

#include "base/string.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

struct walk {
	const char *source;
	size_t at, end; /* in the source */
	const char *text;
	size_t done, size;  /* in the scalar's text */
	size_t from, to;    /* what is asked for */
	size_t start, stop; /* the answer; SIZE_MAX until known */
};

static unsigned hex_value(const char *at, size_t digits)
{
	unsigned value = 0;

	for (size_t i = 0; i < digits; i++) {
		char digit = character_lower(at[i]);

		if (character_is_digit(digit))
			value = value * 16 + (unsigned)(digit - '0');
		else if (digit >= 'a' && digit <= 'f')
			value = value * 16 + (unsigned)(digit - 'a') + 10;
		else
			return UINT32_MAX;
	}
	return value;
}

/* \xXX, \uXXXX, \UXXXXXXXX; two of \u where they are a surrogate pair. */
static size_t hex_escape(
	const char *text, size_t size, char bytes[4], size_t *count)
{
	size_t digits = text[1] == 'x' ? 2 : text[1] == 'u' ? 4 : 8;
	size_t used = 2 + digits;
	unsigned code, low;

	if (size < used)
		return 0;
	code = hex_value(text + 2, digits);
	if (code >= 0xd800 && code < 0xdc00 && size >= 12 && text[6] == '\\' &&
		text[7] == 'u') {
		low = hex_value(text + 8, 4);
		if (low < 0xdc00 || low > 0xdfff)
			return 0;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		used = 12;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	*count = utf8_write(code, bytes);
	return used;
}

size_t escape_read(const char *text, size_t size, char bytes[4], size_t *count)
{
	static const struct {
		char letter;
		uint32_t code;
	} escapes[] = {{'0', 0}, {'a', 7}, {'b', 8}, {'t', 9}, {'\t', 9},
		{'n', 10}, {'v', 11}, {'f', 12}, {'r', 13}, {'e', 27},
		{' ', ' '}, {'"', '"'}, {'/', '/'}, {'\\', '\\'}, {'N', 0x85},
		{'_', 0xa0}, {'L', 0x2028}, {'P', 0x2029}};

	if (size < 2 || text[0] != '\\')
		return 0;
	if (text[1] == 'x' || text[1] == 'u' || text[1] == 'U')
		return hex_escape(text, size, bytes, count);
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (escapes[i].letter == text[1]) {
			*count = utf8_write(escapes[i].code, bytes);
			return 2;
		}
	return 0;
}

/* The next used bytes of the source made these bytes of the text. */
static bool step(
	struct walk *walk, size_t used, const char *bytes, size_t count)
{
	if (count > walk->size - walk->done ||
		memcmp(walk->text + walk->done, bytes, count))
		return false;
	if (walk->start == SIZE_MAX && walk->from < walk->done + count)
		walk->start = walk->at;
	walk->at += used;
	walk->done += count;
	if (walk->stop == SIZE_MAX && walk->to <= walk->done)
		walk->stop = walk->at;
	return true;
}

static bool step_raw(struct walk *walk, size_t count)
{
	for (; count; count--)
		if (!step(walk, 1, walk->source + walk->at, 1))
			return false;
	return true;
}

static bool is_blank(char character)
{
	return character == ' ' || character == '\t';
}

/* Bytes of blanks and breaks at offset, with how many breaks there are. */
static size_t count_blank(const struct walk *walk, size_t at, size_t *breaks)
{
	size_t start = at;

	*breaks = 0;
	while (at < walk->end) {
		size_t size = break_size(walk->source + at, walk->end - at);

		if (!size && !is_blank(walk->source[at]))
			break;
		*breaks += size > 0;
		at += size ? size : 1;
	}
	return at - start;
}

static bool step_breaks(struct walk *walk, size_t used, size_t breaks)
{
	for (; breaks > 1; breaks--)
		if (!step(walk, 0, "\n", 1))
			return false;
	return step(walk, used, "\n", breaks);
}

/* Blanks as they are; over a line's end a space, or the empty lines. */
static bool step_blank(struct walk *walk)
{
	size_t breaks, size = count_blank(walk, walk->at, &breaks);

	if (!breaks)
		return step_raw(walk, size);
	if (breaks == 1)
		return step(walk, size, " ", 1);
	return step_breaks(walk, size, breaks - 1);
}

static bool step_escape(struct walk *walk)
{
	const char *at = walk->source + walk->at;
	size_t left = walk->end - walk->at, count, used, breaks;
	char bytes[4];

	used = left > 1 ? break_size(at + 1, left - 1) : 0;
	if (used) {
		used += 1 + count_blank(walk, walk->at + 1 + used, &breaks);
		return step_breaks(walk, used, breaks);
	}
	used = escape_read(at, left, bytes, &count);
	return used && step(walk, used, bytes, count);
}

/* A plain or quoted scalar, its quotes left out. */
static bool walk_flow(struct walk *walk, enum node_style style)
{
	while (walk->at < walk->end && walk->stop == SIZE_MAX) {
		char next = walk->source[walk->at];
		bool good;

		if (is_blank(next) || break_size(walk->source + walk->at,
					      walk->end - walk->at))
			good = step_blank(walk);
		else if (style == NODE_DOUBLE_QUOTED && next == '\\')
			good = step_escape(walk);
		else if (style == NODE_SINGLE_QUOTED && next == '\'')
			good = step(walk, 2, "'", 1);
		else
			good = step_raw(walk, 1);
		if (!good)
			return false;
	}
	return true;
}

/* End of the line that holds offset, without its break. */
static size_t line_end(const char *text, size_t at, size_t end)
{
	while (at < end && !break_size(text + at, end - at))
		at++;
	return at;
}

/* Spaces before the first line of text that has more; false: no such line. */
static bool first_indent(
	const char *text, size_t at, size_t end, size_t *indent)
{
	for (size_t start = at; at < end;) {
		size_t size = break_size(text + at, end - at);

		if (!size && text[at] != ' ') {
			*indent = at - start;
			return true;
		}
		at += size ? size : 1;
		if (size)
			start = at;
	}
	return false;
}

static bool walk_line(struct walk *walk, size_t indent, bool folded)
{
	size_t end = line_end(walk->source, walk->at, walk->end);
	size_t size = break_size(walk->source + end, walk->end - end);

	while (indent && walk->at < end && walk->source[walk->at] == ' ') {
		walk->at++;
		indent--;
	}
	if (!step_raw(walk, end - walk->at))
		return false;
	if (walk->done < walk->size && walk->text[walk->done] == '\n')
		return step(walk, size, "\n", 1);
	if (walk->done < walk->size && folded && walk->text[walk->done] == ' ')
		return step(walk, size, " ", 1);
	walk->at += size;
	return true;
}

/* A block scalar: line by line, the same indentation off each. */
static bool walk_block(struct walk *walk, bool folded)
{
	size_t header = line_end(walk->source, walk->at, walk->end);
	size_t outer, inner;

	walk->at =
		header + break_size(walk->source + header, walk->end - header);
	if (!first_indent(walk->source, walk->at, walk->end, &outer) ||
		!first_indent(walk->text, 0, walk->size, &inner) ||
		inner > outer)
		return false;
	while (walk->at < walk->end && walk->stop == SIZE_MAX)
		if (!walk_line(walk, outer - inner, folded))
			return false;
	return true;
}

static void clamp(struct walk *walk, size_t from, size_t to)
{
	walk->from = from < walk->size ? from : walk->size;
	walk->to = to < walk->size ? to : walk->size;
	if (walk->to < walk->from)
		walk->to = walk->from;
}

static bool walk_scalar(struct walk *walk, const struct node *node)
{
	bool quoted = node->style == NODE_SINGLE_QUOTED ||
		      node->style == NODE_DOUBLE_QUOTED;

	if (node->style == NODE_LITERAL || node->style == NODE_FOLDED)
		return walk_block(walk, node->style == NODE_FOLDED);
	if (quoted && walk->end - walk->at >= 2) {
		walk->at++;
		walk->end--;
	}
	return walk_flow(walk, node->style);
}

/*
 * Nothing of the text was asked for: the place in front of what follows. It
 * is found as the start of the byte behind, or the end of the one before.
 */
static void node_place(const struct document *document, const struct node *node,
	size_t at, size_t *start, size_t *end)
{
	if (at < node->size) {
		node_span(document, node, at, at + 1, start, end);
		*end = *start;
	} else if (node->size) {
		node_span(document, node, at - 1, at, start, end);
		*start = *end;
	} else {
		*start = node->start;
		*end = node->end;
	}
}

void node_span(const struct document *document, const struct node *node,
	size_t from, size_t to, size_t *start, size_t *end)
{
	struct walk walk = {.source = document->text,
		.at = node->start,
		.end = node->end,
		.text = node->text,
		.size = node->size,
		.start = SIZE_MAX,
		.stop = SIZE_MAX};

	*start = node->start;
	*end = node->end;
	if (!node_is_scalar(node))
		return;
	clamp(&walk, from, to);
	if (walk.from == walk.to) {
		node_place(document, node, walk.from, start, end);
		return;
	}
	if (walk_scalar(&walk, node) && walk.stop != SIZE_MAX) {
		*start = walk.start;
		*end = walk.stop;
	}
}
