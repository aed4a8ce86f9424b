/*
 * Where a new service goes in each form of a registry. It must not judge the
 * service.
 */
#include "generate/registry_insert.h"
#include "generate/insert.h"

int registry_insert(struct buffer *out, const struct registry *registry,
	const struct registry_entry *entry, struct error *err)
{
	const struct node *body = registry_body(registry->document->root);
	struct insert_place place = {.document = registry->document};
	const char *key = NULL;

	switch (registry->form) {
	case REGISTRY_RANGES:
		key = "services";
		break;
	case REGISTRY_BANDS:
		key = "assignments";
		break;
	case REGISTRY_FLAT:
		place.container = registry_flat_map(body);
		key = place.container != body ? "ports" : NULL;
		break;
	case REGISTRY_NONE:
		return error_at(err, ERROR_USE, registry->path, 0, 0,
			"this is no registry");
	}
	if (key != NULL) {
		place.key = node_key(body, key);
		place.container = node_get(body, key);
	}
	return document_insert(out, &place, entry->name, entry->value, err);
}
