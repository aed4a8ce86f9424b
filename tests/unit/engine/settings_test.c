/*
 * settings: which rules a configuration and a command line leave on, at what
 * level and where; and the hints for names that nothing has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "engine/configuration.h"
#include "engine/settings.h"
#include <string.h>

static const char *const old_ids[] = {"compose/wrong-port"};

static const struct rule_variant variants[] = {
	{"fallback", LEVEL_ERROR, NULL},
	{"probe", LEVEL_NOTE, NULL},
};

static const struct rule mismatch = {.id = "compose/port-mismatch",
	.level = LEVEL_ERROR,
	.formerly = old_ids,
	.formerly_count = 1};
static const struct rule literal = {
	.id = "compose/literal-port", .level = LEVEL_NOTE};
static const struct rule address = {.id = "ports/hardcoded-address",
	.level = LEVEL_WARNING,
	.variants = variants,
	.variant_count = 2};
static const struct rule space = {
	.id = "hygiene/trailing-space", .level = LEVEL_WARNING, .opt_in = true};
static const struct rule marker = {
	.id = "hygiene/conflict-marker", .level = LEVEL_ERROR};
static const struct rule stage = {.id = "dockerfile/single-stage",
	.level = LEVEL_WARNING,
	.opt_in = true};

struct fixture {
	struct arena *arena;
	struct rule_set rules;
	struct configuration *configuration;
	struct settings *settings;
	struct error err;
};

static int prepare(struct fixture *fixture, const char *text,
	const struct selection *selection)
{
	static const struct rule *const all[] = {
		&mismatch, &literal, &address, &space, &marker, &stage};
	static const struct selection everything = {.linter_count = 0};

	*fixture = (struct fixture){.arena = arena_new()};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_int_equal(
			rule_set_add(&fixture->rules, all[i], NULL), 0);
	assert_int_equal(
		configuration_load(&fixture->configuration, fixture->arena,
			".plumb.yml", text, strlen(text), &fixture->err),
		0);
	return settings_new(&fixture->settings, &fixture->rules,
		fixture->configuration, selection ? selection : &everything,
		&fixture->err);
}

static void finish(struct fixture *fixture)
{
	settings_free(fixture->settings);
	rule_set_release(&fixture->rules);
	arena_free(fixture->arena);
}

static enum level level_at(const char *text, const struct rule *rule,
	const char *variant, const char *path)
{
	struct fixture fixture;
	enum level level;

	assert_int_equal(prepare(&fixture, text, NULL), 0);
	level = settings_level(fixture.settings, rule, variant, path);
	finish(&fixture);
	return level;
}

static void assert_error(const char *text, const struct selection *selection,
	const char *expected)
{
	struct fixture fixture;
	char got[2048];

	assert_int_equal(prepare(&fixture, text, selection), -1);
	assert_int_equal(fixture.err.kind, ERROR_USE);
	assert_string_equal(
		error_text(&fixture.err, got, sizeof(got)), expected);
	assert_null(fixture.settings);
	finish(&fixture);
}

static void rules_have_their_own_levels(void **state)
{
	struct fixture fixture;

	(void)state;
	assert_int_equal(prepare(&fixture, "", NULL), 0);
	assert_int_equal(settings_count(fixture.settings), 4);
	assert_false(settings_partial(fixture.settings));
	assert_ptr_equal(settings_rules(fixture.settings), &fixture.rules);
	assert_true(settings_enabled(fixture.settings, &mismatch));
	assert_false(settings_enabled(fixture.settings, &space));
	finish(&fixture);
	assert_int_equal(level_at("", &mismatch, NULL, "a"), LEVEL_ERROR);
	assert_int_equal(level_at("", &address, NULL, "a"), LEVEL_WARNING);
	assert_int_equal(level_at("", &address, "fallback", "a"), LEVEL_ERROR);
	assert_int_equal(level_at("", &address, "probe", "a"), LEVEL_NOTE);
	assert_int_equal(level_at("", &space, NULL, "a"), LEVEL_OFF);
}

static void a_configured_level_replaces_all(void **state)
{
	static const char text[] =
		"rules: {compose/port-mismatch: off, "
		"ports/hardcoded-address: note, compose: warning}";
	struct fixture fixture;

	(void)state;
	assert_int_equal(level_at(text, &mismatch, NULL, "a"), LEVEL_OFF);
	assert_int_equal(level_at(text, &address, "fallback", "a"), LEVEL_NOTE);
	assert_int_equal(level_at(text, &literal, NULL, "a"), LEVEL_WARNING);
	assert_int_equal(level_at(text, &marker, NULL, "a"), LEVEL_ERROR);
	assert_int_equal(prepare(&fixture, text, NULL), 0);
	assert_int_equal(settings_count(fixture.settings), 3);
	assert_false(settings_enabled(fixture.settings, &mismatch));
	finish(&fixture);
	/* In whatever order, and by a former id. */
	assert_int_equal(level_at("rules: {compose: off, "
				  "compose/wrong-port: on}",
				 &mismatch, NULL, "a"),
		LEVEL_ERROR);
	assert_int_equal(level_at("rules: {compose/wrong-port: on, "
				  "compose: off}",
				 &mismatch, NULL, "a"),
		LEVEL_ERROR);
	assert_int_equal(level_at("rules: {compose: off}", &literal, NULL, "a"),
		LEVEL_OFF);
}

static void globs_choose_paths(void **state)
{
	static const char text[] =
		"rules:\n"
		"  ports/hardcoded-address:\n"
		"    {level: error, except: [scripts/**, '!scripts/keep/**']}\n"
		"  compose/literal-port: {only: apps/**}\n";

	(void)state;
	assert_int_equal(
		level_at(text, &address, "probe", "src/a"), LEVEL_ERROR);
	assert_int_equal(
		level_at(text, &address, NULL, "scripts/a"), LEVEL_OFF);
	assert_int_equal(
		level_at(text, &address, NULL, "scripts/keep/a"), LEVEL_ERROR);
	assert_int_equal(level_at(text, &literal, NULL, "apps/a"), LEVEL_NOTE);
	assert_int_equal(level_at(text, &literal, NULL, "b"), LEVEL_OFF);
}

static void opt_in_rules_wait_to_be_asked(void **state)
{
	(void)state;
	assert_int_equal(level_at("packs: [dockerfile]", &stage, NULL, "a"),
		LEVEL_WARNING);
	assert_int_equal(level_at("packs: [./dockerfile]", &stage, NULL, "a"),
		LEVEL_OFF);
	assert_int_equal(
		level_at("packs: [dockerfile]", &space, NULL, "a"), LEVEL_OFF);
	assert_int_equal(level_at("rules: {hygiene: on}", &space, NULL, "a"),
		LEVEL_WARNING);
	assert_int_equal(level_at("rules: {hygiene: error}", &space, NULL, "a"),
		LEVEL_ERROR);
	assert_int_equal(
		level_at("rules: {hygiene: {except: [b]}}", &space, NULL, "a"),
		LEVEL_OFF);
	assert_int_equal(level_at("rules: {hygiene/trailing-space: "
				  "{except: [b]}}",
				 &space, NULL, "a"),
		LEVEL_WARNING);
	assert_int_equal(level_at("packs: [hygiene]\n"
				  "rules: {hygiene/trailing-space: off}",
				 &space, NULL, "a"),
		LEVEL_OFF);
}

static void assert_selected(const char *text, const struct selection *selection,
	const struct rule *const *expected)
{
	static const struct rule *const all[] = {
		&mismatch, &literal, &address, &space, &marker, &stage};
	struct fixture fixture;
	size_t count = 0;

	assert_int_equal(prepare(&fixture, text, selection), 0);
	assert_true(settings_partial(fixture.settings));
	while (expected[count])
		count++;
	assert_int_equal(settings_count(fixture.settings), count);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		bool on = false;

		for (size_t j = 0; j < count; j++)
			on |= expected[j] == all[i];
		if (settings_enabled(fixture.settings, all[i]) != on)
			fail_msg("%s is %s", all[i]->id, on ? "off" : "on");
	}
	finish(&fixture);
}

static void the_command_line_chooses(void **state)
{
	static const char *const hygiene[] = {"hygiene"};
	static const char *const two[] = {"hygiene", "compose"};
	static const char *const ids[] = {"compose/wrong-port"};
	static const struct rule *const all_hygiene[] = {&space, &marker, NULL};
	static const struct rule *const one[] = {&mismatch, NULL};
	static const struct rule *const narrowed[] = {
		&mismatch, &space, &marker, NULL};
	static const struct rule *const rest[] = {&marker, NULL};

	(void)state;
	assert_selected(
		"", &(struct selection){hygiene, 1, NULL, 0}, all_hygiene);
	assert_selected("", &(struct selection){NULL, 0, ids, 1}, one);
	assert_selected("", &(struct selection){two, 2, ids, 1}, narrowed);
	/* Off stays off, unless the rule itself is asked for. */
	assert_selected("rules: {hygiene/trailing-space: off}",
		&(struct selection){hygiene, 1, NULL, 0}, rest);
	assert_selected("rules: {compose: off}",
		&(struct selection){NULL, 0, ids, 1}, one);
}

static void unknown_names_get_hints(void **state)
{
	static const char *const linters[] = {"composee"};
	static const char *const ids[] = {"compose/port-missmatch"};
	static const char *const linter_as_rule[] = {"compose"};

	(void)state;
	assert_error("rules:\n  compose/port-mismach: off\n", NULL,
		".plumb.yml:2:3: no rule is named `compose/port-mismach`: did "
		"you mean `compose/port-mismatch`?");
	assert_error("rules: {compos: off}", NULL,
		".plumb.yml:1:9: no rule or linter is named `compos`: did you "
		"mean `compose`?");
	assert_error("rules: {port-mismatch: off}", NULL,
		".plumb.yml:1:9: no rule or linter is named `port-mismatch`: "
		"did you mean `compose/port-mismatch`?");
	assert_error("allow:\n- {rule: xyzzy, path: a, reason: because}\n",
		NULL, ".plumb.yml:2:3: no rule or linter is named `xyzzy`");
	assert_error("packs: [dockerfiles]", NULL,
		".plumb.yml:1:9: no built-in pack is named `dockerfiles`: did "
		"you mean `dockerfile`?");
	assert_error("packs: [lint/rules]", NULL,
		".plumb.yml:1:9: no built-in pack is named `lint/rules`: a "
		"pack of your own begins with `./`");
	assert_error("", &(struct selection){linters, 1, NULL, 0},
		"no linter is named `composee`: did you mean `compose`?");
	assert_error("", &(struct selection){NULL, 0, ids, 1},
		"no rule is named `compose/port-missmatch`: did you mean "
		"`compose/port-mismatch`?");
	assert_error("", &(struct selection){NULL, 0, linter_as_rule, 1},
		"`compose` is a linter and no rule: choose it with -l");
}

static void an_allow_may_name_a_linter_or_a_former_id(void **state)
{
	struct fixture fixture;

	(void)state;
	assert_int_equal(
		prepare(&fixture,
			"allow:\n"
			"- {rule: compose, path: a, reason: because}\n"
			"- {rule: compose/wrong-port, path: a, reason: so}\n",
			NULL),
		0);
	finish(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_have_their_own_levels),
		cmocka_unit_test(a_configured_level_replaces_all),
		cmocka_unit_test(globs_choose_paths),
		cmocka_unit_test(opt_in_rules_wait_to_be_asked),
		cmocka_unit_test(the_command_line_chooses),
		cmocka_unit_test(unknown_names_get_hints),
		cmocka_unit_test(an_allow_may_name_a_linter_or_a_former_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
