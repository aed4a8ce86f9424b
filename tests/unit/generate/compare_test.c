/*
 * What changed from one registry to another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "generate/compare.h"
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

static struct registry *read_text(const char *text)
{
	struct document *document;
	struct error err = {0};

	if (document_parse(&document, arena, DOCUMENT_YAML, "r.yaml", text,
		    strlen(text), &err) != 0)
		fail_msg("%u: %s", err.line, err.message);
	return registry_read(arena, document, "");
}

typedef void comparison_writer(
	struct buffer *out, const struct comparison *comparison);

/* before or after NULL: none. */
static const char *compared(
	const char *before, const char *after, comparison_writer *writer)
{
	struct registry *one = before != NULL ? read_text(before) : NULL;
	struct registry *other = after != NULL ? read_text(after) : NULL;
	struct buffer out = BUFFER_INIT;
	const char *copy;

	writer(&out, registry_compare(arena, one, other, "A", "B"));
	copy = arena_copy(arena, buffer_string(&out), out.size);
	buffer_release(&out);
	registry_release(one);
	registry_release(other);
	return copy;
}

static const char before[] =
	"ranges: {r: 1-9, s: 10-19, gone: 20-29}\n"
	"services:\n"
	"  - {name: stays, port: 1, owner: a, depends_on: [x]}\n"
	"  - {name: moves, port: 2}\n"
	"  - {name: old-name, port: 3, owner: a}\n"
	"  - {name: goes, ports: {http: 4, grpc: 5}}\n"
	"  - {name: was-udp, port: 6, protocol: udp}\n";
static const char after[] =
	"ranges: {r: 1-9, s: 10-15, more: 30-39}\n"
	"services:\n"
	"  - {name: comes, port: 7}\n"
	"  - {name: moves, port: 8}\n"
	"  - {name: new-name, port: 3, owner: b}\n"
	"  - {name: stays, port: 1, depends_on: [x, y], notes: <b>}\n"
	"  - {name: is-tcp, port: 6}\n";

static void as_text(void **state)
{
	(void)state;
	assert_string_equal(compared(before, after, comparison_text),
		"added         comes 7\n"
		"added         is-tcp 6\n"
		"removed       goes http 4, grpc 5\n"
		"removed       was-udp 6\n"
		"moved         moves 2 → 8\n"
		"renamed       old-name → new-name (3)\n"
		"changed       new-name owner: a → b\n"
		"changed       stays depends_on: [\"x\"] → [\"x\",\"y\"]\n"
		"changed       stays notes: nothing → <b>\n"
		"changed       stays owner: a → nothing\n"
		"range added   more 30-39\n"
		"range removed gone 20-29\n"
		"range moved   s 10-19 → 10-15\n");
	assert_string_equal(compared(before, before, comparison_text), "");
}

static void with_nothing(void **state)
{
	(void)state;
	assert_string_equal(compared(NULL, "a: 1\n", comparison_text),
		"added         a 1\n");
	assert_string_equal(compared("a: 1\n", NULL, comparison_text),
		"removed       a 1\n");
	assert_string_equal(compared(NULL, NULL, comparison_markdown),
		"### Port registry: A to B\n\nNo changes.\n");
}

/* Of form B paths count, not their last parts. */
static void by_path(void **state)
{
	(void)state;
	assert_string_equal(
		compared("bands: {}\nassignments: {a/api: 1, b/api: 2}\n",
			"bands: {}\nassignments: {b/api: 3, c/api: 1}\n",
			comparison_text),
		"moved         b/api 2 → 3\n"
		"renamed       a/api → c/api (1)\n");
	/* From one form to another names do. */
	assert_string_equal(compared("bands: {}\nassignments: {a/api: 1}\n",
				    "api: 2\n", comparison_text),
		"moved         api 1 → 2\n");
}

static void as_json(void **state)
{
	(void)state;
	assert_string_equal(
		compared("a: 1\nb: 2\n", "a: 3\nc: 2\n", comparison_json),
		"{\n"
		"  \"from\": \"A\",\n"
		"  \"to\": \"B\",\n"
		"  \"added\": [],\n"
		"  \"removed\": [],\n"
		"  \"moved\": [\n"
		"    {\n"
		"      \"service\": \"a\",\n"
		"      \"before\": \"1\",\n"
		"      \"after\": \"3\"\n"
		"    }\n"
		"  ],\n"
		"  \"renamed\": [\n"
		"    {\n"
		"      \"service\": \"c\",\n"
		"      \"before\": \"b\",\n"
		"      \"port\": \"2\"\n"
		"    }\n"
		"  ],\n"
		"  \"changed\": [],\n"
		"  \"rangesAdded\": [],\n"
		"  \"rangesRemoved\": [],\n"
		"  \"rangesMoved\": []\n"
		"}\n");
}

static void for_people(void **state)
{
	const char *text = compared(before, after, comparison_markdown);

	(void)state;
	assert_non_null(strstr(text, "\n| moved | moves | 2 | 8 |\n"));
	assert_non_null(strstr(
		text, "\n| renamed | new-name | old-name | new-name |\n"));
	assert_non_null(
		strstr(text, "\n| changed `notes` | stays | | &lt;b> |\n"));
	assert_string_equal(
		compared("a: 1\n", "\"<b>\": 1\n", comparison_webhook),
		"{\"text\":\"Port registry, A to B: 1 change\\n"
		"• renamed a → &lt;b&gt; (1)\"}\n");
	assert_string_equal(compared("a: 1\n", "a: 1\n", comparison_webhook),
		"{\"text\":\"Port registry, A to B: no changes\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			with_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(by_path, set_up, tear_down),
		cmocka_unit_test_setup_teardown(as_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(for_people, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
