/*
 * The facts of a run by service and by port, so that what is shown of each is
 * found without looking at all of them. It must not judge them.
 */
#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/open_ports.h"
#include "cli/registry_report_private.h"
#include <stdlib.h>
#include <string.h>

/* Places that are shown of one port or service. */
enum { FACT_LIMIT = 12, PORT_END = 65536 };

VECTOR_TYPE(rank_list, unsigned);

/* A fact in the order in which they are shown. */
struct ranked {
	const struct fact *fact;
	size_t position;
	bool aside;
};

/* The first facts of a port, by rank. */
struct port_facts {
	unsigned ranks[FACT_LIMIT];
	unsigned count;
};

struct fact_index {
	struct ranked *ranked;
	size_t count;
	const struct report_service *services;
	struct map positions;        /* of the services, by their address */
	struct rank_list *by_name;   /* of each service: facts that name it */
	struct port_facts *by_port;  /* by their number */
	size_t *totals;              /* of facts over each port */
	struct rank_list *wide_ends; /* see count_over() */
};

/* --- order ------------------------------------------------------------- */

static int by_kind(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;
	const struct fact *one = left->fact, *other = right->fact;
	int order = (int)left->aside - (int)right->aside;

	if (order == 0)
		order = (int)one->kind - (int)other->kind;
	if (order == 0)
		order = strcmp(one->place.path, other->place.path);
	if (order == 0 && one->place.start != other->place.start)
		order = one->place.start < other->place.start ? -1 : 1;
	if (order == 0)
		order = left->position < right->position ? -1 : 1;
	return order;
}

/* Tests, examples and backups say nothing of what runs. */
static bool is_aside(struct model *model, const struct fact *fact)
{
	const char *path = fact->place.path;

	return model_scope(model, path) == SCOPE_TEST ||
	       dotenv_is_example_name(path) || compose_is_apart(path);
}

/* By kind, those aside last. What the registry says itself is left out. */
static void rank_facts(struct fact_index *index, struct model *model,
	const struct fact_list *facts)
{
	index->ranked = memory_new(facts->count + 1, sizeof(*index->ranked));
	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = facts->items[i];

		if (fact->kind != FACT_REGISTRY)
			index->ranked[index->count++] =
				(struct ranked){fact, i, is_aside(model, fact)};
	}
	qsort(index->ranked, index->count, sizeof(*index->ranked), by_kind);
}

/* --- by service -------------------------------------------------------- */

static struct slice key_of(const struct registry_service *const *service)
{
	return slice_range((const char *)service, 0, sizeof(*service));
}

static void index_names(struct fact_index *index, struct model *model,
	const struct report_service *services, size_t count)
{
	struct service_names *names = service_names_new(model);
	size_t i;

	index->services = services;
	index->by_name = memory_new(count + 1, sizeof(*index->by_name));
	for (i = 0; i < count; i++)
		map_put(&index->positions, key_of(&services[i].listed.service),
			&index->by_name[i]);
	for (i = 0; i < index->count; i++) {
		const struct registry_service *service = service_names_find(
			names, index->ranked[i].fact->service);
		struct rank_list *list =
			map_get(&index->positions, key_of(&service));

		if (list != NULL)
			vector_add(list, (unsigned)i);
	}
	service_names_free(names);
}

/* --- by port ----------------------------------------------------------- */

/* The ports of the host that a fact takes; false: none. */
static bool ports_of(const struct fact *fact, long *first, long *last)
{
	*first = fact->port;
	*last = fact->port_end < PORT_END ? fact->port_end : PORT_END - 1;
	return port_is_used_by(fact) && *first > 0 && *first <= *last;
}

/* A port that is full is not looked at again. */
static void add_over(
	struct fact_index *index, struct open_ports *open, unsigned rank)
{
	long first, last, port;

	if (!ports_of(index->ranked[rank].fact, &first, &last))
		return;
	index->totals[first]++;
	index->totals[last + 1]--;
	for (port = open_ports_from(open, first); port <= last;
		port = open_ports_from(open, port + 1)) {
		struct port_facts *facts = &index->by_port[port];

		facts->ranks[facts->count++] = rank;
		if (facts->count == FACT_LIMIT)
			open_ports_close(open, port);
	}
}

static void index_ports(struct fact_index *index)
{
	struct open_ports open;
	size_t i;

	index->by_port = memory_new(PORT_END, sizeof(*index->by_port));
	index->totals = memory_new(PORT_END + 1, sizeof(*index->totals));
	open_ports_init(&open);
	for (i = 0; i < index->count; i++)
		add_over(index, &open, (unsigned)i);
	open_ports_release(&open);
	/* From where they begin and end to how many there are. */
	for (i = 1; i <= PORT_END; i++)
		index->totals[i] += index->totals[i - 1];
}

/* --- over two ports ---------------------------------------------------- */

static int by_end(const void *a, const void *b)
{
	const struct fact *one = *(const struct fact *const *)a;
	const struct fact *other = *(const struct fact *const *)b;

	return one->port_end < other->port_end
		       ? -1
		       : one->port_end > other->port_end;
}

/*
 * A tree over where the facts of several ports begin (each node has those of
 * the last power of two numbers), with their ends in order.
 */
static void index_wide(struct fact_index *index)
{
	struct fact_list wide = {0};
	long first, last;

	index->wide_ends = memory_new(PORT_END, sizeof(*index->wide_ends));
	for (size_t i = 0; i < index->count; i++)
		if (ports_of(index->ranked[i].fact, &first, &last) &&
			first < last)
			vector_add(&wide, index->ranked[i].fact);
	if (wide.count > 1)
		qsort(wide.items, wide.count, sizeof(*wide.items), by_end);
	for (size_t i = 0; i < wide.count; i++) {
		ports_of(wide.items[i], &first, &last);
		for (; first < PORT_END; first += first & -first)
			vector_add(&index->wide_ends[first], (unsigned)last);
	}
	vector_free(&wide);
}

/* How many of the numbers, in order, are at least this? */
static size_t count_from(const struct rank_list *numbers, long least)
{
	size_t low = 0, high = numbers->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (numbers->items[middle] < least)
			low = middle + 1;
		else
			high = middle;
	}
	return numbers->count - low;
}

/* The facts that take both ports, first < last. */
static size_t count_over(const struct fact_index *index, long first, long last)
{
	size_t count = 0;

	for (; first > 0; first -= first & -first)
		count += count_from(&index->wide_ends[first], last);
	return count;
}

/* --- all of it --------------------------------------------------------- */

struct fact_index *fact_index_new(const struct registry_target *target,
	const struct fact_list *facts, const struct report_service *services,
	size_t count)
{
	struct fact_index *index = memory_new(1, sizeof(*index));

	rank_facts(index, target->model, facts);
	index_names(index, target->model, services, count);
	index_ports(index);
	index_wide(index);
	return index;
}

void fact_index_free(struct fact_index *index)
{
	for (size_t i = 0; i < index->positions.count; i++)
		vector_free(
			(struct rank_list *)index->positions.entries[i].value);
	for (size_t i = 0; i < PORT_END; i++)
		vector_free(&index->wide_ends[i]);
	map_release(&index->positions);
	free(index->by_name);
	free(index->by_port);
	free(index->totals);
	free(index->wide_ends);
	free(index->ranked);
	free(index);
}

/* --- questions --------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	unsigned one = *(const unsigned *)a, other = *(const unsigned *)b;

	return one < other ? -1 : one > other;
}

/* In order, each once. */
static void tidy(struct rank_list *numbers)
{
	size_t kept = 0;

	if (numbers->count > 1)
		qsort(numbers->items, numbers->count, sizeof(*numbers->items),
			by_number);
	for (size_t i = 0; i < numbers->count; i++)
		if (i == 0 || numbers->items[i] != numbers->items[i - 1])
			numbers->items[kept++] = numbers->items[i];
	numbers->count = kept;
}

static void list_ports(
	struct rank_list *out, const struct registry_service *service)
{
	for (size_t i = 0; i < service->port_count; i++)
		vector_add(out, (unsigned)service->ports[i].port);
	tidy(out);
}

/* Facts that take any of the ports: one that takes several is over each
 * neighbours of these. */
static size_t count_users(
	const struct fact_index *index, const struct rank_list *ports)
{
	size_t count = 0;

	for (size_t i = 0; i < ports->count; i++) {
		count += index->totals[ports->items[i]];
		if (i > 0)
			count -= count_over(
				index, ports->items[i - 1], ports->items[i]);
	}
	return count;
}

static bool is_user(const struct fact *fact, const struct rank_list *ports)
{
	long first, last;

	return ports_of(fact, &first, &last) &&
	       count_from(ports, first) > count_from(ports, last + 1);
}

static struct fact_sample sample_of(const struct fact_index *index,
	struct arena *arena, const unsigned *ranks, size_t count, size_t total)
{
	const struct fact **facts;

	if (count > FACT_LIMIT)
		count = FACT_LIMIT;
	facts = arena_alloc(arena, (count + 1) * sizeof(*facts));
	for (size_t i = 0; i < count; i++)
		facts[i] = index->ranked[ranks[i]].fact;
	return (struct fact_sample){facts, count, total};
}

struct fact_sample fact_index_port(
	const struct fact_index *index, struct arena *arena, long port)
{
	const struct port_facts *facts = &index->by_port[port];

	return sample_of(
		index, arena, facts->ranks, facts->count, index->totals[port]);
}

size_t fact_index_total(const struct fact_index *index, long port)
{
	return index->totals[port];
}

struct fact_sample fact_index_service(
	const struct fact_index *index, struct arena *arena, size_t position)
{
	const struct rank_list *named = &index->by_name[position];
	struct rank_list ports = {0}, first = {0};
	struct fact_sample sample;
	size_t total;

	list_ports(&ports, index->services[position].listed.service);
	total = count_users(index, &ports);
	for (size_t i = 0; i < named->count; i++) {
		total += !is_user(index->ranked[named->items[i]].fact, &ports);
		if (i < FACT_LIMIT)
			vector_add(&first, named->items[i]);
	}
	for (size_t i = 0; i < ports.count; i++) {
		const struct port_facts *facts =
			&index->by_port[ports.items[i]];

		for (size_t k = 0; k < facts->count; k++)
			vector_add(&first, facts->ranks[k]);
	}
	tidy(&first);
	sample = sample_of(index, arena, first.items, first.count, total);
	vector_free(&first);
	vector_free(&ports);
	return sample;
}
