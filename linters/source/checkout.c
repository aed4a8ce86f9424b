/*
 * Which files of the work tree are what git added, by its own stat data. It
 * must not know who asks, and never says yes in doubt.
 */
#include "source/checkout.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/string.h"
#include "source/disk.h"
#include "source/handle.h"
#include "source/index.h"
#include "source/index_file.h"
#include "source/listing.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ATTRIBUTES_LIMIT = 1024 * 1024 };

struct checkout {
	struct listing *listing; /* of the index, with its stat data */
	struct disk *disk;
	uint32_t *places; /* of each entry: where its stat data are; 0: none */
	const struct snapshot_entry *entries;
};

/* Words that name a conversion; a comment that holds one is in doubt too. */
static bool converts(const struct buffer *text)
{
	static const char *const words[] = {
		"filter", "ident", "working-tree-encoding"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(buffer_string(text), words[i]))
			return true;
	return text->size != strlen(buffer_string(text));
}

/* A file of attributes outside the work tree; none converts nothing. */
static bool file_converts(const char *path)
{
	struct buffer text = BUFFER_INIT;
	bool doubt = file_exists(path) &&
		     (file_read(&text, path, NULL) < 0 || converts(&text));

	buffer_release(&text);
	return doubt;
}

/* Those of the person and of the machine (gitattributes, FILES). */
static bool own_attributes_convert(struct repository *repository)
{
	const char *configured =
		handle_configured(repository, "core.attributesfile", true);
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct arena *arena = repository->arena;
	const char *usual =
		xdg && *xdg ? arena_format(arena, "%s/git/attributes", xdg)
		: home ? arena_format(arena, "%s/.config/git/attributes", home)
		       : NULL;
	const char *info = arena_format(arena, "%sinfo/attributes",
		libgit2.repository_commondir(repository->git));

	return (configured && file_converts(configured)) ||
	       (usual && file_converts(usual)) || file_converts(info) ||
	       file_converts("/etc/gitattributes");
}

static bool blob_converts(
	struct repository *repository, const struct snapshot_entry *entry)
{
	struct buffer text = BUFFER_INIT;
	bool too_large = false;
	bool doubt = handle_read(repository, entry, &text, ATTRIBUTES_LIMIT,
			     &too_large, NULL) < 0 ||
		     too_large || converts(&text);

	buffer_release(&text);
	return doubt;
}

/* The attributes on disk below the folder that path begins with. */
static bool folder_converts(struct checkout *checkout, struct buffer *path)
{
	struct buffer text = BUFFER_INIT;
	bool too_large = false, absent = false, doubt;

	buffer_add_string(path, ".gitattributes");
	if (disk_lacks(checkout->disk, buffer_string(path)))
		return false;
	doubt = disk_read(checkout->disk, buffer_string(path), &text,
			ATTRIBUTES_LIMIT, &too_large, &absent, NULL) < 0 ||
		too_large || converts(&text);
	buffer_release(&text);
	return doubt;
}

/* Looks into every folder that path has and the one before it had not. */
static bool new_folders_convert(
	struct checkout *checkout, const char *before, const char *path)
{
	struct buffer folder = BUFFER_INIT;
	bool doubt = false;
	size_t at = 0;

	while (path[at] != '\0' && path[at] == before[at])
		at++;
	for (; !doubt && path[at] != '\0'; at++) {
		if (path[at] != '/')
			continue;
		buffer_clear(&folder);
		buffer_add(&folder, path, at + 1);
		doubt = folder_converts(checkout, &folder);
	}
	buffer_release(&folder);
	return doubt;
}

static bool is_attributes_file(const char *path)
{
	return strcmp(path_name(path), ".gitattributes") == 0;
}

/* Of the index, and on disk, where git looks first. */
static bool attributes_convert(
	struct checkout *checkout, struct repository *repository)
{
	const struct entry_list *entries = &checkout->listing->entries;
	struct buffer root = BUFFER_INIT;
	bool doubt = folder_converts(checkout, &root);
	const char *before = "";

	buffer_release(&root);
	for (size_t i = 0; !doubt && i < entries->count; i++) {
		const struct snapshot_entry *entry = &entries->items[i];

		doubt = new_folders_convert(checkout, before, entry->path) ||
			(is_attributes_file(entry->path) &&
				blob_converts(repository, entry));
		before = entry->path;
	}
	return doubt || own_attributes_convert(repository);
}

/* Both lists are sorted by path. */
static void match_entries(
	struct checkout *checkout, const struct snapshot *snapshot)
{
	const struct entry_list *indexed = &checkout->listing->entries;
	size_t at = 0;

	checkout->entries = snapshot->entries;
	checkout->places =
		memory_new(snapshot->count + 1, sizeof(*checkout->places));
	for (size_t i = 0; i < snapshot->count && at < indexed->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];
		int order = -1;

		while (at < indexed->count &&
			(order = strcmp(indexed->items[at].path, entry->path)) <
				0)
			at++;
		if (at < indexed->count && order == 0 &&
			entry->kind == ENTRY_FILE &&
			indexed->items[at].kind == ENTRY_FILE &&
			memcmp(entry->id, indexed->items[at].id,
				OBJECT_ID_SIZE) == 0)
			checkout->places[i] = checkout->listing->places[at];
	}
}

struct checkout *checkout_open(
	struct repository *repository, const struct snapshot *snapshot)
{
	struct checkout *checkout;

	if (!repository->root || handle_ready(repository, NULL) ||
		repository->by_git)
		return NULL;
	checkout = memory_new(1, sizeof(*checkout));
	checkout->listing = index_with_places(repository);
	if (!checkout->listing ||
		disk_open(&checkout->disk, repository->root, NULL) < 0 ||
		attributes_convert(checkout, repository)) {
		checkout_close(checkout);
		return NULL;
	}
	match_entries(checkout, snapshot);
	return checkout;
}

void checkout_close(struct checkout *checkout)
{
	if (!checkout)
		return;
	listing_drop(checkout->listing);
	disk_close(checkout->disk);
	free(checkout->places);
	free(checkout);
}

bool checkout_read(struct checkout *checkout, size_t number, struct buffer *out,
	size_t limit)
{
	const struct listing *listing = checkout->listing;
	size_t place = checkout->places[number], before = out->size;
	struct stat st;

	if (place == 0)
		return false;
	if (disk_read_stat(checkout->disk, checkout->entries[number].path, out,
		    limit, &st) == 0 &&
		index_file_is_unchanged(
			listing->map, place, &st, &listing->written) &&
		(size_t)st.st_size == out->size - before &&
		!memchr(out->data + before, '\r', out->size - before))
		return true;
	out->size = before;
	return false;
}
