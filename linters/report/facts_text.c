/*
 * Port facts out for people: a heading a port, what conflicts, a line a
 * fact. Shows what it is given and judges nothing.
 */
#include "base/glob.h"
#include "report/facts.h"
#include "report/visible.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of one kind and service in one folder before the rest is counted. */
#define SHOWN 5

/* The order of a group: host side, code, container side, addresses. */
static const enum fact_kind kind_order[] = {FACT_REGISTRY, FACT_PUBLISHED,
	FACT_DEFAULT, FACT_ASSIGNMENT, FACT_ENV, FACT_TARGET, FACT_EXPOSE,
	FACT_HEALTHCHECK, FACT_LABEL, FACT_LISTEN, FACT_UPSTREAM, FACT_SCRAPE,
	FACT_ADDRESS};

struct line {
	const struct fact *fact;
	const char *aside; /* or NULL */
};

/* The facts of one port, and what conflicts about it. */
struct group {
	long port;
	size_t start, end; /* of the lines */
	struct finding_list conflicts;
};

VECTOR_TYPE(line_list, struct line);
VECTOR_TYPE(group_list, struct group);

struct listing {
	const struct facts_view *view;
	struct line_list lines;
	struct group_list groups;
};

static int compare_numbers(long a, long b)
{
	return a < b ? -1 : a > b;
}

static int compare_names(const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int kind_rank(enum fact_kind kind)
{
	int i = 0;

	while (kind_order[i] != kind)
		i++;
	return i;
}

static int compare_folders(const char *a, const char *b)
{
	size_t one = path_folder_size(a), two = path_folder_size(b);
	int order = memcmp(a, b, one < two ? one : two);

	return order != 0 ? order : compare_numbers((long)one, (long)two);
}

/* What can be told in few lines is one run: kind, service, folder. */
static int compare_runs(const struct line *a, const struct line *b)
{
	int order = compare_numbers(
		kind_rank(a->fact->kind), kind_rank(b->fact->kind));

	if (order == 0)
		order = compare_numbers(a->aside != NULL, b->aside != NULL);
	if (order == 0)
		order = compare_names(a->fact->service, b->fact->service);
	if (order == 0)
		order = compare_folders(
			a->fact->place.path, b->fact->place.path);
	return order;
}

/* By port, ephemeral ones last, then by run, then by place. */
static int compare_lines(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	const struct place *one = &a->fact->place, *two = &b->fact->place;
	int order = compare_numbers(a->fact->port == 0, b->fact->port == 0);

	if (order == 0)
		order = compare_numbers(a->fact->port, b->fact->port);
	if (order == 0)
		order = compare_runs(a, b);
	if (order == 0)
		order = strcmp(one->path, two->path);
	if (order == 0)
		order = compare_numbers(one->line, two->line);
	if (order == 0)
		order = compare_numbers(one->column, two->column);
	return order != 0 ? order
			  : compare_numbers(a->fact->target, b->fact->target);
}

static int compare_groups(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int order = compare_numbers(
		b->conflicts.count > 0, a->conflicts.count > 0);

	return order != 0 ? order
			  : compare_numbers((long)a->start, (long)b->start);
}

/* --- what conflicts ---------------------------------------------------- */

static bool is_at(const struct place *place, const struct fact *fact)
{
	return place->start < fact->place.end &&
	       fact->place.start < place->end &&
	       strcmp(place->path, fact->place.path) == 0;
}

static bool speaks_of(const struct finding *finding, const struct fact *fact)
{
	size_t i;

	if (is_at(&finding->place, fact))
		return true;
	for (i = 0; i < finding->related_count; i++)
		if (is_at(&finding->related[i].place, fact))
			return true;
	return false;
}

static void find_conflicts(const struct listing *listing, struct group *group)
{
	const struct finding_list *conflicts = listing->view->conflicts;
	size_t i, k;

	for (i = 0; conflicts && i < conflicts->count; i++)
		for (k = group->start; k < group->end; k++)
			if (speaks_of(conflicts->items[i],
				    listing->lines.items[k].fact)) {
				vector_add(&group->conflicts,
					conflicts->items[i]);
				break;
			}
}

/* --- lines ------------------------------------------------------------- */

static int add_range(char *text, size_t size, long first, long last)
{
	if (first == 0)
		return snprintf(text, size, "any");
	if (first == last)
		return snprintf(text, size, "%ld", first);
	return snprintf(text, size, "%ld-%ld", first, last);
}

/* The mapping that a target is the right side of; NULL: there is none. */
static const struct fact *published_as(
	const struct facts_view *view, const struct fact *target)
{
	const struct fact_list *facts =
		view->all_facts ? view->all_facts : view->facts;
	size_t i;

	for (i = 0; target->kind == FACT_TARGET && i < facts->count; i++) {
		const struct fact *fact = facts->items[i];

		if (fact->kind == FACT_PUBLISHED &&
			fact->target <= target->port &&
			target->port <= fact->target_end &&
			fact->place.line == target->place.line &&
			compare_names(fact->service, target->service) == 0 &&
			strcmp(fact->place.path, target->place.path) == 0)
			return fact;
	}
	return NULL;
}

static void add_ports(struct buffer *out, const struct facts_view *view,
	const struct fact *fact)
{
	const struct fact *mapping = published_as(view, fact);
	char text[96];
	size_t room = sizeof(text);
	int size = add_range(text, room, fact->port, fact->port_end);

	if (fact->kind == FACT_PUBLISHED) {
		size += snprintf(text + size, room - (size_t)size, " -> ");
		size += add_range(text + size, room - (size_t)size,
			fact->target, fact->target_end);
	} else if (mapping) {
		size += snprintf(text + size, room - (size_t)size, " <- ");
		size += add_range(text + size, room - (size_t)size,
			mapping->port, mapping->port_end);
	}
	if (fact->protocol != NULL && strcmp(fact->protocol, "tcp") != 0)
		snprintf(text + size, room - (size_t)size, "/%s",
			fact->protocol);
	buffer_format(out, "%-14s", text);
}

static void add_line(struct buffer *out, const struct facts_view *view,
	const struct line *line)
{
	const struct fact *fact = line->fact;

	buffer_format(out, "  %-11s ", fact_kind_name(fact->kind));
	add_ports(out, view, fact);
	buffer_format(
		out, " %-24s ", fact->service != NULL ? fact->service : "-");
	add_visible(out, slice_of(fact->place.path));
	buffer_format(out, ":%u:%u", fact->place.line, fact->place.column);
	if (line->aside)
		buffer_format(out, " (%s)", line->aside);
	buffer_add_char(out, '\n');
}

static void add_rest(
	struct buffer *out, const struct line *line, size_t count)
{
	const struct place *place = &line->fact->place;
	size_t folder = path_folder_size(place->path);

	buffer_format(out, "  %-11s ... and %zu more in ", "", count);
	if (folder > 0)
		add_visible(out, slice_range(place->path, 0, folder));
	else
		buffer_add_char(out, '.');
	buffer_add_string(out, "/ (--all shows them)\n");
}

static void add_lines(struct buffer *out, const struct listing *listing,
	const struct group *group)
{
	const struct line *lines = listing->lines.items;
	size_t i, start = group->start, end, shown;

	for (; start < group->end; start = end) {
		for (end = start + 1; end < group->end &&
			compare_runs(&lines[start], &lines[end]) == 0;)
			end++;
		shown = end - start;
		/* One line more costs no more than to say so. */
		if (!listing->view->every && shown > SHOWN + 1)
			shown = SHOWN;
		for (i = start; i < start + shown; i++)
			add_line(out, listing->view, &lines[i]);
		if (start + shown < end)
			add_rest(out, &lines[start], end - start - shown);
	}
}

static void add_conflict(struct buffer *out, const struct facts_view *view,
	const struct finding *finding)
{
	buffer_add_string(out, view->color ? "  \033[1;31mconflict\033[0m    "
					   : "  conflict    ");
	add_visible(out, slice_of(finding->message));
	buffer_format(out, " [%s]\n              ", finding->rule->id);
	add_visible(out, slice_of(finding->place.path));
	buffer_format(out, ":%u:%u\n", finding->place.line,
		finding->place.column);
}

/* Who the registry says owns the port. */
static void add_heading(struct buffer *out, const struct listing *listing,
	const struct group *group)
{
	const char *bold = listing->view->color ? "\033[1m" : "";
	const char *plain = listing->view->color ? "\033[0m" : "";
	const char *comma = " (";
	size_t i;

	buffer_add_string(out, bold);
	if (group->port == 0)
		buffer_add_string(out, "any free port");
	else
		buffer_format(out, "%ld", group->port);
	for (i = group->start; i < group->end; i++) {
		const struct fact *fact = listing->lines.items[i].fact;

		if (fact->kind != FACT_REGISTRY)
			break;
		buffer_format(out, "%s%s", comma, fact->service);
		comma = ", ";
	}
	if (i > group->start)
		buffer_add_char(out, ')');
	buffer_format(out, "%s\n", plain);
}

/* --- all of it --------------------------------------------------------- */

static void collect(struct listing *listing)
{
	const struct facts_view *view = listing->view;
	size_t i;

	for (i = 0; i < view->facts->count; i++) {
		struct line line = {.fact = view->facts->items[i]};

		if (view->aside)
			line.aside = view->aside(
				view->state, line.fact->place.path);
		if (view->port == 0 || (line.fact->port <= view->port &&
					       view->port <=
						       line.fact->port_end))
			vector_add(&listing->lines, line);
	}
	if (listing->lines.count > 0)
		qsort(listing->lines.items, listing->lines.count,
			sizeof(*listing->lines.items), compare_lines);
}

/* A range belongs to the one port that is asked for, else to its first. */
static long group_port(const struct listing *listing, size_t i)
{
	return listing->view->port != 0 ? listing->view->port
					: listing->lines.items[i].fact->port;
}

static void divide(struct listing *listing)
{
	size_t i, start = 0;

	for (i = 1; i <= listing->lines.count; i++) {
		struct group *group;

		if (i < listing->lines.count &&
			group_port(listing, i) == group_port(listing, start))
			continue;
		group = vector_next(&listing->groups);
		group->port = group_port(listing, start);
		group->start = start;
		group->end = start = i;
		find_conflicts(listing, group);
	}
	if (listing->groups.count > 0)
		qsort(listing->groups.items, listing->groups.count,
			sizeof(*listing->groups.items), compare_groups);
}

void report_facts_text(struct buffer *out, const struct facts_view *view)
{
	struct listing listing = {.view = view};
	size_t i, k;

	collect(&listing);
	divide(&listing);
	for (i = 0; i < listing.groups.count; i++) {
		struct group *group = &listing.groups.items[i];

		add_heading(out, &listing, group);
		for (k = 0; k < group->conflicts.count; k++)
			add_conflict(out, view, group->conflicts.items[k]);
		add_lines(out, &listing, group);
		vector_free(&group->conflicts);
	}
	vector_free(&listing.lines);
	vector_free(&listing.groups);
}
