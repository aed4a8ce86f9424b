/*
 * What the registry says of a port that a compose service publishes. Host
 * ports alone are compared; what is unknown or ephemeral is left open.
 */
#ifndef PLUMB_MODEL_PUBLICATION_H
#define PLUMB_MODEL_PUBLICATION_H

#include "model/component.h"

enum publication_verdict {
	/* Ephemeral, unknown, or another place is told of its fault. */
	PUBLICATION_OPEN,
	/* A registered port of the service's entry. */
	PUBLICATION_OWN,
	/* It should be the registered port of the entry, and is not. */
	PUBLICATION_MISTAKEN,
	/* The registry gives it to another service: owner, owned. */
	PUBLICATION_FOREIGN,
	/* The registry does not have it. */
	PUBLICATION_UNREGISTERED,
};

struct publication {
	enum publication_verdict verdict;
	/* Who else owns the port, with its entry of it; or NULL. */
	const struct registry_service *owner;
	const struct registry_port *owned;
};

/*
 * Judges all ports of a service: the array has one for each of its ports, in
 * arena. One mapping at most is mistaken, the likeliest, and only where none
 * of the service, here or in another file of the folder, has the registered
 * port; and each whose variable is named after the entry (`GRAFANA_PORT`).
 * Further ports are foreign or unregistered. All is open without a registry
 * or where the match is ambiguous.
 */
const struct publication *publications_judge(struct model *model,
	struct arena *arena, const struct service_match *match);

#endif
