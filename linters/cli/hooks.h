/*
 * The scripts of hooks/, made into C at build time.
 */
#ifndef PLUMB_CLI_HOOKS_H
#define PLUMB_CLI_HOOKS_H

#include <stdbool.h>

struct hook_script {
	const char *name;
	bool standard; /* installed when no hook is named */
	const char *text;
};

extern const struct hook_script hook_scripts[]; /* ends in name NULL */

#endif
