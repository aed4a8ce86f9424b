/*
 * A registry from form to form and back: nothing is lost, or it is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "generate/json_node.h"
#include "generate/made_node.h"
#include "generate/registry_table.h"
#include <cmocka.h>
#include <string.h>

static struct arena *arena;
static struct remark_list remarks;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	vector_free(&remarks);
	arena_free(arena);
	return 0;
}

static struct registry_table *table_of(const char *path, const char *text)
{
	struct document *document;
	struct registry *registry;
	struct registry_table *table;
	struct error err = {0};

	if (document_parse(&document, arena, document_kind_of(path), path, text,
		    strlen(text), &err) != 0)
		fail_msg("%s:%u: %s", path, err.line, err.message);
	registry = registry_read(arena, document, "");
	table = registry_table_read(arena, registry);
	registry_release(registry);
	return table;
}

static const char *yaml_of(
	const struct registry_table *table, enum registry_form form)
{
	struct buffer out = BUFFER_INIT;
	const char *copy;

	yaml_write(&out, registry_table_write(arena, table, form, &remarks));
	copy = arena_copy(arena, out.data, out.size);
	buffer_release(&out);
	return copy;
}

static const char *document_of(const struct registry_table *table)
{
	struct buffer out = BUFFER_INIT;
	const char *copy;

	json_put_line(&out,
		json_of_node(registry_table_document(arena, table, &remarks)));
	copy = arena_copy(arena, out.data, out.size);
	buffer_release(&out);
	return copy;
}

static bool is_remarked(const char *text)
{
	for (size_t i = 0; i < remarks.count; i++)
		if (strcmp(remarks.items[i], text) == 0)
			return true;
	return false;
}

static const char form_a[] =
	"version: 1.0.0\n"
	"lastUpdated: \"2025-11-13\"\n"
	"ranges:\n"
	"  apps: \"3000-3999\"\n"
	"  run:\n"
	"    min: 9000\n"
	"    max: 9100\n"
	"    dynamic: true\n"
	"x-team: {lead: ann}\n"
	"services:\n"
	"  - name: web.front\n"
	"    stack: apps\n"
	"    port: 3000\n"
	"    protocol: http\n"
	"    owner: team, one\n"
	"    description: \"says \\\"hi\\\": #1\"\n"
	"    container: true\n"
	"    depends_on: [two, dns]\n"
	"    healthcheck: {endpoint: /health, expected: 200}\n"
	"    x-tier: 3\n"
	"  - name: two\n"
	"    stack: apps\n"
	"    ports: {http: 3001, grpc: 3002}\n"
	"    protocol: grpc\n"
	"    owner: b\n"
	"    description: the second one\n"
	"  - name: dns\n"
	"    stack: apps\n"
	"    port: 3000\n"
	"    protocol: udp\n"
	"    owner: b\n"
	"    description: shares a number\n";

static void form_a_and_the_document(void **state)
{
	struct registry_table *table = table_of("a.yaml", form_a);
	const char *document = document_of(table);
	struct registry_table *back = table_of("m.json", document);

	(void)state;
	assert_int_equal(remarks.count, 0);
	assert_true(string_starts(document,
		"{\"_id\":\"default\",\"bands\":{\"apps\":{\"min\":3000,"
		"\"max\":3999},\"run\":{\"min\":9000,\"max\":9100,\"dynamic\":"
		"true}},\"assignments\":{\"web.front\":3000,\"two\":{\"http\":"
		"3001,\"grpc\":3002},\"dns\":3000},\"services\":{"));
	assert_string_equal(yaml_of(back, REGISTRY_RANGES),
		yaml_of(table, REGISTRY_RANGES));
	assert_int_equal(remarks.count, 0);
	/* And what is written is what was read. */
	back = table_of("b.yaml", yaml_of(table, REGISTRY_RANGES));
	assert_int_equal(back->count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(back->rows[i].name, table->rows[i].name);
		assert_true(
			node_same(back->rows[i].ports, table->rows[i].ports));
		assert_true(
			node_same(back->rows[i].fields, table->rows[i].fields));
	}
	assert_true(node_same(back->ranges, table->ranges));
	assert_true(node_same(back->extra, table->extra));
}

/* The exported document is judged as the registry that it came from. */
static void document_as_registry(void **state)
{
	const char *text = document_of(table_of("a.yaml", form_a));
	struct document *document;
	struct registry *registry;

	(void)state;
	assert_int_equal(document_parse(&document, arena, DOCUMENT_JSON,
				 "m.json", text, strlen(text), NULL),
		0);
	registry = registry_read(arena, document, "");
	assert_int_equal(registry->form, REGISTRY_BANDS);
	assert_int_equal(registry->service_count, 3);
	assert_string_equal(registry->services[0].name, "web.front");
	assert_null(registry->services[0].path);
	assert_int_equal(registry->services[0].depends_on_count, 2);
	assert_true(registry->services[2].udp);
	assert_int_equal(registry->services[2].ports[0].port, 3000);
	registry_release(registry);
}

static void extended_json(void **state)
{
	struct registry_table *table = table_of("m.json",
		"[{\"_id\": {\"$oid\": \"0123456789abcdef01234567\"}, "
		"\"lastUpdated\": {\"$date\": {\"$numberLong\": "
		"\"1762992000000\"}}, "
		"\"createdAt\": {\"$date\": \"2025-11-13T00:00:00Z\"}, "
		"\"bands\": {\"a\": {\"min\": {\"$numberInt\": \"1\"}, "
		"\"max\": {\"$numberLong\": \"9\"}}}, "
		"\"assignments\": {\"x/web\": {\"$numberDouble\": \"5.0\"}}}]");

	(void)state;
	assert_string_equal(yaml_of(table, REGISTRY_BANDS),
		"bands:\n"
		"  a:\n"
		"    min: 1\n"
		"    max: 9\n"
		"assignments:\n"
		"  x/web: 5\n"
		"lastUpdated: \"2025-11-13\"\n"
		"createdAt: \"2025-11-13\"\n");
}

static void form_b_through_a(void **state)
{
	static const char form_b[] = "bands:\n"
				     "  a:\n"
				     "    min: 1\n"
				     "    max: 9\n"
				     "    note: low\n"
				     "assignments:\n"
				     "  x/web: 5\n"
				     "  z:\n"
				     "    port: 6\n"
				     "    protocol: udp\n";
	struct registry_table *table = table_of("b.yaml", form_b);
	const char *ranges = yaml_of(table, REGISTRY_RANGES);

	(void)state;
	assert_true(is_remarked("`owner` is required and missing in 2 "
				"services: fill it in"));
	assert_non_null(strstr(ranges, "  - name: web\n"
				       "    stack: a\n"
				       "    port: 5\n"
				       "    x-path: x/web\n"));
	assert_string_equal(
		yaml_of(table_of("a.yaml", ranges), REGISTRY_BANDS), form_b);
}

static void what_a_flat_map_loses(void **state)
{
	(void)state;
	assert_string_equal(yaml_of(table_of("a.yaml", form_a), REGISTRY_FLAT),
		"version: 1.0.0\n"
		"lastUpdated: \"2025-11-13\"\n"
		"x-team:\n"
		"  lead: ann\n"
		"web.front: 3000\n"
		"two:\n"
		"  http: 3001\n"
		"  grpc: 3002\n"
		"dns: 3000\n");
	assert_true(is_remarked("a flat map cannot hold the 2 ranges"));
	assert_true(is_remarked("a flat map cannot hold `owner` (3 services)"));
	assert_true(is_remarked(
		"a flat map cannot hold `healthcheck` (1 service)"));
}

static void csv_and_back(void **state)
{
	struct registry_table *table = table_of("a.yaml", form_a), *back;
	struct buffer out = BUFFER_INIT;

	(void)state;
	registry_table_csv(&out, arena, table, &remarks);
	assert_string_equal(out.data,
		"name,stack,port,ports.http,ports.grpc,protocol,owner,"
		"description,container,depends_on,healthcheck.endpoint,"
		"healthcheck.expected,x-tier\n"
		"web.front,apps,3000,,,http,\"team, one\","
		"\"says \"\"hi\"\": #1\",true,two;dns,/health,200,3\n"
		"two,apps,,3001,3002,grpc,b,the second one,,,,,\n"
		"dns,apps,3000,,,udp,b,shares a number,,,,,\n");
	assert_true(is_remarked("csv cannot hold the ranges"));
	assert_true(is_remarked("csv cannot hold `x-team` of the file"));
	assert_int_equal(registry_table_read_csv(&back, arena, "x.csv",
				 (struct slice){out.data, out.size}, NULL),
		0);
	assert_int_equal(back->count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(
			node_same(back->rows[i].ports, table->rows[i].ports));
		assert_true(
			node_same(back->rows[i].fields, table->rows[i].fields));
	}
	buffer_release(&out);
}

/* A flat map takes such keys for words about the file. */
static void what_a_flat_map_takes_for_its_own(void **state)
{
	struct registry_table *table = table_of("a.yaml",
		"bands: {}\nassignments:\n  x-y/web: 7\n  version: 8\n"
		"  api: 9\n");

	(void)state;
	assert_string_equal(yaml_of(table, REGISTRY_FLAT), "api: 9\n");
	assert_true(is_remarked("`x-y/web` is left out: a flat map has no "
				"service of such a name"));
	assert_true(is_remarked("`version` is left out: a flat map has no "
				"service of such a name"));
}

static void yaml_is_read_back(void **state)
{
	struct buffer out = BUFFER_INIT;
	struct node *list = made_list(arena), *root = made_map(arena);
	struct document *document;

	(void)state;
	made_add(arena, list, made_text(arena, "a:?"));
	made_add(arena, list, made_text(arena, "a: b"));
	made_put(arena, root, "list", list);
	yaml_write(&out, root);
	assert_string_equal(out.data, "list: [\"a:?\", \"a: b\"]\n");
	assert_int_equal(document_parse(&document, arena, DOCUMENT_YAML, "a",
				 out.data, out.size, NULL),
		0);
	assert_true(node_same(document->root, root));
	buffer_release(&out);
}

/* Keys that are one only where they are written anew. */
static void yaml_keeps_keys_apart(void **state)
{
	static const char text[] = "\"0\": 1\n00: 2\n\"null\": 3\n?\n: 4\n"
				   "\"true\": 5\nTrue: 6\n"
				   "\".inf\": 7\n.INF: 8\n";
	struct buffer out = BUFFER_INIT;
	struct document *document;

	(void)state;
	assert_int_equal(document_parse(&document, arena, DOCUMENT_YAML, "a",
				 text, sizeof(text) - 1, NULL),
		0);
	yaml_write(&out, document->root);
	assert_string_equal(out.data, text);
	buffer_release(&out);
}

/* A column of that name is the service's own. */
static void csv_says_what_it_loses(void **state)
{
	struct registry_table *table =
		table_of("a.yaml", "s: {port: 2, name: w}\n");
	struct buffer out = BUFFER_INIT;

	(void)state;
	registry_table_csv(&out, arena, table, &remarks);
	assert_string_equal(out.data, "name,port\ns,2\n");
	assert_true(is_remarked("csv cannot hold some of `name`"));
	buffer_release(&out);
}

/* Half of a file must not be taken for all of it. */
static void csv_with_a_nul(void **state)
{
	static const char text[] = "name,port\nx,1\ny\0z,2\n";
	struct registry_table *table;
	struct error err = {0};

	(void)state;
	assert_int_equal(registry_table_read_csv(&table, arena, "x.csv",
				 (struct slice){text, sizeof(text) - 1}, &err),
		-1);
	assert_int_equal(err.line, 3);
	assert_non_null(strstr(err.message, "NUL"));
}

static void csv_mistakes(void **state)
{
	static const struct {
		const char *text, *message;
		unsigned line;
	} cases[] = {
		{"a,b\n1,2\n", "the head has no column `name`", 1},
		{"name,port\r\nx,1,2\r\n", "3 cells, and the head has 2", 2},
		{"name,port,,port\n", "the head has the column `port` twice",
			1},
		{"name,a.b,a\nx,1,\ny,1,2\n",
			"`a` is one value of a field that has another here: a "
			"field is a value, or it has parts",
			3},
		{"name,port,ports.http\nx,1,2\n",
			"`ports.http` is one value of a field that has another "
			"here: a field is a value, or it has parts",
			2},
		{"name,,\nx,,\ny,,z\n",
			"`z` stands in a column whose name the head lacks", 3},
		{"name,port\nx,1\n,2\n", "a service without a `name`", 3},
		{"name,port\n\"x,1\n",
			"a quote is opened here and never closed", 2},
	};
	struct registry_table *table;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};

		assert_int_equal(registry_table_read_csv(&table, arena, "x.csv",
					 slice_of(cases[i].text), &err),
			-1);
		assert_string_equal(err.message, cases[i].message);
		assert_int_equal(err.line, cases[i].line);
		assert_int_equal(err.kind, ERROR_USE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			form_a_and_the_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			document_as_registry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			extended_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			form_b_through_a, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_flat_map_loses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			csv_and_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_flat_map_takes_for_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			yaml_is_read_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			yaml_keeps_keys_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			csv_with_a_nul, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			csv_says_what_it_loses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			csv_mistakes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
