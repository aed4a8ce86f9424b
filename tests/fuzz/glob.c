/*
 * Globs. The first byte says whose, the next line is the pattern, the rest
 * the path: plumb's own and git's against a matcher that is slow and simple;
 * .gitignore and .gitattributes as whole files.
 */
#include "base/glob.h"
#include "base/arena.h"
#include "engine/attributes.h"
#include "engine/git_pattern.h"
#include "engine/ignore.h"
#include "fuzz.h"

#include <string.h>

/* Only what is short is given to the slow one. */
enum { SHORT = 16 };

/*
 * `*` and `?` stay in a folder; between slashes `**` is any folders. All else
 * is itself: there are no classes, alternatives and escapes.
 */
static bool naive_match(const char *glob, const char *path)
{
	if (*glob == '\0')
		return *path == '\0';
	if (strncmp(glob, "**/", 3) == 0) {
		for (const char *at = path; at != NULL;
			at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
			if (naive_match(glob + 3, at))
				return true;
		return false;
	}
	if (*glob == '*') {
		for (;; path++) {
			if (naive_match(glob + 1, path))
				return true;
			if (*path == '\0' || *path == '/')
				return false;
		}
	}
	if (*path == '\0' || (*glob == '?' ? *path == '/' : *glob != *path))
		return false;
	return naive_match(glob + 1, path + 1);
}

/* Does the slow one know all that is in it? */
static bool is_simple(const char *glob)
{
	const char *stars = glob;

	if (*glob == '\0' || strlen(glob) > SHORT ||
		strpbrk(glob, "[]{},\\!") || strstr(glob, "***") ||
		glob[0] == '/' || glob[strlen(glob) - 1] == '/')
		return false;
	/* `**` between slashes, and not last. */
	while ((stars = strstr(stars, "**")) != NULL) {
		if ((stars > glob && stars[-1] != '/') || stars[2] != '/')
			return false;
		stars += 2;
	}
	return strchr(glob, '/') != NULL;
}

static void check_glob(const char *glob, const char *path)
{
	bool matches = glob_match(glob, path);
	const char *list[] = {glob, "!*.never"};
	const char *out[] = {"**", "!x", glob};

	must(glob_list_match(list, 1, path) ==
		(glob[0] == '!' ? !glob_match(glob + 1, path) : matches));
	(void)glob_list_match(out, 3, path);
	(void)glob_problem(glob);
	if (is_simple(glob) && strlen(path) <= SHORT)
		must(matches == naive_match(glob, path));
}

static void check_git(struct arena *arena, const char *glob, const char *path)
{
	struct git_pattern pattern;
	bool as_file, as_folder;

	git_pattern_read(&pattern, arena, slice_of(glob));
	as_file = git_pattern_matches(&pattern, path, false);
	as_folder = git_pattern_matches(&pattern, path, true);
	must(as_folder || !as_file);
	if (is_simple(glob) && strlen(path) <= SHORT) {
		must(!pattern.negated && !pattern.folder_only);
		must(as_file == naive_match(glob, path));
	}
}

static void check_ignore(struct slice text, const char *path)
{
	const struct memory_file files[] = {
		{.path = ".gitignore", .data = text.data, .size = text.size},
		{.path = "a/.gitignore", .data = text.data, .size = text.size},
	};
	struct snapshot *snapshot = snapshot_of_memory("memory", files, 2);
	struct ignore *ignore = ignore_new(snapshot);
	bool matches = ignore_matches(ignore, path);
	struct place place;

	must(ignore_matches(ignore, path) == matches);
	if (ignore_last_line(ignore, "a", &place))
		fuzz_place(snapshot, &place);
	ignore_free(ignore);
	snapshot_free(snapshot);
}

static void check_attributes(
	struct arena *arena, struct slice text, const char *path)
{
	struct attributes attributes;
	enum attribute_state states[ATTRIBUTE_COUNT] = {ATTRIBUTE_NOT_NAMED};

	attributes_read(&attributes, arena, text.data, text.size);
	attributes_apply(&attributes, path, states);
	for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
		must(states[i] <= ATTRIBUTE_UNSET);
	for (size_t i = 0; attributes.count == 0 && i < ATTRIBUTE_COUNT; i++)
		must(states[i] == ATTRIBUTE_NOT_NAMED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	unsigned kind = fuzz_choice(&input, 4);
	struct slice line = fuzz_line(&input);
	struct arena *arena = arena_new();
	const char *first = arena_copy(arena, line.data, line.size);
	const char *rest = arena_copy(arena, input.data, input.size);

	if (kind == 0)
		check_glob(first, rest);
	else if (kind == 1)
		check_git(arena, first, rest);
	else if (kind == 2)
		check_ignore(input, first);
	else
		check_attributes(arena, input, first);
	/* Joining folds `..` away: what comes out is a path. */
	rest = path_join(arena, first, rest);
	if (rest != NULL && first[0] != '/')
		must(rest[0] != '/' && path_folder_size(rest) <= strlen(rest));
	arena_free(arena);
	return 0;
}
