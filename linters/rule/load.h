/*
 * rule.yml, read into a struct rule. Unknown keys, wrong types, patterns
 * that do not compile, unknown conditions and captures that the message
 * names but the pattern lacks are errors with line, column and the nearest
 * valid name.
 */
#ifndef PLUMB_RULE_LOAD_H
#define PLUMB_RULE_LOAD_H

#include "base/error.h"
#include "rule/rule.h"

struct arena;

/* An example as rule.yml lists it under `bad` or `good`. */
struct rule_example {
	const char *name;      /* entry of bad/ or good/ */
	const char *const *at; /* bad: "line:col" or "path:line:col" */
	size_t at_count;
	const char *why;    /* a caption for the page; or NULL */
	const char *config; /* text of a .plumb.yml for it; or NULL */
	unsigned line;      /* in rule.yml, for errors */
};

struct rule_examples {
	const struct rule_example *bad, *good;
	size_t bad_count, good_count;
};

/*
 * Reads the text of a rule.yml. examples may be NULL. All is allocated in
 * arena; text must live as long.
 */
int rule_load(struct rule **out, struct rule_examples *examples,
	struct arena *arena, const char *path, const char *text, size_t size,
	struct error *err);

#endif
