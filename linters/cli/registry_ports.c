/*
 * Free ports. What a container serves inside its own network takes no port
 * of the host, so only host-side facts count.
 */
#include "cli/registry_ports.h"
#include "base/arena.h"
#include "base/open_ports.h"
#include "engine/fact.h"
#include "report/facts.h"
#include <string.h>

enum { PORT_MAX = 65535 };

static int unknown_range(struct arena *arena,
	const struct registry_target *target, const char *text,
	struct error *err)
{
	size_t count = 0, room = 1, i, k;
	const char **names, *nearest;

	for (i = 0; i < target->count; i++)
		room += target->registries[i]->range_count;
	names = arena_alloc(arena, room * sizeof(*names));
	for (i = 0; i < target->count; i++)
		for (k = 0; k < target->registries[i]->range_count; k++)
			names[count++] = target->registries[i]->ranges[k].name;
	nearest = string_nearest(text, names);
	if (nearest != NULL)
		return error_set(err, ERROR_USE,
			"there is no range `%s`: did you mean `%s`?", text,
			nearest);
	return error_set(err, ERROR_USE,
		"there is no range `%s`: give the name of one, or N-M", text);
}

static int dynamic_range(const struct registry_range *range, struct error *err)
{
	return error_set(err, ERROR_USE,
		"the range `%s` (%ld-%ld) is dynamic: its ports are given out "
		"at run time, register none",
		range->name, range->min, range->max);
}

static int of_registry(struct port_range_wish *out,
	const struct registry_range *range, struct error *err)
{
	if (range->min == 0)
		return error_at(err, ERROR_USE, range->place.path,
			range->place.line, range->place.column,
			"the range `%s` cannot be read: write it as N-M",
			range->name);
	if (range->dynamic)
		return dynamic_range(range, err);
	out->min = range->min;
	out->max = range->max;
	return 0;
}

int port_range_find(struct port_range_wish *out, struct arena *arena,
	const struct registry_target *target, const char *text,
	struct error *err)
{
	struct node node = {
		.kind = NODE_STRING, .text = text, .size = strlen(text)};

	out->name = text;
	for (size_t i = 0; i < target->count; i++) {
		const struct registry_range *range =
			registry_range_named(target->registries[i], text);

		if (range != NULL)
			return of_registry(out, range, err);
	}
	if (!registry_range_read(&node, &out->min, &out->max))
		return unknown_range(arena, target, text, err);
	return 0;
}

/* Sets the flag at those that are open, which have it not yet. */
static void mark(struct port_use *use, struct open_ports *open, long first,
	long last, unsigned flag)
{
	if (last > PORT_MAX)
		last = PORT_MAX;
	if (first < 1)
		first = 1;
	while (first <= last &&
		(first = open_ports_from(open, first)) <= last) {
		use->taken[first] |= (unsigned char)flag;
		open_ports_close(open, first);
	}
}

static void mark_registry(struct port_use *use, struct open_ports *open,
	const struct registry *registry)
{
	for (size_t i = 0; i < registry->service_count; i++)
		for (size_t k = 0; k < registry->services[i].port_count; k++)
			mark(use, open, registry->services[i].ports[k].port,
				registry->services[i].ports[k].port,
				PORT_REGISTERED);
	for (size_t i = 0; i < registry->range_count; i++)
		if (registry->ranges[i].dynamic)
			mark(use, open, registry->ranges[i].min,
				registry->ranges[i].max, PORT_REGISTERED);
}

bool port_is_used_by(const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_PUBLISHED:
	case FACT_ENV:
	case FACT_DEFAULT:
	case FACT_ASSIGNMENT:
	case FACT_ADDRESS:
		return fact->side != SIDE_CONTAINER;
	default:
		return false;
	}
}

void port_use_mark(struct port_use *out, const struct registry_target *target,
	const struct fact_list *facts)
{
	struct open_ports open;
	size_t i;

	out->taken = arena_alloc(target->target.arena, PORT_MAX + 1);
	open_ports_init(&open);
	for (i = 0; i < facts->count; i++)
		/* 0 is a port that is picked at the start. */
		if (port_is_used_by(facts->items[i]) &&
			facts->items[i]->port > 0)
			mark(out, &open, facts->items[i]->port,
				facts->items[i]->port_end, PORT_USED);
	open_ports_release(&open);
	open_ports_init(&open);
	for (i = 0; i < target->count; i++)
		mark_registry(out, &open, target->registries[i]);
	open_ports_release(&open);
}

int registry_facts(struct run_result *out, struct registry_target *target,
	struct error *err)
{
	struct run_request request;

	target_request(&target->target, &request);
	request.only_new = false;
	request.base_count = 0;
	request.scan.wants_facts = true;
	if (run_judge(out, target->target.arena, &request, err) != 0)
		return -1;
	out->sink.wants_facts = true;
	model_facts(target->model, NULL, &out->sink);
	facts_sort(&out->sink.facts);
	/* A file that was not looked at could hold any port. */
	for (size_t i = 0; i < out->sink.notices.count; i++)
		if (out->sink.notices.items[i].kind == NOTICE_FAILED)
			return error_at(err, ERROR_WORK,
				out->sink.notices.items[i].path, 0, 0, "%s",
				out->sink.notices.items[i].message);
	return 0;
}

int port_use_read(
	struct port_use *out, struct registry_target *target, struct error *err)
{
	struct run_result result = {0};
	int status = registry_facts(&result, target, err);

	port_use_mark(out, target, &result.sink.facts);
	if (status == 0)
		status = model_read_whole(target->model, err);
	sink_release(&result.sink);
	return status;
}

long port_next(const struct port_use *use, const struct port_range_wish *range,
	long from, struct error *err)
{
	long registered = 0, used = 0, port;

	for (port = from > range->min ? from : range->min; port <= range->max;
		port++)
		if (use->taken[port] == 0)
			return port;
	for (port = range->min; port <= range->max; port++) {
		registered += (use->taken[port] & PORT_REGISTERED) != 0;
		used += use->taken[port] == PORT_USED;
	}
	error_set(err, ERROR_USE,
		"the range `%s` (%ld-%ld) is full: %ld of its ports are "
		"registered and %ld more are used somewhere in the repository "
		"(plumb where PORT says where)",
		range->name, range->min, range->max, registered, used);
	return 0;
}
