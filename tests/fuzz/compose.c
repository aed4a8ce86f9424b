/*
 * Compose projects out of the files of a small repository (`==== PATH`): with
 * interpolation, extends, include, env files and the merge. Every value lies
 * in a file that there is, and every port can be one.
 */
#include "model/compose.h"
#include "base/arena.h"
#include "engine/fact.h"
#include "fuzz.h"
#include "model/model.h"
#include "model/project.h"

#include <string.h>

static void check_text(
	const struct snapshot *snapshot, const struct compose_text *text)
{
	if (text->text == NULL)
		return;
	must(text->node != NULL);
	if (text->parts != NULL)
		must(strlen(text->text) <= text->parts->size);
	fuzz_place(snapshot, &text->place);
}

static void check_port(
	const struct snapshot *snapshot, const struct compose_port *port)
{
	must(port->published >= 0 && port->published <= port->published_end);
	must(port->published_end <= 65535);
	must(port->target >= 0 && port->target <= port->target_end);
	must(port->target_end <= 65535);
	must(port->host_ip != NULL && port->protocol != NULL);
	fuzz_place(snapshot, &port->place);
	fuzz_place(snapshot, &port->published_place);
	fuzz_place(snapshot, &port->target_place);
}

static void check_service(
	const struct snapshot *snapshot, const struct compose_service *service)
{
	must(service->name != NULL);
	fuzz_place(snapshot, &service->name_place);
	check_text(snapshot, &service->image);
	check_text(snapshot, &service->container_name);
	check_text(snapshot, &service->build_context);
	check_text(snapshot, &service->dockerfile);
	for (size_t i = 0; i < service->port_count; i++)
		check_port(snapshot, &service->ports[i]);
	for (size_t i = 0; i < service->expose_count; i++)
		check_port(snapshot, &service->expose[i]);
	for (size_t i = 0; i < service->environment_count; i++)
		check_text(snapshot, &service->environment[i].value);
	for (size_t i = 0; i < service->label_count; i++)
		check_text(snapshot, &service->labels[i].value);
	for (size_t i = 0; i < service->depends_on_count; i++)
		check_text(snapshot, &service->depends_on[i]);
	for (size_t i = 0; i < service->env_file_count; i++)
		must(service->env_file_paths[i] == NULL ||
			service->env_file_paths[i][0] != '/');
}

static void check_file(
	const struct snapshot *snapshot, const struct compose_file *file)
{
	for (size_t i = 0; i < file->service_count; i++) {
		check_service(snapshot, &file->services[i]);
		must(compose_find(file, file->services[i].name) != NULL);
	}
	for (size_t i = 0; i < file->problem_count; i++) {
		fuzz_place(snapshot, &file->problems[i].place);
		must(file->problems[i].message[0] != '\0');
	}
	if (file->error.kind != ERROR_NONE)
		must(file->error.message[0] != '\0');
}

static void check_model(struct model *model, const struct snapshot *snapshot)
{
	size_t count, i;
	struct compose_file *const *files = model_compose_files(model, &count);
	struct compose_project *const *projects;
	struct arena *arena = arena_new();
	struct sink sink;

	for (i = 0; i < count; i++)
		check_file(snapshot, files[i]);
	projects = model_compose_projects(model, &count);
	for (i = 0; i < count; i++) {
		must(projects[i]->name != NULL && projects[i]->file_count > 0);
		check_file(snapshot, projects[i]->merged);
		for (size_t j = 0; j < i && j < 4; j++)
			must(compose_projects_may_meet(
				     projects[i], projects[j]) ==
				compose_projects_may_meet(
					projects[j], projects[i]));
	}
	sink_init(&sink, arena, NULL);
	sink.wants_facts = true;
	model_facts(model, NULL, &sink);
	for (i = 0; i < sink.facts.count; i++)
		fuzz_place(snapshot, &sink.facts.items[i]->place);
	sink_release(&sink);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct configuration defaults = {.path = ""};
	struct slice input = {(const char *)data, size};
	struct snapshot *snapshot = fuzz_snapshot(input);
	struct model *model;

	if (snapshot == NULL)
		return -1;
	model = model_operations.open(snapshot, &defaults);
	check_model(model, snapshot);
	model_operations.close(model);
	snapshot_free(snapshot);
	return 0;
}
