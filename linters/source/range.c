/*
 * Which commits a snapshot is compared with, and the commits of a range one
 * by one. It must not know what is looked for in them.
 */
#include "source/range.h"
#include "base/arena.h"
#include "base/string.h"
#include "engine/snapshot.h"
#include "source/foreign.h"
#include "source/git_snapshot.h"
#include "source/handle.h"
#include "source/listing.h"
#include "source/plumbing.h"
#include "source/tree.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

extern char **environ;

static struct commit_id commit_id(const git_oid *id)
{
	struct commit_id commit;

	libgit2.oid_tostr(commit.hex, sizeof(commit.hex), id);
	return commit;
}

static void add_base(struct commit_list *list, struct commit_id id)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i].hex, id.hex) == 0)
			return;
	vector_add(list, id);
}

static int add_merge_head(const git_oid *id, void *payload)
{
	add_base(payload, commit_id(id));
	return 0;
}

static int add_merge_heads(struct commit_list *out,
	struct repository *repository, struct error *err)
{
	int status;

	if (repository->by_git)
		return foreign_merge_heads(
			repository, add_merge_head, out, err);
	status = libgit2.repository_mergehead_foreach(
		repository->git, add_merge_head, out);
	if (status < 0 && status != GIT_ENOTFOUND)
		return handle_failed(err,
			"MERGE_HEAD cannot be read (`git merge --abort` ends "
			"the merge)");
	return 0;
}

/*
 * `git merge` names what it merges in the environment. The names may be left
 * over from a merge in another repository: only commits of this one count.
 */
static void add_named_heads(
	struct commit_list *list, struct repository *repository)
{
	static const char prefix[] = "GITHEAD_";
	char **word;

	for (word = environ; word && *word; word++) {
		const char *hex = *word + strlen(prefix);
		git_commit *commit = NULL;
		git_oid id;

		if (!string_starts(*word, prefix) ||
			strcspn(hex, "=") != repository->hex_size ||
			libgit2.oid_fromstrn(&id, hex, GIT_OID_HEXSZ) < 0 ||
			libgit2.commit_lookup(&commit, repository->git, &id) <
				0)
			continue;
		add_base(list, commit_id(&id));
		libgit2.commit_free(commit);
	}
}

int repository_bases(struct commit_list *out, struct repository *repository,
	struct error *err)
{
	git_commit *head = NULL;
	int status;

	memset(out, 0, sizeof(*out));
	if (handle_ready(repository, err))
		return -1;
	status = repository->by_git
			 ? repository_head(repository) == NULL
			 : libgit2.repository_head_unborn(repository->git);
	if (status > 0)
		return 0;
	if (status < 0)
		return handle_failed(err,
			"HEAD cannot be read (`git symbolic-ref HEAD "
			"refs/heads/BRANCH` points it at a branch again)");
	if (handle_commit(&head, repository, "HEAD", NULL))
		return error_set(err, ERROR_WORK,
			"the commit of HEAD is missing or broken: `git fsck` "
			"tells what else is, `git fetch` may bring it back");
	add_base(out, commit_id(libgit2.commit_id(head)));
	libgit2.commit_free(head);
	if (add_merge_heads(out, repository, err)) {
		vector_free(out);
		return -1;
	}
	add_named_heads(out, repository);
	return 0;
}

static int no_merge_base(struct repository *repository,
	const struct range *range, struct error *err)
{
	const char *hint = handle_shallow_hint(repository);

	return error_set(err, ERROR_WORK,
		"%.12s and %.12s have no merge base%s", range->base.hex,
		range->head.hex,
		*hint ? hint : ": compare their trees with A..B");
}

/* libgit2 1.5 does not know where a shallow clone's history ends. */
static int shallow_merge_base(
	struct range *range, struct repository *repository, struct error *err)
{
	const char *question[] = {
		"merge-base", range->base.hex, range->head.hex, NULL};
	struct buffer answer = BUFFER_INIT;
	int status = plumbing_ask(&answer, repository, question, NULL);

	if (status == 0 && answer.size >= GIT_OID_HEXSZ)
		memcpy(range->base.hex, answer.data, GIT_OID_HEXSZ);
	else
		status = no_merge_base(repository, range, err);
	buffer_release(&answer);
	return status;
}

/* Replaces the base by the merge base. */
static int find_merge_base(
	struct range *range, struct repository *repository, struct error *err)
{
	git_oid base, head, found;
	int status;

	if (repository_is_shallow(repository))
		return shallow_merge_base(range, repository, err);
	libgit2.oid_fromstr(&base, range->base.hex);
	libgit2.oid_fromstr(&head, range->head.hex);
	status = libgit2.merge_base(&found, repository->git, &base, &head);
	if (status == GIT_ENOTFOUND)
		return no_merge_base(repository, range, err);
	if (status < 0)
		return handle_failed(err,
			"the merge base of %.12s and %.12s cannot be found",
			range->base.hex, range->head.hex);
	range->base = commit_id(&found);
	return 0;
}

static int resolve_side(struct commit_id *out, struct repository *repository,
	struct slice side, struct error *err)
{
	char revision[512] = "HEAD";
	git_commit *commit = NULL;

	if (side.size >= sizeof(revision))
		return error_set(err, ERROR_USE,
			"a side of the range is longer than %zu bytes",
			sizeof(revision) - 1);
	if (side.size)
		snprintf(revision, sizeof(revision), "%.*s", (int)side.size,
			side.data);
	if (strlen(revision) >= 7 && strspn(revision, "0") == strlen(revision))
		return error_set(err, ERROR_USE,
			"%s is no commit: a push gives it as the old side of "
			"a new branch; use the merge base with the default "
			"branch, as in origin/main...HEAD",
			revision);
	if (handle_commit(&commit, repository, revision, err))
		return -1;
	*out = commit_id(libgit2.commit_id(commit));
	libgit2.commit_free(commit);
	return 0;
}

int range_parse(struct range *out, struct repository *repository,
	const char *text, struct error *err)
{
	const char *dots = strstr(text, "..");
	bool symmetric;
	const char *right;

	if (!dots)
		return error_set(err, ERROR_USE,
			"`%s` is no range: write A..B or A...B", text);
	symmetric = dots[2] == '.';
	right = dots + (symmetric ? 3 : 2);
	if (resolve_side(&out->base, repository,
		    slice_range(text, 0, (size_t)(dots - text)), err) ||
		resolve_side(&out->head, repository, slice_of(right), err))
		return -1;
	return symmetric ? find_merge_base(out, repository, err) : 0;
}

struct step {
	git_oid id;
	bool has_parents;
	bool cut_off; /* has some, and the clone does not have them */
};
VECTOR_TYPE(step_list, struct step);

static int add_step(struct step_list *steps, struct repository *repository,
	const git_oid *id, struct error *err)
{
	struct step step = {.id = *id};
	git_commit *commit = NULL;
	git_oid parent;

	if (libgit2.commit_lookup(&commit, repository->git, id) < 0)
		return handle_failed(
			err, "commit %s cannot be read", commit_id(id).hex);
	step.has_parents = handle_next_parent(&parent, commit, NULL) != NULL;
	libgit2.commit_free(commit);
	vector_add(steps, step);
	return 0;
}

static int list_steps(struct step_list *steps, struct repository *repository,
	const struct range *range, struct error *err)
{
	git_revwalk *walk = NULL;
	git_oid base, head, id;
	int status;

	libgit2.oid_fromstr(&base, range->base.hex);
	libgit2.oid_fromstr(&head, range->head.hex);
	status = libgit2.revwalk_new(&walk, repository->git);
	if (status == 0)
		status = libgit2.revwalk_sorting(
			walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
	if (status == 0)
		status = libgit2.revwalk_push(walk, &head);
	if (status == 0)
		status = libgit2.revwalk_hide(walk, &base);
	while (status == 0 && (status = libgit2.revwalk_next(&id, walk)) == 0)
		if (add_step(steps, repository, &id, err)) {
			libgit2.revwalk_free(walk);
			return -1;
		}
	libgit2.revwalk_free(walk);
	if (status != GIT_ITEROVER)
		return handle_failed(err,
			"the commits of %.12s..%.12s cannot be walked",
			range->base.hex, range->head.hex);
	return 0;
}

/* "<commit> <parent>…", as `git rev-list --parents` writes it. */
static int read_step(struct step_list *steps, struct repository *repository,
	struct slice line, struct error *err)
{
	struct step *step;
	git_oid id;

	if (line.size < GIT_OID_HEXSZ ||
		libgit2.oid_fromstrn(&id, line.data, GIT_OID_HEXSZ) < 0)
		return error_set(err, ERROR_WORK,
			"`git rev-list` answers in a form that plumb does not "
			"know");
	if (add_step(steps, repository, &id, err))
		return -1;
	assert(steps->items && steps->count > 0);
	step = &steps->items[steps->count - 1];
	step->cut_off = step->has_parents && !memchr(line.data, ' ', line.size);
	return 0;
}

/* git knows where a shallow clone's history ends; libgit2 1.5 does not. */
static int list_shallow_steps(struct step_list *steps,
	struct repository *repository, const struct range *range,
	struct error *err)
{
	char commits[2 * sizeof(range->base.hex) + 3];
	const char *question[] = {"rev-list", "--topo-order", "--reverse",
		"--parents", commits, NULL};
	struct buffer answer = BUFFER_INIT;
	const char *text, *end;
	int status;

	snprintf(commits, sizeof(commits), "%s..%s", range->base.hex,
		range->head.hex);
	status = plumbing_ask(&answer, repository, question, err);
	for (text = buffer_string(&answer); status == 0 && *text; text = end) {
		size_t size = strcspn(text, "\n");

		end = text + size + (text[size] == '\n');
		status = read_step(
			steps, repository, slice_range(text, 0, size), err);
	}
	buffer_release(&answer);
	return status;
}

/* The tree of a commit; its parents' trees are what it is compared with. */
static int tree_of(git_oid *out, struct repository *repository,
	const git_oid *id, struct error *err)
{
	git_commit *commit = NULL;

	if (libgit2.commit_lookup(&commit, repository->git, id) < 0)
		return handle_failed(err, "commit %s cannot be read%s",
			commit_id(id).hex, handle_shallow_hint(repository));
	*out = *libgit2.commit_tree_id(commit);
	libgit2.commit_free(commit);
	return 0;
}

VECTOR_TYPE(oid_list, git_oid);

static int parent_trees(struct oid_list *trees, struct repository *repository,
	const struct step *step, const struct range *range, struct error *err)
{
	git_commit *commit = NULL;
	const char *at = NULL;
	int status = 0;
	git_oid id, tree;

	if (step->cut_off) {
		libgit2.oid_fromstr(&id, range->base.hex);
		status = tree_of(&tree, repository, &id, err);
		vector_add(trees, tree);
		return status;
	}
	if (libgit2.commit_lookup(&commit, repository->git, &step->id) < 0)
		return handle_failed(err, "commit %s cannot be read",
			commit_id(&step->id).hex);
	while (status == 0 &&
		(at = handle_next_parent(&id, commit, at)) != NULL) {
		status = tree_of(&tree, repository, &id, err);
		vector_add(trees, tree);
	}
	libgit2.commit_free(commit);
	return status;
}

/* What is in a commit and in none of its parents. */
static int step_snapshot(struct snapshot **out, struct repository *repository,
	const struct step *step, const struct range *range, struct error *err)
{
	struct oid_list trees = {0};
	struct listing *listing = listing_new();
	char name[64];
	git_oid tree;
	int status = parent_trees(&trees, repository, step, range, err);

	if (status == 0)
		status = tree_of(&tree, repository, &step->id, err);
	if (status == 0)
		status = tree_added(listing, repository, &tree, trees.items,
			trees.count, err);
	vector_free(&trees);
	if (status) {
		listing_drop(listing);
		return -1;
	}
	snprintf(name, sizeof(name), "commit %.7s", commit_id(&step->id).hex);
	*out = git_snapshot_new(repository, listing, name, NULL);
	return 0;
}

int range_walk(struct repository *repository, const struct range *range,
	int (*visit)(void *state, const struct range_commit *commit,
		struct error *err),
	void *state, struct error *err)
{
	struct step_list steps = {0};
	int status;
	size_t i;

	if (handle_ready(repository, err))
		return -1;
	status = repository_is_shallow(repository)
			 ? list_shallow_steps(&steps, repository, range, err)
			 : list_steps(&steps, repository, range, err);
	for (i = 0; i < steps.count && status == 0; i++) {
		struct commit_id id = commit_id(&steps.items[i].id);
		struct snapshot *snapshot = NULL;
		struct range_commit commit = {
			.id = id.hex, .cut_off = steps.items[i].cut_off};

		status = step_snapshot(
			&snapshot, repository, &steps.items[i], range, err);
		commit.snapshot = snapshot;
		if (status == 0)
			status = visit(state, &commit, err);
		snapshot_free(snapshot);
	}
	vector_free(&steps);
	return status;
}
