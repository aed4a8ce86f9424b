/*
 * The templates of generate/templates/, made into C at build time.
 */
#ifndef PLUMB_GENERATE_BUILTIN_TEMPLATE_H
#define PLUMB_GENERATE_BUILTIN_TEMPLATE_H

struct builtin_template {
	const char *name; /* "env" */
	const char *text;
};

extern const struct builtin_template builtin_templates[]; /* ends in NULL */

#endif
