/*
 * Memory that cannot fail to come: running out ends the program, in this one
 * place, with exit status 3 and a sentence on standard error.
 */
#ifndef PLUMB_BASE_MEMORY_H
#define PLUMB_BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory for count items of size bytes; free() it. */
void *memory_new(size_t count, size_t size);

/* Like reallocarray(); what is added is not zeroed. */
void *memory_resize(void *old, size_t count, size_t size);

/* A copy of size bytes with a NUL behind it; free() it. */
char *memory_copy(const void *data, size_t size);

#endif
