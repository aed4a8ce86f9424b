/*
 * The port grammar of compose's short syntax, and of `expose`:
 * [HOST_IP:][HOST[-HOST]:]TARGET[-TARGET][/PROTOCOL], IPv6 in brackets.
 * Published (host) and target (container) ports are never mixed.
 */
#ifndef PLUMB_MODEL_PORT_H
#define PLUMB_MODEL_PORT_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>

struct port_range {
	long first, last;  /* equal for one port; 0, 0: none */
	size_t start, end; /* bytes of it in the text */
};

struct port_mapping {
	struct slice host_ip; /* without brackets; empty: every interface */
	struct port_range published; /* none: an ephemeral host port */
	struct port_range target;
	struct slice protocol; /* "tcp" where not said */
};

/* err has the column (from 1) in text of what is wrong. */
int port_mapping_parse(
	struct port_mapping *out, struct slice text, struct error *err);

/* "8080" or "8080-8090", 1 to 65535 (0 only for published), ascending. */
int port_range_parse(
	struct port_range *out, struct slice text, struct error *err);

/*
 * The steps of port_mapping_parse, for a text some part of which is not
 * known: split it, then read the parts that are.
 */
struct port_part {
	struct slice text;
	size_t start; /* in the whole text */
};

struct port_parts {
	struct port_part host_ip, published, target, protocol;
};

void port_split(struct port_parts *out, struct slice text);
/* No text is an ephemeral port. */
int port_published_parse(struct port_range *out, const struct port_part *part,
	struct error *err);
int port_target_parse(struct port_range *out, const struct port_part *part,
	struct error *err);
int port_ranges_fit(const struct port_range *published,
	const struct port_range *target, struct error *err);
/* "tcp", "udp", "sctp" ("tcp" for no text); NULL for another. */
const char *port_protocol(struct slice text);
/* An address without its brackets; is that an IP address? */
struct slice port_address_bare(struct slice address);
bool port_address_valid(struct slice address);

#endif
