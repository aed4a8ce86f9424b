/*
 * `host:port` in raw texts: what is one, where its bytes are, and what only
 * looks like one.
 */
#include "model/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_found(void **state)
{
	static const struct {
		const char *text, *host;
		long port;
		size_t start, port_start;
		bool has_scheme;
	} wanted[] = {
		{"app:8080", "app", 8080, 0, 4, false},
		{"http://app:8080/x", "app", 8080, 7, 11, true},
		{"U=postgres://u:12345@db-1:5432/d", "db-1", 5432, 21, 26,
			true},
		{"${X:-app:80}", "app", 80, 5, 9, false},
		{"${X:-http://app:80}", "app", 80, 12, 16, true},
		{"['a.b:9100', 'c:1']", "a.b", 9100, 2, 6, false},
		{"[::1]:8080", "::1", 8080, 1, 6, false},
		{"http://[fe80::1]:81/", "fe80::1", 81, 8, 17, true},
		{"jdbc:postgresql://db:5432/x", "db", 5432, 18, 21, true},
		{"ask app:8080.", "app", 8080, 4, 8, false},
		{"app:80\r\n", "app", 80, 0, 4, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct address address;

		if (!address_find(&address, slice_of(wanted[i].text), 0))
			fail_msg("none in %s", wanted[i].text);
		if (!slice_is(address.host, wanted[i].host))
			fail_msg("wrong host in %s", wanted[i].text);
		assert_int_equal(address.port, wanted[i].port);
		assert_int_equal(address.start, wanted[i].start);
		assert_int_equal(address.port_start, wanted[i].port_start);
		assert_int_equal(address.has_scheme, wanted[i].has_scheme);
	}
}

static void test_not_found(void **state)
{
	static const char *const texts[] = {"", ":", "app:", "app", ":8080",
		"app: 8080", "app:8", "app:080", "app:99999", "app:8080-alpine",
		"app:8080a", "app:1.22", "app:8080:80", "app:12345@host",
		"org/app:8080", "./app:80", "$app:80", "${app}:80", "a\\app:80",
		"app:80*", "app:${PORT:-80}", "http://:80", "]:80", "%s:80x"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct address address;

		if (address_find(&address, slice_of(texts[i]), 0))
			fail_msg(
				"found port %ld in %s", address.port, texts[i]);
	}
}

static void test_next(void **state)
{
	struct slice text = slice_of("a:80,b:81");
	struct address address;

	(void)state;
	assert_true(address_find(&address, text, 0));
	assert_true(address_find(&address, text, address.port_end));
	assert_true(slice_is(address.host, "b"));
	assert_int_equal(address.port_end, 9);
	assert_false(address_find(&address, text, address.port_end));
}

static void test_whole(void **state)
{
	struct address address;

	(void)state;
	assert_true(address_read(&address, slice_of("http://u:p@app:80/a:81")));
	assert_int_equal(address.port, 80);
	assert_true(address_read(&address, slice_of("[::]:80")));
	assert_true(slice_is(address.host, "::"));
	/* A port in the path or behind another word is not its own. */
	assert_false(address_read(&address, slice_of("http://app/x,b:80")));
	assert_false(address_read(&address, slice_of("see app:80")));
}

static void test_loopback(void **state)
{
	(void)state;
	assert_true(address_is_loopback(slice_of("localhost")));
	assert_true(address_is_loopback(slice_of("127.0.1.1")));
	assert_true(address_is_loopback(slice_of("host.docker.internal")));
	assert_false(address_is_loopback(slice_of("localhosts")));
	assert_false(address_is_loopback(slice_of("app")));
}

/* As many colons as a file may have: the time must not grow faster. */
static void test_hostile(void **state)
{
	enum { SIZE = 4 * 1024 * 1024 };
	static const char *const parts[] = {"]:", "[:", "a:", "a-:", "@1:80"};
	char *text = malloc(SIZE);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t part = strlen(parts[i]);
		struct address address;

		for (size_t k = 0; k < SIZE; k++)
			text[k] = parts[i][k % part];
		assert_false(
			address_find(&address, slice_range(text, 0, SIZE), 0));
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
