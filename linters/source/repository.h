/*
 * A git repository, and the snapshots that come out of it. Nothing here ever
 * writes: not the index, not its cached times, no lock, no object.
 *
 * A repository is opened once, by one thread. Its snapshots may be read by
 * several threads at once and must be freed before it. What the functions
 * give as `const char *` lives as long as the repository.
 */
#ifndef PLUMB_SOURCE_REPOSITORY_H
#define PLUMB_SOURCE_REPOSITORY_H

#include "base/error.h"
#include <stdbool.h>

struct repository;
struct snapshot;

/*
 * Opens the repository that the folder start (NULL: the current one) lies
 * in, or the one that the environment names, as git does in a hook: GIT_DIR,
 * GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY and
 * GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_CEILING_DIRECTORIES,
 * GIT_DISCOVERY_ACROSS_FILESYSTEM. Relative ones count from start, but for
 * GIT_INDEX_FILE, which counts from the top of the work tree.
 *
 * ERROR_WORK when there is none, when it belongs to somebody else and git
 * (asked, if it is installed) does not trust it either, when neither libgit2
 * nor the installed git knows its format, and for a GIT_INDEX_FILE that does
 * not exist. Some of these only when more is asked for than the index and the
 * files on disk: see handle_ready().
 */
int repository_open(
	struct repository **out, const char *start, struct error *err);
void repository_free(struct repository *repository); /* NULL is fine */
/*
 * Opens what was left for later, and says what is wrong with it: before
 * functions that have no error to give, where their NULL must not be taken
 * for an answer. ERROR_WORK.
 */
int repository_ready(struct repository *repository, struct error *err);

/* The top of the work tree, absolute, with `/` at the end; NULL: bare. */
const char *repository_root(const struct repository *repository);
/* start from the root: "" or "a/b/"; "" too where it lies outside. */
const char *repository_prefix(const struct repository *repository);
/* The folder of this work tree's HEAD and index; `/` at the end. */
const char *repository_directory(const struct repository *repository);
/* The file that GIT_INDEX_FILE names, else the repository's own; absolute. */
const char *repository_index_path(const struct repository *repository);
/* True when history was cut off by a depth. */
bool repository_is_shallow(struct repository *repository);
/* True in a repository without a work tree. */
bool repository_is_bare(const struct repository *repository);

/*
 * The folder that git runs hooks from, without `/` at the end, absolute:
 * core.hooksPath, else `hooks` of the repository (which linked work trees
 * share). It need not exist.
 */
const char *repository_hooks_path(struct repository *repository);
/* Name of the current branch ("main"), born or not; NULL: detached HEAD. */
const char *repository_branch(struct repository *repository);
/* Full id of HEAD's commit; NULL: there is no commit yet. */
const char *repository_head(struct repository *repository);
/*
 * The day of HEAD's commit, YYYY-MM-DD, as its committer's clock had it;
 * false: there is no commit yet.
 */
bool repository_head_day(struct repository *repository, char day[11]);
/*
 * remote.origin.url, or that of the only remote, without a password or user
 * name in a URL; NULL where there is none.
 */
const char *repository_origin(struct repository *repository);

/*
 * Full id of the commit that a revision names ("HEAD~2", "v1.0", an id).
 * ERROR_USE naming it when it does not resolve.
 */
int repository_resolve(struct repository *repository, const char *revision,
	const char **id, struct error *err);

/*
 * The index as it is on disk, without entries that were only announced
 * (`git add -N`); a path with conflicts is one ENTRY_CONFLICT. The folders
 * of a sparse index are expanded; an index that only git itself can read
 * (split, of a newer version) is read through the installed git. ERROR_WORK in
 * a bare repository.
 */
int repository_index(struct snapshot **out, struct repository *repository,
	struct error *err);

/*
 * The whole tree of a commit. like is NULL or a snapshot of the same
 * repository (of its index, or of a tree): folders that are the same there
 * are taken over without reading them, which makes the base of a small
 * change cheap. like may be freed first.
 */
int repository_tree(struct snapshot **out, struct repository *repository,
	const char *revision, const struct snapshot *like, struct error *err);

/*
 * The same, but what was taken over from like is listed only by
 * snapshot_complete(), which must be called before anything but
 * repository_changes() looks at the entries: a base of a large repository
 * is most often only asked for what changed since.
 */
int repository_base(struct snapshot **out, struct repository *repository,
	const char *revision, const struct snapshot *like, struct error *err);

/*
 * The files of the index, read as they are on disk. A symbolic link is never
 * followed, neither as the file nor as a folder above it: what lies behind
 * one is absent. A sparse checkout's missing files are read from their
 * objects. has_ids is false: an entry's id is what the index knows. In a
 * path with conflicts the file on disk is read. ERROR_WORK when bare.
 */
int repository_worktree(struct snapshot **out, struct repository *repository,
	struct error *err);

/* No entries: the base of the first commit. */
struct snapshot *repository_empty(void);

#endif
