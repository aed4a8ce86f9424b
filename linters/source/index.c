/*
 * The index and the work tree as snapshots. It must not know what they are
 * compared with; the format of the index is index_file's.
 */
#include "base/memory.h"
#include "base/string.h"
#include "source/disk.h"
#include "source/git_snapshot.h"
#include "source/handle.h"
#include "source/index_file.h"
#include "source/listing.h"
#include "source/plumbing.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int unreadable(const struct repository *repository, struct error *err)
{
	return error_set(err, ERROR_WORK, "the index %s cannot be read: %s",
		repository->index_path, strerror(errno));
}

/*
 * Maps the whole file into listing. git puts a new index beside the old one
 * and renames it, so what is mapped stays as it was.
 */
static int map_index(struct listing *listing,
	const struct repository *repository, int file, struct error *err)
{
	struct stat st;
	void *map;

	if (fstat(file, &st) < 0)
		return unreadable(repository, err);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return error_set(err, ERROR_WORK,
			"the index %s is not a file with an index in it",
			repository->index_path);
	map = mmap(NULL, (size_t)st.st_size, PROT_READ,
		MAP_PRIVATE | MAP_POPULATE, file, 0);
	if (map == MAP_FAILED)
		return unreadable(repository, err);
	listing->map = map;
	listing->map_size = (size_t)st.st_size;
	return 0;
}

/* A new repository has no index yet, and nothing in it. */
static int read_index_file(struct listing *listing,
	const struct repository *repository, struct error *err)
{
	int file = open(repository->index_path, O_RDONLY | O_CLOEXEC);
	int status;

	if (file < 0 && errno == ENOENT && !repository->index_is_named)
		return 0;
	if (file < 0)
		return unreadable(repository, err);
	status = map_index(listing, repository, file, err);
	close(file);
	if (status == 0)
		status = index_file_parse(
			listing, listing->map, listing->map_size, err);
	return status;
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

	if (*after++ != ' ' || !read_id(entry.id, after))
		return false;
	stage = strtoul(after + 2 * OBJECT_ID_SIZE, &after, 10);
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

/* --debug is the only listing that tells what was but announced. */
static int ask_git(struct listing *listing, const struct repository *repository,
	struct error *err)
{
	static const char *const question[] = {
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
	error_set(err, ERROR_WORK, "%s (%s), and git does not help: %s",
		first.message, repository->index_path, second.message);
	return NULL;
}

static struct listing *index_listing(
	const struct repository *repository, struct error *err)
{
	struct listing *listing = listing_new();
	struct error problem = {0};

	if (read_index_file(listing, repository, &problem) == 0)
		return listing;
	if (!listing->map) {
		listing_drop(listing);
		if (err)
			*err = problem;
		return NULL;
	}
	listing_drop(listing);
	listing = index_by_git(repository, &problem);
	if (!listing && err)
		*err = problem;
	return listing;
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
	*out = git_snapshot_new(repository, listing, "the index", -1);
	return 0;
}

int repository_worktree(
	struct snapshot **out, struct repository *repository, struct error *err)
{
	struct listing *listing;
	size_t i;
	int root;

	*out = NULL;
	if (repository_is_bare(repository))
		return refuse_bare("work tree", err);
	root = disk_open(repository->root, err);
	if (root < 0)
		return -1;
	listing = index_listing(repository, err);
	if (!listing) {
		close(root);
		return -1;
	}
	/* On disk a path with conflicts is one file, with marks in it. */
	for (i = 0; listing->has_conflicts && i < listing->entries.count; i++)
		if (listing->entries.items[i].kind == ENTRY_CONFLICT)
			listing->entries.items[i].kind = ENTRY_FILE;
	/* The index's folders say nothing of the disk. */
	vector_free(&listing->folders);
	*out = git_snapshot_new(repository, listing, "the work tree", root);
	return 0;
}

struct snapshot *repository_empty(void)
{
	return git_snapshot_new(NULL, listing_new(), "the empty tree", -1);
}
