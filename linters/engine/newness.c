/*
 * Which findings a base has too, by counting equal ones on both sides. It
 * must not know how either side was judged.
 */
#include "engine/newness.h"
#include "base/map.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

/* A finding with what makes it equal to one of the other side. */
struct mark {
	uint64_t pathless;
	const char *path; /* in the judged snapshot */
	bool touched;
	size_t order;
	struct finding *finding;
};

static int mark_equal_compare(const struct mark *a, const struct mark *b)
{
	if (a->pathless != b->pathless)
		return a->pathless < b->pathless ? -1 : 1;
	return strcmp(a->path, b->path);
}

/* Of equal ones the older-looking first: untouched, then as they come. */
static int mark_compare(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;
	int order = mark_equal_compare(a, b);
	if (order == 0 && a->touched != b->touched)
		order = a->touched ? 1 : -1;
	if (order == 0)
		order = a->order < b->order ? -1 : 1;
	return order;
}

/* Old paths of renamed files, to their numbers in changes, from 1. */
struct renames {
	const struct change_list *changes;
	struct map numbers;
};

static void renames_init(
	struct renames *renames, const struct change_list *changes)
{
	*renames = (struct renames){changes, MAP_INIT};
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];
		if (change->kind == CHANGE_RENAMED)
			map_put_string(&renames->numbers, change->old_path,
				(void *)(uintptr_t)(i + 1));
	}
}

static const char *path_now(const struct renames *renames, const char *path)
{
	uintptr_t number = renames == NULL ? 0
					   : (uintptr_t)map_get_string(
						     &renames->numbers, path);
	return number == 0 ? path : renames->changes->items[number - 1].path;
}

/* renames and touched may be NULL. */
static struct mark *marks_of(const struct finding_list *findings,
	const struct renames *renames, const struct touched_lines *touched,
	size_t *count)
{
	struct mark *marks = memory_new(findings->count + 1, sizeof(*marks));
	*count = 0;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = findings->items[i];
		const char *path = finding->place.path;
		if (finding->suppressed)
			continue;
		marks[(*count)++] = (struct mark){
			.pathless = finding->pathless,
			.path = path_now(renames, path),
			.touched = touched != NULL &&
				   touched->touched != NULL &&
				   touched->touched(touched->state, path,
					   finding->place.line),
			.order = i,
			.finding = finding,
		};
	}
	qsort(marks, *count, sizeof(*marks), mark_compare);
	return marks;
}

/* As many of the equal ones as the base has are not new. */
static void mark_old(struct mark *marks, size_t count, const struct mark *base,
	size_t base_count)
{
	size_t i = 0, k = 0;
	while (i < count && k < base_count) {
		int order = mark_equal_compare(&marks[i], &base[k]);
		if (order == 0)
			marks[i].finding->is_new = false;
		if (order <= 0)
			i++;
		if (order >= 0)
			k++;
	}
}

void newness_mark(struct finding_list *findings,
	const struct finding_list *base, const struct change_list *changes,
	const struct touched_lines *touched)
{
	struct renames renames;
	size_t count, base_count;
	renames_init(&renames, changes);
	struct mark *marks = marks_of(findings, NULL, touched, &count);
	struct mark *others = marks_of(base, &renames, NULL, &base_count);
	mark_old(marks, count, others, base_count);
	free(marks);
	free(others);
	map_release(&renames.numbers);
}
