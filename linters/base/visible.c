/*
 * Text made harmless for a terminal: a file's name or line must not move the
 * cursor or change the title.
 */
#include "base/visible.h"
#include "base/utf8.h"
#include <string.h>

/* Embeddings, overrides, isolates and their ends (UAX 9), and the marks. */
static bool turns_direction(uint32_t code)
{
	return (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0x200e ||
	       code == 0x200f || code == 0x061c;
}

static bool is_control(uint32_t code, char byte)
{
	if (code == UINT32_MAX)
		return (unsigned char)byte >= 0x80 &&
		       (unsigned char)byte < 0xa0;
	return (code < 0x20 && code != '\t') || (code >= 0x7f && code < 0xa0) ||
	       turns_direction(code);
}

/*
 * The runner of GitHub Actions takes a line that begins with `::`, after
 * blanks, and `##[` anywhere in one, for a command to itself, whichever
 * program wrote it.
 */
static bool is_command(struct slice text, size_t at)
{
	size_t i;

	if (text.data[at] == '[')
		return at >= 2 && memcmp(text.data + at - 2, "##", 2) == 0;
	if (text.data[at] != ':' || at + 1 == text.size ||
		text.data[at + 1] != ':')
		return false;
	for (i = 0; i < at && strchr(" \t", text.data[i]) != NULL; i++)
		;
	return i == at;
}

void add_visible(struct buffer *out, struct slice text)
{
	size_t at = 0, size, i;

	for (; at < text.size; at += size) {
		uint32_t code;

		size = utf8_read(text.data + at, text.size - at, &code);
		if (!is_control(code, text.data[at]) && !is_command(text, at)) {
			buffer_add(out, text.data + at, size);
			continue;
		}
		for (i = 0; i < size; i++)
			buffer_format(out, "\\x%02x",
				(unsigned char)text.data[at + i]);
	}
}

void add_visible_lines(struct buffer *out, struct slice text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t end = slice_find(text, "\n", at);
		bool is_whole = end != SIZE_MAX;

		if (!is_whole)
			end = text.size;
		add_visible(out, slice_range(text.data, at, end));
		if (is_whole)
			buffer_add_char(out, '\n');
		at = end + is_whole;
	}
}

size_t visible_columns(struct slice text, size_t *size)
{
	uint32_t code;

	*size = utf8_read(text.data, text.size, &code);
	return is_control(code, text.data[0]) ? *size * strlen("\\xNN") : 1;
}
