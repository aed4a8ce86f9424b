/*
 * Two registries, service by service. It must not know where they come from
 * nor how the changes are shown.
 */
#include "generate/compare.h"
#include "base/arena.h"
#include "base/vector.h"
#include "generate/json_node.h"
#include <stdlib.h>
#include <string.h>

VECTOR_TYPE(change_vector, struct difference);

struct comparing {
	struct arena *arena;
	const struct registry *before, *after;
	bool by_path; /* both say paths */
	bool *paired; /* by service of after: it is a renamed one */
	struct change_vector changes;
};

static const char *key_of(const struct comparing *comparing,
	const struct registry_service *service)
{
	return comparing->by_path && service->path != NULL ? service->path
							   : service->name;
}

static const struct registry_service *find(const struct comparing *comparing,
	const struct registry *registry, const char *key)
{
	if (registry == NULL)
		return NULL;
	return map_get_string(
		comparing->by_path ? &registry->by_path : &registry->by_name,
		key);
}

/* A name that another service has already counts once. */
static bool is_first(const struct comparing *comparing,
	const struct registry *registry, const struct registry_service *service)
{
	return find(comparing, registry, key_of(comparing, service)) == service;
}

/* "3000", or "http 8081, grpc 50051". */
static const char *ports_text(
	struct arena *arena, const struct registry_service *service)
{
	struct buffer text = BUFFER_INIT;
	const char *copy;

	for (size_t i = 0; i < service->port_count; i++) {
		const struct registry_port *port = &service->ports[i];

		buffer_format(&text, "%s%s%s%ld", i > 0 ? ", " : "",
			port->name != NULL ? port->name : "",
			port->name != NULL ? " " : "", port->port);
	}
	copy = arena_string(
		arena, text.size > 0 ? buffer_string(&text) : "no port");
	buffer_release(&text);
	return copy;
}

static void add(struct comparing *comparing, enum difference_kind kind,
	const char *service, const char *before, const char *after)
{
	struct difference *change = vector_next(&comparing->changes);

	change->kind = kind;
	change->service = service;
	change->before = before;
	change->after = after;
}

/* --- fields ------------------------------------------------------------ */

static const struct node *fields_of(const struct registry_service *service)
{
	const struct node *node = service->node;

	return node->kind == NODE_MAPPING && registry_ports_node(node) != node
		       ? node
		       : NULL;
}

static bool is_compared(const char *name)
{
	return name != NULL && strcmp(name, "name") != 0 &&
	       strcmp(name, "port") != 0 && strcmp(name, "ports") != 0;
}

/* A scalar as it is, everything else as JSON in a line. */
static const char *value_text(struct arena *arena, const struct node *value)
{
	struct buffer text = BUFFER_INIT;
	const char *copy;

	if (value == NULL)
		return NULL;
	if (node_is_scalar(value))
		return arena_copy(arena, value->text, value->size);
	json_put_line(&text, json_of_node(value));
	copy = arena_copy(arena, text.data, text.size - 1);
	buffer_release(&text);
	return copy;
}

static void add_field(struct comparing *comparing, const char *service,
	const char *field, const struct node *before, const struct node *after)
{
	add(comparing, DIFFERENCE_FIELD, service,
		value_text(comparing->arena, before),
		value_text(comparing->arena, after));
	comparing->changes.items[comparing->changes.count - 1].field = field;
}

static void compare_fields(struct comparing *comparing, const char *key,
	const struct registry_service *before,
	const struct registry_service *after)
{
	const struct node *old = fields_of(before), *new = fields_of(after);

	for (size_t i = 0; old != NULL && i < old->count; i++) {
		const char *name = old->keys[i]->text;
		const struct node *value =
			name != NULL ? node_get(new, name) : NULL;

		if (is_compared(name) && !node_same(old->items[i], value))
			add_field(comparing, key, name, old->items[i], value);
	}
	for (size_t i = 0; new != NULL &&i < new->count; i++) {
		const char *name = new->keys[i]->text;

		if (is_compared(name) && node_get(old, name) == NULL)
			add_field(comparing, key, name, NULL, new->items[i]);
	}
}

/* --- services ---------------------------------------------------------- */

static bool ports_same(const struct registry_service *before,
	const struct registry_service *after)
{
	if (before->port_count != after->port_count)
		return false;
	for (size_t i = 0; i < before->port_count; i++)
		if (before->ports[i].port != after->ports[i].port)
			return false;
	return true;
}

/* The new service that has the ports of one that went. */
static const struct registry_service *renamed_to(
	struct comparing *comparing, const struct registry_service *gone)
{
	const struct registry *after = comparing->after;

	if (after == NULL || gone->port_count == 0)
		return NULL;
	for (size_t i = 0; i < after->service_count; i++) {
		const struct registry_service *service = &after->services[i];

		if (comparing->paired[i] || service->udp != gone->udp ||
			!ports_same(gone, service) ||
			find(comparing, comparing->before,
				key_of(comparing, service)) != NULL)
			continue;
		comparing->paired[i] = true;
		return service;
	}
	return NULL;
}

static void compare_old(
	struct comparing *comparing, const struct registry_service *before)
{
	struct arena *arena = comparing->arena;
	const char *key = key_of(comparing, before), *name;
	const struct registry_service *after =
		find(comparing, comparing->after, key);

	if (after != NULL) {
		if (!ports_same(before, after))
			add(comparing, DIFFERENCE_MOVED, key,
				ports_text(arena, before),
				ports_text(arena, after));
		compare_fields(comparing, key, before, after);
		return;
	}
	after = renamed_to(comparing, before);
	if (after == NULL) {
		add(comparing, DIFFERENCE_REMOVED, key,
			ports_text(arena, before), NULL);
		return;
	}
	name = key_of(comparing, after);
	add(comparing, DIFFERENCE_RENAMED, name, key, ports_text(arena, after));
	compare_fields(comparing, name, before, after);
}

static void compare_services(struct comparing *comparing)
{
	const struct registry *before = comparing->before;
	const struct registry *after = comparing->after;

	for (size_t i = 0; before != NULL && i < before->service_count; i++)
		if (is_first(comparing, before, &before->services[i]))
			compare_old(comparing, &before->services[i]);
	for (size_t i = 0; after != NULL && i < after->service_count; i++) {
		const struct registry_service *service = &after->services[i];
		const char *key = key_of(comparing, service);

		if (!comparing->paired[i] &&
			is_first(comparing, after, service) &&
			find(comparing, before, key) == NULL)
			add(comparing, DIFFERENCE_ADDED, key, NULL,
				ports_text(comparing->arena, service));
	}
}

/* --- ranges ------------------------------------------------------------ */

static const char *range_text(
	struct arena *arena, const struct registry_range *range)
{
	return arena_format(arena, "%ld-%ld%s", range->min, range->max,
		range->dynamic ? " (dynamic)" : "");
}

static void compare_ranges(struct comparing *comparing)
{
	const struct registry *before = comparing->before;
	const struct registry *after = comparing->after;
	struct arena *arena = comparing->arena;

	for (size_t i = 0; before != NULL && i < before->range_count; i++) {
		const struct registry_range *old = &before->ranges[i];
		const struct registry_range *new =
			after != NULL ? registry_range_named(after, old->name)
				      : NULL;

		if (new == NULL)
			add(comparing, DIFFERENCE_RANGE_REMOVED, old->name,
				range_text(arena, old), NULL);
		else if (old->min != new->min || old->max != new->max ||
			 old->dynamic != new->dynamic)
			add(comparing, DIFFERENCE_RANGE_MOVED, old->name,
				range_text(arena, old), range_text(arena, new));
	}
	for (size_t i = 0; after != NULL && i < after->range_count; i++)
		if (before == NULL || registry_range_named(before,
					      after->ranges[i].name) == NULL)
			add(comparing, DIFFERENCE_RANGE_ADDED,
				after->ranges[i].name, NULL,
				range_text(arena, &after->ranges[i]));
}

static int by_kind(const void *a, const void *b)
{
	const struct difference *one = a, *other = b;
	int order;

	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	order = strcmp(one->service, other->service);
	if (order == 0 && one->field != NULL && other->field != NULL)
		order = strcmp(one->field, other->field);
	return order;
}

struct comparison *registry_compare(struct arena *arena,
	const struct registry *before, const struct registry *after,
	const char *from, const char *to)
{
	struct comparison *comparison = arena_alloc(arena, sizeof(*comparison));
	struct comparing comparing = {
		.arena = arena,
		.before = before,
		.after = after,
		.by_path = (before == NULL || before->form == REGISTRY_BANDS) &&
			   (after == NULL || after->form == REGISTRY_BANDS),
		.paired = arena_alloc(
			arena, after != NULL ? after->service_count + 1 : 1),
	};

	compare_services(&comparing);
	compare_ranges(&comparing);
	if (comparing.changes.count > 1)
		qsort(comparing.changes.items, comparing.changes.count,
			sizeof(*comparing.changes.items), by_kind);
	comparison->from = from;
	comparison->to = to;
	comparison->count = comparing.changes.count;
	comparison->changes = vector_move(&comparing.changes, arena);
	return comparison;
}
