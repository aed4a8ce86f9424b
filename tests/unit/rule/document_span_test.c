/*
 * Parts of a scalar's text, found again in the source.
 */
#include "rule/document.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "document_yaml_fixture.h"

static const char *part_of(const struct document *document,
	const struct node *node, size_t from, size_t to)
{
	size_t start, end;

	node_span(document, node, from, to, &start, &end);
	assert_in_range(start, node->start, node->end);
	assert_in_range(end, start, node->end);
	return arena_copy(arena, document->text + start, end - start);
}

/* The source of the first word of that text in the value of `a`. */
static const char *find(const char *text, const char *word)
{
	struct document *document = read_text(text);
	const struct node *node = node_get(document->root, "a");
	const char *at = strstr(node->text, word);
	size_t from;

	if (!at)
		fail_msg("\"%s\" lacks \"%s\"", node->text, word);
	from = (size_t)(at - node->text);
	return part_of(document, node, from, from + strlen(word));
}

static void test_plain(void **state)
{
	struct document *document = read_text("x: 1\na: localhost:8080 # 1\n");
	const struct node *node = node_get(document->root, "a");
	size_t start, end;

	(void)state;
	node_span(document, node, 10, 14, &start, &end);
	assert_int_equal(start, 18);
	assert_int_equal(end, 22);
	assert_string_equal(part_of(document, node, 0, 9), "localhost");
	assert_string_equal(part_of(document, node, 0, 14), "localhost:8080");
	assert_string_equal(part_of(document, node, 0, 99), "localhost:8080");
	assert_string_equal(find("a: é:80", "80"), "80");
}

static void test_plain_lines(void **state)
{
	static const char text[] = "a: one two\n   three\n\n   four\nb: 1\n";

	(void)state;
	assert_string_equal(find(text, "two"), "two");
	assert_string_equal(find(text, "three"), "three");
	assert_string_equal(find(text, "two three"), "two\n   three");
	assert_string_equal(find(text, "four"), "four");
	assert_string_equal(find(text, "\n"), "\n\n   ");
}

static void test_single_quoted(void **state)
{
	(void)state;
	assert_string_equal(find("a: 'it''s 80'", "80"), "80");
	assert_string_equal(find("a: 'it''s 80'", "'"), "''");
	assert_string_equal(find("a: 'it''s 80'", "t's"), "t''s");
	assert_string_equal(find("a: '''x'''", "x"), "x");
	assert_string_equal(find("a: 'x\n\n  y'", "y"), "y");
}

static void test_double_quoted(void **state)
{
	(void)state;
	assert_string_equal(find("a: \"\\t\\x41\\u00e9 80\"", "80"), "80");
	assert_string_equal(find("a: \"\\t\\x41 80\"", "A"), "\\x41");
	assert_string_equal(find("a: \"\\u00e9x\"", "é"), "\\u00e9");
	assert_string_equal(find("a: \"\\U0001F600x\"", "x"), "x");
	assert_string_equal(find("a: \"b\\\n  c 80\"", "80"), "80");
	assert_string_equal(find("a: \"b\\\n  c 80\"", "bc"), "b\\\n  c");
	assert_string_equal(find("a: \"b \n\n c\"", "c"), "c");
	assert_string_equal(find("a: \"b\n c\"", "b c"), "b\n c");
	assert_string_equal(find("a: \"\\\"q\\\"\"", "q"), "q");
	assert_string_equal(
		find("a: \"\\N\\_\\L\\P\\e\\0z\"", "\xc2\x85"), "\\N");
}

static void test_literal(void **state)
{
	static const char text[] = "a: | # x\n"
				   "\n"
				   "    one 80\n"
				   "      two\n"
				   "\n"
				   "    three\n"
				   "b: 1\n";

	(void)state;
	assert_string_equal(find(text, "one"), "one");
	assert_string_equal(find(text, "80"), "80");
	assert_string_equal(find(text, "  two"), "  two");
	assert_string_equal(find(text, "three"), "three");
	assert_string_equal(find(text, "80\n  two"), "80\n      two");
	assert_string_equal(find("a: |2\n    x\n    y", "y"), "y");
	assert_string_equal(find("a: |\r\n  x\r\n  yz\r\n", "yz"), "yz");
}

static void test_folded(void **state)
{
	static const char text[] = "a: >-\n"
				   "  one\n"
				   "  two\n"
				   "\n"
				   "  three\n"
				   "    four\n"
				   "  five\n";

	(void)state;
	assert_string_equal(find(text, "one"), "one");
	assert_string_equal(find(text, "two"), "two");
	assert_string_equal(find(text, "three"), "three");
	assert_string_equal(find(text, "  four"), "  four");
	assert_string_equal(find(text, "five"), "five");
}

static void test_nothing_asked(void **state)
{
	struct document *document = read_text("a: \"x\\ty\"\nb: ''\n");
	const struct node *node = node_get(document->root, "a");
	size_t start, end;

	(void)state;
	node_span(document, node, 2, 2, &start, &end);
	assert_int_equal(start, 7);
	assert_int_equal(end, 7);
	node_span(document, node, 3, 3, &start, &end);
	assert_int_equal(start, 8);
	assert_int_equal(end, 8);
	node_span(document, node, 2, 1, &start, &end);
	assert_int_equal(start, 7);
	assert_int_equal(end, 7);
	node_span(document, node_get(document->root, "b"), 0, 0, &start, &end);
	assert_int_equal(start, 13);
}

/* What the walk cannot follow is the whole scalar: here U+2028 is a line. */
static void test_fallback(void **state)
{
	struct document *document = read_text("a: 'x\xe2\x80\xa8 y'\nb: [1]\n");
	const struct node *node = node_get(document->root, "a");

	(void)state;
	assert_string_equal(part_of(document, node, node->size - 1, node->size),
		"'x\xe2\x80\xa8 y'");
	node = node_get(document->root, "b");
	assert_string_equal(part_of(document, node, 0, 1), "[1]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_plain, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_plain_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_single_quoted, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_double_quoted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_literal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folded, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_nothing_asked, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fallback, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
