/*
 * A service written into a registry, in each of its forms.
 */
#ifndef PLUMB_GENERATE_REGISTRY_INSERT_H
#define PLUMB_GENERATE_REGISTRY_INSERT_H

#include "model/registry.h"

/*
 * A service as a registry's form has it: of form A value is the whole entry
 * and name NULL; of B and C name is the path or name, and value its port or
 * the map of its fields.
 */
struct registry_entry {
	const char *name;
	const struct node *value;
};

/* Appends the registry's whole text with the entry added: see
 * document_insert(). */
int registry_insert(struct buffer *out, const struct registry *registry,
	const struct registry_entry *entry, struct error *err);

#endif
