/*
 * .plumb.yml: what is read has places in the file and no empty names, and
 * can be set up with the rules that there are or says at which line not.
 */
#include "engine/configuration.h"
#include "base/arena.h"
#include "engine/settings.h"
#include "fuzz.h"

#include <string.h>

static void check_place(const struct place *place, size_t size)
{
	must(place->start <= place->end && place->end <= size);
	must(place->line >= 1 && place->column >= 1);
}

static void check_renamings(const struct renaming_list *list, size_t size)
{
	for (size_t i = 0; i < list->count; i++) {
		must(list->items[i].from != NULL && list->items[i].to != NULL);
		check_place(&list->items[i].place, size);
	}
}

static void check_lists(const struct configuration *configuration, size_t size)
{
	check_renamings(&configuration->services, size);
	check_renamings(&configuration->stale_paths, size);
	check_renamings(&configuration->legacy_names, size);
	for (size_t i = 0; i < configuration->registry_count; i++) {
		must(configuration->registries[i][0] != '\0');
		check_place(&configuration->registry_places[i], size);
	}
	for (size_t i = 0; i < configuration->pack_count; i++) {
		must(configuration->packs[i][0] != '\0');
		check_place(&configuration->pack_places[i], size);
	}
	for (size_t i = 0; i < configuration->project_count; i++) {
		must(configuration->projects[i].file_count > 0);
		check_place(&configuration->projects[i].place, size);
	}
	for (size_t i = 0; i < configuration->rule_count; i++)
		check_place(&configuration->rules[i].place, size);
}

static void check_allowances(
	const struct configuration *configuration, size_t size)
{
	for (size_t i = 0; i < configuration->allowance_count; i++) {
		const struct allowance *allowance =
			&configuration->allowances[i];

		must(allowance->rule != NULL && allowance->path != NULL);
		must(allowance->reason != NULL && allowance->reason[0]);
		must(allowance->until == NULL ||
			strlen(allowance->until) == 10);
		check_place(&allowance->place, size);
	}
}

static void check_settings(
	const struct configuration *configuration, struct slice text)
{
	static const struct selection everything = {.linter_count = 0};
	struct error err = {.kind = ERROR_NONE};
	struct rule_set rules;
	struct settings *settings;

	rule_set_init(&rules);
	if (settings_new(&settings, &rules, configuration, &everything, &err) ==
		0) {
		for (size_t i = 0; i < rules.count; i++)
			must(settings_level(settings, rules.rules[i], NULL,
				     "src/a.js") < LEVEL_DEFAULT);
		must(settings_count(settings) <= rules.count);
		settings_free(settings);
	} else {
		fuzz_error(&err, text);
	}
	rule_set_release(&rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct error err = {.kind = ERROR_NONE};
	struct configuration *configuration;

	if (configuration_load(&configuration, arena, CONFIGURATION_NAME,
		    text.data, text.size, &err) == 0) {
		check_lists(configuration, size);
		check_allowances(configuration, size);
		(void)configuration_ignores(configuration, "src/a.js");
		check_settings(configuration, text);
	} else {
		fuzz_error(&err, text);
	}
	arena_free(arena);
	return 0;
}
