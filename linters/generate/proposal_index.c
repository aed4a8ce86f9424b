/*
 * What is asked of the services of a draft again and again, so that nothing
 * is looked for among all of them: the first by what it is known by, and who
 * knows a port. It must not know what follows from an answer.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "base/open_ports.h"
#include "generate/proposal_private.h"
#include <stdlib.h>
#include <string.h>

enum {
	PORT_END = 65536,
	/* A service that serves more in a row is not listed by each port. */
	ROW_MAX = 64,
};

VECTOR_TYPE(position_list, size_t);

struct proposal_index {
	struct map map; /* by struct proposal_key: a number */
	struct arena *keys;
	struct buffer key;
	bool known[PORT_END]; /* some service or container has the port */
	struct open_ports unknown;
	struct position_list by_port[PORT_END]; /* of compose services */
	struct position_list wide;              /* that serve many in a row */
};

struct proposal_index *proposal_index_new(void)
{
	struct proposal_index *index = memory_new(1, sizeof(*index));

	index->keys = arena_new();
	open_ports_init(&index->unknown);
	return index;
}

void proposal_index_free(struct proposal_index *index)
{
	for (size_t i = 0; i < PORT_END; i++)
		vector_free(&index->by_port[i]);
	vector_free(&index->wide);
	open_ports_release(&index->unknown);
	map_release(&index->map);
	buffer_release(&index->key);
	arena_free(index->keys);
	free(index);
}

/* --- numbers by keys --------------------------------------------------- */

static struct slice key_of(
	struct proposal_index *index, const struct proposal_key *key)
{
	buffer_clear(&index->key);
	buffer_add_char(&index->key, (char)key->kind);
	buffer_add(&index->key, &key->of, sizeof(key->of));
	buffer_add(&index->key, &key->port, sizeof(key->port));
	/* A text has no NUL but at its end. */
	if (key->text != NULL)
		buffer_add(&index->key, key->text, strlen(key->text) + 1);
	if (key->more != NULL)
		buffer_add_string(&index->key, key->more);
	return slice_range(index->key.data, 0, index->key.size);
}

size_t proposal_index_get(
	struct proposal_index *index, const struct proposal_key *key)
{
	return (uintptr_t)map_get(&index->map, key_of(index, key));
}

void proposal_index_put(struct proposal_index *index,
	const struct proposal_key *key, size_t number)
{
	struct slice slice = key_of(index, key);

	if (!map_has(&index->map, slice))
		slice.data = arena_copy(index->keys, slice.data, slice.size);
	map_put(&index->map, slice, (void *)(uintptr_t)number);
}

void proposal_index_put_least(struct proposal_index *index,
	const struct proposal_key *key, size_t number)
{
	size_t before = proposal_index_get(index, key);

	if (before == 0 || number < before)
		proposal_index_put(index, key, number);
}

/* --- ports ------------------------------------------------------------- */

static void know(struct proposal_index *index, long first, long last)
{
	for (long port = open_ports_from(&index->unknown, first); port <= last;
		port = open_ports_from(&index->unknown, port)) {
		index->known[port] = true;
		open_ports_close(&index->unknown, port);
	}
}

static void add_served(struct port_row_list *rows,
	const struct compose_port *ports, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct port_row row = {
			ports[i].target, ports[i].target_end};

		if (ports[i].target_known && row.first > 0 &&
			row.last < PORT_END && row.first <= row.last)
			vector_add(rows, row);
	}
}

static int by_first(const void *a, const void *b)
{
	const struct port_row *one = a, *other = b;

	return one->first < other->first ? -1 : one->first > other->first;
}

/* What a service listens on, in order and apart. */
static void list_served(
	struct port_row_list *rows, const struct compose_service *service)
{
	size_t kept = 0;

	add_served(rows, service->ports, service->port_count);
	add_served(rows, service->expose, service->expose_count);
	if (rows->count > 1)
		qsort(rows->items, rows->count, sizeof(*rows->items), by_first);
	for (size_t i = 0; i < rows->count; i++) {
		struct port_row *row = &rows->items[i];

		if (kept == 0 || row->first > rows->items[kept - 1].last + 1)
			rows->items[kept++] = *row;
		else if (row->last > rows->items[kept - 1].last)
			rows->items[kept - 1].last = row->last;
	}
	rows->count = kept;
}

void proposal_index_container(
	struct proposal_index *index, const struct compose_service *service)
{
	struct port_row_list rows = {0};

	list_served(&rows, service);
	for (size_t i = 0; i < rows.count; i++)
		know(index, rows.items[i].first, rows.items[i].last);
	vector_free(&rows);
}

void proposal_index_service(
	struct proposal_index *index, struct proposed_service *service)
{
	struct port_row_list *rows = &service->served;

	list_served(rows, service->service);
	for (size_t i = 0; i < rows->count; i++) {
		const struct port_row *row = &rows->items[i];

		know(index, row->first, row->last);
		if (row->last - row->first >= ROW_MAX) {
			vector_add(&index->wide, service->position);
			continue;
		}
		for (long port = row->first; port <= row->last; port++)
			vector_add(&index->by_port[port], service->position);
	}
}

void proposal_index_port(struct proposal_index *index,
	const struct proposed_service *service, long port)
{
	struct proposal_key key = {PROPOSAL_KNOWN, service, port, NULL, NULL};

	if (port < 1 || port >= PORT_END)
		return;
	know(index, port, port);
	if (service->service != NULL && proposal_index_get(index, &key) == 0)
		vector_add(&index->by_port[port], service->position);
	/* The last port of the service that is it or leads to it. */
	proposal_index_put(index, &key, service->ports.count);
}

static bool serves(const struct proposed_service *service, long port)
{
	size_t low = 0, high = service->served.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (service->served.items[middle].last < port)
			low = middle + 1;
		else
			high = middle;
	}
	return low < service->served.count &&
	       service->served.items[low].first <= port;
}

bool proposal_index_knows(const struct proposal_index *index, long port)
{
	return port > 0 && port < PORT_END && index->known[port];
}

bool proposed_knows(const struct proposing *proposing,
	const struct proposed_service *service, long port)
{
	const struct proposal_key key = {
		PROPOSAL_KNOWN, service, port, NULL, NULL};

	return proposal_index_knows(proposing->index, port) &&
	       (proposal_index_get(proposing->index, &key) != 0 ||
		       serves(service, port));
}

/* The first of them that fits and serves the port; 0: they all do. */
static struct proposed_service *first_of(const struct proposing *proposing,
	const struct position_list *positions, long port,
	bool (*fits)(
		const struct proposed_service *service, const char *letters),
	const char *letters)
{
	struct proposed_service *found = NULL;

	for (size_t i = 0; i < positions->count; i++) {
		struct proposed_service *service =
			proposing->proposal->services
				.items[positions->items[i]];

		if ((found == NULL || service->position < found->position) &&
			(port == 0 || serves(service, port)) &&
			fits(service, letters))
			found = service;
	}
	return found;
}

struct proposed_service *proposal_index_find(const struct proposing *proposing,
	long port,
	bool (*fits)(
		const struct proposed_service *service, const char *letters),
	const char *letters)
{
	const struct proposal_index *index = proposing->index;
	struct proposed_service *one, *other;

	if (!proposal_index_knows(index, port))
		return NULL;
	one = first_of(proposing, &index->by_port[port], 0, fits, letters);
	other = first_of(proposing, &index->wide, port, fits, letters);
	if (one == NULL || other == NULL)
		return one != NULL ? one : other;
	return one->position < other->position ? one : other;
}
