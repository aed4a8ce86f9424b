/*
 * `plumb rules`.
 */
#ifndef PLUMB_CLI_RULES_H
#define PLUMB_CLI_RULES_H

struct command;

extern const struct command command_rules;

#endif
