/*
 * Who listens where in an application, and where an address leads from
 * inside a container. Errs on the side of silence: a port that anything
 * speaks of may be listened on. Reports nothing.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "model/model.h"
#include "model/reach_private.h"
#include "model/upstream.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MANY_PUBLISHERS = 100 }; /* of one port */

VECTOR_TYPE(fault_list, struct reach_fault);

/* --- what a container listens on ---------------------------------------- */

bool reach_serves(
	struct reach *reach, const struct compose_service *service, long port)
{
	const struct dockerfile *dockerfile;
	size_t stage;

	if (compose_service_serves(service, port))
		return true;
	dockerfile = reach_dockerfile(reach, service, &stage);
	return dockerfile && dockerfile_exposes(dockerfile, stage, port);
}

bool reach_is_open(struct reach *reach, const struct compose_service *service)
{
	const struct dockerfile *dockerfile;
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (!service->ports[i].target_known)
			return true;
	for (i = 0; i < service->expose_count; i++)
		if (!service->expose[i].target_known)
			return true;
	dockerfile = reach_dockerfile(reach, service, &i);
	return dockerfile && dockerfile_exposes_unknown(dockerfile, i);
}

bool reach_may_run_on(
	struct reach *reach, const struct compose_service *service, long port)
{
	return reach_has(reach, service, REACH_RUNS_ON, port);
}

/* --- loopback ------------------------------------------------------------ */

/* Its network is one that is not in the file: the host's, a container's. */
static bool is_network_foreign(const struct compose_service *service)
{
	const struct compose_text *mode = &service->network_mode;

	return mode->text &&
	       (!mode->known || !string_starts(mode->text, "bridge"));
}

/* Is anything said of what it listens on itself? */
static bool has_own_port(
	struct reach *reach, const struct compose_service *service)
{
	size_t stage;
	const struct dockerfile *dockerfile =
		reach_dockerfile(reach, service, &stage);

	return reach_numbers_of(reach, service, REACH_OWN)->count > 0 ||
	       service->port_count > 0 || service->expose_count > 0 ||
	       (dockerfile && dockerfile_has_exposed(dockerfile, stage));
}

const struct compose_port *reach_mapping(
	const struct compose_service *service, long published)
{
	size_t i;

	for (i = 0; i < service->port_count; i++)
		if (compose_is_published(&service->ports[i]) &&
			published >= service->ports[i].published &&
			published <= service->ports[i].published_end)
			return &service->ports[i];
	return NULL;
}

static void answer(struct reach_answer *out, enum reach_verdict verdict,
	const struct compose_service *other, const struct compose_port *mapping,
	long port)
{
	out->verdict = verdict;
	out->other = other;
	out->mapping = mapping;
	out->target = port;
	if (mapping && mapping->target_known)
		out->target =
			mapping->target == mapping->target_end
				? mapping->target
				: mapping->target + port - mapping->published;
}

static bool owns_in_registry(
	struct reach *reach, const struct compose_service *service, long port)
{
	const struct service_match *match = model_service_match(
		reach->model, reach->project->merged, service);

	return match && match->entry &&
	       registry_service_has(match->entry, port);
}

/* The one other service that listens on port; NULL: none, or several. */
static const struct compose_service *only_server(
	struct reach *reach, const struct compose_service *service, long port)
{
	const struct compose_file *merged = reach->project->merged;
	const struct compose_service *found = NULL, *other;
	const struct interval *range;
	size_t at = SIZE_MAX;

	while ((range = reach_next_port(reach_served(reach), port, &at))) {
		other = &merged->services[range->id];
		if (other == service || other == found)
			continue;
		if (found)
			return NULL;
		found = other;
	}
	return found;
}

/* It is for the container itself to call, whatever else does. */
static bool is_for_inside(
	const char *variable, const struct compose_service *other)
{
	static const char *const words[] = {"service", "internal", "upstream",
		"backend", "database", "db", "proxy", "broker", "cache"};

	return reach_names_service(variable, other) ||
	       reach_has_any_word(
		       variable, words, sizeof(words) / sizeof(words[0]));
}

/*
 * Who publishes the port: of several the one that the variable names, the
 * first of the file; of too many the one that was found first.
 */
static const struct compose_service *find_publisher(
	struct reach *reach, const char *variable, long port)
{
	const struct compose_file *merged = reach->project->merged;
	const struct compose_service *found = NULL, *other;
	const struct compose_port *mapping;
	const struct interval *range;
	bool named = false, is_named;
	size_t at = SIZE_MAX, left = MANY_PUBLISHERS;

	while (left-- > 0 &&
		(range = reach_next_port(reach_published(reach), port, &at))) {
		other = &merged->services[range->id];
		mapping = reach_mapping(other, port);
		if (!mapping || !mapping->target_known ||
			compose_on_host_network(other))
			continue;
		is_named = reach_names_service(variable, other);
		if (found && (named > is_named ||
				     (named == is_named && found <= other)))
			continue;
		found = other;
		named = is_named;
	}
	return found;
}

static void judge_loopback(struct reach_answer *out, struct reach *reach,
	const struct compose_service *service, const char *variable, long port)
{
	const struct compose_service *other;

	if (!service || is_network_foreign(reach_network(reach, service)) ||
		reach_is_for_outside(variable) ||
		reach_network_has(
			reach, reach_network(reach, service), REACH_OWNS, port))
		return;
	other = find_publisher(reach, variable, port);
	if (!other) {
		other = only_server(reach, service, port);
		if (!other || !(reach_names_service(variable, other) ||
				      owns_in_registry(reach, other, port) ||
				      has_own_port(reach, service)))
			return;
	}
	/* One that is called by its name may be given for somebody else. */
	if (is_for_inside(variable, other) ||
		!reach_calls(reach, service, other))
		answer(out, REACH_ITSELF, other, reach_mapping(other, port),
			port);
}

/* --- names of services ---------------------------------------------------- */

/* Told to others, as the name that they are to call it by. */
static bool is_advertised(const char *variable)
{
	static const char *const words[] = {"advertised", "advertise",
		"listener", "listeners", "listen", "external", "public", "bind",
		"allowed", "cors", "origin", "origins"};

	return reach_has_any_word(
		variable, words, sizeof(words) / sizeof(words[0]));
}

static void judge_name(struct reach_answer *out, struct reach *reach,
	const struct compose_service *service, const char *variable,
	struct slice host, long port)
{
	const struct compose_service *other =
		compose_called(reach->project->merged, host);
	const struct compose_port *mapping =
		other ? reach_mapping(other, port) : NULL;

	if (!mapping || other == service || other->network_mode.text ||
		!mapping->target_known ||
		reach_network_has(reach, other, REACH_LISTENS, port) ||
		is_advertised(variable))
		return;
	answer(out, REACH_PUBLISHED, other, mapping, port);
}

void reach_judge(struct reach_answer *out, struct reach *reach,
	const struct compose_service *service, const char *variable,
	struct slice host, long port)
{
	memset(out, 0, sizeof(*out));
	if (upstream_is_loopback(host))
		judge_loopback(out, reach, service, variable, port);
	else if (!service || !is_network_foreign(reach_network(reach, service)))
		judge_name(out, reach, service, variable, host, port);
}

/* --- the environment of a service ---------------------------------------- */

/* Does an unset variable have a part in bytes start..end of the text? */
static bool is_unknown_in(
	const struct compose_text *text, size_t start, size_t end)
{
	size_t i;

	for (i = 0; text->parts && i < text->parts->span_count; i++)
		if (text->parts->spans[i].origin == ORIGIN_UNKNOWN &&
			text->parts->spans[i].end >= start &&
			text->parts->spans[i].start <= end)
			return true;
	return false;
}

static struct place span_place(const struct reach *reach,
	const struct compose_text *text, size_t start, size_t end)
{
	return compose_text_place(reach->project->merged, text, start, end);
}

static void judge_value(struct fault_list *list, struct reach *reach,
	const struct compose_service *service,
	const struct compose_variable *variable)
{
	const struct compose_text *value = &variable->value;
	struct slice text = slice_of(value->text);
	struct upstream found;
	size_t at = 0;

	while (upstream_find(&found, text, at)) {
		struct reach_fault fault = {
			.variable = variable, .port = found.port};

		at = found.end;
		if (is_unknown_in(value, found.start, found.end))
			continue;
		reach_judge(&fault.answer, reach, service, variable->name,
			found.host, found.port);
		if (fault.answer.verdict == REACH_FINE)
			continue;
		fault.host = arena_copy(reach->arena, text.data + found.start,
			found.port_start - 1 - found.start);
		fault.place = span_place(reach, value, found.start, found.end);
		fault.port_place = span_place(
			reach, value, found.port_start, found.port_end);
		vector_add(list, fault);
	}
}

/* X_HOST beside X_PORT. */
static void judge_pair(struct fault_list *list, struct reach *reach,
	const struct compose_service *service,
	const struct compose_variable *host)
{
	size_t stem = strlen(host->name) - strlen("_HOST");
	const struct compose_variable *port = reach_variable(reach, service,
		arena_format(reach->arena, "%.*s_PORT", (int)stem, host->name));
	struct reach_fault fault = {.variable = port, .pair = true};

	if (!port || !host->value.known || !port->value.known ||
		!port->value.text ||
		!slice_number(
			slice_of(port->value.text), 1, 65535, &fault.port))
		return;
	reach_judge(&fault.answer, reach, service, host->name,
		slice_of(host->value.text), fault.port);
	if (fault.answer.verdict == REACH_FINE)
		return;
	fault.host = host->value.text;
	if (fault.answer.verdict == REACH_ITSELF)
		fault.variable = host;
	fault.place = fault.port_place = span_place(reach,
		&fault.variable->value, 0, strlen(fault.variable->value.text));
	vector_add(list, fault);
}

const struct reach_fault *reach_faults(struct reach *reach,
	const struct compose_service *service, size_t *count)
{
	struct fault_list list = {0};
	size_t i;

	for (i = 0; i < service->environment_count; i++) {
		const struct compose_variable *variable =
			&service->environment[i];

		if (!variable->value.text)
			continue;
		judge_value(&list, reach, service, variable);
		if (string_ends(variable->name, "_HOST"))
			judge_pair(&list, reach, service, variable);
	}
	*count = list.count;
	return vector_move(&list, reach->arena);
}
