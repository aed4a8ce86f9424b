/*
 * Many literals at once. Two ways to look, each with one window of bytes per
 * literal: "near" tests three bytes at every position by their nibbles, 16 or
 * 32 positions at a time, which is fastest for some dozens of literals;
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
#define NEAR_WIDTH 3   /* bytes that the near search tests */
#define NEAR_LIMIT 32  /* more literals than this fill the tables */
#define STRIDE 4       /* the stride search looks at every fourth byte */
#define STRIDE_WIDTH 4 /* and hashes this many */
#define STRIDE_BITS 11 /* words of its bitmap: 8 KiB, in the first cache */
#define HASH_FACTOR UINT32_C(0x9e3779b1)
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
	uint32_t key; /* see key_of */
	uint32_t width;
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

/*
 * The bytes as a number, with the bit set that tells lower case from upper:
 * one table serves folded and exact literals.
 */
static uint32_t key_of(const char *bytes, unsigned width)
{
	const unsigned char *b = (const unsigned char *)bytes;
	uint32_t key = b[0];
	if (width == 4)
		memcpy(&key, bytes, 4); /* one load */
	else if (width > 1)
		key |= (uint32_t)b[1] << 8;
	if (width == 3)
		key |= (uint32_t)b[2] << 16;
	return key | UINT32_C(0x20202020);
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
	windows->items[windows->count++] = (struct window){
		.key = key_of(literal->data + offset, width),
		.width = width,
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
	/* One byte first: literals that share a window are many. */
	if (!literal->fold)
		return literal->data[0] == text[0] &&
		       memcmp(literal->data, text, literal->size) == 0;
	for (size_t i = 0; i < literal->size; i++)
		if (character_lower(text[i]) != literal->data[i])
			return false;
	return true;
}

/* Tells every literal of which a window of that width stands at position. */
static bool windows_tell(const struct search *search,
	const struct windows *windows, size_t position, unsigned width)
{
	uint32_t key = key_of(search->text + position, width);
	uint32_t first = windows_slot(windows, key, width)->first;
	if (first == 0)
		return true;
	for (const struct window *window = &windows->items[first - 1];
		window->key == key && window->width == width; window++) {
		if (window->offset > position)
			continue;
		const struct literal *literal =
			&search->prefilter->literals[window->literal];
		size_t start = position - window->offset;
		if (literal->size > search->size - start ||
			!literal_is_at(literal, search->text + start))
			continue;
		if (!search->hit(search->state, window->literal, start))
			return false;
	}
	return true;
}

static bool near_tell(const struct search *search, size_t position)
{
	const struct prefilter *prefilter = search->prefilter;
	for (unsigned width = 1; width <= NEAR_WIDTH; width++)
		if (prefilter->near_widths[width] &&
			search->size - position >= width &&
			!windows_tell(
				search, &prefilter->near, position, width))
			return false;
	return true;
}

/* Byte by byte: where there is no SIMD, and at the end of a text. */
static bool near_plain(const struct search *search, size_t from, size_t to)
{
	const struct prefilter *prefilter = search->prefilter;
	const unsigned char *text = (const unsigned char *)search->text;
	for (size_t i = from; i < to; i++) {
		uint8_t buckets = prefilter->bytes[0][text[i]];
		/* What lies past the end counts as any byte. */
		if (buckets != 0 && i + 1 < search->size)
			buckets &= prefilter->bytes[1][text[i + 1]];
		if (buckets != 0 && i + 2 < search->size)
			buckets &= prefilter->bytes[2][text[i + 2]];
		if (buckets != 0 && !near_tell(search, i))
			return false;
	}
	return true;
}

#ifdef PREFILTER_SIMD

static bool near_tell_mask(
	const struct search *search, size_t position, uint32_t mask)
{
	while (mask != 0) {
		size_t at = position + (unsigned)__builtin_ctz(mask);
		if (!near_tell(search, at))
			return false;
		mask &= mask - 1;
	}
	return true;
}

__attribute__((target("ssse3"))) static __m128i buckets_16(
	const struct prefilter *prefilter, const char *text, unsigned k)
{
	const __m128i nibble = _mm_set1_epi8(0x0f);
	__m128i bytes =
		_mm_loadu_si128((const __m128i *)(const void *)(text + k));
	__m128i low = _mm_loadu_si128(
		(const __m128i *)(const void *)prefilter->low[k]);
	__m128i high = _mm_loadu_si128(
		(const __m128i *)(const void *)prefilter->high[k]);
	low = _mm_shuffle_epi8(low, _mm_and_si128(bytes, nibble));
	high = _mm_shuffle_epi8(
		high, _mm_and_si128(_mm_srli_epi16(bytes, 4), nibble));
	return _mm_and_si128(low, high);
}

__attribute__((target("ssse3"))) static bool near_ssse3(
	const struct search *search, size_t from, size_t to)
{
	const struct prefilter *prefilter = search->prefilter;
	size_t i = from;
	for (; i + 16 <= to && i + 16 + NEAR_WIDTH - 1 <= search->size;
		i += 16) {
		const char *text = search->text + i;
		__m128i buckets = _mm_and_si128(
			_mm_and_si128(buckets_16(prefilter, text, 0),
				buckets_16(prefilter, text, 1)),
			buckets_16(prefilter, text, 2));
		uint32_t none = (uint32_t)_mm_movemask_epi8(
			_mm_cmpeq_epi8(buckets, _mm_setzero_si128()));
		if (none != 0xffff &&
			!near_tell_mask(search, i, ~none & 0xffff))
			return false;
	}
	return near_plain(search, i, to);
}

__attribute__((target("avx2"))) static __m256i buckets_32(
	const struct prefilter *prefilter, const char *text, unsigned k)
{
	const __m256i nibble = _mm256_set1_epi8(0x0f);
	__m256i bytes =
		_mm256_loadu_si256((const __m256i *)(const void *)(text + k));
	__m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128(
		(const __m128i *)(const void *)prefilter->low[k]));
	__m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128(
		(const __m128i *)(const void *)prefilter->high[k]));
	low = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, nibble));
	high = _mm256_shuffle_epi8(
		high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
	return _mm256_and_si256(low, high);
}

__attribute__((target("avx2"))) static bool near_avx2(
	const struct search *search, size_t from, size_t to)
{
	const struct prefilter *prefilter = search->prefilter;
	size_t i = from;
	for (; i + 32 <= to && i + 32 + NEAR_WIDTH - 1 <= search->size;
		i += 32) {
		const char *text = search->text + i;
		__m256i buckets = _mm256_and_si256(
			_mm256_and_si256(buckets_32(prefilter, text, 0),
				buckets_32(prefilter, text, 1)),
			buckets_32(prefilter, text, 2));
		uint32_t none = (uint32_t)_mm256_movemask_epi8(
			_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
		if (none != UINT32_MAX && !near_tell_mask(search, i, ~none))
			return false;
	}
	return near_plain(search, i, to);
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

/* How often a byte stands in code, roughly; the less the better. */
static unsigned byte_weight(char byte)
{
	static const char by_frequency[] =
		" etaoinsrldcpmuf0_g.h1b,y2v-(w)/:\"=k;34x58*67j9'><q{}z";
	const char *at = memchr(
		by_frequency, character_lower(byte), sizeof(by_frequency) - 1);
	if (at == NULL)
		return 1;
	return (unsigned)(sizeof(by_frequency) - (size_t)(at - by_frequency));
}

/* The offset of the `width` bytes of a literal that are seldom seen. */
static size_t rarest_window(const struct literal *literal, size_t width)
{
	size_t best = 0;
	unsigned best_weight = UINT32_MAX;
	for (size_t at = 0; at + width <= literal->size; at++) {
		unsigned weight = 0;
		for (size_t i = 0; i < width; i++)
			weight += byte_weight(literal->data[at + i]);
		if (weight < best_weight) {
			best = at;
			best_weight = weight;
		}
	}
	return best;
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

/* How many texts of three bytes a bucket lets through. */
static unsigned long bucket_weight(const struct nibbles bucket[NEAR_WIDTH])
{
	unsigned long weight = 1;
	for (size_t k = 0; k < NEAR_WIDTH; k++)
		weight *= (unsigned long)__builtin_popcount(bucket[k].low) *
			  (unsigned long)__builtin_popcount(bucket[k].high);
	return weight;
}

/* The bucket that grows least by taking the literal too. */
static unsigned bucket_choose(struct nibbles buckets[BUCKETS][NEAR_WIDTH],
	const struct literal *literal)
{
	unsigned best = 0;
	unsigned long best_growth = (unsigned long)-1;
	for (unsigned i = 0; i < BUCKETS; i++) {
		struct nibbles grown[NEAR_WIDTH];
		memcpy(grown, buckets[i], sizeof(grown));
		bucket_add(grown, literal);
		unsigned long growth =
			bucket_weight(grown) - bucket_weight(buckets[i]);
		if (growth < best_growth) {
			best = i;
			best_growth = growth;
		}
	}
	return best;
}

static void near_tables(struct prefilter *prefilter)
{
	struct nibbles buckets[BUCKETS][NEAR_WIDTH] = {{{0, 0}}};
	for (size_t i = 0; i < prefilter->near.count; i++) {
		const struct literal *literal =
			&prefilter->literals[prefilter->near.items[i].literal];
		bucket_add(buckets[bucket_choose(buckets, literal)], literal);
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

static void near_add(struct prefilter *prefilter, size_t number)
{
	struct literal *literal = &prefilter->literals[number];
	unsigned width = literal->size < NEAR_WIDTH ? (unsigned)literal->size
						    : NEAR_WIDTH;
	literal->window = rarest_window(literal, width);
	prefilter->near_widths[width] = true;
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
	unsigned long best_weight = (unsigned long)-1;
	for (size_t at = 0; at + STRIDE + STRIDE_WIDTH - 1 <= literal->size;
		at++) {
		unsigned long weight = 0;
		for (size_t i = at; i < at + STRIDE; i++)
			weight += byte_weight(literal->data[i]) +
				  64ul * crowds[crowd_of(literal->data + i)];
		if (weight < best_weight) {
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
	case PREFILTER_SSSE3:
		if (!__builtin_cpu_supports("ssse3"))
			return false;
		prefilter->near_search = near_ssse3;
		prefilter->stride_search = stride_plain;
		return true;
	case PREFILTER_AVX2:
		if (!__builtin_cpu_supports("avx2"))
			return false;
		prefilter->near_search = near_avx2;
		prefilter->stride_search = stride_avx2;
		return true;
#else
	case PREFILTER_SSSE3:
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
	unsigned *crowds = memory_new((size_t)1 << CROWD_BITS, sizeof(*crowds));
	prefilter->literals = memory_new(count + 1, sizeof(struct literal));
	prefilter->bitmap =
		memory_new((size_t)1 << STRIDE_BITS, sizeof(uint32_t));
	prefilter->count = count;
	for (size_t i = 0; i < count; i++) {
		literal_set(&prefilter->literals[i], literals[i], fold[i]);
		if (count > NEAR_LIMIT &&
			literals[i].size >= STRIDE + STRIDE_WIDTH - 1)
			stride_add(prefilter, i, crowds);
		else
			near_add(prefilter, i);
	}
	windows_index(&prefilter->near);
	windows_index(&prefilter->stride);
	near_tables(prefilter);
	free(crowds);
	if (!prefilter_use(prefilter, PREFILTER_AVX2) &&
		!prefilter_use(prefilter, PREFILTER_SSSE3))
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
