/*
 * A registry as templates see it. It must not know what any template does
 * with it, nor which files there are.
 */
#include "generate/registry_view.h"
#include "base/arena.h"
#include "generate/made_node.h"
#include "generate/scalar_text.h"
#include "generate/service_list.h"
#include "model/container_side.h"
#include "model/registry_field.h"
#include <stdlib.h>
#include <string.h>

enum { PORT_MAX = 65535 };

/* Where services go that are in no range. */
static const char other_stack[] = "other";

struct view {
	struct arena *arena;
	struct model *model;
	const struct registry *registry;
	struct map variables; /* the service's name, by its variable */
	struct error *err;
};

static void put_text(const struct view *view, struct node *map, const char *key,
	const char *text)
{
	made_put(view->arena, map, key,
		text != NULL ? made_text(view->arena, text)
			     : made_null(view->arena));
}

static void put_number(
	const struct view *view, struct node *map, const char *key, long number)
{
	made_put(view->arena, map, key, made_integer(view->arena, number));
}

/* Null for 0, which is no port. */
static void put_port(
	const struct view *view, struct node *map, const char *key, long port)
{
	made_put(view->arena, map, key,
		port != 0 ? made_integer(view->arena, port)
			  : made_null(view->arena));
}

static void put_boolean(
	const struct view *view, struct node *map, const char *key, bool value)
{
	made_put(view->arena, map, key, made_boolean(view->arena, value));
}

/* A node of the registry as it is, or null. */
static void put_node(const struct view *view, struct node *map, const char *key,
	struct node *value)
{
	made_put(view->arena, map, key,
		value != NULL ? value : made_null(view->arena));
}

/* --- sorting ----------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct node *const *one = a, *const *other = b;

	return strcmp(
		node_get(*one, "name")->text, node_get(*other, "name")->text);
}

/* Those without a port last; of one port by name. */
static int by_port(const void *a, const void *b)
{
	const struct node *const *one = a, *const *other = b;
	long long left = node_get(*one, "port")->integer;
	long long right = node_get(*other, "port")->integer;

	if (left == right)
		return by_name(a, b);
	if (left == 0 || right == 0)
		return left == 0 ? 1 : -1;
	return left < right ? -1 : 1;
}

static struct node *sorted(struct arena *arena, const struct node *list,
	int (*order)(const void *, const void *))
{
	struct node *copy = made_list(arena);

	for (size_t i = 0; i < list->count; i++)
		made_add(arena, copy, list->items[i]);
	if (copy->count > 1)
		qsort(copy->items, copy->count, sizeof(*copy->items), order);
	return copy;
}

/* --- names ------------------------------------------------------------- */

/* GRAFANA_API of grafana-api. */
static char *variable_of(struct arena *arena, const char *name)
{
	char *variable = arena_format(
		arena, "%s%s", character_is_digit(*name) ? "_" : "", name);

	for (char *at = variable; *at != '\0'; at++) {
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
		else if (!character_is_word(*at))
			*at = '_';
	}
	return variable;
}

/* "Frontend Ui" of frontend-ui. */
static char *title_of(struct arena *arena, const char *name)
{
	char *title = arena_string(arena, name);
	bool starts = true;

	for (char *at = title; *at != '\0'; at++) {
		if (*at == '-' || *at == '_')
			*at = ' ';
		if (starts && *at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
		starts = *at == ' ';
	}
	return title;
}

/* A text on one line, its blanks squeezed. */
static char *summary_of(struct arena *arena, const char *text)
{
	char *summary = arena_string(arena, text), *to = summary;
	bool blank = false;

	for (const char *from = summary; *from != '\0'; from++) {
		if ((unsigned char)*from <= ' ') {
			blank = to != summary;
			continue;
		}
		if (blank)
			*to++ = ' ';
		blank = false;
		*to++ = *from;
	}
	*to = '\0';
	return summary;
}

/* --- one service ------------------------------------------------------- */

static const char *scheme_of(const char *protocol)
{
	if (protocol != NULL && strcmp(protocol, "rabbitmq") == 0)
		return "amqp";
	return protocol;
}

/* A port named after a protocol speaks it: `ports: {http: 80, grpc: 81}`. */
static const char *protocol_of(const struct registry_service *service,
	const struct registry_port *port)
{
	for (size_t i = 0; port->name != NULL && registry_protocols[i] != NULL;
		i++)
		if (strcmp(registry_protocols[i], port->name) == 0)
			return registry_protocols[i];
	return service->protocol;
}

/* Is it a container? The registry says so, else a compose file does. */
static bool is_container(const struct registry_service *service,
	const struct container_side *side)
{
	const struct node *said =
		registry_ports_node(service->node) == service->node
			? NULL
			: node_get(service->node, "container");

	if (said != NULL && said->kind == NODE_BOOLEAN)
		return said->integer != 0;
	return side->service != NULL;
}

static const char *url_of(const struct view *view, const char *scheme,
	const char *host, long port)
{
	if (scheme == NULL || host == NULL || port == 0)
		return NULL;
	return arena_format(view->arena, "%s://%s:%ld", scheme, host, port);
}

static struct node *port_view(const struct view *view,
	const struct registry_service *service,
	const struct registry_port *port, const char *variable,
	const struct container_side *side)
{
	struct node *map = made_map(view->arena);
	const char *protocol = protocol_of(service, port);
	const char *scheme = scheme_of(protocol);
	bool inside = is_container(service, side) && side->port != 0;
	const char *over_host =
		side->on_host || !is_container(service, side)
			? url_of(view, scheme, "localhost", port->port)
			: NULL;
	const char *over_network =
		inside ? url_of(view, scheme, side->host, side->port) : NULL;

	put_text(view, map, "name", port->name);
	put_port(view, map, "port", port->port);
	put_text(view, map, "variable",
		port->name != NULL
			? arena_format(view->arena, "%s_%s", variable,
				  variable_of(view->arena, port->name))
			: variable);
	put_text(view, map, "protocol", protocol);
	put_text(view, map, "scheme", scheme);
	put_text(view, map, "url",
		over_network != NULL ? over_network : over_host);
	put_text(view, map, "hostUrl", over_host);
	put_text(view, map, "networkUrl", over_network);
	put_port(view, map, "containerPort", inside ? side->port : 0);
	put_port(view, map, "ownContainerPort",
		inside && side->port != port->port ? side->port : 0);
	return map;
}

/* The fields that are written, under their own names, then what lacks. */
static void put_fields(const struct view *view, struct node *map,
	const struct registry_service *service)
{
	static const char *const plain[] = {"owner", "description", "network",
		"exposure", "gatewayPath", "notes", "replacement", NULL};
	const struct node *node =
		registry_ports_node(service->node) == service->node
			? NULL
			: service->node;

	/* What is mistyped is for the linter to tell, and here it is not. */
	for (size_t i = 0; plain[i] != NULL; i++)
		put_text(view, map, plain[i],
			node_text(node_get(node, plain[i])));
	put_node(view, map, "depends_on", node_get(node, "depends_on"));
	put_node(view, map, "healthcheck", node_get(node, "healthcheck"));
	for (size_t i = 0;
		node != NULL && node->kind == NODE_MAPPING && i < node->count;
		i++)
		if (node->keys[i]->text != NULL &&
			string_starts(node->keys[i]->text, "x-"))
			made_put(view->arena, map, node->keys[i]->text,
				node->items[i]);
}

/*
 * How the host can ask whether it is there: by HTTP where it says which
 * answer it expects, else by a connection. Null for what the host cannot
 * reach or ask.
 */
static struct node *check_view(
	const struct view *view, const struct registry_service *service)
{
	const struct node *health = node_get(service->node, "healthcheck");
	const struct node *exposure = node_get(service->node, "exposure");
	const char *endpoint = node_text(node_get(health, "endpoint"));
	const struct node *expected = node_get(health, "expected");
	bool https = service->protocol != NULL &&
		     strcmp(service->protocol, "https") == 0;
	bool http = https || (service->protocol != NULL &&
				     strcmp(service->protocol, "http") == 0);
	struct node *map = made_map(view->arena);

	if (service->port_count == 0 || service->udp || service->deprecated ||
		(node_text(exposure) != NULL &&
			strcmp(node_text(exposure), "direct") != 0))
		return made_null(view->arena);
	http = http && endpoint != NULL;
	put_text(view, map, "scheme", http ? https ? "https" : "http" : "tcp");
	put_text(view, map, "endpoint",
		!http ? "-"
		: endpoint[0] == '/'
			? endpoint
			: arena_format(view->arena, "/%s", endpoint));
	put_number(view, map, "expected",
		http && expected != NULL && expected->kind == NODE_INTEGER
			? (long)expected->integer
		: http ? 200
		       : 0);
	return map;
}

/* gatewayPath without the slash at its end, to be put before a path. */
static const char *gateway_prefix(
	const struct view *view, const struct registry_service *service)
{
	const char *path = node_text(node_get(service->node, "gatewayPath"));
	size_t size = path != NULL ? strlen(path) : 0;

	while (size > 0 && path[size - 1] == '/')
		size--;
	return size > 0 ? arena_copy(view->arena, path, size) : NULL;
}

static void put_name(const struct view *view, struct node *map,
	const struct registry_service *service, size_t number)
{
	const char *own = service->name_shared && service->path != NULL
				  ? service->path
				  : service->name;
	struct buffer quoted = BUFFER_INIT;

	put_number(view, map, "number", (long)number);
	put_text(view, map, "name", own);
	put_text(view, map, "path", service->path);
	put_text(view, map, "variable", variable_of(view->arena, own));
	scalar_write_quoted(&quoted, slice_of(own));
	put_text(view, map, "nameJson", buffer_string(&quoted));
	buffer_release(&quoted);
}

static void put_ports(const struct view *view, struct node *map,
	const struct registry_service *service)
{
	static const char *const of_first[] = {"port", "scheme", "url",
		"hostUrl", "networkUrl", "containerPort", "ownContainerPort",
		NULL};
	const char *variable = node_get(map, "variable")->text;
	struct node *ports = made_list(view->arena), *first = NULL;
	struct container_side side = {.on_host = true};
	bool inside = service->port_count > 0, over_host;

	for (size_t i = 0; i < service->port_count; i++) {
		struct container_side own =
			container_side_of(view->model, view->arena,
				view->registry, service, &service->ports[i]);
		struct node *port = port_view(
			view, service, &service->ports[i], variable, &own);

		made_add(view->arena, ports, port);
		inside = inside && own.port != 0;
		side = own;
		if (first == NULL)
			first = port;
	}
	inside = inside && is_container(service, &side) && side.host != NULL;
	over_host = side.on_host || !is_container(service, &side);
	for (size_t i = 0; of_first[i] != NULL; i++)
		put_node(view, map, of_first[i], node_get(first, of_first[i]));
	put_text(view, map, "protocol", service->protocol);
	made_put(view->arena, map, "ports", ports);
	put_boolean(view, map, "named",
		service->port_count > 0 && service->ports[0].name != NULL);
	put_boolean(view, map, "container", is_container(service, &side));
	put_text(view, map, "host",
		inside      ? side.host
		: over_host ? "localhost"
			    : NULL);
	made_put(view->arena, map, "check",
		over_host ? check_view(view, service) : made_null(view->arena));
	put_text(view, map, "composeService",
		side.service != NULL ? side.service->name : NULL);
}

static struct node *service_view(const struct view *view,
	const struct registry_service *service, size_t number)
{
	const struct listed listed = {view->registry, service};
	struct node *map = made_map(view->arena);
	const char *stack = service_list_range(&listed);

	put_name(view, map, service, number);
	put_text(view, map, "stack", stack != NULL ? stack : other_stack);
	put_ports(view, map, service);
	put_fields(view, map, service);
	put_text(view, map, "summary",
		service->description != NULL
			? summary_of(view->arena, service->description)
			: NULL);
	put_text(view, map, "gatewayPrefix", gateway_prefix(view, service));
	put_boolean(view, map, "udp", service->udp);
	put_boolean(view, map, "deprecated", service->deprecated);
	put_text(view, map, "status",
		service->deprecated ? "deprecated" : "active");
	return map;
}

/* Two services of one variable would overwrite each other. */
static int claim_variable(struct view *view,
	const struct registry_service *service, const struct node *name,
	const struct node *variable)
{
	const struct node *other =
		map_get_string(&view->variables, variable->text);

	map_put_string(&view->variables, variable->text,
		made_text(view->arena, name->text));
	if (other == NULL || strcmp(other->text, name->text) == 0)
		return 0;
	return error_at(view->err, ERROR_USE, service->name_place.path,
		service->name_place.line, service->name_place.column,
		"`%s` and `%s` would both be %s_PORT: rename one of them",
		other->text, name->text, variable->text);
}

static int claim_variables(struct view *view,
	const struct registry_service *service, const struct node *map)
{
	const struct node *ports = node_get(map, "ports");
	const struct node *name = node_get(map, "name");

	for (size_t i = 0; i < ports->count; i++)
		if (claim_variable(view, service, name,
			    node_get(ports->items[i], "variable")) != 0)
			return -1;
	return claim_variable(view, service, name, node_get(map, "variable"));
}

/* --- ranges and stacks ------------------------------------------------- */

/* How many registered ports there are below each number. */
static const unsigned *count_below(
	struct arena *arena, const struct registry *registry)
{
	unsigned *below = arena_alloc(arena, (PORT_MAX + 2) * sizeof(*below));

	for (size_t i = 0; i < registry->service_count; i++)
		for (size_t k = 0; k < registry->services[i].port_count; k++)
			below[registry->services[i].ports[k].port + 1] = 1;
	for (size_t port = 1; port <= PORT_MAX + 1; port++)
		below[port] += below[port - 1];
	return below;
}

static struct node *range_view(const struct view *view,
	const struct registry_range *range, const unsigned *below)
{
	struct node *map = made_map(view->arena);
	long taken = 0, size = 0;

	if (range->min > 0) {
		size = range->max - range->min + 1;
		taken = (long)below[range->max + 1] - (long)below[range->min];
	}
	put_text(view, map, "name", range->name);
	put_text(view, map, "title", title_of(view->arena, range->name));
	put_port(view, map, "min", range->min);
	put_port(view, map, "max", range->max);
	put_text(view, map, "ports",
		size > 0 ? arena_format(view->arena, "%ld-%ld", range->min,
				   range->max)
			 : NULL);
	put_boolean(view, map, "dynamic", range->dynamic);
	put_text(view, map, "note", node_text(node_get(range->node, "note")));
	put_number(view, map, "taken", taken);
	put_number(view, map, "free", size - taken);
	return map;
}

static struct node *ranges_view(const struct view *view)
{
	const unsigned *below = count_below(view->arena, view->registry);
	struct node *ranges = made_list(view->arena);

	for (size_t i = 0; i < view->registry->range_count; i++)
		made_add(view->arena, ranges,
			range_view(view, &view->registry->ranges[i], below));
	return ranges;
}

static struct node *stack_view(const struct view *view, struct map *stacks,
	const char *name, struct node *range)
{
	struct node *stack = map_get_string(stacks, name);

	if (stack != NULL)
		return stack;
	stack = made_map(view->arena);
	put_text(view, stack, "name", name);
	put_text(view, stack, "title", title_of(view->arena, name));
	put_node(view, stack, "range", range);
	put_node(view, stack, "ports", node_get(range, "ports"));
	made_put(view->arena, stack, "services", made_list(view->arena));
	map_put_string(stacks, name, stack);
	return stack;
}

/* The ranges first, then what services name besides. */
static struct node *stacks_view(const struct view *view,
	const struct node *ranges, const struct node *services)
{
	struct map stacks = MAP_INIT;
	struct node *list = made_list(view->arena);

	for (size_t i = 0; i < ranges->count; i++)
		stack_view(view, &stacks,
			node_get(ranges->items[i], "name")->text,
			ranges->items[i]);
	for (size_t i = 0; i < services->count; i++)
		made_add(view->arena,
			node_get(stack_view(view, &stacks,
					 node_get(services->items[i], "stack")
						 ->text,
					 NULL),
				"services"),
			services->items[i]);
	for (size_t i = 0; i < stacks.count; i++) {
		struct node *stack = stacks.entries[i].value;
		struct node *own = node_get(stack, "services");

		if (own->count == 0)
			continue;
		made_put(view->arena, stack, "servicesByPort",
			sorted(view->arena, own, by_port));
		made_add(view->arena, list, stack);
	}
	map_release(&stacks);
	return list;
}

static int services_view(struct view *view, struct node *services)
{
	const struct registry *registry = view->registry;

	for (size_t i = 0; i < registry->service_count; i++) {
		struct node *map =
			service_view(view, &registry->services[i], i + 1);

		if (claim_variables(view, &registry->services[i], map) != 0)
			return -1;
		made_add(view->arena, services, map);
	}
	return 0;
}

/* What comes of ranges, stacks and services, of all or of one stack. */
static void put_lists(struct arena *arena, struct node *root,
	struct node *ranges, struct node *stacks, struct node *services)
{
	made_put(arena, root, "ranges", ranges);
	made_put(arena, root, "rangesByName", sorted(arena, ranges, by_name));
	made_put(arena, root, "stacks", stacks);
	made_put(arena, root, "stacksByName", sorted(arena, stacks, by_name));
	made_put(arena, root, "services", services);
	made_put(arena, root, "servicesByPort",
		sorted(arena, services, by_port));
}

static void put_head(const struct view *view, struct node *root)
{
	const struct node *body = registry_body(view->registry->document->root);

	put_text(view, root, "notice",
		arena_format(view->arena,
			GENERATED_MARK " from %s: do not edit",
			view->registry->path));
	put_text(view, root, "registry", view->registry->path);
	put_text(view, root, "version", node_text(node_get(body, "version")));
	put_text(view, root, "lastUpdated",
		node_text(node_get(body, "lastUpdated")));
}

int registry_view(struct node **out, struct arena *arena, struct model *model,
	const struct registry *registry, struct error *err)
{
	struct view view = {.arena = arena,
		.model = model,
		.registry = registry,
		.err = err};
	struct node *root = made_map(arena), *services = made_list(arena);
	struct node *ranges = ranges_view(&view);
	int result = services_view(&view, services);

	put_head(&view, root);
	made_put(arena, root, "stack", made_null(arena));
	put_lists(arena, root, ranges, stacks_view(&view, ranges, services),
		services);
	map_release(&view.variables);
	*out = root;
	return result;
}

size_t registry_view_stacks(const struct node *view)
{
	return node_get(view, "stacks")->count;
}

const char *registry_view_stack_name(const struct node *view, size_t index)
{
	return node_get(node_get(view, "stacks")->items[index], "name")->text;
}

struct node *registry_view_of_stack(
	struct arena *arena, const struct node *view, size_t index)
{
	static const char *const same[] = {
		"notice", "registry", "version", "lastUpdated", NULL};
	struct node *stack = node_get(view, "stacks")->items[index];
	struct node *range = node_get(stack, "range");
	struct node *root = made_map(arena), *ranges = made_list(arena);
	struct node *stacks = made_list(arena);

	for (size_t i = 0; same[i] != NULL; i++)
		made_put(arena, root, same[i], node_get(view, same[i]));
	made_put(arena, root, "stack", stack);
	if (range->kind == NODE_MAPPING)
		made_add(arena, ranges, range);
	made_add(arena, stacks, stack);
	put_lists(arena, root, ranges, stacks, node_get(stack, "services"));
	return root;
}
