/*
 * GitHub's primaryLocationLineHash: a rolling hash over the first hundred
 * characters from a line's start that are no blanks, running on into the
 * lines behind it. Written from its published algorithm; it must stay equal
 * to the upload action's, since GitHub compares the two.
 */
#include "base/arena.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "report/report.h"
#include <inttypes.h>

#define BLOCK 100
#define MULTIPLIER 37
#define END_OF_FILE 65535

struct rolling {
	struct arena *arena;
	uint16_t window[BLOCK];
	size_t lines[BLOCK];  /* the line that starts there; 0: none */
	uint64_t hash, first; /* first: MULTIPLIER to the power of BLOCK */
	size_t index, line;
	bool line_start, after_cr;
	struct map counts; /* how often a hash was seen */
	VECTOR(const char *) hashes;
};

/* The hash of the line that starts at the window's index is complete. */
static void put_hash(struct rolling *rolling)
{
	char *text = arena_format(rolling->arena, "%" PRIx64, rolling->hash);
	size_t *seen = map_get_string(&rolling->counts, text);

	if (seen == NULL) {
		seen = arena_alloc(rolling->arena, sizeof(*seen));
		map_put_string(&rolling->counts, text, seen);
	}
	text = arena_format(rolling->arena, "%s:%zu", text, ++*seen);
	vector_add(&rolling->hashes, text);
	rolling->lines[rolling->index] = 0;
}

static void roll(struct rolling *rolling, uint16_t unit)
{
	uint16_t oldest = rolling->window[rolling->index];

	rolling->window[rolling->index] = unit;
	rolling->hash =
		rolling->hash * MULTIPLIER + unit - rolling->first * oldest;
	rolling->index = (rolling->index + 1) % BLOCK;
}

static void take_unit(struct rolling *rolling, uint16_t unit)
{
	bool after_cr = rolling->after_cr;

	rolling->after_cr = false;
	if (unit == ' ' || unit == '\t' || (after_cr && unit == '\n'))
		return;
	if (unit == '\r') {
		unit = '\n';
		rolling->after_cr = true;
	}
	if (rolling->lines[rolling->index] != 0)
		put_hash(rolling);
	if (rolling->line_start) {
		rolling->line_start = false;
		rolling->lines[rolling->index] = ++rolling->line;
	}
	if (unit == '\n')
		rolling->line_start = true;
	roll(rolling, unit);
}

/*
 * How many bytes a decoder replaces as one where a sequence is cut short:
 * those that could still have become a character (WHATWG Encoding, 4.1).
 */
static size_t bad_size(const unsigned char *text, size_t size)
{
	unsigned char lead = text[0], low = 0x80, high = 0xbf;
	size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2, at = 1;

	if (lead < 0xc2 || lead > 0xf4)
		return 1;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	while (at < size && at < wanted && text[at] >= low &&
		text[at] <= high) {
		low = 0x80;
		high = 0xbf;
		at++;
	}
	return at;
}

/* As UTF-16 units, which is what the upload action's decoder gives. */
static void take_text(struct rolling *rolling, const char *text, size_t size)
{
	size_t at = 0, read;

	for (; at < size; at += read) {
		uint32_t code;

		read = utf8_read(text + at, size - at, &code);
		if (code == UINT32_MAX) {
			read = bad_size(
				(const unsigned char *)text + at, size - at);
			take_unit(rolling, 0xfffd);
		} else if (code < 0x10000) {
			take_unit(rolling, (uint16_t)code);
		} else {
			code -= 0x10000;
			take_unit(rolling, (uint16_t)(0xd800 + (code >> 10)));
			take_unit(rolling, (uint16_t)(0xdc00 + (code & 0x3ff)));
		}
	}
}

const char **line_hashes(
	struct arena *arena, const char *text, size_t size, size_t *count)
{
	struct rolling rolling = {
		.arena = arena, .first = 1, .line_start = true};
	size_t i;

	for (i = 0; i < BLOCK; i++)
		rolling.first *= MULTIPLIER;
	take_text(&rolling, text, size);
	take_unit(&rolling, END_OF_FILE);
	for (i = 0; i < BLOCK; i++) {
		if (rolling.lines[rolling.index] != 0)
			put_hash(&rolling);
		roll(&rolling, 0);
	}
	map_release(&rolling.counts);
	*count = rolling.hashes.count;
	return vector_move(&rolling.hashes, arena);
}
