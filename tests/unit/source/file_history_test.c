/*
 * The commits that changed a file, in repositories made by the real git.
 */
#include "scratch.h"

#include "source/file_history.h"

static struct buffer told;

static int tell(
	void *state, const struct file_commit *commit, struct error *err)
{
	size_t count = *(const size_t *)state;

	(void)err;
	buffer_format(&told, "%s %s %.*s:", commit->date, commit->author,
		(int)commit->subject.size, commit->subject.data);
	for (size_t i = 0; i < count; i++) {
		const struct slice *sides[] = {
			&commit->before[i], &commit->after[i]};

		for (size_t k = 0; k < 2; k++)
			if (sides[k]->data == NULL)
				buffer_add_string(&told, " none");
			else
				buffer_format(&told, " %.*s",
					(int)sides[k]->size, sides[k]->data);
	}
	buffer_add_char(&told, '\n');
	return 0;
}

static const char *history_of(const char *revision, size_t count, size_t limit,
	size_t horizon, bool *cut_off)
{
	static const char *const paths[] = {"ports", "more/ports"};
	const struct file_history history = {
		revision, paths, count, limit, horizon};
	struct repository *repository;
	struct error err = {0};

	buffer_clear(&told);
	buffer_add_string(&told, "");
	if (repository_open(&repository, scratch_path("r"), &err) != 0)
		fail_msg("%s", err.message);
	if (file_history_walk(
		    repository, &history, cut_off, tell, &count, &err) != 0) {
		buffer_clear(&told);
		buffer_format(&told, "error: %s", err.message);
	}
	repository_free(repository);
	return told.data;
}

static void grow(void)
{
	scratch_run(
		"cd r; echo x >other; git add .; git commit -qm none\n"
		"printf 1 >ports; git add .; git commit -qm '\n\n first\nmore'\n"
		"mkdir more; printf a >more/ports; git add .\n"
		"GIT_AUTHOR_DATE='1700000000 +0930' git commit -qm second\n"
		"echo y >other; git commit -qam other\n"
		"printf 2 >ports; git commit -qam third\n"
		"git rm -q ports; git commit -qm gone");
}

static void each_change_newest_first(void **state)
{
	bool cut_off = true;

	(void)state;
	grow();
	assert_string_equal(history_of("HEAD", 1, 9, 0, &cut_off),
		"2023-11-14 A U Thor gone: 2 none\n"
		"2023-11-14 A U Thor third: 1 2\n"
		"2023-11-14 A U Thor first: none 1\n");
	assert_false(cut_off);
	/* The day is that of the author's place. */
	assert_string_equal(history_of("HEAD~2", 2, 9, 0, NULL),
		"2023-11-15 A U Thor second: 1 1 none a\n"
		"2023-11-14 A U Thor first: none 1 none none\n");
}

static void so_many_and_so_far(void **state)
{
	bool cut_off = true;

	(void)state;
	grow();
	assert_string_equal(history_of("HEAD", 1, 1, 0, &cut_off),
		"2023-11-14 A U Thor gone: 2 none\n");
	assert_false(cut_off);
	assert_string_equal(history_of("HEAD", 1, 9, 1, &cut_off),
		"2023-11-14 A U Thor gone: 2 none\n");
	assert_true(cut_off);
	assert_string_equal(history_of("HEAD", 1, 0, 0, &cut_off), "");
}

/* What a merge brings in is one change of the branch. */
static void merges_count_once(void **state)
{
	(void)state;
	grow();
	scratch_run("cd r; git checkout -qb side HEAD~1\n"
		    "printf 3 >ports; git commit -qam three\n"
		    "printf 4 >ports; git commit -qam four\n"
		    "git checkout -q main; printf 9 >ports; git add ports\n"
		    "git commit -qm back; echo z >other; git add .\n"
		    "git commit -qm unrelated\n"
		    "git merge -q -X theirs -m merged side || :");
	assert_string_equal(history_of("HEAD", 1, 2, 0, NULL),
		"2023-11-14 A U Thor merged: 9 4\n"
		"2023-11-14 A U Thor back: none 9\n");
}

static void a_shallow_clone_says_so(void **state)
{
	bool cut_off = false;

	(void)state;
	grow();
	scratch_run("mv r full\n"
		    "git clone -q --depth 2 \"file://$PWD/full\" r");
	assert_string_equal(history_of("HEAD", 1, 9, 0, &cut_off),
		"2023-11-14 A U Thor gone: 2 none\n");
	assert_true(cut_off);
}

static void nobody_follows_a_link(void **state)
{
	(void)state;
	scratch_run("cd r; ln -s elsewhere ports; git add .\n"
		    "git commit -qm link; rm ports; printf 1 >ports\n"
		    "git commit -qam file");
	assert_string_equal(history_of("HEAD", 1, 9, 0, NULL),
		"2023-11-14 A U Thor file: none 1\n");
}

static void what_does_not_resolve_is_told(void **state)
{
	(void)state;
	assert_string_equal(history_of("nowhere", 1, 9, 0, NULL),
		"error: unknown revision `nowhere`: fetch it first, or see "
		"`git branch -a` and `git tag` for what there is");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_change_newest_first,
			scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			so_many_and_so_far, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			merges_count_once, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_shallow_clone_says_so,
			scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			nobody_follows_a_link, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(what_does_not_resolve_is_told,
			scratch_setup, scratch_teardown),
	};
	int result = cmocka_run_group_tests(tests, NULL, NULL);

	buffer_release(&told);
	return result;
}
