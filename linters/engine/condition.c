/*
 * The names of conditions, as `where:` of a rule.yml has them. It must not
 * know how a condition is answered: the model does.
 */
#include "engine/condition.h"
#include <string.h>

static const char *const condition_names[] = {
	[CONDITION_REGISTERED] = "registered",
	[CONDITION_UNREGISTERED] = "unregistered",
	[CONDITION_OF_THIS_COMPONENT] = "of-this-component",
	[CONDITION_FOREIGN] = "foreign",
	[CONDITION_PUBLISHED] = "published",
	[CONDITION_TARGET] = "target",
};

enum condition_kind condition_of(const char *name)
{
	for (unsigned kind = 0; kind < CONDITION_UNKNOWN; kind++)
		if (strcmp(condition_names[kind], name) == 0)
			return (enum condition_kind)kind;
	return CONDITION_UNKNOWN;
}
