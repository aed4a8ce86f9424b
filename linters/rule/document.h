/*
 * Documents: YAML and JSON as one kind of tree, in which every key and
 * scalar knows its exact bytes in the text.
 *
 * Anchors and aliases are resolved (an alias is the anchor's own node, so
 * its place is where the value was written), merge keys (`<<`) are applied
 * (own pairs first, as written, then merged ones), duplicate keys are errors,
 * and so is a tree that aliases blow up to more than 1,000,000 nodes or that
 * is nested deeper than 200 levels, aliases written out.
 * Scalars are typed as the reference compose loader's YAML library types
 * them (YAML 1.2 core with 1.1 booleans left as text, no base 60: `22:22` is
 * text; 08 is a float, 010 is 8). Keys are duplicates when they have one text
 * (1 and "1", as the reference has it) or one value (16 and 0x10).
 * JSON is checked strictly; a file whose name ends in .json5 is read as
 * JSON5.
 *
 * The only place that includes <yaml.h>.
 */
#ifndef PLUMB_RULE_DOCUMENT_H
#define PLUMB_RULE_DOCUMENT_H

#include "base/error.h"
#include "base/lines.h"
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct map;

enum node_kind {
	NODE_NULL,
	NODE_BOOLEAN,
	NODE_INTEGER,
	NODE_FLOAT,
	NODE_STRING,
	NODE_SEQUENCE,
	NODE_MAPPING,
};

enum node_style {
	NODE_PLAIN, /* plain scalar, block sequence or mapping */
	NODE_SINGLE_QUOTED,
	NODE_DOUBLE_QUOTED,
	NODE_LITERAL, /* | */
	NODE_FOLDED,  /* > */
	NODE_FLOW,    /* [...] or {...} */
};

struct document;

struct node {
	const struct document *document; /* that it was written in */
	enum node_kind kind;
	enum node_style style;
	/*
	 * "!reset", "!override", or another tag as it was written; or NULL. A
	 * scalar with a tag that is not YAML's own is text, or null.
	 */
	const char *tag;
	/* Bytes in the text: quotes included, anchors and tags not. */
	size_t start, end;
	/* A scalar as text, unescaped, NUL-terminated ("" for a bare null). */
	const char *text;
	size_t size;
	long long integer; /* NODE_INTEGER; NODE_BOOLEAN: 0 or 1 */
	double number;     /* NODE_INTEGER and NODE_FLOAT */
	/* Children: of a sequence its items, of a mapping its values. */
	struct node **items;
	/* Of a mapping: the key of each value. */
	struct node **keys;
	/* Of a mapping: true where the pair came in by a merge key. */
	bool *merged;
	size_t count;
};

enum document_kind { DOCUMENT_YAML, DOCUMENT_JSON, DOCUMENT_JSON_COMMENTS };

struct document {
	const char *path; /* for errors; borrowed */
	const char *text; /* borrowed; must outlive the document */
	size_t size;
	enum document_kind kind;
	/*
	 * The first document of the stream; NULL when the stream is empty
	 * (YAML, and JSON with comments: strict JSON has a value).
	 */
	struct node *root;
	/* Every document of the stream (JSON: one). */
	struct node **roots;
	size_t root_count;
	struct lines lines;
};

/*
 * Reads text into a tree. Everything is allocated in arena (the struct, its
 * nodes and its line table). On failure err says where: ERROR_USE with path,
 * line, column and what a person should mend. Text that is not UTF-8 fails
 * only where a key or scalar holds the bad bytes, not for a comment; the same
 * goes for control characters. UTF-16 is an error, and so is a byte order
 * mark before strict JSON.
 */
int document_parse(struct document **out, struct arena *arena,
	enum document_kind kind, const char *path, const char *text,
	size_t size, struct error *err);

/* The kind by the file's name: .json (with the names that allow comments:
 * tsconfig*.json, .vscode/, devcontainer.json, *.jsonc, .json5) or YAML. */
enum document_kind document_kind_of(const char *path);

/*
 * The value at key of a mapping; NULL when node is NULL, no mapping, or has
 * no such key. node_key gives the key's node of the same pair.
 */
struct node *node_get(const struct node *node, const char *key);
struct node *node_key(const struct node *node, const char *key);
/* Puts the values of a mapping into out, by the text of their keys; nothing
 * for NULL or no mapping. For more than a few node_get(). */
void node_index(struct map *out, const struct node *node);

bool node_is_scalar(const struct node *node); /* NULL is not */
bool node_is_text(const struct node *node, const char *text);
/* The text of a scalar, or NULL for anything else (null included). */
const char *node_text(const struct node *node);
/* "a mapping", "a number", … for messages. */
const char *node_kind_name(const struct node *node);
/*
 * Are two values the same, however they are written? Keys in any order; NULL
 * is only itself. Time about that of writing both out, whatever they hold.
 */
bool node_same(const struct node *a, const struct node *b);

/*
 * Where bytes from..to of a scalar's text stand in the document: exact for
 * plain and quoted scalars (escapes are walked) and for blocks, over several
 * lines too; the whole scalar where one cannot tell.
 */
void node_span(const struct document *document, const struct node *node,
	size_t from, size_t to, size_t *start, size_t *end);

/* Line and column, from 1, of an offset. */
void document_at(const struct document *document, size_t offset, unsigned *line,
	unsigned *column);

/* Fill err for a mistake at node (ERROR_USE, path, line, column); -1. */
int document_error(struct error *err, const struct document *document,
	const struct node *node, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
