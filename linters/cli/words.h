/*
 * Lists in options: `-l ports,env -l compose` is three words.
 */
#ifndef PLUMB_CLI_WORDS_H
#define PLUMB_CLI_WORDS_H

#include <stddef.h>

struct arena;
struct invocation;

/* The words of every option of that name, split at commas; in arena. */
const char *const *words_of_option(struct arena *arena,
	const struct invocation *invocation, const char *name, size_t *count);

#endif
