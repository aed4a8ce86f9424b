/*
 * configuration: every key read, every kind of mistake with its exact place,
 * and a schema that is JSON and knows the same keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "engine/configuration.h"
#include "engine/configuration_key.h"
#include <string.h>

static struct configuration *load(struct arena *arena, const char *text)
{
	struct configuration *configuration;
	struct error err = {0};

	if (configuration_load(&configuration, arena, ".plumb.yml", text,
		    text ? strlen(text) : 0, &err) < 0)
		fail_msg("%u:%u: %s", err.line, err.column, err.message);
	return configuration;
}

static void assert_error(const char *text, const char *expected)
{
	struct configuration *configuration;
	struct arena *arena = arena_new();
	struct error err = {0};
	char got[2048];

	if (configuration_load(&configuration, arena, ".plumb.yml", text,
		    strlen(text), &err) == 0)
		fail_msg("no error for %s", text);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(error_text(&err, got, sizeof(got)), expected);
	arena_free(arena);
}

static const char whole[] =
	"registry: [./config/ports/registry.yaml, apps/ports.json]\n"
	"compose:\n"
	"  projects:\n"
	"    dev: [docker-compose.yml, ./docker-compose.dev.yml]\n"
	"    one: a/compose.yaml\n"
	"  services: {dbui: timescaledb}\n"
	"  env-files: [.env.shared, ../.env.defaults]\n"
	"paths:\n"
	"  stale: {core/frontend/: apps/dashboard}\n"
	"env:\n"
	"  legacy-names: {MONGO_URI: MONGODB_URI, DB_NAME: DATABASE_NAME}\n"
	"rules:\n"
	"  compose/literal-port: off\n"
	"  compose/port-mismatch: false\n"
	"  hygiene: on\n"
	"  env: true\n"
	"  ports: {level: warning, except: ['./scripts/**', '!./a']}\n"
	"  paths: {only: apps/**}\n"
	"packs: [dockerfile, ./lint/rules]\n"
	"allow:\n"
	"  - {rule: ports, path: ./a.json, text: localhost,\n"
	"     reason: an old tool reads it, until: 2028-02-29}\n"
	"vendored: [old/**]\n"
	"ignore: [dumps/**]\n";

static void every_key_is_read(void **state)
{
	struct arena *arena = arena_new();
	const struct configuration *read = load(arena, whole);

	(void)state;
	assert_string_equal(read->path, ".plumb.yml");
	assert_non_null(read->document);
	assert_int_equal(read->registry_count, 2);
	assert_string_equal(read->registries[0], "config/ports/registry.yaml");
	assert_string_equal(read->registries[1], "apps/ports.json");
	assert_int_equal(read->registry_places[1].line, 1);
	assert_int_equal(read->registry_places[1].column, 42);
	assert_int_equal(read->project_count, 2);
	assert_string_equal(read->projects[0].name, "dev");
	assert_int_equal(read->projects[0].file_count, 2);
	assert_string_equal(
		read->projects[0].files[1], "docker-compose.dev.yml");
	assert_int_equal(read->projects[0].place.line, 4);
	assert_int_equal(read->projects[0].place.column, 5);
	assert_int_equal(read->projects[1].file_count, 1);
	assert_string_equal(read->projects[1].files[0], "a/compose.yaml");
	assert_int_equal(read->services.count, 1);
	assert_string_equal(read->services.items[0].from, "dbui");
	assert_string_equal(read->services.items[0].to, "timescaledb");
	assert_int_equal(read->compose_env_file_count, 2);
	assert_string_equal(read->compose_env_files[1], "../.env.defaults");
	assert_int_equal(read->stale_paths.count, 1);
	assert_string_equal(read->stale_paths.items[0].from, "core/frontend");
	assert_string_equal(read->stale_paths.items[0].to, "apps/dashboard");
	assert_int_equal(read->legacy_names.count, 2);
	assert_string_equal(read->legacy_names.items[1].from, "DB_NAME");
	assert_string_equal(read->legacy_names.items[1].to, "DATABASE_NAME");
	assert_int_equal(read->pack_count, 2);
	assert_string_equal(read->packs[1], "./lint/rules");
	assert_int_equal(read->vendored_count, 1);
	assert_int_equal(read->ignore_count, 1);
	assert_string_equal(read->ignore[0], "dumps/**");
	arena_free(arena);
}

static void levels_and_globs_are_read(void **state)
{
	static const enum level levels[] = {LEVEL_OFF, LEVEL_OFF, LEVEL_DEFAULT,
		LEVEL_DEFAULT, LEVEL_WARNING, LEVEL_DEFAULT};
	struct arena *arena = arena_new();
	const struct configuration *read = load(arena, whole);

	(void)state;
	assert_int_equal(read->rule_count, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(read->rules[i].level, levels[i]);
		assert_int_equal(read->rules[i].has_level, i != 5);
	}
	assert_string_equal(read->rules[4].name, "ports");
	assert_int_equal(read->rules[4].except_count, 2);
	assert_string_equal(read->rules[4].except[0], "scripts/**");
	assert_string_equal(read->rules[4].except[1], "!a");
	assert_int_equal(read->rules[5].only_count, 1);
	assert_string_equal(read->rules[5].only[0], "apps/**");
	assert_int_equal(read->rules[5].place.line, 18);
	assert_int_equal(read->allowance_count, 1);
	assert_string_equal(read->allowances[0].rule, "ports");
	assert_string_equal(read->allowances[0].path, "a.json");
	assert_string_equal(read->allowances[0].text, "localhost");
	assert_string_equal(read->allowances[0].reason, "an old tool reads it");
	assert_string_equal(read->allowances[0].until, "2028-02-29");
	assert_int_equal(read->allowances[0].place.line, 21);
	assert_int_equal(read->allowances[0].place.column, 5);
	arena_free(arena);
}

static void nothing_written_is_the_default(void **state)
{
	static const char *const texts[] = {NULL, "", "# nothing\n", "---\n",
		"rules:\ncompose:\n  projects:\nallow:\nregistry:\n"};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct configuration *read = load(arena, texts[i]);

		assert_int_equal(read->registry_count, 0);
		assert_int_equal(read->rule_count, 0);
		assert_int_equal(read->allowance_count, 0);
		assert_int_equal(read->project_count, 0);
	}
	assert_string_equal(load(arena, NULL)->path, "");
	assert_null(load(arena, NULL)->document);
	arena_free(arena);
}

static void unknown_keys_get_the_nearest_name(void **state)
{
	(void)state;
	assert_error("a: 1\nregistri: x\n", ".plumb.yml:1:1: unknown key `a`");
	assert_error("\nregistri: x\n",
		".plumb.yml:2:1: unknown key `registri`: did you mean "
		"`registry`?");
	assert_error("compoze: {}\n",
		".plumb.yml:1:1: unknown key `compoze`: did you mean "
		"`compose`?");
	assert_error("compose:\n  project: {}\n",
		".plumb.yml:2:3: unknown key `compose.project`: did you mean "
		"`projects`?");
	assert_error("projects: {}\n",
		".plumb.yml:1:1: unknown key `projects`: did you mean "
		"`compose.projects`?");
	assert_error("compose: {registry: a}\n",
		".plumb.yml:1:11: unknown key `compose.registry`");
	assert_error("compose.projects: {}\n",
		".plumb.yml:1:1: unknown key `compose.projects`: write "
		"`projects` below `compose`");
	assert_error("rules:\n  compose: {excepts: [a]}\n",
		".plumb.yml:2:13: unknown key `excepts`: did you mean "
		"`except`?");
	assert_error("allow: [{rul: x}]\n",
		".plumb.yml:1:10: unknown key `rul`: did you mean `rule`?");
}

static void wrong_types_are_told(void **state)
{
	(void)state;
	assert_error(
		"- a\n", ".plumb.yml:1:1: expected a mapping, found a list");
	assert_error("registry: {a: b}\n",
		".plumb.yml:1:11: expected text or a list, found a mapping");
	assert_error("registry: [a, 5]\n",
		".plumb.yml:1:15: expected text, found a number: put it in "
		"quotes");
	assert_error("registry: ' '\n",
		".plumb.yml:1:11: expected text, found nothing but blanks");
	assert_error("registry: ../ports.yml\n",
		".plumb.yml:1:11: `../ports.yml` is no path inside the "
		"repository: write it from the root, without a leading /");
	assert_error("packs: dockerfile\n",
		".plumb.yml:1:8: expected a list, found text");
	assert_error("compose: 5\n",
		".plumb.yml:1:10: expected a mapping, found a number");
	assert_error("compose: {projects: {dev: []}}\n",
		".plumb.yml:1:27: project `dev` has no files: name them in "
		"the order in which they are merged");
	assert_error("rules: {compose: 3}\n",
		".plumb.yml:1:18: expected a level: off, note, warning, error "
		"or on, found a number");
	assert_error("rules: {compose: eror}\n",
		".plumb.yml:1:18: unknown level `eror`: did you mean "
		"`error`?");
	assert_error("rules: {compose: info}\n",
		".plumb.yml:1:18: unknown level `info`: off, note, warning, "
		"error or on");
	assert_error("paths: {stale: {a: ./a/}}\n",
		".plumb.yml:1:17: `a` is replaced by itself: leave it out");
	assert_error("a: 1\n--- \nb: 1\n",
		".plumb.yml:3:1: a second document: everything stands in one");
}

static void globs_are_checked(void **state)
{
	(void)state;
	assert_error("ignore: ['!']\n",
		".plumb.yml:1:10: glob `!` has nothing after its `!`");
	assert_error("ignore: ['a[']\n",
		".plumb.yml:1:10: glob `a[` has a `[` without `]`");
}

static void an_allow_needs_a_reason_and_a_real_date(void **state)
{
	static const char *const bad[] = {"2027-02-29", "2027-13-01",
		"2027-04-31", "2027-00-10", "2027-1-1", "27-01-01",
		"2027-01-01T00", "1900-02-29", "tomorrow"};
	static const char *const good[] = {
		"2028-02-29", "2000-02-29", "2027-12-31", "2027-04-30"};
	struct arena *arena = arena_new();

	(void)state;
	assert_error("allow:\n- {rule: x, path: y}\n",
		".plumb.yml:2:3: missing `reason`: why it is accepted");
	assert_error("allow:\n- {rule: x, path: y, reason: }\n",
		".plumb.yml:2:3: missing `reason`: why it is accepted");
	assert_error("allow:\n- {rule: x, path: y, reason: ' '}\n",
		".plumb.yml:2:30: expected text, found nothing but blanks");
	assert_error("allow:\n- {rule: x, reason: z}\n",
		".plumb.yml:2:3: missing `path`: a glob of the files it is "
		"allowed in");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_error(arena_format(arena,
				     "allow:\n- {rule: x, path: y, reason: z, "
				     "until: %s}\n",
				     bad[i]),
			arena_format(arena,
				".plumb.yml:2:40: `%s` is no date: write it "
				"as YYYY-MM-DD",
				bad[i]));
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_string_equal(
			load(arena, arena_format(arena,
					    "allow:\n- {rule: x, path: y, "
					    "reason: z, until: %s}\n",
					    good[i]))
				->allowances[0]
				.until,
			good[i]);
	arena_free(arena);
}

/* properties of an object of the schema. */
static const struct node *property(const struct node *object, const char *name)
{
	return node_get(node_get(object, "properties"), name);
}

static void the_schema_knows_every_key(void **state)
{
	struct arena *arena = arena_new();
	struct buffer text = BUFFER_INIT;
	struct document *schema;
	struct error err = {0};
	const struct node *items;

	(void)state;
	configuration_schema(&text);
	if (document_parse(&schema, arena, DOCUMENT_JSON, "schema.json",
		    text.data, text.size, &err) < 0)
		fail_msg("%u:%u: %s", err.line, err.column, err.message);
	assert_true(node_is_text(node_get(schema->root, "$schema"),
		"http://json-schema.org/draft-07/schema#"));
	assert_int_equal(node_get(schema->root, "additionalProperties")->kind,
		NODE_BOOLEAN);
	assert_int_equal(node_get(schema->root, "properties")->count, 10);
	for (size_t i = 0; configuration_keys[i].name; i++) {
		const char *name = configuration_keys[i].name;
		const char *dot = strchr(name, '.');
		const struct node *object = schema->root;

		if (dot)
			object = property(object,
				arena_copy(arena, name, (size_t)(dot - name)));
		object = property(object, dot ? dot + 1 : name);
		assert_true(node_is_text(node_get(object, "description"),
			configuration_keys[i].description));
	}
	items = node_get(property(schema->root, "allow"), "items");
	assert_int_equal(node_get(items, "required")->count, 3);
	assert_int_equal(node_get(items, "properties")->count, 5);
	assert_true(node_is_text(
		node_get(property(items, "rule"), "pattern"), "\\S"));
	buffer_release(&text);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(levels_and_globs_are_read),
		cmocka_unit_test(nothing_written_is_the_default),
		cmocka_unit_test(unknown_keys_get_the_nearest_name),
		cmocka_unit_test(wrong_types_are_told),
		cmocka_unit_test(globs_are_checked),
		cmocka_unit_test(an_allow_needs_a_reason_and_a_real_date),
		cmocka_unit_test(the_schema_knows_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
