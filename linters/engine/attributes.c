/*
 * Reading .gitattributes. It must not know what follows from an attribute.
 */
#include "engine/attributes.h"
#include "base/arena.h"
#include "base/lines.h"
#include "base/vector.h"
#include "engine/git_pattern.h"
#include <string.h>

struct attribute_line {
	struct git_pattern pattern;
	enum attribute_state states[ATTRIBUTE_COUNT];
};

static const char *const attribute_names[ATTRIBUTE_COUNT] = {
	[ATTRIBUTE_VENDORED] = "linguist-vendored",
	[ATTRIBUTE_GENERATED] = "linguist-generated",
	[ATTRIBUTE_DOCUMENTATION] = "linguist-documentation",
};

/* `-name`, `!name`, `name=value` or `name`. */
static void read_attribute(struct attribute_line *line, struct slice word)
{
	enum attribute_state state = ATTRIBUTE_SET;
	size_t equals;

	if (*word.data == '-' || *word.data == '!') {
		state = *word.data == '-' ? ATTRIBUTE_UNSET : ATTRIBUTE_UNKNOWN;
		word = slice_range(word.data, 1, word.size);
	}
	equals = slice_find(word, "=", 0);
	if (equals != SIZE_MAX) {
		if (slice_is(slice_range(word.data, equals + 1, word.size),
			    "false"))
			state = ATTRIBUTE_UNSET;
		word.size = equals;
	}
	for (int i = 0; i < ATTRIBUTE_COUNT; i++)
		if (slice_is(word, attribute_names[i]))
			line->states[i] = state;
}

/* The next word of rest, which is moved behind it; empty at the end. */
static struct slice next_word(struct slice *rest)
{
	struct slice word;
	size_t size = 0;

	*rest = slice_trim(*rest);
	while (size < rest->size && !strchr(" \t\r", rest->data[size]))
		size++;
	word = slice_range(rest->data, 0, size);
	*rest = slice_range(rest->data, size, rest->size);
	return word;
}

static bool is_octal(const char *digits)
{
	return digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' &&
	       digits[1] <= '7' && digits[2] >= '0' && digits[2] <= '7';
}

/* The byte of an escape, and in *used its size behind the back-slash. */
static char read_escape(struct slice text, size_t *used)
{
	static const char letters[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
	const char *letter = memchr(letters, text.data[0], sizeof(letters) - 1);

	*used = 1;
	if (letter)
		return bytes[letter - letters];
	if (text.size < 3 || !is_octal(text.data))
		return text.data[0];
	*used = 3;
	return (char)((text.data[0] - '0') * 64 + (text.data[1] - '0') * 8 +
		      (text.data[2] - '0'));
}

/* A pattern in quotes, as git writes odd names (quote.c); or as it stands. */
static struct slice read_pattern(struct arena *arena, struct slice *rest)
{
	struct slice word = {NULL, 0};
	size_t i, used;
	char *text;

	*rest = slice_trim(*rest);
	if (!slice_starts(*rest, "\""))
		return next_word(rest);
	text = arena_alloc(arena, rest->size);
	for (i = 1; i < rest->size && rest->data[i] != '"'; i += used) {
		used = 1;
		text[word.size] = rest->data[i];
		if (rest->data[i] == '\\' && i + 1 < rest->size) {
			i++;
			text[word.size] = read_escape(
				slice_range(rest->data, i, rest->size), &used);
		}
		word.size++;
	}
	word.data = text;
	i = i < rest->size ? i + 1 : rest->size;
	*rest = slice_range(rest->data, i, rest->size);
	return word;
}

/* False when the line says nothing that matters here. */
static bool read_line(
	struct attribute_line *out, struct arena *arena, struct slice line)
{
	struct slice word;

	*out = (struct attribute_line){.states = {ATTRIBUTE_NOT_NAMED}};
	line = slice_trim(line);
	if (slice_find(line, "linguist-", 0) == SIZE_MAX ||
		slice_starts(line, "#") || slice_starts(line, "[attr]"))
		return false;
	git_pattern_read(&out->pattern, arena, read_pattern(arena, &line));
	if (out->pattern.negated)
		return false; /* git refuses these */
	while ((word = next_word(&line)).size)
		read_attribute(out, word);
	return true;
}

void attributes_read(struct attributes *attributes, struct arena *arena,
	const char *text, size_t size)
{
	VECTOR(struct attribute_line) read = {0};
	struct attribute_line line;
	struct lines lines;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	lines_init(&lines, text, size);
	for (unsigned i = 1; i <= lines.count; i++)
		if (read_line(&line, arena, lines_text(&lines, i)))
			vector_add(&read, line);
	lines_release(&lines);
	attributes->count = read.count;
	attributes->lines = vector_move(&read, arena);
}

void attributes_apply(const struct attributes *attributes, const char *path,
	enum attribute_state states[ATTRIBUTE_COUNT])
{
	for (size_t i = attributes->count; i-- > 0;) {
		const struct attribute_line *line = &attributes->lines[i];

		if (!git_pattern_matches(&line->pattern, path, false))
			continue;
		for (int j = 0; j < ATTRIBUTE_COUNT; j++)
			if (states[j] == ATTRIBUTE_NOT_NAMED)
				states[j] = line->states[j];
	}
}
