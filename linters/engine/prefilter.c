/*
 * Many literals at once. Two ways to look, each with one window of bytes per
 * literal: "near" tests four bytes at every position by their nibbles, 64
 * positions at a time, which is fastest for some dozens of literals;
 * "stride" hashes four bytes at every fourth position, whose cost hardly
 * grows with their number. Both only point at places: a comparison of the
 * whole literal decides. It knows nothing of patterns, rules or files.
 */
#include "engine/prefilter.h"

#include "base/memory.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define PREFILTER_SIMD 1
#include <immintrin.h>
#endif

#define BUCKETS 8      /* bits of a byte in the nibble tables */
#define NEAR_WIDTH 4   /* bytes that the near search tests: near_buckets */
#define NEAR_STEP 64   /* and positions at once, where it can */
#define NEAR_BITS 13   /* hashes that tell a window from what is like it */
#define NEAR_LIMIT 128 /* more literals than this fill the tables */
#define STRIDE 4       /* the stride search looks at every fourth byte */
#define STRIDE_WIDTH 4 /* and hashes this many */
#define STRIDE_BITS 11 /* words of its bitmap: 8 KiB, in the first cache */
#define HASH_FACTOR UINT32_C(0x9e3779b1)
#define TAKEN_BITS 12     /* of the table of windows that are in use */
#define CROWD_BITS 16     /* of the table that finds shared windows */
#define CHUNK (32 * 1024) /* both searches, while the bytes are in cache */

struct literal {
	char *data; /* lower case when fold */
	size_t size;
	bool fold;
	size_t window; /* offset of the bytes that are looked for */
};

/* A window's bytes, and the literal that they are part of. */
struct window {
	uint32_t key;   /* see key_of */
	uint32_t bytes; /* as they stand, or the key of a folded literal */
	uint8_t width;
	bool fold, whole; /* whole: nothing is left to compare */
	uint32_t literal, offset;
};

/* Where the windows of a key begin. */
struct window_slot {
	uint32_t key;
	uint32_t first; /* index + 1; 0: empty */
};

/* Windows by their key: those of one key stand together. */
struct windows {
	struct window *items; /* one more than count, of no width, ends them */
	size_t count, capacity;
	struct window_slot *slots; /* probed one after the other */
	size_t mask;
	unsigned shift; /* of a 32-bit product */
};

struct prefilter;

/* Searches from text[from..to); false when hit said stop. */
struct search {
	const struct prefilter *prefilter;
	const char *text;
	size_t size;
	bool (*hit)(void *state, size_t literal, size_t start);
	void *state;
};

struct prefilter {
	struct literal *literals;
	size_t count;
	struct windows near, stride;
	bool near_widths[NEAR_WIDTH + 1]; /* which widths occur */
	/* A bit for each window that is NEAR_WIDTH wide, by its hash. */
	uint64_t near_bits[1 << (NEAR_BITS - 6)];
	/* For byte k of a window: the buckets that a nibble is part of. */
	uint8_t low[NEAR_WIDTH][16], high[NEAR_WIDTH][16];
	/* The same by whole byte, for the plain search. */
	uint8_t bytes[NEAR_WIDTH][256];
	uint32_t *bitmap; /* of the stride search: two bits a window */
	bool (*near_search)(
		const struct search *search, size_t from, size_t to);
	bool (*stride_search)(
		const struct search *search, size_t from, size_t to);
};

/* The bytes as a number. */
static uint32_t bytes_of(const char *bytes, unsigned width)
{
	const unsigned char *b = (const unsigned char *)bytes;
	uint32_t number = b[0];
	if (width == 4)
		memcpy(&number, bytes, 4); /* one load */
	else if (width > 1)
		number |= (uint32_t)b[1] << 8;
	if (width == 3)
		number |= (uint32_t)b[2] << 16;
	return number;
}

/*
 * The same with the bit set that tells lower case from upper: one table
 * serves folded and exact literals.
 */
static uint32_t key_of(const char *bytes, unsigned width)
{
	return bytes_of(bytes, width) | UINT32_C(0x20202020);
}

static uint32_t hash_of(uint32_t key, unsigned width)
{
	return (key + width) * HASH_FACTOR;
}

static void windows_add(struct windows *windows, const struct literal *literal,
	size_t number, size_t offset, unsigned width)
{
	if (windows->count == windows->capacity) {
		windows->capacity = windows->capacity * 2 + 16;
		windows->items = memory_resize(windows->items,
			windows->capacity, sizeof(*windows->items));
	}
	const char *bytes = literal->data + offset;
	windows->items[windows->count++] = (struct window){
		.key = key_of(bytes, width),
		.bytes = literal->fold ? key_of(bytes, width)
				       : bytes_of(bytes, width),
		.width = (uint8_t)width,
		.fold = literal->fold,
		.whole = !literal->fold && literal->size == width,
		.literal = (uint32_t)number,
		.offset = (uint32_t)offset,
	};
}

static int window_compare(const void *left, const void *right)
{
	const struct window *a = left, *b = right;
	if (a->width != b->width)
		return a->width < b->width ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->literal < b->literal ? -1 : a->literal > b->literal;
}

/* The slot of a key, or the empty one where it would stand. */
static struct window_slot *windows_slot(
	const struct windows *windows, uint32_t key, unsigned width)
{
	size_t at = hash_of(key, width) >> windows->shift;
	for (;; at = (at + 1) & windows->mask) {
		struct window_slot *slot = &windows->slots[at];
		if (slot->first == 0 ||
			(slot->key == key &&
				windows->items[slot->first - 1].width == width))
			return slot;
	}
}

static void windows_index(struct windows *windows)
{
	unsigned bits = 8;
	while (bits < 28 && ((size_t)1 << bits) < windows->count * 4)
		bits++;
	windows->shift = 32 - bits;
	windows->mask = ((size_t)1 << bits) - 1;
	windows->slots = memory_new(windows->mask + 1, sizeof(*windows->slots));
	windows->items = memory_resize(
		windows->items, windows->count + 1, sizeof(*windows->items));
	windows->items[windows->count] = (struct window){.width = 0};
	qsort(windows->items, windows->count, sizeof(*windows->items),
		window_compare);
	for (size_t i = 0; i < windows->count; i++) {
		const struct window *window = &windows->items[i];
		struct window_slot *slot =
			windows_slot(windows, window->key, window->width);
		if (slot->first == 0)
			*slot = (struct window_slot){
				window->key, (uint32_t)i + 1};
	}
}

static void windows_release(struct windows *windows)
{
	free(windows->items);
	free(windows->slots);
}

static bool literal_is_at(const struct literal *literal, const char *text)
{
	if (!literal->fold)
		return memcmp(literal->data, text, literal->size) == 0;
	for (size_t i = 0; i < literal->size; i++)
		if (character_lower(text[i]) != literal->data[i])
			return false;
	return true;
}

/* Does the literal of a window stand there, whose bytes are at position? */
static bool window_fits(const struct search *search,
	const struct window *window, size_t position, uint32_t bytes)
{
	if (window->bytes != (window->fold ? window->key : bytes) ||
		window->offset > position)
		return false;
	if (window->whole)
		return true;
	const struct literal *literal =
		&search->prefilter->literals[window->literal];
	size_t start = position - window->offset;
	return literal->size <= search->size - start &&
	       literal_is_at(literal, search->text + start);
}

/* Tells every literal of which a window of that width stands at position. */
static bool windows_tell(const struct search *search,
	const struct windows *windows, size_t position, unsigned width)
{
	uint32_t bytes = bytes_of(search->text + position, width);
	uint32_t key = key_of(search->text + position, width);
	uint32_t first = windows_slot(windows, key, width)->first;
	if (first == 0)
		return true;
	for (const struct window *window = &windows->items[first - 1];
		window->key == key && window->width == width; window++)
		if (window_fits(search, window, position, bytes) &&
			!search->hit(search->state, window->literal,
				position - window->offset))
			return false;
	return true;
}

/* The number of the bit in near_bits for four bytes. */
static uint32_t near_bit(const char *bytes)
{
	return hash_of(bytes_of(bytes, NEAR_WIDTH), NEAR_WIDTH) >>
	       (32 - NEAR_BITS);
}

static void near_mark(struct prefilter *prefilter, const char *bytes)
{
	uint32_t bit = near_bit(bytes);
	prefilter->near_bits[bit >> 6] |= UINT64_C(1) << (bit & 63);
}

/* A folded window in each of its cases. */
static void near_mark_cases(struct prefilter *prefilter, const char *bytes)
{
	for (unsigned upper = 0; upper < 1 << NEAR_WIDTH; upper++) {
		char cased[NEAR_WIDTH];
		for (unsigned k = 0; k < NEAR_WIDTH; k++)
			cased[k] =
				upper >> k & 1 && character_is_alpha(bytes[k])
					? (char)(bytes[k] ^ 0x20)
					: bytes[k];
		near_mark(prefilter, cased);
	}
}

/* Most of what the tables let through is only like a window. */
static bool near_is_whole(const struct search *search, size_t position)
{
	uint32_t bit = near_bit(search->text + position);
	return search->prefilter->near_bits[bit >> 6] >> (bit & 63) & 1;
}

static bool near_tell(const struct search *search, size_t position)
{
	const struct prefilter *prefilter = search->prefilter;
	size_t left = search->size - position;
	for (unsigned width = 1; width < NEAR_WIDTH; width++)
		if (prefilter->near_widths[width] && left >= width &&
			!windows_tell(
				search, &prefilter->near, position, width))
			return false;
	return left < NEAR_WIDTH || !near_is_whole(search, position) ||
	       windows_tell(search, &prefilter->near, position, NEAR_WIDTH);
}

/* Byte by byte: where there is no SIMD, and at the end of a text. */
static bool near_plain(const struct search *search, size_t from, size_t to)
{
	const struct prefilter *prefilter = search->prefilter;
	const unsigned char *text = (const unsigned char *)search->text;
	for (size_t i = from; i < to; i++) {
		uint8_t buckets = prefilter->bytes[0][text[i]];
		/* What lies past the end counts as any byte. */
		for (size_t k = 1;
			k < NEAR_WIDTH && buckets != 0 && i + k < search->size;
			k++)
			buckets &= prefilter->bytes[k][text[i + k]];
		if (buckets != 0 && !near_tell(search, i))
			return false;
	}
	return true;
}

#ifdef PREFILTER_SIMD

static bool near_tell_mask(
	const struct search *search, size_t position, uint64_t mask)
{
	while (mask != 0) {
		size_t at = position + (unsigned)__builtin_ctzll(mask);
		if (!near_tell(search, at))
			return false;
		mask &= mask - 1;
	}
	return true;
}

#define AVX2 __attribute__((target("avx2")))

/* The tables of the near search, one byte of a window each. */
struct near_tables {
	__m256i low[NEAR_WIDTH], high[NEAR_WIDTH];
};

AVX2 static void near_load(
	struct near_tables *tables, const struct prefilter *prefilter)
{
	for (unsigned k = 0; k < NEAR_WIDTH; k++) {
		tables->low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128(
			(const __m128i *)(const void *)prefilter->low[k]));
		tables->high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128(
			(const __m128i *)(const void *)prefilter->high[k]));
	}
}

/* Of each of 32 positions: the buckets whose k-th byte may stand there. */
AVX2 static inline __m256i near_byte(
	const struct near_tables *tables, const char *text, unsigned k)
{
	const __m256i nibble = _mm256_set1_epi8(0x0f);
	__m256i bytes =
		_mm256_loadu_si256((const __m256i *)(const void *)(text + k));
	__m256i low = _mm256_shuffle_epi8(
		tables->low[k], _mm256_and_si256(bytes, nibble));
	__m256i high = _mm256_shuffle_epi8(tables->high[k],
		_mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
	return _mm256_and_si256(low, high);
}

/* The same of whole windows; no loop, so that the tables stay in registers. */
AVX2 static inline __m256i near_buckets(
	const struct near_tables *tables, const char *text)
{
	return _mm256_and_si256(_mm256_and_si256(near_byte(tables, text, 0),
					near_byte(tables, text, 1)),
		_mm256_and_si256(near_byte(tables, text, 2),
			near_byte(tables, text, 3)));
}

AVX2 static inline uint32_t near_mask(__m256i buckets)
{
	return ~(uint32_t)_mm256_movemask_epi8(
		_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
}

/* Bit n: a window may stand n bytes behind text; 67 bytes are read. */
AVX2 static inline uint64_t near_look(
	const struct near_tables *tables, const char *text)
{
	__m256i first = near_buckets(tables, text);
	__m256i second = near_buckets(tables, text + 32);
	__m256i either = _mm256_or_si256(first, second);
	if (_mm256_testz_si256(either, either))
		return 0;
	return near_mask(first) | (uint64_t)near_mask(second) << 32;
}

/* Fewer than 67 bytes are left: they are looked at in a larger place. */
AVX2 static bool near_end(const struct search *search,
	const struct near_tables *tables, size_t from, size_t to)
{
	char end[NEAR_STEP + NEAR_WIDTH - 1];
	for (size_t i = from; i < to; i += NEAR_STEP) {
		size_t left = search->size - i;
		memset(end, 0, sizeof(end));
		memcpy(end, search->text + i,
			left < sizeof(end) ? left : sizeof(end));
		uint64_t mask = near_look(tables, end);
		if (to - i < NEAR_STEP)
			mask &= (UINT64_C(1) << (to - i)) - 1;
		if (!near_tell_mask(search, i, mask))
			return false;
	}
	return true;
}

AVX2 static bool near_avx2(const struct search *search, size_t from, size_t to)
{
	struct near_tables tables;
	size_t i = from;
	near_load(&tables, search->prefilter);
	for (; i + NEAR_STEP <= to &&
		i + NEAR_STEP + NEAR_WIDTH - 1 <= search->size;
		i += NEAR_STEP) {
		uint64_t mask = near_look(&tables, search->text + i);
		if (mask != 0 && !near_tell_mask(search, i, mask))
			return false;
	}
	return near_end(search, &tables, i, to);
}

#endif

/* The word of the bitmap for four bytes, and their two bits in it. */
static size_t stride_word(const char *bytes, uint32_t *bits)
{
	uint32_t hash = hash_of(key_of(bytes, STRIDE_WIDTH), STRIDE_WIDTH);
	*bits = UINT32_C(1) << (hash >> 16 & 31) | UINT32_C(1)
							   << (hash >> 11 & 31);
	return hash >> (32 - STRIDE_BITS);
}

static bool stride_plain(const struct search *search, size_t from, size_t to)
{
	const struct prefilter *prefilter = search->prefilter;
	for (size_t i = from; i < to && i + STRIDE_WIDTH <= search->size;
		i += STRIDE) {
		uint32_t bits;
		size_t word = stride_word(search->text + i, &bits);
		if ((prefilter->bitmap[word] & bits) != bits)
			continue;
		if (!windows_tell(search, &prefilter->stride, i, STRIDE_WIDTH))
			return false;
	}
	return true;
}

#ifdef PREFILTER_SIMD

/* Bit n: the bitmap has the n-th four of the 32 bytes. See stride_word. */
__attribute__((target("avx2"))) static uint32_t stride_eight(
	const uint32_t *bitmap, const char *text)
{
	const __m256i one = _mm256_set1_epi32(1);
	const __m256i five = _mm256_set1_epi32(31);
	__m256i hash = _mm256_loadu_si256((const __m256i *)(const void *)text);
	hash = _mm256_or_si256(hash, _mm256_set1_epi32(0x20202020));
	hash = _mm256_add_epi32(hash, _mm256_set1_epi32(STRIDE_WIDTH));
	hash = _mm256_mullo_epi32(hash, _mm256_set1_epi32((int)HASH_FACTOR));
	__m256i first = _mm256_and_si256(_mm256_srli_epi32(hash, 16), five);
	__m256i second = _mm256_and_si256(_mm256_srli_epi32(hash, 11), five);
	__m256i bits = _mm256_or_si256(
		_mm256_sllv_epi32(one, first), _mm256_sllv_epi32(one, second));
	__m256i words =
		_mm256_i32gather_epi32((const int *)(const void *)bitmap,
			_mm256_srli_epi32(hash, 32 - STRIDE_BITS), 4);
	__m256i found = _mm256_cmpeq_epi32(_mm256_and_si256(words, bits), bits);
	return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(found));
}

__attribute__((target("avx2"))) static bool stride_avx2(
	const struct search *search, size_t from, size_t to)
{
	const struct prefilter *prefilter = search->prefilter;
	size_t i = from;
	for (; i + 32 <= to; i += 32) {
		uint32_t mask =
			stride_eight(prefilter->bitmap, search->text + i);
		for (; mask != 0; mask &= mask - 1) {
			size_t at = i + STRIDE * (size_t)__builtin_ctz(mask);
			if (!windows_tell(search, &prefilter->stride, at,
				    STRIDE_WIDTH))
				return false;
		}
	}
	return stride_plain(search, i, to);
}

#endif

/* How often each ASCII byte stands in code and configuration, of 10,000. */
/* clang-format off */
static const uint16_t frequencies[128] = {
	/* controls */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 135, 307, 1, 1, 48, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	/* signs and digits */
	1890, 5, 160, 17, 7, 4, 11, 32, 91, 91, 52, 8, 108, 82, 110, 66,
	68, 39, 31, 20, 17, 16, 14, 9, 12, 8, 88, 62, 12, 104, 35, 5,
	/* @ to _ */
	8, 44, 19, 45, 37, 56, 22, 17, 14, 45, 5, 10, 32, 30, 34, 32,
	36, 6, 47, 49, 53, 22, 12, 12, 9, 9, 4, 16, 25, 16, 4, 204,
	/* ` to ~ */
	8, 344, 68, 236, 209, 627, 122, 113, 94, 356, 14, 44, 219, 144, 355, 331,
	165, 19, 387, 368, 478, 173, 70, 49, 52, 66, 14, 45, 10, 45, 1, 1,
};
/* clang-format on */

static double byte_weight(unsigned char byte)
{
	return byte < sizeof(frequencies) / sizeof(frequencies[0])
		       ? frequencies[byte]
		       : 1;
}

/* How often `width` bytes of a literal are met, by the bytes alone. */
static double window_weight(
	const struct literal *literal, size_t at, size_t width)
{
	double weight = 1;
	for (size_t i = 0; i < width; i++)
		weight *= byte_weight((unsigned char)literal->data[at + i]);
	return weight;
}

/* What the bytes at one place of a bucket's windows are made of. */
struct nibbles {
	unsigned low, high; /* bit n: some byte has the nibble n */
};

static void nibbles_add(
	struct nibbles *nibbles, const struct literal *literal, size_t offset)
{
	if (offset >= literal->size || offset >= literal->window + NEAR_WIDTH) {
		nibbles->low = nibbles->high = 0xffff;
		return;
	}
	unsigned char byte = (unsigned char)literal->data[offset];
	nibbles->low |= 1u << (byte & 15);
	nibbles->high |= 1u << (byte >> 4);
	if (literal->fold && character_is_alpha((char)byte))
		nibbles->high |= 1u << ((byte ^ 0x20) >> 4);
}

static void bucket_add(
	struct nibbles bucket[NEAR_WIDTH], const struct literal *literal)
{
	for (size_t k = 0; k < NEAR_WIDTH; k++)
		nibbles_add(&bucket[k], literal, literal->window + k);
}

/* How often the text is let through at one place. */
static double nibbles_weight(const struct nibbles *nibbles)
{
	double weight = 0;
	for (unsigned high = nibbles->high; high != 0; high &= high - 1)
		for (unsigned low = nibbles->low; low != 0; low &= low - 1)
			weight += byte_weight(
				(unsigned char)(__builtin_ctz(high) << 4 |
						__builtin_ctz(low)));
	return weight;
}

static double bucket_weight(const struct nibbles bucket[NEAR_WIDTH])
{
	double weight = 1;
	for (size_t k = 0; k < NEAR_WIDTH; k++)
		weight *= nibbles_weight(&bucket[k]);
	return weight;
}

/* The bucket that lets least more through by taking the literal too. */
static unsigned bucket_choose(struct nibbles buckets[BUCKETS][NEAR_WIDTH],
	const double weights[BUCKETS], const struct literal *literal)
{
	unsigned best = 0;
	double best_growth = -1;
	for (unsigned i = 0; i < BUCKETS; i++) {
		struct nibbles grown[NEAR_WIDTH];
		memcpy(grown, buckets[i], sizeof(grown));
		bucket_add(grown, literal);
		/* Many share a window, or are let through already. */
		if (memcmp(grown, buckets[i], sizeof(grown)) == 0)
			return i;
		double growth = bucket_weight(grown) - weights[i];
		if (best_growth < 0 || growth < best_growth) {
			best = i;
			best_growth = growth;
		}
	}
	return best;
}

static void near_tables(struct prefilter *prefilter)
{
	struct nibbles buckets[BUCKETS][NEAR_WIDTH] = {{{0, 0}}};
	double weights[BUCKETS] = {0};
	for (size_t i = 0; i < prefilter->near.count; i++) {
		const struct literal *literal =
			&prefilter->literals[prefilter->near.items[i].literal];
		unsigned bucket = bucket_choose(buckets, weights, literal);
		bucket_add(buckets[bucket], literal);
		weights[bucket] = bucket_weight(buckets[bucket]);
	}
	for (size_t k = 0; k < NEAR_WIDTH; k++) {
		for (unsigned i = 0; i < BUCKETS; i++)
			for (unsigned n = 0; n < 16; n++) {
				uint8_t bit = (uint8_t)(1u << i);
				if (buckets[i][k].low & 1u << n)
					prefilter->low[k][n] |= bit;
				if (buckets[i][k].high & 1u << n)
					prefilter->high[k][n] |= bit;
			}
		for (unsigned byte = 0; byte < 256; byte++)
			prefilter->bytes[k][byte] =
				prefilter->low[k][byte & 15] &
				prefilter->high[k][byte >> 4];
	}
}

/* A number for the bytes of a window; other windows may have it too. */
static uint32_t taken_of(const struct literal *literal, size_t at, size_t width)
{
	uint32_t bytes = literal->fold;
	memcpy(&bytes, literal->data + at, width);
	return (bytes * HASH_FACTOR) >> (32 - TAKEN_BITS);
}

/*
 * The bytes of a literal that are seldom met; those of an earlier window
 * cost nothing more.
 */
static size_t rarest_window(
	const struct literal *literal, size_t width, const bool *taken)
{
	size_t best = 0;
	double best_weight = -1;
	for (size_t at = 0; at + width <= literal->size; at++) {
		double weight = taken[taken_of(literal, at, width)]
					? 0
					: window_weight(literal, at, width);
		if (best_weight < 0 || weight < best_weight) {
			best = at;
			best_weight = weight;
		}
	}
	return best;
}

static void near_add(struct prefilter *prefilter, size_t number, bool *taken)
{
	struct literal *literal = &prefilter->literals[number];
	unsigned width = literal->size < NEAR_WIDTH ? (unsigned)literal->size
						    : NEAR_WIDTH;
	literal->window = rarest_window(literal, width, taken);
	taken[taken_of(literal, literal->window, width)] = true;
	prefilter->near_widths[width] = true;
	if (width == NEAR_WIDTH && literal->fold)
		near_mark_cases(prefilter, literal->data + literal->window);
	else if (width == NEAR_WIDTH)
		near_mark(prefilter, literal->data + literal->window);
	windows_add(&prefilter->near, literal, number, literal->window, width);
}

/* A number for four bytes, to count them by. */
static size_t crowd_of(const char *bytes)
{
	return hash_of(key_of(bytes, STRIDE_WIDTH), STRIDE_WIDTH) >>
	       (32 - CROWD_BITS);
}

/*
 * Where the windows of a literal are least crowded: many literals that share
 * a word ("localhost:8080", "localhost:8081", …) would all be compared where
 * that word stands.
 */
static size_t least_crowded(
	const struct literal *literal, const unsigned *crowds)
{
	size_t best = 0;
	double best_weight = -1;
	for (size_t at = 0; at + STRIDE + STRIDE_WIDTH - 1 <= literal->size;
		at++) {
		double weight = 0;
		for (size_t i = at; i < at + STRIDE; i++)
			weight += byte_weight((unsigned char)literal->data[i]) +
				  1000.0 * crowds[crowd_of(literal->data + i)];
		if (best_weight < 0 || weight < best_weight) {
			best = at;
			best_weight = weight;
		}
	}
	return best;
}

/* As many windows as bytes are stepped over: one of them is met. */
static void stride_add(
	struct prefilter *prefilter, size_t number, unsigned *crowds)
{
	struct literal *literal = &prefilter->literals[number];
	literal->window = least_crowded(literal, crowds);
	for (size_t i = 0; i < STRIDE; i++) {
		size_t offset = literal->window + i;
		uint32_t bits;
		size_t word = stride_word(literal->data + offset, &bits);
		windows_add(&prefilter->stride, literal, number, offset,
			STRIDE_WIDTH);
		prefilter->bitmap[word] |= bits;
		crowds[crowd_of(literal->data + offset)]++;
	}
}

bool prefilter_use(struct prefilter *prefilter, enum prefilter_kind kind)
{
	switch (kind) {
	case PREFILTER_PORTABLE:
		prefilter->near_search = near_plain;
		prefilter->stride_search = stride_plain;
		return true;
#ifdef PREFILTER_SIMD
	case PREFILTER_AVX2:
		if (!__builtin_cpu_supports("avx2"))
			return false;
		prefilter->near_search = near_avx2;
		prefilter->stride_search = stride_avx2;
		return true;
#else
	case PREFILTER_AVX2:
		return false;
#endif
	}
	return false;
}

static void literal_set(struct literal *literal, struct slice bytes, bool fold)
{
	assert(bytes.size > 0);
	literal->data = memory_copy(bytes.data, bytes.size);
	literal->size = bytes.size;
	literal->fold = fold;
	if (fold)
		for (size_t i = 0; i < bytes.size; i++)
			literal->data[i] = character_lower(bytes.data[i]);
}

struct prefilter *prefilter_new(
	const struct slice *literals, const bool *fold, size_t count)
{
	struct prefilter *prefilter = memory_new(1, sizeof(*prefilter));
	unsigned *crowds =
		count > NEAR_LIMIT
			? memory_new((size_t)1 << CROWD_BITS, sizeof(*crowds))
			: NULL;
	bool taken[1 << TAKEN_BITS] = {false};
	prefilter->literals = memory_new(count + 1, sizeof(struct literal));
	prefilter->bitmap =
		memory_new((size_t)1 << STRIDE_BITS, sizeof(uint32_t));
	prefilter->count = count;
	for (size_t i = 0; i < count; i++)
		literal_set(&prefilter->literals[i], literals[i], fold[i]);
	/* Those first that have no choice of a window. */
	for (size_t i = 0; i < count; i++)
		if (literals[i].size <= NEAR_WIDTH)
			near_add(prefilter, i, taken);
	for (size_t i = 0; i < count; i++) {
		if (literals[i].size <= NEAR_WIDTH)
			continue;
		if (count > NEAR_LIMIT &&
			literals[i].size >= STRIDE + STRIDE_WIDTH - 1)
			stride_add(prefilter, i, crowds);
		else
			near_add(prefilter, i, taken);
	}
	windows_index(&prefilter->near);
	windows_index(&prefilter->stride);
	near_tables(prefilter);
	free(crowds);
	if (!prefilter_use(prefilter, PREFILTER_AVX2))
		prefilter_use(prefilter, PREFILTER_PORTABLE);
	return prefilter;
}

void prefilter_free(struct prefilter *prefilter)
{
	if (prefilter == NULL)
		return;
	for (size_t i = 0; i < prefilter->count; i++)
		free(prefilter->literals[i].data);
	free(prefilter->literals);
	windows_release(&prefilter->near);
	windows_release(&prefilter->stride);
	free(prefilter->bitmap);
	free(prefilter);
}

void prefilter_run(const struct prefilter *prefilter, const char *text,
	size_t size, bool (*hit)(void *state, size_t literal, size_t start),
	void *state)
{
	struct search search = {prefilter, text, size, hit, state};
	/* A multiple of the stride, so that it goes on where it was. */
	for (size_t from = 0; from < size; from += CHUNK) {
		size_t to = size - from > CHUNK ? from + CHUNK : size;
		if (prefilter->near.count > 0 &&
			!prefilter->near_search(&search, from, to))
			return;
		if (prefilter->stride.count > 0 &&
			!prefilter->stride_search(&search, from, to))
			return;
	}
}
