/*
 * The report as one JSON value: for programs, and for the page. It must not
 * know how it is shown.
 */
#include "base/map.h"
#include "generate/json_node.h"
#include "generate/registry_report.h"
#include <string.h>

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, json_checked(value));
}

static void set_text(json_t *object, const char *key, const char *text)
{
	set(object, key, json_of_text(text));
}

static void set_number(json_t *object, const char *key, long long number)
{
	set(object, key, json_integer(number));
}

static json_t *new_array(json_t *object, const char *key)
{
	json_t *array = json_checked(json_array());

	set(object, key, array);
	return array;
}

static json_t *new_item(json_t *array)
{
	json_t *object = json_checked(json_object());

	json_array_append_new(array, object);
	return object;
}

static void set_link(json_t *object, const struct registry_report *report,
	const struct place *place)
{
	struct buffer link = BUFFER_INIT;

	if (report->link_base == NULL)
		return;
	report_add_link(&link, report, place);
	set_text(object, "link", buffer_string(&link));
	buffer_release(&link);
}

static void set_place(json_t *object, const struct registry_report *report,
	const struct place *place)
{
	set_text(object, "path", place->path);
	set_number(object, "line", place->line);
	set_number(object, "column", place->column);
	set_link(object, report, place);
}

static void add_facts(json_t *object, const struct registry_report *report,
	const struct fact *const *facts, size_t count, size_t total)
{
	json_t *array = new_array(object, "facts");

	for (size_t i = 0; i < count; i++) {
		json_t *fact = new_item(array);

		set_text(fact, "kind", fact_kind_name(facts[i]->kind));
		set_number(fact, "port", facts[i]->port);
		set_place(fact, report, &facts[i]->place);
	}
	set_number(object, "factCount", (long long)total);
}

/* --- services ---------------------------------------------------------- */

/* The services of a report by their address: position + 1. */
struct indexed {
	const struct registry_report *report;
	struct map services;
};

static struct slice key_of(const struct registry_service *const *service)
{
	return slice_range((const char *)service, 0, sizeof(*service));
}

static void index_services(struct indexed *indexed)
{
	const struct registry_report *report = indexed->report;

	for (size_t i = 0; i < report->service_count; i++)
		map_put(&indexed->services,
			key_of(&report->services[i].listed.service),
			(void *)(uintptr_t)(i + 1));
}

static long long position_of(
	const struct indexed *indexed, const struct registry_service *service)
{
	uintptr_t number =
		(uintptr_t)map_get(&indexed->services, key_of(&service));

	return (long long)number - 1;
}

/* In the order of the list, so that its positions are those of the report. */
static void add_services(json_t *root, const struct registry_report *report)
{
	struct listed_list list = {0};
	json_t *array, *object, *conflicts;

	for (size_t i = 0; i < report->service_count; i++)
		vector_add(&list, report->services[i].listed);
	array = service_list_value(&list);
	vector_free(&list);
	for (size_t i = 0; i < report->service_count; i++) {
		const struct report_service *service = &report->services[i];

		object = json_array_get(array, i);
		set_link(object, report, &service->listed.service->name_place);
		add_facts(object, report, service->facts, service->fact_count,
			service->fact_total);
		conflicts = new_array(object, "conflicts");
		for (size_t k = 0; k < service->conflict_count; k++)
			json_array_append_new(conflicts,
				json_integer((long long)service->conflicts[k]));
	}
	set(root, "services", array);
}

/* --- ranges ------------------------------------------------------------ */

static void add_mark(json_t *array, const struct indexed *indexed,
	const struct report_mark *mark)
{
	json_t *object = new_item(array);

	set_number(object, "first", mark->first);
	set_number(object, "last", mark->last);
	set_text(object, "kind", mark->taken ? "taken" : "foreign");
	if (mark->service != NULL)
		set_number(
			object, "service", position_of(indexed, mark->service));
	if (mark->dynamic != NULL)
		set_text(object, "dynamic", mark->dynamic->name);
	if (mark->service == NULL)
		add_facts(object, indexed->report, mark->facts,
			mark->fact_count, mark->fact_total);
}

static void add_ranges(json_t *root, const struct indexed *indexed)
{
	const struct registry_report *report = indexed->report;
	json_t *array = new_array(root, "ranges");

	for (size_t i = 0; i < report->range_count; i++) {
		const struct report_range *range = &report->ranges[i];
		json_t *object = new_item(array), *marks;

		set_text(object, "name", range->range->name);
		set_text(object, "registry", range->registry->path);
		set_number(object, "min", range->range->min);
		set_number(object, "max", range->range->max);
		set(object, "dynamic", json_boolean(range->range->dynamic));
		set_number(object, "taken", range->taken);
		set_number(object, "foreign", range->foreign);
		set_number(object, "free", range->free);
		set_place(object, report, &range->range->place);
		marks = new_array(object, "marks");
		for (size_t k = 0; k < range->mark_count; k++)
			add_mark(marks, indexed, &range->marks[k]);
		if (range->cut_at != 0)
			set_number(object, "marksEnd", range->cut_at);
	}
}

/* --- conflicts, relations ---------------------------------------------- */

static void add_conflicts(json_t *root, const struct registry_report *report)
{
	json_t *array = new_array(root, "conflicts");

	for (size_t i = 0; i < report->conflict_count; i++) {
		const struct finding *finding = report->conflicts[i];
		json_t *object = new_item(array), *related;

		set_text(object, "level", level_name(finding->level));
		set_text(object, "rule", finding->rule->id);
		set_text(object, "summary", finding->rule->summary);
		set_text(object, "message", finding->message);
		set_place(object, report, &finding->place);
		related = new_array(object, "related");
		for (size_t k = 0; k < finding->related_count; k++) {
			json_t *other = new_item(related);

			set_text(other, "message", finding->related[k].message);
			set_place(other, report, &finding->related[k].place);
		}
	}
}

static void add_relations(json_t *root, const struct indexed *indexed)
{
	const struct registry_report *report = indexed->report;
	json_t *array = new_array(root, "relations");

	for (size_t i = 0; i < report->relation_count; i++) {
		const struct relation *relation = &report->relations[i];
		json_t *object = new_item(array);

		set_text(object, "kind",
			relation->kind == RELATION_CALLS ? "calls" : "depends");
		set_number(
			object, "from", position_of(indexed, relation->from));
		set_number(object, "to", position_of(indexed, relation->to));
		set_number(object, "count", (long long)relation->count);
		set_place(object, report, &relation->place);
	}
}

/* --- history ----------------------------------------------------------- */

static void add_changes(json_t *object, const struct report_commit *commit)
{
	json_t *array = new_array(object, "changes");
	const struct difference *change;

	for (size_t i = 0; (change = report_change(commit, i)) != NULL; i++) {
		json_t *item = new_item(array);

		set_text(item, "kind", difference_word(change->kind));
		set_text(item, "name", change->service);
		if (change->field != NULL)
			set_text(item, "field", change->field);
		set_text(item, "before", change->before);
		set_text(item, "after", change->after);
	}
}

static void add_history(json_t *root, const struct registry_report *report)
{
	json_t *history = json_checked(json_object()), *array;

	set(root, "history", history);
	set_number(history, "limit", (long long)report->history_limit);
	set(history, "cutOff", json_boolean(report->history_cut_off));
	array = new_array(history, "commits");
	for (size_t i = 0; i < report->commit_count; i++) {
		const struct report_commit *commit = &report->commits[i];
		json_t *object = new_item(array);

		set_text(object, "id", commit->id);
		set_text(object, "date", commit->date);
		set_text(object, "author", commit->author);
		set_text(object, "subject", commit->subject);
		set(object, "unreadable", json_boolean(commit->unreadable));
		add_changes(object, commit);
	}
}

/* --- all of it --------------------------------------------------------- */

static void add_summary(json_t *root, const struct registry_report *report)
{
	json_t *summary = json_checked(json_object());
	size_t errors = report_error_count(report);

	set(root, "summary", summary);
	set_number(summary, "services", (long long)report->service_count);
	set_number(summary, "ranges", (long long)report->range_count);
	set_number(summary, "free", report->free);
	set_number(summary, "conflicts", (long long)report->conflict_count);
	set_number(summary, "errors", (long long)errors);
	set_number(summary, "warnings",
		(long long)(report->conflict_count - errors));
}

json_t *registry_report_value(const struct registry_report *report)
{
	json_t *root = json_checked(json_object()), *registries;
	struct indexed indexed = {.report = report};

	index_services(&indexed);
	set_text(root, "judged", report->judged);
	registries = new_array(root, "registries");
	for (size_t i = 0; i < report->registry_count; i++)
		json_array_append_new(
			registries, json_of_text(report->registries[i]->path));
	add_summary(root, report);
	add_services(root, report);
	add_ranges(root, &indexed);
	add_conflicts(root, report);
	add_relations(root, &indexed);
	add_history(root, report);
	map_release(&indexed.services);
	return root;
}

void registry_report_json(
	struct buffer *out, const struct registry_report *report)
{
	json_put_document(out, registry_report_value(report));
}
