/*
 * The models of one snapshot, built when first asked for and shared by all
 * linters and threads. What they read is borrowed from the model.
 */
#ifndef PLUMB_MODEL_MODEL_H
#define PLUMB_MODEL_MODEL_H

#include "engine/ignore.h"
#include "engine/run.h"
#include "model/component.h"

struct model;

/* For the engine: opens, closes, tells notices, answers conditions. */
extern const struct model_operations model_operations;

/*
 * The model's arena, for its own parts only (model_private.h): a linter uses
 * the arena of its check.
 */
struct arena *model_arena(struct model *model);

/*
 * The registries, in order: configured ones, else the one found by itself.
 * A file that is configured but lacks or does not parse is not among them:
 * see model_registry_problems.
 */
const struct registry *const *model_registries(
	struct model *model, size_t *count);
/* The registry that owns path's folder (the longest `folder`), or NULL. */
const struct registry *model_registry_for(
	struct model *model, const char *path);

/* Does the registry that owns path's folder give port to anybody? */
bool model_port_is_registered(struct model *model, const char *path, long port);

struct registry_problem {
	const char *path;
	struct error error;
	bool configured;
	struct place place; /* what to show: the file's, or .plumb.yml's */
};
/*
 * Files that should be a registry and are not: they do not parse or, when
 * configured, are absent or have another shape.
 */
const struct registry_problem *model_registry_problems(
	struct model *model, size_t *count);

/* Every compose file by name and shape, sorted by path. */
struct compose_file *const *model_compose_files(
	struct model *model, size_t *count);

/*
 * Adds what a check has findings about and all else must not pass over: the
 * registries and compose files that do not parse, as failures (those under
 * test and example names as notes). Templates of compose files are none yet.
 */
void model_unread(struct model *model, struct sink *sink);

/* Every env file that could be read, sorted by path. */
struct dotenv *const *model_env_files(struct model *model, size_t *count);
const struct dotenv *model_env_file(struct model *model, const char *path);

/* What the file at path is for, by its path (engine/scope.h). */
enum scope model_scope(struct model *model, const char *path);

struct ignore *model_ignore(struct model *model);
const struct snapshot *model_snapshot(struct model *model);
const struct configuration *model_configuration(struct model *model);

/*
 * The text of a file of the snapshot (kept for the model's life) with its
 * lines; NULL when it lacks or was left out.
 */
struct model_text {
	const char *path, *text;
	size_t size;
	struct lines lines;
};
const struct model_text *model_text(struct model *model, const char *path);

/*
 * False when a compose, env or registry file could not be looked at, or a
 * compose file does not parse: what nobody names may be named there.
 */
bool model_is_whole(struct model *model);

/*
 * ERROR_WORK, and which, when a registry, compose or env file is there and
 * could not be read: what is made of all of them must not go on. Templates
 * and samples that do not parse are no part of it.
 */
int model_read_whole(struct model *model, struct error *err);

/* Do its attributes or first lines say that a machine wrote it? */
bool model_is_generated(struct model *model, const char *path);

/* Adds the facts of registry, compose and env files (where the path filter,
 * a single file, is NULL or equal). */
void model_facts(struct model *model, const char *only, struct sink *sink);

/* Is path a file that a registry is found in (by name or configuration)? */
bool model_is_registry_path(
	const struct configuration *configuration, const char *path);

/* Has the snapshot any such file, whatever it holds? Reads none. */
bool model_has_registry_file(const struct configuration *configuration,
	const struct snapshot *snapshot);

#endif
