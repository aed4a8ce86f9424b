/*
 * Mistakes in YAML: where they are, what is said of them; limits.
 */
#include "rule/document.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "document_yaml_fixture.h"

static void check_error_bytes(const char *text, size_t size, unsigned line,
	unsigned column, const char *part)
{
	struct document *document = NULL;
	struct error err = {.kind = ERROR_NONE};

	if (!document_parse(&document, arena, DOCUMENT_YAML, "test.yaml",
		    hold(text, size), size, &err))
		fail_msg("%.*s passes", (int)size, text);
	assert_null(document);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(err.path, "test.yaml");
	if (!strstr(err.message, part))
		fail_msg("\"%s\" lacks \"%s\"", err.message, part);
	if (err.line != line || err.column != column)
		fail_msg("%.*s: %u:%u: %s", (int)size, text, err.line,
			err.column, err.message);
}

static void check_error(
	const char *text, unsigned line, unsigned column, const char *part)
{
	check_error_bytes(text, strlen(text), line, column, part);
}

static void test_indentation(void **state)
{
	(void)state;
	check_error("a:\n\tb: 1\n", 2, 1, "a tab is used for indentation");
	check_error("a: |\n\tb\n", 2, 1, "a tab is used for indentation");
	check_error("a: 1\n b: 2\n", 2, 3, "mend the indentation");
	check_error(" - a\n- b\n", 2, 1, "mend the indentation");
	check_error("a:\n  - b\n c: d\n", 3, 2, "mend the indentation");
	check_error("- a\nb: 1\n", 2, 1, "expected `-`");
}

static void test_quotes(void **state)
{
	(void)state;
	check_error("a: \"x\nb: 1\n", 1, 4, "never closed");
	check_error("b: 1\na: 'x\n", 2, 4, "never closed");
	check_error("a: \"x\n---\nb\"\n", 1, 4, "before the document ends");
	check_error("a: \"\\q\"\n", 1, 5, "unknown escape");
	check_error("a: 'it's'\n", 1, 8, "quote the value");
}

static void test_indicators(void **state)
{
	(void)state;
	check_error("a: @x\n", 1, 4, "cannot begin with `@`");
	check_error("a: `x`\n", 1, 4, "cannot begin with a back-tick");
	check_error("a: b: c\n", 1, 5, "quote the value");
	check_error("a: - b\n", 1, 4, "no list item can stand here");
	check_error("a: [1, 2\nb: 3\n", 1, 4, "lacks a `,` or its `]`");
	check_error("x: 1\ny: {a: 1\n", 2, 4, "lacks a `,` or its `}`");
	check_error("a: |x\n b\n", 1, 5, "only a comment can follow");
	check_error("!a!b c\n", 1, 1, "prefix is not declared");
	check_error("%YAML 3.0\n---\na\n", 1, 1, "only YAML 1.1 and 1.2");
	check_error("key: v\nlonely\nb: 1\n", 2, 1, "expected `:`");
}

static void test_places_are_in_bytes(void **state)
{
	(void)state;
	check_error("é: 1\nü: @x\n", 2, 5, "cannot begin with `@`");
	check_error("\xef\xbb\xbf"
		    "a: @\n",
		1, 7, "cannot begin with `@`");
	check_error("# \xff\xff é\na: @\n", 2, 4, "cannot begin with `@`");
	check_error("a: 1\xc2\x85"
		    "b: @\n",
		1, 10, "cannot begin with `@`");
	check_error("a: 1\r\nb: @\r\n", 2, 4, "cannot begin with `@`");
}

static void test_duplicate_keys(void **state)
{
	(void)state;
	check_error("a: 1\nb: 2\na: 3\n", 3, 1,
		"duplicate key `a`; line 1 has it already");
	check_error("x:\n  {a: 1,\n  'a': 2}\n", 3, 3, "line 2 has it");
	check_error("16: a\n0x10: b\n", 2, 1, "duplicate key `0x10`");
	check_error("16: a\n'16': b\n", 2, 1, "duplicate key `16`");
	check_error("~: a\nnull: b\n", 2, 1, "duplicate key `null`");
	check_error("true: a\nTrue: b\n", 2, 1, "duplicate key `True`");
	check_error("1.5: a\n1.50: b\n", 2, 1, "duplicate key `1.50`");
	check_error("&k a: 1\n*k : 2\n", 1, 4, "duplicate key `a`");
	read_text("1: a\n'0x1': b\ntrue: c\n'True': d\n[x]: e\n[x]: f\n");
}

static void test_duplicate_of_long_name(void **state)
{
	char text[600];
	size_t size = 0;

	(void)state;
	for (size_t copy = 0; copy < 2; copy++) {
		text[size++] = 'a';
		for (size_t i = 0; i < 100; i++, size += 2)
			memcpy(text + size, "é", 2);
		memcpy(text + size, ": 1\n", 4);
		size += 4;
	}
	check_error_bytes(text, size, 2, 1, "éé…`; line 1");
}

static void test_merges(void **state)
{
	(void)state;
	check_error("<<: 3\n", 1, 1, "not a number");
	check_error("a:\n  <<: [{b: 1}, x]\n", 2, 3,
		"a mapping or a list of mappings, not a list");
	check_error("a: &a {}\nb:\n  <<: *a\n  <<: *a\n", 4, 3,
		"write `<<: [*a, *b]`");
}

static void test_aliases(void **state)
{
	(void)state;
	check_error("a: *x\nx: &x 1\n", 1, 4, "no anchor of the name `x`");
	check_error("a: &x 1\n---\nb: *x\n", 3, 4, "no anchor of the name");
	check_error("a: &x [1, *x]\n", 1, 11, "inside its own anchor");
	check_error("a: &x 1\nb: &x {c: *x}\n", 2, 11, "inside its own");
	check_error("&a {<<: *a}\n", 1, 9, "inside its own anchor");
	check_error("a: *\n", 1, 5, "quote text that begins with");
}

static void test_tags(void **state)
{
	(void)state;
	check_error("a: !!int x\n", 1, 10, "`x` is not what its tag !!int");
	check_error("a: !!bool yes\n", 1, 11, "`yes` is not what its tag");
	check_error("a: !!null 0\n", 1, 11, "`0` is not what its tag");
	check_error("a: !!float x\n", 1, 12, "`x` is not what its tag");
}

static void test_bad_bytes(void **state)
{
	(void)state;
	check_error("a: caf\xe9\n", 1, 7, "byte 0xe9 is not UTF-8");
	check_error("a: 'x # \xff'\n", 1, 9, "byte 0xff is not UTF-8");
	check_error("b\xff: 1\n", 1, 2, "byte 0xff is not UTF-8");
	check_error("a: |\n  x\n  # \xff\n", 3, 5, "byte 0xff is not UTF-8");
	check_error("a: 'b' \xff\n", 1, 8, "byte 0xff is not UTF-8");
	check_error("a: &\xff 1\n", 1, 5, "byte 0xff is not UTF-8");
	check_error("a: x#\xff\n", 1, 6, "byte 0xff is not UTF-8");
	check_error("# \xff\nb: \xc0\x80\n", 2, 4, "byte 0xc0 is not UTF-8");
	check_error("a: \xed\xa0\x80\n", 1, 4, "byte 0xed is not UTF-8");
}

static void test_control_characters(void **state)
{
	(void)state;
	check_error("a: \"\x1b[0m\"\n", 1, 5, "control character U+001B");
	check_error("a: \x7f\n", 1, 4, "control character U+007F");
	check_error("a: \xc2\x80\n", 1, 4, "control character U+0080");
	check_error("a: \xef\xbf\xbe\n", 1, 4, "control character U+FFFE");
	check_error_bytes("a: 1\0b", 6, 1, 5, "control character U+0000");
	check_error_bytes("\0\0\0", 3, 1, 1, "control character U+0000");
}

static void test_utf16(void **state)
{
	(void)state;
	check_error_bytes("\xff\xfe"
			  "a\0:\0",
		6, 1, 1, "UTF-16");
	check_error_bytes("\xfe\xff\0a\0:", 6, 1, 1, "UTF-16");
	check_error_bytes("a\0:\0 \0b\0", 8, 1, 1, "UTF-16");
	check_error_bytes("\0a\0:", 4, 1, 1, "UTF-16");
}

static size_t nest(char *text, size_t levels, const char *open)
{
	size_t size = strlen(open);

	for (size_t i = 0; i < levels; i++)
		memcpy(text + i * size, open, size);
	return levels * size;
}

static void test_depth(void **state)
{
	char text[4096];
	size_t size;

	(void)state;
	size = nest(text, 200, "[");
	memset(text + size, ']', 200);
	read_bytes(text, size + 200);
	size = nest(text, 201, "[");
	memset(text + size, ']', 201);
	check_error_bytes(text, size + 201, 1, 201, "deeper than 200");
	size = nest(text, 200, "- ");
	read_bytes(text, size);
	size = nest(text, 1000, "- ");
	check_error_bytes(text, size, 1, 401, "deeper than 200");
	size = nest(text, 1000, "{a: ");
	check_error_bytes(text, size, 1, 801, "deeper than 200");
}

/* Each list holds the one before: deep only when aliases are written out. */
static void test_depth_through_aliases(void **state)
{
	char text[8192];
	size_t size;

	(void)state;
	size = (size_t)snprintf(text, sizeof(text), "- &a0 []\n");
	for (size_t i = 1; i < 250; i++) {
		if (i == 199)
			read_bytes(text, size);
		size += (size_t)snprintf(text + size, sizeof(text) - size,
			"- &a%zu [*a%zu]\n", i, i - 1);
	}
	check_error_bytes(text, size, 200, 10, "deeper than 200");
}

/* Ten times as many values a line. */
static size_t bomb(char *text, size_t room, size_t levels)
{
	size_t size = (size_t)snprintf(text, room, "- &a0 [1,1,1,1,1,1,1,1,1]");

	for (size_t i = 1; i < levels; i++) {
		size += (size_t)snprintf(
			text + size, room - size, "\n- &a%zu [", i);
		for (size_t j = 0; j < 10; j++)
			size += (size_t)snprintf(text + size, room - size,
				"*a%zu%s", i - 1, j < 9 ? "," : "]");
	}
	return size;
}

static void test_alias_bomb(void **state)
{
	char text[8192];

	(void)state;
	read_bytes(text, bomb(text, sizeof(text), 5));
	check_error_bytes(text, bomb(text, sizeof(text), 60), 6, 40,
		"more than 1000000 values");
}

static size_t merges(char *text, size_t room, size_t count)
{
	size_t size = (size_t)snprintf(text, room, "- &a {k: 1");

	for (size_t i = 0; i < 800; i++)
		size += (size_t)snprintf(
			text + size, room - size, ", k%zu: 1", i);
	size += (size_t)snprintf(text + size, room - size, "}\n");
	for (size_t i = 0; i < count; i++)
		size += (size_t)snprintf(
			text + size, room - size, "- <<: *a\n");
	return size;
}

/* 1,603 nodes, and as many and two for each merge. */
static void test_merge_bomb(void **state)
{
	const size_t room = 65536;
	char *text = memory_new(room, 1);

	(void)state;
	vector_add(&held, text);
	read_bytes(text, merges(text, room, 622));
	check_error_bytes(text, merges(text, room, 1300), 624, 7,
		"more than 1000000 values");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_indentation, setup, teardown),
		cmocka_unit_test_setup_teardown(test_quotes, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_indicators, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_places_are_in_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_duplicate_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_duplicate_of_long_name, setup, teardown),
		cmocka_unit_test_setup_teardown(test_merges, setup, teardown),
		cmocka_unit_test_setup_teardown(test_aliases, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tags, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_bad_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_control_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(test_utf16, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_depth_through_aliases, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_alias_bomb, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_merge_bomb, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
