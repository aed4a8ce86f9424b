/*
 * What the report says, out of the models, the facts and the findings of a
 * run. What conflicts is what the rules say; nothing is judged here.
 */
#include "cli/registry_report_gather.h"
#include "base/arena.h"
#include "cli/registry_ports.h"
#include "cli/survey.h"
#include <stdlib.h>
#include <string.h>

/* Places that are shown of one port or service. */
enum { FACT_LIMIT = 12 };

VECTOR_TYPE(mark_list, struct report_mark);
VECTOR_TYPE(position_list, size_t);

struct gathering {
	struct registry_report *report;
	const struct registry_target *target;
	const struct run_result *result;
	struct arena *arena;
	struct port_use use;
	struct service_names *names;
};

/* --- facts ------------------------------------------------------------- */

static int by_kind(const void *a, const void *b)
{
	const struct fact *one = *(const struct fact *const *)a;
	const struct fact *other = *(const struct fact *const *)b;
	int order = (int)one->kind - (int)other->kind;

	if (order == 0)
		order = strcmp(one->place.path, other->place.path);
	if (order == 0 && one->place.start != other->place.start)
		order = one->place.start < other->place.start ? -1 : 1;
	return order;
}

/* Tests, examples and backups say nothing of what runs. */
static bool is_aside(const struct gathering *gathering, const struct fact *fact)
{
	const char *path = fact->place.path;

	return model_scope(gathering->target->model, path) == SCOPE_TEST ||
	       dotenv_is_example_name(path) || compose_is_apart(path);
}

/* By kind, those aside last; the first of them are shown. */
static const struct fact *const *first_facts(const struct gathering *gathering,
	struct fact_list *list, size_t *count, size_t *total)
{
	struct fact_list aside = {0};
	size_t kept = 0, i;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof(const struct fact *),
			by_kind);
	for (i = 0; i < list->count; i++)
		if (is_aside(gathering, list->items[i]))
			vector_add(&aside, list->items[i]);
		else
			list->items[kept++] = list->items[i];
	for (i = 0; i < aside.count; i++)
		list->items[kept + i] = aside.items[i];
	vector_free(&aside);
	*total = list->count;
	*count = list->count < FACT_LIMIT ? list->count : FACT_LIMIT;
	return vector_move(list, gathering->arena);
}

static bool is_about(const struct gathering *gathering, const struct fact *fact,
	const struct registry_service *service)
{
	if (fact->kind == FACT_REGISTRY)
		return false;
	if (service_names_find(gathering->names, fact->service) == service)
		return true;
	if (!port_is_used_by(fact))
		return false;
	for (size_t i = 0; i < service->port_count; i++)
		if (service->ports[i].port != 0 &&
			fact->port <= service->ports[i].port &&
			service->ports[i].port <= fact->port_end)
			return true;
	return false;
}

static void add_facts(
	struct gathering *gathering, struct report_service *service)
{
	const struct fact_list *facts = &gathering->result->sink.facts;
	struct fact_list chosen = {0};

	for (size_t i = 0; i < facts->count; i++)
		if (is_about(gathering, facts->items[i],
			    service->listed.service))
			vector_add(&chosen, facts->items[i]);
	service->facts = first_facts(
		gathering, &chosen, &service->fact_count, &service->fact_total);
}

/* --- conflicts --------------------------------------------------------- */

/* All that is wrong with a registry, and where others disagree with it. */
static bool is_shown(const struct finding *finding)
{
	return !finding->suppressed &&
	       (survey_is_conflict(finding) ||
		       (string_starts(finding->rule->id, "registry/") &&
			       finding->level >= LEVEL_WARNING));
}

static int worst_first(const void *a, const void *b)
{
	const struct finding *one = *(struct finding *const *)a;
	const struct finding *other = *(struct finding *const *)b;
	int order = (int)other->level - (int)one->level;

	if (order == 0)
		order = strcmp(one->rule->id, other->rule->id);
	if (order == 0)
		order = strcmp(one->place.path, other->place.path);
	if (order == 0 && one->place.start != other->place.start)
		order = one->place.start < other->place.start ? -1 : 1;
	return order != 0 ? order : strcmp(one->message, other->message);
}

static void gather_conflicts(struct gathering *gathering)
{
	const struct finding_list *findings = &gathering->result->sink.findings;
	struct finding_list chosen = {0};

	for (size_t i = 0; i < findings->count; i++)
		if (is_shown(findings->items[i]))
			vector_add(&chosen, findings->items[i]);
	if (chosen.count > 1)
		qsort(chosen.items, chosen.count, sizeof(*chosen.items),
			worst_first);
	gathering->report->conflict_count = chosen.count;
	gathering->report->conflicts =
		(const struct finding *const *)vector_move(
			&chosen, gathering->arena);
}

/* Does the place stand in what the registry writes of the service? By bytes,
 * since a registry may be one line. */
static bool is_of_service(
	const struct place *place, const struct listed *listed)
{
	const struct node *key = listed->service->key;
	const struct node *node = listed->service->node;

	if (strcmp(place->path, listed->registry->path) != 0)
		return false;
	return (node->start <= place->start && place->start < node->end) ||
	       (key != NULL && key->start <= place->start &&
		       place->start < key->end);
}

static bool speaks_of(
	const struct finding *finding, const struct listed *listed)
{
	if (is_of_service(&finding->place, listed))
		return true;
	for (size_t i = 0; i < finding->related_count; i++)
		if (is_of_service(&finding->related[i].place, listed))
			return true;
	return false;
}

static void add_conflicts(
	struct gathering *gathering, struct report_service *service)
{
	const struct registry_report *report = gathering->report;
	struct position_list chosen = {0};

	for (size_t i = 0; i < report->conflict_count; i++)
		if (speaks_of(report->conflicts[i], &service->listed))
			vector_add(&chosen, i);
	service->conflict_count = chosen.count;
	service->conflicts = vector_move(&chosen, gathering->arena);
}

/* --- services ---------------------------------------------------------- */

static void gather_services(struct gathering *gathering)
{
	const struct registry_target *target = gathering->target;
	struct listed_list list = {0};
	struct report_service *services;

	for (size_t i = 0; i < target->count; i++)
		for (size_t k = 0; k < target->registries[i]->service_count;
			k++) {
			const struct listed listed = {target->registries[i],
				&target->registries[i]->services[k]};

			vector_add(&list, listed);
		}
	service_list_sort(&list);
	services = arena_alloc(
		gathering->arena, (list.count + 1) * sizeof(*services));
	for (size_t i = 0; i < list.count; i++) {
		services[i].listed = list.items[i];
		add_facts(gathering, &services[i]);
		add_conflicts(gathering, &services[i]);
	}
	gathering->report->services = services;
	gathering->report->service_count = list.count;
	vector_free(&list);
}

/* --- ranges ------------------------------------------------------------ */

/* Form A says which range a service is of, right or wrong. */
static bool is_of_range(const struct registry_service *service,
	const struct registry *registry, const struct report_range *range)
{
	return registry == range->registry &&
	       (service->stack == NULL ||
		       strcmp(service->stack, range->range->name) == 0);
}

/* Who has the port: one of this range before all others. */
static const struct registry_service *owner_of(
	const struct gathering *gathering, const struct report_range *range,
	long port, bool *of_range)
{
	const struct registry_report *report = gathering->report;
	const struct registry_service *found = NULL;

	*of_range = false;
	for (size_t i = 0; i < report->service_count; i++) {
		const struct listed *listed = &report->services[i].listed;

		if (!registry_service_has(listed->service, port))
			continue;
		*of_range =
			is_of_range(listed->service, listed->registry, range);
		if (*of_range)
			return listed->service;
		if (found == NULL)
			found = listed->service;
	}
	return found;
}

static const struct registry_range *dynamic_at(
	const struct gathering *gathering, long port)
{
	const struct registry_target *target = gathering->target;

	for (size_t i = 0; i < target->count; i++)
		for (size_t k = 0; k < target->registries[i]->range_count;
			k++) {
			const struct registry_range *range =
				&target->registries[i]->ranges[k];

			if (range->dynamic && range->min <= port &&
				port <= range->max)
				return range;
		}
	return NULL;
}

static void add_users(
	const struct gathering *gathering, struct report_mark *mark)
{
	const struct fact_list *facts = &gathering->result->sink.facts;
	struct fact_list chosen = {0};

	for (size_t i = 0; i < facts->count; i++)
		if (port_is_used_by(facts->items[i]) &&
			facts->items[i]->port <= mark->first &&
			mark->first <= facts->items[i]->port_end)
			vector_add(&chosen, facts->items[i]);
	mark->facts = first_facts(
		gathering, &chosen, &mark->fact_count, &mark->fact_total);
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

static void add_mark(const struct gathering *gathering,
	struct report_range *range, struct mark_list *marks, long port)
{
	struct report_mark mark = {.first = port, .last = port};

	mark.service = owner_of(gathering, range, port, &mark.taken);
	if (mark.service == NULL)
		add_users(gathering, &mark);
	if (!range->range->dynamic)
		mark.dynamic = dynamic_at(gathering, port);
	/* Given out at run time: that is what the whole range says. */
	if (mark.service == NULL && mark.fact_total == 0 &&
		mark.dynamic == NULL)
		return;
	if (mark.taken)
		range->taken++;
	else
		range->foreign++;
	if (marks->items && extends(marks, &mark))
		marks->items[marks->count - 1].last = port;
	else
		vector_add(marks, mark);
}

static void fill_range(
	const struct gathering *gathering, struct report_range *range)
{
	struct mark_list marks = {0};
	long port;

	for (port = range->range->min;
		port <= range->range->max && range->range->min > 0; port++) {
		if (gathering->use.taken[port] == 0)
			range->free++;
		else
			add_mark(gathering, range, &marks, port);
	}
	range->mark_count = marks.count;
	range->marks = vector_move(&marks, gathering->arena);
}

static void gather_ranges(struct gathering *gathering)
{
	const struct registry_target *target = gathering->target;
	struct registry_report *report = gathering->report;
	struct report_range *ranges;
	size_t count = 0, i, k;
	unsigned char *counted;
	long port;

	for (i = 0; i < target->count; i++)
		count += target->registries[i]->range_count;
	ranges = arena_alloc(gathering->arena, (count + 1) * sizeof(*ranges));
	counted = arena_alloc(gathering->arena, 65536);
	for (i = 0; i < target->count; i++)
		for (k = 0; k < target->registries[i]->range_count; k++) {
			struct report_range *range =
				&ranges[report->range_count++];

			range->registry = target->registries[i];
			range->range = &target->registries[i]->ranges[k];
			fill_range(gathering, range);
			for (port = range->range->min;
				port <= range->range->max && port > 0; port++) {
				report->free +=
					gathering->use.taken[port] == 0 &&
					!counted[port];
				counted[port] = 1;
			}
		}
	report->ranges = ranges;
}

void registry_report_gather(struct registry_report *report,
	const struct registry_target *target, const struct run_result *result)
{
	struct relation_list relations = {0};
	struct gathering gathering = {
		.report = report,
		.target = target,
		.result = result,
		.arena = target->target.arena,
		.names = service_names_new(target->model),
	};

	report->judged = target->target.snapshot->name;
	report->registries = target->registries;
	report->registry_count = target->count;
	port_use_mark(&gathering.use, target, &result->sink.facts);
	gather_conflicts(&gathering);
	gather_services(&gathering);
	gather_ranges(&gathering);
	model_relations(&relations, target->model, &result->sink.facts);
	report->relation_count = relations.count;
	report->relations = vector_move(&relations, gathering.arena);
	service_names_free(gathering.names);
}
