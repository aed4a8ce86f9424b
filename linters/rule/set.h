/*
 * The rules of a run: the built-in ones and those of a team's packs, found
 * by id. The set borrows its rules.
 */
#ifndef PLUMB_RULE_SET_H
#define PLUMB_RULE_SET_H

#include "base/error.h"
#include "base/map.h"
#include "rule/rule.h"

/* Made at build time by rule/embed.c, sorted by id. */
extern const struct rule *const builtin_rules[];
extern const size_t builtin_rule_count;

struct rule_set {
	const struct rule **rules; /* sorted by id */
	size_t count, capacity;
	struct map by_id; /* older ids (`formerly`) lead to the same rule */
};

/* Starts with the built-in rules. */
void rule_set_init(struct rule_set *set);
void rule_set_release(struct rule_set *set);

/* Adds a pack's rule; an id that is taken is an error that names both. */
int rule_set_add(
	struct rule_set *set, const struct rule *rule, struct error *err);

/* Puts rule in the place of the one with its id, or adds it. */
void rule_set_replace(struct rule_set *set, const struct rule *rule);

/* By id or former id; NULL when there is none. */
const struct rule *rule_set_find(const struct rule_set *set, const char *id);
/* The nearest id, for a hint; or NULL. */
const char *rule_set_nearest(const struct rule_set *set, const char *id);
/* True when some rule has an id `linter/…`. */
bool rule_set_has_linter(const struct rule_set *set, const char *linter);

#endif
