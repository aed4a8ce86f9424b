/*
 * The services of compose projects, for the draft of a registry: one entry
 * for what is the same in several files, with the host ports that it
 * publishes. It must not know code or env files.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "generate/proposal_private.h"
#include <string.h>

/* More than so many host ports of one mapping are a range to reserve. */
enum { MAPPED_MAX = 16 };

/* " by ${X} of .env.example", for a port that a variable gives. */
static const char *by_variable(const struct proposing *proposing,
	const struct compose_file *file, const struct compose_port *port)
{
	if (port->variable == NULL || !port->published_known)
		return "";
	if (port->origin == ORIGIN_DEFAULT)
		return arena_format(proposing->arena, " by the default of %s",
			port->variable);
	for (size_t i = 0; i < file->env_count; i++) {
		const char *path = file->envs[i]->path;
		const char *source = proposing_source(proposing, path);

		if (dotenv_find(file->envs[i], port->variable) != NULL)
			return arena_format(proposing->arena, " by %s of %s",
				port->variable, source != NULL ? source : path);
	}
	return arena_format(proposing->arena, " by %s", port->variable);
}

static void say_unknown(struct proposing *proposing,
	struct proposed_service *service, const struct compose_port *port)
{
	proposing_say(proposing->arena, &service->decide,
		"%s:%u publishes %s, which nothing here defines: give it a "
		"port",
		port->published_place.path, port->published_place.line,
		port->variable != NULL ? port->variable : "a variable");
}

static void add_mapping(struct proposing *proposing,
	struct proposed_service *service, const struct compose_file *file,
	const struct compose_port *port)
{
	const char *path = port->published_place.path;
	unsigned line = port->published_place.line;
	long last = port->published_end;

	if (last - port->published >= MAPPED_MAX) {
		proposing_say(proposing->arena, &service->decide,
			"%s:%u publishes %ld-%ld: reserve a range for them",
			path, line, port->published, last);
		last = port->published;
	}
	for (long i = 0; port->published + i <= last; i++) {
		struct proposed_port made = {.port = port->published + i,
			.udp = strcmp(port->protocol, "udp") == 0};

		if (port->target_known)
			made.target = port->target_end > port->target
					      ? port->target + i
					      : port->target;
		made.name = proposed_port_name(proposing->arena, service->name,
			port->variable,
			made.target != 0 ? made.target : made.port);
		proposing_add_port(proposing, service, &made);
	}
	proposing_say(proposing->arena, &service->seen,
		"%s:%u publishes %ld%s%s%s", path, line, port->published,
		port->target_known
			? arena_format(proposing->arena, ":%ld", port->target)
			: "",
		strcmp(port->protocol, "udp") == 0 ? "/udp" : "",
		by_variable(proposing, file, port));
}

static bool is_open(const struct compose_port *port)
{
	return !port->published_known;
}

static bool has_port_to_register(const struct compose_service *service)
{
	for (size_t i = 0; i < service->port_count; i++)
		if (is_open(&service->ports[i]) ||
			service->ports[i].published != 0)
			return true;
	return false;
}

bool proposing_are_variants(
	const struct compose_project *a, const struct compose_project *b)
{
	bool related = strcmp(a->folder, b->folder) == 0;

	for (size_t i = 0; i < a->file_count && !related; i++)
		for (size_t k = 0; k < b->file_count && !related; k++)
			related = a->files[i] == b->files[k];
	return related && !compose_projects_may_meet(a, b);
}

/* What is the same for services that are built from the same folder, or of
 * the same image in whatever version; NULL: it is like no other. */
static const char *kind_of(
	struct arena *arena, const struct compose_service *service)
{
	const char *dockerfile = service->dockerfile.text;
	struct slice image;

	if (service->build_path != NULL)
		return arena_format(arena, "build %s\n%s%s",
			service->build_path, dockerfile != NULL ? "=" : "",
			dockerfile != NULL ? dockerfile : "");
	if (service->image.text == NULL)
		return NULL;
	image = proposed_image(service->image.text);
	return arena_format(arena, "image %.*s", (int)image.size, image.data);
}

static size_t least(size_t a, size_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

static struct proposed_service *entry_at(
	const struct proposing *proposing, size_t number)
{
	return number != 0 ? proposing->proposal->services.items[number - 1]
			   : NULL;
}

/* The first entry of that name in an application that has one of the files;
 * its position + 1. */
static size_t find_of_files(const struct proposing *proposing,
	const struct compose_project *project, const char *name)
{
	size_t found = 0;

	for (size_t i = 0; i < project->file_count; i++) {
		const struct proposal_key key = {.kind = PROPOSAL_OF_FILE,
			.of = project->files[i],
			.text = name};

		found = least(
			found, proposal_index_get(proposing->index, &key));
	}
	return found;
}

static size_t find_beside(const struct proposing *proposing,
	const struct compose_project *project, const char *name)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_BESIDE, .text = name, .more = project->folder};

	return proposal_index_get(proposing->index, &key);
}

static size_t find_on_port(const struct proposing *proposing,
	const struct compose_service *service)
{
	const char *kind = kind_of(proposing->arena, service);
	size_t found = 0;

	for (size_t i = 0; kind != NULL && i < service->port_count; i++) {
		const struct proposal_key key = {.kind = PROPOSAL_LIKE,
			.port = service->ports[i].published,
			.text = service->name,
			.more = kind};

		found = least(
			found, proposal_index_get(proposing->index, &key));
	}
	return found;
}

/*
 * The entry of a service that another file has too: a variant of one
 * application, or the same thing on the same port. Applications that have the
 * folder and a service in common are always variants, as those of one file.
 */
static struct proposed_service *find_same(const struct proposing *proposing,
	const struct compose_project *project,
	const struct compose_service *service)
{
	size_t found = find_of_files(proposing, project, service->name);

	found = least(found, find_beside(proposing, project, service->name));
	return entry_at(
		proposing, least(found, find_on_port(proposing, service)));
}

static void index_entry(
	struct proposing *proposing, const struct proposed_service *entry)
{
	const struct compose_project *project = entry->project;
	const struct proposal_key beside = {.kind = PROPOSAL_BESIDE,
		.text = entry->service->name,
		.more = project->folder};

	for (size_t i = 0; i < project->file_count; i++) {
		const struct proposal_key key = {.kind = PROPOSAL_OF_FILE,
			.of = project->files[i],
			.text = entry->service->name};

		proposal_index_put_least(
			proposing->index, &key, entry->position + 1);
	}
	proposal_index_put_least(
		proposing->index, &beside, entry->position + 1);
}

/* The ports that it got from a service, for find_on_port(). */
static void index_ports(struct proposing *proposing,
	const struct proposed_service *entry, size_t from)
{
	struct proposal_key key = {.kind = PROPOSAL_LIKE,
		.text = entry->service->name,
		.more = kind_of(proposing->arena, entry->service)};

	for (size_t i = from; key.more != NULL && i < entry->ports.count; i++) {
		key.port = entry->ports.items[i].port;
		proposal_index_put_least(
			proposing->index, &key, entry->position + 1);
	}
}

const char *proposing_entry_name(const struct proposing *proposing,
	const struct compose_project *project, const char *name)
{
	size_t found = find_of_files(proposing, project, name);
	size_t beside = find_beside(proposing, project, name);

	if (beside != 0 && beside != found &&
		proposing_are_variants(
			entry_at(proposing, beside)->project, project))
		found = least(found, beside);
	return found != 0 ? entry_at(proposing, found)->name : NULL;
}

/* The one network that it joins; NULL: none, or several. */
static const char *network_of(const struct compose_service *service)
{
	const struct node *list = node_get(service->node, "networks");
	const char *name;

	if (list == NULL || list->count != 1 || node_is_scalar(list))
		return NULL;
	name = list->kind == NODE_MAPPING ? node_text(list->keys[0])
					  : node_text(list->items[0]);
	return name != NULL && strcmp(name, "default") != 0 &&
			       strchr(name, '$') == NULL
		       ? name
		       : NULL;
}

/* Of its code: where its Dockerfile lies, else what it is built from. */
static const char *folder_of(const struct proposing *proposing,
	const struct compose_service *service)
{
	const char *path = service->build_path;

	if (path != NULL && service->dockerfile.text != NULL &&
		service->dockerfile.known)
		path = path_join(
			proposing->arena, path, service->dockerfile.text);
	if (path != NULL && path != service->build_path)
		path = arena_copy(
			proposing->arena, path, path_folder_size(path));
	if (path == NULL || *path == '\0')
		path = service->build_path;
	return path != NULL && *path != '\0' ? path : NULL;
}

static struct proposed_service *entry_of(struct proposing *proposing,
	const struct compose_project *project,
	const struct compose_service *service)
{
	struct proposed_service *entry = find_same(proposing, project, service);

	if (entry != NULL)
		return entry;
	entry = proposing_add(proposing,
		proposed_name_of(proposing->arena, service->name),
		service->name_place.path);
	entry->project = project;
	entry->service = service;
	proposing_set_folder(proposing, entry, folder_of(proposing, service));
	entry->container = true;
	entry->network = network_of(service);
	index_entry(proposing, entry);
	proposal_index_service(proposing->index, entry);
	return entry;
}

static void add_service(struct proposing *proposing,
	const struct compose_project *project,
	const struct compose_service *service)
{
	struct proposed_service *entry;
	size_t before;

	if (!has_port_to_register(service)) {
		if (service->port_count > 0)
			proposing_say(proposing->arena, &proposing->ephemeral,
				"%s", service->name);
		return;
	}
	entry = entry_of(proposing, project, service);
	before = entry->ports.count;
	for (size_t i = 0; i < service->port_count; i++) {
		const struct compose_port *port = &service->ports[i];

		if (is_open(port))
			say_unknown(proposing, entry, port);
		else if (port->published != 0)
			add_mapping(proposing, entry, project->merged, port);
	}
	index_ports(proposing, entry, before);
}

static void say_ephemeral(struct proposing *proposing)
{
	const struct sentence_list *names = &proposing->ephemeral;

	if (names->count > 0)
		proposing_say(proposing->arena, &proposing->proposal->undecided,
			"compose publishes %zu service%s on a port that is "
			"picked anew at each start (%s): register what is to "
			"keep one",
			names->count, names->count == 1 ? "" : "s",
			proposing_names(
				proposing->arena, names->items, names->count));
}

static void read_project(
	struct proposing *proposing, const struct compose_project *project)
{
	if (project->stands_alone ||
		!proposing_counts(proposing, project->files[0]->path))
		return;
	proposing->proposal->file_count += project->file_count;
	for (size_t i = 0; i < project->merged->service_count; i++)
		add_service(proposing, project, &project->merged->services[i]);
}

/* Does compose take it without being told? */
static bool is_usual(const struct compose_project *project)
{
	const char *name = path_name(project->files[0]->path);

	return !project->is_overlay &&
	       (string_starts(name, "compose.y") ||
		       string_starts(name, "docker-compose.y"));
}

/* The usual files first: a variant differs from them, not they from it. */
void proposing_read_projects(struct proposing *proposing)
{
	size_t count;
	struct compose_project *const *projects =
		model_compose_projects(proposing->model, &count);

	for (size_t i = 0; i < count; i++)
		if (is_usual(projects[i]))
			read_project(proposing, projects[i]);
	for (size_t i = 0; i < count; i++)
		if (!is_usual(projects[i]))
			read_project(proposing, projects[i]);
	say_ephemeral(proposing);
}
