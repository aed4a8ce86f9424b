/*
 * A component: a folder that the registry or a compose `build:` names, with
 * all below it; and which registry entry a compose service is.
 */
#ifndef PLUMB_MODEL_COMPONENT_H
#define PLUMB_MODEL_COMPONENT_H

#include "model/compose.h"
#include "model/registry.h"

struct model;

/* A compose service with the registry's entry for it. */
struct service_match {
	const struct compose_file *file;
	const struct compose_service *service;
	const struct registry *registry;
	const struct registry_service *entry; /* NULL: none */
	/* Several entries fit, or the one that the configuration or a label
	 * names does not exist: entry is NULL and this is the reason. */
	const char *ambiguous;
};

/* Components are the folders of assignments, of build contexts, and of
 * Dockerfiles that a context further out names. */
struct component {
	const char *path; /* folder; "" is the root, only when it is alone */
	/* What the registry says of it: by path (B), by a compose service
	 * that is built from it, by the folder's name. NULL: nothing. */
	const struct registry *registry;
	const struct registry_service *entry;
	const struct service_match *const *services; /* built from it */
	size_t service_count;
};

/* The match of a compose service (never NULL for one of the model). */
const struct service_match *model_service_match(struct model *model,
	const struct compose_file *file, const struct compose_service *service);

/* The innermost component that holds path; NULL when none does. */
const struct component *model_component_of(
	struct model *model, const char *path);
const struct component *model_components(struct model *model, size_t *count);

/* Is port right for the component: its registered port, or a target port
 * (or expose) of one of its compose services? */
bool component_serves(const struct component *component, long port);

#endif
