/*
 * Makes the draft of a registry out of what its readers found: names that
 * differ, owners, what a service depends on, who shares a port with it. It
 * must not know how a draft is written.
 */
#include "generate/proposal.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/utf8.h"
#include "generate/made_node.h"
#include "generate/proposal_private.h"
#include "model/registry_field.h"
#include <stdlib.h>
#include <string.h>

void proposing_say(struct arena *arena, struct sentence_list *list,
	const char *format, ...)
{
	va_list arguments;
	const char *sentence;

	va_start(arguments, format);
	sentence = arena_vformat(arena, format, arguments);
	va_end(arguments);
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], sentence) == 0)
			return;
	vector_add(list, sentence);
}

bool proposing_counts(const struct proposing *proposing, const char *path)
{
	return model_scope(proposing->model, path) == SCOPE_SOURCE &&
	       !compose_is_apart(path) &&
	       !model_is_generated(proposing->model, path);
}

struct proposed_service *proposing_add(
	struct proposing *proposing, const char *name, const char *path)
{
	struct proposed_service *service =
		arena_alloc(proposing->arena, sizeof(*service));

	service->name = name;
	service->path = path;
	vector_add(&proposing->proposal->services, service);
	return service;
}

bool proposed_has(const struct proposed_service *service, long port)
{
	for (size_t i = 0; i < service->ports.count; i++)
		if (service->ports.items[i].port == port)
			return true;
	return false;
}

bool proposed_knows(const struct proposed_service *service, long port)
{
	for (size_t i = 0; i < service->ports.count; i++)
		if (service->ports.items[i].target == port)
			return true;
	return proposed_has(service, port) ||
	       (service->service != NULL &&
		       compose_service_serves(service->service, port));
}

void proposing_add_port(struct proposing *proposing,
	struct proposed_service *service, const struct proposed_port *port)
{
	for (size_t i = 0; i < service->ports.count; i++) {
		if (service->ports.items[i].port != port->port)
			continue;
		if (service->ports.items[i].udp != port->udp)
			proposing_say(proposing->arena, &service->decide,
				"%ld is published for tcp and for udp: a "
				"registry says one protocol of a service",
				port->port);
		return;
	}
	vector_add(&service->ports, *port);
}

const char *proposing_source(
	const struct proposing *proposing, const char *path)
{
	for (size_t i = 0; i < proposing->examples->count; i++)
		if (strcmp(proposing->examples->items[i].path, path) == 0)
			return proposing->examples->items[i].source;
	return NULL;
}

/* --- names that differ ------------------------------------------------- */

/* Of one variable: `-`, `_` and `.` are all `_` in that. */
static bool is_one_name(const char *a, const char *b)
{
	while (*a != '\0' &&
		(*a == *b || (strchr("-_.", *a) != NULL && *b != '\0' &&
				     strchr("-_.", *b) != NULL))) {
		a++;
		b++;
	}
	return *a == *b;
}

static size_t count_named(const struct proposal *proposal, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < proposal->services.count; i++)
		count += is_one_name(proposal->services.items[i]->name, name);
	return count;
}

/* What tells it from others of its name. */
static const char *qualified(
	struct arena *arena, const struct proposed_service *service)
{
	const char *container =
		service->service != NULL &&
				service->service->container_name.known
			? service->service->container_name.text
			: NULL;
	const char *outer = NULL;
	size_t size;

	if (container != NULL && *container != '\0')
		return proposed_name_of(arena, container);
	if (service->project != NULL)
		outer = proposed_name_of_project(arena, service->project);
	if (outer == NULL && service->folder != NULL) {
		size = path_folder_size(service->folder);
		if (size > 0)
			outer = proposed_name_of_folder(arena,
				arena_copy(arena, service->folder, size));
	}
	/* A folder's general name has its parent's already. */
	if (outer == NULL || string_starts(service->name, outer))
		return service->name;
	return arena_format(arena, "%s-%s", outer, service->name);
}

static void number_name(
	struct proposal *proposal, struct arena *arena, size_t index)
{
	struct proposed_service *service = proposal->services.items[index];
	const char *name = service->name;

	for (int number = 2; count_named(proposal, service->name) > 1; number++)
		service->name = arena_format(arena, "%s-%d", name, number);
}

static void say_renamed(struct proposing *proposing,
	struct proposed_service *service, const char *compose_name)
{
	const char *container = service->service->container_name.known
					? service->service->container_name.text
					: NULL;

	if (strcmp(service->name, compose_name) == 0 ||
		(container != NULL && strcmp(container, service->name) == 0))
		return;
	proposing_say(proposing->arena, &service->decide,
		"compose calls it `%s`, as it does others: name it so there, "
		"or label it plumb.service: %s",
		compose_name, service->name);
}

static void name_apart(struct proposing *proposing)
{
	struct proposal *proposal = proposing->proposal;
	size_t count = proposal->services.count, i;
	bool *shared = arena_alloc(proposing->arena, count + 1);
	const char **names =
		arena_alloc(proposing->arena, (count + 1) * sizeof(*names));

	for (i = 0; i < count; i++)
		names[i] = proposal->services.items[i]->name;
	for (i = 0; i < count; i++)
		shared[i] = count_named(proposal,
				    proposal->services.items[i]->name) > 1;
	for (i = 0; i < count; i++)
		if (shared[i])
			proposal->services.items[i]->name = qualified(
				proposing->arena, proposal->services.items[i]);
	for (i = 0; i < count; i++)
		number_name(proposal, proposing->arena, i);
	for (i = 0; i < count; i++) {
		struct proposed_service *service = proposal->services.items[i];

		if (service->service != NULL)
			say_renamed(proposing, service, service->service->name);
		if (shared[i] && strcmp(service->name, names[i]) == 0)
			proposing_say(proposing->arena, &service->decide,
				"others have this name, too, and were given "
				"another: give this one a name that tells it "
				"from them");
	}
}

/* --- what each of them says -------------------------------------------- */

static void set_owner(
	struct proposing *proposing, struct proposed_service *service)
{
	const char *path =
		service->folder != NULL ? service->folder : service->path;

	service->owner =
		codeowners_of(proposing->owners, path, service->folder != NULL);
	if (service->owner == NULL)
		proposing->proposal->ownerless++;
}

static bool is_description(struct arena *arena, const char *text)
{
	const struct node *at;

	return text != NULL && strpbrk(text, "\n\r") == NULL &&
	       utf8_is_valid(text, strlen(text)) &&
	       registry_field_problem(arena, FIELD_DESCRIPTION,
		       made_text(arena, text), &at) == NULL;
}

/* What its package says that it is. */
static const char *description_of_package(
	struct proposing *proposing, const char *folder)
{
	const char *path =
		arena_format(proposing->arena, "%s/package.json", folder);
	const struct model_text *text = model_text(proposing->model, path);
	struct document *document;
	struct error err;

	if (text == NULL ||
		document_parse(&document, proposing->arena, DOCUMENT_JSON, path,
			text->text, text->size, &err) != 0)
		return NULL;
	return node_text(node_get(document->root, "description"));
}

static void describe(
	struct proposing *proposing, struct proposed_service *service)
{
	const char *image =
		service->service != NULL ? service->service->image.text : NULL;
	const char *text = NULL;

	if (service->folder != NULL)
		text = description_of_package(proposing, service->folder);
	if (!is_description(proposing->arena, text) && service->folder != NULL)
		text = arena_format(proposing->arena, "%s from %s",
			service->service != NULL ? "built" : "runs",
			service->folder);
	if (!is_description(proposing->arena, text) && image != NULL &&
		*image != '\0')
		text = arena_format(proposing->arena, "image %s of %s", image,
			service->path);
	if (!is_description(proposing->arena, text))
		text = arena_format(
			proposing->arena, "service of %s", service->path);
	/* A path may be of any length and any bytes. */
	service->description = is_description(proposing->arena, text)
				       ? text
				       : "described nowhere so far";
}

/* A compose service of the same application, by the name it has here. */
static const char *entry_name(const struct proposal *proposal,
	const struct compose_project *project, const char *name)
{
	for (size_t i = 0; i < proposal->services.count; i++) {
		const struct proposed_service *entry =
			proposal->services.items[i];

		if (entry->service != NULL &&
			strcmp(entry->service->name, name) == 0 &&
			(entry->project == project ||
				proposing_are_variants(
					entry->project, project)))
			return entry->name;
	}
	return NULL;
}

static void set_dependencies(
	struct proposing *proposing, struct proposed_service *service)
{
	const struct compose_service *compose = service->service;

	for (size_t i = 0; compose != NULL && i < compose->depends_on_count;
		i++) {
		const char *text = compose->depends_on[i].text;
		const char *name = text != NULL
					   ? entry_name(proposing->proposal,
						     service->project, text)
					   : NULL;

		if (name != NULL && strcmp(name, service->name) != 0)
			proposing_say(proposing->arena, &service->depends_on,
				"%s", name);
	}
}

static void set_protocol(
	struct proposing *proposing, struct proposed_service *service)
{
	bool guessed;

	service->protocol = proposed_protocol(service, &guessed);
	if (guessed)
		proposing_say(proposing->arena, &service->decide,
			"nothing says what it speaks: %s is a guess",
			service->protocol);
}

static bool is_aside(const struct proposed_port *port)
{
	return strcmp(port->name, "grpc") == 0 ||
	       strcmp(port->name, "metrics") == 0;
}

/* What people ask for goes first. */
static void put_main_first(struct proposed_port_list *ports)
{
	size_t main = 0;
	struct proposed_port port;

	while (main < ports->count && is_aside(&ports->items[main]))
		main++;
	if (main == 0 || main == ports->count)
		return;
	port = ports->items[main];
	memmove(&ports->items[1], &ports->items[0],
		main * sizeof(*ports->items));
	ports->items[0] = port;
}

/* A registry says one protocol of a service. */
static void say_transports(
	struct proposing *proposing, struct proposed_service *service)
{
	const struct proposed_port_list *ports = &service->ports;

	for (size_t i = 1; i < ports->count; i++)
		if (ports->items[i].udp != ports->items[0].udp) {
			proposing_say(proposing->arena, &service->decide,
				"%ld is %s and %ld %s, and an entry has one "
				"protocol: are these two services?",
				ports->items[0].port,
				ports->items[0].udp ? "udp" : "tcp",
				ports->items[i].port,
				ports->items[i].udp ? "udp" : "tcp");
			return;
		}
}

/* Two ports of one name cannot stand in one map. */
static void name_ports(
	struct proposing *proposing, struct proposed_service *service)
{
	struct proposed_port_list *ports = &service->ports;

	put_main_first(ports);
	say_transports(proposing, service);
	for (size_t i = 1; i < ports->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(ports->items[k].name,
				    ports->items[i].name) == 0) {
				ports->items[i].name = arena_format(
					proposing->arena, "port-%ld",
					ports->items[i].port);
				break;
			}
	if (ports->count > 1)
		proposing_say(proposing->arena, &service->decide,
			"it has %zu ports: are their names right, and must all "
			"be published?",
			ports->count);
}

/* --- groups ------------------------------------------------------------ */

static const char *first_folder(struct arena *arena, const char *folder)
{
	size_t size = strcspn(folder, "/");

	/* The service's own folder groups nothing. */
	if (folder[size] == '\0')
		return PROPOSAL_GENERAL;
	return proposed_name_of(arena, arena_copy(arena, folder, size));
}

static bool has_several_projects(const struct proposal *proposal)
{
	const struct compose_project *first = NULL;

	for (size_t i = 0; i < proposal->services.count; i++) {
		const struct compose_project *project =
			proposal->services.items[i]->project;

		if (first == NULL)
			first = project;
		else if (project != NULL && project != first &&
			 compose_projects_may_meet(project, first))
			return true;
	}
	return false;
}

static const char *group_of(const struct proposing *proposing,
	const struct proposed_service *service, bool several)
{
	const char *project =
		service->project != NULL && several
			? proposed_name_of_project(
				  proposing->arena, service->project)
			: NULL;

	if (proposed_store(service) != NULL)
		return "data";
	if (project != NULL)
		return project;
	if (service->folder != NULL)
		return first_folder(proposing->arena, service->folder);
	return PROPOSAL_GENERAL;
}

static void set_groups(struct proposing *proposing)
{
	const struct proposal *proposal = proposing->proposal;
	bool several = has_several_projects(proposal);

	for (size_t i = 0; i < proposal->services.count; i++) {
		const struct proposed_service *service =
			proposal->services.items[i];
		const char *group = group_of(proposing, service, several);

		for (size_t k = 0; k < service->ports.count; k++) {
			struct proposed_port *port = &service->ports.items[k];

			port->group =
				k > 0 && is_aside(port) ? port->name : group;
		}
	}
}

/* --- who else has the port --------------------------------------------- */

static const char *others_of(const struct proposing *proposing,
	const struct proposed_service *service,
	const struct proposed_port *port)
{
	const struct proposal *proposal = proposing->proposal;
	const char *list = NULL;

	for (size_t i = 0; i < proposal->services.count; i++) {
		const struct proposed_service *other =
			proposal->services.items[i];

		for (size_t k = 0; other != service && k < other->ports.count;
			k++)
			if (other->ports.items[k].port == port->port &&
				other->ports.items[k].udp == port->udp)
				list = arena_format(proposing->arena, "%s%s%s",
					list != NULL ? list : "",
					list != NULL ? ", " : "", other->name);
	}
	return list;
}

static void say_contested(
	struct proposing *proposing, struct proposed_service *service)
{
	for (size_t i = 0; i < service->ports.count; i++) {
		const struct proposed_port *port = &service->ports.items[i];
		const char *others = others_of(proposing, service, port);

		if (others != NULL)
			proposing_say(proposing->arena, &service->decide,
				"%ld is the port of %s too: who keeps it?",
				port->port, others);
	}
}

/* --- all of it --------------------------------------------------------- */

static int compare_services(const void *a, const void *b)
{
	const struct proposed_service *left =
		*(struct proposed_service *const *)a;
	const struct proposed_service *right =
		*(struct proposed_service *const *)b;
	long l = left->ports.count > 0 ? left->ports.items[0].port : 65536;
	long r = right->ports.count > 0 ? right->ports.items[0].port : 65536;

	if (l != r)
		return l < r ? -1 : 1;
	return strcmp(left->name, right->name);
}

static void finish(struct proposing *proposing)
{
	struct proposal *proposal = proposing->proposal;
	size_t count = proposal->services.count, i;

	name_apart(proposing);
	for (i = 0; i < count; i++) {
		struct proposed_service *service = proposal->services.items[i];

		name_ports(proposing, service);
		set_protocol(proposing, service);
		describe(proposing, service);
		set_owner(proposing, service);
		set_dependencies(proposing, service);
		say_contested(proposing, service);
	}
	if (count > 1)
		qsort(proposal->services.items, count,
			sizeof(*proposal->services.items), compare_services);
	set_groups(proposing);
	proposal_divide(proposal, proposing->arena);
	proposal->decisions = proposal->undecided.count;
	for (i = 0; i < count; i++)
		proposal->decisions +=
			proposal->services.items[i]->decide.count;
}

struct proposal *proposal_make(struct arena *arena, struct model *model,
	const struct fact_list *facts,
	const struct proposal_example_list *examples)
{
	struct proposing proposing = {.arena = arena,
		.model = model,
		.proposal = arena_alloc(arena, sizeof(struct proposal)),
		.owners = codeowners_read(arena, model),
		.examples = examples};

	proposing_read_projects(&proposing);
	proposing_read_facts(&proposing, facts);
	finish(&proposing);
	vector_free(&proposing.ephemeral);
	return proposing.proposal;
}

void proposal_release(struct proposal *proposal)
{
	for (size_t i = 0; i < proposal->services.count; i++) {
		struct proposed_service *service = proposal->services.items[i];

		vector_free(&service->ports);
		vector_free(&service->depends_on);
		vector_free(&service->seen);
		vector_free(&service->decide);
	}
	vector_free(&proposal->services);
	vector_free(&proposal->ranges);
	vector_free(&proposal->undecided);
}
