/*
 * Values in the quotes of each kind of file. It must not know which files
 * are generated.
 */
#include "generate/quote.h"
#include "base/glob.h"
#include "generate/scalar_text.h"
#include "model/compose.h"
#include "model/dotenv.h"
#include <string.h>

void quote_yaml(struct buffer *out, const struct node *value)
{
	scalar_write(out, value, SCALAR_FLOW, NODE_PLAIN);
}

void quote_compose(struct buffer *out, const struct node *value)
{
	struct node escaped = *value;
	struct buffer text = BUFFER_INIT;

	for (size_t i = 0; i < value->size; i++) {
		if (value->text[i] == '$')
			buffer_add_char(&text, '$');
		buffer_add_char(&text, value->text[i]);
	}
	escaped.text = buffer_string(&text);
	escaped.size = text.size;
	quote_yaml(out, &escaped);
	buffer_release(&text);
}

void quote_json(struct buffer *out, const struct node *value)
{
	scalar_write(out, value, SCALAR_JSON, NODE_DOUBLE_QUOTED);
}

static bool is_word_at(struct slice text, size_t at)
{
	return at < text.size && (character_is_word(text.data[at]) ||
					 (unsigned char)text.data[at] >= 0x80);
}

/* An underscore within a word is no emphasis. */
static bool marks_up(struct slice text, size_t at)
{
	if (text.data[at] == '_')
		return at == 0 || !is_word_at(text, at - 1) ||
		       !is_word_at(text, at + 1);
	return strchr("\\`*[]<{}|~", text.data[at]) != NULL;
}

void quote_markdown(struct buffer *out, const struct node *value)
{
	struct buffer text = BUFFER_INIT;
	struct slice line;

	mustache_write_bare(&text, value);
	line = slice_trim(slice_range(buffer_string(&text), 0, text.size));
	for (size_t i = 0; i < line.size; i++) {
		if (line.data[i] == '&') {
			buffer_add_string(out, "&amp;");
			continue;
		}
		if (marks_up(line, i))
			buffer_add_char(out, '\\');
		buffer_add_char(out, line.data[i]);
	}
	buffer_release(&text);
}

/* Is it one word for a shell and an env file, as it is? */
static bool is_plain_word(const struct node *value)
{
	for (size_t i = 0; i < value->size; i++)
		if (value->text[i] == '\0' ||
			(!character_is_word(value->text[i]) &&
				strchr("./:@%+,-", value->text[i]) == NULL))
			return false;
	return value->size > 0;
}

void quote_shell(struct buffer *out, const struct node *value)
{
	if (is_plain_word(value)) {
		buffer_add(out, value->text, value->size);
		return;
	}
	buffer_add_char(out, '\'');
	for (size_t i = 0; i < value->size; i++) {
		if (value->text[i] == '\'')
			buffer_add_string(out, "'\\''");
		else if (value->text[i] != '\0')
			buffer_add_char(out, value->text[i]);
	}
	buffer_add_char(out, '\'');
}

void quote_dotenv(struct buffer *out, const struct node *value)
{
	struct buffer text = BUFFER_INIT;
	const char *line;

	if (is_plain_word(value)) {
		buffer_add(out, value->text, value->size);
		return;
	}
	mustache_write_bare(&text, value);
	line = buffer_string(&text);
	if (strchr(line, '\'') == NULL) {
		buffer_format(out, "'%s'", line);
	} else {
		buffer_add_char(out, '"');
		for (; *line != '\0'; line++) {
			if (strchr("\\\"$`", *line) != NULL)
				buffer_add_char(out, '\\');
			buffer_add_char(out, *line);
		}
		buffer_add_char(out, '"');
	}
	buffer_release(&text);
}

mustache_write *quote_of_path(const char *path)
{
	static const struct {
		const char *ending;
		mustache_write *write;
	} kinds[] = {
		{".yml", quote_yaml},
		{".yaml", quote_yaml},
		{".json", quote_json},
		{".js", quote_json},
		{".mjs", quote_json},
		{".cjs", quote_json},
		{".ts", quote_json},
		{".md", quote_markdown},
		{".mdx", quote_markdown},
		{".sh", quote_shell},
	};

	if (compose_is_name(path))
		return quote_compose;
	if (dotenv_is_name(path))
		return quote_dotenv;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (string_ends(path, kinds[i].ending))
			return kinds[i].write;
	return NULL;
}
