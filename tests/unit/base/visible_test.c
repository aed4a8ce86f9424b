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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_stays),
		cmocka_unit_test(test_controls_are_written_out),
		cmocka_unit_test(test_bytes_that_are_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
