/*
 * Port facts out: what is made one, how they are grouped, what of a long
 * list is shown, and what conflicts stand where.
 */
#include "base/arena.h"
#include "report/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct fact_list facts;
	struct finding_list conflicts;
};

static int setup(void **state)
{
	static struct fixture fixture;

	memset(&fixture, 0, sizeof(fixture));
	fixture.arena = arena_new();
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	vector_free(&fixture->facts);
	vector_free(&fixture->conflicts);
	arena_free(fixture->arena);
	return 0;
}

/* A fact in line 1 whose column is that of its port. */
static struct fact *add(struct fixture *fixture, enum fact_kind kind, long port,
	const char *service, const char *path)
{
	struct fact *fact = arena_alloc(fixture->arena, sizeof(*fact));

	*fact = (struct fact){.kind = kind,
		.service = service,
		.port = port,
		.port_end = port,
		.place = {.path = path,
			.start = 3,
			.end = 7,
			.line = 1,
			.column = 4}};
	vector_add(&fixture->facts, fact);
	return fact;
}

static const char *test_aside(void *state, const char *path)
{
	(void)state;
	return string_starts(path, "tests/") ? "test" : NULL;
}

static void check(
	struct fixture *fixture, struct facts_view view, const char *wanted)
{
	struct buffer out = BUFFER_INIT;

	facts_sort(&fixture->facts);
	view.facts = &fixture->facts;
	view.conflicts = &fixture->conflicts;
	view.aside = test_aside;
	report_facts_text(&out, &view);
	assert_string_equal(buffer_string(&out), wanted);
	buffer_release(&out);
}

static void test_sort(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, FACT_ADDRESS, 80, NULL, "b");
	add(fixture, FACT_UPSTREAM, 80, "x", "b");
	add(fixture, FACT_SCRAPE, 80, "x", "b");
	add(fixture, FACT_ADDRESS, 80, NULL, "a");
	add(fixture, FACT_ADDRESS, 80, NULL, "a");
	add(fixture, FACT_ADDRESS, 81, NULL, "b");
	facts_sort(&fixture->facts);
	assert_int_equal(fixture->facts.count, 3);
	assert_int_equal(fixture->facts.items[0]->kind, FACT_ADDRESS);
	assert_string_equal(fixture->facts.items[0]->place.path, "a");
	assert_int_equal(fixture->facts.items[1]->port, 81);
	assert_int_equal(fixture->facts.items[2]->kind, FACT_SCRAPE);
}

/* A range may put thousands at one place: port by port all the same. */
static void test_sort_of_one_place(void **state)
{
	struct fixture *fixture = *state;

	for (long port = 1000; port < 1100; port++) {
		add(fixture, FACT_PUBLISHED, port, "web", "a");
		add(fixture, FACT_PUBLISHED, port, "web", "a");
		if (port % 2 == 0)
			add(fixture, FACT_ADDRESS, port, NULL, "a");
	}
	add(fixture, FACT_ADDRESS, 2000, NULL, "a");
	facts_sort(&fixture->facts);
	assert_int_equal(fixture->facts.count, 101);
	assert_int_equal(fixture->facts.items[0]->port, 1000);
	assert_int_equal(fixture->facts.items[100]->port, 2000);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(fixture->facts.items[i]->kind, FACT_PUBLISHED);
}

static void test_groups(void **state)
{
	struct fixture *fixture = *state;
	struct fact *published =
		add(fixture, FACT_PUBLISHED, 81, "web", "compose.yaml");
	struct fact *target;
	struct rule rule = {.id = "compose/foreign-port"};
	struct finding finding = {.rule = &rule,
		.message = "not its own",
		.place = published->place};

	published->target = published->target_end = 80;
	target = add(fixture, FACT_TARGET, 80, "web", "compose.yaml");
	target->place.start = 10;
	target->place.end = 12;
	add(fixture, FACT_PUBLISHED, 0, "any", "z.yaml");
	add(fixture, FACT_REGISTRY, 81, "api", "ports.json");
	vector_add(&fixture->conflicts, &finding);
	check(fixture, (struct facts_view){0},
		"81 (api)\n"
		"  conflict    not its own [compose/foreign-port]\n"
		"              compose.yaml:1:4\n"
		"  registry    81             api                      "
		"ports.json:1:4\n"
		"  published   81 -> 80       web                      "
		"compose.yaml:1:4\n"
		"80\n"
		"  target      80 <- 81       web                      "
		"compose.yaml:1:4\n"
		"any free port\n"
		"  published   any -> any     any                      "
		"z.yaml:1:4\n");
}

static void test_one_port(void **state)
{
	struct fixture *fixture = *state;
	struct fact *range = add(fixture, FACT_TARGET, 80, "web", "c.yaml");

	range->port_end = 90;
	add(fixture, FACT_REGISTRY, 85, "api", "ports.json");
	add(fixture, FACT_ADDRESS, 86, NULL, "main.go");
	check(fixture, (struct facts_view){.port = 85},
		"85 (api)\n"
		"  published   by nobody\n"
		"  registry    85             api                      "
		"ports.json:1:4\n"
		"  target      80-90          web                      "
		"c.yaml:1:4\n");
}

static void test_long_lists(void **state)
{
	struct fixture *fixture = *state;
	static const char *const paths[] = {"a/1", "a/2", "a/3", "a/4", "a/5",
		"a/6", "a/7", "b/1", "b/2", "b/3", "b/4", "b/5", "b/6", "c/1",
		"c/2", "d/1", "tests/1", "tests/2", "tests/x/3", "e/1", "e/2"};
	size_t count = sizeof(paths) / sizeof(paths[0]), lines = 0;
	struct facts_view view = {.facts = &fixture->facts, .every = true};
	struct buffer out = BUFFER_INIT;

	for (size_t i = 0; i < count; i++)
		add(fixture, FACT_ADDRESS, 80, NULL, paths[i]);
	report_facts_text(&out, &view);
	for (size_t i = 0; i < out.size; i++)
		lines += out.data[i] == '\n';
	buffer_release(&out);
	assert_int_equal(lines, count + 1);
#define LINE(path) \
	"  address     80             -                        " path ":1:4\n"
	check(fixture, (struct facts_view){0},
		"80\n" LINE("a/1") LINE("a/2") LINE("a/3") LINE("a/4") LINE(
			"a/5") "  address     ... and 2 more in a/ (--all)\n" LINE("b/1")
			LINE("b/2") LINE("b/3") LINE("b/4") LINE("b/5") LINE(
				"b/6") "  address     ... and 5 more in other folders (--all)\n"
				       "  address     ... and 3 more in tests, examples and backups "
				       "(--all)\n");
#undef LINE
}

static void test_aside_is_marked(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, FACT_ENV, 80, "a", "tests/a.env");
	add(fixture, FACT_ENV, 80, "b", "z.env");
	check(fixture, (struct facts_view){0},
		"80\n"
		"  env         80             b                        "
		"z.env:1:4\n"
		"  env         80             a                        "
		"tests/a.env:1:4 (test)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sort, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_sort_of_one_place, setup, teardown),
		cmocka_unit_test_setup_teardown(test_groups, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_port, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_long_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_aside_is_marked, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
