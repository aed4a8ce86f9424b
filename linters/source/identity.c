/*
 * What a repository says of itself: its branch, its HEAD, where it came
 * from, where its hooks lie. It must not know snapshots.
 */
#include "base/string.h"
#include "source/foreign.h"
#include "source/handle.h"
#include "source/plumbing.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* git's own answer, which honours all that the environment configures. */
static const char *ask_hooks_path(struct repository *repository)
{
	static const char *const question[] = {
		"rev-parse", "--git-path", "hooks", NULL};
	struct buffer answer = BUFFER_INIT;
	const char *path = NULL;

	if (plumbing_ask(&answer, repository, question, NULL) == 0 &&
		answer.size > 1 && answer.data[answer.size - 1] == '\n')
		path = arena_copy(
			repository->arena, answer.data, answer.size - 1);
	buffer_release(&answer);
	return path;
}

const char *repository_hooks_path(struct repository *repository)
{
	struct arena *arena = repository->arena;
	const char *path = repository->hooks_path;
	const char *top =
		repository->root ? repository->root : repository->directory;
	size_t size;

	if (path)
		return path;
	path = ask_hooks_path(repository);
	if (!path)
		path = handle_configured(repository, "core.hooksPath", true);
	if (!path && (handle_ready(repository, NULL) || repository->by_git))
		path = arena_format(arena, "%shooks", repository->directory);
	if (!path)
		path = arena_format(arena, "%shooks",
			libgit2.repository_commondir(repository->git));
	if (*path != '/')
		path = arena_format(arena, "%s%s", top, path);
	for (size = strlen(path); size > 1 && path[size - 1] == '/';)
		size--;
	repository->hooks_path = arena_copy(arena, path, size);
	return repository->hooks_path;
}

/* Also before the first commit, when HEAD names a branch without one. */
const char *repository_branch(struct repository *repository)
{
	static const char heads[] = "refs/heads/";
	static const char *const question[] = {
		"symbolic-ref", "-q", "HEAD", NULL};
	git_reference *head = NULL;
	const char *target;

	if (repository->branch || handle_ready(repository, NULL))
		return repository->branch;
	if (repository->by_git) {
		target = foreign_ask(repository, question);
		if (target && string_starts(target, heads))
			repository->branch = target + strlen(heads);
		return repository->branch;
	}
	if (libgit2.reference_lookup(&head, repository->git, "HEAD") == 0) {
		target = libgit2.reference_symbolic_target(head);
		if (target && string_starts(target, heads))
			repository->branch = arena_string(
				repository->arena, target + strlen(heads));
	}
	libgit2.reference_free(head);
	return repository->branch;
}

const char *repository_head(struct repository *repository)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;

	if (handle_ready(repository, NULL))
		return NULL;
	if (!repository->head && repository->by_git)
		repository->head = foreign_commit(repository, "HEAD");
	else if (!repository->head && libgit2.reference_name_to_id(&id,
					      repository->git, "HEAD") == 0)
		repository->head = arena_string(repository->arena,
			libgit2.oid_tostr(hex, sizeof(hex), &id));
	return repository->head;
}

bool repository_head_day(struct repository *repository, char day[11])
{
	struct error err = {0};
	git_commit *commit;
	struct tm broken;
	time_t when;

	if (handle_commit(&commit, repository, "HEAD", &err) != 0)
		return false;
	when = (time_t)(libgit2.commit_time(commit) +
			libgit2.commit_time_offset(commit) * 60);
	libgit2.commit_free(commit);
	return gmtime_r(&when, &broken) != NULL &&
	       strftime(day, 11, "%Y-%m-%d", &broken) != 0;
}

/* "remote.<name>.url" of the only remote that there is, or NULL. */
static const char *only_remote_key(
	struct arena *arena, git_config_iterator *iterator)
{
	git_config_entry *entry;
	const char *key = NULL;

	while (libgit2.config_next(&entry, iterator) == 0) {
		if (!string_starts(entry->name, "remote.") ||
			!string_ends(entry->name, ".url"))
			continue;
		if (key && strcmp(key, entry->name) != 0)
			return NULL;
		key = arena_string(arena, entry->name);
	}
	return key;
}

/*
 * The remote that a clone came from, whatever it is called. Not by
 * git_remote_list(), which leaks memory for every value it looks at.
 */
static const char *only_remote(struct repository *repository)
{
	git_config *config = NULL;
	git_config_iterator *iterator = NULL;
	const char *key = NULL;

	if (handle_ready(repository, NULL) == 0 && !repository->by_git &&
		libgit2.repository_config_snapshot(&config, repository->git) ==
			0 &&
		libgit2.config_iterator_new(&iterator, config) == 0)
		key = only_remote_key(repository->arena, iterator);
	if (config) {
		libgit2.config_iterator_free(iterator);
		libgit2.config_free(config);
	}
	return key ? handle_configured(repository, key, false) : NULL;
}

/* A report is public: no token may get into it. */
static const char *without_secrets(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://"), *at, *end;

	if (!host || !string_starts(url, "http"))
		return url;
	host += strlen("://");
	end = host + strcspn(host, "/?#");
	for (at = end; at > host && at[-1] != '@';)
		at--;
	return arena_format(arena, "%.*s%s", (int)(host - url), url, at);
}

const char *repository_origin(struct repository *repository)
{
	const char *url = repository->origin;

	if (!url)
		url = handle_configured(repository, "remote.origin.url", false);
	if (!url)
		url = only_remote(repository);
	if (url && !repository->origin)
		repository->origin = without_secrets(repository->arena, url);
	return repository->origin;
}

int repository_resolve(struct repository *repository, const char *revision,
	const char **id, struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_commit *commit = NULL;

	if (handle_commit(&commit, repository, revision, err))
		return -1;
	libgit2.oid_tostr(hex, sizeof(hex), libgit2.commit_id(commit));
	libgit2.commit_free(commit);
	*id = repository->by_git ? foreign_commit(repository, hex)
				 : arena_string(repository->arena, hex);
	return 0;
}
