/* What changed between two snapshots, with git's idea of a rename. */
#include "scratch.h"
#include "source/change.h"

/* "A path", "D path", "M path", "R old new"; a line each. */
static void assert_list(const struct change_list *changes, const char *expected)
{
	struct buffer lines = BUFFER_INIT;
	size_t i;

	for (i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];

		buffer_format(&lines, "%c %s%s%s\n", "ADMR"[change->kind],
			change -> old_path ? change -> old_path : "",
			change->old_path ? " " : "", change->path);
	}
	assert_string_equal(buffer_string(&lines), expected);
	buffer_release(&lines);
}

/* HEAD against the index, both with and without what the base borrows. */
static void assert_staged(const char *expected)
{
	struct repository *repository = scratch_open("r");
	struct arena *arena = arena_new();
	struct snapshot *index = NULL, *bases[2] = {NULL, NULL};
	struct error err = {0};
	size_t i;

	assert_int_equal(repository_index(&index, repository, &err), 0);
	assert_int_equal(
		repository_tree(&bases[0], repository, "HEAD", NULL, &err), 0);
	assert_int_equal(
		repository_tree(&bases[1], repository, "HEAD", index, &err), 0);
	for (i = 0; i < 2; i++) {
		struct change_list changes;

		assert_int_equal(repository_changes(&changes, arena, repository,
					 bases[i], index, &err),
			0);
		assert_list(&changes, expected);
		snapshot_free(bases[i]);
	}
	snapshot_free(index);
	arena_free(arena);
	repository_free(repository);
}

static const char files[] =
	"cd r; mkdir -p a/b; for i in 1 2 3 4 5 6 7 8 9; do"
	" echo line $i of a text that is long enough >>a/long; done;"
	"echo one >a/b/one; echo two >two; echo same >a/s; echo same >s;"
	"git add .; git commit -qm 1";

static void nothing_changed(void **state)
{
	(void)state;
	scratch_run(files);
	assert_staged("");
}

static void added_deleted_modified(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; echo other >two; echo brand new thing >a/new;"
		    "git rm -q a/b/one; chmod +x a/s; git add .");
	assert_staged("D a/b/one\nA a/new\nM a/s\nM two\n");
}

static void a_kind_that_changed_is_modified(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; rm two; ln -s s two; git add .");
	assert_staged("M two\n");
}

static void a_renamed_folder(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; git mv a z");
	assert_staged("R a/b/one z/b/one\nR a/long z/long\nR a/s z/s\n");
}

static void a_renamed_and_edited_file(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; git mv a/long moved; echo more >>moved; git add .");
	assert_staged("R a/long moved\n");
	/* Too little alike. */
	scratch_run("cd r; echo x >moved; git add .");
	assert_staged("D a/long\nA moved\n");
}

static void the_same_name_wins(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; echo same >a/other; git add .; git commit -qm 2;"
		    "mkdir q; git mv s q/s; git rm -q a/other");
	assert_staged("D a/other\nR s q/s\n");
}

static void a_copy_is_not_a_rename(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; cp two copy; git add .");
	assert_staged("A copy\n");
}

static void a_file_becomes_a_folder(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; git mv two tmp; mkdir two; git mv tmp two/two");
	assert_staged("R two two/two\n");
}

static void a_conflict_is_a_change(void **state)
{
	(void)state;
	scratch_run(files);
	scratch_run("cd r; git checkout -qb side; echo 2 >two;"
		    "git commit -qam 2; git checkout -q main; echo 3 >two;"
		    "git commit -qam 3; ! git merge -q side");
	assert_staged("M two\n");
}

static void against_nothing_all_is_added(void **state)
{
	struct repository *repository;
	struct arena *arena = arena_new();
	struct snapshot *base = repository_empty(), *index = NULL;
	struct change_list changes;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; echo 1 >f; echo 2 >g; git add .");
	repository = scratch_open("r");
	assert_int_equal(repository_index(&index, repository, &err), 0);
	assert_int_equal(repository_changes(&changes, arena, repository, base,
				 index, &err),
		0);
	assert_list(&changes, "A f\nA g\n");
	assert_int_equal(repository_changes(&changes, arena, repository, index,
				 base, &err),
		0);
	assert_list(&changes, "D f\nD g\n");
	snapshot_free(base);
	snapshot_free(index);
	arena_free(arena);
	repository_free(repository);
}

static void the_work_tree_is_compared_by_bytes(void **state)
{
	struct repository *repository;
	struct arena *arena = arena_new();
	struct snapshot *base = NULL, *disk = NULL;
	struct change_list changes;
	struct error err = {0};

	(void)state;
	scratch_run(files);
	scratch_run("cd r; rm a/s; echo 2 >two; touch -d 2001-01-01 s");
	repository = scratch_open("r");
	assert_int_equal(repository_worktree(&disk, repository, &err), 0);
	assert_int_equal(
		repository_tree(&base, repository, "HEAD", disk, &err), 0);
	assert_int_equal(repository_changes(
				 &changes, arena, repository, base, disk, &err),
		0);
	assert_list(&changes, "D a/s\nM two\n");
	snapshot_free(base);
	snapshot_free(disk);
	arena_free(arena);
	repository_free(repository);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(nothing_changed),
		source_test(added_deleted_modified),
		source_test(a_kind_that_changed_is_modified),
		source_test(a_renamed_folder),
		source_test(a_renamed_and_edited_file),
		source_test(the_same_name_wins),
		source_test(a_copy_is_not_a_rename),
		source_test(a_file_becomes_a_folder),
		source_test(a_conflict_is_a_change),
		source_test(against_nothing_all_is_added),
		source_test(the_work_tree_is_compared_by_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
