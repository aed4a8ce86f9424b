/*
 * Which literals are looked for in files whose names end in the same way. It
 * must not know the files' bytes, nor decide for a pattern: an ending only
 * tells which patterns cannot be meant.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "engine/scan_private.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	MANY = 64,  /* files, before a prefilter of their own pays */
	KINDS = 32, /* the endings that are counted; others have no kind */
};

struct scan_kinds {
	pthread_mutex_t lock;
	struct scan_kind items[KINDS];
	size_t count;
	struct arena *arena;
};

struct scan_kinds *scan_kinds_new(void)
{
	struct scan_kinds *kinds = memory_new(1, sizeof(*kinds));
	pthread_mutex_init(&kinds->lock, NULL);
	kinds->arena = arena_new();
	return kinds;
}

void scan_kinds_free(struct scan_kinds *kinds)
{
	if (kinds == NULL)
		return;
	for (size_t i = 0; i < kinds->count; i++)
		prefilter_free(kinds->items[i].prefilter);
	pthread_mutex_destroy(&kinds->lock);
	arena_free(kinds->arena);
	free(kinds);
}

/* Does a pattern that may be for such files need the literal? */
static bool is_needed(
	const struct scan *scan, size_t literal, const bool *rejected)
{
	if (literal == scan->literal_count - 1)
		return true; /* SCAN_ALLOW_WORD */
	for (size_t i = scan->starts[literal]; i < scan->starts[literal + 1];
		i++) {
		size_t match = scan->pairs.items[i].match;
		if (!rejected[scan->matches.items[match].globs])
			return true;
	}
	return false;
}

/* The numbers of the literals that are needed; how many. */
static size_t needed_literals(
	const struct scan *scan, const char *ending, size_t *numbers)
{
	bool *rejected = memory_new(scan->globs.count + 1, sizeof(bool));
	size_t count = 0;
	for (size_t i = 0; i < scan->globs.count; i++) {
		const struct scan_globs *list = &scan->globs.items[i];
		rejected[i] = glob_list_rejects_ending(
			list->globs, list->count, ending);
	}
	for (size_t i = 0; i < scan->literal_count; i++)
		if (is_needed(scan, i, rejected))
			numbers[count++] = i;
	free(rejected);
	return count;
}

static void kind_prepare(const struct scan *scan, struct scan_kind *kind)
{
	struct arena *arena = scan->kinds->arena;
	size_t *numbers =
		arena_alloc(arena, scan->literal_count * sizeof(*numbers));
	size_t count = needed_literals(scan, kind->ending, numbers);
	struct slice *literals = memory_new(count, sizeof(*literals));
	bool *folds = memory_new(count, sizeof(*folds));
	for (size_t i = 0; i < count; i++) {
		literals[i] = scan->literals[numbers[i]];
		folds[i] = scan->folds[numbers[i]];
	}
	kind->literals = numbers;
	kind->prefilter = prefilter_new(literals, folds, count);
	free(literals);
	free(folds);
}

static struct scan_kind *find(struct scan_kinds *kinds, const char *ending)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->items[i].ending, ending) == 0)
			return &kinds->items[i];
	if (kinds->count == KINDS)
		return NULL;
	struct scan_kind *kind = &kinds->items[kinds->count++];
	kind->ending = arena_string(kinds->arena, ending);
	return kind;
}

const struct scan_kind *scan_kind(const struct scan *scan, const char *path)
{
	struct scan_kinds *kinds = scan->kinds;
	const char *ending = strrchr(path_name(path), '.');
	if (ending == NULL)
		return NULL;
	pthread_mutex_lock(&kinds->lock);
	struct scan_kind *kind = find(kinds, ending);
	if (kind != NULL && ++kind->seen == MANY)
		kind_prepare(scan, kind);
	if (kind != NULL && kind->seen < MANY)
		kind = NULL;
	pthread_mutex_unlock(&kinds->lock);
	return kind;
}
