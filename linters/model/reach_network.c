/*
 * Which ports the containers of one network may have, for all that is known
 * of each, and which ports anybody has at all. Judges nothing.
 */
#include "model/reach_private.h"

#include <string.h>

/* Of a network of more, all ports are put together before one is asked. */
enum { FEW_MEMBERS = 16 };

/* --- networks ------------------------------------------------------------ */

static const struct compose_service *find_network(
	const struct reach *reach, const struct compose_service *service)
{
	unsigned depth;

	for (depth = 0; depth < 16; depth++) {
		const char *mode = service->network_mode.text;
		const struct compose_service *other;

		if (!mode || !string_starts(mode, "service:"))
			return service;
		other = compose_find(
			reach->project->merged, mode + strlen("service:"));
		if (!other)
			return service;
		service = other;
	}
	return service;
}

static void find_networks(struct reach *reach)
{
	const struct compose_file *merged = reach->project->merged;
	size_t i;

	if (reach->networks_known)
		return;
	reach->networks_known = true;
	for (i = merged->service_count; i-- > 0;) {
		struct reach_service *heard = &reach->services[i];
		const struct compose_service *owner =
			find_network(reach, &merged->services[i]);
		struct reach_service *network = reach_service_of(reach, owner);

		heard->network = owner;
		heard->next = network->first;
		network->first = &merged->services[i];
		network->members++;
	}
}

const struct compose_service *reach_network(
	struct reach *reach, const struct compose_service *service)
{
	find_networks(reach);
	return reach_service_of(reach, service)->network;
}

/* --- ports of anybody ---------------------------------------------------- */

/* A range that leaves the ports there are is none. */
static void add_ports(
	struct intervals *out, long first, long last, size_t owner)
{
	if (first >= 1 && first <= last && last < PORT_COUNT)
		intervals_add(out, (size_t)first, (size_t)last + 1, owner);
}

const struct interval *reach_next_port(
	const struct intervals *ports, long port, size_t *at)
{
	return port < 1 ? NULL
			: intervals_next(
				  ports, (size_t)port, (size_t)port + 1, at);
}

static void add_published(struct intervals *out,
	const struct compose_service *service, size_t owner)
{
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (compose_is_published(&service->ports[i]))
			add_ports(out, service->ports[i].published,
				service->ports[i].published_end, owner);
}

static void add_served(struct intervals *out, struct reach *reach,
	const struct compose_service *service, size_t owner)
{
	const struct dockerfile *dockerfile;
	size_t stage, i;

	for (i = 0; i < service->port_count; i++)
		if (service->ports[i].target_known)
			add_ports(out, service->ports[i].target,
				service->ports[i].target_end, owner);
	for (i = 0; i < service->expose_count; i++)
		if (service->expose[i].target_known)
			add_ports(out, service->expose[i].target,
				service->expose[i].target_end, owner);
	dockerfile = reach_dockerfile(reach, service, &stage);
	for (; dockerfile && stage != SIZE_MAX;
		stage = dockerfile->stages[stage].base)
		for (i = 0; i < dockerfile->stages[stage].port_count; i++) {
			const struct dockerfile_port *port =
				&dockerfile->stages[stage].ports[i];

			add_ports(out, port->port, port->port_end, owner);
		}
}

const struct intervals *reach_published(struct reach *reach)
{
	const struct compose_file *merged = reach->project->merged;
	size_t i;

	if (!reach->published_known) {
		reach->published_known = true;
		for (i = 0; i < merged->service_count; i++)
			add_published(
				&reach->published, &merged->services[i], i);
		intervals_sort(&reach->published);
	}
	return &reach->published;
}

const struct intervals *reach_served(struct reach *reach)
{
	const struct compose_file *merged = reach->project->merged;
	size_t i;

	if (!reach->served_known) {
		reach->served_known = true;
		for (i = 0; i < merged->service_count; i++)
			add_served(
				&reach->served, reach, &merged->services[i], i);
		intervals_sort(&reach->served);
	}
	return &reach->served;
}

/* --- roles --------------------------------------------------------------- */

/* What is looked at beside targets, `expose` and EXPOSE. */
static const struct {
	bool published;
	bool sources[REACH_SOURCES];
} roles[REACH_ROLES] = {
	[REACH_RUNS_ON] = {.sources = {[REACH_RUN] = true,
				   [REACH_ENVIRONMENT] = true,
				   [REACH_FILE] = true}},
	[REACH_LISTENS] = {.sources = {[REACH_RUN] = true,
				   [REACH_ASKED] = true,
				   [REACH_ENVIRONMENT] = true,
				   [REACH_FILE] = true}},
	[REACH_OWNS] = {.published = true,
		.sources = {[REACH_RUN] = true,
			[REACH_ASKED] = true,
			[REACH_FILE] = true,
			[REACH_OWN] = true}},
};

bool reach_has(struct reach *reach, const struct compose_service *service,
	enum reach_role role, long port)
{
	unsigned source;

	if (reach_is_open(reach, service) ||
		reach_serves(reach, service, port) ||
		(roles[role].published &&
			compose_service_publishes(service, port)))
		return true;
	for (source = 0; source < REACH_SOURCES; source++)
		if (roles[role].sources[source] &&
			reach_says(reach, service, source, port))
			return true;
	return false;
}

static void add_numbers(struct intervals *out, struct reach *reach,
	const struct compose_service *service, enum reach_role role)
{
	const struct reach_numbers *numbers;
	unsigned source;
	size_t i;

	for (source = 0; source < REACH_SOURCES; source++) {
		if (!roles[role].sources[source])
			continue;
		numbers = reach_numbers_of(reach, service, source);
		for (i = 0; i < numbers->count; i++)
			add_ports(out, numbers->items[i], numbers->items[i], 0);
	}
}

static void add_network(struct intervals *out, struct reach *reach,
	const struct reach_service *network, enum reach_role role)
{
	const struct compose_service *member = network->first;

	for (; member; member = reach_service_of(reach, member)->next) {
		if (reach_is_open(reach, member))
			add_ports(out, 1, PORT_COUNT - 1, 0);
		if (roles[role].published)
			add_published(out, member, 0);
		add_served(out, reach, member, 0);
		add_numbers(out, reach, member, role);
	}
	intervals_sort(out);
}

bool reach_network_has(struct reach *reach,
	const struct compose_service *network, enum reach_role role, long port)
{
	struct reach_service *heard = reach_service_of(reach, network);
	const struct compose_service *member;

	find_networks(reach);
	if (heard->members > FEW_MEMBERS) {
		struct intervals *ranges = &heard->ports[role];
		size_t at = SIZE_MAX;

		if (!heard->ports_known[role])
			add_network(ranges, reach, heard, role);
		heard->ports_known[role] = true;
		return reach_next_port(ranges, port, &at) != NULL;
	}
	for (member = heard->first; member;
		member = reach_service_of(reach, member)->next)
		if (reach_has(reach, member, role, port))
			return true;
	return false;
}
