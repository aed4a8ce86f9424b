/*
 * rule.yml: what is loaded has all that the engine relies on, and patterns
 * that compile and can be tried.
 */
#include "base/arena.h"
#include "fuzz.h"
#include "rule/load.h"
#include "rule/pattern.h"
#include "rule/template.h"

#include <string.h>

static void check_pattern(
	struct arena *arena, const char *source, struct slice text)
{
	struct pattern_scratch *scratch = pattern_scratch_new();
	struct pattern *pattern = NULL;
	struct pattern_match match;

	if (template_is(source))
		source = template_sample(arena, source);
	must(pattern_compile(&pattern, source, PATTERN_MULTILINE, NULL) == 0);
	if (pattern_find(pattern, scratch, text.data, text.size, 0, &match) ==
		1)
		must(match.end[0] <= text.size);
	pattern_free(pattern);
	pattern_scratch_free(scratch);
}

static void check_match(
	struct arena *arena, const struct rule_match *match, struct slice text)
{
	for (size_t i = 0; i < match->file_count; i++)
		must(match->files[i] != NULL);
	if (match->pattern != NULL)
		check_pattern(arena, match->pattern, text);
	if (match->unless != NULL)
		check_pattern(arena, match->unless, text);
	must(match->pattern != NULL || match->check != NULL);
	must((match->in & ~(unsigned)CLASS_ANY) == 0);
}

static void check_rule(
	struct arena *arena, const struct rule *rule, struct slice text)
{
	must(rule->id != NULL && strchr(rule->id, '/') != NULL);
	must(rule->summary != NULL && rule->message != NULL);
	must(rule->help != NULL);
	must(rule->level >= LEVEL_NOTE && rule->level <= LEVEL_ERROR);
	for (size_t i = 0; i < rule->match_count; i++)
		check_match(arena, &rule->matches[i], text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct error err = {.kind = ERROR_NONE};
	struct rule_examples examples;
	struct rule *rule;

	if (rule_load(&rule, &examples, arena, "rules/a/b/rule.yml", text.data,
		    text.size, &err) == 0) {
		check_rule(arena, rule, text);
		for (size_t i = 0; i < examples.bad_count; i++)
			must(examples.bad[i].name[0] != '\0');
	} else {
		fuzz_error(&err, text);
	}
	arena_free(arena);
	return 0;
}
