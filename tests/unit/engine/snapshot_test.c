/*
 * snapshot: looking up, folders, and why a file is left out, on snapshots of
 * memory and on one whose reading is scripted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "engine/snapshot.h"
#include <stdlib.h>
#include <string.h>

#define FILE_OF(path, text)                         \
	{                                           \
		path, text, sizeof(text) - 1, false \
	}

static struct snapshot *tree(void)
{
	static const struct memory_file files[] = {
		FILE_OF("b/x", "x"),
		FILE_OF("b-c", "not in b"),
		FILE_OF("b.c", "nor this"),
		FILE_OF("a", "one\n"),
		FILE_OF("b/d/y", ""),
		FILE_OF("z\xff", "z"),
	};

	return snapshot_of_memory(
		"a test", files, sizeof(files) / sizeof(*files));
}

static void entries_are_sorted_as_bytes(void **state)
{
	struct snapshot *snapshot = tree();

	(void)state;
	assert_string_equal(snapshot->name, "a test");
	assert_int_equal(snapshot->count, 6);
	for (size_t i = 1; i < snapshot->count; i++)
		assert_true(strcmp(snapshot->entries[i - 1].path,
				    snapshot->entries[i].path) < 0);
	snapshot_free(snapshot);
	snapshot_free(NULL);
}

static void a_path_is_found_exactly(void **state)
{
	struct snapshot *snapshot = tree();

	(void)state;
	for (size_t i = 0; i < snapshot->count; i++)
		assert_ptr_equal(
			snapshot_find(snapshot, snapshot->entries[i].path),
			&snapshot->entries[i]);
	assert_null(snapshot_find(snapshot, "b"));
	assert_null(snapshot_find(snapshot, "b/"));
	assert_null(snapshot_find(snapshot, ""));
	assert_null(snapshot_find(snapshot, "zz"));
	assert_int_equal(snapshot_lower_bound(snapshot, ""), 0);
	assert_int_equal(snapshot_lower_bound(snapshot, "b/"), 3);
	assert_int_equal(snapshot_lower_bound(snapshot, "\xff"), 6);
	snapshot_free(snapshot);
}

static void a_folder_needs_something_below_it(void **state)
{
	struct snapshot *snapshot = tree();

	(void)state;
	assert_true(snapshot_has_folder(snapshot, ""));
	assert_true(snapshot_has_folder(snapshot, "b"));
	assert_true(snapshot_has_folder(snapshot, "b/"));
	assert_true(snapshot_has_folder(snapshot, "b/d"));
	assert_false(snapshot_has_folder(snapshot, "a"));
	assert_false(snapshot_has_folder(snapshot, "b/x"));
	assert_false(snapshot_has_folder(snapshot, "b-"));
	assert_false(snapshot_has_folder(snapshot, "c"));
	snapshot_free(snapshot);
	snapshot = snapshot_of_memory("empty", NULL, 0);
	assert_false(snapshot_has_folder(snapshot, ""));
	assert_null(snapshot_find(snapshot, "a"));
	snapshot_free(snapshot);
}

static void assert_left_out(
	const char *data, size_t size, enum left_out expected)
{
	const struct memory_file file = {"f", data, size, false};
	struct snapshot *snapshot = snapshot_of_memory("one", &file, 1);
	struct content content = {0};
	struct error err;

	assert_int_equal(
		snapshot_read(snapshot, &snapshot->entries[0], &content, &err),
		0);
	assert_int_equal(content.left_out, expected);
	if (expected == LEFT_NOTHING) {
		assert_int_equal(content.buffer.size, size);
		assert_memory_equal(content.buffer.data, data, size);
	} else {
		assert_int_equal(content.buffer.size, 0);
	}
	content_release(&content);
	snapshot_free(snapshot);
}

#define ASSERT_LEFT_OUT(text, expected) \
	assert_left_out(text, sizeof(text) - 1, expected)

static void bytes_tell_what_is_left_out(void **state)
{
	char *large = memory_new(CONTENT_LIMIT + 1, 1);

	(void)state;
	ASSERT_LEFT_OUT("", LEFT_NOTHING);
	ASSERT_LEFT_OUT("text\r\n", LEFT_NOTHING);
	ASSERT_LEFT_OUT("te\0xt", LEFT_BINARY);
	ASSERT_LEFT_OUT("\0GITCRYPT\0secret", LEFT_ENCRYPTED);
	ASSERT_LEFT_OUT("\0GITCRYPT", LEFT_BINARY);
	ASSERT_LEFT_OUT("version https://git-lfs.github.com/spec/v1\n"
			"oid sha256:00\nsize 1\n",
		LEFT_LFS);
	ASSERT_LEFT_OUT(
		" version https://git-lfs.github.com/spec/v1\n", LEFT_NOTHING);
	memset(large, 'x', CONTENT_LIMIT + 1);
	assert_left_out(large, CONTENT_LIMIT, LEFT_NOTHING);
	assert_left_out(large, CONTENT_LIMIT + 1, LEFT_TOO_LARGE);
	large[8000] = '\0';
	assert_left_out(large, 9000, LEFT_NOTHING);
	large[7999] = '\0';
	assert_left_out(large, 9000, LEFT_BINARY);
	/* Only a small file is a pointer. */
	memset(large, 'x', CONTENT_LIMIT);
	memcpy(large, "version https://git-lfs.github.com/spec/v1", 42);
	assert_left_out(large, 1023, LEFT_LFS);
	assert_left_out(large, 1024, LEFT_NOTHING);
	free(large);
}

struct script {
	bool fails, absent, missing;
};

static int scripted_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct script *script = snapshot->state;

	(void)too_large;
	assert_int_equal(limit, CONTENT_LIMIT);
	assert_int_equal(entry->kind, ENTRY_FILE);
	*absent = script->absent;
	buffer_add_string(out, "half");
	if (script->fails)
		return error_at(err, ERROR_WORK, entry->path, 0, 0, "broken");
	return 0;
}

static bool scripted_exists(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	const struct script *script = snapshot->state;

	return !script->missing || strcmp(entry->path, "k/gone") != 0;
}

static void what_is_no_file_is_not_read(void **state)
{
	static const struct snapshot_operations operations = {
		.read = scripted_read, .exists = scripted_exists};
	static const struct snapshot_entry entries[] = {
		{.path = "conflict", .kind = ENTRY_CONFLICT},
		{.path = "file", .kind = ENTRY_FILE},
		{.path = "k/gone", .kind = ENTRY_FILE},
		{.path = "link", .kind = ENTRY_LINK},
		{.path = "sub", .kind = ENTRY_SUBMODULE},
	};
	struct script script = {.missing = true};
	const struct snapshot snapshot = {.operations = &operations,
		.entries = entries,
		.count = 5,
		.state = &script};
	struct content content = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(
		snapshot_read(&snapshot, &entries[1], &content, &err), 0);
	assert_string_equal(content.buffer.data, "half");
	assert_int_equal(
		snapshot_read(&snapshot, &entries[3], &content, &err), 0);
	assert_int_equal(content.left_out, LEFT_LINK);
	assert_int_equal(content.buffer.size, 0);
	assert_int_equal(
		snapshot_read(&snapshot, &entries[4], &content, &err), 0);
	assert_int_equal(content.left_out, LEFT_SUBMODULE);
	assert_int_equal(
		snapshot_read(&snapshot, &entries[0], &content, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_string_equal(err.path, "conflict");
	assert_string_equal(err.message,
		"it has conflicts that are not resolved: edit it, "
		"then `git add` it");
	script.absent = true;
	assert_int_equal(
		snapshot_read(&snapshot, &entries[1], &content, &err), 0);
	assert_int_equal(content.left_out, LEFT_ABSENT);
	assert_int_equal(content.buffer.size, 0);
	script.absent = false;
	script.fails = true;
	assert_int_equal(
		snapshot_read(&snapshot, &entries[1], &content, &err), -1);
	assert_string_equal(err.message, "broken");
	assert_int_equal(content.buffer.size, 0);
	assert_null(snapshot_find(&snapshot, "k/gone"));
	assert_false(snapshot_has_folder(&snapshot, "k"));
	script.missing = false;
	assert_non_null(snapshot_find(&snapshot, "k/gone"));
	assert_true(snapshot_has_folder(&snapshot, "k"));
	content_release(&content);
}

static void a_link_of_memory_is_a_link(void **state)
{
	const struct memory_file file = {"l", "target", 6, true};
	struct snapshot *snapshot = snapshot_of_memory("one", &file, 1);
	struct content content = {0};

	(void)state;
	assert_int_equal(
		snapshot_read(snapshot, &snapshot->entries[0], &content, NULL),
		0);
	assert_int_equal(content.left_out, LEFT_LINK);
	assert_string_equal(left_out_name(content.left_out), "a symbolic link");
	content_release(&content);
	snapshot_free(snapshot);
}

static bool is_named(void *state, const struct snapshot_entry *entry)
{
	return strcmp(entry->path, state) == 0;
}

static void test_without(void **state)
{
	static const struct memory_file files[] = {{"a", "1", 1, false},
		{"b", "2", 1, false}, {"c", "3", 1, false}};
	static char left_out[] = "b";
	struct snapshot *base = snapshot_of_memory("base", files, 3);
	struct snapshot *rest = snapshot_without(base, is_named, left_out);
	struct content content = {.left_out = LEFT_NOTHING};

	(void)state;
	assert_int_equal(rest->count, 2);
	assert_null(snapshot_find(rest, "b"));
	assert_non_null(snapshot_find(base, "b"));
	assert_string_equal(rest->name, "base");
	assert_true(snapshot_exists(rest, snapshot_find(rest, "c")));
	assert_int_equal(
		snapshot_read(rest, snapshot_find(rest, "c"), &content, NULL),
		0);
	assert_string_equal(buffer_string(&content.buffer), "3");
	content_release(&content);
	snapshot_free(rest);
	snapshot_free(base);
}

/* New files and others' texts, in whatever order they are given. */
static void files_are_laid_over(void **state)
{
	static const struct memory_file files[] = {
		FILE_OF("zz", "new"),
		FILE_OF("b/x", "other"),
		FILE_OF("A", "first"),
	};
	static const char *const wanted[][2] = {{"A", "first"}, {"a", "one\n"},
		{"b-c", "not in b"}, {"b.c", "nor this"}, {"b/d/y", ""},
		{"b/x", "other"}, {"zz", "new"}, {"z\xff", "z"}};
	struct snapshot *snapshot = snapshot_overlay_all(tree(), files, 3);
	struct content content = {0};
	struct error err;

	(void)state;
	assert_string_equal(snapshot->name, "a test");
	assert_int_equal(snapshot->count, 8);
	for (size_t i = 0; i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];
		const char *const *row = wanted[i];

		assert_string_equal(entry->path, row[0]);
		assert_ptr_equal(snapshot_find(snapshot, row[0]), entry);
		assert_int_equal(
			snapshot_read(snapshot, entry, &content, &err), 0);
		assert_string_equal(buffer_string(&content.buffer), row[1]);
	}
	content_release(&content);
	snapshot_free(snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_sorted_as_bytes),
		cmocka_unit_test(a_path_is_found_exactly),
		cmocka_unit_test(a_folder_needs_something_below_it),
		cmocka_unit_test(bytes_tell_what_is_left_out),
		cmocka_unit_test(what_is_no_file_is_not_read),
		cmocka_unit_test(a_link_of_memory_is_a_link),
		cmocka_unit_test(test_without),
		cmocka_unit_test(files_are_laid_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
