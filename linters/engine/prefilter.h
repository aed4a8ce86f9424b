/*
 * Many literals at once: which of them occur in a text, and where. Cases
 * may be folded (ASCII). Finding all is exact: no literal is ever missed.
 */
#ifndef PLUMB_ENGINE_PREFILTER_H
#define PLUMB_ENGINE_PREFILTER_H

#include "base/string.h"

struct prefilter;

/* Literals are copied; at least one byte each. Numbers count from 0. */
struct prefilter *prefilter_new(
	const struct slice *literals, const bool *fold, size_t count);
void prefilter_free(struct prefilter *prefilter);

/*
 * Calls hit once for each occurrence of each literal (they may overlap), in
 * no particular order; stops when it gives false.
 */
void prefilter_run(const struct prefilter *prefilter, const char *text,
	size_t size, bool (*hit)(void *state, size_t literal, size_t start),
	void *state);

enum prefilter_kind { PREFILTER_PORTABLE, PREFILTER_AVX2 };

/*
 * The best that the processor has is used; for tests, this takes another.
 * False where the processor lacks it.
 */
bool prefilter_use(struct prefilter *prefilter, enum prefilter_kind kind);

#endif
