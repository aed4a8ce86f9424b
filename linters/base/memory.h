/*
 * Memory that cannot fail to come: running out ends the program, in this one
 * place, with exit status 3 and a sentence on standard error.
 */
#ifndef PLUMB_BASE_MEMORY_H
#define PLUMB_BASE_MEMORY_H

#include <stddef.h>

/*
 * True where a sanitizer (or by the build's word valgrind) looks for memory
 * that is not free at the end. Else a command may leave what is large: the
 * system takes it back with the process, faster than it can be given back.
 */
#ifdef MEMORY_IS_WATCHED
#elif defined(__has_feature)
#define MEMORY_IS_WATCHED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define MEMORY_IS_WATCHED 1
#else
#define MEMORY_IS_WATCHED 0
#endif

/* Ends the program; for a library's memory that did not come. */
_Noreturn void memory_exhausted(void);

/* Zeroed memory for count items of size bytes; free() it. */
void *memory_new(size_t count, size_t size);

/* Like reallocarray(); what is added is not zeroed. */
void *memory_resize(void *old, size_t count, size_t size);

/* A copy of size bytes with a NUL behind it; free() it. */
char *memory_copy(const void *data, size_t size);

#endif
