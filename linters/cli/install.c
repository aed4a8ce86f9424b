/*
 * `plumb install`: puts the hooks into a repository, where git looks for
 * them, in front of what stands there; safe to run twice, and undone by
 * --uninstall. The scripts are those of hooks/, with the program's path.
 */
#include "cli/install.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/hooks.h"
#include "cli/print.h"
#include "source/repository.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a script of ours has in its second line, and no other has. */
#define MARK "\n# plumb: "
/* The line that is replaced by the program's path. */
#define PROGRAM_LINE "\nplumb=plumb\n"
/* The line behind it, of the hooks that can, for --sync. */
#define SYNC_LINE "sync=false\n"
#define BEFORE ".before-plumb"

static const struct hook_script *hook_named(const char *name)
{
	size_t i;

	for (i = 0; hook_scripts[i].name != NULL; i++)
		if (strcmp(hook_scripts[i].name, name) == 0)
			return &hook_scripts[i];
	return NULL;
}

static bool real_path(const char *name, char *path, size_t size)
{
	char *real = realpath(name, NULL);
	bool fits;

	if (real == NULL && errno == ENOMEM)
		memory_exhausted();
	fits = real != NULL && strlen(real) < size && access(real, X_OK) == 0;

	if (fits)
		strcpy(path, real);
	free(real);
	return fits;
}

/* name in the folders of PATH, as a shell looks for it. */
static bool search_path(const char *name, char *path, size_t size)
{
	const char *folders = getenv("PATH");

	while (folders != NULL && *folders != '\0') {
		size_t length = strcspn(folders, ":");
		char candidate[PATH_MAX];

		snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)length,
			folders, name);
		if (length != 0 && access(candidate, X_OK) == 0)
			return real_path(candidate, path, size);
		folders += length;
		folders += *folders == ':';
	}
	return false;
}

/* The absolute path of this program. */
static int program_path(char *path, size_t size, struct error *err)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);

	if (length > 0) {
		path[length] = '\0';
		return 0;
	}
	/* No /proc, as in a chroot: the way that it was called. */
	if (strchr(program_invocation_name, '/') != NULL
			? real_path(program_invocation_name, path, size)
			: search_path(program_invocation_name, path, size))
		return 0;
	return error_set(err, ERROR_WORK,
		"cannot tell where this program lies: call it by its path");
}

static bool is_ours(const char *path)
{
	struct buffer text = BUFFER_INIT;
	bool ours = file_read(&text, path, NULL) == 0 &&
		    strstr(buffer_string(&text), MARK) != NULL;

	buffer_release(&text);
	return ours;
}

static bool stands(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* 'path' for a shell. */
static void add_quoted(struct buffer *out, const char *path)
{
	buffer_add_char(out, '\'');
	for (; *path != '\0'; path++) {
		if (*path == '\'')
			buffer_add_string(out, "'\\''");
		else
			buffer_add_char(out, *path);
	}
	buffer_add_char(out, '\'');
}

static int write_script(const char *path, const struct hook_script *hook,
	const char *program, bool sync, struct error *err)
{
	const char *line = strstr(hook->text, PROGRAM_LINE);
	struct buffer text = BUFFER_INIT;
	int result;

	buffer_add(&text, hook->text, (size_t)(line - hook->text));
	buffer_add_string(&text, "\nplumb=");
	add_quoted(&text, program);
	buffer_add_char(&text, '\n');
	line += strlen(PROGRAM_LINE);
	if (sync && string_starts(line, SYNC_LINE)) {
		buffer_add_string(&text, "sync=true\n");
		line += strlen(SYNC_LINE);
	}
	buffer_add_string(&text, line);
	result = file_write(path, text.data, text.size, 0755, err);
	buffer_release(&text);
	if (result == 0 && chmod(path, 0755) != 0)
		result = error_at(err, ERROR_WORK, path, 0, 0,
			"cannot be made executable: %s", strerror(errno));
	return result;
}

static int move(const char *from, const char *to, struct error *err)
{
	if (rename(from, to) == 0)
		return 0;
	return error_at(err, ERROR_WORK, from, 0, 0, "cannot be renamed: %s",
		strerror(errno));
}

static int install_hook(const char *folder, const struct hook_script *hook,
	const char *program, bool sync, struct error *err)
{
	char path[PATH_MAX], before[PATH_MAX + sizeof(BEFORE)];
	bool moved = false;

	snprintf(path, sizeof(path), "%s/%s", folder, hook->name);
	snprintf(before, sizeof(before), "%s%s", path, BEFORE);
	if (stands(path) && !is_ours(path)) {
		if (stands(before))
			return error_at(err, ERROR_WORK, before, 0, 0,
				"stands in the way of keeping the hook that "
				"is there: remove one of the two");
		if (move(path, before, err) != 0)
			return -1;
		moved = true;
	}
	if (write_script(path, hook, program, sync, err) != 0) {
		/* A hook that was there must not be lost for our failure. */
		if (moved)
			rename(before, path);
		return -1;
	}
	if (moved)
		print_line("kept %s as %s, which runs first", path, before);
	print_line("wrote %s", path);
	return 0;
}

static int uninstall_hook(
	const char *folder, const struct hook_script *hook, struct error *err)
{
	char path[PATH_MAX], before[PATH_MAX + sizeof(BEFORE)];

	snprintf(path, sizeof(path), "%s/%s", folder, hook->name);
	snprintf(before, sizeof(before), "%s%s", path, BEFORE);
	if (!stands(path) || !is_ours(path))
		return 0;
	if (stands(before)) {
		print_line("put back %s", path);
		return move(before, path, err);
	}
	if (unlink(path) != 0)
		return error_at(err, ERROR_WORK, path, 0, 0,
			"cannot be removed: %s", strerror(errno));
	print_line("removed %s", path);
	return 0;
}

/* As core.hooksPath=/dev/null, by which people turn all hooks off. */
static int check_folder(const char *path, struct error *err)
{
	struct stat status;

	if (stat(path, &status) != 0 || S_ISDIR(status.st_mode))
		return 0;
	return error_set(err, ERROR_WORK,
		"git looks for hooks in %s, which is no folder: core.hooksPath "
		"says so (see `git config --show-origin core.hooksPath`); "
		"unset it, or name a folder",
		path);
}

static int check_names(const struct invocation *invocation)
{
	size_t i;

	for (i = 0; i < invocation->argument_count; i++)
		if (hook_named(invocation->arguments[i]) == NULL)
			return complain_use("no hook `%s`: plumb has "
					    "pre-commit, pre-merge-commit and "
					    "pre-push",
				invocation->arguments[i]);
	return 0;
}

static bool hook_wanted(
	const struct invocation *invocation, const struct hook_script *hook)
{
	size_t i;

	for (i = 0; i < invocation->argument_count; i++)
		if (strcmp(invocation->arguments[i], hook->name) == 0)
			return true;
	if (invocation->argument_count != 0)
		return false;
	return hook->standard ||
	       invocation_option(invocation, "uninstall") != NULL;
}

static int install_all(const struct invocation *invocation, const char *folder,
	struct error *err)
{
	bool undo = invocation_option(invocation, "uninstall") != NULL;
	bool sync = invocation_option(invocation, "sync") != NULL;
	char program[PATH_MAX];
	size_t i;
	int result = 0;

	if (check_folder(folder, err) != 0 ||
		program_path(program, sizeof(program), err) != 0)
		return -1;
	if (!undo && folder_make(folder, err) != 0)
		return -1;
	for (i = 0; hook_scripts[i].name != NULL && result == 0; i++) {
		if (!hook_wanted(invocation, &hook_scripts[i]))
			continue;
		result = undo ? uninstall_hook(folder, &hook_scripts[i], err)
			      : install_hook(folder, &hook_scripts[i], program,
					sync, err);
	}
	return result;
}

static int run_install(const struct invocation *invocation)
{
	const char *folder = invocation_option(invocation, "directory");
	struct repository *repository = NULL;
	struct error err = {0};
	int status = check_names(invocation);

	if (status != 0)
		return status;
	if (repository_open(&repository, folder, &err) != 0 ||
		repository_ready(repository, &err) != 0 ||
		install_all(invocation, repository_hooks_path(repository),
			&err) != 0)
		status = complain(&err);
	repository_free(repository);
	return status;
}

static const struct option_row install_options[] = {
	{'C', "directory", "DIR", "the repository (default: the current one)"},
	{0, "sync", NULL,
		"bring generated files up to date when the registry is staged, "
		"and stage them"},
	{0, "uninstall", NULL, "remove the hooks, put back what was there"},
};

const struct command command_install = {
	.name = "install",
	.arguments = "[HOOK…]",
	.summary = "put the git hooks into a repository",
	.description =
		"HOOKs: pre-commit and pre-merge-commit (the default), "
		"pre-push. They go where git\nlooks for them "
		"(core.hooksPath); a hook that is there already is kept and "
		"runs first.",
	.options = install_options,
	.option_count = OPTION_COUNT(install_options),
	.run = run_install,
};
