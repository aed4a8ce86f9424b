/* The prefilter against a naive search, over random literals and texts. */
#include "base/memory.h"
#include "engine/prefilter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT 70000 /* more than two chunks */
#define MOST 400

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % limit;
}

static void random_bytes(char *bytes, size_t size, const char *alphabet)
{
	size_t letters = strlen(alphabet);
	for (size_t i = 0; i < size; i++)
		bytes[i] = alphabet[random_below((uint32_t)letters)];
}

struct tally {
	size_t counts[MOST];
	uint64_t sums[MOST]; /* of squares of starts: tells places apart */
	size_t total, stop_after;
};

static bool tally_hit(void *state, size_t literal, size_t start)
{
	struct tally *tally = state;
	tally->counts[literal]++;
	tally->sums[literal] += (uint64_t)start * start + 1;
	return ++tally->total != tally->stop_after;
}

static bool naive_is_at(struct slice literal, bool fold, const char *text)
{
	for (size_t i = 0; i < literal.size; i++) {
		char a = literal.data[i], b = text[i];
		if (fold ? character_lower(a) != character_lower(b) : a != b)
			return false;
	}
	return true;
}

static void naive(struct tally *tally, const struct slice *literals,
	const bool *fold, size_t count, const char *text, size_t size)
{
	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at + literals[i].size <= size; at++)
			if (naive_is_at(literals[i], fold[i], text + at))
				tally_hit(tally, i, at);
}

/* The text is copied to memory of its own size, so that a byte read past
 * its end is seen by the address sanitizer. */
static void compare(const struct slice *literals, const bool *fold,
	size_t count, const char *text, size_t size)
{
	static struct tally expected, found;
	struct prefilter *prefilter = prefilter_new(literals, fold, count);
	char *copy = malloc(size > 0 ? size : 1);
	assert_non_null(copy);
	memcpy(copy, text, size);
	memset(&expected, 0, sizeof(expected));
	naive(&expected, literals, fold, count, text, size);
	for (int kind = PREFILTER_PORTABLE; kind <= PREFILTER_AVX2; kind++) {
		if (!prefilter_use(prefilter, (enum prefilter_kind)kind))
			continue;
		memset(&found, 0, sizeof(found));
		prefilter_run(prefilter, copy, size, tally_hit, &found);
		assert_memory_equal(&found, &expected, sizeof(found));
	}
	free(copy);
	prefilter_free(prefilter);
}

static void finds_what_a_naive_search_finds(void **state)
{
	(void)state;
	static const char *const alphabets[] = {
		"ab",
		"aAbB:",
		"localhost:127.0.0.1/\n ",
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.:-",
		"\x01\x20\x41\x61\x80\xc1\xe1\xff@`[{",
	};
	static const size_t sizes[] = {1, 2, 3, 10, 47, 49, 100, 300};
	static char text[600], bytes[MOST][16];
	struct slice literals[MOST];
	bool fold[MOST];
	for (unsigned round = 0; round < 600; round++) {
		seed = round + 1;
		const char *alphabet = alphabets[round % 5];
		size_t count = sizes[random_below(8)];
		uint32_t longest = 1 + random_below(14);
		for (size_t i = 0; i < count; i++) {
			literals[i].size = 1 + random_below(longest);
			literals[i].data = bytes[i];
			random_bytes(bytes[i], literals[i].size, alphabet);
			fold[i] = random_below(2) != 0;
		}
		size_t size = random_below(sizeof(text));
		random_bytes(text, size, alphabet);
		/* Long literals do not turn up by chance. */
		for (size_t i = 0; i < count; i++)
			if (literals[i].size <= size)
				memcpy(text + random_below(
						      (uint32_t)(size -
								 literals[i]
									 .size +
								 1)),
					literals[i].data, literals[i].size);
		compare(literals, fold, count, text, size);
	}
}

static void finds_across_chunks(void **state)
{
	(void)state;
	static char text[TEXT];
	struct slice literals[140];
	bool fold[140] = {false};
	static char bytes[140][12];
	seed = 7;
	for (size_t i = 0; i < 140; i++) {
		random_bytes(bytes[i], 11, "qwxyz");
		literals[i] = (struct slice){bytes[i], i % 2 ? 11 : 5};
	}
	random_bytes(text, sizeof(text), "abcde \n");
	for (size_t at = 32768 - 12; at < 32768 + 2; at += 13)
		memcpy(text + at, bytes[1], 11);
	for (size_t at = 65536 - 4; at < 65536 + 20; at += 12)
		memcpy(text + at, bytes[3], 11);
	memcpy(text + sizeof(text) - 11, bytes[5], 11);
	compare(literals, fold, 140, text, sizeof(text));
	compare(literals, fold, 8, text, sizeof(text));
}

static void tells_each_occurrence_once(void **state)
{
	(void)state;
	struct slice literals[] = {slice_of("aa"), slice_of("a"),
		slice_of("aaa"), slice_of("AAA"), slice_of("aa")};
	bool fold[] = {false, false, false, true, false};
	struct tally tally = {.total = 0};
	struct prefilter *prefilter = prefilter_new(literals, fold, 5);
	prefilter_run(prefilter, "aaaa", 4, tally_hit, &tally);
	assert_int_equal(tally.counts[0], 3);
	assert_int_equal(tally.counts[1], 4);
	assert_int_equal(tally.counts[2], 2);
	assert_int_equal(tally.counts[3], 2);
	assert_int_equal(tally.counts[4], 3);
	prefilter_free(prefilter);
}

static void stops_when_told(void **state)
{
	(void)state;
	struct slice literals[] = {slice_of("ab")};
	bool fold[] = {true};
	struct tally tally = {.stop_after = 2};
	struct prefilter *prefilter = prefilter_new(literals, fold, 1);
	prefilter_run(prefilter, "abABabab", 8, tally_hit, &tally);
	assert_int_equal(tally.total, 2);
	prefilter_free(prefilter);
}

static void no_literals_hit_nothing(void **state)
{
	(void)state;
	struct tally tally = {.total = 0};
	struct prefilter *prefilter = prefilter_new(NULL, NULL, 0);
	prefilter_run(prefilter, "abc", 3, tally_hit, &tally);
	assert_int_equal(tally.total, 0);
	prefilter_free(prefilter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_naive_search_finds),
		cmocka_unit_test(finds_across_chunks),
		cmocka_unit_test(tells_each_occurrence_once),
		cmocka_unit_test(stops_when_told),
		cmocka_unit_test(no_literals_hit_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
