/*
 * memory: what is given is zeroed, kept or copied, and running out ends the
 * program with status 3 and a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void new_memory_is_zeroed(void **state)
{
	static const char zeros[3 * 40];
	char *memory = memory_new(3, 40);

	(void)state;
	assert_memory_equal(memory, zeros, sizeof(zeros));
	free(memory);
}

static void nothing_is_still_a_pointer(void **state)
{
	void *none = memory_new(0, 8), *less = memory_resize(NULL, 0, 8);

	(void)state;
	assert_non_null(none);
	assert_non_null(less);
	free(none);
	free(less);
}

static void resize_keeps_what_was_there(void **state)
{
	int *items = memory_resize(NULL, 2, sizeof(*items));

	(void)state;
	items[0] = 7;
	items[1] = 9;
	items = memory_resize(items, 10000, sizeof(*items));
	items[9999] = 1;
	assert_int_equal(items[0], 7);
	assert_int_equal(items[1], 9);
	free(items);
}

static void copy_ends_in_nul(void **state)
{
	char *copy = memory_copy("a\0bcd", 4), *none = memory_copy(NULL, 0);

	(void)state;
	assert_memory_equal(copy, "a\0bc", 5);
	assert_string_equal(none, "");
	free(copy);
	free(none);
}

/* Runs body in a child; its exit status, and its standard error in text. */
static int status_of(void (*body)(void), char *text, size_t size)
{
	int ends[2], status;
	ssize_t count;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		body();
		_exit(0);
	}
	close(ends[1]);
	count = read(ends[0], text, size - 1);
	text[count > 0 ? count : 0] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void resize_beyond_counting(void)
{
	free(memory_resize(NULL, SIZE_MAX / 2, 3));
}

static void copy_beyond_counting(void)
{
	free(memory_copy("", SIZE_MAX));
}

static void running_out_ends_the_program(void **state)
{
	char text[128];

	(void)state;
	assert_int_equal(
		status_of(resize_beyond_counting, text, sizeof(text)), 3);
	assert_string_equal(text, "plumb: out of memory\n");
	assert_int_equal(
		status_of(copy_beyond_counting, text, sizeof(text)), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_memory_is_zeroed),
		cmocka_unit_test(nothing_is_still_a_pointer),
		cmocka_unit_test(resize_keeps_what_was_there),
		cmocka_unit_test(copy_ends_in_nul),
		cmocka_unit_test(running_out_ends_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
