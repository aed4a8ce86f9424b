/*
 * glob: what each sign means, lists, problems and paths; then thousands of
 * made-up globs against a matcher too simple to be wrong, and hostile ones
 * against the clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/glob.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void assert_match(const char *glob, const char *path)
{
	assert_null(glob_problem(glob));
	if (!glob_match(glob, path))
		fail_msg("%s does not match %s", glob, path);
}

static void assert_no_match(const char *glob, const char *path)
{
	assert_null(glob_problem(glob));
	if (glob_match(glob, path))
		fail_msg("%s matches %s", glob, path);
}

static void a_glob_without_slash_is_for_names(void **state)
{
	(void)state;
	assert_match("Makefile", "Makefile");
	assert_match("Makefile", "a/b/Makefile");
	assert_match("*.yml", "a/b/compose.yml");
	assert_match(".env*", "apps/.env.local");
	assert_match("**", "a/b");
	assert_no_match("*.yml", "a.yml/b");
	assert_no_match("Makefile", "Makefile.am");
	assert_no_match("Makefile", "GNUMakefile");
	assert_no_match("makefile", "Makefile");
}

static void a_glob_with_slash_is_from_the_root(void **state)
{
	(void)state;
	assert_match("config/ports.yml", "config/ports.yml");
	assert_no_match("config/ports.yml", "a/config/ports.yml");
	assert_match("/Makefile", "Makefile");
	assert_no_match("/Makefile", "a/Makefile");
	assert_match("/a/*.c", "a/x.c");
}

static void stars_stay_in_one_folder(void **state)
{
	(void)state;
	assert_match("a/*", "a/b");
	assert_no_match("a/*", "a/b/c");
	assert_no_match("a/*", "a");
	assert_match("a/*/c", "a/b/c");
	assert_no_match("a/*/c", "a/b/b/c");
	assert_match("a*b*c", "aXbbXc");
	assert_match("*", ".hidden");
	assert_match("a/?", "a/b");
	assert_no_match("a?b", "a/b");
	assert_no_match("a/?", "a/");
	assert_match("*.c", ".c");
}

static void two_stars_cross_folders(void **state)
{
	(void)state;
	assert_match("**/x", "x");
	assert_match("**/x", "a/x");
	assert_match("**/x", "a/b/x");
	assert_no_match("**/x", "a/bx");
	assert_match("a/**", "a/b");
	assert_match("a/**", "a/b/c");
	assert_no_match("a/**", "a");
	assert_no_match("a/**", "ab/c");
	assert_match("a/**/b", "a/b");
	assert_match("a/**/b", "a/x/y/b");
	assert_no_match("a/**/b", "a/xb");
	assert_match("**/*.{ts,tsx}", "src/a.tsx");
	assert_match("a/**/b/**/c", "a/b/x/b/c");
	assert_match("**/node_modules/**", "a/node_modules/b/c");
	assert_match("a/b**", "a/bc/d");
	assert_match("a**/c", "ab/x/c");
	assert_no_match("a**/c", "ac");
}

static void a_last_slash_means_all_below(void **state)
{
	(void)state;
	assert_match("docs/", "docs/a");
	assert_match("docs/", "docs/a/b");
	assert_no_match("docs/", "docs");
	assert_no_match("docs/", "a/docs/b");
	assert_no_match("docs/", "docs2/a");
	assert_match("**/docs/", "a/docs/b");
	assert_match("{docs,tests}/", "tests/a/b");
	assert_match("{docs/,tests/}", "docs/a");
	assert_match("*/", "a/b/c");
	assert_no_match("*/", "a");
	assert_match("/", "a/b");
}

static void classes_are_sets_of_bytes(void **state)
{
	(void)state;
	assert_match("[abc]", "b");
	assert_no_match("[abc]", "d");
	assert_match("v[0-9].[0-9]", "v1.2");
	assert_no_match("v[0-9]", "va");
	assert_match("[!a-c]", "d");
	assert_no_match("[!a-c]", "b");
	assert_match("[^a-c]", "d");
	assert_no_match("[^a-c]", "a");
	assert_match("[]a]", "]");
	assert_match("[!]a]", "b");
	assert_no_match("[!]a]", "]");
	assert_match("[a-]", "-");
	assert_match("[\\]]", "]");
	assert_match("[a\\-z]", "-");
	assert_no_match("[a\\-z]", "c");
	assert_match("[\x80-\xff]", "\xc3");
	assert_no_match("a[!b]c", "a/c");
	assert_no_match("x/a[/]c", "x/a/c");
	assert_match("[{]x", "{x");
	assert_match("{[,],b}", ",");
}

static void braces_are_alternatives(void **state)
{
	(void)state;
	assert_match("*.{yml,yaml}", "a.yaml");
	assert_no_match("*.{yml,yaml}", "a.yl");
	assert_match("y{a,}ml", "yml");
	assert_match("y{a,}ml", "yaml");
	assert_match("{a,{b,c}d}e", "cde");
	assert_match("{a,{b,c}d}e", "ae");
	assert_no_match("{a,{b,c}d}e", "ce");
	assert_match("{a,ab}c", "abc");
	assert_match("{*,a}/{x,y}", "b/y");
	assert_match("{apps,libs}/**/{a,b}.c", "libs/x/b.c");
	assert_match("{**/,}a", "x/y/a");
	assert_match("{**/,}a", "a");
	assert_match("{**,x}/y", "y");
	assert_match("x{a}y", "xay");
	assert_match("x{}y", "xy");
	assert_match("a,b", "a,b");
	assert_match("{a\\,b,c}", "a,b");
	assert_match("{a,b\\}}", "b}");
}

static void a_back_slash_takes_the_next_byte(void **state)
{
	(void)state;
	assert_match("\\*", "*");
	assert_no_match("\\*", "a");
	assert_match("\\[a]", "[a]");
	assert_match("\\{a,b\\}", "{a,b}");
	assert_match("a\\\\b", "a\\b");
	assert_match("\\!a", "!a");
	assert_match("\\a.c", "a.c");
}

static void what_is_not_well_formed_is_said(void **state)
{
	char longest[5000], deep[40];

	(void)state;
	assert_string_equal(glob_problem(""), "is empty");
	assert_string_equal(glob_problem("a[b"), "has a `[` without `]`");
	assert_string_equal(glob_problem("[]"), "has a `[` without `]`");
	assert_string_equal(glob_problem("{a,b"), "has a `{` without `}`");
	assert_string_equal(glob_problem("{a,[}]"), "has a `{` without `}`");
	assert_string_equal(glob_problem("a}"), "has a `}` without `{`");
	assert_string_equal(glob_problem("a\\"), "ends in a back-slash");
	assert_string_equal(
		glob_problem("[z-a]"), "has a range that runs backwards");
	memset(deep, '{', 17);
	memset(deep + 17, '}', 17);
	deep[34] = '\0';
	assert_string_equal(glob_problem(deep), "has braces more than 16 deep");
	deep[33] = '\0';
	assert_null(glob_problem(deep + 1));
	memset(longest, 'a', 4096);
	longest[4096] = '\0';
	assert_string_equal(glob_problem(longest), "is longer than 4095 bytes");
	longest[4095] = '\0';
	assert_null(glob_problem(longest));
}

static void what_is_not_well_formed_does_no_harm(void **state)
{
	static const char *const globs[] = {"", "[", "[!", "[^]", "[a-", "{",
		"{a", "{,", "a}", "\\", "[\\", "{[", "{[,}", "{\\", "*[", "**[",
		"**{", "}{", "{}}", "[]", "a[b", "/[", "{a,b\\"};
	static const char *const paths[] = {
		"", "a", "a/b", "{a", "[", "a}", "aaaa/aaaa"};

	(void)state;
	for (size_t i = 0; i < sizeof(globs) / sizeof(*globs); i++)
		for (size_t j = 0; j < sizeof(paths) / sizeof(*paths); j++)
			glob_match(globs[i], paths[j]);
	assert_false(glob_match("[a", "a"));
	assert_false(glob_match("{a", "a"));
	assert_false(glob_match("a\\", "a"));
}

static void the_last_glob_that_matches_decides(void **state)
{
	static const char *const globs[] = {
		"*.ts", "!*.d.ts", "keep.d.ts", "!vendor/"};
	static const char *const out[] = {"!*.md", "!docs/"};

	(void)state;
	assert_true(glob_list_match(globs, 4, "src/a.ts"));
	assert_false(glob_list_match(globs, 4, "src/a.d.ts"));
	assert_true(glob_list_match(globs, 4, "src/keep.d.ts"));
	assert_false(glob_list_match(globs, 4, "vendor/a.ts"));
	assert_false(glob_list_match(globs, 4, "a.js"));
	assert_true(glob_list_match(out, 2, "a.js"));
	assert_false(glob_list_match(out, 2, "a.md"));
	assert_false(glob_list_match(out, 2, "docs/a.js"));
	assert_true(glob_list_match(NULL, 0, "a"));
}

/* A generator of our own, so that every run tries the same globs. */
static unsigned long random_state = 1;

static unsigned random_below(unsigned limit)
{
	random_state =
		random_state * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned)(random_state >> 33) % limit;
}

static char *random_glob(char *at, unsigned depth)
{
	static const char *const pieces[] = {"a", "a", "b", "/", "/", "?", "*",
		"*", "**", "**/", "[a]", "[!a]"};
	unsigned count = random_below(4) + (depth == 0);

	while (count--) {
		unsigned piece = random_below(13);

		if (piece < 12) {
			at = stpcpy(at, pieces[piece]);
		} else if (depth < 2) {
			*at++ = '{';
			for (unsigned i = random_below(3);; i--) {
				at = random_glob(at, depth + 1);
				*at++ = i ? ',' : '}';
				if (!i)
					break;
			}
		}
	}
	*at = '\0';
	return at;
}

static void random_path(char *path)
{
	for (unsigned i = random_below(9); i; i--)
		*path++ = "aab/"[random_below(4)];
	*path = '\0';
}

/* Where braces were; stands for nothing, but keeps `*` and `*` apart. */
#define SEAM '\1'

static const char *root;

/* Matches by trying everything; only for globs without braces. */
static bool simple_match(const char *glob, const char *path, bool below)
{
	bool deep = glob[0] == '*' && glob[1] == '*', out;
	const char *rest = glob + (deep ? strspn(glob, "*") : 1), *after;

	if (*glob == SEAM)
		return simple_match(rest, path, below);
	if (!*glob)
		return below || !*path;
	after = rest + strspn(rest, "*\1");
	if (deep && *after == '/' && (path == root || path[-1] == '/') &&
		simple_match(after + 1, path, true))
		return true;
	if (*glob == '*') {
		while (!simple_match(rest, path, false))
			if (!*path || (*path++ == '/' && !deep))
				return false;
		return true;
	}
	if (*glob == '[') {
		out = glob[1] == '!';
		return *path && *path != '/' && (*path == 'a') != out &&
		       simple_match(glob + 3 + out, path + 1, false);
	}
	if (!*path || (*glob == '?' ? *path == '/' : *glob != *path))
		return false;
	return simple_match(rest, path + 1, *glob == '/');
}

/* Tries every glob that the first braces can become. */
static bool simple_match_braces(const char *glob, const char *path, bool below)
{
	const char *open = strchr(glob, '{'), *close, *start;
	char one[512];
	int depth = 0;

	if (!open)
		return simple_match(glob, path, below);
	for (close = open; *close != '}' || depth > 1; close++)
		depth += (*close == '{') - (*close == '}');
	depth = 0;
	start = open + 1;
	for (const char *at = start; at <= close; at++) {
		if (at == close || (*at == ',' && depth == 0)) {
			snprintf(one, sizeof(one), "%.*s%c%.*s%c%s",
				(int)(open - glob), glob, SEAM,
				(int)(at - start), start, SEAM, close + 1);
			if (simple_match_braces(one, path, below))
				return true;
			start = at + 1;
		}
		depth += (*at == '{') - (*at == '}');
	}
	return false;
}

static bool simple_glob_match(const char *glob, const char *path)
{
	bool below = *glob == '/';

	root = strchr(glob, '/') ? path : path_name(path);
	return simple_match_braces(glob + below, root, below);
}

static void assert_agrees(const char *glob, const char *path)
{
	bool expected = simple_glob_match(glob, path);

	assert_null(glob_problem(glob));
	if (glob_match(glob, path) != expected)
		fail_msg("%s %s %s", glob,
			expected ? "does not match" : "matches", path);
}

static void made_up_globs_agree_with_the_simple_matcher(void **state)
{
	char glob[512], path[16];
	unsigned matches = 0;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		random_glob(glob, 0);
		random_path(path);
		if (!*glob || strlen(glob) > 60)
			continue;
		assert_agrees(glob, path);
		matches += glob_match(glob, path);
	}
	assert_in_range(matches, 10000, 90000);
}

/*
 * The same through the steady matcher: 40 braces in a row are more than the
 * quick one goes into.
 */
static void so_do_those_with_many_braces(void **state)
{
	char glob[512], path[16], *end = glob;

	(void)state;
	for (int i = 0; i < 40; i++)
		end = stpcpy(end, "{}");
	for (int i = 0; i < 20000; i++) {
		random_glob(end, 0);
		random_path(path);
		if (strlen(end) > 60 || *end == '/')
			continue;
		if (glob_match(glob, path) != simple_glob_match(end, path))
			fail_msg("%s, steadily, on %s", end, path);
	}
}

static void assert_rejects(const char *glob, const char *ending, bool rejects)
{
	if (glob_list_rejects_ending(&glob, 1, ending) != rejects)
		fail_msg("%s %s %s", glob, rejects ? "may match" : "rejects",
			ending);
}

static void an_ending_can_rule_globs_out(void **state)
{
	static const char *const in_and_out[] = {"*.js", "!*.c", "*.ts"};
	static const char *const out[] = {"!*.js"};

	(void)state;
	assert_rejects("*.js", ".c", true);
	assert_rejects("*.c", ".c", false);
	assert_rejects("*.cc", ".c", true);
	assert_rejects("*c", ".c", false);
	assert_rejects("**/*.{js,{ts,tsx}}", ".c", true);
	assert_rejects("**/*.{js,{ts,c}}", ".c", false);
	assert_rejects("**/*{.js,}", ".c", false);
	assert_rejects("*.{js,ts}x", ".jsx", false);
	assert_rejects("*.{js,ts}x", ".c", true);
	assert_rejects("Makefile", ".c", true);
	assert_rejects("docs/", ".c", false);
	assert_rejects("docs/**", ".c", false);
	assert_rejects("*.[jt]s", ".c", false);
	assert_true(glob_list_rejects_ending(in_and_out, 3, ".c"));
	assert_false(glob_list_rejects_ending(in_and_out, 3, ".ts"));
	assert_false(glob_list_rejects_ending(out, 1, ".c"));
	assert_false(glob_list_rejects_ending(NULL, 0, ".c"));
}

/* Of every path that a made-up glob matches no ending is rejected. */
static void no_ending_of_a_match_is_ruled_out(void **state)
{
	char text[512], path[16];
	const char *glob = text;
	unsigned matches = 0, rejections = 0;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		const char *name;

		random_glob(text, 0);
		random_path(path);
		if (!*glob || strlen(glob) > 60 || *glob == '!')
			continue;
		name = path_name(path);
		for (const char *at = name; *at; at++) {
			bool rejects = glob_list_rejects_ending(&glob, 1, at);

			rejections += rejects;
			if (rejects && glob_match(glob, path))
				fail_msg("%s matches %s, but rejects %s", glob,
					path, at);
			matches += glob_match(glob, path);
		}
	}
	assert_in_range(matches, 10000, 1000000);
	assert_in_range(rejections, 10000, 1000000);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Part count times at most, then something that the path does not have. */
static void assert_bounded(const char *part, unsigned count, bool folders)
{
	char glob[2048] = "", path[2048];
	double before = seconds();

	while (count-- && strlen(glob) + strlen(part) < sizeof(glob) - 4)
		strcat(glob, part);
	strcat(glob, "b*a");
	memset(path, 'a', sizeof(path));
	for (size_t i = 1; folders && i < sizeof(path); i += 2)
		path[i] = '/';
	path[sizeof(path) - 2] = 'a';
	path[sizeof(path) - 1] = '\0';
	assert_false(glob_match(glob, path));
	if (seconds() - before > 2)
		fail_msg("%s took %.0f s", part, seconds() - before);
}

static void hostile_globs_do_not_blow_up(void **state)
{
	static const char *const parts[] = {"*a", "**a", "?*", "[!b]*", "{a,a}",
		"{a,aa}", "{*a,*}", "{**,*}", "{,a}", "{{a,a},{a,a}}", "**/",
		"*/", "{**/,*/}"};

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		assert_bounded(parts[i], 30, false);
		assert_bounded(parts[i], 2000, false);
		assert_bounded(parts[i], 2000, true);
	}
}

static void paths_have_a_name_and_a_folder(void **state)
{
	(void)state;
	assert_string_equal(path_name("a/b/c.yml"), "c.yml");
	assert_string_equal(path_name("c.yml"), "c.yml");
	assert_string_equal(path_name(""), "");
	assert_int_equal(path_folder_size("a/b/c.yml"), 3);
	assert_int_equal(path_folder_size("c.yml"), 0);
	assert_int_equal(path_folder_size(""), 0);
}

static void assert_joined(
	const char *folder, const char *path, const char *expected)
{
	struct arena *arena = arena_new();
	const char *joined = path_join(arena, folder, path);

	if (expected) {
		assert_non_null(joined);
		assert_string_equal(joined, expected);
	} else {
		assert_null(joined);
	}
	arena_free(arena);
}

static void join_folds_dots_away(void **state)
{
	(void)state;
	assert_joined("", "a", "a");
	assert_joined("", "", "");
	assert_joined("", ".", "");
	assert_joined("a/b", "", "a/b");
	assert_joined("a/b", ".", "a/b");
	assert_joined("a/b", "c", "a/b/c");
	assert_joined("a/b", "./c//d/", "a/b/c/d");
	assert_joined("a/b", "../c", "a/c");
	assert_joined("a/b", "../../c", "c");
	assert_joined("a/b", "../..", "");
	assert_joined("a/b", "c/../../d", "a/d");
	assert_joined("a/", "b", "a/b");
	assert_joined("a", "..b/...", "a/..b/...");
	assert_joined("a/b", "../../../c", NULL);
	assert_joined("", "..", NULL);
	assert_joined("", "a/../..", NULL);
	assert_joined("a", "/etc/passwd", NULL);
}

static void within_means_at_or_below(void **state)
{
	(void)state;
	assert_true(path_within("a/b", ""));
	assert_true(path_within("", ""));
	assert_true(path_within("a", "a"));
	assert_true(path_within("a/b/c", "a/b"));
	assert_true(path_within("a/b", "a/"));
	assert_false(path_within("ab", "a"));
	assert_false(path_within("a", "a/b"));
	assert_false(path_within("", "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_glob_without_slash_is_for_names),
		cmocka_unit_test(a_glob_with_slash_is_from_the_root),
		cmocka_unit_test(stars_stay_in_one_folder),
		cmocka_unit_test(two_stars_cross_folders),
		cmocka_unit_test(a_last_slash_means_all_below),
		cmocka_unit_test(classes_are_sets_of_bytes),
		cmocka_unit_test(braces_are_alternatives),
		cmocka_unit_test(a_back_slash_takes_the_next_byte),
		cmocka_unit_test(what_is_not_well_formed_is_said),
		cmocka_unit_test(what_is_not_well_formed_does_no_harm),
		cmocka_unit_test(the_last_glob_that_matches_decides),
		cmocka_unit_test(made_up_globs_agree_with_the_simple_matcher),
		cmocka_unit_test(so_do_those_with_many_braces),
		cmocka_unit_test(an_ending_can_rule_globs_out),
		cmocka_unit_test(no_ending_of_a_match_is_ruled_out),
		cmocka_unit_test(hostile_globs_do_not_blow_up),
		cmocka_unit_test(paths_have_a_name_and_a_folder),
		cmocka_unit_test(join_folds_dots_away),
		cmocka_unit_test(within_means_at_or_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
