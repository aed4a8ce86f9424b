/*
 * What the files that make compose projects share. For
 * linters/model/{project*,model}.c only; all is called under the model's lock.
 */
#ifndef PLUMB_MODEL_PROJECT_PRIVATE_H
#define PLUMB_MODEL_PROJECT_PRIVATE_H

#include "model/model_private.h"
#include "model/project.h"

/* Env files that give a project its variables; the first that has one wins. */
struct project_variables {
	const struct dotenv *const *files;
	size_t count;
	/* One of them cannot be read: what the others lack is unknown. */
	bool open;
	struct variables variables; /* that look into these files */
};

/*
 * Of a project in folder: its `.env`, then the configured files, of which a
 * later one wins, as with several `--env-file`.
 */
const struct project_variables *project_variables(
	struct model *model, const char *folder);
/* Of what a project includes: its own files come behind the outer ones. */
const struct project_variables *project_variables_within(struct model *model,
	const struct project_variables *outer, const char *const *paths,
	size_t count, bool open);
/* The `.env` of a folder; or NULL. */
const struct dotenv *project_env(struct model *model, const char *folder);

/* The compose file at path, whatever its name; NULL: the snapshot lacks it. */
struct compose_file *project_file(struct model *model, const char *path);

/* Files that are merged, in order, and what is known of them. */
struct project_plan {
	const char *name;
	const char *folder;
	const char *const *paths;
	size_t count;
	bool stands_alone, is_overlay;
	bool incomplete; /* lies on top of a file that nobody knows */
};

/* Reads, includes, extends and merges; NULL where no file can be read. */
struct compose_project *project_load(
	struct model *model, const struct project_plan *plan);

#endif
