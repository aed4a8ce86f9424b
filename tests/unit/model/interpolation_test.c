/*
 * Interpolation against the compose specification, and where each byte of a
 * result was written.
 */
#include "base/arena.h"
#include "model/interpolation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* SET=value, EMPTY=, PORT=8080, HIDDEN is defined but cannot be known. */
static const char *value(void *state, struct slice name, bool *known)
{
	(void)state;
	*known = !slice_is(name, "HIDDEN");
	if (slice_is(name, "SET"))
		return "value";
	if (slice_is(name, "PORT"))
		return "8080";
	return slice_is(name, "EMPTY") || slice_is(name, "HIDDEN") ? "" : NULL;
}

static const struct variables variables = {value, NULL};

static int setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static struct interpolated read(struct arena *arena, const char *input)
{
	struct interpolated out;
	struct error err;

	if (interpolate(&out, arena, slice_of(input), &variables, &err) < 0)
		fail_msg("%s: %s", input, err.message);
	return out;
}

static void test_values(void **state)
{
	static const struct {
		const char *input, *text;
		bool known;
	} wanted[] = {
		{"plain", "plain", true},
		{"", "", true},
		{"$SET", "value", true},
		{"${SET}", "value", true},
		{"a${SET}b", "avalueb", true},
		{"$SET-x", "value-x", true},
		{"$$SET", "$SET", true},
		{"$${SET}", "${SET}", true},
		{"cost: 5$", "cost: 5$", true},
		{"$1 $(date) $-", "$1 $(date) $-", true},
		{"$UNSET", "", false},
		{"${UNSET}", "", false},
		{"${UNSET:-d}", "d", true},
		{"${UNSET-d}", "d", true},
		{"${UNSET:-}", "", true},
		{"${EMPTY:-d}", "d", true},
		{"${EMPTY-d}", "", true},
		{"${SET:-d}", "value", true},
		{"${SET:+x}", "x", true},
		{"${EMPTY:+x}", "", true},
		{"${EMPTY+x}", "x", true},
		{"${UNSET:+x}", "", false},
		{"${SET:?must}", "value", true},
		{"${UNSET:?must}", "", false},
		{"${EMPTY:?must}", "", false},
		{"${EMPTY?must}", "", true},
		{"${UNSET:-${PORT}}", "8080", true},
		{"${UNSET:-${ALSO:-7000}}", "7000", true},
		{"${UNSET:-${ALSO}}", "", false},
		{"${UNSET:-a}:${UNSET:-b}", "a:b", true},
		{"${UNSET:-{\"a\": 1}}", "{\"a\": 1}", true},
		{"${HIDDEN:-d}", "", false},
		{"${UNSET:-a$$b}", "a$b", true},
	};
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct interpolated out = read(*state, wanted[i].input);

		assert_string_equal(out.text, wanted[i].text);
		assert_int_equal(out.size, strlen(wanted[i].text));
		if (out.known != wanted[i].known)
			fail_msg("%s: known is wrong", wanted[i].input);
	}
}

static void test_broken(void **state)
{
	static const struct {
		const char *input;
		unsigned column;
	} wanted[] = {
		{"ab${", 3},
		{"${A", 1},
		{"${}", 1},
		{"${1}", 1},
		{"${A.b}", 1},
		{"x${A!}", 2},
		{"${A:}", 1},
		{"${A:-${}}", 6},
	};
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct interpolated out;
		struct error err = {0};

		if (interpolate(&out, *state, slice_of(wanted[i].input),
			    &variables, &err) == 0)
			fail_msg("%s was taken", wanted[i].input);
		assert_int_equal(err.column, wanted[i].column);
		assert_false(out.known);
	}
}

static void test_deep_nesting_ends(void **state)
{
	char input[8192] = "";
	struct interpolated out;
	struct error err;
	size_t i;

	for (i = 0; i < 1000; i++)
		strcat(input, "${A:-");
	strcat(input, "x");
	for (i = 0; i < 1000; i++)
		strcat(input, "}");
	assert_int_equal(
		interpolate(&out, *state, slice_of(input), &variables, &err),
		-1);
}

static void test_source_of_default(void **state)
{
	const char *input = "${X_PORT:-14007}:${Y:-4007}";
	struct interpolated out = read(*state, input);
	struct interpolated_source source;

	assert_string_equal(out.text, "14007:4007");
	assert_true(interpolated_source(&out, 0, 5, &source));
	assert_int_equal(source.from, 10);
	assert_int_equal(source.to, 15);
	assert_int_equal(source.origin, ORIGIN_DEFAULT);
	assert_string_equal(source.variable, "X_PORT");
	assert_true(interpolated_source(&out, 6, 10, &source));
	assert_int_equal(source.from, 22);
	assert_string_equal(source.variable, "Y");
	assert_int_equal(interpolated_at(&out, 5)->origin, ORIGIN_LITERAL);
	assert_null(interpolated_at(&out, 10));
}

static void test_source_of_variable(void **state)
{
	struct interpolated out = read(*state, "a${PORT}b");
	struct interpolated_source source;

	assert_true(interpolated_source(&out, 2, 3, &source));
	assert_int_equal(source.from, 1);
	assert_int_equal(source.to, 8);
	assert_int_equal(source.origin, ORIGIN_DEFINED);
	assert_string_equal(source.variable, "PORT");
}

static void test_source_of_unknown(void **state)
{
	struct interpolated out = read(*state, "1${UNSET}:80");
	struct interpolated_source source;

	assert_string_equal(out.text, "1:80");
	assert_true(interpolated_source(&out, 0, 1, &source));
	assert_int_equal(source.origin, ORIGIN_UNKNOWN);
	assert_true(interpolated_source(&out, 2, 4, &source));
	assert_int_equal(source.origin, ORIGIN_LITERAL);
	assert_int_equal(source.from, 10);
}

static void test_rest(void **state)
{
	struct interpolated out = read(*state, "${UNSET}KEY=${PORT}x");
	const struct interpolated *rest = interpolated_rest(*state, &out, 4);
	struct interpolated_source source;

	assert_false(out.known);
	assert_true(rest->known);
	assert_string_equal(rest->text, "8080x");
	assert_true(interpolated_source(rest, 4, 5, &source));
	assert_int_equal(source.from, 19);
	assert_true(interpolated_source(rest, 0, 4, &source));
	assert_int_equal(source.from, 12);
	assert_int_equal(source.to, 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_deep_nesting_ends),
		cmocka_unit_test(test_source_of_default),
		cmocka_unit_test(test_source_of_variable),
		cmocka_unit_test(test_source_of_unknown),
		cmocka_unit_test(test_rest),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
