/*
 * What the files of source/ share and nobody else sees: the open repository
 * and what to say when libgit2 fails.
 */
#ifndef PLUMB_SOURCE_HANDLE_H
#define PLUMB_SOURCE_HANDLE_H

#include "base/arena.h"
#include "source/library.h"
#include "source/repository.h"
#include <pthread.h>

struct listing;
struct snapshot_entry;
struct buffer;

struct repository {
	git_repository *git; /* these two: after handle_ready() */
	git_odb *odb;
	struct arena *arena;
	const char *start;       /* the folder that it was looked for from */
	pthread_mutex_t opening; /* of the four below */
	bool was_opened, has_library;
	int open_status;
	struct error problem; /* where that is not 0 */
	bool is_plain;        /* found without libgit2: see plain.h */
	const char *root, *prefix, *directory;
	const char *index_path;
	bool index_is_named; /* by GIT_INDEX_FILE */
	bool by_git;         /* libgit2 has only the objects: see foreign.h */
	bool is_shallow;     /* where by_git */
	size_t hex_size;     /* digits of a whole id */
	struct early_index *early; /* see index.h; NULL: none */
	const char *hooks_path, *branch, *head, *origin; /* once asked for */
};

/*
 * Starts libgit2 and opens the repository with it, if that has not been done
 * yet; for several threads at once. Whatever calls a function of libgit2
 * comes after this, or after a function below that does it. ERROR_WORK.
 */
int handle_ready(struct repository *repository, struct error *err);

/* ERROR_WORK: the sentence, and after a colon what libgit2 said. */
int handle_failed(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Appends the bytes of the object with an entry's id to out, as the read of
 * struct snapshot_operations does. For several threads at once.
 */
int handle_read(struct repository *repository,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, struct error *err);

/*
 * A value of git's configuration, the repository's or NULL; is_path: `~` is
 * made absolute.
 */
const char *handle_configured(
	struct repository *repository, const char *key, bool is_path);

/* The commit that a revision names; git_commit_free() it. */
int handle_commit(git_commit **out, struct repository *repository,
	const char *revision, struct error *err);

/*
 * Walks the parents that a commit records: out becomes the first with before
 * NULL, else the one behind the parent that was answered with `before`; NULL
 * behind the last. libgit2 leaves out, from 1.7 on, what a shallow clone or a
 * graft hides: these are what is in the object.
 */
const char *handle_next_parent(
	git_oid *out, const git_commit *commit, const char *before);

/*
 * What to add to an error in a shallow clone, so that its reader knows how
 * to get the history that is missing; "" in others.
 */
const char *handle_shallow_hint(struct repository *repository);

#endif
