/*
 * Bytes of an index file to entries. It must not know files, repositories or
 * libgit2, and must take any bytes at all: it is fuzzed.
 */
#include "source/index_file.h"
#include "base/memory.h"
#include "base/string.h"
#include "source/listing.h"
#include <assert.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

enum {
	HEADER_SIZE = 12,
	ENTRY_CHANGED = 0, /* seconds, then nanoseconds */
	ENTRY_MODIFIED = 8,
	ENTRY_INODE = 20,
	ENTRY_MODE = 24,
	ENTRY_OWNER = 28,
	ENTRY_GROUP = 32,
	ENTRY_SIZE = 36,
	ENTRY_ID = 40,
	FLAGS_SIZE = 2, /* behind the id; then, or behind more, the path */
	PATH_MIN = 2,
	PACKED_PATH_MAX = 4096,
	FLAG_ASSUME_VALID = 0x8000,
	FLAG_EXTENDED = 0x4000,
	FLAG_STAGES = 0x3000,
	FLAG_NAME = 0x0fff,
	MODE_FILE = 0100644,
	MODE_FOLDER = 0040000,
	MORE_SKIP_WORKTREE = 0x4000,
	MORE_INTENT_TO_ADD = 0x2000,
};

/* Where the reading stands. */
struct reader {
	struct listing *listing;
	const unsigned char *bytes;
	size_t offset, end; /* end: where the checksum begins */
	size_t id_size;
	unsigned version;
	const char *path; /* of the last entry read, left out or not */
	size_t path_size;
	unsigned stage;
	struct error *err;
};

static unsigned long number32(const unsigned char *bytes)
{
	return (unsigned long)bytes[0] << 24 | (unsigned long)bytes[1] << 16 |
	       (unsigned long)bytes[2] << 8 | bytes[3];
}

static unsigned number16(const unsigned char *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

/* The fewest bytes that an entry has. */
static size_t entry_min(size_t id_size)
{
	return ENTRY_ID + id_size + FLAGS_SIZE + PATH_MIN;
}

static int broken(struct reader *reader, const char *what)
{
	return error_set(reader->err, ERROR_WORK,
		"the index is broken at byte %zu: %s", reader->offset, what);
}

/* Paths of version 2 and 3 stand in the file as they are. */
static int read_plain_path(struct reader *reader, size_t start, unsigned flags,
	const char **path, size_t *path_size)
{
	size_t room = reader->end - start, size = flags & FLAG_NAME;
	const unsigned char *end;

	if (size == FLAG_NAME || size >= room) {
		end = memchr(reader->bytes + start, '\0', room);
		size = end ? (size_t)(end - (reader->bytes + start)) : room;
	}
	if (size >= room || reader->bytes[start + size] != '\0')
		return broken(reader, "a path has no end");
	*path = (const char *)reader->bytes + start;
	*path_size = size;
	/* From the entry's start, 1 to 8 NUL make a multiple of 8. */
	size = (start - reader->offset + size + 8) & ~(size_t)7;
	if (size > reader->end - reader->offset)
		return broken(reader, "an entry is cut off");
	reader->offset += size;
	return 0;
}

/* gitformat-pack's offset encoding: each further byte adds one first. */
static int read_strip(struct reader *reader, size_t *at, size_t *strip)
{
	size_t value = 0;
	unsigned char byte;

	do {
		if (*at >= reader->end || value > SIZE_MAX >> 9)
			return broken(reader, "a path's length is cut off");
		byte = reader->bytes[(*at)++];
		value = value << 7 | (byte & 0x7f);
		value += (byte & 0x80) != 0;
	} while (byte & 0x80);
	*strip = value;
	return 0;
}

/* In version 4 a path says how much of the one before it to take off. */
static int read_packed_path(
	struct reader *reader, size_t at, const char **path, size_t *path_size)
{
	const unsigned char *end;
	size_t strip = 0, keep, size;
	char *whole;

	if (read_strip(reader, &at, &strip))
		return -1;
	if (strip > reader->path_size)
		return broken(reader, "a path takes off more than there is");
	end = at < reader->end
		      ? memchr(reader->bytes + at, '\0', reader->end - at)
		      : NULL;
	if (!end)
		return broken(reader, "a path has no end");
	keep = reader->path_size - strip;
	size = (size_t)(end - (reader->bytes + at));
	/* A few bytes must not stand for a megabyte, over and over. */
	if (keep + size > PACKED_PATH_MAX)
		return broken(reader, "a path is too long");
	whole = arena_alloc(reader->listing->arena, keep + size + 1);
	if (keep)
		memcpy(whole, reader->path, keep);
	memcpy(whole + keep, reader->bytes + at, size);
	*path = whole;
	*path_size = keep + size;
	reader->offset = at + size + 1;
	return 0;
}

/* The order that look-ups depend on: by path, then by stage. */
static int check_order(struct reader *reader, const char *path, unsigned stage)
{
	assert(path);
	int order = reader->path ? strcmp(reader->path, path) : -1;

	/* As the entries are that replace those of the shared index. */
	if (*path == '\0')
		return error_set(reader->err, ERROR_WORK,
			"the index is split (extension `link`), which only "
			"git reads");
	if (order > 0 || (order == 0 && reader->stage >= stage) ||
		(order == 0 && reader->stage == 0))
		return broken(reader, "entries are not in order");
	return 0;
}

/* 0, which no entry has, where git was told to assume that it is the same. */
static uint32_t place_of(
	const struct reader *reader, const unsigned char *fixed)
{
	unsigned flags = number16(fixed + ENTRY_ID + reader->id_size);

	return flags & FLAG_ASSUME_VALID ? 0
					 : (uint32_t)(fixed - reader->bytes);
}

/* There is room: it was reserved for all that the header promised. */
static void add_entry(struct reader *reader, const unsigned char *fixed,
	const char *path, unsigned stage, unsigned more)
{
	struct entry_list *entries = &reader->listing->entries;
	unsigned mode = (unsigned)number32(fixed + ENTRY_MODE);
	struct snapshot_entry *entry = &entries->items[entries->count];

	if (more & MORE_INTENT_TO_ADD)
		return;
	assert(path);
	if (stage && entries->count && strcmp(entry[-1].path, path) == 0)
		return;
	if (reader->listing->places)
		reader->listing->places[entries->count] =
			place_of(reader, fixed);
	entries->count++;
	*entry = (struct snapshot_entry){.path = path, .kind = ENTRY_FILE};
	if (mode != MODE_FILE)
		entry->kind = listing_kind(mode, &entry->executable);
	entry->skip_worktree = (more & MORE_SKIP_WORKTREE) != 0;
	if (stage) {
		entry->kind = ENTRY_CONFLICT;
		reader->listing->has_conflicts = true;
	} else {
		memcpy(entry->id, fixed + ENTRY_ID, OBJECT_ID_SIZE);
	}
}

/* What a sparse index has for all files of a folder. */
static int add_folder(struct reader *reader, const unsigned char *fixed,
	const char *path, size_t path_size, unsigned more)
{
	struct snapshot_entry entry = {.path = path};

	if (path_size < 2 || path[path_size - 1] != '/' ||
		!(more & MORE_SKIP_WORKTREE))
		return broken(reader, "a folder stands for its files");
	memcpy(entry.id, fixed + ENTRY_ID, OBJECT_ID_SIZE);
	vector_add(&reader->listing->sparse, entry);
	return 0;
}

static int read_entry(struct reader *reader)
{
	const unsigned char *fixed = reader->bytes + reader->offset;
	size_t path_size = 0,
	       at = reader->offset + ENTRY_ID + reader->id_size + FLAGS_SIZE;
	unsigned flags, stage, more = 0;
	const char *path = NULL;

	if (reader->end - reader->offset < entry_min(reader->id_size))
		return broken(reader, "an entry is cut off");
	flags = number16(fixed + ENTRY_ID + reader->id_size);
	stage = (flags & FLAG_STAGES) >> 12;
	if (flags & FLAG_EXTENDED) {
		if (reader->version < 3)
			return broken(reader, "version 2 has no more flags");
		more = number16(reader->bytes + at);
		at += 2;
	}
	if (reader->version == 4
			? read_packed_path(reader, at, &path, &path_size)
			: read_plain_path(reader, at, flags, &path, &path_size))
		return -1;
	if (check_order(reader, path, stage))
		return -1;
	if (number32(fixed + ENTRY_MODE) != MODE_FOLDER)
		add_entry(reader, fixed, path, stage, more);
	else if (add_folder(reader, fixed, path, path_size, more))
		return -1;
	reader->path = path;
	reader->path_size = path_size;
	reader->stage = stage;
	return 0;
}

/* A decimal number that ends in end; SIZE_MAX for "-1". */
static bool read_decimal(const unsigned char *bytes, size_t size, size_t *at,
	char end, size_t *value)
{
	size_t start = *at;

	*value = 0;
	if (size - *at > 3 && memcmp(bytes + *at, "-1", 2) == 0) {
		*value = SIZE_MAX;
		*at += 2;
	}
	for (; *at < size && bytes[*at] >= '0' && bytes[*at] <= '9'; (*at)++) {
		if (*value > UINT_MAX / 16)
			return false;
		*value = *value * 10 + (bytes[*at] - (size_t)'0');
	}
	return *at > start && *at < size &&
	       bytes[(*at)++] == (unsigned char)end;
}

/* One folder of the TREE extension; *children is how many follow in it. */
static bool read_folder(struct folder *folder, const unsigned char *bytes,
	size_t size, size_t id_size, size_t *at, size_t *children)
{
	const unsigned char *end = memchr(bytes + *at, '\0', size - *at);
	size_t count;

	if (!end || (size_t)(end - (bytes + *at)) > USHRT_MAX)
		return false;
	folder->name = (const char *)bytes + *at;
	folder->name_size = (unsigned)(end - (bytes + *at));
	*at += folder->name_size + 1;
	if (!read_decimal(bytes, size, at, ' ', &count) ||
		!read_decimal(bytes, size, at, '\n', children))
		return false;
	if (count == SIZE_MAX)
		return true;
	if (size - *at < id_size)
		return false;
	folder->is_known = true;
	folder->count = (unsigned)count;
	memcpy(folder->id, bytes + *at, OBJECT_ID_SIZE);
	*at += id_size;
	return true;
}

/* A folder that is being read: its place, and children still to come. */
struct open_folder {
	size_t index, left;
};

/* Ends all folders whose children are read. */
static size_t close_folders(
	struct folder_list *folders, struct open_folder *stack, size_t depth)
{
	while (depth && stack[depth - 1].left == 0) {
		depth--;
		folders->items[stack[depth].index].span =
			(unsigned)(folders->count - stack[depth].index);
		if (depth)
			stack[depth - 1].left--;
	}
	return depth;
}

/* The folders are a help, never needed: what is odd is not used. */
static void read_tree_extension(struct listing *listing,
	const unsigned char *bytes, size_t size, size_t id_size)
{
	VECTOR(struct open_folder) stack = {NULL, 0, 0};
	struct folder_list *folders = &listing->folders;
	struct open_folder open;
	bool whole = true;
	size_t at = 0;

	while (at < size && (folders->count == 0 || stack.count)) {
		open.index = folders->count;
		whole = read_folder(vector_next(folders), bytes, size, id_size,
				&at, &open.left) &&
			open.left <= size;
		if (!whole)
			break;
		vector_add(&stack, open);
		stack.count = close_folders(folders, stack.items, stack.count);
	}
	if (!whole || stack.count || at != size)
		vector_free(folders);
	vector_free(&stack);
}

/* A lower-case first letter: what does not know it must not go on. */
static int foreign_extension(struct reader *reader, const unsigned char *name)
{
	char text[5] = "";
	size_t i;

	for (i = 0; i < 4; i++)
		text[i] =
			character_is_alpha((char)name[i]) ? (char)name[i] : '?';
	return error_set(reader->err, ERROR_WORK,
		"the index has the extension `%s`, which only git reads", text);
}

static int read_extensions(struct reader *reader)
{
	while (reader->end - reader->offset >= 8) {
		const unsigned char *head = reader->bytes + reader->offset;
		size_t size = number32(head + 4);

		if (size > reader->end - reader->offset - 8)
			return broken(reader, "an extension is cut off");
		if (memcmp(head, "TREE", 4) == 0 &&
			reader->listing->folders.count == 0)
			read_tree_extension(reader->listing, head + 8, size,
				reader->id_size);
		else if ((head[0] < 'A' || head[0] > 'Z') &&
			 memcmp(head, "sdir", 4) != 0)
			return foreign_extension(reader, head);
		reader->offset += 8 + size;
	}
	return 0;
}

int index_file_parse(struct listing *listing, const unsigned char *bytes,
	size_t size, size_t id_size, struct error *err)
{
	struct reader reader = {.listing = listing,
		.bytes = bytes,
		.id_size = id_size,
		.err = err};
	unsigned long count;

	if (size < HEADER_SIZE + id_size || memcmp(bytes, "DIRC", 4) != 0)
		return broken(&reader, "it does not begin as one");
	reader.end = size - id_size;
	reader.version = (unsigned)number32(bytes + 4);
	if (reader.version < 2 || reader.version > 4)
		return error_set(err, ERROR_WORK,
			"the index has version %u, not 2, 3 or 4",
			reader.version);
	reader.offset = HEADER_SIZE;
	count = number32(bytes + 8);
	if (count > size / entry_min(id_size))
		return broken(&reader, "it is too short for its entries");
	listing_reserve(listing, count);
	if (listing->wants_places && size <= UINT32_MAX)
		listing->places = memory_new(count + 1, sizeof(uint32_t));
	for (; count; count--)
		if (read_entry(&reader))
			return -1;
	return read_extensions(&reader);
}

static bool is_time(const unsigned char *bytes, const struct timespec *time)
{
	return number32(bytes) == (uint32_t)time->tv_sec &&
	       number32(bytes + 4) == (uint32_t)time->tv_nsec;
}

/* A device is not compared: it may change with each mount. */
static bool is_stat(const unsigned char *fixed, const struct stat *st)
{
	return is_time(fixed + ENTRY_CHANGED, &st->st_ctim) &&
	       is_time(fixed + ENTRY_MODIFIED, &st->st_mtim) &&
	       number32(fixed + ENTRY_INODE) == (uint32_t)st->st_ino &&
	       number32(fixed + ENTRY_OWNER) == (uint32_t)st->st_uid &&
	       number32(fixed + ENTRY_GROUP) == (uint32_t)st->st_gid &&
	       number32(fixed + ENTRY_SIZE) == (uint32_t)st->st_size;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec ||
	       (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

bool index_file_is_unchanged(const unsigned char *bytes, size_t place,
	const struct stat *st, const struct timespec *written)
{
	const unsigned char *fixed = bytes + place;

	/* git notes the size 0 for what it is not sure of. */
	return st->st_size > 0 && is_stat(fixed, st) &&
	       is_before(&st->st_mtim, written) &&
	       is_before(&st->st_ctim, written);
}
