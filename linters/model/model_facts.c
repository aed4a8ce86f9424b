/*
 * Puts what the models say of ports into the table of facts: registry, env
 * files, and who of them is whose. It must not judge them.
 */
#include "base/arena.h"
#include "model/facts_private.h"
#include "model/model_private.h"
#include "model/project.h"
#include <string.h>

bool facts_wanted(const struct fact_reader *reader, const char *path)
{
	return reader->only == NULL || strcmp(reader->only, path) == 0;
}

struct fact fact_of_port(enum fact_kind kind, enum fact_side side, long port)
{
	struct fact fact = {
		.kind = kind, .side = side, .port = port, .port_end = port};

	return fact;
}

bool facts_is_port_name(const char *name)
{
	return strcmp(name, "PORT") == 0 || string_ends(name, "_PORT") ||
	       strcmp(name, "ASPNETCORE_HTTP_PORTS") == 0 ||
	       strcmp(name, "ASPNETCORE_HTTPS_PORTS") == 0;
}

const char *facts_service_built_from(
	const struct fact_reader *reader, const char *path)
{
	const struct component *component =
		model_component_of(reader->model, path);
	const char *name = NULL;

	if (!component)
		return NULL;
	if (component->entry)
		return component->entry->name;
	for (size_t i = 0; i < component->service_count; i++) {
		const char *other = component->services[i]->service->name;

		if (name && strcmp(name, other) != 0)
			return NULL;
		name = other;
	}
	return name;
}

const char *facts_service_of_variable(
	const struct fact_reader *reader, const char *path, const char *name)
{
	const struct registry_service *service;
	const struct registry *registry;
	struct slice stem = slice_of(name);

	if (strcmp(name, "PORT") == 0)
		return facts_service_built_from(reader, path);
	registry = model_registry_for(reader->model, path);
	if (!registry || !slice_ends(stem, "_PORT"))
		return NULL;
	stem.size -= strlen("_PORT");
	service = registry_service_of_variable(registry, stem);
	return service ? service->name : NULL;
}

const char *facts_service_named(
	const struct fact_reader *reader, struct slice name)
{
	return map_get(&reader->names, name);
}

static void registry_facts(const struct registry *registry, struct sink *sink)
{
	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		for (size_t j = 0; j < service->port_count; j++) {
			struct fact fact = fact_of_port(FACT_REGISTRY,
				SIDE_HOST, service->ports[j].port);

			fact.service = service->name;
			fact.protocol = service->udp ? "udp" : "tcp";
			fact.place = service->ports[j].place;
			sink_fact(sink, &fact);
		}
	}
}

/* A fact for each port variable that is a number as it is written. */
static void env_facts(
	const struct fact_reader *reader, const struct dotenv *dotenv)
{
	for (size_t i = 0; i < dotenv->count; i++) {
		const struct dotenv_entry *entry = &dotenv->entries[i];
		struct fact fact;
		long port;

		if (!entry->literal || !facts_is_port_name(entry->key) ||
			!slice_number(slice_of(entry->value), 1, 65535, &port))
			continue;
		fact = fact_of_port(FACT_ENV, SIDE_UNKNOWN, port);
		fact.service = facts_service_of_variable(
			reader, dotenv->path, entry->key);
		fact.place = place_of(dotenv->path, &dotenv->lines,
			entry->value_start, entry->value_end);
		sink_fact(reader->sink, &fact);
	}
}

/* A copy of name, since a map's values are not const. */
static void add_name(
	struct fact_reader *reader, const char *alias, const char *name)
{
	if (alias && !map_has(&reader->names, slice_of(alias)))
		map_put_string(&reader->names, alias,
			arena_string(reader->sink->arena, name));
}

/* A service's own name goes before what another one is called beside it. */
static void read_names(struct fact_reader *reader)
{
	size_t count, i, k, n;
	struct compose_project *const *projects =
		model_compose_projects(reader->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < projects[i]->merged->service_count; k++)
			add_name(reader, projects[i]->merged->services[k].name,
				projects[i]->merged->services[k].name);
	for (i = 0; i < count; i++)
		for (k = 0; k < projects[i]->merged->service_count; k++) {
			const struct compose_service *service =
				&projects[i]->merged->services[k];

			for (n = 0; n < service->other_name_count; n++)
				add_name(reader, service->other_names[n].text,
					service->name);
		}
}

static void all_registry_facts(const struct fact_reader *reader)
{
	size_t count;
	const struct registry *const *registries =
		model_registries(reader->model, &count);

	for (size_t i = 0; i < count; i++)
		if (facts_wanted(reader, registries[i]->path))
			registry_facts(registries[i], reader->sink);
}

static bool has_file(
	const struct compose_project *project, const struct fact_reader *reader)
{
	for (size_t i = 0; i < project->file_count; i++)
		if (facts_wanted(reader, project->files[i]->path))
			return true;
	return false;
}

/*
 * Of the applications, and not of each file by itself: what an override
 * replaces is no fact, and what is included or extended is one. Several that
 * share a file state its facts once, since they have one place.
 */
static void all_compose_facts(const struct fact_reader *reader)
{
	size_t count;
	struct compose_project *const *projects =
		model_compose_projects(reader->model, &count);

	for (size_t i = 0; i < count; i++) {
		if (!has_file(projects[i], reader))
			continue;
		compose_facts(projects[i]->merged, reader->only, reader->sink);
		service_facts(reader, projects[i]->merged);
	}
}

static void all_env_facts(const struct fact_reader *reader)
{
	size_t count;
	struct dotenv *const *files = model_env_files(reader->model, &count);

	for (size_t i = 0; i < count; i++)
		if (facts_wanted(reader, files[i]->path))
			env_facts(reader, files[i]);
}

void model_facts(struct model *model, const char *only, struct sink *sink)
{
	struct fact_reader reader = {
		.model = model, .sink = sink, .only = only};

	if (!sink->wants_facts)
		return;
	read_names(&reader);
	all_registry_facts(&reader);
	all_compose_facts(&reader);
	all_env_facts(&reader);
	text_facts(&reader);
	map_release(&reader.names);
}
