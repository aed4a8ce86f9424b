/*
 * Reads a CODEOWNERS file. Its patterns are those of .gitignore, without
 * `!`. It must not know what a registry's owner is.
 */
#include "model/codeowners.h"
#include "base/arena.h"
#include "base/glob.h"
#include "engine/git_pattern.h"
#include <string.h>

struct owned {
	struct git_pattern pattern;
	bool shallow;      /* ends in a star: what lies deeper is not meant */
	const char *owner; /* NULL: the line takes the owners away */
};
VECTOR_TYPE(owned_list, struct owned);

struct codeowners {
	const struct owned *rows;
	size_t count;
};

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
	return codeowners;
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

const char *codeowners_of(
	const struct codeowners *codeowners, const char *path, bool is_folder)
{
	for (size_t i = codeowners != NULL ? codeowners->count : 0; i > 0;
		i--) {
		const struct owned *row = &codeowners->rows[i - 1];

		if (owns(row, path, is_folder))
			return row->owner;
	}
	return NULL;
}
