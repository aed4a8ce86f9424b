/*
 * The port grammar of compose's short syntax, read as the reference loader
 * reads it: the last `:` sets the target apart, the one before it the
 * published port, and what is left in front is an IP address. Knows nothing
 * of YAML and variables: it is given text in which they are resolved.
 */
#include "model/port.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#define PORT_MAX 65535

static int port_error(struct error *err, size_t offset, const char *message)
{
	error_set(err, ERROR_USE, "%s", message);
	if (err)
		err->column = (unsigned)offset + 1;
	return -1;
}

/* Offset of the last byte in data[0..end), or SIZE_MAX. */
static size_t last_of(const char *data, size_t end, char byte)
{
	while (end > 0)
		if (data[--end] == byte)
			return end;
	return SIZE_MAX;
}

static int range_parse(
	struct port_range *out, struct slice text, long min, struct error *err)
{
	size_t dash = slice_find(text, "-", 0);
	struct slice first = text, last = text;

	memset(out, 0, sizeof(*out));
	out->end = text.size;
	if (dash != SIZE_MAX) {
		first = slice_range(text.data, 0, dash);
		last = slice_range(text.data, dash + 1, text.size);
	}
	if (!slice_number(first, min, PORT_MAX, &out->first))
		return port_error(err, 0, "a port is a number from 1 to 65535");
	if (!slice_number(last, min, PORT_MAX, &out->last))
		return port_error(err, dash == SIZE_MAX ? 0 : dash + 1,
			"a port is a number from 1 to 65535");
	if (out->last < out->first)
		return port_error(err, 0,
			"the range ends below its start; write the smaller "
			"port first");
	return 0;
}

int port_range_parse(
	struct port_range *out, struct slice text, struct error *err)
{
	return range_parse(out, text, 0, err);
}

static struct port_part part_of(struct slice text, size_t start, size_t end)
{
	struct port_part part = {slice_range(text.data, start, end), start};

	return part;
}

void port_split(struct port_parts *out, struct slice text)
{
	size_t colon = last_of(text.data, text.size, ':');
	size_t target = colon == SIZE_MAX ? 0 : colon + 1;
	size_t slash = slice_find(text, "/", target);
	size_t before;

	memset(out, 0, sizeof(*out));
	out->target =
		part_of(text, target, slash == SIZE_MAX ? text.size : slash);
	out->protocol = part_of(
		text, slash == SIZE_MAX ? text.size : slash + 1, text.size);
	out->host_ip = out->published = part_of(text, 0, 0);
	if (colon == SIZE_MAX)
		return;
	before = last_of(text.data, colon, ':');
	out->published =
		part_of(text, before == SIZE_MAX ? 0 : before + 1, colon);
	if (before != SIZE_MAX)
		out->host_ip = part_of(text, 0, before);
}

bool port_address_valid(struct slice address)
{
	char text[INET6_ADDRSTRLEN + 1];
	unsigned char bytes[16];

	if (address.size == 0 || address.size >= sizeof(text) ||
		memchr(address.data, '\0', address.size))
		return false;
	memcpy(text, address.data, address.size);
	text[address.size] = '\0';
	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

struct slice port_address_bare(struct slice address)
{
	if (address.size >= 2 && address.data[0] == '[' &&
		address.data[address.size - 1] == ']')
		return slice_range(address.data, 1, address.size - 1);
	return address;
}

const char *port_protocol(struct slice text)
{
	static const char *const protocols[] = {"tcp", "udp", "sctp"};
	char lower[8] = "";
	size_t i;

	if (text.size == 0)
		return "tcp";
	if (text.size >= sizeof(lower))
		return NULL;
	for (i = 0; i < text.size; i++)
		lower[i] = character_lower(text.data[i]);
	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (strcmp(lower, protocols[i]) == 0)
			return protocols[i];
	return NULL;
}

/* Reads one part's range; its bytes count in the whole text. */
static int part_range(struct port_range *out, const struct port_part *part,
	long min, struct error *err)
{
	int result = range_parse(out, part->text, min, err);

	out->start = part->start;
	out->end = part->start + part->text.size;
	if (result < 0 && err)
		err->column += (unsigned)part->start;
	return result;
}

int port_published_parse(
	struct port_range *out, const struct port_part *part, struct error *err)
{
	if (part->text.size > 0)
		return part_range(out, part, 0, err);
	memset(out, 0, sizeof(*out));
	out->start = out->end = part->start;
	return 0;
}

int port_target_parse(
	struct port_range *out, const struct port_part *part, struct error *err)
{
	if (part->text.size == 0)
		return port_error(
			err, part->start, "the container's port is missing");
	return part_range(out, part, 1, err);
}

int port_ranges_fit(const struct port_range *published,
	const struct port_range *target, struct error *err)
{
	/* A range for one container port: one of it is picked at start. */
	if (published->first == 0 || target->first == target->last ||
		published->last - published->first ==
			target->last - target->first)
		return 0;
	return port_error(
		err, published->start, "the two ranges differ in length");
}

int port_mapping_parse(
	struct port_mapping *out, struct slice text, struct error *err)
{
	struct port_parts parts;
	const char *protocol;

	memset(out, 0, sizeof(*out));
	port_split(&parts, text);
	out->host_ip = port_address_bare(parts.host_ip.text);
	if (parts.host_ip.text.size > 0 && !port_address_valid(out->host_ip))
		return port_error(err, parts.host_ip.start,
			"what stands before the ports is no IP address");
	if (port_target_parse(&out->target, &parts.target, err) < 0 ||
		port_published_parse(&out->published, &parts.published, err) <
			0 ||
		port_ranges_fit(&out->published, &out->target, err) < 0)
		return -1;
	protocol = port_protocol(parts.protocol.text);
	if (!protocol)
		return port_error(err, parts.protocol.start,
			"the protocol is none of tcp, udp, sctp");
	out->protocol = slice_of(protocol);
	return 0;
}
