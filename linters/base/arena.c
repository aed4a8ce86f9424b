/*
 * Arenas: chunks in a list, the first of which is being filled. What does not
 * fit well gets a chunk of its own behind it. Must not know what it holds; no
 * destructors, no single frees.
 */
#include "base/arena.h"
#include "base/memory.h"
#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer, a gap that nobody may touch lies between. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(ARENA_GUARDED)
#include <sanitizer/asan_interface.h>
#define ARENA_GAP alignof(max_align_t)
#define arena_close(data, size) ASAN_POISON_MEMORY_REGION(data, size)
#define arena_open(data, size) ASAN_UNPOISON_MEMORY_REGION(data, size)
#else
#define ARENA_GAP 0
#define arena_close(data, size) ((void)0)
#define arena_open(data, size) ((void)0)
#endif

enum { CHUNK_MIN = 64 * 1024, CHUNK_MAX = 1024 * 1024 };

struct chunk {
	struct chunk *next;
	size_t size, used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *first, *last; /* NULL as long as nothing was asked for */
	size_t next_size;
	char *newest; /* the last piece of the first chunk, which can grow */
};

struct arena *arena_new(void)
{
	struct arena *arena = memory_new(1, sizeof(*arena));

	arena->next_size = CHUNK_MIN;
	return arena;
}

void arena_free(struct arena *arena)
{
	struct chunk *next;

	if (!arena)
		return;
	for (struct chunk *chunk = arena->first; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

void arena_absorb(struct arena *arena, struct arena *from)
{
	assert(arena != from);
	if (!arena->first) {
		arena->first = from->first;
		arena->last = from->last;
		arena->newest = from->newest;
	} else if (from->first) {
		arena->last->next = from->first;
		arena->last = from->last;
	}
	free(from);
}

static struct chunk *chunk_new(size_t size)
{
	struct chunk *chunk =
		memory_resize(NULL, 1, sizeof(struct chunk) + size);

	chunk->next = NULL;
	chunk->size = size;
	chunk->used = 0;
	arena_close(chunk->data, size);
	return chunk;
}

/* What a piece of size bytes takes up; too much is left to memory to refuse. */
static size_t piece_size(size_t size)
{
	const size_t unit = alignof(max_align_t);

	if (size > SIZE_MAX / 2)
		return SIZE_MAX / 2;
	if (!size)
		size = 1;
	return (size + unit - 1) / unit * unit + ARENA_GAP;
}

/* A chunk with room for need bytes: the first one, or one for it alone. */
static struct chunk *arena_room(struct arena *arena, size_t need)
{
	struct chunk *chunk = arena->first;

	if (chunk && chunk->size - chunk->used >= need)
		return chunk;
	if (need > arena->next_size / 4) {
		chunk = chunk_new(need);
		if (arena->last)
			arena->last->next = chunk;
		else
			arena->first = chunk;
		arena->last = chunk;
		return chunk;
	}
	chunk = chunk_new(arena->next_size);
	chunk->next = arena->first;
	arena->first = chunk;
	if (!arena->last)
		arena->last = chunk;
	if (arena->next_size < CHUNK_MAX)
		arena->next_size *= 2;
	return chunk;
}

static void *arena_take(struct arena *arena, size_t size)
{
	size_t need = piece_size(size);
	struct chunk *chunk = arena_room(arena, need);
	char *piece = chunk->data + chunk->used;

	chunk->used += need;
	arena->newest = chunk == arena->first ? piece : NULL;
	arena_open(piece, size);
	return piece;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_take(arena, size), 0, size);
}

/* Makes the newest piece larger or smaller where it lies, if there is room. */
static bool arena_stretch(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->first;
	size_t start = (size_t)(arena->newest - chunk->data);
	size_t need = piece_size(size);

	if (need > chunk->size - start)
		return false;
	chunk->used = start + need;
	arena_close(arena->newest, chunk->size - start);
	arena_open(arena->newest, size);
	return true;
}

void *arena_grow(
	struct arena *arena, const void *old, size_t old_size, size_t new_size)
{
	size_t kept = old_size < new_size ? old_size : new_size;
	char *piece;

	if (old && old == arena->newest && arena_stretch(arena, new_size)) {
		piece = arena->newest;
	} else {
		piece = arena_take(arena, new_size);
		if (old && kept)
			memcpy(piece, old, kept);
	}
	memset(piece + kept, 0, new_size - kept);
	return piece;
}

char *arena_copy(struct arena *arena, const void *data, size_t size)
{
	char *copy;

	copy = arena_take(arena, size < SIZE_MAX ? size + 1 : size);
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

char *arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vformat(arena, format, arguments);
	va_end(arguments);
	return text;
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
{
	char small[512], *text;
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(small, sizeof(small), format, arguments);
	if (length < 0)
		length = 0;
	if ((size_t)length < sizeof(small)) {
		text = arena_copy(arena, small, (size_t)length);
	} else {
		text = arena_take(arena, (size_t)length + 1);
		vsnprintf(text, (size_t)length + 1, format, again);
	}
	va_end(again);
	return text;
}
