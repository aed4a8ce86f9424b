/*
 * The merge of two compose trees: the specification's rules for each key,
 * `!reset` and `!override`. Knows nothing of files: whoever calls says what
 * lies on top of what. A node is never changed, and never copied deeper than
 * it must be, so that every value keeps its place.
 */
#include "model/compose_private.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* Where in the tree a node is; NULL is the root. */
struct spot {
	const struct spot *parent;
	const char *key;
	bool holds_pairs; /* its values are scalars: the later one, or none */
};

enum method {
	BY_KIND, /* mappings by key, lists one behind the other */
	REPLACE, /* the later one */
	PAIRS,   /* a list of `KEY=value`, or a mapping: by key */
	TEXTS,   /* a text, or a list of texts */
	NAMES,   /* a list of names, or a mapping of them */
	DEPENDS, /* the same; a name stands for a condition */
	BUILD,   /* a context, or a mapping */
	LOGGING, /* by key, unless the driver is another */
};

/* Which items of a list are one; the later takes the earlier's place. */
enum identity {
	EACH,  /* none are */
	NAMED, /* by their text up to `=` */
	MOUNT, /* by the path in the container */
	GRANT, /* a secret, a config: by target, else by source */
	FILE_, /* by path, from where it was written */
	WHOLE, /* by their text */
};

static const struct {
	const char *spot;
	enum method method;
	enum identity identity;
} methods[] = {
	{"networks.*.labels", PAIRS, NAMED},
	{"volumes.*.labels", PAIRS, NAMED},
	{"services.*.annotations", PAIRS, NAMED},
	{"services.*.build", BUILD, EACH},
	{"services.*.build.additional_contexts", PAIRS, NAMED},
	{"services.*.build.args", PAIRS, NAMED},
	{"services.*.build.extra_hosts", PAIRS, EACH},
	{"services.*.build.labels", PAIRS, NAMED},
	{"services.*.build.tags", BY_KIND, NAMED},
	{"services.*.cap_add", BY_KIND, NAMED},
	{"services.*.cap_drop", BY_KIND, NAMED},
	{"services.*.command", REPLACE, EACH},
	{"services.*.configs", BY_KIND, GRANT},
	{"services.*.depends_on", DEPENDS, EACH},
	{"services.*.deploy.labels", PAIRS, NAMED},
	{"services.*.devices", BY_KIND, MOUNT},
	{"services.*.dns", TEXTS, NAMED},
	{"services.*.dns_opt", TEXTS, NAMED},
	{"services.*.dns_search", TEXTS, NAMED},
	{"services.*.entrypoint", REPLACE, EACH},
	{"services.*.env_file", TEXTS, FILE_},
	{"services.*.environment", PAIRS, NAMED},
	{"services.*.expose", BY_KIND, NAMED},
	{"services.*.extra_hosts", PAIRS, EACH},
	{"services.*.healthcheck.test", REPLACE, EACH},
	{"services.*.label_file", TEXTS, NAMED},
	{"services.*.labels", PAIRS, NAMED},
	{"services.*.links", BY_KIND, NAMED},
	{"services.*.logging", LOGGING, EACH},
	{"services.*.models", NAMES, EACH},
	{"services.*.networks", NAMES, EACH},
	{"services.*.networks.*.aliases", BY_KIND, NAMED},
	{"services.*.networks.*.link_local_ips", BY_KIND, NAMED},
	{"services.*.profiles", BY_KIND, NAMED},
	{"services.*.secrets", BY_KIND, GRANT},
	{"services.*.sysctls", PAIRS, NAMED},
	{"services.*.tmpfs", TEXTS, NAMED},
	{"services.*.ulimits.*", REPLACE, EACH},
	{"services.*.volumes", BY_KIND, MOUNT},
};

static bool is_spot(const struct spot *at, const char *pattern, size_t size)
{
	size_t start = size;

	if (!at)
		return size == 0;
	while (start > 0 && pattern[start - 1] != '.')
		start--;
	if (size == 0 ||
		(!slice_is(slice_range(pattern, start, size), "*") &&
			!slice_is(slice_range(pattern, start, size), at->key)))
		return false;
	return is_spot(at->parent, pattern, start > 0 ? start - 1 : 0);
}

static size_t method_at(const struct spot *at)
{
	size_t i = 0;

	while (i < sizeof(methods) / sizeof(methods[0]) &&
		!is_spot(at, methods[i].spot, strlen(methods[i].spot)))
		i++;
	return i;
}

/* --- making nodes ------------------------------------------------------ */

/* Room for count children, all of them at the place of `like`. */
static struct node *node_like(struct compose_reader *reader,
	const struct node *like, enum node_kind kind, size_t count)
{
	struct node *node = arena_alloc(reader->arena, sizeof(*node));

	node->document = like->document;
	node->start = like->start;
	node->end = like->end;
	node->kind = kind;
	node->text = "";
	node->items = arena_alloc(reader->arena, count * sizeof(*node->items));
	if (kind == NODE_MAPPING) {
		node->keys =
			arena_alloc(reader->arena, count * sizeof(*node->keys));
		node->merged = arena_alloc(
			reader->arena, count * sizeof(*node->merged));
	}
	return node;
}

static struct node *scalar_like(struct compose_reader *reader,
	const struct node *like, enum node_kind kind, const char *text)
{
	struct node *node = node_like(reader, like, kind, 0);

	node->text = text;
	node->size = strlen(text);
	node->integer = kind == NODE_BOOLEAN;
	return node;
}

static void add_pair(struct node *mapping, struct node *key, struct node *item)
{
	mapping->keys[mapping->count] = key;
	mapping->items[mapping->count++] = item;
}

static struct node *copy_mapping(struct compose_reader *reader,
	const struct node *node, const char *without, size_t more)
{
	struct node *copy =
		node_like(reader, node, NODE_MAPPING, node->count + more);
	size_t i;

	for (i = 0; i < node->count; i++)
		if (!without || !node->keys[i]->text ||
			strcmp(node->keys[i]->text, without) != 0)
			add_pair(copy, node->keys[i], node->items[i]);
	return copy;
}

struct node *compose_without(
	struct compose_reader *reader, struct node *node, const char *key)
{
	return copy_mapping(reader, node, key, 0);
}

struct node *compose_with(struct compose_reader *reader, struct node *node,
	const char *key, struct node *item)
{
	struct node *copy = copy_mapping(reader, node, key, 1);
	struct node *name = node_key(node, key);

	add_pair(copy,
		name ? name : scalar_like(reader, item, NODE_STRING, key),
		item);
	return copy;
}

/* --- lists ------------------------------------------------------------- */

/* A list out of what may be a text, a mapping or a list. */
static struct node *to_list(struct compose_reader *reader, struct node *node)
{
	struct node *list;
	size_t i;

	if (node->kind == NODE_SEQUENCE)
		return node;
	if (node->kind != NODE_MAPPING) {
		list = node_like(reader, node, NODE_SEQUENCE, 1);
		list->items[list->count++] = node;
		return list;
	}
	list = node_like(reader, node, NODE_SEQUENCE, node->count);
	for (i = 0; i < node->count; i++) {
		struct node *pair =
			node_like(reader, node->keys[i], NODE_MAPPING, 1);

		add_pair(pair, node->keys[i], node->items[i]);
		list->items[list->count++] = pair;
	}
	return list;
}

/* `database` stands for a start of it that is required. */
static struct node *default_condition(
	struct compose_reader *reader, const struct node *name)
{
	struct node *node = node_like(reader, name, NODE_MAPPING, 2);

	add_pair(node, scalar_like(reader, name, NODE_STRING, "condition"),
		scalar_like(reader, name, NODE_STRING, "service_started"));
	add_pair(node, scalar_like(reader, name, NODE_STRING, "required"),
		scalar_like(reader, name, NODE_BOOLEAN, "true"));
	return node;
}

/*
 * An item of a list may be a variable, and a key may not: the name that it
 * stands for. Where nobody can tell it stays as it is written.
 */
static struct node *name_as_key(
	struct compose_reader *reader, struct node *item)
{
	struct compose_text value = compose_value(reader, item);
	struct node *name;

	if (!value.known || strcmp(value.text, item->text) == 0)
		return item;
	name = arena_alloc(reader->arena, sizeof(*name));
	*name = *item;
	name->text = value.text;
	name->size = value.parts->size;
	return name;
}

/* A mapping out of what may be a list of names. */
static struct node *to_names(
	struct compose_reader *reader, struct node *node, enum method method)
{
	struct node *mapping;
	size_t i;

	if (node->kind != NODE_SEQUENCE)
		return node;
	mapping = node_like(reader, node, NODE_MAPPING, node->count);
	for (i = 0; i < node->count; i++) {
		struct node *name = node->items[i];

		if (!node_text(name) || compose_is_reset(name))
			continue;
		name = name_as_key(reader, name);
		if (node_get(mapping, name->text))
			continue;
		add_pair(mapping, name,
			method == DEPENDS
				? default_condition(reader, name)
				: scalar_like(reader, name, NODE_NULL, ""));
	}
	return mapping;
}

static struct slice mount_target(struct slice text)
{
	size_t first = slice_find(text, ":", 0), second;

	if (first == SIZE_MAX)
		return text;
	second = slice_find(text, ":", first + 1);
	if (second == SIZE_MAX)
		second = text.size;
	return slice_range(text.data, first + 1, second);
}

/* What a scalar item is known by; its text as written where it is open. */
static struct slice scalar_key(struct compose_reader *reader,
	const struct node *item, enum identity identity)
{
	assert(item != NULL);
	struct compose_text value = compose_value(reader, item);
	struct slice text = slice_of(value.text);
	size_t equals = slice_find(text, "=", 0);

	if (identity == NAMED && equals != SIZE_MAX)
		return slice_range(text.data, 0, equals);
	if (!value.known)
		return slice_range(item->text, 0, item->size);
	if (identity == FILE_ && compose_path(reader, &value))
		return slice_of(compose_path(reader, &value));
	return identity == MOUNT ? mount_target(text) : text;
}

/* data NULL: like no other. */
static struct slice item_key(struct compose_reader *reader,
	const struct node *item, enum identity identity)
{
	const struct node *name = item;

	if (identity == EACH)
		return slice_of(NULL);
	if (item->kind == NODE_MAPPING && identity == NAMED)
		return item->count == 1 ? slice_of(item->keys[0]->text)
					: slice_of(NULL);
	if (item->kind == NODE_MAPPING) {
		name = compose_child(
			item, identity == FILE_ ? "path" : "target");
		if (!name && identity == GRANT)
			name = compose_child(item, "source");
		if (identity != FILE_)
			identity = WHOLE;
	}
	return node_text(name) ? scalar_key(reader, name, identity)
			       : slice_of(NULL);
}

static void add_unique(struct compose_reader *reader, struct node *list,
	struct map *seen, struct node *item, enum identity identity)
{
	struct slice key = item_key(reader, item, identity);
	struct node **same = key.data ? map_get(seen, key) : NULL;

	if (same) {
		*same = item;
		return;
	}
	list->items[list->count] = item;
	if (key.data)
		map_put(seen, key, &list->items[list->count]);
	list->count++;
}

static struct node *merge_lists(struct compose_reader *reader,
	struct node *base, struct node *over, enum identity identity)
{
	struct node *list = node_like(
		reader, base, NODE_SEQUENCE, base->count + over->count);
	struct map seen = MAP_INIT;
	size_t i;

	for (i = 0; i < base->count; i++)
		add_unique(reader, list, &seen, base->items[i], identity);
	for (i = 0; i < over->count; i++)
		add_unique(reader, list, &seen, over->items[i], identity);
	map_release(&seen);
	return list;
}

/* --- trees ------------------------------------------------------------- */

static struct node *merge_nodes(struct compose_reader *reader,
	struct node *base, struct node *over, const struct spot *at);

/* Mappings of fewer keys are searched as they are. */
#define FEW_KEYS 16

/* Where the key of `over` stands in the merged mapping; SIZE_MAX: nowhere. */
static size_t find_key(const struct node *merged, const struct map *index,
	const struct node *key)
{
	const size_t *found;
	size_t i;

	if (!key->text)
		return SIZE_MAX;
	if (index->count > 0) {
		found = map_get_string(index, key->text);
		return found ? *found : SIZE_MAX;
	}
	for (i = 0; i < merged->count; i++)
		if (merged->keys[i]->text &&
			strcmp(merged->keys[i]->text, key->text) == 0)
			return i;
	return SIZE_MAX;
}

static void index_keys(struct compose_reader *reader, struct map *index,
	const struct node *node)
{
	size_t *numbers =
		arena_alloc(reader->arena, node->count * sizeof(*numbers));
	size_t i;

	for (i = 0; i < node->count; i++) {
		numbers[i] = i;
		if (node->keys[i]->text)
			map_put_string(index, node->keys[i]->text, &numbers[i]);
	}
}

static struct node *merge_mappings(struct compose_reader *reader,
	struct node *base, struct node *over, const struct spot *at)
{
	struct node *merged = copy_mapping(reader, base, NULL, over->count);
	struct map index = MAP_INIT;
	size_t i;

	if (base->count > FEW_KEYS)
		index_keys(reader, &index, merged);
	for (i = 0; i < over->count; i++) {
		const struct spot below = {at, over->keys[i]->text, false};
		size_t found = find_key(merged, &index, over->keys[i]);

		if (found == SIZE_MAX)
			add_pair(merged, over->keys[i], over->items[i]);
		else if (at && at->holds_pairs)
			merged->items[found] = over->items[i];
		else
			merged->items[found] = merge_nodes(reader,
				merged->items[found], over->items[i], &below);
	}
	map_release(&index);
	return merged;
}

static struct node *merge_pairs(struct compose_reader *reader,
	struct node *base, struct node *over, enum identity identity)
{
	static const struct spot pairs = {NULL, NULL, true};

	if (base->kind == NODE_MAPPING && over->kind == NODE_MAPPING)
		return merge_mappings(reader, base, over, &pairs);
	return merge_lists(
		reader, to_list(reader, base), to_list(reader, over), identity);
}

static struct node *to_build(struct compose_reader *reader, struct node *node)
{
	struct node *build;

	if (node->kind == NODE_MAPPING)
		return node;
	build = node_like(reader, node, NODE_MAPPING, 1);
	add_pair(
		build, scalar_like(reader, node, NODE_STRING, "context"), node);
	return build;
}

/* Options of one logging driver mean nothing to another. */
static bool is_other_driver(const struct node *base, const struct node *over)
{
	const struct node *old = compose_child(base, "driver");
	const struct node *new = compose_child(over, "driver");

	return node_text(old) && node_text(new) &&
	       strcmp(old->text, new->text) != 0;
}

static struct node *merge_by_kind(struct compose_reader *reader,
	struct node *base, struct node *over, const struct spot *at,
	enum identity identity)
{
	bool mapping = base->kind == NODE_MAPPING;
	bool list = base->kind == NODE_SEQUENCE;

	if (mapping && over->kind == NODE_MAPPING)
		return merge_mappings(reader, base, over, at);
	if (list && over->kind == NODE_SEQUENCE)
		return merge_lists(reader, base, over, identity);
	if (mapping || list)
		compose_problem(reader, over,
			"`%s` is %s, and in the file below it %s: write both "
			"in one form, or put `!override` before this one",
			at ? at->key : "the file", node_kind_name(over),
			node_kind_name(base));
	return over;
}

static struct node *merge_by(struct compose_reader *reader, struct node *base,
	struct node *over, const struct spot *at, size_t number)
{
	enum method method = BY_KIND;
	enum identity identity = EACH;

	if (number < sizeof(methods) / sizeof(methods[0])) {
		method = methods[number].method;
		identity = methods[number].identity;
	}
	if (method == REPLACE ||
		(method == LOGGING && is_other_driver(base, over)))
		return over;
	if (method == PAIRS)
		return merge_pairs(reader, base, over, identity);
	if (method == TEXTS)
		return merge_lists(reader, to_list(reader, base),
			to_list(reader, over), identity);
	if (method == BUILD) {
		base = to_build(reader, base);
		over = to_build(reader, over);
	}
	if (method == NAMES || method == DEPENDS) {
		base = to_names(reader, base, method);
		over = to_names(reader, over, method);
	}
	return merge_by_kind(reader, base, over, at, identity);
}

/* Is there room for what a merge of the two copies? */
static bool take_room(struct compose_reader *reader, const struct node *base,
	const struct node *over)
{
	size_t needed = base->count + over->count + 1;

	if (needed <= reader->room) {
		reader->room -= needed;
		return true;
	}
	reader->room = 0;
	reader->file->incomplete = true;
	return false;
}

static struct node *merge_nodes(struct compose_reader *reader,
	struct node *base, struct node *over, const struct spot *at)
{
	/* `!reset` stays in the tree, as a value that there is none of. */
	if (compose_is_reset(over) ||
		(over->tag && strcmp(over->tag, "!override") == 0))
		return over;
	if (compose_is_reset(base) || base->kind == NODE_NULL)
		return over->kind == NODE_NULL ? base : over;
	if (over->kind == NODE_NULL || !take_room(reader, base, over))
		return base;
	return merge_by(reader, base, over, at, method_at(at));
}

static bool is_settled(const struct node *node)
{
	size_t i;

	if (node->tag &&
		(compose_is_reset(node) || strcmp(node->tag, "!override") == 0))
		return false;
	for (i = 0; i < node->count; i++)
		if (!is_settled(node->items[i]))
			return false;
	return true;
}

struct node *compose_settle(struct compose_reader *reader, struct node *node)
{
	struct node *copy;
	size_t i;

	if (is_settled(node) || !take_room(reader, node, node))
		return node;
	copy = arena_alloc(reader->arena, sizeof(*copy));
	*copy = *node;
	copy->tag = NULL;
	if (!node->count)
		return copy;
	copy->count = 0;
	copy->items =
		arena_alloc(reader->arena, node->count * sizeof(*copy->items));
	if (node->kind == NODE_MAPPING)
		copy->keys = arena_alloc(
			reader->arena, node->count * sizeof(*copy->keys));
	for (i = 0; i < node->count; i++) {
		if (compose_is_reset(node->items[i]))
			continue;
		if (node->kind == NODE_MAPPING)
			copy->keys[copy->count] = node->keys[i];
		copy->items[copy->count++] =
			compose_settle(reader, node->items[i]);
	}
	return copy;
}

struct node *compose_merge(
	struct compose_reader *reader, struct node *base, struct node *over)
{
	return merge_nodes(reader, base, over, NULL);
}

struct node *compose_extend(
	struct compose_reader *reader, struct node *base, struct node *over)
{
	static const struct spot services = {NULL, "services", false};
	static const struct spot service = {&services, "x", false};

	return merge_nodes(reader, base, over, &service);
}
