/*
 * A comparison as text, JSON, Markdown and as the body of a chat's webhook.
 * It must not know how the changes were found.
 */
#include "base/visible.h"
#include "generate/compare.h"
#include "generate/json_node.h"
#include <string.h>

static const struct {
	const char *word;  /* for people */
	const char *group; /* of the JSON object */
} kinds[] = {
	[DIFFERENCE_ADDED] = {"added", "added"},
	[DIFFERENCE_REMOVED] = {"removed", "removed"},
	[DIFFERENCE_MOVED] = {"moved", "moved"},
	[DIFFERENCE_RENAMED] = {"renamed", "renamed"},
	[DIFFERENCE_FIELD] = {"changed", "changed"},
	[DIFFERENCE_RANGE_ADDED] = {"range added", "rangesAdded"},
	[DIFFERENCE_RANGE_REMOVED] = {"range removed", "rangesRemoved"},
	[DIFFERENCE_RANGE_MOVED] = {"range moved", "rangesMoved"},
};

enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]), WORD_WIDTH = 13 };

static const char *or_nothing(const char *text)
{
	return text != NULL ? text : "nothing";
}

/* A value must not begin a line of its own, nor move a cursor. */
static void add_value(struct buffer *out, const char *text)
{
	add_visible(out, slice_of(or_nothing(text)));
}

const char *difference_word(enum difference_kind kind)
{
	return kinds[kind].word;
}

void difference_text(struct buffer *out, const struct difference *change)
{
	if (change->kind == DIFFERENCE_RENAMED) {
		add_value(out, change->before);
		buffer_add_string(out, " → ");
		add_value(out, change->service);
		buffer_format(out, " (%s)", or_nothing(change->after));
		return;
	}
	add_value(out, change->service);
	buffer_add_char(out, ' ');
	if (change->field != NULL) {
		add_value(out, change->field);
		buffer_add_string(out, ": ");
	}
	if (change->before != NULL || change->field != NULL)
		add_value(out, change->before);
	if ((change->before != NULL && change->after != NULL) ||
		change->field != NULL)
		buffer_add_string(out, " → ");
	if (change->after != NULL || change->field != NULL)
		add_value(out, change->after);
}

static void put_line(
	struct buffer *out, const struct difference *change, int pad)
{
	buffer_format(out, "%-*s ", pad, kinds[change->kind].word);
	difference_text(out, change);
	buffer_add_char(out, '\n');
}

void comparison_text(struct buffer *out, const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++)
		put_line(out, &comparison->changes[i], WORD_WIDTH);
}

static json_t *json_of_change(const struct difference *change)
{
	json_t *object = json_checked(json_object());
	bool range = change->kind >= DIFFERENCE_RANGE_ADDED;

	json_object_set_new(object, range ? "range" : "service",
		json_of_text(change->service));
	if (change->field != NULL)
		json_object_set_new(
			object, "field", json_of_text(change->field));
	/* Of what came or went there is one side. */
	if (change->field == NULL &&
		(change->before == NULL || change->after == NULL)) {
		json_object_set_new(object, range ? "ports" : "port",
			json_of_text(change->before != NULL ? change->before
							    : change->after));
		return object;
	}
	json_object_set_new(object, "before", json_of_text(change->before));
	json_object_set_new(object,
		change->kind == DIFFERENCE_RENAMED ? "port" : "after",
		json_of_text(change->after));
	return object;
}

void comparison_json(struct buffer *out, const struct comparison *comparison)
{
	json_t *root = json_checked(json_object());

	json_object_set_new(root, "from", json_of_text(comparison->from));
	json_object_set_new(root, "to", json_of_text(comparison->to));
	for (size_t i = 0; i < KIND_COUNT; i++)
		json_object_set_new(
			root, kinds[i].group, json_checked(json_array()));
	for (size_t i = 0; i < comparison->count; i++)
		json_array_append_new(
			json_object_get(
				root, kinds[comparison->changes[i].kind].group),
			json_of_change(&comparison->changes[i]));
	json_put_document(out, root);
}

/* Within a table: `|` parts cells, and what looks like HTML is none. */
static void add_cell(struct buffer *out, const char *text)
{
	if (text != NULL)
		buffer_add_char(out, ' ');
	for (; text != NULL && *text != '\0'; text++) {
		if (strchr("\\`*_|[]", *text) != NULL)
			buffer_add_char(out, '\\');
		if (*text == '<')
			buffer_add_string(out, "&lt;");
		else if ((unsigned char)*text < 0x20)
			buffer_add_char(out, ' ');
		else
			buffer_add_char(out, *text);
	}
	buffer_add_string(out, " |");
}

static void put_row(struct buffer *out, const struct difference *change)
{
	bool renamed = change->kind == DIFFERENCE_RENAMED;

	buffer_format(out, "| %s", kinds[change->kind].word);
	if (change->field != NULL) {
		buffer_add_string(out, " `");
		add_value(out, change->field);
		buffer_add_char(out, '`');
	}
	buffer_add_string(out, " |");
	add_cell(out, change->service);
	add_cell(out, change->before);
	add_cell(out, renamed ? change->service : change->after);
	buffer_add_char(out, '\n');
}

void comparison_markdown(
	struct buffer *out, const struct comparison *comparison)
{
	buffer_format(out, "### Port registry: %s to %s\n\n", comparison->from,
		comparison->to);
	if (comparison->count == 0) {
		buffer_add_string(out, "No changes.\n");
		return;
	}
	buffer_add_string(out, "| change | service or range | before | after "
			       "|\n|---|---|---|---|\n");
	for (size_t i = 0; i < comparison->count; i++)
		put_row(out, &comparison->changes[i]);
}

/* Chat programs take three characters for their own. */
static void add_escaped(struct buffer *out, const struct buffer *text)
{
	for (size_t i = 0; i < text->size; i++) {
		if (text->data[i] == '&')
			buffer_add_string(out, "&amp;");
		else if (text->data[i] == '<')
			buffer_add_string(out, "&lt;");
		else if (text->data[i] == '>')
			buffer_add_string(out, "&gt;");
		else
			buffer_add_char(out, text->data[i]);
	}
}

void comparison_webhook(struct buffer *out, const struct comparison *comparison)
{
	struct buffer plain = BUFFER_INIT, text = BUFFER_INIT;
	json_t *root = json_checked(json_object());

	buffer_format(&plain, "Port registry, %s to %s: ", comparison->from,
		comparison->to);
	if (comparison->count == 0)
		buffer_add_string(&plain, "no changes");
	else
		buffer_format(&plain, "%zu change%s", comparison->count,
			comparison->count == 1 ? "" : "s");
	for (size_t i = 0; i < comparison->count; i++) {
		buffer_add_string(&plain, i == 0 ? "\n• " : "• ");
		put_line(&plain, &comparison->changes[i], 0);
	}
	if (plain.data[plain.size - 1] == '\n')
		plain.size--;
	add_escaped(&text, &plain);
	json_object_set_new(
		root, "text", json_checked(json_stringn(text.data, text.size)));
	json_put_line(out, root);
	buffer_release(&plain);
	buffer_release(&text);
}
