/*
 * The prefilter against PCRE2. The first byte says how, the first line is a
 * pattern or many words, the rest a text: every match holds one of the
 * pattern's literals, and the prefilter finds each of them (or of the words)
 * wherever it stands, on every kind of processor.
 */
#include "engine/prefilter.h"
#include "fuzz.h"
#include "rule/pattern.h"

#include <string.h>

enum { LITERALS = 32, WORDS = 200, MATCHES = 50 };

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
	const bool *folds;
	struct slice text;
	size_t counts[WORDS];
};

static bool tally_hit(void *state, size_t literal, size_t start)
{
	struct tally *tally = state;
	struct slice wanted = tally->literals[literal];

	must(start + wanted.size <= tally->text.size);
	must(is_at(wanted, tally->folds[literal], tally->text.data + start));
	tally->counts[literal]++;
	return true;
}

static void check_prefilter(const struct slice *literals, const bool *folds,
	size_t count, struct slice text)
{
	struct prefilter *prefilter = prefilter_new(literals, folds, count);

	for (enum prefilter_kind kind = PREFILTER_PORTABLE;
		kind <= PREFILTER_AVX2; kind++) {
		struct tally tally = {literals, folds, text, {0}};

		if (!prefilter_use(prefilter, kind))
			continue;
		prefilter_run(
			prefilter, text.data, text.size, tally_hit, &tally);
		for (size_t i = 0; i < count; i++)
			must(tally.counts[i] ==
				occurrences(literals[i], folds[i], text));
	}
	prefilter_free(prefilter);
}

/* Words between blanks; one that begins with an upper-case letter is any. */
static void check_words(struct slice line, struct slice text)
{
	struct slice words[WORDS];
	bool folds[WORDS];
	size_t count = 0, start = 0;

	for (size_t i = 0; i <= line.size && count < WORDS; i++) {
		if (i < line.size && line.data[i] != ' ')
			continue;
		if (i > start) {
			words[count] = slice_range(line.data, start, i);
			folds[count] = character_lower(line.data[start]) !=
				       line.data[start];
			count++;
		}
		start = i + 1;
	}
	if (count > 0)
		check_prefilter(words, folds, count, text);
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

static void check_pattern(struct slice line, unsigned flags, struct slice text)
{
	bool folds[LITERALS];
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
		for (size_t i = 0; i < count; i++) {
			must(literals[i].size >= 2);
			folds[i] = fold;
		}
		check_matches(pattern, literals, count, fold, text);
		if (count > 0)
			check_prefilter(literals, folds, count, text);
		pattern_free(pattern);
	} else {
		must(err.kind == ERROR_USE && err.message[0] != '\0');
		must(err.column >= 1 && err.column <= source.size + 1);
	}
	buffer_release(&source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	unsigned how = fuzz_choice(&text, 5);
	struct slice line = fuzz_line(&text);

	if (how == 4)
		check_words(line, text);
	else
		check_pattern(line, how, text);
	return 0;
}
