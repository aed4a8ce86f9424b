/*
 * Trees out of YAML: places, anchors, merges, encodings, look-ups.
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

/* The source of a node, as a string. */
static const char *source(
	const struct document *document, const struct node *node)
{
	assert_non_null(node);
	assert_in_range(node->end, node->start, document->size);
	return arena_copy(
		arena, document->text + node->start, node->end - node->start);
}

static void test_empty_stream(void **state)
{
	static const char *const texts[] = {
		"", "\n\n", "# only a comment\n", "\xef\xbb\xbf"};
	struct document *document;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		document = read_text(texts[i]);
		assert_null(document->root);
		assert_int_equal(document->root_count, 0);
		assert_non_null(document->roots);
	}
	document = read_text("---\n...\n# end\n");
	assert_int_equal(document->root_count, 1);
	assert_int_equal(document->root->kind, NODE_NULL);
}

static void test_spans(void **state)
{
	struct document *document =
		read_text("a: 8080 # note\nb: 'it''s'\nc: \"x\\ty\" # z\n");
	const struct node *root = document->root;

	(void)state;
	assert_int_equal(root->kind, NODE_MAPPING);
	assert_int_equal(root->style, NODE_PLAIN);
	assert_int_equal(root->count, 3);
	assert_string_equal(source(document, node_key(root, "a")), "a");
	assert_string_equal(source(document, node_get(root, "a")), "8080");
	assert_string_equal(source(document, node_get(root, "b")), "'it''s'");
	assert_string_equal(node_text(node_get(root, "b")), "it's");
	assert_string_equal(source(document, node_get(root, "c")), "\"x\\ty\"");
	assert_string_equal(node_text(node_get(root, "c")), "x\ty");
	assert_int_equal(node_get(root, "b")->style, NODE_SINGLE_QUOTED);
	assert_int_equal(node_get(root, "c")->style, NODE_DOUBLE_QUOTED);
	assert_string_equal(source(document, root),
		"a: 8080 # note\nb: 'it''s'\nc: \"x\\ty\"");
}

static void test_collection_spans(void **state)
{
	struct document *document = read_text("list:\n"
					      "  - one\n"
					      "  -\n"
					      "  # comment\n"
					      "flow: [ 1, {a: b}, c: d ] # x\n"
					      "same:\n"
					      "- x\n"
					      "\n"
					      "last: {}\n");
	const struct node *root = document->root;
	const struct node *flow = node_get(root, "flow");

	(void)state;
	assert_string_equal(
		source(document, node_get(root, "list")), "- one\n  -");
	assert_string_equal(source(document, flow), "[ 1, {a: b}, c: d ]");
	assert_int_equal(flow->style, NODE_FLOW);
	assert_string_equal(source(document, flow->items[1]), "{a: b}");
	assert_string_equal(source(document, flow->items[2]), "c: d");
	assert_string_equal(source(document, node_get(root, "same")), "- x");
	assert_string_equal(source(document, node_get(root, "last")), "{}");
	assert_int_equal(node_get(root, "last")->count, 0);
}

static void test_single_pair_with_bracket(void **state)
{
	struct document *document = read_text("[ [a]: b , c]");

	(void)state;
	assert_string_equal(
		source(document, document->root->items[0]), "[a]: b");
	assert_string_equal(source(document, document->root), "[ [a]: b , c]");
}

static void test_empty_values(void **state)
{
	struct document *document = read_text("a:\nb: # x\nc: ''\n? d\n");
	const struct node *root = document->root;

	(void)state;
	assert_int_equal(node_get(root, "a")->kind, NODE_NULL);
	assert_int_equal(node_get(root, "a")->start, 2);
	assert_int_equal(node_get(root, "a")->end, 2);
	assert_string_equal(node_get(root, "a")->text, "");
	assert_int_equal(node_get(root, "b")->start, 5);
	assert_int_equal(node_get(root, "c")->kind, NODE_STRING);
	assert_int_equal(node_get(root, "d")->kind, NODE_NULL);
}

static void test_block_scalar_spans(void **state)
{
	struct document *document = read_text("a: | # head\n"
					      "  one\n"
					      "   two\n"
					      "\n"
					      "\n"
					      "# not in it\n"
					      "b: >-\n"
					      "  x\n"
					      "  y\n"
					      "\n"
					      "c: |+\n"
					      "d: |2\n"
					      "    z\n");
	const struct node *root = document->root;

	(void)state;
	assert_string_equal(source(document, node_get(root, "a")),
		"| # head\n  one\n   two");
	assert_string_equal(node_text(node_get(root, "a")), "one\n two\n");
	assert_int_equal(node_get(root, "a")->style, NODE_LITERAL);
	assert_string_equal(
		source(document, node_get(root, "b")), ">-\n  x\n  y");
	assert_string_equal(node_text(node_get(root, "b")), "x y");
	assert_int_equal(node_get(root, "b")->style, NODE_FOLDED);
	assert_string_equal(source(document, node_get(root, "c")), "|+");
	assert_string_equal(node_text(node_get(root, "d")), "  z\n");
	assert_int_equal(root->end, document->size - 1);
}

static void test_properties_are_left_out(void **state)
{
	struct document *document =
		read_text("a: &one !override  # why\n"
			  "  - &two 1\n"
			  "b: !!str &three 'x'\n"
			  "c: !reset\n"
			  "d: !<tag:yaml.org,2002:str> 5\n"
			  "e: [!Ref x, !Ref , &z {q: 1}]\n");
	const struct node *root = document->root;
	const struct node *a = node_get(root, "a");
	const struct node *e = node_get(root, "e");

	(void)state;
	assert_string_equal(a->tag, "!override");
	assert_string_equal(source(document, a), "- &two 1");
	assert_string_equal(source(document, a->items[0]), "1");
	assert_null(a->items[0]->tag);
	assert_string_equal(source(document, node_get(root, "b")), "'x'");
	assert_string_equal(node_get(root, "b")->tag, "!!str");
	assert_string_equal(node_get(root, "c")->tag, "!reset");
	assert_string_equal(source(document, node_get(root, "c")), "");
	assert_string_equal(
		node_get(root, "d")->tag, "!<tag:yaml.org,2002:str>");
	assert_string_equal(source(document, node_get(root, "d")), "5");
	assert_string_equal(e->items[0]->tag, "!Ref");
	assert_string_equal(source(document, e->items[0]), "x");
	assert_string_equal(e->items[1]->tag, "!Ref");
	assert_string_equal(source(document, e->items[2]), "{q: 1}");
}

/* As where files were joined: libyaml passes over it at a line's start. */
static void test_byte_order_mark_behind_a_tag(void **state)
{
	struct document *document = read_text("!x\n\xef\xbb\xbfz\n");

	(void)state;
	assert_string_equal(node_text(document->root), "z");
	assert_string_equal(source(document, document->root), "z");
}

static void test_alias_is_the_anchors_node(void **state)
{
	struct document *document =
		read_text("a: &x [1, 2]\nb: *x\n*x : c\nd: &x new\ne: *x\n");
	const struct node *root = document->root;

	(void)state;
	assert_ptr_equal(node_get(root, "a"), node_get(root, "b"));
	assert_ptr_equal(root->keys[2], node_get(root, "a"));
	assert_ptr_equal(node_get(root, "d"), node_get(root, "e"));
	assert_int_equal(root->end, document->size - 1);
}

static void test_merge_order(void **state)
{
	struct document *document = read_text("a: &a {p: 1, q: 1}\n"
					      "b: &b {q: 2, r: 2}\n"
					      "c: {<<: [*a, *b], s: 3, r: 3}\n"
					      "d:\n"
					      "  t: 4\n"
					      "  <<: *b\n");
	static const char *const keys[] = {"s", "r", "p", "q"};
	static const char *const values[] = {"3", "3", "1", "1"};
	const struct node *b = node_get(document->root, "b");
	const struct node *c = node_get(document->root, "c");
	const struct node *d = node_get(document->root, "d");

	(void)state;
	assert_int_equal(c->count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(node_text(c->keys[i]), keys[i]);
		assert_string_equal(node_text(c->items[i]), values[i]);
		assert_int_equal(c->merged[i], i >= 2);
	}
	assert_int_equal(d->count, 3);
	assert_string_equal(node_text(d->keys[0]), "t");
	assert_null(node_get(d, "<<"));
	assert_ptr_equal(node_get(d, "r"), node_get(b, "r"));
	assert_ptr_equal(node_key(d, "r"), node_key(b, "r"));
}

static void test_merge_of_merged(void **state)
{
	struct document *document = read_text("- &a {x: 1, y: 1}\n"
					      "- &b {<<: *a, y: 2}\n"
					      "- {<<: *b, z: 3}\n"
					      "- {<<: {x: 9}, \"k\": 1}\n");
	struct node **items = document->root->items;

	(void)state;
	assert_int_equal(items[2]->count, 3);
	assert_true(node_is_text(node_get(items[2], "x"), "1"));
	assert_true(node_is_text(node_get(items[2], "y"), "2"));
	assert_true(node_is_text(node_get(items[3], "x"), "9"));
	assert_false(items[3]->merged[0]);
	assert_true(items[3]->merged[1]);
}

static void test_quoted_merge_key_is_text(void **state)
{
	struct document *document = read_text("{\"<<\": {a: 1}}");

	(void)state;
	assert_int_equal(document->root->count, 1);
	assert_non_null(node_get(document->root, "<<"));
}

static void test_several_documents(void **state)
{
	struct document *document =
		read_text("a: &x 1\n---\nb: 2\n---\n---\n- c\n");

	(void)state;
	assert_int_equal(document->root_count, 4);
	assert_ptr_equal(document->root, document->roots[0]);
	assert_true(node_is_text(node_get(document->roots[1], "b"), "2"));
	assert_int_equal(document->roots[2]->kind, NODE_NULL);
	assert_int_equal(document->roots[3]->kind, NODE_SEQUENCE);
}

static void check_place(const struct document *document,
	const struct node *node, unsigned line, unsigned column)
{
	unsigned at_line, at_column;

	assert_non_null(node);
	document_at(document, node->start, &at_line, &at_column);
	assert_int_equal(at_line, line);
	assert_int_equal(at_column, column);
}

static void test_crlf(void **state)
{
	struct document *document =
		read_text("a: 1\r\nb: |\r\n  x\r\n  y\r\nc:\r\n  - d\r\n");
	const struct node *root = document->root;

	(void)state;
	check_place(document, node_key(root, "c"), 5, 1);
	check_place(document, node_get(root, "c")->items[0], 6, 5);
	assert_string_equal(node_text(node_get(root, "b")), "x\ny\n");
	assert_string_equal(
		source(document, node_get(root, "b")), "|\r\n  x\r\n  y");
}

static void test_lone_cr_is_no_line_of_ours(void **state)
{
	struct document *document = read_text("a: 1\rb: 2\n");

	(void)state;
	check_place(document, node_get(document->root, "b"), 1, 9);
}

static void test_byte_order_mark(void **state)
{
	struct document *document = read_text("\xef\xbb\xbf"
					      "a: 1\nb: é2\n");

	(void)state;
	check_place(document, node_key(document->root, "a"), 1, 4);
	check_place(document, node_key(document->root, "b"), 2, 1);
	assert_string_equal(
		source(document, node_get(document->root, "b")), "é2");
}

/* NEL, U+2028 and U+2029 end a line for YAML and for nobody else. */
static void test_other_breaks(void **state)
{
	struct document *document = read_text("a: 1\xc2\x85"
					      "b: 2\xe2\x80\xa8"
					      "c: 3\xe2\x80\xa9"
					      "d: 4\ne: 5\n");
	const struct node *root = document->root;

	(void)state;
	assert_int_equal(root->count, 5);
	check_place(document, node_get(root, "b"), 1, 10);
	check_place(document, node_get(root, "d"), 1, 24);
	check_place(document, node_get(root, "e"), 2, 4);
}

static void test_wide_characters(void **state)
{
	static const char line[] = "- 'é€😀' # ü\n";
	struct document *document;
	char text[200 * sizeof(line)];
	size_t size = 0;

	(void)state;
	for (; size < 200 * (sizeof(line) - 1); size += sizeof(line) - 1)
		memcpy(text + size, line, sizeof(line) - 1);
	document = read_bytes(text, size);
	assert_int_equal(document->root->count, 200);
	for (size_t i = 0; i < 200; i++) {
		const struct node *node = document->root->items[i];

		check_place(document, node, (unsigned)i + 1, 3);
		assert_string_equal(source(document, node), "'é€😀'");
	}
}

static void test_bad_bytes_in_comments(void **state)
{
	struct document *document =
		read_text("# caf\xe9 \xff\na: 1 # \xc3\n"
			  "b: | # \xff\n  x\n# \x1b[0m\x7f\nc: é # \xe9\n");
	const struct node *root = document->root;

	(void)state;
	assert_int_equal(root->count, 3);
	check_place(document, node_key(root, "b"), 3, 1);
	assert_string_equal(source(document, node_get(root, "c")), "é");
	assert_ptr_equal(document->text, held.items[0]);
}

static void test_names(void **state)
{
	static const char *const names[] = {"null", "a boolean", "a number",
		"a number", "text", "a list", "a mapping"};
	struct document *document =
		read_text("[~, true, 1, 1.5, x, [], {}, null]");
	struct node **items = document->root->items;

	(void)state;
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(node_kind_name(items[i]), names[i]);
	assert_string_equal(node_kind_name(NULL), "nothing");
	assert_null(node_text(items[0]));
	assert_null(node_text(items[5]));
	assert_null(node_text(NULL));
	assert_string_equal(node_text(items[2]), "1");
	assert_true(node_is_scalar(items[0]));
	assert_false(node_is_scalar(items[6]));
	assert_false(node_is_scalar(NULL));
	assert_true(node_is_text(items[4], "x"));
	assert_false(node_is_text(items[4], "xy"));
	assert_false(node_is_text(items[7], "null"));
	assert_null(node_get(NULL, "a"));
	assert_null(node_get(items[5], "a"));
	assert_null(node_key(items[4], "a"));
}

static void test_document_error(void **state)
{
	struct document *document = read_text("a:\n  b: 1\n");
	const struct node *a = node_get(document->root, "a");
	struct error err;

	(void)state;
	assert_int_equal(document_error(&err, document, node_get(a, "b"),
				 "%s is %d", "b", 1),
		-1);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(err.message, "b is 1");
	assert_string_equal(err.path, "test.yaml");
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 6);
	document_error(&err, document, NULL, "no root");
	assert_int_equal(err.line, 0);
}

static void test_kind_of(void **state)
{
	static const char *const comments[] = {"tsconfig.json",
		"a/tsconfig.base.json", ".vscode/settings.json",
		"a/.vscode/launch.json", ".devcontainer/devcontainer.json",
		".devcontainer.json", "x/y.jsonc", "renovate.json5"};

	(void)state;
	assert_int_equal(document_kind_of("a/b.yaml"), DOCUMENT_YAML);
	assert_int_equal(document_kind_of("compose.yml"), DOCUMENT_YAML);
	assert_int_equal(document_kind_of("package.json"), DOCUMENT_JSON);
	assert_int_equal(document_kind_of("a/vscode/x.json"), DOCUMENT_JSON);
	for (size_t i = 0; i < sizeof(comments) / sizeof(*comments); i++)
		assert_int_equal(
			document_kind_of(comments[i]), DOCUMENT_JSON_COMMENTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_empty_stream, setup, teardown),
		cmocka_unit_test_setup_teardown(test_spans, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_collection_spans, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_single_pair_with_bracket, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_empty_values, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_block_scalar_spans, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_properties_are_left_out, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_byte_order_mark_behind_a_tag, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_alias_is_the_anchors_node, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_merge_order, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_merge_of_merged, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_quoted_merge_key_is_text, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_several_documents, setup, teardown),
		cmocka_unit_test_setup_teardown(test_crlf, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_lone_cr_is_no_line_of_ours, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_byte_order_mark, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_other_breaks, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_wide_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_bad_bytes_in_comments, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_document_error, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kind_of, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
