/*
 * SARIF 2.1.0 as GitHub's code scanning takes it (DESIGN: SARIF). One run;
 * sections in parentheses are those of the OASIS standard.
 */
#include "base/arena.h"
#include "base/uri.h"
#include "base/vector.h"
#include "engine/settings.h"
#include "report/json_text.h"
#include "report/report.h"
#include "report/sarif_rule.h"
#include "report/source_text.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GitHub keeps 5,000 results of a run and shows no more. */
#define RESULT_LIMIT 5000
#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define ROOT "%SRCROOT%"

struct sarif {
	const struct report *report;
	struct source_texts texts;
	struct finding_list findings; /* those that are written */
	struct finding_list secrets;  /* those of rules that redact */
	struct map rule_index;        /* by id: number + 1 */
	size_t left_out;
};

/* --- places ------------------------------------------------------------ */

/* A path as a relative URI reference (3.4.4): bytes percent-encoded. */
static json_t *uri_of(const char *path)
{
	struct buffer uri = BUFFER_INIT;
	json_t *value;

	uri_add_path(&uri, path);
	value = json_text(buffer_string(&uri));
	buffer_release(&uri);
	return value;
}

static json_t *artifact_of(const char *path)
{
	return json_pack("{s:o, s:s}", "uri", uri_of(path), "uriBaseId", ROOT);
}

static json_t *region_of(struct sarif *sarif, const struct place *place)
{
	const struct source_text *text =
		source_text_of(&sarif->texts, place->path);
	unsigned start =
		source_text_utf16_column(text, place->line, place->column);
	unsigned end = source_text_utf16_column(
		text, place->end_line, place->end_column);
	json_t *region = json_object();

	if (text->text == NULL) {
		start = place->column;
		end = place->end_column;
	}
	if (place->end_line == place->line && end <= start)
		end = start + 1;
	json_object_set_new(region, "startLine", json_integer(place->line));
	json_object_set_new(region, "startColumn", json_integer(start));
	if (place->end_line != place->line)
		json_object_set_new(
			region, "endLine", json_integer(place->end_line));
	json_object_set_new(region, "endColumn", json_integer(end));
	return region;
}

static json_t *physical_of(struct sarif *sarif, const struct place *place)
{
	return json_pack("{s:o, s:o}", "artifactLocation",
		artifact_of(place->path), "region", region_of(sarif, place));
}

/* --- results ----------------------------------------------------------- */

/* Brackets mark links; others are escaped (3.11.6). */
static void add_plain(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("[]\\", *text) != NULL)
			buffer_add_char(out, '\\');
		buffer_add_char(out, *text);
	}
}

/* The message, with a link to each related place. */
static json_t *message_of(const struct finding *finding)
{
	struct buffer text = BUFFER_INIT;
	json_t *message;
	size_t i;

	add_plain(&text, finding->message);
	for (i = 0; i < finding->related_count; i++) {
		buffer_add_string(&text, i == 0 ? " ([" : ", [");
		add_plain(&text, finding->related[i].message);
		buffer_format(&text, "](%zu)", i + 1);
	}
	if (finding->related_count != 0)
		buffer_add_char(&text, ')');
	message = json_pack("{s:o}", "text", json_text(buffer_string(&text)));
	buffer_release(&text);
	return message;
}

static json_t *related_of(struct sarif *sarif, const struct finding *finding)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < finding->related_count; i++)
		json_array_append_new(list,
			json_pack("{s:I, s:o, s:{s:o}}", "id",
				(json_int_t)i + 1, "physicalLocation",
				physical_of(sarif, &finding->related[i].place),
				"message", "text",
				json_text(finding->related[i].message)));
	return list;
}

/* GitHub's hash is of the whole line: of one with a secret it stays here. */
static bool holds_secret(const struct sarif *sarif, const struct place *place)
{
	size_t i;

	for (i = 0; i < sarif->secrets.count; i++) {
		const struct place *secret = &sarif->secrets.items[i]->place;

		if (secret->line <= place->line &&
			place->line <= secret->end_line &&
			strcmp(secret->path, place->path) == 0)
			return true;
	}
	return false;
}

static json_t *fingerprints_of(
	struct sarif *sarif, const struct finding *finding)
{
	struct source_text *text =
		source_text_of(&sarif->texts, finding->place.path);
	const char *hash = holds_secret(sarif, &finding->place)
				   ? NULL
				   : source_text_hash(&sarif->texts, text,
					     finding->place.line);
	json_t *object = json_object();
	char own[20];

	if (hash != NULL)
		json_object_set_new(
			object, "primaryLocationLineHash", json_text(hash));
	snprintf(own, sizeof(own), "%016" PRIx64, finding->fingerprint);
	json_object_set_new(object, "plumb/v1", json_text(own));
	return object;
}

/* Bytes start..end of a file as a region; NULL when it cannot be read. */
static json_t *replaced_region(struct sarif *sarif, const struct fix *fix)
{
	const struct source_text *text =
		source_text_of(&sarif->texts, fix->path);
	struct place place = {.path = fix->path};
	json_t *region;

	if (text->text == NULL)
		return NULL;
	lines_at(&text->lines, fix->start, &place.line, &place.column);
	lines_at(&text->lines, fix->end, &place.end_line, &place.end_column);
	region = region_of(sarif, &place);
	/* An insertion deletes nothing: such a region may be empty. */
	if (fix->start == fix->end)
		json_object_set(region, "endColumn",
			json_object_get(region, "startColumn"));
	return region;
}

static json_t *fixes_of(struct sarif *sarif, const struct fix *fix)
{
	json_t *region = replaced_region(sarif, fix);

	if (region == NULL)
		return NULL;
	return json_pack("[{s:{s:o}, s:[{s:o, s:[{s:o, s:{s:o}}]}]}]",
		"description", "text", json_text(fix->description),
		"artifactChanges", "artifactLocation", artifact_of(fix->path),
		"replacements", "deletedRegion", region, "insertedContent",
		"text", json_text(fix->text));
}

static const char *sarif_level(enum level level)
{
	return level == LEVEL_OFF ? "none" : level_name(level);
}

static json_t *properties_of(const struct finding *finding)
{
	json_t *object = json_object();

	json_object_set_new(object, "new", json_boolean(finding->is_new));
	if (finding->variant != NULL)
		json_object_set_new(
			object, "variant", json_text(finding->variant));
	if (finding->commit != NULL)
		json_object_set_new(
			object, "commit", json_text(finding->commit));
	return object;
}

static json_t *result_of(struct sarif *sarif, const struct finding *finding)
{
	const char *id = finding->rule->id;
	size_t index =
		(size_t)(uintptr_t)map_get_string(&sarif->rule_index, id);
	json_t *result = json_object(), *fixes;

	json_object_set_new(result, "ruleId", json_text(id));
	json_object_set_new(
		result, "ruleIndex", json_integer((json_int_t)index - 1));
	json_object_set_new(
		result, "level", json_text(sarif_level(finding->level)));
	json_object_set_new(result, "message", message_of(finding));
	json_object_set_new(result, "locations",
		json_pack("[{s:o}]", "physicalLocation",
			physical_of(sarif, &finding->place)));
	if (finding->related_count != 0)
		json_object_set_new(
			result, "relatedLocations", related_of(sarif, finding));
	json_object_set_new(
		result, "partialFingerprints", fingerprints_of(sarif, finding));
	if (finding->fix != NULL) {
		fixes = fixes_of(sarif, finding->fix);
		if (fixes != NULL)
			json_object_set_new(result, "fixes", fixes);
	}
	json_object_set_new(result, "properties", properties_of(finding));
	return result;
}

static json_t *results_of(struct sarif *sarif)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < sarif->findings.count; i++)
		json_array_append_new(
			list, result_of(sarif, sarif->findings.items[i]));
	return list;
}

/* --- the run ----------------------------------------------------------- */

static json_t *rules_of(struct sarif *sarif)
{
	const struct settings *settings = sarif->report->settings;
	const struct rule_set *rules = settings_rules(settings);
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < rules->count; i++) {
		if (!settings_enabled(settings, rules->rules[i]))
			continue;
		json_array_append_new(list, sarif_rule(rules->rules[i]));
		map_put_string(&sarif->rule_index, rules->rules[i]->id,
			(void *)(uintptr_t)json_array_size(list));
	}
	return list;
}

static json_t *notification(
	const char *level, const char *id, const char *path, const char *text)
{
	json_t *object = json_pack("{s:s, s:{s:s}, s:{s:o}}", "level", level,
		"descriptor", "id", id, "message", "text", json_text(text));

	if (path != NULL)
		json_object_set_new(object, "locations",
			json_pack("[{s:{s:o}}]", "physicalLocation",
				"artifactLocation", artifact_of(path)));
	return object;
}

static json_t *notifications_of(const struct sarif *sarif)
{
	const struct notice_list *notices = sarif->report->notices;
	json_t *list = json_array();
	char text[100];
	size_t i;

	for (i = 0; i < notices->count; i++) {
		const struct notice *notice = &notices->items[i];

		json_array_append_new(
			list, notice->kind == NOTICE_FAILED
				      ? notification("error", "not-looked-at",
						notice->path, notice->message)
				      : notification("note",
						notice->kind == NOTICE_LEFT_OUT
							? "left-out"
							: "remark",
						notice->path, notice->message));
	}
	if (sarif->left_out != 0) {
		snprintf(text, sizeof(text),
			"%zu results of lower level are left out: at most %d "
			"are written",
			sarif->left_out, RESULT_LIMIT);
		json_array_append_new(
			list, notification("warning", "results-left-out", NULL,
				      text));
	}
	return list;
}

/* The address of a repository as a URI: `git@host:path` is none. */
static json_t *repository_uri(const char *origin)
{
	const char *colon = strchr(origin, ':');
	struct buffer uri = BUFFER_INIT;
	json_t *value;

	if (strstr(origin, "://") != NULL || colon == NULL ||
		origin[0] == '/' || origin[0] == '.') {
		if (strstr(origin, "://") == NULL)
			return NULL;
		return json_text(origin);
	}
	buffer_format(&uri, "ssh://%.*s/%s", (int)(colon - origin), origin,
		colon + 1);
	value = json_text(buffer_string(&uri));
	buffer_release(&uri);
	return value;
}

static void set_provenance(json_t *run, const struct provenance *provenance)
{
	json_t *object, *uri;

	if (provenance->repository == NULL)
		return;
	uri = repository_uri(provenance->repository);
	if (uri == NULL)
		return;
	object = json_pack("{s:o, s:{s:s}}", "repositoryUri", uri, "mappedTo",
		"uriBaseId", ROOT);
	if (provenance->revision != NULL)
		json_object_set_new(
			object, "revisionId", json_text(provenance->revision));
	if (provenance->branch != NULL)
		json_object_set_new(
			object, "branch", json_text(provenance->branch));
	json_object_set_new(
		run, "versionControlProvenance", json_pack("[o]", object));
}

static json_t *driver_of(struct sarif *sarif)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", "plumb",
		"version", PLUMB_VERSION, "semanticVersion", PLUMB_VERSION,
		"informationUri", PLUMB_HOMEPAGE, "rules", rules_of(sarif));
}

static json_t *run_of(struct sarif *sarif)
{
	const struct report *report = sarif->report;
	json_t *run = json_object();

	json_object_set_new(
		run, "tool", json_pack("{s:o}", "driver", driver_of(sarif)));
	json_object_set_new(run, "automationDetails",
		json_pack("{s:o}", "id", json_text(report->category)));
	json_object_set_new(run, "invocations",
		json_pack("[{s:b, s:o}]", "executionSuccessful",
			report->successful, "toolExecutionNotifications",
			notifications_of(sarif)));
	set_provenance(run, &report->provenance);
	json_object_set_new(run, "originalUriBaseIds",
		json_pack("{s:{s:{s:s}}}", ROOT, "description", "text",
			"The root of the repository."));
	json_object_set_new(run, "columnKind", json_string("utf16CodeUnits"));
	json_object_set_new(run, "results", results_of(sarif));
	return run;
}

/* Worst first, new before older; then by place, as they come. */
static int compare_weight(const void *a, const void *b)
{
	const struct finding *one = *(const struct finding *const *)a;
	const struct finding *two = *(const struct finding *const *)b;
	int order;

	if (one->level != two->level)
		return one->level > two->level ? -1 : 1;
	if (one->is_new != two->is_new)
		return one->is_new ? -1 : 1;
	order = strcmp(one->place.path, two->place.path);
	if (order != 0)
		return order;
	if (one->place.line != two->place.line)
		return one->place.line < two->place.line ? -1 : 1;
	if (one->place.column != two->place.column)
		return one->place.column < two->place.column ? -1 : 1;
	order = strcmp(one->rule->id, two->rule->id);
	return order != 0 ? order : strcmp(one->message, two->message);
}

static void choose_findings(struct sarif *sarif)
{
	const struct finding_list *all = sarif->report->findings;
	size_t i;

	for (i = 0; i < all->count; i++) {
		vector_add(&sarif->findings, all->items[i]);
		if (all->items[i]->rule->redacted)
			vector_add(&sarif->secrets, all->items[i]);
	}
	if (all->count != 0)
		qsort(sarif->findings.items, all->count,
			sizeof(*sarif->findings.items), compare_weight);
	if (sarif->findings.count > RESULT_LIMIT) {
		sarif->left_out = sarif->findings.count - RESULT_LIMIT;
		sarif->findings.count = RESULT_LIMIT;
	}
}

int report_sarif(
	struct buffer *out, const struct report *report, struct error *err)
{
	struct sarif sarif = {.report = report};
	json_t *log;
	int result;

	source_texts_init(&sarif.texts, report->snapshot);
	choose_findings(&sarif);
	log = json_pack("{s:s, s:s, s:[o]}", "$schema", SCHEMA, "version",
		"2.1.0", "runs", run_of(&sarif));
	result = json_write(out, log, JSON_INDENT(1), err);
	map_release(&sarif.rule_index);
	vector_free(&sarif.findings);
	vector_free(&sarif.secrets);
	source_texts_release(&sarif.texts);
	return result;
}
