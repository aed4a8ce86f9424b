/*
 * What the readers of a registry share. For linters/model/registry*.c only.
 */
#ifndef PLUMB_MODEL_REGISTRY_PRIVATE_H
#define PLUMB_MODEL_REGISTRY_PRIVATE_H

#include "model/registry.h"

/* Sorts the services by what variables call them; in arena. */
void registry_index_variables(struct registry *registry, struct arena *arena);

#endif
