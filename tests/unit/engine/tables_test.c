/*
 * tables: the words of a configuration in the patterns of rules. A rule that
 * names no table stays the very one it was; a table without words takes its
 * patterns out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "engine/configuration.h"
#include "engine/tables.h"
#include "rule/set.h"
#include <string.h>

static const struct rule_match table_matches[] = {
	{.pattern = "a{{paths.stale}}", .in = CLASS_CODE},
	{.check = "whole"},
	{.pattern = "plain"},
	{.pattern = "{{env.legacy-names}}"},
};

static const struct rule table_rule = {
	.id = "test/table",
	.summary = "names tables",
	.level = LEVEL_WARNING,
	.matches = table_matches,
	.match_count = 4,
};

static const struct rule plain_rule = {
	.id = "test/plain",
	.matches = table_matches + 1,
	.match_count = 2,
};

struct fixture {
	struct arena *arena;
	struct rule_set rules;
	const struct rule *rule; /* test/table, after the tables */
};

static void apply(struct fixture *fixture, const char *text)
{
	struct configuration *configuration;
	struct error err = {0};

	fixture->arena = arena_new();
	assert_int_equal(configuration_load(&configuration, fixture->arena,
				 CONFIGURATION_NAME, text, strlen(text), &err),
		0);
	rule_set_init(&fixture->rules);
	assert_int_equal(rule_set_add(&fixture->rules, &table_rule, &err), 0);
	assert_int_equal(rule_set_add(&fixture->rules, &plain_rule, &err), 0);
	tables_apply(&fixture->rules, fixture->arena, configuration);
	fixture->rule = rule_set_find(&fixture->rules, "test/table");
	assert_non_null(fixture->rule);
}

static void release(struct fixture *fixture)
{
	rule_set_release(&fixture->rules);
	arena_free(fixture->arena);
}

static void test_both_tables(void **state)
{
	struct fixture fixture;
	const struct rule_match *matches;

	(void)state;
	apply(&fixture, "paths: {stale: {a/b: c}}\n"
			"env: {legacy-names: {OLD: NEW}}\n");
	matches = fixture.rule->matches;
	assert_int_equal(fixture.rule->match_count, 4);
	assert_string_equal(matches[0].pattern, "a(?:a\\/b)");
	assert_int_equal(matches[0].in, CLASS_CODE);
	assert_null(matches[1].pattern);
	assert_string_equal(matches[1].check, "whole");
	assert_string_equal(matches[2].pattern, "plain");
	assert_string_equal(matches[3].pattern, "(?:OLD)");
	assert_string_equal(fixture.rule->id, "test/table");
	assert_string_equal(fixture.rule->summary, "names tables");
	assert_int_equal(fixture.rule->level, LEVEL_WARNING);
	release(&fixture);
}

static void test_empty_tables(void **state)
{
	struct fixture fixture;

	(void)state;
	apply(&fixture, "");
	assert_int_equal(fixture.rule->match_count, 2);
	assert_string_equal(fixture.rule->matches[0].check, "whole");
	assert_string_equal(fixture.rule->matches[1].pattern, "plain");
	release(&fixture);

	apply(&fixture, "env: {legacy-names: {OLD: NEW}}\n");
	assert_int_equal(fixture.rule->match_count, 3);
	assert_string_equal(fixture.rule->matches[2].pattern, "(?:OLD)");
	release(&fixture);
}

/* `ab` would hide `abc` as an alternative before it. */
static void test_longer_words_first(void **state)
{
	struct fixture fixture;

	(void)state;
	apply(&fixture, "env: {legacy-names: "
			"{B: x, ABC: x, A: x, AB: x, A.C: x}}\n");
	assert_string_equal(
		fixture.rule->matches[2].pattern, "(?:A\\.C|ABC|AB|A|B)");
	release(&fixture);
}

/* The constant rules are left as they are. */
static void test_others_stay(void **state)
{
	struct fixture fixture;

	(void)state;
	apply(&fixture, "paths: {stale: {a/b: c}}\n");
	assert_ptr_equal(
		rule_set_find(&fixture.rules, "test/plain"), &plain_rule);
	assert_ptr_not_equal(fixture.rule, &table_rule);
	assert_string_equal(table_matches[0].pattern, "a{{paths.stale}}");
	release(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_tables),
		cmocka_unit_test(test_empty_tables),
		cmocka_unit_test(test_longer_words_first),
		cmocka_unit_test(test_others_stay),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
