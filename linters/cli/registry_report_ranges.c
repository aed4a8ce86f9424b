/*
 * The ranges of the report: what of each is taken, foreign and free. Ranges
 * may lie over one another in any number, so counts come out of sums, and no
 * port is gone through for each range that has it more than so often. It must
 * not judge who is right.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "base/open_ports.h"
#include "cli/registry_report_private.h"
#include <stdlib.h>
#include <string.h>

enum {
	PORT_END = 65536,
	/* Ports of all ranges that are listed; more only where many ranges
	 * have the same ports. */
	LISTED_MAX = 2 * PORT_END,
};

VECTOR_TYPE(mark_list, struct report_mark);

/* A port of a service, by whose range it could be of. */
struct own_port {
	const struct registry *registry;
	const char *stack; /* NULL: of any range of the registry */
	long port;
	size_t position; /* of the service */
	size_t sum;      /* of own ports that differ, before this one */
};

/* How many ports below each number are so. */
struct port_sums {
	unsigned below[PORT_END + 1];
};

struct range_index {
	struct own_port *own;
	size_t own_count;
	const struct registry_service *holder[PORT_END]; /* the first */
	const struct registry_range *dynamic[PORT_END];  /* the first */
	unsigned next_used[PORT_END + 1]; /* the next port that is in use */
	struct port_sums free;
	struct port_sums held;  /* in use by more than a dynamic range */
	struct port_sums shown; /* the same, or in a dynamic range */
};

struct range_gathering {
	const struct gathering *gathering;
	struct range_index *index;
	size_t listed; /* ports so far */
};

/* --- own ports --------------------------------------------------------- */

static int compare_stacks(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_own(const struct own_port *one, const struct own_port *other)
{
	int order = (one->registry > other->registry) -
		    (one->registry < other->registry);

	if (order == 0)
		order = compare_stacks(one->stack, other->stack);
	if (order == 0)
		order = (one->port > other->port) - (one->port < other->port);
	return order;
}

static int by_own(const void *a, const void *b)
{
	const struct own_port *one = a, *other = b;
	int order = compare_own(one, other);

	return order != 0 ? order
			  : (one->position > other->position) -
				    (one->position < other->position);
}

/* The first of them that is not before it. */
static size_t own_at(const struct range_index *index,
	const struct registry *registry, const char *stack, long port)
{
	const struct own_port wanted = {
		.registry = registry, .stack = stack, .port = port};
	size_t low = 0, high = index->own_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_own(&index->own[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first service that has the port for such a range; NULL: none. */
static const struct own_port *own_of(const struct range_index *index,
	const struct registry *registry, const char *stack, long port)
{
	size_t at = own_at(index, registry, stack, port);
	const struct own_port *own = &index->own[at];
	const struct own_port wanted = {
		.registry = registry, .stack = stack, .port = port};

	return at < index->own_count && compare_own(own, &wanted) == 0 ? own
								       : NULL;
}

/* Each port counts once, and not where it counts for every range. */
static void sum_own(struct range_index *index)
{
	size_t sum = 0;

	for (size_t i = 0; i < index->own_count; i++) {
		struct own_port *own = &index->own[i];

		own->sum = sum;
		sum += (i == 0 || compare_own(own - 1, own) != 0) &&
		       (own->stack == NULL || own_of(index, own->registry, NULL,
						      own->port) == NULL);
	}
	index->own[index->own_count].sum = sum; /* behind the last */
}

static void list_own(
	struct range_index *index, const struct registry_report *report)
{
	size_t count = 0, i, k;

	for (i = 0; i < report->service_count; i++)
		count += report->services[i].listed.service->port_count;
	index->own = memory_new(count + 1, sizeof(*index->own));
	for (i = 0; i < report->service_count; i++) {
		const struct listed *listed = &report->services[i].listed;

		for (k = 0; k < listed->service->port_count; k++)
			index->own[index->own_count++] =
				(struct own_port){.registry = listed->registry,
					.stack = listed->service->stack,
					.port = listed->service->ports[k].port,
					.position = i};
	}
	qsort(index->own, index->own_count, sizeof(*index->own), by_own);
	sum_own(index);
}

static long sum_between(const struct range_index *index,
	const struct report_range *range, const char *stack)
{
	size_t first = own_at(index, range->registry, stack, range->range->min);
	size_t end =
		own_at(index, range->registry, stack, range->range->max + 1);

	return (long)(index->own[end].sum - index->own[first].sum);
}

/* --- ports ------------------------------------------------------------- */

static void find_holders(
	struct range_index *index, const struct registry_report *report)
{
	for (size_t i = report->service_count; i-- > 0;) {
		const struct registry_service *service =
			report->services[i].listed.service;

		for (size_t k = 0; k < service->port_count; k++)
			index->holder[service->ports[k].port] = service;
	}
}

static void find_dynamic(
	struct range_index *index, const struct registry_target *target)
{
	struct open_ports open;

	open_ports_init(&open);
	for (size_t i = 0; i < target->count; i++)
		for (size_t k = 0; k < target->registries[i]->range_count;
			k++) {
			const struct registry_range *range =
				&target->registries[i]->ranges[k];

			if (!range->dynamic || range->min == 0)
				continue;
			for (long port = open_ports_from(&open, range->min);
				port <= range->max;
				port = open_ports_from(&open, port)) {
				index->dynamic[port] = range;
				open_ports_close(&open, port);
			}
		}
	open_ports_release(&open);
}

static void sum_ports(
	struct range_index *index, const struct gathering *gathering)
{
	const unsigned char *taken = gathering->use.taken;
	long port;

	for (port = 0; port < PORT_END; port++) {
		bool held =
			taken[port] != 0 &&
			(index->holder[port] != NULL ||
				fact_index_total(gathering->facts, port) > 0);

		index->free.below[port + 1] =
			index->free.below[port] + (taken[port] == 0);
		index->held.below[port + 1] = index->held.below[port] + held;
		index->shown.below[port + 1] =
			index->shown.below[port] +
			(held || (taken[port] != 0 &&
					 index->dynamic[port] != NULL));
	}
	index->next_used[PORT_END] = PORT_END;
	for (port = PORT_END; port-- > 0;)
		index->next_used[port] = taken[port] != 0
						 ? (unsigned)port
						 : index->next_used[port + 1];
}

static long count_in(
	const struct port_sums *sums, const struct registry_range *range)
{
	return (long)(sums->below[range->max + 1] - sums->below[range->min]);
}

/* --- marks ------------------------------------------------------------- */

/* Who has the port: one of this range before all others. */
static const struct registry_service *owner_of(
	const struct range_gathering *ranges, const struct report_range *range,
	long port, bool *of_range)
{
	const struct range_index *index = ranges->index;
	const struct own_port *any = own_of(index, range->registry, NULL, port);
	const struct own_port *named =
		own_of(index, range->registry, range->range->name, port);

	*of_range = any != NULL || named != NULL;
	if (!*of_range)
		return index->holder[port];
	if (any == NULL || (named != NULL && named->position < any->position))
		any = named;
	return ranges->gathering->report->services[any->position]
		.listed.service;
}

/* A run of ports that only a dynamic range has is one mark. */
static bool extends(
	const struct mark_list *marks, const struct report_mark *mark)
{
	const struct report_mark *last =
		marks->count > 0 ? &marks->items[marks->count - 1] : NULL;

	return last != NULL && last->last + 1 == mark->first &&
	       mark->dynamic != NULL && last->dynamic == mark->dynamic &&
	       mark->service == NULL && last->service == NULL &&
	       mark->fact_total == 0 && last->fact_total == 0;
}

static void add_mark(const struct range_gathering *ranges,
	const struct report_range *range, struct mark_list *marks, long port)
{
	const struct gathering *gathering = ranges->gathering;
	struct report_mark mark = {.first = port, .last = port};
	struct fact_sample users;

	mark.service = owner_of(ranges, range, port, &mark.taken);
	if (mark.service == NULL) {
		users = fact_index_port(
			gathering->facts, gathering->arena, port);
		mark.facts = users.facts;
		mark.fact_count = users.count;
		mark.fact_total = users.total;
	}
	if (!range->range->dynamic)
		mark.dynamic = ranges->index->dynamic[port];
	/* Given out at run time: that is what the whole range says. */
	if (mark.service == NULL && mark.fact_total == 0 &&
		mark.dynamic == NULL)
		return;
	if (extends(marks, &mark))
		marks->items[marks->count - 1].last = port;
	else
		vector_add(marks, mark);
}

static void list_marks(
	struct range_gathering *ranges, struct report_range *range)
{
	const unsigned *next = ranges->index->next_used;
	struct mark_list marks = {0};
	long port;

	for (port = next[range->range->min];
		port <= range->range->max && ranges->listed < LISTED_MAX;
		port = next[port + 1]) {
		add_mark(ranges, range, &marks, port);
		ranges->listed++;
	}
	range->mark_count = marks.count;
	range->marks = vector_move(&marks, ranges->gathering->arena);
	range->cut_at = port <= range->range->max ? port : 0;
}

static void fill_range(
	struct range_gathering *ranges, struct report_range *range)
{
	const struct range_index *index = ranges->index;

	if (range->range->min == 0)
		return;
	range->free = count_in(&index->free, range->range);
	range->taken = sum_between(index, range, NULL) +
		       sum_between(index, range, range->range->name);
	range->foreign =
		count_in(range->range->dynamic ? &index->held : &index->shown,
			range->range) -
		range->taken;
	list_marks(ranges, range);
}

/* --- all of it --------------------------------------------------------- */

/* Ports of any range that nobody has, each once. */
static long count_free(
	const struct gathering *gathering, const struct report_range *ranges)
{
	struct open_ports open;
	long free = 0, port;

	open_ports_init(&open);
	for (size_t i = 0; i < gathering->report->range_count; i++) {
		const struct registry_range *range = ranges[i].range;

		for (port = open_ports_from(&open, range->min);
			port <= range->max && range->min > 0;
			port = open_ports_from(&open, port)) {
			free += gathering->use.taken[port] == 0;
			open_ports_close(&open, port);
		}
	}
	open_ports_release(&open);
	return free;
}

static struct range_index *range_index_new(const struct gathering *gathering)
{
	struct range_index *index = memory_new(1, sizeof(*index));

	list_own(index, gathering->report);
	find_holders(index, gathering->report);
	find_dynamic(index, gathering->target);
	sum_ports(index, gathering);
	return index;
}

void gather_ranges(struct gathering *gathering)
{
	const struct registry_target *target = gathering->target;
	struct registry_report *report = gathering->report;
	struct range_gathering state = {
		gathering, range_index_new(gathering), 0};
	struct report_range *ranges;
	size_t count = 0, i, k;

	for (i = 0; i < target->count; i++)
		count += target->registries[i]->range_count;
	ranges = arena_alloc(gathering->arena, (count + 1) * sizeof(*ranges));
	for (i = 0; i < target->count; i++)
		for (k = 0; k < target->registries[i]->range_count; k++) {
			struct report_range *range =
				&ranges[report->range_count++];

			range->registry = target->registries[i];
			range->range = &target->registries[i]->ranges[k];
			fill_range(&state, range);
		}
	report->ranges = ranges;
	report->free = count_free(gathering, ranges);
	free(state.index->own);
	free(state.index);
}
