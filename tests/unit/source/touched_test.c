/* Which lines of a file a change touched. */
#include "scratch.h"
#include "source/change.h"

/* What is compared in one test. */
struct comparison {
	struct repository *repository;
	struct snapshot *base, *head;
	struct arena *arena;
	struct change_list changes;
	struct touched *touched;
};

static void compare(struct comparison *out)
{
	struct error err = {0};

	out->arena = arena_new();
	out->repository = scratch_open("r");
	assert_int_equal(
		repository_index(&out->head, out->repository, &err), 0);
	assert_int_equal(repository_tree(&out->base, out->repository, "HEAD",
				 out->head, &err),
		0);
	assert_int_equal(repository_changes(&out->changes, out->arena,
				 out->repository, out->base, out->head, &err),
		0);
	out->touched = touched_new(out->base, out->head, &out->changes);
}

static void release(struct comparison *comparison)
{
	touched_free(comparison->touched);
	snapshot_free(comparison->base);
	snapshot_free(comparison->head);
	arena_free(comparison->arena);
	repository_free(comparison->repository);
}

/* '1' for a line that was touched, '0' for one that was not. */
static void assert_touched(const struct comparison *comparison,
	const char *path, const char *expected)
{
	struct touched_lines lines = touched_lines(comparison->touched);
	char text[64] = "";
	unsigned i, round;

	/* The second round is out of what was kept. */
	for (round = 0; round < 2; round++) {
		for (i = 0; i < strlen(expected); i++)
			text[i] = lines.touched(lines.state, path, i + 1) ? '1'
									  : '0';
		assert_string_equal(text, expected);
	}
}

static void tells_lines_apart(void **state)
{
	struct comparison comparison;

	(void)state;
	scratch_run("cd r; seq 1 9 >changed; seq 1 9 >shorter; seq 1 9 >moved;"
		    "seq 1 3 >same; git add .; git commit -qm 1;"
		    "sed -i -e 's/^3$/three/' -e '7a new' changed;"
		    "sed -i 4d shorter; git mv moved there;"
		    "sed -i 's/^1$/one/' there;"
		    "printf 'a\\nb\\n' >added; git add .");
	compare(&comparison);
	assert_touched(&comparison, "changed", "00100001000");
	assert_touched(&comparison, "shorter", "00000000");
	assert_touched(&comparison, "there", "100000000");
	assert_touched(&comparison, "same", "000");
	assert_touched(&comparison, "added", "11");
	assert_touched(&comparison, "moved", "0");
	assert_touched(&comparison, "nowhere", "0");
	release(&comparison);
}

static void a_line_end_at_the_end_counts(void **state)
{
	struct comparison comparison;

	(void)state;
	scratch_run("cd r; printf 'a\\nb' >f; git add .; git commit -qm 1;"
		    "printf 'a\\nb\\nc' >f; git add .");
	compare(&comparison);
	assert_touched(&comparison, "f", "011");
	release(&comparison);
}

static void what_cannot_be_read_has_no_lines(void **state)
{
	struct comparison comparison;

	(void)state;
	scratch_run("cd r; printf 'a\\nb\\n' >f; git add .; git commit -qm 1;"
		    "printf 'a\\0b\\nc' >f; git add .");
	compare(&comparison);
	assert_touched(&comparison, "f", "00");
	release(&comparison);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(tells_lines_apart),
		source_test(a_line_end_at_the_end_counts),
		source_test(what_cannot_be_read_has_no_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
