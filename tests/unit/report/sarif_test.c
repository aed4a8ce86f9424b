/*
 * sarif: what GitHub needs and uses. That the whole is valid is judged by
 * tests/outside/sarif.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reported.h"
#include <jansson.h>

/* The value at a path of keys and numbers, such as "runs.0.tool". */
static json_t *at(json_t *value, const char *path)
{
	char key[64];
	size_t size;

	for (; *path != '\0'; path += size + (path[size] == '.')) {
		size = strcspn(path, ".");
		memcpy(key, path, size);
		key[size] = '\0';
		value = json_is_array(value)
				? json_array_get(value, (size_t)atoi(key))
				: json_object_get(value, key);
	}
	return value;
}

static void assert_text(json_t *value, const char *path, const char *wanted)
{
	const char *text = json_string_value(at(value, path));

	if (text == NULL)
		fail_msg("%s is missing", path);
	assert_string_equal(text, wanted);
}

static void assert_number(json_t *value, const char *path, int wanted)
{
	if (at(value, path) == NULL)
		fail_msg("%s is missing", path);
	assert_int_equal(json_integer_value(at(value, path)), wanted);
}

/* The run; the caller owns the log that it stands in. */
static json_t *write_run(struct reported *reported, json_t **log)
{
	reported->out.size = 0;
	assert_int_equal(
		report_sarif(&reported->out, &reported->report, NULL), 0);
	*log = json_loadb(reported->out.data, reported->out.size, 0, NULL);
	assert_non_null(*log);
	assert_text(*log, "version", "2.1.0");
	return at(*log, "runs.0");
}

static void test_clean_run(void **state)
{
	struct reported *reported = *state;
	json_t *log, *run;

	reported_file(reported, "a", "");
	run = write_run(reported, &log);
	assert_true(json_is_array(at(run, "results")));
	assert_int_equal(json_array_size(at(run, "results")), 0);
	assert_text(run, "automationDetails.id", "plumb/");
	assert_text(run, "columnKind", "utf16CodeUnits");
	assert_true(json_is_true(at(run, "invocations.0.executionSuccessful")));
	assert_int_equal(json_array_size(at(run, "tool.driver.rules")), 2);
	json_decref(log);
}

static void test_rules(void **state)
{
	struct reported *reported = *state;
	json_t *log, *rule;

	reported_file(reported, "a", "");
	rule = at(write_run(reported, &log), "tool.driver.rules.0");
	assert_text(rule, "id", "compose/default-drift");
	assert_text(rule, "name", "ComposeDefaultDrift");
	assert_text(rule, "shortDescription.text",
		"A default differs from the registry.");
	assert_text(rule, "help.markdown", "Make them **equal**.");
	assert_text(rule, "defaultConfiguration.level", "error");
	assert_text(rule, "properties.precision", "high");
	assert_null(at(rule, "properties.security-severity"));
	rule = at(at(log, "runs.0"), "tool.driver.rules.1");
	assert_text(rule, "properties.security-severity", "8.0");
	assert_text(rule, "properties.precision", "very-high");
	json_decref(log);
}

static void test_result(void **state)
{
	static const char text[] = "a\n\xf0\x9f\x9a\x80\xc3\xa9: 8082\n";
	static const char registry[] = "billing: 8090\n";
	struct reported *reported = *state;
	struct finding *finding =
		reported_find(reported, "d \xc3\xa9/b.yaml", text, "8082");
	json_t *log, *result;

	finding_relate(&reported->sink, finding,
		reported_place("ports.yaml", registry, "8090"), "[owned] here");
	reported_file(reported, "d \xc3\xa9/b.yaml", text);
	result = at(write_run(reported, &log), "results.0");
	assert_text(result, "ruleId", "compose/default-drift");
	assert_number(result, "ruleIndex", 0);
	assert_text(result, "level", "error");
	assert_text(result, "message.text",
		"8082 is not 8090 ([\\[owned\\] here](1))");
	assert_text(result, "locations.0.physicalLocation.artifactLocation.uri",
		"d%20%C3%A9/b.yaml");
	/* The rocket is two UTF-16 units, and four bytes. */
	assert_number(
		result, "locations.0.physicalLocation.region.startLine", 2);
	assert_number(
		result, "locations.0.physicalLocation.region.startColumn", 6);
	assert_number(
		result, "locations.0.physicalLocation.region.endColumn", 10);
	assert_number(result, "relatedLocations.0.id", 1);
	assert_number(result,
		"relatedLocations.0.physicalLocation.region.startColumn", 10);
	assert_text(result, "relatedLocations.0.message.text", "[owned] here");
	assert_true(json_is_true(at(result, "properties.new")));
	json_decref(log);
}

/* Both new and old, since GitHub closes what is missing. */
static void test_old_ones_are_kept(void **state)
{
	static const char text[] = "8082 8083";
	struct reported *reported = *state;
	json_t *log, *run;

	reported_file(reported, "a", text);
	reported_find(reported, "a", text, "8082")->is_new = false;
	reported_find(reported, "a", text, "8083");
	reported->report.only_new = true;
	run = write_run(reported, &log);
	assert_int_equal(json_array_size(at(run, "results")), 2);
	assert_true(json_is_true(at(run, "results.0.properties.new")));
	assert_number(run,
		"results.0.locations.0.physicalLocation.region.startColumn", 6);
	assert_true(json_is_false(at(run, "results.1.properties.new")));
	json_decref(log);
}

static void test_fixes(void **state)
{
	static const char text[] = "x\nport: 8082\n";
	struct reported *reported = *state;
	struct finding *finding = reported_find(reported, "a", text, "8082");
	json_t *log, *change;

	reported_file(reported, "a", text);
	finding_fix(&reported->sink, finding, 8, 12, "8090", "take 8090");
	change = at(write_run(reported, &log),
		"results.0.fixes.0.artifactChanges.0.replacements.0");
	assert_number(change, "deletedRegion.startLine", 2);
	assert_number(change, "deletedRegion.startColumn", 7);
	assert_number(change, "deletedRegion.endColumn", 11);
	assert_text(change, "insertedContent.text", "8090");
	json_decref(log);
}

/* An insertion deletes nothing. */
static void test_insertion(void **state)
{
	static const char text[] = "8082\n";
	struct reported *reported = *state;
	struct finding *finding = reported_find(reported, "a", text, "8082");
	json_t *log, *region;

	reported_file(reported, "a", text);
	finding_fix(&reported->sink, finding, 4, 4, "0", "add a nought");
	region = at(write_run(reported, &log),
		"results.0.fixes.0.artifactChanges.0.replacements.0."
		"deletedRegion");
	assert_number(region, "startColumn", 5);
	assert_number(region, "endColumn", 5);
	json_decref(log);
}

static void test_notifications(void **state)
{
	struct reported *reported = *state;
	json_t *log, *list;

	reported_file(reported, "a", "");
	sink_notice(&reported->sink, NOTICE_FAILED, "b c", "cannot be read");
	sink_notice(&reported->sink, NOTICE_LEFT_OUT, "d", "too large");
	reported->report.successful = false;
	list = at(write_run(reported, &log),
		"invocations.0.toolExecutionNotifications");
	assert_text(list, "0.level", "error");
	assert_text(list, "0.message.text", "cannot be read");
	assert_text(list, "0.locations.0.physicalLocation.artifactLocation.uri",
		"b%20c");
	assert_text(list, "1.level", "note");
	assert_true(json_is_false(
		at(log, "runs.0.invocations.0.executionSuccessful")));
	json_decref(log);
}

static void assert_provenance(
	struct reported *reported, const char *origin, const char *uri)
{
	json_t *log, *object;

	reported->report.provenance.repository = origin;
	reported->report.provenance.branch = "main";
	object = at(write_run(reported, &log), "versionControlProvenance.0");
	if (uri == NULL)
		assert_null(object);
	else
		assert_text(object, "repositoryUri", uri);
	json_decref(log);
}

static void test_provenance(void **state)
{
	struct reported *reported = *state;

	reported_file(reported, "a", "");
	assert_provenance(reported, "https://example.com/a/b.git",
		"https://example.com/a/b.git");
	assert_provenance(reported, "git@example.com:a/b.git",
		"ssh://git@example.com/a/b.git");
	/* A folder of this machine is nobody else's business. */
	assert_provenance(reported, "/srv/git/b.git", NULL);
	assert_provenance(reported, "../b.git", NULL);
	assert_provenance(reported, NULL, NULL);
}

/* The worst 5,000 of more. */
static void test_limit(void **state)
{
	static const char text[] = "8082";
	struct reported *reported = *state;
	char path[16];
	json_t *log, *run;
	int i;

	reported_file(reported, "a", text);
	for (i = 0; i < 5001; i++) {
		snprintf(path, sizeof(path), "f%05d", i);
		reported_find(reported, path, text, "8082")->level =
			i == 5000 ? LEVEL_ERROR : LEVEL_NOTE;
	}
	run = write_run(reported, &log);
	assert_int_equal(json_array_size(at(run, "results")), 5000);
	assert_text(run, "results.0.level", "error");
	assert_text(run, "invocations.0.toolExecutionNotifications.0.level",
		"warning");
	json_decref(log);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
		name, reported_set_up, reported_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_clean_run),
		TEST(test_rules),
		TEST(test_result),
		TEST(test_old_ones_are_kept),
		TEST(test_fixes),
		TEST(test_insertion),
		TEST(test_notifications),
		TEST(test_provenance),
		TEST(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
