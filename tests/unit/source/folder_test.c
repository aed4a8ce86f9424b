/* A folder as a snapshot, without git. */
#include "scratch.h"
#include "source/folder.h"

static void lists_files_and_links(void **state)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("mkdir -p d/a/b d/a-b d/empty d/.git d/a/.git; cd d;"
		    "echo 1 >a/b/f; echo 2 >a-b/f; echo 3 >.hidden;"
		    "echo 4 >.git/config; echo 5 >a/.git/x; echo 6 >run;"
		    "chmod +x run; ln -s run link; ln -s / root; mkfifo pipe");
	assert_int_equal(
		snapshot_of_folder(&snapshot, scratch_path("d"), &err), 0);
	assert_string_equal(snapshot->name, scratch_path("d"));
	assert_false(snapshot->has_ids);
	assert_paths(snapshot, ".hidden a-b/f a/b/f link root run ");
	assert_content(snapshot, "a/b/f", "1\n");
	assert_int_equal(snapshot_find(snapshot, "link")->kind, ENTRY_LINK);
	assert_true(snapshot_find(snapshot, "run")->executable);
	assert_false(snapshot_find(snapshot, ".hidden")->executable);
	snapshot_free(snapshot);
}

static void an_empty_one_is_fine(void **state)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("mkdir d");
	assert_int_equal(
		snapshot_of_folder(&snapshot, scratch_path("d"), &err), 0);
	assert_int_equal(snapshot->count, 0);
	snapshot_free(snapshot);
}

static void says_when_there_is_none(void **state)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_text("file", "x");
	assert_int_equal(
		snapshot_of_folder(&snapshot, scratch_path("none"), &err), -1);
	assert_null(snapshot);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_string_equal(err.path, scratch_path("none"));
	assert_int_equal(
		snapshot_of_folder(&snapshot, scratch_path("file"), &err), -1);
	assert_null(snapshot);
}

static void stops_in_a_bottomless_one(void **state)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("mkdir d; cd d; for i in $(seq 300); do mkdir x; cd x;"
		    "done");
	assert_int_equal(
		snapshot_of_folder(&snapshot, scratch_path("d"), &err), -1);
	assert_contains(err.message, "deep");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(lists_files_and_links),
		source_test(an_empty_one_is_fine),
		source_test(says_when_there_is_none),
		source_test(stops_in_a_bottomless_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
