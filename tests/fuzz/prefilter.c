/*
 * The prefilter against PCRE2. The first line is a pattern, the rest a text:
 * every match holds one of the pattern's literals, and the prefilter finds
 * each of them wherever it stands, on every kind of processor.
 */
#include "engine/prefilter.h"
#include "fuzz.h"
#include "rule/pattern.h"

#include <string.h>

enum { LITERALS = 32, MATCHES = 50 };

static char lowered(char byte, bool fold)
{
	return fold ? character_lower(byte) : byte;
}

static bool is_at(struct slice literal, bool fold, const char *at)
{
	for (size_t i = 0; i < literal.size; i++)
		if (lowered(at[i], fold) != lowered(literal.data[i], fold))
			return false;
	return true;
}

static size_t occurrences(struct slice literal, bool fold, struct slice text)
{
	size_t count = 0;

	for (size_t at = 0; at + literal.size <= text.size; at++)
		count += is_at(literal, fold, text.data + at);
	return count;
}

struct tally {
	const struct slice *literals;
	struct slice text;
	bool fold;
	size_t counts[LITERALS];
};

static bool tally_hit(void *state, size_t literal, size_t start)
{
	struct tally *tally = state;
	struct slice wanted = tally->literals[literal];

	must(start + wanted.size <= tally->text.size);
	must(is_at(wanted, tally->fold, tally->text.data + start));
	tally->counts[literal]++;
	return true;
}

static void check_prefilter(const struct slice *literals, size_t count,
	bool fold, struct slice text)
{
	bool folds[LITERALS];
	struct prefilter *prefilter;

	for (size_t i = 0; i < count; i++)
		folds[i] = fold;
	prefilter = prefilter_new(literals, folds, count);
	for (enum prefilter_kind kind = PREFILTER_PORTABLE;
		kind <= PREFILTER_AVX2; kind++) {
		struct tally tally = {literals, text, fold, {0}};

		if (!prefilter_use(prefilter, kind))
			continue;
		prefilter_run(
			prefilter, text.data, text.size, tally_hit, &tally);
		for (size_t i = 0; i < count; i++)
			must(tally.counts[i] ==
				occurrences(literals[i], fold, text));
	}
	prefilter_free(prefilter);
}

static void check_matches(const struct pattern *pattern,
	const struct slice *literals, size_t count, bool fold,
	struct slice text)
{
	struct pattern_scratch *scratch = pattern_scratch_new();
	struct pattern_match match;
	size_t from = 0;

	for (unsigned i = 0; i < MATCHES; i++) {
		size_t held = 0;

		if (pattern_find(pattern, scratch, text.data, text.size, from,
			    &match) != 1)
			break;
		must(match.start[0] >= from && match.end[0] > match.start[0]);
		must(match.end[0] <= text.size && match.count >= 1);
		for (size_t j = 0; j < count; j++)
			held += occurrences(literals[j], fold,
				slice_range(text.data, match.start[0],
					match.end[0]));
		must(count == 0 || held > 0);
		from = match.end[0];
	}
	pattern_scratch_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	unsigned flags = fuzz_choice(&text, 4);
	struct slice line = fuzz_line(&text);
	struct buffer source = BUFFER_INIT;
	struct error err = {.kind = ERROR_NONE};
	const struct slice *literals;
	struct pattern *pattern;
	size_t count;
	bool fold;

	buffer_add_slice(&source, line);
	buffer_add_string(&source, "");
	if (pattern_compile(&pattern, source.data, flags, &err) == 0) {
		literals = pattern_literals(pattern, &count, &fold);
		must(count <= LITERALS);
		for (size_t i = 0; i < count; i++)
			must(literals[i].size >= 2);
		check_matches(pattern, literals, count, fold, text);
		if (count > 0)
			check_prefilter(literals, count, fold, text);
		pattern_free(pattern);
	} else {
		must(err.kind == ERROR_USE && err.message[0] != '\0');
		must(err.column >= 1 && err.column <= source.size + 1);
	}
	buffer_release(&source);
	return 0;
}
