/*
 * What the two ways of inserting share; for generate/insert*.c only.
 */
#ifndef PLUMB_GENERATE_INSERT_PRIVATE_H
#define PLUMB_GENERATE_INSERT_PRIVATE_H

#include "generate/insert.h"
#include "generate/scalar_text.h"

/* An insertion under way. */
struct insertion {
	const struct document *document;
	const struct node *key, *container;
	const char *name; /* NULL: into a list */
	const struct node *value;
	const char *eol;
	struct arena *arena; /* of the insertion */
};

/* The last child that is written in the container itself: not an alias, not
 * merged in. SIZE_MAX: none. */
size_t insert_last_own(const struct node *container);
/* Where the child at index begins: its key's or its own first byte. */
size_t insert_child_start(const struct node *container, size_t index);
/* Was the value written at its place, and is no alias? */
bool insert_is_own(const struct node *value, const struct node *key);

/* Start and end of the line that holds at; the end excludes CR and LF. */
size_t insert_line_start(const struct document *document, size_t at);
size_t insert_line_end(const struct document *document, size_t at);
/* Blanks at the start of the line that holds at. */
struct slice insert_indent(const struct document *document, size_t at);

/* The neighbour's value of that name, the latest that is written there;
 * *key its key. NULL: none has it. */
const struct node *insert_example(const struct node *container,
	const char *name, const struct node **key);
/* The keys of value in the order of those of example (may be NULL): indexes
 * into value; in the arena. */
const size_t *insert_order(struct arena *arena, const struct node *value,
	const struct node *example);

/* A step of the indentation that the document has: "  ", "    ", "\t". */
struct slice insert_step(const struct document *document);

/* A value on one line: `[a, b]`, `{a: 1}`, or a scalar. */
void insert_write_inline(struct buffer *out, const struct node *value,
	enum scalar_context context, const struct node *example);

int insert_block(struct buffer *out, const struct insertion *insertion);
int insert_flow(struct buffer *out, const struct insertion *insertion);

#endif
