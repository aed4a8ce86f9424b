/* Allows, inline and of the configuration, over snapshots of memory. */
#include "base/arena.h"
#include "engine/settings.h"
#include "engine/suppress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct rule *const builtin_rules[] = {NULL};
const size_t builtin_rule_count = 0;

static const struct rule_match no_matches[] = {{.check = "x"}};

#define RULE(name, text)                                                   \
	{                                                                  \
		.id = (name), .summary = "s", .level = LEVEL_ERROR,        \
		.message = (text), .matches = no_matches, .match_count = 1 \
	}

static const char *const formerly[] = {"ports/old-name"};
static const struct rule rules[] = {
	{.id = "ports/address",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "address",
		.matches = no_matches,
		.match_count = 1,
		.formerly = formerly,
		.formerly_count = 1},
	RULE("ports/assignment", "assignment"),
	RULE("env/port", "port"),
	RULE("allow/unused", "{allowed} {problem}"),
	RULE("allow/malformed", "{problem}"),
};

struct world {
	struct arena *arena;
	struct rule_set rules;
	struct settings *settings;
	struct configuration *configuration;
	struct selection selection;
	struct snapshot *snapshot;
	struct sink sink;
};

static void world_open(struct world *world, const char *config,
	const struct memory_file *files, size_t count)
{
	struct error err;
	memset(world, 0, sizeof(*world));
	world->arena = arena_new();
	rule_set_init(&world->rules);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		assert_int_equal(
			rule_set_add(&world->rules, &rules[i], &err), 0);
	assert_int_equal(configuration_load(&world->configuration, world->arena,
				 ".plumb.yml", config,
				 config != NULL ? strlen(config) : 0, &err),
		0);
	assert_int_equal(settings_new(&world->settings, &world->rules,
				 world->configuration, &world->selection, &err),
		0);
	world->snapshot = snapshot_of_memory("test", files, count);
	sink_init(&world->sink, world->arena, world->settings);
}

static void world_close(struct world *world)
{
	sink_release(&world->sink);
	snapshot_free(world->snapshot);
	settings_free(world->settings);
	rule_set_release(&world->rules);
	arena_free(world->arena);
}

/* A finding on the whole of a line. */
static struct finding *find(struct world *world, const char *id,
	const char *path, const char *text, unsigned line)
{
	struct lines lines;
	lines_init(&lines, text, strlen(text));
	struct slice whole = lines_text(&lines, line);
	size_t start = lines_start(&lines, line);
	struct finding *finding = sink_add(&world->sink, id, NULL,
		place_of(path, &lines, start, start + whole.size), NULL, 0);
	lines_release(&lines);
	assert_non_null(finding);
	return finding;
}

static void apply(struct world *world, const char *path, bool report_unused)
{
	struct suppressions *suppressions = suppressions_new(
		world->settings, world->configuration, world->arena);
	suppressions_apply(suppressions, world->snapshot, &world->sink, &path,
		path != NULL ? 1 : 0, "2026-03-01",
		report_unused ? UNUSED_ALL : UNUSED_NONE);
	suppressions_free(suppressions);
}

/* One file; which of its lines (from 1, ended by 0) are suppressed? */
static void expect_lines(const char *path, const char *text, const char *id,
	const unsigned *suppressed)
{
	struct memory_file file = {path, text, strlen(text), false};
	struct world world;
	struct lines lines;
	world_open(&world, NULL, &file, 1);
	lines_init(&lines, text, strlen(text));
	unsigned count = (unsigned)lines.count;
	lines_release(&lines);
	for (unsigned line = 1; line <= count; line++)
		find(&world, id, path, text, line);
	apply(&world, path, false);
	for (unsigned line = 1; line <= count; line++) {
		bool expected = false;
		for (size_t i = 0; suppressed[i] != 0; i++)
			expected |= suppressed[i] == line;
		if (world.sink.findings.items[line - 1]->suppressed != expected)
			fail_msg("%s, line %u: %s", path, line,
				expected ? "not suppressed" : "suppressed");
	}
	world_close(&world);
}

#define LINES(...) ((const unsigned[]){__VA_ARGS__, 0})

static void allows_its_own_line(void **state)
{
	(void)state;
	expect_lines("a.js",
		"x(1);\nx(2); // plumb:allow ports/address because\nx(3);\n",
		"ports/address", LINES(2));
	expect_lines("a.py", "x(1)  # plumb:allow ports/address because\nx\n",
		"ports/address", LINES(1));
}

static void allows_the_next_line_when_alone(void **state)
{
	(void)state;
	expect_lines("a.js",
		"// plumb:allow ports/address because\nx(1);\ny;\n",
		"ports/address", LINES(1, 2));
	/* Directives in a row speak of the line behind them all. */
	expect_lines("a.py",
		"# plumb:allow ports/address because\n"
		"# plumb:allow env/port because\nx(1)\ny\n",
		"ports/address", LINES(1, 3));
	expect_lines("a.c",
		"/*\n * plumb:allow ports/address because\n */\nx;\ny;\n",
		"ports/address", LINES(2, 4));
	expect_lines("a.jsx",
		"<p>\n{/* plumb:allow ports/address because */}\nx\ny\n</p>\n",
		"ports/address", LINES(2, 3));
	expect_lines("a.yml",
		"a:\r\n  # plumb:allow ports/address why\r\n"
		"  b: 1\r\n  c: 2\r\n",
		"ports/address", LINES(2, 3));
}

static void allows_the_whole_file(void **state)
{
	(void)state;
	expect_lines("a.yml",
		"# plumb:allow-file ports/address because\na: 1\nb: 2\n",
		"ports/address", LINES(1, 2, 3, 4));
}

static void names_rules_and_linters(void **state)
{
	(void)state;
	expect_lines("a.py", "x # plumb:allow ports because\n", "ports/address",
		LINES(1));
	expect_lines("a.py", "x # plumb:allow ports because\n", "env/port",
		LINES(0));
	expect_lines("a.py", "x # plumb:allow ports/old-name because\n",
		"ports/address", LINES(1));
	expect_lines("a.py", "x # plumb:allow env/port,ports/address because\n",
		"ports/address", LINES(1));
	expect_lines("a.py", "x # plumb:allow env/port, ports/address: why\n",
		"ports/address", LINES(1));
}

static void is_only_in_comments(void **state)
{
	(void)state;
	expect_lines("a.js", "x('plumb:allow ports/address because');\n",
		"ports/address", LINES(0));
	expect_lines("a.js", "// `plumb:allow ports/address because`\nx;\n",
		"ports/address", LINES(0));
	expect_lines("a.conf.unknown",
		"x 1 ; plumb:allow ports/address because\n"
		"plumb:allow ports/address because\n",
		"ports/address", LINES(1));
}

/* Messages of the findings behind the first `from`, joined. */
static void expect_reports(const char *path, const char *text,
	const char *config, const char *id, const char *expected)
{
	struct memory_file file = {path, text, strlen(text), false};
	struct world world;
	struct buffer told = BUFFER_INIT;
	world_open(&world, config, &file, 1);
	if (id != NULL)
		find(&world, id, path, text, 1);
	apply(&world, path, true);
	for (size_t i = id != NULL ? 1 : 0; i < world.sink.findings.count;
		i++) {
		const struct finding *finding = world.sink.findings.items[i];
		buffer_format(&told, "%s:%u:%u %s %s\n", finding->place.path,
			finding->place.line, finding->place.column,
			finding->rule->id, finding->message);
	}
	assert_string_equal(buffer_string(&told), expected);
	buffer_release(&told);
	world_close(&world);
}

static void reports_what_is_malformed(void **state)
{
	(void)state;
	expect_reports("a.py", "x # plumb:allow ports/address\n", NULL, NULL,
		"a.py:1:5 allow/malformed it gives no reason: write why "
		"behind `ports/address`\n");
	expect_reports("a.py", "x # plumb:allow ports/address --\n", NULL, NULL,
		"a.py:1:5 allow/malformed it gives no reason: write why "
		"behind `ports/address`\n");
	expect_reports("a.c", "x; /* plumb:allow */\n", NULL, NULL,
		"a.c:1:7 allow/malformed it names no rule: write `plumb:allow "
		"RULE reason`\n");
	expect_reports("a.py", "x # plumb:allow ports/adress why\n", NULL, NULL,
		"a.py:1:5 allow/malformed no rule is named `ports/adress`: "
		"did you mean `ports/address`?\n");
	expect_reports("a.py", "x # plumb:allow-line ports/address why\n", NULL,
		NULL,
		"a.py:1:5 allow/malformed it is neither `plumb:allow` nor "
		"`plumb:allow-file`: write one of them, then a blank and the "
		"rule\n");
	expect_reports("a.py",
		"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
		"# plumb:allow-file ports/address why\n",
		NULL, NULL,
		"a.py:21:3 allow/malformed `plumb:allow-file` counts only in "
		"the first 20 lines: move it up\n");
	expect_reports(
		"a.py", "x # plumb:allowed ports/adress\n", NULL, NULL, "");
}

static void reports_what_is_unused(void **state)
{
	(void)state;
	expect_reports("a.py", "x # plumb:allow ports/address, env/port why\n",
		NULL, "ports/address",
		"a.py:1:5 allow/unused env/port allows nothing here: take it "
		"away\n");
	/* A rule that is off cannot need its allow. */
	expect_reports("a.py", "x # plumb:allow env/port why\n",
		"rules:\n  env/port: off\n", NULL, "");
	expect_reports("a.py", "x\n",
		"allow:\n  - {rule: env/port, path: a.py, reason: why}\n",
		"ports/address",
		".plumb.yml:2:5 allow/unused env/port allows nothing: take it "
		"out of `allow:`\n");
}

static void documents_may_show_the_syntax(void **state)
{
	(void)state;
	expect_reports("docs/a.md", "<!-- plumb:allow ports/adress -->\n", NULL,
		NULL, "");
}

/* Is the finding on line 1 of a.json suppressed? */
static void expect_allowance(const char *config, bool suppressed)
{
	static const char text[] = "{\"port\": 4007}\n";
	struct memory_file file = {"b/a.json", text, strlen(text), false};
	struct world world;
	world_open(&world, config, &file, 1);
	const struct finding *finding =
		find(&world, "ports/address", "b/a.json", text, 1);
	apply(&world, NULL, false);
	assert_int_equal(finding->suppressed, suppressed);
	world_close(&world);
}

static void configuration_allows(void **state)
{
	(void)state;
#define ALLOW(text) "allow:\n  - {" text ", reason: why}\n"
	expect_allowance(ALLOW("rule: ports/address, path: 'b/*.json'"), true);
	expect_allowance(ALLOW("rule: ports, path: a.json"), true);
	expect_allowance(ALLOW("rule: env/port, path: a.json"), false);
	expect_allowance(ALLOW("rule: ports/address, path: c.json"), false);
	expect_allowance(
		ALLOW("rule: ports/address, path: a.json, text: '4007'"), true);
	expect_allowance(
		ALLOW("rule: ports/address, path: a.json, text: '4008'"),
		false);
	expect_allowance(
		ALLOW("rule: ports/address, path: a.json, until: 2026-03-02"),
		true);
	expect_allowance(
		ALLOW("rule: ports/address, path: a.json, until: 2026-03-01"),
		false);
}

static void tells_what_has_ended(void **state)
{
	(void)state;
	expect_reports("a.py", "x\n",
		ALLOW("rule: ports, path: a.py, until: 2026-02-01"),
		"ports/address",
		".plumb.yml:2:5 allow/unused ports ended on 2026-02-01: mend "
		"what it allowed, and take it out of `allow:`\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allows_its_own_line),
		cmocka_unit_test(allows_the_next_line_when_alone),
		cmocka_unit_test(allows_the_whole_file),
		cmocka_unit_test(names_rules_and_linters),
		cmocka_unit_test(is_only_in_comments),
		cmocka_unit_test(reports_what_is_malformed),
		cmocka_unit_test(reports_what_is_unused),
		cmocka_unit_test(documents_may_show_the_syntax),
		cmocka_unit_test(configuration_allows),
		cmocka_unit_test(tells_what_has_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
