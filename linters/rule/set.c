/*
 * The rules of a run, sorted, and found by the ids they have and had. It
 * must not know of files or of configuration.
 */
#include "rule/set.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

/* A map holds plain pointers; what comes out of by_id is const again. */
static void set_put(
	struct rule_set *set, const char *id, const struct rule *rule)
{
	map_put_string(&set->by_id, id, (void *)(uintptr_t)rule);
}

static void set_insert(struct rule_set *set, const struct rule *rule)
{
	size_t at = set->count;

	if (set->count == set->capacity) {
		set->capacity = set->capacity ? 2 * set->capacity : 64;
		set->rules = memory_resize(
			set->rules, set->capacity, sizeof(*set->rules));
	}
	while (at > 0 && strcmp(set->rules[at - 1]->id, rule->id) > 0)
		at--;
	memmove(set->rules + at + 1, set->rules + at,
		(set->count - at) * sizeof(*set->rules));
	set->rules[at] = rule;
	set->count++;
	set_put(set, rule->id, rule);
	for (size_t i = 0; i < rule->formerly_count; i++)
		set_put(set, rule->formerly[i], rule);
}

void rule_set_init(struct rule_set *set)
{
	*set = (struct rule_set){.by_id = MAP_INIT};
	for (size_t i = 0; i < builtin_rule_count; i++)
		set_insert(set, builtin_rules[i]);
}

void rule_set_release(struct rule_set *set)
{
	free(set->rules);
	map_release(&set->by_id);
	*set = (struct rule_set){.by_id = MAP_INIT};
}

static int set_check(const struct rule_set *set, const struct rule *rule,
	const char *id, struct error *err)
{
	const struct rule *other = rule_set_find(set, id);

	if (!other)
		return 0;
	if (strcmp(id, rule->id) != 0 || strcmp(id, other->id) != 0)
		return error_at(err, ERROR_USE, rule->origin, 0, 0,
			"rule id `%s` of `%s` is taken by `%s` of %s", id,
			rule->id, other->id, other->origin);
	return error_at(err, ERROR_USE, rule->origin, 0, 0,
		"rule `%s` is there already, from %s; give this one another id",
		id, other->origin);
}

int rule_set_add(
	struct rule_set *set, const struct rule *rule, struct error *err)
{
	if (set_check(set, rule, rule->id, err) < 0)
		return -1;
	for (size_t i = 0; i < rule->formerly_count; i++)
		if (set_check(set, rule, rule->formerly[i], err) < 0)
			return -1;
	set_insert(set, rule);
	return 0;
}

void rule_set_replace(struct rule_set *set, const struct rule *rule)
{
	for (size_t i = 0; i < set->count; i++) {
		if (strcmp(set->rules[i]->id, rule->id) != 0)
			continue;
		set->rules[i] = rule;
		set_put(set, rule->id, rule);
		for (size_t k = 0; k < rule->formerly_count; k++)
			set_put(set, rule->formerly[k], rule);
		return;
	}
	set_insert(set, rule);
}

const struct rule *rule_set_find(const struct rule_set *set, const char *id)
{
	return map_get_string(&set->by_id, id);
}

/* The ids, or with `names` what stands behind the slash; ends in NULL. */
static const char **set_candidates(const struct rule_set *set, bool names)
{
	const char **candidates =
		memory_new(set->by_id.count + 1, sizeof(*candidates));

	for (size_t i = 0; i < set->by_id.count; i++) {
		const char *id = set->by_id.entries[i].key.data;
		const char *slash = strchr(id, '/');

		candidates[i] = names && slash ? slash + 1 : id;
	}
	return candidates;
}

const char *rule_set_nearest(const struct rule_set *set, const char *id)
{
	const char **ids = set_candidates(set, false);
	const char **names = set_candidates(set, !strchr(id, '/'));
	const char *nearest = string_nearest(id, names);

	/* From the name back to the id that it is a part of. */
	for (size_t i = 0; nearest && names[i]; i++) {
		if (names[i] != nearest)
			continue;
		nearest = ids[i];
		break;
	}
	free(ids);
	free(names);
	return nearest;
}

bool rule_set_has_linter(const struct rule_set *set, const char *linter)
{
	for (size_t i = 0; i < set->count; i++)
		if (rule_is_of(set->rules[i], linter))
			return true;
	return false;
}
