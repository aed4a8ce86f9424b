/*
 * Reads the ports of Kubernetes manifests. Knows where they stand in a
 * manifest, and not what else in the repository has the same names.
 */
#include "model/kubernetes.h"
#include "base/arena.h"
#include "base/vector.h"

#include <stdint.h>
#include <string.h>

struct manifest_reader {
	const char *name; /* of whom the ports are */
	VECTOR(struct kubernetes_port) ports;
};

bool kubernetes_is_likely(const char *path, struct slice text)
{
	return (string_ends(path, ".yml") || string_ends(path, ".yaml")) &&
	       slice_find(text, "apiVersion:", 0) != SIZE_MAX &&
	       (slice_find(text, "containerPort:", 0) != SIZE_MAX ||
		       slice_find(text, "ports:", 0) != SIZE_MAX);
}

static void add_port(struct manifest_reader *reader, const struct node *entry,
	const char *key, enum kubernetes_port_kind kind)
{
	const struct node *node = node_get(entry, key);
	struct kubernetes_port *port;

	if (!node || node->kind != NODE_INTEGER || node->integer < 1 ||
		node->integer > 65535)
		return;
	port = vector_next(&reader->ports);
	port->kind = kind;
	port->port = (long)node->integer;
	port->name = reader->name;
	port->node = node;
}

static void read_service(
	struct manifest_reader *reader, const struct node *root)
{
	const struct node *ports = node_get(node_get(root, "spec"), "ports");

	for (size_t i = 0; ports && i < ports->count; i++) {
		add_port(reader, ports->items[i], "port", KUBERNETES_SERVICE);
		add_port(reader, ports->items[i], "targetPort",
			KUBERNETES_TARGET);
		add_port(reader, ports->items[i], "nodePort", KUBERNETES_NODE);
	}
}

/* Wherever containers stand: in a Pod, or in a template of one. Documents
 * are nested 200 levels deep at most. */
static void read_containers(
	struct manifest_reader *reader, const struct node *node)
{
	const char *outer = reader->name;
	const struct node *name = node_get(node, "name");
	const struct node *ports = node_get(node, "ports");

	if (name && name->kind == NODE_STRING && ports)
		reader->name = name->text;
	for (size_t i = 0; ports && i < ports->count; i++)
		add_port(reader, ports->items[i], "containerPort",
			KUBERNETES_CONTAINER);
	for (size_t i = 0; i < node->count; i++)
		if (node->items[i] != ports)
			read_containers(reader, node->items[i]);
	reader->name = outer;
}

static void read_object(struct manifest_reader *reader, const struct node *root)
{
	const struct node *name = node_get(node_get(root, "metadata"), "name");

	if (!node_get(root, "apiVersion"))
		return;
	reader->name = name && name->kind == NODE_STRING ? name->text : NULL;
	if (node_is_text(node_get(root, "kind"), "Service"))
		read_service(reader, root);
	else
		read_containers(reader, root);
}

struct kubernetes_ports kubernetes_read(
	struct arena *arena, const struct document *document)
{
	struct manifest_reader reader = {0};
	struct kubernetes_ports result;

	for (size_t i = 0; i < document->root_count; i++)
		if (document->roots[i])
			read_object(&reader, document->roots[i]);
	result.count = reader.ports.count;
	result.items = vector_move(&reader.ports, arena);
	return result;
}
