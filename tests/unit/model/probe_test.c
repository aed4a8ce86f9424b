/*
 * The ports that healthchecks ask, by the tools that ask them.
 */
#include "model/probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_found(void **state)
{
	static const struct {
		const char *command;
		long port;
		size_t start;
	} wanted[] = {
		{"curl -f http://localhost:8080/health", 8080, 25},
		{"wget -q http://127.0.0.1:80/", 80, 25},
		{"CMD nc -z localhost 5432", 5432, 20},
		{"bash -c 'echo > /dev/tcp/localhost/9000'", 9000, 35},
		{"redis-cli -p 6380 ping", 6380, 13},
		{"CMD pg_isready -U x -p 5433", 5433, 23},
		{"tool --port=9090", 9090, 12},
		{"tool --port 9090", 9090, 12},
		{"nc -z localhost 81 && curl localhost:82", 81, 16},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct probe probe;

		if (!probe_find(&probe, slice_of(wanted[i].command), 0))
			fail_msg("none in %s", wanted[i].command);
		assert_int_equal(probe.port, wanted[i].port);
		assert_int_equal(probe.start, wanted[i].start);
	}
}

static void test_not_found(void **state)
{
	static const char *const commands[] = {"", "pg_isready -U postgres",
		"mysqladmin -p 3306 ping", "curl http://other:8080/",
		"curl http://localhost/", "curl http://localhost:${PORT}/",
		"nc -z localhost $PORT", "echo localhost 5s", "mylocalhost 80",
		"sleep 30"};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct probe probe;

		if (probe_find(&probe, slice_of(commands[i]), 0))
			fail_msg("found %ld in %s", probe.port, commands[i]);
	}
}

static void test_next(void **state)
{
	struct slice command =
		slice_of("nc -z localhost 81 && curl localhost:82");
	struct probe probe;

	(void)state;
	assert_true(probe_find(&probe, command, 0));
	assert_true(probe_find(&probe, command, probe.end));
	assert_int_equal(probe.port, 82);
	assert_false(probe_find(&probe, command, probe.end));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
