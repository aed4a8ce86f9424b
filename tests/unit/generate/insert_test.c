/*
 * Values written into documents that people keep: only lines are added, and
 * they look like their neighbours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "generate/insert.h"
#include "generate/made_node.h"
#include "generate/registry_insert.h"
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
		fail_msg("%s:%u: %s", path, err.line, err.message);
	return document;
}

/* A service of form A. */
static struct node *service(const char *description)
{
	struct node *map = made_map(arena), *needs = made_list(arena);

	made_add(arena, needs, made_text(arena, "a"));
	made_add(arena, needs, made_text(arena, "b"));
	made_put(arena, map, "name", made_text(arena, "new"));
	made_put(arena, map, "port", made_integer(arena, 7));
	made_put(arena, map, "owner", made_text(arena, description));
	made_put(arena, map, "container", made_boolean(arena, true));
	made_put(arena, map, "depends_on", needs);
	return map;
}

/* The registry of text with an entry added; NULL when it was refused. */
static const char *insert_entry(const char *path, const char *text,
	const char *name, const struct node *value)
{
	struct registry *registry = registry_read(arena, parse(path, text), "");
	const struct registry_entry entry = {name, value};
	struct buffer out = BUFFER_INIT;
	struct error err = {0};
	const char *copy = NULL;

	if (registry_insert(&out, registry, &entry, &err) == 0)
		copy = arena_copy(arena, out.data, out.size);
	else
		assert_int_equal(err.kind, ERROR_USE);
	buffer_release(&out);
	registry_release(registry);
	return copy;
}

static const char *insert_port(const char *path, const char *text)
{
	return insert_entry(path, text, "n/ew", made_integer(arena, 7));
}

/* What is last need not be a map. */
static void behind_a_list(void **state)
{
	(void)state;
	assert_string_equal(
		insert_entry("r.yaml", "ranges: {}\nservices:\n  - - a\n", NULL,
			service("me")),
		"ranges: {}\n"
		"services:\n"
		"  - - a\n"
		"  - name: new\n"
		"    port: 7\n"
		"    owner: me\n"
		"    container: true\n"
		"    depends_on: [a, b]\n");
	assert_non_null(insert_entry("r.yaml",
		"{ranges: {}, services: [[a]]}\n", NULL, service("me")));
	assert_non_null(insert_entry("r.json",
		"{\"ranges\": {}, \"services\": [[1]]}\n", NULL,
		service("me")));
}

static void block_with_comments(void **state)
{
	static const char head[] = "# first\n"
				   "ranges: {r: 1-9}\n"
				   "services: # all of them\n"
				   "    # one\n"
				   "    -   owner: 'me'   # aligned\n"
				   "        name: \"x\"\n"
				   "        port: 1\n"
				   "        depends_on:\n"
				   "            - 'y'\n"
				   "        # still x\n"
				   "\n"
				   "    # two\n"
				   "    -   name: \"y\"\n"
				   "        port: 2 # two\n"
				   "        # still y\n";
	static const char tail[] = "\n# after\nx-more: [1,2]\n";
	const char *text = arena_format(arena, "%s%s", head, tail);

	(void)state;
	assert_string_equal(
		insert_entry("r.yaml", text, NULL, service("it's me")),
		arena_format(arena,
			"%s\n"
			"    -   name: \"new\"\n"
			"        port: 7\n"
			"        owner: 'it''s me'\n"
			"        container: true\n"
			"        depends_on:\n"
			"            - 'a'\n"
			"            - 'b'\n%s",
			head, tail));
}

static void block_line_ends(void **state)
{
	(void)state;
	/* CRLF stays CRLF, and a file without a last line end has none. */
	assert_string_equal(insert_entry("r.yaml",
				    "ranges: {r: 1-9}\r\n"
				    "services:\r\n"
				    "- name: x\r\n"
				    "  port: 1",
				    NULL, service("o")),
		"ranges: {r: 1-9}\r\n"
		"services:\r\n"
		"- name: x\r\n"
		"  port: 1\r\n"
		"- name: new\r\n"
		"  port: 7\r\n"
		"  owner: o\r\n"
		"  container: true\r\n"
		"  depends_on: [a, b]");
	assert_string_equal(insert_port("r.yaml", "assignments:\r\n"
						  "  a/b: 1\r\n"),
		"assignments:\r\n  a/b: 1\r\n  n/ew: 7\r\n");
}

static void block_empty(void **state)
{
	(void)state;
	assert_string_equal(insert_port("r.yaml", "bands: {a: 1-9}\n"
						  "assignments: {} # none yet\n"
						  "note: x\n"),
		"bands: {a: 1-9}\n"
		"assignments: # none yet\n"
		"  n/ew: 7\n"
		"note: x\n");
	assert_string_equal(
		insert_entry("r.yaml", "ranges:\n    r: 1-9\nservices: []\n",
			NULL, service("o")),
		"ranges:\n    r: 1-9\nservices:\n"
		"    - name: new\n"
		"      port: 7\n"
		"      owner: o\n"
		"      container: true\n"
		"      depends_on: [a, b]\n");
	assert_string_equal(
		insert_entry("r.yaml", "services: # to come\nranges: {}\n",
			NULL, service("o")),
		"services: # to come\n"
		"  - name: new\n"
		"    port: 7\n"
		"    owner: o\n"
		"    container: true\n"
		"    depends_on: [a, b]\n"
		"ranges: {}\n");
}

static void block_of_flow_items(void **state)
{
	(void)state;
	assert_string_equal(insert_entry("r.yaml",
				    "ranges: {r: 1-9}\n"
				    "services:\n"
				    "  - {port: 1, name: x}\n",
				    NULL, service("a, b")),
		"ranges: {r: 1-9}\n"
		"services:\n"
		"  - {port: 1, name: x}\n"
		"  - {port: 7, name: new, owner: \"a, b\", container: true, "
		"depends_on: [a, b]}\n");
}

static void block_with_anchors(void **state)
{
	(void)state;
	assert_string_equal(insert_entry("r.yaml",
				    "ranges: {r: 1-9}\n"
				    "x-base: &base {owner: z}\n"
				    "services:\n"
				    "  - &x\n"
				    "    <<: *base\n"
				    "    name: x\n"
				    "    port: 1\n",
				    NULL, service("o")),
		"ranges: {r: 1-9}\n"
		"x-base: &base {owner: z}\n"
		"services:\n"
		"  - &x\n"
		"    <<: *base\n"
		"    name: x\n"
		"    port: 1\n"
		"  - name: new\n"
		"    port: 7\n"
		"    owner: o\n"
		"    container: true\n"
		"    depends_on: [a, b]\n");
}

/* What would change a neighbour is not written. */
static void block_refused(void **state)
{
	(void)state;
	assert_null(insert_entry("r.yaml",
		"ranges: {r: 1-9}\n"
		"services:\n"
		"  - name: x\n"
		"    port: 1\n"
		"    notes: |+\n"
		"      kept\n"
		"\n"
		"\n",
		NULL, service("o")));
}

static void block_pairs(void **state)
{
	(void)state;
	assert_string_equal(insert_port("r.yaml", "assignments:\n"
						  "\n"
						  "  'a/b': 1\n"
						  "\n"
						  "  'c':\n"
						  "    port: 2\n"
						  "    # of c\n"
						  "# end\n"
						  "bands: {}\n"),
		"assignments:\n"
		"\n"
		"  'a/b': 1\n"
		"\n"
		"  'c':\n"
		"    port: 2\n"
		"    # of c\n"
		"\n"
		"  'n/ew': 7\n"
		"# end\n"
		"bands: {}\n");
	/* Form C, the root itself, and below `ports:`. */
	assert_string_equal(insert_port("ports.yaml", "a: 1 # one\n"),
		"a: 1 # one\nn/ew: 7\n");
	assert_string_equal(insert_port("ports.yaml", "ports:\n a: 1"),
		"ports:\n a: 1\n n/ew: 7");
}

static void flow_spread(void **state)
{
	(void)state;
	assert_string_equal(insert_entry("r.json",
				    "{\n"
				    "\t\"ranges\": {\"r\": \"1-9\"},\n"
				    "\t\"services\": [\n"
				    "\t\t{\n"
				    "\t\t\t\"port\" : 1,\n"
				    "\t\t\t\"name\" : \"x\",\n"
				    "\t\t\t\"depends_on\" : [\"y\"]\n"
				    "\t\t}\n"
				    "\t]\n"
				    "}",
				    NULL, service("a\"b")),
		"{\n"
		"\t\"ranges\": {\"r\": \"1-9\"},\n"
		"\t\"services\": [\n"
		"\t\t{\n"
		"\t\t\t\"port\" : 1,\n"
		"\t\t\t\"name\" : \"x\",\n"
		"\t\t\t\"depends_on\" : [\"y\"]\n"
		"\t\t},\n"
		"\t\t{\n"
		"\t\t\t\"port\" : 7,\n"
		"\t\t\t\"name\" : \"new\",\n"
		"\t\t\t\"depends_on\" : [\"a\", \"b\"],\n"
		"\t\t\t\"owner\" : \"a\\\"b\",\n"
		"\t\t\t\"container\" : true\n"
		"\t\t}\n"
		"\t]\n"
		"}");
}

static void flow_in_lines(void **state)
{
	(void)state;
	assert_string_equal(insert_port("r.json", "{\"assignments\": {\r\n"
						  "  \"a/b\": 1,\r\n"
						  "  \"c\": 2\r\n"
						  "}}\r\n"),
		"{\"assignments\": {\r\n"
		"  \"a/b\": 1,\r\n"
		"  \"c\": 2,\r\n"
		"  \"n/ew\": 7\r\n"
		"}}\r\n");
	assert_string_equal(insert_port("ports.json", "{\"a\":1,\"b\":2}"),
		"{\"a\":1,\"b\":2,\"n/ew\":7}");
	assert_string_equal(insert_port("ports.json", "{\"a\": 1}\n"),
		"{\"a\": 1, \"n/ew\": 7}\n");
}

static void flow_empty(void **state)
{
	(void)state;
	assert_string_equal(insert_port("r.json", "{\n"
						  "    \"bands\": {},\n"
						  "    \"assignments\": {}\n"
						  "}\n"),
		"{\n"
		"    \"bands\": {},\n"
		"    \"assignments\": {\n"
		"        \"n/ew\": 7\n"
		"    }\n"
		"}\n");
	assert_string_equal(
		insert_port("r.json", "{\"bands\":{},\"assignments\":{}}"),
		"{\"bands\":{},\"assignments\":{\"n/ew\": 7}}");
	assert_string_equal(insert_entry("r.json",
				    "{\n"
				    "  \"ranges\": {},\n"
				    "  \"services\": []\n"
				    "}\n",
				    NULL, service("o")),
		"{\n"
		"  \"ranges\": {},\n"
		"  \"services\": [\n"
		"    {\n"
		"      \"name\": \"new\",\n"
		"      \"port\": 7,\n"
		"      \"owner\": \"o\",\n"
		"      \"container\": true,\n"
		"      \"depends_on\": [\n"
		"        \"a\",\n"
		"        \"b\"\n"
		"      ]\n"
		"    }\n"
		"  ]\n"
		"}\n");
}

static void flow_with_comments(void **state)
{
	(void)state;
	assert_string_equal(
		insert_port("ports.jsonc", "{\n"
					   "  \"a\": 1, // one\n"
					   "  \"b\": 2 /* two */ // more\n"
					   "  // the end\n"
					   "}\n"),
		"{\n"
		"  \"a\": 1, // one\n"
		"  \"b\": 2, /* two */ // more\n"
		"  \"n/ew\": 7\n"
		"  // the end\n"
		"}\n");
	/* YAML's own flow, with a comma at its end. */
	assert_string_equal(
		insert_port("ports.yaml", "{\n  a: 1,\n  b: 2, # two\n}\n"),
		"{\n  a: 1,\n  b: 2, # two\n  n/ew: 7,\n}\n");
	assert_string_equal(insert_port("r.yaml", "assignments: {a/b: 1}\n"),
		"assignments: {a/b: 1, n/ew: 7}\n");
}

static const char *replaced(
	const char *path, const char *text, const char *key, const char *value)
{
	const struct document *document = parse(path, text);
	struct buffer out = BUFFER_INIT;
	struct error err = {0};
	const char *copy = NULL;

	if (document_replace(&out, document, node_get(document->root, key),
		    made_text(arena, value), &err) == 0)
		copy = arena_copy(arena, out.data, out.size);
	buffer_release(&out);
	return copy;
}

static void replaces_in_the_same_quotes(void **state)
{
	(void)state;
	assert_string_equal(replaced("a.yaml", "a: 'x' # c\nb: 1", "a", "it's"),
		"a: 'it''s' # c\nb: 1");
	assert_string_equal(
		replaced("a.yaml", "a: x\n", "a", "y z"), "a: y z\n");
	/* What would be read as something else gets quotes. */
	assert_string_equal(
		replaced("a.yaml", "a: x\n", "a", "12:30"), "a: \"12:30\"\n");
	assert_string_equal(
		replaced("a.yaml", "a: x\n", "a", "no"), "a: \"no\"\n");
	assert_string_equal(
		replaced("a.yaml", "a: x\n", "a", "b # c"), "a: \"b # c\"\n");
	assert_string_equal(
		replaced("a.json", "{\"a\":\"x\"}", "a", "\xc3\xa9\n"),
		"{\"a\":\"\xc3\xa9\\n\"}");
	/* An alias would change in two places. */
	assert_null(replaced("a.yaml", "a: &x y\nb: *x\n", "a", "z"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			behind_a_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			block_with_comments, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			block_line_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(block_empty, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			block_of_flow_items, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			block_with_anchors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			block_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(block_pairs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(flow_spread, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			flow_in_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(flow_empty, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			flow_with_comments, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			replaces_in_the_same_quotes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
