/*
 * How a scalar is written. The other direction of rule/document.c, which
 * reads them; it must not know where they go.
 */
#include "generate/scalar_text.h"
#include "base/utf8.h"
#include "rule/scalar.h"
#include <math.h>
#include <string.h>

/*
 * A control character, one that ends a line somewhere, or one that YAML does
 * not take as it is.
 */
static bool is_written_out(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
	       code == 0x2029 || code == 0xfeff || code == 0xfffe ||
	       code == 0xffff;
}

void scalar_write_quoted(struct buffer *out, struct slice text)
{
	size_t at = 0, size;

	buffer_add_char(out, '"');
	for (; at < text.size; at += size) {
		uint32_t code;
		char byte = text.data[at];

		size = utf8_read(text.data + at, text.size - at, &code);
		if (byte == '"' || byte == '\\')
			buffer_format(out, "\\%c", byte);
		else if (byte == '\n')
			buffer_add_string(out, "\\n");
		else if (byte == '\t')
			buffer_add_string(out, "\\t");
		else if (byte == '\r')
			buffer_add_string(out, "\\r");
		else if (is_written_out(code))
			buffer_format(out, "\\u%04x", (unsigned)code);
		else
			buffer_add(out, text.data + at, size);
	}
	buffer_add_char(out, '"');
}

static bool has_control(struct slice text)
{
	size_t at = 0;

	while (at < text.size) {
		uint32_t code;

		at += utf8_read(text.data + at, text.size - at, &code);
		if (is_written_out(code))
			return true;
	}
	return false;
}

/* Does YAML 1.1, or a reader of dates or of base 60, see more than text? */
static bool is_more_than_text(struct slice text)
{
	static const char *const words[] = {"y", "n", "yes", "no", "on", "off",
		"true", "false", "null", "~", "<<", "="};
	bool digits = true;
	char word[8];

	for (size_t i = 0; i < text.size; i++)
		digits = digits && (character_is_digit(text.data[i]) ||
					   strchr("-:.+_", text.data[i]));
	if (digits && !(text.size > 2 && memchr(text.data, '.', text.size) &&
			      !memchr(text.data, ':', text.size) &&
			      !memchr(text.data, '-', text.size)))
		return true;
	if (text.size >= sizeof(word))
		return false;
	memcpy(word, text.data, text.size);
	word[text.size] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (string_equal_fold(word, words[i]))
			return true;
	return false;
}

static bool is_typed(const struct node *scalar)
{
	struct node plain = *scalar;

	plain.kind = NODE_STRING;
	plain.style = NODE_PLAIN;
	plain.tag = NULL;
	scalar_type(&plain);
	return plain.kind != NODE_STRING;
}

/* `!!float 5` is one by its tag, which is not written. */
static bool is_integer_text(const struct node *scalar)
{
	struct node plain = *scalar;

	scalar_type(&plain);
	return plain.kind == NODE_INTEGER;
}

static bool is_plain_safe(const struct node *scalar, bool flow)
{
	struct slice text = {scalar->text, scalar->size};

	if (text.size == 0 || slice_trim(text).size != text.size ||
		has_control(text) || is_typed(scalar) ||
		is_more_than_text(text))
		return false;
	if (strchr("-?:,[]{}#&*!|>'\"%@`", text.data[0]) != NULL ||
		slice_starts(text, "...") || slice_ends(text, ":"))
		return false;
	if (slice_find(text, ": ", 0) != SIZE_MAX ||
		slice_find(text, " #", 0) != SIZE_MAX)
		return false;
	/* libyaml ends a plain scalar there within brackets. */
	if (flow && slice_find(text, ":?", 0) != SIZE_MAX)
		return false;
	for (size_t i = 0; flow && i < text.size; i++)
		if (strchr(",[]{}", text.data[i]) != NULL)
			return false;
	return true;
}

static void write_single_quoted(struct buffer *out, struct slice text)
{
	buffer_add_char(out, '\'');
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '\'')
			buffer_add_char(out, '\'');
		buffer_add_char(out, text.data[i]);
	}
	buffer_add_char(out, '\'');
}

static void write_text(struct buffer *out, const struct node *scalar,
	enum scalar_context context, enum node_style style)
{
	struct slice text = {scalar->text, scalar->size};

	if (context == SCALAR_JSON)
		scalar_write_quoted(out, text);
	else if (style == NODE_SINGLE_QUOTED && !has_control(text))
		write_single_quoted(out, text);
	else if (style != NODE_DOUBLE_QUOTED &&
		 is_plain_safe(scalar, context == SCALAR_FLOW))
		buffer_add_slice(out, text);
	else
		scalar_write_quoted(out, text);
}

void scalar_write(struct buffer *out, const struct node *scalar,
	enum scalar_context context, enum node_style style)
{
	switch (scalar->kind) {
	case NODE_NULL:
		buffer_add_string(out, "null");
		break;
	case NODE_BOOLEAN:
		buffer_add_string(out, scalar->integer ? "true" : "false");
		break;
	case NODE_INTEGER:
		buffer_format(out, "%lld", scalar->integer);
		break;
	case NODE_FLOAT:
		/* A number of JSON may be too large for one of YAML. */
		if (context != SCALAR_JSON && isinf(scalar->number))
			buffer_add_string(
				out, scalar->number < 0 ? "-.inf" : ".inf");
		else if (is_integer_text(scalar))
			buffer_format(out, "%.1f", scalar->number);
		/* `.inf` and its like are no numbers of JSON. */
		else if (context == SCALAR_JSON &&
			 strspn(scalar->text, "+-.0123456789eE") !=
				 scalar->size)
			scalar_write_quoted(out, slice_of(scalar->text));
		else
			buffer_add_slice(out,
				(struct slice){scalar->text, scalar->size});
		break;
	default:
		write_text(out, scalar, context, style);
		break;
	}
}
