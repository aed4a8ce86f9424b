/*
 * What a good value of each field of a registry is. It must not know where a
 * mistake is reported.
 */
#include "model/registry_field.h"
#include "base/arena.h"
#include "base/string.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "model/registry.h"
#include <string.h>

enum { DESCRIPTION_MIN = 10, DESCRIPTION_MAX = 200, PORT_MAX = 65535 };

const struct registry_field registry_file_fields[] = {
	{"version", FIELD_VERSION, true},
	{"lastUpdated", FIELD_DATE, true},
	{"ranges", FIELD_MAPPING, true},
	{"services", FIELD_LIST, true},
	{"description", FIELD_TEXT, false},
	{"$schema", FIELD_ANY, false},
	{"_id", FIELD_ANY, false},
	{NULL, FIELD_ANY, false},
};

const struct registry_field registry_service_fields[] = {
	{"name", FIELD_NAME, true},
	{"stack", FIELD_TEXT, true},
	{"port", FIELD_PORT, true},
	{"ports", FIELD_PORTS, false},
	{"protocol", FIELD_PROTOCOL, true},
	{"owner", FIELD_TEXT, true},
	{"description", FIELD_DESCRIPTION, true},
	{"container", FIELD_BOOLEAN, false},
	{"network", FIELD_TEXT, false},
	{"depends_on", FIELD_NAMES, false},
	{"healthcheck", FIELD_HEALTHCHECK, false},
	{"exposure", FIELD_EXPOSURE, false},
	{"gatewayPath", FIELD_PATH, false},
	{"notes", FIELD_TEXT, false},
	{"deprecated", FIELD_BOOLEAN, false},
	{"replacement", FIELD_TEXT, false},
	{NULL, FIELD_ANY, false},
};

const struct registry_field registry_bands_fields[] = {
	{"bands", FIELD_MAPPING, true},
	{"assignments", FIELD_MAPPING, true},
	{"services", FIELD_MAPPING, false},
	{"version", FIELD_ANY, false},
	{"lastUpdated", FIELD_DATE, false},
	{"description", FIELD_TEXT, false},
	{"note", FIELD_TEXT, false},
	{"notes", FIELD_ANY, false},
	{"createdAt", FIELD_ANY, false},
	{"updatedAt", FIELD_ANY, false},
	{"$schema", FIELD_ANY, false},
	{"_id", FIELD_ANY, false},
	{"__v", FIELD_ANY, false},
	{NULL, FIELD_ANY, false},
};

const struct registry_field registry_band_fields[] = {
	{"min", FIELD_PORT, false},
	{"max", FIELD_PORT, false},
	{"range", FIELD_RANGE, false},
	{"note", FIELD_TEXT, false},
	{"notes", FIELD_TEXT, false},
	{"description", FIELD_TEXT, false},
	{"owner", FIELD_TEXT, false},
	{"dynamic", FIELD_BOOLEAN, false},
	{NULL, FIELD_ANY, false},
};

const char *const registry_protocols[] = {"http", "https", "postgres", "redis",
	"rabbitmq", "grpc", "tcp", "udp", NULL};
const char *const registry_exposures[] = {
	"direct", "gateway", "internal", NULL};

const struct registry_field *registry_field_find(
	const struct registry_field *fields, const char *name)
{
	for (; fields->name != NULL; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

const char *const *registry_field_names(
	struct arena *arena, const struct registry_field *fields)
{
	const char **names;
	size_t count = 0;

	while (fields[count].name != NULL)
		count++;
	names = arena_alloc(arena, (count + 1) * sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = fields[i].name;
	return (const char *const *)names;
}

bool registry_name_is_valid(const char *name)
{
	if (*name == '\0' || strchr("-_.", *name) != NULL)
		return false;
	for (; *name != '\0'; name++)
		if (!(*name >= 'a' && *name <= 'z') &&
			!character_is_digit(*name) &&
			strchr("-_.", *name) == NULL)
			return false;
	return true;
}

static bool is_semver_number(struct slice text)
{
	if (text.size == 0 || (text.size > 1 && text.data[0] == '0'))
		return false;
	for (size_t i = 0; i < text.size; i++)
		if (!character_is_digit(text.data[i]))
			return false;
	return true;
}

/* Dotted parts of a pre-release or of build metadata. */
static bool is_semver_tail(struct slice text, bool strict_numbers)
{
	size_t start = 0;

	for (size_t i = 0; i <= text.size; i++) {
		struct slice part;
		bool digits = true;

		if (i < text.size && text.data[i] != '.') {
			if (text.data[i] != '-' &&
				(text.data[i] == '_' ||
					!character_is_word(text.data[i])))
				return false;
			continue;
		}
		part = slice_range(text.data, start, i);
		start = i + 1;
		for (size_t j = 0; j < part.size; j++)
			digits = digits && character_is_digit(part.data[j]);
		if (part.size == 0 ||
			(strict_numbers && digits && !is_semver_number(part)))
			return false;
	}
	return true;
}

bool registry_version_is_valid(const char *version)
{
	struct slice core = slice_of(version);
	const char *plus = strchr(version, '+');
	const char *dash;
	size_t start = 0, parts = 0;

	if (plus != NULL) {
		if (!is_semver_tail(slice_of(plus + 1), false))
			return false;
		core.size = (size_t)(plus - version);
	}
	dash = memchr(core.data, '-', core.size);
	if (dash != NULL) {
		size_t from = (size_t)(dash - version);

		if (!is_semver_tail(
			    slice_range(version, from + 1, core.size), true))
			return false;
		core.size = from;
	}
	for (size_t i = 0; i <= core.size; i++) {
		if (i < core.size && core.data[i] != '.')
			continue;
		if (!is_semver_number(slice_range(core.data, start, i)))
			return false;
		start = i + 1;
		parts++;
	}
	return parts == 3;
}

bool registry_date_is_valid(const char *date)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	long year, month, day;
	bool leap;

	if (strlen(date) < 10 || date[4] != '-' || date[7] != '-' ||
		strchr("T ", date[10]) == NULL ||
		!slice_number((struct slice){date, 4}, 1, 9999, &year) ||
		!slice_number((struct slice){date + 5, 2}, 1, 12, &month) ||
		!slice_number((struct slice){date + 8, 2}, 1, 31, &day))
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (month == 2 && leap);
}

static size_t character_count(const char *text)
{
	size_t size = strlen(text), count = 0;

	for (size_t at = 0; at < size; count++)
		at += utf8_read(text + at, size - at, NULL);
	return count;
}

static const char *must_be(
	struct arena *arena, const char *what, const struct node *value)
{
	return arena_format(
		arena, "must be %s, not %s", what, node_kind_name(value));
}

static const char *list_of_words(struct arena *arena, const char *const *words)
{
	const char *text = words[0];

	for (size_t i = 1; words[i] != NULL; i++)
		text = arena_format(arena, "%s%s%s", text,
			words[i + 1] == NULL ? " or " : ", ", words[i]);
	return text;
}

static const char *word_problem(
	struct arena *arena, const char *text, const char *const *words)
{
	const char *nearest;

	for (size_t i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return NULL;
	nearest = string_nearest(text, words);
	if (nearest != NULL)
		return arena_format(
			arena, "is `%s`; did you mean `%s`?", text, nearest);
	return arena_format(
		arena, "is `%s`: write %s", text, list_of_words(arena, words));
}

static const char *port_problem(struct arena *arena, const struct node *value)
{
	long port;

	if (registry_integer(value, &port) == NULL) {
		if (value->kind == NODE_STRING &&
			slice_number(slice_of(value->text), 1, PORT_MAX, &port))
			return arena_format(arena,
				"is text: write %ld without quotes", port);
		return must_be(arena, "a number from 1 to 65535", value);
	}
	if (port < 1 || port > PORT_MAX)
		return arena_format(arena,
			"is %s: write a number from 1 to 65535",
			registry_integer(value, &port)->text);
	return NULL;
}

static const char *ports_problem(
	struct arena *arena, const struct node *value, const struct node **at)
{
	if (value->kind != NODE_MAPPING)
		return must_be(arena, "a map of names to ports", value);
	if (value->count == 0)
		return "is empty: name a port, or leave it out";
	for (size_t i = 0; i < value->count; i++) {
		const char *problem = port_problem(arena, value->items[i]);

		if (problem == NULL)
			continue;
		*at = node_is_scalar(value->items[i]) ? value->items[i]
						      : value->keys[i];
		return arena_format(arena, "`%s` %s",
			value->keys[i]->text != NULL ? value->keys[i]->text
						     : "?",
			problem);
	}
	return NULL;
}

static const char *names_problem(
	struct arena *arena, const struct node *value, const struct node **at)
{
	if (value->kind != NODE_SEQUENCE)
		return must_be(arena, "a list of names", value);
	for (size_t i = 0; i < value->count; i++)
		if (value->items[i]->kind != NODE_STRING) {
			*at = value->items[i];
			return must_be(arena, "a list of names", *at);
		}
	return NULL;
}

static const char *healthcheck_problem(
	struct arena *arena, const struct node *value, const struct node **at)
{
	const struct node *endpoint, *expected;
	long status;

	if (value->kind != NODE_MAPPING)
		return must_be(arena,
			"a mapping with `endpoint` and `expected`", value);
	endpoint = node_get(value, "endpoint");
	expected = node_get(value, "expected");
	if (endpoint != NULL && endpoint->kind != NODE_STRING) {
		*at = endpoint;
		return arena_format(arena, "`endpoint` %s",
			must_be(arena, "text", endpoint));
	}
	if (expected != NULL && registry_integer(expected, &status) == NULL) {
		*at = expected;
		return arena_format(arena, "`expected` %s",
			must_be(arena, "an HTTP status", expected));
	}
	return NULL;
}

static const char *description_problem(
	struct arena *arena, const struct node *value)
{
	size_t count = character_count(value->text);

	if (count >= DESCRIPTION_MIN && count <= DESCRIPTION_MAX)
		return NULL;
	return arena_format(arena, "has %zu character%s: write %d to %d", count,
		count == 1 ? "" : "s", DESCRIPTION_MIN, DESCRIPTION_MAX);
}

static const char *text_problem(
	struct arena *arena, enum field_kind kind, const struct node *value)
{
	const char *text = value->text;

	/* A version of 1.0 is a float, and a date may have been typed too. */
	if (value->kind != NODE_STRING && kind != FIELD_VERSION &&
		kind != FIELD_DATE)
		return must_be(arena, "text", value);
	switch (kind) {
	case FIELD_NAME:
		return registry_name_is_valid(text)
			       ? NULL
			       : arena_format(arena,
					 "is `%s`: write lower-case letters, digits, "
					 "`-`, `_` and `.`",
					 text);
	case FIELD_VERSION:
		return node_is_scalar(value) && registry_version_is_valid(text)
			       ? NULL
			       : arena_format(arena,
					 "is `%s`, no semantic version: "
					 "write three numbers such as \"1.0.0\"",
					 node_is_scalar(value) ? text : "…");
	case FIELD_DATE:
		return node_is_scalar(value) && registry_date_is_valid(text)
			       ? NULL
			       : arena_format(arena,
					 "is `%s`, a day that does not "
					 "exist: write YYYY-MM-DD",
					 node_is_scalar(value) ? text : "…");
	case FIELD_DESCRIPTION:
		return description_problem(arena, value);
	case FIELD_PROTOCOL:
		return word_problem(arena, text, registry_protocols);
	case FIELD_EXPOSURE:
		return word_problem(arena, text, registry_exposures);
	case FIELD_PATH:
		return text[0] == '/'
			       ? NULL
			       : arena_format(arena,
					 "is `%s`: begin it with `/`", text);
	default:
		return slice_trim(slice_of(text)).size > 0
			       ? NULL
			       : "is empty: write something";
	}
}

const char *registry_field_problem(struct arena *arena, enum field_kind kind,
	const struct node *value, const struct node **at)
{
	long min, max;

	*at = value;
	switch (kind) {
	case FIELD_ANY:
		return NULL;
	case FIELD_PORT:
		return port_problem(arena, value);
	case FIELD_PORTS:
		return ports_problem(arena, value, at);
	case FIELD_NAMES:
		return names_problem(arena, value, at);
	case FIELD_HEALTHCHECK:
		return healthcheck_problem(arena, value, at);
	case FIELD_BOOLEAN:
		return value->kind == NODE_BOOLEAN
			       ? NULL
			       : must_be(arena, "true or false", value);
	case FIELD_MAPPING:
		return value->kind == NODE_MAPPING
			       ? NULL
			       : must_be(arena, "a mapping", value);
	case FIELD_LIST:
		return value->kind == NODE_SEQUENCE
			       ? NULL
			       : must_be(arena, "a list", value);
	case FIELD_RANGE:
		return registry_range_read(value, &min, &max)
			       ? NULL
			       : "is no range: write two ports from 1 to 65535, the "
				 "lower one first";
	default:
		return text_problem(arena, kind, value);
	}
}
