/*
 * line_hash: equal to what GitHub's upload action computes. The vectors come
 * from tests/outside/line_hash.js, which is written from the definition and
 * decodes with node, as the action does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/report.h"
#include <stdio.h>
#include <string.h>

struct vector {
	const char *name;
	const char *text;
	size_t size;
	const char *hashes[8];
};

#define TEXT(text) text, sizeof(text) - 1
#define LONG_LINE \
	"the same line, that is to say one of more than fifty characters\n"

static const struct vector vectors[] = {
	{"empty", TEXT(""), {"c129715d7a2bc9a3:1"}},
	{"a newline", TEXT("\n"), {"3c5bef55b72b93c9:1", "c129715d7a2bc9a3:1"}},
	{"no newline at the end", TEXT("port: 8090"), {"afd12b908d77288f:1"}},
	{"one line", TEXT("port: 8090\n"),
		{"17f0be803ea3c9fd:1", "c129715d7a2bc9a3:1"}},
	{"blanks do not count", TEXT("port:\t 8090 \t\n  \tport: 8090\n"),
		{"56a5d9cbe710b727:1", "17f0be803ea3c9fd:1",
			"c129715d7a2bc9a3:1"}},
	{"CRLF", TEXT("a: 1\r\nb: 2\r\n"),
		{"132b7ee912c57691:1", "5d56533273a3bbdb:1",
			"c129715d7a2bc9a3:1"}},
	{"CR", TEXT("a: 1\rb: 2\r"),
		{"132b7ee912c57691:1", "5d56533273a3bbdb:1",
			"c129715d7a2bc9a3:1"}},
	{"CR, and a blank before LF", TEXT("a\r\r\nb\r \nc"),
		{"c52f781a43dbc195:1", "73409ca04f7d2c2e:1",
			"b0367d257df6d03c:1", "1c206f60a702cfe8:1",
			"188ff2f224477a1e:1"}},
	{"short equal lines differ by what follows", TEXT("x\nx\nx\nx\ny\n"),
		{"edd348183eb9df32:1", "7efa713af45c1020:1",
			"b9656bd844b3b8de:1", "1f7b9f1ae97918ec:1",
			"c33be7e0cf7c3ca:1", "c129715d7a2bc9a3:1"}},
	{"emoji are two units",
		TEXT("caf\xc3\xa9 \xf0\x9f\x9a\x80 4007\n"
		     "\xf0\x9f\x9a\x80\n"),
		{"c93ae506a6d2d1c7:1", "33f9ecbd3a1f0a9a:1",
			"c129715d7a2bc9a3:1"}},
	{"a byte order mark counts",
		TEXT("\xef\xbb\xbf"
		     "a: 1\n"),
		{"b0d247ce31758248:1", "c129715d7a2bc9a3:1"}},
	{"what is not UTF-8",
		TEXT("a\xff\xfe\xe2\x82 b\n\xf0\x9f\x9a\n"
		     "\xed\xa0\x80\xc3"),
		{"3c281c8345a1c2fe:1", "efbe73c908de9e3a:1",
			"820e17bae189b7bf:1"}},
	{"a NUL", TEXT("a\0b\n"), {"636f257f958bb544:1", "c129715d7a2bc9a3:1"}},
	{"long equal lines are counted",
		TEXT(LONG_LINE LONG_LINE LONG_LINE LONG_LINE LONG_LINE),
		{"7dfdf6a517fbc266:1", "7dfdf6a517fbc266:2",
			"7dfdf6a517fbc266:3", "7dfdf6a517fbc266:4",
			"16aa4b71d7cc56bc:1", "c129715d7a2bc9a3:1"}},
};

static void assert_vector(const struct vector *vector)
{
	struct arena *arena = arena_new();
	size_t count, i;
	const char **hashes =
		line_hashes(arena, vector->text, vector->size, &count);

	for (i = 0; vector->hashes[i] != NULL; i++) {
		if (i < count && strcmp(hashes[i], vector->hashes[i]) == 0)
			continue;
		fail_msg("%s: line %zu is %s, not %s", vector->name, i + 1,
			i < count ? hashes[i] : "missing", vector->hashes[i]);
	}
	assert_int_equal(count, i);
	arena_free(arena);
}

static void test_published_algorithm(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		assert_vector(&vectors[i]);
}

/* Lines longer than the window: 150 a, 99 b, 100 c. */
static void test_longer_than_the_window(void **state)
{
	char text[352];
	struct vector vector = {"long lines", text, sizeof(text),
		{"871f6af4d0d4dd7c:1", "ff47544e6eb21c20:1",
			"776f3da80c8f5b74:1", "c129715d7a2bc9a3:1"}};

	(void)state;
	memset(text, 'a', 150);
	memset(text + 151, 'b', 99);
	memset(text + 251, 'c', 100);
	text[150] = text[250] = text[351] = '\n';
	assert_vector(&vector);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_algorithm),
		cmocka_unit_test(test_longer_than_the_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
