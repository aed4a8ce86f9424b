/*
 * What a plain scalar is: as go-yaml v3 has it.
 */
#include "rule/document.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "document_yaml_fixture.h"

static const struct node *value(const char *text)
{
	const char *whole = arena_format(arena, "- %s\n", text);

	return read_text(whole)->root->items[0];
}

static void check_kind(const char *text, enum node_kind kind)
{
	const struct node *node = value(text);

	if (node->kind != kind)
		fail_msg("%s is %s", text, node_kind_name(node));
}

static void check_integer(const char *text, long long expected)
{
	const struct node *node = value(text);

	check_kind(text, NODE_INTEGER);
	assert_true(node->integer == expected);
	assert_true(node->number == (double)expected);
	assert_string_equal(node->text, text);
}

static void check_float(const char *text, double expected)
{
	const struct node *node = value(text);

	check_kind(text, NODE_FLOAT);
	if (isnan(expected))
		assert_true(isnan(node->number));
	else
		assert_true(node->number == expected);
	assert_string_equal(node->text, text);
}

static void test_null_and_boolean(void **state)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
	static const char *const words[] = {"nULL", "yes", "Yes", "no", "on",
		"off", "y", "n", "tRUE", "nil", "none", "~x", "''", "\"null\"",
		"'true'", "\"1\"", "|-\n  1"};

	(void)state;
	for (size_t i = 0; i < 5; i++)
		check_kind(nulls[i], NODE_NULL);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		check_kind(words[i], NODE_STRING);
	check_kind("true", NODE_BOOLEAN);
	check_kind("False", NODE_BOOLEAN);
	assert_int_equal(value("True")->integer, 1);
	assert_int_equal(value("TRUE")->integer, 1);
	assert_int_equal(value("FALSE")->integer, 0);
}

static void test_integers(void **state)
{
	(void)state;
	check_integer("0", 0);
	check_integer("8080", 8080);
	check_integer("-1", -1);
	check_integer("+12", 12);
	check_integer("0x1F", 31);
	check_integer("-0xa", -10);
	check_integer("0o17", 15);
	check_integer("0777", 511);
	check_integer("0b101", 5);
	check_integer("-0b1", -1);
	check_integer("1_000", 1000);
	check_integer("0x_ff", 255);
	check_integer("9223372036854775807", INT64_MAX);
	check_integer("-9223372036854775808", INT64_MIN);
}

static void test_floats(void **state)
{
	(void)state;
	check_float("1.5", 1.5);
	check_float("1.", 1);
	check_float(".5", 0.5);
	check_float("-.5e-2", -0.005);
	check_float("1e3", 1000);
	check_float("1_0.5", 10.5);
	check_float("08", 8);
	check_float("9223372036854775808", 9223372036854775808.0);
	check_float("-9223372036854775809", -9223372036854775808.0);
	check_float("18446744073709551616", 18446744073709551616.0);
	check_float(".inf", INFINITY);
	check_float("-.Inf", -INFINITY);
	check_float("+.INF", INFINITY);
	check_float(".nan", NAN);
}

static void test_text(void **state)
{
	static const char *const texts[] = {"22:22", "1:2:3", "2001-01-01",
		"1.2.3", "0x", "0xg", "0b2", "0o8", "1e", "1e400", ".", "..",
		"+", "1 2", "e5", ".e5", "_1", "nan", "inf", "Infinity",
		"0x1p4", "8080:80", "${A:-1}", "127.0.0.1", "--", "-a",
		"0xFFFFFFFFFFFFFFFFFF", "v1"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check_kind(texts[i], NODE_STRING);
}

static void test_tags(void **state)
{
	(void)state;
	assert_int_equal(value("!!str 12")->kind, NODE_STRING);
	assert_int_equal(value("!!int '12'")->integer, 12);
	assert_int_equal(value("!!float 3")->kind, NODE_FLOAT);
	assert_true(value("!!float 3")->number == 3);
	assert_int_equal(value("!!bool 'true'")->kind, NODE_BOOLEAN);
	assert_int_equal(value("!!null ''")->kind, NODE_NULL);
	assert_int_equal(value("! 12")->kind, NODE_INTEGER);
	assert_int_equal(value("! '12'")->kind, NODE_STRING);
	assert_int_equal(value("!x 12")->kind, NODE_STRING);
	assert_int_equal(value("!reset")->kind, NODE_NULL);
	assert_int_equal(value("!reset null")->kind, NODE_NULL);
	assert_int_equal(value("!reset 'null'")->kind, NODE_STRING);
	assert_int_equal(value("!!binary aGk=")->kind, NODE_STRING);
	assert_int_equal(value("!!timestamp 2001-01-01")->kind, NODE_STRING);
}

static void test_keys(void **state)
{
	const struct node *root = read_text("8080: a\nyes: b\ntrue: c\n")->root;

	(void)state;
	assert_int_equal(root->keys[0]->kind, NODE_INTEGER);
	assert_string_equal(node_text(node_get(root, "8080")), "a");
	assert_int_equal(root->keys[1]->kind, NODE_STRING);
	assert_int_equal(root->keys[2]->kind, NODE_BOOLEAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_null_and_boolean, setup, teardown),
		cmocka_unit_test_setup_teardown(test_integers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_floats, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tags, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
