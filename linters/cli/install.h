/*
 * `plumb install`.
 */
#ifndef PLUMB_CLI_INSTALL_H
#define PLUMB_CLI_INSTALL_H

struct command;

extern const struct command command_install;

#endif
