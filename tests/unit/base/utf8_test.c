/*
 * utf8: every code point there and back, and all that is not UTF-8.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include <string.h>

/* Sizes that no longer promise what follows: a copy of just these bytes. */
static void assert_read(
	const char *text, size_t size, size_t length, uint32_t code)
{
	char exact[8];
	uint32_t found;

	memcpy(exact, text, size);
	assert_int_equal(utf8_read(exact, size, &found), length);
	assert_int_equal(found, code);
	assert_int_equal(utf8_read(exact, size, NULL), length);
}

static void well_formed_sequences_are_read(void **state)
{
	(void)state;
	assert_read("a", 1, 1, 'a');
	assert_read("\0", 1, 1, 0);
	assert_read("\x7f", 1, 1, 0x7f);
	assert_read("\xc2\x80", 2, 2, 0x80);
	assert_read("\xc3\xa9z", 3, 2, 0xe9);
	assert_read("\xe2\x82\xac", 3, 3, 0x20ac);
	assert_read("\xef\xbf\xbf", 3, 3, 0xffff);
	assert_read("\xf0\x9f\x98\x80", 4, 4, 0x1f600);
	assert_read("\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff);
}

static void anything_else_is_one_bad_byte(void **state)
{
	(void)state;
	assert_read("\x80", 1, 1, UINT32_MAX); /* no first byte */
	assert_read("\xff", 1, 1, UINT32_MAX);
	assert_read("\xc0\xaf", 2, 1, UINT32_MAX); /* overlong */
	assert_read("\xc1\xbf", 2, 1, UINT32_MAX);
	assert_read("\xe0\x9f\xbf", 3, 1, UINT32_MAX);
	assert_read("\xf0\x8f\xbf\xbf", 4, 1, UINT32_MAX);
	assert_read("\xed\xa0\x80", 3, 1, UINT32_MAX); /* surrogates */
	assert_read("\xed\xbf\xbf", 3, 1, UINT32_MAX);
	assert_read("\xf4\x90\x80\x80", 4, 1, UINT32_MAX); /* too large */
	assert_read("\xf5\x80\x80\x80", 4, 1, UINT32_MAX);
	assert_read("\xc3", 1, 1, UINT32_MAX); /* cut off */
	assert_read("\xe2\x82", 2, 1, UINT32_MAX);
	assert_read("\xf0\x9f\x98", 3, 1, UINT32_MAX);
	assert_read("\xe2\x82z", 3, 1, UINT32_MAX);
}

static void every_code_point_goes_there_and_back(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4];
		uint32_t back;
		size_t size;

		if (code == 0xd800)
			code = 0xe000;
		size = utf8_write(code, bytes);
		if (utf8_read(bytes, size, &back) != size || back != code)
			fail_msg("U+%04X came back as U+%04X", code, back);
		if (utf8_utf16_units(bytes, size) != (code > 0xffff ? 2 : 1))
			fail_msg("U+%04X has other units", code);
	}
}

static void what_is_no_code_point_is_written_as_its_stand_in(void **state)
{
	char bytes[4];

	(void)state;
	assert_int_equal(utf8_write(0xd800, bytes), 3);
	assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
	assert_int_equal(utf8_write(0x110000, bytes), 3);
	assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
}

/* A bad byte at any offset is seen, also behind runs of ASCII. */
static void validity_is_judged_to_the_last_byte(void **state)
{
	char text[40];

	(void)state;
	assert_true(utf8_is_valid("", 0));
	assert_true(utf8_is_valid(NULL, 0));
	memset(text, 'a', sizeof(text));
	for (size_t size = 1; size <= sizeof(text); size++) {
		assert_true(utf8_is_valid(text, size));
		text[size - 1] = '\xc3';
		assert_false(utf8_is_valid(text, size));
		text[size - 1] = 'a';
	}
	assert_true(utf8_is_valid("gr\xc3\xbc\xc3\x9f", 6));
	assert_false(utf8_is_valid("gr\xfc\xdf gott", 9));
}

static void units_are_those_of_utf16(void **state)
{
	(void)state;
	assert_int_equal(utf8_utf16_units("", 0), 0);
	assert_int_equal(utf8_utf16_units("plain ascii", 11), 11);
	assert_int_equal(utf8_utf16_units("a\xc3\xa9z", 4), 3);
	assert_int_equal(utf8_utf16_units("\xf0\x9f\x98\x80!", 5), 3);
	assert_int_equal(utf8_utf16_units("\xff\xfe", 2), 2);
	assert_int_equal(utf8_utf16_units("\xf0\x9f\x98", 3), 3);
}

static void what_is_not_valid_is_replaced(void **state)
{
	struct buffer out = BUFFER_INIT;

	(void)state;
	utf8_clean(&out, slice_of("a\xff\xc3\xa9\xe2\x82z"));
	assert_string_equal(buffer_string(&out),
		"a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbdz");
	buffer_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_sequences_are_read),
		cmocka_unit_test(anything_else_is_one_bad_byte),
		cmocka_unit_test(every_code_point_goes_there_and_back),
		cmocka_unit_test(
			what_is_no_code_point_is_written_as_its_stand_in),
		cmocka_unit_test(validity_is_judged_to_the_last_byte),
		cmocka_unit_test(units_are_those_of_utf16),
		cmocka_unit_test(what_is_not_valid_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
