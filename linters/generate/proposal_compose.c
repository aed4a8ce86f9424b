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

static bool share_port(const struct proposed_service *entry,
	const struct compose_service *service)
{
	for (size_t i = 0; i < service->port_count; i++)
		if (proposed_has(entry, service->ports[i].published))
			return true;
	return false;
}

bool proposing_are_variants(
	const struct compose_project *a, const struct compose_project *b)
{
	if (compose_projects_may_meet(a, b))
		return false;
	for (size_t i = 0; i < a->file_count; i++)
		for (size_t k = 0; k < b->file_count; k++)
			if (a->files[i] == b->files[k])
				return true;
	return strcmp(a->folder, b->folder) == 0;
}

static bool is_same_text(
	const struct compose_text *a, const struct compose_text *b)
{
	if (a->text == NULL || b->text == NULL)
		return a->text == b->text;
	return strcmp(a->text, b->text) == 0;
}

/* Built from the same folder, or the same image in whatever version. */
static bool is_same_kind(
	const struct compose_service *a, const struct compose_service *b)
{
	if (a->build_path != NULL || b->build_path != NULL)
		return a->build_path != NULL && b->build_path != NULL &&
		       strcmp(a->build_path, b->build_path) == 0 &&
		       is_same_text(&a->dockerfile, &b->dockerfile);
	return a->image.text != NULL && b->image.text != NULL &&
	       slice_equal(proposed_image(a->image.text),
		       proposed_image(b->image.text));
}

/*
 * The entry of a service that another file has too: a variant of one
 * application, or the same thing on the same port.
 */
static struct proposed_service *find_same(const struct proposing *proposing,
	const struct compose_project *project,
	const struct compose_service *service)
{
	for (size_t i = 0; i < proposing->proposal->services.count; i++) {
		struct proposed_service *entry =
			proposing->proposal->services.items[i];

		if (strcmp(entry->service->name, service->name) != 0)
			continue;
		if (proposing_are_variants(entry->project, project) ||
			(is_same_kind(entry->service, service) &&
				share_port(entry, service)))
			return entry;
	}
	return NULL;
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
	entry->folder = folder_of(proposing, service);
	entry->container = true;
	entry->network = network_of(service);
	return entry;
}

static void add_service(struct proposing *proposing,
	const struct compose_project *project,
	const struct compose_service *service)
{
	struct proposed_service *entry;

	if (!has_port_to_register(service)) {
		if (service->port_count > 0)
			proposing_say(proposing->arena, &proposing->ephemeral,
				"%s", service->name);
		return;
	}
	entry = entry_of(proposing, project, service);
	for (size_t i = 0; i < service->port_count; i++) {
		const struct compose_port *port = &service->ports[i];

		if (is_open(port))
			say_unknown(proposing, entry, port);
		else if (port->published != 0)
			add_mapping(proposing, entry, project->merged, port);
	}
}

static void say_ephemeral(struct proposing *proposing)
{
	const struct sentence_list *names = &proposing->ephemeral;
	const char *list = "";

	for (size_t i = 0; i < names->count; i++)
		list = arena_format(proposing->arena, "%s%s%s", list,
			i > 0 ? ", " : "", names->items[i]);
	if (names->count > 0)
		proposing_say(proposing->arena, &proposing->proposal->undecided,
			"compose publishes %zu service%s on a port that is "
			"picked anew at each start (%s): register what is to "
			"keep one",
			names->count, names->count == 1 ? "" : "s", list);
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
