/*
 * Reading below a folder. It must not know git; the kernel is asked to
 * refuse links, since a look beforehand would be a race. Each thread keeps
 * the folder open that it read from last: the next file is likely to be
 * beside, and is found in a quarter of the steps.
 */
#include "source/disk.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/string.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif
#endif

enum {
	OPEN_FOLDERS = 64,
	PAGE = 4096,            /* what the kernel reads of a file at least */
	FIRST_READ = 64 * 1024, /* nine files of ten are smaller */
};

#ifdef O_PATH
#define FOLDER_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#else
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#endif

struct folder {
	int descriptor;   /* -1: none is open */
	bool reads_whole; /* less than asked for is all that there is */
};

struct open_folder {
	pthread_mutex_t lock;
	struct buffer path; /* below the disk's folder */
	struct folder folder;
};

struct disk {
	struct folder root;
	struct open_folder folders[OPEN_FOLDERS]; /* by thread: see mine */
};

/*
 * File systems of disks and memory stop a read at the end of a file only;
 * of others, such as those of networks, that is not known.
 */
static bool reads_whole(int folder)
{
#ifdef __linux__
	static const unsigned long known[] = {EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,
		BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, TMPFS_MAGIC};
	struct statfs system;

	if (fstatfs(folder, &system) == 0)
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if ((unsigned long)system.f_type == known[i])
				return true;
#else
	(void)folder;
#endif
	return false;
}

int disk_open(struct disk **out, const char *path, struct error *err)
{
	int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct disk *disk;

	*out = NULL;
	if (root < 0)
		return error_at(err, ERROR_WORK, path, 0, 0,
			"the folder cannot be opened: %s", strerror(errno));
	disk = memory_new(1, sizeof(*disk));
	disk->root.descriptor = root;
	disk->root.reads_whole = reads_whole(root);
	for (size_t i = 0; i < OPEN_FOLDERS; i++) {
		pthread_mutex_init(&disk->folders[i].lock, NULL);
		disk->folders[i].folder.descriptor = -1;
	}
	*out = disk;
	return 0;
}

/* Keeps errno. */
static void folder_release(struct open_folder *folder)
{
	int saved = errno;

	if (folder->folder.descriptor >= 0)
		close(folder->folder.descriptor);
	buffer_release(&folder->path);
	errno = saved;
}

void disk_close(struct disk *disk)
{
	if (!disk)
		return;
	for (size_t i = 0; i < OPEN_FOLDERS; i++) {
		folder_release(&disk->folders[i]);
		pthread_mutex_destroy(&disk->folders[i].lock);
	}
	close(disk->root.descriptor);
	free(disk);
}

int disk_descriptor(const struct disk *disk)
{
	return openat(
		disk->root.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* A part of a path that leads up or nowhere; git has no such names. */
static bool is_odd_part(const char *part, size_t size)
{
	return size == 0 || size > NAME_MAX || (size == 1 && part[0] == '.') ||
	       (size == 2 && part[0] == '.' && part[1] == '.');
}

/* Folder by folder, where the kernel cannot do it at once. */
static int open_by_parts(int root, const char *path)
{
	int folder = root, next;
	char part[NAME_MAX + 1];

	for (;;) {
		size_t size = strcspn(path, "/");
		int saved;

		next = -1;
		errno = ENOENT;
		if (!is_odd_part(path, size)) {
			memcpy(part, path, size);
			part[size] = '\0';
			next = openat(folder, part, FOLDER_FLAGS);
		}
		saved = errno;
		if (folder != root)
			close(folder);
		errno = saved;
		if (next < 0 || path[size] == '\0')
			return next;
		folder = next;
		path += size + 1;
	}
}

static int open_below(int root, const char *path)
{
#ifdef SYS_openat2
	struct open_how how = {
		.flags = FOLDER_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	long folder;

	do {
		folder = syscall(SYS_openat2, root, path, &how, sizeof(how));
	} while (folder < 0 && (errno == EINTR || errno == EAGAIN));
	/* Old kernels do not know it, some containers forbid it. */
	if (folder >= 0 || (errno != ENOSYS && errno != EPERM))
		return (int)folder;
#endif
	return open_by_parts(root, path);
}

/* Opens the folder that is the first size bytes of path, unless it is. */
static void turn_to(const struct disk *disk, struct open_folder *open,
	const char *path, size_t size)
{
	struct folder *folder = &open->folder;

	if (folder->descriptor >= 0 && open->path.size == size &&
		memcmp(open->path.data, path, size) == 0)
		return;
	if (folder->descriptor >= 0)
		close(folder->descriptor);
	buffer_clear(&open->path);
	buffer_add(&open->path, path, size);
	folder->descriptor =
		open_below(disk->root.descriptor, buffer_string(&open->path));
	if (folder->descriptor >= 0)
		folder->reads_whole = reads_whole(folder->descriptor);
}

/* The one of this thread, locked; NULL where another thread is using it. */
static struct open_folder *mine(struct disk *disk)
{
	pthread_t self = pthread_self();
	struct open_folder *folder =
		&disk->folders[string_hash(0, &self, sizeof(self)) %
			       OPEN_FOLDERS];

	return pthread_mutex_trylock(&folder->lock) == 0 ? folder : NULL;
}

/*
 * Calls use with the folder that path is in and the name there; -1 with errno
 * where there is no such folder.
 */
static int in_folder(struct disk *disk, const char *path,
	int (*use)(const struct folder *folder, const char *name, void *state),
	void *state)
{
	size_t size = path_folder_size(path);
	const char *name = path + size + (size > 0);
	struct open_folder once = {.folder = {.descriptor = -1}}, *folder;
	struct open_folder *at;
	int result = -1;

	errno = ENOENT;
	if (is_odd_part(name, strlen(name)))
		return -1;
	if (size == 0)
		return use(&disk->root, name, state);
	folder = mine(disk);
	at = folder ? folder : &once;
	turn_to(disk, at, path, size);
	if (at->folder.descriptor >= 0)
		result = use(&at->folder, name, state);
	if (folder)
		pthread_mutex_unlock(&folder->lock);
	else
		folder_release(&once);
	return result;
}

/* O_NONBLOCK: a pipe in a file's place must not stop us. */
static int open_file(const struct folder *folder, const char *name, void *state)
{
	bool *is_whole = state;

	*is_whole = folder->reads_whole;
	return openat(folder->descriptor, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static int look_at(const struct folder *folder, const char *name, void *state)
{
	return fstatat(folder->descriptor, name, state, AT_SYMLINK_NOFOLLOW);
}

static bool means_absent(int problem)
{
	return problem == ENOENT || problem == ENOTDIR || problem == ELOOP ||
	       problem == EXDEV || problem == ENXIO || problem == EISDIR ||
	       problem == ENAMETOOLONG || problem == EMLINK ||
	       problem == ESPIPE;
}

static int failed(struct error *err, const char *path)
{
	return error_at(err, ERROR_WORK, path, 0, 0, "cannot be read: %s",
		strerror(errno));
}

/*
 * Up to size bytes more, from where the last ended, or -1 with errno. What
 * has no places to read from, such as a pipe, is refused by the kernel.
 */
static ssize_t read_more(
	int file, struct buffer *out, size_t before, size_t size)
{
	ssize_t count;

	buffer_reserve(out, size + 1);
	do {
		count = pread(file, out->data + out->size, size,
			(off_t)(out->size - before));
	} while (count < 0 && errno == EINTR);
	if (count > 0)
		out->size += (size_t)count;
	out->data[out->size] = '\0';
	return count;
}

/* What the first read left; a file may shrink while it is read. */
static int read_rest(int file, struct buffer *out, size_t before, size_t limit,
	bool *too_large, bool *absent)
{
	struct stat st;
	ssize_t count = 1;
	size_t done;

	if (fstat(file, &st) < 0)
		return -1;
	*absent = !S_ISREG(st.st_mode);
	*too_large = !*absent && (uintmax_t)st.st_size > limit;
	while (!*absent && !*too_large && count > 0 &&
		(done = out->size - before) < (uintmax_t)st.st_size)
		count = read_more(file, out, before, (size_t)st.st_size - done);
	return count < 0 ? -1 : 0;
}

/*
 * is_whole: where less comes than was asked for, that is all, but for what
 * ends with a page: the next one may be broken, and only reading it tells.
 */
static int read_open(int file, struct buffer *out, size_t limit, bool is_whole,
	bool *too_large, bool *absent)
{
	size_t before = out->size;
	ssize_t count = read_more(file, out, before, FIRST_READ);
	int status = 0;

	if (is_whole && count < FIRST_READ && count % PAGE != 0)
		count = count > 0 ? 0 : count;
	else if (count > 0 && count < FIRST_READ)
		count = read_more(file, out, before, FIRST_READ);
	if (count > 0)
		status = read_rest(file, out, before, limit, too_large, absent);
	else if (count < 0)
		status = -1;
	if (status < 0 && means_absent(errno)) {
		*absent = true;
		status = 0;
	}
	*too_large |= out->size - before > limit;
	if (status < 0 || *absent || *too_large) {
		out->size = before;
		out->data[before] = '\0';
	}
	return status;
}

int disk_read(struct disk *disk, const char *path, struct buffer *out,
	size_t limit, bool *too_large, bool *absent, struct error *err)
{
	bool is_whole = false;
	int file = in_folder(disk, path, open_file, &is_whole), status;

	if (file < 0) {
		*absent = means_absent(errno);
		return *absent ? 0 : failed(err, path);
	}
	status = read_open(file, out, limit, is_whole, too_large, absent);
	if (status < 0)
		failed(err, path);
	close(file);
	return status;
}

int disk_read_stat(struct disk *disk, const char *path, struct buffer *out,
	size_t limit, struct stat *st)
{
	bool is_whole = false, too_large = false, absent = false;
	int file = in_folder(disk, path, open_file, &is_whole), status;

	if (file < 0)
		return -1;
	/* The size is compared: what is short is no matter. */
	status = read_open(file, out, limit, true, &too_large, &absent);
	if (status == 0 && (too_large || absent || fstat(file, st) < 0 ||
				   !S_ISREG(st->st_mode)))
		status = -1;
	close(file);
	return status;
}

bool disk_exists(struct disk *disk, const char *path)
{
	struct stat st;

	/* What may not be looked at may be there. */
	return in_folder(disk, path, look_at, &st) == 0 || !means_absent(errno);
}

/* Links on the way are followed: what is then told of may be elsewhere. */
bool disk_lacks(const struct disk *disk, const char *path)
{
	struct stat st;

	return fstatat(disk->root.descriptor, path, &st, AT_SYMLINK_NOFOLLOW) <
		       0 &&
	       (errno == ENOENT || errno == ENOTDIR);
}
