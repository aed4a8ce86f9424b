/*
 * Ports of servers that are started by a command or configured without a
 * variable, at the place of their digits.
 */
#include "model/listening.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef bool finder(struct listening *out, struct slice text, size_t from);

/* "8000 81 " for all ports that are found. */
static void check(finder *find, const char *text, const char *wanted)
{
	struct buffer got = BUFFER_INIT;
	struct listening found = {0};

	while (find(&found, slice_of(text), found.end)) {
		struct slice digits = slice_range(text, found.start, found.end);
		long port = 0;

		assert_true(slice_number(digits, 1, 65535, &port));
		assert_int_equal(port, found.port);
		buffer_format(&got, "%ld ", found.port);
	}
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
}

static void test_commands(void **state)
{
	(void)state;
	check(listening_find_command,
		"uvicorn app:app --host 0.0.0.0 --port 8002\n"
		"exec gunicorn -w 4 -b 0.0.0.0:8003 app\n"
		"flask run --port=8004 && php -S localhost:8005\n",
		"8002 8003 8004 8005 ");
	check(listening_find_command,
		"{\"dev\": \"next dev -p 3001\", \"b\": \"vite --port 5174\"}",
		"3001 5174 ");
	check(listening_find_command,
		"CMD [\"uvicorn\", \"app:app\", \"--port\", \"8000\"]",
		"8000 ");
	check(listening_find_command, "node_modules/.bin/vite --port 81",
		"81 ");
	check(listening_find_command, "uvicorn app:app \\\n  --port 8000\n",
		"8000 ");
}

/* Wherever it stands in a long text, also where that is cut for the search. */
static void test_far_commands(void **state)
{
	static const char command[] = " http-server -p 8006";

	(void)state;
	for (size_t blanks = 4070; blanks < 4120; blanks++) {
		struct buffer text = BUFFER_INIT;

		for (size_t i = 0; i < blanks; i++)
			buffer_add_char(&text, '.');
		buffer_add_string(&text, command);
		check(listening_find_command, text.data, "8006 ");
		buffer_release(&text);
	}
}

static void test_no_commands(void **state)
{
	(void)state;
	check(listening_find_command, "", "");
	check(listening_find_command, "uvicorn app:app --workers 4\n", "");
	check(listening_find_command, "uvicorn app:app --port $PORT\n", "");
	check(listening_find_command, "uvicorn app:app\n--port 8000\n", "");
	check(listening_find_command, "uvicorn a && mkdir -p 80 --port 81", "");
	check(listening_find_command, "mkdir -p 8000; my-vite --port 81", "");
	check(listening_find_command, "vite-node --port 81; a.vite --port 8",
		"");
	check(listening_find_command, "php -S 0.0.0.0:99999", "");
}

static void test_configuration(void **state)
{
	(void)state;
	assert_true(listening_is_configuration("app/vite.config.ts"));
	assert_false(listening_is_configuration("app/vite.ts"));
	check(listening_find_configured,
		"server: {port: 5173, strictPort: true},\n"
		"preview: {port:4173}, hmrport: 1, port: env.PORT, port: 80.5",
		"5173 4173 ");
}

static void test_settings(void **state)
{
	struct slice text = slice_of("class A(BaseSettings):\n");

	(void)state;
	assert_true(listening_is_settings("a.py", text));
	assert_false(listening_is_settings("a.rb", text));
	assert_false(listening_is_settings("a.py", slice_of("class A:\n")));
	check(listening_find_setting,
		"    port: int = 8010\n"
		"    PORT: int = Field(default=8011, env=1)\n"
		"    db_port: int = Field(8012)\n"
		"    report: int = 8013\n"
		"    port: str = 8014\n"
		"    port: int = OTHER\n",
		"8010 8011 8012 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_far_commands),
		cmocka_unit_test(test_no_commands),
		cmocka_unit_test(test_configuration),
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
