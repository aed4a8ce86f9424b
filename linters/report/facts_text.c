/*
 * Port facts out for people: a heading a port, what conflicts, a line a
 * fact. Shows what it is given and judges nothing.
 */
#include "base/glob.h"
#include "base/intervals.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/visible.h"
#include "report/facts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of one kind and service in one folder before the rest is counted. */
#define SHOWN 5

/* Lines of one kind before other folders are counted only. */
#define KIND_SHOWN 10
#define OTHERS "  %-11s ... and %zu more in other folders (--all)\n"

/* A group of so many lines is read at a glance, whatever they are. */
#define SCREEN 20

#define SERVICE_WIDTH 24

/* The order of a group: host side, code, container side, addresses. */
static const enum fact_kind kind_order[] = {FACT_REGISTRY, FACT_PUBLISHED,
	FACT_DEFAULT, FACT_ASSIGNMENT, FACT_ENV, FACT_TARGET, FACT_EXPOSE,
	FACT_HEALTHCHECK, FACT_LABEL, FACT_LISTEN, FACT_UPSTREAM, FACT_SCRAPE,
	FACT_ADDRESS};

struct line {
	const struct fact *fact;
	long port; /* the group's: of a range the first, or the one asked for */
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
VECTOR_TYPE(index_list, size_t);

struct listing {
	const struct facts_view *view;
	struct line_list lines;
	struct group_list groups;
	struct map places; /* struct intervals of conflicts by path */
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
	int order = compare_numbers(a->port == 0, b->port == 0);

	if (order == 0)
		order = compare_numbers(a->port, b->port);
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
	int order =
		compare_numbers(b->conflicts.count > 0, a->conflicts.count > 0);

	return order != 0 ? order
			  : compare_numbers((long)a->start, (long)b->start);
}

/* --- what conflicts ---------------------------------------------------- */

static void add_place(
	struct listing *listing, const struct place *place, size_t conflict)
{
	struct intervals *places;

	if (!place->path)
		return;
	places = map_get_string(&listing->places, place->path);
	if (!places) {
		places = memory_new(1, sizeof(*places));
		map_put_string(&listing->places, place->path, places);
	}
	intervals_add(places, place->start, place->end, conflict);
}

/* Where each conflict is, its own place and those that it names. */
static void index_conflicts(struct listing *listing)
{
	const struct finding_list *conflicts = listing->view->conflicts;
	size_t i, k;

	for (i = 0; conflicts && i < conflicts->count; i++) {
		const struct finding *finding = conflicts->items[i];

		add_place(listing, &finding->place, i);
		for (k = 0; k < finding->related_count; k++)
			add_place(listing, &finding->related[k].place, i);
	}
	for (i = 0; i < listing->places.count; i++)
		intervals_sort(listing->places.entries[i].value);
}

static void release_places(struct listing *listing)
{
	size_t i;

	for (i = 0; i < listing->places.count; i++) {
		struct intervals *places = listing->places.entries[i].value;

		vector_free(places);
		free(places);
	}
	map_release(&listing->places);
}

static int compare_indices(const void *left, const void *right)
{
	const size_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void add_conflicts_at(const struct listing *listing,
	const struct place *place, struct index_list *out)
{
	const struct intervals *places =
		map_get_string(&listing->places, place->path);
	const struct interval *found;
	size_t at = SIZE_MAX;

	while (places &&
		(found = intervals_next(places, place->start, place->end, &at)))
		vector_add(out, found->id);
}

static void find_conflicts(const struct listing *listing, struct group *group)
{
	struct index_list found = {0};
	size_t i;

	for (i = group->start; i < group->end; i++)
		add_conflicts_at(
			listing, &listing->lines.items[i].fact->place, &found);
	if (found.count > 1)
		qsort(found.items, found.count, sizeof(*found.items),
			compare_indices);
	for (i = 0; i < found.count; i++)
		if (i == 0 || found.items[i] != found.items[i - 1])
			vector_add(&group->conflicts,
				listing->view->conflicts
					->items[found.items[i]]);
	vector_free(&found);
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

static void add_service(struct buffer *out, const char *service)
{
	size_t start;

	buffer_add_char(out, ' ');
	start = out->size;
	add_visible(out, slice_of(service != NULL ? service : "-"));
	while (out->size - start < SERVICE_WIDTH)
		buffer_add_char(out, ' ');
	buffer_add_char(out, ' ');
}

static void add_line(struct buffer *out, const struct facts_view *view,
	const struct line *line)
{
	const struct fact *fact = line->fact;

	buffer_format(out, "  %-11s ", fact_kind_name(fact->kind));
	add_ports(out, view, fact);
	add_service(out, fact->service);
	add_visible(out, slice_of(fact->place.path));
	buffer_format(out, ":%u:%u", fact->place.line, fact->place.column);
	if (line->aside)
		buffer_format(out, " (%s)", line->aside);
	buffer_add_char(out, '\n');
}

static void add_rest(struct buffer *out, const struct line *line, size_t count)
{
	const struct place *place = &line->fact->place;
	size_t folder = path_folder_size(place->path);

	buffer_format(out, "  %-11s ... and %zu more in ",
		fact_kind_name(line->fact->kind), count);
	if (line->aside)
		buffer_add_string(out, "tests, examples and backups");
	else if (folder > 0)
		add_visible(out, slice_range(place->path, 0, folder + 1));
	else
		buffer_add_string(out, "the root");
	buffer_add_string(out, " (--all)\n");
}

/* Where the run that starts at start ends; those aside are one run a kind. */
static size_t end_of_run(
	const struct line *lines, const struct group *group, size_t start)
{
	const struct line *first = &lines[start];
	size_t end = start + 1;

	while (end < group->end &&
		(compare_runs(first, &lines[end]) == 0 ||
			(first->aside && lines[end].aside &&
				first->fact->kind == lines[end].fact->kind)))
		end++;
	return end;
}

/* How many lines of a run are shown: one more costs no more than to say so. */
static size_t shown_of_run(const struct listing *listing,
	const struct group *group, const struct line *first, size_t count)
{
	if (listing->view->every || count <= 1)
		return count;
	if (first->aside && group->end - group->start > SCREEN)
		return 0;
	return count > SHOWN + 1 ? SHOWN : count;
}

/* The lines of one kind, from start on; where the next kind starts. */
static size_t add_kind(struct buffer *out, const struct listing *listing,
	const struct group *group, size_t start)
{
	const struct line *lines = listing->lines.items;
	enum fact_kind kind = lines[start].fact->kind;
	size_t told = 0, others = 0, i, end, shown;

	for (; start < group->end && lines[start].fact->kind == kind;
		start = end) {
		end = end_of_run(lines, group, start);
		shown = shown_of_run(
			listing, group, &lines[start], end - start);
		if (told >= KIND_SHOWN && !listing->view->every &&
			!lines[start].aside) {
			others += end - start;
			continue;
		}
		if (lines[start].aside && others > 0) {
			buffer_format(
				out, OTHERS, fact_kind_name(kind), others);
			others = 0;
		}
		told += shown;
		for (i = start; i < start + shown; i++)
			add_line(out, listing->view, &lines[i]);
		if (start + shown < end)
			add_rest(out, &lines[start], end - start - shown);
	}
	if (others > 0)
		buffer_format(out, OTHERS, fact_kind_name(kind), others);
	return start;
}

static void add_lines(struct buffer *out, const struct listing *listing,
	const struct group *group)
{
	size_t start = group->start;

	while (start < group->end)
		start = add_kind(out, listing, group, start);
}

/* Of a port that somebody owns it is worth to know. */
static void add_unpublished(struct buffer *out, const struct listing *listing,
	const struct group *group)
{
	const struct line *lines = listing->lines.items;
	size_t i;

	if (listing->view->port == 0 ||
		lines[group->start].fact->kind != FACT_REGISTRY)
		return;
	for (i = group->start; i < group->end; i++)
		if (lines[i].fact->kind == FACT_PUBLISHED)
			return;
	buffer_add_string(out, "  published   by nobody\n");
}

static void add_conflict(struct buffer *out, const struct facts_view *view,
	const struct finding *finding)
{
	buffer_add_string(out, view->color ? "  \033[1;31mconflict\033[0m    "
					   : "  conflict    ");
	add_visible(out, slice_of(finding->message));
	buffer_format(out, " [%s]\n              ", finding->rule->id);
	add_visible(out, slice_of(finding->place.path));
	buffer_format(
		out, ":%u:%u\n", finding->place.line, finding->place.column);
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
		buffer_add_string(out, comma);
		add_visible(out, slice_of(fact->service));
		comma = ", ";
	}
	if (i > group->start)
		buffer_add_char(out, ')');
	buffer_format(out, "%s\n", plain);
}

/* --- all of it --------------------------------------------------------- */

static bool is_shown(const struct facts_view *view, const struct fact *fact)
{
	return view->port == 0 ||
	       (fact->port <= view->port && view->port <= fact->port_end);
}

static void collect(struct listing *listing)
{
	const struct facts_view *view = listing->view;
	size_t i;

	for (i = 0; i < view->facts->count; i++) {
		const struct fact *fact = view->facts->items[i];
		struct line line = {.fact = fact,
			.port = view->port != 0 ? view->port : fact->port};

		if (view->aside)
			line.aside = view->aside(view->state, fact->place.path);
		if (is_shown(view, fact))
			vector_add(&listing->lines, line);
	}
	if (listing->lines.count > 0)
		qsort(listing->lines.items, listing->lines.count,
			sizeof(*listing->lines.items), compare_lines);
}

static void divide(struct listing *listing)
{
	const struct line *lines = listing->lines.items;
	size_t i, start = 0;

	index_conflicts(listing);
	for (i = 1; i <= listing->lines.count; i++) {
		struct group *group;

		if (i < listing->lines.count &&
			lines[i].port == lines[start].port)
			continue;
		group = vector_next(&listing->groups);
		group->port = lines[start].port;
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
		add_unpublished(out, &listing, group);
		add_lines(out, &listing, group);
		vector_free(&group->conflicts);
	}
	release_places(&listing);
	vector_free(&listing.lines);
	vector_free(&listing.groups);
}
