/*
 * The linters: the only table that names them.
 */
#ifndef PLUMB_CLI_LINTERS_H
#define PLUMB_CLI_LINTERS_H

#include <stddef.h>

struct linter;

extern const struct linter *const linters[];
extern const size_t linter_count;

const struct linter *linter_named(const char *name); /* NULL: none */

#endif
