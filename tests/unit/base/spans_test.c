/*
 * spans: which hold a byte, from the inner ones out, against looking at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/spans.h"
#include <stdbool.h>
#include <string.h>

enum { MANY = 40, BYTES = 256 };

static void none_holds_a_byte_of_none(void **state)
{
	struct spans spans = {0};

	(void)state;
	spans_sort(&spans);
	assert_null(spans_first(&spans, 0));
}

static void inner_ones_come_first(void **state)
{
	struct spans spans = {0};
	const struct span *span;

	(void)state;
	spans_add(&spans, 0, 100, 0);
	spans_add(&spans, 10, 20, 1);
	spans_add(&spans, 30, 40, 2);
	spans_add(&spans, 30, 40, 3); /* an alias of the same */
	spans_add(&spans, 50, 50, 4); /* of nothing */
	spans_sort(&spans);
	span = spans_first(&spans, 35);
	assert_int_equal(span->id, 2);
	span = spans_next(&spans, span, 35);
	assert_int_equal(span->id, 3);
	span = spans_next(&spans, span, 35);
	assert_int_equal(span->id, 0);
	assert_null(spans_next(&spans, span, 35));
	assert_int_equal(spans_first(&spans, 20)->id, 0);
	assert_int_equal(spans_first(&spans, 50)->id, 0);
	assert_null(spans_first(&spans, 100));
	vector_free(&spans);
}

/* Halves of halves, some of them twice, as a tree would have them. */
static void add_halves(
	struct spans *spans, size_t start, size_t end, unsigned *random)
{
	*random = *random * 1664525u + 1013904223u;
	if (spans->count >= MANY || start >= end)
		return;
	spans_add(spans, start, end, spans->count);
	if (*random >> 31)
		spans_add(spans, start, end, spans->count);
	add_halves(spans, start + (*random >> 30), (start + end) / 2, random);
	add_halves(spans, (start + end) / 2, end - (*random >> 30), random);
}

static void the_same_as_looking_at_all(void **state)
{
	unsigned random = 7;

	(void)state;
	for (int round = 0; round < 50; round++) {
		struct spans spans = {0}, all = {0};

		add_halves(&all, 8, BYTES - 8, &random);
		for (size_t i = 0; i < all.count; i++)
			spans_add(&spans, all.items[i].start, all.items[i].end,
				i);
		spans_sort(&spans);
		for (size_t byte = 0; byte < BYTES; byte++) {
			bool seen[MANY + 1] = {false};
			const struct span *span = spans_first(&spans, byte);

			for (; span != NULL;
				span = spans_next(&spans, span, byte))
				seen[span->id] = true;
			for (size_t i = 0; i < all.count; i++)
				assert_int_equal(seen[i],
					all.items[i].start <= byte &&
						byte < all.items[i].end);
		}
		vector_free(&spans);
		vector_free(&all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_holds_a_byte_of_none),
		cmocka_unit_test(inner_ones_come_first),
		cmocka_unit_test(the_same_as_looking_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
