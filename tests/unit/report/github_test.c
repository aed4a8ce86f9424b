/*
 * github: workflow commands that a file's name or text cannot break out of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reported.h"

static void assert_report(struct reported *reported, const char *wanted)
{
	struct buffer out = BUFFER_INIT;

	assert_int_equal(report_github(&out, &reported->report, NULL), 0);
	assert_string_equal(buffer_string(&out), wanted);
	buffer_release(&out);
}

static void test_command(void **state)
{
	static const char text[] = "a\nport: 8082\n";
	struct reported *reported = *state;

	reported_find(reported, "b.yaml", text, "8082");
	assert_report(reported,
		"::error file=b.yaml,line=2,endLine=2,col=7,endColumn=11,"
		"title=compose/default-drift::8082 is not 8090\n");
}

static void test_escapes(void **state)
{
	static const char text[] = "100%: a,b";
	struct reported *reported = *state;

	reported_find(reported, "a,b:c%\nd\r", text, "100%: a,b");
	assert_report(reported,
		"::error file=a%2Cb%3Ac%25%0Ad%0D,line=1,endLine=1,col=1,"
		"endColumn=10,title=compose/default-drift"
		"::100%25: a,b is not 8090\n");
}

/* A log is read in a terminal, too. */
static void test_terminal_escapes(void **state)
{
	struct reported *reported = *state;

	reported_find(reported, "a\x1b[2J", "\x1b]0;x\a", "\x1b]0;x\a");
	assert_report(reported,
		"::error file=a\\x1b[2J,line=1,endLine=1,col=1,endColumn=7,"
		"title=compose/default-drift"
		"::\\x1b]0;x\\x07 is not 8090\n");
}

static void test_levels(void **state)
{
	static const char text[] = "8082";
	struct reported *reported = *state;

	reported_find(reported, "a", text, "8082")->level = LEVEL_WARNING;
	reported_find(reported, "b", text, "8082")->level = LEVEL_NOTE;
	reported_find(reported, "c", text, "8082")->is_new = false;
	reported->report.only_new = true;
	assert_report(reported,
		"::warning file=a,line=1,endLine=1,col=1,endColumn=5,"
		"title=compose/default-drift::8082 is not 8090\n"
		"::notice file=b,line=1,endLine=1,col=1,endColumn=5,"
		"title=compose/default-drift::8082 is not 8090\n");
}

/* GitHub refuses columns where the lines differ. */
static void test_several_lines(void **state)
{
	static const char text[] = "a 8082\n8083 b";
	struct reported *reported = *state;

	reported_find(reported, "a", text, "8082\n8083");
	report_github(&reported->out, &reported->report, NULL);
	assert_non_null(strstr(buffer_string(&reported->out),
		"::error file=a,line=1,endLine=2,"));
	assert_null(strstr(buffer_string(&reported->out), "endColumn"));
}

static void test_notices(void **state)
{
	struct reported *reported = *state;
	struct buffer out = BUFFER_INIT;
	int i;

	for (i = 0; i < 7; i++)
		sink_notice(&reported->sink, NOTICE_LEFT_OUT, "l,1",
			"larger than 5 MiB");
	sink_notice(&reported->sink, NOTICE_FAILED, NULL, "100%% gone");
	sink_notice(&reported->sink, NOTICE_NOTE, "n", "said elsewhere");
	report_github(&out, &reported->report, NULL);
	assert_string_equal(buffer_string(&out),
		"::notice file=l%2C1,title=left out::larger than 5 MiB\n"
		"::notice file=l%2C1,title=left out::larger than 5 MiB\n"
		"::notice file=l%2C1,title=left out::larger than 5 MiB\n"
		"::notice file=l%2C1,title=left out::larger than 5 MiB\n"
		"::notice file=l%2C1,title=left out::larger than 5 MiB\n"
		"::error title=not looked at::100%25 gone\n"
		"::notice title=left out::and 2 others\n");
	buffer_release(&out);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
		name, reported_set_up, reported_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_command),
		TEST(test_escapes),
		TEST(test_terminal_escapes),
		TEST(test_levels),
		TEST(test_several_lines),
		TEST(test_notices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
