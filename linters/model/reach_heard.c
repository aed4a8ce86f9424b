/*
 * What is known of each service of an application, read once: its
 * Dockerfile, the numbers that are said of it, and whom it calls. Judges
 * nothing.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/vector.h"
#include "model/model.h"
#include "model/reach_private.h"
#include "model/upstream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

VECTOR_TYPE(number_list, uint16_t);

struct reach *reach_new(struct model *model, struct arena *arena,
	const struct compose_project *project)
{
	struct reach *reach = arena_alloc(arena, sizeof(*reach));

	reach->model = model;
	reach->arena = arena;
	reach->project = project;
	reach->services = arena_alloc(arena,
		project->merged->service_count * sizeof(*reach->services));
	return reach;
}

void reach_release(struct reach *reach)
{
	size_t i, k;

	for (i = 0; i < reach->project->merged->service_count; i++) {
		map_release(&reach->services[i].called);
		map_release(&reach->services[i].variables);
		for (k = 0; k < REACH_ROLES; k++)
			vector_free(&reach->services[i].ports[k]);
	}
	for (i = 0; i < reach->dockerfiles.count; i++)
		dockerfile_release(reach->dockerfiles.entries[i].value);
	map_release(&reach->dockerfiles);
	vector_free(&reach->published);
	vector_free(&reach->served);
}

struct reach_service *reach_service_of(
	const struct reach *reach, const struct compose_service *service)
{
	const struct compose_file *merged = reach->project->merged;

	assert(service >= merged->services &&
		service < merged->services + merged->service_count);
	return &reach->services[service - merged->services];
}

/* --- Dockerfiles --------------------------------------------------------- */

static const char *known_text(const struct compose_text *text)
{
	return text->known && text->text && *text->text ? text->text : NULL;
}

static struct dockerfile *read_dockerfile(struct reach *reach, const char *path)
{
	const struct model_text *text = model_text(reach->model, path);
	struct dockerfile *dockerfile;

	if (!text)
		return NULL;
	dockerfile = map_get_string(&reach->dockerfiles, text->path);
	if (!dockerfile) {
		dockerfile = dockerfile_read(
			reach->arena, text->path, text->text, text->size);
		map_put_string(&reach->dockerfiles, text->path, dockerfile);
	}
	return dockerfile;
}

static void read_built(struct reach *reach, struct reach_service *heard,
	const struct compose_service *service)
{
	const char *name = service->dockerfile.text
				   ? known_text(&service->dockerfile)
				   : "Dockerfile";
	const char *path = NULL;

	if (!service->build_path || !name ||
		node_get(node_get(service->node, "build"), "dockerfile_inline"))
		return;
	path = path_join(reach->arena, service->build_path, name);
	if (path)
		heard->dockerfile = read_dockerfile(reach, path);
	if (!heard->dockerfile ||
		(service->build_target.text && !service->build_target.known))
		return;
	heard->stage = dockerfile_target(
		heard->dockerfile, service->build_target.text);
}

const struct dockerfile *reach_dockerfile(struct reach *reach,
	const struct compose_service *service, size_t *stage)
{
	struct reach_service *heard = reach_service_of(reach, service);

	if (!heard->built) {
		heard->built = true;
		heard->stage = SIZE_MAX;
		read_built(reach, heard, service);
	}
	*stage = heard->stage;
	return heard->stage == SIZE_MAX ? NULL : heard->dockerfile;
}

/* --- numbers ------------------------------------------------------------- */

/* Each number of its own: no part of a longer one, of 1.5 or of 08080. */
static void add_numbers(struct number_list *out, struct slice text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t start = at;
		unsigned long value = 0;

		for (; at < text.size && character_is_digit(text.data[at]);
			at++)
			if (value < PORT_COUNT)
				value = value * 10 +
					(unsigned long)(text.data[at] - '0');
		if (at > start && value > 0 && value < PORT_COUNT &&
			text.data[start] != '0' &&
			(start == 0 || text.data[start - 1] != '.'))
			vector_add(out, (uint16_t)value);
		at += at == start;
	}
}

static void add_node(
	struct number_list *out, const struct node *node, unsigned depth)
{
	size_t i;

	if (!node || depth > 200)
		return;
	if (node_is_scalar(node) && node->text)
		add_numbers(out, slice_range(node->text, 0, node->size));
	for (i = 0; i < node->count; i++)
		add_node(out, node->items[i], depth + 1);
}

static void add_environment(
	struct number_list *out, const struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++)
		if (service->environment[i].value.text)
			add_numbers(out,
				slice_of(service->environment[i].value.text));
}

static void add_own(
	struct number_list *out, const struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++) {
		const struct compose_variable *variable =
			&service->environment[i];
		long number;

		if (variable->value.text && variable->value.known &&
			reach_is_own_port_variable(service, variable->name) &&
			slice_number(slice_of(variable->value.text), 1, 65535,
				&number))
			vector_add(out, (uint16_t)number);
	}
}

static void add_dockerfile(struct number_list *out, struct reach *reach,
	const struct compose_service *service)
{
	size_t stage, i;
	const struct dockerfile *dockerfile =
		reach_dockerfile(reach, service, &stage);

	for (i = 0; dockerfile && i < dockerfile->count; i++)
		add_numbers(
			out, slice_of(dockerfile->instructions[i].arguments));
}

static void add_source(struct number_list *out, struct reach *reach,
	const struct compose_service *service, enum reach_source source)
{
	switch (source) {
	case REACH_RUN:
		add_node(out, node_get(service->node, "command"), 0);
		add_node(out, node_get(service->node, "entrypoint"), 0);
		break;
	case REACH_ASKED:
		add_node(out, service->healthcheck, 0);
		add_node(out, node_get(service->node, "labels"), 0);
		break;
	case REACH_ENVIRONMENT:
		add_environment(out, service);
		break;
	case REACH_FILE:
		add_dockerfile(out, reach, service);
		break;
	case REACH_OWN:
		add_own(out, service);
		break;
	case REACH_SOURCES:
		break;
	}
}

static int compare_numbers(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

const struct reach_numbers *reach_numbers_of(struct reach *reach,
	const struct compose_service *service, enum reach_source source)
{
	struct reach_numbers *numbers =
		&reach_service_of(reach, service)->numbers[source];
	struct number_list list = {0};

	if (numbers->known)
		return numbers;
	add_source(&list, reach, service, source);
	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items),
			compare_numbers);
	numbers->count = list.count;
	numbers->items = vector_move(&list, reach->arena);
	numbers->known = true;
	return numbers;
}

bool reach_says(struct reach *reach, const struct compose_service *service,
	enum reach_source source, long port)
{
	const struct reach_numbers *numbers =
		reach_numbers_of(reach, service, source);
	uint16_t wanted = (uint16_t)port;

	return port > 0 && port < PORT_COUNT && numbers->count > 0 &&
	       bsearch(&wanted, numbers->items, numbers->count, sizeof(wanted),
		       compare_numbers) != NULL;
}

/* --- variables ----------------------------------------------------------- */

static void find_called(struct reach *reach, struct reach_service *heard,
	const struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++) {
		const char *text = service->environment[i].value.text;
		const struct compose_service *other;
		struct upstream found;
		size_t at = 0;

		while (text && upstream_find(&found, slice_of(text), at)) {
			at = found.end;
			other = compose_called(
				reach->project->merged, found.host);
			if (other)
				map_put_string(
					&heard->called, other->name, heard);
		}
	}
}

bool reach_calls(struct reach *reach, const struct compose_service *service,
	const struct compose_service *other)
{
	struct reach_service *heard = reach_service_of(reach, service);

	if (!heard->called_known) {
		heard->called_known = true;
		find_called(reach, heard, service);
	}
	return map_get_string(&heard->called, other->name) != NULL;
}

const struct compose_variable *reach_variable(struct reach *reach,
	const struct compose_service *service, const char *name)
{
	struct reach_service *heard = reach_service_of(reach, service);
	const size_t *index;
	size_t i;

	if (!heard->variables_known) {
		size_t *indices = arena_alloc(reach->arena,
			service->environment_count * sizeof(*indices));

		heard->variables_known = true;
		for (i = service->environment_count; i-- > 0;) {
			indices[i] = i;
			map_put_string(&heard->variables,
				service->environment[i].name, &indices[i]);
		}
	}
	index = map_get_string(&heard->variables, name);
	return index ? &service->environment[*index] : NULL;
}
