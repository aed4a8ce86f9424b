/*
 * Interpolation as the compose specification has it: `$VAR`, `${VAR}`,
 * `:-` `-` `:?` `?` `:+` `+`, nested, `$$`. Variables come from lookups that
 * the caller gives; what has no value is unknown, not empty.
 */
#ifndef PLUMB_MODEL_INTERPOLATION_H
#define PLUMB_MODEL_INTERPOLATION_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>

struct arena;

/* The value of a variable; NULL when nothing defines it. *known = false:
 * it is defined, but its value cannot be known. */
struct variables {
	const char *(*value)(void *state, struct slice name, bool *known);
	void *state;
};

/* Where a part of the result came from. */
enum origin {
	ORIGIN_LITERAL, /* written there */
	ORIGIN_DEFINED, /* the value of a variable */
	ORIGIN_DEFAULT, /* the default of a variable that nothing defines */
	ORIGIN_UNKNOWN, /* a variable that nothing defines, no default */
};

struct origin_span {
	size_t start, end; /* in the result */
	size_t from, to;   /* in the input: the literal text, the default's
			      text, or the whole ${…} */
	enum origin origin;
	const char *variable; /* NULL for ORIGIN_LITERAL */
};

struct interpolated {
	const char *text; /* unknown variables count as "" in it */
	size_t size;
	bool known;                      /* nothing in it is ORIGIN_UNKNOWN */
	const struct origin_span *spans; /* in order, they cover text */
	size_t span_count;
};

/*
 * Interpolates input. A broken `${` is an error whose column (from 1) counts
 * in input; out then holds what came before it, with an unknown end.
 * `${X:?}` without X is unknown. All in arena.
 * What variables would make longer than some MiB is broken, too.
 */
int interpolate(struct interpolated *out, struct arena *arena,
	struct slice input, const struct variables *variables,
	struct error *err);

/* The same where no more is wanted than about limit bytes; err may be NULL. */
int interpolate_within(struct interpolated *out, struct arena *arena,
	struct slice input, const struct variables *variables, size_t limit,
	struct error *err);

/* The span that holds offset of the result; NULL past the end. */
const struct origin_span *interpolated_at(
	const struct interpolated *value, size_t offset);

/*
 * Where bytes start..end of the result were written: bytes of the input, and
 * what they came from. Where several spans have a part in it, the one that
 * tells most: an unknown one, else the first that is not literal. An empty
 * range finds only what stands there without text. False: nothing does.
 */
struct interpolated_source {
	size_t from, to; /* in the input */
	enum origin origin;
	const char *variable;
};
bool interpolated_source(const struct interpolated *value, size_t start,
	size_t end, struct interpolated_source *out);

/* The result from start on; its spans count from there. In arena. */
const struct interpolated *interpolated_rest(
	struct arena *arena, const struct interpolated *value, size_t start);

#endif
