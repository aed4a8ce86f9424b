/*
 * Makes the draft of a registry out of what its readers found: names that
 * differ, owners, what a service depends on, who shares a port with it. It
 * must not know how a draft is written.
 */
#include "generate/proposal.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "generate/made_node.h"
#include "generate/proposal_private.h"
#include "model/registry_field.h"
#include <stdlib.h>
#include <string.h>

/* --- sentences --------------------------------------------------------- */

/* A few are looked through faster than hashed. */
enum { SENTENCES_FEW = 8 };

static bool has_sentence(struct sentence_list *list, const char *sentence)
{
	if (list->count <= SENTENCES_FEW) {
		for (size_t i = 0; i < list->count; i++)
			if (strcmp(list->items[i], sentence) == 0)
				return true;
		return false;
	}
	while (list->known.count < list->count)
		map_put_string(
			&list->known, list->items[list->known.count], NULL);
	return map_has(&list->known, slice_of(sentence));
}

void proposing_say(struct arena *arena, struct sentence_list *list,
	const char *format, ...)
{
	va_list arguments;
	const char *sentence;

	va_start(arguments, format);
	sentence = arena_vformat(arena, format, arguments);
	va_end(arguments);
	if (!has_sentence(list, sentence))
		vector_add(list, sentence);
}

static void release_sentences(struct sentence_list *list)
{
	vector_free(list);
	map_release(&list->known);
}

const char *proposing_names(
	struct arena *arena, const char *const *names, size_t count)
{
	size_t shown =
		count <= PROPOSAL_NAMES_MAX ? count : PROPOSAL_NAMES_SHOWN;
	const char *list = "";

	for (size_t i = 0; i < shown; i++)
		list = arena_format(
			arena, "%s%s%s", list, i > 0 ? ", " : "", names[i]);
	if (shown == count)
		return list;
	return arena_format(arena, "%s and %zu others", list, count - shown);
}

/* --- services and ports ------------------------------------------------ */

static bool is_kept(const struct proposing *proposing, const char *path)
{
	return model_scope(proposing->model, path) == SCOPE_SOURCE &&
	       !compose_is_apart(path) &&
	       !model_is_generated(proposing->model, path);
}

bool proposing_counts(const struct proposing *proposing, const char *path)
{
	const struct proposal_key key = {.kind = PROPOSAL_COUNTS, .text = path};
	size_t known = proposal_index_get(proposing->index, &key);

	if (known == 0) {
		known = is_kept(proposing, path) ? 2 : 1;
		proposal_index_put(proposing->index, &key, known);
	}
	return known == 2;
}

struct proposed_service *proposing_add(
	struct proposing *proposing, const char *name, const char *path)
{
	struct proposed_service *service =
		arena_alloc(proposing->arena, sizeof(*service));

	service->name = name;
	service->letters = proposed_letters_of(proposing->arena, name);
	service->path = path;
	service->position = proposing->proposal->services.count;
	vector_add(&proposing->proposal->services, service);
	return service;
}

void proposing_set_folder(struct proposing *proposing,
	struct proposed_service *service, const char *folder)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_IN_FOLDER, .text = folder};

	service->folder = folder;
	if (folder != NULL)
		proposal_index_put_least(
			proposing->index, &key, service->position + 1);
}

void proposing_add_port(struct proposing *proposing,
	struct proposed_service *service, const struct proposed_port *port)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_PORT, .of = service, .port = port->port};
	const struct proposal_key name = {
		.kind = PROPOSAL_PORT_NAME, .of = service, .text = port->name};
	size_t number = proposal_index_get(proposing->index, &key);

	if (number != 0) {
		if (service->ports.items[number - 1].udp != port->udp)
			proposing_say(proposing->arena, &service->decide,
				"%ld is published for tcp and for udp: a "
				"registry says one protocol of a service",
				port->port);
		return;
	}
	vector_add(&service->ports, *port);
	proposal_index_put(proposing->index, &key, service->ports.count);
	proposal_index_put(proposing->index, &name, service->ports.count);
	proposal_index_port(proposing->index, service, port->port);
	proposal_index_port(proposing->index, service, port->target);
}

const char *proposing_source(
	const struct proposing *proposing, const char *path)
{
	const struct proposal_key key = {.kind = PROPOSAL_SOURCE, .text = path};
	size_t number = proposal_index_get(proposing->index, &key);

	return number != 0 ? proposing->examples->items[number - 1].source
			   : NULL;
}

/* --- names that differ ------------------------------------------------- */

/* How many services are called so. Names are one where they make one variable:
 * `-`, `_` and `.` are all `_` in that. */
struct name_counts {
	struct arena *arena;
	struct map counts;
	struct map next; /* the number to try next behind a name */
};

static struct slice name_key(struct arena *arena, const char *name)
{
	char *key = arena_string(arena, name);

	for (size_t i = 0; key[i] != '\0'; i++)
		if (key[i] == '-' || key[i] == '.')
			key[i] = '_';
	return slice_of(key);
}

static size_t count_named(const struct name_counts *names, const char *name)
{
	return (uintptr_t)map_get(&names->counts, name_key(names->arena, name));
}

static void count_name(struct name_counts *names, const char *name, bool more)
{
	size_t count = count_named(names, name);

	map_put(&names->counts, name_key(names->arena, name),
		(void *)(uintptr_t)(more ? count + 1 : count - 1));
}

static void count_names(
	struct name_counts *names, const struct proposal *proposal)
{
	map_release(&names->counts);
	for (size_t i = 0; i < proposal->services.count; i++)
		count_name(names, proposal->services.items[i]->name, true);
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

/* A number that is taken stays so: it is never given back. */
static void number_name(
	struct name_counts *names, struct proposed_service *service)
{
	const char *name = service->name;
	struct slice key = name_key(names->arena, name);
	uintptr_t number = (uintptr_t)map_get(&names->next, key);

	if (count_named(names, name) < 2)
		return;
	count_name(names, name, false);
	for (number = number < 2 ? 2 : number;
		count_named(names, service->name) > 0; number++)
		service->name = arena_format(
			names->arena, "%s-%zu", name, (size_t)number);
	count_name(names, service->name, true);
	map_put(&names->next, key, (void *)number);
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
	struct name_counts counts = {.arena = proposing->arena};
	bool *shared = arena_alloc(proposing->arena, count + 1);
	const char **names =
		arena_alloc(proposing->arena, (count + 1) * sizeof(*names));

	for (i = 0; i < count; i++)
		names[i] = proposal->services.items[i]->name;
	count_names(&counts, proposal);
	for (i = 0; i < count; i++)
		shared[i] = count_named(&counts, names[i]) > 1;
	for (i = 0; i < count; i++)
		if (shared[i])
			proposal->services.items[i]->name = qualified(
				proposing->arena, proposal->services.items[i]);
	count_names(&counts, proposal);
	for (i = 0; i < count; i++)
		number_name(&counts, proposal->services.items[i]);
	map_release(&counts.counts);
	map_release(&counts.next);
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

static const char *read_package(struct proposing *proposing, const char *path)
{
	const struct model_text *text = model_text(proposing->model, path);
	struct document *document;
	struct error err;

	if (text == NULL ||
		document_parse(&document, proposing->arena, DOCUMENT_JSON, path,
			text->text, text->size, &err) != 0)
		return NULL;
	return node_text(node_get(document->root, "description"));
}

/* What its package says that it is, where a registry takes that: thousands may
 * be of one folder. */
static const char *description_of_package(
	struct proposing *proposing, const char *folder)
{
	struct map *packages = &proposing->packages;
	const char *text;

	if (map_has(packages, slice_of(folder)))
		return map_get_string(packages, folder);
	text = read_package(proposing,
		arena_format(proposing->arena, "%s/package.json", folder));
	if (!is_description(proposing->arena, text))
		text = NULL;
	map_put_string(packages, folder, (void *)(uintptr_t)text);
	return text;
}

static void describe(
	struct proposing *proposing, struct proposed_service *service)
{
	const char *image =
		service->service != NULL ? service->service->image.text : NULL;
	const char *text = NULL;

	if (service->folder != NULL)
		text = description_of_package(proposing, service->folder);
	if (text == NULL && service->folder != NULL)
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

static void set_dependencies(
	struct proposing *proposing, struct proposed_service *service)
{
	const struct compose_service *compose = service->service;

	for (size_t i = 0; compose != NULL && i < compose->depends_on_count;
		i++) {
		const char *text = compose->depends_on[i].text;
		const char *name = text != NULL
					   ? proposing_entry_name(proposing,
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
	struct map names = MAP_INIT;

	put_main_first(ports);
	say_transports(proposing, service);
	for (size_t i = 0; i < ports->count && ports->count > 1; i++) {
		struct proposed_port *port = &ports->items[i];

		if (map_has(&names, slice_of(port->name)))
			port->name = arena_format(
				proposing->arena, "port-%ld", port->port);
		map_put_string(&names, port->name, NULL);
	}
	map_release(&names);
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
	struct map seen = MAP_INIT; /* projects, by their address */
	const struct compose_project *first = NULL;
	bool several = false;

	for (size_t i = 0; i < proposal->services.count && !several; i++) {
		const struct compose_project *const *project =
			&proposal->services.items[i]->project;
		struct slice key =
			slice_range((const char *)project, 0, sizeof(*project));

		if (*project == NULL || map_has(&seen, key))
			continue;
		map_put(&seen, key, NULL);
		if (first == NULL)
			first = *project;
		several = compose_projects_may_meet(*project, first);
	}
	map_release(&seen);
	return several;
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

/* The services by their ports, of tcp and of udp. */
struct port_holders {
	struct proposed_service_list of[65536][2];
};

static struct port_holders *list_holders(const struct proposal *proposal)
{
	struct port_holders *holders = memory_new(1, sizeof(*holders));

	for (size_t i = 0; i < proposal->services.count; i++) {
		struct proposed_service *service = proposal->services.items[i];

		for (size_t k = 0; k < service->ports.count; k++) {
			const struct proposed_port *port =
				&service->ports.items[k];

			vector_add(
				&holders->of[port->port][port->udp], service);
		}
	}
	return holders;
}

static void free_holders(struct port_holders *holders)
{
	for (size_t i = 0; i < 65536; i++)
		for (size_t k = 0; k < 2; k++)
			vector_free(&holders->of[i][k]);
	free(holders);
}

static void say_contested(struct proposing *proposing,
	const struct port_holders *holders, struct proposed_service *service,
	const struct proposed_port *port)
{
	const struct proposed_service_list *list =
		&holders->of[port->port][port->udp];
	const char *others[PROPOSAL_NAMES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < list->count && count < PROPOSAL_NAMES_MAX; i++)
		if (list->items[i] != service)
			others[count++] = list->items[i]->name;
	if (count > 0)
		proposing_say(proposing->arena, &service->decide,
			"%ld is the port of %s too: who keeps it?", port->port,
			proposing_names(
				proposing->arena, others, list->count - 1));
}

static void say_all_contested(struct proposing *proposing)
{
	const struct proposal *proposal = proposing->proposal;
	struct port_holders *holders = list_holders(proposal);

	for (size_t i = 0; i < proposal->services.count; i++) {
		struct proposed_service *service = proposal->services.items[i];

		for (size_t k = 0; k < service->ports.count; k++)
			say_contested(proposing, holders, service,
				&service->ports.items[k]);
	}
	free_holders(holders);
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
	}
	if (codeowners_gave_up(proposing->owners))
		proposing_say(proposing->arena, &proposal->undecided,
			"CODEOWNERS has too many patterns to try them for "
			"every service: who owns those without an owner?");
	say_all_contested(proposing);
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

/* What does not change while the draft is made. */
static void index_files(struct proposing *proposing)
{
	size_t count;
	struct compose_file *const *files =
		model_compose_files(proposing->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct proposal_key key = {
			.kind = PROPOSAL_COMPOSE, .text = files[i]->path};

		proposal_index_put(proposing->index, &key, 1);
		for (size_t k = 0; k < files[i]->service_count; k++)
			proposal_index_container(
				proposing->index, &files[i]->services[k]);
	}
	for (size_t i = 0; i < proposing->examples->count; i++) {
		const struct proposal_key key = {.kind = PROPOSAL_SOURCE,
			.text = proposing->examples->items[i].path};

		proposal_index_put_least(proposing->index, &key, i + 1);
	}
}

struct proposal *proposal_make(struct arena *arena, struct model *model,
	const struct fact_list *facts,
	const struct proposal_example_list *examples)
{
	struct proposing proposing = {.arena = arena,
		.model = model,
		.proposal = arena_alloc(arena, sizeof(struct proposal)),
		.owners = codeowners_read(arena, model),
		.examples = examples,
		.index = proposal_index_new()};

	index_files(&proposing);
	proposing_read_projects(&proposing);
	proposing_read_facts(&proposing, facts);
	finish(&proposing);
	release_sentences(&proposing.ephemeral);
	map_release(&proposing.packages);
	proposal_index_free(proposing.index);
	codeowners_release(proposing.owners);
	return proposing.proposal;
}

void proposal_release(struct proposal *proposal)
{
	for (size_t i = 0; i < proposal->services.count; i++) {
		struct proposed_service *service = proposal->services.items[i];

		vector_free(&service->ports);
		vector_free(&service->served);
		release_sentences(&service->depends_on);
		release_sentences(&service->seen);
		release_sentences(&service->decide);
	}
	vector_free(&proposal->services);
	vector_free(&proposal->ranges);
	release_sentences(&proposal->undecided);
}
