/*
 * A team's own rules: packs that `packs:` names by path, read from the
 * snapshot that is judged.
 */
#ifndef PLUMB_CLI_PACKS_H
#define PLUMB_CLI_PACKS_H

#include "base/error.h"

struct arena;
struct configuration;
struct rule_set;
struct snapshot;

/*
 * Adds every rule.yml below the packs' folders to rules. A pack without any,
 * one outside the repository, or a rule with a mistake is ERROR_USE. The
 * packs' examples are added to what the configuration ignores: they are
 * meant to break rules.
 */
int packs_load(struct rule_set *rules, struct arena *arena,
	const struct snapshot *snapshot, struct configuration *configuration,
	struct error *err);

#endif
