/*
 * JSON: places, strictness, and what comments and JSON5 add.
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

#include "document_fixture.h"

static int parse(struct document **out, enum document_kind kind,
	const char *path, const char *text, size_t size, struct error *err)
{
	*out = NULL;
	memset(err, 0, sizeof(*err));
	return document_parse(
		out, arena, kind, path, hold(text, size), size, err);
}

static struct document *read_as(
	enum document_kind kind, const char *path, const char *text)
{
	struct document *document;
	struct error err;

	if (parse(&document, kind, path, text, strlen(text), &err))
		fail_msg("%s: %u:%u: %s", text, err.line, err.column,
			err.message);
	return document;
}

static struct document *read_text(const char *text)
{
	return read_as(DOCUMENT_JSON, "a.json", text);
}

static struct document *read_comments(const char *text)
{
	return read_as(DOCUMENT_JSON_COMMENTS, "a.jsonc", text);
}

static void check_error_bytes(enum document_kind kind, const char *text,
	size_t size, unsigned column, const char *part)
{
	struct document *document;
	struct error err;

	if (!parse(&document, kind, "a.json", text, size, &err))
		fail_msg("%s passes", text);
	assert_int_equal(err.kind, ERROR_USE);
	if (!strstr(err.message, part))
		fail_msg("%s: \"%s\" lacks \"%s\"", text, err.message, part);
	if (err.line != 1 || err.column != column)
		fail_msg("%s: %u:%u", text, err.line, err.column);
}

static void check_error(const char *text, unsigned column, const char *part)
{
	check_error_bytes(DOCUMENT_JSON, text, strlen(text), column, part);
}

/* The source of a node, as a string. */
static const char *source(
	const struct document *document, const struct node *node)
{
	assert_non_null(node);
	assert_in_range(node->end, node->start, document->size);
	return arena_copy(
		arena, document->text + node->start, node->end - node->start);
}

static void test_tree(void **state)
{
	static const enum node_kind kinds[] = {NODE_INTEGER, NODE_FLOAT,
		NODE_BOOLEAN, NODE_BOOLEAN, NODE_NULL, NODE_STRING};
	static const char *const sources[] = {
		"1", "-2.5e1", "true", "false", "null", "\"x\""};
	struct document *document =
		read_text("{\"a\": [1, -2.5e1, true, false, null, \"x\"],\n"
			  " \"b\": {\"<<\": {}}}\n");
	const struct node *root = document->root;
	struct node **items = node_get(root, "a")->items;

	(void)state;
	assert_int_equal(document->root_count, 1);
	assert_int_equal(root->style, NODE_FLOW);
	assert_int_equal(root->end, document->size - 1);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(items[i]->kind, kinds[i]);
		assert_string_equal(source(document, items[i]), sources[i]);
	}
	assert_true(items[1]->number == -25);
	assert_int_equal(items[2]->integer, 1);
	assert_int_equal(items[5]->style, NODE_DOUBLE_QUOTED);
	assert_non_null(node_get(node_get(root, "b"), "<<"));
	assert_false(root->merged[0]);
	assert_string_equal(source(document, node_key(root, "b")), "\"b\"");
	assert_string_equal(
		source(document, node_get(root, "b")), "{\"<<\": {}}");
}

static void test_bare_scalars(void **state)
{
	(void)state;
	assert_int_equal(read_text(" 1 ")->root->kind, NODE_INTEGER);
	assert_int_equal(read_text("\"a\"")->root->kind, NODE_STRING);
	assert_int_equal(read_text("\r\nnull\t")->root->kind, NODE_NULL);
	assert_int_equal(read_text("0")->root->kind, NODE_INTEGER);
	assert_int_equal(read_text("-0")->root->integer, 0);
}

static void test_large_numbers(void **state)
{
	const struct node *node = read_text("9223372036854775808")->root;

	(void)state;
	assert_int_equal(node->kind, NODE_FLOAT);
	assert_true(node->number == 9223372036854775808.0);
	assert_string_equal(node->text, "9223372036854775808");
	node = read_text("[1e400, -1e400, 1e-400]")->root;
	assert_int_equal(node->items[0]->kind, NODE_FLOAT);
	assert_true(isinf(node->items[0]->number));
	assert_true(node->items[2]->number == 0);
	node = read_text("123456789012345678901234567890")->root;
	assert_int_equal(node->kind, NODE_FLOAT);
	node = read_text("-9223372036854775808")->root;
	assert_int_equal(node->kind, NODE_INTEGER);
}

static void test_strings(void **state)
{
	const struct node *node;

	(void)state;
	node = read_text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é\"")
		       ->root;
	assert_string_equal(node->text, "\"\\/\b\f\n\r\té😀é");
	node = read_text("\"a\\u0000b\"")->root;
	assert_int_equal(node->size, 3);
	assert_memory_equal(node->text, "a\0b", 4);
	node = read_text("{\"\\u0000\": 1}")->root;
	assert_int_equal(node->keys[0]->size, 1);
	assert_int_equal(read_text("\"\x7f\"")->root->size, 1);
	assert_int_equal(read_text("\"\"")->root->size, 0);
}

static void test_bad_strings(void **state)
{
	(void)state;
	check_error("\"\\ud83d\"", 2, "surrogates in pairs");
	check_error("\"\\ud83d\\u0041\"", 2, "surrogates in pairs");
	check_error("\"\\ude00\"", 2, "surrogates in pairs");
	check_error("\"\\x41\"", 2, "not an escape");
	check_error("\"\\u12g4\"", 2, "not an escape");
	check_error("\"\\'\"", 2, "not an escape");
	check_error("\"a\tb\"", 3, "write it as `\\u0009`");
	check_error("\"a\nb\"", 1, "not closed on its line");
	check_error("\"a", 1, "not closed on its line");
	check_error("\"a\\", 1, "not closed on its line");
	check_error("\"a\\\"", 1, "not closed on its line");
	check_error("\"\xff\"", 2, "byte 0xff is not UTF-8");
	check_error("\"\xed\xa0\x80\"", 2, "not UTF-8");
}

static void test_strictness(void **state)
{
	(void)state;
	check_error("", 1, "expected a value, found the end");
	check_error("[1,]", 3, "a comma before `]`");
	check_error("{\"a\":1,}", 7, "a comma before `}`");
	check_error("[1 2]", 4, "expected `,` or `]`, found `2`");
	check_error("{\"a\":1 \"b\":2}", 8, "expected `,` or `}`");
	check_error("{a:1}", 2, "expected a key in double quotes");
	check_error("{'a':1}", 2, "expected a key in double quotes");
	check_error("{\"a\" 1}", 6, "expected `:`, found `1`");
	check_error("{\"a\":}", 6, "expected a value, found `}`");
	check_error("[,]", 2, "expected a value");
	check_error("[1}", 3, "found `}`");
	check_error("[", 2, "found the end");
	check_error("nulll", 1, "`nulll` is not JSON");
	check_error("NaN", 1, "`NaN` is not JSON");
	check_error("1 2", 3, "expected the end of the file");
	check_error("// x", 1, "JSON has no comments");
	check_error("[1/*x*/]", 3, "JSON has no comments");
	check_error("[1\f]", 3, "a control character");
	check_error("\xff", 1, "expected a value");
	check_error("[\xc3\xa9]", 2, "found `é`");
	check_error("\xef\xbb\xbf{}", 1, "byte order mark");
	check_error_bytes(DOCUMENT_JSON, "{}\0", 3, 3, "a control character");
	check_error_bytes(DOCUMENT_JSON, "{\0}\0", 4, 1, "UTF-16");
}

static void test_bad_numbers(void **state)
{
	(void)state;
	check_error("01", 1, "cannot begin with 0");
	check_error("-", 2, "expected a digit");
	check_error("1.", 3, "expected a digit");
	check_error("1e+", 4, "expected a digit");
	check_error(".5", 1, "expected a value");
	check_error("+1", 1, "expected a value");
	check_error("0x10", 2, "the number's end");
}

static void test_duplicate_keys(void **state)
{
	(void)state;
	check_error("{\"a\":1,\"a\":2}", 8, "duplicate key `a`");
	check_error("{\"a\":1,\"\\u0061\":2}", 8, "duplicate key `a`");
	read_text("{\"1\":1,\"1.0\":2,\"null\":3,\"\":4}");
}

static void test_depth(void **state)
{
	char text[403];

	(void)state;
	memset(text, '[', 201);
	memset(text + 201, ']', 201);
	check_error_bytes(DOCUMENT_JSON, text, 402, 201, "deeper than 200");
	text[401] = '\0';
	assert_int_equal(read_text(text + 1)->root->count, 1);
}

static void test_comments(void **state)
{
	struct document *document = read_comments(
		"\xef\xbb\xbf// \xff\n{ /* a\n */ \"b\" : 1, // x\n"
		"\"c\": [1, 2, ], }\n// end");

	(void)state;
	assert_int_equal(document->root->count, 2);
	assert_int_equal(node_get(document->root, "c")->count, 2);
	assert_null(read_comments("// nothing\n")->root);
	check_error_bytes(DOCUMENT_JSON_COMMENTS, "{ /* ", 5, 3,
		"the comment that opens here is never closed");
	check_error_bytes(DOCUMENT_JSON_COMMENTS, "/*/", 3, 1,
		"the comment that opens here is never closed");
	check_error_bytes(DOCUMENT_JSON_COMMENTS, "{ / }", 5, 3, "found `/`");
	check_error_bytes(DOCUMENT_JSON_COMMENTS, "[,]", 3, 2, "a value");
	check_error_bytes(DOCUMENT_JSON_COMMENTS, "{a: 1}", 6, 2, "a key");
}

static void test_json5(void **state)
{
	struct document *document = read_as(DOCUMENT_JSON_COMMENTS, "a.json5",
		"{$schema: 'it\\'s', \"b\": [+1, .5, 1., 0x1F, Infinity, -NaN],"
		" c: 'a\\\nb\\x41\\q\\v',}");
	const struct node *root = document->root;
	struct node **items = node_get(root, "b")->items;

	(void)state;
	assert_true(node_is_text(node_get(root, "$schema"), "it's"));
	assert_true(node_is_text(node_get(root, "c"), "abAq\v"));
	assert_int_equal(items[0]->integer, 1);
	assert_true(items[1]->number == 0.5);
	assert_true(items[2]->number == 1);
	assert_int_equal(items[3]->integer, 31);
	assert_true(isinf(items[4]->number));
	assert_true(isnan(items[5]->number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tree, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_bare_scalars, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_large_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strings, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_bad_strings, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_strictness, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_bad_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_duplicate_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
		cmocka_unit_test_setup_teardown(test_comments, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json5, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
