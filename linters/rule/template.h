/*
 * Patterns with a table in them: `{{paths.stale}}` stands for the words of
 * that table of the configuration, as alternatives. A rule can so speak of
 * what a team lists, and is silent where it lists nothing.
 */
#ifndef PLUMB_RULE_TEMPLATE_H
#define PLUMB_RULE_TEMPLATE_H

#include "base/string.h"
#include <stdbool.h>

struct arena;

/* The tables there are; ends in NULL. */
extern const char *const template_tables[];

bool template_is(const char *pattern);

/*
 * The name of the first table in pattern that is none of template_tables, in
 * arena; NULL when all are.
 */
const char *template_unknown(struct arena *arena, const char *pattern);

/*
 * Appends the words, joined by `|`, that stand for a table; false when the
 * table is empty.
 */
typedef bool template_words(
	void *state, struct buffer *out, struct slice table);

/* The pattern filled in, in arena; NULL when a table is empty. */
const char *template_fill(struct arena *arena, const char *pattern,
	template_words *words, void *state);

/* Appends word so that a pattern matches it as it is. */
void template_quote(struct buffer *out, const char *word);

/* For checking a pattern: something of the same length for each table. */
const char *template_sample(struct arena *arena, const char *pattern);

#endif
