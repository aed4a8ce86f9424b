/*
 * The scan against running each pattern over each line, and each filter of a
 * rule by itself.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "engine/scan.h"
#include "engine/scope.h"
#include "engine/settings.h"
#include "rule/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct rule *const builtin_rules[] = {NULL};
const size_t builtin_rule_count = 0;

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void nothing(struct check *check)
{
	(void)check;
}

/* Reports the port of every other line. */
static void check_even(struct check *check, const struct candidate *candidate)
{
	struct place place = candidate_place(candidate, "port");
	struct slice port = candidate_group(candidate, "port");
	struct value value = {
		"port", arena_copy(check->arena, port.data, port.size)};
	size_t start;
	struct slice line = candidate_line(candidate, &start);
	assert_true(candidate->start >= start &&
		    candidate->end <= start + line.size);
	assert_null(candidate_group(candidate, "unknown").data);
	if (place.line % 2 == 0)
		sink_add_rule(check->sink, candidate->rule, NULL,
			candidate->file->scope, place, &value, 1);
}

static const struct linter_check checks[] = {
	{.name = "even", .candidate = check_even},
	{.name = "whole", .whole = nothing},
};
static const struct linter linter = {
	.name = "ports", .checks = checks, .check_count = COUNT(checks)};
static const struct linter *const linters[] = {&linter};

/* The "model": port 4007 is registered. */
static bool holds(struct model *model, enum condition_kind kind,
	const char *path, long port)
{
	(void)model;
	(void)path;
	return (kind == CONDITION_REGISTERED) == (port == 4007);
}

struct world {
	struct arena *arena;
	struct rule_set rules;
	struct selection selection;
	struct configuration *configuration;
	struct settings *settings;
	struct snapshot *snapshot;
	struct sink sink;
	struct scan_counts counts;
	struct scan_request request;
	struct scan_options options;
	struct conditions conditions;
};

static void world_open(struct world *world, const struct rule *rules,
	size_t count, const struct memory_file *files, size_t file_count)
{
	struct error err;
	memset(world, 0, sizeof(*world));
	world->arena = arena_new();
	rule_set_init(&world->rules);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
			rule_set_add(&world->rules, &rules[i], &err), 0);
	assert_int_equal(configuration_load(&world->configuration, world->arena,
				 ".plumb.yml", NULL, 0, &err),
		0);
	assert_int_equal(settings_new(&world->settings, &world->rules,
				 world->configuration, &world->selection, &err),
		0);
	world->snapshot = snapshot_of_memory("test", files, file_count);
	world->conditions.hold = holds;
	world->options.conditions = &world->conditions;
	world->options.jobs = 1;
	world->request.snapshot = world->snapshot;
	world->request.configuration = world->configuration;
	sink_init(&world->sink, world->arena, world->settings);
}

static void world_scan(struct world *world)
{
	struct scan *scan;
	struct error err;
	struct scopes *scopes =
		scopes_new(world->snapshot, world->configuration);
	world->request.scopes = scopes;
	assert_int_equal(scan_new(&scan, world->settings, linters, 1, &err), 0);
	scan_run(scan, &world->request, &world->options, &world->sink,
		&world->counts);
	findings_sort(&world->sink.findings);
	scan_free(scan);
	scopes_free(scopes);
}

static void world_close(struct world *world)
{
	sink_release(&world->sink);
	snapshot_free(world->snapshot);
	settings_free(world->settings);
	rule_set_release(&world->rules);
	arena_free(world->arena);
}

/* Everything that a finding says, a line each. */
static void tell(const struct world *world, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < world->sink.findings.count; i++) {
		const struct finding *finding = world->sink.findings.items[i];
		const struct place *place = &finding->place;
		buffer_format(out, "%s:%u:%u-%u:%u %s %s %s\n", place->path,
			place->line, place->column, place->end_line,
			place->end_column, finding->rule->id,
			level_name(finding->level), finding->message);
	}
}

static void expect_rule(const struct rule *rule, const char *path,
	const char *text, const char *expected)
{
	struct memory_file file = {path, text, strlen(text), false};
	struct buffer told = BUFFER_INIT;
	struct world world;
	for (int all = 0; all < 2; all++) {
		world_open(&world, rule, 1, &file, 1);
		world.options.no_prefilter = all != 0;
		world_scan(&world);
		tell(&world, &told);
		assert_string_equal(buffer_string(&told), expected);
		world_close(&world);
	}
	buffer_release(&told);
}

static void expect(struct rule_match match, const char *path, const char *text,
	const char *expected)
{
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "found {port}",
		.matches = &match,
		.match_count = 1};
	expect_rule(&rule, path, text, expected);
}

#define ADDRESS "localhost:(?<port>\\d+)"

static void tells_the_port_of_every_match(void **state)
{
	(void)state;
	expect((struct rule_match){.pattern = ADDRESS}, "a.c",
		"x\nlocalhost:1 localhost:22\r\nlocalhost:333",
		"a.c:2:11-2:12 ports/x error found 1\n"
		"a.c:2:23-2:25 ports/x error found 22\n"
		"a.c:3:11-3:14 ports/x error found 333\n");
	expect((struct rule_match){.pattern = "(?<at>local)host:(?<port>1)"},
		"a.c", "localhost:1", "a.c:1:1-1:6 ports/x error found 1\n");
	expect((struct rule_match){.pattern = "localhost$"}, "a.c",
		"localhost\r\nlocalhost x\nlocalhost",
		"a.c:1:1-1:10 ports/x error found {port}\n"
		"a.c:3:1-3:10 ports/x error found {port}\n");
}

static void crosses_lines_only_when_told(void **state)
{
	(void)state;
	struct rule_match match = {.pattern = "one\\s+(?<port>\\d+)"};
	expect(match, "a.c", "one\n2 one 3\n",
		"a.c:2:7-2:8 ports/x error found 3\n");
	expect((struct rule_match){.pattern = "[^x]+(?<port>5)"}, "a.c",
		"a\nb5\n", "a.c:2:2-2:3 ports/x error found 5\n");
	match.whole_file = true;
	expect(match, "a.c", "one\n2 one 3\n",
		"a.c:2:1-2:2 ports/x error found 2\n"
		"a.c:2:7-2:8 ports/x error found 3\n");
}

static void files_choose(void **state)
{
	(void)state;
	static const char *const files[] = {"*.c", "!b/**"};
	struct rule_match match = {
		.pattern = ADDRESS, .files = files, .file_count = 2};
	expect(match, "a/a.c", "localhost:1\n",
		"a/a.c:1:11-1:12 ports/x error found 1\n");
	expect(match, "b/a.c", "localhost:1\n", "");
	expect(match, "a/a.h", "localhost:1\n", "");
}

static void unless_and_allow_let_go(void **state)
{
	(void)state;
	static const char *const allow[] = {"localhost:2"};
	expect((struct rule_match){.pattern = ADDRESS, .unless = "fine"}, "a.c",
		"localhost:1 fine\nfine\nlocalhost:2\n",
		"a.c:3:11-3:12 ports/x error found 2\n");
	expect(
		(struct rule_match){
			.pattern = ADDRESS, .allow = allow, .allow_count = 1},
		"a.c", "localhost:1\nlocalhost:2\nlocalhost:22\n",
		"a.c:1:11-1:12 ports/x error found 1\n"
		"a.c:3:11-3:13 ports/x error found 22\n");
}

static void lexical_classes_choose(void **state)
{
	(void)state;
	static const char text[] =
		"localhost:1\n// localhost:2\ns = \"localhost:3\";\n";
	expect((struct rule_match){.pattern = ADDRESS, .in = CLASS_CODE}, "a.c",
		text, "a.c:1:11-1:12 ports/x error found 1\n");
	expect((struct rule_match){.pattern = ADDRESS, .in = CLASS_COMMENT},
		"a.c", text, "a.c:2:14-2:15 ports/x error found 2\n");
	expect((struct rule_match){.pattern = ADDRESS, .in = CLASS_STRING},
		"a.c", text, "a.c:3:16-3:17 ports/x error found 3\n");
}

static void scopes_choose_and_cap(void **state)
{
	(void)state;
	struct rule_match match = {.pattern = ADDRESS};
	static const char text[] = "localhost:1\n";
	expect(match, "tests/a.c", text,
		"tests/a.c:1:11-1:12 ports/x note found 1\n");
	expect(match, "docs/a.md", text, "");
	expect(match, "node_modules/a/b.js", text, "");
	expect(match, "a.c",
		"/* Code generated by x. DO NOT EDIT. */\nlocalhost:1\n", "");
	match.scope = SCOPE_ALL;
	expect(match, "docs/a.md", text,
		"docs/a.md:1:11-1:12 ports/x error found 1\n");
	expect(match, "node_modules/a/b.js", text,
		"node_modules/a/b.js:1:11-1:12 ports/x error found 1\n");
}

static void conditions_ask_the_model(void **state)
{
	(void)state;
	struct rule_condition where = {"port", "registered", false};
	struct rule_match match = {
		.pattern = ADDRESS "?", .where = &where, .where_count = 1};
	static const char text[] =
		"localhost:4007\nlocalhost:4008\nlocalhost:99999\n";
	match.pattern = ADDRESS;
	expect(match, "a.c", text, "a.c:1:11-1:15 ports/x error found 4007\n");
	/* What is no port is not unregistered either. */
	where.negated = true;
	expect(match, "a.c", text, "a.c:2:11-2:15 ports/x error found 4008\n");
}

static void checks_judge(void **state)
{
	(void)state;
	expect((struct rule_match){.pattern = ADDRESS, .check = "even"}, "a.c",
		"localhost:1\nlocalhost:2\n",
		"a.c:2:11-2:12 ports/x error found 2\n");
}

static void the_first_item_has_the_word(void **state)
{
	(void)state;
	struct rule_condition where = {"port", "registered", false};
	struct rule_match matches[] = {
		{.pattern = "y " ADDRESS,
			.variant = "strong",
			.where = &where,
			.where_count = 1},
		{.pattern = ADDRESS},
	};
	struct rule_variant variant = {"strong", LEVEL_WARNING, "strong"};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "plain",
		.matches = matches,
		.match_count = 2,
		.variants = &variant,
		.variant_count = 1};
	expect_rule(&rule, "a.c",
		"localhost:4007 y localhost:4007\ny localhost:2\n",
		"a.c:1:11-1:15 ports/x error plain\n"
		"a.c:1:28-1:32 ports/x warning strong\n"
		"a.c:2:13-2:14 ports/x error plain\n");
}

static void secrets_are_never_shown(void **state)
{
	(void)state;
	struct rule_match match = {.pattern = "key_(?<port>\\w+)"};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "found {port}",
		.matches = &match,
		.match_count = 1,
		.redacted = true};
	struct memory_file file = {
		"a.c", "key_abcdefghij key_abcdefghik\n", 30, false};
	struct world world;
	world_open(&world, &rule, 1, &file, 1);
	world_scan(&world);
	assert_int_equal(world.sink.findings.count, 2);
	const struct finding *one = world.sink.findings.items[0];
	const struct finding *other = world.sink.findings.items[1];
	assert_string_equal(one->message, "found abcd\u2026");
	assert_string_equal(other->message, "found abcd\u2026");
	assert_true(one->fingerprint != other->fingerprint);
	world_close(&world);
	expect_rule(&rule, "a.c", "key_abc\n",
		"a.c:1:5-1:8 ports/x error found \u2026\n");
}

static void fixes_are_filled(void **state)
{
	(void)state;
	struct rule_match match = {
		.pattern = ADDRESS, .fix = "env(\"PORT_{port}\")"};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "m",
		.matches = &match,
		.match_count = 1};
	struct memory_file file = {"a.c", "x localhost:7", 13, false};
	struct world world;
	world_open(&world, &rule, 1, &file, 1);
	world_scan(&world);
	assert_int_equal(world.sink.findings.count, 1);
	const struct fix *fix = world.sink.findings.items[0]->fix;
	assert_non_null(fix);
	assert_string_equal(fix->text, "env(\"PORT_7\")");
	assert_int_equal(fix->start, 2);
	assert_int_equal(fix->end, 13);
	world_close(&world);
}

static void what_is_left_out_is_counted(void **state)
{
	(void)state;
	static char large[CONTENT_LIMIT + 1];
	static const char lfs[] = "version https://git-lfs.github.com/spec/v1\n"
				  "oid sha256:00\nsize 1\n";
	static const char utf16[] = "\xff\xfe"
				    "a\0b\0";
	memset(large, 'a', sizeof(large));
	struct memory_file files[] = {
		{"binary.c", "a\0b", 3, false},
		{"large.c", large, sizeof(large), false},
		{"lfs.c", lfs, sizeof(lfs) - 1, false},
		{"link.c", "a", 1, true},
		{"node_modules/a.js", "localhost:1", 11, false},
		{"plain.c", "localhost:1", 11, false},
		{"wide.c", utf16, sizeof(utf16) - 1, false},
	};
	struct rule_match match = {.pattern = ADDRESS};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "m",
		.matches = &match,
		.match_count = 1};
	struct world world;
	world_open(&world, &rule, 1, files, COUNT(files));
	world_scan(&world);
	assert_int_equal(world.counts.files, 1);
	assert_int_equal(world.counts.bytes, 11);
	assert_int_equal(world.counts.left_out[LEFT_BINARY], 2);
	assert_int_equal(world.counts.left_out[LEFT_TOO_LARGE], 1);
	assert_int_equal(world.counts.left_out[LEFT_LFS], 1);
	assert_int_equal(world.counts.left_out[LEFT_LINK], 1);
	assert_int_equal(world.counts.left_out[LEFT_VENDORED], 1);
	assert_int_equal(world.sink.notices.count, 3);
	assert_string_equal(world.sink.notices.items[0].path, "large.c");
	assert_string_equal(world.sink.notices.items[1].path, "lfs.c");
	assert_string_equal(world.sink.notices.items[2].path, "wide.c");
	world_close(&world);
}

static void a_pattern_that_gives_up_is_told(void **state)
{
	(void)state;
	struct rule_match match = {.pattern = "x(a*)*(a*)*(a*)*(a*)*y\\b"};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "m",
		.matches = &match,
		.match_count = 1};
	static char text[4001];
	memset(text, 'a', sizeof(text) - 1);
	text[0] = 'x';
	text[3998] = 'y';
	text[3999] = '_';
	struct memory_file file = {"a.c", text, 4000, false};
	struct world world;
	world_open(&world, &rule, 1, &file, 1);
	world_scan(&world);
	assert_int_equal(world.sink.notices.count, 1);
	assert_int_equal(world.sink.notices.items[0].kind, NOTICE_FAILED);
	assert_string_equal(world.sink.notices.items[0].path, "a.c");
	assert_non_null(strstr(world.sink.notices.items[0].message, "ports/x"));
	world_close(&world);
}

static void extents_and_wishes_choose(void **state)
{
	(void)state;
	struct rule_match plain = {.pattern = ADDRESS};
	struct rule_match judged = {.pattern = ADDRESS, .check = "even"};
	struct rule rules[] = {
		{.id = "ports/judged",
			.summary = "s",
			.level = LEVEL_ERROR,
			.message = "m",
			.matches = &judged,
			.match_count = 1},
		{.id = "ports/plain",
			.summary = "s",
			.level = LEVEL_ERROR,
			.message = "m",
			.matches = &plain,
			.match_count = 1},
	};
	struct memory_file files[] = {
		{"all.c", "\nlocalhost:1", 12, false},
		{"context.c", "\nlocalhost:1", 12, false},
		{"none.c", "\nlocalhost:1", 12, false},
	};
	static const unsigned char extents[] = {
		SCAN_EVERYTHING, SCAN_CONTEXT, SCAN_NOTHING};
	bool context[] = {true};
	struct buffer told = BUFFER_INIT;
	struct world world;
	world_open(&world, rules, 2, files, 3);
	world.request.extents = extents;
	world.request.context_linters = context;
	world_scan(&world);
	tell(&world, &told);
	assert_string_equal(buffer_string(&told),
		"all.c:2:11-2:12 ports/judged error m\n"
		"all.c:2:11-2:12 ports/plain error m\n"
		"context.c:2:11-2:12 ports/judged error m\n");
	assert_int_equal(world.counts.files, 2);
	world_close(&world);
	buffer_release(&told);
}

static void files_with_allows_are_told(void **state)
{
	(void)state;
	struct rule_match match = {.pattern = ADDRESS};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "m",
		.matches = &match,
		.match_count = 1};
	struct memory_file files[] = {
		{"b.c", "// plumb:allow x", 16, false},
		{"a.c", "// plumb:allow x", 16, false},
		{"c.c", "// plumb; allow", 15, false},
	};
	struct world world;
	for (int all = 0; all < 2; all++) {
		world_open(&world, &rule, 1, files, 3);
		world.options.no_prefilter = all != 0;
		world_scan(&world);
		assert_int_equal(world.counts.allow_count, 2);
		assert_string_equal(world.counts.allows[0], "a.c");
		assert_string_equal(world.counts.allows[1], "b.c");
		world_close(&world);
	}
}

static void expect_wrong(
	const char *check, const char *pattern, const char *message)
{
	struct rule_match match = {.pattern = pattern, .check = check};
	struct rule rule = {.id = "ports/x",
		.summary = "s",
		.level = LEVEL_ERROR,
		.message = "m",
		.matches = &match,
		.match_count = 1,
		.origin = "rules/x/rule.yml"};
	struct scan *scan;
	struct error err;
	struct world world;
	world_open(&world, &rule, 1, NULL, 0);
	assert_int_equal(scan_new(&scan, world.settings, linters, 1, &err), -1);
	assert_null(scan);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(err.path, "rules/x/rule.yml");
	assert_non_null(strstr(err.message, message));
	world_close(&world);
}

static void unknown_checks_are_refused(void **state)
{
	(void)state;
	expect_wrong("evne", "a", "did you mean `even`?");
	expect_wrong("even", NULL, "give it a pattern");
	expect_wrong("whole", "a", "take the pattern away");
}

/* --- against the plain way ---------------------------------------------- */

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % limit;
}

static const char *const random_patterns[] = {
	"localhost:(?<port>\\d+)",
	"127\\.0\\.0\\.1:(?<port>\\d+)",
	"PORT\\s*=\\s*(?<port>\\d+)",
	"(?<port>\\d)\\d*$",
	"^\\s*(?<port>x)",
	"(?:foo|bar)(?<port>.)",
	"(?<=b)a(?<port>.?)",
	"\\bport\\b",
	"a.*b",
	"[^:]+:(?<port>4)",
	"\\S+\\s+\\S+",
	"foo\\s*bar",
	"(?i)Foo(?<port>\\d?)",
	"a(?!.*b)",
};

static void random_text(struct buffer *text)
{
	static const char *const words[] = {"localhost:", "127.0.0.1:", "PORT",
		"port", " = ", "4007", "8", "\n", "\r\n", "\n\n", " ", "foo",
		"BAR", "bar", "a", "b", "x", ":", "\t", "\r", "Foo", "\xff",
		"\xc3\xa9", "localhost", "po", "rt"};
	uint32_t count = random_below(400);
	for (uint32_t i = 0; i < count; i++)
		buffer_add_string(
			text, words[random_below((uint32_t)COUNT(words))]);
}

/* Every pattern by itself on every line, or on the whole. */
static void plain_way(struct buffer *out, const struct rule *rule,
	const struct memory_file *file)
{
	const struct rule_match *match = rule->matches;
	if (match->file_count > 0 &&
		!glob_list_match(match->files, match->file_count, file->path))
		return;
	struct pattern_scratch *scratch = pattern_scratch_new();
	struct pattern *pattern;
	struct pattern_match found;
	struct error err;
	struct lines lines;
	assert_int_equal(
		pattern_compile(&pattern, match->pattern,
			PATTERN_MULTILINE |
				(match->ignore_case ? PATTERN_IGNORE_CASE : 0),
			&err),
		0);
	lines_init(&lines, file->data, file->size);
	for (unsigned i = 1; i <= lines.count; i++) {
		struct slice text = lines_text(&lines, i);
		size_t from = 0;
		if (match->whole_file)
			text = (struct slice){file->data, file->size};
		while (pattern_find(pattern, scratch, text.data, text.size,
			       from, &found) == 1) {
			unsigned group = pattern_group(pattern, "port");
			from = found.end[0];
			if (group == 0 || group >= found.count ||
				found.start[group] == SIZE_MAX)
				group = 0;
			size_t offset = (size_t)(text.data - file->data);
			struct place place = place_of(file->path, &lines,
				offset + found.start[group],
				offset + found.end[group]);
			buffer_format(out, "%s %s %zu %zu\n", rule->id,
				file->path, place.start, place.end);
		}
		if (match->whole_file)
			break;
	}
	lines_release(&lines);
	pattern_free(pattern);
	pattern_scratch_free(scratch);
}

static int compare_lines(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The lines of text, sorted, without doubles. */
static char *sorted_lines(struct arena *arena, const struct buffer *text)
{
	VECTOR(char *) lines = {NULL, 0, 0};
	struct buffer out = BUFFER_INIT;
	char *copy = arena_string(arena, buffer_string(text)), *rest = NULL;
	for (char *line = strtok_r(copy, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
		vector_add(&lines, line);
	if (lines.count > 0)
		qsort(lines.items, lines.count, sizeof(char *), compare_lines);
	for (size_t i = 0; i < lines.count; i++)
		if (i == 0 || strcmp(lines.items[i], lines.items[i - 1]) != 0)
			buffer_format(&out, "%s\n", lines.items[i]);
	vector_free(&lines);
	copy = arena_string(arena, buffer_string(&out));
	buffer_release(&out);
	return copy;
}

/* Enough files of an ending that it becomes a kind: see scan_kind.c. */
enum { RULES = COUNT(random_patterns) * 3, FILES = 3 * 90 };

static const char *const endings[] = {".x", ".yy", ""};

/* The lists of globs that rules have in turn. */
static const char *const some_files[] = {"*.x"};
static const char *const most_files[] = {"f?[0-9]*", "*.{yy,z}", "!f??7*"};
static const char *const other_files[] = {"*.{z,{w,v}}", "docs/**"};

static void choose_files(struct rule_match *match, size_t number)
{
	static const struct {
		const char *const *files;
		size_t count;
	} lists[] = {{NULL, 0}, {some_files, COUNT(some_files)},
		{most_files, COUNT(most_files)},
		{other_files, COUNT(other_files)}};
	match->files = lists[number % COUNT(lists)].files;
	match->file_count = lists[number % COUNT(lists)].count;
}

static void random_rules(
	struct rule *rules, struct rule_match *matches, struct arena *arena)
{
	for (size_t i = 0; i < RULES; i++) {
		matches[i] = (struct rule_match){
			.pattern = random_patterns[i / 3],
			.ignore_case = i % 3 == 1,
			.whole_file = i % 3 == 2,
			.scope = SCOPE_ALL,
		};
		choose_files(&matches[i], i);
		rules[i] = (struct rule){
			.id = arena_format(arena, "ports/r%zu", i),
			.summary = "s",
			.level = LEVEL_ERROR,
			.message = "m",
			.matches = &matches[i],
			.match_count = 1,
		};
	}
}

static void finds_what_the_plain_way_finds(void **state)
{
	(void)state;
	static struct rule rules[RULES];
	static struct rule_match matches[RULES];
	static struct memory_file files[FILES];
	struct arena *arena = arena_new();
	struct buffer expected = BUFFER_INIT, found = BUFFER_INIT;
	struct buffer first = BUFFER_INIT, again = BUFFER_INIT;
	random_rules(rules, matches, arena);
	seed = 42;
	for (size_t i = 0; i < FILES; i++) {
		struct buffer text = BUFFER_INIT;
		random_text(&text);
		files[i] = (struct memory_file){
			arena_format(arena, "f%03zu%s", i,
				endings[i % COUNT(endings)]),
			arena_copy(arena, buffer_string(&text), text.size),
			text.size, false};
		buffer_release(&text);
		for (size_t k = 0; k < RULES; k++)
			plain_way(&expected, &rules[k], &files[i]);
	}
	for (unsigned round = 0; round < 4; round++) {
		struct world world;
		world_open(&world, rules, RULES, files, FILES);
		world.options.no_prefilter = round == 1;
		world.options.jobs = round == 2 ? 3 : round == 3 ? 0 : 1;
		world_scan(&world);
		buffer_clear(&found);
		for (size_t i = 0; i < world.sink.findings.count; i++) {
			const struct finding *finding =
				world.sink.findings.items[i];
			buffer_format(&found, "%s %s %zu %zu\n",
				finding->rule->id, finding->place.path,
				finding->place.start, finding->place.end);
		}
		tell(&world, round == 0 ? &first : &again);
		world_close(&world);
		assert_string_equal(sorted_lines(arena, &found),
			sorted_lines(arena, &expected));
		if (round > 0)
			assert_string_equal(
				buffer_string(&again), buffer_string(&first));
	}
	assert_true(expected.size > 10000);
	buffer_release(&expected);
	buffer_release(&found);
	buffer_release(&first);
	buffer_release(&again);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_port_of_every_match),
		cmocka_unit_test(crosses_lines_only_when_told),
		cmocka_unit_test(files_choose),
		cmocka_unit_test(unless_and_allow_let_go),
		cmocka_unit_test(lexical_classes_choose),
		cmocka_unit_test(scopes_choose_and_cap),
		cmocka_unit_test(conditions_ask_the_model),
		cmocka_unit_test(checks_judge),
		cmocka_unit_test(the_first_item_has_the_word),
		cmocka_unit_test(secrets_are_never_shown),
		cmocka_unit_test(fixes_are_filled),
		cmocka_unit_test(what_is_left_out_is_counted),
		cmocka_unit_test(a_pattern_that_gives_up_is_told),
		cmocka_unit_test(extents_and_wishes_choose),
		cmocka_unit_test(files_with_allows_are_told),
		cmocka_unit_test(unknown_checks_are_refused),
		cmocka_unit_test(finds_what_the_plain_way_finds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
