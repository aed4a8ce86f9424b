/*
 * template: tables in patterns, filled in with words that a pattern then
 * matches as they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rule/pattern.h"
#include "rule/template.h"
#include <string.h>

static bool two_words(void *state, struct buffer *out, struct slice table)
{
	(void)state;
	if (slice_is(table, "env.legacy-names"))
		return false;
	buffer_add_string(out, "a/b|");
	buffer_add(out, table.data, table.size);
	return true;
}

static void test_is_template(void **state)
{
	(void)state;
	assert_true(template_is("x{{paths.stale}}"));
	assert_false(template_is("x{2}y{3,}"));
	assert_false(template_is(""));
}

static void test_fill(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(
		template_fill(arena, "^{{paths.stale}}+$", two_words, NULL),
		"^(?:a/b|paths.stale)+$");
	assert_string_equal(
		template_fill(arena, "{{paths.stale}}-{{x}}", two_words, NULL),
		"(?:a/b|paths.stale)-(?:a/b|x)");
	assert_string_equal(
		template_fill(arena, "none", two_words, NULL), "none");
	assert_string_equal(
		template_fill(arena, "{{open", two_words, NULL), "{{open");
	arena_free(arena);
}

/* One table without words, and the pattern can match nothing. */
static void test_fill_empty(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_null(
		template_fill(arena, "{{env.legacy-names}}", two_words, NULL));
	assert_null(template_fill(
		arena, "{{paths.stale}}{{env.legacy-names}}", two_words, NULL));
	arena_free(arena);
}

static void test_unknown(void **state)
{
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; template_tables[i] != NULL; i++)
		assert_null(template_unknown(arena,
			arena_format(arena, "a{{%s}}", template_tables[i])));
	assert_int_equal(i, 2);
	assert_string_equal(
		template_unknown(arena, "{{paths.stale}}{{paths.old}}"),
		"paths.old");
	assert_string_equal(template_unknown(arena, "{{}}"), "");
	assert_null(template_unknown(arena, "a{2}{{open"));
	arena_free(arena);
}

static bool matches_whole(const char *source, const char *text)
{
	struct pattern_scratch *scratch = pattern_scratch_new();
	struct pattern *pattern;
	struct pattern_match match;
	struct error err = {0};
	bool result;

	assert_int_equal(pattern_compile(&pattern, source, 0, &err), 0);
	result = pattern_find(pattern, scratch, text, strlen(text), 0,
			 &match) == 1 &&
		 match.start[0] == 0 && match.end[0] == strlen(text);
	pattern_free(pattern);
	pattern_scratch_free(scratch);
	return result;
}

/* Each byte that a pattern could take for something else. */
static void test_quote(void **state)
{
	static const char word[] =
		"a.b*c+d?e(f)g[h]i{2}j|k^l$m\\n-o#p q/r\xc3\xa9";
	struct buffer text = BUFFER_INIT;

	(void)state;
	template_quote(&text, word);
	assert_true(matches_whole(buffer_string(&text), word));
	buffer_release(&text);

	template_quote(&text, "a.b");
	assert_false(matches_whole(buffer_string(&text), "axb"));
	buffer_release(&text);
}

/* As long as its source, so that an error's column is right in it. */
static void test_sample(void **state)
{
	static const char source[] = "^{{paths.stale}}(?<a>{{x}})$";
	struct arena *arena = arena_new();
	const char *sample = template_sample(arena, source);

	(void)state;
	assert_int_equal(strlen(sample),
		strlen(source) + 2 * strlen("(?:)") - 2 * strlen("{{}}"));
	assert_false(template_is(sample));
	assert_true(matches_whole(sample, "xxxxxxxxxxxx"));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_template),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_fill_empty),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
