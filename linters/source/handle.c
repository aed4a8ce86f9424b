/*
 * The open repository as the files of source/ use it: objects, commits, and
 * sentences for what libgit2 refuses. It must not know why it is asked.
 */
#include "source/handle.h"
#include "base/string.h"
#include "engine/snapshot.h"
#include "source/foreign.h"
#include <stdio.h>
#include <string.h>

int handle_failed(struct error *err, const char *format, ...)
{
	const git_error *last = libgit2.error_last();
	char sentence[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	if (!last || !last->message)
		return error_set(err, ERROR_WORK, "%s", sentence);
	return error_set(err, ERROR_WORK, "%s: %s", sentence, last->message);
}

const char *handle_shallow_hint(struct repository *repository)
{
	if (!repository_is_shallow(repository))
		return "";
	return "; this clone is shallow: fetch more history with `git fetch "
	       "--unshallow`, or `fetch-depth: 0` in the checkout step";
}

static int unreadable(struct error *err, const struct snapshot_entry *entry,
	const git_oid *id, int status)
{
	const git_error *last = libgit2.error_last();
	char hex[GIT_OID_HEXSZ + 1];

	libgit2.oid_tostr(hex, sizeof(hex), id);
	if (status == GIT_ENOTFOUND)
		return error_at(err, ERROR_WORK, entry->path, 0, 0,
			"its object %s is missing: in a partial clone, fetch "
			"it with `git cat-file -e %s`",
			hex, hex);
	return error_at(err, ERROR_WORK, entry->path, 0, 0,
		"its object %s cannot be read: %s", hex,
		last && last->message ? last->message : "it is broken");
}

int handle_read(struct repository *repository,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, struct error *err)
{
	git_odb_object *object = NULL;
	git_object_t type;
	size_t size;
	git_oid id;
	int status;

	if (handle_ready(repository, err))
		return -1;
	libgit2.oid_fromraw(&id, entry->id);
	/* The size first: a blob may be larger than the memory there is. */
	status = libgit2.odb_read_header(&size, &type, repository->odb, &id);
	if (status < 0)
		return unreadable(err, entry, &id, status);
	if (size > limit) {
		*too_large = true;
		return 0;
	}
	status = libgit2.odb_read(&object, repository->odb, &id);
	if (status < 0)
		return unreadable(err, entry, &id, status);
	buffer_add(out, libgit2.odb_object_data(object),
		libgit2.odb_object_size(object));
	libgit2.odb_object_free(object);
	return 0;
}

const char *handle_configured(
	struct repository *repository, const char *key, bool is_path)
{
	const char *question[] = {
		"config", is_path ? "--type=path" : "--get", key, NULL};
	git_config *config = NULL;
	git_buf value = GIT_BUF_INIT;
	const char *copy = NULL;
	int status;

	if (handle_ready(repository, NULL))
		return NULL;
	if (repository->by_git)
		return foreign_ask(repository, question);
	status = libgit2.repository_config_snapshot(&config, repository->git);
	if (status == 0)
		status = is_path ? libgit2.config_get_path(&value, config, key)
				 : libgit2.config_get_string_buf(
					   &value, config, key);
	if (status == 0)
		copy = arena_string(repository->arena, value.ptr);
	libgit2.buf_dispose(&value);
	libgit2.config_free(config);
	return copy;
}

static bool is_full_id(
	const struct repository *repository, const char *revision)
{
	size_t size = strspn(revision, "0123456789abcdefABCDEF");

	return size == repository->hex_size && revision[size] == '\0';
}

static int unknown_revision(struct repository *repository, const char *revision,
	int status, struct error *err)
{
	const char *hint = handle_shallow_hint(repository);

	if (status == GIT_EAMBIGUOUS)
		return error_set(err, ERROR_USE,
			"revision `%s` is ambiguous: give more of its id",
			revision);
	if (strcmp(revision, "HEAD") == 0 && !repository_head(repository))
		return error_set(err, ERROR_USE,
			"revision `HEAD` does not exist: there is no commit "
			"yet");
	if (strcmp(revision, "HEAD") == 0)
		return error_set(err, ERROR_WORK,
			"the commit of HEAD is missing or broken: `git fsck` "
			"tells what else is, `git fetch` may bring it back%s",
			hint);
	if (is_full_id(repository, revision))
		return error_set(err, ERROR_USE,
			"commit %s is not in this repository%s", revision,
			*hint ? hint : ": fetch it first");
	return error_set(err, ERROR_USE, "unknown revision `%s`%s", revision,
		*hint ? hint
		      : ": fetch it first, or see `git branch -a` and "
			"`git tag` for what there is");
}

static int not_a_commit(const char *revision, struct error *err)
{
	return error_set(err, ERROR_USE, "revision `%s` does not name a commit",
		revision);
}

static int commit_by_git(git_commit **out, struct repository *repository,
	const char *revision, struct error *err)
{
	const char *hex = foreign_resolve(repository, revision);
	git_oid id;

	if (!hex)
		return unknown_revision(
			repository, revision, GIT_ENOTFOUND, err);
	hex = foreign_commit(repository, hex);
	/* git believes in every id that is whole. */
	if (!hex && is_full_id(repository, revision))
		return unknown_revision(
			repository, revision, GIT_ENOTFOUND, err);
	if (!hex)
		return not_a_commit(revision, err);
	if (libgit2.oid_fromstrn(&id, hex, GIT_OID_HEXSZ) < 0 ||
		libgit2.commit_lookup(out, repository->git, &id) < 0)
		return handle_failed(err, "commit %s cannot be read", hex);
	return 0;
}

int handle_commit(git_commit **out, struct repository *repository,
	const char *revision, struct error *err)
{
	git_object *object = NULL, *commit = NULL;
	int status;

	if (*revision == '\0')
		return error_set(err, ERROR_USE, "the revision is empty");
	if (handle_ready(repository, err))
		return -1;
	if (repository->by_git)
		return commit_by_git(out, repository, revision, err);
	status = libgit2.revparse_single(&object, repository->git, revision);
	if (status < 0)
		return unknown_revision(repository, revision, status, err);
	status = libgit2.object_peel(&commit, object, GIT_OBJECT_COMMIT);
	libgit2.object_free(object);
	if (status < 0)
		return not_a_commit(revision, err);
	*out = (git_commit *)commit;
	return 0;
}

/* Parents follow the tree's line, with which a header begins; elsewhere they
 * are none. */
const char *handle_next_parent(
	git_oid *out, const git_commit *commit, const char *before)
{
	const char *line = strchr(
		before ? before : libgit2.commit_raw_header(commit), '\n');

	return line && string_starts(line + 1, "parent ") &&
			       libgit2.oid_fromstrn(out,
				       line + 1 + strlen("parent "),
				       GIT_OID_HEXSZ) == 0
		       ? line + 1
		       : NULL;
}
