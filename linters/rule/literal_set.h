/*
 * Small sets of literals, as pattern_literals.c works with them: all that a
 * part of a pattern can match, begin with, end with or must hold. Sets and
 * bytes come from an arena and are not changed once they are joined.
 */
#ifndef PLUMB_RULE_LITERAL_SET_H
#define PLUMB_RULE_LITERAL_SET_H

#include "base/string.h"

#define LITERAL_SET_MAX 32 /* literals that two sets may have together … */
#define LITERAL_PRODUCT_MAX 16 /* … and when each is joined to each */
#define LITERAL_SIZE_MAX 64    /* bytes of a literal */
#define LITERAL_SIZE_MIN 2     /* a shorter one is in every file */

struct arena;

struct literal_set {
	struct slice *items; /* all different */
	size_t count;
	bool fold; /* some letters stand for both cases, and are lower */
};

/* An empty set with room for so many. */
struct literal_set *literal_set_new(struct arena *arena, size_t room);
/* Unless it is there already. item is borrowed. */
void literal_set_add(struct literal_set *set, struct slice item);
const struct literal_set *literal_set_one(
	struct arena *arena, const char *bytes, size_t size, bool fold);

/*
 * The set that is of more use to search for: long literals, and few. Either
 * may be NULL; NULL when neither is of any.
 */
const struct literal_set *literal_set_better(
	const struct literal_set *a, const struct literal_set *b);

/* The literals of both, as many as there are. */
const struct literal_set *literal_set_both(struct arena *arena,
	const struct literal_set *a, const struct literal_set *b);
/*
 * The beginnings (or ends) of the literals, cut until there are at most
 * LITERAL_SET_MAX different ones; in the worst case it is {""}.
 */
const struct literal_set *literal_set_fit(
	struct arena *arena, const struct literal_set *set, bool at_end);
/* Every literal of a with every one of b behind it; NULL if too large. */
const struct literal_set *literal_set_product(struct arena *arena,
	const struct literal_set *a, const struct literal_set *b);

/* In lower case (ASCII), and with fold. */
const struct literal_set *literal_set_lowered(
	struct arena *arena, const struct literal_set *set);
/* True when another literal of the set is part of this one. */
bool literal_set_superfluous(const struct literal_set *set, size_t item);

#endif
