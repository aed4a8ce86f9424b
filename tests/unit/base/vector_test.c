/*
 * vector: adding, the zeroed next item, and moving into an arena.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/vector.h"

struct pair {
	int key;
	const char *value;
};

static void items_are_kept_in_order(void **state)
{
	VECTOR(int) numbers = {NULL, 0, 0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		vector_add(&numbers, i * 3);
	assert_int_equal(numbers.count, 1000);
	assert_true(numbers.capacity >= numbers.count);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers.items[i], i * 3);
	vector_free(&numbers);
	assert_null(numbers.items);
	assert_int_equal(numbers.count, 0);
	assert_int_equal(numbers.capacity, 0);
}

static void next_is_zeroed(void **state)
{
	VECTOR(struct pair) pairs = {NULL, 0, 0};

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct pair *pair = vector_next(&pairs);

		assert_int_equal(pair->key, 0);
		assert_null(pair->value);
		pair->key = i;
		pair->value = "value";
	}
	assert_int_equal(pairs.count, 100);
	assert_int_equal(pairs.items[42].key, 42);

	/* Also where an older item lay. */
	pairs.count = 10;
	assert_null(vector_next(&pairs)->value);
	vector_free(&pairs);
}

static void moved_items_belong_to_the_arena(void **state)
{
	struct arena *arena = arena_new();
	VECTOR(const char *) words = {NULL, 0, 0};
	const char **moved;

	(void)state;
	for (int i = 0; i < 20; i++)
		vector_add(&words, arena_format(arena, "word%d", i));
	moved = vector_move(&words, arena);
	assert_null(words.items);
	assert_int_equal(words.count, 0);
	assert_int_equal(words.capacity, 0);
	assert_string_equal(moved[0], "word0");
	assert_string_equal(moved[19], "word19");

	vector_add(&words, "again");
	assert_string_equal(words.items[0], "again");
	vector_free(&words);
	arena_free(arena);
}

static void an_empty_vector_moves_too(void **state)
{
	struct arena *arena = arena_new();
	VECTOR(int) numbers = {NULL, 0, 0};

	(void)state;
	assert_non_null(vector_move(&numbers, arena));
	assert_int_equal(numbers.count, 0);
	vector_free(&numbers);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_are_kept_in_order),
		cmocka_unit_test(next_is_zeroed),
		cmocka_unit_test(moved_items_belong_to_the_arena),
		cmocka_unit_test(an_empty_vector_moves_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
