/*
 * The JSON Schema (draft 7) of .plumb.yml, made from the table of its keys.
 * It must not know any key by name.
 */
#include "engine/configuration.h"
#include "engine/configuration_key.h"
#include <string.h>

static void write_string(struct buffer *out, const char *text, size_t size)
{
	buffer_add_char(out, '"');
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)text[i];

		if (byte == '"' || byte == '\\')
			buffer_format(out, "\\%c", byte);
		else if (byte < ' ')
			buffer_format(out, "\\u%04x", byte);
		else
			buffer_add_char(out, text[i]);
	}
	buffer_add_char(out, '"');
}

/* A new line of the document; depth in steps of two spaces. */
static void write_line(struct buffer *out, unsigned depth)
{
	buffer_format(out, "\n%*s", (int)depth * 2, "");
}

static void write_levels(struct buffer *out)
{
	buffer_add_string(out, "{\"enum\": [");
	for (size_t i = 0; configuration_levels[i]; i++) {
		const char *level = configuration_levels[i];

		write_string(out, level, strlen(level));
		buffer_add_string(out, ", ");
	}
	buffer_add_string(out, "true, false]}");
}

static void write_keys(struct buffer *out, const struct configuration_key *keys,
	size_t count, size_t skip, unsigned depth);

static size_t keys_count(const struct configuration_key *keys)
{
	size_t count = 0;

	while (keys[count].name)
		count++;
	return count;
}

static void write_table(struct buffer *out,
	const struct configuration_key *keys, unsigned depth)
{
	write_keys(out, keys, keys_count(keys), 0, depth);
}

static const char text_schema[] =
	"{\"type\": \"string\", \"pattern\": \"\\\\S\"}";
static const char list_schema[] = "{\"type\": \"array\", \"items\": "
				  "{\"type\": \"string\", \"pattern\": "
				  "\"\\\\S\"}}";

static void write_text_or_list(struct buffer *out)
{
	buffer_format(out, "{\"oneOf\": [%s, %s]}", text_schema, list_schema);
}

static void write_rules(struct buffer *out, unsigned depth)
{
	buffer_add_string(out,
		"{\"type\": \"object\", \"additionalProperties\": "
		"{\"oneOf\": [");
	write_line(out, depth + 1);
	write_levels(out);
	buffer_add_char(out, ',');
	write_line(out, depth + 1);
	write_table(out, configuration_rule_keys, depth + 1);
	write_line(out, depth);
	buffer_add_string(out, "]}}");
}

static void write_outputs(struct buffer *out, unsigned depth)
{
	struct buffer one = BUFFER_INIT;

	buffer_format(&one, "%s, ", text_schema);
	write_table(&one, configuration_output_keys, depth);
	buffer_format(out,
		"{\"oneOf\": [%s, {\"type\": \"array\", \"items\": "
		"{\"oneOf\": [%s]}}]}",
		buffer_string(&one), buffer_string(&one));
	buffer_release(&one);
}

static void write_shape(
	struct buffer *out, enum configuration_shape shape, unsigned depth)
{
	switch (shape) {
	case SHAPE_TEXT:
		buffer_add_string(out, text_schema);
		break;
	case SHAPE_DATE:
		buffer_add_string(out, "{\"type\": \"string\", \"pattern\": "
				       "\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"}");
		break;
	case SHAPE_LEVEL:
		write_levels(out);
		break;
	case SHAPE_LIST:
		buffer_add_string(out, list_schema);
		break;
	case SHAPE_TEXT_OR_LIST:
		write_text_or_list(out);
		break;
	case SHAPE_TEXT_MAP:
		buffer_format(out,
			"{\"type\": \"object\", \"additionalProperties\": %s}",
			text_schema);
		break;
	case SHAPE_LIST_MAP:
		buffer_add_string(out,
			"{\"type\": \"object\", \"additionalProperties\": ");
		write_text_or_list(out);
		buffer_add_char(out, '}');
		break;
	case SHAPE_RULES:
		write_rules(out, depth);
		break;
	case SHAPE_ALLOWANCES:
		buffer_add_string(out, "{\"type\": \"array\", \"items\": ");
		write_table(out, configuration_allowance_keys, depth);
		buffer_add_char(out, '}');
		break;
	case SHAPE_OUTPUTS:
		write_outputs(out, depth);
		break;
	}
}

/* `"name": {"description": …, …the shape's own members…}` */
static void write_key(struct buffer *out, const struct configuration_key *key,
	const char *name, unsigned depth)
{
	struct buffer shape = BUFFER_INIT;

	write_string(out, name, strlen(name));
	buffer_add_string(out, ": {\"description\": ");
	write_string(out, key->description, strlen(key->description));
	buffer_add_string(out, ", ");
	write_shape(&shape, key->shape, depth);
	buffer_add(out, shape.data + 1, shape.size - 1);
	buffer_release(&shape);
}

static void write_required(
	struct buffer *out, const struct configuration_key *keys, size_t count)
{
	const char *between = ", \"required\": [";
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (!keys[i].required)
			continue;
		buffer_add_string(out, between);
		write_string(out, keys[i].name, strlen(keys[i].name));
		between = ", ";
		any = true;
	}
	if (any)
		buffer_add_char(out, ']');
}

/* Keys from the first on whose names begin with the same size bytes. */
static size_t section_count(
	const struct configuration_key *keys, size_t count, size_t size)
{
	size_t same = 1;

	while (same < count && strncmp(keys[same].name, keys->name, size) == 0)
		same++;
	return same;
}

/* An object of count keys; of each name the first skip bytes are sections. */
static void write_keys(struct buffer *out, const struct configuration_key *keys,
	size_t count, size_t skip, unsigned depth)
{
	size_t same;

	buffer_add_string(out, "{\"type\": \"object\", "
			       "\"additionalProperties\": false");
	write_required(out, keys, count);
	buffer_add_string(out, ", \"properties\": {");
	for (size_t i = 0; i < count; i += same) {
		const char *name = keys[i].name + skip;
		size_t size = strcspn(name, ".");

		same = 1;
		write_line(out, depth + 1);
		if (name[size]) {
			same = section_count(
				keys + i, count - i, skip + size + 1);
			write_string(out, name, size);
			buffer_add_string(out, ": ");
			write_keys(out, keys + i, same, skip + size + 1,
				depth + 1);
		} else {
			write_key(out, &keys[i], name, depth + 1);
		}
		if (i + same < count)
			buffer_add_char(out, ',');
	}
	write_line(out, depth);
	buffer_add_string(out, "}}");
}

void configuration_schema(struct buffer *out)
{
	struct buffer object = BUFFER_INIT;

	write_table(&object, configuration_keys, 0);
	buffer_add_string(out,
		"{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
		"\"title\": \"" CONFIGURATION_NAME "\",\n");
	buffer_add(out, object.data + 1, object.size - 1);
	buffer_add_char(out, '\n');
	buffer_release(&object);
}
