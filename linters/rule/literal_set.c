/*
 * Sets of literals: joining them, keeping them small, and telling which is
 * the better one to search for. It must not know what a pattern is.
 */
#include "rule/literal_set.h"
#include "base/arena.h"
#include <string.h>

struct literal_set *literal_set_new(struct arena *arena, size_t room)
{
	struct literal_set *set = arena_alloc(arena, sizeof(*set));

	set->items = arena_alloc(arena, room * sizeof(*set->items));
	return set;
}

void literal_set_add(struct literal_set *set, struct slice item)
{
	for (size_t i = 0; i < set->count; i++)
		if (slice_equal(set->items[i], item))
			return;
	set->items[set->count++] = item;
}

const struct literal_set *literal_set_one(
	struct arena *arena, const char *bytes, size_t size, bool fold)
{
	struct literal_set *set = literal_set_new(arena, 1);

	literal_set_add(
		set, (struct slice){arena_copy(arena, bytes, size), size});
	set->fold = fold;
	return set;
}

/* What speaks for a literal: each byte makes it rarer, at first a lot. */
static int literal_worth(struct slice literal)
{
	static const unsigned char worth[] = {0, 0, 4, 10, 14, 17, 19, 20};
	size_t size = 0;

	for (size_t i = 0; i < literal.size; i++)
		size += literal.data[i] != ' ' && literal.data[i] != '\t';
	if (size < sizeof(worth))
		return worth[size];
	return 13 + (int)(size > 13 ? 13 + (size - 13) / 4 : size);
}

/* 0 for a set that is of no use. */
static int literal_set_worth(const struct literal_set *set)
{
	int least = 1000, cost = 0;

	if (!set || set->count == 0 || set->count > LITERAL_SET_MAX)
		return 0;
	for (size_t i = 0; i < set->count; i++) {
		int worth = literal_worth(set->items[i]);

		if (set->items[i].size < LITERAL_SIZE_MIN)
			return 0;
		if (worth < least)
			least = worth;
	}
	for (size_t count = set->count; count > 1; count = (count + 1) / 2)
		cost += 2;
	if (least == 0)
		return 0;
	return least > cost ? least - cost : 1;
}

const struct literal_set *literal_set_better(
	const struct literal_set *a, const struct literal_set *b)
{
	int worth_a = literal_set_worth(a), worth_b = literal_set_worth(b);

	if (worth_a == 0 && worth_b == 0)
		return NULL;
	return worth_b > worth_a ? b : a;
}

const struct literal_set *literal_set_both(struct arena *arena,
	const struct literal_set *a, const struct literal_set *b)
{
	struct literal_set *both = literal_set_new(arena, a->count + b->count);

	for (size_t i = 0; i < a->count; i++)
		literal_set_add(both, a->items[i]);
	for (size_t i = 0; i < b->count; i++)
		literal_set_add(both, b->items[i]);
	both->fold = a->fold || b->fold;
	return both;
}

/* The set with at most size bytes of each literal, of its start or end. */
static const struct literal_set *literal_set_cut(struct arena *arena,
	const struct literal_set *set, size_t size, bool at_end)
{
	struct literal_set *cut = literal_set_new(arena, set->count);

	for (size_t i = 0; i < set->count; i++) {
		struct slice item = set->items[i];

		if (item.size > size && at_end)
			item.data += item.size - size;
		if (item.size > size)
			item.size = size;
		literal_set_add(cut, item);
	}
	cut->fold = set->fold;
	return cut;
}

const struct literal_set *literal_set_fit(
	struct arena *arena, const struct literal_set *set, bool at_end)
{
	for (size_t size = 5; set->count > LITERAL_SET_MAX; size--)
		set = literal_set_cut(arena, set, size, at_end);
	return set;
}

static bool literal_set_is_empty_text(const struct literal_set *set)
{
	return set->count == 1 && set->items[0].size == 0;
}

const struct literal_set *literal_set_product(struct arena *arena,
	const struct literal_set *a, const struct literal_set *b)
{
	struct literal_set *product;

	if (literal_set_is_empty_text(a) || literal_set_is_empty_text(b))
		return literal_set_is_empty_text(a) ? b : a;
	if (a->count * b->count > LITERAL_PRODUCT_MAX && a->count > 1 &&
		b->count > 1)
		return NULL;
	product = literal_set_new(arena, a->count * b->count);
	for (size_t i = 0; i < a->count * b->count; i++) {
		struct slice x = a->items[i / b->count];
		struct slice y = b->items[i % b->count];
		char *bytes = arena_alloc(arena, x.size + y.size + 1);

		if (x.size + y.size > LITERAL_SIZE_MAX)
			return NULL;
		if (x.size > 0)
			memcpy(bytes, x.data, x.size);
		if (y.size > 0)
			memcpy(bytes + x.size, y.data, y.size);
		literal_set_add(
			product, (struct slice){bytes, x.size + y.size});
	}
	product->fold = a->fold || b->fold;
	return product;
}

static bool slice_holds(struct slice slice, struct slice needle)
{
	return needle.size == 0 ||
	       (slice.size >= needle.size && memmem(slice.data, slice.size,
						     needle.data, needle.size));
}

bool literal_set_superfluous(const struct literal_set *set, size_t item)
{
	for (size_t i = 0; i < set->count; i++)
		if (i != item && slice_holds(set->items[item], set->items[i]))
			return true;
	return false;
}

const struct literal_set *literal_set_lowered(
	struct arena *arena, const struct literal_set *set)
{
	struct literal_set *lowered = literal_set_new(arena, set->count);

	for (size_t i = 0; i < set->count; i++) {
		struct slice item = set->items[i];
		char *bytes = arena_copy(arena, item.data, item.size);

		for (size_t k = 0; k < item.size; k++)
			bytes[k] = character_lower(bytes[k]);
		literal_set_add(lowered, (struct slice){bytes, item.size});
	}
	lowered->fold = true;
	return lowered;
}
