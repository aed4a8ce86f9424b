/*
 * The json and jsonl formats.
 */
#include "report/json_text.h"
#include "report/report.h"
#include <inttypes.h>
#include <stdio.h>

static json_t *related_of(const struct finding *finding)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < finding->related_count; i++) {
		const struct related *related = &finding->related[i];

		json_array_append_new(
			list, json_pack("{s:o, s:I, s:I, s:o}", "path",
				      json_text(related->place.path), "line",
				      (json_int_t)related->place.line, "column",
				      (json_int_t)related->place.column,
				      "message", json_text(related->message)));
	}
	return list;
}

static json_t *object_of(const struct finding *finding)
{
	const struct place *place = &finding->place;
	json_t *object = json_object();
	char fingerprint[20];

	snprintf(fingerprint, sizeof(fingerprint), "%016" PRIx64,
		finding->fingerprint);
	json_object_set_new(object, "rule", json_text(finding->rule->id));
	json_object_set_new(
		object, "level", json_text(level_name(finding->level)));
	json_object_set_new(object, "message", json_text(finding->message));
	json_object_set_new(object, "path", json_text(place->path));
	json_object_set_new(object, "line", json_integer(place->line));
	json_object_set_new(object, "column", json_integer(place->column));
	json_object_set_new(object, "endLine", json_integer(place->end_line));
	json_object_set_new(
		object, "endColumn", json_integer(place->end_column));
	json_object_set_new(object, "fingerprint", json_text(fingerprint));
	json_object_set_new(object, "new", json_boolean(finding->is_new));
	if (finding->commit != NULL)
		json_object_set_new(
			object, "commit", json_text(finding->commit));
	json_object_set_new(object, "related", related_of(finding));
	return object;
}

static bool is_shown(const struct report *report, const struct finding *finding)
{
	return finding->is_new || !report->only_new;
}

int report_json(
	struct buffer *out, const struct report *report, struct error *err)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < report->findings->count; i++)
		if (is_shown(report, report->findings->items[i]))
			json_array_append_new(
				list, object_of(report->findings->items[i]));
	return json_write(out, list, JSON_INDENT(2), err);
}

int report_jsonl(
	struct buffer *out, const struct report *report, struct error *err)
{
	size_t i;

	for (i = 0; i < report->findings->count; i++)
		if (is_shown(report, report->findings->items[i]) &&
			json_write(out, object_of(report->findings->items[i]),
				JSON_COMPACT, err) != 0)
			return -1;
	return 0;
}
