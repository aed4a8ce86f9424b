/*
 * error: what is set, what is cut off, and the text that it becomes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include <string.h>

static void set_fills_and_fails(void **state)
{
	struct error err = {.line = 9, .column = 9, .path = "old"};

	(void)state;
	assert_int_equal(error_set(&err, ERROR_USE, "no %s %d", "x", 3), -1);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(err.message, "no x 3");
	assert_string_equal(err.path, "");
	assert_int_equal(err.line, 0);
	assert_int_equal(err.column, 0);
	assert_int_equal(error_set(NULL, ERROR_WORK, "%s", "unheard"), -1);
	assert_int_equal(error_at(NULL, ERROR_WORK, "a", 1, 1, "unheard"), -1);
}

static void at_takes_a_place(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(
		error_at(&err, ERROR_WORK, "a/b.yml", 3, 7, "%s", "bad"), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_string_equal(err.path, "a/b.yml");
	assert_int_equal(err.line, 3);
	assert_int_equal(err.column, 7);
	error_at(&err, ERROR_WORK, NULL, 0, 0, "bad");
	assert_string_equal(err.path, "");
}

static void an_error_can_quote_itself(void **state)
{
	struct error err;

	(void)state;
	error_at(&err, ERROR_WORK, "inner.yml", 2, 0, "cannot be read");
	error_at(&err, ERROR_USE, err.path, err.line, 5, "rule: %s",
		err.message);
	assert_string_equal(err.path, "inner.yml");
	assert_string_equal(err.message, "rule: cannot be read");
	assert_int_equal(err.line, 2);
}

static void long_parts_are_cut_off(void **state)
{
	struct error err;
	char word[3000];

	(void)state;
	memset(word, 'w', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	error_at(&err, ERROR_WORK, word, 1, 1, "%s", word);
	assert_int_equal(strlen(err.path), sizeof(err.path) - 1);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
}

static void assert_text(
	const char *path, unsigned line, unsigned column, const char *expected)
{
	struct error err;
	char text[64];

	error_at(&err, ERROR_USE, path, line, column, "is bad");
	assert_ptr_equal(error_text(&err, text, sizeof(text)), text);
	assert_string_equal(text, expected);
}

static void text_leaves_out_what_is_not_known(void **state)
{
	(void)state;
	assert_text("a.yml", 3, 7, "a.yml:3:7: is bad");
	assert_text("a.yml", 3, 0, "a.yml:3: is bad");
	assert_text("a.yml", 0, 0, "a.yml: is bad");
	assert_text("", 3, 7, "3:7: is bad");
	assert_text("", 0, 0, "is bad");
	assert_text("a.yml", UINT32_MAX, UINT32_MAX,
		"a.yml:4294967295:4294967295: is bad");
}

static void text_is_cut_off_at_its_size(void **state)
{
	struct error err;
	char text[8] = "#######";

	(void)state;
	error_at(&err, ERROR_USE, "a.yml", 3, 7, "is bad");
	assert_string_equal(error_text(&err, text, 6), "a.yml");
	assert_int_equal(text[6], '#');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_and_fails),
		cmocka_unit_test(at_takes_a_place),
		cmocka_unit_test(an_error_can_quote_itself),
		cmocka_unit_test(long_parts_are_cut_off),
		cmocka_unit_test(text_leaves_out_what_is_not_known),
		cmocka_unit_test(text_is_cut_off_at_its_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
