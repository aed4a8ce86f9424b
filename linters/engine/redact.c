/*
 * The patterns of secrets over a text that is already made. It must not know
 * of findings, nor of the format of the text.
 */
#include "engine/redact.h"
#include "rule/pattern.h"
#include "rule/set.h"
#include <string.h>

static void cover(char *text, size_t start, size_t end)
{
	if (end - start > SECRET_SIZE)
		start += SECRET_SHOWN;
	while (start < end && ((unsigned char)text[start] & 0xc0) == 0x80)
		start++;
	memset(text + start, '*', end - start);
}

/* Almost no text holds a secret: then nothing is compiled. */
static bool may_match(
	const struct pattern *pattern, const char *text, size_t size)
{
	size_t count, i;
	bool fold;
	const struct slice *literals = pattern_literals(pattern, &count, &fold);

	if (count == 0 || fold)
		return true;
	for (i = 0; i < count; i++)
		if (memmem(text, size, literals[i].data, literals[i].size))
			return true;
	return false;
}

/* A line at a time, so that no pattern runs away over a large report. */
static void cover_matches(const struct pattern *pattern,
	struct pattern_scratch *scratch, char *text, size_t size)
{
	struct pattern_match match;
	size_t start = 0, end, from;

	for (; start < size; start = end + 1) {
		char *newline = memchr(text + start, '\n', size - start);

		end = newline ? (size_t)(newline - text) : size;
		from = 0;
		while (pattern_find(pattern, scratch, text + start, end - start,
			       from, &match) > 0) {
			cover(text + start, match.start[0], match.end[0]);
			from = match.end[0];
		}
	}
}

static void redact_rule(const struct rule *rule,
	struct pattern_scratch **scratch, char *text, size_t size)
{
	size_t i;

	for (i = 0; i < rule->match_count; i++) {
		const struct rule_match *match = &rule->matches[i];
		unsigned flags = PATTERN_MULTILINE;
		struct pattern *pattern;

		if (match->pattern == NULL)
			continue;
		if (match->ignore_case)
			flags |= PATTERN_IGNORE_CASE;
		pattern = pattern_lazy(match->pattern, flags);
		if (may_match(pattern, text, size)) {
			if (*scratch == NULL)
				*scratch = pattern_scratch_new();
			cover_matches(pattern, *scratch, text, size);
		}
		pattern_free(pattern);
	}
}

void redact(char *text, size_t size, const struct rule_set *rules)
{
	const struct rule *const *all = rules ? rules->rules : builtin_rules;
	size_t count = rules ? rules->count : builtin_rule_count, i;
	struct pattern_scratch *scratch = NULL;

	for (i = 0; i < count && size > 0; i++)
		if (all[i]->redacted)
			redact_rule(all[i], &scratch, text, size);
	pattern_scratch_free(scratch);
}
