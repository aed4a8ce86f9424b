/*
 * The report from a struct made by hand, with names that would break out of
 * every format if they could.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "generate/registry_report.h"
#include "generate/report_page.h"
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define HOSTILE "</script><img src=x onerror=alert(1)>&\"'|`*@me #1"

struct fixture {
	struct arena *arena;
	struct registry *registry;
	const struct registry *registries[1];
	struct report_service services[3];
	struct report_range ranges[2];
	struct report_mark marks[3];
	struct finding findings[2];
	const struct finding *conflicts[2];
	struct relation relations[2];
	struct fact fact;
	const struct fact *facts[1];
	struct report_commit commits[2];
	const struct comparison *comparisons[1];
	struct registry_report report;
	struct buffer out;
};

static const struct rule drift = {.id = "compose/default-drift",
	.summary = "a default differs from the registry"};
static const size_t first_conflict[] = {0};

static const char text[] =
	"ranges: {apps: 4000-4009, run-dynamic: 4008-4011}\n"
	"services:\n"
	"  - {name: web, stack: apps, port: 4000, owner: <o>}\n"
	"  - {name: api, stack: other, port: 4001, deprecated: true}\n"
	"  - {name: \""
	"</script><img src=x onerror=alert(1)>&\\\"'|`*@me #1"
	"\", ports: {http: 4002, b: 70}}\n";

static struct place place_at(const char *path, unsigned line)
{
	return (struct place){.path = path, .line = line, .column = 3};
}

static void fill_ranges(struct fixture *fixture)
{
	const struct registry_service *services = fixture->registry->services;

	fixture->marks[0] = (struct report_mark){
		.first = 4000, .last = 4000, .taken = true, services};
	fixture->marks[1] = (struct report_mark){
		.first = 4001, .last = 4001, .service = services + 1};
	fixture->marks[2] = (struct report_mark){.first = 4005,
		.last = 4005,
		.facts = fixture->facts,
		.fact_count = 1,
		.fact_total = 3};
	for (size_t i = 0; i < 2; i++) {
		fixture->ranges[i].registry = fixture->registry;
		fixture->ranges[i].range = &fixture->registry->ranges[i];
	}
	fixture->ranges[0].taken = 1;
	fixture->ranges[0].foreign = 2;
	fixture->ranges[0].free = 5;
	fixture->ranges[0].marks = fixture->marks;
	fixture->ranges[0].mark_count = 3;
}

static void fill_findings(struct fixture *fixture)
{
	fixture->findings[0] = (struct finding){.rule = &drift,
		.level = LEVEL_ERROR,
		.message = HOSTILE,
		.place = place_at("d\xff/<b>.yml", 7)};
	fixture->findings[1] = (struct finding){.rule = &drift,
		.level = LEVEL_WARNING,
		.message = "a\nb\x1b[2J",
		.place = place_at("plain.yml", 9)};
	fixture->conflicts[0] = &fixture->findings[0];
	fixture->conflicts[1] = &fixture->findings[1];
}

static void fill_history(struct fixture *fixture)
{
	fixture->comparisons[0] = registry_compare(
		fixture->arena, NULL, fixture->registry, "before", "after");
	fixture->commits[0] = (struct report_commit){.unreadable = true};
	fixture->commits[1] = (struct report_commit){
		.id = "0123456789abcdef0123456789abcdef01234567",
		.date = "2026-01-02",
		.author = "A",
		.subject = HOSTILE,
		.comparisons = fixture->comparisons,
		.comparison_count = 1};
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct document *document;
	struct error err = {0};
	size_t i;

	*state = fixture;
	fixture->arena = arena_new();
	if (document_parse(&document, fixture->arena, DOCUMENT_YAML, "r.yaml",
		    text, strlen(text), &err) != 0)
		return -1;
	fixture->registry = registry_read(fixture->arena, document, "");
	fixture->registry->path = "r.yaml";
	fixture->registries[0] = fixture->registry;
	fixture->fact = (struct fact){.kind = FACT_DEFAULT,
		.port = 4005,
		.port_end = 4005,
		.place = place_at("src/<a>.js", 2)};
	fixture->facts[0] = &fixture->fact;
	for (i = 0; i < 3; i++)
		fixture->services[i].listed = (struct listed){
			fixture->registry, &fixture->registry->services[i]};
	fixture->services[0].conflicts = first_conflict;
	fixture->services[0].conflict_count = 1;
	fill_ranges(fixture);
	fill_findings(fixture);
	fill_history(fixture);
	for (i = 0; i < 2; i++)
		fixture->relations[i] = (struct relation){
			i == 0 ? RELATION_DEPENDS : RELATION_CALLS,
			&fixture->registry->services[0],
			&fixture->registry->services[2], place_at("r.yaml", 3),
			1};
	fixture->report = (struct registry_report){.judged = "the work tree",
		.registries = fixture->registries,
		.registry_count = 1,
		.services = fixture->services,
		.service_count = 3,
		.ranges = fixture->ranges,
		.range_count = 2,
		.free = 5,
		.conflicts = fixture->conflicts,
		.conflict_count = 2,
		.relations = fixture->relations,
		.relation_count = 2,
		.commits = fixture->commits,
		.commit_count = 2,
		.history_limit = 20};
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	buffer_release(&fixture->out);
	registry_release(fixture->registry);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void holds(const struct fixture *fixture, const char *wanted)
{
	if (strstr(buffer_string(&fixture->out), wanted) == NULL)
		fail_msg("no %s in\n%s", wanted, buffer_string(&fixture->out));
}

static void lacks(const struct fixture *fixture, const char *unwanted)
{
	if (strstr(buffer_string(&fixture->out), unwanted) != NULL)
		fail_msg("%s in\n%s", unwanted, buffer_string(&fixture->out));
}

static void as_text(void **state)
{
	struct fixture *fixture = *state;

	registry_report_text(&fixture->out, &fixture->report);
	assert_string_equal(buffer_string(&fixture->out),
		"3 services in 2 ranges, 5 free ports, 2 conflicts (1 error, "
		"1 warning)\n"
		"\n"
		"d\xef\xbf\xbd/<b>.yml:7:3: error: " HOSTILE
		" [compose/default-drift]\n"
		"plain.yml:9:3: warning: a\\x0ab\\x1b[2J "
		"[compose/default-drift]\n"
		"\n"
		"RANGE        PORTS                              TAKEN  "
		"FOREIGN   FREE\n"
		"apps          4000-4009   ██▒▒▒▒░░░░░░░░░░░░░░      1        "
		"2      5\n"
		"run-dynamic   4008-4011   ░░░░░░░░░░░░░░░░░░░░      0        "
		"0  dynamic\n"
		"\n"
		"RELATIONS\n"
		"web → " HOSTILE " (and calls)\n"
		"\n"
		"HISTORY\n"
		"not committed yet\n"
		"  the registry cannot be read\n"
		"\n"
		"2026-01-02  0123456  " HOSTILE "\n"
		"  added         " HOSTILE " http 4002, b 70\n"
		"  added         api 4001\n"
		"  added         web 4000\n"
		"  range added   apps 4000-4009\n"
		"  range added   run-dynamic 4008-4011 (dynamic)\n");
}

static void as_markdown(void **state)
{
	struct fixture *fixture = *state;

	fixture->report.link_base = "https://x/b/";
	registry_report_markdown(&fixture->out, &fixture->report);
	holds(fixture,
		"### Port registry: 3 services in 2 ranges, 5 free ports, 2 "
		"conflicts (1 error, 1 warning)\n\n"
		"- **error** [d\xef\xbf\xbd/&lt;b&gt;.yml:7]"
		"(<https://x/b/d%FF/%3Cb%3E.yml#L7>): "
		"&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;\"'\\|"
		"\\`\\*@<!-- -->me #<!-- -->1 (compose/default-drift)\n"
		"- **warning** [plain.yml:9](<https://x/b/plain.yml#L9>): "
		"a\\\\x0ab\\\\x1b\\[2J (compose/default-drift)\n");
	holds(fixture, "| apps | 4000–4009 | █▒▒░░░░░░░ | 1 | 2 | 5 |\n");
	holds(fixture, "| 4001 | api (deprecated) | other |  |\n");
	holds(fixture, "| 4002, 70 | &lt;/script&gt;");
	holds(fixture, "- web calls &lt;/script&gt;");
	holds(fixture,
		"- not committed yet\n  - the registry cannot be read\n");
	lacks(fixture, "<img");
	lacks(fixture, "<b>");
	/* Without a link base there are no links. */
	buffer_clear(&fixture->out);
	fixture->report.link_base = NULL;
	registry_report_markdown(&fixture->out, &fixture->report);
	holds(fixture, "- **warning** plain.yml:9: a");
}

/* GitHub refuses a comment of 65,536 characters. */
static void a_comment_is_cut(void **state)
{
	struct fixture *fixture = *state;
	const struct finding **conflicts =
		arena_alloc(fixture->arena, 3000 * sizeof(*conflicts));
	struct report_service *services =
		arena_alloc(fixture->arena, 3000 * sizeof(*services));
	char *message = arena_alloc(fixture->arena, 5001);

	memset(message, '<', 5000);
	fixture->findings[1].message = message;
	for (size_t i = 0; i < 3000; i++) {
		conflicts[i] = &fixture->findings[1];
		services[i] = fixture->services[2];
	}
	fixture->report.conflicts = conflicts;
	fixture->report.services = services;
	fixture->report.conflict_count = fixture->report.service_count = 3000;
	registry_report_markdown(&fixture->out, &fixture->report);
	assert_true(fixture->out.size < 60000);
	assert_true(fixture->out.size > 20000);
	holds(fixture, "&lt;… (compose/default-drift)\n");
	holds(fixture, " more\n");
	holds(fixture, "registry changes</summary>");
	for (const char *at = buffer_string(&fixture->out);
		(at = strstr(at, "<details>")) != NULL; at++)
		assert_non_null(strstr(at, "</details>"));
}

static void as_json(void **state)
{
	struct fixture *fixture = *state;
	json_t *root = registry_report_value(&fixture->report), *item;

	item = json_array_get(json_object_get(root, "services"), 2);
	assert_string_equal(
		json_string_value(json_object_get(item, "name")), HOSTILE);
	assert_null(json_object_get(item, "link"));
	item = json_array_get(json_object_get(root, "conflicts"), 0);
	assert_string_equal(json_string_value(json_object_get(item, "path")),
		"d\xef\xbf\xbd/<b>.yml");
	item = json_array_get(json_object_get(root, "ranges"), 0);
	item = json_array_get(json_object_get(item, "marks"), 2);
	assert_int_equal(
		json_integer_value(json_object_get(item, "factCount")), 3);
	json_decref(root);
}

/* The bytes between the tags, as the browser reads them. */
static struct slice between(
	const struct fixture *fixture, const char *open, const char *close)
{
	const char *start = strstr(buffer_string(&fixture->out), open);
	const char *end;

	assert_non_null(start);
	start += strlen(open);
	end = strstr(start, close);
	assert_non_null(end);
	return slice_range(start, 0, (size_t)(end - start));
}

static void as_a_page(void **state)
{
	struct fixture *fixture = *state;
	struct buffer policy = BUFFER_INIT, again = BUFFER_INIT;
	struct slice data;
	json_t *value, *wanted;

	fixture->report.link_base = "../";
	registry_report_html(&fixture->out, &fixture->report);
	data = between(fixture, "id=\"data\">", "</script>");
	assert_null(memchr(data.data, '<', data.size));
	assert_null(memchr(data.data, '&', data.size));
	value = json_loadb(data.data, data.size, 0, NULL);
	wanted = registry_report_value(&fixture->report);
	assert_true(json_equal(value, wanted));
	json_decref(value);
	json_decref(wanted);

	/* What the policy allows is what is there, and nothing else. */
	buffer_add_string(&policy, "default-src 'none'; script-src '");
	digest_add_source(&policy, between(fixture, "<script>", "</script>"));
	buffer_add_string(&policy, "'; style-src '");
	digest_add_source(&policy, between(fixture, "<style>", "</style>"));
	buffer_add_string(&policy, "'; base-uri 'none'; form-action 'none'\"");
	holds(fixture, buffer_string(&policy));
	lacks(fixture, "{{");
	lacks(fixture, "<img");
	holds(fixture, "\"../d%FF/%3Cb%3E.yml#L7\"");
	/* Our own parts reach for nothing. */
	assert_null(strstr(report_page_js, "innerHTML"));
	assert_null(strstr(report_page_css, "url("));

	registry_report_html(&again, &fixture->report);
	assert_string_equal(
		buffer_string(&again), buffer_string(&fixture->out));
	buffer_release(&again);
	buffer_release(&policy);
}

static void of_nothing(void **state)
{
	struct fixture *fixture = *state;

	fixture->report = (struct registry_report){.judged = "x"};
	registry_report_text(&fixture->out, &fixture->report);
	assert_string_equal(
		buffer_string(&fixture->out), "0 services, no conflicts\n");
	buffer_clear(&fixture->out);
	registry_report_markdown(&fixture->out, &fixture->report);
	assert_string_equal(buffer_string(&fixture->out),
		"### Port registry: 0 services, no conflicts\n");
}

/* What is there shows, and so does what is left. */
static void bars(void **state)
{
	static const struct {
		long taken, foreign, free;
		const char *bar;
	} cases[] = {
		{0, 0, 100, "░░░░"},
		{1, 0, 99, "█░░░"},
		{1, 1, 98, "█▒░░"},
		{100, 0, 0, "████"},
		{99, 0, 1, "███░"},
		{50, 49, 1, "██▒░"},
		{98, 1, 1, "██▒░"},
		{50, 50, 0, "██▒▒"},
	};
	struct fixture *fixture = *state;
	struct registry_range hundred = {.min = 1, .max = 100};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct report_range range = {.range = &hundred,
			.taken = cases[i].taken,
			.foreign = cases[i].foreign,
			.free = cases[i].free};

		buffer_clear(&fixture->out);
		report_add_bar(&fixture->out, &range, 4);
		assert_string_equal(buffer_string(&fixture->out), cases[i].bar);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(as_text),
		TEST(as_markdown),
		TEST(a_comment_is_cut),
		TEST(as_json),
		TEST(as_a_page),
		TEST(of_nothing),
		TEST(bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
