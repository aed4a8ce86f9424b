/* What counts as new: equal findings counted, renames, touched lines. */
#include "base/arena.h"
#include "engine/newness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct rule rule = {.id = "ports/address"};
static struct arena *arena;

static struct finding *add(struct finding_list *findings, const char *path,
	uint64_t pathless, unsigned line)
{
	struct finding *finding = arena_alloc(arena, sizeof(*finding));
	finding->rule = &rule;
	finding->place.path = path;
	finding->place.line = line;
	finding->pathless = pathless;
	finding->is_new = true;
	vector_add(findings, finding);
	return finding;
}

static bool touches_line_two(void *state, const char *path, unsigned line)
{
	(void)path;
	return line == *(unsigned *)state;
}

static const struct touched_lines none = {NULL, NULL};
static const struct change_list no_changes = {NULL, 0, 0};

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void what_the_base_has_is_old(void **state)
{
	(void)state;
	struct finding_list head = {NULL, 0, 0}, base = {NULL, 0, 0};
	struct finding *same = add(&head, "a", 1, 10);
	struct finding *other_text = add(&head, "a", 2, 11);
	struct finding *other_path = add(&head, "b", 1, 1);
	add(&base, "a", 1, 3);
	newness_mark(&head, &base, &no_changes, &none);
	assert_false(same->is_new);
	assert_true(other_text->is_new);
	assert_true(other_path->is_new);
	vector_free(&head);
	vector_free(&base);
}

static void of_equal_ones_the_last_is_new(void **state)
{
	(void)state;
	struct finding_list head = {NULL, 0, 0}, base = {NULL, 0, 0};
	struct finding *first = add(&head, "a", 1, 1);
	struct finding *second = add(&head, "a", 1, 2);
	struct finding *third = add(&head, "a", 1, 3);
	add(&base, "a", 1, 1);
	newness_mark(&head, &base, &no_changes, &none);
	assert_false(first->is_new);
	assert_true(second->is_new);
	assert_true(third->is_new);
	vector_free(&head);
	vector_free(&base);
}

static void of_equal_ones_the_touched_is_new(void **state)
{
	(void)state;
	struct finding_list head = {NULL, 0, 0}, base = {NULL, 0, 0};
	unsigned line = 2;
	struct touched_lines touched = {touches_line_two, &line};
	struct finding *first = add(&head, "a", 1, 1);
	struct finding *second = add(&head, "a", 1, 2);
	struct finding *third = add(&head, "a", 1, 3);
	add(&base, "a", 1, 1);
	add(&base, "a", 1, 2);
	newness_mark(&head, &base, &no_changes, &touched);
	assert_false(first->is_new);
	assert_true(second->is_new);
	assert_false(third->is_new);
	vector_free(&head);
	vector_free(&base);
}

static void a_renamed_file_has_nothing_new(void **state)
{
	(void)state;
	struct finding_list head = {NULL, 0, 0}, base = {NULL, 0, 0};
	struct change change = {CHANGE_RENAMED, "new", "old"};
	struct change_list changes = {&change, 1, 1};
	struct finding *moved = add(&head, "new", 1, 1);
	struct finding *added = add(&head, "new", 2, 2);
	add(&base, "old", 1, 1);
	newness_mark(&head, &base, &changes, &none);
	assert_false(moved->is_new);
	assert_true(added->is_new);
	vector_free(&head);
	vector_free(&base);
}

static void suppressed_ones_do_not_count(void **state)
{
	(void)state;
	struct finding_list head = {NULL, 0, 0}, base = {NULL, 0, 0};
	struct finding *allowed = add(&head, "a", 1, 1);
	struct finding *open = add(&head, "a", 1, 2);
	struct finding *bared = add(&head, "a", 2, 3);
	allowed->suppressed = true;
	add(&base, "a", 1, 1);
	add(&base, "a", 2, 3)->suppressed = true;
	newness_mark(&head, &base, &no_changes, &none);
	assert_false(open->is_new);
	assert_true(bared->is_new);
	vector_free(&head);
	vector_free(&base);
}

/* Each parent of a merge has added the same line: neither is new. */
static void what_one_base_has_is_not_new(void **state)
{
	(void)state;
	struct finding_list head = {NULL, 0, 0}, base = {NULL, 0, 0};
	unsigned line = 2;
	struct touched_lines touched = {touches_line_two, &line};
	struct finding *ours = add(&head, "a", 1, 1);
	struct finding *theirs = add(&head, "a", 1, 2);
	struct finding *both = add(&head, "a", 1, 3);
	add(&base, "a", 1, 1);
	newness_mark(&head, &base, &no_changes, &touched);
	assert_false(ours->is_new);
	assert_true(theirs->is_new);
	add(&base, "a", 1, 9);
	line = 1;
	newness_mark(&head, &base, &no_changes, &touched);
	assert_false(ours->is_new);
	assert_false(theirs->is_new);
	assert_false(both->is_new);
	vector_free(&head);
	vector_free(&base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_base_has_is_old),
		cmocka_unit_test(of_equal_ones_the_last_is_new),
		cmocka_unit_test(of_equal_ones_the_touched_is_new),
		cmocka_unit_test(a_renamed_file_has_nothing_new),
		cmocka_unit_test(suppressed_ones_do_not_count),
		cmocka_unit_test(what_one_base_has_is_not_new),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
