/*
 * Who listens where in an application, and where an address leads from
 * inside a container. Errs on the side of silence: a port that anything
 * speaks of may be listened on. Reports nothing.
 */
#include "model/reach.h"
#include "base/arena.h"
#include "base/glob.h"
#include "model/model.h"
#include "model/upstream.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A service with the Dockerfile it is built with. */
struct built {
	struct dockerfile *dockerfile;
	size_t stage;
};

struct reach {
	struct model *model;
	struct arena *arena;
	const struct compose_project *project;
	struct map built; /* struct built by the service's name */
};

VECTOR_TYPE(fault_list, struct reach_fault);

struct reach *reach_new(struct model *model, struct arena *arena,
	const struct compose_project *project)
{
	struct reach *reach = arena_alloc(arena, sizeof(*reach));

	reach->model = model;
	reach->arena = arena;
	reach->project = project;
	return reach;
}

void reach_release(struct reach *reach)
{
	size_t i;

	for (i = 0; i < reach->built.count; i++) {
		struct built *built = reach->built.entries[i].value;

		dockerfile_release(built->dockerfile);
	}
	map_release(&reach->built);
}

/* --- what a container listens on ---------------------------------------- */

static const char *known_text(const struct compose_text *text)
{
	return text->known && text->text && *text->text ? text->text : NULL;
}

static void read_built(struct reach *reach, struct built *built,
	const struct compose_service *service)
{
	const char *name = service->dockerfile.text
				   ? known_text(&service->dockerfile)
				   : "Dockerfile";
	const struct model_text *text = NULL;
	const char *path = NULL;

	if (!service->build_path || !name ||
		node_get(node_get(service->node, "build"), "dockerfile_inline"))
		return;
	path = path_join(reach->arena, service->build_path, name);
	if (path)
		text = model_text(reach->model, path);
	if (!text)
		return;
	built->dockerfile = dockerfile_read(
		reach->arena, text->path, text->text, text->size);
	if (service->build_target.text && !service->build_target.known)
		return;
	built->stage = dockerfile_target(
		built->dockerfile, service->build_target.text);
}

const struct dockerfile *reach_dockerfile(struct reach *reach,
	const struct compose_service *service, size_t *stage)
{
	assert(service);
	struct built *built = map_get_string(&reach->built, service->name);

	if (!built) {
		built = arena_alloc(reach->arena, sizeof(*built));
		built->stage = SIZE_MAX;
		map_put_string(&reach->built, service->name, built);
		read_built(reach, built, service);
	}
	*stage = built->stage;
	return built->stage == SIZE_MAX ? NULL : built->dockerfile;
}

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

/* Does a text hold port as a number of its own? */
static bool speaks_of(struct slice text, long port)
{
	char digits[8];
	size_t size = 0, at = 0;
	long rest = port;

	for (; rest > 0; rest /= 10)
		size++;
	for (digits[size] = '\0', rest = port; rest > 0; rest /= 10)
		digits[--size] = (char)('0' + rest % 10);
	size = strlen(digits);
	while ((at = slice_find(text, digits, at)) != SIZE_MAX) {
		bool before =
			at > 0 && (character_is_digit(text.data[at - 1]) ||
					  text.data[at - 1] == '.');
		bool behind = at + size < text.size &&
			      character_is_digit(text.data[at + size]);

		if (!before && !behind)
			return true;
		at++;
	}
	return false;
}

static bool node_speaks_of(const struct node *node, long port, unsigned depth)
{
	size_t i;

	if (!node || depth > 200)
		return false;
	if (node_is_scalar(node))
		return node->text &&
		       speaks_of(slice_range(node->text, 0, node->size), port);
	for (i = 0; i < node->count; i++)
		if (node_speaks_of(node->items[i], port, depth + 1))
			return true;
	return false;
}

static bool runs_with(const struct compose_service *service, long port)
{
	return node_speaks_of(node_get(service->node, "command"), port, 0) ||
	       node_speaks_of(node_get(service->node, "entrypoint"), port, 0);
}

static bool is_asked_for(const struct compose_service *service, long port)
{
	return node_speaks_of(service->healthcheck, port, 0) ||
	       node_speaks_of(node_get(service->node, "labels"), port, 0);
}

static bool dockerfile_speaks_of(
	struct reach *reach, const struct compose_service *service, long port)
{
	size_t stage, i;
	const struct dockerfile *dockerfile =
		reach_dockerfile(reach, service, &stage);

	for (i = 0; dockerfile && i < dockerfile->count; i++)
		if (speaks_of(slice_of(dockerfile->instructions[i].arguments),
			    port))
			return true;
	return false;
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

static bool environment_speaks_of(
	const struct compose_service *service, long port)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++)
		if (service->environment[i].value.text &&
			speaks_of(slice_of(service->environment[i].value.text),
				port))
			return true;
	return false;
}

bool reach_may_run_on(
	struct reach *reach, const struct compose_service *service, long port)
{
	return reach_serves(reach, service, port) ||
	       reach_is_open(reach, service) || runs_with(service, port) ||
	       environment_speaks_of(service, port) ||
	       dockerfile_speaks_of(reach, service, port);
}

bool reach_may_listen(
	struct reach *reach, const struct compose_service *service, long port)
{
	return reach_may_run_on(reach, service, port) ||
	       is_asked_for(service, port);
}

/* --- names of variables -------------------------------------------------- */

/* The next word of a name written A_B or a-b; false at its end. */
static bool next_word(struct slice *name, struct slice *word)
{
	size_t end = 0, start = 0;

	while (start < name->size && strchr("_-.", name->data[start]))
		start++;
	for (end = start; end < name->size && !strchr("_-.", name->data[end]);
		end++)
		;
	*word = slice_range(name->data, start, end);
	*name = slice_range(name->data, end, name->size);
	return word->size > 0;
}

static bool equal_fold(struct slice a, struct slice b)
{
	size_t i;

	for (i = 0; i < a.size && i < b.size; i++)
		if (character_lower(a.data[i]) != character_lower(b.data[i]))
			return false;
	return a.size == b.size;
}

static bool has_word(struct slice name, struct slice word)
{
	struct slice part;

	while (next_word(&name, &part))
		if (equal_fold(part, word))
			return true;
	return false;
}

static bool has_any_word(
	const char *name, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (has_word(slice_of(name), slice_of(words[i])))
			return true;
	return false;
}

bool reach_is_for_outside(const char *variable)
{
	static const char *const words[] = {"public", "cors", "origin",
		"origins", "callback", "callbacks", "redirect", "redirects",
		"external", "browser", "advertised", "advertise", "issuer",
		"frontend", "client", "site", "website", "root", "domain",
		"domains", "allowed", "allow", "trusted", "whitelist",
		"referer", "referrer", "link", "links", "share", "login",
		"logout", "return", "homepage", "csp", "embed", "audience",
		"listener", "listeners", "listen", "bind", "cookie"};
	static const char *const starts[] = {"VITE_", "NEXT_PUBLIC_",
		"REACT_APP_", "EXPO_PUBLIC_", "NUXT_", "GATSBY_", "VUE_APP_",
		"NG_APP_", "STORYBOOK_", "PUBLIC_"};
	static const char *const names[] = {"URL", "BASE_URL", "APP_URL",
		"APP_BASE_URL", "WEB_URL", "UI_URL", "SELF_URL", "SERVER_URL",
		"HOST_URL", "HOST", "HOSTNAME", "ADDRESS", "ADDR"};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (string_starts(variable, starts[i]))
			return true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (string_equal_fold(variable, names[i]))
			return true;
	return has_any_word(variable, words, sizeof(words) / sizeof(words[0]));
}

/* Words that many services have, and so tell none from another. */
static bool is_common_word(struct slice word)
{
	static const char *const words[] = {"service", "services", "server",
		"svc", "app", "api", "url", "host", "port", "http", "https",
		"grpc", "tcp", "base", "endpoint", "internal", "container"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (equal_fold(word, slice_of(words[i])))
			return true;
	return false;
}

/* MTPROTO_SERVICE_URL speaks of telegram-mtproto. */
static bool names_service(
	const char *variable, const struct compose_service *service)
{
	struct slice name = slice_of(variable), word;

	while (next_word(&name, &word))
		if (!is_common_word(word) &&
			has_word(slice_of(service->name), word))
			return true;
	return false;
}

/* PORT, HTTP_PORT, or GATEWAY_PORT of telegram-gateway: its own. */
static bool is_own_port_variable(
	const struct compose_service *service, const char *variable)
{
	struct slice name = slice_of(variable), word;

	if (!has_word(name, slice_of("port")))
		return false;
	while (next_word(&name, &word))
		if (!is_common_word(word) &&
			!has_word(
				slice_of("listen web main ui metrics"), word) &&
			!has_word(slice_of(service->name), word))
			return false;
	return true;
}

static bool own_variables_have(
	const struct compose_service *service, long port, bool *any)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++) {
		const struct compose_variable *variable =
			&service->environment[i];
		long number;

		if (!variable->value.text ||
			!is_own_port_variable(service, variable->name))
			continue;
		if (!variable->value.known ||
			!slice_number(slice_of(variable->value.text), 1, 65535,
				&number))
			continue;
		*any = true;
		if (number == port)
			return true;
	}
	return false;
}

/* --- loopback ------------------------------------------------------------ */

/* Whose network a service has: its own, or that of `service:NAME`. */
static const struct compose_service *network_of(
	const struct reach *reach, const struct compose_service *service)
{
	unsigned depth;

	for (depth = 0; depth < 16; depth++) {
		const char *mode = service->network_mode.text;
		const struct compose_service *other;

		if (!mode || !string_starts(mode, "service:"))
			return service;
		other = compose_find(
			reach->project->merged, mode + strlen("service:"));
		if (!other)
			return service;
		service = other;
	}
	return service;
}

/* Its network is one that is not in the file: the host's, a container's. */
static bool is_network_foreign(const struct compose_service *service)
{
	const struct compose_text *mode = &service->network_mode;

	return mode->text &&
	       (!mode->known || !string_starts(mode->text, "bridge"));
}

/* May it be the container itself that answers on port? */
static bool may_be_own(
	struct reach *reach, const struct compose_service *service, long port)
{
	const struct compose_file *merged = reach->project->merged;
	const struct compose_service *network = network_of(reach, service);
	bool any;
	size_t i;

	for (i = 0; i < merged->service_count; i++) {
		const struct compose_service *near = &merged->services[i];

		if (network_of(reach, near) == network &&
			(compose_service_publishes(near, port) ||
				reach_is_open(reach, near) ||
				reach_serves(reach, near, port) ||
				runs_with(near, port) ||
				is_asked_for(near, port) ||
				own_variables_have(near, port, &any) ||
				dockerfile_speaks_of(reach, near, port)))
			return true;
	}
	return false;
}

/* Is anything said of what it listens on itself? */
static bool has_own_port(
	struct reach *reach, const struct compose_service *service)
{
	size_t stage;
	const struct dockerfile *dockerfile =
		reach_dockerfile(reach, service, &stage);
	bool any = false;

	own_variables_have(service, 0, &any);
	return any || service->port_count > 0 || service->expose_count > 0 ||
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
	const struct compose_service *found = NULL;
	size_t i;

	for (i = 0; i < merged->service_count; i++) {
		const struct compose_service *other = &merged->services[i];

		if (other == service || !reach_serves(reach, other, port))
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

	return names_service(variable, other) ||
	       has_any_word(variable, words, sizeof(words) / sizeof(words[0]));
}

/* Does another variable of the service call the other one by its name? Then
 * one with `localhost` may be for somebody else. */
static bool is_called_by_name(struct reach *reach,
	const struct compose_service *service,
	const struct compose_service *other)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++) {
		const char *text = service->environment[i].value.text;
		struct upstream found;
		size_t at = 0;

		while (text && upstream_find(&found, slice_of(text), at)) {
			at = found.end;
			if (upstream_service(reach->project->merged,
				    found.host) == other)
				return true;
		}
	}
	return false;
}

/* Who publishes the port: of several the one that the variable names. */
static const struct compose_service *find_publisher(
	const struct reach *reach, const char *variable, long port)
{
	const struct compose_file *merged = reach->project->merged;
	const struct compose_service *found = NULL;
	size_t i;

	for (i = 0; i < merged->service_count; i++) {
		const struct compose_service *other = &merged->services[i];
		const struct compose_port *mapping = reach_mapping(other, port);

		if (!mapping || !mapping->target_known ||
			compose_on_host_network(other))
			continue;
		if (!found || (!names_service(variable, found) &&
				      names_service(variable, other)))
			found = other;
	}
	return found;
}

static void judge_loopback(struct reach_answer *out, struct reach *reach,
	const struct compose_service *service, const char *variable, long port)
{
	const struct compose_service *other;

	if (!service || is_network_foreign(network_of(reach, service)) ||
		reach_is_for_outside(variable) ||
		may_be_own(reach, service, port))
		return;
	other = find_publisher(reach, variable, port);
	if (!other) {
		other = only_server(reach, service, port);
		if (!other || !(names_service(variable, other) ||
				      owns_in_registry(reach, other, port) ||
				      has_own_port(reach, service)))
			return;
	}
	if (is_for_inside(variable, other) ||
		!is_called_by_name(reach, service, other))
		answer(out, REACH_ITSELF, other, reach_mapping(other, port),
			port);
}

/* --- names of services ---------------------------------------------------- */

/* May any container behind the service's name listen on port? */
static bool may_answer(
	struct reach *reach, const struct compose_service *other, long port)
{
	const struct compose_file *merged = reach->project->merged;
	size_t i;

	for (i = 0; i < merged->service_count; i++)
		if (network_of(reach, &merged->services[i]) == other &&
			reach_may_listen(reach, &merged->services[i], port))
			return true;
	return false;
}

/* Told to others, as the name that they are to call it by. */
static bool is_advertised(const char *variable)
{
	static const char *const words[] = {"advertised", "advertise",
		"listener", "listeners", "listen", "external", "public", "bind",
		"allowed", "cors", "origin", "origins"};

	return has_any_word(variable, words, sizeof(words) / sizeof(words[0]));
}

static void judge_name(struct reach_answer *out, struct reach *reach,
	const struct compose_service *service, const char *variable,
	struct slice host, long port)
{
	const struct compose_service *other =
		upstream_service(reach->project->merged, host);
	const struct compose_port *mapping =
		other ? reach_mapping(other, port) : NULL;

	if (!mapping || other == service || other->network_mode.text ||
		!mapping->target_known || may_answer(reach, other, port) ||
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
	else if (!service || !is_network_foreign(network_of(reach, service)))
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

static const struct compose_variable *variable_named(
	const struct compose_service *service, const char *name)
{
	size_t i;

	for (i = 0; i < service->environment_count; i++)
		if (strcmp(service->environment[i].name, name) == 0)
			return &service->environment[i];
	return NULL;
}

/* X_HOST beside X_PORT. */
static void judge_pair(struct fault_list *list, struct reach *reach,
	const struct compose_service *service,
	const struct compose_variable *host)
{
	size_t stem = strlen(host->name) - strlen("_HOST");
	const struct compose_variable *port = variable_named(service,
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

static bool project_tells(
	struct reach *reach, const char *path, size_t start, size_t end)
{
	const struct compose_file *merged = reach->project->merged;
	size_t i, k, count;

	for (i = 0; i < merged->service_count; i++) {
		const struct reach_fault *faults =
			reach_faults(reach, &merged->services[i], &count);

		for (k = 0; k < count; k++)
			if (faults[k].place.start < end &&
				faults[k].place.end > start &&
				strcmp(faults[k].place.path, path) == 0)
				return true;
	}
	return false;
}

bool reach_tells(struct model *model, struct arena *arena, const char *path,
	size_t start, size_t end)
{
	size_t count, i, k;
	struct compose_project *const *projects =
		model_compose_projects(model, &count);
	bool tells = false;

	for (i = 0; i < count && !tells; i++) {
		struct reach *reach;

		for (k = 0; k < projects[i]->file_count; k++)
			if (strcmp(projects[i]->files[k]->path, path) == 0)
				break;
		if (k == projects[i]->file_count)
			continue;
		reach = reach_new(model, arena, projects[i]);
		tells = project_tells(reach, path, start, end);
		reach_release(reach);
	}
	return tells;
}
