/*
 * What the files of the document module share: building trees, JSON, and
 * text made fit for libyaml. For linters/rule/document*.c only.
 */
#ifndef PLUMB_RULE_DOCUMENT_PRIVATE_H
#define PLUMB_RULE_DOCUMENT_PRIVATE_H

#include "base/vector.h"
#include "rule/document.h"

struct arena;

/* Collections nested one in another. */
#define DOCUMENT_DEPTH 200
/* Nodes of a document when every alias is written out. */
#define DOCUMENT_NODES 1000000

/*
 * A tree under construction. The children of a collection that is still open
 * lie on one stack (of a mapping: key, value, key, value), so that an error
 * anywhere has one thing to give back.
 */
struct builder {
	struct document *document;
	struct arena *arena;
	struct error *err;
	bool merges; /* `<<` is a merge key: YAML */
	VECTOR(struct node *) stack;
	VECTOR(struct node *) roots;
};

struct node *builder_node(
	struct builder *builder, enum node_kind kind, size_t start, size_t end);
/* Copies a scalar's text into node. */
void builder_text(struct builder *builder, struct node *node, const char *text,
	size_t size);
void builder_push(struct builder *builder, struct node *node);

/* Give node the children that lie above base on the stack. */
void builder_sequence(struct builder *builder, struct node *node, size_t base);
int builder_mapping(struct builder *builder, struct node *node, size_t base);

/* The roots so far become the document's; the stacks are released. */
void builder_finish(struct builder *builder);

/* A mistake at an offset of the text; -1. */
int builder_error(const struct builder *builder, size_t offset,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* What is wrong with the byte at offset; -1. */
int builder_bad_byte(const struct builder *builder, size_t offset);
/* text between back-ticks for a message, cut short where it is long. */
const char *builder_quote(
	const struct builder *builder, const char *text, size_t size);

/*
 * libyaml's problem in our words, or NULL where we have none; *at_context:
 * the mistake is where the construct began, not where it was noticed.
 */
const char *yaml_complaint(
	const char *problem, const char *context, bool *at_context);

/* Reads JSON into the builder's one root, or none for comments alone. */
int json_read(struct builder *builder);

/*
 * One escape of a double-quoted scalar, YAML's or JSON's (a surrogate pair
 * is one escape): the bytes that it takes in the source, 0 when it is none,
 * and what it stands for in bytes[*count].
 */
size_t escape_read(const char *text, size_t size, char bytes[4], size_t *count);

/* Bytes of the line break of YAML 1.1 at text, or 0. */
size_t break_size(const char *text, size_t size);

/*
 * A text as libyaml takes it. libyaml counts code points and refuses a whole
 * text for one bad byte in a comment, so bad bytes become letters here, as
 * many as there were bytes, and are asked for later.
 */
struct yaml_text {
	const char *data; /* what to parse, without a byte order mark */
	size_t size;
	size_t skipped;       /* bytes of the byte order mark */
	char *copy;           /* where bad bytes were replaced, or NULL */
	VECTOR(size_t) marks; /* offset of each 32nd code point, or none */
	VECTOR(size_t) bad;   /* offsets, ascending */
};

void yaml_text_init(struct yaml_text *text, const char *data, size_t size);
void yaml_text_release(struct yaml_text *text);
/* The offset in the original of libyaml's index of a code point. */
size_t yaml_text_offset(const struct yaml_text *text, size_t index);
/* Offset of the first bad byte in start..end of the original, or SIZE_MAX. */
size_t yaml_text_bad(const struct yaml_text *text, size_t start, size_t end);
/* The same, but only outside of comments; scalars must have been looked at. */
size_t yaml_text_bad_outside_comments(
	const struct yaml_text *text, const char *original, size_t end);

#endif
