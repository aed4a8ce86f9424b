/*
 * Reads documents: libyaml's events into trees, with places in bytes,
 * aliases, typed scalars and errors that say what to mend; and jansson as
 * the second opinion on JSON. Must not know what any document means.
 */
#include "rule/document.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/string.h"
#include "rule/document_private.h"
#include "rule/scalar.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>
#include <yaml.h>

struct reader {
	struct builder build;
	struct yaml_text text;
	yaml_parser_t parser;
	yaml_event_t event; /* the one looked at */
	struct map anchors; /* of this document: name to struct anchor */
	size_t nodes;       /* of this document, aliases written out */
	unsigned deepest;   /* collections around any node so far */
	size_t last;        /* where the last event that has text ended */
};

struct anchor {
	struct node *node; /* NULL while it is still open */
	size_t nodes;
	unsigned height; /* collections inside it, itself included */
};

static size_t offset_of(const struct reader *reader, yaml_mark_t mark)
{
	return yaml_text_offset(&reader->text, mark.index);
}

static int stray_character(const struct reader *reader, size_t at)
{
	const struct document *document = reader->build.document;
	char character = at < document->size ? document->text[at] : '\0';

	if (character == '\t')
		return builder_error(&reader->build, at,
			"a tab is used for indentation; use spaces");
	if (character == '`')
		return builder_error(&reader->build, at,
			"a value cannot begin with a back-tick; put it in "
			"quotes");
	return builder_error(&reader->build, at,
		"a value cannot begin with `%c`; put it in quotes", character);
}

static int parser_error(const struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *message;
	bool at_context;
	size_t at = offset_of(reader, parser->problem_mark), bad;

	if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
		memory_exhausted();
	bad = yaml_text_bad_outside_comments(
		&reader->text, reader->build.document->text, at + 1);
	if (bad != SIZE_MAX)
		return builder_bad_byte(&reader->build, bad);
	if (!strcmp(parser->problem,
		    "found character that cannot start any token"))
		return stray_character(reader, at);
	message = yaml_complaint(parser->problem, parser->context, &at_context);
	if (!message)
		return builder_error(
			&reader->build, at, "not YAML: %s", parser->problem);
	if (at_context)
		at = offset_of(reader, parser->context_mark);
	return builder_error(&reader->build, at, "%s", message);
}

static int next_event(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (!yaml_parser_parse(&reader->parser, &reader->event))
		return parser_error(reader);
	return 0;
}

static size_t skip_comment(const char *text, size_t at, size_t end)
{
	while (at < end && !break_size(text + at, end - at))
		at++;
	return at;
}

static size_t skip_anchor(const char *text, size_t at, size_t end)
{
	for (at++; at < end; at++)
		if (!character_is_word(text[at]) && text[at] != '-')
			break;
	return at;
}

static size_t skip_tag(const char *text, size_t at, size_t end)
{
	const char *stops = " \t,[]{}";

	if (end - at > 1 && text[at + 1] == '<')
		stops = " \t>";
	while (at < end && !strchr(stops, text[at]) &&
		!break_size(text + at, end - at))
		at++;
	return at + (at < end && text[at] == '>');
}

/* libyaml lets a byte order mark stand at the start of any line. */
static size_t skip_break(const char *text, size_t at, size_t end)
{
	at += break_size(text + at, end - at);
	return at + (slice_starts(slice_range(text, at, end), "\xef\xbb\xbf")
				    ? 3
				    : 0);
}

/*
 * libyaml's scalars and collections begin at their anchor or tag. Moves
 * *start behind those, and gives the tag as it was written.
 */
static struct slice skip_properties(
	const struct reader *reader, size_t *start, size_t end)
{
	const char *text = reader->build.document->text;
	struct slice tag = {NULL, 0};
	size_t at = *start;

	while (at < end) {
		size_t from = at;

		if (text[at] == '#')
			at = skip_comment(text, at, end);
		else if (text[at] == '&')
			at = skip_anchor(text, at, end);
		else if (text[at] == '!')
			at = skip_tag(text, at, end);
		else if (break_size(text + at, end - at))
			at = skip_break(text, at, end);
		else if (text[at] == ' ' || text[at] == '\t')
			at++;
		else
			break;
		if (text[from] == '!')
			tag = slice_range(text, from, at);
	}
	*start = at;
	return tag;
}

static const char *event_anchor(const yaml_event_t *event)
{
	const yaml_char_t *name = event->data.mapping_start.anchor;

	if (event->type == YAML_SCALAR_EVENT)
		name = event->data.scalar.anchor;
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		name = event->data.sequence_start.anchor;
	return (const char *)name;
}

static const char *event_tag(const yaml_event_t *event)
{
	const yaml_char_t *tag = event->data.mapping_start.tag;

	if (event->type == YAML_SCALAR_EVENT)
		tag = event->data.scalar.tag;
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		tag = event->data.sequence_start.tag;
	return (const char *)tag;
}

/* A node for the event, behind its properties; `!` alone says nothing. */
static struct node *event_node(struct reader *reader, enum node_kind kind)
{
	size_t start = offset_of(reader, reader->event.start_mark);
	size_t end = offset_of(reader, reader->event.end_mark);
	const char *tag = event_tag(&reader->event);
	struct slice written = {NULL, 0};
	struct node *node;

	if (tag || event_anchor(&reader->event))
		written = skip_properties(reader, &start, end);
	node = builder_node(&reader->build, kind, start, end);
	if (tag && strcmp(tag, "!"))
		node->tag = arena_copy(
			reader->build.arena, written.data, written.size);
	return node;
}

static int count_nodes(struct reader *reader, size_t count)
{
	reader->nodes += count;
	if (count == 1 || reader->nodes <= DOCUMENT_NODES)
		return 0;
	return builder_error(&reader->build,
		offset_of(reader, reader->event.start_mark),
		"aliases blow this document up to more than %d values; write "
		"it with fewer aliases",
		DOCUMENT_NODES);
}

static int check_depth(struct reader *reader, unsigned depth)
{
	if (depth > reader->deepest)
		reader->deepest = depth;
	if (depth <= DOCUMENT_DEPTH)
		return 0;
	return builder_error(&reader->build,
		offset_of(reader, reader->event.start_mark),
		"nested deeper than %d levels", DOCUMENT_DEPTH);
}

static enum node_style scalar_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return NODE_SINGLE_QUOTED;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return NODE_DOUBLE_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
		return NODE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return NODE_FOLDED;
	default:
		return NODE_PLAIN;
	}
}

/* libyaml ends a block scalar at the start of a later line. */
static void trim_block(const struct document *document, struct node *node)
{
	struct slice slice =
		slice_trim(slice_range(document->text, node->start, node->end));

	node->end = node->start + slice.size;
}

/* A comment behind `|` is no part of the text. */
static size_t content_start(
	const struct document *document, const struct node *node)
{
	size_t at = node->start;

	if (node->style == NODE_LITERAL || node->style == NODE_FOLDED)
		while (at < node->end &&
			!break_size(document->text + at, node->end - at))
			at++;
	return at;
}

static int type_scalar(struct reader *reader, struct node *node)
{
	if (!node->tag && node->style == NODE_PLAIN)
		scalar_type(node);
	if (!node->tag || scalar_type_as(node, event_tag(&reader->event)))
		return 0;
	return builder_error(&reader->build, node->start,
		"%s is not what its tag %s says; mend it, or leave the tag out",
		builder_quote(&reader->build, node->text, node->size),
		node->tag);
}

static int read_scalar(struct node **out, struct reader *reader)
{
	const struct document *document = reader->build.document;
	struct node *node = event_node(reader, NODE_STRING);
	size_t bad;

	node->style = scalar_style(reader->event.data.scalar.style);
	builder_text(&reader->build, node,
		(const char *)reader->event.data.scalar.value,
		reader->event.data.scalar.length);
	if (node->style == NODE_LITERAL || node->style == NODE_FOLDED)
		trim_block(document, node);
	reader->last = node->end;
	bad = yaml_text_bad(
		&reader->text, content_start(document, node), node->end);
	if (bad != SIZE_MAX)
		return builder_bad_byte(&reader->build, bad);
	*out = node;
	return type_scalar(reader, node);
}

static int read_alias(struct node **out, struct reader *reader, unsigned depth)
{
	const char *name = (const char *)reader->event.data.alias.anchor;
	size_t at = offset_of(reader, reader->event.start_mark);
	const struct anchor *anchor = map_get_string(&reader->anchors, name);
	const char *quoted = builder_quote(&reader->build, name, strlen(name));

	reader->last = offset_of(reader, reader->event.end_mark);
	if (!anchor)
		return builder_error(&reader->build, at,
			"no anchor of the name %s stands before this alias; "
			"quote text that begins with `*`",
			quoted);
	if (!anchor->node)
		return builder_error(&reader->build, at,
			"the alias %s stands inside its own anchor", quoted);
	*out = anchor->node;
	if (count_nodes(reader, anchor->nodes))
		return -1;
	return check_depth(reader, depth - 1 + anchor->height);
}

static int read_node(struct node **out, struct reader *reader, unsigned depth);

static bool ends_collection(const struct reader *reader)
{
	return reader->event.type == YAML_SEQUENCE_END_EVENT ||
	       reader->event.type == YAML_MAPPING_END_EVENT;
}

/* The children, onto the stack, up to the event that ends them. */
static int read_children(struct reader *reader, unsigned depth)
{
	struct node *child = NULL;

	while (!next_event(reader)) {
		if (ends_collection(reader))
			return 0;
		if (read_node(&child, reader, depth + 1))
			return -1;
		builder_push(&reader->build, child);
	}
	return -1;
}

/* A block's end mark has no width and stands at the token behind it. */
static void end_collection(struct reader *reader, struct node *node)
{
	size_t start = offset_of(reader, reader->event.start_mark);
	size_t end = offset_of(reader, reader->event.end_mark);

	if (node->style == NODE_FLOW && end > start)
		reader->last = end;
	node->end = reader->last > node->start ? reader->last : node->start;
}

static bool is_flow(const yaml_event_t *event)
{
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return event->data.sequence_start.style ==
		       YAML_FLOW_SEQUENCE_STYLE;
	return event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
}

static int read_collection(
	struct node **out, struct reader *reader, unsigned depth)
{
	bool mapping = reader->event.type == YAML_MAPPING_START_EVENT;
	size_t base = reader->build.stack.count;
	struct node *node;

	if (check_depth(reader, depth))
		return -1;
	node = event_node(reader, mapping ? NODE_MAPPING : NODE_SEQUENCE);
	node->style = is_flow(&reader->event) ? NODE_FLOW : NODE_PLAIN;
	if (read_children(reader, depth))
		return -1;
	end_collection(reader, node);
	*out = node;
	if (mapping)
		return builder_mapping(&reader->build, node, base);
	builder_sequence(&reader->build, node, base);
	return 0;
}

static int read_value(struct node **out, struct reader *reader, unsigned depth)
{
	if (reader->event.type == YAML_SCALAR_EVENT)
		return read_scalar(out, reader);
	return read_collection(out, reader, depth);
}

/* Like read_value(), and remembers what aliases of the anchor will cost. */
static int read_anchored(struct node **out, struct reader *reader,
	unsigned depth, const char *name)
{
	struct anchor *anchor =
		arena_alloc(reader->build.arena, sizeof(*anchor));
	size_t before = reader->nodes - 1;
	unsigned deepest = reader->deepest;

	map_put_string(&reader->anchors,
		arena_string(reader->build.arena, name), anchor);
	reader->deepest = depth - 1;
	if (read_value(out, reader, depth))
		return -1;
	anchor->node = *out;
	anchor->nodes = reader->nodes - before;
	anchor->height = reader->deepest - (depth - 1);
	if (reader->deepest < deepest)
		reader->deepest = deepest;
	return 0;
}

/* The event looked at and what belongs to it; depth is from 1. */
static int read_node(struct node **out, struct reader *reader, unsigned depth)
{
	const char *anchor;

	if (reader->event.type == YAML_ALIAS_EVENT)
		return read_alias(out, reader, depth);
	if (count_nodes(reader, 1))
		return -1;
	anchor = event_anchor(&reader->event);
	if (anchor)
		return read_anchored(out, reader, depth, anchor);
	return read_value(out, reader, depth);
}

static int read_document(struct reader *reader)
{
	struct node *root;
	int result;

	reader->nodes = 0;
	reader->deepest = 0;
	result = next_event(reader) || read_node(&root, reader, 1) ? -1 : 0;
	map_release(&reader->anchors);
	if (result)
		return -1;
	vector_add(&reader->build.roots, root);
	return next_event(reader); /* the document's end */
}

static int read_stream(struct reader *reader)
{
	size_t bad;

	do {
		if (next_event(reader))
			return -1;
		if (reader->event.type == YAML_DOCUMENT_START_EVENT &&
			read_document(reader))
			return -1;
	} while (reader->event.type != YAML_STREAM_END_EVENT);
	bad = yaml_text_bad_outside_comments(
		&reader->text, reader->build.document->text, SIZE_MAX);
	if (bad != SIZE_MAX)
		return builder_bad_byte(&reader->build, bad);
	return 0;
}

static int yaml_read(struct builder *build)
{
	struct reader reader = {.build = *build, .anchors = MAP_INIT};
	const struct document *document = build->document;
	int result;

	reader.build.merges = true;
	if (!yaml_parser_initialize(&reader.parser))
		memory_exhausted();
	yaml_text_init(&reader.text, document->text, document->size);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser,
		(const unsigned char *)reader.text.data, reader.text.size);
	result = read_stream(&reader);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	yaml_text_release(&reader.text);
	*build = reader.build;
	return result;
}

/*
 * jansson may refuse what RFC 8259 allows, a number beyond a double or NUL
 * in a key; all else that it refuses is no JSON.
 */
static int json_confirm(const struct builder *build)
{
	const struct document *document = build->document;
	json_error_t error;
	json_t *json = json_loadb(document->text, document->size,
		JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL |
			JSON_REJECT_DUPLICATES,
		&error);
	size_t at;

	if (json) {
		json_decref(json);
		return 0;
	}
	if (json_error_code(&error) == json_error_numeric_overflow ||
		json_error_code(&error) == json_error_null_byte_in_key)
		return 0;
	at = error.position > 0 ? (size_t)error.position : 0;
	return builder_error(build, at < document->size ? at : document->size,
		"not strict JSON: %s", error.text);
}

/* UTF-16 begins with a mark, or has a NUL in its first letter. */
static bool is_wide(const char *text, size_t size)
{
	if (size < 2)
		return false;
	return !memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2) ||
	       !text[0] != !text[1];
}

static int read_text(struct builder *build)
{
	const struct document *document = build->document;

	if (is_wide(document->text, document->size))
		return builder_error(build, 0,
			"the text looks like UTF-16; save the file as UTF-8");
	if (document->kind == DOCUMENT_YAML)
		return yaml_read(build);
	if (json_read(build))
		return -1;
	return document->kind == DOCUMENT_JSON ? json_confirm(build) : 0;
}

static void copy_lines(struct document *document, struct arena *arena)
{
	struct lines lines;

	lines_init(&lines, document->text, document->size);
	document->lines = lines;
	document->lines.starts =
		arena_alloc(arena, lines.count * sizeof(*lines.starts));
	memcpy(document->lines.starts, lines.starts,
		lines.count * sizeof(*lines.starts));
	lines_release(&lines);
}

int document_parse(struct document **out, struct arena *arena,
	enum document_kind kind, const char *path, const char *text,
	size_t size, struct error *err)
{
	struct document *document = arena_alloc(arena, sizeof(*document));
	struct builder build = {
		.document = document, .arena = arena, .err = err};
	int result;

	*document = (struct document){.path = path,
		.text = text ? text : "",
		.size = size,
		.kind = kind};
	copy_lines(document, arena);
	result = read_text(&build);
	builder_finish(&build);
	if (!result)
		*out = document;
	return result;
}
