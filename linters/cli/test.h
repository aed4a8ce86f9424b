/*
 * `plumb test`.
 */
#ifndef PLUMB_CLI_TEST_H
#define PLUMB_CLI_TEST_H

struct command;

extern const struct command command_test;

#endif
