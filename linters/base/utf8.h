/*
 * UTF-8, byte by byte: what is not UTF-8 counts as one code point a byte.
 */
#ifndef PLUMB_BASE_UTF8_H
#define PLUMB_BASE_UTF8_H

#include "base/string.h"

/*
 * Bytes of the sequence at text (size > 0), 1 to 4, with its code point; 1
 * and *code = UINT32_MAX where it is not valid (overlong, surrogate, cut
 * off). code may be NULL.
 */
size_t utf8_read(const char *text, size_t size, uint32_t *code);

bool utf8_is_valid(const char *text, size_t size);
/* UTF-16 units; a bad byte counts as one (U+FFFD stands for it). */
size_t utf8_utf16_units(const char *text, size_t size);
/* Appends text with U+FFFD for each byte that is not UTF-8. */
void utf8_clean(struct buffer *out, struct slice text);
/* Writes code as UTF-8 into bytes[4]; the count. U+FFFD for what is none. */
size_t utf8_write(uint32_t code, char *bytes);

#endif
