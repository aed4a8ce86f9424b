/*
 * `plumb rules`, and the line it prints of a rule.
 */
#ifndef PLUMB_CLI_RULES_H
#define PLUMB_CLI_RULES_H

struct command;
struct rule;
struct settings;

extern const struct command command_rules;

/* settings may be NULL: the level is the rule's own then. */
void rules_print(const struct rule *rule, const struct settings *settings);

#endif
