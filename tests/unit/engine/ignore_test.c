/*
 * ignore: the sentences of gitignore(5), and then made-up patterns and paths
 * against git itself (left out where there is no git).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "engine/ignore.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct snapshot *snapshot_with(
	const char *root, const char *folder, const char *nested)
{
	char path[64];
	struct memory_file files[2] = {
		{".gitignore", root, strlen(root), false}};

	if (!folder)
		return snapshot_of_memory("one", files, 1);
	snprintf(path, sizeof(path), "%s/.gitignore", folder);
	files[1] = (struct memory_file){path, nested, strlen(nested), false};
	return snapshot_of_memory("two", files, 2);
}

static bool is_ignored(const char *patterns, const char *path)
{
	struct snapshot *snapshot = snapshot_with(patterns, NULL, NULL);
	struct ignore *ignore = ignore_new(snapshot);
	bool result = ignore_matches(ignore, path);

	assert_int_equal(ignore_matches(ignore, path), result);
	ignore_free(ignore);
	snapshot_free(snapshot);
	return result;
}

static void assert_ignored(const char *patterns, const char *path)
{
	if (!is_ignored(patterns, path))
		fail_msg("%s is not ignored by %s", path, patterns);
}

static void assert_kept(const char *patterns, const char *path)
{
	if (is_ignored(patterns, path))
		fail_msg("%s is ignored by %s", path, patterns);
}

static void names_match_at_any_depth(void **state)
{
	(void)state;
	assert_ignored(".env.local\n", ".env.local");
	assert_ignored(".env.local", "apps/web/.env.local");
	assert_ignored("*.local\r\n", ".env.local");
	assert_ignored(".env*", "a/.env");
	assert_ignored("foo", "foo/bar");
	assert_kept(".env.local", ".env.local.example");
	assert_kept("", "a");
}

static void a_slash_anchors(void **state)
{
	(void)state;
	assert_ignored("/a", "a");
	assert_kept("/a", "b/a");
	assert_ignored("a/b", "a/b/c");
	assert_kept("a/b", "x/a/b");
	assert_ignored("a/*", "a/b");
	assert_ignored("a/*", "a/b/c");
	assert_kept("a/*/d", "a/b/c/d");
}

static void a_slash_behind_is_for_folders(void **state)
{
	(void)state;
	assert_kept("a/", "a");
	assert_kept("a/", "x/a");
	assert_ignored("a/", "a/b");
	assert_ignored("a/", "x/a/b");
	assert_ignored("a/", "a/");
}

static void two_stars_cross_folders(void **state)
{
	(void)state;
	assert_ignored("**/a", "a");
	assert_ignored("**/a", "x/y/a");
	assert_ignored("**/a/b", "x/a/b");
	assert_ignored("a/**", "a/x/y");
	assert_kept("a/**", "a");
	assert_ignored("a/**/b", "a/b");
	assert_ignored("a/**/b", "a/x/y/b");
	assert_kept("a/**/b", "ab");
	assert_kept("a/**/b", "a/xb");
}

static void the_last_line_wins(void **state)
{
	(void)state;
	assert_kept("*.env\n!a.env\n", "a.env");
	assert_ignored("!a.env\n*.env\n", "a.env");
	assert_ignored("a/\n!a/b\n", "a/b");
	assert_kept("a/*\n!a/b\n", "a/b");
	assert_ignored("a/*\n!a/b\n", "a/c");
}

static void signs_can_be_taken_as_they_are(void **state)
{
	(void)state;
	assert_kept("#a", "#a");
	assert_ignored("\\#a", "#a");
	assert_ignored("\\!a", "!a");
	assert_ignored("a\\*", "a*");
	assert_kept("a\\*", "ab");
	assert_ignored("a   ", "a");
	assert_ignored("a\\ ", "a ");
	assert_kept("a\\ ", "a");
	assert_kept("a\t", "a");
	assert_kept("a\\", "a");
	assert_ignored("\xef\xbb\xbf"
		       "a",
		"a");
}

static void classes_are_those_of_git(void **state)
{
	(void)state;
	assert_ignored("[a-c]", "b");
	assert_kept("[!a-c]", "b");
	assert_kept("[^a-c]", "b");
	assert_ignored("[]]", "]");
	assert_ignored("[[:digit:]x]", "7");
	assert_ignored("[[:digit:]x]", "x");
	assert_kept("[[:digits:]]", "7");
	assert_kept("x/a[!b]c", "x/a/c");
	assert_kept("[a", "[a");
	assert_kept("[a", "a");
	assert_ignored("[a-]", "-");
	assert_ignored("a?c", "abc");
}

static void a_nearer_file_wins(void **state)
{
	struct snapshot *snapshot =
		snapshot_with("*.log\nout/\n", "a", "!keep.log\n/b\n");
	struct ignore *ignore = ignore_new(snapshot);

	(void)state;
	assert_false(ignore_matches(ignore, "a/keep.log"));
	assert_false(ignore_matches(ignore, "a/x/keep.log"));
	assert_true(ignore_matches(ignore, "keep.log"));
	assert_true(ignore_matches(ignore, "a/other.log"));
	assert_true(ignore_matches(ignore, "a/b/c"));
	assert_false(ignore_matches(ignore, "b"));
	assert_true(ignore_matches(ignore, "a/out/keep.log"));
	ignore_free(ignore);
	snapshot_free(snapshot);
}

static void the_last_line_has_a_place(void **state)
{
	struct snapshot *snapshot =
		snapshot_with("a\n.env\r\n", "x/y", "one\n\ntwo");
	struct ignore *ignore = ignore_new(snapshot);
	struct snapshot *bare = snapshot_of_memory("bare", NULL, 0);
	struct ignore *nothing = ignore_new(bare);
	struct place place;

	(void)state;
	assert_true(ignore_last_line(ignore, "", &place));
	assert_string_equal(place.path, ".gitignore");
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 1);
	assert_int_equal(place.end_column, 5);
	assert_true(slice_is(place.line_text, ".env"));
	assert_true(ignore_last_line(ignore, "x/y/z/", &place));
	assert_string_equal(place.path, "x/y/.gitignore");
	assert_int_equal(place.line, 3);
	assert_true(ignore_last_line(ignore, "x", &place));
	assert_string_equal(place.path, ".gitignore");
	assert_false(ignore_last_line(nothing, "x", &place));
	assert_false(ignore_matches(nothing, "x"));
	ignore_free(nothing);
	snapshot_free(bare);
	ignore_free(ignore);
	snapshot_free(snapshot);
}

static void hostile_patterns_end(void **state)
{
	char pattern[1024], path[512];
	clock_t start = clock();

	(void)state;
	for (size_t i = 0; i + 4 < sizeof(pattern); i += 4)
		memcpy(pattern + i, i % 8 ? "**/a" : "*a*/", 5);
	for (size_t i = 0; i + 2 < sizeof(path); i += 2)
		memcpy(path + i, "a/", 3);
	strcpy(path + sizeof(path) - 4, "b");
	assert_false(is_ignored(pattern, path));
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
}

/* --- against git --- */

static unsigned long next_random(unsigned long *seed, unsigned long below)
{
	*seed = *seed * 6364136223846793005UL + 1442695040888963407UL;
	return (*seed >> 33) % below;
}

static void random_pattern(struct buffer *out, unsigned long *seed)
{
	static const char *const pieces[] = {"a", "b", "ab", "*", "**", "**/",
		"/", "?", "[ab]", "[!a]", "[a-", "[[:alpha:]]", "\\a", "\\*",
		"/**/", "/**", "a/", "b/", "*a", "c*", " ", "-", "[]-b]", "\\",
		"!"};
	unsigned long count = 1 + next_random(seed, 5);

	if (next_random(seed, 5) == 0)
		buffer_add_char(out, '!');
	if (next_random(seed, 6) == 0)
		buffer_add_char(out, '/');
	while (count--)
		buffer_add_string(
			out, pieces[next_random(
				     seed, sizeof(pieces) / sizeof(*pieces))]);
	if (next_random(seed, 8) == 0)
		buffer_add_char(out, '\r');
	buffer_add_char(out, '\n');
}

static void random_path(struct buffer *out, unsigned long *seed)
{
	static const char *const names[] = {
		"a", "b", "ab", "ba", "c", "aXb", "a b", "-", "*", "]", "x]"};
	unsigned long count = 1 + next_random(seed, 4);

	while (count--) {
		buffer_add_string(
			out, names[next_random(
				     seed, sizeof(names) / sizeof(*names))]);
		if (count)
			buffer_add_char(out, '/');
	}
	buffer_add_char(out, '\0');
}

enum { ROUNDS = 150, PATHS = 60 };

/* What git says of the paths (each ends in NUL), run in folder. */
static void ask_git(struct buffer *answer, const char *folder,
	const struct buffer *paths, struct arena *arena)
{
	struct error err = {0};

	assert_int_equal(file_write(arena_format(arena, "%s.paths", folder),
				 paths->data, paths->size, 0600, &err),
		0);
	/* Exit status 1: none of them is ignored. */
	assert_in_range(system(arena_format(arena,
				"git -C %s -c core.excludesFile= check-ignore "
				"--no-index --stdin -z < %s.paths > %s.ignored "
				"2> %s.errors; test $? -le 1",
				folder, folder, folder, folder)),
		0, 0);
	assert_int_equal(
		file_read(answer, arena_format(arena, "%s.ignored", folder),
			&err),
		0);
}

static bool answer_has(const struct buffer *answer, const char *path)
{
	for (size_t i = 0; i < answer->size; i += strlen(answer->data + i) + 1)
		if (strcmp(answer->data + i, path) == 0)
			return true;
	return false;
}

static size_t compare_round(
	const char *folder, unsigned long *seed, struct arena *arena)
{
	struct buffer root = BUFFER_INIT, nested = BUFFER_INIT;
	struct buffer paths = BUFFER_INIT, answer = BUFFER_INIT;
	struct snapshot *snapshot;
	struct ignore *ignore;
	size_t ignored = 0;
	struct error err = {0};

	for (unsigned long i = 1 + next_random(seed, 4); i > 0; i--)
		random_pattern(&root, seed);
	for (unsigned long i = next_random(seed, 3); i > 0; i--)
		random_pattern(&nested, seed);
	for (int i = 0; i < PATHS; i++)
		random_path(&paths, seed);
	assert_int_equal(
		file_write(arena_format(arena, "%s/.gitignore", folder),
			root.data, root.size, 0600, &err),
		0);
	assert_int_equal(
		file_write(arena_format(arena, "%s/a/.gitignore", folder),
			buffer_string(&nested), nested.size, 0600, &err),
		0);
	ask_git(&answer, folder, &paths, arena);
	snapshot = snapshot_with(
		buffer_string(&root), "a", buffer_string(&nested));
	ignore = ignore_new(snapshot);
	for (size_t i = 0; i < paths.size; i += strlen(paths.data + i) + 1) {
		const char *path = paths.data + i;
		/* On disk, a is a folder: git looks. */
		bool ours = ignore_matches(
			ignore, strcmp(path, "a") == 0 ? "a/" : path);

		if (ours != answer_has(&answer, path))
			fail_msg("[%s] and in a/ [%s]: '%s' is %signored "
				 "here, and not so by git",
				buffer_string(&root), buffer_string(&nested),
				path, ours ? "" : "not ");
		ignored += ours;
	}
	ignore_free(ignore);
	snapshot_free(snapshot);
	buffer_release(&root);
	buffer_release(&nested);
	buffer_release(&paths);
	buffer_release(&answer);
	return ignored;
}

static void git_agrees(void **state)
{
	char folder[] = "/tmp/plumb-ignore-XXXXXX";
	struct arena *arena = arena_new();
	unsigned long seed = 20261121;
	size_t ignored = 0;

	(void)state;
	if (system("git --version > /dev/null 2>&1") != 0) {
		arena_free(arena);
		skip();
	}
	assert_non_null(mkdtemp(folder));
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
	unsetenv("GIT_WORK_TREE");
	assert_int_equal(
		system(arena_format(arena,
			"cd %s && mkdir -p r/a && git init -q r", folder)),
		0);
	for (int i = 0; i < ROUNDS; i++)
		ignored += compare_round(
			arena_format(arena, "%s/r", folder), &seed, arena);
	/* Neither all nor nothing: the comparison is worth something. */
	assert_in_range(ignored, ROUNDS * PATHS / 20, ROUNDS * PATHS * 19 / 20);
	assert_int_equal(system(arena_format(arena, "rm -rf %s", folder)), 0);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_match_at_any_depth),
		cmocka_unit_test(a_slash_anchors),
		cmocka_unit_test(a_slash_behind_is_for_folders),
		cmocka_unit_test(two_stars_cross_folders),
		cmocka_unit_test(the_last_line_wins),
		cmocka_unit_test(signs_can_be_taken_as_they_are),
		cmocka_unit_test(classes_are_those_of_git),
		cmocka_unit_test(a_nearer_file_wins),
		cmocka_unit_test(the_last_line_has_a_place),
		cmocka_unit_test(hostile_patterns_end),
		cmocka_unit_test(git_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
