/* The index and the work tree as snapshots: what git says is what is read. */
#include "scratch.h"
#include "source/handle.h"
#include "source/listing.h"
#include <pthread.h>

static struct snapshot *take(
	int (*make)(struct snapshot **, struct repository *, struct error *),
	struct repository *repository)
{
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	if (make(&snapshot, repository, &err) != 0)
		fail_msg("%s", err.message);
	return snapshot;
}

/* "mode id 0\tpath" and a NUL each, as `git ls-files -s -z` writes it. */
static void add_line(struct buffer *out, const struct snapshot_entry *entry)
{
	const char *mode = entry->executable ? "100755" : "100644";
	size_t i;

	if (entry->kind == ENTRY_LINK)
		mode = "120000";
	if (entry->kind == ENTRY_SUBMODULE)
		mode = "160000";
	buffer_format(out, "%s ", mode);
	for (i = 0; i < OBJECT_ID_SIZE; i++)
		buffer_format(out, "%02x", entry->id[i]);
	buffer_format(out, " 0\t%s\n", entry->path);
}

/* No path here has a line end in it. */
static void assert_as_git_lists(const struct snapshot *snapshot)
{
	char *expected =
		scratch_ask("cd r; git ls-files -s -z | tr '\\0' '\\n'");
	struct buffer lines = BUFFER_INIT;
	size_t i;

	for (i = 0; i < snapshot->count; i++)
		add_line(&lines, &snapshot->entries[i]);
	assert_true(lines.size > 0);
	lines.data[lines.size - 1] = '\0';
	assert_string_equal(lines.data, expected);
	buffer_release(&lines);
	free(expected);
}

static void assert_index(const char *expected)
{
	struct repository *repository = scratch_open("r");
	struct snapshot *snapshot = take(repository_index, repository);

	assert_paths(snapshot, expected);
	snapshot_free(snapshot);
	repository_free(repository);
}

static void a_new_repository_is_empty(void **state)
{
	(void)state;
	assert_index("");
	scratch_run("cd r; echo 1 >f; git add f");
	assert_index("f ");
}

static void reads_what_is_staged(void **state)
{
	struct repository *repository;
	struct snapshot *index, *disk;

	(void)state;
	scratch_run("cd r; echo staged >f; echo gone >g; git add f g;"
		    "echo disk >f; rm g; echo new >h");
	repository = scratch_open("r");
	index = take(repository_index, repository);
	assert_string_equal(index->name, "the index");
	assert_true(index->has_ids);
	assert_paths(index, "f g ");
	assert_content(index, "f", "staged\n");
	assert_content(index, "g", "gone\n");
	snapshot_free(index);

	disk = take(repository_worktree, repository);
	assert_string_equal(disk->name, "the work tree");
	assert_false(disk->has_ids);
	assert_paths(disk, "f g ");
	assert_content(disk, "f", "disk\n");
	assert_null(scratch_content(disk, "g"));
	assert_true(disk->operations->exists(disk, &disk->entries[0]));
	assert_null(snapshot_find(disk, "g"));
	assert_false(disk->operations->exists(disk, &disk->entries[1]));
	snapshot_free(disk);
	repository_free(repository);
}

static void honours_git_index_file(void **state)
{
	struct repository *repository = NULL;
	struct snapshot *snapshot;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; mkdir -p sub/dir; echo 1 >f; git add f;"
		    "cp .git/index other;"
		    "echo 2 >g; GIT_INDEX_FILE=other git add g");
	setenv("GIT_INDEX_FILE", "other", 1);
	repository = scratch_open("r/sub/dir");
	assert_string_equal(
		repository_index_path(repository), scratch_path("r/other"));
	snapshot = take(repository_index, repository);
	assert_paths(snapshot, "f g ");
	snapshot_free(snapshot);
	repository_free(repository);

	setenv("GIT_INDEX_FILE", scratch_path("r/other"), 1);
	repository = scratch_open("r");
	snapshot = take(repository_index, repository);
	assert_paths(snapshot, "f g ");
	snapshot_free(snapshot);
	repository_free(repository);

	/* Before anything is added, git names an index that is not there. */
	scratch_run("git init -q new");
	setenv("GIT_INDEX_FILE", ".git/index", 1);
	repository = scratch_open("new");
	snapshot = take(repository_index, repository);
	assert_int_equal(snapshot->count, 0);
	snapshot_free(snapshot);
	repository_free(repository);

	setenv("GIT_INDEX_FILE", "missing", 1);
	assert_int_equal(
		repository_open(&repository, scratch_path("r"), &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_contains(err.message, "GIT_INDEX_FILE");
	assert_contains(err.message, "missing");
}

static void lists_every_kind(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot;

	(void)state;
	scratch_run("cd r; mkdir -p a/b a-b; echo 1 >a/b/c; echo 2 >a-b/c;"
		    "echo 3 >a.c; echo 4 >run; chmod +x run; ln -s run link;"
		    "git init -q sub; git -C sub commit -q --allow-empty -m 1;"
		    "git add a a-b a.c run link sub");
	repository = scratch_open("r");
	snapshot = take(repository_index, repository);
	assert_as_git_lists(snapshot);
	assert_paths(snapshot, "a-b/c a.c a/b/c link run sub ");
	assert_int_equal(snapshot_find(snapshot, "link")->kind, ENTRY_LINK);
	assert_int_equal(snapshot_find(snapshot, "sub")->kind, ENTRY_SUBMODULE);
	assert_true(snapshot_find(snapshot, "run")->executable);
	snapshot_free(snapshot);
	repository_free(repository);
}

static void reads_every_version(void **state)
{
	static const char *const versions[] = {"2", "3", "4"};
	size_t i;

	(void)state;
	scratch_run("cd r; mkdir -p long/way/down;"
		    "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i >long/way/f$i;"
		    "echo $i >long/way/down/ff$i; echo $i >l$i; done;"
		    "git add .; git update-index --skip-worktree l1");
	for (i = 0; i < 3; i++) {
		struct repository *repository;
		struct snapshot *snapshot;
		char script[128];

		snprintf(script, sizeof(script),
			"cd r; git update-index --index-version %s",
			versions[i]);
		scratch_run(script);
		repository = scratch_open("r");
		snapshot = take(repository_index, repository);
		assert_int_equal(snapshot->count, 30);
		assert_as_git_lists(snapshot);
		assert_true(snapshot_find(snapshot, "l1")->skip_worktree);
		assert_false(snapshot_find(snapshot, "l2")->skip_worktree);
		snapshot_free(snapshot);
		repository_free(repository);
	}
}

static void takes_names_as_bytes(void **state)
{
	static const char newline[] = "a\nb", blank[] = "a b",
			  quote[] = "a\"'b", bytes[] = "\xff\xfe",
			  colon[] = "c:d", utf8[] = "\xc3\xa9";
	const char *names[] = {newline, blank, quote, bytes, colon, utf8};
	struct repository *repository;
	struct snapshot *index, *disk;
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++) {
		char path[64];

		snprintf(path, sizeof(path), "r/%s", names[i]);
		scratch_text(path, names[i]);
	}
	scratch_run("cd r; git add -A");
	repository = scratch_open("r");
	index = take(repository_index, repository);
	disk = take(repository_worktree, repository);
	assert_int_equal(index->count, 6);
	for (i = 0; i < 6; i++) {
		assert_content(index, names[i], names[i]);
		assert_content(disk, names[i], names[i]);
	}
	snapshot_free(index);
	snapshot_free(disk);
	repository_free(repository);
}

static void leaves_out_what_is_only_announced(void **state)
{
	(void)state;
	scratch_run("cd r; echo 1 >f; echo 2 >g; git add f; git add -N g");
	assert_index("f ");
	scratch_run("cd r; git update-index --split-index");
	assert_index("f ");
}

static void shows_a_conflict_once(void **state)
{
	struct repository *repository;
	struct snapshot *index, *disk;
	struct buffer out = BUFFER_INIT;
	bool large = false, absent = false;
	struct error err = {0};
	const struct snapshot_entry *entry;
	char *content;

	(void)state;
	scratch_run("cd r; echo 1 >f; echo 1 >g; git add .; git commit -qm 1;"
		    "git checkout -qb side; echo 2 >f; git commit -qam 2;"
		    "git checkout -q main; echo 3 >f; git commit -qam 3;"
		    "! git merge -q side");
	repository = scratch_open("r");
	index = take(repository_index, repository);
	assert_paths(index, "f g ");
	entry = snapshot_find(index, "f");
	assert_int_equal(entry->kind, ENTRY_CONFLICT);
	assert_int_equal(index->operations->read(index, entry, &out, 100,
				 &large, &absent, &err),
		-1);
	assert_contains(err.message, "conflicts");
	snapshot_free(index);

	disk = take(repository_worktree, repository);
	content = scratch_content(disk, "f");
	assert_contains(content, "<<<<<<<");
	free(content);
	snapshot_free(disk);
	repository_free(repository);
}

static void never_follows_links(void **state)
{
	struct repository *repository;
	struct snapshot *disk;
	struct buffer out = BUFFER_INIT;
	size_t i;

	(void)state;
	scratch_run(
		"mkdir outside; echo secret >outside/f;"
		"cd r; mkdir dir; echo 1 >dir/f; echo 2 >file; echo 3 >pipe;"
		"echo 4 >folder; git add .;"
		"rm -r dir file pipe folder; ln -s ../outside dir;"
		"ln -s ../outside/f file; mkfifo pipe; mkdir folder");
	repository = scratch_open("r");
	disk = take(repository_worktree, repository);
	assert_paths(disk, "dir/f file folder pipe ");
	for (i = 0; i < 4; i++) {
		bool large = false, absent = false;

		assert_int_equal(disk->operations->read(disk, &disk->entries[i],
					 &out, 100, &large, &absent, NULL),
			0);
		assert_true(absent);
		assert_int_equal(out.size, 0);
	}
	assert_false(disk->operations->exists(disk, &disk->entries[0]));
	buffer_release(&out);
	snapshot_free(disk);
	repository_free(repository);
}

static void reads_a_sparse_checkout_from_objects(void **state)
{
	struct repository *repository;
	struct snapshot *disk, *index;

	(void)state;
	scratch_run("cd r; mkdir in out; echo in >in/f; echo out >out/f;"
		    "git add .; git commit -qm 1;"
		    "git sparse-checkout set --cone --sparse-index in;"
		    "test ! -e out/f");
	repository = scratch_open("r");
	index = take(repository_index, repository);
	assert_paths(index, "in/f out/f ");
	assert_content(index, "out/f", "out\n");
	snapshot_free(index);
	disk = take(repository_worktree, repository);
	assert_content(disk, "in/f", "in\n");
	assert_content(disk, "out/f", "out\n");
	assert_true(
		disk->operations->exists(disk, snapshot_find(disk, "out/f")));
	snapshot_free(disk);
	repository_free(repository);
}

/*
 * Without git, which writes trees to expand it; and where the order of paths
 * is not that of the folders.
 */
static void expands_a_sparse_index_by_itself(void **state)
{
	struct repository *repository;
	struct snapshot *index;
	char *path = strdup(getenv("PATH"));

	(void)state;
	scratch_run("cd r; mkdir -p in out/deep/er out-er; echo in >in/f;"
		    "echo 1 >out/f; echo 2 >out/deep/er/g; echo 3 >out-er/h;"
		    "echo 4 >out.c; echo 5 >out0; git add .; git commit -qm 1;"
		    "git sparse-checkout set --cone --sparse-index in;"
		    "git ls-files --sparse | grep '^out/$'");
	setenv("PATH", scratch_path("none"), 1);
	repository = scratch_open("r");
	index = take(repository_index, repository);
	setenv("PATH", path, 1);
	assert_paths(index, "in/f out-er/h out.c out/deep/er/g out/f out0 ");
	assert_content(index, "out/deep/er/g", "2\n");
	assert_true(snapshot_find(index, "out/f")->skip_worktree);
	assert_false(snapshot_find(index, "in/f")->skip_worktree);
	snapshot_free(index);
	repository_free(repository);
	free(path);
}

/* The greps show that the index is what the test means. */
static void reads_what_only_git_reads(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot;

	(void)state;
	scratch_run("cd r; mkdir d; for i in 1 2 3; do echo $i >d/f$i; done;"
		    "git add .; git commit -qm 1;"
		    "git update-index --split-index; echo 4 >f4; git add f4;"
		    "grep -q link .git/index; ls .git/sharedindex.*");
	repository = scratch_open("r");
	snapshot = take(repository_index, repository);
	assert_as_git_lists(snapshot);
	assert_paths(snapshot, "d/f1 d/f2 d/f3 f4 ");
	snapshot_free(snapshot);

	setenv("PATH", "/nonexistent", 1);
	{
		struct error err = {0};

		assert_int_equal(
			repository_index(&snapshot, repository, &err), -1);
		assert_int_equal(err.kind, ERROR_WORK);
		assert_contains(err.message, "`link`");
		assert_contains(err.message, "git cannot be run");
	}
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	repository_free(repository);
}

static void accepts_a_zero_checksum(void **state)
{
	(void)state;
	scratch_run("cd r; echo 1 >f; git add f; size=$(wc -c <.git/index);"
		    "head -c $((size - 20)) .git/index >i;"
		    "head -c 20 /dev/zero >>i; mv i .git/index");
	assert_index("f ");
}

static void refuses_a_broken_index(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; echo 1 >f; git add f; echo junk >.git/index");
	repository = scratch_open("r");
	assert_int_equal(repository_index(&snapshot, repository, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_contains(err.message, "index");
	repository_free(repository);
}

static void says_which_object_is_missing(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot;
	struct content content = {0};
	struct error err = {0};

	(void)state;
	scratch_run(
		"cd r; echo 1 >f; git add f;"
		"rm .git/objects/d0/0491fd7e5bb6fa28c517a0bb32b8b506539d4d");
	repository = scratch_open("r");
	snapshot = take(repository_index, repository);
	assert_int_equal(
		snapshot_read(snapshot, snapshot->entries, &content, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_string_equal(err.path, "f");
	assert_contains(
		err.message, "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d");
	content_release(&content);
	snapshot_free(snapshot);
	repository_free(repository);
}

static void stops_at_the_limit(void **state)
{
	struct repository *repository;
	struct snapshot *snapshots[2];
	size_t i;

	(void)state;
	scratch_run("cd r; printf 123456789 >f; git add f");
	repository = scratch_open("r");
	snapshots[0] = take(repository_index, repository);
	snapshots[1] = take(repository_worktree, repository);
	for (i = 0; i < 2; i++) {
		const struct snapshot *snapshot = snapshots[i];
		struct buffer out = BUFFER_INIT;
		bool large = false, absent = false;

		assert_int_equal(
			snapshot->operations->read(snapshot, snapshot->entries,
				&out, 8, &large, &absent, NULL),
			0);
		assert_true(large);
		assert_int_equal(out.size, 0);
		large = false;
		assert_int_equal(
			snapshot->operations->read(snapshot, snapshot->entries,
				&out, 9, &large, &absent, NULL),
			0);
		assert_false(large);
		assert_int_equal(out.size, 9);
		buffer_release(&out);
		snapshot_free(snapshots[i]);
	}
	repository_free(repository);
}

/* Reads every entry of a snapshot; NULL when each holds its own path. */
static void *read_all(void *argument)
{
	const struct snapshot *snapshot = argument;
	struct buffer out = BUFFER_INIT;
	bool large = false, absent = false;
	size_t i;

	for (i = 0; i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];

		buffer_clear(&out);
		if (snapshot->operations->read(snapshot, entry, &out, 1000,
			    &large, &absent, NULL) != 0 ||
			strcmp(buffer_string(&out), entry->path) != 0)
			break;
	}
	buffer_release(&out);
	return i == snapshot->count ? NULL : argument;
}

static void reads_on_several_threads(void **state)
{
	struct repository *repository;
	struct snapshot *snapshots[2];
	pthread_t threads[8];
	void *result;
	size_t i;

	(void)state;
	/* Half of the objects in a pack, half loose. */
	scratch_run("cd r; mkdir a b; for i in $(seq 200); do"
		    " printf a/$i >a/$i; printf b/$i >b/$i; done;"
		    "git add a; git commit -qm 1; git repack -adq; git add b");
	repository = scratch_open("r");
	snapshots[0] = take(repository_index, repository);
	snapshots[1] = take(repository_worktree, repository);
	assert_int_equal(snapshots[0]->count, 400);
	for (i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_all,
					 snapshots[i % 2]),
			0);
	for (i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_null(result);
	}
	snapshot_free(snapshots[0]);
	snapshot_free(snapshots[1]);
	repository_free(repository);
}

static void writes_nothing(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot;
	static const char *const sum =
		"cd r; find .git -type f | sort | xargs sha1sum;"
		"stat -c '%Y %i' .git .git/index";
	char *before, *after;

	(void)state;
	/* Times that differ from the index's are what git would refresh. */
	scratch_run("cd r; echo 1 >f; echo 2 >g; git add .; git commit -qm 1;"
		    "touch -d 2001-01-01 f g; git update-index --split-index");
	before = scratch_ask(sum);
	repository = scratch_open("r");
	snapshot = take(repository_index, repository);
	assert_content(snapshot, "f", "1\n");
	snapshot_free(snapshot);
	snapshot = take(repository_worktree, repository);
	assert_content(snapshot, "f", "1\n");
	snapshot_free(snapshot);
	assert_non_null(repository_hooks_path(repository));
	repository_free(repository);
	after = scratch_ask(sum);
	assert_string_equal(after, before);
	free(before);
	free(after);
}

static void the_empty_one_has_nothing(void **state)
{
	struct snapshot *snapshot = repository_empty();

	(void)state;
	assert_int_equal(snapshot->count, 0);
	assert_null(snapshot_find(snapshot, "f"));
	snapshot_free(snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(a_new_repository_is_empty),
		source_test(reads_what_is_staged),
		source_test(honours_git_index_file),
		source_test(lists_every_kind),
		source_test(reads_every_version),
		source_test(takes_names_as_bytes),
		source_test(leaves_out_what_is_only_announced),
		source_test(shows_a_conflict_once),
		source_test(never_follows_links),
		source_test(reads_a_sparse_checkout_from_objects),
		source_test(expands_a_sparse_index_by_itself),
		source_test(reads_what_only_git_reads),
		source_test(accepts_a_zero_checksum),
		source_test(refuses_a_broken_index),
		source_test(says_which_object_is_missing),
		source_test(stops_at_the_limit),
		source_test(reads_on_several_threads),
		source_test(writes_nothing),
		source_test(the_empty_one_has_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
