/*
 * The one place that changes an index: it stages generated files for a hook
 * that was asked to. Nothing that judges calls it.
 */
#ifndef PLUMB_SOURCE_STAGE_H
#define PLUMB_SOURCE_STAGE_H

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

struct repository;

/*
 * Stages the files at paths (from the root) as they are on disk, also those
 * that are gone, in the index that the repository was opened with.
 */
int repository_stage(const struct repository *repository,
	const char *const *paths, size_t count, struct error *err);

/* Stages that these are executable, also where the disk knows no modes. */
int repository_stage_executable(const struct repository *repository,
	const char *const *paths, size_t count, struct error *err);

/*
 * Is this the index of `git commit PATH…`? What is staged there goes into
 * the commit but not into the repository's own index, which would then take
 * it back.
 */
bool repository_is_partial_commit(const struct repository *repository);

#endif
