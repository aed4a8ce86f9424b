/*
 * Ranges of ports, sorted by where they begin; each knows how far those up to
 * it reach, so that a walk ends where none can hold the port.
 */
#include "model/owned_ranges.h"

#include <stdlib.h>

enum { PORT_MAX = 65535 };

void owned_ranges_add(
	struct owned_ranges *ranges, long first, long last, size_t owner)
{
	const struct owned_range range = {
		.first = first, .last = last, .owner = owner};

	if (first >= 1 && first <= last && last <= PORT_MAX)
		vector_add(&ranges->list, range);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct owned_range *one = a, *other = b;

	if (one->first != other->first)
		return one->first < other->first ? -1 : 1;
	return (one->owner < other->owner) - (one->owner > other->owner);
}

void owned_ranges_sort(struct owned_ranges *ranges)
{
	struct owned_range *items = ranges->list.items;
	size_t count = ranges->list.count, i;
	long reach = 0;

	if (count > 1)
		qsort(items, count, sizeof(*items), compare_ranges);
	for (i = 0; i < count; i++) {
		if (items[i].last > reach)
			reach = items[i].last;
		items[i].reach = reach;
	}
}

/* The first range that begins behind port. */
static size_t behind(const struct owned_ranges *ranges, long port)
{
	size_t low = 0, high = ranges->list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges->list.items[middle].first <= port)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct owned_range *owned_ranges_next(
	const struct owned_ranges *ranges, long port, size_t *at)
{
	const struct owned_range *items = ranges->list.items;

	if (*at == SIZE_MAX)
		*at = behind(ranges, port);
	while (*at > 0 && items[*at - 1].reach >= port) {
		--*at;
		if (items[*at].last >= port)
			return &items[*at];
	}
	*at = 0;
	return NULL;
}
