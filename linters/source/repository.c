/*
 * Finding and opening a repository by git's rules, in a hook and out of one.
 * It must not know what is judged, and must not write, not even what git
 * itself would refresh.
 */
#include "source/repository.h"
#include "base/memory.h"
#include "base/string.h"
#include "source/foreign.h"
#include "source/handle.h"
#include "source/index.h"
#include "source/library.h"
#include "source/plain.h"
#include "source/plumbing.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* realpath() of what may be missing, but not for want of memory. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);

	if (!real && errno == ENOMEM)
		memory_exhausted();
	return real;
}

/* path, or start/path where it is relative. */
static const char *path_from(
	struct arena *arena, const char *start, const char *path)
{
	if (*path == '/')
		return path;
	return arena_format(arena, "%s/%s", start, path);
}

/* Does the installed git trust a repository whose owner is another? */
static bool git_trusts(const char *start)
{
	static const char *const question[] = {
		"rev-parse", "--absolute-git-dir", NULL};
	struct buffer answer = BUFFER_INIT;
	bool trusts = plumbing_run(&answer, start, question, NULL) == 0;

	buffer_release(&answer);
	return trusts;
}

/* libgit2 1.5 gives the wrong status where no safe.directory is configured. */
static int owner_status(int status)
{
	const git_error *last = status < 0 ? libgit2.error_last() : NULL;

	if (last && last->message && strstr(last->message, "safe.directory"))
		return GIT_EOWNER;
	return status;
}

/*
 * libgit2 knows safe.directory only from two files and knows no `*`, so git
 * has the last word. Where GIT_DIR names the repository git does not ask.
 */
static int open_trusted(git_repository **git, const char *path, unsigned flags,
	const char *ceilings, const char *start)
{
	bool named = environment("GIT_DIR") != NULL;
	int status = GIT_EOWNER;

	if (!named)
		status = owner_status(libgit2.repository_open_ext(
			git, path, flags, ceilings));
	if (status != GIT_EOWNER || (!named && !git_trusts(start)))
		return status;
	libgit2.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	status = libgit2.repository_open_ext(git, path, flags, ceilings);
	libgit2.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	return status;
}

/* The sentence that git says; the folder is the one with `.git` in it. */
static int not_trusted(struct error *err, const char *start)
{
	char path[PATH_MAX + 8];
	size_t size = strlen(start);

	while (size > 1 && size < PATH_MAX) {
		snprintf(path, sizeof(path), "%.*s/.git", (int)size, start);
		if (access(path, F_OK) == 0)
			break;
		while (size > 1 && start[--size] != '/')
			;
	}
	if (size <= 1 || size >= PATH_MAX)
		size = strlen(start);
	return error_set(err, ERROR_WORK,
		"detected dubious ownership in repository at '%.*s': if you "
		"trust its owner, run `git config --global --add "
		"safe.directory '%.*s'`",
		(int)size, start, (int)size, start);
}

/* The folder above start, or start, whose `.git` is a file; NULL. */
static const char *linked_folder(struct arena *arena, const char *start)
{
	size_t size = strlen(start);
	struct stat st;

	while (size > 1) {
		const char *path =
			arena_format(arena, "%.*s/.git", (int)size, start);

		if (lstat(path, &st) == 0)
			return S_ISREG(st.st_mode)
				       ? arena_copy(arena, start, size)
				       : NULL;
		while (size > 1 && start[--size] != '/')
			;
	}
	return NULL;
}

static int not_found(
	struct error *err, struct repository *repository, const char *start)
{
	const char *linked = linked_folder(repository->arena, start);

	if (linked)
		return error_set(err, ERROR_WORK,
			"%s/.git names a repository that is not there: `git "
			"worktree repair %s` in the main one, or `git "
			"submodule update --init` above, mends it",
			linked, linked);
	return error_set(err, ERROR_WORK,
		"not a git repository, nor any folder above it%s: %s: run "
		"plumb inside one",
		environment("GIT_CEILING_DIRECTORIES")
			? " that GIT_CEILING_DIRECTORIES leaves"
			: "",
		start);
}

static int not_opened(struct error *err, struct repository *repository,
	int status, const char *start, const char *path)
{
	if (status == GIT_EOWNER)
		return not_trusted(err, start);
	if (status == GIT_ENOTFOUND && environment("GIT_DIR"))
		return error_set(err, ERROR_WORK,
			"not a git repository: %s, which GIT_DIR names", path);
	if (status == GIT_ENOTFOUND)
		return not_found(err, repository, start);
	return handle_failed(err, "the repository cannot be opened");
}

/* Does libgit2 know what git may know? */
static bool is_foreign(int status)
{
	const git_error *last = status < 0 ? libgit2.error_last() : NULL;

	/* In the words of libgit2 1.5, and of later ones. */
	return last && last->message &&
	       (strstr(last->message, "unsupported extension") ||
		       strstr(last->message, "object format"));
}

static int open_git(
	struct repository *repository, const char *start, struct error *err)
{
	const char *named = environment("GIT_DIR"), *across, *path = start;
	unsigned flags = 0;
	int status, yes = 0;

	if (named) {
		path = path_from(repository->arena, start, named);
		flags = GIT_REPOSITORY_OPEN_NO_SEARCH |
			GIT_REPOSITORY_OPEN_NO_DOTGIT;
	}
	across = environment("GIT_DISCOVERY_ACROSS_FILESYSTEM");
	if (across && libgit2.config_parse_bool(&yes, across) == 0 && yes)
		flags |= GIT_REPOSITORY_OPEN_CROSS_FS;
	libgit2.error_clear();
	status = open_trusted(&repository->git, path, flags,
		environment("GIT_CEILING_DIRECTORIES"), start);
	if (is_foreign(status))
		return foreign_open(
			repository, start, libgit2.error_last()->message, err);
	if (status < 0)
		return not_opened(err, repository, status, start, path);
	return 0;
}

static bool has_configured_root(git_repository *git)
{
	git_config *config = NULL;
	git_config_entry *entry = NULL;
	bool found =
		libgit2.repository_config_snapshot(&config, git) == 0 &&
		libgit2.config_get_entry(&entry, config, "core.worktree") == 0;

	libgit2.config_entry_free(entry);
	libgit2.config_free(config);
	return found;
}

/*
 * In memory only; the last argument would write the configuration. Not
 * called for what is so already, or cannot be: libgit2 leaks a path then.
 */
static int set_workdir(git_repository *git, const char *root)
{
	const char *old = libgit2.repository_workdir(git);
	char *real = real_path(root);
	size_t size;
	int status = 0;

	if (!real)
		return -1;
	size = strlen(real);
	if (!old || strncmp(old, real, size) != 0 ||
		strcmp(old + size, "/") != 0)
		status = libgit2.repository_set_workdir(git, real, 0);
	free(real);
	return status;
}

/*
 * GIT_WORK_TREE; else, with GIT_DIR, the current folder, unless the
 * configuration knows better: git's own rule, and what a hook relies on. It
 * means the repository's configuration, while libgit2 also takes the
 * core.worktree of a person's.
 */
static int set_root(
	struct repository *repository, const char *start, struct error *err)
{
	git_repository *git = repository->git;
	const char *root = environment("GIT_WORK_TREE");

	if (root)
		root = path_from(repository->arena, start, root);
	else if (repository->is_plain)
		root = repository->root;
	else if (environment("GIT_DIR") && !libgit2.repository_is_bare(git) &&
		 !has_configured_root(git))
		root = start;
	if (root && set_workdir(git, root) < 0)
		return error_set(err, ERROR_WORK,
			"the work tree %s cannot be used: %s", root,
			strerror(errno));
	repository->root = libgit2.repository_is_bare(git)
				   ? NULL
				   : libgit2.repository_workdir(git);
	return 0;
}

/* start below the root, both without links. */
static const char *prefix_of(
	struct arena *arena, const char *root, const char *start)
{
	char *real_root = root ? real_path(root) : NULL;
	char *real_start = real_path(start);
	const char *prefix = "";
	size_t size;

	if (real_root && real_start) {
		size = strlen(real_root);
		if (strcmp(real_root, "/") == 0)
			size = 0;
		if (strncmp(real_root, real_start, size) == 0 &&
			real_start[size] == '/' && real_start[size + 1])
			prefix = arena_format(
				arena, "%s/", real_start + size + 1);
	}
	free(real_root);
	free(real_start);
	return prefix;
}

/*
 * A relative GIT_INDEX_FILE counts from the top of the work tree, where git
 * stands when it runs a hook. A name without a file behind it must not pass
 * for an empty index, unless it is the repository's own, which git also
 * names before the first file is added.
 */
static int set_index_path(
	struct repository *repository, const char *start, struct error *err)
{
	struct arena *arena = repository->arena;
	const char *named = environment("GIT_INDEX_FILE");
	const char *own = arena_format(arena, "%sindex", repository->directory);
	char *folder;

	repository->index_path = own;
	if (!named)
		return 0;
	folder = real_path(repository->root ? repository->root : start);
	repository->index_path = path_from(
		arena, folder ? folder : start, arena_string(arena, named));
	free(folder);
	repository->index_is_named = strcmp(repository->index_path, own) != 0;
	if (repository->index_is_named &&
		access(repository->index_path, F_OK) < 0)
		return error_set(err, ERROR_WORK,
			"the index %s, which GIT_INDEX_FILE names, cannot be "
			"read: %s",
			repository->index_path, strerror(errno));
	return 0;
}

/*
 * Where git keeps objects that are not yet accepted (a push under way). The
 * repository's own stay in sight, as git names them as an alternate then.
 */
static int add_objects(
	struct repository *repository, const char *start, const char *paths)
{
	while (paths && *paths) {
		size_t size = strcspn(paths, ":");
		const char *path = arena_copy(repository->arena, paths, size);

		path = path_from(repository->arena, start, path);
		if (size && access(path, F_OK) == 0 &&
			libgit2.odb_add_disk_alternate(repository->odb, path) <
				0)
			return -1;
		paths += size + (paths[size] == ':');
	}
	return 0;
}

static int open_objects(
	struct repository *repository, const char *start, struct error *err)
{
	if (libgit2.repository_odb(&repository->odb, repository->git) < 0)
		return handle_failed(err, "the objects cannot be opened");
	if (repository->by_git)
		return 0;
	if (add_objects(repository, start,
		    environment("GIT_OBJECT_DIRECTORY")) < 0 ||
		add_objects(repository, start,
			environment("GIT_ALTERNATE_OBJECT_DIRECTORIES")) < 0)
		return handle_failed(err, "the objects cannot be opened");
	return 0;
}

/* A common folder other than the repository's own would be left unread. */
static int check_common(
	struct repository *repository, const char *start, struct error *err)
{
	const char *named = environment("GIT_COMMON_DIR");
	char *wanted, *has;
	bool same;

	if (!named)
		return 0;
	wanted = real_path(path_from(repository->arena, start, named));
	has = real_path(libgit2.repository_commondir(repository->git));
	same = wanted && has && strcmp(wanted, has) == 0;
	free(wanted);
	free(has);
	if (same)
		return 0;
	return error_set(err, ERROR_WORK,
		"GIT_COMMON_DIR names %s, which is not the folder that the "
		"repository itself names: unset it",
		named);
}

static int open_all(struct repository *repository, struct error *err)
{
	const char *start = repository->start;

	if (open_git(repository, start, err))
		return -1;
	if (!repository->by_git) {
		if (check_common(repository, start, err) ||
			set_root(repository, start, err))
			return -1;
		repository->directory =
			libgit2.repository_path(repository->git);
	}
	repository->prefix =
		prefix_of(repository->arena, repository->root, start);
	if (set_index_path(repository, start, err))
		return -1;
	return open_objects(repository, start, err);
}

/* What libgit2 finds must be what the folders told. */
static int open_plain(struct repository *repository, struct error *err)
{
	struct repository found = {.arena = repository->arena,
		.start = repository->start,
		.hex_size = repository->hex_size,
		.is_plain = true,
		.root = repository->root};
	int status = open_all(&found, err);
	const char *root = plain_root(repository->arena, repository->start);

	repository->git = found.git;
	repository->odb = found.odb;
	if (status == 0 &&
		(found.by_git || !root || !found.root ||
			strcmp(root, repository->root) != 0 ||
			strcmp(found.root, repository->root) != 0 ||
			strcmp(found.index_path, repository->index_path) != 0))
		return error_set(err, ERROR_WORK,
			"the repository in %s changed its form while it was "
			"read: try again",
			repository->root);
	return status;
}

static int open_once(struct repository *repository, struct error *err)
{
	if (library_start(err))
		return -1;
	repository->has_library = true;
	return repository->is_plain ? open_plain(repository, err)
				    : open_all(repository, err);
}

int handle_ready(struct repository *repository, struct error *err)
{
	pthread_mutex_lock(&repository->opening);
	if (!repository->was_opened)
		repository->open_status =
			open_once(repository, &repository->problem);
	repository->was_opened = true;
	pthread_mutex_unlock(&repository->opening);
	if (repository->open_status && err)
		*err = repository->problem;
	return repository->open_status;
}

int repository_ready(struct repository *repository, struct error *err)
{
	return handle_ready(repository, err);
}

static void find_plain(struct repository *repository, const char *root)
{
	struct arena *arena = repository->arena;

	repository->is_plain = true;
	repository->root = root;
	repository->directory = arena_format(arena, "%s.git/", root);
	repository->index_path = arena_format(arena, "%s.git/index", root);
	repository->prefix = prefix_of(arena, root, repository->start);
}

/* The index is read by another thread while this one starts libgit2. */
int repository_open(
	struct repository **out, const char *start, struct error *err)
{
	struct repository *repository;
	char *folder = real_path(start ? start : ".");
	const char *root;
	int status = 0;

	*out = NULL;
	if (!folder)
		return error_set(err, ERROR_WORK, "%s cannot be entered: %s",
			start ? start : ".", strerror(errno));
	repository = memory_new(1, sizeof(*repository));
	repository->arena = arena_new();
	repository->start = arena_string(repository->arena, folder);
	repository->hex_size = GIT_OID_HEXSZ;
	pthread_mutex_init(&repository->opening, NULL);
	free(folder);
	root = plain_root(repository->arena, repository->start);
	if (root)
		find_plain(repository, root);
	index_begin_early(repository, repository->start);
	if (!root)
		status = handle_ready(repository, err);
	if (status == 0)
		*out = repository;
	else
		repository_free(repository);
	return status;
}

void repository_free(struct repository *repository)
{
	if (!repository)
		return;
	if (repository->has_library) {
		libgit2.odb_free(repository->odb);
		libgit2.repository_free(repository->git);
	}
	index_drop_early(repository);
	if (repository->has_library)
		libgit2.libgit2_shutdown();
	pthread_mutex_destroy(&repository->opening);
	arena_free(repository->arena);
	free(repository);
}

const char *repository_root(const struct repository *repository)
{
	return repository->root;
}

const char *repository_prefix(const struct repository *repository)
{
	return repository->prefix;
}

const char *repository_directory(const struct repository *repository)
{
	return repository->directory;
}

const char *repository_index_path(const struct repository *repository)
{
	return repository->index_path;
}

/* An empty `shallow` file is what `--unshallow` may leave. */
bool repository_is_shallow(struct repository *repository)
{
	if (handle_ready(repository, NULL))
		return false;
	return repository->by_git
		       ? repository->is_shallow
		       : libgit2.repository_is_shallow(repository->git) == 1;
}

bool repository_is_bare(const struct repository *repository)
{
	return repository->root == NULL;
}
