/*
 * Paths as parts of URIs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uri.h"
#include <cmocka.h>

static void paths_are_encoded(void **state)
{
	struct buffer out = BUFFER_INIT;

	(void)state;
	uri_add_path(&out, "a-b_c.d~e/F0");
	assert_string_equal(buffer_string(&out), "a-b_c.d~e/F0");
	buffer_clear(&out);
	uri_add_path(&out, "javascript:x(\"<1>\") #?%&\n\xff\xc3\xa9");
	assert_string_equal(buffer_string(&out),
		"javascript%3Ax%28%22%3C1%3E%22%29%20%23%3F%25%26%0A%FF%C3%A9");
	buffer_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
