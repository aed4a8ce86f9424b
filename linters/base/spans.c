/*
 * Spans in order, each with the next one around it. It must not know what
 * the spans are of.
 */
#include "base/spans.h"
#include <stdbool.h>
#include <stdlib.h>

void spans_add(struct spans *spans, size_t start, size_t end, size_t id)
{
	const struct span span = {.start = start, .end = end, .id = id};

	vector_add(spans, span);
}

/* What is around another before that; the later of two equal ones first. */
static int by_start(const void *a, const void *b)
{
	const struct span *one = a, *other = b;

	if (one->start != other->start)
		return one->start < other->start ? -1 : 1;
	if (one->end != other->end)
		return one->end > other->end ? -1 : 1;
	return one->id > other->id ? -1 : one->id < other->id;
}

static bool is_same(const struct span *a, const struct span *b)
{
	return a->start == b->start && a->end == b->end;
}

void spans_sort(struct spans *spans)
{
	size_t open = 0; /* the last that may be around the next, + 1 */

	if (spans->count > 1)
		qsort(spans->items, spans->count, sizeof(*spans->items),
			by_start);
	for (size_t i = 0; i < spans->count; i++) {
		struct span *span = &spans->items[i];

		if (i > 0 && is_same(span - 1, span)) {
			span->outer = span[-1].outer;
		} else {
			while (open > 0 &&
				spans->items[open - 1].end <= span->start)
				open = spans->items[open - 1].outer;
			span->outer = open;
		}
		open = i + 1;
	}
}

/* The span at - 1, or the next around it that holds the byte. */
static const struct span *holding(
	const struct spans *spans, size_t at, size_t byte)
{
	while (at > 0 && spans->items[at - 1].end <= byte)
		at = spans->items[at - 1].outer;
	return at > 0 ? &spans->items[at - 1] : NULL;
}

const struct span *spans_first(const struct spans *spans, size_t byte)
{
	size_t low = 0, high = spans->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spans->items[middle].start <= byte)
			low = middle + 1;
		else
			high = middle;
	}
	return holding(spans, low, byte);
}

const struct span *spans_next(
	const struct spans *spans, const struct span *span, size_t byte)
{
	size_t at = (size_t)(span - spans->items);

	if (at > 0 && is_same(span - 1, span))
		return span - 1;
	return holding(spans, span->outer, byte);
}
