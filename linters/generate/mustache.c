/*
 * Mustache templates: read into a list of parts, then written part by part.
 * It must not know what the view means, nor where the text goes.
 */
#include "generate/mustache.h"
#include "base/arena.h"
#include "base/lines.h"
#include "base/vector.h"
#include "engine/snapshot.h"
#include "rule/document.h"
#include <assert.h>
#include <string.h>

enum {
	DEPTH_MAX = 50,      /* sections within sections */
	STEPS_MAX = 2000000, /* parts that are written */
	DELIMITER_SIZE = 16, /* with its NUL */
	HINTS_MAX = 100,
};

enum part_kind {
	PART_TEXT,
	PART_VALUE,
	PART_BARE,
	PART_SECTION,
	PART_INVERTED,
};

struct part {
	enum part_kind kind;
	struct slice text; /* or the name */
	size_t offset;     /* of the tag, in the template */
	size_t end;        /* of a section: the part behind its last */
};
VECTOR_TYPE(part_list, struct part);

struct mustache {
	const char *path;
	struct slice text;
	const struct part *parts;
	size_t count;
};

/* --- reading ----------------------------------------------------------- */

struct mustache_reader {
	const char *path;
	struct slice text;
	size_t at;
	char open[DELIMITER_SIZE], close[DELIMITER_SIZE];
	struct part_list parts;
	size_t sections[DEPTH_MAX]; /* that are open */
	size_t depth;
	struct error *err;
};

/* A tag between its delimiters. */
struct tag {
	size_t start, end; /* of all of it */
	char sign;         /* one of "#^/!&{=>", or 0 */
	struct slice name;
};

static int template_error(const char *path, struct slice text, size_t offset,
	struct error *err, const char *format, va_list arguments)
	__attribute__((format(printf, 5, 0)));

/* err for a place in the template; -1. */
static int template_error(const char *path, struct slice text, size_t offset,
	struct error *err, const char *format, va_list arguments)
{
	struct arena *arena = arena_new();
	struct lines lines;
	unsigned line, column;

	lines_init(&lines, text.data, text.size);
	lines_at(&lines, offset, &line, &column);
	error_at(err, ERROR_USE, path, line, column, "%s",
		arena_vformat(arena, format, arguments));
	lines_release(&lines);
	arena_free(arena);
	return -1;
}

static int wrong_tag(const struct mustache_reader *reader, size_t offset,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

static int wrong_tag(const struct mustache_reader *reader, size_t offset,
	const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	template_error(reader->path, reader->text, offset, reader->err, format,
		arguments);
	va_end(arguments);
	return -1;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The end of the tag that starts at start, and what stands in it. */
static int read_tag(
	const struct mustache_reader *reader, size_t start, struct tag *tag)
{
	static const char triple[] = "}}}";
	size_t inside = start + strlen(reader->open), close;
	const char *closing = reader->close;
	size_t drop = 0;

	tag->start = start;
	tag->sign = '\0';
	if (inside < reader->text.size &&
		strchr("#^/!&{=>", reader->text.data[inside]) != NULL &&
		reader->text.data[inside] != '\0')
		tag->sign = reader->text.data[inside++];
	if (tag->sign == '{' && strcmp(closing, "}}") == 0)
		closing = triple;
	close = slice_find(reader->text, closing, inside);
	if (close == SIZE_MAX)
		return wrong_tag(reader, start,
			"this tag has no end: `%s` is missing", closing);
	tag->end = close + strlen(closing);
	if (tag->sign == '{' && closing != triple)
		drop = 1; /* {{{ }}} with other delimiters: `<%{name}%>` */
	if (tag->sign == '=')
		drop = 1;
	if (drop != 0 &&
		(close == inside || reader->text.data[close - 1] !=
					    (tag->sign == '=' ? '=' : '}')))
		return wrong_tag(reader, start, "this tag must end in `%c%s`",
			tag->sign == '=' ? '=' : '}', closing);
	tag->name = slice_trim(
		slice_range(reader->text.data, inside, close - drop));
	return 0;
}

static int check_name(
	const struct mustache_reader *reader, const struct tag *tag)
{
	if (tag->name.size == 0)
		return wrong_tag(reader, tag->start, "this tag has no name");
	for (size_t i = 0; i < tag->name.size; i++)
		if (strchr(" \t\r\n{}", tag->name.data[i]) != NULL)
			return wrong_tag(reader, tag->start,
				"`%.*s` is no name",
				(int)(tag->name.size < 60 ? tag->name.size
							  : 60),
				tag->name.data);
	return 0;
}

static int set_delimiters(struct mustache_reader *reader, const struct tag *tag)
{
	size_t first = 0, second;

	while (first < tag->name.size && !is_blank(tag->name.data[first]))
		first++;
	second = first;
	while (second < tag->name.size && is_blank(tag->name.data[second]))
		second++;
	if (first == 0 || second == tag->name.size || first >= DELIMITER_SIZE ||
		tag->name.size - second >= DELIMITER_SIZE ||
		memchr(tag->name.data + second, ' ', tag->name.size - second) !=
			NULL)
		return wrong_tag(reader, tag->start,
			"write the new delimiters as in `{{=<%% %%>=}}`");
	memcpy(reader->open, tag->name.data, first);
	reader->open[first] = '\0';
	memcpy(reader->close, tag->name.data + second, tag->name.size - second);
	reader->close[tag->name.size - second] = '\0';
	return 0;
}

static int close_section(struct mustache_reader *reader, const struct tag *tag)
{
	struct part *section;

	if (reader->depth == 0)
		return wrong_tag(reader, tag->start,
			"`%.*s` is closed and was not opened",
			(int)tag->name.size, tag->name.data);
	section = &reader->parts.items[reader->sections[--reader->depth]];
	if (!slice_equal(section->text, tag->name))
		return wrong_tag(reader, tag->start,
			"`%.*s` is closed where `%.*s` is open",
			(int)tag->name.size, tag->name.data,
			(int)section->text.size, section->text.data);
	section->end = reader->parts.count;
	return 0;
}

static int add_section(struct mustache_reader *reader, const struct tag *tag)
{
	struct part part = {
		.kind = tag->sign == '#' ? PART_SECTION : PART_INVERTED,
		.text = tag->name,
		.offset = tag->start};

	if (reader->depth == DEPTH_MAX)
		return wrong_tag(reader, tag->start,
			"more than %d sections within each other", DEPTH_MAX);
	reader->sections[reader->depth++] = reader->parts.count;
	vector_add(&reader->parts, part);
	return 0;
}

static void add_text(struct mustache_reader *reader, size_t start, size_t end)
{
	struct part part = {.kind = PART_TEXT,
		.text = slice_range(reader->text.data, start, end),
		.offset = start};

	if (end > start)
		vector_add(&reader->parts, part);
}

static int add_tag(struct mustache_reader *reader, const struct tag *tag)
{
	struct part part = {
		.kind = PART_VALUE, .text = tag->name, .offset = tag->start};

	if (tag->sign == '!')
		return 0;
	if (tag->sign == '=')
		return set_delimiters(reader, tag);
	if (tag->sign == '>')
		return wrong_tag(reader, tag->start,
			"there are no partials: write the text here");
	if (check_name(reader, tag) != 0)
		return -1;
	if (tag->sign == '#' || tag->sign == '^')
		return add_section(reader, tag);
	if (tag->sign == '/')
		return close_section(reader, tag);
	if (tag->sign != '\0')
		part.kind = PART_BARE;
	vector_add(&reader->parts, part);
	return 0;
}

/*
 * Does the tag stand alone on its line? Then *start is where that line
 * begins, and *end where the next one does.
 */
static bool stands_alone(const struct mustache_reader *reader,
	const struct tag *tag, size_t *start, size_t *end)
{
	struct slice text = reader->text;

	if (tag->sign == '\0' || strchr("#^/!=", tag->sign) == NULL)
		return false;
	*start = tag->start;
	while (*start > 0 && is_blank(text.data[*start - 1]))
		--*start;
	*end = tag->end;
	while (*end < text.size && is_blank(text.data[*end]))
		++*end;
	if ((*start > 0 && text.data[*start - 1] != '\n') ||
		(*end < text.size && text.data[*end] != '\n'))
		return false;
	*end += *end < text.size;
	return true;
}

static int read_next(struct mustache_reader *reader)
{
	size_t open = slice_find(reader->text, reader->open, reader->at);
	size_t start, end;
	struct tag tag = {0};

	if (open == SIZE_MAX) {
		add_text(reader, reader->at, reader->text.size);
		reader->at = reader->text.size;
		return 0;
	}
	if (read_tag(reader, open, &tag) != 0)
		return -1;
	if (!stands_alone(reader, &tag, &start, &end)) {
		start = tag.start;
		end = tag.end;
	}
	add_text(reader, reader->at, start);
	reader->at = end;
	return add_tag(reader, &tag);
}

int mustache_read(struct mustache **out, struct arena *arena, const char *path,
	struct slice text, struct error *err)
{
	struct mustache_reader reader = {.path = path,
		.text = text,
		.open = "{{",
		.close = "}}",
		.err = err};
	int result = 0;

	while (result == 0 && reader.at < text.size)
		result = read_next(&reader);
	if (result == 0 && reader.depth > 0) {
		const struct part *section =
			&reader.parts.items[reader.sections[reader.depth - 1]];

		result = wrong_tag(&reader, section->offset,
			"the section `%.*s` is not closed",
			(int)section->text.size, section->text.data);
	}
	*out = arena_alloc(arena, sizeof(**out));
	(*out)->path = path;
	(*out)->text = text;
	(*out)->count = reader.parts.count;
	(*out)->parts = vector_move(&reader.parts, arena);
	return result;
}

/* --- writing ----------------------------------------------------------- */

/* What names are looked up in, the innermost first. */
struct frame {
	const struct node *node;
	size_t index, count; /* of an item: from 1; else 0 */
	const struct frame *up;
};

struct mustache_writer {
	const struct mustache *mustache;
	struct buffer *out;
	size_t start; /* of what is written here, in out */
	mustache_write *write;
	size_t steps;
	struct arena *arena;
	struct error *err;
};

static int wrong_part(const struct mustache_writer *writer,
	const struct part *part, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int wrong_part(const struct mustache_writer *writer,
	const struct part *part, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	template_error(writer->mustache->path, writer->mustache->text,
		part->offset, writer->err, format, arguments);
	va_end(arguments);
	return -1;
}

bool mustache_is_false(const struct node *value)
{
	switch (value->kind) {
	case NODE_NULL:
		return true;
	case NODE_BOOLEAN:
		return value->integer == 0;
	case NODE_STRING:
		return value->size == 0;
	case NODE_SEQUENCE:
	case NODE_MAPPING:
		return value->count == 0;
	case NODE_INTEGER:
	case NODE_FLOAT:
		break;
	}
	return false;
}

void mustache_write_bare(struct buffer *out, const struct node *value)
{
	for (size_t i = 0; i < value->size; i++) {
		unsigned char byte = (unsigned char)value->text[i];

		buffer_add_char(
			out, byte < ' ' || byte == 0x7f ? ' ' : value->text[i]);
	}
}

static const struct node *number_node(
	const struct mustache_writer *writer, size_t number)
{
	struct node *node = arena_alloc(writer->arena, sizeof(*node));

	node->kind = NODE_INTEGER;
	node->text = arena_format(writer->arena, "%zu", number);
	node->size = strlen(node->text);
	node->integer = (long long)number;
	return node;
}

static const struct node *boolean_node(bool value)
{
	static const struct node yes = {
		.kind = NODE_BOOLEAN, .text = "true", .size = 4, .integer = 1};
	static const struct node no = {
		.kind = NODE_BOOLEAN, .text = "false", .size = 5};

	return value ? &yes : &no;
}

/* -first, -last and -index of the innermost list. */
static const struct node *find_position(const struct mustache_writer *writer,
	const struct frame *frame, const char *name)
{
	while (frame != NULL && frame->count == 0)
		frame = frame->up;
	if (frame == NULL)
		return NULL;
	if (strcmp(name, "-first") == 0)
		return boolean_node(frame->index == 1);
	if (strcmp(name, "-last") == 0)
		return boolean_node(frame->index == frame->count);
	if (strcmp(name, "-index") == 0)
		return number_node(writer, frame->index);
	return NULL;
}

static const struct node *find_first(const struct mustache_writer *writer,
	const struct frame *frame, const char *name)
{
	const struct node *found = NULL;

	if (name[0] == '-')
		return find_position(writer, frame, name);
	for (; frame != NULL && found == NULL; frame = frame->up)
		found = node_get(frame->node, name);
	return found;
}

/* NULL: nothing has such a name. What lacks in a map that has is null. */
static const struct node *find_value(const struct mustache_writer *writer,
	const struct frame *frame, struct slice name)
{
	static const struct node none = {.kind = NODE_NULL, .text = ""};
	const char *rest = arena_copy(writer->arena, name.data, name.size);
	const struct node *found;
	size_t size = strcspn(rest, ".");

	if (strcmp(rest, ".") == 0)
		return frame->node;
	found = find_first(
		writer, frame, arena_copy(writer->arena, rest, size));
	while (found != NULL && rest[size] == '.') {
		rest += size + 1;
		size = strcspn(rest, ".");
		found = node_get(found, arena_copy(writer->arena, rest, size));
		if (found == NULL)
			found = &none;
	}
	if (found == NULL && slice_starts(name, "x-"))
		found = &none;
	return found;
}

static int unknown_name(const struct mustache_writer *writer,
	const struct frame *frame, const struct part *part)
{
	const char *names[HINTS_MAX + 1], *nearest;
	const char *name =
		arena_copy(writer->arena, part->text.data, part->text.size);
	size_t count = 0;

	for (; frame != NULL; frame = frame->up) {
		assert(frame->node != NULL);
		for (size_t i = 0; frame->node->kind == NODE_MAPPING &&
				   i < frame->node->count && count < HINTS_MAX;
			i++)
			names[count++] = frame->node->keys[i]->text;
	}
	names[count] = NULL;
	nearest = string_nearest(name, names);
	return wrong_part(writer, part, "nothing here is named `%s`%s%s%s",
		name, nearest != NULL ? ": did you mean `" : "",
		nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
}

static int write_parts(struct mustache_writer *writer,
	const struct frame *frame, size_t from, size_t to);

static int write_section(struct mustache_writer *writer, const struct frame *up,
	size_t index, const struct node *value)
{
	size_t end = writer->mustache->parts[index].end;
	struct frame frame = {.node = value, .up = up};
	int result = 0;

	if (mustache_is_false(value))
		return 0;
	if (value->kind != NODE_SEQUENCE)
		return write_parts(writer, &frame, index + 1, end);
	frame.count = value->count;
	for (size_t i = 0; i < value->count && result == 0; i++) {
		frame.node = value->items[i];
		frame.index = i + 1;
		result = write_parts(writer, &frame, index + 1, end);
	}
	return result;
}

static int write_value(struct mustache_writer *writer, const struct part *part,
	const struct node *value)
{
	if (value->kind == NODE_NULL)
		return 0;
	if (!node_is_scalar(value))
		return wrong_part(writer, part,
			"`%.*s` is %s and no value: open it with `#`",
			(int)part->text.size, part->text.data,
			node_kind_name(value));
	if (part->kind == PART_BARE)
		mustache_write_bare(writer->out, value);
	else
		writer->write(writer->out, value);
	return 0;
}

static int write_part(
	struct mustache_writer *writer, const struct frame *frame, size_t index)
{
	const struct part *part = &writer->mustache->parts[index];
	const struct node *value;

	if (++writer->steps > STEPS_MAX ||
		writer->out->size - writer->start > CONTENT_LIMIT)
		return wrong_part(writer, part,
			"the template makes more than a file may hold");
	if (part->kind == PART_TEXT) {
		buffer_add_slice(writer->out, part->text);
		return 0;
	}
	value = find_value(writer, frame, part->text);
	if (value == NULL)
		return unknown_name(writer, frame, part);
	if (part->kind == PART_SECTION)
		return write_section(writer, frame, index, value);
	if (part->kind != PART_INVERTED)
		return write_value(writer, part, value);
	return mustache_is_false(value)
		       ? write_parts(writer, frame, index + 1, part->end)
		       : 0;
}

static int write_parts(struct mustache_writer *writer,
	const struct frame *frame, size_t from, size_t to)
{
	const struct part *parts = writer->mustache->parts;
	int result = 0;

	while (from < to && result == 0) {
		result = write_part(writer, frame, from);
		from = parts[from].kind == PART_SECTION ||
				       parts[from].kind == PART_INVERTED
			       ? parts[from].end
			       : from + 1;
	}
	return result;
}

int mustache_render(struct buffer *out, const struct mustache *mustache,
	const struct node *view, mustache_write *write, struct error *err)
{
	struct mustache_writer writer = {.mustache = mustache,
		.out = out,
		.start = out->size,
		.write = write,
		.arena = arena_new(),
		.err = err};
	const struct frame frame = {.node = view};
	int result = write_parts(&writer, &frame, 0, mustache->count);

	arena_free(writer.arena);
	return result;
}
