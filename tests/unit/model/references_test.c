/*
 * What go.work, package.json and workflows refer to.
 */
#include "base/arena.h"
#include "model/references.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "path@line:column" of each reference, joined by blanks. */
static void expect(const char *path, const char *text, const char *wanted)
{
	struct arena *arena = arena_new();
	struct buffer got = BUFFER_INIT;
	size_t count, i;
	const struct reference *list =
		references_read(arena, path, text, strlen(text), &count);

	for (i = 0; i < count; i++)
		buffer_format(&got, "%s%s@%u:%u", i ? " " : "", list[i].path,
			list[i].place.line, list[i].place.column);
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
	arena_free(arena);
}

static void test_workspace(void **state)
{
	(void)state;
	expect("go.work", "go 1.23\nuse ./a // one\nuse (\n\t\"./b/c\"\n)\n",
		"a@2:5 b/c@4:3");
	expect("x/go.work", "use ../a\nuse .\nreplace x => ./y\n",
		"a@1:5 x@2:5");
	expect("go.work", "use ../outside\n", "");
}

static void test_scripts(void **state)
{
	(void)state;
	expect("p/package.json", "{\"scripts\": {\"a\": \"node x/y.js --z\"}}",
		"p/x/y.js@1:25");
	expect("package.json",
		"{\"scripts\": {\"a\": \"A=1 bash ./s.sh && ./t.sh; sh u.sh\"}}",
		"s.sh@1:29 t.sh@1:39 u.sh@1:50");
	expect("package.json", "{\"scripts\": {\"a\": \"node dist/x.js\"}}",
		"");
	expect("package.json", "{\"scripts\": {\"a\": \"cd x && node y.js\"}}",
		"");
	expect("package.json", "{\"scripts\": {\"a\": \"node $X/y.js *.js\"}}",
		"");
	expect("package.json", "{\"scripts\": {\"a\": \"node -r z y.js\"}}",
		"");
	expect("package.json", "{\"scripts\": [1]}", "");
	expect("package.json", "{", "");
}

static void test_filters(void **state)
{
	(void)state;
	expect(".github/workflows/a.yml",
		"on:\n  push:\n    paths: [a/b/**, '!c/**', '*.md', d.txt, e/]\n"
		"  pull_request:\n    paths-ignore: [f/**]\n",
		"a/b@3:13 d.txt@3:38 e@3:45");
	expect(".github/workflows/a.yml", "on: push\n", "");
	expect("other/a.yml", "on:\n  push:\n    paths: [a/**]\n", "");
}

static void test_names(void **state)
{
	(void)state;
	assert_true(references_is_path("a/package.json"));
	assert_true(references_is_path("go.work"));
	assert_true(references_is_path(".github/workflows/ci.yaml"));
	assert_false(references_is_path("package-lock.json"));
	assert_false(references_is_path("a/.github/workflows/ci.yaml"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_workspace),
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
