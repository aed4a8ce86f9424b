/*
 * What the tests of the models share: a repository in memory, its model and
 * a sink for facts.
 */
#ifndef PLUMB_TESTS_MODEL_FIXTURE_H
#define PLUMB_TESTS_MODEL_FIXTURE_H

#include "base/arena.h"
#include "engine/fact.h"
#include "model/model.h"
#include <string.h>

enum { FILES = 12 };

struct repository {
	struct arena *arena;
	struct memory_file files[FILES];
	size_t count;
	struct snapshot *snapshot;
	struct configuration *configuration;
	struct model *model;
	struct sink sink;
};

static int set_up(void **state)
{
	static struct repository repository;

	memset(&repository, 0, sizeof(repository));
	repository.arena = arena_new();
	sink_init(&repository.sink, repository.arena, NULL);
	repository.sink.wants_facts = true;
	*state = &repository;
	return 0;
}

static int tear_down(void **state)
{
	struct repository *repository = *state;

	model_operations.close(repository->model);
	snapshot_free(repository->snapshot);
	sink_release(&repository->sink);
	arena_free(repository->arena);
	return 0;
}

#endif
