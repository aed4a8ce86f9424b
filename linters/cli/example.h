/*
 * The examples of rules: each entry of a rule's bad/ and good/ is a file, or
 * a folder that is a small repository; one that holds `before/` and `after/`
 * is a change, and judged by what is new in `after`. Running one gives the
 * findings of its rule, which the rule's tests compare and its page shows.
 */
#ifndef PLUMB_CLI_EXAMPLE_H
#define PLUMB_CLI_EXAMPLE_H

#include "engine/finding.h"
#include "engine/run.h"
#include "rule/load.h"
#include "rule/set.h"

/* A rule's folder on disk. */
struct rule_folder {
	const char *path; /* "rules/ports/hardcoded-address" */
	struct rule *rule;
	struct rule_examples examples;
};

VECTOR_TYPE(rule_folder_list, struct rule_folder);

/*
 * Reads every rule.yml below a folder, in order of path. An error stops.
 */
int rule_folders_read(struct rule_folder_list *out, struct arena *arena,
	const char *folder, struct error *err);

/* The findings of an example. */
struct example_run {
	struct finding_list findings; /* of its rule, not suppressed */
	struct snapshot *snapshot;
	struct snapshot *before; /* of a change; else NULL */
	struct run_base base;
	bool is_file; /* bad/NAME is a file */
};

/*
 * Runs the example `kind`/`name` ("bad", "good") of a rule. The rules of the
 * whole list are known to it, so that a pack can be tested as it is used.
 */
int example_run(struct example_run *out, struct arena *arena,
	const struct rule_folder *folder, const char *kind,
	const struct rule_example *example, const struct rule_folder_list *all,
	struct error *err);
void example_run_release(struct example_run *run);

/* "3:20", or "path:3:20" for an example that is a folder; in arena. */
const char *example_at(struct arena *arena, const struct example_run *run,
	const struct finding *finding);

/*
 * An error when path is a symbolic link: what a repository holds must not
 * lead out of it, neither to be shown nor to be written.
 */
int rule_file_check(const char *path, struct error *err);

/* Names of the entries of bad/ or good/ on disk, sorted. */
int example_entries(const char ***out, size_t *count, struct arena *arena,
	const struct rule_folder *folder, const char *kind, struct error *err);

#endif
