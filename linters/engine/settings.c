/*
 * Which rules run, at what level and where: rules, configuration and command
 * line resolved once, so that asking is cheap. It must not know what any
 * rule means. An entry of `rules:` for a rule replaces the whole entry for
 * its linter.
 */
#include "engine/settings.h"
#include "base/glob.h"
#include "base/memory.h"
#include "engine/configuration.h"
#include <stdlib.h>
#include <string.h>

enum { LINTER_NAME = 64 }; /* with the NUL; a hint for longer ones is spared */

struct rule_state {
	const struct rule *rule;
	/* Of the configuration: for the rule, else for its linter; or NULL. */
	const struct rule_setting *setting;
	bool by_id; /* setting is for this rule alone */
	bool on;
};

struct settings {
	const struct rule_set *rules;
	const struct configuration *configuration;
	const struct selection *selection;
	struct rule_state *states; /* sorted by address of the rule */
	size_t count, on_count;
};

static struct slice linter_of(const struct rule *rule)
{
	return (struct slice){rule->id, strcspn(rule->id, "/")};
}

static bool has_opt_in(const struct rule_set *rules, struct slice linter)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->rules[i]->opt_in &&
			slice_equal(linter_of(rules->rules[i]), linter))
			return true;
	return false;
}

/* The nearest linter (with opt_in: that has such rules), or "". */
static void nearest_linter(const struct rule_set *rules, const char *name,
	bool opt_in, char nearest[LINTER_NAME])
{
	char *names = memory_new(rules->count + 1, LINTER_NAME);
	const char **list = memory_new(rules->count + 1, sizeof(*list));
	size_t count = 0;
	const char *found;

	for (size_t i = 0; i < rules->count; i++) {
		struct slice linter = linter_of(rules->rules[i]);

		if (linter.size >= LINTER_NAME ||
			(opt_in && !has_opt_in(rules, linter)) ||
			(count && slice_is(linter, list[count - 1])))
			continue;
		list[count] = memcpy(
			names + LINTER_NAME * count, linter.data, linter.size);
		count++;
	}
	found = string_nearest(name, list);
	strcpy(nearest, found ? found : "");
	free(list);
	free(names);
}

/* err for a name that nothing has; place is NULL for the command line's. */
static int unknown_name(const char *kind, const char *name, const char *nearest,
	const struct place *place, struct error *err)
{
	return error_at(err, ERROR_USE, place ? place->path : "",
		place ? place->line : 0, place ? place->column : 0,
		"no %s is named `%s`%s%s%s", kind, name,
		nearest ? ": did you mean `" : "", nearest ? nearest : "",
		nearest ? "`?" : "");
}

/* A rule's id (`linter/name`) or the name of a linter, in a configuration. */
static int check_name(const struct rule_set *rules, const char *name,
	const struct place *place, struct error *err)
{
	char linter[LINTER_NAME];

	if (strchr(name, '/')) {
		if (rule_set_find(rules, name))
			return 0;
		return unknown_name("rule", name, rule_set_nearest(rules, name),
			place, err);
	}
	if (rule_set_has_linter(rules, name))
		return 0;
	nearest_linter(rules, name, false, linter);
	return unknown_name("rule or linter", name,
		*linter ? linter : rule_set_nearest(rules, name), place, err);
}

static bool is_pack_path(const char *pack)
{
	return string_starts(pack, "./");
}

static int check_pack(const struct rule_set *rules, const char *pack,
	const struct place *place, struct error *err)
{
	char nearest[LINTER_NAME];

	if (is_pack_path(pack) || rule_set_has_linter(rules, pack))
		return 0;
	nearest_linter(rules, pack, true, nearest);
	if (*nearest)
		return unknown_name("built-in pack", pack, nearest, place, err);
	return error_at(err, ERROR_USE, place->path, place->line, place->column,
		"no built-in pack is named `%s`: a pack of your own begins "
		"with `./`",
		pack);
}

static int check_selection(const struct rule_set *rules,
	const struct selection *selection, struct error *err)
{
	char nearest[LINTER_NAME];

	for (size_t i = 0; i < selection->linter_count; i++) {
		const char *name = selection->linters[i];

		if (rule_set_has_linter(rules, name))
			continue;
		nearest_linter(rules, name, false, nearest);
		return unknown_name(
			"linter", name, *nearest ? nearest : NULL, NULL, err);
	}
	for (size_t i = 0; i < selection->rule_count; i++) {
		const char *name = selection->rules[i];

		if (rule_set_find(rules, name))
			continue;
		if (rule_set_has_linter(rules, name))
			return error_set(err, ERROR_USE,
				"`%s` is a linter and no rule: choose it with "
				"-l",
				name);
		return unknown_name(
			"rule", name, rule_set_nearest(rules, name), NULL, err);
	}
	return 0;
}

static int check_names(const struct rule_set *rules,
	const struct configuration *configuration,
	const struct selection *selection, struct error *err)
{
	for (size_t i = 0; i < configuration->rule_count; i++)
		if (check_name(rules, configuration->rules[i].name,
			    &configuration->rules[i].place, err) < 0)
			return -1;
	for (size_t i = 0; i < configuration->allowance_count; i++)
		if (check_name(rules, configuration->allowances[i].rule,
			    &configuration->allowances[i].place, err) < 0)
			return -1;
	for (size_t i = 0; i < configuration->pack_count; i++)
		if (check_pack(rules, configuration->packs[i],
			    &configuration->pack_places[i], err) < 0)
			return -1;
	return check_selection(rules, selection, err);
}

static bool selects_rule(
	const struct settings *settings, const struct rule *rule)
{
	const struct selection *selection = settings->selection;

	for (size_t i = 0; i < selection->rule_count; i++)
		if (rule_set_find(settings->rules, selection->rules[i]) == rule)
			return true;
	return false;
}

/* Is some rule of the linter chosen by itself? That leaves out its others. */
static bool is_narrowed(const struct settings *settings, const char *linter)
{
	const struct selection *selection = settings->selection;

	for (size_t i = 0; i < selection->rule_count; i++)
		if (rule_is_of(
			    rule_set_find(settings->rules, selection->rules[i]),
			    linter))
			return true;
	return false;
}

static bool selects_linter(
	const struct settings *settings, const struct rule *rule)
{
	const struct selection *selection = settings->selection;

	for (size_t i = 0; i < selection->linter_count; i++)
		if (rule_is_of(rule, selection->linters[i]))
			return !is_narrowed(settings, selection->linters[i]);
	return false;
}

static bool is_packed(
	const struct configuration *configuration, const struct rule *rule)
{
	for (size_t i = 0; i < configuration->pack_count; i++)
		if (!is_pack_path(configuration->packs[i]) &&
			rule_is_of(rule, configuration->packs[i]))
			return true;
	return false;
}

/* The last entry for the rule by an id of its, else for its linter. */
static void find_setting(
	const struct settings *settings, struct rule_state *state)
{
	const struct configuration *configuration = settings->configuration;

	for (size_t i = 0; i < configuration->rule_count; i++) {
		const struct rule_setting *setting = &configuration->rules[i];
		bool by_id = strchr(setting->name, '/');

		if (by_id ? rule_set_find(settings->rules, setting->name) !=
					state->rule
			  : state->by_id ||
					!rule_is_of(state->rule, setting->name))
			continue;
		state->setting = setting;
		state->by_id = by_id;
	}
}

static bool is_on(
	const struct settings *settings, const struct rule_state *state)
{
	const struct rule_setting *setting = state->setting;
	bool by_rule = selects_rule(settings, state->rule);
	bool by_linter = selects_linter(settings, state->rule);

	if (settings_partial(settings) && !by_rule && !by_linter)
		return false;
	if (by_rule)
		return true; /* who names one rule wants to see it */
	if (setting && setting->level == LEVEL_OFF)
		return false;
	return !state->rule->opt_in || by_linter ||
	       (setting && (state->by_id || setting->has_level)) ||
	       is_packed(settings->configuration, state->rule);
}

static int by_address(const void *left, const void *right)
{
	const struct rule_state *a = left, *b = right;
	uintptr_t one = (uintptr_t)a->rule, other = (uintptr_t)b->rule;

	return one < other ? -1 : one > other;
}

int settings_new(struct settings **out, const struct rule_set *rules,
	const struct configuration *configuration,
	const struct selection *selection, struct error *err)
{
	struct settings *settings;

	*out = NULL;
	if (check_names(rules, configuration, selection, err) < 0)
		return -1;
	settings = memory_new(1, sizeof(*settings));
	settings->rules = rules;
	settings->configuration = configuration;
	settings->selection = selection;
	settings->count = rules->count;
	settings->states = memory_new(rules->count, sizeof(*settings->states));
	for (size_t i = 0; i < rules->count; i++) {
		struct rule_state *state = &settings->states[i];

		state->rule = rules->rules[i];
		find_setting(settings, state);
		state->on = is_on(settings, state);
		settings->on_count += state->on;
	}
	if (settings->count)
		qsort(settings->states, settings->count,
			sizeof(*settings->states), by_address);
	*out = settings;
	return 0;
}

void settings_free(struct settings *settings)
{
	if (!settings)
		return;
	free(settings->states);
	free(settings);
}

const struct rule_set *settings_rules(const struct settings *settings)
{
	return settings->rules;
}

static const struct rule_state *find_state(
	const struct settings *settings, const struct rule *rule)
{
	const struct rule_state key = {.rule = rule};

	if (!settings->count)
		return NULL;
	return bsearch(&key, settings->states, settings->count, sizeof(key),
		by_address);
}

bool settings_enabled(const struct settings *settings, const struct rule *rule)
{
	const struct rule_state *state = find_state(settings, rule);

	return state && state->on;
}

static bool is_off_at(const struct rule_setting *setting, const char *path)
{
	if (setting->except_count &&
		glob_list_match(setting->except, setting->except_count, path))
		return true;
	return setting->only_count &&
	       !glob_list_match(setting->only, setting->only_count, path);
}

/* `ignore:` holds for what is told of a path's name, too. */
enum level settings_level(const struct settings *settings,
	const struct rule *rule, const char *variant, const char *path)
{
	const struct rule_state *state = find_state(settings, rule);
	const struct rule_setting *setting;
	const struct rule_variant *own;

	if (!state || !state->on ||
		(path && configuration_ignores(settings->configuration, path)))
		return LEVEL_OFF;
	setting = state->setting;
	if (setting && path && is_off_at(setting, path))
		return LEVEL_OFF;
	if (setting && setting->level != LEVEL_DEFAULT &&
		setting->level != LEVEL_OFF)
		return setting->level;
	own = variant ? rule_variant(rule, variant) : NULL;
	return own ? own->level : rule->level;
}

bool settings_partial(const struct settings *settings)
{
	return settings->selection->linter_count ||
	       settings->selection->rule_count;
}

size_t settings_count(const struct settings *settings)
{
	return settings->on_count;
}
