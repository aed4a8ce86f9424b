/*
 * Conditions of patterns on a captured port (`where: {port: registered}`).
 * Declared here, answered by the model.
 */
#ifndef PLUMB_ENGINE_CONDITION_H
#define PLUMB_ENGINE_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

struct model;

enum condition_kind {
	CONDITION_REGISTERED,        /* the registry gives it to somebody */
	CONDITION_UNREGISTERED,      /* there is a registry, without it */
	CONDITION_OF_THIS_COMPONENT, /* registered to the file's component */
	CONDITION_FOREIGN,           /* registered to another component */
	CONDITION_PUBLISHED,         /* some compose service publishes it */
	CONDITION_TARGET,            /* a target port of its own service */
	CONDITION_UNKNOWN,
};

enum condition_kind condition_of(const char *name);

struct conditions {
	/* Does the condition hold for port in the file at path? */
	bool (*hold)(struct model *model, enum condition_kind kind,
		const char *path, long port);
};

#endif
