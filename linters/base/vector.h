/*
 * Growing arrays. VECTOR(struct thing) declares one; zeroed memory is an
 * empty vector. The items are on the heap: vector_free() them, or hand them
 * to an arena with vector_move().
 */
#ifndef PLUMB_BASE_VECTOR_H
#define PLUMB_BASE_VECTOR_H

#include <stddef.h>

#define VECTOR(type)                    \
	struct {                        \
		type *items;            \
		size_t count, capacity; \
	}

/* The same with a name: struct name. */
#define VECTOR_TYPE(name, type)         \
	struct name {                   \
		type *items;            \
		size_t count, capacity; \
	}

/* Appends item; evaluates vector more than once. */
#define vector_add(vector, item)                               \
	do {                                                   \
		(vector)->items = vector_room((vector)->items, \
			(vector)->count, &(vector)->capacity,  \
			sizeof(*(vector)->items));             \
		(vector)->items[(vector)->count++] = (item);   \
	} while (0)

/* Appends a zeroed item and gives its address, valid until the next one. */
#define vector_next(vector)                                    \
	((vector)->items = vector_room_zeroed((vector)->items, \
		 (vector)->count, &(vector)->capacity,         \
		 sizeof(*(vector)->items)),                    \
		&(vector)->items[(vector)->count++])

#define vector_free(vector)                               \
	do {                                              \
		vector_drop((vector)->items);             \
		(vector)->items = NULL;                   \
		(vector)->count = (vector)->capacity = 0; \
	} while (0)

struct arena;

/* The items copied into the arena (never NULL); the vector is then empty. */
#define vector_move(vector, arena)                              \
	vector_take((arena), (void **)(void *)&(vector)->items, \
		&(vector)->count, &(vector)->capacity,          \
		sizeof(*(vector)->items))

void *vector_room(void *items, size_t count, size_t *capacity, size_t size);
void *vector_room_zeroed(
	void *items, size_t count, size_t *capacity, size_t size);
void vector_drop(void *items);
void *vector_take(struct arena *arena, void **items, size_t *count,
	size_t *capacity, size_t size);

#endif
