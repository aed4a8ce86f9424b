/*
 * Random bytes and mangled documents: never a crash, always a tree whose
 * places lie in the text, or an error with a place. Fixed seed.
 */
#include "rule/document.h"

#include "base/arena.h"
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 5000

static uint64_t seed;

static size_t random_below(size_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % limit);
}

static void check_span(const struct document *document, const struct node *node)
{
	size_t start, end, last = node->start;

	for (size_t i = 0; i <= node->size; i++) {
		node_span(document, node, i, i + 1, &start, &end);
		assert_in_range(start, node->start, node->end);
		assert_in_range(end, start, node->end);
		if (start > node->start)
			assert_in_range(start, last, node->end);
		last = start;
	}
}

static void check_node(
	const struct document *document, const struct node *node, size_t *left)
{
	assert_non_null(node);
	assert_in_range(node->start, 0, node->end);
	assert_in_range(node->end, node->start, document->size);
	if (!*left)
		return;
	--*left;
	if (node_is_scalar(node)) {
		assert_non_null(node->text);
		assert_int_equal(node->text[node->size], '\0');
		check_span(document, node);
	}
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_MAPPING)
			check_node(document, node->keys[i], left);
		check_node(document, node->items[i], left);
	}
}

static void check_parse(enum document_kind kind, const char *path,
	const char *text, size_t size)
{
	struct arena *arena = arena_new();
	struct document *document = NULL;
	struct error err = {.kind = ERROR_NONE};
	size_t left = 2000;

	if (document_parse(&document, arena, kind, path, text, size, &err)) {
		assert_int_equal(err.kind, ERROR_USE);
		assert_in_range(err.line, 1, size + 1);
		assert_in_range(err.column, 1, size + 1);
		assert_true(err.message[0]);
	} else {
		for (size_t i = 0; i < document->root_count; i++)
			check_node(document, document->roots[i], &left);
	}
	arena_free(arena);
}

static void check_every_kind(const char *bytes, size_t size)
{
	char *text = memory_new(size ? size : 1, 1);

	memcpy(text, bytes, size);
	check_parse(DOCUMENT_YAML, "a.yaml", text, size);
	check_parse(DOCUMENT_JSON, "a.json", text, size);
	check_parse(DOCUMENT_JSON_COMMENTS, "a.jsonc", text, size);
	check_parse(DOCUMENT_JSON_COMMENTS, "a.json5", text, size);
	free(text);
}

static void test_random_bytes(void **state)
{
	char text[256];

	(void)state;
	seed = 0x9e3779b97f4a7c15;
	for (size_t round = 0; round < ROUNDS; round++) {
		size_t size = random_below(sizeof(text));

		for (size_t i = 0; i < size; i++)
			text[i] = (char)random_below(256);
		check_every_kind(text, size);
	}
}

/* Bytes and words that mean something, in any order. */
static void test_random_words(void **state)
{
	static const char *const words[] = {"a", "b: ", "- ", "\n", "\n  ",
		"\n    ", "[", "]", "{", "}", ",", ":", ": ", "? ", "&a ", "*a",
		"<<: ", "!x ", "!!int ", "!<x> ", "'", "\"", "''", "\\",
		"\\u00e9", "\\ud83d\\ude00", "|\n", ">-\n", "|2\n", "# ", "#",
		"---\n", "...\n", "%YAML 1.1\n", "1", "0x1F", "-1.5e3", "true",
		"null", "\t", "\r\n", "\r", "é", "😀", "\xff", "\xe2\x80\xa8",
		"\xc2\x85", "\xef\xbb\xbf", "//", "/*", "*/", "\x1b", " ",
		"  x", "\"a\": ", "\\\n", ".5", "Infinity"};
	char text[512];

	(void)state;
	seed = 0x2545f4914f6cdd1d;
	for (size_t round = 0; round < 2 * ROUNDS; round++) {
		size_t size = 0, count = random_below(40);

		for (size_t i = 0; i < count; i++) {
			const char *word = words[random_below(
				sizeof(words) / sizeof(*words))];

			memcpy(text + size, word, strlen(word));
			size += strlen(word);
		}
		check_every_kind(text, size);
	}
}

static const char whole_yaml[] =
	"x-base: &base\n"
	"  restart: \"no\"\n"
	"  environment: {A: 'it''s', B: \"\\u00e9\\n80\"}\n"
	"services:\n"
	"  web: # caf\xe9\n"
	"    <<: *base\n"
	"    ports: !override\n"
	"      - \"${A:-8080}:80\"\n"
	"      - 22:22\n"
	"    command: |\n"
	"      one\n"
	"        two\n"
	"\n"
	"      é\n"
	"    note: >-\n"
	"      a\n"
	"      b\n"
	"    plain: one\n"
	"      two\n";

static const char whole_json[] =
	"{\"a\": [1, -2.5e1, true, null, \"x\\n\\ud83d\\ude00\"],\n"
	" \"b\": {\"c\": {}, \"d\": \"\\u0041é\"}, \"e\": [[], {}]}\n";

static void mangle(const char *whole, size_t whole_size)
{
	char text[1024];

	for (size_t round = 0; round < ROUNDS; round++) {
		size_t edits = 1 + random_below(4);
		size_t size = whole_size;

		memcpy(text, whole, size);
		for (size_t i = 0; i < edits; i++)
			text[random_below(size)] =
				random_below(2)
					? (char)random_below(256)
					: whole[random_below(whole_size)];
		if (!random_below(4))
			size = random_below(size);
		check_every_kind(text, size);
	}
}

static void test_mangled(void **state)
{
	(void)state;
	seed = 0x853c49e6748fea9b;
	check_every_kind(whole_yaml, sizeof(whole_yaml) - 1);
	mangle(whole_yaml, sizeof(whole_yaml) - 1);
	mangle(whole_json, sizeof(whole_json) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_random_words),
		cmocka_unit_test(test_mangled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
