/*
 * redact: stars over what a rule for secrets matches, the rest as it was.
 */
#include "engine/redact.h"
#include "rule/set.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants those before it. */
#include <cmocka.h>

static const struct rule_match match_of_token = {.pattern = "tok_\\w+"};
static const struct rule token = {.id = "house/token",
	.matches = &match_of_token,
	.match_count = 1,
	.redacted = true};
static const struct rule_match match_of_word = {.pattern = "plain"};
static const struct rule word = {
	.id = "house/word", .matches = &match_of_word, .match_count = 1};

static void assert_redacted(const char *text, const char *shown)
{
	const struct rule *rules[] = {&token, &word};
	const struct rule_set set = {.rules = rules, .count = 2};
	char copy[200];

	strcpy(copy, text);
	redact(copy, strlen(copy), &set);
	assert_string_equal(copy, shown);
}

static void test_secret_is_covered(void **state)
{
	(void)state;
	assert_redacted("a tok_abcdef b", "a tok_****** b");
	assert_redacted("tok_abcdef,tok_12345\ntok_abcde\n",
		"tok_******,tok_*****\ntok_*****\n");
}

static void test_short_one_is_covered_whole(void **state)
{
	(void)state;
	assert_redacted("tok_abcd", "********");
}

static void test_other_text_stays(void **state)
{
	(void)state;
	assert_redacted("plain tok- text", "plain tok- text");
	assert_redacted("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secret_is_covered),
		cmocka_unit_test(test_short_one_is_covered_whole),
		cmocka_unit_test(test_other_text_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
