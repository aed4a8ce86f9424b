/*
 * `plumb explain`.
 */
#ifndef PLUMB_CLI_EXPLAIN_H
#define PLUMB_CLI_EXPLAIN_H

struct command;

extern const struct command command_explain;

#endif
