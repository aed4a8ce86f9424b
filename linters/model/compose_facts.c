/*
 * What a compose file says of ports, as facts. A published port and the
 * target behind it are facts of two sides; neither judges the other.
 */
#include "engine/fact.h"
#include "model/compose.h"

#include <string.h>

/* Ports of the ranges of a file that are told one by one. */
enum { SINGLE_MAX = 65536 };

struct fact_writer {
	struct sink *sink;
	const char *only; /* the only file to speak of; or NULL */
	long single;      /* ports of ranges so far */
};

static void add_fact(const struct fact_writer *writer, const struct fact *fact)
{
	if (!writer->only || strcmp(writer->only, fact->place.path) == 0)
		sink_fact(writer->sink, fact);
}

static struct fact fact_of(const struct compose_service *service,
	const struct compose_port *port, enum fact_kind kind)
{
	struct fact fact = {.kind = kind,
		.side = kind == FACT_PUBLISHED ? SIDE_HOST : SIDE_CONTAINER,
		.service = service->name,
		.protocol = port->protocol};

	return fact;
}

static void add_published(struct fact_writer *writer,
	const struct compose_service *service, const struct compose_port *port)
{
	struct fact fact = fact_of(service, port, FACT_PUBLISHED);
	long length = port->target_end - port->target;
	long i;

	/* What an unset variable leaves open is ephemeral to the loader. */
	fact.place = port->published_place;
	fact.host_ip = port->host_ip;
	writer->single += length;
	if (writer->single > SINGLE_MAX) {
		fact.target = port->target;
		fact.target_end = port->target_end;
		fact.port = port->published;
		fact.port_end = port->published_end;
		add_fact(writer, &fact);
		return;
	}
	for (i = 0; i <= length; i++) {
		fact.target = fact.target_end =
			port->target ? port->target + i : 0;
		fact.port = port->published ? port->published + i : 0;
		/* A range for one container port stays one. */
		fact.port_end = length ? fact.port : port->published_end;
		add_fact(writer, &fact);
	}
}

static void add_container(const struct fact_writer *writer,
	const struct compose_service *service, const struct compose_port *port,
	enum fact_kind kind)
{
	struct fact fact = fact_of(service, port, kind);

	if (!port->target_known)
		return;
	fact.port = port->target;
	fact.port_end = port->target_end;
	fact.place = port->target_place;
	add_fact(writer, &fact);
}

static void add_service(
	struct fact_writer *writer, const struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->port_count; i++) {
		add_published(writer, service, &service->ports[i]);
		add_container(writer, service, &service->ports[i], FACT_TARGET);
	}
	for (i = 0; i < service->expose_count; i++)
		add_container(
			writer, service, &service->expose[i], FACT_EXPOSE);
}

void compose_facts(
	const struct compose_file *file, const char *only, struct sink *sink)
{
	struct fact_writer writer = {sink, only, 0};
	size_t i;

	for (i = 0; sink->wants_facts && i < file->service_count; i++)
		add_service(&writer, &file->services[i]);
}
