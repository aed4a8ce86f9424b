/*
 * `ports` and `expose` of a service: short and long syntax, with the bytes
 * that a person must edit to change a port. A part that a variable leaves
 * open is unknown, and the other parts are read all the same.
 */
#include "model/compose_private.h"

#include <stdint.h>
#include <string.h>

VECTOR_TYPE(port_list, struct compose_port);

/* A scalar whose parts are ports. */
struct mapping {
	struct compose_text text;
	struct port_parts parts;
	struct compose_port port;
};

/* Did a variable without a value have a part in those bytes? */
static bool is_open(const struct mapping *mapping, const struct port_part *part)
{
	struct interpolated_source source;

	return interpolated_source(mapping->text.parts, part->start,
		       part->start + part->text.size, &source) &&
	       source.origin == ORIGIN_UNKNOWN;
}

static struct place place_of_part(const struct compose_reader *reader,
	const struct mapping *mapping, const struct port_part *part)
{
	return compose_text_place(reader->file, &mapping->text, part->start,
		part->start + part->text.size);
}

/* Where the published port came from; literal when it was written so. */
static void set_origin(struct compose_port *port, const struct mapping *mapping,
	const struct port_part *part)
{
	struct interpolated_source source;

	if (!interpolated_source(mapping->text.parts, part->start,
		    part->start + part->text.size, &source))
		return;
	port->origin = source.origin;
	port->variable = source.variable;
}

static void refuse(struct compose_reader *reader, const struct mapping *mapping,
	const struct error *err)
{
	compose_problem(reader, mapping->text.node,
		"`%s` is no port mapping: %s", mapping->text.text,
		err->message);
}

static void set_host_ip(struct compose_reader *reader, struct mapping *mapping)
{
	const struct port_part *part = &mapping->parts.host_ip;
	struct slice bare = port_address_bare(part->text);
	struct compose_port *port = &mapping->port;

	port->host_ip_known = !is_open(mapping, part);
	port->host_ip = arena_copy(reader->arena, bare.data, bare.size);
}

static int set_published(struct compose_reader *reader, struct mapping *mapping,
	struct error *err)
{
	const struct port_part *part = &mapping->parts.published;
	struct compose_port *port = &mapping->port;
	struct port_range range;

	port->published_place = place_of_part(reader, mapping, part);
	set_origin(port, mapping, part);
	if (is_open(mapping, part))
		return 0;
	if (port_published_parse(&range, part, err) < 0)
		return -1;
	port->published_known = true;
	port->published = range.first;
	port->published_end = range.last;
	return 0;
}

static int set_target(struct compose_reader *reader, struct mapping *mapping,
	struct error *err)
{
	const struct port_part *part = &mapping->parts.target;
	struct compose_port *port = &mapping->port;
	struct port_range range;

	port->target_place = place_of_part(reader, mapping, part);
	if (is_open(mapping, part))
		return 0;
	if (port_target_parse(&range, part, err) < 0)
		return -1;
	port->target_known = true;
	port->target = range.first;
	port->target_end = range.last;
	return 0;
}

static int check_address(const struct mapping *mapping, struct error *err)
{
	const struct port_part *part = &mapping->parts.host_ip;

	if (part->text.size == 0 || is_open(mapping, part) ||
		port_address_valid(port_address_bare(part->text)))
		return 0;
	return error_set(err, ERROR_USE, "`%.*s` is no IP address",
		(int)part->text.size, part->text.data);
}

static int check_ranges(const struct compose_port *port, struct error *err)
{
	struct port_range published = {
		.first = port->published, .last = port->published_end};
	struct port_range target = {
		.first = port->target, .last = port->target_end};

	if (!port->published_known || !port->target_known)
		return 0;
	return port_ranges_fit(&published, &target, err);
}

static int set_protocol(struct mapping *mapping, struct error *err)
{
	const struct port_part *part = &mapping->parts.protocol;
	const char *protocol = port_protocol(part->text);

	mapping->port.protocol = protocol ? protocol : "tcp";
	if (protocol || is_open(mapping, part))
		return 0;
	return error_set(err, ERROR_USE,
		"the protocol `%.*s` is none of tcp, udp, sctp",
		(int)part->text.size, part->text.data);
}

static void read_short(struct compose_reader *reader, struct port_list *list,
	const struct node *node)
{
	struct mapping mapping = {.text = compose_value(reader, node)};
	const struct compose_text *text = &mapping.text;
	struct error err;

	if (!text->text)
		return;
	port_split(
		&mapping.parts, slice_range(text->text, 0, text->parts->size));
	mapping.port.node = node;
	mapping.port.place = text->place;
	set_host_ip(reader, &mapping);
	if (check_address(&mapping, &err) < 0 ||
		set_published(reader, &mapping, &err) < 0 ||
		set_target(reader, &mapping, &err) < 0 ||
		set_protocol(&mapping, &err) < 0 ||
		check_ranges(&mapping.port, &err) < 0)
		refuse(reader, &mapping, &err);
	else
		vector_add(list, mapping.port);
}

/* A scalar of the long syntax as the one part of a mapping. */
static void one_part(struct mapping *mapping, struct port_part *part,
	struct compose_text text)
{
	memset(&mapping->parts, 0, sizeof(mapping->parts));
	mapping->text = text;
	part->start = 0;
	part->text = slice_range(text.text, 0, text.parts->size);
}

static int long_published(struct compose_reader *reader,
	struct mapping *mapping, const struct node *node, struct error *err)
{
	struct compose_text text =
		compose_value(reader, compose_child(node, "published"));

	mapping->port.published_place = mapping->port.place;
	if (!text.text) {
		mapping->port.published_known = true;
		return 0;
	}
	one_part(mapping, &mapping->parts.published, text);
	return set_published(reader, mapping, err);
}

static int long_target(struct compose_reader *reader, struct mapping *mapping,
	const struct node *node, struct error *err)
{
	struct compose_text text =
		compose_value(reader, compose_child(node, "target"));

	mapping->port.target_place = mapping->port.place;
	if (!text.text) {
		compose_problem(reader, node,
			"a port has no target: write `target: PORT`, the "
			"container's");
		return 0;
	}
	one_part(mapping, &mapping->parts.target, text);
	return set_target(reader, mapping, err);
}

static void read_long(struct compose_reader *reader, struct port_list *list,
	const struct node *node)
{
	struct mapping mapping = {.port = {.node = node}};
	struct compose_port *port = &mapping.port;
	struct compose_text host_ip =
		compose_value(reader, compose_child(node, "host_ip"));
	struct compose_text protocol =
		compose_value(reader, compose_child(node, "protocol"));
	struct error err;

	port->place = compose_place_of(node);
	port->host_ip = host_ip.text ? host_ip.text : "";
	port->host_ip_known = !host_ip.text || host_ip.known;
	port->protocol = port_protocol(slice_of(protocol.text));
	if (!port->protocol)
		port->protocol = "tcp";
	if (long_published(reader, &mapping, node, &err) < 0 ||
		long_target(reader, &mapping, node, &err) < 0)
		refuse(reader, &mapping, &err);
	else
		vector_add(list, *port);
}

static void read_port(struct compose_reader *reader, struct port_list *list,
	const struct node *node)
{
	if (compose_is_reset(node))
		return;
	if (node->kind == NODE_MAPPING)
		read_long(reader, list, node);
	else if (node->kind == NODE_STRING || node->kind == NODE_INTEGER)
		read_short(reader, list, node);
	else
		compose_problem(reader, node,
			"%s is no port; write \"HOST:CONTAINER\" in quotes",
			node_kind_name(node));
}

/* One mapping, whatever its syntax; those of unknown parts, by their text. */
static const char *mapping_key(
	struct compose_reader *reader, const struct compose_port *port)
{
	const char *host_ip = *port->host_ip ? port->host_ip : "0.0.0.0";

	if (!port->published_known || !port->target_known ||
		!port->host_ip_known)
		return port->node->kind == NODE_MAPPING
			       ? NULL
			       : arena_format(reader->arena, "text %s",
					 port->node->text);
	return arena_format(reader->arena, "%s %ld-%ld:%ld-%ld/%s", host_ip,
		port->published, port->published_end, port->target,
		port->target_end, port->protocol);
}

/*
 * The ports of several files are appended and made unique; the later of two
 * that are equal stays, in the earlier one's place.
 */
static void make_unique(struct compose_reader *reader, struct port_list *list)
{
	struct map seen = MAP_INIT;
	size_t count = 0, i;

	for (i = 0; i < list->count; i++) {
		const char *key = mapping_key(reader, &list->items[i]);
		struct compose_port *same =
			key ? map_get_string(&seen, key) : NULL;

		if (same) {
			*same = list->items[i];
			continue;
		}
		list->items[count] = list->items[i];
		if (key)
			map_put_string(&seen, key, &list->items[count]);
		count++;
	}
	list->count = count;
	map_release(&seen);
}

void compose_ports_read(struct compose_reader *reader,
	struct compose_service *service, const struct node *ports)
{
	struct port_list list = {0};
	size_t i;

	if (ports && ports->kind != NODE_SEQUENCE)
		compose_problem(reader, ports,
			"`ports` of `%s` is %s, but must be a list",
			service->name, node_kind_name(ports));
	else
		for (i = 0; ports && i < ports->count; i++)
			read_port(reader, &list, ports->items[i]);
	if (reader->merged)
		make_unique(reader, &list);
	service->port_count = list.count;
	service->ports = vector_move(&list, reader->arena);
}

/* The loader does not look into `expose`: what is no port is left out. */
static void read_expose(struct compose_reader *reader, struct port_list *list,
	const struct node *node)
{
	struct mapping mapping = {.text = compose_value(reader, node)};
	struct compose_port *port = &mapping.port;
	struct error err;

	if (!mapping.text.text || compose_is_reset(node))
		return;
	port_split(&mapping.parts,
		slice_range(mapping.text.text, 0, mapping.text.parts->size));
	if (mapping.parts.published.text.size > 0)
		return;
	port->node = node;
	port->place = mapping.text.place;
	port->host_ip = "";
	if (set_target(reader, &mapping, &err) < 0 ||
		set_protocol(&mapping, &err) < 0)
		return;
	port->published_place = port->target_place;
	vector_add(list, *port);
}

void compose_expose_read(struct compose_reader *reader,
	struct compose_service *service, const struct node *expose)
{
	struct port_list list = {0};
	size_t i;

	if (expose && expose->kind != NODE_SEQUENCE)
		compose_problem(reader, expose,
			"`expose` of `%s` is %s, but must be a list",
			service->name, node_kind_name(expose));
	else
		for (i = 0; expose && i < expose->count; i++)
			read_expose(reader, &list, expose->items[i]);
	service->expose_count = list.count;
	service->expose = vector_move(&list, reader->arena);
}
