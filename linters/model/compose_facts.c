/*
 * What a compose file says of ports, as facts. A published port and the
 * target behind it are facts of two sides; neither judges the other.
 */
#include "engine/fact.h"
#include "model/compose.h"

static struct fact fact_of(const struct compose_service *service,
	const struct compose_port *port, enum fact_kind kind)
{
	struct fact fact = {.kind = kind,
		.side = kind == FACT_PUBLISHED ? SIDE_HOST : SIDE_CONTAINER,
		.service = service->name,
		.protocol = port->protocol};

	return fact;
}

static void add_published(const struct compose_service *service,
	const struct compose_port *port, struct sink *sink)
{
	struct fact fact = fact_of(service, port, FACT_PUBLISHED);
	long length = port->target_end - port->target;
	long i;

	/* What an unset variable leaves open is ephemeral to the loader. */
	fact.place = port->published_place;
	fact.host_ip = port->host_ip;
	for (i = 0; i <= length; i++) {
		fact.target = fact.target_end =
			port->target ? port->target + i : 0;
		fact.port = port->published ? port->published + i : 0;
		/* A range for one container port stays one. */
		fact.port_end = length ? fact.port : port->published_end;
		sink_fact(sink, &fact);
	}
}

static void add_container(const struct compose_service *service,
	const struct compose_port *port, enum fact_kind kind, struct sink *sink)
{
	struct fact fact = fact_of(service, port, kind);

	if (!port->target_known)
		return;
	fact.port = port->target;
	fact.port_end = port->target_end;
	fact.place = port->target_place;
	sink_fact(sink, &fact);
}

static void add_service(
	const struct compose_service *service, struct sink *sink)
{
	size_t i;

	for (i = 0; i < service->port_count; i++) {
		add_published(service, &service->ports[i], sink);
		add_container(service, &service->ports[i], FACT_TARGET, sink);
	}
	for (i = 0; i < service->expose_count; i++)
		add_container(service, &service->expose[i], FACT_EXPOSE, sink);
}

void compose_facts(const struct compose_file *file, struct sink *sink)
{
	size_t i;

	for (i = 0; sink->wants_facts && i < file->service_count; i++)
		add_service(&file->services[i], sink);
}
