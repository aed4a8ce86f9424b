/*
 * text: the line of a finding, and on a terminal the source line, the caret
 * under the exact span and the related places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reported.h"

#define PATH "a/compose.yaml"

static void assert_report(struct reported *reported, const char *wanted)
{
	struct buffer out = BUFFER_INIT;

	assert_int_equal(report_text(&out, &reported->report, NULL), 0);
	assert_string_equal(buffer_string(&out), wanted);
	buffer_release(&out);
}

static void test_one_line_each(void **state)
{
	static const char text[] = "ports:\n  - 8082:80\n";
	struct reported *reported = *state;

	reported_file(reported, PATH, text);
	reported_find(reported, PATH, text, "8082");
	assert_report(reported, PATH ":2:5: error: 8082 is not 8090 "
				     "[compose/default-drift]\n");
}

static void test_only_new(void **state)
{
	static const char text[] = "8082 8083\n";
	struct reported *reported = *state;

	reported_file(reported, PATH, text);
	reported_find(reported, PATH, text, "8082")->is_new = false;
	reported_find(reported, PATH, text, "8083");
	reported->report.only_new = true;
	assert_report(reported, PATH ":1:6: error: 8083 is not 8090 "
				     "[compose/default-drift]\n");
}

static void test_excerpt(void **state)
{
	static const char text[] = "# \xc3\xa9\n\t\xc3\xa9 - 8082:80\n";
	static const char registry[] = "billing: 8090\n";
	struct reported *reported = *state;
	struct finding *finding;

	reported_file(reported, PATH, text);
	finding = reported_find(reported, PATH, text, "8082");
	finding_relate(&reported->sink, finding,
		reported_place("ports.yaml", registry, "8090"),
		"billing owns 8090 here");
	reported->report.excerpts = true;
	assert_report(reported,
		PATH ":2:7: error: 8082 is not 8090 [compose/default-drift]\n"
		     "    2 | \t\xc3\xa9 - 8082:80\n"
		     "      | \t    ^~~~\n"
		     "      = ports.yaml:1:10: billing owns 8090 here\n");
}

/* A long line is cut around the span, between code points. */
static void test_long_line(void **state)
{
	struct reported *reported = *state;
	struct buffer text = BUFFER_INIT;
	const char *line, *end;
	size_t i;

	for (i = 0; i < 300; i++)
		buffer_add_string(&text, "\xc3\xa9");
	buffer_add_string(&text, "8082");
	for (i = 0; i < 3000; i++)
		buffer_add_string(&text, "\xe2\x82\xac");
	reported_file(reported, PATH, buffer_string(&text));
	reported_find(reported, PATH, buffer_string(&text), "8082");
	reported->report.excerpts = true;
	report_text(&reported->out, &reported->report, NULL);
	line = strstr(buffer_string(&reported->out), "    1 | ");
	assert_non_null(line);
	line += strlen("    1 | ");
	end = strchr(line, '\n');
	assert_true(end - line < 200);
	assert_true((line[0] & 0xc0) != 0x80 && (end[-1] & 0xc0) == 0x80);
	assert_non_null(strstr(line, "\xc3\xa9"
				     "8082\xe2\x82\xac"));
	assert_non_null(strstr(end, " ^~~~\n"));
	buffer_release(&text);
}

static void test_secret_is_masked(void **state)
{
	static const char text[] = "key = sk_live_0123456789 # 8082\n";
	struct reported *reported = *state;

	reported_file(reported, PATH, text);
	sink_add(&reported->sink, "secrets/private-key", NULL,
		reported_place(PATH, text, "sk_live_0123456789"), NULL, 0);
	/* Another finding on its line shows it no more. */
	reported_find(reported, PATH, text, "8082");
	reported->report.excerpts = true;
	report_text(&reported->out, &reported->report, NULL);
	assert_null(strstr(buffer_string(&reported->out), "0123456789"));
	assert_null(strstr(buffer_string(&reported->out), "sk_live"));
	assert_non_null(strstr(buffer_string(&reported->out), "# 8082\n"));
}

static void test_colours_only_when_asked(void **state)
{
	static const char text[] = "8082\n";
	struct reported *reported = *state;

	reported_file(reported, PATH, text);
	reported_find(reported, PATH, text, "8082");
	report_text(&reported->out, &reported->report, NULL);
	assert_null(strchr(buffer_string(&reported->out), '\033'));
	reported->report.color = true;
	report_text(&reported->out, &reported->report, NULL);
	assert_non_null(strchr(buffer_string(&reported->out), '\033'));
}

/* A finding whose file is gone from the tree (of a range) has no excerpt. */
static void test_file_that_is_gone(void **state)
{
	static const char text[] = "8082\n";
	struct reported *reported = *state;

	reported_file(reported, "other", text);
	reported_find(reported, PATH, text, "8082");
	reported->report.excerpts = true;
	assert_report(reported, PATH ":1:1: error: 8082 is not 8090 "
				     "[compose/default-drift]\n");
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
		name, reported_set_up, reported_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_line_each),
		TEST(test_only_new),
		TEST(test_excerpt),
		TEST(test_long_line),
		TEST(test_secret_is_masked),
		TEST(test_colours_only_when_asked),
		TEST(test_file_that_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
