/*
 * The commits that changed the registries, each compared with what was there
 * before. A registry is followed under the path that it has now.
 */
#include "cli/registry_history.h"
#include "base/arena.h"
#include "base/memory.h"
#include "source/file_history.h"
#include "source/repository.h"
#include <stdlib.h>
#include <string.h>

/* A registry that nobody touched for longer is not worth the wait. */
enum { HORIZON = 5000 };

struct registry_history {
	struct arena *arena;
	const struct registry_target *target;
	VECTOR(struct registry *) owned;
	VECTOR(struct report_commit) commits;
};

/*
 * The registry that the bytes hold, or NULL where there is none. false when
 * they are there and cannot be read.
 */
static bool read_bytes(const struct registry **out,
	struct registry_history *history, const struct registry *like,
	struct slice bytes)
{
	struct document *document;
	struct registry *registry;
	struct error ignored = {0};
	const char *text;

	*out = NULL;
	if (bytes.data == NULL)
		return true;
	text = arena_copy(history->arena, bytes.data, bytes.size);
	if (document_parse(&document, history->arena,
		    document_kind_of(like->path), like->path, text, bytes.size,
		    &ignored) != 0)
		return false;
	registry = registry_read(history->arena, document, like->folder);
	vector_add(&history->owned, registry);
	if (registry->form == REGISTRY_NONE)
		return false;
	*out = registry;
	return true;
}

static void compare(struct registry_history *history,
	struct report_commit *commit, const struct registry *like,
	struct slice before, struct slice after)
{
	size_t count = commit->comparison_count;
	const struct comparison **comparisons;
	const struct registry *old, *new;

	if (slice_equal(before, after) &&
		(before.data == NULL) == (after.data == NULL))
		return;
	if (!read_bytes(&old, history, like, before) ||
		!read_bytes(&new, history, like, after)) {
		commit->unreadable = true;
		return;
	}
	comparisons = arena_grow(history->arena, commit->comparisons,
		count * sizeof(*comparisons),
		(count + 1) * sizeof(*comparisons));
	comparisons[count] = registry_compare(
		history->arena, old, new, like->path, like->path);
	commit->comparisons = comparisons;
	commit->comparison_count = count + 1;
}

static int visit(
	void *state, const struct file_commit *given, struct error *err)
{
	struct registry_history *history = state;
	const struct registry_target *target = history->target;
	struct report_commit *commit = vector_next(&history->commits);

	(void)err;
	commit->id = arena_string(history->arena, given->id);
	commit->date = arena_string(history->arena, given->date);
	commit->author = arena_string(history->arena, given->author);
	commit->subject = arena_copy(
		history->arena, given->subject.data, given->subject.size);
	for (size_t i = 0; i < target->count; i++)
		compare(history, commit, target->registries[i],
			given->before[i], given->after[i]);
	return 0;
}

/* The text of a registry in a snapshot; data NULL where it lacks. */
static int text_in(struct slice *out, struct content *content,
	const struct snapshot *snapshot, const char *path, struct error *err)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, path);

	*out = (struct slice){NULL, 0};
	if (entry == NULL)
		return 0;
	if (snapshot_read(snapshot, entry, content, err) != 0)
		return -1;
	if (content->left_out == LEFT_NOTHING)
		*out = slice_range(buffer_string(&content->buffer), 0,
			content->buffer.size);
	return 0;
}

/* What the judged tree has and HEAD has not. */
static int add_uncommitted(struct registry_history *history,
	const struct snapshot *head, struct error *err)
{
	const struct registry_target *target = history->target;
	struct report_commit commit = {0};
	struct content content = {0};
	int status = 0;

	for (size_t i = 0; i < target->count && status == 0; i++) {
		const struct registry *registry = target->registries[i];
		struct slice before;

		status = text_in(&before, &content, head, registry->path, err);
		if (status == 0)
			compare(history, &commit, registry, before,
				slice_range(registry->document->text, 0,
					registry->document->size));
	}
	content_release(&content);
	if (status == 0 && report_change_count(&commit) > 0)
		vector_add(&history->commits, commit);
	return status;
}

static int read_uncommitted(struct registry_history *history, struct error *err)
{
	const struct target *target = &history->target->target;
	struct snapshot *head;
	int status;

	if (target->mode == TARGET_TREE)
		return 0;
	if (repository_tree(&head, target->repository, "HEAD", target->snapshot,
		    err) != 0)
		return -1;
	status = add_uncommitted(history, head, err);
	snapshot_free(head);
	return status;
}

static int walk(struct registry_history *history,
	struct registry_report *report, struct error *err)
{
	const struct registry_target *target = history->target;
	const char **paths = arena_alloc(
		history->arena, (target->count + 1) * sizeof(*paths));
	const struct file_history wish = {
		.revision = target_revision(&target->target),
		.paths = paths,
		.path_count = target->count,
		.limit = report->history_limit,
		.horizon = HORIZON,
	};

	for (size_t i = 0; i < target->count; i++)
		paths[i] = target->registries[i]->path;
	return file_history_walk(target->target.repository, &wish,
		&report->history_cut_off, visit, history, err);
}

int registry_history_read(struct registry_history **out,
	struct registry_report *report, const struct registry_target *target,
	struct error *err)
{
	struct registry_history *history = memory_new(1, sizeof(*history));
	int status = 0;

	*out = history;
	history->arena = target->target.arena;
	history->target = target;
	if (report->history_limit == 0 || target->target.repository == NULL)
		return 0;
	if (repository_ready(target->target.repository, err) != 0)
		return -1;
	/* Without a commit there is no history. */
	if (target_revision(&target->target) == NULL)
		return 0;
	status = read_uncommitted(history, err);
	if (status == 0)
		status = walk(history, report, err);
	report->commit_count = history->commits.count;
	report->commits = vector_move(&history->commits, history->arena);
	return status;
}

void registry_history_release(struct registry_history *history)
{
	if (history == NULL)
		return;
	for (size_t i = 0; i < history->owned.count; i++)
		registry_release(history->owned.items[i]);
	vector_free(&history->owned);
	vector_free(&history->commits);
	free(history);
}
