/*
 * The ignore rules of a snapshot, read folder by folder as they are asked
 * for. It must not know of .git/info/exclude, of a person's own file, nor of
 * what is tracked: a tracked path may well match.
 */
#include "engine/ignore.h"
#include "base/glob.h"
#include "base/map.h"
#include "base/memory.h"
#include "engine/git_pattern.h"
#include <stdlib.h>
#include <string.h>

/* The .gitignore of one folder. */
struct ignore_file {
	struct git_pattern *patterns;
	size_t count;
	const struct snapshot_entry *entry; /* NULL where there is none */
	struct slice text;
};

struct ignore {
	const struct snapshot *snapshot;
	struct arena *arena;
	struct map files; /* folder -> struct ignore_file */
};

struct ignore *ignore_new(const struct snapshot *snapshot)
{
	struct ignore *ignore = memory_new(1, sizeof(*ignore));

	ignore->snapshot = snapshot;
	ignore->arena = arena_new();
	return ignore;
}

void ignore_free(struct ignore *ignore)
{
	if (!ignore)
		return;
	map_release(&ignore->files);
	arena_free(ignore->arena);
	free(ignore);
}

/*
 * A line as git reads it: without CR before the end, cut at a NUL, without
 * spaces (not tabs) behind, unless a back-slash keeps them.
 */
static struct slice pattern_line(struct slice line)
{
	const char *nul;
	size_t size = 0;

	if (slice_ends(line, "\r"))
		line.size--;
	nul = line.size ? memchr(line.data, '\0', line.size) : NULL;
	if (nul)
		line.size = (size_t)(nul - line.data);
	for (size_t i = 0; i < line.size; i++) {
		if (line.data[i] == '\\' && i + 1 < line.size)
			i++;
		else if (line.data[i] == ' ')
			continue;
		size = i + 1;
	}
	return slice_range(line.data, 0, size);
}

static void read_patterns(struct ignore_file *file, struct arena *arena)
{
	VECTOR(struct git_pattern) patterns = {0};
	struct lines lines;

	lines_init(&lines, file->text.data, file->text.size);
	for (unsigned i = 1; i <= lines.count; i++) {
		size_t start = lines_start(&lines, i);
		size_t end =
			i < lines.count ? lines.starts[i] - 1 : file->text.size;
		struct slice line = slice_range(file->text.data, start, end);

		if (i == 1 && slice_starts(line, "\xef\xbb\xbf"))
			line = slice_range(line.data, 3, line.size);
		if (!line.size || *line.data == '#')
			continue;
		git_pattern_read(
			vector_next(&patterns), arena, pattern_line(line));
	}
	lines_release(&lines);
	file->count = patterns.count;
	file->patterns = vector_move(&patterns, arena);
}

/* The .gitignore of the folder that is the first size bytes of path. */
static struct ignore_file *ignore_file_of(
	struct ignore *ignore, const char *path, size_t size)
{
	struct ignore_file *file =
		map_get(&ignore->files, (struct slice){path, size});
	struct content content = {0};
	char *folder;

	if (file)
		return file;
	file = arena_alloc(ignore->arena, sizeof(*file));
	folder = arena_copy(ignore->arena, path, size);
	map_put(&ignore->files, (struct slice){folder, size}, file);
	file->entry = snapshot_find(
		ignore->snapshot, arena_format(ignore->arena, "%s%s.gitignore",
					  folder, size ? "/" : ""));
	if (!file->entry)
		return file;
	if (snapshot_read(ignore->snapshot, file->entry, &content, NULL) == 0 &&
		content.left_out == LEFT_NOTHING) {
		file->text.size = content.buffer.size;
		file->text.data = arena_copy(ignore->arena, content.buffer.data,
			content.buffer.size);
		read_patterns(file, ignore->arena);
	} else {
		file->entry = NULL;
	}
	content_release(&content);
	return file;
}

/* Length of the folder that path lies in, as far as size; 0 is the root. */
static size_t parent_size(const char *path, size_t size)
{
	while (size && path[size - 1] != '/')
		size--;
	return size ? size - 1 : 0;
}

/* The last pattern that speaks of path, of the file nearest to it; or NULL. */
static const struct git_pattern *deciding_pattern(
	struct ignore *ignore, const char *path, bool is_folder)
{
	size_t folder = strlen(path);

	do {
		struct ignore_file *file;
		const char *below;

		folder = parent_size(path, folder);
		file = ignore_file_of(ignore, path, folder);
		below = path + folder + (folder > 0);
		for (size_t i = file->count; i-- > 0;)
			if (git_pattern_matches(
				    &file->patterns[i], below, is_folder))
				return &file->patterns[i];
	} while (folder);
	return NULL;
}

/*
 * Folder by folder from the root: below an ignored one nothing can be taken
 * in again, and no .gitignore is read.
 */
bool ignore_matches(struct ignore *ignore, const char *path)
{
	char *part = memory_copy(path, strlen(path));
	const struct git_pattern *pattern = NULL;

	for (size_t size = 0; path[size]; size++) {
		if (path[size] != '/' || !path[size + 1])
			continue;
		part[size] = '\0';
		pattern = deciding_pattern(ignore, part, true);
		part[size] = '/';
		if (pattern && !pattern->negated)
			break;
		pattern = NULL;
	}
	if (!pattern) {
		size_t size = strlen(part);
		bool is_folder = size && part[size - 1] == '/';

		if (is_folder)
			part[size - 1] = '\0';
		pattern = deciding_pattern(ignore, part, is_folder);
	}
	free(part);
	return pattern && !pattern->negated;
}

static struct place last_line(const struct ignore_file *file)
{
	size_t end = file->text.size, start;
	struct place place;
	struct lines lines;

	if (end && file->text.data[end - 1] == '\n')
		end--;
	if (end && file->text.data[end - 1] == '\r')
		end--;
	start = end;
	while (start && file->text.data[start - 1] != '\n')
		start--;
	lines_init(&lines, file->text.data, file->text.size);
	place = place_of(file->entry->path, &lines, start, end);
	lines_release(&lines);
	return place;
}

bool ignore_last_line(
	struct ignore *ignore, const char *folder, struct place *place)
{
	size_t size = strlen(folder);

	while (size && folder[size - 1] == '/')
		size--;
	for (;; size = parent_size(folder, size)) {
		const struct ignore_file *file =
			ignore_file_of(ignore, folder, size);

		if (file->entry) {
			*place = last_line(file);
			return true;
		}
		if (!size)
			return false;
	}
}
