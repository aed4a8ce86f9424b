/*
 * Who owns a path: where the file lies, the last line that matches, folders,
 * lines that take the owners away, words that are no pattern.
 */
#include "model/codeowners.h"
#include "model_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

static struct codeowners *read(
	struct repository *repository, const char *path, const char *text)
{
	struct error err = {0};

	repository->files[repository->count++] =
		(struct memory_file){path, text, strlen(text), false};
	if (configuration_load(&repository->configuration, repository->arena,
		    CONFIGURATION_NAME, NULL, 0, &err) != 0)
		fail_msg("%s", err.message);
	repository->snapshot = snapshot_of_memory(
		"memory", repository->files, repository->count);
	repository->model = model_operations.open(
		repository->snapshot, repository->configuration);
	return codeowners_read(repository->arena, repository->model);
}

static void owns(struct codeowners *owners, const char *path, bool is_folder,
	const char *wanted)
{
	const char *got = codeowners_of(owners, path, is_folder);

	assert_string_equal(got != NULL ? got : "nobody", wanted);
}

static void test_order_and_folders(void **state)
{
	struct codeowners *owners = read(*state, ".github/CODEOWNERS",
		"# a comment\n"
		"*  @house/all\r\n"
		"\n"
		"/services/   @house/money  @house/all # both\n"
		"apps/*       @house/shop\n"
		"*.sql        data@example.org\n"
		"/services/free/\n"
		"my\\ folder/ @house/blank\n");

	owns(owners, "Makefile", false, "@house/all");
	owns(owners, "services/api/main.go", false, "@house/money");
	owns(owners, "services/api", true, "@house/money");
	owns(owners, "services", true, "@house/money");
	owns(owners, "other/services/api", true, "@house/all");
	owns(owners, "services/free/x", false, "nobody");
	owns(owners, "services/api/a.sql", false, "data@example.org");
	/* A star at the end means this folder, and nothing deeper. */
	owns(owners, "apps/web.js", false, "@house/shop");
	owns(owners, "apps/web/a/b.js", false, "@house/all");
	owns(owners, "my folder/x", false, "@house/blank");
	codeowners_release(owners);
}

static void test_sections(void **state)
{
	struct codeowners *owners = read(*state, ".gitlab/CODEOWNERS",
		"[Money] @house/nobody\n"
		"^[Optional][2]\n"
		"!x @house/nobody\n"
		"x @house/one\n");

	owns(owners, "a/x", false, "@house/one");
	owns(owners, "Money", false, "nobody");
	owns(owners, "o", false, "nobody");
	codeowners_release(owners);
}

/* What a pattern is kept by must not hide it, nor the order of the lines. */
static void test_kept_by(void **state)
{
	struct codeowners *owners = read(*state, "CODEOWNERS",
		"docs      @by/name\n"
		"a/b/*.c   @by/folder\n"
		"a*/b/x.c  @by/none\n"
		"/a/b/y.c  @by/path\n"
		"lib/      @by/folder-name\n"
		"/lib/x    @by/lib\n"
		"/[z]/q    @by/class\n"
		"/         @by/nothing\n");

	owns(owners, "a/docs/c/d.md", false, "@by/name");
	owns(owners, "docs", false, "@by/name");
	owns(owners, "a/b/z.c", false, "@by/folder");
	owns(owners, "a/b/x.c", false, "@by/none");
	owns(owners, "ab/b/x.c", false, "@by/none");
	owns(owners, "a/b/y.c", false, "@by/path");
	owns(owners, "c/a/b/y.c", false, "nobody");
	owns(owners, "q/lib", false, "nobody");
	owns(owners, "q/lib", true, "@by/folder-name");
	owns(owners, "q/lib/x", false, "@by/folder-name");
	owns(owners, "lib/x/y", false, "@by/lib");
	owns(owners, "z/q", false, "@by/class");
	codeowners_release(owners);
}

static void test_gives_up(void **state)
{
	enum { LINES = 4000 };
	struct repository *repository = *state;
	struct codeowners *owners;
	struct buffer lines = BUFFER_INIT;
	char path[32];

	for (int i = 0; i < LINES; i++)
		buffer_format(&lines, "?x%d @house/%d\n", i, i);
	buffer_add_string(&lines, "first @house/first\n");
	owners = read(repository, "CODEOWNERS", buffer_string(&lines));
	owns(owners, "first", false, "@house/first");
	assert_false(codeowners_gave_up(owners));
	for (int i = 0; i < LINES && !codeowners_gave_up(owners); i++) {
		snprintf(path, sizeof(path), "q%d", i);
		owns(owners, path, false, "nobody");
	}
	assert_true(codeowners_gave_up(owners));
	owns(owners, "first", false, "nobody");
	assert_false(codeowners_gave_up(NULL));
	codeowners_release(owners);
	buffer_release(&lines);
}

static void test_none(void **state)
{
	assert_null(read(*state, "CODEOWNERS.md", "* @house/all\n"));
	owns(NULL, "x", false, "nobody");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_order_and_folders, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_sections, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_kept_by, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_gives_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_none, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
