/*
 * A folder as a snapshot, without git. It must not know what the folder is
 * for.
 */
#include "source/folder.h"
#include "base/string.h"
#include "source/disk.h"
#include "source/git_snapshot.h"
#include "source/listing.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH_MAX = 256 };

/* A walk below the folder; path is where it is, with `/` at the end. */
struct walk {
	struct listing *listing;
	struct buffer path;
	const char *name; /* of the whole, for errors */
	struct error *err;
};

static int list_folder(struct walk *walk, int folder, unsigned depth);

static int failed(struct walk *walk, const char *what)
{
	return error_set(walk->err, ERROR_WORK, "%s/%s: %s: %s", walk->name,
		buffer_string(&walk->path), what, strerror(errno));
}

static int list_below(
	struct walk *walk, int folder, const char *name, unsigned depth)
{
	int below = openat(
		folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	size_t size = walk->path.size;
	int status;

	buffer_add_string(&walk->path, name);
	buffer_add_char(&walk->path, '/');
	status = below < 0 ? failed(walk, "cannot be listed")
			   : list_folder(walk, below, depth + 1);
	walk->path.size = size;
	walk->path.data[size] = '\0';
	return status;
}

static void add_file(struct walk *walk, const char *name, mode_t mode)
{
	struct snapshot_entry *entry = vector_next(&walk->listing->entries);

	entry->path = arena_format(
		walk->listing->arena, "%s%s", buffer_string(&walk->path), name);
	entry->kind = S_ISLNK(mode) ? ENTRY_LINK : ENTRY_FILE;
	entry->executable = S_ISREG(mode) && (mode & 0100);
}

static int list_name(
	struct walk *walk, int folder, const char *name, unsigned depth)
{
	struct stat st;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		strcmp(name, ".git") == 0)
		return 0;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : failed(walk, "cannot be read");
	if (S_ISDIR(st.st_mode))
		return list_below(walk, folder, name, depth);
	if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))
		add_file(walk, name, st.st_mode);
	return 0;
}

/* Closes folder. */
static int list_folder(struct walk *walk, int folder, unsigned depth)
{
	DIR *stream = fdopendir(folder);
	struct dirent *entry;
	int status = 0;

	if (!stream) {
		status = failed(walk, "cannot be listed");
		close(folder);
		return status;
	}
	if (depth > FOLDER_DEPTH_MAX) {
		closedir(stream);
		return error_set(walk->err, ERROR_WORK,
			"%s: folders lie more than %d deep in one another",
			walk->name, FOLDER_DEPTH_MAX);
	}
	while (status == 0) {
		errno = 0;
		entry = readdir(stream);
		if (!entry)
			break;
		status = list_name(walk, folder, entry->d_name, depth);
	}
	if (status == 0 && errno)
		status = failed(walk, "cannot be listed");
	closedir(stream);
	return status;
}

int snapshot_of_folder(
	struct snapshot **out, const char *path, struct error *err)
{
	struct walk walk = {.name = path, .err = err};
	struct disk *disk;
	int folder, status;

	*out = NULL;
	if (disk_open(&disk, path, err) < 0)
		return -1;
	folder = disk_descriptor(disk); /* the walk closes it */
	walk.listing = listing_new();
	status = folder < 0 ? failed(&walk, "cannot be listed")
			    : list_folder(&walk, folder, 0);
	buffer_release(&walk.path);
	if (status) {
		listing_drop(walk.listing);
		disk_close(disk);
		return -1;
	}
	listing_sort(walk.listing);
	*out = git_snapshot_new(NULL, walk.listing, path, disk);
	return 0;
}
