/*
 * Reading below a folder. It must not know git; the kernel is asked to
 * refuse links, since a look beforehand would be a race.
 */
#include "source/disk.h"
#include "base/string.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif
#endif

int disk_open(const char *path, struct error *err)
{
	int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		return error_at(err, ERROR_WORK, path, 0, 0,
			"the folder cannot be opened: %s", strerror(errno));
	return root;
}

/* A part of a path that leads up or nowhere; git has no such names. */
static bool is_odd_part(const char *part, size_t size)
{
	return size == 0 || size > NAME_MAX || (size == 1 && part[0] == '.') ||
	       (size == 2 && part[0] == '.' && part[1] == '.');
}

/*
 * The folder of path, folder by folder, for systems whose kernel cannot do
 * it at once; *name is the last part. The descriptor may be root itself.
 */
static int open_parent(int root, const char *path, const char **name)
{
	int folder = root, next;
	const char *slash;
	char part[NAME_MAX + 1];

	for (; (slash = strchr(path, '/')); path = slash + 1) {
		size_t size = (size_t)(slash - path);

		next = -1;
		errno = ENOENT;
		if (!is_odd_part(path, size)) {
			memcpy(part, path, size);
			part[size] = '\0';
			next = openat(folder, part,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					O_CLOEXEC);
		}
		if (folder != root) {
			int saved = errno;

			close(folder);
			errno = saved;
		}
		if (next < 0)
			return -1;
		folder = next;
	}
	*name = path;
	return folder;
}

static void close_parent(int root, int folder)
{
	int saved = errno;

	if (folder >= 0 && folder != root)
		close(folder);
	errno = saved;
}

static int open_by_parts(int root, const char *path)
{
	const char *name;
	int folder = open_parent(root, path, &name), file = -1;

	if (folder < 0)
		return -1;
	errno = ENOENT;
	if (!is_odd_part(name, strlen(name)))
		file = openat(folder, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
				O_CLOEXEC);
	close_parent(root, folder);
	return file;
}

/* O_NONBLOCK: a pipe in a file's place must not stop us. */
static int open_file(int root, const char *path)
{
#ifdef SYS_openat2
	struct open_how how = {
		.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
			 O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	long file;

	do {
		file = syscall(SYS_openat2, root, path, &how, sizeof(how));
	} while (file < 0 && (errno == EINTR || errno == EAGAIN));
	/* Old kernels do not know it, some containers forbid it. */
	if (file >= 0 || (errno != ENOSYS && errno != EPERM))
		return (int)file;
#endif
	return open_by_parts(root, path);
}

static bool means_absent(int problem)
{
	return problem == ENOENT || problem == ENOTDIR || problem == ELOOP ||
	       problem == EXDEV || problem == ENXIO || problem == EISDIR ||
	       problem == ENAMETOOLONG || problem == EMLINK;
}

static int failed(struct error *err, const char *path)
{
	return error_at(err, ERROR_WORK, path, 0, 0, "cannot be read: %s",
		strerror(errno));
}

/* size bytes, or those that are there if the file has shrunk. */
static int read_bytes(int file, struct buffer *out, size_t size,
	const char *path, struct error *err)
{
	size_t before = out->size;

	buffer_reserve(out, size + 1);
	while (size) {
		ssize_t count = read(file, out->data + out->size, size);

		if (count == 0)
			break;
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			out->size = before;
			out->data[before] = '\0';
			return failed(err, path);
		}
		out->size += (size_t)count;
		size -= (size_t)count;
	}
	out->data[out->size] = '\0';
	return 0;
}

int disk_read(int root, const char *path, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	struct stat st;
	int file = open_file(root, path), status = 0;

	if (file < 0) {
		*absent = means_absent(errno);
		return *absent ? 0 : failed(err, path);
	}
	if (fstat(file, &st) < 0)
		status = failed(err, path);
	else if (!S_ISREG(st.st_mode))
		*absent = true;
	else if ((uintmax_t)st.st_size > limit)
		*too_large = true;
	else
		status = read_bytes(file, out, (size_t)st.st_size, path, err);
	close(file);
	return status;
}

bool disk_exists(int root, const char *path)
{
	const char *name;
	struct stat st;
	bool exists = false;
	int folder;

	folder = open_parent(root, path, &name);
	if (folder < 0)
		return false;
	if (!is_odd_part(name, strlen(name)))
		exists = fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	close_parent(root, folder);
	return exists;
}
