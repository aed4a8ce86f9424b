/*
 * What the report says, out of the models, the facts and the findings of a
 * run. What conflicts is what the rules say; nothing is judged here.
 */
#include "cli/registry_report_gather.h"
#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/spans.h"
#include "cli/registry_report_private.h"
#include "cli/survey.h"
#include <stdlib.h>
#include <string.h>

VECTOR_TYPE(position_list, size_t);

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

/* --- conflicts of services --------------------------------------------- */

struct conflict_index {
	struct spans *registries; /* what is written of services; positions */
	struct map by_path;       /* the same by the registry's path */
	struct position_list *services; /* the conflicts of each */
};

/* By bytes, since a registry may be one line. */
static void index_services(
	struct conflict_index *index, const struct gathering *gathering)
{
	const struct registry_report *report = gathering->report;
	size_t i;

	for (i = 0; i < report->registry_count; i++)
		map_put_string(&index->by_path, report->registries[i]->path,
			&index->registries[i]);
	for (i = 0; i < report->service_count; i++) {
		const struct listed *listed = &report->services[i].listed;
		const struct node *key = listed->service->key;
		const struct node *node = listed->service->node;
		struct spans *written =
			map_get_string(&index->by_path, listed->registry->path);

		spans_add(written, node->start, node->end, i);
		if (key != NULL)
			spans_add(written, key->start, key->end, i);
	}
	for (i = 0; i < report->registry_count; i++)
		spans_sort(&index->registries[i]);
}

/* The conflict speaks of each service in whose text the place stands. */
static void add_place(struct conflict_index *index, const struct place *place,
	size_t conflict)
{
	const struct spans *written =
		map_get_string(&index->by_path, place->path);
	const struct span *span =
		written != NULL ? spans_first(written, place->start) : NULL;

	for (; span != NULL; span = spans_next(written, span, place->start)) {
		struct position_list *list = &index->services[span->id];

		if (list->count == 0 ||
			list->items[list->count - 1] != conflict)
			vector_add(list, conflict);
	}
}

static void share_conflicts(
	struct gathering *gathering, struct report_service *services)
{
	const struct registry_report *report = gathering->report;
	struct conflict_index index = {0};
	size_t i, k;

	index.registries = memory_new(
		report->registry_count + 1, sizeof(*index.registries));
	index.services =
		memory_new(report->service_count + 1, sizeof(*index.services));
	index_services(&index, gathering);
	for (i = 0; i < report->conflict_count; i++) {
		const struct finding *finding = report->conflicts[i];

		add_place(&index, &finding->place, i);
		for (k = 0; k < finding->related_count; k++)
			add_place(&index, &finding->related[k].place, i);
	}
	for (i = 0; i < report->service_count; i++) {
		services[i].conflict_count = index.services[i].count;
		services[i].conflicts =
			vector_move(&index.services[i], gathering->arena);
	}
	for (i = 0; i < report->registry_count; i++)
		vector_free(&index.registries[i]);
	map_release(&index.by_path);
	free(index.registries);
	free(index.services);
}

/* --- services ---------------------------------------------------------- */

static struct report_service *list_services(struct gathering *gathering)
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
	for (size_t i = 0; i < list.count; i++)
		services[i].listed = list.items[i];
	gathering->report->services = services;
	gathering->report->service_count = list.count;
	vector_free(&list);
	return services;
}

static void gather_services(struct gathering *gathering)
{
	struct report_service *services = list_services(gathering);
	size_t count = gathering->report->service_count;

	gathering->facts = fact_index_new(gathering->target,
		&gathering->result->sink.facts, services, count);
	for (size_t i = 0; i < count; i++) {
		struct fact_sample sample = fact_index_service(
			gathering->facts, gathering->arena, i);

		services[i].facts = sample.facts;
		services[i].fact_count = sample.count;
		services[i].fact_total = sample.total;
	}
	share_conflicts(gathering, services);
}

/* --- all of it --------------------------------------------------------- */

void registry_report_gather(struct registry_report *report,
	const struct registry_target *target, const struct run_result *result)
{
	struct relation_list relations = {0};
	struct gathering gathering = {
		.report = report,
		.target = target,
		.result = result,
		.arena = target->target.arena,
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
	fact_index_free(gathering.facts);
}
