/*
 * A range looked at commit by commit, with the rules that ask for it. What
 * the range's base had already is not told again.
 */
#include "cli/history.h"
#include "base/arena.h"
#include "base/vector.h"
#include "cli/target.h"
#include "engine/settings.h"
#include "source/range.h"
#include <string.h>

struct history {
	struct target *target;
	const struct run_request *request;
	struct run_result *result;
	struct settings *settings;
};

/* The enabled rules that look at history, as a selection; in arena. */
static bool select_rules(
	const struct target *target, struct selection *selection)
{
	const struct rule_set *rules = settings_rules(target->settings);
	const char **ids =
		arena_alloc(target->arena, (rules->count + 1) * sizeof(*ids));
	size_t i;

	memset(selection, 0, sizeof(*selection));
	for (i = 0; i < rules->count; i++)
		if (rules->rules[i]->history &&
			settings_enabled(target->settings, rules->rules[i]))
			ids[selection->rule_count++] = rules->rules[i]->id;
	selection->rules = ids;
	return selection->rule_count != 0;
}

static bool is_known(
	const struct finding_list *findings, const struct finding *finding)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (findings->items[i]->fingerprint == finding->fingerprint)
			return true;
	return false;
}

static void keep(struct history *history, const char *commit,
	const struct finding_list *findings)
{
	struct sink *sink = &history->result->sink;
	size_t i;

	for (i = 0; i < findings->count; i++) {
		struct finding *finding = findings->items[i];

		if (finding->suppressed || !finding->is_new ||
			is_known(&sink->findings, finding))
			continue;
		finding->commit = arena_string(history->target->arena, commit);
		finding->message = arena_format(history->target->arena,
			"%s (added in commit %.10s and still in history)",
			finding->message, commit);
		vector_add(&sink->findings, finding);
	}
}

/*
 * Where an entry stood in the range's base: at its own path, at one that the
 * range renames to it, or, moved more than once, at one that is gone from the
 * range's head and held the same bytes. NULL: nowhere.
 */
static const char *path_in_base(
	const struct target *target, const struct snapshot_entry *entry)
{
	const struct snapshot *base = target->base_snapshots[0];
	const struct change_list *changes = &target->bases[0].changes;
	size_t i;

	if (snapshot_find(base, entry->path) != NULL)
		return entry->path;
	for (i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];
		const struct snapshot_entry *old;
		const char *path = change->kind == CHANGE_RENAMED
					   ? change->old_path
					   : change->path;

		if (change->kind == CHANGE_RENAMED &&
			strcmp(change->path, entry->path) == 0)
			return path;
		if (change->kind != CHANGE_RENAMED &&
			change->kind != CHANGE_DELETED)
			continue;
		old = snapshot_find(base, path);
		if (old != NULL &&
			memcmp(old->id, entry->id, sizeof(old->id)) == 0)
			return path;
	}
	return NULL;
}

/* All that the commit holds, against the range's base; gone are not told. */
static void changes_since_base(struct change_list *out,
	const struct target *target, const struct snapshot *snapshot)
{
	size_t i;

	for (i = 0; i < snapshot->count; i++) {
		const char *path = snapshot->entries[i].path;
		const char *old = path_in_base(target, &snapshot->entries[i]);
		struct change change = {CHANGE_ADDED, path, NULL};

		if (old == path) {
			change.kind = CHANGE_MODIFIED;
		} else if (old != NULL) {
			change.kind = CHANGE_RENAMED;
			change.old_path = old;
		}
		vector_add(out, change);
	}
}

/* What could not be looked at, and where history could not be followed. */
static void keep_notices(struct history *history,
	const struct range_commit *commit, const struct notice_list *notices)
{
	struct sink *sink = &history->result->sink;
	size_t i;

	for (i = 0; i < notices->count; i++)
		if (notices->items[i].kind == NOTICE_FAILED)
			sink_notice(sink, NOTICE_FAILED, notices->items[i].path,
				"%s (in commit %.10s)",
				notices->items[i].message, commit->id);
	if (commit->cut_off)
		sink_notice(sink, NOTICE_NOTE, NULL,
			"the history of this shallow clone ends at commit "
			"%.10s: the commits before it were not looked at",
			commit->id);
}

static int visit(
	void *state, const struct range_commit *commit, struct error *err)
{
	struct history *history = state;
	struct run_request request = *history->request;
	struct run_base base = {history->target->base_snapshots[0], {0}, {0}};
	struct run_result result = {0};
	int status;

	/* What the range's base has is old, whoever touched it since. */
	changes_since_base(&base.changes, history->target, commit->snapshot);
	request.snapshot = commit->snapshot;
	request.settings = history->settings;
	request.bases = &base;
	request.base_count = 1;
	request.only_new = false;
	status = run_judge(&result, history->target->arena, &request, err);
	if (status == 0) {
		keep(history, commit->id, &result.sink.findings);
		keep_notices(history, commit, &result.sink.notices);
	}
	sink_release(&result.sink);
	vector_free(&base.changes);
	return status;
}

int history_judge(struct target *target, const struct run_request *request,
	struct run_result *result, struct error *err)
{
	struct history history = {target, request, result, NULL};
	struct selection selection;
	struct range range;
	int status;

	if (target->mode != TARGET_RANGE || !select_rules(target, &selection))
		return 0;
	memcpy(range.base.hex, target->range_base, sizeof(range.base.hex));
	memcpy(range.head.hex, target->range_head, sizeof(range.head.hex));
	if (settings_new(&history.settings, &target->rules,
		    target->configuration, &selection, err) != 0)
		return -1;
	status = range_walk(target->repository, &range, visit, &history, err);
	settings_free(history.settings);
	findings_sort(&result->sink.findings);
	return status;
}
