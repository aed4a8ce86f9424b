/*
 * A value written into a document that people keep by hand: what is there
 * stays byte for byte (but for the comma that JSON needs behind what was
 * last), and what is added looks like its neighbours: indentation, quotes,
 * order of keys, line ends, blank lines between.
 */
#ifndef PLUMB_GENERATE_INSERT_H
#define PLUMB_GENERATE_INSERT_H

#include "base/string.h"
#include "rule/document.h"

/* The list or map that gets longer, with its own key (NULL: it is the root).
 * It may be empty, or a null that shall become one. */
struct insert_place {
	const struct document *document;
	const struct node *key, *container;
};

/*
 * Appends to out the document's whole text with value added at the end of
 * the container: under name (a map), or as an item (name is NULL). value's
 * maps are written in the order of the last neighbour's keys. The result was
 * read again: it holds what was there, the value, and nothing else.
 * ERROR_USE where the way the file is written does not allow it.
 */
int document_insert(struct buffer *out, const struct insert_place *place,
	const char *name, const struct node *value, struct error *err);

/* The same, with a scalar of the document replaced by another. */
int document_replace(struct buffer *out, const struct document *document,
	const struct node *scalar, const struct node *value, struct error *err);

#endif
