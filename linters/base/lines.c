/*
 * Offsets to lines and columns. It must not know what the text is, nor what
 * a character is: columns are bytes.
 */
#include "base/lines.h"
#include "base/memory.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

void lines_init(struct lines *lines, const char *text, size_t size)
{
	size_t capacity = size / 32 + 8, start = 0;
	const char *end;

	*lines = (struct lines){.text = text, .size = size, .count = 1};
	lines->starts = memory_resize(NULL, capacity, sizeof(*lines->starts));
	lines->starts[0] = 0;
	while (start < size) {
		end = memchr(text + start, '\n', size - start);
		if (!end)
			break;
		start = (size_t)(end - text) + 1;
		if (lines->count == capacity) {
			capacity *= 2;
			lines->starts = memory_resize(lines->starts, capacity,
				sizeof(*lines->starts));
		}
		lines->starts[lines->count++] = start;
	}
}

void lines_release(struct lines *lines)
{
	free(lines->starts);
	*lines = (struct lines){.text = NULL};
}

void lines_at(const struct lines *lines, size_t offset, unsigned *line,
	unsigned *column)
{
	size_t low = 0, high = lines->count;

	assert(offset <= lines->size);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (lines->starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	*line = (unsigned)low + 1;
	*column = (unsigned)(offset - lines->starts[low]) + 1;
}

struct slice lines_text(const struct lines *lines, unsigned line)
{
	size_t start = lines_start(lines, line), end = lines->size;

	if (line < 1 || line > lines->count)
		return slice_range(lines->text, start, start);
	if (line < lines->count) {
		end = lines->starts[line] - 1;
		if (end > start && lines->text[end - 1] == '\r')
			end--;
	}
	return slice_range(lines->text, start, end);
}

size_t lines_start(const struct lines *lines, unsigned line)
{
	if (line < 1)
		return 0;
	return line > lines->count ? lines->size : lines->starts[line - 1];
}
