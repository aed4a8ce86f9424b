/* Patterns: mistakes in them, what they find, and their limits. */
#include "base/memory.h"
#include "rule/pattern.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct pattern_scratch *scratch;

static struct pattern *compile(const char *source, unsigned flags)
{
	struct pattern *pattern;
	struct error err;

	if (pattern_compile(&pattern, source, flags, &err) < 0)
		fail_msg("/%s/: %s", source, err.message);
	return pattern;
}

/* The first match of source in a text, or what pattern_find gives. */
static int find(const char *source, unsigned flags, struct slice text,
	struct pattern_match *match)
{
	struct pattern *pattern = compile(source, flags);
	int found =
		pattern_find(pattern, scratch, text.data, text.size, 0, match);

	pattern_free(pattern);
	return found;
}

static void expect_match(const char *source, unsigned flags, const char *text,
	size_t start, size_t end)
{
	struct pattern_match match;

	assert_int_equal(find(source, flags, slice_of(text), &match), 1);
	assert_int_equal(match.start[0], start);
	assert_int_equal(match.end[0], end);
}

static void expect_none(const char *source, unsigned flags, const char *text)
{
	struct pattern_match match;

	assert_int_equal(find(source, flags, slice_of(text), &match), 0);
}

static void expect_mistake(
	const char *source, unsigned column, const char *message)
{
	struct pattern *pattern;
	struct error err;

	assert_int_equal(pattern_compile(&pattern, source, 0, &err), -1);
	assert_null(pattern);
	assert_int_equal(err.kind, ERROR_USE);
	assert_int_equal(err.line, 0);
	assert_int_equal(err.column, column);
	if (!strstr(err.message, message))
		fail_msg("\"%s\" lacks \"%s\"", err.message, message);
}

static void test_mistakes(void **state)
{
	(void)state;
	expect_mistake("ab(c", 5, "missing closing parenthesis");
	expect_mistake("a[b", 4, "missing terminating ]");
	expect_mistake("ab\\C", 5, "\\C is disabled");
	expect_mistake("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)", 1,
		"it has 16 groups, more than the 15 that are kept");
	pattern_free(
		compile("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)", 0));
	pattern_free(NULL);
}

static void test_flags(void **state)
{
	(void)state;
	expect_none("port", 0, "PORT");
	expect_match("port", PATTERN_IGNORE_CASE, "a PORT", 2, 6);
	expect_none("^b", 0, "a\nb");
	expect_match("^b", PATTERN_MULTILINE, "a\nb", 2, 3);
}

static void test_line_ends(void **state)
{
	(void)state;
	expect_match("a$", PATTERN_MULTILINE, "xa\r\nb", 1, 2);
	expect_match("a$", PATTERN_MULTILINE, "xa\nb", 1, 2);
	expect_match("b.*", PATTERN_MULTILINE, "b c\r\nd", 0, 3);
}

static void test_captures(void **state)
{
	struct pattern_match match;
	struct slice text = slice_of("x = localhost:4007");

	(void)state;
	assert_int_equal(find("(?<host>localhost)(x)?:(?<port>\\d+)(y)?", 0,
				 text, &match),
		1);
	assert_int_equal(match.start[0], 4);
	assert_int_equal(match.start[1], 4);
	assert_int_equal(match.end[1], 13);
	assert_int_equal(match.start[2], SIZE_MAX);
	assert_int_equal(match.end[2], SIZE_MAX);
	assert_int_equal(match.start[3], 14);
	assert_int_equal(match.end[3], 18);
	for (size_t i = 4; i < PATTERN_CAPTURES; i++)
		assert_int_equal(match.start[i], SIZE_MAX);
	assert_int_equal(match.count, 4);
}

static void test_group_names(void **state)
{
	struct pattern *pattern = compile("(a)(?<host>b)(?:c)(?<port>d)", 0);
	const char *const *names;
	size_t count;

	(void)state;
	assert_int_equal(pattern_group(pattern, "host"), 2);
	assert_int_equal(pattern_group(pattern, "port"), 3);
	assert_int_equal(pattern_group(pattern, "name"), 0);
	names = pattern_group_names(pattern, &count);
	assert_int_equal(count, 4);
	assert_null(names[0]);
	assert_null(names[1]);
	assert_string_equal(names[2], "host");
	assert_string_equal(names[3], "port");
	pattern_free(pattern);
}

static void test_from(void **state)
{
	struct pattern *pattern = compile("\\bab", 0);
	struct pattern_match match;

	(void)state;
	assert_int_equal(
		pattern_find(pattern, scratch, "ab cab ab", 9, 1, &match), 1);
	/* What lies before `from` is seen: no boundary at 4. */
	assert_int_equal(match.start[0], 7);
	assert_int_equal(pattern_find(pattern, scratch, "ab", 2, 2, &match), 0);
	assert_int_equal(pattern_find(pattern, scratch, "ab", 2, 3, &match), 0);
	assert_int_equal(pattern_find(pattern, scratch, NULL, 0, 0, &match), 0);
	pattern_free(pattern);
}

static void test_empty_matches(void **state)
{
	(void)state;
	expect_match("x*", 0, "abxx", 2, 4);
	expect_none("x*", 0, "abc");
	expect_none("$", PATTERN_MULTILINE, "abc\n");
	expect_match("|a", 0, "ba", 1, 2);
}

/* Bad bytes match nothing and stop nothing. */
static void test_bad_utf8(void **state)
{
	struct pattern_match match;

	(void)state;
	expect_match("port", 0, "\xff\xfeport\x80", 2, 6);
	expect_match("gr.n", 0, "\xc3gr\xc3\xbcn", 1, 6);
	expect_none("a.b", 0,
		"a\xff"
		"b");
	assert_int_equal(
		find("b.d", 0, (struct slice){"a\0b\0d", 5}, &match), 1);
	assert_int_equal(match.start[0], 2);
}

static char *repeated(const char *text, size_t count)
{
	size_t size = strlen(text);
	char *all = memory_new(count * size + 1, 1);

	for (size_t i = 0; i < count; i++)
		memcpy(all + i * size, text, size);
	return all;
}

static void test_backtracking(void **state)
{
	struct pattern_match match;
	char *text = repeated("a", 5000);

	(void)state;
	assert_int_equal(find("(a+)+[xy]", 0, slice_of(text), &match), -1);
	assert_int_equal(
		find("(*NO_JIT)(a+)+[xy]", 0, slice_of(text), &match), -1);
	free(text);
}

/* Time by the square of the text is no backtracking, and ends too. */
/* Translated, these take minutes for a byte, and no limit stops them. */
static void test_calls(void **state)
{
	static const char *const sources[] = {
		"||x|||||||||||||(?R)||||||||||||||",
		"(||x|||||||||||||(?1)||||||||||||||)",
		"(?<n>||x|||||||||||||(?&n)||||||||||||||)",
		"(?<n>||x|||||||||||||(?P>n)||||||||||||||)",
		"(||x|||||||||||||\\g<1>||||||||||||||)",
		"(||x|||||||||||||(?-1)||||||||||||||)",
	};
	struct pattern_match match;

	(void)state;
	alarm(30);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		assert_int_not_equal(
			find(sources[i], 0, slice_of("2"), &match), 1);
	alarm(0);
	expect_match("\\((?:[^()]|(?R))*\\)", 0, "a(b(c)d)e", 1, 8);
}

static void test_long_walks(void **state)
{
	struct pattern_match match;
	char *text = repeated("a", 1000000);

	(void)state;
	text[999998] = ' ';
	text[999999] = ':';
	assert_int_equal(find("(?<!x)\\w+:", 0, slice_of(text), &match), -1);
	free(text);
}

/* Where the stack of the machine code is too small, the result is that of
 * the interpreter. */
static void test_stack(void **state)
{
	struct pattern_match with, without;
	char *text = repeated("ab", 150000);
	static const char source[] = "(?:(?:ab|c)(?=.|$))+", *slow;

	(void)state;
	slow = "(*NO_JIT)(?:(?:ab|c)(?=.|$))+";
	assert_int_equal(find(source, 0, slice_of(text), &with), 1);
	assert_int_equal(find(slow, 0, slice_of(text), &without), 1);
	assert_int_equal(with.end[0], 300000);
	assert_int_equal(without.end[0], 300000);
	free(text);
}

/* Past the size that is searched in one go, starts are cut into windows. */
static void test_large_text(void **state)
{
	size_t size = 3 * 1024 * 1024 + 1;
	char *text = repeated("\xc3\xbc", size / 2);
	struct pattern_match match;

	(void)state;
	size = strlen(text);
	assert_int_equal(find("ort", 0, (struct slice){text, size}, &match), 0);
	memcpy(text + size - 5, "port:", 5);
	assert_int_equal(
		find("\\bort:", 0, (struct slice){text, size}, &match), 0);
	assert_int_equal(
		find("p(ort):", 0, (struct slice){text, size}, &match), 1);
	assert_int_equal(match.start[0], size - 5);
	assert_int_equal(match.start[1], size - 4);
	memcpy(text + 40000, "port:", 5);
	assert_int_equal(
		find("p(ort):", 0, (struct slice){text, size}, &match), 1);
	assert_int_equal(match.start[0], 40000);
	free(text);
}

/* The machine code and the interpreter agree on every position. */
static void test_agreement(void **state)
{
	static const char *const sources[] = {"[a-c]+\\d", "(?<=a)b|c$",
		"\\w+\\s*=", "(a|ab)(c|bcd)(d*)", "^\\s*\\S", "\\bk\\w*"};
	static const char text[] = "abcd = ab1\r\n c\xff\xc3\xbc"
				   "abcdd k1 =a b";
	struct pattern_match a, b;

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		char slow[100] = "(*NO_JIT)";
		struct pattern *quick = compile(sources[i], 3), *other;

		strncat(slow, sources[i], sizeof(slow) - strlen(slow) - 1);
		other = compile(slow, 3);
		for (size_t from = 0; from < sizeof(text); from++) {
			int found = pattern_find(quick, scratch, text,
				sizeof(text) - 1, from, &a);

			assert_int_equal(pattern_find(other, scratch, text,
						 sizeof(text) - 1, from, &b),
				found);
			if (found == 1)
				assert_memory_equal(&a, &b, sizeof(a));
		}
		pattern_free(quick);
		pattern_free(other);
	}
}

static void test_literals(void **state)
{
	struct pattern *pattern = compile("port\\d", PATTERN_IGNORE_CASE);
	const struct slice *literals;
	size_t count;
	bool fold;

	(void)state;
	literals = pattern_literals(pattern, &count, &fold);
	assert_int_equal(count, 1);
	assert_true(fold);
	assert_true(slice_is(literals[0], "port"));
	pattern_free(pattern);
}

static void test_lazy(void **state)
{
	struct pattern *pattern = pattern_lazy("(?<port>\\d+)", 0);
	struct pattern *broken = pattern_lazy("(?<port>", 0);
	struct pattern_match match;
	size_t count;

	(void)state;
	assert_int_equal(
		pattern_find(pattern, scratch, "a80", 3, 0, &match), 1);
	assert_int_equal(match.start[1], 1);
	assert_int_equal(pattern_group(pattern, "port"), 1);
	assert_int_equal(
		pattern_find(broken, scratch, "a80", 3, 0, &match), -1);
	assert_int_equal(pattern_group(broken, "port"), 0);
	assert_null(pattern_group_names(broken, &count));
	assert_int_equal(count, 0);
	pattern_free(pattern);
	pattern_free(broken);
}

static void *find_in_thread(void *shared)
{
	struct pattern *const *patterns = shared;
	struct pattern_scratch *own = pattern_scratch_new();
	struct pattern_match match;
	size_t found = 0;

	for (int i = 0; i < 50; i++)
		if (pattern_group(patterns[i], "n") == 1 &&
			pattern_find(patterns[i], own, "x = y1", 6, 0,
				&match) == 1 &&
			match.start[0] == 4)
			found++;
	pattern_scratch_free(own);
	return (void *)found;
}

static void test_threads(void **state)
{
	struct pattern *patterns[50];
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 50; i++)
		patterns[i] = pattern_lazy("(?<n>y)\\d", 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL,
					 find_in_thread, patterns),
			0);
	for (int i = 0; i < 4; i++) {
		void *found;

		pthread_join(threads[i], &found);
		assert_int_equal((size_t)found, 50);
	}
	for (int i = 0; i < 50; i++)
		pattern_free(patterns[i]);
}

static int set_up(void **state)
{
	(void)state;
	scratch = pattern_scratch_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	pattern_scratch_free(scratch);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_group_names),
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_empty_matches),
		cmocka_unit_test(test_bad_utf8),
		cmocka_unit_test(test_backtracking),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_long_walks),
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_large_text),
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_lazy),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
