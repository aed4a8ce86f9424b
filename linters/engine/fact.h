/*
 * A port fact: one place in the snapshot that states a port. Every reader
 * adds to one table; cross-file rules join it and `plumb where` prints it.
 */
#ifndef PLUMB_ENGINE_FACT_H
#define PLUMB_ENGINE_FACT_H

#include "engine/finding.h"

enum fact_kind {
	FACT_REGISTRY,    /* the registry gives the service this port */
	FACT_PUBLISHED,   /* compose: host port (target: container port) */
	FACT_TARGET,      /* compose: container port */
	FACT_EXPOSE,      /* compose expose, EXPOSE, containerPort */
	FACT_ENV,         /* a PORT-like variable of an env file */
	FACT_DEFAULT,     /* default of a PORT-like variable in code */
	FACT_ASSIGNMENT,  /* PORT=3200, const PORT = 9880 */
	FACT_ADDRESS,     /* localhost:4007 */
	FACT_HEALTHCHECK, /* a port that a healthcheck asks */
	FACT_UPSTREAM,    /* service-name:port */
	FACT_SCRAPE,      /* a target that Prometheus scrapes */
	FACT_LISTEN,      /* nginx, a server by its command, Kubernetes */
	FACT_LABEL,       /* a proxy's label: …loadbalancer.server.port */
};

enum fact_side { SIDE_HOST, SIDE_CONTAINER, SIDE_UNKNOWN };

struct fact {
	enum fact_kind kind;
	enum fact_side side;
	const char *service; /* or NULL */
	long port, port_end; /* equal for one port; 0: ephemeral */
	/* Of FACT_PUBLISHED: the container port (target_end of a range). */
	long target, target_end;
	const char *host_ip;  /* "" for every interface; or NULL */
	const char *protocol; /* "tcp", "udp"; or NULL */
	struct place place;
};

const char *fact_kind_name(enum fact_kind kind); /* "published", … */

/* Adds a copy when the sink wants facts. */
void sink_fact(struct sink *sink, const struct fact *fact);

#endif
