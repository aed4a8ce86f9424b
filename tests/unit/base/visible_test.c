/*
 * visible: nothing that a file holds steers a terminal, and what is text
 * stays as it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/visible.h"

static void assert_shown(const char *text, size_t size, const char *shown)
{
	struct buffer out = BUFFER_INIT;

	add_visible(&out, slice_range(text, 0, size));
	assert_string_equal(buffer_string(&out), shown);
	buffer_release(&out);
}

#define SHOWN(text, shown) assert_shown(text, sizeof(text) - 1, shown)

static void test_text_stays(void **state)
{
	(void)state;
	SHOWN("", "");
	SHOWN("a b\tc~\\x1b", "a b\tc~\\x1b");
	SHOWN("na\xc3\xafve \xf0\x9f\x9a\x80 \xe2\x82\xac",
		"na\xc3\xafve \xf0\x9f\x9a\x80 \xe2\x82\xac");
	SHOWN("\xc2\xa0", "\xc2\xa0");
}

static void test_controls_are_written_out(void **state)
{
	(void)state;
	SHOWN("\x1b[31m", "\\x1b[31m");
	SHOWN("a\nb\rc\0d\x7f", "a\\x0ab\\x0dc\\x00d\\x7f");
	SHOWN("\x07", "\\x07");
	/* U+009B is an escape sequence's start in eight bits, in UTF-8. */
	SHOWN("\xc2\x9b"
	      "31m",
		"\\xc2\\x9b31m");
}

static void test_bytes_that_are_no_text(void **state)
{
	(void)state;
	/* Alone, 0x9b is that start to a terminal that is not in UTF-8. */
	SHOWN("\x9b"
	      "31m",
		"\\x9b31m");
	SHOWN("l\xe9gume", "l\xe9gume");
	SHOWN("\xe2\x9b", "\xe2\\x9b");
}

static void test_direction_is_not_turned(void **state)
{
	(void)state;
	SHOWN("a\xe2\x80\xae"
	      "b\xe2\x81\xa6",
		"a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6");
	/* Letters that are written from the right stay. */
	SHOWN("\xd7\xa9", "\xd7\xa9");
}

static void test_runner_gets_no_commands(void **state)
{
	(void)state;
	SHOWN("::error::a::b", "\\x3a:error::a::b");
	SHOWN(" \t::a", " \t\\x3a:a");
	SHOWN("a ##[group]b", "a ##\\x5bgroup]b");
	SHOWN("[::1]:80 #[a] :a a::b", "[::1]:80 #[a] :a a::b");
}

static void test_lines_stay_lines(void **state)
{
	struct buffer out = BUFFER_INIT;

	(void)state;
	add_visible_lines(&out, slice_of("a\x1b\n\nb"));
	assert_string_equal(buffer_string(&out), "a\\x1b\n\nb");
	buffer_release(&out);
}

static void test_columns(void **state)
{
	size_t size;

	(void)state;
	assert_int_equal(visible_columns(slice_of("\x1b["), &size), 4);
	assert_int_equal(size, 1);
	assert_int_equal(visible_columns(slice_of("\xc2\x9bx"), &size), 8);
	assert_int_equal(size, 2);
	assert_int_equal(visible_columns(slice_of("\xc3\xaf"), &size), 1);
	assert_int_equal(size, 2);
	assert_int_equal(visible_columns(slice_of("\t"), &size), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_stays),
		cmocka_unit_test(test_controls_are_written_out),
		cmocka_unit_test(test_bytes_that_are_no_text),
		cmocka_unit_test(test_direction_is_not_turned),
		cmocka_unit_test(test_runner_gets_no_commands),
		cmocka_unit_test(test_lines_stay_lines),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
