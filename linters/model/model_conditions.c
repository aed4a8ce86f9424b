/*
 * Answers the conditions that pattern rules put on a captured port. It must
 * not know rules or patterns.
 */
#include "model/model_private.h"

static bool is_of_component(struct model *model, const char *path, long port)
{
	const struct component *component = model_component_of(model, path);

	return component != NULL && component->entry != NULL &&
	       registry_service_has(component->entry, port);
}

static bool is_published(struct model *model, long port)
{
	size_t count;
	struct compose_file *const *files = model_compose_files(model, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i]->service_count; j++)
			if (compose_service_publishes(
				    &files[i]->services[j], port))
				return true;
	return false;
}

/* A port inside the container of the service that the file is built into. */
static bool is_target(struct model *model, const char *path, long port)
{
	const struct component *component = model_component_of(model, path);

	if (component == NULL)
		return false;
	for (size_t i = 0; i < component->service_count; i++)
		if (compose_service_serves(
			    component->services[i]->service, port))
			return true;
	return false;
}

bool model_condition_holds(struct model *model, enum condition_kind kind,
	const char *path, long port)
{
	switch (kind) {
	case CONDITION_REGISTERED:
		return model_port_is_registered(model, path, port);
	case CONDITION_UNREGISTERED:
		return model_registry_for(model, path) != NULL &&
		       !model_port_is_registered(model, path, port);
	case CONDITION_OF_THIS_COMPONENT:
		return is_of_component(model, path, port);
	case CONDITION_FOREIGN:
		return model_port_is_registered(model, path, port) &&
		       !is_of_component(model, path, port);
	case CONDITION_PUBLISHED:
		return is_published(model, port);
	case CONDITION_TARGET:
		return is_target(model, path, port);
	case CONDITION_UNKNOWN:
		break;
	}
	return false;
}
