/*
 * Which registry entry a compose service is, which folders are components,
 * and of which service a variable speaks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/model.h"
#include <cmocka.h>
#include <string.h>

enum { FILES = 8 };

/* A repository of a few files, with its model. */
struct repository {
	struct arena *arena;
	struct memory_file files[FILES];
	size_t count;
	struct snapshot *snapshot;
	struct configuration *configuration;
	struct model *model;
};

static int set_up(void **state)
{
	static struct repository repository;

	memset(&repository, 0, sizeof(repository));
	repository.arena = arena_new();
	*state = &repository;
	return 0;
}

static int tear_down(void **state)
{
	struct repository *repository = *state;

	model_operations.close(repository->model);
	snapshot_free(repository->snapshot);
	arena_free(repository->arena);
	return 0;
}

static void file(
	struct repository *repository, const char *path, const char *text)
{
	assert_true(repository->count < FILES);
	repository->files[repository->count++] =
		(struct memory_file){path, text, strlen(text), false};
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

/* The match of a service of the only compose file. */
static const struct service_match *match_of(
	struct model *model, const char *service)
{
	size_t count;
	struct compose_file *const *files = model_compose_files(model, &count);
	const struct compose_service *found;

	assert_int_equal(count, 1);
	found = compose_find(files[0], service);
	if (found == NULL)
		fail_msg("no service %s", service);
	return model_service_match(model, files[0], found);
}

static void assert_is(
	struct model *model, const char *service, const char *entry)
{
	const struct service_match *match = match_of(model, service);

	if (match->entry == NULL)
		fail_msg("%s is nobody, not %s (%s)", service, entry,
			match->ambiguous != NULL ? match->ambiguous : "");
	assert_string_equal(match->entry->path != NULL ? match->entry->path
						       : match->entry->name,
		entry);
	assert_null(match->ambiguous);
}

static void assert_is_nobody(
	struct model *model, const char *service, const char *reason)
{
	const struct service_match *match = match_of(model, service);

	assert_null(match->entry);
	if (reason == NULL)
		assert_null(match->ambiguous);
	else if (match->ambiguous == NULL ||
		 strstr(match->ambiguous, reason) == NULL)
		fail_msg("`%s` does not say `%s`",
			match->ambiguous != NULL ? match->ambiguous : "",
			reason);
}

static const char flat[] = "billing: 3100\nledger: 3200\nmail: 3300\n"
			   "fax: 3400\n";

static void names_of_a_flat_registry(void **state)
{
	struct model *model;

	file(*state, "ports.yaml", flat);
	file(*state, "compose.yaml",
		"services:\n"
		"  billing: {image: a, container_name: mail}\n"
		"  books: {image: a, container_name: ledger}\n"
		"  post: {image: a, labels: {plumb.service: mail}}\n"
		"  fax: {image: a, labels: ['plumb.service=gone']}\n"
		"  phone: {image: a}\n"
		"  telex: {image: a}\n");
	model = open_model(
		*state, "compose:\n  services: {telex: fax, mail: fax}\n");
	assert_is(model, "billing", "billing");
	assert_is(model, "books", "ledger");
	assert_is(model, "post", "mail");
	assert_is(model, "telex", "fax");
	assert_is_nobody(model, "phone", NULL);
	/* What somebody wrote wins over the name, also when it is wrong. */
	assert_is_nobody(model, "fax", "`gone`, which ports.yaml does not");
}

static void two_entries_of_a_name_are_ambiguous(void **state)
{
	struct model *model;

	file(*state, "ports.yaml",
		"services:\n- {name: api, port: 1}\n- {name: api, port: 2}\n");
	file(*state, "compose.yaml", "services: {api: {image: a}}\n");
	model = open_model(*state, NULL);
	assert_is_nobody(
		model, "api", "`api` of line 2 and `api` of line 3: say which");
}

static const char paths[] = "assignments:\n"
			    "  apps/web: 80\n"
			    "  apps/api: 81\n"
			    "  libs/api: 82\n"
			    "  root: 83\n";

static void paths_of_assignments(void **state)
{
	struct model *model;

	file(*state, "ports.yaml", paths);
	file(*state, "deploy/compose.yaml",
		"services:\n"
		"  web: {image: a}\n"
		"  api: {image: a}\n"
		"  first: {build: ../apps/api}\n"
		"  second: {build: {context: ../libs/api/}, image: b}\n"
		"  third: {image: a, container_name: web}\n"
		"  fourth: {build: ../apps}\n"
		"  root: {build: ../apps/web}\n"
		"  fifth: {image: a}\n");
	model = open_model(*state, "compose:\n  services: {fifth: libs/api}\n");
	assert_is(model, "web", "apps/web");
	assert_is(model, "first", "apps/api");
	assert_is(model, "second", "libs/api");
	assert_is(model, "third", "apps/web");
	assert_is(model, "root", "root");
	assert_is(model, "fifth", "libs/api");
	assert_is_nobody(model, "fourth", NULL);
	assert_is_nobody(model, "api", "`apps/api` and `libs/api`");
}

static void components_of_paths_and_builds(void **state)
{
	struct model *model;
	const struct component *component;
	size_t count;

	file(*state, "ports.yaml", paths);
	file(*state, "compose.yaml",
		"services:\n"
		"  worker: {build: apps/api/worker, expose: ['9000']}\n"
		"  all: {build: .}\n"
		"  jobs:\n"
		"    build: {context: ., dockerfile: tools/jobs/Dockerfile}\n");
	model = open_model(*state, NULL);
	model_components(model, &count);
	/* Four assignments, the worker, the jobs; never the root. */
	assert_int_equal(count, 6);
	component = model_component_of(model, "apps/api/main.go");
	assert_string_equal(component->path, "apps/api");
	assert_int_equal(component->entry->ports[0].port, 81);
	assert_true(component_serves(component, 81));
	assert_false(component_serves(component, 9000));
	component = model_component_of(model, "apps/api/worker/a/b.go");
	assert_string_equal(component->path, "apps/api/worker");
	assert_null(component->entry);
	assert_true(component_serves(component, 9000));
	assert_string_equal(model_component_of(model, "tools/jobs/x.py")->path,
		"tools/jobs");
	assert_null(model_component_of(model, "apps/apiary/main.go"));
	assert_null(model_component_of(model, "main.go"));
}

static void the_root_is_a_component_when_alone(void **state)
{
	struct model *model;
	const struct component *component;

	file(*state, "ports.yaml", flat);
	file(*state, "compose.yaml",
		"services:\n  billing: {build: ., ports: ['3100:8080']}\n");
	model = open_model(*state, NULL);
	component = model_component_of(model, "src/main.go");
	assert_non_null(component);
	assert_string_equal(component->path, "");
	assert_string_equal(component->entry->name, "billing");
	assert_true(component_serves(component, 3100));
	assert_true(component_serves(component, 8080));
	assert_false(component_serves(component, 3200));
}

static void entry_of_a_component(void **state)
{
	struct model *model;
	const struct component *component;

	file(*state, "ports.yaml", flat);
	file(*state, "compose.yaml",
		"services:\n"
		"  ledger: {build: src/books}\n"
		"  books: {build: src/books}\n"
		"  post: {build: src/mail}\n"
		"  fax: {build: src/both}\n"
		"  billing: {build: src/both}\n");
	model = open_model(*state, NULL);
	component = model_component_of(model, "src/books/a");
	assert_int_equal(component->service_count, 2);
	assert_string_equal(component->entry->name, "ledger");
	component = model_component_of(model, "src/mail/a");
	assert_string_equal(component->entry->name, "mail");
	/* Two entries: neither is the folder's, the ports of both are fine. */
	component = model_component_of(model, "src/both/a");
	assert_null(component->entry);
	assert_true(component_serves(component, 3400));
	assert_true(component_serves(component, 3100));
	assert_false(component_serves(component, 3200));
}

static const char *service_of(const struct registry *registry, const char *stem)
{
	const struct registry_service *service =
		registry_service_of_variable(registry, slice_of(stem));

	return service != NULL ? service->name : "";
}

static void services_of_variables(void **state)
{
	struct model *model;
	const struct registry *registry;

	file(*state, "ports.yaml",
		"billing-api: 1\ntp.capital_service: 2\ndocs-api: 3\n"
		"docs-hub: 4\nredis: 5\nredis-server: 6\nmail-relay: 7\n"
		"a-b: 8\na_b: 9\nx-api-server: 10\n");
	model = open_model(*state, NULL);
	registry = model_registry_for(model, "");
	assert_string_equal(service_of(registry, "BILLING_API"), "billing-api");
	assert_string_equal(service_of(registry, "BILLING"), "billing-api");
	assert_string_equal(
		service_of(registry, "TP_CAPITAL"), "tp.capital_service");
	assert_string_equal(service_of(registry, "REDIS"), "redis");
	assert_string_equal(service_of(registry, "DOCS"), "");
	assert_string_equal(service_of(registry, "DOCS_HUB"), "docs-hub");
	assert_string_equal(service_of(registry, "MAIL"), "");
	assert_string_equal(service_of(registry, "BILL"), "");
	assert_string_equal(service_of(registry, "A_B"), "");
	assert_string_equal(service_of(registry, "billing"), "");
	assert_string_equal(service_of(registry, "BILLING_API_V2"), "");
	assert_string_equal(service_of(registry, ""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			names_of_a_flat_registry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			two_entries_of_a_name_are_ambiguous, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			paths_of_assignments, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			components_of_paths_and_builds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_root_is_a_component_when_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			entry_of_a_component, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			services_of_variables, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
