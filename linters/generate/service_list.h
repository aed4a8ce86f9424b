/*
 * The services of registries as a table, and as JSON with every field that
 * is there.
 */
#ifndef PLUMB_GENERATE_SERVICE_LIST_H
#define PLUMB_GENERATE_SERVICE_LIST_H

#include "base/vector.h"
#include "model/registry.h"
#include <jansson.h>

struct listed {
	const struct registry *registry;
	const struct registry_service *service;
};
VECTOR_TYPE(listed_list, struct listed);

/* By port, then by name; those without a port last. */
void service_list_sort(struct listed_list *list);

/* The range that a service is in: its stack, or what holds its port. */
const char *service_list_range(const struct listed *listed); /* or NULL */

/* Port, name (or path), range, protocol, owner, remarks; with a head. */
void service_list_text(struct buffer *out, const struct listed_list *list);

/*
 * One array: name, path (form B), port or ports, the other fields as they
 * are written, then range, registry (its path) and line.
 */
void service_list_json(struct buffer *out, const struct listed_list *list);
json_t *service_list_value(const struct listed_list *list); /* the array */

#endif
