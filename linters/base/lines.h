/*
 * Lines of a text. Only LF ends a line, as for git and GitHub. Lines and
 * columns count from 1; columns are bytes. What follows the last LF is a line
 * too, even when it is empty, so that the end of the text has a position.
 */
#ifndef PLUMB_BASE_LINES_H
#define PLUMB_BASE_LINES_H

#include "base/string.h"

struct lines {
	const char *text; /* borrowed */
	size_t size;
	size_t *starts; /* offset of each line's first byte */
	size_t count;   /* at least 1 */
};

void lines_init(struct lines *lines, const char *text, size_t size);
void lines_release(struct lines *lines);

/* Line and column of an offset (the end of the text is allowed). */
void lines_at(const struct lines *lines, size_t offset, unsigned *line,
	unsigned *column);

/* The text of a line without its end (LF, CRLF); empty when out of range. */
struct slice lines_text(const struct lines *lines, unsigned line);
/* Offset of its first byte; the size of the text when past the last line. */
size_t lines_start(const struct lines *lines, unsigned line);

#endif
