/*
 * The reading side of every snapshot that source/ makes. It must not know
 * how the entries were found.
 */
#include "source/git_snapshot.h"
#include "base/memory.h"
#include "source/checkout.h"
#include "source/disk.h"
#include "source/handle.h"
#include "source/listing.h"
#include <stdlib.h>
#include <string.h>

struct git_snapshot {
	struct snapshot snapshot; /* first: freed as one */
	struct repository *repository;
	struct listing *listing;
	struct disk *disk; /* NULL: objects are read */
	char *name;
	struct checkout *checkout; /* or NULL: objects are read as such */
};

/* Overlays ask with copies of the entries: those have no number. */
static bool read_checkout(const struct git_snapshot *self,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit)
{
	const struct snapshot_entry *first = self->snapshot.entries;

	return self->checkout && entry >= first &&
	       entry < first + self->snapshot.count &&
	       checkout_read(
		       self->checkout, (size_t)(entry - first), out, limit);
}

static int read_object(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct git_snapshot *self = snapshot->state;

	(void)absent;
	if (entry->kind == ENTRY_CONFLICT)
		return error_at(err, ERROR_WORK, entry->path, 0, 0,
			"it has conflicts that are not resolved: edit it, then "
			"`git add` it");
	if (read_checkout(self, entry, out, limit))
		return 0;
	return handle_read(self->repository, entry, out, limit, too_large, err);
}

static int read_disk(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct git_snapshot *self = snapshot->state;
	bool missing = false;
	int status = disk_read(
		self->disk, entry->path, out, limit, too_large, &missing, err);

	/* A sparse checkout leaves out what is nevertheless there. */
	if (status == 0 && missing && entry->skip_worktree)
		return handle_read(
			self->repository, entry, out, limit, too_large, err);
	if (missing)
		*absent = true;
	return status;
}

static bool exists_on_disk(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	const struct git_snapshot *self = snapshot->state;

	return entry->skip_worktree || disk_exists(self->disk, entry->path);
}

static void list_entries(struct git_snapshot *self)
{
	self->snapshot.entries = self->listing->entries.items;
	self->snapshot.count = self->listing->entries.count;
}

/* A few objects are sooner read than asked after. */
static void expect(const struct snapshot *snapshot, size_t count)
{
	enum { MANY = 4000 };
	struct git_snapshot *self = snapshot->state;

	if (count >= MANY && !self->checkout)
		self->checkout = checkout_open(self->repository, snapshot);
}

static void complete(void *state)
{
	struct git_snapshot *self = state;

	listing_fill(self->listing);
	list_entries(self);
}

static void free_snapshot(struct snapshot *snapshot)
{
	struct git_snapshot *self = snapshot->state;

	disk_close(self->disk);
	checkout_close(self->checkout);
	listing_drop(self->listing);
	free(self->name);
	free(self);
}

static const struct snapshot_operations object_operations = {
	.read = read_object,
	.expect = expect,
	.complete = complete,
	.free = free_snapshot,
};

static const struct snapshot_operations disk_operations = {
	.read = read_disk,
	.exists = exists_on_disk,
	.free = free_snapshot,
};

struct snapshot *git_snapshot_new(struct repository *repository,
	struct listing *listing, const char *name, struct disk *disk)
{
	struct git_snapshot *self = memory_new(1, sizeof(*self));

	self->repository = repository;
	self->listing = listing;
	self->disk = disk;
	self->name = memory_copy(name, strlen(name));
	self->snapshot.operations =
		disk != NULL ? &disk_operations : &object_operations;
	self->snapshot.name = self->name;
	if (!listing->lent.count)
		list_entries(self);
	self->snapshot.has_ids = disk == NULL;
	self->snapshot.state = self;
	return &self->snapshot;
}

struct listing *git_snapshot_listing(const struct snapshot *snapshot)
{
	const struct git_snapshot *self;

	if (!snapshot || snapshot->operations->free != free_snapshot)
		return NULL;
	self = snapshot->state;
	return self->listing;
}
