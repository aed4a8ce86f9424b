/*
 * Trees to listings, reading as few tree objects as can be: two trees, or a
 * tree and the index, mostly hold the same folders. It must not know
 * commits but by repository_tree(), nor read blobs.
 */
#include "source/tree.h"
#include "base/string.h"
#include "source/git_snapshot.h"
#include "source/handle.h"
#include "source/listing.h"
#include <stdio.h>
#include <string.h>

enum { TREE_DEPTH_MAX = 512 };

/* A walk down a tree; path is that of the folder, with `/` at the end. */
struct walk {
	struct repository *repository;
	struct listing *listing;
	const struct listing *like;
	size_t position; /* in like; both are walked in order */
	size_t lent_entries, lent_folders;
	struct buffer path;
	unsigned depth;
	struct error *err;
};

static int read_tree(git_tree **tree, struct walk *walk, const git_oid *id)
{
	const char *path = buffer_string(&walk->path);
	char hex[GIT_OID_HEXSZ + 1];

	if (walk->depth > TREE_DEPTH_MAX)
		return error_at(walk->err, ERROR_WORK, path, 0, 0,
			"folders lie more than %d deep in one another",
			TREE_DEPTH_MAX);
	if (libgit2.tree_lookup(tree, walk->repository->git, id) == 0)
		return 0;
	libgit2.oid_tostr(hex, sizeof(hex), id);
	return error_set(walk->err, ERROR_WORK,
		"the tree %s of %s%s is missing or broken: in a partial clone, "
		"fetch it with `git cat-file -e %s`; else `git fsck` tells "
		"what is",
		hex, *path ? "the folder " : "the top", path, hex);
}

/* The path of an entry of the folder that the walk is in. */
static char *entry_path(struct walk *walk, const char *name)
{
	size_t folder = walk->path.size, size = strlen(name);
	char *path = arena_alloc(walk->listing->arena, folder + size + 1);

	if (folder)
		memcpy(path, walk->path.data, folder);
	memcpy(path + folder, name, size);
	return path;
}

static void add_file(struct walk *walk, const git_tree_entry *file)
{
	struct snapshot_entry *entry = vector_next(&walk->listing->entries);

	entry->path = entry_path(walk, libgit2.tree_entry_name(file));
	entry->kind =
		listing_kind((unsigned)libgit2.tree_entry_filemode_raw(file),
			&entry->executable);
	memcpy(entry->id, libgit2.tree_entry_id(file)->id, OBJECT_ID_SIZE);
}

/* Goes down into a folder; gives what leave() needs. */
static size_t enter(struct walk *walk, const git_tree_entry *folder)
{
	size_t size = walk->path.size;

	buffer_add_string(&walk->path, libgit2.tree_entry_name(folder));
	buffer_add_char(&walk->path, '/');
	walk->depth++;
	return size;
}

static void leave(struct walk *walk, size_t size)
{
	walk->path.size = size;
	walk->path.data[size] = '\0';
	walk->depth--;
}

/* The child of a folder in like by its name, or NULL. */
static const struct folder *child_folder(
	const struct folder *folder, const char *name)
{
	size_t size = strlen(name);
	const struct folder *child, *end;

	if (!folder)
		return NULL;
	for (child = folder + 1, end = folder + folder->span; child < end;
		child += child->span)
		if (child->name_size == size &&
			memcmp(child->name, name, size) == 0)
			return child;
	return NULL;
}

/* Does the entry of like at index lie in the folder that the walk is in? */
static bool lies_within(const struct walk *walk, size_t index)
{
	return index < walk->like->entries.count &&
	       (walk->path.size == 0 ||
		       strncmp(walk->like->entries.items[index].path,
			       walk->path.data, walk->path.size) == 0);
}

/* Entries and folders of the listing, with those that are lent. */
static size_t count_entries(const struct walk *walk)
{
	return walk->listing->entries.count + walk->lent_entries;
}

static size_t count_folders(const struct walk *walk)
{
	return walk->listing->folders.count + walk->lent_folders;
}

/*
 * Takes the folder over from like where its id says that it is the same. An
 * index may claim what is not so: the count must agree too.
 */
static bool take_over(
	struct walk *walk, const git_oid *id, const struct folder *folder)
{
	struct listing *listing = walk->listing;
	struct lent *lent;
	size_t first;

	if (!folder || !folder->is_known ||
		memcmp(folder->id, id->id, OBJECT_ID_SIZE) != 0)
		return false;
	first = listing_bound(walk->like, walk->position,
		buffer_string(&walk->path), walk->path.size);
	walk->position = first;
	if (folder->count &&
		(!lies_within(walk, first) ||
			!lies_within(walk, first + folder->count - 1)))
		return false;
	if (lies_within(walk, first + folder->count))
		return false;
	walk->position += folder->count;
	lent = vector_next(&listing->lent);
	lent->entries_before = listing->entries.count;
	lent->folders_before = listing->folders.count;
	lent->first = first;
	lent->last = walk->position;
	lent->folder = (size_t)(folder - walk->like->folders.items);
	lent->span = folder->span;
	walk->lent_entries += folder->count;
	walk->lent_folders += folder->span;
	return true;
}

/* Notes a folder whose files will be added; the index of its note. */
static size_t begin_folder(
	struct walk *walk, const git_oid *id, const char *name)
{
	size_t before = count_folders(walk);
	struct folder *folder = vector_next(&walk->listing->folders);

	folder->name = arena_string(walk->listing->arena, name);
	folder->name_size = (unsigned)strlen(name);
	folder->is_known = true;
	memcpy(folder->id, id->id, OBJECT_ID_SIZE);
	folder->count = (unsigned)count_entries(walk);
	folder->span = (unsigned)before;
	return walk->listing->folders.count - 1;
}

/* Until then its numbers are those of all that came before it. */
static void end_folder(struct walk *walk, size_t index)
{
	struct folder *folder = &walk->listing->folders.items[index];

	folder->count = (unsigned)count_entries(walk) - folder->count;
	folder->span = (unsigned)count_folders(walk) - folder->span;
}

static int list_folder(struct walk *walk, const git_oid *id, const char *name,
	const struct folder *known)
{
	git_tree *tree = NULL;
	size_t i, count, note, size;
	int status = 0;

	if (take_over(walk, id, known))
		return 0;
	if (read_tree(&tree, walk, id))
		return -1;
	note = begin_folder(walk, id, name);
	count = libgit2.tree_entrycount(tree);
	for (i = 0; status == 0 && i < count; i++) {
		const git_tree_entry *entry =
			libgit2.tree_entry_byindex(tree, i);

		if (libgit2.tree_entry_type(entry) != GIT_OBJECT_TREE) {
			add_file(walk, entry);
			continue;
		}
		name = libgit2.tree_entry_name(entry);
		size = enter(walk, entry);
		status = list_folder(walk, libgit2.tree_entry_id(entry), name,
			child_folder(known, name));
		leave(walk, size);
	}
	end_folder(walk, note);
	libgit2.tree_free(tree);
	return status;
}

/* An index with conflicts has entries that are not what its folders say. */
static bool can_lend(const struct listing *like)
{
	return like && like->folders.count && !like->has_conflicts &&
	       !like->lent.count;
}

int tree_list(struct listing **out, struct repository *repository,
	const git_oid *tree, struct listing *like, struct error *err)
{
	struct walk walk = {.repository = repository, .err = err};
	int status;

	walk.listing = listing_new();
	if (can_lend(like)) {
		walk.like = like;
		walk.listing->lender = listing_share(like);
	}
	status = list_folder(
		&walk, tree, "", walk.like ? walk.like->folders.items : NULL);
	buffer_release(&walk.path);
	if (status) {
		listing_drop(walk.listing);
		*out = NULL;
		return -1;
	}
	listing_sort(walk.listing);
	*out = walk.listing;
	return 0;
}

/* The same tree's parents, as far as they have the folder; see below. */
struct parents {
	git_tree **trees; /* NULL where a parent lacks the folder */
	size_t count;
};

static bool same_entry(const git_tree_entry *a, const git_tree_entry *b)
{
	return a &&
	       libgit2.oid_equal(
		       libgit2.tree_entry_id(a), libgit2.tree_entry_id(b)) &&
	       libgit2.tree_entry_filemode_raw(a) ==
		       libgit2.tree_entry_filemode_raw(b);
}

static const git_tree_entry *entry_in(
	const struct parents *parents, size_t i, const char *name)
{
	return parents->trees[i]
		       ? libgit2.tree_entry_byname(parents->trees[i], name)
		       : NULL;
}

static bool some_parent_has(
	const struct parents *parents, const git_tree_entry *entry)
{
	size_t i;

	for (i = 0; i < parents->count; i++)
		if (same_entry(entry_in(parents, i,
				       libgit2.tree_entry_name(entry)),
			    entry))
			return true;
	return false;
}

static void parents_release(struct parents *parents)
{
	size_t i;

	for (i = 0; i < parents->count; i++)
		libgit2.tree_free(parents->trees[i]);
	vector_drop(parents->trees);
}

/* The parents' own folders of that name. */
static int parents_below(struct parents *out, struct walk *walk,
	const struct parents *parents, const char *name)
{
	VECTOR(git_tree *) trees = {NULL, 0, 0};
	int status = 0;
	size_t i;

	for (i = 0; i < parents->count && status == 0; i++) {
		const git_tree_entry *entry = entry_in(parents, i, name);
		git_tree *tree = NULL;

		if (entry && libgit2.tree_entry_type(entry) == GIT_OBJECT_TREE)
			status = read_tree(
				&tree, walk, libgit2.tree_entry_id(entry));
		vector_add(&trees, tree);
	}
	out->trees = trees.items;
	out->count = trees.count;
	return status;
}

static int add_changed(
	struct walk *walk, const git_oid *id, const struct parents *parents)
{
	git_tree *tree = NULL;
	size_t i, count, size;
	int status = 0;

	if (read_tree(&tree, walk, id))
		return -1;
	count = libgit2.tree_entrycount(tree);
	for (i = 0; status == 0 && i < count; i++) {
		const git_tree_entry *entry =
			libgit2.tree_entry_byindex(tree, i);
		struct parents below = {NULL, 0};

		if (some_parent_has(parents, entry))
			continue;
		if (libgit2.tree_entry_type(entry) != GIT_OBJECT_TREE) {
			add_file(walk, entry);
			continue;
		}
		size = enter(walk, entry);
		status = parents_below(
			&below, walk, parents, libgit2.tree_entry_name(entry));
		if (status == 0)
			status = add_changed(
				walk, libgit2.tree_entry_id(entry), &below);
		parents_release(&below);
		leave(walk, size);
	}
	libgit2.tree_free(tree);
	return status;
}

int tree_below(struct listing *out, struct repository *repository,
	const git_oid *tree, const char *folder, struct error *err)
{
	struct walk walk = {
		.repository = repository, .listing = out, .err = err};
	struct parents none = {NULL, 0};
	int status;

	buffer_add_string(&walk.path, folder);
	status = add_changed(&walk, tree, &none);
	buffer_release(&walk.path);
	return status;
}

int tree_added(struct listing *out, struct repository *repository,
	const git_oid *tree, const git_oid *parents, size_t count,
	struct error *err)
{
	struct walk walk = {
		.repository = repository, .listing = out, .err = err};
	VECTOR(git_tree *) trees = {NULL, 0, 0};
	struct parents all;
	int status = 0;
	size_t i;

	for (i = 0; i < count && status == 0; i++) {
		git_tree *parent = NULL;

		status = read_tree(&parent, &walk, &parents[i]);
		vector_add(&trees, parent);
	}
	all.trees = trees.items;
	all.count = trees.count;
	if (status == 0)
		status = add_changed(&walk, tree, &all);
	parents_release(&all);
	buffer_release(&walk.path);
	listing_sort(out);
	return status;
}

static int commit_snapshot(struct snapshot **out, struct repository *repository,
	const char *revision, const struct snapshot *like, bool whole,
	struct error *err)
{
	struct listing *listing;
	git_commit *commit = NULL;
	char name[64], hex[GIT_OID_HEXSZ + 1];
	int status;

	*out = NULL;
	if (handle_commit(&commit, repository, revision, err))
		return -1;
	libgit2.oid_tostr(hex, sizeof(hex), libgit2.commit_id(commit));
	snprintf(name, sizeof(name), "commit %.7s", hex);
	status = tree_list(&listing, repository, libgit2.commit_tree_id(commit),
		git_snapshot_listing(like), err);
	libgit2.commit_free(commit);
	if (status)
		return -1;
	if (whole)
		listing_fill(listing);
	*out = git_snapshot_new(repository, listing, name, NULL);
	return 0;
}

int repository_tree(struct snapshot **out, struct repository *repository,
	const char *revision, const struct snapshot *like, struct error *err)
{
	return commit_snapshot(out, repository, revision, like, true, err);
}

int repository_base(struct snapshot **out, struct repository *repository,
	const char *revision, const struct snapshot *like, struct error *err)
{
	return commit_snapshot(out, repository, revision, like, false, err);
}
