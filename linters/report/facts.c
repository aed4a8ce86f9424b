/*
 * Port facts out for programs: in order, an object a fact.
 */
#include "report/facts.h"
#include "base/map.h"
#include "report/json_text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int compare_numbers(long a, long b)
{
	return a < b ? -1 : a > b;
}

static int compare_facts(const struct fact *a, const struct fact *b)
{
	int order = strcmp(a->place.path, b->place.path);

	if (order == 0)
		order = compare_numbers(a->place.line, b->place.line);
	if (order == 0)
		order = compare_numbers(a->place.column, b->place.column);
	if (order == 0)
		order = compare_numbers((long)a->kind, (long)b->kind);
	if (order == 0)
		order = compare_numbers(a->port, b->port);
	if (order == 0)
		order = compare_numbers(a->target, b->target);
	if (order == 0)
		order = compare_texts(a->service, b->service);
	if (order == 0)
		order = compare_texts(a->protocol, b->protocol);
	return order;
}

static int compare_items(const void *a, const void *b)
{
	return compare_facts(
		*(const struct fact *const *)a, *(const struct fact *const *)b);
}

static bool same_place(const struct fact *a, const struct fact *b)
{
	return a->place.line == b->place.line &&
	       a->place.column == b->place.column &&
	       strcmp(a->place.path, b->place.path) == 0;
}

/* How much a kind of fact says of a place that several readers see. */
static int weight(const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_ADDRESS:
		return 0;
	case FACT_UPSTREAM:
		return 1;
	case FACT_ASSIGNMENT:
		return 2;
	default:
		return 3;
	}
}

static bool says_more(const struct fact *a, const struct fact *b)
{
	return a->port == b->port && weight(a) > weight(b);
}

/* A range may put thousands at one place. */
enum { NEIGHBOURS_FEW = 16 };

static struct slice port_key(const struct fact *fact)
{
	return slice_range((const char *)&fact->port, 0, sizeof(fact->port));
}

/* How much is said at most of each port at the place of start to end. */
static void weigh(struct map *out, const struct fact_list *facts, size_t start,
	size_t end)
{
	for (size_t i = start; i < end; i++) {
		struct slice key = port_key(facts->items[i]);
		uintptr_t own = (uintptr_t)weight(facts->items[i]) + 1;

		if (own > (uintptr_t)map_get(out, key))
			map_put(out, key, (void *)own);
	}
}

/* Does a neighbour at the same place say more of the same port? */
static bool gives_way(const struct fact_list *facts, const struct map *weights,
	size_t start, size_t end, size_t i)
{
	const struct fact *fact = facts->items[i];

	if (weights->count > 0)
		return (uintptr_t)weight(fact) + 1 <
		       (uintptr_t)map_get(weights, port_key(fact));
	for (size_t k = start; k < end; k++)
		if (says_more(facts->items[k], fact))
			return true;
	return false;
}

/* Keeps what is worth it of the facts at one place, start to end. */
static void keep_of_place(struct fact_list *kept, const struct fact_list *facts,
	size_t start, size_t end)
{
	struct map weights = MAP_INIT;

	if (end - start > NEIGHBOURS_FEW)
		weigh(&weights, facts, start, end);
	for (size_t i = start; i < end; i++)
		if ((i == start || compare_facts(facts->items[i - 1],
					   facts->items[i]) != 0) &&
			!gives_way(facts, &weights, start, end, i))
			vector_add(kept, facts->items[i]);
	map_release(&weights);
}

void facts_sort(struct fact_list *facts)
{
	struct fact_list kept = {0};
	size_t i;

	if (facts->count == 0)
		return;
	qsort(facts->items, facts->count, sizeof(*facts->items), compare_items);
	for (size_t start = 0; start < facts->count; start = i) {
		for (i = start + 1;
			i < facts->count &&
			same_place(facts->items[start], facts->items[i]);)
			i++;
		keep_of_place(&kept, facts, start, i);
	}
	vector_free(facts);
	*facts = kept;
}

/* A number, text for a range, null for none. */
static json_t *port_value(long first, long last)
{
	char text[32];

	if (first == 0)
		return json_null();
	if (first == last)
		return json_integer(first);
	snprintf(text, sizeof(text), "%ld-%ld", first, last);
	return json_text(text);
}

static json_t *object_of(const struct fact *fact)
{
	json_t *object = json_object();

	json_object_set_new(
		object, "kind", json_text(fact_kind_name(fact->kind)));
	json_object_set_new(object, "service",
		fact->service != NULL ? json_text(fact->service) : json_null());
	json_object_set_new(
		object, "port", port_value(fact->port, fact->port_end));
	if (fact->kind == FACT_PUBLISHED) {
		json_object_set_new(object, "target",
			port_value(fact->target, fact->target_end));
		json_object_set_new(object, "hostIp",
			json_text(fact->host_ip != NULL ? fact->host_ip : ""));
	}
	if (fact->protocol != NULL)
		json_object_set_new(
			object, "protocol", json_text(fact->protocol));
	json_object_set_new(object, "path", json_text(fact->place.path));
	json_object_set_new(object, "line", json_integer(fact->place.line));
	json_object_set_new(object, "column", json_integer(fact->place.column));
	return object;
}

int report_facts_json(struct buffer *out, const struct fact_list *facts,
	bool array, struct error *err)
{
	json_t *list = json_array();
	size_t i;
	int result = 0;

	for (i = 0; i < facts->count && result == 0; i++) {
		json_t *object = object_of(facts->items[i]);

		if (array)
			json_array_append_new(list, object);
		else
			result = json_write(out, object, JSON_COMPACT, err);
	}
	if (array)
		return json_write(out, list, JSON_INDENT(1), err);
	json_decref(list);
	return result;
}
