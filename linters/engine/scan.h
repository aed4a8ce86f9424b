/*
 * Patterns over files: one pass for all literals that the patterns need,
 * PCRE2 only where one was found, on as many threads as asked. Findings do
 * not depend on the number of threads nor on the prefilter.
 */
#ifndef PLUMB_ENGINE_SCAN_H
#define PLUMB_ENGINE_SCAN_H

#include "engine/linter.h"

struct scopes;
struct scan;

struct scan_options {
	unsigned jobs;     /* 0: as many as processors */
	bool no_prefilter; /* for tests: every pattern on every file */
	bool wants_facts;
	const struct conditions *conditions;
	/* Called now and then from one thread, for progress; or NULL. */
	void (*progress)(void *state, size_t done, size_t total);
	void *progress_state;
};

/*
 * Makes ready the patterns of all enabled rules. linters tell the functions
 * that `check:` names. A check that no linter has is ERROR_USE.
 */
int scan_new(struct scan **out, const struct settings *settings,
	const struct linter *const *linters, size_t linter_count,
	struct error *err);
void scan_free(struct scan *scan);

/* Which rules look at an entry: see run.h. */
enum scan_extent {
	SCAN_NOTHING,
	SCAN_CONTEXT, /* only those whose verdict hangs on other files that
			 changed: see context_linters, context_where */
	SCAN_EVERYTHING,
};

struct scan_request {
	const struct snapshot *snapshot;
	const struct scopes *scopes;
	const struct configuration *configuration;
	struct model *model;
	/* Of each entry of the snapshot; NULL: SCAN_EVERYTHING. */
	const unsigned char *extents;
	/* For SCAN_CONTEXT: whose `check` is asked, by number of linter. */
	const bool *context_linters;
	/* For SCAN_CONTEXT: are matches with `where`, of any linter? */
	bool context_where;
	/* NULL, or only rules for which this is true. */
	bool (*wants)(const struct rule *rule);
};

struct scan_counts {
	size_t files;        /* read and looked at */
	size_t left_out[16]; /* by enum left_out */
	uint64_t bytes;
	/* Of SCAN_EVERYTHING, those that hold `plumb:`; sorted, in the
	 * sink's arena. */
	const char *const *allows;
	size_t allow_count;
};

/* Adds findings, facts and notices to sink (in an order that is not kept). */
void scan_run(struct scan *scan, const struct scan_request *request,
	const struct scan_options *options, struct sink *sink,
	struct scan_counts *counts);

#endif
