/*
 * Slices, strings and buffers. It must not know of locales or of characters
 * beyond ASCII; utf8.c does.
 */
#include "base/string.h"
#include "base/memory.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slice slice_of(const char *string)
{
	return (struct slice){string, string ? strlen(string) : 0};
}

struct slice slice_range(const char *data, size_t start, size_t end)
{
	/* Even NULL + 0 is undefined. */
	return (struct slice){data ? data + start : NULL, end - start};
}

static bool bytes_equal(const char *a, const char *b, size_t size)
{
	return size == 0 || memcmp(a, b, size) == 0;
}

bool slice_is(struct slice slice, const char *string)
{
	return slice_equal(slice, slice_of(string));
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.size == b.size && bytes_equal(a.data, b.data, a.size);
}

bool slice_starts(struct slice slice, const char *prefix)
{
	size_t size = strlen(prefix);

	return slice.size >= size && bytes_equal(slice.data, prefix, size);
}

bool slice_ends(struct slice slice, const char *suffix)
{
	size_t size = strlen(suffix);

	return slice.size >= size &&
	       (size == 0 || memcmp(slice.data + slice.size - size, suffix,
				     size) == 0);
}

static bool character_is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\r' ||
	       character == '\n';
}

struct slice slice_trim(struct slice slice)
{
	while (slice.size && character_is_blank(slice.data[slice.size - 1]))
		slice.size--;
	while (slice.size && character_is_blank(slice.data[0])) {
		slice.data++;
		slice.size--;
	}
	return slice;
}

size_t slice_find(struct slice slice, const char *needle, size_t from)
{
	size_t size = strlen(needle);
	const char *found;

	if (from > slice.size || slice.size - from < size)
		return SIZE_MAX;
	if (!size)
		return from;
	found = memmem(slice.data + from, slice.size - from, needle, size);
	return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

bool string_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool string_ends(const char *string, const char *suffix)
{
	return slice_ends(slice_of(string), suffix);
}

bool string_equal_fold(const char *a, const char *b)
{
	while (*a && character_lower(*a) == character_lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

char character_lower(char character)
{
	if (character >= 'A' && character <= 'Z')
		return (char)(character - 'A' + 'a');
	return character;
}

bool character_is_digit(char character)
{
	return character >= '0' && character <= '9';
}

bool character_is_alpha(char character)
{
	return character_lower(character) >= 'a' &&
	       character_lower(character) <= 'z';
}

bool character_is_word(char character)
{
	return character_is_alpha(character) || character_is_digit(character) ||
	       character == '_';
}

bool slice_number(struct slice slice, long min, long max, long *value)
{
	long number = 0;

	if (!slice.size)
		return false;
	for (size_t i = 0; i < slice.size; i++) {
		long digit = slice.data[i] - '0';

		if (!character_is_digit(slice.data[i]) ||
			number > (LONG_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	if (number < min || number > max)
		return false;
	*value = number;
	return true;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * One row of the table of distances: row[j] is how far the first i bytes of a
 * are from the first j of b. above and above2 are the rows before it.
 */
static void distance_row(unsigned *row, const unsigned *above,
	const unsigned *above2, const char *a, size_t i, const char *b)
{
	row[0] = (unsigned)i;
	for (size_t j = 1; b[j - 1]; j++) {
		unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);

		row[j] = least(change, least(above[j], row[j - 1]) + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			a[i - 2] == b[j - 1])
			row[j] = least(row[j], above2[j - 2] + 1);
	}
}

unsigned string_distance(const char *a, const char *b)
{
	size_t width = strlen(b) + 1, height = strlen(a);
	unsigned *rows = memory_new(width * 3, sizeof(*rows)), result;

	for (size_t j = 0; j < width; j++)
		rows[j] = (unsigned)j;
	for (size_t i = 1; i <= height; i++)
		distance_row(rows + i % 3 * width, rows + (i + 2) % 3 * width,
			rows + (i + 1) % 3 * width, a, i, b);
	result = rows[height % 3 * width + width - 1];
	free(rows);
	return result;
}

const char *string_nearest(const char *word, const char *const *candidates)
{
	unsigned best = (unsigned)(strlen(word) / 3) + 1;
	const char *nearest = NULL;

	for (; *candidates; candidates++) {
		unsigned distance = string_distance(word, *candidates);

		if (distance < best) {
			best = distance;
			nearest = *candidates;
		}
	}
	return nearest;
}

uint64_t string_hash(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

void buffer_release(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer)BUFFER_INIT;
}

void buffer_clear(struct buffer *buffer)
{
	buffer->size = 0;
	if (buffer->data)
		buffer->data[0] = '\0';
}

void buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity < 32 ? 64 : buffer->capacity * 2;

	/* One more for the NUL; what cannot be is left to memory to refuse. */
	if (more < buffer->capacity - buffer->size)
		return;
	if (more >= SIZE_MAX / 2 - buffer->size)
		capacity = SIZE_MAX / 2;
	else if (capacity < buffer->size + more + 1)
		capacity = buffer->size + more + 1;
	buffer->data = memory_resize(buffer->data, capacity, 1);
	buffer->capacity = capacity;
	buffer->data[buffer->size] = '\0';
}

void buffer_add(struct buffer *buffer, const void *data, size_t size)
{
	buffer_reserve(buffer, size);
	if (size)
		memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void buffer_add_string(struct buffer *buffer, const char *string)
{
	buffer_add(buffer, string, strlen(string));
}

void buffer_add_slice(struct buffer *buffer, struct slice slice)
{
	buffer_add(buffer, slice.data, slice.size);
}

void buffer_add_char(struct buffer *buffer, char character)
{
	buffer_reserve(buffer, 1);
	buffer->data[buffer->size++] = character;
	buffer->data[buffer->size] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	for (size_t room = 64;; room = (size_t)length) {
		buffer_reserve(buffer, room);
		room = buffer->capacity - buffer->size;
		va_start(arguments, format);
		length = vsnprintf(
			buffer->data + buffer->size, room, format, arguments);
		va_end(arguments);
		if (length < 0 || (size_t)length < room)
			break;
	}
	buffer->size += length > 0 ? (size_t)length : 0;
	buffer->data[buffer->size] = '\0';
}

const char *buffer_string(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}
