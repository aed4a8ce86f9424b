/*
 * Which registered service needs which, by the registry, compose and the
 * addresses in files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "model/relation.h"
#include <cmocka.h>

#include "model_fixture.h"

static void file(
	struct repository *repository, const char *path, const char *text)
{
	assert_true(repository->count < FILES);
	repository->files[repository->count++] =
		(struct memory_file){path, text, strlen(text), false};
}

static void open_model(struct repository *repository)
{
	struct configuration *configuration;
	struct error err = {0};

	if (configuration_load(&configuration, repository->arena,
		    CONFIGURATION_NAME, NULL, 0, &err) != 0)
		fail_msg("%s", err.message);
	repository->snapshot = snapshot_of_memory(
		"memory", repository->files, repository->count);
	repository->model =
		model_operations.open(repository->snapshot, configuration);
	model_facts(repository->model, NULL, &repository->sink);
}

/* "kind from to count path:line", a line a relation. */
static void check(struct repository *repository, const char *wanted)
{
	struct relation_list list = {0};
	struct buffer got = BUFFER_INIT;

	model_relations(&list, repository->model, &repository->sink.facts);
	for (size_t i = 0; i < list.count; i++)
		buffer_format(&got, "%s %s %s %zu %s:%u\n",
			list.items[i].kind == RELATION_CALLS ? "calls"
							     : "depends",
			list.items[i].from->name, list.items[i].to->name,
			list.items[i].count, list.items[i].place.path,
			list.items[i].place.line);
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
	vector_free(&list);
}

static const char registry[] =
	"ranges: {r: 4000-4099}\n"
	"services:\n"
	"  - {name: web, port: 4000, depends_on: [api, nobody, web]}\n"
	"  - {name: api, port: 4001}\n"
	"  - {name: store, port: 4002}\n";

static void who_says_so(void **state)
{
	struct repository *repository = *state;

	file(repository, "api/Dockerfile", "FROM scratch\n");
	file(repository, "api/settings.yaml",
		"store: http://store:5432/\nagain: http://store:5432/\n"
		"self: http://api:80/\n");
	file(repository, "api/test/settings.yaml", "web: http://web:4000/\n");
	file(repository, "compose.yaml",
		"services:\n"
		"  web:\n"
		"    image: web\n"
		"    depends_on: [api]\n"
		"    environment: {API: 'http://api:80/'}\n"
		"  api:\n"
		"    build: api\n"
		"    depends_on: [store, cache]\n"
		"  store: {image: x}\n"
		"  cache: {image: x}\n");
	file(repository, "config/ports/registry.yaml", registry);
	file(repository, "docs.txt", "http://store:5432/\n");
	open_model(repository);
	check(repository, "depends web api 2 config/ports/registry.yaml:3\n"
			  "calls web api 1 compose.yaml:5\n"
			  "depends api store 1 compose.yaml:8\n"
			  "calls api store 2 api/settings.yaml:1\n");
}

/* What stands for two entries stands for none. */
static void names_of_compose(void **state)
{
	struct repository *repository = *state;
	struct service_names *names;

	file(repository, "a/compose.yaml",
		"services:\n"
		"  db: {image: x, container_name: store}\n"
		"  one: {image: x, container_name: web}\n");
	file(repository, "b/compose.yaml",
		"services:\n"
		"  one: {image: x, container_name: api}\n");
	file(repository, "config/ports/registry.yaml", registry);
	open_model(repository);
	names = service_names_new(repository->model);
	assert_string_equal(service_names_find(names, "db")->name, "store");
	assert_string_equal(service_names_find(names, "api")->name, "api");
	assert_null(service_names_find(names, "one"));
	assert_null(service_names_find(names, "nobody"));
	assert_null(service_names_find(names, NULL));
	service_names_free(names);
	service_names_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			names_of_compose, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
