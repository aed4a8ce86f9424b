/*
 * What a scalar is: null, boolean, number or text. The rules are those of
 * go-yaml v3, which the reference compose loader uses: the YAML 1.2 core
 * schema, and from 1.1 octal numbers with a leading 0 and `_` in numbers.
 */
#ifndef PLUMB_RULE_SCALAR_H
#define PLUMB_RULE_SCALAR_H

#include <stdbool.h>

struct node;

/* Sets kind, integer and number of a plain scalar from its text. */
void scalar_type(struct node *node);

/*
 * The same for a scalar with a tag, given in full ("tag:yaml.org,2002:int",
 * "!reset"). A tag that is not YAML's own makes text, but leaves null alone,
 * so that `!reset null` stays null. False when the text is not what the tag
 * says.
 */
bool scalar_type_as(struct node *node, const char *tag);

/* A number of JSON or JSON5: one too large for a double is infinite. */
void scalar_type_json_number(struct node *node);

#endif
