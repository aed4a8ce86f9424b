/*
 * A repository that libgit2 does not open, such as one with SHA-256 objects
 * or reftables, read through the installed git: its folders, its revisions,
 * and its objects, which libgit2 then takes for its own.
 *
 * Of an id only the first 20 bytes are kept: libgit2 1.5 has room for no
 * more, and git takes that much of an id for the whole.
 */
#ifndef PLUMB_SOURCE_FOREIGN_H
#define PLUMB_SOURCE_FOREIGN_H

#include "base/error.h"
#include "source/library.h"

struct repository;

/*
 * Opens the repository that git finds from start on: git, odb, root,
 * directory and by_git of repository. why is what libgit2 said. ERROR_WORK
 * with both reasons where git does not open it either.
 */
int foreign_open(struct repository *repository, const char *start,
	const char *why, struct error *err);

/*
 * The answer of git to arguments (NULL at the end), one line, in the
 * repository's arena; NULL where it fails or has none.
 */
const char *foreign_ask(
	struct repository *repository, const char *const *arguments);

/* The full id of the object that a revision names; NULL. */
const char *foreign_resolve(
	struct repository *repository, const char *revision);
/* The full id of the commit that an id, or the start of one, is or tags; NULL.
 */
const char *foreign_commit(struct repository *repository, const char *id);

/* Calls visit for each commit of MERGE_HEAD, which need not be there. */
int foreign_merge_heads(struct repository *repository,
	int (*visit)(const git_oid *id, void *state), void *state,
	struct error *err);

#endif
