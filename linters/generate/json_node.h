/*
 * Nodes as jansson's values, and values as bytes.
 */
#ifndef PLUMB_GENERATE_JSON_NODE_H
#define PLUMB_GENERATE_JSON_NODE_H

#include "base/string.h"
#include "rule/document.h"
#include <jansson.h>

/* New references, never NULL. Keys keep their order. */
json_t *json_of_node(const struct node *node);
/* NULL is null; bad bytes become U+FFFD. */
json_t *json_of_text(const char *text);
json_t *json_checked(json_t *value); /* memory did not run out */

/* Appends value, indented by two, with a line end; gives it up. */
void json_put_document(struct buffer *out, json_t *value);
/* The same in one line. */
void json_put_line(struct buffer *out, json_t *value);

#endif
