/*
 * Divides the ports of a draft into ranges: neighbours of one group share
 * one, bounds are whole hundreds with room for as many again, and no two
 * ranges meet. It must not know where the ports come from.
 */
#include "base/arena.h"
#include "generate/proposal.h"
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = 100,
	WELL_KNOWN_END = 1023,
	PORT_MAX = 65535,
	/* Empty hundreds that a range of one group may bridge. */
	BRIDGE = 4,
};

/* A hundred of ports of which some are used. */
struct block {
	long min, max;
	size_t count;
	const char *group; /* of most of them */
};
VECTOR_TYPE(block_list, struct block);
VECTOR_TYPE(port_list, const struct proposed_port *);

static int by_port(const void *a, const void *b)
{
	const struct proposed_port *left =
		*(const struct proposed_port *const *)a;
	const struct proposed_port *right =
		*(const struct proposed_port *const *)b;

	if (left->port != right->port)
		return left->port < right->port ? -1 : 1;
	return strcmp(left->group, right->group);
}

static void list_ports(struct port_list *out, const struct proposal *proposal)
{
	for (size_t i = 0; i < proposal->services.count; i++) {
		const struct proposed_port_list *ports =
			&proposal->services.items[i]->ports;

		for (size_t k = 0; k < ports->count; k++)
			vector_add(out, &ports->items[k]);
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_port);
}

/* The group of more than half of the ports: whatever the others are, it alone
 * is left when ports of different groups take each other away. */
static const char *main_group(
	const struct proposed_port *const *ports, size_t count)
{
	const char *group = PROPOSAL_GENERAL;
	size_t left = 0, same = 0, i;

	for (i = 0; i < count; i++) {
		if (left == 0)
			group = ports[i]->group;
		left = strcmp(ports[i]->group, group) == 0 ? left + 1
							   : left - 1;
	}
	for (i = 0; i < count; i++)
		same += strcmp(ports[i]->group, group) == 0;
	return same * 2 > count ? group : PROPOSAL_GENERAL;
}

static long block_start(long port)
{
	long start = port / BLOCK * BLOCK;

	if (port <= WELL_KNOWN_END)
		return 1;
	return start > WELL_KNOWN_END ? start : WELL_KNOWN_END + 1;
}

static long block_end(long port)
{
	long end = port / BLOCK * BLOCK + BLOCK - 1;

	if (port <= WELL_KNOWN_END)
		return WELL_KNOWN_END;
	return end < PORT_MAX ? end : PORT_MAX;
}

static void list_blocks(struct block_list *out, const struct port_list *ports)
{
	for (size_t i = 0, end; i < ports->count; i = end) {
		long port = ports->items[i]->port;
		struct block block = {
			.min = block_start(port), .max = block_end(port)};

		for (end = i; end < ports->count &&
			      ports->items[end]->port <= block.max;)
			end++;
		block.count = end - i;
		block.group = main_group(&ports->items[i], block.count);
		vector_add(out, block);
	}
}

/* May the next hundred be a part of the range? */
static bool belongs(const struct block *range, const struct block *next)
{
	if (range->min <= WELL_KNOWN_END ||
		strcmp(range->group, next->group) != 0)
		return false;
	/* Of many groups: one range for each thousand. */
	if (strcmp(range->group, PROPOSAL_GENERAL) == 0)
		return range->min / 1000 == next->min / 1000;
	return next->min - range->max - 1 <= BRIDGE * BLOCK;
}

static void join_blocks(struct block_list *out, const struct block_list *blocks)
{
	for (size_t i = 0; i < blocks->count; i++) {
		struct block *last =
			out->count > 0 ? &out->items[out->count - 1] : NULL;
		const struct block *next = &blocks->items[i];

		if (last == NULL || !belongs(last, next)) {
			vector_add(out, *next);
			continue;
		}
		last->max = next->max;
		last->count += next->count;
	}
}

/* Room for as many ports again, as far as the next range lets it grow. */
static void make_room(struct block_list *ranges)
{
	for (size_t i = 0; i < ranges->count; i++) {
		struct block *range = &ranges->items[i];
		long limit = i + 1 < ranges->count
				     ? ranges->items[i + 1].min - 1
				     : PORT_MAX;

		while ((size_t)(range->max - range->min + 1) <
				range->count * 2 &&
			range->max + BLOCK <= limit)
			range->max += BLOCK;
	}
}

static bool is_shared(const struct block_list *ranges, const char *group)
{
	size_t count = 0;

	for (size_t i = 0; i < ranges->count; i++)
		count += ranges->items[i].min != 1 &&
			 strcmp(ranges->items[i].group, group) == 0;
	return count > 1;
}

static const char *range_name(struct arena *arena,
	const struct block_list *ranges, const struct block *range)
{
	if (range->min == 1)
		return "well-known";
	if (is_shared(ranges, range->group) ||
		strcmp(range->group, "well-known") == 0)
		return arena_format(arena, "%s-%ld", range->group, range->min);
	return range->group;
}

/* Of a service without a port: where most of the ports are. */
static const char *largest(const struct proposal *proposal)
{
	const struct proposed_range *found = NULL;

	for (size_t i = 0; i < proposal->ranges.count; i++)
		if (found == NULL ||
			proposal->ranges.items[i].count > found->count)
			found = &proposal->ranges.items[i];
	return found != NULL ? found->name : "services";
}

static const char *stack_of(
	const struct proposal *proposal, const struct proposed_service *service)
{
	long port = service->ports.count > 0 ? service->ports.items[0].port : 0;

	for (size_t i = 0; i < proposal->ranges.count; i++)
		if (port >= proposal->ranges.items[i].min &&
			port <= proposal->ranges.items[i].max)
			return proposal->ranges.items[i].name;
	return largest(proposal);
}

void proposal_divide(struct proposal *proposal, struct arena *arena)
{
	struct port_list ports = {0};
	struct block_list blocks = {0}, ranges = {0};

	list_ports(&ports, proposal);
	list_blocks(&blocks, &ports);
	join_blocks(&ranges, &blocks);
	make_room(&ranges);
	for (size_t i = 0; i < ranges.count; i++) {
		const struct block *range = &ranges.items[i];
		const struct proposed_range made = {
			.name = range_name(arena, &ranges, range),
			.min = range->min,
			.max = range->max,
			.count = range->count};

		vector_add(&proposal->ranges, made);
	}
	for (size_t i = 0; i < proposal->services.count; i++)
		proposal->services.items[i]->stack =
			stack_of(proposal, proposal->services.items[i]);
	vector_free(&ports);
	vector_free(&blocks);
	vector_free(&ranges);
}
