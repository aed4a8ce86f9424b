/*
 * Which rules run, and at what level, for which paths: the rules' own
 * levels, the configuration's, and the choice of the command line.
 */
#ifndef PLUMB_ENGINE_SETTINGS_H
#define PLUMB_ENGINE_SETTINGS_H

#include "base/error.h"
#include "rule/set.h"

struct configuration;
struct settings;

struct selection {
	const char *const *linters; /* -l; empty: all */
	size_t linter_count;
	const char *const *rules; /* --rule; empty: all */
	size_t rule_count;
};

/*
 * What the command line chooses: the linters, and of a linter with rules
 * named by --rule only those. A rule that --rule names is on, also where the
 * configuration has it off. In the configuration an entry for a rule
 * replaces the whole one for its linter.
 *
 * Resolves configuration and selection against the rules. A name that is no
 * rule or linter is ERROR_USE with a hint (and the configuration's line).
 * An opt-in rule is on when the configuration names it (or its pack in
 * `packs:`), or the selection names it. Borrows all arguments.
 */
int settings_new(struct settings **out, const struct rule_set *rules,
	const struct configuration *configuration,
	const struct selection *selection, struct error *err);
void settings_free(struct settings *settings);

const struct rule_set *settings_rules(const struct settings *settings);
/* Is the rule on anywhere? */
bool settings_enabled(const struct settings *settings, const struct rule *rule);
/*
 * The level of a rule's variant (NULL: none) at path; LEVEL_OFF where it is
 * off. A configured level replaces the rule's and every variant's.
 */
enum level settings_level(const struct settings *settings,
	const struct rule *rule, const char *variant, const char *path);
/* True when the command line chose only some rules. */
bool settings_partial(const struct settings *settings);
/* Number of rules that are on. */
size_t settings_count(const struct settings *settings);

#endif
