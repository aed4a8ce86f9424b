/*
 * Whether two values are the same: over every kind, in any order of keys, and
 * for trees that a comparison key by key would not finish.
 */
#include "document_yaml_fixture.h"

#include "base/string.h"

static bool same(const char *one, const char *other)
{
	const struct node *a = read_text(one)->root;
	const struct node *b = read_text(other)->root;
	bool result = node_same(a, b);

	assert_int_equal(node_same(b, a), result);
	return result;
}

static void values(void **state)
{
	static const struct {
		const char *one, *other;
		bool same;
	} cases[] = {
		{"16", "0x10", true},
		{"1", "1.0", false},
		{"1", "'1'", false},
		{"1.50", "1.5", true},
		{"-0.0", "0.0", true},
		{".nan", ".NaN", true},
		{".inf", "-.inf", false},
		{"~", "null", true},
		{"~", "''", false},
		{"true", "True", true},
		{"true", "false", false},
		{"a", "'a'", true},
		{"a", "b", false},
		{"[a, b]", "- a\n- b", true},
		{"[a, b]", "[b, a]", false},
		{"[a, b]", "[a]", false},
		{"[ab]", "[a, b]", false},
		{"[]", "{}", false},
		{"{}", "{}", true},
		{"{a: 1, b: 2}", "{b: 2, a: 1}", true},
		{"{a: 1, b: 2}", "{b: 1, a: 2}", false},
		{"{a: 1, b: 2}", "{b: 2, a: 3}", false},
		{"{a: 1, b: 2}", "{b: 2, c: 1}", false},
		{"{16: a, b: 2}", "{b: 2, 0x10: a}", true},
		{"{-0.0: a, b: .nan}", "{b: .NaN, 0.0: a}", true},
		{"{a: , b: true}", "{b: True, a: ~}", true},
		{"{[a]: 1, {b: 1, c: 2}: 2}", "{{c: 2, b: 1}: 2, [a]: 1}",
			true},
		{"{[a]: 1, [b]: 2}", "{[b]: 1, [a]: 2}", false},
		{"{x: {a: 1, b: [1]}, y: 1}", "{y: 1, x: {b: [1], a: 1}}",
			true},
		/* What would be the same run together. */
		{"{a: b, bb: a}", "{a: bb, b: a}", false},
		{"{a: 1, b: [a, b]}", "{b: [ab], a: 1}", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (same(cases[i].one, cases[i].other) != cases[i].same)
			fail_msg("%s and %s", cases[i].one, cases[i].other);
}

static void nothing_is_itself(void **state)
{
	const struct node *node = read_text("a")->root;

	(void)state;
	assert_true(node_same(NULL, NULL));
	assert_false(node_same(node, NULL));
	assert_false(node_same(NULL, node));
	assert_true(node_same(node, node));
}

static const char *nested_keys(const char *inner)
{
	struct buffer text = BUFFER_INIT;
	const char *copy;

	for (int i = 0; i < 100; i++)
		buffer_add_string(&text, "? ");
	buffer_add_string(&text, inner);
	copy = hold(buffer_string(&text), text.size + 1);
	buffer_release(&text);
	return copy;
}

/* Each level asked twice would be 2 to the power of 100 questions. */
static void keys_within_keys(void **state)
{
	(void)state;
	assert_false(same(nested_keys("a"), nested_keys("b")));
	assert_false(
		same(nested_keys("{a: 1, b: 2}"), nested_keys("{b: 2, a: 3}")));
	assert_true(
		same(nested_keys("{a: 1, b: 2}"), nested_keys("{b: 2, a: 1}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values, setup, teardown),
		cmocka_unit_test_setup_teardown(
			nothing_is_itself, setup, teardown),
		cmocka_unit_test_setup_teardown(
			keys_within_keys, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
