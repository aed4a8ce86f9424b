/*
 * The configuration's tables, put into the patterns that speak of them.
 */
#include "engine/tables.h"
#include "base/arena.h"
#include "engine/configuration.h"
#include "rule/set.h"
#include "rule/template.h"
#include <stdlib.h>
#include <string.h>

static const struct renaming_list *table_named(
	const struct configuration *configuration, struct slice name)
{
	if (slice_is(name, "paths.stale"))
		return &configuration->stale_paths;
	if (slice_is(name, "env.legacy-names"))
		return &configuration->legacy_names;
	return NULL;
}

/* Longer words first: of `a/b` and `a/b/c` the latter is meant. */
static int compare_words(const void *a, const void *b)
{
	const char *one = *(const char *const *)a;
	const char *two = *(const char *const *)b;
	size_t one_size = strlen(one), two_size = strlen(two);

	if (one_size != two_size)
		return one_size > two_size ? -1 : 1;
	return strcmp(one, two);
}

static bool add_words(void *state, struct buffer *out, struct slice table)
{
	const struct renaming_list *list = table_named(state, table);
	VECTOR(const char *) words = {0};
	size_t i;

	if (list == NULL || list->count == 0)
		return false;
	for (i = 0; i < list->count; i++)
		vector_add(&words, list->items[i].from);
	qsort(words.items, words.count, sizeof(*words.items), compare_words);
	for (i = 0; i < words.count; i++) {
		if (i != 0)
			buffer_add_char(out, '|');
		template_quote(out, words.items[i]);
	}
	vector_free(&words);
	return true;
}

static bool names_table(const struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->match_count; i++)
		if (rule->matches[i].pattern != NULL &&
			template_is(rule->matches[i].pattern))
			return true;
	return false;
}

static const struct rule *filled(struct arena *arena, const struct rule *rule,
	const struct configuration *configuration)
{
	struct rule *copy =
		arena_grow(arena, rule, sizeof(*rule), sizeof(*rule));
	struct rule_match *matches =
		arena_alloc(arena, (rule->match_count + 1) * sizeof(*matches));
	size_t i, count = 0;

	for (i = 0; i < rule->match_count; i++) {
		matches[count] = rule->matches[i];
		if (matches[count].pattern != NULL)
			matches[count].pattern = template_fill(arena,
				matches[count].pattern, add_words,
				(void *)(uintptr_t)configuration);
		if (matches[count].pattern != NULL ||
			rule->matches[i].pattern == NULL)
			count++;
	}
	copy->matches = matches;
	copy->match_count = count;
	return copy;
}

void tables_apply(struct rule_set *rules, struct arena *arena,
	const struct configuration *configuration)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (names_table(rules->rules[i]))
			rule_set_replace(rules,
				filled(arena, rules->rules[i], configuration));
}
