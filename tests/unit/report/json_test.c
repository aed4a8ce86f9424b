/*
 * json and jsonl: the objects that programs read, as they are documented.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reported.h"
#include <jansson.h>

static json_t *parse(struct reported *reported, report_writer *write)
{
	json_t *value;

	reported->out.size = 0;
	assert_int_equal(write(&reported->out, &reported->report, NULL), 0);
	value = json_loadb(reported->out.data, reported->out.size, 0, NULL);
	assert_non_null(value);
	return value;
}

static void assert_text(json_t *object, const char *key, const char *wanted)
{
	assert_string_equal(
		json_string_value(json_object_get(object, key)), wanted);
}

static void assert_number(json_t *object, const char *key, int wanted)
{
	assert_int_equal(
		json_integer_value(json_object_get(object, key)), wanted);
}

static void test_fields(void **state)
{
	static const char text[] = "a\n\xc3\xa9: 8082\n";
	static const char registry[] = "billing: 8090\n";
	struct reported *reported = *state;
	struct finding *finding =
		reported_find(reported, "b.yaml", text, "8082");
	json_t *list, *object, *related;

	finding_relate(&reported->sink, finding,
		reported_place("ports.yaml", registry, "8090"), "owned here");
	list = parse(reported, report_json);
	assert_int_equal(json_array_size(list), 1);
	object = json_array_get(list, 0);
	assert_text(object, "rule", "compose/default-drift");
	assert_text(object, "level", "error");
	assert_text(object, "message", "8082 is not 8090");
	assert_text(object, "path", "b.yaml");
	assert_number(object, "line", 2);
	assert_number(object, "column", 5); /* in bytes */
	assert_number(object, "endLine", 2);
	assert_number(object, "endColumn", 9);
	assert_int_equal(strlen(json_string_value(
				 json_object_get(object, "fingerprint"))),
		16);
	assert_true(json_is_true(json_object_get(object, "new")));
	assert_null(json_object_get(object, "commit"));
	related = json_array_get(json_object_get(object, "related"), 0);
	assert_text(related, "path", "ports.yaml");
	assert_number(related, "line", 1);
	assert_number(related, "column", 10);
	assert_text(related, "message", "owned here");
	json_decref(list);
}

static void test_nothing_is_an_empty_list(void **state)
{
	struct reported *reported = *state;
	json_t *list = parse(reported, report_json);

	assert_true(json_is_array(list));
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
	reported->out.size = 0;
	report_jsonl(&reported->out, &reported->report, NULL);
	assert_int_equal(reported->out.size, 0);
}

static void test_a_line_each(void **state)
{
	static const char text[] = "8082 8083";
	struct reported *reported = *state;
	const char *at;
	size_t lines = 0;

	reported_find(reported, "a\nb", text, "8082");
	reported_find(reported, "a\nb", text, "8083");
	report_jsonl(&reported->out, &reported->report, NULL);
	for (at = buffer_string(&reported->out); *at != '\0'; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 2);
}

static void test_only_new(void **state)
{
	static const char text[] = "8082 8083";
	struct reported *reported = *state;
	json_t *list;

	reported_find(reported, "a", text, "8082")->is_new = false;
	reported_find(reported, "a", text, "8083");
	list = parse(reported, report_json);
	assert_int_equal(json_array_size(list), 2);
	json_decref(list);
	reported->report.only_new = true;
	list = parse(reported, report_json);
	assert_int_equal(json_array_size(list), 1);
	assert_number(json_array_get(list, 0), "column", 6);
	json_decref(list);
}

/* A name that is not UTF-8 must not break the whole document. */
static void test_bytes_that_are_no_text(void **state)
{
	static const char text[] = "8082";
	struct reported *reported = *state;
	json_t *list;

	reported_find(reported, "l\xe9gume", text, "8082");
	list = parse(reported, report_json);
	assert_text(json_array_get(list, 0), "path", "l\xef\xbf\xbdgume");
	json_decref(list);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
		name, reported_set_up, reported_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fields),
		TEST(test_nothing_is_an_empty_list),
		TEST(test_a_line_each),
		TEST(test_only_new),
		TEST(test_bytes_that_are_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
