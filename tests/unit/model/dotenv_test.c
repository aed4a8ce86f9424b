/*
 * Env files as compose reads them: values, positions, and the lines that
 * are none.
 */
#include "base/arena.h"
#include "model/dotenv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct dotenv *dotenv;
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture.arena = arena_new();
	fixture.dotenv = NULL;
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	dotenv_release(fixture->dotenv);
	arena_free(fixture->arena);
	return 0;
}

static struct dotenv *read(void **state, const char *text)
{
	struct fixture *fixture = *state;

	dotenv_release(fixture->dotenv);
	fixture->dotenv =
		dotenv_read(fixture->arena, ".env", text, strlen(text), NULL);
	return fixture->dotenv;
}

static void test_values(void **state)
{
	static const struct {
		const char *text, *value;
		bool known, literal;
	} wanted[] = {
		{"K=v", "v", true, true},
		{"K=", "", true, true},
		{"  K = v  ", "v", true, true},
		{"export K=v", "v", true, true},
		{"export\tK=v", "v", true, true},
		{"K: v", "v", true, true},
		{"K=v\r\n", "v", true, true},
		{"K=a b", "a b", true, true},
		{"K=v # comment", "v", true, true},
		{"K=v#part", "v#part", true, true},
		{"K=a=b", "a=b", true, true},
		{"K='a # b'", "a # b", true, true},
		{"K=\"a # b\" # c", "a # b", true, true},
		{"K='$X'", "$X", true, true},
		{"K='it\\'s'", "it's", true, true},
		{"K='a\\nb'", "a\\nb", true, true},
		{"K=\"a\\nb\"", "a\nb", true, true},
		{"K=\"a\\\"b\"", "a\"b", true, true},
		{"K=\"\\$X\"", "$X", true, true},
		{"K=\"\\0101\"", "A", true, true},
		{"K=\"two\nlines\"", "two\nlines", true, true},
		{"\xef\xbb\xbfK=v", "v", true, true},
		{"# c\n\nK=v", "v", true, true},
		{"A=1\nK=${A}2", "12", true, false},
		{"K=${X:-d}", "d", true, false},
		{"K=$X", "", false, false},
		{"K=$(date)", "$(date)", false, false},
		{"A=$(date)\nK=$A", "", false, false},
	};
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct dotenv *dotenv = read(state, wanted[i].text);
		const struct dotenv_entry *entry = dotenv_find(dotenv, "K");

		if (!entry || dotenv->problem_count)
			fail_msg("%s was not read", wanted[i].text);
		assert_string_equal(entry->value, wanted[i].value);
		if (entry->known != wanted[i].known ||
			entry->literal != wanted[i].literal)
			fail_msg("%s: known or literal", wanted[i].text);
	}
}

static void test_positions(void **state)
{
	const char *text = "export A = \"one\" # c\nB=two # c\n";
	struct dotenv *dotenv = read(state, text);
	const struct dotenv_entry *a = dotenv_find(dotenv, "A");
	const struct dotenv_entry *b = dotenv_find(dotenv, "B");

	assert_true(a->exported);
	assert_false(b->exported);
	assert_int_equal(a->key_start, 7);
	assert_int_equal(a->key_end, 8);
	assert_memory_equal(text + a->value_start, "one\"", 4);
	assert_int_equal(a->value_end - a->value_start, 3);
	assert_memory_equal(text + b->value_start, "two", 3);
	assert_int_equal(b->value_end - b->value_start, 3);
}

static void test_duplicates_are_kept(void **state)
{
	struct dotenv *dotenv = read(state, "A=1\nB=2\nA=3\nC=$A\n");

	assert_int_equal(dotenv->count, 4);
	assert_string_equal(dotenv->entries[0].value, "1");
	assert_string_equal(dotenv_find(dotenv, "A")->value, "3");
	assert_string_equal(dotenv_find(dotenv, "C")->value, "3");
}

static void test_outer(void **state)
{
	struct fixture *fixture = *state;
	struct dotenv *outer = dotenv_read(
		fixture->arena, ".env", "A=outer\nB=$(x)\n", 15, NULL);

	fixture->dotenv =
		dotenv_read(fixture->arena, "x.env", "C=$A\nD=$B\n", 10, outer);
	assert_string_equal(dotenv_find(fixture->dotenv, "C")->value, "outer");
	assert_false(dotenv_find(fixture->dotenv, "D")->known);
	dotenv_release(outer);
}

static void test_bare_names(void **state)
{
	struct dotenv *dotenv = read(state, "FOO\nexport BAR\nA=1\nLAST");

	assert_int_equal(dotenv->count, 4);
	assert_int_equal(dotenv->problem_count, 0);
	assert_null(dotenv_find(dotenv, "FOO")->value);
	assert_null(dotenv_find(dotenv, "BAR")->value);
	assert_null(dotenv_find(dotenv, "LAST")->value);
	assert_string_equal(dotenv_find(dotenv, "A")->value, "1");
}

static void test_problems(void **state)
{
	static const char *const lines[] = {
		"some words",
		"=value",
		"A B=1",
		"- A=1",
		"a/b=1",
		"not-a-name",
		"A=\"never closed",
		"A=${",
	};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[128];
		struct dotenv *dotenv;

		snprintf(text, sizeof(text), "X=1\n%s\nY=2\n", lines[i]);
		dotenv = read(state, text);
		if (dotenv->problem_count != 1)
			fail_msg("%s: %zu problems", lines[i],
				dotenv->problem_count);
		assert_in_range(dotenv->problems[0].start, 4, 6);
		assert_int_equal(dotenv->problems[0].end, 4 + strlen(lines[i]));
		assert_string_equal(dotenv_find(dotenv, "X")->value, "1");
		assert_string_equal(dotenv_find(dotenv, "Y")->value, "2");
	}
}

/* The line is shown, not what stands behind it. */
static void test_export_of_nothing(void **state)
{
	struct dotenv *dotenv = read(state, "A=1\nexport \r\nB=2\n");

	assert_int_equal(dotenv->problem_count, 1);
	assert_int_equal(dotenv->problems[0].start, 4);
	assert_int_equal(dotenv->problems[0].end, 10);
	assert_string_equal(dotenv_find(dotenv, "B")->value, "2");
}

static void test_two_on_a_line(void **state)
{
	struct dotenv *dotenv = read(state, "A=\"1\" B='2'\n");

	assert_string_equal(dotenv_find(dotenv, "A")->value, "1");
	assert_string_equal(dotenv_find(dotenv, "B")->value, "2");
}

/* Each line is ten times the one before it. */
static void test_growth_ends(void **state)
{
	char text[4096] = "A0=xxxxxxxxxx\n";
	struct dotenv *dotenv;
	size_t size = strlen(text);
	int i, k;

	for (i = 1; i < 30; i++) {
		size += (size_t)snprintf(
			text + size, sizeof(text) - size, "A%d=", i);
		for (k = 0; k < 10; k++)
			size += (size_t)snprintf(text + size,
				sizeof(text) - size, "$A%d", i - 1);
		text[size++] = '\n';
	}
	dotenv = read(state, text);
	assert_int_equal(dotenv->count, 30);
	assert_true(dotenv_find(dotenv, "A3")->known);
	assert_false(dotenv_find(dotenv, "A29")->known);
	assert_int_not_equal(dotenv->problem_count, 0);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(dotenv_is_name(".env"));
	assert_true(dotenv_is_name("a/.env.local"));
	assert_true(dotenv_is_name("config/web.env"));
	assert_true(dotenv_is_name("env.example"));
	assert_true(dotenv_is_name("web.env.sample"));
	assert_false(dotenv_is_name(".envrc"));
	assert_false(dotenv_is_name("env.ts"));
	assert_false(dotenv_is_name("kafka/.env.patch"));
	assert_false(dotenv_is_name("src/env.d.ts"));
	assert_false(dotenv_is_name("environment"));
	assert_true(dotenv_is_example_name(".env.example"));
	assert_true(dotenv_is_example_name("a/.env.prod.template"));
	assert_true(dotenv_is_example_name("example.env"));
	assert_true(dotenv_is_example_name(".env-dist"));
	assert_false(dotenv_is_example_name(".env.local"));
	assert_false(dotenv_is_example_name(".env"));
	assert_false(dotenv_is_example_name("examples/.env"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_positions, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_duplicates_are_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_outer, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_bare_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_problems, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_export_of_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_two_on_a_line, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_growth_ends, setup, teardown),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
