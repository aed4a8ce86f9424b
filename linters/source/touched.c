/*
 * Which lines a change touched, by diffing a file's two sides when somebody
 * asks. It must not know what stands in the lines.
 */
#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"
#include "engine/snapshot.h"
#include "source/change.h"
#include "source/library.h"
#include <stdlib.h>
#include <string.h>

/* Lines from first to before last. */
struct span {
	unsigned first, last;
};
VECTOR_TYPE(span_list, struct span);

/* What is known of a file; all: it has no other side. */
struct touched_file {
	bool all;
	struct span_list spans; /* ascending */
};

struct touched {
	const struct snapshot *base, *head;
	const struct change_list *changes;
	struct map files; /* path, as changes have it, to a touched_file */
};

struct touched *touched_new(const struct snapshot *base,
	const struct snapshot *head, const struct change_list *changes)
{
	struct touched *touched = memory_new(1, sizeof(*touched));

	touched->base = base;
	touched->head = head;
	touched->changes = changes;
	return touched;
}

void touched_free(struct touched *touched)
{
	size_t i;

	if (!touched)
		return;
	for (i = 0; i < touched->files.count; i++) {
		struct touched_file *file = touched->files.entries[i].value;

		vector_free(&file->spans);
		free(file);
	}
	map_release(&touched->files);
	free(touched);
}

/* The change that gave the file at path what it now holds, or NULL. */
static const struct change *change_of(
	const struct change_list *changes, const char *path)
{
	size_t low = 0, high = changes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(changes->items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < changes->count; low++) {
		const struct change *change = &changes->items[low];

		if (strcmp(change->path, path) != 0)
			break;
		if (change->kind != CHANGE_DELETED)
			return change;
	}
	return NULL;
}

static bool read_side(const struct snapshot *snapshot, const char *path,
	struct content *content)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, path);

	return entry && snapshot_read(snapshot, entry, content, NULL) == 0 &&
	       content->left_out == LEFT_NOTHING;
}

static int add_hunk(
	const git_diff_delta *delta, const git_diff_hunk *hunk, void *payload)
{
	struct span_list *spans = payload;
	struct span span;

	(void)delta;
	if (hunk->new_lines > 0) {
		span.first = (unsigned)hunk->new_start;
		span.last = span.first + (unsigned)hunk->new_lines;
		vector_add(spans, span);
	}
	return 0;
}

static void diff_sides(struct span_list *spans, const struct content *base,
	const struct content *head)
{
	git_diff_options options;

	libgit2.diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.interhunk_lines = 0;
	options.flags = GIT_DIFF_FORCE_TEXT;
	libgit2.diff_buffers(buffer_string(&base->buffer), base->buffer.size,
		NULL, buffer_string(&head->buffer), head->buffer.size, NULL,
		&options, NULL, NULL, add_hunk, NULL, spans);
}

static struct touched_file *look_at(
	struct touched *touched, const struct change *change)
{
	struct touched_file *file = memory_new(1, sizeof(*file));
	struct content base = {0}, head = {0};
	const char *old_path =
		change->old_path ? change->old_path : change->path;

	file->all = change->kind == CHANGE_ADDED;
	if (!file->all)
		snapshot_complete(touched->base);
	if (!file->all && read_side(touched->base, old_path, &base) &&
		read_side(touched->head, change->path, &head))
		diff_sides(&file->spans, &base, &head);
	content_release(&base);
	content_release(&head);
	map_put_string(&touched->files, change->path, file);
	return file;
}

static bool is_touched(void *state, const char *path, unsigned line)
{
	struct touched *touched = state;
	struct touched_file *file = map_get_string(&touched->files, path);
	const struct change *change;
	size_t i;

	if (!file) {
		change = change_of(touched->changes, path);
		if (!change)
			return false;
		file = look_at(touched, change);
	}
	for (i = 0; i < file->spans.count && !file->all; i++)
		if (line >= file->spans.items[i].first &&
			line < file->spans.items[i].last)
			return true;
	return file->all;
}

struct touched_lines touched_lines(struct touched *touched)
{
	struct touched_lines lines = {is_touched, touched};

	return lines;
}
