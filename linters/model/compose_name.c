/*
 * Which paths are compose files, and which of them are no part of what runs.
 * Looks at names alone: what a file holds is judged by compose_is_shape.
 */
#include "base/glob.h"
#include "model/compose.h"

#include <string.h>

/* `name` without `.yml` or `.yaml`; empty where it ends otherwise. */
static struct slice stem_of(const char *name)
{
	struct slice stem = slice_of(name);

	if (slice_ends(stem, ".yaml"))
		stem.size -= 5;
	else if (slice_ends(stem, ".yml"))
		stem.size -= 4;
	else
		stem.size = 0;
	return stem;
}

/* `word` alone, or with more behind a `.`, `-` or `_`. */
static bool starts_with_word(struct slice stem, const char *word)
{
	size_t size = strlen(word);

	return slice_starts(stem, word) &&
	       (stem.size == size || strchr(".-_", stem.data[size]));
}

/* The same at the end: `web.docker-compose`, `app.compose`. */
static bool ends_with_word(struct slice stem, const char *word)
{
	size_t size = strlen(word);

	return slice_ends(stem, word) && stem.size > size &&
	       strchr(".-_", stem.data[stem.size - size - 1]);
}

bool compose_is_name(const char *path)
{
	struct slice stem = stem_of(path_name(path));

	return starts_with_word(stem, "compose") ||
	       starts_with_word(stem, "docker-compose") ||
	       ends_with_word(stem, "docker-compose") ||
	       slice_ends(stem, ".compose");
}

static bool is_word_apart(struct slice word)
{
	static const char *const words[] = {"test", "tests", "testing", "e2e",
		"example", "examples", "sample", "samples", "template",
		"templates", "backup", "backups", "bak", "ci", "legacy", "old",
		"fixture", "fixtures", "testdata", "deprecated", "archive"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

bool compose_is_apart(const char *path)
{
	size_t start = 0, i;

	for (i = 0;; i++) {
		if (path[i] && !strchr("/.-_", path[i]))
			continue;
		if (is_word_apart(slice_range(path, start, i)))
			return true;
		if (!path[i])
			return false;
		start = i + 1;
	}
}

bool compose_is_template(struct slice text)
{
	return slice_find(text, "{{", 0) != SIZE_MAX ||
	       slice_find(text, "{%", 0) != SIZE_MAX ||
	       slice_find(text, "<%", 0) != SIZE_MAX;
}
