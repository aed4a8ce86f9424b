/*
 * The commits that changed a few files. It must not know what is in them.
 */
#include "source/file_history.h"
#include "base/memory.h"
#include "engine/snapshot.h"
#include "source/handle.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct walk {
	struct repository *repository;
	const struct file_history *history;
	git_commit *commit, *parent; /* parent NULL: none */
	git_oid *now, *then;         /* of each path its blob; zero: none */
	git_blob **blobs;            /* now's, then then's */
	struct slice *after, *before;
};

/* The blob of each path; a path that leads to none has a zero id. */
static int blob_ids(git_oid *out, const struct walk *walk, git_commit *commit,
	struct error *err)
{
	const struct file_history *history = walk->history;
	git_tree *tree = NULL;

	memset(out, 0, history->path_count * sizeof(*out));
	if (commit == NULL)
		return 0;
	if (libgit2.commit_tree(&tree, commit) < 0)
		return handle_failed(err,
			"the tree of commit %.12s cannot be "
			"read",
			libgit2.oid_tostr_s(libgit2.commit_id(commit)));
	for (size_t i = 0; i < history->path_count; i++) {
		git_tree_entry *entry = NULL;

		if (libgit2.tree_entry_bypath(&entry, tree, history->paths[i]) <
			0)
			continue;
		if (libgit2.tree_entry_type(entry) == GIT_OBJECT_BLOB &&
			libgit2.tree_entry_filemode(entry) != GIT_FILEMODE_LINK)
			out[i] = *libgit2.tree_entry_id(entry);
		libgit2.tree_entry_free(entry);
	}
	libgit2.tree_free(tree);
	return 0;
}

static int read_blob(struct slice *out, git_blob **blob,
	const struct walk *walk, const git_oid *id, struct error *err)
{
	*out = (struct slice){NULL, 0};
	if (libgit2.oid_is_zero(id))
		return 0;
	if (libgit2.blob_lookup(blob, walk->repository->git, id) < 0)
		return handle_failed(err, "object %s cannot be read%s",
			libgit2.oid_tostr_s(id),
			handle_shallow_hint(walk->repository));
	if (libgit2.blob_rawsize(*blob) > CONTENT_LIMIT)
		return 0;
	out->data = libgit2.blob_rawcontent(*blob);
	out->size = (size_t)libgit2.blob_rawsize(*blob);
	if (out->data == NULL)
		out->data = "";
	return 0;
}

static void date_of(char out[11], const git_time *when)
{
	time_t local = (time_t)(when->time + when->offset * 60);
	struct tm day;

	if (gmtime_r(&local, &day) == NULL ||
		strftime(out, 11, "%Y-%m-%d", &day) == 0)
		strcpy(out, "0000-00-00");
}

static int tell(struct walk *walk,
	int (*visit)(void *state, const struct file_commit *commit,
		struct error *err),
	void *state, struct error *err)
{
	const git_signature *author = libgit2.commit_author(walk->commit);
	const char *message = libgit2.commit_message(walk->commit);
	size_t count = walk->history->path_count, i;
	char id[GIT_OID_HEXSZ + 1];
	struct file_commit commit = {.id = id,
		.author = author->name,
		.after = walk->after,
		.before = walk->before};
	int status = 0;

	libgit2.oid_tostr(id, sizeof(id), libgit2.commit_id(walk->commit));
	date_of(commit.date, &author->when);
	message += strspn(message, "\n");
	commit.subject =
		slice_trim(slice_range(message, 0, strcspn(message, "\n")));
	memset(walk->blobs, 0, 2 * count * sizeof(*walk->blobs));
	for (i = 0; i < count && status == 0; i++) {
		status = read_blob(&walk->after[i], &walk->blobs[i], walk,
			&walk->now[i], err);
		if (status == 0)
			status = read_blob(&walk->before[i],
				&walk->blobs[count + i], walk, &walk->then[i],
				err);
	}
	if (status == 0)
		status = visit(state, &commit, err);
	for (i = 0; i < 2 * count; i++)
		libgit2.blob_free(walk->blobs[i]);
	return status;
}

/* In a shallow clone the last commit names a parent that is not there. */
static int find_parent(struct walk *walk, bool *cut_off, struct error *err)
{
	git_oid id;
	int status;

	walk->parent = NULL;
	if (!handle_next_parent(&id, walk->commit, NULL))
		return 0;
	status = libgit2.commit_lookup(
		&walk->parent, walk->repository->git, &id);
	if (status == GIT_ENOTFOUND &&
		repository_is_shallow(walk->repository)) {
		*cut_off = true;
		return 0;
	}
	return status < 0 ? handle_failed(err,
				    "the parent of commit %.12s cannot be read",
				    libgit2.oid_tostr_s(
					    libgit2.commit_id(walk->commit)))
			  : 0;
}

static int follow(struct walk *walk, bool *cut_off,
	int (*visit)(void *state, const struct file_commit *commit,
		struct error *err),
	void *state, struct error *err)
{
	const struct file_history *history = walk->history;
	size_t size = history->path_count * sizeof(*walk->now), told = 0, seen;

	if (blob_ids(walk->now, walk, walk->commit, err) != 0)
		return -1;
	for (seen = 0; walk->commit != NULL && told < history->limit; seen++) {
		if (history->horizon != 0 && seen == history->horizon) {
			*cut_off = true;
			return 0;
		}
		if (find_parent(walk, cut_off, err) != 0 ||
			blob_ids(walk->then, walk, walk->parent, err) != 0)
			return -1;
		/* What came before a cut is not known: nothing is told. */
		if (!*cut_off && memcmp(walk->now, walk->then, size) != 0) {
			if (tell(walk, visit, state, err) != 0)
				return -1;
			told++;
		}
		libgit2.commit_free(walk->commit);
		walk->commit = walk->parent;
		walk->parent = NULL;
		memcpy(walk->now, walk->then, size);
	}
	return 0;
}

int file_history_walk(struct repository *repository,
	const struct file_history *history, bool *cut_off,
	int (*visit)(void *state, const struct file_commit *commit,
		struct error *err),
	void *state, struct error *err)
{
	size_t count = history->path_count;
	struct walk walk = {.repository = repository, .history = history};
	bool ignored;
	int status;

	if (cut_off == NULL)
		cut_off = &ignored;
	*cut_off = false;
	if (handle_commit(&walk.commit, repository, history->revision, err))
		return -1;
	walk.now = memory_new(2 * count + 1, sizeof(*walk.now));
	walk.then = walk.now + count;
	walk.blobs = memory_new(2 * count + 1, sizeof(git_blob *));
	walk.after = memory_new(2 * count + 1, sizeof(*walk.after));
	walk.before = walk.after + count;
	status = follow(&walk, cut_off, visit, state, err);
	libgit2.commit_free(walk.commit);
	libgit2.commit_free(walk.parent);
	free(walk.now);
	free(walk.blobs);
	free(walk.after);
	return status;
}
