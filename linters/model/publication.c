/*
 * Published ports against the registry: which one of a service's mappings is
 * wrong, and whose the others are. Says nothing of how bad that is; the
 * linter does.
 */
#include "model/publication.h"
#include "base/arena.h"
#include "model/model.h"

#include <string.h>

static bool is_own(
	const struct compose_port *port, const struct registry_service *entry)
{
	size_t i;

	for (i = 0; i < entry->port_count; i++)
		if (compose_is_published(port) &&
			entry->ports[i].port >= port->published &&
			entry->ports[i].port <= port->published_end)
			return true;
	return false;
}

/* Is one of the service's ports a registered one, or may it be? */
static bool has_own(const struct compose_service *service,
	const struct registry_service *entry)
{
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (!service->ports[i].published_known ||
			is_own(&service->ports[i], entry))
			return true;
	return false;
}

/* Is other the file, or one of those that it was merged of? */
static bool is_part(
	const struct compose_file *file, const struct compose_file *other)
{
	size_t i;

	for (i = 0; i < file->part_count; i++)
		if (file->parts[i] == other)
			return true;
	return file == other;
}

/* A file may publish the debugger and leave the rest to one beside it. */
static bool has_own_beside(
	struct model *model, const struct service_match *match)
{
	const struct compose_file *file = match->file;
	struct compose_file *const *files;
	size_t count, i;

	files = model_compose_files(model, &count);
	for (i = 0; i < count; i++) {
		const struct compose_service *same;

		if (is_part(file, files[i]) || files[i]->stands_alone ||
			strcmp(files[i]->folder, file->folder) != 0)
			continue;
		same = compose_find(files[i], match->service->name);
		if (same && has_own(same, match->entry))
			return true;
	}
	return false;
}

/* Does the mapping's `<NAME>_PORT` name the entry? */
static bool names_entry(
	const struct service_match *match, const struct compose_port *port)
{
	struct slice stem = slice_of(port->variable);

	if (!slice_ends(stem, "_PORT"))
		return false;
	stem.size -= strlen("_PORT");
	return registry_service_of_variable(match->registry, stem) ==
	       match->entry;
}

/* How likely is it that the mapping is meant for the registered port? */
static int likeness(
	const struct service_match *match, const struct compose_port *port)
{
	bool udp = strcmp(port->protocol, "udp") == 0;

	if (names_entry(match, port))
		return 4;
	if (port->target_known && port->target == port->target_end &&
		registry_service_has(match->entry, port->target))
		return 3;
	return udp == match->entry->udp ? 2 : 1;
}

/* The mapping that should have the registered port; NULL where one has. */
static const struct compose_port *find_mistaken(
	struct model *model, const struct service_match *match)
{
	const struct compose_service *service = match->service;
	const struct compose_port *best = NULL;
	size_t i;

	if (has_own(service, match->entry) || has_own_beside(model, match))
		return NULL;
	for (i = 0; i < service->port_count; i++) {
		const struct compose_port *port = &service->ports[i];

		if (compose_is_published(port) &&
			(!best ||
				likeness(match, port) > likeness(match, best)))
			best = port;
	}
	return best;
}

/*
 * The lowest port of the mapping that the registry gives to another service,
 * or 0. Goes through the registry, since a range may have 65,535 ports.
 */
static long find_owned(const struct service_match *match,
	const struct compose_port *port, bool udp)
{
	const struct registry *registry = match->registry;
	long lowest = 0;
	size_t i, k;

	for (i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		if (service == match->entry || service->udp != udp)
			continue;
		for (k = 0; k < service->port_count; k++) {
			long number = service->ports[k].port;

			if (number >= port->published &&
				number <= port->published_end &&
				(!lowest || number < lowest))
				lowest = number;
		}
	}
	return lowest;
}

static void find_owner(struct publication *out,
	const struct service_match *match, const struct compose_port *port)
{
	bool udp = strcmp(port->protocol, "udp") == 0;
	long number = find_owned(match, port, udp);

	if (number)
		out->owner = registry_owner(
			match->registry, number, udp, &out->owned);
}

/*
 * `rag-service-gpu` takes the place of `rag-service`: of two such services
 * only one ever runs.
 */
static bool is_variant_of(const char *name, const char *owner)
{
	static const char *const words[] = {"gpu", "gpu-nvidia", "gpu-amd",
		"nvidia", "amd", "cuda", "rocm", "cpu", "dev", "development",
		"prod", "production", "staging", "local", "debug", "test",
		"amd64", "arm64"};
	size_t size = strlen(owner), i;

	if (strncmp(name, owner, size) != 0 || !name[size] ||
		!strchr("-_.", name[size]))
		return false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(name + size + 1, words[i]) == 0)
			return true;
	return false;
}

static void judge(struct publication *out, const struct service_match *match,
	const struct compose_port *port, const struct compose_port *mistaken)
{
	const struct registry_service *entry = match->entry;

	if (!compose_is_published(port))
		return;
	if (entry && is_own(port, entry)) {
		out->verdict = PUBLICATION_OWN;
		return;
	}
	find_owner(out, match, port);
	if (entry && entry->port_count > 0 &&
		(port == mistaken || names_entry(match, port)))
		out->verdict = PUBLICATION_MISTAKEN;
	else if (!out->owner)
		out->verdict = PUBLICATION_UNREGISTERED;
	else if (!is_variant_of(match->service->name, out->owner->name))
		out->verdict = PUBLICATION_FOREIGN;
}

const struct publication *publications_judge(struct model *model,
	struct arena *arena, const struct service_match *match)
{
	const struct compose_service *service = match->service;
	struct publication *list =
		arena_alloc(arena, service->port_count * sizeof(*list));
	const struct compose_port *mistaken = NULL;
	size_t i;

	if (!match->registry || match->ambiguous ||
		compose_on_host_network(service))
		return list;
	if (match->entry && match->entry->port_count > 0)
		mistaken = find_mistaken(model, match);
	for (i = 0; i < service->port_count; i++)
		judge(&list[i], match, &service->ports[i], mistaken);
	return list;
}
