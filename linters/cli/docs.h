/*
 * `plumb docs`.
 */
#ifndef PLUMB_CLI_DOCS_H
#define PLUMB_CLI_DOCS_H

struct command;

extern const struct command command_docs;

#endif
