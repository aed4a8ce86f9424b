/*
 * Makes ready for a scan what does not depend on a snapshot: the enabled
 * rules' patterns, the checks that they name, lists of globs that several
 * share, and the literals of all patterns in one prefilter. It must not know
 * files.
 */
#include "base/map.h"
#include "base/memory.h"
#include "engine/scan_private.h"
#include "engine/settings.h"
#include <stdlib.h>
#include <string.h>

struct preparation {
	struct scan *scan;
	const struct linter *const *linters;
	size_t linter_count;
	/* Literals by their bytes, a tag byte for fold in front. */
	struct map numbers;
	VECTOR(struct slice) literals;
	VECTOR(bool) folds;
};

static size_t linter_number(
	const struct preparation *preparation, const struct rule *rule)
{
	for (size_t i = 0; i < preparation->linter_count; i++)
		if (rule_is_of(rule, preparation->linters[i]->name))
			return i;
	return SIZE_MAX;
}

static const char *nearest_check(const struct linter *linter, const char *name)
{
	const char **names =
		memory_new(linter->check_count + 1, sizeof(*names));
	for (size_t i = 0; i < linter->check_count; i++)
		names[i] = linter->checks[i].name;
	const char *nearest = string_nearest(name, names);
	free(names);
	return nearest;
}

static int unknown_check(const struct rule *rule, const char *name,
	const struct linter *linter, struct error *err)
{
	const char *path = rule->origin != NULL ? rule->origin : "";
	if (linter == NULL)
		return error_at(err, ERROR_USE, path, 0, 0,
			"rule `%s` names the check `%s`, but no linter is "
			"named as the rule's folder: give it a pattern",
			rule->id, name);
	const char *nearest = nearest_check(linter, name);
	return error_at(err, ERROR_USE, path, 0, 0,
		"rule `%s` names the check `%s`, which linter `%s` does not "
		"have%s%s%s",
		rule->id, name, linter->name,
		nearest != NULL ? ": did you mean `" : "",
		nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
}

static int wrong_check(const struct rule *rule, const char *name, bool lacks,
	struct error *err)
{
	return error_at(err, ERROR_USE,
		rule->origin != NULL ? rule->origin : "", 0, 0,
		lacks ? "rule `%s`: the check `%s` judges matches: give it a "
			"pattern"
		      : "rule `%s`: the check `%s` looks at the whole "
			"snapshot: take the pattern away",
		rule->id, name);
}

/* The function that `check:` names; *out NULL when there is no `check:`. */
static int find_check(const struct linter_check **out,
	const struct preparation *preparation, const struct rule *rule,
	const struct rule_match *match, struct error *err)
{
	*out = NULL;
	if (match->check == NULL)
		return 0;
	size_t number = linter_number(preparation, rule);
	const struct linter *linter =
		number == SIZE_MAX ? NULL : preparation->linters[number];
	for (size_t i = 0; linter != NULL && i < linter->check_count; i++) {
		const struct linter_check *check = &linter->checks[i];
		if (strcmp(check->name, match->check) != 0)
			continue;
		bool fits = match->pattern != NULL ? check->candidate != NULL
						   : check->whole != NULL;
		if (!fits)
			return wrong_check(rule, match->check,
				match->pattern == NULL, err);
		*out = check;
		return 0;
	}
	return unknown_check(rule, match->check, linter, err);
}

static bool globs_equal(
	const struct scan_globs *list, const struct rule_match *match)
{
	if (list->count != match->file_count)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->globs[i], match->files[i]) != 0)
			return false;
	return true;
}

/* The number of the match's list of globs; equal lists are one. */
static size_t add_globs(struct scan *scan, const struct rule_match *match)
{
	struct scan_globs list = {match->files, match->file_count};
	for (size_t i = 0; i < scan->globs.count; i++)
		if (globs_equal(&scan->globs.items[i], match))
			return i;
	vector_add(&scan->globs, list);
	return scan->globs.count - 1;
}

/* The number of a literal; equal ones are one. */
static size_t add_literal(
	struct preparation *preparation, struct slice literal, bool fold)
{
	char *bytes = arena_alloc(preparation->scan->arena, literal.size + 1);
	struct slice key = {bytes, literal.size + 1};
	bytes[0] = fold ? 'f' : 'e';
	memcpy(bytes + 1, literal.data, literal.size);
	/* Numbers from 1, so that NULL means "not yet". */
	uintptr_t number = (uintptr_t)map_get(&preparation->numbers, key);
	if (number == 0) {
		vector_add(&preparation->literals,
			slice_range(bytes, 1, key.size));
		vector_add(&preparation->folds, fold);
		number = preparation->literals.count;
		map_put(&preparation->numbers, key, (void *)number);
	}
	return number - 1;
}

static void add_literals(struct preparation *preparation, size_t number)
{
	struct scan *scan = preparation->scan;
	struct scan_match *match = &scan->matches.items[number];
	size_t count;
	bool fold;
	const struct slice *literals =
		pattern_literals(match->pattern, &count, &fold);
	match->has_literals = count > 0;
	for (size_t i = 0; i < count; i++) {
		struct scan_pair pair = {
			add_literal(preparation, literals[i], fold), number};
		vector_add(&scan->pairs, pair);
	}
}

static enum condition_kind *match_conditions(const struct rule_match *match)
{
	enum condition_kind *kinds =
		memory_new(match->where_count + 1, sizeof(*kinds));
	for (size_t i = 0; i < match->where_count; i++)
		kinds[i] = condition_of(match->where[i].condition);
	return kinds;
}

static void add_match(struct preparation *preparation, const struct rule *rule,
	const struct rule_match *match, const struct linter_check *check)
{
	struct scan *scan = preparation->scan;
	unsigned flags = PATTERN_MULTILINE |
			 (match->ignore_case ? PATTERN_IGNORE_CASE : 0);
	struct scan_match item = {
		.rule = rule,
		.match = match,
		.pattern = pattern_lazy(match->pattern, flags),
		.unless = match->unless == NULL
				  ? NULL
				  : pattern_lazy(match->unless, flags),
		.check = check,
		.conditions = match_conditions(match),
		.linter = linter_number(preparation, rule),
		.globs = add_globs(scan, match),
		.scope = match->scope != 0 ? match->scope
					   : SCOPE_SOURCE | SCOPE_TEST,
		.in = match->in != 0 ? match->in : CLASS_ANY,
	};
	vector_add(&scan->matches, item);
	add_literals(preparation, scan->matches.count - 1);
}

static int add_rule(struct preparation *preparation, const struct rule *rule,
	struct error *err)
{
	for (size_t i = 0; i < rule->match_count; i++) {
		const struct rule_match *match = &rule->matches[i];
		const struct linter_check *check;
		if (find_check(&check, preparation, rule, match, err) != 0)
			return -1;
		if (match->pattern != NULL)
			add_match(preparation, rule, match, check);
	}
	return 0;
}

static int add_rules(struct preparation *preparation, struct error *err)
{
	const struct settings *settings = preparation->scan->settings;
	const struct rule_set *rules = settings_rules(settings);
	for (size_t i = 0; i < rules->count; i++)
		if (settings_enabled(settings, rules->rules[i]) &&
			add_rule(preparation, rules->rules[i], err) != 0)
			return -1;
	return 0;
}

/* Counts pairs into starts, then puts each behind its literal's start. */
static void sort_pairs(struct scan *scan)
{
	size_t count = scan->pairs.count;
	struct scan_pair *sorted = memory_new(count + 1, sizeof(*sorted));
	size_t *starts = memory_new(scan->literal_count + 2, sizeof(*starts));
	for (size_t i = 0; i < count; i++)
		starts[scan->pairs.items[i].literal + 2]++;
	for (size_t i = 2; i < scan->literal_count + 2; i++)
		starts[i] += starts[i - 1];
	for (size_t i = 0; i < count; i++)
		sorted[starts[scan->pairs.items[i].literal + 1]++] =
			scan->pairs.items[i];
	vector_free(&scan->pairs);
	scan->pairs.items = sorted;
	scan->pairs.count = scan->pairs.capacity = count;
	scan->starts = starts;
}

static bool reports_allows(const struct settings *settings)
{
	const struct rule_set *rules = settings_rules(settings);
	const struct rule *unused = rule_set_find(rules, "allow/unused");
	const struct rule *malformed = rule_set_find(rules, "allow/malformed");
	return !settings_partial(settings) &&
	       ((unused != NULL && settings_enabled(settings, unused)) ||
		       (malformed != NULL &&
			       settings_enabled(settings, malformed)));
}

int scan_new(struct scan **out, const struct settings *settings,
	const struct linter *const *linters, size_t linter_count,
	struct error *err)
{
	struct scan *scan = memory_new(1, sizeof(*scan));
	struct preparation preparation = {
		.scan = scan,
		.linters = linters,
		.linter_count = linter_count,
		.numbers = MAP_INIT,
	};
	scan->arena = arena_new();
	scan->kinds = scan_kinds_new();
	scan->settings = settings;
	scan->reports_allows = reports_allows(settings);
	int result = add_rules(&preparation, err);
	if (result == 0) {
		vector_add(&preparation.literals, slice_of(SCAN_ALLOW_WORD));
		vector_add(&preparation.folds, false);
		scan->literal_count = preparation.literals.count;
		scan->literals =
			vector_move(&preparation.literals, scan->arena);
		scan->folds = vector_move(&preparation.folds, scan->arena);
		sort_pairs(scan);
		scan->prefilter = prefilter_new(
			scan->literals, scan->folds, scan->literal_count);
	}
	map_release(&preparation.numbers);
	vector_free(&preparation.literals);
	vector_free(&preparation.folds);
	if (result != 0) {
		scan_free(scan);
		scan = NULL;
	}
	*out = scan;
	return result;
}

void scan_free(struct scan *scan)
{
	if (scan == NULL)
		return;
	for (size_t i = 0; i < scan->matches.count; i++) {
		struct scan_match *match = &scan->matches.items[i];
		pattern_free(match->pattern);
		if (match->unless != NULL)
			pattern_free(match->unless);
		free(match->conditions);
	}
	vector_free(&scan->matches);
	vector_free(&scan->globs);
	vector_free(&scan->pairs);
	prefilter_free(scan->prefilter);
	scan_kinds_free(scan->kinds);
	arena_free(scan->arena);
	free(scan->starts);
	free(scan);
}
