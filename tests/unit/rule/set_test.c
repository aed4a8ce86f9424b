/* Sets of rules, and the small questions to one rule. */
#include "rule/set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const old_ids[] = {"compose/wrong-port"};
static const struct rule_variant variants[] = {
	{"fallback", LEVEL_ERROR, NULL},
	{"literal", LEVEL_NOTE, "a literal"},
};
static const struct rule mismatch = {
	.id = "compose/port-mismatch",
	.formerly = old_ids,
	.formerly_count = 1,
	.origin = "rules/compose/port-mismatch/rule.yml",
};
static const struct rule address = {
	.id = "ports/hardcoded-address",
	.variants = variants,
	.variant_count = 2,
	.origin = "rules/ports/hardcoded-address/rule.yml",
};

/* In place of the ones that are made at build time. */
const struct rule *const builtin_rules[] = {&mismatch, &address, NULL};
const size_t builtin_rule_count = 2;

static struct rule_set set;

static void test_find(void **state)
{
	(void)state;
	assert_ptr_equal(
		rule_set_find(&set, "compose/port-mismatch"), &mismatch);
	assert_ptr_equal(rule_set_find(&set, "compose/wrong-port"), &mismatch);
	assert_null(rule_set_find(&set, "compose/port"));
	assert_null(rule_set_find(&set, "ports"));
	assert_true(rule_set_has_linter(&set, "ports"));
	assert_false(rule_set_has_linter(&set, "port"));
	assert_false(rule_set_has_linter(&set, "ports/"));
}

static void test_nearest(void **state)
{
	(void)state;
	assert_string_equal(rule_set_nearest(&set, "compose/port-missmatch"),
		"compose/port-mismatch");
	assert_string_equal(rule_set_nearest(&set, "port-mismatch"),
		"compose/port-mismatch");
	assert_string_equal(rule_set_nearest(&set, "compose/wrong-prot"),
		"compose/wrong-port");
	assert_null(rule_set_nearest(&set, "something/else"));
}

static void test_add(void **state)
{
	static const char *const former[] = {"house/old"};
	static const struct rule house = {.id = "house/a-rule",
		.formerly = former,
		.formerly_count = 1,
		.origin = "a.yml"};
	static const struct rule first = {.id = "a/first", .origin = "b.yml"};
	struct error err;

	(void)state;
	assert_int_equal(rule_set_add(&set, &house, &err), 0);
	assert_int_equal(rule_set_add(&set, &first, &err), 0);
	assert_int_equal(set.count, 4);
	for (size_t i = 1; i < set.count; i++)
		assert_true(strcmp(set.rules[i - 1]->id, set.rules[i]->id) < 0);
	assert_ptr_equal(rule_set_find(&set, "house/old"), &house);
	assert_ptr_equal(set.rules[0], &first);
}

static void expect_taken(const struct rule *rule, const char *message)
{
	size_t count = set.count;
	struct error err;

	assert_int_equal(rule_set_add(&set, rule, &err), -1);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(err.path, "lint/rule.yml");
	assert_string_equal(err.message, message);
	assert_int_equal(set.count, count);
}

static void test_taken(void **state)
{
	static const char *const former[] = {"ports/hardcoded-address"};
	static const struct rule same = {
		.id = "compose/port-mismatch", .origin = "lint/rule.yml"};
	static const struct rule old = {
		.id = "compose/wrong-port", .origin = "lint/rule.yml"};
	static const struct rule renamed = {.id = "house/a",
		.formerly = former,
		.formerly_count = 1,
		.origin = "lint/rule.yml"};

	(void)state;
	expect_taken(&same, "rule `compose/port-mismatch` is there already, "
			    "from rules/compose/port-mismatch/rule.yml; give "
			    "this one another id");
	expect_taken(&old, "rule id `compose/wrong-port` of "
			   "`compose/wrong-port` is taken by "
			   "`compose/port-mismatch` of "
			   "rules/compose/port-mismatch/rule.yml");
	expect_taken(&renamed, "rule id `ports/hardcoded-address` of `house/a` "
			       "is taken by `ports/hardcoded-address` of "
			       "rules/ports/hardcoded-address/rule.yml");
	assert_null(rule_set_find(&set, "house/a"));
}

static void test_levels(void **state)
{
	static const char *const words[] = {"off", "note", "warning", "error"};
	enum level level;

	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_true(level_parse(words[i], &level));
		assert_int_equal(level, i);
		assert_string_equal(level_name(level), words[i]);
	}
	assert_false(level_parse("default", &level));
	assert_false(level_parse("Error", &level));
	assert_false(level_parse("", &level));
	assert_string_equal(level_name(LEVEL_DEFAULT), "default");
}

static void test_rule(void **state)
{
	(void)state;
	assert_true(rule_is_of(&address, "ports"));
	assert_false(rule_is_of(&address, "port"));
	assert_false(rule_is_of(&address, "compose"));
	assert_ptr_equal(rule_variant(&address, "literal"), &variants[1]);
	assert_null(rule_variant(&address, "lit"));
	assert_null(rule_variant(&mismatch, "literal"));
}

static int set_up(void **state)
{
	(void)state;
	rule_set_init(&set);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rule_set_release(&set);
	return 0;
}

#define with_set(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_set(test_find),
		with_set(test_nearest),
		with_set(test_add),
		with_set(test_taken),
		with_set(test_levels),
		with_set(test_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
