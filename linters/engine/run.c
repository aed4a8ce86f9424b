/*
 * A run: which linters and files of the judged snapshot have to be looked at,
 * the looking, the allows, and the comparison with what the bases have. It
 * must not know what any linter looks for, nor where snapshots come from.
 *
 * What is left out rests on two facts. A pattern that nothing else has a say
 * in finds the same in a file that did not change; and a linter none of whose
 * inputs changed says the same as in the base, as does a condition while no
 * file changed that some linter reads.
 */
#include "engine/run.h"
#include "base/map.h"
#include "base/memory.h"
#include "engine/fact.h"
#include "engine/scope.h"
#include "engine/settings.h"
#include "engine/suppress.h"
#include <stdlib.h>
#include <string.h>

/* What is looked at in one snapshot. */
struct extent {
	bool *whole;            /* by linter: its whole-snapshot checks run */
	bool *context;          /* by linter: its matches in unchanged files */
	bool where;             /* matches with conditions, in the same */
	unsigned char *entries; /* enum scan_extent; NULL: everything */
};

/* What came of looking at a snapshot. */
struct outcome {
	struct sink *sink;
	struct scan_counts *counts;
};

struct run {
	const struct run_request *request;
	struct scan *scan;
	struct scan_options options;
	enum unused_allows unused;
	/* By base, then by linter: did an input of the linter change? */
	bool **concerned;
	/* The same, in a way that may change the verdict on matches in files
	 * that did not: a path that is added takes nothing away. */
	bool **context;
	/* By base: did a file change that any linter reads? The models, and
	 * so the conditions of patterns, are made of those. */
	bool *read_by_any;
};

/* --- what has to be looked at ------------------------------------------- */

static void extent_init(
	struct extent *extent, const struct run *run, bool everything)
{
	size_t count = run->request->linter_count;
	extent->whole = memory_new(count + 1, sizeof(bool));
	extent->context = memory_new(count + 1, sizeof(bool));
	extent->where = everything;
	extent->entries = NULL;
	for (size_t i = 0; i < count; i++)
		extent->whole[i] = extent->context[i] = everything;
}

static void extent_release(struct extent *extent)
{
	free(extent->whole);
	free(extent->context);
	free(extent->entries);
}

static bool change_is_read(const struct run_request *request,
	const struct linter *linter, const struct change *change)
{
	if (linter->reads == NULL)
		return false;
	return linter->reads(request->configuration, change->path) ||
	       (change->old_path != NULL &&
		       linter->reads(request->configuration, change->old_path));
}

static bool any_is_read(const struct run_request *request,
	const struct linter *linter, const struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		if (change_is_read(request, linter, &changes->items[i]))
			return true;
	return false;
}

static bool any_path_comes(const struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind == CHANGE_ADDED)
			return true;
	return false;
}

static bool any_path_goes(const struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind == CHANGE_DELETED ||
			changes->items[i].kind == CHANGE_RENAMED)
			return true;
	return false;
}

static void find_concerned_by(struct run *run, size_t base)
{
	const struct run_request *request = run->request;
	const struct change_list *changes = &request->bases[base].changes;
	bool comes = any_path_comes(changes), goes = any_path_goes(changes);
	bool *concerned = memory_new(request->linter_count + 1, sizeof(bool));
	bool *context = memory_new(request->linter_count + 1, sizeof(bool));
	for (size_t i = 0; i < request->linter_count; i++) {
		const struct linter *linter = request->linters[i];
		bool read = any_is_read(request, linter, changes);
		run->read_by_any[base] |= read;
		context[i] = read || (linter->reads_paths && goes);
		concerned[i] = context[i] || (linter->reads_paths && comes);
	}
	run->concerned[base] = concerned;
	run->context[base] = context;
}

static void find_concerned(struct run *run)
{
	size_t count = run->request->base_count;
	run->concerned = memory_new(count + 1, sizeof(*run->concerned));
	run->context = memory_new(count + 1, sizeof(*run->context));
	run->read_by_any = memory_new(count + 1, sizeof(bool));
	for (size_t i = 0; i < count; i++)
		find_concerned_by(run, i);
}

/* The entry at path, or SIZE_MAX. */
static size_t entry_number(const struct snapshot *snapshot, const char *path)
{
	size_t number = snapshot_lower_bound(snapshot, path);
	if (number == snapshot->count ||
		strcmp(snapshot->entries[number].path, path) != 0)
		return SIZE_MAX;
	return number;
}

/* How many bases differ in each entry, at most 255. */
static unsigned char *count_changes(const struct run_request *request)
{
	const struct snapshot *snapshot = request->snapshot;
	unsigned char *counts = memory_new(snapshot->count + 1, 1);
	for (size_t i = 0; i < request->base_count; i++) {
		const struct change_list *changes = &request->bases[i].changes;
		for (size_t k = 0; k < changes->count; k++) {
			if (changes->items[k].kind == CHANGE_DELETED)
				continue;
			size_t number =
				entry_number(snapshot, changes->items[k].path);
			if (number != SIZE_MAX && counts[number] < 255)
				counts[number]++;
		}
	}
	return counts;
}

/* What differs from every base differs from the first: few of many. */
static void mark_changed(
	struct extent *extent, const struct run_request *request)
{
	unsigned char *counts = count_changes(request);
	const struct change_list *changes = &request->bases[0].changes;
	for (size_t i = 0; i < changes->count; i++) {
		if (changes->items[i].kind == CHANGE_DELETED)
			continue;
		size_t number =
			entry_number(request->snapshot, changes->items[i].path);
		if (number != SIZE_MAX && counts[number] >= request->base_count)
			extent->entries[number] = SCAN_EVERYTHING;
	}
	free(counts);
}

/*
 * With several bases: what one of them shares is not new. A linter's whole
 * checks say nothing new as soon as they see what one base has; its matches
 * may, when the file differs from that base and its inputs from another.
 */
static void extent_of_changes(struct extent *extent, const struct run *run)
{
	const struct run_request *request = run->request;
	bool any_context;
	extent_init(extent, run, false);
	for (size_t k = 0; k < request->base_count; k++)
		extent->where |= run->read_by_any[k];
	any_context = extent->where;
	for (size_t i = 0; i < request->linter_count; i++) {
		extent->whole[i] = true;
		for (size_t k = 0; k < request->base_count; k++) {
			extent->whole[i] &= run->concerned[k][i];
			extent->context[i] |= run->context[k][i];
		}
		any_context |= extent->context[i];
	}
	extent->entries = memory_new(request->snapshot->count + 1, 1);
	if (any_context)
		memset(extent->entries, SCAN_CONTEXT, request->snapshot->count);
	mark_changed(extent, request);
}

/* --- looking ------------------------------------------------------------ */

/* Is the check named by an enabled rule of the linter, without a pattern? */
static bool is_check_on(const struct settings *settings,
	const struct linter *linter, const struct linter_check *check)
{
	const struct rule_set *rules = settings_rules(settings);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = rules->rules[i];
		if (!rule_is_of(rule, linter->name) ||
			!settings_enabled(settings, rule))
			continue;
		for (size_t k = 0; k < rule->match_count; k++)
			if (rule->matches[k].pattern == NULL &&
				rule->matches[k].check != NULL &&
				strcmp(rule->matches[k].check, check->name) ==
					0)
				return true;
	}
	return false;
}

/* Two names may lead to one function, which runs once. */
static bool has_run(const struct linter *linter, size_t number, const bool *on)
{
	for (size_t i = 0; i < number; i++)
		if (on[i] &&
			linter->checks[i].whole == linter->checks[number].whole)
			return true;
	return false;
}

static void check_whole(struct check *check, const struct linter *linter)
{
	bool *on = memory_new(linter->check_count + 1, sizeof(*on));
	for (size_t i = 0; i < linter->check_count; i++) {
		const struct linter_check *row = &linter->checks[i];
		on[i] = row->whole != NULL &&
			is_check_on(check->settings, linter, row);
		if (on[i] && !has_run(linter, i, on))
			row->whole(check);
	}
	free(on);
}

static void check_linters(
	const struct run *run, struct check *check, const struct extent *extent)
{
	for (size_t i = 0; i < run->request->linter_count; i++)
		if (extent->whole[i])
			check_whole(check, run->request->linters[i]);
}

static void apply_allows(const struct run *run, const struct snapshot *snapshot,
	const struct outcome *outcome)
{
	const struct run_request *request = run->request;
	struct suppressions *suppressions = suppressions_new(request->settings,
		request->configuration, outcome->sink->arena);
	suppressions_apply(suppressions, snapshot, outcome->sink,
		outcome->counts->allows, outcome->counts->allow_count,
		request->today, run->unused);
	suppressions_free(suppressions);
}

/* What the judged snapshot differs in; NULL for a base. In arena. */
static const struct change_list *changes_of(const struct run *run,
	const struct snapshot *snapshot, struct arena *arena)
{
	const struct run_request *request = run->request;
	struct change_list *all;
	size_t count = 0;
	if (snapshot != request->snapshot || request->base_count == 0)
		return NULL;
	if (request->base_count == 1)
		return &request->bases[0].changes;
	for (size_t i = 0; i < request->base_count; i++)
		count += request->bases[i].changes.count;
	all = arena_alloc(arena, sizeof(*all));
	all->items = arena_alloc(arena, (count + 1) * sizeof(*all->items));
	for (size_t i = 0; i < request->base_count; i++) {
		const struct change_list *one = &request->bases[i].changes;
		for (size_t k = 0; k < one->count; k++)
			all->items[all->count++] = one->items[k];
	}
	return all;
}

/* Judges one snapshot. The sink's findings are then sorted. */
static void look(const struct run *run, const struct snapshot *snapshot,
	const struct extent *extent, const struct outcome *outcome)
{
	const struct run_request *request = run->request;
	const struct model_operations *models = request->models;
	struct model *model = models->open(snapshot, request->configuration);
	struct scopes *scopes = scopes_new(snapshot, request->configuration);
	struct scan_request scan = {
		.snapshot = snapshot,
		.scopes = scopes,
		.configuration = request->configuration,
		.model = model,
		.extents = extent->entries,
		.context_linters = extent->context,
		.context_where = extent->where,
	};
	struct check check = {
		.snapshot = snapshot,
		.configuration = request->configuration,
		.settings = request->settings,
		.model = model,
		.sink = outcome->sink,
		.arena = outcome->sink->arena,
		.changes = changes_of(run, snapshot, outcome->sink->arena),
	};
	if (check.changes != NULL) {
		check.bases = request->bases;
		check.base_count = request->base_count;
	}
	check_linters(run, &check, extent);
	scan_run(run->scan, &scan, &run->options, outcome->sink,
		outcome->counts);
	apply_allows(run, snapshot, outcome);
	if (models->notices != NULL)
		models->notices(model, outcome->sink);
	scopes_free(scopes);
	models->close(model);
	findings_sort(&outcome->sink->findings);
}

/* --- comparing with a base ---------------------------------------------- */

/* Paths that differ from a base, to the numbers of their changes, from 1. */
static void index_changes(struct map *map, const struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind != CHANGE_DELETED)
			map_put_string(map, changes->items[i].path,
				(void *)(uintptr_t)(i + 1));
}

static const struct change *change_of(const struct map *map,
	const struct change_list *changes, const char *path)
{
	uintptr_t number = (uintptr_t)map_get_string(map, path);
	return number == 0 ? NULL : &changes->items[number - 1];
}

static size_t linter_of(
	const struct run_request *request, const struct rule *rule)
{
	for (size_t i = 0; i < request->linter_count; i++)
		if (rule_is_of(rule, request->linters[i]->name))
			return i;
	return SIZE_MAX;
}

static bool has_check(const struct rule *rule)
{
	for (size_t i = 0; i < rule->match_count; i++)
		if (rule->matches[i].check != NULL)
			return true;
	return false;
}

static bool has_conditions(const struct rule *rule)
{
	for (size_t i = 0; i < rule->match_count; i++)
		if (rule->matches[i].where_count > 0)
			return true;
	return false;
}

/* What is said of an allow hangs on what every linter found. */
static bool is_of_unused_allow(const struct finding *finding)
{
	return strcmp(finding->rule->id, "allow/unused") == 0;
}

static bool any_concerned(const struct run *run, size_t base)
{
	for (size_t i = 0; i < run->request->linter_count; i++)
		if (run->concerned[base][i])
			return true;
	return false;
}

/*
 * A base is judged by the configuration of the change: what is wrong with a
 * line of that is new where the line is.
 */
static bool is_surely_new(
	const struct run_base *base, const struct finding *finding)
{
	return strcmp(finding->place.path, CONFIGURATION_NAME) == 0 &&
	       base->touched.touched != NULL &&
	       base->touched.touched(base->touched.state, finding->place.path,
		       finding->place.line);
}

/* Need not the base be looked at to know that it has the finding too? */
static bool is_surely_old(const struct run *run, size_t base,
	const struct map *changed, const struct finding *finding)
{
	if (map_has(changed, slice_of(finding->place.path)))
		return false;
	if (is_of_unused_allow(finding))
		return run->unused != UNUSED_ALL || !any_concerned(run, base);
	if (has_conditions(finding->rule) && run->read_by_any[base])
		return false;
	if (!has_check(finding->rule))
		return true;
	size_t linter = linter_of(run->request, finding->rule);
	return linter == SIZE_MAX || !run->concerned[base][linter];
}

/*
 * Marks what is surely old, and collects the rest, in order: what an earlier
 * base has taken too, since equal findings are counted together. True when
 * the base has to be looked at.
 */
static bool collect_doubtful(struct finding_list *doubtful,
	const struct run *run, size_t base, const struct map *changed,
	const struct finding_list *findings)
{
	bool any_new = false;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = findings->items[i];
		if (finding->suppressed ||
			is_surely_new(&run->request->bases[base], finding))
			continue;
		if (is_surely_old(run, base, changed, finding)) {
			finding->is_new = false;
			continue;
		}
		vector_add(doubtful, finding);
		any_new |= finding->is_new;
	}
	return any_new;
}

/* What of the base could hold the like of the doubtful findings. */
static void extent_of_base(struct extent *extent, const struct run *run,
	const struct run_base *base, const struct map *changed,
	const struct finding_list *doubtful)
{
	const struct run_request *request = run->request;
	bool everything = false;
	for (size_t i = 0; i < doubtful->count; i++)
		everything |= run->unused == UNUSED_ALL &&
			      is_of_unused_allow(doubtful->items[i]);
	extent_init(extent, run, everything);
	if (everything)
		return;
	extent->entries = memory_new(base->snapshot->count + 1, 1);
	for (size_t i = 0; i < doubtful->count; i++) {
		const struct finding *finding = doubtful->items[i];
		const char *path = finding->place.path;
		const struct change *change =
			change_of(changed, &base->changes, path);
		if (change != NULL && change->kind == CHANGE_RENAMED)
			path = change->old_path;
		size_t entry = entry_number(base->snapshot, path);
		if (entry != SIZE_MAX)
			extent->entries[entry] = SCAN_EVERYTHING;
		size_t linter = linter_of(request, finding->rule);
		if (linter != SIZE_MAX)
			extent->whole[linter] = true;
	}
}

/* What could not be looked at in a base makes newness uncertain. */
static void keep_failures(struct sink *sink, const struct sink *from,
	const struct snapshot *snapshot)
{
	for (size_t i = 0; i < from->notices.count; i++) {
		const struct notice *notice = &from->notices.items[i];
		if (notice->kind == NOTICE_FAILED)
			sink_notice(sink, NOTICE_FAILED, notice->path,
				"%s (in %s)", notice->message, snapshot->name);
	}
}

static void judge_base(const struct run *run, struct run_result *out,
	const struct run_base *base, const struct extent *extent,
	struct finding_list *doubtful)
{
	struct arena *arena = arena_new();
	struct scan_counts counts;
	struct sink sink;
	struct outcome outcome = {&sink, &counts};
	sink_init(&sink, arena, run->request->settings);
	look(run, base->snapshot, extent, &outcome);
	newness_mark(doubtful, &sink.findings, &base->changes, &base->touched);
	keep_failures(&out->sink, &sink, base->snapshot);
	sink_release(&sink);
	arena_free(arena);
}

static void compare_with_base(
	const struct run *run, struct run_result *out, size_t number)
{
	const struct run_base *base = &run->request->bases[number];
	struct finding_list doubtful = {NULL, 0, 0};
	struct map changed = MAP_INIT;
	struct extent extent;
	index_changes(&changed, &base->changes);
	if (collect_doubtful(
		    &doubtful, run, number, &changed, &out->sink.findings)) {
		snapshot_complete(base->snapshot);
		extent_of_base(&extent, run, base, &changed, &doubtful);
		judge_base(run, out, base, &extent, &doubtful);
		extent_release(&extent);
	}
	vector_free(&doubtful);
	map_release(&changed);
}

/* --- the run ------------------------------------------------------------ */

static int fact_compare(const void *left, const void *right)
{
	const struct fact *a = *(const struct fact *const *)left;
	const struct fact *b = *(const struct fact *const *)right;
	int order = strcmp(a->place.path, b->place.path);
	if (order == 0 && a->place.start != b->place.start)
		order = a->place.start < b->place.start ? -1 : 1;
	if (order == 0 && a->kind != b->kind)
		order = a->kind < b->kind ? -1 : 1;
	if (order == 0 && a->port != b->port)
		order = a->port < b->port ? -1 : 1;
	return order;
}

static void sort_facts(struct sink *sink)
{
	if (sink->facts.count > 0)
		qsort(sink->facts.items, sink->facts.count,
			sizeof(*sink->facts.items), fact_compare);
}

static void look_at_judged(const struct run *run, struct run_result *out)
{
	const struct run_request *request = run->request;
	struct outcome outcome = {&out->sink, &out->counts};
	struct extent extent;
	if (request->only_new && request->base_count > 0)
		extent_of_changes(&extent, run);
	else
		extent_init(&extent, run, true);
	look(run, request->snapshot, &extent, &outcome);
	extent_release(&extent);
	sort_facts(&out->sink);
}

static void run_release(struct run *run)
{
	for (size_t i = 0; i < run->request->base_count; i++) {
		free(run->concerned[i]);
		free(run->context[i]);
	}
	free(run->concerned);
	free(run->context);
	free(run->read_by_any);
	scan_free(run->scan);
}

int run_judge(struct run_result *out, struct arena *arena,
	const struct run_request *request, struct error *err)
{
	struct run run = {.request = request, .options = request->scan};
	memset(out, 0, sizeof(*out));
	sink_init(&out->sink, arena, request->settings);
	out->sink.wants_facts = request->scan.wants_facts;
	out->judged_rules = settings_count(request->settings);
	if (request->base_count > 0)
		out->changed = request->bases[0].changes.count;
	if (scan_new(&run.scan, request->settings, request->linters,
		    request->linter_count, err) != 0)
		return -1;
	if (run.options.conditions == NULL)
		run.options.conditions = &request->models->conditions;
	if (!settings_partial(request->settings))
		run.unused = request->only_new && request->base_count > 0
				     ? UNUSED_OF_PATTERNS
				     : UNUSED_ALL;
	find_concerned(&run);
	look_at_judged(&run, out);
	/* Facts and progress are of the judged snapshot alone. */
	run.options.wants_facts = false;
	run.options.progress = NULL;
	for (size_t i = 0; i < request->base_count; i++)
		compare_with_base(&run, out, i);
	run_release(&run);
	return 0;
}
