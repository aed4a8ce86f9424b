/*
 * The three forms of a registry, told apart and read; and what a good value
 * of a field is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/registry.h"
#include "model/registry_field.h"
#include <cmocka.h>
#include <string.h>

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct document *parse(const char *path, const char *text)
{
	struct document *document;
	struct error err = {0};

	if (document_parse(&document, arena, document_kind_of(path), path, text,
		    strlen(text), &err) != 0)
		fail_msg("%s: %s", path, err.message);
	return document;
}

static enum registry_form form_of(const char *text)
{
	return registry_form_of(parse("ports.yaml", text)->root);
}

static enum registry_form form_meant(const char *text)
{
	return registry_form_meant(parse("ports.yaml", text)->root);
}

static struct registry *read_at(
	const char *path, const char *text, const char *folder)
{
	return registry_read(arena, parse(path, text), folder);
}

static const char form_a[] =
	"version: 1.0.0\n"
	"ranges:\n"
	"  apis: 3000-3999\n"
	"  data: {min: 5000, max: 5099, dynamic: true}\n"
	"  back: 10-5\n"
	"  pool-dynamic: 9000\n"
	"services:\n"
	"  - name: billing\n"
	"    stack: apis\n"
	"    port: 3100\n"
	"    protocol: http\n"
	"    owner: payments\n"
	"    description: takes money\n"
	"    container: true\n"
	"    network: backend\n"
	"    depends_on: [dns, db]\n"
	"    deprecated: true\n"
	"    replacement: billing-v2\n"
	"  - name: billing-v2\n"
	"    ports: {http: 3100, grpc: 3150, metrics: \"3160\"}\n"
	"  - name: dns\n"
	"    port: 53\n"
	"    protocol: udp\n"
	"  - name: dns-over-tcp\n"
	"    port: 53\n"
	"    protocol: tcp\n"
	"  - name: broken\n"
	"    port: 70000\n"
	"  - name: [no, name]\n"
	"    port: 80\n";

static void forms_are_told_by_shape(void **state)
{
	(void)state;
	assert_int_equal(form_of(form_a), REGISTRY_RANGES);
	assert_int_equal(
		form_of("services:\n- {name: a, port: 1}\n"), REGISTRY_RANGES);
	assert_int_equal(form_of("bands: {a: {min: 1, max: 2}}\n"
				 "assignments: {x/y: 1}\n"),
		REGISTRY_BANDS);
	assert_int_equal(form_of("assignments: {x/y: 1}\n"), REGISTRY_BANDS);
	assert_int_equal(form_of("web: 80\napi: 8080\n"), REGISTRY_FLAT);
	assert_int_equal(
		form_of("web: {http: 80, grpc: 8080}\n"), REGISTRY_FLAT);
	assert_int_equal(form_of("version: 1\n$schema: x\nports:\n  web: 80\n"),
		REGISTRY_FLAT);
}

/* Hundreds of repositories have a ports.json about something else. */
static void other_shapes_are_none(void **state)
{
	(void)state;
	assert_int_equal(form_of("AEAJM: {name: Ajman, code: '52000'}\n"),
		REGISTRY_NONE);
	assert_int_equal(form_of("- 80\n- 443\n"), REGISTRY_NONE);
	assert_int_equal(form_of("80\n"), REGISTRY_NONE);
	assert_int_equal(form_of("{}\n"), REGISTRY_NONE);
	assert_int_equal(form_of("web: 80\nname: [a]\nrotterdam: busy\n"),
		REGISTRY_NONE);
	assert_int_equal(form_of("shanghai: 47030000\nbusan: 22000000\n"),
		REGISTRY_NONE);
	assert_int_equal(
		form_of("services:\n  web: {image: a, ports: ['80:80']}\n"),
		REGISTRY_NONE);
	assert_int_equal(
		form_of("assignments: {monday: dishes}\n"), REGISTRY_NONE);
	assert_int_equal(registry_form_of(NULL), REGISTRY_NONE);
}

/* A typing mistake must not make a registry vanish. */
static void one_wrong_number_keeps_the_form(void **state)
{
	(void)state;
	assert_int_equal(
		form_of("web: 80\napi: 8080\ndb: 543200\n"), REGISTRY_FLAT);
	assert_int_equal(form_of("web: 80\napi: many\n"), REGISTRY_NONE);
	assert_int_equal(form_meant("web: 80\napi: many\n"), REGISTRY_FLAT);
	assert_int_equal(form_meant("web: many\n"), REGISTRY_NONE);
}

static void form_a_is_read(void **state)
{
	struct registry *registry = read_at("r.yaml", form_a, "");
	const struct registry_service *billing;

	(void)state;
	assert_int_equal(registry->service_count, 5);
	billing = registry_find(registry, "billing");
	assert_non_null(billing);
	assert_string_equal(billing->stack, "apis");
	assert_string_equal(billing->owner, "payments");
	assert_string_equal(billing->network, "backend");
	assert_string_equal(billing->replacement, "billing-v2");
	assert_true(billing->container);
	assert_true(billing->deprecated);
	assert_int_equal(billing->depends_on_count, 2);
	assert_string_equal(billing->depends_on[1], "db");
	assert_int_equal(billing->ports[0].place.line, 10);
	assert_int_equal(billing->ports[0].place.column, 11);
	assert_int_equal(billing->ports[0].place.end_column, 15);
	assert_int_equal(billing->name_place.line, 8);
	assert_null(registry_find(registry, "nobody"));
	registry_release(registry);
}

static void several_ports_of_a_service(void **state)
{
	struct registry *registry = read_at("r.yaml", form_a, "");
	const struct registry_service *service =
		registry_find(registry, "billing-v2");

	(void)state;
	assert_int_equal(service->port_count, 3);
	assert_string_equal(service->ports[1].name, "grpc");
	assert_true(registry_service_has(service, 3150));
	assert_false(registry_service_has(service, 3151));
	assert_string_equal(registry_service_ports_text(arena, service),
		"3100, 3150 or 3160");
	service = registry_find(registry, "broken");
	assert_int_equal(service->port_count, 0);
	assert_int_equal(
		service->ports[0].place.line, service->name_place.line);
	assert_string_equal(
		registry_service_ports_text(arena, service), "no port");
	registry_release(registry);
}

static void ranges_are_read(void **state)
{
	struct registry *registry = read_at("r.yaml", form_a, "");
	const struct registry_range *range;

	(void)state;
	range = registry_range_named(registry, "apis");
	assert_int_equal(range->min, 3000);
	assert_int_equal(range->max, 3999);
	assert_false(range->dynamic);
	assert_true(registry_range_named(registry, "data")->dynamic);
	assert_true(registry_range_named(registry, "pool-dynamic")->dynamic);
	assert_int_equal(
		registry_range_named(registry, "pool-dynamic")->max, 9000);
	assert_int_equal(registry_range_named(registry, "back")->min, 0);
	assert_ptr_equal(registry_range_of(registry, 3999), range);
	assert_null(registry_range_of(registry, 4000));
	assert_null(registry_range_named(registry, "web"));
	registry_release(registry);
}

/* Many are found otherwise than a few: the first still counts. */
static void of_many_ranges_the_first_counts(void **state)
{
	struct buffer text = BUFFER_INIT;
	struct registry *registry;

	(void)state;
	buffer_add_string(&text, "ranges:\n  all: 2000-2999\n  bad: 9-1\n");
	for (int i = 0; i < 40; i++)
		buffer_format(&text, "  r%d: \"%d-%d\"\n", i, 2900 + i * 100,
			2949 + i * 100);
	buffer_add_string(&text, "  end: 65535-65535\n  over: 2000-4000\n"
				 "services:\n  - {name: a, port: 2000}\n");
	registry = read_at("r.yaml", buffer_string(&text), "");
	assert_int_equal(registry->range_count, 44);
	for (long port = 1; port <= 65535; port++) {
		const struct registry_range *wanted = NULL;

		for (size_t i = 0; !wanted && i < registry->range_count; i++)
			if (registry->ranges[i].min <= port &&
				port <= registry->ranges[i].max)
				wanted = &registry->ranges[i];
		assert_ptr_equal(registry_range_of(registry, port), wanted);
	}
	assert_int_equal(registry_range_named(registry, "r39")->min, 6800);
	assert_int_equal(registry_range_named(registry, "bad")->min, 0);
	assert_null(registry_range_named(registry, "r40"));
	registry_release(registry);
	buffer_release(&text);
}

static void owner_is_who_is_in_use(void **state)
{
	struct registry *registry = read_at("r.yaml", form_a, "");
	const struct registry_port *port;

	(void)state;
	assert_string_equal(registry_owner(registry, 3100, false, &port)->name,
		"billing-v2");
	assert_string_equal(port->name, "http");
	assert_string_equal(
		registry_owner(registry, 53, true, NULL)->name, "dns");
	assert_string_equal(registry_owner(registry, 53, false, NULL)->name,
		"dns-over-tcp");
	assert_null(registry_owner(registry, 70000, false, NULL));
	assert_null(registry_owner(registry, 0, false, NULL));
	assert_null(registry_owner(registry, 3100, true, NULL));
	registry_release(registry);
}

static void form_b_is_read(void **state)
{
	struct registry *registry = read_at("config/ports.json",
		"{\"bands\": {\"a\": {\"min\": 1, \"max\": 99}},\n"
		" \"assignments\": {\"./apps/web/\": 80,\n"
		"  \"apps/api\": {\"ports\": {\"http\": 81, \"grpc\": 82}},\n"
		"  \"libs/api\": {\"http\": 83}}}",
		"");
	const struct registry_service *web, *api;

	(void)state;
	assert_int_equal(registry->form, REGISTRY_BANDS);
	assert_int_equal(registry->service_count, 3);
	web = registry_find(registry, "apps/web");
	assert_string_equal(web->name, "web");
	assert_false(web->name_shared);
	assert_ptr_equal(registry_find(registry, "web"), web);
	assert_int_equal(web->ports[0].place.line, 2);
	assert_int_equal(web->ports[0].place.column, 33);
	api = registry_find(registry, "libs/api");
	assert_true(api->name_shared);
	assert_int_equal(api->ports[0].port, 83);
	assert_string_equal(registry_service_ports_text(
				    arena, registry_find(registry, "apps/api")),
		"81 or 82");
	registry_release(registry);
}

static void exported_document_is_read(void **state)
{
	struct registry *registry = read_at("config/ports.json",
		"[{\"_id\": {\"$oid\": \"65\"},\n"
		"\"bands\": {\"a\": {\"min\": {\"$numberInt\": \"1\"},"
		" \"max\": {\"$numberLong\": \"99\"}}},\n"
		"\"assignments\": {\"apps/web\": {\"$numberInt\": \"80\"},"
		" \"apps/db\": {\"$numberDouble\": \"90.0\"}}}]",
		"");

	(void)state;
	assert_int_equal(registry->form, REGISTRY_BANDS);
	assert_int_equal(registry->ranges[0].max, 99);
	assert_int_equal(registry->services[0].ports[0].port, 80);
	/* The digits, not the object around them. */
	assert_int_equal(registry->services[0].ports[0].place.line, 3);
	assert_int_equal(registry->services[0].ports[0].place.column, 44);
	assert_int_equal(registry->services[1].ports[0].port, 90);
	registry_release(registry);
}

/* Of several registries each may count paths from the folder it owns. */
static void assignment_paths_lie_in_the_folder(void **state)
{
	struct registry *registry = read_at("team/ports.yaml",
		"assignments: {apps/web: 80, team/api: 81, ../x: 82}\n",
		"team");

	(void)state;
	assert_int_equal(registry->service_count, 2);
	assert_string_equal(registry->services[0].path, "team/apps/web");
	assert_string_equal(registry->services[1].path, "team/api");
	registry_release(registry);
}

static void form_c_is_read(void **state)
{
	struct registry *registry = read_at("ports.yaml",
		"version: 2\nx-note: hi\nweb: 80\n"
		"api: {http: 81, grpc: 82}\n? [a, b]\n: 83\n",
		"");
	struct registry *nested =
		read_at("ports.yaml", "ports: {web: 80, api: 81}\n", "");

	(void)state;
	assert_int_equal(registry->form, REGISTRY_FLAT);
	assert_int_equal(registry->service_count, 2);
	assert_int_equal(registry_find(registry, "web")->ports[0].port, 80);
	assert_int_equal(registry_find(registry, "api")->port_count, 2);
	assert_int_equal(nested->service_count, 2);
	assert_int_equal(registry_find(nested, "api")->ports[0].port, 81);
	registry_release(registry);
	registry_release(nested);
}

static void shared_names_are_marked(void **state)
{
	struct registry *registry = read_at("r.yaml",
		"ranges: {}\nservices:\n- {name: a, port: 1}\n"
		"- {name: b, port: 2}\n- {name: a, port: 3}\n",
		"");

	(void)state;
	assert_true(registry->services[0].name_shared);
	assert_false(registry->services[1].name_shared);
	assert_true(registry->services[2].name_shared);
	assert_ptr_equal(registry_find(registry, "a"), &registry->services[0]);
	registry_release(registry);
}

static void versions(void **state)
{
	static const char *const good[] = {"1.0.0", "0.0.4", "1.2.3-rc.1",
		"1.0.0-alpha-a.b-c", "1.0.0+001", "1.0.0-0A.is.legal+b.7"};
	static const char *const bad[] = {"", "1", "1.0", "1.0.0.0", "01.0.0",
		"1.0.0-", "1.0.0-01", "1.0.0+", "v1.0.0", "1.0.0-a..b",
		"1.0.0-a_b", "-1.0.0"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!registry_version_is_valid(good[i]))
			fail_msg("%s is a version", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (registry_version_is_valid(bad[i]))
			fail_msg("`%s` is no version", bad[i]);
}

static void dates(void **state)
{
	static const char *const good[] = {"2025-11-11", "2024-02-29",
		"2000-02-29", "2025-12-31T23:59:59Z", "2025-01-01 10:00:00"};
	static const char *const bad[] = {"", "2025-13-45", "2025-02-29",
		"1900-02-29", "2025-04-31", "2025-00-10", "2025-1-1",
		"2025-01-011", "11.11.2025", "20251111", "+025-01-01"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!registry_date_is_valid(good[i]))
			fail_msg("%s is a date", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (registry_date_is_valid(bad[i]))
			fail_msg("`%s` is no date", bad[i]);
}

static void names(void **state)
{
	(void)state;
	assert_true(registry_name_is_valid("billing-api"));
	assert_true(registry_name_is_valid("n8n"));
	assert_true(registry_name_is_valid("a_b.c"));
	assert_true(registry_name_is_valid("2fa"));
	assert_false(registry_name_is_valid(""));
	assert_false(registry_name_is_valid("-a"));
	assert_false(registry_name_is_valid("Billing"));
	assert_false(registry_name_is_valid("a b"));
	assert_false(registry_name_is_valid("caf\xc3\xa9"));
}

static const char *problem(enum field_kind kind, const char *value)
{
	const struct node *at;
	const char *text = arena_format(arena, "x: %s\n", value);

	return registry_field_problem(
		arena, kind, node_get(parse("r.yaml", text)->root, "x"), &at);
}

static void descriptions_count_characters(void **state)
{
	(void)state;
	/* Nine characters in eighteen bytes, and ten. */
	assert_string_equal(problem(FIELD_DESCRIPTION, "ééééééééé"),
		"has 9 characters: write 10 to 200");
	assert_null(problem(FIELD_DESCRIPTION, "éééééééééé"));
	assert_null(
		problem(FIELD_DESCRIPTION, arena_format(arena, "'%0200d'", 0)));
	assert_non_null(
		problem(FIELD_DESCRIPTION, arena_format(arena, "'%0201d'", 0)));
}

static void values_of_fields(void **state)
{
	(void)state;
	assert_null(problem(FIELD_PORT, "65535"));
	assert_null(problem(FIELD_PORT, "{$numberInt: '80'}"));
	assert_string_equal(problem(FIELD_PORT, "'3100'"),
		"is text: write 3100 without quotes");
	assert_non_null(problem(FIELD_PORT, "0"));
	assert_non_null(problem(FIELD_PORT, "-1"));
	assert_non_null(problem(FIELD_PORT, "65536"));
	assert_non_null(problem(FIELD_PORT, "80.5"));
	assert_non_null(problem(FIELD_PORT, ""));
	assert_null(problem(FIELD_PORTS, "{a: 1, b: 2}"));
	assert_non_null(problem(FIELD_PORTS, "{}"));
	assert_non_null(problem(FIELD_PORTS, "[1]"));
	assert_string_equal(problem(FIELD_PROTOCOL, "htpp"),
		"is `htpp`; did you mean `http`?");
	assert_null(problem(FIELD_PROTOCOL, "udp"));
	assert_null(problem(FIELD_BOOLEAN, "true"));
	assert_non_null(problem(FIELD_BOOLEAN, "'true'"));
	assert_non_null(problem(FIELD_NAMES, "db"));
	assert_non_null(problem(FIELD_NAMES, "[1]"));
	assert_null(problem(FIELD_NAMES, "[]"));
	assert_non_null(problem(FIELD_TEXT, "' '"));
	assert_non_null(problem(FIELD_VERSION, "1.0"));
	assert_null(problem(FIELD_VERSION, "1.0.0"));
	assert_null(problem(FIELD_RANGE, "3000 - 3999"));
	assert_non_null(problem(FIELD_RANGE, "3999-3000"));
	assert_non_null(problem(FIELD_RANGE, "{min: 1}"));
	assert_non_null(problem(FIELD_HEALTHCHECK, "{endpoint: 3}"));
	assert_null(
		problem(FIELD_HEALTHCHECK, "{endpoint: /x, expected: 200}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_told_by_shape),
		cmocka_unit_test(other_shapes_are_none),
		cmocka_unit_test(one_wrong_number_keeps_the_form),
		cmocka_unit_test(form_a_is_read),
		cmocka_unit_test(several_ports_of_a_service),
		cmocka_unit_test(ranges_are_read),
		cmocka_unit_test(of_many_ranges_the_first_counts),
		cmocka_unit_test(owner_is_who_is_in_use),
		cmocka_unit_test(form_b_is_read),
		cmocka_unit_test(exported_document_is_read),
		cmocka_unit_test(assignment_paths_lie_in_the_folder),
		cmocka_unit_test(form_c_is_read),
		cmocka_unit_test(shared_names_are_marked),
		cmocka_unit_test(versions),
		cmocka_unit_test(dates),
		cmocka_unit_test(names),
		cmocka_unit_test(descriptions_count_characters),
		cmocka_unit_test(values_of_fields),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
