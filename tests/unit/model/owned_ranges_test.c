/*
 * Ranges of ports: each that holds a port is found once, in its order,
 * against a plain walk over all of them. Fixed seed.
 */
#include "model/owned_ranges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void order(void **state)
{
	struct owned_ranges ranges = {0};
	size_t at = SIZE_MAX;

	(void)state;
	owned_ranges_add(&ranges, 80, 80, 7);
	owned_ranges_add(&ranges, 1, 65535, 1);
	owned_ranges_add(&ranges, 80, 90, 3);
	owned_ranges_add(&ranges, 81, 82, 2);
	owned_ranges_add(&ranges, 0, 80, 4);
	owned_ranges_add(&ranges, 80, 65536, 5);
	owned_ranges_add(&ranges, 90, 70, 6);
	owned_ranges_sort(&ranges);
	assert_int_equal(ranges.list.count, 4);
	assert_int_equal(owned_ranges_next(&ranges, 80, &at)->owner, 3);
	assert_int_equal(owned_ranges_next(&ranges, 80, &at)->owner, 7);
	assert_int_equal(owned_ranges_next(&ranges, 80, &at)->owner, 1);
	assert_null(owned_ranges_next(&ranges, 80, &at));
	assert_null(owned_ranges_next(&ranges, 80, &at));
	vector_free(&ranges.list);
	at = SIZE_MAX;
	assert_null(owned_ranges_next(&ranges, 80, &at));
}

static uint64_t seed = 1;

static long random_below(long limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (long)(seed % (uint64_t)limit);
}

static void found_once(const struct owned_ranges *ranges, long port)
{
	const struct owned_range *range;
	size_t at = SIZE_MAX, found = 0, wanted = 0;

	while ((range = owned_ranges_next(ranges, port, &at)) != NULL) {
		assert_in_range(port, range->first, range->last);
		found++;
	}
	for (size_t i = 0; i < ranges->list.count; i++)
		wanted += ranges->list.items[i].first <= port &&
			  ranges->list.items[i].last >= port;
	assert_int_equal(found, wanted);
}

static void all_are_found(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct owned_ranges ranges = {0};
		long count = random_below(30);

		for (long i = 0; i < count; i++) {
			long first = 1 + random_below(100);

			owned_ranges_add(&ranges, first,
				first + random_below(random_below(2) ? 2 : 60),
				(size_t)i);
		}
		owned_ranges_sort(&ranges);
		for (long port = 1; port < 170; port++)
			found_once(&ranges, port);
		vector_free(&ranges.list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order),
		cmocka_unit_test(all_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
