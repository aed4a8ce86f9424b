/*
 * Nodes that no file holds: values that are about to be written into one.
 * They have no place (document NULL, start and end 0).
 */
#ifndef PLUMB_GENERATE_MADE_NODE_H
#define PLUMB_GENERATE_MADE_NODE_H

#include "rule/document.h"

struct node *made_text(struct arena *arena, const char *text);
struct node *made_integer(struct arena *arena, long long value);
struct node *made_boolean(struct arena *arena, bool value);
struct node *made_null(struct arena *arena);
struct node *made_float(struct arena *arena, double value);
struct node *made_list(struct arena *arena);
struct node *made_map(struct arena *arena);

/* item and value are borrowed; they may be nodes of a document. */
void made_add(struct arena *arena, struct node *list, struct node *item);
void made_put(struct arena *arena, struct node *map, const char *key,
	struct node *value);

#endif
