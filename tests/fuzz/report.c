/*
 * Reports. The first line is a path, the second goes into the message, the
 * rest is the file: whatever the bytes, the JSON formats are JSON in UTF-8
 * with places that GitHub takes, and nothing reaches a terminal raw.
 */
#include "report/report.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "engine/configuration.h"
#include "engine/settings.h"
#include "fuzz.h"

#include <jansson.h>
#include <string.h>

static const struct rule rule = {.id = "a/b",
	.summary = "a thing",
	.level = LEVEL_ERROR,
	.message = "found {found}",
	.help = "Mend it.",
	.precision = PRECISION_HIGH};

static void check_region(const json_t *region)
{
	json_int_t line, column, end_line, end_column;

	line = json_integer_value(json_object_get(region, "startLine"));
	column = json_integer_value(json_object_get(region, "startColumn"));
	end_line = json_integer_value(json_object_get(region, "endLine"));
	end_column = json_integer_value(json_object_get(region, "endColumn"));
	must(line >= 1 && column >= 1);
	must(end_line == 0 || end_line >= line);
	must(end_line > line || end_column > column);
}

static void check_sarif(const json_t *sarif, size_t findings)
{
	const json_t *run = json_array_get(json_object_get(sarif, "runs"), 0);
	const json_t *results = json_object_get(run, "results"), *result;
	size_t index;

	must(json_array_size(results) == findings);
	json_array_foreach(results, index, result)
	{
		const json_t *physical = json_object_get(
			json_array_get(json_object_get(result, "locations"), 0),
			"physicalLocation");
		const char *uri = json_string_value(json_object_get(
			json_object_get(physical, "artifactLocation"), "uri"));

		must(uri != NULL && uri[0] != '\0');
		for (const char *at = uri; *at != '\0'; at++)
			must((unsigned char)*at > ' ' &&
				(unsigned char)*at < 0x7f);
		check_region(json_object_get(physical, "region"));
	}
}

/* No control character that a terminal would obey. */
static void check_harmless(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		must((byte >= ' ' || byte == '\n' || byte == '\t') &&
			byte != 0x7f);
		must(byte != 0xc2 || i + 1 == text.size ||
			(unsigned char)text.data[i + 1] >= 0xa0 ||
			(unsigned char)text.data[i + 1] < 0x80);
	}
}

static json_t *parsed(struct slice text)
{
	json_t *value = json_loadb(text.data, text.size, JSON_ALLOW_NUL, NULL);

	must(utf8_is_valid(text.data, text.size));
	must(value != NULL);
	return value;
}

static void check_format(
	const struct report_format *format, struct slice text, size_t findings)
{
	if (strcmp(format->name, "jsonl") == 0) {
		while (text.size > 0)
			json_decref(parsed(fuzz_line(&text)));
	} else if (strcmp(format->name, "sarif") == 0) {
		json_t *sarif = parsed(text);

		check_sarif(sarif, findings);
		json_decref(sarif);
	} else if (strcmp(format->name, "json") == 0 ||
		   strcmp(format->name, "gitlab") == 0 ||
		   strcmp(format->name, "rdjson") == 0) {
		json_decref(parsed(text));
	} else {
		check_harmless(text);
	}
}

static void add_finding(struct sink *sink, struct snapshot *snapshot,
	const char *path, const struct lines *lines, size_t start,
	const char *found)
{
	const struct value values[] = {{"found", found}};
	size_t end = start + 3 < lines->size ? start + 3 : lines->size;
	struct place place = place_of(path, lines, start, end);
	struct finding *finding = sink_add(sink, "a/b", NULL, place, values, 1);

	fuzz_place(snapshot, &finding->place);
	finding->is_new = true;
	finding_relate(sink, finding, place, "see %s", found);
	finding_fix(sink, finding, start, end, found, found);
}

static void check_report(struct snapshot *snapshot,
	const struct settings *settings, const char *found)
{
	const char *path = snapshot->entries[0].path;
	struct arena *arena = arena_new();
	struct content content = {.left_out = LEFT_NOTHING};
	struct sink sink;
	struct lines lines;
	struct report report = {.settings = settings,
		.snapshot = snapshot,
		.category = "plumb/",
		.successful = true,
		.excerpts = true};

	sink_init(&sink, arena, settings);
	must(snapshot_read(snapshot, &snapshot->entries[0], &content, NULL) ==
		0);
	lines_init(&lines, buffer_string(&content.buffer), content.buffer.size);
	add_finding(&sink, snapshot, path, &lines, 0, found);
	add_finding(&sink, snapshot, path, &lines, lines.size / 2, found);
	add_finding(&sink, snapshot, path, &lines, lines.size, found);
	sink_notice(&sink, NOTICE_LEFT_OUT, path, "%s", found);
	findings_sort(&sink.findings);
	report.findings = &sink.findings;
	report.notices = &sink.notices;
	for (const struct report_format *format = report_formats;
		format->name != NULL; format++) {
		struct buffer out = BUFFER_INIT;

		must(format->write(&out, &report, NULL) == 0);
		check_format(format, slice_range(out.data, 0, out.size),
			sink.findings.count);
		buffer_release(&out);
	}
	lines_release(&lines);
	content_release(&content);
	sink_release(&sink);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct configuration defaults = {.path = ""};
	static const struct selection everything = {.linter_count = 0};
	struct slice text = {(const char *)data, size};
	struct slice path = fuzz_line(&text), found = fuzz_line(&text);
	struct arena *arena = arena_new();
	struct buffer files = BUFFER_INIT;
	struct rule_set rules = {.count = 0};
	struct settings *settings = NULL;
	struct snapshot *snapshot;

	buffer_format(&files, "==== %.*s\n", (int)path.size, path.data);
	buffer_add_slice(&files, text);
	snapshot = fuzz_snapshot(slice_range(files.data, 0, files.size));
	if (snapshot != NULL) {
		rule_set_add(&rules, &rule, NULL);
		must(settings_new(&settings, &rules, &defaults, &everything,
			     NULL) == 0);
		check_report(snapshot, settings,
			arena_copy(arena, found.data, found.size));
		settings_free(settings);
		rule_set_release(&rules);
	}
	snapshot_free(snapshot);
	buffer_release(&files);
	arena_free(arena);
	return 0;
}
