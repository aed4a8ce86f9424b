/*
 * Intervals: each that overlaps another is found once, in its order, against
 * a plain walk over all of them. Fixed seed.
 */
#include "base/intervals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void order(void **state)
{
	struct intervals intervals = {0};
	size_t at = SIZE_MAX;

	(void)state;
	intervals_add(&intervals, 80, 81, 7);
	intervals_add(&intervals, 1, 65536, 1);
	intervals_add(&intervals, 80, 91, 3);
	intervals_add(&intervals, 81, 83, 2);
	intervals_add(&intervals, 80, 80, 4);
	intervals_add(&intervals, 90, 70, 6);
	intervals_sort(&intervals);
	assert_int_equal(intervals.count, 4);
	assert_int_equal(intervals_next(&intervals, 80, 81, &at)->id, 3);
	assert_int_equal(intervals_next(&intervals, 80, 81, &at)->id, 7);
	assert_int_equal(intervals_next(&intervals, 80, 81, &at)->id, 1);
	assert_null(intervals_next(&intervals, 80, 81, &at));
	assert_null(intervals_next(&intervals, 80, 81, &at));
	vector_free(&intervals);
	at = SIZE_MAX;
	assert_null(intervals_next(&intervals, 80, 81, &at));
}

static uint64_t seed = 1;

static size_t random_below(size_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % limit);
}

static void found_once(
	const struct intervals *intervals, size_t start, size_t end)
{
	const struct interval *interval;
	size_t at = SIZE_MAX, found = 0, wanted = 0;

	while ((interval = intervals_next(intervals, start, end, &at))) {
		assert_true(interval->start < end && interval->end > start);
		found++;
	}
	for (size_t i = 0; i < intervals->count; i++)
		wanted += intervals->items[i].start < end &&
			  intervals->items[i].end > start;
	assert_int_equal(found, wanted);
}

static void all_are_found(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct intervals intervals = {0};
		size_t count = random_below(30);

		for (size_t i = 0; i < count; i++) {
			size_t start = random_below(100);

			intervals_add(&intervals, start,
				start + random_below(random_below(2) ? 3 : 60),
				i);
		}
		intervals_sort(&intervals);
		for (size_t start = 0; start < 170; start++)
			found_once(
				&intervals, start, start + 1 + random_below(5));
		vector_free(&intervals);
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
