/*
 * Looking things up in a snapshot, and the one place that decides by its
 * bytes whether a file is read or left out. It must not know where the bytes
 * come from: source/ and the snapshot of memory below do.
 */
#include "engine/snapshot.h"
#include "base/arena.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	BINARY_WINDOW = 8000, /* as git looks for a NUL */
	LFS_POINTER_LIMIT = 1024,
};

void snapshot_free(struct snapshot *snapshot)
{
	if (snapshot && snapshot->operations->free)
		snapshot->operations->free(snapshot);
}

void snapshot_complete(const struct snapshot *snapshot)
{
	if (snapshot->operations->complete)
		snapshot->operations->complete(snapshot->state);
}

bool snapshot_exists(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	return !snapshot->operations->exists ||
	       snapshot->operations->exists(snapshot, entry);
}

void snapshot_expect(const struct snapshot *snapshot, size_t count)
{
	if (snapshot->operations->expect)
		snapshot->operations->expect(snapshot, count);
}

/* strcmp(path, folder + ending), for a folder of size bytes. */
static int path_compare(
	const char *path, const char *folder, size_t size, const char *ending)
{
	int order = strncmp(path, folder, size);

	return order ? order : strcmp(path + size, ending);
}

static size_t lower_bound(const struct snapshot *snapshot, const char *folder,
	size_t size, const char *ending)
{
	size_t low = 0, high = snapshot->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(snapshot->entries[middle].path, folder, size,
			    ending) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t snapshot_lower_bound(const struct snapshot *snapshot, const char *path)
{
	return lower_bound(snapshot, path, strlen(path), "");
}

const struct snapshot_entry *snapshot_find(
	const struct snapshot *snapshot, const char *path)
{
	size_t index = snapshot_lower_bound(snapshot, path);
	const struct snapshot_entry *entry;

	if (index == snapshot->count)
		return NULL;
	entry = &snapshot->entries[index];
	if (strcmp(entry->path, path) != 0)
		return NULL;
	return snapshot_exists(snapshot, entry) ? entry : NULL;
}

bool snapshot_has_folder(const struct snapshot *snapshot, const char *folder)
{
	size_t size = strlen(folder);

	while (size && folder[size - 1] == '/')
		size--;
	for (size_t i = size ? lower_bound(snapshot, folder, size, "/") : 0;
		i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];

		if (size && (strncmp(entry->path, folder, size) != 0 ||
				    entry->path[size] != '/'))
			return false;
		if (snapshot_exists(snapshot, entry))
			return true;
	}
	return false;
}

static bool is_lfs_pointer(struct slice bytes)
{
	return bytes.size < LFS_POINTER_LIMIT &&
	       slice_starts(
		       bytes, "version https://git-lfs.github.com/spec/v1");
}

static bool is_encrypted(struct slice bytes)
{
	static const char magic[] = "\0GITCRYPT"; /* and its own NUL */

	return bytes.size >= sizeof(magic) &&
	       memcmp(bytes.data, magic, sizeof(magic)) == 0;
}

static bool is_binary(struct slice bytes)
{
	size_t window = bytes.size < BINARY_WINDOW ? bytes.size : BINARY_WINDOW;

	return window && memchr(bytes.data, '\0', window);
}

static enum left_out left_out_by_bytes(struct slice bytes)
{
	if (is_encrypted(bytes))
		return LEFT_ENCRYPTED;
	if (is_lfs_pointer(bytes))
		return LEFT_LFS;
	return is_binary(bytes) ? LEFT_BINARY : LEFT_NOTHING;
}

static int read_file(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct content *content,
	struct error *err)
{
	bool too_large = false, absent = false;

	buffer_reserve(&content->buffer, 0);
	if (snapshot->operations->read(snapshot, entry, &content->buffer,
		    CONTENT_LIMIT, &too_large, &absent, err) < 0)
		return -1;
	if (absent)
		content->left_out = LEFT_ABSENT;
	else if (too_large || content->buffer.size > CONTENT_LIMIT)
		content->left_out = LEFT_TOO_LARGE;
	else
		content->left_out = left_out_by_bytes(slice_range(
			content->buffer.data, 0, content->buffer.size));
	return 0;
}

int snapshot_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct content *content,
	struct error *err)
{
	int result = 0;

	buffer_clear(&content->buffer);
	content->left_out = LEFT_NOTHING;
	switch (entry->kind) {
	case ENTRY_FILE:
		result = read_file(snapshot, entry, content, err);
		break;
	case ENTRY_LINK:
		content->left_out = LEFT_LINK;
		break;
	case ENTRY_SUBMODULE:
		content->left_out = LEFT_SUBMODULE;
		break;
	case ENTRY_CONFLICT:
		result = error_at(err, ERROR_WORK, entry->path, 0, 0,
			"it has conflicts that are not resolved: edit it, "
			"then `git add` it");
		break;
	}
	if (result < 0 || content->left_out != LEFT_NOTHING)
		buffer_clear(&content->buffer);
	return result;
}

void content_release(struct content *content)
{
	buffer_release(&content->buffer);
	content->left_out = LEFT_NOTHING;
}

const char *left_out_name(enum left_out reason)
{
	switch (reason) {
	case LEFT_NOTHING:
		return "read";
	case LEFT_TOO_LARGE:
		return "too large";
	case LEFT_BINARY:
		return "binary";
	case LEFT_LINK:
		return "a symbolic link";
	case LEFT_SUBMODULE:
		return "a submodule";
	case LEFT_LFS:
		return "a git lfs pointer";
	case LEFT_ENCRYPTED:
		return "encrypted";
	case LEFT_ABSENT:
		return "not on disk";
	case LEFT_VENDORED:
		return "vendored";
	}
	assert(!"a reason without a name");
	return "";
}

/* An entry with its bytes, while they are sorted together. */
struct memory_entry {
	struct snapshot_entry entry;
	struct slice data;
};

struct memory_snapshot {
	struct snapshot snapshot;
	struct arena *arena;
	struct slice *data; /* of each entry */
};

static int memory_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct memory_snapshot *memory = snapshot->state;
	const struct snapshot_entry *own = snapshot_find(snapshot, entry->path);

	(void)err;
	*absent = !own;
	if (!own)
		return 0;
	*too_large = memory->data[own - snapshot->entries].size > limit;
	if (!*too_large)
		buffer_add_slice(out, memory->data[own - snapshot->entries]);
	return 0;
}

static void memory_free(struct snapshot *snapshot)
{
	struct memory_snapshot *memory = snapshot->state;

	arena_free(memory->arena);
}

static int by_path(const void *a, const void *b)
{
	const struct memory_entry *one = a, *other = b;

	return strcmp(one->entry.path, other->entry.path);
}

/* Copies of the files, sorted. */
static struct memory_entry *memory_entries(
	struct arena *arena, const struct memory_file *files, size_t count)
{
	struct memory_entry *sorted =
		arena_alloc(arena, count * sizeof(*sorted));

	for (size_t i = 0; i < count; i++) {
		sorted[i].entry.path = arena_string(arena, files[i].path);
		sorted[i].entry.kind = files[i].link ? ENTRY_LINK : ENTRY_FILE;
		sorted[i].data.data =
			arena_copy(arena, files[i].data, files[i].size);
		sorted[i].data.size = files[i].size;
	}
	qsort(sorted, count, sizeof(*sorted), by_path);
	return sorted;
}

struct snapshot *snapshot_of_memory(
	const char *name, const struct memory_file *files, size_t count)
{
	static const struct snapshot_operations operations = {
		.read = memory_read, .free = memory_free};
	struct arena *arena = arena_new();
	struct memory_snapshot *memory = arena_alloc(arena, sizeof(*memory));
	struct memory_entry *sorted = memory_entries(arena, files, count);
	struct snapshot_entry *entries =
		arena_alloc(arena, count * sizeof(*entries));

	memory->arena = arena;
	memory->data = arena_alloc(arena, count * sizeof(*memory->data));
	for (size_t i = 0; i < count; i++) {
		entries[i] = sorted[i].entry;
		memory->data[i] = sorted[i].data;
	}
	memory->snapshot = (struct snapshot){
		.operations = &operations,
		.name = arena_string(arena, name),
		.entries = entries,
		.count = count,
		.state = memory,
	};
	return &memory->snapshot;
}

struct overlay {
	struct snapshot snapshot;
	struct arena *arena;
	struct snapshot *base;
	struct memory_file *files; /* by path */
	size_t count;
};

static int by_file_path(const void *a, const void *b)
{
	const struct memory_file *one = a, *other = b;

	return strcmp(one->path, other->path);
}

/* What is laid over the entry; NULL: it is that of the base. */
static const struct memory_file *overlaid(
	const struct overlay *overlay, const struct snapshot_entry *entry)
{
	const struct memory_file wanted = {.path = entry->path};

	return bsearch(&wanted, overlay->files, overlay->count,
		sizeof(*overlay->files), by_file_path);
}

static int overlay_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct overlay *overlay = snapshot->state;
	const struct memory_file *file = overlaid(overlay, entry);

	if (file == NULL)
		return overlay->base->operations->read(overlay->base, entry,
			out, limit, too_large, absent, err);
	*too_large = file->size > limit;
	if (!*too_large)
		buffer_add(out, file->data, file->size);
	return 0;
}

static bool overlay_exists(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	const struct overlay *overlay = snapshot->state;

	return overlaid(overlay, entry) != NULL ||
	       snapshot_exists(overlay->base, entry);
}

static void overlay_free(struct snapshot *snapshot)
{
	struct overlay *overlay = snapshot->state;

	snapshot_free(overlay->base);
	arena_free(overlay->arena);
}

/* The entries of base with the overlay's own in their places. */
static void overlay_entries(struct overlay *overlay)
{
	const struct snapshot *base = overlay->base;
	struct snapshot *own = &overlay->snapshot;
	struct snapshot_entry *entries = arena_alloc(overlay->arena,
		(base->count + overlay->count) * sizeof(*entries));
	size_t from = 0, count = 0, i;

	for (i = 0; i < overlay->count; i++) {
		const char *path = overlay->files[i].path;
		size_t at = snapshot_lower_bound(base, path);

		if (at > from)
			memcpy(&entries[count], &base->entries[from],
				(at - from) * sizeof(*entries));
		count += at - from;
		entries[count].path = path;
		entries[count++].kind = ENTRY_FILE;
		from = at + (at < base->count &&
				    strcmp(base->entries[at].path, path) == 0);
	}
	if (from < base->count)
		memcpy(&entries[count], &base->entries[from],
			(base->count - from) * sizeof(*entries));
	own->entries = entries;
	own->count = count + base->count - from;
}

static void overlay_files(
	struct overlay *overlay, const struct memory_file *files, size_t count)
{
	overlay->files = arena_alloc(
		overlay->arena, (count + 1) * sizeof(*overlay->files));
	overlay->count = count;
	for (size_t i = 0; i < count; i++) {
		struct memory_file *file = &overlay->files[i];

		file->path = arena_string(overlay->arena, files[i].path);
		file->data = arena_copy(
			overlay->arena, files[i].data, files[i].size);
		file->size = files[i].size;
	}
	if (count > 1)
		qsort(overlay->files, count, sizeof(*overlay->files),
			by_file_path);
}

/* No ids: those of the overlaid files are not known. */
struct snapshot *snapshot_overlay_all(
	struct snapshot *base, const struct memory_file *files, size_t count)
{
	static const struct snapshot_operations operations = {
		.read = overlay_read,
		.exists = overlay_exists,
		.free = overlay_free,
	};
	struct arena *arena = arena_new();
	struct overlay *overlay = arena_alloc(arena, sizeof(*overlay));

	snapshot_complete(base);
	overlay->arena = arena;
	overlay->base = base;
	overlay_files(overlay, files, count);
	overlay->snapshot.operations = &operations;
	overlay->snapshot.name = base->name;
	overlay->snapshot.state = overlay;
	overlay_entries(overlay);
	return &overlay->snapshot;
}

struct snapshot *snapshot_overlay(
	struct snapshot *base, const char *path, const char *data, size_t size)
{
	const struct memory_file file = {path, data, size, false};

	return snapshot_overlay_all(base, &file, 1);
}

struct filtered {
	struct snapshot snapshot;
	struct arena *arena;
	const struct snapshot *base;
};

static int filtered_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct filtered *filtered = snapshot->state;

	return filtered->base->operations->read(
		filtered->base, entry, out, limit, too_large, absent, err);
}

static bool filtered_exists(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	const struct filtered *filtered = snapshot->state;

	return snapshot_exists(filtered->base, entry);
}

static void filtered_free(struct snapshot *snapshot)
{
	struct filtered *filtered = snapshot->state;

	arena_free(filtered->arena);
}

struct snapshot *snapshot_without(const struct snapshot *base,
	bool (*leaves_out)(void *state, const struct snapshot_entry *entry),
	void *state)
{
	static const struct snapshot_operations operations = {
		.read = filtered_read,
		.exists = filtered_exists,
		.free = filtered_free,
	};
	struct arena *arena = arena_new();
	struct filtered *filtered = arena_alloc(arena, sizeof(*filtered));
	struct snapshot_entry *entries;

	snapshot_complete(base);
	entries = arena_alloc(arena, (base->count + 1) * sizeof(*entries));
	filtered->arena = arena;
	filtered->base = base;
	filtered->snapshot.operations = &operations;
	filtered->snapshot.name = base->name;
	filtered->snapshot.has_ids = base->has_ids;
	filtered->snapshot.state = filtered;
	filtered->snapshot.entries = entries;
	for (size_t i = 0; i < base->count; i++)
		if (!leaves_out(state, &base->entries[i]))
			entries[filtered->snapshot.count++] = base->entries[i];
	return &filtered->snapshot;
}
