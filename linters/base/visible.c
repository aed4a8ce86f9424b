/*
 * Text made harmless for a terminal: a file's name or line must not move the
 * cursor or change the title.
 */
#include "base/visible.h"
#include "base/utf8.h"

static bool is_control(uint32_t code, char byte)
{
	if (code == UINT32_MAX)
		return (unsigned char)byte >= 0x80 &&
		       (unsigned char)byte < 0xa0;
	return (code < 0x20 && code != '\t') || (code >= 0x7f && code < 0xa0);
}

void add_visible(struct buffer *out, struct slice text)
{
	size_t at = 0, size, i;

	for (; at < text.size; at += size) {
		uint32_t code;

		size = utf8_read(text.data + at, text.size - at, &code);
		if (!is_control(code, text.data[at])) {
			buffer_add(out, text.data + at, size);
			continue;
		}
		for (i = 0; i < size; i++)
			buffer_format(out, "\\x%02x",
				(unsigned char)text.data[at + i]);
	}
}
