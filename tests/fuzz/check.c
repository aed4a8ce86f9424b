/*
 * A whole check of a small repository (`==== PATH`), by every linter: what is
 * found stands in its files, with and without the prefilter the same, and
 * can be reported.
 */
#include "base/arena.h"
#include "cli/linters.h"
#include "engine/fact.h"
#include "engine/run.h"
#include "engine/settings.h"
#include "engine/tables.h"
#include "fuzz.h"
#include "model/model.h"

#include <string.h>

static int judge(struct run_result *out, struct arena *arena,
	const struct snapshot *snapshot,
	const struct configuration *configuration,
	const struct settings *settings, bool no_prefilter)
{
	struct run_request request = {.snapshot = snapshot,
		.configuration = configuration,
		.settings = settings,
		.linters = linters,
		.linter_count = linter_count,
		.models = &model_operations,
		.today = "2026-01-01",
		.scan = {.jobs = 1,
			.no_prefilter = no_prefilter,
			.wants_facts = true}};

	return run_judge(out, arena, &request, NULL);
}

static void check_finding(
	const struct snapshot *snapshot, const struct finding *finding)
{
	must(finding->message[0] != '\0');
	must(finding->level > LEVEL_OFF && finding->level <= LEVEL_ERROR);
	fuzz_place(snapshot, &finding->place);
	for (size_t i = 0; i < finding->related_count; i++)
		fuzz_place(snapshot, &finding->related[i].place);
	if (finding->fix != NULL)
		must(finding->fix->start <= finding->fix->end);
}

static void check_equal(
	const struct finding_list *a, const struct finding_list *b)
{
	must(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		must(a->items[i]->fingerprint == b->items[i]->fingerprint);
		must(strcmp(a->items[i]->message, b->items[i]->message) == 0);
		must(a->items[i]->suppressed == b->items[i]->suppressed);
		must(a->items[i]->place.start == b->items[i]->place.start);
	}
}

/* The prefilter only ever leaves out what finds nothing. */
static void check_without(struct arena *arena, const struct snapshot *snapshot,
	const struct configuration *configuration,
	const struct settings *settings, const struct finding_list *findings)
{
	struct run_result without = {0};

	must(judge(&without, arena, snapshot, configuration, settings, true) ==
		0);
	check_equal(findings, &without.sink.findings);
	sink_release(&without.sink);
}

static void check(struct arena *arena, const struct snapshot *snapshot,
	const struct configuration *configuration,
	const struct settings *settings, bool twice)
{
	struct run_result with = {0};

	must(judge(&with, arena, snapshot, configuration, settings, false) ==
		0);
	for (size_t i = 0; i < with.sink.findings.count; i++)
		check_finding(snapshot, with.sink.findings.items[i]);
	for (size_t i = 0; i < with.sink.facts.count; i++)
		fuzz_place(snapshot, &with.sink.facts.items[i]->place);
	if (twice)
		check_without(arena, snapshot, configuration, settings,
			&with.sink.findings);
	sink_release(&with.sink);
}

static struct configuration *configuration_of(
	struct arena *arena, const struct snapshot *snapshot)
{
	const struct snapshot_entry *entry =
		snapshot_find(snapshot, CONFIGURATION_NAME);
	struct content content = {.left_out = LEFT_NOTHING};
	struct configuration *configuration;
	const char *text = NULL;

	if (entry != NULL) {
		must(snapshot_read(snapshot, entry, &content, NULL) == 0);
		text = arena_copy(arena, buffer_string(&content.buffer),
			content.buffer.size);
	}
	if (configuration_load(&configuration, arena, CONFIGURATION_NAME, text,
		    content.buffer.size, NULL) != 0)
		configuration = NULL;
	content_release(&content);
	return configuration;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct selection everything = {.linter_count = 0};
	struct slice input = {(const char *)data, size};
	struct snapshot *snapshot = fuzz_snapshot(input);
	struct arena *arena = arena_new();
	const struct configuration *configuration;
	struct rule_set rules;
	struct settings *settings;

	configuration = snapshot ? configuration_of(arena, snapshot) : NULL;
	if (configuration != NULL) {
		rule_set_init(&rules);
		tables_apply(&rules, arena, configuration);
		if (settings_new(&settings, &rules, configuration, &everything,
			    NULL) == 0) {
			/* Every pattern on every file is slow. */
			check(arena, snapshot, configuration, settings,
				size % 4 == 0);
			settings_free(settings);
		}
		rule_set_release(&rules);
	}
	snapshot_free(snapshot);
	arena_free(arena);
	return configuration ? 0 : -1;
}
