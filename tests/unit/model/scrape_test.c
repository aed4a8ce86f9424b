/*
 * Scrape targets: wherever static_configs stand, with exact places.
 */
#include "base/arena.h"
#include "model/scrape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct scrape_targets read(struct arena *arena, const char *text)
{
	struct document *document;
	struct error err;

	if (document_parse(&document, arena, DOCUMENT_YAML, "prometheus.yml",
		    text, strlen(text), &err) != 0)
		fail_msg("%s", err.message);
	return scrape_read(arena, document);
}

static void test_targets(void **state)
{
	struct arena *arena = arena_new();
	const char *text = "scrape_configs:\n"
			   "  - job_name: a\n"
			   "    static_configs:\n"
			   "      - targets: ['app:9100', \"http://b:81/m\"]\n"
			   "      - targets:\n"
			   "          - c.example.org:443\n"
			   "          - nowhere\n"
			   "          - ${HOST}:9100\n"
			   "alerting:\n"
			   "  alertmanagers:\n"
			   "    - static_configs:\n"
			   "        - targets: [alerts:9093]\n";
	static const struct {
		const char *host;
		long port;
	} wanted[] = {{"app", 9100}, {"b", 81}, {"c.example.org", 443},
		{"alerts", 9093}};
	struct scrape_targets targets = read(arena, text);

	(void)state;
	assert_int_equal(targets.count, 4);
	for (size_t i = 0; i < targets.count; i++) {
		assert_string_equal(targets.items[i].host, wanted[i].host);
		assert_int_equal(targets.items[i].port, wanted[i].port);
	}
	assert_memory_equal(text + targets.items[0].start, "9100", 4);
	assert_int_equal(targets.items[0].end - targets.items[0].start, 4);
	assert_memory_equal(text + targets.items[3].start, "9093", 4);
	arena_free(arena);
}

static void test_other_shapes(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_int_equal(read(arena, "static_configs: app:80\n").count, 0);
	assert_int_equal(
		read(arena, "static_configs: [{targets: app:80}]\n").count, 0);
	assert_int_equal(
		read(arena, "- static_configs: [[], {targets: [80]}]\n").count,
		0);
	assert_int_equal(read(arena, "").count, 0);
	arena_free(arena);
}

static void test_likely(void **state)
{
	(void)state;
	assert_true(scrape_is_likely("p.yml", slice_of("static_configs:")));
	assert_false(scrape_is_likely("p.yml", slice_of("configs:")));
	assert_false(scrape_is_likely("p.json", slice_of("static_configs")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_other_shapes),
		cmocka_unit_test(test_likely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
