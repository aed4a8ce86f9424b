/*
 * The linters: the only table that names them.
 */
#include "cli/linters.h"
#include "engine/linter.h"
#include <string.h>

extern const struct linter linter_allow, linter_compose, linter_env,
	linter_paths, linter_ports, linter_registry, linter_secrets;

const struct linter *const linters[] = {
	&linter_registry,
	&linter_compose,
	&linter_ports,
	&linter_env,
	&linter_paths,
	&linter_secrets,
	&linter_allow,
};
const size_t linter_count = sizeof(linters) / sizeof(linters[0]);

const struct linter *linter_named(const char *name)
{
	size_t i;

	for (i = 0; i < linter_count; i++)
		if (strcmp(linters[i]->name, name) == 0)
			return linters[i];
	return NULL;
}
