/*
 * Text made harmless for a terminal and for a log that takes commands:
 * control characters are written out, and so are those that turn the
 * direction of what follows, since a line must not be shown as another than
 * it is, and what GitHub's runner would obey.
 */
#ifndef PLUMB_BASE_VISIBLE_H
#define PLUMB_BASE_VISIBLE_H

#include "base/string.h"

/* Appends text with C0, C1, DEL and bidirectional controls as \xNN for each
 * byte; tabs stay. */
void add_visible(struct buffer *out, struct slice text);

/* The same of several lines: line feeds stay too. */
void add_visible_lines(struct buffer *out, struct slice text);

/*
 * Columns that the first character of text (not empty) takes, a tab being
 * one; *size is its bytes.
 */
size_t visible_columns(struct slice text, size_t *size);

#endif
