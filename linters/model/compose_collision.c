/*
 * When two mappings want the same port of the host, and when two services
 * never run together. Of the host alone: nothing here looks at a target.
 */
#include "model/compose.h"

#include <string.h>

bool compose_is_published(const struct compose_port *port)
{
	return port->published_known && port->published > 0;
}

static bool is_ipv6(const char *host_ip)
{
	return strchr(host_ip, ':') != NULL;
}

/* Would both addresses want the port? Of unknown ones nothing is said. */
static bool interfaces_overlap(
	const struct compose_port *a, const struct compose_port *b)
{
	if (!a->host_ip_known || !b->host_ip_known)
		return false;
	if (!*a->host_ip || !*b->host_ip)
		return true;
	if (is_ipv6(a->host_ip) != is_ipv6(b->host_ip))
		return false;
	return strcmp(a->host_ip, b->host_ip) == 0 ||
	       strcmp(a->host_ip, "0.0.0.0") == 0 ||
	       strcmp(b->host_ip, "0.0.0.0") == 0 ||
	       strcmp(a->host_ip, "::") == 0 || strcmp(b->host_ip, "::") == 0;
}

/* A range for one container port: a free one of it is taken. */
static bool is_choice(const struct compose_port *port)
{
	return port->published != port->published_end && port->target_known &&
	       port->target == port->target_end;
}

bool compose_ports_collide(
	const struct compose_port *a, const struct compose_port *b)
{
	return compose_is_published(a) && compose_is_published(b) &&
	       !is_choice(a) && !is_choice(b) &&
	       a->published <= b->published_end &&
	       b->published <= a->published_end &&
	       strcmp(a->protocol, b->protocol) == 0 &&
	       interfaces_overlap(a, b);
}

static bool has_profile(const struct node *profiles, const struct node *profile)
{
	size_t i;

	for (i = 0; i < profiles->count; i++)
		if (node_text(profile) &&
			node_is_text(profiles->items[i], profile->text))
			return true;
	return false;
}

bool compose_are_alternatives(
	const struct compose_service *a, const struct compose_service *b)
{
	const struct node *left = node_get(a->node, "profiles");
	const struct node *right = node_get(b->node, "profiles");
	size_t i;

	if (!left || !right || left->count == 0 || right->count == 0)
		return false;
	for (i = 0; i < left->count; i++)
		if (has_profile(right, left->items[i]))
			return false;
	return true;
}

bool compose_on_host_network(const struct compose_service *service)
{
	return service->network_mode.text &&
	       strcmp(service->network_mode.text, "host") == 0;
}
