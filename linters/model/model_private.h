/*
 * What the files of the model share: the parts that are built when first
 * asked for. For linters/model/{model,model_*,component}.c only.
 */
#ifndef PLUMB_MODEL_MODEL_PRIVATE_H
#define PLUMB_MODEL_MODEL_PRIVATE_H

#include "base/map.h"
#include "base/vector.h"
#include "model/model.h"
#include "model/project.h"
#include <pthread.h>
#include <stdatomic.h>

enum model_part {
	PART_PATHS, /* which entries are compose and env files */
	PART_REGISTRIES,
	PART_ENV_FILES,
	PART_COMPOSE,
	PART_PROJECTS,
	PART_MATCHES, /* compose services with their registry entries */
	PART_COMPONENTS,
	PART_COUNT,
};

VECTOR_TYPE(path_list, const char *);
VECTOR_TYPE(component_list, struct component);
VECTOR_TYPE(match_list, const struct service_match *);

/*
 * The lock is recursive, since parts are built out of other parts. What a
 * finished part holds is never changed again and read without the lock.
 */
struct model {
	const struct snapshot *snapshot;
	const struct configuration *configuration;
	struct arena *arena;
	pthread_mutex_t lock;
	atomic_bool ready[PART_COUNT];
	struct ignore *ignore;
	struct scopes *scopes;
	struct map texts; /* struct model_text by path */
	VECTOR(struct model_text *) open_texts;
	struct notice_list notices;

	struct path_list compose_paths, env_paths;
	VECTOR(struct registry *) registries;
	VECTOR(struct registry_problem) problems;
	VECTOR(struct dotenv *) env_files;
	struct map env_by_path;
	VECTOR(struct compose_file *) compose_files;
	VECTOR(struct compose_project *) compose_projects;
	struct map compose_by_path;
	/* Merged files, and those that only another file names. */
	VECTOR(struct compose_file *) named_compose;
	size_t merged_values;     /* that projects took so far */
	struct map named_env;     /* env files that only an `include` names */
	struct map home_projects; /* by the path of their last file */
	struct map matches;       /* struct service_match by compose_service */
	struct match_list match_order;
	struct component_list components; /* sorted by path */
	struct map component_by_path;
	struct map told; /* model_reach.c, by path; under the lock */
	bool *told_projects;
};

/* Sees to it that a part is built. */
void model_need(struct model *model, enum model_part part);

/* The builders of component.c; under the lock. */
void model_build_matches(struct model *model);
void model_build_components(struct model *model);

/* model_reach.c */
void model_release_told(struct model *model);

/* project.c; under the lock. */
void model_build_projects(struct model *model);

/* model_conditions.c */
bool model_condition_holds(struct model *model, enum condition_kind kind,
	const char *path, long port);

/* model_registry.c: finds the registries and reads them; under the lock. */
void model_build_registries(struct model *model);
void model_release_registries(struct model *model);

/* Keeps something to tell after the run; under the lock. */
void model_notice(struct model *model, enum notice_kind kind, const char *path,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * The text of a registry, compose or env file: when the snapshot has the
 * entry and it cannot be looked at, that is kept as a failure.
 */
const struct model_text *model_text_needed(
	struct model *model, const char *path);

#endif
