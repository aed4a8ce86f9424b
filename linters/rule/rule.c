/*
 * The words of levels, and look-ups in one rule. It must not know where
 * rules come from.
 */
#include "rule/rule.h"
#include <string.h>

static const char *const level_names[] = {
	[LEVEL_OFF] = "off",
	[LEVEL_NOTE] = "note",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
};

bool level_parse(const char *word, enum level *level)
{
	for (int i = LEVEL_OFF; i <= LEVEL_ERROR; i++) {
		if (strcmp(word, level_names[i]) != 0)
			continue;
		*level = (enum level)i;
		return true;
	}
	return false;
}

const char *level_name(enum level level)
{
	return level <= LEVEL_ERROR ? level_names[level] : "default";
}

bool rule_is_of(const struct rule *rule, const char *linter)
{
	size_t size = strlen(linter);

	return strncmp(rule->id, linter, size) == 0 && rule->id[size] == '/';
}

const struct rule_variant *rule_variant(
	const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->variant_count; i++)
		if (strcmp(rule->variants[i].name, name) == 0)
			return &rule->variants[i];
	return NULL;
}

enum level rule_worst_level(const struct rule *rule)
{
	enum level worst = rule->level;

	for (size_t i = 0; i < rule->variant_count; i++)
		if (rule->variants[i].level > worst)
			worst = rule->variants[i].level;
	return worst;
}
