/*
 * `plumb check`.
 */
#ifndef PLUMB_CLI_CHECK_H
#define PLUMB_CLI_CHECK_H

struct command;

extern const struct command command_check;

#endif
