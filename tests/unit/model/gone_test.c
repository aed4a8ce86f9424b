/*
 * What a change took away, and which texts name it.
 */
#include "base/arena.h"
#include "model/gone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot *snapshot_of(const char *const *paths, size_t count)
{
	struct memory_file files[8];
	size_t i;

	memset(files, 0, sizeof(files));
	for (i = 0; i < count; i++) {
		files[i].path = paths[i];
		files[i].data = "x";
		files[i].size = 1;
	}
	return snapshot_of_memory("test", files, count);
}

static void test_find(void **state)
{
	static const char *const paths[] = {
		"plugins/foo/a.go", "lib/kept.go", "here/b.go", "there/c.go"};
	struct change changes[] = {
		{CHANGE_RENAMED, "plugins/foo/a.go", "services/foo/a.go"},
		{CHANGE_DELETED, "lib/gone.go", NULL},
		{CHANGE_DELETED, "root.txt", NULL},
		{CHANGE_RENAMED, "here/b.go", "both/b.go"},
		{CHANGE_RENAMED, "there/c.go", "both/c.go"},
		{CHANGE_ADDED, "lib/kept.go", NULL},
	};
	struct change_list list = {changes, 6, 6};
	struct snapshot *snapshot = snapshot_of(paths, 4);
	struct arena *arena = arena_new();
	struct gone gone;

	(void)state;
	gone_find(&gone, arena, snapshot, &list);
	assert_int_equal(gone.count, 4);
	assert_string_equal(gone.paths[0].path, "both");
	assert_null(gone.paths[0].to);
	assert_string_equal(gone.paths[1].path, "lib/gone.go");
	assert_null(gone.paths[1].to);
	assert_false(gone.paths[1].is_folder);
	assert_string_equal(gone.paths[2].path, "services");
	assert_string_equal(gone.paths[2].to, "plugins");
	assert_string_equal(gone.paths[3].path, "services/foo");
	assert_string_equal(gone.paths[3].to, "plugins/foo");
	assert_true(gone.paths[3].is_folder);
	arena_free(arena);
	snapshot_free(snapshot);
}

/* The mentions in a text of the file at path, joined by blanks. */
static void expect(const char *path, const char *text, const char *wanted)
{
	static const char *const paths[] = {"app/services/foo/x", "lib/x"};
	static const struct gone_path list[] = {
		{"lib/old.sh", NULL, false, false},
		{"services", "plugins", true, false},
		{"services/foo", "plugins/foo", true, false},
	};
	const struct gone gone = {list, 3};
	struct snapshot *snapshot = snapshot_of(paths, 2);
	struct gone_search *search = gone_search_new(&gone, snapshot);
	struct arena *arena = arena_new();
	struct buffer got = BUFFER_INIT;
	size_t count, i;
	const struct gone_mention *mentions =
		gone_mentions(search, arena, path, slice_of(text), &count);

	for (i = 0; i < count; i++)
		buffer_format(&got, "%s%s@%zu", i ? " " : "",
			mentions[i].path->path, mentions[i].start);
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
	arena_free(arena);
	gone_search_free(search);
	snapshot_free(snapshot);
}

static void test_mentions(void **state)
{
	(void)state;
	expect("a.yml", "build: ./services/foo", "services/foo@9");
	expect("a.yml", "'services/foo/**'", "services/foo@1");
	expect("a.yml", "services/foo services/foo/",
		"services/foo@0 services/foo@13");
	expect("tools/a.sh", "cd ../services/foo", "services/foo@6");
	expect("tools/a.sh", "cd $ROOT/services/foo", "services/foo@9");
	expect("a.sh", "sh lib/old.sh.", "lib/old.sh@3");
	expect("a.sh", "ls services/ ", "services@3");
	expect("CODEOWNERS", "/services/foo @x", "services/foo@1");
}

static void test_others(void **state)
{
	(void)state;
	expect("a.js", "route('/services/foo')", "");
	expect("a.js", "https://x.org/services/foo", "");
	expect("a.js", "services/foobar services/foo-bar services/foo.go", "");
	expect("a.js", "my-services/foo xservices/foo", "");
	expect("a.js", "services/other", "");
	expect("a.js", "our services are good", "");
	expect("a.sh", "lib/old.sh/x lib/old.shx", "");
	expect("app/a.js", "services/foo", "");
	expect("tools/sub/a.sh", "cd ../services/foo", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_mentions),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
