/*
 * Intervals with a number of the caller's each, that may lie in any way, and
 * which of many overlap another. What lies within one another like the nodes
 * of a tree is for spans.h.
 */
#ifndef PLUMB_BASE_INTERVALS_H
#define PLUMB_BASE_INTERVALS_H

#include "base/vector.h"
#include <stdbool.h>
#include <stdint.h>

struct interval {
	size_t start, end; /* end is behind it */
	size_t id;         /* the caller's */
	size_t reach;      /* the highest end of this and those before it */
};
VECTOR_TYPE(intervals, struct interval); /* to be freed with vector_free() */

/* An empty interval, or one upside down, is left out. */
void intervals_add(
	struct intervals *intervals, size_t start, size_t end, size_t id);
/* Once all are there, before anything is asked. */
void intervals_sort(struct intervals *intervals);

/*
 * The next interval that overlaps start..end, NULL behind the last. Those
 * that begin highest come first, of one beginning the lowest id. *at is the
 * place of the walk: begin with SIZE_MAX.
 */
const struct interval *intervals_next(const struct intervals *intervals,
	size_t start, size_t end, size_t *at);

#endif
