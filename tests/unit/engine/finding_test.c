/*
 * finding: places, messages, levels, fingerprints, the copies that a sink
 * makes, and the order of what it holds; port facts too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "engine/configuration.h"
#include "engine/fact.h"
#include "engine/settings.h"
#include <stdlib.h>
#include <string.h>

static const struct rule_variant variants[] = {
	{"fallback", LEVEL_WARNING, "{found} falls back"},
	{"probe", LEVEL_NOTE, NULL},
};

static const struct rule rule = {.id = "ports/hardcoded-address",
	.level = LEVEL_ERROR,
	.message = "{found} is written here",
	.variants = variants,
	.variant_count = 2};
static const struct rule off = {.id = "ports/off",
	.level = LEVEL_ERROR,
	.message = "never",
	.opt_in = true};
static const struct rule key = {.id = "secrets/key",
	.level = LEVEL_ERROR,
	.message = "a key",
	.redacted = true};

struct fixture {
	struct arena *arena;
	struct rule_set rules;
	struct settings *settings;
	struct sink sink;
};

static int set_up(void **state)
{
	static const struct configuration defaults = {.path = ""};
	static const struct selection everything = {.linter_count = 0};
	struct fixture *fixture = memory_new(1, sizeof(*fixture));

	fixture->arena = arena_new();
	rule_set_add(&fixture->rules, &rule, NULL);
	rule_set_add(&fixture->rules, &off, NULL);
	rule_set_add(&fixture->rules, &key, NULL);
	*state = fixture;
	if (settings_new(&fixture->settings, &fixture->rules, &defaults,
		    &everything, NULL) < 0)
		return -1;
	sink_init(&fixture->sink, fixture->arena, fixture->settings);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	sink_release(&fixture->sink);
	settings_free(fixture->settings);
	rule_set_release(&fixture->rules);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static struct place place_in(
	const char *path, const char *text, size_t start, size_t end)
{
	struct lines lines;
	struct place place;

	lines_init(&lines, text, strlen(text));
	place = place_of(path, &lines, start, end);
	lines_release(&lines);
	return place;
}

static void assert_place(const struct place *place, unsigned line,
	unsigned column, unsigned end_line, unsigned end_column)
{
	assert_int_equal(place->line, line);
	assert_int_equal(place->column, column);
	assert_int_equal(place->end_line, end_line);
	assert_int_equal(place->end_column, end_column);
}

static void a_place_shows_a_byte_where_there_is_one(void **state)
{
	static const char text[] = "ab\n\ncd\xc3\xa9\r\nxy";
	struct place place;

	(void)state;
	place = place_in("f", text, 0, 2);
	assert_place(&place, 1, 1, 1, 3);
	assert_true(slice_is(place.line_text, "ab"));
	place = place_in("f", text, 1, 1);
	assert_place(&place, 1, 2, 1, 3);
	assert_int_equal(place.end, 2);
	place = place_in("f", text, 2, 2); /* behind the last byte */
	assert_place(&place, 1, 2, 1, 3);
	place = place_in("f", text, 3, 3); /* an empty line */
	assert_place(&place, 2, 1, 2, 1);
	place = place_in("f", text, 6, 6); /* a whole character */
	assert_place(&place, 3, 3, 3, 5);
	place = place_in("f", text, 8, 8); /* at the CR: the character before */
	assert_place(&place, 3, 3, 3, 5);
	assert_true(slice_is(place.line_text, "cd\xc3\xa9"));
	place = place_in("f", text, 99, 100); /* behind the end */
	assert_place(&place, 4, 2, 4, 3);
	place = place_in("f", text, 4, 11); /* over lines */
	assert_place(&place, 3, 1, 4, 2);
	place = place_in("f", "", 0, 0);
	assert_place(&place, 1, 1, 1, 1);
}

static void assert_filled(const char *format, const char *expected)
{
	static const struct value values[] = {
		{"port", "4007"}, {"service", "a {port} b"}, {"none", NULL}};
	struct arena *arena = arena_new();

	assert_string_equal(message_fill(arena, format, values, 3), expected);
	arena_free(arena);
}

static void messages_are_filled(void **state)
{
	(void)state;
	assert_filled("", "");
	assert_filled("plain", "plain");
	assert_filled("{port}", "4007");
	assert_filled("x {port}{port}, y", "x 40074007, y");
	assert_filled("{service}!", "a {port} b!");
	assert_filled("[{none}]", "[]");
	assert_filled("${{port}", "${port}");
	assert_filled("{{{port}}", "{4007}");
	assert_filled("{por} {ports} {port", "{por} {ports} {port");
	assert_filled("{} } {", "{} } {");
}

static struct finding *add(struct fixture *fixture, const char *path,
	const char *text, const char *found)
{
	const struct value values[] = {{"found", found}};

	return sink_add(&fixture->sink, rule.id, NULL,
		place_in(path, text, 0, 1), values, 1);
}

static void levels_and_messages_come_from_the_rule(void **state)
{
	struct fixture *fixture = *state;
	const struct value values[] = {{"found", "x"}};
	const struct place place = place_in("f", "x", 0, 1);
	struct finding *finding;

	finding = sink_add(&fixture->sink, rule.id, NULL, place, values, 1);
	assert_ptr_equal(finding->rule, &rule);
	assert_int_equal(finding->level, LEVEL_ERROR);
	assert_string_equal(finding->message, "x is written here");
	assert_null(finding->variant);
	assert_true(finding->is_new);
	finding =
		sink_add(&fixture->sink, rule.id, "fallback", place, values, 1);
	assert_int_equal(finding->level, LEVEL_WARNING);
	assert_string_equal(finding->message, "x falls back");
	assert_string_equal(finding->variant, "fallback");
	finding = sink_add(&fixture->sink, rule.id, "probe", place, values, 1);
	assert_int_equal(finding->level, LEVEL_NOTE);
	assert_string_equal(finding->message, "x is written here");
	finding = sink_add_rule(&fixture->sink, &rule, "fallback", SCOPE_TEST,
		place, values, 1);
	assert_int_equal(finding->level, LEVEL_NOTE);
	finding = sink_add_rule(
		&fixture->sink, &rule, NULL, SCOPE_DOCUMENT, place, values, 1);
	assert_int_equal(finding->level, LEVEL_ERROR);
	assert_null(sink_add(&fixture->sink, off.id, NULL, place, values, 1));
	assert_int_equal(fixture->sink.findings.count, 5);
}

static void a_finding_owns_what_it_shows(void **state)
{
	struct fixture *fixture = *state;
	char path[] = "dir/file", text[] = "one line\n", found[] = "4007";
	struct finding *finding = add(fixture, path, text, found);

	finding_relate(&fixture->sink, finding, place_in(path, text, 4, 8),
		"%s owns %d here", "web", 4007);
	finding_fix(&fixture->sink, finding, 0, 3, text, found);
	memset(path, '?', sizeof(path) - 1);
	memset(text, '?', sizeof(text) - 1);
	memset(found, '?', sizeof(found) - 1);
	assert_string_equal(finding->message, "4007 is written here");
	assert_string_equal(finding->place.path, "dir/file");
	assert_true(slice_is(finding->place.line_text, "one line"));
	assert_int_equal(finding->related_count, 1);
	assert_string_equal(finding->related[0].place.path, "dir/file");
	assert_int_equal(finding->related[0].place.column, 5);
	assert_string_equal(finding->related[0].message, "web owns 4007 here");
	assert_string_equal(finding->fix->path, "dir/file");
	assert_string_equal(finding->fix->text, "one line\n");
	assert_string_equal(finding->fix->description, "4007");
	assert_false(finding->fix->unsafe);
	for (int i = 1; i < 20; i++)
		finding_relate(&fixture->sink, finding,
			place_in("f", "x", 0, 1), "%d", i);
	assert_int_equal(finding->related_count, 20);
	assert_string_equal(finding->related[0].message, "web owns 4007 here");
	assert_string_equal(finding->related[19].message, "19");
	/* Nothing happens to no finding. */
	finding_relate(&fixture->sink, NULL, finding->place, "x");
	finding_fix(&fixture->sink, NULL, 0, 0, "x", "x");
}

static void only_so_much_of_a_line_is_kept(void **state)
{
	struct fixture *fixture = *state;
	char *text = memory_new(6000, 1);
	struct finding *finding;
	uint64_t before;

	memset(text, 'x', 5999);
	memcpy(text + 4094, "\xe2\x82\xac", 3); /* over the limit of 4,096 */
	finding = add(fixture, "f", text, "x");
	assert_int_equal(finding->place.line_text.size, 4094);
	before = finding->fingerprint;
	text[5998] = 'y';
	assert_int_not_equal(add(fixture, "f", text, "x")->fingerprint, before);
	free(text);
}

static void a_secret_is_never_shown(void **state)
{
	struct fixture *fixture = *state;
	struct finding *finding = sink_add(&fixture->sink, key.id, NULL,
		place_in("f", "key = SECRET;\n", 6, 12), NULL, 0);

	assert_true(slice_is(finding->place.line_text, "key = ******;"));
	finding = sink_add(&fixture->sink, key.id, NULL,
		place_in("f", "a BEGIN\nKEY\n", 2, 11), NULL, 0);
	assert_true(slice_is(finding->place.line_text, "a *****"));
}

static void a_message_cannot_steer_a_terminal(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(
		add(fixture, "f", "x", "a\x1b[2Jb\nc\t\x7f\xc3\xa9")->message,
		"a\\x1b[2Jb\\nc\\t\\x7f\xc3\xa9 is written here");
}

static void a_fingerprint_knows_no_place_in_the_file(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *one =
		add(fixture, "f", "  a:   b\t c \r\n", "4007");
	const struct finding *other;

	other = sink_add(&fixture->sink, rule.id, "fallback",
		place_in("f", "\n\na: b c", 2, 3),
		&(const struct value){"found", "4007"}, 1);
	assert_int_equal(one->fingerprint, other->fingerprint);
	other = add(fixture, "g", "a: b c", "4007");
	assert_int_not_equal(one->fingerprint, other->fingerprint);
	assert_int_equal(one->pathless, other->pathless);
	other = add(fixture, "f", "a: bc", "4007");
	assert_int_not_equal(one->fingerprint, other->fingerprint);
	assert_int_not_equal(one->pathless, other->pathless);
	other = add(fixture, "f", "a: b c", "4008");
	assert_int_not_equal(one->fingerprint, other->fingerprint);
	assert_int_not_equal(one->pathless, one->fingerprint);
	/* It is written to baselines: it must never change. */
	assert_int_equal(add(fixture, "f", "x", "1")->fingerprint,
		UINT64_C(0x37e413df2b7fb533));
}

static void fields_do_not_run_together(void **state)
{
	struct fixture *fixture = *state;
	const struct place place = place_in("f", "x", 0, 1);
	const struct value a[] = {{"a", "bc"}, {"d", "e"}};
	const struct value b[] = {{"ab", "c"}, {"d", "e"}};
	const struct value c[] = {{"a", "bcd"}, {"", "e"}};
	uint64_t prints[4];

	prints[0] = sink_add(&fixture->sink, rule.id, NULL, place, a, 2)
			    ->fingerprint;
	prints[1] = sink_add(&fixture->sink, rule.id, NULL, place, b, 2)
			    ->fingerprint;
	prints[2] = sink_add(&fixture->sink, rule.id, NULL, place, c, 2)
			    ->fingerprint;
	prints[3] = sink_add(&fixture->sink, rule.id, NULL, place, a, 1)
			    ->fingerprint;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < i; j++)
			assert_int_not_equal(prints[i], prints[j]);
}

static void findings_are_sorted_and_made_one(void **state)
{
	struct fixture *fixture = *state;
	struct finding_list *list = &fixture->sink.findings;
	struct finding *twin;

	add(fixture, "b", "x", "1");
	add(fixture, "a/c", "x", "2");
	add(fixture, "a", "x", "2");
	add(fixture, "a", "x", "1");
	sink_add(&fixture->sink, rule.id, NULL, place_in("a", "x\nyz", 3, 4),
		&(const struct value){"found", "0"}, 1);
	sink_add(&fixture->sink, rule.id, NULL, place_in("a", "x\nyz", 2, 3),
		&(const struct value){"found", "9"}, 1);
	sink_add(&fixture->sink, key.id, NULL, place_in("a", "x", 0, 1), NULL,
		0);
	twin = add(fixture, "b", "x", "1");
	finding_relate(&fixture->sink, twin, twin->place, "see");
	add(fixture, "b", "x", "1")->commit = "1a2b3c4";
	findings_sort(list);
	assert_int_equal(list->count, 7);
	assert_string_equal(list->items[0]->message, "1 is written here");
	assert_string_equal(list->items[1]->message, "2 is written here");
	assert_string_equal(list->items[2]->message, "a key");
	assert_int_equal(list->items[3]->place.column, 1);
	assert_int_equal(list->items[3]->place.line, 2);
	assert_int_equal(list->items[4]->place.column, 2);
	assert_string_equal(list->items[5]->place.path, "a/c");
	assert_ptr_equal(list->items[6], twin);
	list->count = 0;
	findings_sort(list);
	assert_int_equal(list->count, 0);
}

static void sinks_are_joined(void **state)
{
	struct fixture *fixture = *state;
	const struct fact fact = {.kind = FACT_ENV, .port = 1, .port_end = 1};
	struct sink other;

	sink_init(&other, fixture->arena, fixture->settings);
	other.wants_facts = true;
	add(fixture, "f", "x", "1");
	sink_add(&other, rule.id, NULL, place_in("g", "x", 0, 1), NULL, 0);
	sink_fact(&other, &fact);
	sink_notice(&other, NOTICE_FAILED, "g", "read %d of %d", 1, 2);
	sink_notice(&other, NOTICE_NOTE, NULL, "a\nb");
	sink_absorb(&fixture->sink, &other);
	assert_int_equal(other.findings.count, 0);
	assert_int_equal(fixture->sink.findings.count, 2);
	assert_string_equal(fixture->sink.findings.items[1]->place.path, "g");
	assert_int_equal(fixture->sink.facts.count, 1);
	assert_int_equal(fixture->sink.notices.count, 2);
	assert_int_equal(fixture->sink.notices.items[0].kind, NOTICE_FAILED);
	assert_string_equal(fixture->sink.notices.items[0].path, "g");
	assert_string_equal(
		fixture->sink.notices.items[0].message, "read 1 of 2");
	assert_null(fixture->sink.notices.items[1].path);
	assert_string_equal(fixture->sink.notices.items[1].message, "a\\nb");
	sink_release(&other);
}

static void facts_are_copied_when_wanted(void **state)
{
	struct fixture *fixture = *state;
	char service[] = "web";
	const struct fact fact = {.kind = FACT_PUBLISHED,
		.service = service,
		.port = 4007,
		.port_end = 4007,
		.target = 80,
		.protocol = "tcp",
		.place = place_in("compose.yml", "4007:80", 0, 4)};
	const struct fact *copy;

	sink_fact(&fixture->sink, &fact);
	assert_int_equal(fixture->sink.facts.count, 0);
	fixture->sink.wants_facts = true;
	sink_fact(&fixture->sink, &fact);
	service[0] = '?';
	assert_int_equal(fixture->sink.facts.count, 1);
	copy = fixture->sink.facts.items[0];
	assert_string_equal(copy->service, "web");
	assert_string_equal(copy->protocol, "tcp");
	assert_null(copy->host_ip);
	assert_int_equal(copy->target, 80);
	assert_string_equal(copy->place.path, "compose.yml");
	assert_string_equal(fact_kind_name(copy->kind), "published");
	assert_string_equal(fact_kind_name(FACT_UPSTREAM), "upstream");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_shows_a_byte_where_there_is_one),
		cmocka_unit_test(messages_are_filled),
		TEST(levels_and_messages_come_from_the_rule),
		TEST(a_finding_owns_what_it_shows),
		TEST(only_so_much_of_a_line_is_kept),
		TEST(a_secret_is_never_shown),
		TEST(a_message_cannot_steer_a_terminal),
		TEST(a_fingerprint_knows_no_place_in_the_file),
		TEST(fields_do_not_run_together),
		TEST(findings_are_sorted_and_made_one),
		TEST(sinks_are_joined),
		TEST(facts_are_copied_when_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
