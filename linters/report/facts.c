/*
 * Port facts out: a line a fact for people, an object a fact for programs.
 */
#include "report/facts.h"
#include "report/json_text.h"
#include "report/visible.h"
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
	return compare_facts(*(const struct fact *const *)a,
		*(const struct fact *const *)b);
}

void facts_sort(struct fact_list *facts)
{
	size_t i, kept = 0;

	if (facts->count == 0)
		return;
	qsort(facts->items, facts->count, sizeof(*facts->items),
		compare_items);
	for (i = 1; i < facts->count; i++)
		if (compare_facts(facts->items[kept], facts->items[i]) != 0)
			facts->items[++kept] = facts->items[i];
	facts->count = kept + 1;
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
		fact->service != NULL ? json_text(fact->service)
				      : json_null());
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
	json_object_set_new(
		object, "column", json_integer(fact->place.column));
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

/* By port, ephemeral ones last, then by kind, then by place. */
static int compare_for_people(const void *a, const void *b)
{
	const struct fact *one = *(const struct fact *const *)a;
	const struct fact *two = *(const struct fact *const *)b;
	int order = compare_numbers(one->port == 0, two->port == 0);

	if (order == 0)
		order = compare_numbers(one->port, two->port);
	if (order == 0)
		order = compare_numbers((long)one->kind, (long)two->kind);
	return order != 0 ? order : compare_facts(one, two);
}

static void add_ports(struct buffer *out, const struct fact *fact)
{
	char text[80];
	int size;

	if (fact->port == 0)
		size = snprintf(text, sizeof(text), "any");
	else if (fact->port == fact->port_end)
		size = snprintf(text, sizeof(text), "%ld", fact->port);
	else
		size = snprintf(text, sizeof(text), "%ld-%ld", fact->port,
			fact->port_end);
	if (fact->kind == FACT_PUBLISHED && fact->target == fact->target_end)
		size += snprintf(text + size, sizeof(text) - (size_t)size,
			" -> %ld", fact->target);
	else if (fact->kind == FACT_PUBLISHED)
		size += snprintf(text + size, sizeof(text) - (size_t)size,
			" -> %ld-%ld", fact->target, fact->target_end);
	if (fact->protocol != NULL && strcmp(fact->protocol, "tcp") != 0)
		snprintf(text + size, sizeof(text) - (size_t)size, "/%s",
			fact->protocol);
	buffer_format(out, "%-16s", text);
}

static void add_fact(struct buffer *out, const struct fact *fact)
{
	buffer_format(out, "  %-11s ", fact_kind_name(fact->kind));
	add_ports(out, fact);
	buffer_format(
		out, " %-24s ", fact->service != NULL ? fact->service : "-");
	add_visible(out, slice_of(fact->place.path));
	buffer_format(out, ":%u:%u\n", fact->place.line, fact->place.column);
}

/* Who the registry says owns the port of the group that starts at i. */
static void add_heading(struct buffer *out, const struct fact_list *facts,
	size_t i, bool color)
{
	const struct fact *fact = facts->items[i];
	const char *owner = NULL;
	size_t k;

	for (k = i; k < facts->count && facts->items[k]->port == fact->port;
		k++)
		if (facts->items[k]->kind == FACT_REGISTRY && owner == NULL)
			owner = facts->items[k]->service;
	if (color)
		buffer_add_string(out, "\033[1m");
	if (fact->port == 0)
		buffer_add_string(out, "any free port");
	else
		buffer_format(out, "%ld", fact->port);
	if (owner != NULL)
		buffer_format(out, " (%s)", owner);
	if (color)
		buffer_add_string(out, "\033[0m");
	buffer_add_char(out, '\n');
}

void report_facts_text(
	struct buffer *out, const struct fact_list *facts, bool color)
{
	struct fact_list sorted = {0};
	size_t i;

	for (i = 0; i < facts->count; i++)
		vector_add(&sorted, facts->items[i]);
	if (sorted.count != 0)
		qsort(sorted.items, sorted.count, sizeof(*sorted.items),
			compare_for_people);
	for (i = 0; i < sorted.count; i++) {
		if (i == 0 || sorted.items[i]->port !=
				      sorted.items[i - 1]->port)
			add_heading(out, &sorted, i, color);
		add_fact(out, sorted.items[i]);
	}
	vector_free(&sorted);
}
