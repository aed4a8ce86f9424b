/*
 * Spans of bytes that lie in one another or apart, as the nodes of one tree
 * do, and which of them hold a byte. An answer costs no more than the depth of
 * the spans and what it gives.
 */
#ifndef PLUMB_BASE_SPANS_H
#define PLUMB_BASE_SPANS_H

#include "base/vector.h"

struct span {
	size_t start, end; /* end is behind it */
	size_t id;         /* the caller's */
	size_t outer; /* the next one out + 1, of another extent; 0: none */
};
VECTOR_TYPE(spans, struct span); /* to be freed with vector_free() */

void spans_add(struct spans *spans, size_t start, size_t end, size_t id);
/* Once all are there, before anything is asked. */
void spans_sort(struct spans *spans);

/*
 * The spans that hold the byte, inner ones first: the first, the next behind
 * one of these, NULL.
 */
const struct span *spans_first(const struct spans *spans, size_t byte);
const struct span *spans_next(
	const struct spans *spans, const struct span *span, size_t byte);

#endif
