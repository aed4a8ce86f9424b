/*
 * Which ports the containers of one network may have, for all that is known
 * of each, and which ports anybody has at all. Judges nothing.
 */
#include "base/memory.h"
#include "model/reach_private.h"

#include <stdlib.h>
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

/* How many more ranges begin than end at each port. */
static void count_range(int *steps, long first, long last)
{
	if (first < 1 || last < first || last >= PORT_COUNT)
		return;
	steps[first]++;
	steps[last + 1]--;
}

static void count_published(int *steps, const struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (compose_is_published(&service->ports[i]))
			count_range(steps, service->ports[i].published,
				service->ports[i].published_end);
}

static void count_served(
	int *steps, struct reach *reach, const struct compose_service *service)
{
	const struct dockerfile *dockerfile;
	size_t stage, i;

	for (i = 0; i < service->port_count; i++)
		if (service->ports[i].target_known)
			count_range(steps, service->ports[i].target,
				service->ports[i].target_end);
	for (i = 0; i < service->expose_count; i++)
		if (service->expose[i].target_known)
			count_range(steps, service->expose[i].target,
				service->expose[i].target_end);
	dockerfile = reach_dockerfile(reach, service, &stage);
	for (; dockerfile && stage != SIZE_MAX;
		stage = dockerfile->stages[stage].base)
		for (i = 0; i < dockerfile->stages[stage].port_count; i++) {
			const struct dockerfile_port *port =
				&dockerfile->stages[stage].ports[i];

			count_range(steps, port->port, port->port_end);
		}
}

/* For each port whether more ranges begin than end up to it; frees steps. */
static bool *ports_of_steps(int *steps)
{
	bool *ports = memory_new(PORT_COUNT, sizeof(*ports));
	int sum = 0;
	size_t i;

	for (i = 0; i < PORT_COUNT; i++) {
		sum += steps[i];
		ports[i] = sum > 0;
	}
	free(steps);
	return ports;
}

static int *steps_new(void)
{
	return memory_new(PORT_COUNT + 1, sizeof(int));
}

static bool *ports_of_anybody(struct reach *reach, bool served)
{
	const struct compose_file *merged = reach->project->merged;
	int *steps = steps_new();
	size_t i;

	for (i = 0; i < merged->service_count; i++)
		if (served)
			count_served(steps, reach, &merged->services[i]);
		else
			count_published(steps, &merged->services[i]);
	return ports_of_steps(steps);
}

bool reach_any_publishes(struct reach *reach, long port)
{
	if (!reach->published)
		reach->published = ports_of_anybody(reach, false);
	return port > 0 && port < PORT_COUNT && reach->published[port];
}

bool reach_any_serves(struct reach *reach, long port)
{
	if (!reach->served)
		reach->served = ports_of_anybody(reach, true);
	return port > 0 && port < PORT_COUNT && reach->served[port];
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

static void count_numbers(int *steps, struct reach *reach,
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
			count_range(
				steps, numbers->items[i], numbers->items[i]);
	}
}

static bool *ports_of_network(struct reach *reach,
	const struct reach_service *network, enum reach_role role)
{
	const struct compose_service *member = network->first;
	int *steps = steps_new();

	for (; member; member = reach_service_of(reach, member)->next) {
		if (reach_is_open(reach, member))
			count_range(steps, 1, PORT_COUNT - 1);
		if (roles[role].published)
			count_published(steps, member);
		count_served(steps, reach, member);
		count_numbers(steps, reach, member, role);
	}
	return ports_of_steps(steps);
}

bool reach_network_has(struct reach *reach,
	const struct compose_service *network, enum reach_role role, long port)
{
	struct reach_service *heard = reach_service_of(reach, network);
	const struct compose_service *member;

	find_networks(reach);
	if (heard->members > FEW_MEMBERS) {
		if (!heard->ports[role])
			heard->ports[role] =
				ports_of_network(reach, heard, role);
		return port > 0 && port < PORT_COUNT &&
		       heard->ports[role][port];
	}
	for (member = heard->first; member;
		member = reach_service_of(reach, member)->next)
		if (reach_has(reach, member, role, port))
			return true;
	return false;
}
