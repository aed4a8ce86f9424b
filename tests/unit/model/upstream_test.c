/*
 * Addresses in values: their exact bytes, and what is none.
 */
#include "model/upstream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "scheme|host|port|start-end" of every address, one after the other. */
static void expect(const char *text, const char *wanted)
{
	struct buffer got = BUFFER_INIT;
	struct upstream found;
	size_t at = 0;

	while (upstream_find(&found, slice_of(text), at)) {
		buffer_format(&got, "%s%.*s|%.*s|%ld|%zu-%zu",
			got.size ? " " : "", (int)found.scheme.size,
			found.scheme.data, (int)found.host.size,
			found.host.data, found.port, found.start, found.end);
		assert_true(found.end > at);
		assert_int_equal(found.end, found.port_end);
		at = found.end;
	}
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
}

static void test_finds(void **state)
{
	(void)state;
	expect("http://localhost:4007", "http|localhost|4007|7-21");
	expect("telegram-timescale:5434", "|telegram-timescale|5434|0-23");
	expect("postgresql://me:secret@db:5432/x?a=b",
		"postgresql|db|5432|23-30");
	expect("redis://:secret@cache:6379/0", "redis|cache|6379|16-26");
	expect("http://[::1]:80/", "http|::1|80|7-15");
	expect("a:1,b.c:2;127.0.0.1:3",
		"|a|1|0-3 |b.c|2|4-9 |127.0.0.1|3|10-21");
	expect("kafka:9092.", "|kafka|9092|0-10");
	expect("jdbc:postgresql://db:5432/x", "postgresql|db|5432|18-25");
}

static void test_finds_none(void **state)
{
	(void)state;
	expect("", "");
	expect("redis:7.2-alpine", "");
	expect("node:18-slim", "");
	expect("14:32:15", "");
	expect("http://localhost:", "");
	expect("http://:4007", "");
	expect("db:070", "");
	expect("db:70000", "");
	expect("db:80b", "");
	expect("path/db:5432", "");
	expect("1000:1000", "");
	expect("-db:5432", "");
}

static void test_loopback(void **state)
{
	(void)state;
	assert_true(upstream_is_loopback(slice_of("localhost")));
	assert_true(upstream_is_loopback(slice_of("LocalHost")));
	assert_true(upstream_is_loopback(slice_of("127.0.1.1")));
	assert_true(upstream_is_loopback(slice_of("::1")));
	assert_false(upstream_is_loopback(slice_of("0.0.0.0")));
	assert_false(upstream_is_loopback(slice_of("127.example.com")));
	assert_false(upstream_is_loopback(slice_of("localhost.example")));
	assert_false(upstream_is_loopback(slice_of("host.docker.internal")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_finds_none),
		cmocka_unit_test(test_loopback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
