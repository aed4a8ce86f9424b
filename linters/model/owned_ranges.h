/*
 * Ranges of ports with an owner's number each, to be asked by port: who of
 * many has this one.
 */
#ifndef PLUMB_MODEL_OWNED_RANGES_H
#define PLUMB_MODEL_OWNED_RANGES_H

#include "base/vector.h"
#include <stdbool.h>
#include <stdint.h>

struct owned_range {
	long first, last;
	size_t owner;
	long reach; /* the highest last of this range and those before it */
};

struct owned_ranges {
	VECTOR(struct owned_range) list; /* vector_free() it */
};

/* Adds a range; one that is upside down or leaves 1..65535 is none. */
void owned_ranges_add(
	struct owned_ranges *ranges, long first, long last, size_t owner);
/* To be called once, between adding and asking. */
void owned_ranges_sort(struct owned_ranges *ranges);

/*
 * The next range that holds port, NULL behind the last. Those that begin
 * highest come first, of one beginning the lowest owner. *at is the place of
 * the walk: begin with SIZE_MAX.
 */
const struct owned_range *owned_ranges_next(
	const struct owned_ranges *ranges, long port, size_t *at);

#endif
