/*
 * A hash map from bytes to a pointer. Keys are borrowed and must outlive the
 * map. Iteration is in the order of insertion, so that output built from it
 * is the same on every run.
 */
#ifndef PLUMB_BASE_MAP_H
#define PLUMB_BASE_MAP_H

#include "base/string.h"

struct map_entry {
	struct slice key;
	void *value;
	uint64_t hash;
};

struct map {
	struct map_entry *entries; /* in order of insertion */
	size_t count, capacity;
	unsigned *slots; /* index into entries + 1; 0 is free */
	size_t slot_count;
};

#define MAP_INIT                    \
	{                           \
		NULL, 0, 0, NULL, 0 \
	}

void map_release(struct map *map);

/* The value of key, or NULL. */
void *map_get(const struct map *map, struct slice key);
void *map_get_string(const struct map *map, const char *key);
bool map_has(const struct map *map, struct slice key);

/* Sets key to value, replacing an older one; the old value or NULL. */
void *map_put(struct map *map, struct slice key, void *value);
void *map_put_string(struct map *map, const char *key, void *value);

#endif
