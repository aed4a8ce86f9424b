/*
 * Files on disk, read and written whole. It must not know of repositories or
 * of what the files mean, and never prints.
 */
#include "base/file.h"
#include "base/memory.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	READ_STEP = 64 * 1024,
	READ_AHEAD_MAX = 64 * 1024 * 1024, /* what a size is trusted for */
	NAMES_TRIED = 100,
};

static int file_error(struct error *err, const char *path, const char *what)
{
	return error_at(err, ERROR_WORK, path, 0, 0, "cannot be %s: %s", what,
		strerror(errno));
}

int file_read(struct buffer *out, const char *path, struct error *err)
{
	int descriptor, status;

	do {
		descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	} while (descriptor < 0 && errno == EINTR);
	if (descriptor < 0)
		return file_error(err, path, "read");
	status = file_read_descriptor(out, descriptor, path, err);
	close(descriptor);
	return status;
}

/* A file's size and one byte, so that its end is seen without growing. */
static size_t read_expected(int descriptor)
{
	struct stat st;

	if (fstat(descriptor, &st) < 0 || st.st_size <= 0)
		return READ_STEP;
	if (st.st_size >= READ_AHEAD_MAX)
		return READ_AHEAD_MAX;
	return (size_t)st.st_size + 1;
}

int file_read_descriptor(
	struct buffer *out, int descriptor, const char *name, struct error *err)
{
	struct pollfd ready = {.fd = descriptor, .events = POLLIN};
	size_t before = out->size;
	ssize_t count;

	buffer_reserve(out, read_expected(descriptor));
	for (;;) {
		if (out->capacity - out->size < 2)
			buffer_reserve(out, READ_STEP);
		count = read(descriptor, out->data + out->size,
			out->capacity - out->size - 1);
		if (count == 0)
			break;
		if (count > 0)
			out->size += (size_t)count;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			poll(&ready, 1, -1);
		else if (errno != EINTR)
			break;
	}
	if (count < 0) {
		file_error(err, name, "read");
		out->size = before;
	}
	out->data[out->size] = '\0';
	return count < 0 ? -1 : 0;
}

int file_write_descriptor(int descriptor, const void *data, size_t size,
	const char *name, struct error *err)
{
	struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
	const char *bytes = data;

	while (size) {
		ssize_t count = write(descriptor, bytes, size);

		if (count >= 0) {
			bytes += count;
			size -= (size_t)count;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			poll(&ready, 1, -1);
		} else if (errno != EINTR) {
			return file_error(err, name, "written");
		}
	}
	return 0;
}

#define TEMPORARY ".plumb-"

/* Bytes of path up to its name. */
static size_t folder_size(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

/*
 * A file without a name in the folder of path: whatever kills us, the system
 * removes it. -1 where there is no such thing.
 */
static int unnamed_open(const char *path, unsigned mode)
{
#ifdef O_TMPFILE
	size_t size = folder_size(path);
	char *folder = memory_new(size + 2, 1);
	int descriptor;

	snprintf(folder, size + 2, "%.*s", size ? (int)size : 1,
		size ? path : ".");
	descriptor =
		open(folder, O_WRONLY | O_TMPFILE | O_CLOEXEC, (mode_t)mode);
	free(folder);
	return descriptor;
#else
	(void)path;
	(void)mode;
	return -1;
#endif
}

static int open_new(const char *name, int mode)
{
	return open(
		name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
}

/* Gives the unnamed file a name; 0, or -1 with errno. */
static int name_file(const char *name, int unnamed)
{
	char link[64];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", unnamed);
	return linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

/*
 * A name in the folder of path that nobody has, made with make; to *name, to
 * be freed. What make gave, or -1. Not mkstemp(), whose files take no heed of
 * the umask.
 */
static int temporary_name(char **name, const char *path,
	int (*make)(const char *name, int value), int value)
{
	size_t folder = folder_size(path), size = folder + 64;
	int result = -1;

	*name = memory_new(size, 1);
	for (int i = 0; i < NAMES_TRIED; i++) {
		snprintf(*name, size, "%.*s" TEMPORARY "%ld-%d.tmp",
			(int)folder, path, (long)getpid(), i);
		result = make(*name, value);
		if (result >= 0 || (errno != EEXIST && errno != EINTR))
			break;
	}
	return result;
}

/* The mode, and the owner where we may: root must not take a file over. */
static int keep_owner_and_mode(int descriptor, const struct stat *old)
{
	int ignored = fchown(descriptor, old->st_uid, old->st_gid);

	(void)ignored;
	return fchmod(descriptor, old->st_mode & 0777);
}

/* Some file systems know no fsync. */
static int sync_only(int descriptor)
{
	int status = fsync(descriptor);

	if (status < 0 && (errno == EINVAL || errno == ENOSYS))
		status = 0;
	return status;
}

static int sync_and_close(int descriptor)
{
	if (sync_only(descriptor) < 0) {
		int saved = errno;

		close(descriptor);
		errno = saved;
		return -1;
	}
	return close(descriptor);
}

/* A file that is to be: what is written, and how. */
struct draft {
	const char *path;
	const struct stat *old; /* NULL: the file is new */
	const void *data;
	size_t size;
	unsigned mode;
};

static int fill(const struct draft *draft, int descriptor, struct error *err)
{
	if (file_write_descriptor(
		    descriptor, draft->data, draft->size, draft->path, err))
		return -1;
	if (draft->old && keep_owner_and_mode(descriptor, draft->old) < 0)
		return file_error(err, draft->path, "written");
	return 0;
}

/* Under a name of its own first, then under the right one. */
static int write_named(const struct draft *draft, struct error *err)
{
	char *name;
	int status = 0, descriptor = temporary_name(
				&name, draft->path, open_new, (int)draft->mode);

	if (descriptor < 0) {
		status = file_error(err, draft->path, "written");
		goto cleanup;
	}
	status = fill(draft, descriptor, err);
	if (sync_and_close(descriptor) < 0 && !status)
		status = file_error(err, draft->path, "written");
	if (!status && rename(name, draft->path) < 0)
		status = file_error(err, draft->path, "written");
	if (status)
		unlink(name);
cleanup:
	free(name);
	return status;
}

/* Only a rename replaces a file at once, and only what has a name. */
static int publish(const struct draft *draft, int unnamed)
{
	char *name;
	int status;

	if (!draft->old && name_file(draft->path, unnamed) == 0)
		return 0;
	status = temporary_name(&name, draft->path, name_file, unnamed);
	if (status == 0 && rename(name, draft->path) < 0) {
		int saved = errno;

		unlink(name);
		errno = saved;
		status = -1;
	}
	free(name);
	return status;
}

static int write_unnamed(
	const struct draft *draft, int descriptor, struct error *err)
{
	int status = fill(draft, descriptor, err);

	if (status == 0 && sync_only(descriptor) < 0)
		status = file_error(err, draft->path, "written");
	if (status == 0 && publish(draft, descriptor) < 0)
		/* As without /proc. */
		status = write_named(draft, err);
	close(descriptor);
	return status;
}

/*
 * Who ends us by a signal that can wait, waits until the file has its name
 * or is gone.
 */
static int write_beside(const struct draft *draft, struct error *err)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT};
	sigset_t held, before;
	int status, descriptor;
	size_t i;

	sigemptyset(&held);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, &before);
	descriptor = unnamed_open(draft->path, draft->mode);
	status = descriptor >= 0 ? write_unnamed(draft, descriptor, err)
				 : write_named(draft, err);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

static int write_in_place(const char *path, const void *data, size_t size,
	unsigned mode, struct error *err)
{
	int descriptor, status;

	do {
		descriptor = open(path,
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY,
			(mode_t)mode);
	} while (descriptor < 0 && errno == EINTR);
	if (descriptor < 0)
		return file_error(err, path, "written");
	status = file_write_descriptor(descriptor, data, size, path, err);
	if (close(descriptor) < 0 && !status)
		status = file_error(err, path, "written");
	return status;
}

int file_write(const char *path, const void *data, size_t size, unsigned mode,
	struct error *err)
{
	struct stat st;
	struct draft draft = {path, NULL, data, size, mode};

	if (lstat(path, &st) < 0) {
		if (errno != ENOENT)
			return file_error(err, path, "written");
		return write_beside(&draft, err);
	}
	draft.old = &st;
	if (S_ISREG(st.st_mode))
		return write_beside(&draft, err);
	return write_in_place(path, data, size, mode, err);
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

int folder_make(const char *path, struct error *err)
{
	char parent[PATH_MAX];
	char *slash;

	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	snprintf(parent, sizeof(parent), "%s", path);
	slash = strrchr(parent, '/');
	if (errno == ENOENT && slash && slash != parent) {
		*slash = '\0';
		if (folder_make(parent, err) < 0)
			return -1;
		if (mkdir(path, 0777) == 0 || errno == EEXIST)
			return 0;
	}
	return file_error(err, path, "made");
}

/*
 * Is it a temporary file whose process is gone? One of this process' number
 * was left by an earlier one: it has none open between two writes.
 */
static bool is_left_over(const char *name)
{
	struct slice rest = slice_of(name), number;
	size_t dash;
	long process, count;

	if (!slice_starts(rest, TEMPORARY) || !slice_ends(rest, ".tmp"))
		return false;
	rest = slice_range(name, strlen(TEMPORARY), rest.size - strlen(".tmp"));
	dash = slice_find(rest, "-", 0);
	if (dash == SIZE_MAX)
		return false;
	number = slice_range(rest.data, 0, dash);
	if (!slice_number(number, 1, INT_MAX, &process) ||
		!slice_number(slice_range(rest.data, dash + 1, rest.size), 0,
			INT_MAX, &count))
		return false;
	return process == getpid() ||
	       (kill((pid_t)process, 0) < 0 && errno == ESRCH);
}

size_t folder_sweep(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	while (folder && (entry = readdir(folder)))
		if (is_left_over(entry->d_name) &&
			unlinkat(dirfd(folder), entry->d_name, 0) == 0)
			count++;
	if (folder)
		closedir(folder);
	return count;
}
