/*
 * Two snapshots to a list of changes. It must not know where they came
 * from; libgit2 only says which added file resembles which deleted one.
 */
#include "source/change.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/map.h"
#include "base/memory.h"
#include "engine/snapshot.h"
#include "source/git_snapshot.h"
#include "source/handle.h"
#include "source/listing.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

VECTOR_TYPE(entry_pointers, const struct snapshot_entry *);

/* Both snapshots while they are compared; err of the first failure. */
struct comparison {
	const struct snapshot *base, *head;
	/* The base's own entries; with the lent ones they are all. */
	const struct snapshot_entry *own;
	size_t own_count;
	const struct lent *lent;
	size_t lent_count;
	struct entry_pointers added, deleted, modified;
	struct map renamed; /* path in head to the entry in base */
	struct repository *repository;
	struct error *err;
};

static bool is_there(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	return snapshot->has_ids || !snapshot->operations->exists ||
	       snapshot->operations->exists(snapshot, entry);
}

/* What policy leaves out of a reading is not the same as anything. */
static int same_bytes(const struct comparison *comparison,
	const struct snapshot_entry *base, const struct snapshot_entry *head,
	bool *same)
{
	struct buffer old = BUFFER_INIT, new = BUFFER_INIT;
	bool large = false, absent = false;
	int status;

	*same = false;
	status = comparison->base->operations->read(comparison->base, base,
		&old, CONTENT_LIMIT, &large, &absent, comparison->err);
	if (status == 0)
		status = comparison->head->operations->read(comparison->head,
			head, &new, CONTENT_LIMIT, &large, &absent,
			comparison->err);
	if (status == 0 && !large && !absent)
		*same = old.size == new.size &&
			(old.size == 0 ||
				memcmp(old.data, new.data, old.size) == 0);
	buffer_release(&old);
	buffer_release(&new);
	return status;
}

static int compare_pair(struct comparison *comparison,
	const struct snapshot_entry *base, const struct snapshot_entry *head)
{
	bool same = base->kind == head->kind &&
		    base->executable == head->executable;

	if (same && comparison->base->has_ids && comparison->head->has_ids)
		same = memcmp(base->id, head->id, OBJECT_ID_SIZE) == 0;
	else if (same && base->kind == ENTRY_FILE &&
		 same_bytes(comparison, base, head, &same))
		return -1;
	if (!same)
		vector_add(&comparison->modified, head);
	return 0;
}

/* Paths that one snapshot took over from the other are the same pointer. */
static int compare_paths(const char *a, const char *b)
{
	return a == b ? 0 : strcmp(a, b);
}

/*
 * What the base was lent by head is the same: such entries are left out on
 * both sides. Otherwise the base must be whole.
 */
static void choose_own(struct comparison *comparison)
{
	const struct listing *base = git_snapshot_listing(comparison->base);
	const struct listing *head = git_snapshot_listing(comparison->head);

	if (base && base->lent.count && base->lender == head) {
		comparison->own = base->entries.items;
		comparison->own_count = base->entries.count;
		comparison->lent = base->lent.items;
		comparison->lent_count = base->lent.count;
		return;
	}
	snapshot_complete(comparison->base);
	comparison->own = comparison->base->entries;
	comparison->own_count = comparison->base->count;
}

/* The base's entry after count of its own, or the first of what is lent. */
static const struct snapshot_entry *next_of_base(
	struct comparison *comparison, size_t count)
{
	const struct lent *lent = comparison->lent;

	while (comparison->lent_count && lent->first == lent->last) {
		comparison->lent = ++lent;
		comparison->lent_count--;
	}
	if (comparison->lent_count && lent->entries_before == count)
		return &comparison->head->entries[lent->first];
	return count < comparison->own_count ? &comparison->own[count] : NULL;
}

static int compare_entries(struct comparison *comparison)
{
	const struct snapshot *head = comparison->head;
	size_t i = 0, j = 0;

	for (;;) {
		const struct snapshot_entry *old, *new;
		int order;

		old = next_of_base(comparison, i);
		new = j < head->count ? &head->entries[j] : NULL;
		if (!old && !new)
			return 0;
		if (old == new) {
			assert(comparison->lent_count > 0);
			j = comparison->lent->last;
			comparison->lent++;
			comparison->lent_count--;
			continue;
		}
		if (new && !is_there(head, new)) {
			j++;
			continue;
		}
		order = !old   ? 1
			: !new ? -1
			       : compare_paths(old->path, new->path);
		if (order < 0)
			vector_add(&comparison->deleted, old);
		else if (order > 0)
			vector_add(&comparison->added, new);
		else if (compare_pair(comparison, old, new))
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
}

static int compare_ids(const void *a, const void *b)
{
	const struct snapshot_entry *const *left = a, *const *right = b;
	int order = memcmp((*left)->id, (*right)->id, OBJECT_ID_SIZE);

	return order ? order : strcmp((*left)->path, (*right)->path);
}

static void mark_renamed(struct comparison *comparison,
	const struct snapshot_entry *head, const struct snapshot_entry *base)
{
	void *value;

	memcpy(&value, &base, sizeof(value));
	map_put_string(&comparison->renamed, head->path, value);
}

/* The first of deleted, sorted by id, that has at least this id. */
static size_t first_of_id(
	const struct entry_pointers *deleted, const uint8_t *id)
{
	size_t low = 0, high = deleted->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(deleted->items[middle]->id, id, OBJECT_ID_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A deleted file with the same bytes; the same name wins, then the first. */
static size_t equal_file(const struct entry_pointers *deleted,
	const struct snapshot_entry *added, const bool *used)
{
	size_t i = first_of_id(deleted, added->id), found = deleted->count;

	for (; i < deleted->count; i++) {
		const struct snapshot_entry *old = deleted->items[i];

		if (memcmp(old->id, added->id, OBJECT_ID_SIZE) != 0)
			break;
		if (used[i] || old->kind != ENTRY_FILE)
			continue;
		if (strcmp(path_name(old->path), path_name(added->path)) == 0)
			return i;
		if (found == deleted->count)
			found = i;
	}
	return found;
}

static void keep_unmarked(struct entry_pointers *list, const bool *marked)
{
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++)
		if (!marked[i])
			list->items[kept++] = list->items[i];
	list->count = kept;
}

/* Files that moved as they are; takes them out of both lists. */
static void find_moved(struct comparison *comparison)
{
	struct entry_pointers *added = &comparison->added;
	struct entry_pointers *deleted = &comparison->deleted;
	bool *came = memory_new(added->count, sizeof(*came));
	bool *went = memory_new(deleted->count, sizeof(*went));
	size_t i, j;

	qsort(deleted->items, deleted->count, sizeof(*deleted->items),
		compare_ids);
	for (i = 0; i < added->count; i++) {
		if (added->items[i]->kind != ENTRY_FILE)
			continue;
		j = equal_file(deleted, added->items[i], went);
		if (j == deleted->count)
			continue;
		mark_renamed(comparison, added->items[i], deleted->items[j]);
		came[i] = went[j] = true;
	}
	keep_unmarked(added, came);
	keep_unmarked(deleted, went);
	free(came);
	free(went);
}

/* An index in memory that holds only the files of list. */
static int index_of(git_index **out, const struct entry_pointers *list)
{
	int status = libgit2.index_new(out);
	size_t i;

	for (i = 0; i < list->count && status == 0; i++) {
		const struct snapshot_entry *entry = list->items[i];
		git_index_entry made = {
			.mode = GIT_FILEMODE_BLOB, .path = entry->path};

		if (entry->kind != ENTRY_FILE)
			continue;
		libgit2.oid_fromraw(&made.id, entry->id);
		status = libgit2.index_add(*out, &made);
	}
	return status;
}

static int find_alike(git_diff **out, struct comparison *comparison)
{
	git_diff_find_options options;
	git_index *base = NULL, *head = NULL;
	int status = index_of(&base, &comparison->deleted);

	libgit2.diff_find_options_init(&options, GIT_DIFF_FIND_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FIND_RENAMES;
	options.rename_limit = RENAME_LIMIT;
	if (status == 0)
		status = index_of(&head, &comparison->added);
	if (status == 0)
		status = libgit2.diff_index_to_index(
			out, comparison->repository->git, base, head, NULL);
	if (status == 0)
		status = libgit2.diff_find_similar(*out, &options);
	libgit2.index_free(base);
	libgit2.index_free(head);
	return status;
}

static size_t position(const struct entry_pointers *list, const char *path)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(list->items[middle]->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int by_path(const void *a, const void *b)
{
	const struct snapshot_entry *const *left = a, *const *right = b;

	return strcmp((*left)->path, (*right)->path);
}

/* Takes what libgit2 found alike out of both lists. */
static void mark_alike(struct comparison *comparison, git_diff *diff)
{
	struct entry_pointers *added = &comparison->added;
	struct entry_pointers *deleted = &comparison->deleted;
	bool *came = memory_new(added->count, sizeof(*came));
	bool *went = memory_new(deleted->count, sizeof(*went));
	size_t i, from, to;

	for (i = 0; i < libgit2.diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = libgit2.diff_get_delta(diff, i);

		if (delta->status != GIT_DELTA_RENAMED)
			continue;
		from = position(deleted, delta->old_file.path);
		to = position(added, delta->new_file.path);
		assert(from < deleted->count && to < added->count);
		mark_renamed(
			comparison, added->items[to], deleted->items[from]);
		came[to] = went[from] = true;
	}
	keep_unmarked(added, came);
	keep_unmarked(deleted, went);
	free(came);
	free(went);
}

static int find_renames(struct comparison *comparison)
{
	struct entry_pointers *deleted = &comparison->deleted;
	git_diff *diff = NULL;

	if (!comparison->base->has_ids || !comparison->head->has_ids)
		return 0;
	if (comparison->added.count && deleted->count)
		find_moved(comparison);
	if (deleted->count)
		qsort(deleted->items, deleted->count, sizeof(*deleted->items),
			by_path);
	if (!comparison->added.count || !deleted->count ||
		comparison->added.count > RENAME_LIMIT / deleted->count)
		return 0;
	/*
	 * A missing blob, as a partial clone has them, must not stop the
	 * run: without the renames more is new, and nothing is lost.
	 */
	if (find_alike(&diff, comparison) == 0)
		mark_alike(comparison, diff);
	libgit2.diff_free(diff);
	return 0;
}

static int change_order(const void *a, const void *b)
{
	const struct change *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	return order ? order : (int)left->kind - (int)right->kind;
}

static void add_all(struct change_list *out,
	const struct entry_pointers *entries, enum change_kind kind)
{
	size_t i;

	for (i = 0; i < entries->count; i++) {
		struct change change = {kind, entries->items[i]->path, NULL};

		vector_add(out, change);
	}
}

static void add_renamed(struct change_list *out, const struct map *renamed,
	const struct snapshot *head)
{
	size_t i;

	for (i = 0; i < renamed->count; i++) {
		const struct snapshot_entry *old = renamed->entries[i].value;
		const struct snapshot_entry *new =
			snapshot_find(head, renamed->entries[i].key.data);
		struct change change = {CHANGE_RENAMED, new->path, old->path};

		vector_add(out, change);
	}
}

int repository_changes(struct change_list *out, struct arena *arena,
	struct repository *repository, const struct snapshot *base,
	const struct snapshot *head, struct error *err)
{
	struct comparison comparison = {.base = base,
		.head = head,
		.repository = repository,
		.err = err};
	struct change_list changes = {0};
	int status;

	memset(out, 0, sizeof(*out));
	if (handle_ready(repository, err))
		return -1;
	choose_own(&comparison);
	status = compare_entries(&comparison);
	if (status == 0)
		status = find_renames(&comparison);
	if (status == 0) {
		add_all(&changes, &comparison.added, CHANGE_ADDED);
		add_all(&changes, &comparison.deleted, CHANGE_DELETED);
		add_all(&changes, &comparison.modified, CHANGE_MODIFIED);
		add_renamed(&changes, &comparison.renamed, head);
		if (changes.count)
			qsort(changes.items, changes.count,
				sizeof(*changes.items), change_order);
		out->count = changes.count;
		out->items = vector_move(&changes, arena);
	}
	vector_free(&comparison.added);
	vector_free(&comparison.deleted);
	vector_free(&comparison.modified);
	map_release(&comparison.renamed);
	return status;
}
