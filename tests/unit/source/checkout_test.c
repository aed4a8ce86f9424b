/*
 * The work tree in the place of objects: what git would call unchanged is
 * read from disk, and nothing else is.
 */
#include "scratch.h"
#include "source/checkout.h"
#include "source/handle.h"
#include "source/listing.h"

/* A repository whose files are older than its index. */
static void prepare(const char *script)
{
	scratch_run("rm -rf r; git init -q r");
	scratch_run("cd r; mkdir a; echo one >a/one; echo two >two; "
		    "printf 'three\\r\\n' >three; : >empty; ln -s two link");
	scratch_run(script);
	scratch_run("cd r; sleep 0.05; git add -A");
}

/* Which entries of the index the disk stands in for, " " between. */
static char *stands_in(void)
{
	struct repository *repository = scratch_open("r");
	struct buffer names = BUFFER_INIT, text = BUFFER_INIT;
	struct snapshot *snapshot = NULL;
	struct checkout *checkout;
	struct error err = {0};

	if (repository_index(&snapshot, repository, &err) != 0)
		fail_msg("%s", err.message);
	checkout = checkout_open(repository, snapshot);
	buffer_add_string(&names, checkout ? "" : "none");
	for (size_t i = 0; checkout && i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];
		struct content object = {0};

		buffer_clear(&text);
		if (!checkout_read(checkout, i, &text, 1000)) {
			assert_int_equal(text.size, 0);
			continue;
		}
		buffer_format(&names, "%s ", entry->path);
		assert_int_equal(
			snapshot_read(snapshot, entry, &object, &err), 0);
		assert_int_equal(object.buffer.size, text.size);
		assert_memory_equal(object.buffer.data, text.data, text.size);
		content_release(&object);
	}
	checkout_close(checkout);
	snapshot_free(snapshot);
	repository_free(repository);
	buffer_release(&text);
	return names.data;
}

static void assert_stands_in(const char *expected)
{
	char *names = stands_in();

	assert_string_equal(names, expected);
	free(names);
}

/* CRLF may be converted, an empty size is what git notes for doubt. */
static void what_is_unchanged_is_read_from_disk(void **state)
{
	(void)state;
	prepare(":");
	assert_stands_in("a/one two ");
	scratch_run("cd r; git update-index --index-version 4");
	assert_stands_in("a/one two ");
}

static void what_changed_is_not(void **state)
{
	(void)state;
	prepare(":");
	scratch_run("cd r; echo 2wo >two");
	assert_stands_in("a/one ");
	scratch_run("cd r; rm a/one");
	assert_stands_in("");
	/* Of the same size, and older than the index: its stat data tell. */
	prepare(":");
	scratch_run("cd r; echo 2wo >two; sleep 0.05; git add three; "
		    "git update-index --force-write-index");
	assert_stands_in("a/one ");
}

/* The same size and time: only the inode and its time of change tell. */
static void what_was_replaced_is_not(void **state)
{
	(void)state;
	prepare(":");
	scratch_run("cd r; echo 2wo >new; touch -r two new; mv new two");
	assert_stands_in("a/one ");
	scratch_run("cd r; git checkout -q two; rm two; ln -s a/one two");
	assert_stands_in("a/one ");
}

/* As a change within the tick in which the index was written would be. */
static void what_is_not_older_than_the_index_is_not(void **state)
{
	(void)state;
	prepare(":");
	scratch_run("cd r; touch -d '2001-01-01' .git/index");
	assert_stands_in("");
}

static void what_git_was_told_to_assume_is_not(void **state)
{
	(void)state;
	prepare(":");
	scratch_run("cd r; git update-index --assume-unchanged two");
	assert_stands_in("a/one ");
}

static void attributes_that_convert_forbid_it(void **state)
{
	static const char *const scripts[] = {
		"cd r; echo '*.bin filter=lfs' >.gitattributes",
		"cd r; echo '*.c ident' >a/.gitattributes",
		"cd r; echo 'x working-tree-encoding=UTF-16' "
		">.git/info/attributes",
		"cd r; echo .gitattributes >.gitignore; "
		"mkdir a/b; echo x >a/b/x; echo '* ident' >a/b/.gitattributes",
		"cd r; echo '* filter=x' >own; "
		"git config core.attributesFile \"$PWD/own\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		prepare(scripts[i]);
		assert_stands_in("none");
	}
	prepare("cd r; echo '*.sh text eol=lf' >.gitattributes");
	assert_stands_in(".gitattributes a/one two ");
}

static void a_tree_takes_what_is_the_same_in_the_index(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot = NULL;
	struct checkout *checkout;
	struct buffer text = BUFFER_INIT;
	size_t from_disk = 0;

	(void)state;
	prepare(":");
	scratch_run("cd r; git commit -qm one; echo 2wo >two; git add two");
	repository = scratch_open("r");
	assert_int_equal(
		repository_tree(&snapshot, repository, "HEAD", NULL, NULL), 0);
	checkout = checkout_open(repository, snapshot);
	assert_non_null(checkout);
	for (size_t i = 0; i < snapshot->count; i++)
		if (checkout_read(checkout, i, &text, 1000)) {
			assert_string_equal(snapshot->entries[i].path, "a/one");
			from_disk++;
		}
	assert_int_equal(from_disk, 1);
	checkout_close(checkout);
	snapshot_free(snapshot);
	repository_free(repository);
	buffer_release(&text);
}

static void a_bare_repository_has_none(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot = NULL;

	(void)state;
	prepare(":");
	scratch_run("cd r; git commit -qm one; cd ..; "
		    "git clone -q --bare r bare");
	repository = scratch_open("bare");
	assert_int_equal(
		repository_tree(&snapshot, repository, "HEAD", NULL, NULL), 0);
	assert_null(checkout_open(repository, snapshot));
	snapshot_free(snapshot);
	repository_free(repository);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(what_is_unchanged_is_read_from_disk),
		source_test(what_changed_is_not),
		source_test(what_was_replaced_is_not),
		source_test(what_is_not_older_than_the_index_is_not),
		source_test(what_git_was_told_to_assume_is_not),
		source_test(attributes_that_convert_forbid_it),
		source_test(a_tree_takes_what_is_the_same_in_the_index),
		source_test(a_bare_repository_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
