/*
 * The container's side of a registered service: by which name and port other
 * containers reach it. The registry holds the host's side only.
 */
#ifndef PLUMB_MODEL_CONTAINER_SIDE_H
#define PLUMB_MODEL_CONTAINER_SIDE_H

#include "model/component.h"

struct container_side {
	/* The compose service that the entry is; NULL: no file has it. */
	const struct compose_service *service;
	/* The entry's name where the network knows it, else the service's;
	 * NULL without a service, or where it is on the host's own network. */
	const char *host;
	long port; /* that the container serves; 0: not known */
	/* Can the host reach it? Not when compose has it and publishes
	 * nothing. */
	bool on_host;
};

/*
 * Of the entry's registered port (one of its ports): the target of the
 * mapping that publishes it, by number or by a variable named after the
 * entry; else the only port that the service maps, exposes, or asks in its
 * healthcheck. Where nothing is published, the registered port itself when it
 * is the usual one of its protocol. Files that disagree leave it unknown.
 */
struct container_side container_side_of(struct model *model,
	struct arena *arena, const struct registry *registry,
	const struct registry_service *entry, const struct registry_port *port);

#endif
