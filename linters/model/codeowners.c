/*
 * Reads a CODEOWNERS file. Its patterns are those of .gitignore, without
 * `!`. It must not know what a registry's owner is.
 */
#include "model/codeowners.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/map.h"
#include "engine/git_pattern.h"
#include <string.h>

struct owned {
	struct git_pattern pattern;
	bool shallow;      /* ends in a star: what lies deeper is not meant */
	const char *owner; /* NULL: the line takes the owners away */
};
VECTOR_TYPE(owned_list, struct owned);

VECTOR_TYPE(row_list, size_t);

/*
 * Most patterns can match only what lies in one folder, or has one name: they
 * are kept by that, and only the others are tried on every path.
 */
struct codeowners {
	const struct owned *rows;
	size_t count;
	struct map by_folder, by_name; /* struct row_list */
	struct row_list anywhere;
	size_t tried; /* pieces of patterns, about */
};

enum { TRIED_MAX = 10 * 1000 * 1000 };

/* The next word of text at or after *at; an escaped blank is a part of it. */
static struct slice next_word(struct slice text, size_t *at)
{
	size_t start;

	while (*at < text.size && strchr(" \t\r", text.data[*at]))
		(*at)++;
	start = *at;
	while (*at < text.size && !strchr(" \t\r", text.data[*at]))
		*at += text.data[*at] == '\\' && *at + 1 < text.size ? 2 : 1;
	return slice_range(text.data, start, *at);
}

/* `[Section]` and `^[Section]` of GitLab are no patterns. */
static bool is_section(struct slice word)
{
	return slice_starts(word, "[") || slice_starts(word, "^[");
}

static void read_line(
	struct owned_list *rows, struct arena *arena, struct slice text)
{
	size_t at = 0;
	struct slice pattern = next_word(text, &at), owner;
	struct owned row = {0};

	if (pattern.size == 0 || pattern.data[0] == '#' ||
		pattern.data[0] == '!' || is_section(pattern))
		return;
	git_pattern_read(&row.pattern, arena,
		slice_of(arena_copy(arena, pattern.data, pattern.size)));
	row.shallow = slice_ends(pattern, "/*");
	owner = next_word(text, &at);
	if (owner.size > 0 && owner.data[0] != '#')
		row.owner = arena_copy(arena, owner.data, owner.size);
	vector_add(rows, row);
}

/* In which folder (or what itself) all is that the pattern matches. */
static struct slice fixed_folder(const struct git_pattern *pattern)
{
	struct slice folder = pattern->literal;

	if (pattern->name_only)
		return slice_of("");
	if (pattern->pieces != NULL && pattern->count == 0)
		return folder;
	while (folder.size > 0 && folder.data[folder.size - 1] != '/')
		folder.size--;
	folder.size -= folder.size > 0;
	return folder;
}

static void put_row(
	struct arena *arena, struct map *map, struct slice key, size_t row)
{
	struct row_list *list = map_get(map, key);

	if (list == NULL) {
		list = arena_alloc(arena, sizeof(*list));
		map_put(map, key, list);
	}
	vector_add(list, row);
}

static void index_rows(struct codeowners *codeowners, struct arena *arena)
{
	for (size_t i = 0; i < codeowners->count; i++) {
		const struct git_pattern *pattern =
			&codeowners->rows[i].pattern;
		struct slice folder = fixed_folder(pattern);

		if (pattern->pieces == NULL)
			continue;
		if (folder.size > 0)
			put_row(arena, &codeowners->by_folder, folder, i);
		else if (pattern->name_only && pattern->count == 0)
			put_row(arena, &codeowners->by_name, pattern->literal,
				i);
		else
			vector_add(&codeowners->anywhere, i);
	}
}

struct codeowners *codeowners_read(struct arena *arena, struct model *model)
{
	static const char *const paths[] = {".github/CODEOWNERS", "CODEOWNERS",
		"docs/CODEOWNERS", ".gitlab/CODEOWNERS"};
	const struct model_text *text = NULL;
	struct codeowners *codeowners;
	struct owned_list rows = {0};

	for (size_t i = 0; text == NULL && i < sizeof(paths) / sizeof(paths[0]);
		i++)
		text = model_text(model, paths[i]);
	if (text == NULL)
		return NULL;
	codeowners = arena_alloc(arena, sizeof(*codeowners));
	for (size_t i = 1; i <= text->lines.count; i++)
		read_line(&rows, arena, lines_text(&text->lines, (unsigned)i));
	codeowners->count = rows.count;
	codeowners->rows = vector_move(&rows, arena);
	index_rows(codeowners, arena);
	return codeowners;
}

static void release_rows(struct map *map)
{
	for (size_t i = 0; i < map->count; i++)
		vector_free((struct row_list *)map->entries[i].value);
	map_release(map);
}

void codeowners_release(struct codeowners *codeowners)
{
	if (codeowners == NULL)
		return;
	release_rows(&codeowners->by_folder);
	release_rows(&codeowners->by_name);
	vector_free(&codeowners->anywhere);
}

/* A folder that matches has all below it. */
static bool owns(const struct owned *row, const char *path, bool is_folder)
{
	char folder[4096];
	size_t size = path_folder_size(path);

	if (git_pattern_matches(&row->pattern, path, is_folder))
		return true;
	if (size == 0 || size >= sizeof(folder) || row->shallow)
		return false;
	memcpy(folder, path, size);
	folder[size] = '\0';
	return owns(row, folder, true);
}

/* The last row that owns the path, + 1: `least`, or a later one of these. */
static size_t last_owning(struct codeowners *codeowners,
	const struct row_list *list, size_t least, const char *path,
	bool is_folder)
{
	for (size_t i = list != NULL ? list->count : 0; i > 0; i--) {
		const struct owned *row = &codeowners->rows[list->items[i - 1]];

		if (list->items[i - 1] < least ||
			codeowners_gave_up(codeowners))
			break;
		codeowners->tried += row->pattern.count + 1;
		if (owns(row, path, is_folder))
			return list->items[i - 1] + 1;
	}
	return least;
}

const char *codeowners_of(
	struct codeowners *codeowners, const char *path, bool is_folder)
{
	size_t last, start = 0, end;

	if (codeowners == NULL)
		return NULL;
	last = last_owning(
		codeowners, &codeowners->anywhere, 0, path, is_folder);
	do {
		end = start + strcspn(path + start, "/");
		last = last_owning(codeowners,
			map_get(&codeowners->by_folder,
				slice_range(path, 0, end)),
			last, path, is_folder);
		last = last_owning(codeowners,
			map_get(&codeowners->by_name,
				slice_range(path, start, end)),
			last, path, is_folder);
		start = end + 1;
	} while (path[end] != '\0');
	if (last == 0 || codeowners_gave_up(codeowners))
		return NULL;
	return codeowners->rows[last - 1].owner;
}

bool codeowners_gave_up(const struct codeowners *codeowners)
{
	return codeowners != NULL && codeowners->tried > TRIED_MAX;
}
