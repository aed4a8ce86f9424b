/*
 * A registry as one JSON document, whatever its form: what index.json holds.
 */
#ifndef PLUMB_GENERATE_REGISTRY_INDEX_H
#define PLUMB_GENERATE_REGISTRY_INDEX_H

#include "model/registry.h"

/*
 * {generated: notice, …the file's own fields, ranges, services: […]}:
 * services by port, each with all that is written of it.
 */
void registry_index(struct buffer *out, const struct registry *registry,
	const char *notice);

#endif
