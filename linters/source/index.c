/*
 * The index and the work tree as snapshots. It must not know what they are
 * compared with; the format of the index is index_file's.
 */
#include "source/index.h"
#include "base/string.h"
#include "source/disk.h"
#include "source/git_snapshot.h"
#include "source/handle.h"
#include "source/index_file.h"
#include "source/listing.h"
#include "source/plumbing.h"
#include "source/tree.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEND                                                          \
	": remove it, and `git reset` makes it anew from HEAD; what " \
	"was only staged is lost"

static int unreadable(const char *path, struct error *err)
{
	return error_set(err, ERROR_WORK, "the index %s cannot be read: %s",
		path, strerror(errno));
}

/*
 * Maps the whole file into listing. git puts a new index beside the old one
 * and renames it, so what is mapped stays as it was.
 */
static int map_index(
	struct listing *listing, const char *path, int file, struct error *err)
{
	struct stat st;
	void *map;

	if (fstat(file, &st) < 0)
		return unreadable(path, err);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return error_set(err, ERROR_WORK,
			"the index %s is not a file with an index in it" MEND,
			path);
	map = mmap(NULL, (size_t)st.st_size, PROT_READ,
		MAP_PRIVATE | MAP_POPULATE, file, 0);
	if (map == MAP_FAILED)
		return unreadable(path, err);
	listing->map = map;
	listing->map_size = (size_t)st.st_size;
	listing->written = st.st_mtim;
	return 0;
}

static int read_index_file(struct listing *listing, const char *path,
	size_t id_size, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int status;

	if (file < 0)
		return unreadable(path, err);
	status = map_index(listing, path, file, err);
	close(file);
	if (status == 0)
		status = index_file_parse(
			listing, listing->map, listing->map_size, id_size, err);
	return status;
}

/*
 * The path of the index that the repository around the folder start will
 * most likely turn out to have; NULL where that takes more than a look.
 */
static const char *guess_path(struct arena *arena, const char *start)
{
	const char *named = getenv("GIT_INDEX_FILE");
	size_t size = strlen(start);
	struct stat st;

	if (getenv("GIT_WORK_TREE"))
		return NULL;
	if (named && *named == '/')
		return arena_string(arena, named);
	while (size > 1) {
		const char *folder =
			arena_format(arena, "%.*s/.git", (int)size, start);

		if (lstat(folder, &st) == 0)
			return !S_ISDIR(st.st_mode) ? NULL
			       : named && *named
				       ? arena_format(arena, "%.*s/%s",
						 (int)size, start, named)
				       : arena_format(
						 arena, "%s/index", folder);
		while (size > 1 && start[--size] != '/')
			;
	}
	return NULL;
}

/* An index that is read before its repository is open. */
struct early_index {
	const char *path;
	pthread_t thread;
	struct listing *listing; /* NULL: it cannot be read so */
};

static void *read_early(void *state)
{
	struct early_index *early = state;
	struct listing *listing = listing_new();

	if (read_index_file(listing, early->path, OBJECT_ID_SIZE, NULL) == 0)
		early->listing = listing;
	else
		listing_drop(listing);
	return NULL;
}

/* A small one is sooner read than a thread is made. */
static bool is_large(const char *path)
{
	enum { LARGE = 256 * 1024 };
	struct stat st;

	return lstat(path, &st) == 0 && st.st_size >= LARGE;
}

void index_begin_early(struct repository *repository, const char *start)
{
	struct arena *arena = repository->arena;
	struct early_index *early = arena_alloc(arena, sizeof(*early));

	early->path = repository->is_plain ? repository->index_path
					   : guess_path(arena, start);
	if (early->path && is_large(early->path) &&
		pthread_create(&early->thread, NULL, read_early, early) == 0)
		repository->early = early;
}

/* Of the index at path (NULL: of none), if that is the one that was read. */
static struct listing *end_early(
	struct repository *repository, const char *path)
{
	struct early_index *early = repository->early;

	if (!early)
		return NULL;
	repository->early = NULL;
	pthread_join(early->thread, NULL);
	if (path && strcmp(early->path, path) == 0)
		return early->listing;
	listing_drop(early->listing);
	return NULL;
}

void index_drop_early(struct repository *repository)
{
	end_early(repository, NULL);
}

/* The value of one hexadecimal digit, -1 of anything else. */
static int digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	if (character >= 'a' && character <= 'f')
		return character - 'a' + 10;
	return -1;
}

static bool read_id(uint8_t *id, const char *hex)
{
	size_t i;

	for (i = 0; i < OBJECT_ID_SIZE; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		id[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* The flags among the indented lines that --debug adds below an entry. */
static const char *read_debug(
	const char *text, const char *end, unsigned long *flags)
{
	while (end - text > 2 && memcmp(text, "  ", 2) == 0) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		const char *word = strstr(text, "flags: ");

		if (!line_end)
			return end;
		if (word && word < line_end)
			*flags = strtoul(word + strlen("flags: "), NULL, 16);
		text = line_end + 1;
	}
	return text;
}

/* "100644 <id> 0\tpath", as `git ls-files -s` writes it. */
static bool read_listed(
	struct listing *listing, const char *text, unsigned long flags)
{
	enum { INTENT_TO_ADD = 1 << 29, SKIP_WORKTREE = 1 << 30 };
	struct entry_list *entries = &listing->entries;
	struct snapshot_entry entry = {0};
	char *after;
	unsigned long mode = strtoul(text, &after, 8), stage;

	/* Of a broken index git makes entries without a kind. */
	if (mode == 0 || *after++ != ' ' || !read_id(entry.id, after))
		return false;
	after += strspn(after, "0123456789abcdef");
	stage = strtoul(after, &after, 10);
	if (*after++ != '\t' || *after == '\0')
		return false;
	if (flags & INTENT_TO_ADD)
		return true;
	if (stage && entries->count &&
		strcmp(entries->items[entries->count - 1].path, after) == 0)
		return true;
	entry.path = arena_string(listing->arena, after);
	entry.kind = listing_kind((unsigned)mode, &entry.executable);
	entry.skip_worktree = (flags & SKIP_WORKTREE) != 0;
	if (stage) {
		memset(entry.id, 0, sizeof(entry.id));
		entry.kind = ENTRY_CONFLICT;
		listing->has_conflicts = true;
	}
	vector_add(entries, entry);
	return true;
}

static int read_listing(
	struct listing *listing, const struct buffer *answer, struct error *err)
{
	const char *text = buffer_string(answer), *end = text + answer->size;

	while (text < end) {
		const char *line = text;
		unsigned long flags = 0;

		text += strlen(text);
		if (text < end)
			text = read_debug(text + 1, end, &flags);
		if (!read_listed(listing, line, flags))
			return error_set(err, ERROR_WORK,
				"`git ls-files -s` answers in a form that "
				"plumb does not know");
	}
	listing_sort(listing);
	return 0;
}

/*
 * --debug is the only listing that tells what was but announced. git writes
 * trees where it collapses an index, so it must not.
 */
static int ask_git(struct listing *listing, const struct repository *repository,
	struct error *err)
{
	static const char *const question[] = {"-c", "index.sparse=false",
		"ls-files", "-s", "-z", "--debug", NULL};
	struct buffer answer = BUFFER_INIT;
	int status = plumbing_ask(&answer, repository, question, err);

	if (status == 0)
		status = read_listing(listing, &answer, err);
	buffer_release(&answer);
	return status;
}

static struct listing *index_by_git(
	const struct repository *repository, struct error *err)
{
	struct listing *listing = listing_new();
	struct error first = *err, second = {0};

	if (ask_git(listing, repository, &second) == 0)
		return listing;
	listing_drop(listing);
	error_set(err, ERROR_WORK, "%s (%s), and git does not help: %s" MEND,
		first.message, repository->index_path, second.message);
	return NULL;
}

/* A new repository has no index yet, and nothing in it. */
static bool is_not_yet(const struct repository *repository)
{
	return !repository->index_is_named &&
	       access(repository->index_path, F_OK) < 0 && errno == ENOENT;
}

static struct listing *read_index(
	struct repository *repository, struct error *err)
{
	struct listing *listing = end_early(repository, repository->index_path);
	size_t id_size = repository->hex_size / 2;
	struct error problem = {0};

	if (listing && id_size == OBJECT_ID_SIZE)
		return listing;
	/* That was read for ids of another length. */
	listing_drop(listing);
	listing = listing_new();
	if (is_not_yet(repository) ||
		read_index_file(listing, repository->index_path, id_size,
			&problem) == 0)
		return listing;
	/* git is no help with a file that cannot even be opened. */
	if (listing->map) {
		listing_drop(listing);
		listing = index_by_git(repository, &problem);
	} else {
		listing_drop(listing);
		listing = NULL;
	}
	if (!listing && err)
		*err = problem;
	return listing;
}

struct listing *index_with_places(const struct repository *repository)
{
	struct listing *listing = listing_new();

	listing->wants_places = true;
	if (read_index_file(listing, repository->index_path, OBJECT_ID_SIZE,
		    NULL) == 0 &&
		listing->places)
		return listing;
	listing_drop(listing);
	return NULL;
}

/* The files of the folders that a sparse index has in their place. */
static int expand(struct listing *listing, struct repository *repository,
	struct error *err)
{
	struct entry_list *entries = &listing->entries;
	size_t i, k;

	if (listing->sparse.count && handle_ready(repository, err))
		return -1;
	for (i = 0; i < listing->sparse.count; i++) {
		const struct snapshot_entry *folder = &listing->sparse.items[i];
		git_oid tree;

		k = entries->count;
		libgit2.oid_fromraw(&tree, folder->id);
		if (tree_below(listing, repository, &tree, folder->path, err))
			return -1;
		for (; k < entries->count; k++)
			entries->items[k].skip_worktree = true;
	}
	if (listing->sparse.count) {
		/* They count such a folder as one file. */
		vector_free(&listing->folders);
		listing_sort(listing);
	}
	return 0;
}

static struct listing *index_listing(
	struct repository *repository, struct error *err)
{
	struct listing *listing = read_index(repository, err);

	if (!listing || expand(listing, repository, err) == 0)
		return listing;
	listing_drop(listing);
	return NULL;
}

static int refuse_bare(const char *option, struct error *err)
{
	return error_set(err, ERROR_WORK,
		"a bare repository has no %s: judge a commit with --tree or "
		"--range",
		option);
}

int repository_index(
	struct snapshot **out, struct repository *repository, struct error *err)
{
	struct listing *listing;

	*out = NULL;
	if (repository_is_bare(repository))
		return refuse_bare("index", err);
	listing = index_listing(repository, err);
	if (!listing)
		return -1;
	*out = git_snapshot_new(repository, listing, "the index", NULL);
	return 0;
}

int repository_worktree(
	struct snapshot **out, struct repository *repository, struct error *err)
{
	struct listing *listing;
	struct disk *disk;
	size_t i;

	*out = NULL;
	if (repository_is_bare(repository))
		return refuse_bare("work tree", err);
	if (disk_open(&disk, repository->root, err) < 0)
		return -1;
	listing = index_listing(repository, err);
	if (!listing) {
		disk_close(disk);
		return -1;
	}
	/* On disk a path with conflicts is one file, with marks in it. */
	for (i = 0; listing->has_conflicts && i < listing->entries.count; i++)
		if (listing->entries.items[i].kind == ENTRY_CONFLICT)
			listing->entries.items[i].kind = ENTRY_FILE;
	/* The index's folders say nothing of the disk. */
	vector_free(&listing->folders);
	*out = git_snapshot_new(repository, listing, "the work tree", disk);
	return 0;
}

struct snapshot *repository_empty(void)
{
	return git_snapshot_new(NULL, listing_new(), "the empty tree", NULL);
}
