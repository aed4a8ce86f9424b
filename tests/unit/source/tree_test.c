/* Trees of commits as snapshots, also where they borrow from another. */
#include "scratch.h"
#include "source/handle.h"
#include "source/listing.h"

static struct snapshot *tree(struct repository *repository,
	const char *revision, const struct snapshot *like)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	if (repository_tree(&snapshot, repository, revision, like, &err) != 0)
		fail_msg("%s", err.message);
	return snapshot;
}

static struct snapshot *staged(struct repository *repository)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	if (repository_index(&snapshot, repository, &err) != 0)
		fail_msg("%s", err.message);
	return snapshot;
}

/* Paths and ids against `git ls-tree -r`; no path has a line end in it. */
static void assert_as_git_lists(
	const struct snapshot *snapshot, const char *revision)
{
	struct buffer lines = BUFFER_INIT;
	char command[256], *expected;
	size_t i, j;

	snprintf(command, sizeof(command),
		"cd r; git ls-tree -r -z %s | tr '\\0' '\\n' | cut -c 13- |"
		"sed 's/^ //'",
		revision);
	expected = scratch_ask(command);
	for (i = 0; i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];

		for (j = 0; j < OBJECT_ID_SIZE; j++)
			buffer_format(&lines, "%02x", entry->id[j]);
		buffer_format(&lines, "\t%s\n", entry->path);
	}
	assert_true(lines.size > 0);
	lines.data[lines.size - 1] = '\0';
	assert_string_equal(lines.data, expected);
	buffer_release(&lines);
	free(expected);
}

/* Old times: what git takes for racy it adds anew, and forgets its folder. */
static const char many[] =
	"cd r; mkdir -p a/b/c a-b a.b z; for i in 1 2 3 4 5; do"
	" echo $i >a/f$i; echo b$i >a/b/f$i; echo c$i >a/b/c/f$i;"
	" echo d$i >a-b/f$i; echo e$i >a.b/f$i; echo z$i >z/f$i;"
	" echo $i >f$i; done; ln -s f1 link; find . -name 'f?' -exec touch -d 2001-01-01 {} +;"
	"touch -h -d 2001-01-01 link; git add .; git commit -qm 1";

static void lists_as_git_does(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot;
	char *name;

	(void)state;
	scratch_run(many);
	repository = scratch_open("r");
	snapshot = tree(repository, "HEAD", NULL);
	assert_as_git_lists(snapshot, "HEAD");
	name = scratch_ask("printf 'commit '; cd r; git rev-parse HEAD |"
			   "cut -c 1-7");
	assert_string_equal(snapshot->name, name);
	assert_content(snapshot, "a/b/c/f3", "c3\n");
	assert_int_equal(snapshot_find(snapshot, "link")->kind, ENTRY_LINK);
	free(name);
	snapshot_free(snapshot);
	repository_free(repository);
}

/* The base of HEAD, taken from an index that a script has changed. */
static void assert_borrowed(const char *script, bool borrows)
{
	struct repository *repository;
	struct snapshot *index, *base, *again;

	scratch_run(script);
	repository = scratch_open("r");
	index = staged(repository);
	base = tree(repository, "HEAD", index);
	assert_as_git_lists(base, "HEAD");
	/* A path that was taken over is the same pointer. */
	if (borrows != (snapshot_find(base, "z/f1")->path ==
			       snapshot_find(index, "z/f1")->path))
		fail_msg("borrows %s: %s", borrows ? "nothing" : "after all",
			script);
	snapshot_free(index);
	assert_as_git_lists(base, "HEAD");
	/* And what was made so lends in turn. */
	again = tree(repository, "HEAD", base);
	assert_ptr_equal(again->entries[0].path, base->entries[0].path);
	snapshot_free(base);
	assert_as_git_lists(again, "HEAD");
	snapshot_free(again);
	repository_free(repository);
}

static void borrows_from_the_index(void **state)
{
	(void)state;
	scratch_run(many);
	assert_borrowed("true", true);
	assert_borrowed("cd r; echo new >a/b/new; git add .", true);
	assert_borrowed(
		"cd r; git rm -q a/f1 a.b/f2; rm -rf a-b; git add -A", true);
	assert_borrowed("cd r; git mv a q; echo x >z-; git add .", true);
	assert_borrowed("cd r; git commit -qm 2; echo 5 >f5; git add .", true);
	assert_borrowed("cd r; git update-index --index-version 4", true);
	assert_borrowed("cd r; git add -N f9 2>&1 || { echo >f9;"
			"git add -N f9; }",
		true);
	/* In an announced file's folder only the folder below is known. */
	assert_borrowed("cd r; echo >z/n; git add -N z/n", false);
}

/* A TREE extension may be old or wrong; entries decide. */
static void does_not_trust_an_old_tree(void **state)
{
	(void)state;
	scratch_run(many);
	scratch_run("cd r; printf 'z/f1\\0' >list;"
		    "git update-index --force-remove z/f1;"
		    "git update-index --add --cacheinfo "
		    "100644,$(echo other | git hash-object -w --stdin),z/f1");
	{
		struct repository *repository = scratch_open("r");
		struct snapshot *index = staged(repository);
		struct snapshot *base = tree(repository, "HEAD", index);

		assert_content(index, "z/f1", "other\n");
		assert_content(base, "z/f1", "z1\n");
		snapshot_free(index);
		snapshot_free(base);
		repository_free(repository);
	}
}

static void borrows_from_a_tree(void **state)
{
	struct repository *repository;
	struct snapshot *head, *base;

	(void)state;
	scratch_run(many);
	scratch_run("cd r; echo changed >a/b/f1; git rm -q -r z; git add .;"
		    "git commit -qm 2");
	repository = scratch_open("r");
	head = tree(repository, "HEAD", NULL);
	base = tree(repository, "HEAD~1", head);
	assert_as_git_lists(base, "HEAD~1");
	assert_ptr_equal(snapshot_find(base, "a/b/c/f1")->path,
		snapshot_find(head, "a/b/c/f1")->path);
	assert_content(base, "a/b/f1", "b1\n");
	assert_content(head, "a/b/f1", "changed\n");
	snapshot_free(head);
	snapshot_free(base);
	repository_free(repository);
}

static void with_conflicts_nothing_is_borrowed(void **state)
{
	(void)state;
	scratch_run(many);
	assert_borrowed("cd r; git checkout -qb side; echo 2 >f1;"
			"git commit -qam 2; git checkout -q main; echo 3 >f1;"
			"git commit -qam 3; ! git merge -q side",
		false);
}

static void says_what_is_missing(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; mkdir d; echo 1 >d/f; git add .; git commit -qm 1;"
		    "t=$(git rev-parse HEAD:d);"
		    "rm .git/objects/$(echo $t | cut -c 1-2)/"
		    "$(echo $t | cut -c 3-)");
	repository = scratch_open("r");
	assert_int_equal(
		repository_tree(&snapshot, repository, "HEAD", NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_contains(err.message, "d/");
	assert_int_equal(
		repository_tree(&snapshot, repository, "no", NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_USE);
	repository_free(repository);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(lists_as_git_does),
		source_test(borrows_from_the_index),
		source_test(does_not_trust_an_old_tree),
		source_test(borrows_from_a_tree),
		source_test(with_conflicts_nothing_is_borrowed),
		source_test(says_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
