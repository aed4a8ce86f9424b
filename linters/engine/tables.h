/*
 * The configuration's tables, put into the patterns that speak of them.
 */
#ifndef PLUMB_ENGINE_TABLES_H
#define PLUMB_ENGINE_TABLES_H

struct arena;
struct configuration;
struct rule_set;

/*
 * Replaces each rule of the set whose patterns name a table by one with the
 * table's words; a pattern whose table is empty is taken out. What is made
 * lives in arena.
 */
void tables_apply(struct rule_set *rules, struct arena *arena,
	const struct configuration *configuration);

#endif
