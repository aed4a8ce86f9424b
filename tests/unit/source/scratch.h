/*
 * Scratch repositories for the tests of source/: a folder of its own, and the
 * real git in it, with fixed names and dates and nobody's configuration.
 */
#ifndef PLUMB_TESTS_SCRATCH_H
#define PLUMB_TESTS_SCRATCH_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/string.h"
#include "engine/snapshot.h"
#include "source/repository.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_folder[PATH_MAX];

/*
 * What libgit2 1.5 itself leaks: a match for each extension of a repository's
 * format, and a reference or a list where an object is missing. The sanitizer
 * must see whole stacks to tell these from leaks of ours.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:git_config_foreach_match\n"
	       "leak:git_reference_dwim\n"
	       "leak:git_revwalk_next\n";
}

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}

/* Runs a script in the scratch folder; it must succeed. */
__attribute__((unused)) static void scratch_run(const char *script)
{
	char command[4 * PATH_MAX];
	int size = snprintf(command, sizeof(command),
		"set -e; cd '%s'; { %s\n} >/dev/null 2>>'%s/log'",
		scratch_folder, script, scratch_folder);

	assert_true(size > 0 && (size_t)size < sizeof(command));
	if (system(command) != 0)
		fail_msg("failed: %s", script);
}

/* What a script prints, without the last line end; free() it. */
__attribute__((unused)) static char *scratch_ask(const char *script)
{
	struct buffer buffer = BUFFER_INIT;
	char command[2 * PATH_MAX], bytes[4096];
	size_t size;
	FILE *pipe;

	snprintf(command, sizeof(command), "cd '%s'; %s", scratch_folder,
		script);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	buffer_add_string(&buffer, "");
	while ((size = fread(bytes, 1, sizeof(bytes), pipe)) > 0)
		buffer_add(&buffer, bytes, size);
	assert_int_equal(pclose(pipe), 0);
	if (buffer.size && buffer.data[buffer.size - 1] == '\n')
		buffer.data[--buffer.size] = '\0';
	return buffer.data;
}

/* A path below the scratch folder; valid until the fourth call after it. */
__attribute__((unused)) static const char *scratch_path(const char *name)
{
	static char paths[4][PATH_MAX + 256];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", scratch_folder, name);
	return path;
}

__attribute__((unused)) static void scratch_write(
	const char *name, const void *data, size_t size)
{
	FILE *file = fopen(scratch_path(name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

__attribute__((unused)) static void scratch_text(
	const char *name, const char *text)
{
	scratch_write(name, text, strlen(text));
}

/* For each test: an empty repository `r` in a new folder. */
__attribute__((unused)) static int scratch_setup(void **state)
{
	static const char *const cleared[] = {"GIT_DIR", "GIT_WORK_TREE",
		"GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES",
		"GIT_COMMON_DIR"};
	const char *base = getenv("TMPDIR");
	char name[PATH_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cleared) / sizeof(*cleared); i++)
		unsetenv(cleared[i]);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "A U Thor", 1);
	setenv("GIT_AUTHOR_EMAIL", "author@example.com", 1);
	setenv("GIT_COMMITTER_NAME", "C O Mitter", 1);
	setenv("GIT_COMMITTER_EMAIL", "committer@example.com", 1);
	setenv("GIT_AUTHOR_DATE", "1700000000 +0000", 1);
	setenv("GIT_COMMITTER_DATE", "1700000000 +0000", 1);
	snprintf(name, sizeof(name), "%s/plumb-source-XXXXXX",
		base ? base : "/tmp");
	if (!mkdtemp(name) || !realpath(name, scratch_folder))
		return -1;
	setenv("HOME", scratch_folder, 1);
	scratch_run("git init -q -b main r");
	return 0;
}

__attribute__((unused)) static int scratch_teardown(void **state)
{
	char command[PATH_MAX + 32];

	(void)state;
	if (chdir("/") < 0)
		return -1;
	snprintf(command, sizeof(command), "rm -rf '%s'", scratch_folder);
	return system(command);
}

/* Opens the repository in a folder of the scratch folder. */
__attribute__((unused)) static struct repository *scratch_open(const char *name)
{
	struct repository *repository = NULL;
	struct error err = {0};

	if (repository_open(&repository, scratch_path(name), &err) != 0)
		fail_msg("%s", err.message);
	return repository;
}

/* The bytes of path in a snapshot; free() them; NULL where it is absent. */
__attribute__((unused)) static char *scratch_content(
	const struct snapshot *snapshot, const char *path)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, path);
	struct buffer out = BUFFER_INIT;
	bool large = false, absent = false;
	struct error err = {0};

	if (!entry)
		return NULL;
	if (snapshot->operations->read(
		    snapshot, entry, &out, 1 << 20, &large, &absent, &err) != 0)
		fail_msg("%s: %s", err.path, err.message);
	if (absent || large) {
		buffer_release(&out);
		return NULL;
	}
	if (!out.data)
		buffer_add_string(&out, "");
	return out.data ? out.data : strdup("");
}

__attribute__((unused)) static void assert_content(
	const struct snapshot *snapshot, const char *path, const char *expected)
{
	char *content = scratch_content(snapshot, path);

	if (!content)
		fail_msg("%s is not in %s", path, snapshot->name);
	assert_string_equal(content, expected);
	free(content);
}

/* All paths of a snapshot, a blank behind each; free() them. */
__attribute__((unused)) static void assert_paths(
	const struct snapshot *snapshot, const char *expected)
{
	struct buffer paths = BUFFER_INIT;
	size_t i;

	for (i = 0; i < snapshot->count; i++)
		buffer_format(&paths, "%s ", snapshot->entries[i].path);
	assert_string_equal(buffer_string(&paths), expected);
	buffer_release(&paths);
}

#define assert_contains(text, part)                                  \
	do {                                                         \
		if (!strstr((text), (part)))                         \
			fail_msg("`%s` lacks `%s`", (text), (part)); \
	} while (0)

#define source_test(name) \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

#endif
