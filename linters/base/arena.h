/*
 * An arena: memory that is given back all at once. What lives as long as a
 * run (documents, findings, models) comes from the run's arena. An arena
 * belongs to one thread at a time; each worker has its own.
 */
#ifndef PLUMB_BASE_ARENA_H
#define PLUMB_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Moves all that `from` holds into `arena`, and frees the empty `from`. */
void arena_absorb(struct arena *arena, struct arena *from);

/* Zeroed, aligned for any type, never NULL (size 0 gives a valid pointer). */
void *arena_alloc(struct arena *arena, size_t size);

/*
 * Room for new_size bytes that begins with the first old_size of old; the rest
 * is zeroed. old may be NULL, or memory of any kind; it is not freed.
 */
void *arena_grow(
	struct arena *arena, const void *old, size_t old_size, size_t new_size);

/* Copies with a NUL behind them. */
char *arena_copy(struct arena *arena, const void *data, size_t size);
char *arena_string(struct arena *arena, const char *string);
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

#endif
