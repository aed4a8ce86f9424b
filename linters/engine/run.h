/*
 * A run: linters over a snapshot, and the comparison with its bases.
 */
#ifndef PLUMB_ENGINE_RUN_H
#define PLUMB_ENGINE_RUN_H

#include "engine/newness.h"
#include "engine/scan.h"

/* How the engine gets at the models without knowing them. */
struct model_operations {
	struct model *(*open)(const struct snapshot *snapshot,
		const struct configuration *configuration);
	/* What the models could not look at, after a run. */
	void (*notices)(struct model *model, struct sink *sink);
	void (*close)(struct model *model);
	struct conditions conditions;
};

/* A base to compare with. */
struct run_base {
	const struct snapshot *snapshot; /* completed when it is needed */
	struct change_list changes;      /* from it to the judged snapshot */
	struct touched_lines touched;
};

struct run_request {
	const struct snapshot *snapshot;
	const struct configuration *configuration;
	const struct settings *settings;
	const struct linter *const *linters;
	size_t linter_count;
	const struct model_operations *models;
	const struct run_base *bases; /* none: everything is new */
	size_t base_count;
	/*
	 * Judge only what a change can have made new (with bases); false: the
	 * whole tree, each finding marked new or not.
	 */
	bool only_new;
	struct scan_options scan;
	const char *today; /* "YYYY-MM-DD" */
};

struct run_result {
	struct sink sink; /* findings sorted, notices, facts */
	struct scan_counts counts;
	size_t changed; /* entries that differ from the first base */
	size_t judged_rules;
};

/* err only for what stops the whole run. All memory in arena. */
int run_judge(struct run_result *out, struct arena *arena,
	const struct run_request *request, struct error *err);

#endif
