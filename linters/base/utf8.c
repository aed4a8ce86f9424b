/*
 * UTF-8 as RFC 3629 has it. It must not know of locales, nor of any other
 * encoding but UTF-16's lengths, in which SARIF counts columns.
 */
#include "base/utf8.h"
#include <string.h>

/* Length that a first byte promises, 0 for a byte that cannot be first. */
static size_t sequence_size(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

size_t utf8_read(const char *text, size_t size, uint32_t *code)
{
	static const unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = sequence_size((unsigned char)text[0]);
	uint32_t value = (unsigned char)text[0] & first_bits[length], unused;

	if (!code)
		code = &unused;
	*code = UINT32_MAX;
	if (!length || length > size)
		return 1;
	for (size_t i = 1; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if ((byte & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (byte & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff ||
		(value >= 0xd800 && value <= 0xdfff))
		return 1;
	*code = value;
	return length;
}

/* How many bytes from the start are ASCII, eight at a time. */
static size_t ascii_run(const char *text, size_t size)
{
	size_t run = 0;
	uint64_t word;

	for (; size - run >= sizeof(word); run += sizeof(word)) {
		memcpy(&word, text + run, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (run < size && !(text[run] & 0x80))
		run++;
	return run;
}

bool utf8_is_valid(const char *text, size_t size)
{
	size_t offset = 0;
	uint32_t code;

	while (offset < size) {
		offset += ascii_run(text + offset, size - offset);
		if (offset == size)
			break;
		offset += utf8_read(text + offset, size - offset, &code);
		if (code == UINT32_MAX)
			return false;
	}
	return true;
}

size_t utf8_utf16_units(const char *text, size_t size)
{
	size_t offset = 0, units = 0;
	uint32_t code;

	while (offset < size) {
		size_t run = ascii_run(text + offset, size - offset);

		offset += run;
		units += run;
		if (offset == size)
			break;
		offset += utf8_read(text + offset, size - offset, &code);
		units += code >= 0x10000 && code != UINT32_MAX ? 2 : 1;
	}
	return units;
}

void utf8_clean(struct buffer *out, struct slice text)
{
	size_t at = 0, size;
	uint32_t code;

	for (; at < text.size; at += size) {
		size = utf8_read(text.data + at, text.size - at, &code);
		if (code == UINT32_MAX)
			buffer_add_string(out, "\xef\xbf\xbd");
		else
			buffer_add(out, text.data + at, size);
	}
}

size_t utf8_write(uint32_t code, char *bytes)
{
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		code = 0xfffd;
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xc0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		bytes[0] = (char)(0xe0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	bytes[0] = (char)(0xf0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
	bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
	bytes[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}
