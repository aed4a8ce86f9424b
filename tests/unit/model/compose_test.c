/*
 * Compose files as the reference loader reads them: ports in both syntaxes,
 * lists that may be maps, and the places that a person must edit.
 */
#include "base/arena.h"
#include "engine/fact.h"
#include "model/compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct compose_file *file;
	const char *text;
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture.arena = arena_new();
	fixture.file = NULL;
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	compose_release(fixture->file);
	arena_free(fixture->arena);
	return 0;
}

static const char *value(void *state, struct slice name, bool *known)
{
	(void)state;
	*known = true;
	if (slice_is(name, "WEB_PORT"))
		return "8080";
	return slice_is(name, "NONE") ? "" : NULL;
}

static struct compose_file *read(void **state, const char *text)
{
	static const struct variables variables = {value, NULL};
	struct fixture *fixture = *state;

	compose_release(fixture->file);
	fixture->text = text;
	fixture->file = compose_read(fixture->arena, "stack/compose.yml", text,
		strlen(text), &variables);
	return fixture->file;
}

/* The ports of the one service whose `ports` are as given. */
static const struct compose_service *read_ports(void **state, const char *ports)
{
	struct fixture *fixture = *state;

	return compose_find(
		read(state,
			arena_format(fixture->arena,
				"services:\n  web:\n    ports: %s\n", ports)),
		"web");
}

static void assert_shows(
	void **state, const struct place *place, const char *text)
{
	struct fixture *fixture = *state;
	size_t size = strlen(text);

	assert_int_equal(place->end - place->start, size);
	assert_memory_equal(fixture->text + place->start, text, size);
}

static void test_short_syntax(void **state)
{
	static const struct {
		const char *ports, *shown, *host_ip, *variable;
		long published, published_end, target, target_end;
		bool published_known;
		enum origin origin;
	} wanted[] = {
		{"[80]", "80", "", NULL, 0, 0, 80, 80, true, ORIGIN_LITERAL},
		{"[\"8080\"]", "\"8080\"", "", NULL, 0, 0, 8080, 8080, true,
			ORIGIN_LITERAL},
		{"[22:22]", "22", "", NULL, 22, 22, 22, 22, true,
			ORIGIN_LITERAL},
		{"['1-3:4-6/udp']", "1-3", "", NULL, 1, 3, 4, 6, true,
			ORIGIN_LITERAL},
		{"['${X_PORT:-14007}:4007']", "14007", "", "X_PORT", 14007,
			14007, 4007, 4007, true, ORIGIN_DEFAULT},
		{"['${A:-7000}:${A:-7000}']", "7000", "", "A", 7000, 7000, 7000,
			7000, true, ORIGIN_DEFAULT},
		{"['${WEB_PORT}:80']", "${WEB_PORT}", "", "WEB_PORT", 8080,
			8080, 80, 80, true, ORIGIN_DEFINED},
		{"['${UNSET}:80']", "${UNSET}", "", "UNSET", 0, 0, 80, 80,
			false, ORIGIN_UNKNOWN},
		{"['8${UNSET}:80']", "8${UNSET}", "", "UNSET", 0, 0, 80, 80,
			false, ORIGIN_UNKNOWN},
		{"['${NONE}:80']", "${NONE}", "", "NONE", 0, 0, 80, 80, true,
			ORIGIN_DEFINED},
		{"['${IP:-::1}:9:80']", "9", "::1", NULL, 9, 9, 80, 80, true,
			ORIGIN_LITERAL},
		{"['127.0.0.1:${P:-9}:80']", "9", "127.0.0.1", "P", 9, 9, 80,
			80, true, ORIGIN_DEFAULT},
	};
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct compose_service *web =
			read_ports(state, wanted[i].ports);
		const struct compose_port *port = web->ports;

		if (web->port_count != 1)
			fail_msg("%s was not read", wanted[i].ports);
		assert_shows(state, &port->published_place, wanted[i].shown);
		assert_string_equal(port->host_ip, wanted[i].host_ip);
		assert_int_equal(port->published, wanted[i].published);
		assert_int_equal(port->published_end, wanted[i].published_end);
		assert_int_equal(port->target, wanted[i].target);
		assert_int_equal(port->target_end, wanted[i].target_end);
		assert_int_equal(
			port->published_known, wanted[i].published_known);
		assert_int_equal(port->origin, wanted[i].origin);
		if (wanted[i].variable)
			assert_string_equal(port->variable, wanted[i].variable);
		else
			assert_null(port->variable);
	}
}

static void test_unknown_parts(void **state)
{
	const struct compose_service *web = read_ports(
		state, "['${UNSET}:8080:80', '8080:${UNSET}', '${UNSET}']");

	assert_int_equal(web->port_count, 3);
	assert_false(web->ports[0].host_ip_known);
	assert_true(web->ports[0].published_known);
	assert_int_equal(web->ports[0].published, 8080);
	assert_true(web->ports[1].published_known);
	assert_false(web->ports[1].target_known);
	assert_false(web->ports[2].published_known);
	assert_false(web->ports[2].target_known);
	assert_true(compose_service_publishes(web, 8080));
	assert_false(compose_service_publishes(web, 0));
}

static void test_long_syntax(void **state)
{
	const struct compose_service *web =
		read(state, "services:\n"
			    "  web:\n"
			    "    ports:\n"
			    "      - target: 80\n"
			    "        published: 8080\n"
			    "      - target: \"81\"\n"
			    "        published: \"8085-8090\"\n"
			    "        host_ip: 127.0.0.1\n"
			    "        protocol: udp\n"
			    "        app_protocol: http\n"
			    "        mode: host\n"
			    "      - target: 82\n"
			    "      - {target: 83, published: '${P:-9083}'}\n")
			->services;

	assert_int_equal(web->port_count, 4);
	assert_int_equal(web->ports[0].published, 8080);
	assert_int_equal(web->ports[0].target, 80);
	assert_string_equal(web->ports[0].protocol, "tcp");
	assert_shows(state, &web->ports[0].published_place, "8080");
	assert_shows(state, &web->ports[0].target_place, "80");
	assert_int_equal(web->ports[1].published, 8085);
	assert_int_equal(web->ports[1].published_end, 8090);
	assert_int_equal(web->ports[1].target_end, 81);
	assert_string_equal(web->ports[1].protocol, "udp");
	assert_string_equal(web->ports[1].host_ip, "127.0.0.1");
	assert_true(web->ports[2].published_known);
	assert_int_equal(web->ports[2].published, 0);
	assert_int_equal(web->ports[3].published, 9083);
	assert_shows(state, &web->ports[3].published_place, "9083");
	assert_string_equal(web->ports[3].variable, "P");
}

static void test_reset(void **state)
{
	struct compose_file *file = read(state,
		"services:\n"
		"  a: {ports: !reset ['1:1'], expose: !override [2]}\n"
		"  b: !reset null\n"
		"  c: {ports: !override ['3:3'], image: !reset x}\n");

	assert_int_equal(file->service_count, 2);
	assert_int_equal(compose_find(file, "a")->port_count, 0);
	assert_int_equal(compose_find(file, "a")->expose_count, 1);
	assert_null(compose_find(file, "b"));
	assert_int_equal(compose_find(file, "c")->port_count, 1);
	assert_null(compose_find(file, "c")->image.text);
	assert_int_equal(file->problem_count, 0);
}

static void test_anchors_keep_their_place(void **state)
{
	struct compose_file *file = read(state, "x-base: &base\n"
						"  ports: ['7001:80']\n"
						"services:\n"
						"  a:\n"
						"    <<: *base\n");
	const struct compose_port *port = file->services[0].ports;

	assert_int_equal(file->services[0].port_count, 1);
	assert_int_equal(port->published_place.line, 2);
	assert_int_equal(port->published_place.column, 12);
}

static void test_environment(void **state)
{
	const char *texts[] = {
		"services:\n"
		"  a:\n"
		"    environment:\n"
		"      - PORT=${WEB_PORT}0\n"
		"      - URL=http://x:${UNSET}\n"
		"      - TAKEN\n",
		"services:\n"
		"  a:\n"
		"    environment:\n"
		"      PORT: ${WEB_PORT}0\n"
		"      URL: http://x:${UNSET}\n"
		"      TAKEN:\n",
	};
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct compose_service *service =
			read(state, texts[i])->services;
		const struct compose_variable *list = service->environment;

		assert_int_equal(service->environment_count, 3);
		assert_string_equal(list[0].name, "PORT");
		assert_string_equal(list[0].value.text, "80800");
		assert_true(list[0].value.known);
		assert_shows(state, &list[0].name_place, "PORT");
		assert_shows(state, &list[0].value.place, "${WEB_PORT}0");
		assert_string_equal(list[1].value.text, "http://x:");
		assert_false(list[1].value.known);
		assert_null(list[2].value.text);
		assert_shows(state, &list[2].name_place, "TAKEN");
	}
}

static void test_place_inside_a_value(void **state)
{
	struct compose_file *file =
		read(state, "services:\n"
			    "  a:\n"
			    "    environment:\n"
			    "      - \"URL=${S:-http}://x:${P:-80}/\"\n");
	const struct compose_text *url =
		&file->services[0].environment[0].value;
	struct place place = compose_text_place(file, url, 9, 11);

	assert_string_equal(url->text, "http://x:80/");
	assert_shows(state, &place, "80");
	place = compose_text_place(file, url, 0, 4);
	assert_shows(state, &place, "http");
}

static void test_build(void **state)
{
	struct compose_file *file = read(state,
		"services:\n"
		"  a: {build: ../web}\n"
		"  b: {build: {context: ., dockerfile: D, target: t}}\n"
		"  c: {build: {dockerfile: D}}\n"
		"  d: {build: https://example.org/x.git}\n"
		"  e: {build: ../../out}\n"
		"  f: {build: '${UNSET}'}\n");

	assert_string_equal(file->services[0].build_path, "web");
	assert_string_equal(file->services[1].build_path, "stack");
	assert_string_equal(file->services[1].dockerfile.text, "D");
	assert_string_equal(file->services[1].build_target.text, "t");
	assert_string_equal(file->services[2].build_path, "stack");
	assert_null(file->services[3].build_path);
	assert_null(file->services[4].build_path);
	assert_null(file->services[5].build_path);
}

static void test_other_parts(void **state)
{
	struct compose_file *file = read(state,
		"name: shop\n"
		"include: [x.yml]\n"
		"services:\n"
		"  x-skip: 1\n"
		"  a:\n"
		"    container_name: the-a\n"
		"    env_file: [one.env, {path: two.env, required: false}]\n"
		"    depends_on: [b]\n"
		"    labels: {plumb.service: web}\n"
		"    healthcheck: {test: x}\n"
		"  b:\n"
		"    env_file: three.env\n"
		"    depends_on: {a: {condition: service_healthy}}\n"
		"    profiles: [dev]\n"
		"    expose: [80, '81-83/udp', '${UNSET}', http]\n"
		"networks:\n"
		"  front: {name: shop_front}\n"
		"  back:\n");
	const struct compose_service *a = compose_find(file, "a");
	const struct compose_service *b = compose_find(file, "b");

	assert_string_equal(file->name, "shop");
	assert_string_equal(file->folder, "stack");
	assert_true(file->has_include);
	assert_int_equal(file->service_count, 2);
	assert_string_equal(a->container_name.text, "the-a");
	assert_int_equal(a->env_file_count, 2);
	assert_string_equal(a->env_files[1].text, "two.env");
	assert_string_equal(b->env_files[0].text, "three.env");
	assert_string_equal(a->depends_on[0].text, "b");
	assert_string_equal(b->depends_on[0].text, "a");
	assert_string_equal(a->labels[0].name, "plumb.service");
	assert_string_equal(a->labels[0].value.text, "web");
	assert_non_null(a->healthcheck);
	assert_null(b->healthcheck);
	assert_int_equal(b->expose_count, 3);
	assert_true(compose_service_serves(b, 82));
	assert_false(compose_service_serves(b, 84));
	assert_false(compose_service_publishes(b, 80));
	assert_int_equal(file->network_count, 3);
	assert_string_equal(file->networks[1].text, "shop_front");
}

static void test_problems(void **state)
{
	static const struct {
		const char *text;
		unsigned line, column;
	} wanted[] = {
		{"services: [a]\n", 1, 11},
		{"services:\n  a: text\n", 2, 6},
		{"services:\n  a b: {}\n", 2, 3},
		{"services:\n  a:\n    ports: 80:80\n", 3, 12},
		{"services:\n  a: {ports: ['80:80', 'x:80']}\n", 2, 24},
		{"services:\n  a: {ports: ['localhost:80:80']}\n", 2, 15},
		{"services:\n  a: {ports: [true]}\n", 2, 15},
		{"services:\n  a: {ports: [{target: http}]}\n", 2, 24},
		{"services:\n  a: {expose: 80}\n", 2, 15},
		{"services:\n  a:\n    command: run ${x!}\n", 3, 18},
	};
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct compose_file *file = read(state, wanted[i].text);

		if (file->problem_count != 1)
			fail_msg("%s: %zu problems", wanted[i].text,
				file->problem_count);
		assert_int_equal(file->problems[0].place.line, wanted[i].line);
		assert_int_equal(
			file->problems[0].place.column, wanted[i].column);
	}
}

static void test_no_problems(void **state)
{
	static const char *const texts[] = {
		"",
		"services:\n",
		"services: {a: , b: {ports: , environment: }}\n",
		"services: {a: {ports: ['{{ port }}:80', '${{ x.y }}']}}\n",
		"services: {a: {ports: ['${UNSET}', '${A}-${B}:80']}}\n",
		"services: {a: {command: 'echo $$(date) $1 $(id)'}}\n",
		"x-only: [1]\n",
		"- a list\n",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct compose_file *file = read(state, texts[i]);

		assert_non_null(file->document);
		if (file->problem_count)
			fail_msg("%s: %s", texts[i], file->problems[0].message);
	}
}

static void test_documents_are_merged(void **state)
{
	struct compose_file *file =
		read(state, "services: {a: {ports: ['1:1']}}\n"
			    "---\n"
			    "name: two\n"
			    "services: {b: {ports: ['2:2']}}\n"
			    "networks: {n: }\n");

	assert_int_equal(file->service_count, 2);
	assert_int_equal(compose_find(file, "a")->ports[0].published, 1);
	assert_int_equal(compose_find(file, "b")->ports[0].published, 2);
	assert_string_equal(file->name, "two");
	assert_int_equal(file->network_count, 1);
}

static void test_problem_of_anchor_once(void **state)
{
	struct compose_file *file = read(state, "x-p: &p ['x:80']\n"
						"services:\n"
						"  a: {ports: *p}\n"
						"  b: {ports: *p}\n");

	assert_int_equal(file->problem_count, 1);
}

static void test_does_not_parse(void **state)
{
	struct compose_file *file = read(state, "services:\n  a: [\n");

	assert_null(file->document);
	assert_int_equal(file->service_count, 0);
	assert_int_not_equal(file->error.line, 0);
	assert_null(compose_find(file, "a"));
}

static void test_names(void **state)
{
	static const char *const yes[] = {"compose.yml", "compose.yaml",
		"a/docker-compose.yml", "compose.override.yaml",
		"docker-compose-5-1-n8n-stack.yml", "docker-compose.dev.yml",
		"docker-compose_test.yml", "web.compose.yaml",
		"dev.docker-compose.yml"};
	static const char *const no[] = {"kompose.yml", "composer.yaml",
		"docker-compose", "compose.json", "composition.yml",
		"decompose.yml", "docker-composer.yml"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!compose_is_name(yes[i]))
			fail_msg("%s is a name", yes[i]);
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (compose_is_name(no[i]))
			fail_msg("%s is no name", no[i]);
}

static void test_stands_alone(void **state)
{
	(void)state;
	assert_true(compose_is_apart("docker-compose.test.yml"));
	assert_true(compose_is_apart("examples/web/compose.yml"));
	assert_true(compose_is_apart("compose.ci.yaml"));
	assert_true(compose_is_apart("backup-old/compose.yaml"));
	assert_true(compose_is_apart(".devcontainer/e2e/compose.yaml"));
	assert_false(compose_is_apart("latest/compose.yml"));
	assert_false(compose_is_apart("docker-compose.dev.yml"));
	assert_false(compose_is_apart("compose.yml"));
}

static void test_facts(void **state)
{
	struct fixture *fixture = *state;
	struct sink sink;
	const struct fact *const *facts;

	sink_init(&sink, fixture->arena, NULL);
	sink.wants_facts = true;
	compose_facts(read(state, "services:\n"
				  "  a:\n"
				  "    ports: ['81-82:91-92', '5-9:80', 70]\n"
				  "    expose: [60]\n"),
		NULL, &sink);
	facts = (const struct fact *const *)sink.facts.items;
	assert_int_equal(sink.facts.count, 8);
	assert_int_equal(facts[0]->kind, FACT_PUBLISHED);
	assert_int_equal(facts[0]->port, 81);
	assert_int_equal(facts[0]->port_end, 81);
	assert_int_equal(facts[0]->target, 91);
	assert_int_equal(facts[1]->port, 82);
	assert_int_equal(facts[1]->target, 92);
	assert_int_equal(facts[2]->kind, FACT_TARGET);
	assert_int_equal(facts[3]->port, 5);
	assert_int_equal(facts[3]->port_end, 9);
	assert_int_equal(facts[3]->target_end, 80);
	assert_int_equal(facts[5]->port, 0);
	assert_int_equal(facts[5]->target, 70);
	assert_int_equal(facts[7]->kind, FACT_EXPOSE);
	assert_int_equal(facts[7]->port, 60);
	assert_string_equal(facts[7]->service, "a");
	sink_release(&sink);
}

static void test_collisions(void **state)
{
	static const struct {
		const char *ports;
		bool collide;
	} wanted[] = {
		{"['80:80', '80:81']", true},
		{"['80:80', '127.0.0.1:80:81']", true},
		{"['0.0.0.0:80:80', '127.0.0.1:80:81']", true},
		{"['127.0.0.1:80:80', '127.0.0.2:80:81']", false},
		{"['0.0.0.0:80:80', '[::1]:80:81']", false},
		{"['[::]:80:80', '[::1]:80:81']", true},
		{"['80:80/udp', '80:80/tcp']", false},
		{"['80-89:80-89', '85:1']", true},
		{"['80-89:80', '85:1']", false},
		{"['80', '80']", false},
		{"['0:80', '0:81']", false},
		{"['${UNSET}:80', '${UNSET}:81']", false},
		{"['${UNSET}:80:80', '80:81']", false},
	};
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct compose_service *web =
			read_ports(state, wanted[i].ports);

		assert_int_equal(web->port_count, 2);
		if (compose_ports_collide(&web->ports[0], &web->ports[1]) !=
				wanted[i].collide ||
			compose_ports_collide(&web->ports[1], &web->ports[0]) !=
				wanted[i].collide)
			fail_msg("%s", wanted[i].ports);
	}
}

static void test_alternatives(void **state)
{
	struct compose_file *file = read(state,
		"services:\n"
		"  always: {image: x}\n"
		"  cpu: {profiles: [cpu, small]}\n"
		"  gpu: {profiles: [gpu]}\n"
		"  both: {profiles: [gpu, cpu], network_mode: host}\n");
	const struct compose_service *always = compose_find(file, "always");
	const struct compose_service *cpu = compose_find(file, "cpu");
	const struct compose_service *gpu = compose_find(file, "gpu");
	const struct compose_service *both = compose_find(file, "both");

	assert_true(compose_are_alternatives(cpu, gpu));
	assert_true(compose_are_alternatives(gpu, cpu));
	assert_false(compose_are_alternatives(cpu, both));
	assert_false(compose_are_alternatives(always, gpu));
	assert_true(compose_on_host_network(both));
	assert_false(compose_on_host_network(cpu));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const char *called(const struct compose_file *file, const char *host)
{
	const struct compose_service *service =
		compose_called(file, slice_of(host));

	return service ? service->name : "";
}

static void test_names_in_a_network(void **state)
{
	static const char text[] = "services:\n"
				   "  db:\n"
				   "    container_name: shop-db\n"
				   "    hostname: store\n"
				   "  cache:\n"
				   "    networks:\n"
				   "      back: {aliases: [fast, twice]}\n"
				   "  other:\n"
				   "    networks:\n"
				   "      back: {aliases: [twice, db]}\n"
				   "  unknown:\n"
				   "    container_name: ${NAME}\n";
	struct arena *arena = arena_new();
	struct compose_file *file =
		compose_read(arena, "compose.yaml", text, strlen(text), NULL);

	(void)state;
	assert_string_equal(called(file, "db"), "db");
	assert_string_equal(called(file, "shop-db"), "db");
	assert_string_equal(called(file, "store"), "db");
	assert_string_equal(called(file, "fast"), "cache");
	assert_string_equal(called(file, "twice"), "");
	assert_string_equal(called(file, "nobody"), "");
	assert_string_equal(called(file, ""), "");
	compose_release(file);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_short_syntax),
		TEST(test_unknown_parts),
		TEST(test_long_syntax),
		TEST(test_reset),
		TEST(test_anchors_keep_their_place),
		TEST(test_environment),
		TEST(test_place_inside_a_value),
		TEST(test_build),
		TEST(test_other_parts),
		TEST(test_problems),
		TEST(test_no_problems),
		TEST(test_documents_are_merged),
		TEST(test_problem_of_anchor_once),
		TEST(test_does_not_parse),
		TEST(test_facts),
		TEST(test_collisions),
		TEST(test_alternatives),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_stands_alone),
		cmocka_unit_test(test_names_in_a_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
