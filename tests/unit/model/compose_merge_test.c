/*
 * The merge of two trees: what the specification says of each key, as trees
 * in and a tree out. Pairs of a list are shown as a mapping of one.
 */
#include "base/arena.h"
#include "model/compose_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void show(struct buffer *out, const struct node *node)
{
	bool mapping = node->kind == NODE_MAPPING;

	if (compose_is_reset(node)) {
		buffer_add_string(out, "GONE");
		return;
	}
	if (!mapping && node->kind != NODE_SEQUENCE) {
		buffer_add_string(
			out, node->kind == NODE_NULL ? "null" : node->text);
		return;
	}
	buffer_add_char(out, mapping ? '{' : '[');
	for (size_t i = 0; i < node->count; i++) {
		buffer_add_string(out, i ? ", " : "");
		if (mapping)
			buffer_format(out, "%s: ", node->keys[i]->text);
		show(out, node->items[i]);
	}
	buffer_add_char(out, mapping ? '}' : ']');
}

struct merge {
	struct arena *arena;
	struct compose_file file;
	struct compose_reader reader;
};

static struct node *parse(
	struct merge *merge, const char *path, const char *text)
{
	struct compose_source source = {.folder = ""};
	struct document *document;
	struct error err = {0};

	if (document_parse(&document, merge->arena, DOCUMENT_YAML, path, text,
		    strlen(text), &err) < 0)
		fail_msg("%s: %s", text, err.message);
	source.document = document;
	vector_add(&merge->reader.sources, source);
	return document->root;
}

static void start(struct merge *merge, size_t room)
{
	memset(merge, 0, sizeof(*merge));
	merge->arena = arena_new();
	merge->reader.arena = merge->arena;
	merge->reader.file = &merge->file;
	merge->reader.room = room;
}

static void stop(struct merge *merge)
{
	vector_free(&merge->reader.sources);
	vector_free(&merge->reader.problems);
	map_release(&merge->reader.told);
	arena_free(merge->arena);
}

static void assert_service(
	const char *base, const char *over, const char *wanted)
{
	struct buffer text = BUFFER_INIT;
	struct merge merge;
	struct node *below, *above;

	start(&merge, 10000);
	below = parse(&merge, "base.yml", base);
	above = parse(&merge, "over.yml", over);
	show(&text, compose_extend(&merge.reader, below, above));
	if (strcmp(buffer_string(&text), wanted) != 0)
		fail_msg("%s on %s is\n%s, not\n%s", over, base,
			buffer_string(&text), wanted);
	buffer_release(&text);
	stop(&merge);
}

static void test_keys_of_a_service(void **state)
{
	static const char *const cases[][3] = {
		{"{image: a, user: b}", "{image: c}", "{image: c, user: b}"},
		{"{user: a}", "{user: null}", "{user: a}"},
		{"{user: null}", "{user: a}", "{user: a}"},
		{"{command: [a, b]}", "{command: [c]}", "{command: [c]}"},
		{"{entrypoint: a}", "{entrypoint: [b]}", "{entrypoint: [b]}"},
		{"{cap_add: [A, B]}", "{cap_add: [B, C]}",
			"{cap_add: [A, B, C]}"},
		{"{security_opt: [a]}", "{security_opt: [a]}",
			"{security_opt: [a, a]}"},
		{"{dns: 8.8.8.8}", "{dns: [8.8.4.4, 8.8.8.8]}",
			"{dns: [8.8.8.8, 8.8.4.4]}"},
		{"{tmpfs: /a}", "{tmpfs: /b}", "{tmpfs: [/a, /b]}"},
		{"{profiles: [a]}", "{profiles: [b, a]}", "{profiles: [a, b]}"},
		{"{expose: ['80', 81]}", "{expose: [80, '82']}",
			"{expose: [80, 81, 82]}"},
		{"{ports: ['1:1']}", "{ports: ['1:1', '2:2']}",
			"{ports: [1:1, 1:1, 2:2]}"},
		{"{sysctls: {a: 1}}", "{sysctls: [a=2, b=3]}",
			"{sysctls: [a=2, b=3]}"},
		{"{sysctls: [a=1]}", "{sysctls: {b: 3}}",
			"{sysctls: [a=1, {b: 3}]}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_service(cases[i][0], cases[i][1], cases[i][2]);
}

static void test_environment(void **state)
{
	static const char *const cases[][3] = {
		{"{environment: [A=1]}", "{environment: [B=2, E=, N]}",
			"{environment: [A=1, B=2, E=, N]}"},
		{"{environment: [A=1, N]}", "{environment: [N=2, A]}",
			"{environment: [A, N=2]}"},
		{"{environment: {A: 1}}", "{environment: {A: null, B: ''}}",
			"{environment: {A: null, B: }}"},
		{"{environment: {A: 1, C: 3}}", "{environment: [A=2]}",
			"{environment: [A=2, {C: 3}]}"},
		{"{labels: [a=1]}", "{labels: {a: 2}}", "{labels: [{a: 2}]}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_service(cases[i][0], cases[i][1], cases[i][2]);
}

static void test_mounts(void **state)
{
	static const char *const cases[][3] = {
		{"{volumes: ['a:/a', 'b:/b']}", "{volumes: ['c:/b:ro']}",
			"{volumes: [a:/a, c:/b:ro]}"},
		{"{volumes: ['a:/a']}",
			"{volumes: [{type: bind, source: x, target: /a}]}",
			"{volumes: [{type: bind, source: x, target: /a}]}"},
		{"{volumes: [/a]}", "{volumes: ['x:/a']}", "{volumes: [x:/a]}"},
		{"{devices: ['/x:/y']}", "{devices: ['/z:/y']}",
			"{devices: [/z:/y]}"},
		{"{secrets: [a]}", "{secrets: [{source: a, mode: 1}, b]}",
			"{secrets: [{source: a, mode: 1}, b]}"},
		{"{configs: [{source: a, target: /t}]}",
			"{configs: [{source: b, target: /t}, a]}",
			"{configs: [{source: b, target: /t}, a]}"},
		{"{env_file: [a.env, b.env]}", "{env_file: [{path: a.env}]}",
			"{env_file: [{path: a.env}, b.env]}"},
		{"{env_file: a.env}", "{env_file: b.env}",
			"{env_file: [a.env, b.env]}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_service(cases[i][0], cases[i][1], cases[i][2]);
}

static void test_mappings(void **state)
{
	static const char *const cases[][3] = {
		{"{build: .}", "{build: {args: [A=1]}}",
			"{build: {context: ., args: [A=1]}}"},
		{"{build: {context: a, target: t}}", "{build: b}",
			"{build: {context: b, target: t}}"},
		{"{build: {args: {A: 1}}}", "{build: {args: [B=2]}}",
			"{build: {args: [{A: 1}, B=2]}}"},
		{"{networks: [a, b]}", "{networks: {a: {aliases: [x]}}}",
			"{networks: {a: {aliases: [x]}, b: null}}"},
		{"{networks: {a: {aliases: [x]}}}", "{networks: [a]}",
			"{networks: {a: {aliases: [x]}}}"},
		{"{networks: {a: {aliases: [x, y]}}}",
			"{networks: {a: {aliases: [z, x]}}}",
			"{networks: {a: {aliases: [x, y, z]}}}"},
		{"{depends_on: [a]}", "{depends_on: [b]}",
			"{depends_on: {a: {condition: service_started, "
			"required: true}, b: {condition: service_started, "
			"required: true}}}"},
		{"{depends_on: {a: {condition: service_healthy}}}",
			"{depends_on: {a: {required: false}}}",
			"{depends_on: {a: {condition: service_healthy, "
			"required: false}}}"},
		{"{healthcheck: {test: [a], retries: 3}}",
			"{healthcheck: {test: [b]}}",
			"{healthcheck: {test: [b], retries: 3}}"},
		{"{logging: {driver: a, options: {x: 1}}}",
			"{logging: {options: {y: 2}}}",
			"{logging: {driver: a, options: {x: 1, y: 2}}}"},
		{"{logging: {driver: a, options: {x: 1}}}",
			"{logging: {driver: b}}", "{logging: {driver: b}}"},
		{"{ulimits: {nofile: {soft: 1}}}", "{ulimits: {nofile: 2}}",
			"{ulimits: {nofile: 2}}"},
		{"{deploy: {replicas: 1, labels: [a=1]}}",
			"{deploy: {labels: [a=2]}}",
			"{deploy: {replicas: 1, labels: [a=2]}}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_service(cases[i][0], cases[i][1], cases[i][2]);
}

static void test_tags(void **state)
{
	static const char *const cases[][3] = {
		{"{ports: ['1:1']}", "{ports: !override ['2:2']}",
			"{ports: [2:2]}"},
		{"{ports: ['1:1']}", "{ports: !reset []}", "{ports: GONE}"},
		{"{environment: {A: 1, B: 2}}",
			"{environment: {A: !reset null}}",
			"{environment: {A: GONE, B: 2}}"},
		{"{environment: [A=1]}", "{environment: {A: !reset null}}",
			"{environment: [{A: GONE}]}"},
		{"{ports: !reset []}", "{ports: ['2:2']}", "{ports: [2:2]}"},
		{"{build: {args: [A=1]}}", "{build: !override .}",
			"{build: .}"},
		{"{x-a: &r !reset [], ports: *r, user: b}", "{ports: ['1:1']}",
			"{x-a: GONE, ports: [1:1], user: b}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_service(cases[i][0], cases[i][1], cases[i][2]);
}

static void test_settling(void **state)
{
	struct buffer text = BUFFER_INIT;
	struct merge merge;
	struct node *node, *settled;

	(void)state;
	start(&merge, 10000);
	node = parse(&merge, "a.yml",
		"{a: !override [1], b: !reset 2, c: {d: !reset , e: 3}, f: 4}");
	settled = compose_settle(&merge.reader, node);
	show(&text, settled);
	assert_string_equal(buffer_string(&text), "{a: [1], c: {e: 3}, f: 4}");
	assert_null(node_get(settled, "a")->tag);
	assert_string_equal(node_get(node, "a")->tag, "!override");
	assert_ptr_equal(node_get(settled, "f"), node_get(node, "f"));
	buffer_release(&text);
	stop(&merge);
}

static void test_whole_files(void **state)
{
	struct buffer text = BUFFER_INIT;
	struct merge merge;
	struct node *base, *over;

	(void)state;
	start(&merge, 10000);
	base = parse(&merge, "a.yml",
		"name: a\nservices: {a: {image: a}, b: {image: b}}\n"
		"networks: {n: {labels: [x=1]}}\nvolumes: {v: }\n");
	over = parse(&merge, "b.yml",
		"name: b\nservices: {a: {user: x}, c: !override {image: c},"
		" b: !reset }\nnetworks: {n: {labels: {x: 2}}}\n"
		"volumes: {v: {external: true}}\n");
	show(&text, compose_merge(&merge.reader, base, over));
	assert_string_equal(buffer_string(&text),
		"{name: b, services: {a: {image: a, user: x}, b: GONE, "
		"c: {image: c}}, networks: {n: {labels: [{x: 2}]}}, "
		"volumes: {v: {external: true}}}");
	buffer_release(&text);
	stop(&merge);
}

/* Many keys are found by another way than few. */
static void test_many_keys(void **state)
{
	struct buffer base = BUFFER_INIT, over = BUFFER_INIT;
	struct merge merge;
	struct node *merged, *below, *above;

	(void)state;
	start(&merge, 10000);
	for (int i = 0; i < 40; i++)
		buffer_format(&base, "k%d: base\n", i);
	for (int i = 20; i < 60; i++)
		buffer_format(&over, "k%d: over\n", i);
	below = parse(&merge, "a.yml", buffer_string(&base));
	above = parse(&merge, "b.yml", buffer_string(&over));
	merged = compose_extend(&merge.reader, below, above);
	assert_int_equal(merged->count, 60);
	for (int i = 0; i < 60; i++)
		assert_string_equal(
			node_get(merged, arena_format(merge.arena, "k%d", i))
				->text,
			i < 20 ? "base" : "over");
	buffer_release(&base);
	buffer_release(&over);
	stop(&merge);
}

static void test_no_room(void **state)
{
	struct merge merge;
	struct node *base, *over, *merged;

	(void)state;
	start(&merge, 3);
	base = parse(&merge, "a.yml", "{a: 1, b: 2}");
	over = parse(&merge, "b.yml", "{a: 3}");
	merged = compose_extend(&merge.reader, base, over);
	assert_ptr_equal(merged, base);
	assert_true(merge.file.incomplete);
	stop(&merge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_of_a_service),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_mounts),
		cmocka_unit_test(test_mappings),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_settling),
		cmocka_unit_test(test_whole_files),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
