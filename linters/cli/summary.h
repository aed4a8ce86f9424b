/*
 * The last line on standard error: what was judged and what came of it.
 */
#ifndef PLUMB_CLI_SUMMARY_H
#define PLUMB_CLI_SUMMARY_H

#include "engine/run.h"
#include <stdbool.h>

struct target;

struct summary {
	const char *what;   /* "3 staged files", "the work tree" */
	size_t counts[4];   /* shown findings, by enum level */
	size_t older;       /* findings that are not shown */
	size_t elsewhere;   /* outside of the asked paths */
	size_t failed;      /* files that could not be looked at */
	size_t left_out;    /* by policy */
	const char *remark; /* such as "no registry"; or NULL */
	size_t rules;
	size_t read;
	bool others; /* read: beside the changed ones */
};

void summary_fill(struct summary *summary, const struct target *target,
	const struct run_result *result, const struct finding_list *findings,
	bool only_new);

/* Shown findings at or above level. */
size_t summary_at_least(const struct summary *summary, enum level level);

/* Prints one notice to standard error, fit for a terminal. */
void summary_notice(const struct notice *notice);

/* Prints notices and the line to standard error; quiet: only failures. */
void summary_print(const struct summary *summary,
	const struct run_result *result, bool quiet, long milliseconds);

#endif
