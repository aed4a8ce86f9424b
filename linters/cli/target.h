/*
 * What a command judges: a snapshot of the repository with its bases, its
 * configuration, rules and settings, opened by the options that `check` and
 * `where` share.
 */
#ifndef PLUMB_CLI_TARGET_H
#define PLUMB_CLI_TARGET_H

#include "engine/run.h"
#include "engine/settings.h"
#include "rule/set.h"

struct invocation;
struct repository;
struct touched;

enum target_mode {
	TARGET_WORKTREE,
	TARGET_STAGED,
	TARGET_RANGE,
	TARGET_TREE,
};

struct target {
	struct arena *arena;
	enum target_mode mode;
	struct repository *repository; /* NULL: a folder without git */
	struct snapshot *snapshot;
	struct configuration *configuration;
	struct rule_set rules;
	struct settings *settings;
	struct run_base *bases;
	struct snapshot **base_snapshots;
	struct touched **touched;
	size_t base_count;
	const char *prefix;   /* of the current folder: "" or "a/b/" */
	const char *revision; /* see target_revision() */
	const char *range;    /* as it was given; NULL */
	char range_base[41], range_head[41];
	char today[11];
};

/* The options, for the tables of commands. */
#define TARGET_OPTIONS                                                                 \
	{0, "staged", NULL, "judge the index against HEAD (the hook's way)"},          \
		{0, "range", "A..B",                                                   \
			"judge B against A (A...B: against their merge base)"},        \
		{0, "tree", "REV", "judge the whole tree of a commit"},                \
		{0, "worktree", NULL,                                                  \
			"judge the tracked files as they are on disk (default)"},      \
		{'C', "directory", "DIR", "run as if started in DIR"},                 \
		{0, "config", "FILE",                                                  \
			"read this configuration, not .plumb.yml"},                    \
	{                                                                              \
		0, "registry", "FILE",                                                 \
			"use this registry (from the current folder; - reads it from " \
			"standard input)"                                              \
	}

/*
 * Opens the repository, the snapshot, the configuration, the rules and the
 * bases. The target is released also after a failure.
 */
int target_open(struct target *target, const struct invocation *invocation,
	const struct selection *selection, struct error *err);
void target_release(struct target *target);

/* The commit that is judged, or that HEAD names; NULL: there is none. */
const char *target_revision(const struct target *target);

/* Lets go of repository, snapshots and settings; the rest stays. */
void target_close(struct target *target);

/* A run over the target, with everything but the scan's options set. */
void target_request(const struct target *target, struct run_request *request);

/*
 * The steps of target_open, for a target that is opened in another way: the
 * snapshot must be set, and is then given its configuration and settings.
 */
int target_configure(struct target *target, const struct invocation *invocation,
	const struct selection *selection, struct error *err);

/* A path of the command line as one from the root; NULL: it lies outside. */
const char *target_path(struct target *target, const char *argument);

#endif
