/*
 * arena: alignment, zeroes, growing in place and by copy, taking over another
 * arena's memory. Under the sanitizers this also shows overflows and leaks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include <stdalign.h>
#include <string.h>

static void assert_zeroed(const char *memory, size_t size)
{
	for (size_t i = 0; i < size; i++)
		assert_int_equal(memory[i], 0);
}

static void pieces_are_aligned_and_zeroed(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t size = 0; size < 3000; size += 7) {
		char *piece = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
		assert_zeroed(piece, size);
		memset(piece, 'x', size);
	}
	arena_free(arena);
}

static void pieces_do_not_overlap(void **state)
{
	struct arena *arena = arena_new();
	unsigned char *pieces[400];

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		size_t size = i % 50 == 0 ? 100000 + i : 1 + i * 5;

		pieces[i] = arena_alloc(arena, size);
		assert_zeroed((char *)pieces[i], size);
		memset(pieces[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < 400; i++) {
		size_t size = i % 50 == 0 ? 100000 + i : 1 + i * 5;

		assert_int_equal(pieces[i][0], i % 251);
		assert_int_equal(pieces[i][size - 1], i % 251);
	}
	arena_free(arena);
}

static void nothing_is_a_pointer_of_its_own(void **state)
{
	struct arena *arena = arena_new();
	char *a = arena_alloc(arena, 0), *b = arena_alloc(arena, 0);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_ptr_not_equal(a, b);
	arena_free(arena);
	arena_free(NULL);
}

static void grow_keeps_and_zeroes(void **state)
{
	struct arena *arena = arena_new();
	char *piece = arena_grow(arena, "abc", 3, 5);

	(void)state;
	assert_memory_equal(piece, "abc\0", 5);
	for (size_t size = 5; size < 300000; size *= 2) {
		piece[3] = 'd';
		piece = arena_grow(arena, piece, size, size * 2);
		assert_memory_equal(piece, "abcd", 4);
		assert_zeroed(piece + size, size);
	}
	arena_free(arena);
}

static void the_newest_piece_grows_in_place(void **state)
{
	struct arena *arena = arena_new();
	char *first, *second;

	(void)state;
	arena_alloc(arena, 1);
	first = arena_alloc(arena, 10);
	assert_ptr_equal(arena_grow(arena, first, 10, 1000), first);
	second = arena_alloc(arena, 10);
	memset(second, 's', 10);
	assert_ptr_not_equal(arena_grow(arena, first, 1000, 2000), first);
	assert_memory_equal(second, "ssssssssss", 10);
	arena_free(arena);
}

static void grow_can_make_smaller(void **state)
{
	struct arena *arena = arena_new();
	char *piece = arena_copy(arena, "abcdef", 6), *next;

	(void)state;
	piece = arena_grow(arena, piece, 7, 2);
	next = arena_alloc(arena, 16);
	memset(next, 'n', 16);
	assert_memory_equal(piece, "ab", 2);
	assert_zeroed(arena_grow(arena, NULL, 0, 9), 9);
	arena_free(arena);
}

static void copies_end_in_nul(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_memory_equal(arena_copy(arena, "a\0bcd", 4), "a\0bc", 5);
	assert_string_equal(arena_copy(arena, NULL, 0), "");
	assert_string_equal(arena_string(arena, "text"), "text");
	arena_free(arena);
}

static void format_takes_any_length(void **state)
{
	struct arena *arena = arena_new();
	char *text;

	(void)state;
	text = arena_format(arena, "%s:%u", "path", 42u);
	assert_string_equal(text, "path:42");
	for (int width = 500; width < 530; width++) {
		text = arena_format(arena, "%*d", width, 7);
		assert_int_equal(strlen(text), width);
		assert_int_equal(text[width - 1], '7');
	}
	arena_free(arena);
}

static void absorbed_memory_lives_on(void **state)
{
	struct arena *arena = arena_new(), *from = arena_new();
	char *big, *small, *own = arena_string(arena, "own"), *more;

	(void)state;
	small = arena_string(from, "small");
	big = arena_alloc(from, 500000);
	memset(big, 'b', 500000);
	arena_absorb(arena, from);
	more = arena_alloc(arena, 300000);
	memset(more, 'm', 300000);
	assert_string_equal(small, "small");
	assert_string_equal(own, "own");
	assert_int_equal(big[499999], 'b');
	arena_free(arena);
}

static void absorbing_takes_empty_arenas(void **state)
{
	struct arena *arena = arena_new(), *from = arena_new();
	char *text, *grown;

	(void)state;
	arena_absorb(arena, arena_new());
	text = arena_string(from, "text");
	arena_absorb(arena, from);
	arena_absorb(arena, arena_new());
	grown = arena_grow(arena, text, 5, 100000);
	assert_string_equal(grown, "text");
	assert_string_equal(text, "text");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_and_zeroed),
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(nothing_is_a_pointer_of_its_own),
		cmocka_unit_test(grow_keeps_and_zeroes),
		cmocka_unit_test(the_newest_piece_grows_in_place),
		cmocka_unit_test(grow_can_make_smaller),
		cmocka_unit_test(copies_end_in_nul),
		cmocka_unit_test(format_takes_any_length),
		cmocka_unit_test(absorbed_memory_lives_on),
		cmocka_unit_test(absorbing_takes_empty_arenas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
