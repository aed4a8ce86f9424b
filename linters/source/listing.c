/*
 * Lists of entries that snapshots share. It must not know where the entries
 * came from, nor how their bytes are read.
 */
#include "source/listing.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct listing *listing_new(void)
{
	struct listing *listing = memory_new(1, sizeof(*listing));

	listing->arena = arena_new();
	listing->references = 1;
	return listing;
}

struct listing *listing_share(struct listing *listing)
{
	listing->references++;
	return listing;
}

void listing_drop(struct listing *listing)
{
	while (listing && --listing->references == 0) {
		struct listing *lender = listing->lender;

		vector_free(&listing->entries);
		vector_free(&listing->folders);
		arena_free(listing->arena);
		if (listing->map)
			munmap(listing->map, listing->map_size);
		free(listing);
		listing = lender;
	}
}

void listing_reserve(struct listing *listing, size_t more)
{
	struct entry_list *entries = &listing->entries;
	size_t count = entries->count + more, twice = entries->capacity * 2;

	if (count <= entries->capacity)
		return;
	entries->capacity = count > twice ? count : twice;
	entries->items = memory_resize(
		entries->items, entries->capacity, sizeof(*entries->items));
}

void listing_add(struct listing *listing, const struct listing *from,
	size_t first, size_t last)
{
	struct entry_list *entries = &listing->entries;

	if (first == last)
		return;
	listing_reserve(listing, last - first);
	memcpy(entries->items + entries->count, from->entries.items + first,
		(last - first) * sizeof(*entries->items));
	entries->count += last - first;
}

static int compare_entries(const void *a, const void *b)
{
	const struct snapshot_entry *left = a, *right = b;

	return strcmp(left->path, right->path);
}

void listing_sort(struct listing *listing)
{
	const struct snapshot_entry *items = listing->entries.items;
	size_t i, count = listing->entries.count;

	for (i = 1; i < count; i++)
		if (strcmp(items[i - 1].path, items[i].path) > 0)
			break;
	if (i >= count)
		return;
	qsort(listing->entries.items, count, sizeof(*items), compare_entries);
	/* A folder's files may no longer lie together. */
	vector_free(&listing->folders);
}

static bool is_before(const struct listing *listing, size_t index,
	const char *path, size_t size)
{
	return strncmp(listing->entries.items[index].path, path, size) < 0;
}

size_t listing_bound(const struct listing *listing, size_t low,
	const char *path, size_t size)
{
	size_t high = low, step = 1, count = listing->entries.count;

	while (high < count && is_before(listing, high, path, size)) {
		low = high + 1;
		high = count - high > step ? high + step : count;
		step *= 2;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(listing, middle, path, size))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum entry_kind listing_kind(unsigned mode, bool *executable)
{
	unsigned type = mode & 0170000;

	*executable = false;
	if (type == 0120000)
		return ENTRY_LINK;
	if (type == 0160000)
		return ENTRY_SUBMODULE;
	*executable = (mode & 0100) != 0;
	return ENTRY_FILE;
}
