/*
 * lines: where lines begin and end, and offsets to lines and columns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/lines.h"
#include <stdlib.h>
#include <string.h>

static void assert_lines(const char *text, size_t count, const char **expected)
{
	struct lines lines;

	lines_init(&lines, text, strlen(text));
	assert_int_equal(lines.count, count);
	for (size_t i = 0; i < count; i++) {
		struct slice line = lines_text(&lines, (unsigned)i + 1);

		assert_int_equal(line.size, strlen(expected[i]));
		assert_memory_equal(line.data, expected[i], line.size);
	}
	lines_release(&lines);
}

static void only_lf_ends_a_line(void **state)
{
	(void)state;
	assert_lines("", 1, (const char *[]){""});
	assert_lines("a", 1, (const char *[]){"a"});
	assert_lines("a\n", 2, (const char *[]){"a", ""});
	assert_lines("a\r\nb", 2, (const char *[]){"a", "b"});
	assert_lines("a\rb\n\n", 3, (const char *[]){"a\rb", "", ""});
	assert_lines("\r\n\n", 3, (const char *[]){"", "", ""});
	assert_lines("a\r\r\n", 2, (const char *[]){"a\r", ""});
	assert_lines("a\r", 1, (const char *[]){"a\r"});
}

static void assert_at(
	const char *text, size_t offset, unsigned line, unsigned column)
{
	struct lines lines;
	unsigned found_line, found_column;

	lines_init(&lines, text, strlen(text));
	lines_at(&lines, offset, &found_line, &found_column);
	assert_int_equal(found_line, line);
	assert_int_equal(found_column, column);
	lines_release(&lines);
}

static void offsets_become_lines_and_columns(void **state)
{
	(void)state;
	assert_at("", 0, 1, 1);
	assert_at("ab\ncd\n", 0, 1, 1);
	assert_at("ab\ncd\n", 2, 1, 3);
	assert_at("ab\ncd\n", 3, 2, 1);
	assert_at("ab\ncd\n", 5, 2, 3);
	assert_at("ab\ncd\n", 6, 3, 1);
	assert_at("ab\ncd", 5, 2, 3);
	assert_at("\303\251x", 2, 1, 3);
}

static void lines_out_of_range_are_empty(void **state)
{
	struct lines lines;

	(void)state;
	lines_init(&lines, "ab\ncd", 5);
	assert_int_equal(lines_text(&lines, 0).size, 0);
	assert_int_equal(lines_text(&lines, 3).size, 0);
	assert_int_equal(lines_text(&lines, UINT32_MAX).size, 0);
	assert_int_equal(lines_start(&lines, 2), 3);
	assert_int_equal(lines_start(&lines, 3), 5);
	lines_release(&lines);
	assert_null(lines.starts);
}

static void nothing_at_all_is_one_line(void **state)
{
	struct lines lines;

	(void)state;
	lines_init(&lines, NULL, 0);
	assert_int_equal(lines.count, 1);
	assert_int_equal(lines_text(&lines, 1).size, 0);
	lines_release(&lines);
}

/* More lines than any first guess, the last of them long. */
static void many_lines_are_all_found(void **state)
{
	enum { LINES = 10000, TAIL = 5000 };
	char *text = malloc(LINES + TAIL);
	struct lines lines;
	unsigned line, column;

	(void)state;
	memset(text, '\n', LINES);
	memset(text + LINES, 'x', TAIL);
	lines_init(&lines, text, LINES + TAIL);
	assert_int_equal(lines.count, LINES + 1);
	for (unsigned i = 1; i <= lines.count; i++)
		assert_int_equal(lines_start(&lines, i), i - 1);
	lines_at(&lines, LINES + TAIL, &line, &column);
	assert_int_equal(line, LINES + 1);
	assert_int_equal(column, TAIL + 1);
	lines_release(&lines);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_lf_ends_a_line),
		cmocka_unit_test(offsets_become_lines_and_columns),
		cmocka_unit_test(lines_out_of_range_are_empty),
		cmocka_unit_test(nothing_at_all_is_one_line),
		cmocka_unit_test(many_lines_are_all_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
