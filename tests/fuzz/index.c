/*
 * The index: entries in order, each path whole, and folders that nest.
 */
#include "fuzz.h"
#include "source/index_file.h"
#include "source/listing.h"

#include <string.h>

static void check_entries(const struct entry_list *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		const char *path = entries->items[i].path;

		must(path[0] != '\0');
		if (i > 0)
			must(strcmp(entries->items[i - 1].path, path) < 0);
	}
}

static void check_folders(const struct listing *listing)
{
	const struct folder_list *folders = &listing->folders;

	for (size_t i = 0; i < folders->count; i++) {
		const struct folder *folder = &folders->items[i];
		unsigned next = 1;

		must(folder->span >= 1 && folder->span <= folders->count - i);
		while (next < folder->span)
			next += folders->items[i + next].span;
		must(next == folder->span);
	}
}

/* With the object ids of SHA-1 or of SHA-256. */
static void check_index(const uint8_t *data, size_t size, size_t id_size)
{
	struct listing *listing = listing_new();
	struct error err = {.kind = ERROR_NONE};

	listing->wants_places = true;
	if (index_file_parse(listing, data, size, id_size, &err) == 0) {
		check_entries(&listing->entries);
		check_entries(&listing->sparse);
		for (size_t i = 0; i < listing->entries.count; i++)
			must(listing->places[i] < size);
		check_folders(listing);
	} else {
		must(err.kind == ERROR_WORK && err.message[0] != '\0');
	}
	listing_drop(listing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_index(data, size, 20);
	check_index(data, size, 32);
	return 0;
}
