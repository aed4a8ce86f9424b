/*
 * The models of a snapshot: which registry is found, who owns which folder,
 * what is told of files that could not be looked at, where compose gets its
 * variables from, and what conditions and facts make of it all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "engine/fact.h"
#include "model/model.h"
#include <cmocka.h>
#include <pthread.h>
#include <string.h>

#include "model_fixture.h"

static struct memory_file *file(
	struct repository *repository, const char *path, const char *text)
{
	struct memory_file *added = &repository->files[repository->count++];

	assert_true(repository->count <= FILES);
	*added = (struct memory_file){path, text, strlen(text), false};
	return added;
}

static struct model *open_model(
	struct repository *repository, const char *configuration)
{
	struct error err = {0};

	if (configuration_load(&repository->configuration, repository->arena,
		    CONFIGURATION_NAME, configuration,
		    configuration != NULL ? strlen(configuration) : 0,
		    &err) != 0)
		fail_msg("%s", err.message);
	repository->snapshot = snapshot_of_memory(
		"memory", repository->files, repository->count);
	repository->model = model_operations.open(
		repository->snapshot, repository->configuration);
	return repository->model;
}

/* The only notice after all parts were asked for; NULL: there is none. */
static const struct notice *only_notice(struct repository *repository)
{
	size_t count;

	model_registries(repository->model, &count);
	model_compose_files(repository->model, &count);
	model_operations.notices(repository->model, &repository->sink);
	if (repository->sink.notices.count == 0)
		return NULL;
	assert_int_equal(repository->sink.notices.count, 1);
	return &repository->sink.notices.items[0];
}

static void assert_notice(struct repository *repository, enum notice_kind kind,
	const char *path, const char *part)
{
	const struct notice *notice = only_notice(repository);

	if (notice == NULL)
		fail_msg("nothing is told of %s", path);
	assert_int_equal(notice->kind, kind);
	assert_string_equal(notice->path, path);
	if (strstr(notice->message, part) == NULL)
		fail_msg("`%s` does not say `%s`", notice->message, part);
}

static const struct registry *only_registry(struct model *model)
{
	size_t count;
	const struct registry *const *registries =
		model_registries(model, &count);

	assert_int_equal(count, 1);
	return registries[0];
}

static size_t problem_count(struct model *model)
{
	size_t count;

	model_registry_problems(model, &count);
	return count;
}

static void first_that_fits_is_the_registry(void **state)
{
	struct model *model;

	file(*state, "ports.json", "{\"NLRTM\": {\"name\": \"Rotterdam\"}}");
	file(*state, "ports.yaml", "web: 80\n");
	file(*state, "deep/ports.yaml", "web: 81\n");
	model = open_model(*state, NULL);
	assert_string_equal(only_registry(model)->path, "ports.yaml");
	assert_string_equal(only_registry(model)->folder, "");
	assert_int_equal(problem_count(model), 0);
	assert_notice(*state, NOTICE_NOTE, "ports.json", "not its shape");
}

static void a_second_registry_is_told(void **state)
{
	struct model *model;

	file(*state, "ports.yaml", "web: 80\n");
	file(*state, "config/ports/registry.yaml",
		"ranges: {}\nservices: []\n");
	model = open_model(*state, NULL);
	assert_string_equal(
		only_registry(model)->path, "config/ports/registry.yaml");
	assert_notice(*state, NOTICE_NOTE, "ports.yaml",
		"beside config/ports/registry.yaml");
}

static void no_registry_is_silent(void **state)
{
	struct model *model;
	size_t count;

	file(*state, "README.md", "hello\n");
	model = open_model(*state, NULL);
	model_registries(model, &count);
	assert_int_equal(count, 0);
	assert_null(model_registry_for(model, "README.md"));
	assert_int_equal(problem_count(model), 0);
	assert_null(only_notice(*state));
}

static void broken_registry_is_a_problem(void **state)
{
	struct model *model;
	size_t count;
	const struct registry_problem *problem;

	file(*state, "config/ports.json", "{\"web\": 80,\n \"api\": }\n");
	model = open_model(*state, NULL);
	problem = model_registry_problems(model, &count);
	assert_int_equal(count, 1);
	assert_string_equal(problem->path, "config/ports.json");
	assert_false(problem->configured);
	assert_int_equal(problem->place.line, 2);
	assert_int_equal(problem->place.column, problem->error.column);
}

static void configured_registries_own_their_folders(void **state)
{
	struct model *model;
	size_t count;

	file(*state, "config/ports/registry.yaml", "web: 80\n");
	file(*state, "teams/a/config/ports.yaml", "web: 81\n");
	file(*state, "teams/b/ports.yaml", "web: 82\n");
	file(*state, "ports.yaml", "web: 83\n");
	model = open_model(*state,
		"registry:\n- config/ports/registry.yaml\n"
		"- teams/a/config/ports.yaml\n- teams/b/ports.yaml\n");
	model_registries(model, &count);
	assert_int_equal(count, 3);
	assert_string_equal(
		model_registry_for(model, "teams/a/x")->folder, "teams/a");
	assert_string_equal(
		model_registry_for(model, "teams/b/c/x")->folder, "teams/b");
	assert_string_equal(
		model_registry_for(model, "teams/bad/x")->folder, "");
	assert_true(model_port_is_registered(model, "teams/b/x", 82));
	assert_false(model_port_is_registered(model, "teams/b/x", 80));
	assert_null(only_notice(*state));
}

static void configured_registry_owns_all_when_alone(void **state)
{
	struct model *model;

	file(*state, "deploy/hosts/owned.yaml", "web: 80\napi: soon\n");
	model = open_model(*state, "registry: deploy/hosts/owned.yaml\n");
	/* Somebody says that it is one: the linter tells what is wrong. */
	assert_int_equal(only_registry(model)->form, REGISTRY_FLAT);
	assert_string_equal(only_registry(model)->folder, "");
}

static void configured_registry_that_is_none(void **state)
{
	struct model *model;
	size_t count;
	const struct registry_problem *problems;

	file(*state, "ships.json", "\n{\"NLRTM\": \"Rotterdam\"}");
	model = open_model(
		*state, "registry: [ships.json, config/gone.yaml]\n");
	problems = model_registry_problems(model, &count);
	assert_int_equal(count, 2);
	assert_true(problems[0].configured);
	assert_string_equal(problems[0].place.path, "ships.json");
	assert_int_equal(problems[0].place.line, 2);
	assert_string_equal(problems[1].path, "config/gone.yaml");
	assert_string_equal(problems[1].place.path, CONFIGURATION_NAME);
	assert_int_equal(problems[1].place.line, 1);
	assert_int_equal(problems[1].place.column, 24);
}

static void registry_paths(void **state)
{
	struct repository *repository = *state;

	open_model(repository, NULL);
	assert_true(model_is_registry_path(
		repository->configuration, "config/ports.yml"));
	assert_false(model_is_registry_path(
		repository->configuration, "src/ports.yml"));
}

static void configured_registry_paths(void **state)
{
	struct repository *repository = *state;

	open_model(repository, "registry: a/b.yaml\n");
	assert_true(
		model_is_registry_path(repository->configuration, "a/b.yaml"));
	assert_false(model_is_registry_path(
		repository->configuration, "config/ports.yml"));
}

static void left_out_files_are_failures(void **state)
{
	struct memory_file *env = file(*state, "app/.env", "PORT=1\n");

	env->data = "PORT=\0001\n";
	env->size = 8;
	open_model(*state, NULL);
	assert_notice(*state, NOTICE_FAILED, "app/.env", "left out (");
}

static void a_link_to_a_file_that_is_read_hides_nothing(void **state)
{
	struct model *model;
	size_t count;

	file(*state, "deploy/compose.yaml", "services: {web: {image: a}}\n");
	file(*state, "compose.yaml", "deploy/compose.yaml")->link = true;
	model = open_model(*state, NULL);
	model_compose_files(model, &count);
	assert_int_equal(count, 1);
	assert_null(only_notice(*state));
}

static void a_link_out_of_sight_is_a_failure(void **state)
{
	file(*state, "app/.env", "../../outside")->link = true;
	open_model(*state, NULL);
	assert_notice(*state, NOTICE_FAILED, "app/.env", "`ignore:`");
}

static void what_does_not_parse_is_unread(void **state)
{
	struct repository *repository = *state;
	struct notice_list *notices = &repository->sink.notices;
	struct model *model;

	file(repository, "a/compose.yaml", "services: {web: [\n");
	file(repository, "b/compose.yaml", "services:\n{{ services }}]\n");
	file(repository, "c/compose.yaml", "services: {web: {image: a}}\n");
	file(repository, "ports.yaml", "web: [\n");
	file(repository, "tests/compose.yaml", "services: {web: [\n");
	model = open_model(repository, NULL);
	model_unread(model, &repository->sink);
	assert_int_equal(notices->count, 3);
	assert_string_equal(notices->items[0].path, "a/compose.yaml");
	assert_int_equal(notices->items[0].kind, NOTICE_FAILED);
	assert_non_null(strstr(notices->items[0].message, "does not parse ("));
	assert_string_equal(notices->items[1].path, "tests/compose.yaml");
	assert_int_equal(notices->items[1].kind, NOTICE_NOTE);
	assert_string_equal(notices->items[2].path, "ports.yaml");
	assert_int_equal(notices->items[2].kind, NOTICE_FAILED);
}

static void ignored_files_are_not_read(void **state)
{
	struct model *model;
	size_t count;

	file(*state, "app/.env", "../../outside")->link = true;
	file(*state, "old/compose.yaml", "services: {web: {image: a}}\n");
	file(*state, "node_modules/x/compose.yaml",
		"services: {web: {image: a}}\n");
	model = open_model(*state, "ignore: ['app/**', 'old/**']\n");
	model_compose_files(model, &count);
	assert_int_equal(count, 0);
	assert_null(only_notice(*state));
}

static void compose_is_name_and_shape(void **state)
{
	struct model *model;
	size_t count;
	struct compose_file *const *files;

	file(*state, "a/compose.yaml", "services: {web: {image: a}}\n");
	file(*state, "b/compose.yaml", "x-only: {a: 1}\n");
	file(*state, "c/compose.yaml", "services: {web: [\n");
	file(*state, "d/other.yaml", "services: {web: {image: a}}\n");
	model = open_model(*state, NULL);
	files = model_compose_files(model, &count);
	assert_int_equal(count, 2);
	assert_string_equal(files[0]->path, "a/compose.yaml");
	assert_null(files[0]->env);
	assert_string_equal(files[1]->path, "c/compose.yaml");
	assert_null(files[1]->document);
}

static const struct compose_port *first_port(struct model *model, size_t index)
{
	size_t count;
	struct compose_file *const *files = model_compose_files(model, &count);

	assert_true(index < count);
	assert_int_equal(files[index]->services[0].port_count, 1);
	return &files[index]->services[0].ports[0];
}

static const char variable_port[] =
	"services:\n  web: {image: a, ports: ['${WEB_PORT:-70}:80']}\n";

static void variables_come_from_the_env_beside(void **state)
{
	struct model *model;

	file(*state, "a/.env", "WEB_PORT=8080\n");
	file(*state, "a/compose.yaml", variable_port);
	file(*state, "b/.env.example", "WEB_PORT=9090\n");
	file(*state, "b/compose.yaml", variable_port);
	model = open_model(*state, NULL);
	assert_int_equal(first_port(model, 0)->published, 8080);
	assert_int_equal(first_port(model, 0)->origin, ORIGIN_DEFINED);
	assert_int_equal(first_port(model, 1)->published, 70);
	assert_int_equal(first_port(model, 1)->origin, ORIGIN_DEFAULT);
	assert_string_equal(model_env_file(model, "a/.env")->path, "a/.env");
	assert_null(model_env_file(model, "b/.env"));
}

static void configured_env_files_come_second(void **state)
{
	struct model *model;

	file(*state, "a/.env", "WEB_PORT=8080\n");
	file(*state, "a/compose.yaml", variable_port);
	file(*state, "b/compose.yaml", variable_port);
	file(*state, "config/ports.conf", "WEB_PORT=9090\n");
	file(*state, "config/later.conf", "WEB_PORT=9091\n");
	model = open_model(*state, "compose:\n  env-files: [config/ports.conf, "
				   "config/later.conf]\n");
	assert_int_equal(first_port(model, 0)->published, 8080);
	assert_int_equal(first_port(model, 1)->published, 9091);
}

/* Of a project the folder of its first file counts. */
static void variables_of_a_project(void **state)
{
	struct model *model;

	file(*state, "a/.env", "WEB_PORT=8080\n");
	file(*state, "a/compose.yaml", variable_port);
	file(*state, "b/.env", "WEB_PORT=9090\n");
	file(*state, "b/compose.dev.yaml", variable_port);
	model = open_model(*state,
		"compose:\n  projects:\n"
		"    dev: [a/compose.yaml, b/compose.dev.yaml]\n");
	assert_int_equal(first_port(model, 1)->published, 8080);
}

static void bare_key_is_unknown(void **state)
{
	struct model *model;

	file(*state, "a/.env", "WEB_PORT\n");
	file(*state, "a/compose.yaml", variable_port);
	model = open_model(*state, NULL);
	assert_false(first_port(model, 0)->published_known);
}

static bool holds(struct repository *repository, enum condition_kind kind,
	const char *path, long port)
{
	return model_operations.conditions.hold(
		repository->model, kind, path, port);
}

static void conditions(void **state)
{
	struct repository *repository = *state;

	file(repository, "ports.yaml", "web: 80\napi: 81\n");
	file(repository, "compose.yaml",
		"services:\n"
		"  web: {build: web, ports: ['80:3000']}\n"
		"  other: {image: a, ports: ['90:90']}\n");
	open_model(repository, NULL);
	assert_true(holds(repository, CONDITION_REGISTERED, "x", 81));
	assert_false(holds(repository, CONDITION_REGISTERED, "x", 82));
	assert_true(holds(repository, CONDITION_UNREGISTERED, "x", 82));
	assert_false(holds(repository, CONDITION_UNREGISTERED, "x", 80));
	assert_true(
		holds(repository, CONDITION_OF_THIS_COMPONENT, "web/a.js", 80));
	assert_false(
		holds(repository, CONDITION_OF_THIS_COMPONENT, "web/a.js", 81));
	assert_false(
		holds(repository, CONDITION_OF_THIS_COMPONENT, "a.js", 80));
	assert_true(holds(repository, CONDITION_FOREIGN, "web/a.js", 81));
	assert_false(holds(repository, CONDITION_FOREIGN, "web/a.js", 80));
	assert_false(holds(repository, CONDITION_FOREIGN, "web/a.js", 90));
	assert_true(holds(repository, CONDITION_PUBLISHED, "x", 90));
	assert_false(holds(repository, CONDITION_PUBLISHED, "x", 3000));
	assert_true(holds(repository, CONDITION_TARGET, "web/a.js", 3000));
	assert_false(holds(repository, CONDITION_TARGET, "web/a.js", 80));
	assert_false(holds(repository, CONDITION_TARGET, "a.js", 3000));
}

static void without_a_registry_nothing_is_unregistered(void **state)
{
	open_model(*state, NULL);
	assert_false(holds(*state, CONDITION_UNREGISTERED, "x", 80));
	assert_false(holds(*state, CONDITION_REGISTERED, "x", 80));
}

static size_t facts_of(const struct sink *sink, enum fact_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < sink->facts.count; i++)
		count += sink->facts.items[i]->kind == kind;
	return count;
}

static void facts(void **state)
{
	struct repository *repository = *state;
	const struct fact *fact;

	file(repository, "ports.yaml",
		"web: 80\ndns: {port: 53, "
		"protocol: udp}\n");
	file(repository, "compose.yaml",
		"services:\n  web: {image: a, ports: ['80:3000']}\n");
	file(repository, ".env", "PORT=80\n");
	open_model(repository, "registry: ports.yaml\n");
	model_facts(repository->model, "ports.yaml", &repository->sink);
	assert_int_equal(repository->sink.facts.count, 2);
	fact = repository->sink.facts.items[0];
	assert_string_equal(fact->service, "web");
	assert_int_equal(fact->port, 80);
	assert_int_equal(fact->port_end, 80);
	assert_int_equal(fact->side, SIDE_HOST);
	assert_int_equal(fact->place.column, 6);
	assert_string_equal(fact->protocol, "tcp");
	assert_string_equal(repository->sink.facts.items[1]->protocol, "udp");
	repository->sink.facts.count = 0;
	model_facts(repository->model, NULL, &repository->sink);
	assert_int_equal(facts_of(&repository->sink, FACT_REGISTRY), 2);
	assert_int_equal(facts_of(&repository->sink, FACT_PUBLISHED), 1);
	assert_int_equal(facts_of(&repository->sink, FACT_ENV), 1);
}

static void texts(void **state)
{
	struct model *model;
	const struct model_text *text;

	file(*state, "a.json", "{\n}");
	file(*state, "b.json", "a.json")->link = true;
	model = open_model(*state, NULL);
	text = model_text(model, "a.json");
	assert_int_equal(text->size, 3);
	assert_int_equal(text->lines.count, 2);
	assert_ptr_equal(model_text(model, "a.json"), text);
	assert_null(model_text(model, "b.json"));
	assert_null(model_text(model, "c.json"));
	assert_null(only_notice(*state));
}

static void generated_files(void **state)
{
	struct model *model;

	file(*state, "a.env",
		"# Generated from ports.yaml. Do not edit.\nPORT=1\n");
	file(*state, "b.env", "PORT=1\n");
	model = open_model(*state, NULL);
	assert_true(model_is_generated(model, "a.env"));
	assert_false(model_is_generated(model, "b.env"));
	assert_false(model_is_generated(model, "c.env"));
}

static void *ask(void *model)
{
	const struct component *component =
		model_component_of(model, "web/a.js");

	return component != NULL ? (void *)(uintptr_t)component->entry : NULL;
}

/* All parts are built at once by whoever comes first. */
static void threads_get_one_model(void **state)
{
	pthread_t threads[4];
	void *answers[4];
	struct model *model;

	file(*state, "ports.yaml", "web: 80\n");
	file(*state, "compose.yaml", "services:\n  web: {build: web}\n");
	model = open_model(*state, NULL);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, ask, model), 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], &answers[i]), 0);
	assert_non_null(answers[0]);
	for (size_t i = 1; i < 4; i++)
		assert_ptr_equal(answers[i], answers[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(first_that_fits_is_the_registry),
		TEST(a_second_registry_is_told),
		TEST(no_registry_is_silent),
		TEST(broken_registry_is_a_problem),
		TEST(configured_registries_own_their_folders),
		TEST(configured_registry_owns_all_when_alone),
		TEST(configured_registry_that_is_none),
		TEST(registry_paths),
		TEST(configured_registry_paths),
		TEST(left_out_files_are_failures),
		TEST(a_link_to_a_file_that_is_read_hides_nothing),
		TEST(a_link_out_of_sight_is_a_failure),
		TEST(what_does_not_parse_is_unread),
		TEST(ignored_files_are_not_read),
		TEST(compose_is_name_and_shape),
		TEST(variables_come_from_the_env_beside),
		TEST(configured_env_files_come_second),
		TEST(variables_of_a_project),
		TEST(bare_key_is_unknown),
		TEST(conditions),
		TEST(without_a_registry_nothing_is_unregistered),
		TEST(facts),
		TEST(texts),
		TEST(generated_files),
		TEST(threads_get_one_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
