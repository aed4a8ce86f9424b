/*
 * Intervals in the order of their beginnings; each knows how far those up to
 * it reach, so that a walk ends where none can overlap any more.
 */
#include "base/intervals.h"

#include <stdlib.h>

void intervals_add(
	struct intervals *intervals, size_t start, size_t end, size_t id)
{
	const struct interval interval = {.start = start, .end = end, .id = id};

	if (start < end)
		vector_add(intervals, interval);
}

static int compare(const void *a, const void *b)
{
	const struct interval *one = a, *other = b;

	if (one->start != other->start)
		return one->start < other->start ? -1 : 1;
	return (one->id < other->id) - (one->id > other->id);
}

void intervals_sort(struct intervals *intervals)
{
	struct interval *items = intervals->items;
	size_t reach = 0, i;

	if (intervals->count > 1)
		qsort(items, intervals->count, sizeof(*items), compare);
	for (i = 0; i < intervals->count; i++) {
		if (items[i].end > reach)
			reach = items[i].end;
		items[i].reach = reach;
	}
}

/* How many begin before end. */
static size_t before(const struct intervals *intervals, size_t end)
{
	size_t low = 0, high = intervals->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (intervals->items[middle].start < end)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct interval *intervals_next(
	const struct intervals *intervals, size_t start, size_t end, size_t *at)
{
	const struct interval *items = intervals->items;

	if (*at == SIZE_MAX)
		*at = before(intervals, end);
	while (*at > 0 && items[*at - 1].reach > start) {
		--*at;
		if (items[*at].end > start)
			return &items[*at];
	}
	*at = 0;
	return NULL;
}
