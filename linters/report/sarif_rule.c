/*
 * A rule as SARIF describes it, with what GitHub shows of it: an empty text
 * counts there as a missing one, and descriptions end at 1,024 characters.
 */
#include "report/sarif_rule.h"
#include "base/string.h"
#include "report/json_text.h"
#include <string.h>

#define DESCRIPTION_LIMIT 1000

/* "ComposePortMismatch" of "compose/port-mismatch". */
static json_t *name_of(const char *id)
{
	struct buffer name = BUFFER_INIT;
	bool upper = true;
	json_t *value;

	for (; *id != '\0'; id++) {
		if (!character_is_word(*id)) {
			upper = true;
			continue;
		}
		buffer_add_char(&name, upper && *id >= 'a' && *id <= 'z'
					       ? (char)(*id - 'a' + 'A')
					       : *id);
		upper = false;
	}
	value = json_text(buffer_string(&name));
	buffer_release(&name);
	return value;
}

/* A sentence: a capital at the start, a full stop at the end. */
static json_t *sentence_of(const char *prefix, const char *text)
{
	struct buffer sentence = BUFFER_INIT;
	json_t *value;

	buffer_format(&sentence, "%s%s", prefix, text);
	if (sentence.size > DESCRIPTION_LIMIT)
		sentence.size = DESCRIPTION_LIMIT;
	if (sentence.data[0] >= 'a' && sentence.data[0] <= 'z')
		sentence.data[0] = (char)(sentence.data[0] - 'a' + 'A');
	if (sentence.data[sentence.size - 1] != '.')
		buffer_add_char(&sentence, '.');
	value = json_pack("{s:o}", "text",
		json_text_of(slice_range(sentence.data, 0, sentence.size)));
	buffer_release(&sentence);
	return value;
}

static const char *severity_of(enum level level)
{
	switch (level) {
	case LEVEL_ERROR:
		return "error";
	case LEVEL_WARNING:
		return "warning";
	default:
		return "recommendation";
	}
}

static const char *precision_of(enum precision precision)
{
	static const char *const names[] = {
		"low", "medium", "high", "very-high"};

	return names[precision];
}

static json_t *properties_of(const struct rule *rule)
{
	json_t *tags = json_array(), *object = json_object();
	size_t size = strcspn(rule->id, "/");

	json_array_append_new(
		tags, json_text_of(slice_range(rule->id, 0, size)));
	if (rule->security_severity != NULL) {
		json_array_append_new(tags, json_string("security"));
		json_object_set_new(object, "security-severity",
			json_text(rule->security_severity));
	}
	json_object_set_new(object, "precision",
		json_string(precision_of(rule->precision)));
	json_object_set_new(object, "problem.severity",
		json_string(severity_of(rule_worst_level(rule))));
	json_object_set_new(object, "tags", tags);
	return object;
}

static json_t *help_of(const struct rule *rule)
{
	const char *markdown = rule->page != NULL ? rule->page : rule->help;

	/* The line for who would edit the page is none of the reader's. */
	if (strncmp(markdown, "<!--", 4) == 0 && strchr(markdown, '#') != NULL)
		markdown = strchr(markdown, '#');
	return json_pack("{s:o, s:o}", "text", json_text(rule->help),
		"markdown", json_text(markdown));
}

static json_t *help_uri(const struct rule *rule)
{
	struct buffer uri = BUFFER_INIT;
	json_t *value;

	buffer_format(&uri, "%s/blob/main/rules/%s/README.md", PLUMB_HOMEPAGE,
		rule->id);
	value = json_text(buffer_string(&uri));
	buffer_release(&uri);
	return value;
}

json_t *sarif_rule(const struct rule *rule)
{
	json_t *object = json_object();
	enum level level = rule_worst_level(rule);

	json_object_set_new(object, "id", json_text(rule->id));
	json_object_set_new(object, "name", name_of(rule->id));
	json_object_set_new(
		object, "shortDescription", sentence_of("", rule->summary));
	json_object_set_new(object, "fullDescription",
		sentence_of("Flags ", rule->summary));
	json_object_set_new(object, "help", help_of(rule));
	if (rule->page != NULL)
		json_object_set_new(object, "helpUri", help_uri(rule));
	json_object_set_new(object, "defaultConfiguration",
		json_pack("{s:s}", "level",
			level == LEVEL_OFF ? "none" : level_name(level)));
	json_object_set_new(object, "properties", properties_of(rule));
	return object;
}
