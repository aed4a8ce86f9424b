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

/*
 * A new file in the folder of path; its name goes to *name, to be freed.
 * Not mkstemp(), whose files take no heed of the umask.
 */
static int temporary_open(char **name, const char *path, unsigned mode)
{
	const char *slash = strrchr(path, '/');
	size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
	size_t size = folder + 64;
	int descriptor = -1;

	*name = memory_new(size, 1);
	for (int i = 0; i < NAMES_TRIED; i++) {
		snprintf(*name, size, "%.*s" TEMPORARY "%ld-%d.tmp",
			(int)folder, path, (long)getpid(), i);
		descriptor = open(*name,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
		if (descriptor >= 0 || (errno != EEXIST && errno != EINTR))
			break;
	}
	return descriptor;
}

/* The mode, and the owner where we may: root must not take a file over. */
static int keep_owner_and_mode(int descriptor, const struct stat *old)
{
	int ignored = fchown(descriptor, old->st_uid, old->st_gid);

	(void)ignored;
	return fchmod(descriptor, old->st_mode & 0777);
}

/* Some file systems know no fsync. */
static int sync_and_close(int descriptor)
{
	int status = fsync(descriptor);

	if (status < 0 && (errno == EINVAL || errno == ENOSYS))
		status = 0;
	if (status < 0) {
		int saved = errno;

		close(descriptor);
		errno = saved;
		return -1;
	}
	return close(descriptor);
}

/* old is NULL for a file that is new. */
static int write_beside(const char *path, const struct stat *old,
	const void *data, size_t size, unsigned mode, struct error *err)
{
	char *name;
	int status, descriptor = temporary_open(&name, path, mode);

	if (descriptor < 0) {
		status = file_error(err, path, "written");
		goto cleanup;
	}
	status = file_write_descriptor(descriptor, data, size, path, err);
	if (!status && old && keep_owner_and_mode(descriptor, old) < 0)
		status = file_error(err, path, "written");
	if (sync_and_close(descriptor) < 0 && !status)
		status = file_error(err, path, "written");
	if (!status && rename(name, path) < 0)
		status = file_error(err, path, "written");
	if (status)
		unlink(name);
cleanup:
	free(name);
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

	if (lstat(path, &st) < 0) {
		if (errno != ENOENT)
			return file_error(err, path, "written");
		return write_beside(path, NULL, data, size, mode, err);
	}
	if (S_ISREG(st.st_mode))
		return write_beside(path, &st, data, size, mode, err);
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
	long process;
	int read = 0;

	if (sscanf(name, TEMPORARY "%ld-%*d.tmp%n", &process, &read) != 1 ||
		!read || name[read] || process <= 0)
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
