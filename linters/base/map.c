/*
 * A hash map: entries in order of insertion, and a table of indices into them
 * with linear probing. It must not know what the values are, nor free them.
 */
#include "base/map.h"
#include "base/memory.h"
#include <assert.h>
#include <limits.h>
#include <stdlib.h>

enum { MAP_FIRST_SLOTS = 16 };

void map_release(struct map *map)
{
	free(map->entries);
	free(map->slots);
	*map = (struct map)MAP_INIT;
}

/* The slot where key is, or the free one where it belongs. */
static size_t map_slot(const struct map *map, struct slice key, uint64_t hash)
{
	size_t mask = map->slot_count - 1;
	size_t slot = (size_t)(hash ^ hash >> 32) & mask;

	while (map->slots[slot]) {
		const struct map_entry *entry =
			&map->entries[map->slots[slot] - 1];

		if (entry->hash == hash && slice_equal(entry->key, key))
			break;
		slot = (slot + 1) & mask;
	}
	return slot;
}

static const struct map_entry *map_find(const struct map *map, struct slice key)
{
	uint64_t hash;
	size_t slot;

	if (!map->count)
		return NULL;
	hash = string_hash(STRING_HASH_START, key.data, key.size);
	slot = map_slot(map, key, hash);
	return map->slots[slot] ? &map->entries[map->slots[slot] - 1] : NULL;
}

/* Twice the slots, and room for as many entries as fill half of them. */
static void map_grow(struct map *map)
{
	size_t mask;

	map->slot_count =
		map->slot_count ? map->slot_count * 2 : MAP_FIRST_SLOTS;
	map->capacity = map->slot_count / 2;
	assert(map->capacity < UINT_MAX);
	map->entries = memory_resize(
		map->entries, map->capacity, sizeof(*map->entries));
	free(map->slots);
	map->slots = memory_new(map->slot_count, sizeof(*map->slots));
	mask = map->slot_count - 1;
	for (size_t i = 0; i < map->count; i++) {
		uint64_t hash = map->entries[i].hash;
		size_t slot = (size_t)(hash ^ hash >> 32) & mask;

		while (map->slots[slot])
			slot = (slot + 1) & mask;
		map->slots[slot] = (unsigned)i + 1;
	}
}

void *map_get(const struct map *map, struct slice key)
{
	const struct map_entry *entry = map_find(map, key);

	return entry ? entry->value : NULL;
}

void *map_get_string(const struct map *map, const char *key)
{
	return map_get(map, slice_of(key));
}

bool map_has(const struct map *map, struct slice key)
{
	return map_find(map, key) != NULL;
}

void *map_put(struct map *map, struct slice key, void *value)
{
	uint64_t hash = string_hash(STRING_HASH_START, key.data, key.size);
	void *old = NULL;
	size_t slot;

	if (map->count == map->capacity)
		map_grow(map);
	slot = map_slot(map, key, hash);
	if (map->slots[slot]) {
		struct map_entry *entry = &map->entries[map->slots[slot] - 1];

		old = entry->value;
		entry->value = value;
	} else {
		map->entries[map->count] = (struct map_entry){key, value, hash};
		map->slots[slot] = (unsigned)++map->count;
	}
	return old;
}

void *map_put_string(struct map *map, const char *key, void *value)
{
	return map_put(map, slice_of(key), value);
}
