/*
 * Lists of entries that snapshots share. It must not know where the entries
 * came from, nor how their bytes are read.
 */
#include "source/listing.h"
#include "base/memory.h"
#include <assert.h>
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
		vector_free(&listing->lent);
		free(listing->places);
		vector_free(&listing->sparse);
		arena_free(listing->arena);
		if (listing->map)
			munmap(listing->map, listing->map_size);
		free(listing);
		listing = lender;
	}
}

/*
 * Memory for very many entries, in pages of 2 MiB where the system has them:
 * most of what a large index costs is the faults of small ones. NULL: not so.
 */
static void *large_room(size_t size)
{
	const size_t page = (size_t)2 << 20;
	void *room = NULL;

#ifdef MADV_HUGEPAGE
	if (size >= page)
		room = aligned_alloc(page, (size + page - 1) & ~(page - 1));
	if (room)
		madvise(room, size, MADV_HUGEPAGE);
#endif
	return room;
}

void listing_reserve(struct listing *listing, size_t count)
{
	struct entry_list *entries = &listing->entries;

	assert(!entries->items);
	entries->items = large_room(count * sizeof(*entries->items));
	if (!entries->items)
		entries->items =
			memory_resize(NULL, count, sizeof(*entries->items));
	entries->capacity = count;
}

static void add_entries(struct entry_list *out,
	const struct snapshot_entry *entries, size_t count)
{
	if (count)
		memcpy(out->items + out->count, entries,
			count * sizeof(*entries));
	out->count += count;
}

static void add_folders(
	struct folder_list *out, const struct folder *folders, size_t count)
{
	if (count)
		memcpy(out->items + out->count, folders,
			count * sizeof(*folders));
	out->count += count;
}

void listing_fill(struct listing *listing)
{
	const struct listing *lender = listing->lender;
	struct entry_list own = listing->entries, entries = {0};
	struct folder_list old = listing->folders, folders = {0};
	size_t i, entry = 0, folder = 0;

	if (!listing->lent.count)
		return;
	entries.capacity = own.count;
	folders.capacity = old.count;
	for (i = 0; i < listing->lent.count; i++) {
		const struct lent *lent = &listing->lent.items[i];

		entries.capacity += lent->last - lent->first;
		folders.capacity += lent->span;
	}
	entries.items =
		memory_resize(NULL, entries.capacity, sizeof(*entries.items));
	folders.items =
		memory_resize(NULL, folders.capacity, sizeof(*folders.items));
	for (i = 0; i < listing->lent.count; i++) {
		const struct lent *lent = &listing->lent.items[i];

		add_entries(&entries, own.items + entry,
			lent->entries_before - entry);
		add_entries(&entries, lender->entries.items + lent->first,
			lent->last - lent->first);
		add_folders(&folders, old.items + folder,
			lent->folders_before - folder);
		add_folders(&folders, lender->folders.items + lent->folder,
			lent->span);
		entry = lent->entries_before;
		folder = lent->folders_before;
	}
	add_entries(&entries, own.items + entry, own.count - entry);
	add_folders(&folders, old.items + folder, old.count - folder);
	vector_free(&listing->lent);
	vector_drop(own.items);
	vector_drop(old.items);
	listing->entries = entries;
	listing->folders = folders;
}

static int compare_entries(const void *a, const void *b)
{
	const struct snapshot_entry *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/* Is before, if there is one, not behind the path; that is the next one. */
static bool goes_on(const char **before, const char *path)
{
	bool in_order = !*before || strcmp(*before, path) <= 0;

	*before = path;
	return in_order;
}

/* What is lent is in order as it stands in the lender. */
static bool is_sorted(const struct listing *listing)
{
	const struct entry_list *entries = &listing->entries;
	const struct snapshot_entry *lender =
		listing->lender ? listing->lender->entries.items : NULL;
	const char *before = NULL;
	size_t i, k = 0;

	for (i = 0; i <= entries->count; i++) {
		for (; k < listing->lent.count; k++) {
			const struct lent *lent = &listing->lent.items[k];

			if (lent->entries_before != i)
				break;
			if (lent->first == lent->last)
				continue;
			assert(lender);
			if (!goes_on(&before, lender[lent->first].path))
				return false;
			before = lender[lent->last - 1].path;
		}
		if (i < entries->count &&
			!goes_on(&before, entries->items[i].path))
			return false;
	}
	return true;
}

void listing_sort(struct listing *listing)
{
	if (is_sorted(listing))
		return;
	listing_fill(listing);
	qsort(listing->entries.items, listing->entries.count,
		sizeof(*listing->entries.items), compare_entries);
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
