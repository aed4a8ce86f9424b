/*
 * Patterns with a table in them. Knows the tables' names, not what they hold.
 */
#include "rule/template.h"
#include "base/arena.h"
#include <string.h>

const char *const template_tables[] = {
	"paths.stale",
	"env.legacy-names",
	NULL,
};

bool template_is(const char *pattern)
{
	return strstr(pattern, "{{") != NULL;
}

/* The next `{{name}}` at or after *at: its name, *at behind it. */
static bool next_table(const char **at, const char **open, struct slice *name)
{
	const char *close;

	*open = strstr(*at, "{{");
	if (*open == NULL)
		return false;
	close = strstr(*open, "}}");
	if (close == NULL)
		return false;
	*name = slice_range(*open, 2, (size_t)(close - *open));
	*at = close + 2;
	return true;
}

static bool is_table(struct slice name)
{
	size_t i;

	for (i = 0; template_tables[i] != NULL; i++)
		if (slice_is(name, template_tables[i]))
			return true;
	return false;
}

const char *template_unknown(struct arena *arena, const char *pattern)
{
	struct slice name;
	const char *open;

	while (next_table(&pattern, &open, &name))
		if (!is_table(name))
			return arena_copy(arena, name.data, name.size);
	return NULL;
}

const char *template_fill(struct arena *arena, const char *pattern,
	template_words *words, void *state)
{
	struct buffer text = BUFFER_INIT;
	const char *at = pattern, *open, *result;
	struct slice name;
	bool full = true;

	while (full && next_table(&at, &open, &name)) {
		buffer_add(&text, pattern, (size_t)(open - pattern));
		buffer_add_string(&text, "(?:");
		full = words(state, &text, name);
		buffer_add_char(&text, ')');
		pattern = at;
	}
	buffer_add_string(&text, pattern);
	result = full ? arena_string(arena, buffer_string(&text)) : NULL;
	buffer_release(&text);
	return result;
}

void template_quote(struct buffer *out, const char *word)
{
	for (; *word != '\0'; word++) {
		if (strchr("\\^$.[|()?*+{}#/ -", *word) != NULL)
			buffer_add_char(out, '\\');
		buffer_add_char(out, *word);
	}
}

/* `(?:` and `)` are there already: the name less the braces' four. */
static bool sample_words(void *state, struct buffer *out, struct slice table)
{
	size_t i;

	(void)state;
	for (i = 0; i < table.size; i++)
		buffer_add_char(out, 'x');
	return true;
}

const char *template_sample(struct arena *arena, const char *pattern)
{
	return template_fill(arena, pattern, sample_words, NULL);
}
