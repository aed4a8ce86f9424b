/*
 * Scalars as text of YAML and JSON, in the quotes that a neighbour has.
 */
#ifndef PLUMB_GENERATE_SCALAR_TEXT_H
#define PLUMB_GENERATE_SCALAR_TEXT_H

#include "base/string.h"
#include "rule/document.h"

enum scalar_context {
	SCALAR_BLOCK, /* YAML, in a block */
	SCALAR_FLOW,  /* YAML, within [] or {} */
	SCALAR_JSON,
};

/*
 * Appends a scalar so that it is read back as it is. style is a wish: a
 * plain text that would be read as something else (a number, a comment, in
 * older YAML a boolean) is put in double quotes. JSON knows one style.
 */
void scalar_write(struct buffer *out, const struct node *scalar,
	enum scalar_context context, enum node_style style);

/* Text as a JSON string, which YAML reads the same way. */
void scalar_write_quoted(struct buffer *out, struct slice text);

#endif
