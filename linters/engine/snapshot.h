/*
 * A snapshot: the state of the tree that is judged, as a sorted list of
 * entries and a way to read their bytes. The engine and the linters see
 * files only through this; source/ makes snapshots out of git, tests and
 * examples make them out of a folder or of memory.
 */
#ifndef PLUMB_ENGINE_SNAPSHOT_H
#define PLUMB_ENGINE_SNAPSHOT_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum entry_kind {
	ENTRY_FILE,
	ENTRY_LINK,      /* a symbolic link: never followed */
	ENTRY_SUBMODULE, /* a commit of another repository */
	ENTRY_CONFLICT,  /* unmerged: reading it fails */
};

/* In 32 bytes, since there may be very many. */
struct snapshot_entry {
	const char *path; /* from the root, `/`, byte for byte as git has it */
	uint8_t id[20];   /* object id; zero where there is none */
	enum entry_kind kind : 8;
	bool executable;
	bool skip_worktree; /* sparse checkout: read from the object instead */
};

/* Why a file was left out by policy; LEFT_NOTHING: it was read. */
enum left_out {
	LEFT_NOTHING,
	LEFT_TOO_LARGE, /* over CONTENT_LIMIT */
	LEFT_BINARY,    /* a NUL in the first 8,000 bytes */
	LEFT_LINK,
	LEFT_SUBMODULE,
	LEFT_LFS,       /* a Git LFS pointer */
	LEFT_ENCRYPTED, /* a git-crypt blob */
	LEFT_ABSENT,    /* tracked, but not on disk (work tree only) */
	LEFT_VENDORED,  /* counted only */
};

#define CONTENT_LIMIT (5 * 1024 * 1024)

/* Bytes of a file. Zeroed memory is an empty content; reading reuses it. */
struct content {
	struct buffer buffer;
	enum left_out left_out;
};

struct snapshot;

struct snapshot_operations {
	/*
	 * Appends the entry's raw bytes to out; called by several threads at
	 * once. Stops with *too_large = true past limit. *absent = true when
	 * there is no such file (work tree).
	 */
	int (*read)(const struct snapshot *snapshot,
		const struct snapshot_entry *entry, struct buffer *out,
		size_t limit, bool *too_large, bool *absent, struct error *err);
	/* NULL, or false for an entry that is not there after all. */
	bool (*exists)(const struct snapshot *snapshot,
		const struct snapshot_entry *entry);
	/* NULL, or makes ready for very many reads: snapshot_expect(). */
	void (*expect)(const struct snapshot *snapshot, size_t count);
	/* NULL, or lists what was left for snapshot_complete(). */
	void (*complete)(void *state);
	void (*free)(struct snapshot *snapshot);
};

struct snapshot {
	const struct snapshot_operations *operations;
	const char *name; /* "the index", "commit 1a2b3c4", "the work tree" */
	const struct snapshot_entry *entries; /* sorted by strcmp of path */
	size_t count;
	bool has_ids; /* entries of equal id have equal bytes */
	void *state;  /* of whoever made it */
};

void snapshot_free(struct snapshot *snapshot); /* NULL is fine */

/*
 * Makes the list of entries whole. Only a base is ever opened without
 * (repository_base()), since most often nothing of it is looked at. For one
 * thread, before any other looks.
 */
void snapshot_complete(const struct snapshot *snapshot);

/*
 * About count entries will be read: a hint, for one thread, before any of
 * them is.
 */
void snapshot_expect(const struct snapshot *snapshot, size_t count);

/* By exact path; NULL when the snapshot lacks it. */
const struct snapshot_entry *snapshot_find(
	const struct snapshot *snapshot, const char *path);
/* Is a tracked entry really there? Only the work tree can say no. */
bool snapshot_exists(
	const struct snapshot *snapshot, const struct snapshot_entry *entry);
/* Index of the first entry whose path is not before path. */
size_t snapshot_lower_bound(const struct snapshot *snapshot, const char *path);
/* True when some entry lies below folder ("" is the root). */
bool snapshot_has_folder(const struct snapshot *snapshot, const char *folder);

/*
 * Reads an entry: 0 with content->left_out LEFT_NOTHING and the bytes, or 0
 * with the reason why policy left it out (content is then empty), or -1
 * when it could not be looked at.
 */
int snapshot_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct content *content,
	struct error *err);
void content_release(struct content *content);
const char *left_out_name(enum left_out reason); /* "too large", … */

/*
 * A snapshot of files given in memory (tests, examples): paths need not be
 * sorted; everything is copied.
 */
struct memory_file {
	const char *path;
	const char *data;
	size_t size;
	bool link;
};
struct snapshot *snapshot_of_memory(
	const char *name, const struct memory_file *files, size_t count);

/*
 * base as it would be with a file more, or with another text in its place.
 * The text is copied; base is freed with the overlay, and keeps its name.
 */
struct snapshot *snapshot_overlay(
	struct snapshot *base, const char *path, const char *data, size_t size);
/* The same of several files, no two of one path. */
struct snapshot *snapshot_overlay_all(
	struct snapshot *base, const struct memory_file *files, size_t count);

/* base without the entries that are left out; base is borrowed. */
struct snapshot *snapshot_without(const struct snapshot *base,
	bool (*leaves_out)(void *state, const struct snapshot_entry *entry),
	void *state);

#endif
