/*
 * Bytes with a length. A slice is borrowed; a buffer owns its bytes and grows.
 */
#ifndef PLUMB_BASE_STRING_H
#define PLUMB_BASE_STRING_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const char *data;
	size_t size;
};

struct slice slice_of(const char *string);
struct slice slice_range(const char *data, size_t start, size_t end);
bool slice_is(struct slice slice, const char *string);
bool slice_equal(struct slice a, struct slice b);
bool slice_starts(struct slice slice, const char *prefix);
bool slice_ends(struct slice slice, const char *suffix);
/* Without blanks (space, tab, CR, LF) at both ends. */
struct slice slice_trim(struct slice slice);
/* Offset of the first occurrence of needle at or after from, or SIZE_MAX. */
size_t slice_find(struct slice slice, const char *needle, size_t from);

bool string_starts(const char *string, const char *prefix);
bool string_ends(const char *string, const char *suffix);
/* ASCII only, in every locale. */
bool string_equal_fold(const char *a, const char *b);
char character_lower(char character);
bool character_is_digit(char character);
bool character_is_alpha(char character);
bool character_is_word(char character); /* letter, digit, underscore */

/*
 * A whole decimal number of slice within min..max: true and *value. No sign,
 * no blanks, no other base; leading zeros are read as decimal.
 */
bool slice_number(struct slice slice, long min, long max, long *value);

/* Edits (insert, delete, change, swap) that turn a into b. */
unsigned string_distance(const char *a, const char *b);
/*
 * The candidate nearest to word, if it is near enough to be what was meant
 * (at most a third of its letters differ), else NULL. Candidates end in NULL.
 */
const char *string_nearest(const char *word, const char *const *candidates);

/* 64-bit FNV-1a; pass STRING_HASH_START, or an earlier result to go on. */
#define STRING_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t string_hash(uint64_t hash, const void *data, size_t size);

struct buffer {
	char *data; /* always NUL-terminated once something was added */
	size_t size;
	size_t capacity;
};

#define BUFFER_INIT        \
	{                  \
		NULL, 0, 0 \
	}

void buffer_release(struct buffer *buffer); /* and makes it empty again */
void buffer_clear(struct buffer *buffer);   /* keeps the memory */
void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_add_string(struct buffer *buffer, const char *string);
void buffer_add_slice(struct buffer *buffer, struct slice slice);
void buffer_add_char(struct buffer *buffer, char character);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The bytes so far as a string, "" when empty; borrowed. */
const char *buffer_string(const struct buffer *buffer);

#endif
