/*
 * condition: every name that a rule.yml may use, and no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/condition.h"

static void names_are_known(void **state)
{
	static const struct {
		const char *name;
		enum condition_kind kind;
	} all[] = {
		{"registered", CONDITION_REGISTERED},
		{"unregistered", CONDITION_UNREGISTERED},
		{"of-this-component", CONDITION_OF_THIS_COMPONENT},
		{"foreign", CONDITION_FOREIGN},
		{"published", CONDITION_PUBLISHED},
		{"target", CONDITION_TARGET},
	};

	(void)state;
	assert_int_equal(sizeof(all) / sizeof(*all), CONDITION_UNKNOWN);
	for (size_t i = 0; i < CONDITION_UNKNOWN; i++)
		assert_int_equal(condition_of(all[i].name), all[i].kind);
	assert_int_equal(condition_of("register"), CONDITION_UNKNOWN);
	assert_int_equal(condition_of(""), CONDITION_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
