/*
 * Which paths a change took away, and where texts name them. Must not know
 * what kind of file a text is, nor how bad it is.
 */
#include "model/gone.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/vector.h"
#include "engine/prefilter.h"

#include <stdlib.h>
#include <string.h>

VECTOR_TYPE(gone_list, struct gone_path);
VECTOR_TYPE(mention_list, struct gone_mention);

/* --- what is gone ------------------------------------------------------- */

static bool is_there(const struct snapshot *snapshot, const char *path)
{
	return snapshot_find(snapshot, path) ||
	       snapshot_has_folder(snapshot, path);
}

/* Where the folder went, by one of its files: `b/foo/x` of `a/foo/x`. */
static const char *moved_folder(struct arena *arena, const char *old,
	size_t folder_size, const char *new)
{
	const char *rest = old + folder_size;
	size_t size = new ? strlen(new) : 0, rest_size = strlen(rest);

	if (size <= rest_size || strcmp(new + size - rest_size, rest) != 0)
		return NULL;
	return arena_copy(arena, new, size - rest_size);
}

/* Every folder of path that is gone with it; false: none is. */
static bool add_folders(struct gone_list *list, struct arena *arena,
	const struct snapshot *snapshot, const char *path, const char *to)
{
	const char *slash;
	bool any = false;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t size = (size_t)(slash - path);
		struct gone_path gone = {.is_folder = true};

		gone.path = arena_copy(arena, path, size);
		if (!any && is_there(snapshot, gone.path))
			continue;
		gone.to = moved_folder(arena, path, size, to);
		vector_add(list, gone);
		any = true;
	}
	return any;
}

static void add_change(struct gone_list *list, struct arena *arena,
	const struct snapshot *snapshot, const struct change *change)
{
	bool renamed = change->kind == CHANGE_RENAMED;
	struct gone_path gone = {
		.path = renamed ? change->old_path : change->path,
		.to = renamed ? change->path : NULL};

	if ((!renamed && change->kind != CHANGE_DELETED) ||
		is_there(snapshot, gone.path) ||
		add_folders(list, arena, snapshot, gone.path, gone.to) ||
		!strchr(gone.path, '/'))
		return;
	vector_add(list, gone);
}

/* One of each path; a folder that went to two places is in neither. */
static void make_unique(struct gone_list *list)
{
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++) {
		const struct gone_path *next = &list->items[i];
		struct gone_path *last =
			kept > 0 ? &list->items[kept - 1] : NULL;

		if (!last || strcmp(last->path, next->path) != 0)
			list->items[kept++] = *next;
		else if (next->to && last->to &&
			 strcmp(last->to, next->to) != 0)
			last->is_split = true;
	}
	list->count = kept;
	for (i = 0; i < kept; i++)
		if (list->items[i].is_split)
			list->items[i].to = NULL;
}

static int compare_gone(const void *a, const void *b)
{
	const struct gone_path *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	/* With a new place before without one. */
	if (order == 0)
		order = (left->to == NULL) - (right->to == NULL);
	if (order == 0 && left->to)
		order = strcmp(left->to, right->to);
	return order;
}

void gone_find(struct gone *out, struct arena *arena,
	const struct snapshot *snapshot, const struct change_list *changes)
{
	struct gone_list list = {0};
	size_t i;

	for (i = 0; i < changes->count; i++)
		add_change(&list, arena, snapshot, &changes->items[i]);
	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items),
			compare_gone);
	make_unique(&list);
	out->count = list.count;
	out->paths = vector_move(&list, arena);
}

/* --- who names it ------------------------------------------------------- */

struct gone_search {
	const struct gone *gone;
	const struct snapshot *snapshot;
	struct prefilter *prefilter;
};

struct gone_search *gone_search_new(
	const struct gone *gone, const struct snapshot *snapshot)
{
	struct gone_search *search = memory_new(1, sizeof(*search));
	struct slice *literals = memory_new(gone->count + 1, sizeof(*literals));
	bool *fold = memory_new(gone->count + 1, sizeof(*fold));
	size_t i;

	for (i = 0; i < gone->count; i++)
		literals[i] = slice_of(gone->paths[i].path);
	search->gone = gone;
	search->snapshot = snapshot;
	search->prefilter = prefilter_new(literals, fold, gone->count);
	free(literals);
	free(fold);
	return search;
}

void gone_search_free(struct gone_search *search)
{
	if (!search)
		return;
	prefilter_free(search->prefilter);
	free(search);
}

struct text_search {
	const struct gone_search *search;
	struct arena *arena;
	const char *path; /* of the file */
	struct slice text;
	struct mention_list list;
};

static bool is_path_character(char character)
{
	return character_is_word(character) ||
	       strchr("-./@~%+", character) != NULL;
}

/* `foo` of the root is a word: only `foo/` is a path, and `foo/bar` another
 * one, unless that is gone too. */
static bool may_end_root(struct slice text, size_t end)
{
	return end < text.size && text.data[end] == '/' &&
	       (end + 1 == text.size || !is_path_character(text.data[end + 1]));
}

static bool may_end(struct slice text, const struct gone_path *gone, size_t end)
{
	char next;

	if (gone->is_folder && !strchr(gone->path, '/'))
		return may_end_root(text, end);
	if (end == text.size)
		return true;
	next = text.data[end];
	if (next == '/')
		return gone->is_folder;
	if (next == '.')
		return end + 1 == text.size ||
		       !is_path_character(text.data[end + 1]);
	return !is_path_character(next) && next != '*';
}

/* Steps back over `./` and `../` before start. */
static size_t prefix_start(struct slice text, size_t start)
{
	for (;;) {
		if (start >= 3 && memcmp(text.data + start - 3, "../", 3) == 0)
			start -= 3;
		else if (start >= 2 &&
			 memcmp(text.data + start - 2, "./", 2) == 0)
			start -= 2;
		else
			return start;
	}
}

/* `$ROOT/`, `${ROOT}/`, `${{ github.workspace }}/`. */
static bool is_behind_variable(struct slice text, size_t start)
{
	size_t at = start;

	if (at < 2 || text.data[at - 1] != '/')
		return false;
	at--;
	if (text.data[at - 1] == '}' || text.data[at - 1] == ')')
		return true;
	while (at > 0 && character_is_word(text.data[at - 1]))
		at--;
	return at > 0 && text.data[at - 1] == '$';
}

/* The path that is written from `from` to `end`, from the file's folder. */
static const char *from_folder(struct text_search *at, size_t from, size_t end)
{
	char *folder =
		arena_copy(at->arena, at->path, path_folder_size(at->path));

	return path_join(at->arena, folder,
		arena_copy(at->arena, at->text.data + from, end - from));
}

/* `/services/foo` is a route in code, but a path where owners are named. */
static bool is_rooted(const struct text_search *at, size_t start)
{
	if (strcmp(path_name(at->path), "CODEOWNERS") != 0 || start == 0 ||
		at->text.data[start - 1] != '/')
		return false;
	return start == 1 || !is_path_character(at->text.data[start - 2]);
}

static bool may_begin(struct text_search *at, const struct gone_path *gone,
	size_t start, size_t end, bool *is_relative)
{
	size_t from = prefix_start(at->text, start);
	const char *resolved = from_folder(at, from, end);

	*is_relative = false;
	if (from < start && slice_find(slice_range(at->text.data, from, start),
				    "..", 0) < start - from) {
		*is_relative = true;
		return resolved && strcmp(resolved, gone->path) == 0 &&
		       (from == 0 ||
			       !is_path_character(at->text.data[from - 1]));
	}
	if (resolved && is_there(at->search->snapshot, resolved))
		return false;
	if (is_behind_variable(at->text, start) || is_rooted(at, start))
		return true;
	return from == 0 || (!is_path_character(at->text.data[from - 1]) &&
				    at->text.data[from - 1] != '\\');
}

static bool add_hit(void *state, size_t literal, size_t start)
{
	struct text_search *at = state;
	const struct gone_path *gone = &at->search->gone->paths[literal];
	struct gone_mention mention = {
		gone, start, start + strlen(gone->path), false};

	if (may_end(at->text, gone, mention.end) &&
		may_begin(at, gone, start, mention.end, &mention.is_relative))
		vector_add(&at->list, mention);
	return true;
}

static int compare_mentions(const void *a, const void *b)
{
	const struct gone_mention *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->end > right->end ? -1 : left->end < right->end;
}

/* Of `a/b` and `a/b/c` at one place the longer is meant. */
static void keep_longest(struct mention_list *list)
{
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++)
		if (kept == 0 ||
			list->items[kept - 1].start != list->items[i].start)
			list->items[kept++] = list->items[i];
	list->count = kept;
}

const struct gone_mention *gone_mentions(struct gone_search *search,
	struct arena *arena, const char *path, struct slice text, size_t *count)
{
	struct text_search at = {search, arena, path, text, {0}};

	prefilter_run(search->prefilter, text.data, text.size, add_hit, &at);
	if (at.list.count > 1)
		qsort(at.list.items, at.list.count, sizeof(*at.list.items),
			compare_mentions);
	keep_longest(&at.list);
	*count = at.list.count;
	return vector_move(&at.list, arena);
}
