/*
 * Generated and minified files, told by their text. Every file that is
 * looked at comes through here, so the common answer, no, must cost little.
 * It must not know of attributes or folders: scope.c does.
 */
#include "engine/generated.h"
#include "base/string.h"
#include <string.h>

enum {
	HEADER_SIZE = 2048,
	HEADER_LINES = 20,
	NEAR_LINES = 4, /* on both sides of "generated" */
	LONG_LINE = 5000,
};

static struct slice header_of(const char *text, size_t size)
{
	size_t end = 0, limit = size < HEADER_SIZE ? size : HEADER_SIZE;

	for (unsigned line = 0; line < HEADER_LINES && end < limit; line++) {
		const char *newline = memchr(text + end, '\n', limit - end);

		end = newline ? (size_t)(newline - text) + 1 : limit;
	}
	return slice_range(text, 0, end);
}

static bool equal_fold(const char *text, const char *word, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (character_lower(text[i]) != word[i])
			return false;
	return true;
}

/* Offset of a lower-case word in any case, or SIZE_MAX. */
static size_t find_fold(struct slice text, const char *word, size_t from)
{
	size_t size = strlen(word);

	for (; from + size <= text.size; from++)
		if (equal_fold(text.data + from, word, size))
			return from;
	return SIZE_MAX;
}

/*
 * The next "generated" at or after from (Horspool's search: most files do
 * not have it, and eight bytes in nine are never looked at).
 */
static size_t find_generated(struct slice text, size_t from)
{
	static const char word[] = "generated";
	enum { SIZE = sizeof(word) - 1 };
	/* How much less than the whole word to go on past a letter of it. */
	static const unsigned char less[256] = {['g'] = 1,
		['G'] = 1,
		['n'] = 3,
		['N'] = 3,
		['r'] = 5,
		['R'] = 5,
		['a'] = 6,
		['A'] = 6,
		['t'] = 7,
		['T'] = 7,
		['e'] = 8,
		['E'] = 8};

	for (size_t end = from + SIZE; end <= text.size;) {
		unsigned char last = (unsigned char)text.data[end - 1];

		if ((last | 0x20) == 'd' &&
			equal_fold(text.data + end - SIZE, word, SIZE))
			return end - SIZE;
		end += SIZE - less[last];
	}
	return SIZE_MAX;
}

static bool is_quote(char byte)
{
	return byte == '"' || byte == '\'' || byte == '`';
}

static bool starts_comment(struct slice line)
{
	static const char *const marks[] = {
		"#", "//", "/*", "*", "<!--", "--", ";", "%", NULL};

	line = slice_trim(line);
	for (size_t i = 0; marks[i]; i++)
		if (slice_starts(line, marks[i]))
			return true;
	return false;
}

/*
 * Does the line up to the word put it into a text of the program's own, as a
 * generator does: `header = "// Code generated`, `echo "# generated`?
 */
static bool is_in_literal(struct slice before)
{
	if (starts_comment(before))
		return false;
	for (size_t i = 1; i < before.size; i++) {
		size_t at = i;

		if (!is_quote(before.data[i]))
			continue;
		while (at && before.data[at - 1] == ' ')
			at--;
		if (at && (before.data[at - 1] == '=' ||
				  before.data[at - 1] == '(' ||
				  (at < i && character_is_word(
						     before.data[at - 1]))))
			return true;
	}
	return false;
}

/* Up to NEAR_LINES lines before offset and after it. */
static struct slice neighbourhood(struct slice text, size_t offset)
{
	size_t start = offset, end = offset;

	for (unsigned lines = 0; start; start--)
		if (text.data[start - 1] == '\n' && lines++ == NEAR_LINES)
			break;
	for (unsigned lines = 0; end < text.size; end++)
		if (text.data[end] == '\n' && lines++ == NEAR_LINES)
			break;
	return slice_range(text.data, start, end);
}

static bool forbids_edits(struct slice text)
{
	static const char *const phrases[] = {"do not edit", "do not modify",
		"do not change", "do not manually edit", "don't edit",
		"don't modify", "not be edited", "not edit manually", NULL};

	for (size_t i = 0; phrases[i]; i++)
		if (find_fold(text, phrases[i], 0) != SIZE_MAX)
			return true;
	return false;
}

static bool ends_in_fold(struct slice text, const char *word)
{
	size_t size = strlen(word);

	return text.size >= size &&
	       equal_fold(text.data + text.size - size, word, size);
}

static bool starts_fold(struct slice text, const char *word)
{
	size_t size = strlen(word);

	return text.size >= size && equal_fold(text.data, word, size);
}

/* The words around "generated" that say all by themselves. */
static bool says_all(struct slice before, struct slice after)
{
	static const char *const ways[] = {
		"auto-", "auto", "automatically ", "auto ", "code ", NULL};

	if (slice_ends(before, "@"))
		return true;
	if (!starts_fold(after, " by ") && !starts_fold(after, " from "))
		return false;
	for (size_t i = 0; ways[i]; i++)
		if (ends_in_fold(before, ways[i]))
			return true;
	return false;
}

static bool says_generated(struct slice header)
{
	size_t at = 0;

	for (; (at = find_generated(header, at)) != SIZE_MAX; at++) {
		size_t start = at;
		struct slice before, after;

		while (start && header.data[start - 1] != '\n')
			start--;
		before = slice_range(header.data, start, at);
		after = slice_range(
			header.data, at + strlen("generated"), header.size);
		if (is_in_literal(before))
			continue;
		if (says_all(before, after) ||
			forbids_edits(neighbourhood(header, at)))
			return true;
	}
	return false;
}

static bool has_long_line(const char *text, size_t size)
{
	const char *end = text + size, *newline;

	while ((size_t)(end - text) > LONG_LINE) {
		newline = memrchr(text, '\n', LONG_LINE + 1);
		if (!newline)
			return true;
		text = newline + 1;
	}
	return false;
}

bool text_is_generated(const char *path, const char *text, size_t size)
{
	if (says_generated(header_of(text, size)))
		return true;
	return size > LONG_LINE && string_ends(path, ".json") &&
	       has_long_line(text, size);
}

bool text_is_minified(const char *path, const char *text, size_t size)
{
	static const char *const endings[] = {
		".js", ".mjs", ".cjs", ".css", NULL};

	if (size <= LONG_LINE)
		return false;
	for (size_t i = 0; endings[i]; i++)
		if (string_ends(path, endings[i]))
			return has_long_line(text, size);
	return false;
}
