/*
 * Text made fit for libyaml, with the way back to offsets in bytes. Knows
 * what a byte may be, nothing of YAML's grammar but breaks and comments.
 */
#include "rule/document_private.h"

#include "base/memory.h"
#include "base/string.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MARK_EVERY 32

static bool is_plain_byte(unsigned char byte)
{
	return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t' ||
	       byte == '\r';
}

/* What libyaml's reader lets through above ASCII. */
static bool is_allowed(uint32_t code)
{
	if (code < 0x80)
		return is_plain_byte((unsigned char)code);
	return code == 0x85 || (code >= 0xa0 && code <= 0xfffd) ||
	       (code >= 0x10000 && code <= 0x10ffff);
}

/* 'x' is a letter everywhere: it never opens, ends or indents anything. */
static void replace(struct yaml_text *text, size_t at, size_t size)
{
	if (!text->copy) {
		text->copy = memory_copy(text->data, text->size);
		text->data = text->copy;
	}
	memset(text->copy + at, 'x', size);
	for (size_t i = 0; i < size; i++)
		vector_add(&text->bad, text->skipped + at + i);
}

static void mark(struct yaml_text *text)
{
	size_t count = 0;

	for (size_t at = 0; at < text->size; count++) {
		uint32_t code;
		size_t size =
			utf8_read(text->data + at, text->size - at, &code);

		if (!is_allowed(code)) {
			replace(text, at, size);
			size = 1;
		}
		if (count % MARK_EVERY == 0)
			vector_add(&text->marks, at);
		at += size;
	}
}

void yaml_text_init(struct yaml_text *text, const char *data, size_t size)
{
	size_t at = 0;

	memset(text, 0, sizeof(*text));
	text->skipped = size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
	text->data = data + text->skipped;
	text->size = size - text->skipped;
	while (at < text->size && is_plain_byte((unsigned char)text->data[at]))
		at++;
	if (at < text->size)
		mark(text);
}

void yaml_text_release(struct yaml_text *text)
{
	vector_free(&text->marks);
	vector_free(&text->bad);
	free(text->copy);
}

/* The text is good UTF-8 by now: all but a first byte is 10xxxxxx. */
static size_t skip_code_points(
	const struct yaml_text *text, size_t at, size_t count)
{
	for (; count && at < text->size; count--)
		for (at++; at < text->size &&
			   ((unsigned char)text->data[at] & 0xc0) == 0x80;)
			at++;
	return at;
}

size_t yaml_text_offset(const struct yaml_text *text, size_t index)
{
	size_t nearest = index / MARK_EVERY, at = index;

	if (text->marks.count) {
		if (nearest >= text->marks.count)
			nearest = text->marks.count - 1;
		at = skip_code_points(text, text->marks.items[nearest],
			index - nearest * MARK_EVERY);
	}
	return text->skipped + (at < text->size ? at : text->size);
}

/* The first of the sorted bad offsets that is not below start. */
static size_t find_bad(const struct yaml_text *text, size_t start)
{
	size_t low = 0, high = text->bad.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text->bad.items[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t yaml_text_bad(const struct yaml_text *text, size_t start, size_t end)
{
	size_t found = find_bad(text, start);

	if (found < text->bad.count && text->bad.items[found] < end)
		return text->bad.items[found];
	return SIZE_MAX;
}

size_t break_size(const char *text, size_t size)
{
	if (!size)
		return 0;
	if (text[0] == '\r')
		return size > 1 && text[1] == '\n' ? 2 : 1;
	if (text[0] == '\n')
		return 1;
	if (size >= 2 && !memcmp(text, "\xc2\x85", 2))
		return 2;
	if (size >= 3 && (!memcmp(text, "\xe2\x80\xa8", 3) ||
				 !memcmp(text, "\xe2\x80\xa9", 3)))
		return 3;
	return 0;
}

/* Whether the byte at offset can open a comment. */
static bool opens_comment(const char *data, size_t start, size_t at)
{
	return data[at] == '#' &&
	       (at == start || data[at - 1] == ' ' || data[at - 1] == '\t');
}

size_t yaml_text_bad_outside_comments(
	const struct yaml_text *text, const char *original, size_t end)
{
	size_t at = text->skipped, start = at, size;
	bool comment = false;

	for (size_t i = 0; i < text->bad.count; i++) {
		size_t bad = text->bad.items[i];

		if (bad >= end)
			break;
		for (; at < bad; at += size) {
			size = break_size(original + at, bad - at);
			if (size) {
				comment = false;
				start = at + size;
				continue;
			}
			comment = comment || opens_comment(original, start, at);
			size = 1;
		}
		if (!comment)
			return bad;
	}
	return SIZE_MAX;
}
