/*
 * Finding a repository of the usual form by a few looks at the disk. It must
 * not know what is read from it, and never says yes in doubt: who asks goes
 * to libgit2 then, which knows all forms.
 */
#include "source/plain.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/string.h"
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Variables of git(1) that say where a repository, or a part of it, is. */
static bool environment_speaks(void)
{
	static const char *const names[] = {"GIT_DIR", "GIT_WORK_TREE",
		"GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
		"GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return true;
	}
	return false;
}

/* Does ` = value` and a line's end follow? */
static bool is_set_to(const char *text, const char *value)
{
	text += strspn(text, " \t");
	if (*text++ != '=')
		return false;
	text += strspn(text, " \t");
	if (strncmp(text, value, strlen(value)) != 0)
		return false;
	text += strlen(value);
	text += strspn(text, " \t\r");
	return *text == '\n' || *text == '\0';
}

/* Wherever word stands in text, value is what it is set to. */
static bool always_is(const char *text, const char *word, const char *value)
{
	while ((text = strcasestr(text, word)) != NULL) {
		text += strlen(word);
		if (!is_set_to(text, value))
			return false;
	}
	return true;
}

/*
 * Nothing, a comment, `[section]`, `[section "name"]` or `key = value`, the
 * value without quotes and back-slashes. What is none of these may be broken,
 * and git does nothing at all then.
 */
static bool is_simple_line(const char *line, size_t size)
{
	const char *end = line + size;

	while (line < end && isspace((unsigned char)*line))
		line++;
	while (line < end && isspace((unsigned char)end[-1]))
		end--;
	if (line == end || *line == '#' || *line == ';')
		return true;
	size = (size_t)(end - line);
	if (*line == '[') {
		size_t name = 1;

		while (name < size && (isalnum((unsigned char)line[name]) ||
					      line[name] == '-'))
			name++;
		if (name > 1 && name == size - 1 && line[name] == ']')
			return true;
		return name > 1 && size - name > 4 &&
		       memcmp(line + name, " \"", 2) == 0 &&
		       memcmp(end - 2, "\"]", 2) == 0 &&
		       !memchr(line + name + 2, '"', size - name - 4) &&
		       !memchr(line, '\\', size);
	}
	if (!isalpha((unsigned char)*line) || memchr(line, '"', size) ||
		memchr(line, '\\', size))
		return false;
	while (line < end && (isalnum((unsigned char)*line) || *line == '-'))
		line++;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	return line < end && *line == '=';
}

static bool has_simple_lines(const char *text)
{
	bool in_section = false;

	while (*text) {
		size_t size = strcspn(text, "\n");

		if (!is_simple_line(text, size))
			return false;
		in_section |= text[strspn(text, " \t")] == '[';
		if (!in_section && memchr(text, '=', size))
			return false;
		text += size + (text[size] == '\n');
	}
	return true;
}

/*
 * A search for words, not a parser: where one of them stands in a comment or
 * in a branch's name, that only costs the time that libgit2 takes.
 */
static bool is_plain_configuration(const char *path)
{
	struct buffer buffer = BUFFER_INIT;
	const char *text;
	bool is_plain = file_read(&buffer, path, NULL) == 0;

	text = buffer_string(&buffer);
	is_plain = is_plain && strlen(text) == buffer.size &&
		   has_simple_lines(text) && !strcasestr(text, "include") &&
		   !strcasestr(text, "extensions") &&
		   !strcasestr(text, "worktree") &&
		   strcasestr(text, "repositoryformatversion") &&
		   always_is(text, "repositoryformatversion", "0") &&
		   always_is(text, "bare", "false");
	buffer_release(&buffer);
	return is_plain;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What git and libgit2 look for, and what they look at besides. */
static bool is_plain_repository(struct arena *arena, const char *directory)
{
	struct stat st;

	return lstat(arena_format(arena, "%s/HEAD", directory), &st) == 0 &&
	       S_ISREG(st.st_mode) && st.st_size > 0 &&
	       is_folder(arena_format(arena, "%s/objects", directory)) &&
	       is_folder(arena_format(arena, "%s/refs", directory)) &&
	       !file_exists(arena_format(arena, "%s/commondir", directory)) &&
	       !file_exists(
		       arena_format(arena, "%s/config.worktree", directory)) &&
	       is_plain_configuration(
		       arena_format(arena, "%s/config", directory));
}

/* On the file system that start is on, and ours: else git may refuse it. */
static bool is_ours(const struct stat *st, dev_t device)
{
	return S_ISDIR(st->st_mode) && st->st_dev == device &&
	       st->st_uid == geteuid();
}

const char *plain_root(struct arena *arena, const char *start)
{
	size_t size = strlen(start);
	struct stat st, top;
	dev_t device;

	if (environment_speaks() || lstat(start, &st) < 0)
		return NULL;
	device = st.st_dev;
	while (size > 1) {
		const char *folder = arena_copy(arena, start, size);
		const char *directory = arena_format(arena, "%s/.git", folder);

		if (lstat(directory, &st) == 0) {
			if (lstat(folder, &top) < 0 || !is_ours(&st, device) ||
				!is_ours(&top, device) ||
				!is_plain_repository(arena, directory))
				return NULL;
			return arena_format(arena, "%s/", folder);
		}
		/* A bare one, perhaps. */
		if (errno != ENOENT ||
			file_exists(arena_format(arena, "%s/HEAD", folder)))
			return NULL;
		while (size > 1 && start[--size] != '/')
			;
	}
	return NULL;
}
