/*
 * Published ports against a registry: which mapping is wrong, and whose the
 * others are. The registry gives shop 3000, board 3001 (tcp), and api 3010
 * and 3011.
 */
#include "base/arena.h"
#include "engine/configuration.h"
#include "model/model.h"
#include "model/publication.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define REGISTRY                                                      \
	"ranges: {web: \"3000-3099\"}\n"                              \
	"services:\n"                                                 \
	"  - {name: shop, stack: web, port: 3000, protocol: http}\n"  \
	"  - {name: board, stack: web, port: 3001, protocol: http}\n" \
	"  - {name: api, stack: web, ports: {http: 3010, grpc: 3011}}\n"

struct fixture {
	struct arena *arena;
	struct snapshot *snapshot;
	struct model *model;
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture.arena = arena_new();
	fixture.snapshot = NULL;
	fixture.model = NULL;
	*state = &fixture;
	return 0;
}

static void close_model(struct fixture *fixture)
{
	if (fixture->model)
		model_operations.close(fixture->model);
	snapshot_free(fixture->snapshot);
	fixture->model = NULL;
	fixture->snapshot = NULL;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	close_model(fixture);
	arena_free(fixture->arena);
	return 0;
}

/* Judges a service with those ports; beside is a second compose file. */
static const struct publication *judge(struct fixture *fixture,
	const char *name, const char *ports, const char *beside)
{
	const char *text = arena_format(
		fixture->arena, "services:\n  %s: {ports: %s}\n", name, ports);
	const struct memory_file files[] = {
		{"ports.yaml", REGISTRY, strlen(REGISTRY), false},
		{"compose.yaml", text, strlen(text), false},
		{"compose.override.yaml", beside, strlen(beside), false},
	};
	struct compose_file *const *list;
	struct configuration *configuration;
	struct error err;
	size_t count;

	close_model(fixture);
	assert_int_equal(configuration_load(&configuration, fixture->arena,
				 CONFIGURATION_NAME, NULL, 0, &err),
		0);
	fixture->snapshot = snapshot_of_memory("memory", files, 3);
	fixture->model =
		model_operations.open(fixture->snapshot, configuration);
	list = model_compose_files(fixture->model, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i]->path, "compose.yaml") == 0)
			return publications_judge(fixture->model,
				fixture->arena,
				model_service_match(fixture->model, list[i],
					&list[i]->services[0]));
	fail_msg("compose.yaml was not read");
	return NULL;
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *name, *ports;
		enum publication_verdict verdicts[2];
	} wanted[] = {
		{"shop", "['3000:80']", {PUBLICATION_OWN}},
		{"shop", "['2999-3005:80-86']", {PUBLICATION_OWN}},
		{"shop", "['3002:80']", {PUBLICATION_MISTAKEN}},
		{"shop", "['${X:-3002}:80']", {PUBLICATION_MISTAKEN}},
		{"shop", "['${X}:80', '3002:81']",
			{PUBLICATION_OPEN, PUBLICATION_UNREGISTERED}},
		{"shop", "['3000', '127.0.0.1::3000']",
			{PUBLICATION_OPEN, PUBLICATION_OPEN}},
		{"shop", "['3000:80', '3002:81']",
			{PUBLICATION_OWN, PUBLICATION_UNREGISTERED}},
		{"shop", "['3000:80', '3001:81']",
			{PUBLICATION_OWN, PUBLICATION_FOREIGN}},
		{"shop", "['3000:80', '${SHOP_PORT:-3002}:81']",
			{PUBLICATION_OWN, PUBLICATION_MISTAKEN}},
		{"shop", "['8443:443', '3002:3000']",
			{PUBLICATION_UNREGISTERED, PUBLICATION_MISTAKEN}},
		{"shop", "['53:53/udp', '3002:80']",
			{PUBLICATION_UNREGISTERED, PUBLICATION_MISTAKEN}},
		{"shop", "['3002:80', '3003:81']",
			{PUBLICATION_MISTAKEN, PUBLICATION_UNREGISTERED}},
		{"api", "['3011:80']", {PUBLICATION_OWN}},
		{"other", "['3001:80']", {PUBLICATION_FOREIGN}},
		{"other", "['3001:80/udp']", {PUBLICATION_UNREGISTERED}},
		{"other", "['4000:3001']", {PUBLICATION_UNREGISTERED}},
		{"board-gpu", "['3001:80']", {PUBLICATION_OPEN}},
		{"board-x", "['3001:80']", {PUBLICATION_FOREIGN}},
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct publication *list =
			judge(*state, wanted[i].name, wanted[i].ports, "");

		if (list[0].verdict != wanted[i].verdicts[0] ||
			(wanted[i].verdicts[1] &&
				list[1].verdict != wanted[i].verdicts[1]))
			fail_msg("%s %s: %d", wanted[i].name, wanted[i].ports,
				list[0].verdict);
	}
}

static void test_owner(void **state)
{
	const struct publication *list =
		judge(*state, "other", "['2990-3005:90-105']", "");

	assert_int_equal(list[0].verdict, PUBLICATION_FOREIGN);
	assert_string_equal(list[0].owner->name, "shop");
	assert_int_equal(list[0].owned->port, 3000);
	list = judge(*state, "shop", "['3001:80']", "");
	assert_int_equal(list[0].verdict, PUBLICATION_MISTAKEN);
	assert_string_equal(list[0].owner->name, "board");
}

static void test_own_port_in_another_file(void **state)
{
	const struct publication *list = judge(*state, "shop", "['9229:9229']",
		"services: {shop: {ports: ['3000:80']}}\n");

	assert_int_equal(list[0].verdict, PUBLICATION_UNREGISTERED);
	list = judge(*state, "shop", "['9229:9229']",
		"services: {other: {ports: ['3000:80']}}\n");
	assert_int_equal(list[0].verdict, PUBLICATION_MISTAKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_owner, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_own_port_in_another_file, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
