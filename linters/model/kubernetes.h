/*
 * Ports that Kubernetes manifests state: of containers, and of services
 * with the node's port where there is one. Charts are templates, and read as
 * far as they are YAML.
 */
#ifndef PLUMB_MODEL_KUBERNETES_H
#define PLUMB_MODEL_KUBERNETES_H

#include "rule/document.h"

enum kubernetes_port_kind {
	KUBERNETES_CONTAINER, /* containerPort */
	KUBERNETES_SERVICE,   /* port of a Service */
	KUBERNETES_TARGET,    /* targetPort, where it is a number */
	KUBERNETES_NODE,      /* nodePort: of every host of the cluster */
};

struct kubernetes_port {
	enum kubernetes_port_kind kind;
	long port;
	const char *name; /* of the object, or of the container; or NULL */
	const struct node *node;
};

struct kubernetes_ports {
	const struct kubernetes_port *items;
	size_t count;
};

/* Is it worth parsing: a YAML file whose text has `apiVersion` and ports? */
bool kubernetes_is_likely(const char *path, struct slice text);

/* In the order of the file, in arena. */
struct kubernetes_ports kubernetes_read(
	struct arena *arena, const struct document *document);

#endif
