/*
 * map: putting, replacing, finding and the order of insertion, with many keys
 * and odd ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"
#include <stdio.h>

enum { MANY = 5000 };

static void an_empty_map_has_nothing(void **state)
{
	struct map map = MAP_INIT;

	(void)state;
	assert_null(map_get_string(&map, "a"));
	assert_false(map_has(&map, slice_of("")));
	assert_int_equal(map.count, 0);
	map_release(&map);
}

static void put_replaces_and_gives_the_old_value(void **state)
{
	struct map map = MAP_INIT;
	int one, two;

	(void)state;
	assert_null(map_put_string(&map, "port", &one));
	assert_ptr_equal(map_get_string(&map, "port"), &one);
	assert_ptr_equal(map_put_string(&map, "port", &two), &one);
	assert_ptr_equal(map_get_string(&map, "port"), &two);
	assert_int_equal(map.count, 1);
	assert_null(map_get_string(&map, "Port"));
	map_release(&map);
	assert_int_equal(map.count, 0);
	assert_null(map_get_string(&map, "port"));
}

static void a_null_value_is_there(void **state)
{
	struct map map = MAP_INIT;

	(void)state;
	map_put_string(&map, "a", NULL);
	assert_true(map_has(&map, slice_of("a")));
	assert_false(map_has(&map, slice_of("b")));
	assert_null(map_get_string(&map, "a"));
	map_release(&map);
}

static void keys_are_bytes(void **state)
{
	struct map map = MAP_INIT;
	int one, two, three;

	(void)state;
	map_put(&map, slice_range("a\0b", 0, 3), &one);
	map_put(&map, slice_range("a\0c", 0, 3), &two);
	map_put(&map, slice_range(NULL, 0, 0), &three);
	assert_ptr_equal(map_get(&map, slice_range("a\0b", 0, 3)), &one);
	assert_ptr_equal(map_get(&map, slice_range("a\0c", 0, 3)), &two);
	assert_ptr_equal(map_get_string(&map, ""), &three);
	assert_false(map_has(&map, slice_of("a")));
	map_release(&map);
}

/* Two words with one and the same FNV-1a hash. */
static void keys_of_one_hash_are_told_apart(void **state)
{
	static const char one[] = "8yn0iYCKYHlIj4-BwPqk";
	static const char two[] = "GReLUrM4wMqfg9yzV3KQ";
	struct map map = MAP_INIT;
	int first, second;

	(void)state;
	assert_true(string_hash(STRING_HASH_START, one, 20) ==
		    string_hash(STRING_HASH_START, two, 20));
	map_put_string(&map, one, &first);
	assert_null(map_get_string(&map, two));
	assert_null(map_put_string(&map, two, &second));
	assert_ptr_equal(map_get_string(&map, one), &first);
	assert_ptr_equal(map_get_string(&map, two), &second);
	map_release(&map);
}

static void many_keys_stay_in_order(void **state)
{
	static char keys[MANY][24];
	struct map map = MAP_INIT;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof(keys[i]), "service-%d", i);
		assert_null(map_put_string(&map, keys[i], keys[i]));
	}
	map_put_string(&map, "service-3", keys[3]);
	assert_int_equal(map.count, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_ptr_equal(map.entries[i].value, keys[i]);
		assert_true(slice_is(map.entries[i].key, keys[i]));
		assert_ptr_equal(map_get_string(&map, keys[i]), keys[i]);
	}
	assert_null(map_get_string(&map, "service-5000"));
	map_release(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_has_nothing),
		cmocka_unit_test(put_replaces_and_gives_the_old_value),
		cmocka_unit_test(a_null_value_is_there),
		cmocka_unit_test(keys_are_bytes),
		cmocka_unit_test(keys_of_one_hash_are_told_apart),
		cmocka_unit_test(many_keys_stay_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
