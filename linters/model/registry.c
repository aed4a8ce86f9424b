/*
 * The registry out of a document: tells the three forms apart and reads
 * services, ports and ranges as far as they can be used. It must not know
 * where the file came from, nor judge it: that is linters/registry.c.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/open_ports.h"
#include "base/vector.h"
#include "model/registry_private.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PORT_MAX = 65535, RANGES_FEW = 16 };

VECTOR_TYPE(port_list, struct registry_port);
VECTOR_TYPE(service_list, struct registry_service);
VECTOR_TYPE(range_list, struct registry_range);

/* What is read, with what it is read from. */
struct reader {
	struct arena *arena;
	const struct document *document;
	const char *folder;
	struct service_list services;
	struct range_list ranges;
};

static bool is_mapping(const struct node *node)
{
	return node != NULL && node->kind == NODE_MAPPING;
}

static bool is_sequence(const struct node *node)
{
	return node != NULL && node->kind == NODE_SEQUENCE;
}

static bool is_port(long value)
{
	return value >= 1 && value <= PORT_MAX;
}

/* YAML allows collections as keys: those have no text. */
static const char *key_text(const struct node *map, size_t index)
{
	const char *text = map->keys[index]->text;

	return text != NULL ? text : "";
}

static const struct node *extended_number(const struct node *node, long *value)
{
	static const char *const keys[] = {
		"$numberInt", "$numberLong", "$numberDouble"};
	const char *text;

	if (!is_mapping(node) || node->count != 1)
		return NULL;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct slice digits;

		if (strcmp(key_text(node, 0), keys[i]) != 0)
			continue;
		text = node_text(node->items[0]);
		digits = slice_of(text != NULL ? text : "");
		if (slice_ends(digits, ".0"))
			digits.size -= 2;
		return slice_number(digits, 0, 999999999, value)
			       ? node->items[0]
			       : NULL;
	}
	return NULL;
}

const struct node *registry_integer(const struct node *node, long *value)
{
	if (node == NULL)
		return NULL;
	if (node->kind == NODE_INTEGER) {
		/* Past any port on either side, and fit for every long. */
		*value = node->integer > 999999999 ? 999999999
			 : node->integer < -1      ? -1
						   : (long)node->integer;
		return node;
	}
	return extended_number(node, value);
}

/* A number that serves as a port, quoted or not; else NULL. */
static const struct node *usable_port(const struct node *node, long *port)
{
	const struct node *scalar = registry_integer(node, port);

	if (scalar != NULL)
		return is_port(*port) ? scalar : NULL;
	if (node != NULL && node->kind == NODE_STRING &&
		slice_number(slice_of(node->text), 1, PORT_MAX, port))
		return node;
	return NULL;
}

bool registry_is_meta_key(const char *key)
{
	static const char *const names[] = {"version", "lastUpdated",
		"description", "title", "name", "comment"};

	if (key[0] == '$' || key[0] == '_' || string_starts(key, "x-"))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(key, names[i]) == 0)
			return true;
	return false;
}

/* `{http: 8081, grpc: 50051}`: at least one, and nothing but integers. */
static bool is_port_map(const struct node *node)
{
	long value;

	if (!is_mapping(node) || node->count == 0 ||
		registry_integer(node, &value) != NULL)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (registry_integer(node->items[i], &value) == NULL)
			return false;
	return true;
}

const struct node *registry_ports_node(const struct node *service)
{
	const struct node *ports;
	long value;

	if (!is_mapping(service) || registry_integer(service, &value) != NULL)
		return service;
	ports = node_get(service, "ports");
	if (ports == NULL)
		ports = node_get(service, "port");
	if (ports == NULL && is_port_map(service))
		ports = service;
	return ports;
}

const struct node *registry_body(const struct node *root)
{
	if (is_sequence(root) && root->count == 1)
		root = root->items[0];
	return is_mapping(root) ? root : NULL;
}

/* A list of services, as form A has it. */
static bool has_service_list(const struct node *body)
{
	const struct node *services = node_get(body, "services");

	if (services == NULL)
		return false;
	if (is_mapping(node_get(body, "ranges")))
		return true;
	if (!is_sequence(services))
		return false;
	for (size_t i = 0; i < services->count; i++) {
		const struct node *item = services->items[i];

		if (node_get(item, "name") != NULL &&
			(node_get(item, "port") != NULL ||
				node_get(item, "ports") != NULL))
			return true;
	}
	return false;
}

/* Assignments beside bands, or all of which can be ports. */
static bool has_assignments(const struct node *body)
{
	const struct node *map = node_get(body, "assignments");
	size_t fit = 0;

	if (!is_mapping(map))
		return false;
	if (is_mapping(node_get(body, "bands")))
		return true;
	for (size_t i = 0; i < map->count; i++) {
		const struct node *ports = registry_ports_node(map->items[i]);
		long port;

		fit += usable_port(ports, &port) != NULL || is_port_map(ports);
	}
	return fit > 0 && fit == map->count;
}

const struct node *registry_flat_map(const struct node *body)
{
	const struct node *ports = node_get(body, "ports");

	if (!is_mapping(ports))
		return body;
	for (size_t i = 0; i < body->count; i++)
		if (strcmp(key_text(body, i), "ports") != 0 &&
			!registry_is_meta_key(key_text(body, i)))
			return body;
	return ports;
}

/* How the values of a map look for a flat registry. */
struct flatness {
	size_t ports;   /* 1 to 65535 */
	size_t numbers; /* other integers */
	size_t others;
};

static void flatness_count(struct flatness *flatness, const struct node *value)
{
	const struct node *ports = registry_ports_node(value);
	long port;

	if (registry_integer(ports, &port) != NULL)
		is_port(port) ? flatness->ports++ : flatness->numbers++;
	else if (!is_port_map(ports))
		flatness->others++;
	else
		for (size_t i = 0; i < ports->count; i++)
			flatness_count(flatness, ports->items[i]);
}

static struct flatness flatness_of(const struct node *body)
{
	const struct node *map = registry_flat_map(body);
	struct flatness flatness = {0};

	for (size_t i = 0; i < map->count; i++)
		if (!registry_is_meta_key(key_text(map, i)))
			flatness_count(&flatness, map->items[i]);
	return flatness;
}

static enum registry_form form_by_keys(const struct node *body)
{
	if (body == NULL)
		return REGISTRY_NONE;
	if (has_service_list(body))
		return REGISTRY_RANGES;
	return has_assignments(body) ? REGISTRY_BANDS : REGISTRY_NONE;
}

/*
 * One wrong number among ports is a mistake to be told, and must not make
 * the registry, and with it every rule, vanish.
 */
enum registry_form registry_form_of(const struct node *root)
{
	const struct node *body = registry_body(root);
	enum registry_form form = form_by_keys(body);
	struct flatness flatness;

	if (form != REGISTRY_NONE || body == NULL)
		return form;
	flatness = flatness_of(body);
	return flatness.others == 0 && flatness.ports > flatness.numbers
		       ? REGISTRY_FLAT
		       : REGISTRY_NONE;
}

enum registry_form registry_form_meant(const struct node *root)
{
	const struct node *body = registry_body(root);
	enum registry_form form = form_by_keys(body);
	struct flatness flatness;

	if (form != REGISTRY_NONE || body == NULL)
		return form;
	flatness = flatness_of(body);
	return flatness.ports + flatness.numbers > 0 ? REGISTRY_FLAT
						     : REGISTRY_NONE;
}

struct place registry_place(
	const struct document *document, const struct node *node)
{
	return place_of(
		document->path, &document->lines, node->start, node->end);
}

/* "N-M", "N", blanks around them allowed. */
static bool range_text(struct slice text, long *min, long *max)
{
	size_t dash = slice_find(text, "-", 0);
	struct slice first, last;

	if (dash == SIZE_MAX)
		dash = text.size;
	first = slice_trim(slice_range(text.data, 0, dash));
	last = dash == text.size ? first
				 : slice_trim(slice_range(
					   text.data, dash + 1, text.size));
	return slice_number(first, 1, PORT_MAX, min) &&
	       slice_number(last, 1, PORT_MAX, max) && *min <= *max;
}

bool registry_range_read(const struct node *node, long *min, long *max)
{
	long value;

	if (is_mapping(node) && registry_integer(node, &value) == NULL) {
		if (node_get(node, "range") != NULL)
			return registry_range_read(
				node_get(node, "range"), min, max);
		return usable_port(node_get(node, "min"), min) != NULL &&
		       usable_port(node_get(node, "max"), max) != NULL &&
		       *min <= *max;
	}
	if (node_text(node) == NULL)
		return false;
	return range_text(slice_of(node->text), min, max);
}

static bool is_true(const struct node *node)
{
	return node != NULL && node->kind == NODE_BOOLEAN && node->integer;
}

static void read_ranges(struct reader *reader, const struct node *map)
{
	if (!is_mapping(map))
		return;
	for (size_t i = 0; i < map->count; i++) {
		struct registry_range *range = vector_next(&reader->ranges);

		range->name = key_text(map, i);
		range->key = map->keys[i];
		range->node = map->items[i];
		range->place = registry_place(reader->document, range->node);
		if (range->place.end_line != range->place.line)
			range->place =
				registry_place(reader->document, range->key);
		range->dynamic = string_ends(range->name, "dynamic") ||
				 is_true(node_get(range->node, "dynamic"));
		if (!registry_range_read(range->node, &range->min, &range->max))
			range->min = range->max = 0;
	}
}

static void add_port(struct reader *reader, struct port_list *ports,
	const char *name, const struct node *node)
{
	struct registry_port *added;
	long port;
	const struct node *scalar = usable_port(node, &port);

	if (scalar == NULL)
		return;
	added = vector_next(ports);
	added->name = name;
	added->port = port;
	added->node = scalar;
	added->place = registry_place(reader->document, scalar);
}

/* The ports of a service; a place to show where there is none. */
static void read_ports(struct reader *reader, struct registry_service *service,
	const struct node *node)
{
	const struct node *written = registry_ports_node(node);
	struct port_list ports = {0};
	long value;

	if (is_mapping(written) && registry_integer(written, &value) == NULL)
		for (size_t i = 0; i < written->count; i++)
			add_port(reader, &ports, key_text(written, i),
				written->items[i]);
	else
		add_port(reader, &ports, NULL, written);
	service->port_count = ports.count;
	if (ports.count == 0) {
		struct registry_port *none = vector_next(&ports);

		none->node = node;
		none->place = service->name_place;
	}
	service->ports = vector_move(&ports, reader->arena);
}

static void read_depends_on(struct reader *reader,
	struct registry_service *service, const struct node *node)
{
	VECTOR(const char *) names = {0};

	if (is_sequence(node))
		for (size_t i = 0; i < node->count; i++)
			if (node_text(node->items[i]) != NULL)
				vector_add(&names, node->items[i]->text);
	service->depends_on_count = names.count;
	service->depends_on = vector_move(&names, reader->arena);
}

/* The fields that a mapping may say of a service, in any form. */
static void read_fields(struct reader *reader, struct registry_service *service,
	const struct node *node)
{
	service->stack = node_text(node_get(node, "stack"));
	service->protocol = node_text(node_get(node, "protocol"));
	service->udp = service->protocol != NULL &&
		       string_equal_fold(service->protocol, "udp");
	service->owner = node_text(node_get(node, "owner"));
	service->description = node_text(node_get(node, "description"));
	service->network = node_text(node_get(node, "network"));
	service->replacement = node_text(node_get(node, "replacement"));
	service->container = is_true(node_get(node, "container"));
	service->deprecated = is_true(node_get(node, "deprecated"));
	read_depends_on(reader, service, node_get(node, "depends_on"));
}

static void read_service(struct reader *reader, const char *name,
	const char *path, const struct node *key, const struct node *node)
{
	struct registry_service *service = vector_next(&reader->services);

	service->name = name;
	service->path = path;
	service->key = key;
	service->node = node;
	service->name_place = registry_place(reader->document, key);
	/* A bare map of ports has no fields: `{owner: 80}` is a port. */
	if (is_mapping(node) && registry_ports_node(node) != node)
		read_fields(reader, service, node);
	else
		read_depends_on(reader, service, NULL);
	read_ports(reader, service, node);
}

static void read_service_list(struct reader *reader, const struct node *list)
{
	if (!is_sequence(list))
		return;
	for (size_t i = 0; i < list->count; i++) {
		const struct node *item = list->items[i];
		const struct node *name = node_get(item, "name");

		if (node_text(name) != NULL && *name->text != '\0')
			read_service(reader, name->text, NULL, name, item);
	}
}

/* An assignment's path from the root, without `./` and a last slash. */
static const char *assignment_path(struct reader *reader, const char *text)
{
	const char *path = path_join(reader->arena, "", text);

	if (path == NULL)
		return NULL;
	if (path_within(path, reader->folder))
		return path;
	return path_join(reader->arena, reader->folder, path);
}

/*
 * In the document that form A is exported as, `services` holds by name what
 * it says beside the port: such an assignment is of a name and not a path.
 */
static void read_named(struct reader *reader, const struct node *key,
	const struct node *fields, const struct node *value)
{
	struct registry_service *service = vector_next(&reader->services);

	service->name = key->text;
	service->key = key;
	service->node = fields;
	service->name_place = registry_place(reader->document, key);
	read_fields(reader, service, fields);
	read_ports(reader, service, value);
}

static void read_assignments(struct reader *reader, const struct node *map,
	const struct node *services)
{
	struct map named = MAP_INIT; /* nodes of `services` */

	node_index(&named, services);
	for (size_t i = 0; i < map->count; i++) {
		const struct node *key = map->keys[i];
		const struct node *fields =
			map_get_string(&named, key_text(map, i));
		const char *path;

		if (is_mapping(fields)) {
			read_named(reader, key, fields, map->items[i]);
			continue;
		}
		path = assignment_path(reader, key_text(map, i));
		if (path != NULL && *path != '\0')
			read_service(reader, path_name(path), path, key,
				map->items[i]);
	}
	map_release(&named);
}

static void read_flat(struct reader *reader, const struct node *body)
{
	const struct node *map = registry_flat_map(body);

	for (size_t i = 0; i < map->count; i++) {
		const char *name = key_text(map, i);

		if (*name != '\0' && !registry_is_meta_key(name))
			read_service(reader, name, NULL, map->keys[i],
				map->items[i]);
	}
}

/* The maps point into the services, which the registry holds as const. */
static void index_services(
	struct registry *registry, struct registry_service *services)
{
	for (size_t i = 0; i < registry->service_count; i++) {
		struct registry_service *service = &services[i];
		struct registry_service *first =
			map_get_string(&registry->by_name, service->name);

		if (first == NULL)
			map_put_string(
				&registry->by_name, service->name, service);
		else
			first->name_shared = service->name_shared = true;
		if (service->path != NULL && map_get_string(&registry->by_path,
						     service->path) == NULL)
			map_put_string(
				&registry->by_path, service->path, service);
	}
}

/* The first range of each port, by the port; to be freed. */
static const struct registry_range **paint_ranges(
	const struct registry *registry)
{
	const struct registry_range **holders =
		memory_new(PORT_MAX + 1, sizeof(*holders));
	struct open_ports open;

	open_ports_init(&open);
	for (size_t i = 0; i < registry->range_count; i++) {
		const struct registry_range *range = &registry->ranges[i];

		for (long port = open_ports_from(&open, range->min);
			port <= range->max && range->min > 0;
			port = open_ports_from(&open, port)) {
			holders[port] = range;
			open_ports_close(&open, port);
		}
	}
	open_ports_release(&open);
	return holders;
}

static void list_runs(struct registry *registry, struct arena *arena)
{
	const struct registry_range **holders = paint_ranges(registry);
	VECTOR(struct registry_run) runs = {0};

	for (long port = 1; port <= PORT_MAX; port++) {
		struct registry_run run = {port, port, holders[port]};

		if (run.range == NULL)
			continue;
		if (run.range == holders[port - 1])
			runs.items[runs.count - 1].last = port;
		else
			vector_add(&runs, run);
	}
	free((void *)(uintptr_t)holders);
	registry->run_count = runs.count;
	registry->runs = vector_move(&runs, arena);
}

/* A few are looked through at once. */
static void index_ranges(struct registry *registry, struct arena *arena)
{
	if (registry->range_count <= RANGES_FEW)
		return;
	for (size_t i = registry->range_count; i-- > 0;)
		map_put_string(&registry->range_by_name,
			registry->ranges[i].name,
			(void *)(uintptr_t)&registry->ranges[i]);
	list_runs(registry, arena);
}

static void read_body(
	struct reader *reader, enum registry_form form, const struct node *body)
{
	switch (form) {
	case REGISTRY_RANGES:
		read_ranges(reader, node_get(body, "ranges"));
		read_service_list(reader, node_get(body, "services"));
		break;
	case REGISTRY_BANDS:
		read_ranges(reader, node_get(body, "bands"));
		read_assignments(reader, node_get(body, "assignments"),
			node_get(body, "services"));
		break;
	case REGISTRY_FLAT:
		read_flat(reader, body);
		break;
	case REGISTRY_NONE:
		break;
	}
}

struct registry *registry_read(struct arena *arena,
	const struct document *document, const char *folder)
{
	struct registry *registry = arena_alloc(arena, sizeof(*registry));
	struct reader reader = {
		.arena = arena, .document = document, .folder = folder};
	struct registry_service *services;

	registry->form = registry_form_meant(document->root);
	registry->path = document->path;
	registry->folder = folder;
	registry->document = document;
	read_body(&reader, registry->form, registry_body(document->root));
	registry->range_count = reader.ranges.count;
	registry->ranges = vector_move(&reader.ranges, arena);
	index_ranges(registry, arena);
	registry->service_count = reader.services.count;
	services = vector_move(&reader.services, arena);
	registry->services = services;
	index_services(registry, services);
	registry_index_variables(registry, arena);
	return registry;
}

void registry_release(struct registry *registry)
{
	if (registry == NULL)
		return;
	map_release(&registry->by_name);
	map_release(&registry->by_path);
	map_release(&registry->range_by_name);
}

const struct registry_service *registry_find(
	const struct registry *registry, const char *name)
{
	const struct registry_service *service =
		map_get_string(&registry->by_name, name);

	return service != NULL ? service
			       : map_get_string(&registry->by_path, name);
}

static const struct registry_port *port_of(
	const struct registry_service *service, long port)
{
	for (size_t i = 0; i < service->port_count; i++)
		if (service->ports[i].port == port)
			return &service->ports[i];
	return NULL;
}

const struct registry_service *registry_owner(const struct registry *registry,
	long port, bool udp, const struct registry_port **port_out)
{
	const struct registry_service *owner = NULL;

	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		if (service->udp != udp || port_of(service, port) == NULL)
			continue;
		if (owner == NULL ||
			(owner->deprecated && !service->deprecated))
			owner = service;
		if (!owner->deprecated)
			break;
	}
	if (owner != NULL && port_out != NULL)
		*port_out = port_of(owner, port);
	return owner;
}

bool registry_service_has(const struct registry_service *service, long port)
{
	return port_of(service, port) != NULL;
}

const char *registry_service_ports_text(
	struct arena *arena, const struct registry_service *service)
{
	struct buffer text = BUFFER_INIT;
	const char *copy;

	for (size_t i = 0; i < service->port_count; i++) {
		if (i > 0)
			buffer_add_string(&text,
				i + 1 == service->port_count ? " or " : ", ");
		buffer_format(&text, "%ld", service->ports[i].port);
	}
	copy = arena_string(arena, text.size ? text.data : "no port");
	buffer_release(&text);
	return copy;
}

static const struct registry_range *range_of_runs(
	const struct registry *registry, long port)
{
	size_t low = 0, high = registry->run_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (registry->runs[middle].last < port)
			low = middle + 1;
		else
			high = middle;
	}
	return low < registry->run_count && registry->runs[low].first <= port
		       ? registry->runs[low].range
		       : NULL;
}

const struct registry_range *registry_range_of(
	const struct registry *registry, long port)
{
	if (registry->range_count > RANGES_FEW)
		return range_of_runs(registry, port);
	for (size_t i = 0; i < registry->range_count; i++)
		if (port >= registry->ranges[i].min &&
			port <= registry->ranges[i].max)
			return &registry->ranges[i];
	return NULL;
}

const struct registry_range *registry_range_named(
	const struct registry *registry, const char *name)
{
	if (registry->range_count > RANGES_FEW)
		return map_get_string(&registry->range_by_name, name);
	for (size_t i = 0; i < registry->range_count; i++)
		if (strcmp(registry->ranges[i].name, name) == 0)
			return &registry->ranges[i];
	return NULL;
}
