/*
 * `plumb where`.
 */
#ifndef PLUMB_CLI_WHERE_H
#define PLUMB_CLI_WHERE_H

struct command;

extern const struct command command_where;

#endif
