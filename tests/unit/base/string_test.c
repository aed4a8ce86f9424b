/*
 * string: slices, ASCII, whole numbers, nearness, hashes and buffers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/string.h"
#include <limits.h>
#include <string.h>

static const struct slice nothing = {NULL, 0};

static void slices_compare_by_bytes(void **state)
{
	(void)state;
	assert_int_equal(slice_of("abc").size, 3);
	assert_true(slice_is(slice_range("compose.yml", 8, 11), "yml"));
	assert_false(slice_is(slice_of("ab"), "abc"));
	assert_false(slice_is(slice_of("abc"), "ab"));
	assert_true(slice_is(nothing, ""));
	assert_true(slice_equal(nothing, slice_of("")));
	assert_false(slice_equal(slice_of("ab"), slice_of("ac")));
	assert_int_equal(slice_range(NULL, 0, 0).size, 0);
}

static void starts_and_ends(void **state)
{
	(void)state;
	assert_true(slice_starts(slice_of("x-port"), "x-"));
	assert_false(slice_starts(slice_of("x"), "x-"));
	assert_true(slice_ends(slice_of("a.env.local"), ".local"));
	assert_false(slice_ends(slice_of("local"), ".local"));
	assert_true(slice_starts(nothing, ""));
	assert_true(slice_ends(nothing, ""));
	assert_true(string_starts("x-port", "x-"));
	assert_false(string_starts("x", "x-"));
	assert_true(string_ends("a.yml", ".yml"));
	assert_false(string_ends("yml", ".yml"));
}

static void trim_takes_blanks_at_both_ends(void **state)
{
	(void)state;
	assert_true(slice_is(slice_trim(slice_of(" \t a b\r\n")), "a b"));
	assert_true(slice_is(slice_trim(slice_of(" \n ")), ""));
	assert_true(slice_is(slice_trim(nothing), ""));
	assert_true(slice_is(slice_trim(slice_of("\fa")), "\fa"));
}

static void find_gives_the_first_at_or_after(void **state)
{
	struct slice slice = slice_range("a\0b-b--", 0, 7);

	(void)state;
	assert_int_equal(slice_find(slice, "b", 0), 2);
	assert_int_equal(slice_find(slice, "b", 3), 4);
	assert_int_equal(slice_find(slice, "--", 0), 5);
	assert_int_equal(slice_find(slice, "b", 5), SIZE_MAX);
	assert_int_equal(slice_find(slice, "---", 0), SIZE_MAX);
	assert_int_equal(slice_find(slice, "b", 8), SIZE_MAX);
	assert_int_equal(slice_find(slice, "", 7), 7);
	assert_int_equal(slice_find(nothing, "a", 0), SIZE_MAX);
	assert_int_equal(slice_find(nothing, "", 0), 0);
}

static void case_is_that_of_ascii(void **state)
{
	(void)state;
	assert_true(string_equal_fold("PORT_a1", "port_A1"));
	assert_false(string_equal_fold("port", "ports"));
	assert_false(string_equal_fold("ports", "port"));
	assert_false(string_equal_fold("\304", "\344"));
	assert_false(string_equal_fold("[", "{"));
	assert_int_equal(character_lower('Z'), 'z');
	assert_int_equal(character_lower('@'), '@');
}

static void characters_are_those_of_ascii(void **state)
{
	(void)state;
	for (int i = CHAR_MIN; i <= CHAR_MAX; i++) {
		char c = (char)i;
		bool alpha = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z');
		bool digit = i >= '0' && i <= '9';

		assert_int_equal(character_is_alpha(c), alpha);
		assert_int_equal(character_is_digit(c), digit);
		assert_int_equal(
			character_is_word(c), alpha || digit || i == '_');
	}
}

static void assert_number(const char *text, long expected)
{
	long value = -1;

	assert_true(slice_number(slice_of(text), 0, 65535, &value));
	assert_int_equal(value, expected);
}

static void assert_no_number(const char *text)
{
	long value = -1;

	assert_false(slice_number(slice_of(text), 1, 65535, &value));
	assert_int_equal(value, -1);
}

static void whole_numbers_are_decimal(void **state)
{
	long value;

	(void)state;
	assert_number("0", 0);
	assert_number("4007", 4007);
	assert_number("65535", 65535);
	assert_number("0080", 80);
	assert_no_number("0");
	assert_no_number("65536");
	assert_no_number("");
	assert_no_number("-1");
	assert_no_number("+1");
	assert_no_number(" 1");
	assert_no_number("1 ");
	assert_no_number("0x50");
	assert_no_number("80.0");
	assert_no_number("18446744073709551617");
	assert_no_number("9223372036854775808");
	assert_true(slice_number(
		slice_of("9223372036854775807"), 0, LONG_MAX, &value));
	assert_true(value == LONG_MAX);
	assert_true(slice_number(slice_range("123", 0, 2), 0, 99, &value));
	assert_int_equal(value, 12);
}

static void distance_counts_edits(void **state)
{
	(void)state;
	assert_int_equal(string_distance("", ""), 0);
	assert_int_equal(string_distance("port", "port"), 0);
	assert_int_equal(string_distance("", "port"), 4);
	assert_int_equal(string_distance("port", ""), 4);
	assert_int_equal(string_distance("port", "ports"), 1);
	assert_int_equal(string_distance("ports", "port"), 1);
	assert_int_equal(string_distance("port", "pork"), 1);
	assert_int_equal(string_distance("port", "prot"), 1);
	assert_int_equal(string_distance("kitten", "sitting"), 3);
	assert_int_equal(string_distance("abcdef", "badcfe"), 3);
}

static void the_nearest_is_near_enough(void **state)
{
	static const char *const words[] = {
		"registry", "compose", "ports", "port", NULL};
	static const char *const none[] = {NULL};

	(void)state;
	assert_string_equal(string_nearest("regsitry", words), "registry");
	assert_string_equal(string_nearest("composer", words), "compose");
	assert_string_equal(string_nearest("port", words), "port");
	assert_string_equal(string_nearest("prots", words), "ports");
	assert_null(string_nearest("po", words));
	assert_null(string_nearest("volumes", words));
	assert_null(string_nearest("", words));
	assert_null(string_nearest("port", none));
}

/* The vectors of the FNV authors. */
static void hash_is_fnv_1a(void **state)
{
	uint64_t part = string_hash(STRING_HASH_START, "foo", 3);

	(void)state;
	assert_true(string_hash(STRING_HASH_START, NULL, 0) ==
		    UINT64_C(0xcbf29ce484222325));
	assert_true(string_hash(STRING_HASH_START, "a", 1) ==
		    UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(string_hash(STRING_HASH_START, "foobar", 6) ==
		    UINT64_C(0x85944171f73967e8));
	assert_true(
		string_hash(part, "bar", 3) == UINT64_C(0x85944171f73967e8));
}

static void buffers_grow_and_end_in_nul(void **state)
{
	struct buffer buffer = BUFFER_INIT;

	(void)state;
	assert_string_equal(buffer_string(&buffer), "");
	buffer_add(&buffer, NULL, 0);
	assert_string_equal(buffer.data, "");
	buffer_add_string(&buffer, "ab");
	buffer_add_char(&buffer, 'c');
	buffer_add_slice(&buffer, slice_range("xdex", 1, 3));
	buffer_add(&buffer, "\0f", 2);
	assert_int_equal(buffer.size, 7);
	assert_memory_equal(buffer.data, "abcde\0f", 8);
	buffer_clear(&buffer);
	assert_int_equal(buffer.size, 0);
	assert_string_equal(buffer_string(&buffer), "");
	buffer_release(&buffer);
	assert_null(buffer.data);
	assert_int_equal(buffer.capacity, 0);
	buffer_clear(&buffer);
}

static void every_size_has_room_for_its_nul(void **state)
{
	(void)state;
	for (size_t size = 0; size < 300; size++) {
		struct buffer buffer = BUFFER_INIT;

		for (size_t i = 0; i < size; i++)
			buffer_add_char(&buffer, 'x');
		buffer_add(&buffer, "yz", 2);
		assert_int_equal(strlen(buffer.data), size + 2);
		assert_true(buffer.capacity > buffer.size);
		buffer_release(&buffer);
	}
}

static void reserve_makes_room_once(void **state)
{
	struct buffer buffer = BUFFER_INIT;
	char *data;

	(void)state;
	buffer_reserve(&buffer, 1000);
	data = buffer.data;
	for (int i = 0; i < 1000; i++)
		buffer_add_char(&buffer, 'x');
	assert_ptr_equal(buffer.data, data);
	buffer_release(&buffer);
}

static void format_adds_any_length(void **state)
{
	(void)state;
	for (int width = 1; width < 400; width++) {
		struct buffer buffer = BUFFER_INIT;

		buffer_format(&buffer, "%s=", "a");
		buffer_format(&buffer, "%*d", width, 7);
		assert_int_equal(buffer.size, width + 2);
		assert_int_equal(strlen(buffer.data), width + 2);
		assert_true(slice_starts(slice_of(buffer.data), "a="));
		assert_true(slice_ends(slice_of(buffer.data), "7"));
		buffer_release(&buffer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_compare_by_bytes),
		cmocka_unit_test(starts_and_ends),
		cmocka_unit_test(trim_takes_blanks_at_both_ends),
		cmocka_unit_test(find_gives_the_first_at_or_after),
		cmocka_unit_test(case_is_that_of_ascii),
		cmocka_unit_test(characters_are_those_of_ascii),
		cmocka_unit_test(whole_numbers_are_decimal),
		cmocka_unit_test(distance_counts_edits),
		cmocka_unit_test(the_nearest_is_near_enough),
		cmocka_unit_test(hash_is_fnv_1a),
		cmocka_unit_test(buffers_grow_and_end_in_nul),
		cmocka_unit_test(every_size_has_room_for_its_nul),
		cmocka_unit_test(reserve_makes_room_once),
		cmocka_unit_test(format_adds_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
