/*
 * The port grammar: what the reference loader takes, what it refuses, and
 * the bytes of each part.
 */
#include "model/port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct expectation {
	const char *text, *host_ip;
	long published, published_end, target, target_end;
	const char *protocol;
};

static void check(const struct expectation *want)
{
	struct port_mapping mapping;
	struct error err;

	if (port_mapping_parse(&mapping, slice_of(want->text), &err) < 0)
		fail_msg("%s: %s", want->text, err.message);
	assert_true(slice_is(mapping.host_ip, want->host_ip));
	assert_int_equal(mapping.published.first, want->published);
	assert_int_equal(mapping.published.last, want->published_end);
	assert_int_equal(mapping.target.first, want->target);
	assert_int_equal(mapping.target.last, want->target_end);
	assert_true(slice_is(mapping.protocol, want->protocol));
}

static void test_mappings(void **state)
{
	static const struct expectation wanted[] = {
		{"8080", "", 0, 0, 8080, 8080, "tcp"},
		{"80:8080", "", 80, 80, 8080, 8080, "tcp"},
		{":8080", "", 0, 0, 8080, 8080, "tcp"},
		{"0:8080", "", 0, 0, 8080, 8080, "tcp"},
		{"6060:6060/udp", "", 6060, 6060, 6060, 6060, "udp"},
		{"6060:6060/UDP", "", 6060, 6060, 6060, 6060, "udp"},
		{"80:80/", "", 80, 80, 80, 80, "tcp"},
		{"127.0.0.1::80", "127.0.0.1", 0, 0, 80, 80, "tcp"},
		{"127.0.0.1:81:80", "127.0.0.1", 81, 81, 80, 80, "tcp"},
		{"[::1]:81:80", "::1", 81, 81, 80, 80, "tcp"},
		{"::1:81:80", "::1", 81, 81, 80, 80, "tcp"},
		{"3000-3005", "", 0, 0, 3000, 3005, "tcp"},
		{"8080-8082:80-82", "", 8080, 8082, 80, 82, "tcp"},
		{"3000-3005:80", "", 3000, 3005, 80, 80, "tcp"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		check(&wanted[i]);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text;
		unsigned column;
	} wanted[] = {
		{"", 1},
		{"80:", 4},
		{"localhost:80:80", 1},
		{"1.2.3.256:80:80", 1},
		{"http:80", 1},
		{"80:http", 4},
		{"80:99999", 4},
		{"70000:80", 1},
		{"80:0", 4},
		{"80:80/foo", 7},
		{"5-3:80", 1},
		{"1-3:80-81", 1},
		{" 80:80", 1},
		{"+80:80", 1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct port_mapping mapping;
		struct error err = {0};

		if (port_mapping_parse(
			    &mapping, slice_of(wanted[i].text), &err) == 0)
			fail_msg("%s was taken", wanted[i].text);
		if (err.column != wanted[i].column)
			fail_msg("%s: column %u, not %u", wanted[i].text,
				err.column, wanted[i].column);
	}
}

static void test_bytes(void **state)
{
	struct port_mapping mapping;
	struct error err;

	(void)state;
	assert_int_equal(port_mapping_parse(&mapping,
				 slice_of("[::1]:14007:4007/udp"), &err),
		0);
	assert_int_equal(mapping.published.start, 6);
	assert_int_equal(mapping.published.end, 11);
	assert_int_equal(mapping.target.start, 12);
	assert_int_equal(mapping.target.end, 16);
}

static void test_range(void **state)
{
	struct port_range range;
	struct error err;

	(void)state;
	assert_int_equal(port_range_parse(&range, slice_of("80-90"), &err), 0);
	assert_int_equal(range.first, 80);
	assert_int_equal(range.last, 90);
	assert_int_equal(port_range_parse(&range, slice_of("80-"), &err), -1);
	assert_int_equal(err.column, 4);
	assert_int_equal(port_range_parse(&range, slice_of("65536"), &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mappings),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
