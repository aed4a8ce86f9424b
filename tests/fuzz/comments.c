/*
 * The lexer and the comments that suppress. The first line names the file,
 * the rest is its text: comments and strings lie in it, in order; only a text
 * with the word suppresses anything, and only what stands in it is told.
 */
#include "base/arena.h"
#include "base/lines.h"
#include "engine/settings.h"
#include "engine/suppress.h"
#include "fuzz.h"

#include <string.h>

static void check_lexer(const char *path, struct slice text)
{
	struct lexical_spans spans = {0};
	enum language language = language_of(path, text.data, text.size);
	size_t last = 0;

	lexer_read(&spans, language, text.data, text.size);
	for (size_t i = 0; i < spans.count; i++) {
		const struct lexical_span *span = &spans.items[i];

		must(span->start >= last && span->start < span->end);
		must(span->end <= text.size);
		must(span->class == CLASS_COMMENT ||
			span->class == CLASS_STRING);
		must(lexical_span_at(&spans, span->start) == span);
		must(lexical_class_at(&spans, span->end - 1) == span->class);
		if (span->start > last)
			must(lexical_class_at(&spans, span->start - 1) ==
				CLASS_CODE);
		last = span->end;
	}
	lexical_spans_free(&spans);
}

/* Something of each rule in each of the first lines. */
static void add_findings(
	struct sink *sink, const char *path, const struct lines *lines)
{
	for (unsigned line = 1; line <= lines->count && line <= 30; line++) {
		size_t start = lines_start(lines, line);
		struct place place = place_of(path, lines, start,
			start + lines_text(lines, line).size);

		sink_add(sink, "ports/hardcoded-assignment", NULL, place,
			(const struct value[]){{"port", "1"}}, 1);
	}
}

static void check_suppressions(const struct settings *settings,
	const struct configuration *configuration,
	const struct snapshot *snapshot, struct slice text)
{
	const char *path = snapshot->entries[0].path;
	struct arena *arena = arena_new();
	struct suppressions *suppressions =
		suppressions_new(settings, configuration, arena);
	/* Words of other tools are told, and suppress nothing. */
	bool said = slice_find(text, "plumb:", 0) != SIZE_MAX;
	bool allows = slice_find(text, "plumb:allow", 0) != SIZE_MAX;
	struct sink sink;
	struct lines lines;
	size_t count;

	lines_init(&lines, text.data, text.size);
	sink_init(&sink, arena, settings);
	add_findings(&sink, path, &lines);
	count = sink.findings.count;
	suppressions_apply(suppressions, snapshot, &sink, &path, 1,
		"2026-01-01", UNUSED_ALL);
	must(sink.findings.count >= count);
	must(said || sink.findings.count == count);
	for (size_t i = 0; i < sink.findings.count; i++) {
		must(allows || !sink.findings.items[i]->suppressed);
		fuzz_place(snapshot, &sink.findings.items[i]->place);
	}
	lines_release(&lines);
	sink_release(&sink);
	suppressions_free(suppressions);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct configuration defaults = {.path = ""};
	static const struct selection everything = {.linter_count = 0};
	struct slice text = {(const char *)data, size};
	struct slice line = fuzz_line(&text);
	struct buffer files = BUFFER_INIT;
	struct rule_set rules;
	struct settings *settings;
	struct snapshot *snapshot;

	buffer_format(&files, "==== %.*s\n", (int)line.size, line.data);
	buffer_add_slice(&files, text);
	snapshot = fuzz_snapshot(slice_range(files.data, 0, files.size));
	if (snapshot != NULL) {
		check_lexer(snapshot->entries[0].path, text);
		rule_set_init(&rules);
		must(settings_new(&settings, &rules, &defaults, &everything,
			     NULL) == 0);
		/* A mark within the text would make another file of it. */
		if (slice_find(text, "==== ", 0) == SIZE_MAX &&
			snapshot->count == 1)
			check_suppressions(settings, &defaults, snapshot, text);
		settings_free(settings);
		rule_set_release(&rules);
	}
	snapshot_free(snapshot);
	buffer_release(&files);
	return 0;
}
