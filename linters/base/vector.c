/*
 * What the macros of vector.h call. It must not know the type of the items,
 * only their size.
 */
#include "base/vector.h"
#include "base/arena.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

enum { VECTOR_FIRST = 8 };

void *vector_room(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : VECTOR_FIRST;
	return memory_resize(items, *capacity, size);
}

void *vector_room_zeroed(
	void *items, size_t count, size_t *capacity, size_t size)
{
	char *room = vector_room(items, count, capacity, size);

	memset(room + count * size, 0, size);
	return room;
}

void vector_drop(void *items)
{
	free(items);
}

/* memcpy: what items points to is a pointer of some other type than void *. */
void *vector_take(struct arena *arena, void **items, size_t *count,
	size_t *capacity, size_t size)
{
	void *old, *none = NULL, *taken;

	memcpy(&old, items, sizeof(old));
	taken = arena_grow(arena, old, *count * size, *count * size);
	free(old);
	memcpy(items, &none, sizeof(none));
	*count = *capacity = 0;
	return taken;
}
