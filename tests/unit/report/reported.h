/*
 * What the tests of reports share: rules, a sink, a snapshot of files in
 * memory, and the report of them. Include it last.
 */
#ifndef PLUMB_TESTS_REPORTED_H
#define PLUMB_TESTS_REPORTED_H

#include "base/arena.h"
#include "base/memory.h"
#include "engine/configuration.h"
#include "engine/settings.h"
#include "report/report.h"
#include <stdlib.h>
#include <string.h>

static const struct rule reported_drift = {.id = "compose/default-drift",
	.summary = "a default differs from the registry",
	.level = LEVEL_ERROR,
	.message = "{found} is not {expected}",
	.help = "Make them **equal**.",
	.precision = PRECISION_HIGH};
static const struct rule reported_key = {.id = "secrets/private-key",
	.summary = "a private key",
	.level = LEVEL_WARNING,
	.message = "a key is committed",
	.help = "Take it out.",
	.precision = PRECISION_VERY_HIGH,
	.security_severity = "8.0",
	.redacted = true};

struct reported {
	struct arena *arena;
	struct rule_set rules;
	struct settings *settings;
	struct sink sink;
	struct snapshot *snapshot;
	struct report report;
	struct buffer out;
};

static int reported_set_up(void **state)
{
	static const struct configuration defaults = {.path = ""};
	static const struct selection everything = {.linter_count = 0};
	struct reported *reported = memory_new(1, sizeof(*reported));

	*state = reported;
	reported->arena = arena_new();
	rule_set_add(&reported->rules, &reported_drift, NULL);
	rule_set_add(&reported->rules, &reported_key, NULL);
	if (settings_new(&reported->settings, &reported->rules, &defaults,
		    &everything, NULL) != 0)
		return -1;
	sink_init(&reported->sink, reported->arena, reported->settings);
	reported->report = (struct report){
		.findings = &reported->sink.findings,
		.notices = &reported->sink.notices,
		.settings = reported->settings,
		.category = "plumb/",
		.successful = true,
	};
	return 0;
}

static int reported_tear_down(void **state)
{
	struct reported *reported = *state;

	buffer_release(&reported->out);
	snapshot_free(reported->snapshot);
	sink_release(&reported->sink);
	settings_free(reported->settings);
	rule_set_release(&reported->rules);
	arena_free(reported->arena);
	free(reported);
	return 0;
}

/* The tree that is judged: one file. */
static inline void reported_file(
	struct reported *reported, const char *path, const char *text)
{
	const struct memory_file file = {
		.path = path, .data = text, .size = strlen(text)};

	reported->snapshot = snapshot_of_memory("memory", &file, 1);
	reported->report.snapshot = reported->snapshot;
}

/* The place of `part` in `text`, the file at path. */
static struct place reported_place(
	const char *path, const char *text, const char *part)
{
	size_t start = (size_t)(strstr(text, part) - text);
	struct lines lines;
	struct place place;

	lines_init(&lines, text, strlen(text));
	place = place_of(path, &lines, start, start + strlen(part));
	lines_release(&lines);
	return place;
}

/* A finding of reported_drift there. */
static inline struct finding *reported_find(struct reported *reported,
	const char *path, const char *text, const char *part)
{
	const struct value values[] = {{"found", part}, {"expected", "8090"}};

	return sink_add(&reported->sink, "compose/default-drift", NULL,
		reported_place(path, text, part), values, 2);
}

#endif
