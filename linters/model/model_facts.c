/*
 * Puts what registry, compose and env files say of ports into the table of
 * facts. It must not judge them.
 */
#include "engine/fact.h"
#include "model/model_private.h"
#include <string.h>

static bool is_wanted(const char *only, const char *path)
{
	return only == NULL || strcmp(only, path) == 0;
}

static void registry_facts(const struct registry *registry, struct sink *sink)
{
	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		for (size_t j = 0; j < service->port_count; j++) {
			const struct registry_port *port = &service->ports[j];
			struct fact fact = {
				.kind = FACT_REGISTRY,
				.side = SIDE_HOST,
				.service = service->name,
				.port = port->port,
				.port_end = port->port,
				.protocol = service->udp ? "udp" : "tcp",
				.place = port->place,
			};

			sink_fact(sink, &fact);
		}
	}
}

void model_facts(struct model *model, const char *only, struct sink *sink)
{
	size_t count;
	const struct registry *const *registries =
		model_registries(model, &count);
	struct compose_file *const *compose_files;
	struct dotenv *const *env_files;

	for (size_t i = 0; i < count; i++)
		if (is_wanted(only, registries[i]->path))
			registry_facts(registries[i], sink);
	compose_files = model_compose_files(model, &count);
	for (size_t i = 0; i < count; i++)
		if (is_wanted(only, compose_files[i]->path))
			compose_facts(compose_files[i], sink);
	env_files = model_env_files(model, &count);
	for (size_t i = 0; i < count; i++)
		if (is_wanted(only, env_files[i]->path))
			dotenv_facts(env_files[i], sink);
}
