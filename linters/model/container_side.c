/*
 * The container's side of a registered service, out of the compose files. It
 * must not know what is made of it.
 */
#include "model/container_side.h"
#include "model/health.h"
#include "model/model.h"
#include <string.h>

enum { PORT_CONFLICT = -1 };

/* What was seen so far: 0 nothing, PORT_CONFLICT several. */
struct seen {
	struct arena *arena;
	long mapped; /* behind the registered port */
	long target; /* behind any */
	long exposed;
	long asked; /* by the healthcheck */
	bool published;
};

static void see(long *port, long value)
{
	if (value != 0 && *port != value)
		*port = *port == 0 ? value : PORT_CONFLICT;
}

/* Does `${GRAFANA_PORT}` speak of the entry, whatever its value is? */
static bool speaks_of(const struct registry *registry,
	const struct registry_service *entry, const char *variable)
{
	struct slice stem = slice_of(variable != NULL ? variable : "");

	if (entry->port_count != 1 || !slice_ends(stem, "_PORT"))
		return false;
	stem.size -= strlen("_PORT");
	return registry_service_of_variable(registry, stem) == entry;
}

static void see_mapping(struct seen *seen, const struct registry *registry,
	const struct registry_service *entry,
	const struct registry_port *registered,
	const struct compose_port *mapping)
{
	long number = registered->port;

	if (!mapping->target_known ||
		(strcmp(mapping->protocol, "udp") == 0) != entry->udp)
		return;
	if (mapping->target == mapping->target_end)
		see(&seen->target, mapping->target);
	else
		seen->target = PORT_CONFLICT;
	if (speaks_of(registry, entry, mapping->variable))
		see(&seen->mapped, mapping->target);
	else if (mapping->published_known && mapping->published != 0 &&
		 number >= mapping->published &&
		 number <= mapping->published_end)
		see(&seen->mapped,
			mapping->target +
				(mapping->target == mapping->target_end
						? 0
						: number - mapping->published));
}

static void see_questions(
	struct seen *seen, const struct compose_service *service)
{
	size_t count;
	const struct health_question *questions =
		health_questions(seen->arena, service, &count);

	for (size_t i = 0; i < count; i++)
		see(&seen->asked, questions[i].port);
}

static void see_service(struct seen *seen, const struct registry *registry,
	const struct registry_service *entry,
	const struct registry_port *registered,
	const struct compose_service *service)
{
	for (size_t i = 0; i < service->port_count; i++)
		see_mapping(
			seen, registry, entry, registered, &service->ports[i]);
	for (size_t i = 0; i < service->expose_count; i++)
		if (service->expose[i].target_known)
			see(&seen->exposed, service->expose[i].target);
	see_questions(seen, service);
	if (service->port_count > 0 || compose_on_host_network(service))
		seen->published = true;
}

static bool answers_to(const struct compose_service *service, const char *name)
{
	const struct compose_text *container = &service->container_name;

	return strcmp(service->name, name) == 0 ||
	       (container->text != NULL && container->known &&
		       strcmp(container->text, name) == 0);
}

static void take_service(struct container_side *side,
	const struct registry_service *entry,
	const struct compose_service *service)
{
	bool answers = answers_to(service, entry->name);

	if (side->service == NULL)
		side->service = service;
	if (compose_on_host_network(service))
		return;
	if (answers)
		side->host = entry->name;
	else if (side->host == NULL)
		side->host = service->name;
}

/* Does a service of that protocol listen there when nobody says otherwise? */
static bool is_usual(const struct registry_service *entry, long port)
{
	static const struct {
		const char *protocol;
		long port;
	} usual[] = {{"http", 80}, {"https", 443}, {"postgres", 5432},
		{"redis", 6379}, {"rabbitmq", 5672}};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (entry->protocol != NULL && usual[i].port == port &&
			strcmp(usual[i].protocol, entry->protocol) == 0)
			return true;
	return false;
}

static long known(long port)
{
	return port > 0 ? port : 0;
}

static long port_of(const struct seen *seen,
	const struct registry_service *entry, const struct registry_port *port)
{
	if (seen->mapped != 0)
		return known(seen->mapped);
	/* Which of several is whose cannot be told. */
	if (entry->port_count != 1)
		return 0;
	if (seen->target != 0)
		return known(seen->target);
	if (seen->exposed != 0)
		return known(seen->exposed);
	if (seen->asked != 0)
		return known(seen->asked);
	return !seen->published && is_usual(entry, port->port) ? port->port : 0;
}

struct container_side container_side_of(struct model *model,
	struct arena *arena, const struct registry *registry,
	const struct registry_service *entry, const struct registry_port *port)
{
	struct container_side side = {.service = NULL};
	struct seen seen = {.arena = arena};
	size_t count;
	struct compose_file *const *files = model_compose_files(model, &count);

	for (size_t i = 0; i < count; i++) {
		if (files[i]->stands_alone)
			continue;
		for (size_t k = 0; k < files[i]->service_count; k++) {
			const struct compose_service *service =
				&files[i]->services[k];

			if (model_service_match(model, files[i], service)
					->entry != entry)
				continue;
			take_service(&side, entry, service);
			see_service(&seen, registry, entry, port, service);
		}
	}
	side.on_host = side.service == NULL || seen.published;
	if (side.service != NULL)
		side.port = port_of(&seen, entry, port);
	return side;
}
