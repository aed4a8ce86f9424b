/*
 * ports: numbers that stand in code where a name should. Judges the matches
 * of its rules' patterns: what a loopback address is there for, whose a
 * default is. Knows the registry and the components; reads no file itself.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "engine/fact.h"
#include "engine/linter.h"
#include "engine/scope.h"
#include "engine/settings.h"
#include "model/model.h"
#include "model/reach.h"
#include <stdio.h>
#include <string.h>

/* How far back a call's opening bracket, or an operator, is looked for. */
#define LOOK_BACK 400

static long port_of(const struct candidate *candidate)
{
	long port;

	if (!slice_number(candidate_group(candidate, "port"), 1, 65535, &port))
		return 0;
	return port;
}

static const char *text_of(struct check *check, struct slice slice)
{
	return arena_copy(check->arena, slice.data, slice.size);
}

/* Bytes before offset, at most LOOK_BACK of them. */
static struct slice before(const struct candidate *candidate, size_t offset)
{
	size_t start = offset > LOOK_BACK ? offset - LOOK_BACK : 0;

	return slice_range(candidate->file->text, start, offset);
}

static struct slice trim_end(struct slice text, const char *what)
{
	while (text.size != 0 && strchr(what, text.data[text.size - 1]) != NULL)
		text.size--;
	return text;
}

/* Env files are where such values belong: linters/env.c reads them. */
static bool in_env_file(const struct candidate *candidate)
{
	return dotenv_is_name(candidate->file->path);
}

static bool in_compose_file(const struct candidate *candidate)
{
	return compose_is_name(candidate->file->path);
}

/* --- hardcoded-address ------------------------------------------------ */

/* The text before the address, without `user:password@`. */
static struct slice before_host(const struct candidate *candidate)
{
	struct slice text = before(candidate, candidate->start), user = text;

	if (!slice_ends(text, "@"))
		return text;
	while (user.size != 0 && !slice_ends(user, "://") &&
		strchr("\"'` \t\n", user.data[user.size - 1]) == NULL)
		user.size--;
	return slice_ends(user, "://") ? user : text;
}

/* The text before the address's string: without scheme, quote, bracket. */
static struct slice before_address(const struct candidate *candidate)
{
	struct slice text = before_host(candidate);

	if (slice_ends(text, "://")) {
		text.size -= 3;
		while (text.size != 0 &&
			(character_is_word(text.data[text.size - 1]) ||
				text.data[text.size - 1] == '+'))
			text.size--;
	}
	return trim_end(text, "\"'` \t\r\n");
}

static bool has_scheme(const struct candidate *candidate)
{
	return slice_ends(before_host(candidate), "://");
}

/* `${X:-…`, `${X-…`: the default of a shell or compose variable. */
static bool ends_in_expansion_default(struct slice text)
{
	if (!slice_ends(text, "-"))
		return false;
	text.size--;
	if (slice_ends(text, ":"))
		text.size--;
	while (text.size != 0 && character_is_word(text.data[text.size - 1]))
		text.size--;
	return slice_ends(text, "${");
}

/* `${X:…` of Spring and its kin. */
static bool ends_in_placeholder_default(struct slice text)
{
	if (!slice_ends(text, ":"))
		return false;
	text.size--;
	while (text.size != 0 &&
		(character_is_word(text.data[text.size - 1]) ||
			strchr(".-", text.data[text.size - 1]) != NULL))
		text.size--;
	return slice_ends(text, "${");
}

static bool ends_in_or(struct slice text)
{
	static const char *const operators[] = {
		"||", "??", "?:", "||=", "?\?=", NULL};
	size_t i;

	for (i = 0; operators[i] != NULL; i++)
		if (slice_ends(text, operators[i]))
			return true;
	return text.size > 3 && slice_ends(text, "or") &&
	       strchr(" \t)", text.data[text.size - 3]) != NULL;
}

/* Does text hold `env` as a word's part: getenv, os.environ, env.X, ENV? */
static bool names_environment(struct slice text)
{
	size_t i;

	for (i = 0; i + 3 <= text.size; i++)
		if (character_lower(text.data[i]) == 'e' &&
			character_lower(text.data[i + 1]) == 'n' &&
			character_lower(text.data[i + 2]) == 'v')
			return true;
	return false;
}

/*
 * A later argument of a call that also asks the environment:
 * getenv("X", "…"), pick(env.A, '…'). Other calls take what they are given.
 */
static bool is_call_default(struct slice text)
{
	size_t depth = 0, i;

	if (!slice_ends(text, ","))
		return false;
	for (i = text.size; i-- > 0;) {
		char c = text.data[i];

		if (c == ')' || c == ']' || c == '}') {
			depth++;
		} else if (c == ';') {
			return false;
		} else if (c == '[' || c == '{') {
			if (depth == 0)
				return false;
			depth--;
		} else if (c == '(') {
			size_t name = i;

			if (depth-- != 0)
				continue;
			while (name != 0 &&
				(character_is_word(text.data[name - 1]) ||
					text.data[name - 1] == '.'))
				name--;
			return names_environment(
				slice_range(text.data, name, text.size));
		}
	}
	return false;
}

static bool is_fallback(const struct candidate *candidate)
{
	struct slice text = before_address(candidate);

	return ends_in_or(text) || ends_in_expansion_default(text) ||
	       ends_in_placeholder_default(text) || is_call_default(text) ||
	       slice_ends(text, "unwrap_or(") ||
	       slice_ends(text, "unwrap_or_else(|_|") ||
	       slice_ends(text, ".default(");
}

/* A word of the list, whole, in line before offset. */
static bool line_names(struct slice line, size_t end, const char *const *words)
{
	size_t i, at;

	for (i = 0; words[i] != NULL; i++) {
		size_t size = strlen(words[i]);

		for (at = slice_find(line, words[i], 0); at < end;
			at = slice_find(line, words[i], at + 1)) {
			char next = at + size < line.size ? line.data[at + size]
							  : ' ';

			if ((at == 0 ||
				    !character_is_word(line.data[at - 1])) &&
				!character_is_word(next))
				return true;
		}
	}
	return false;
}

/* A line that asks a running service, or only tells a person about it. */
static bool is_probe(const struct candidate *candidate)
{
	static const char *const words[] = {"curl", "wget", "nc", "ncat",
		"http_code", "wait-for", "wait-for-it", "wait-on", "lsof",
		"netstat", "echo", "print", "printf", "println", "Println",
		"Printf", "log", "console", "logger", "logging", "info", "warn",
		"Write-Host", "Write-Output", "puts", "fmt", "log_info",
		"log_error", "log_warn", "die", "fail", "log_success", "cat",
		"open", "xdg-open", NULL};
	size_t start;
	struct slice line = candidate_line(candidate, &start);

	return line_names(line, candidate->start - start, words);
}

/* An image of a local registry: `image: localhost:32000/app`. */
static bool is_image(const struct candidate *candidate)
{
	static const char *const words[] = {
		"image", "FROM", "push", "pull", "tag", "registry", NULL};
	size_t start;
	struct slice line = candidate_line(candidate, &start);

	return !has_scheme(candidate) &&
	       candidate->end < candidate->file->size &&
	       candidate->file->text[candidate->end] == '/' &&
	       line_names(line, candidate->start - start, words);
}

/* Part of an edit or of a pattern: `s/localhost:3000/…/`, `localhost:80\d`. */
static bool is_pattern(const struct candidate *candidate)
{
	struct slice text = before(candidate, candidate->start);
	size_t end = candidate->end;

	if (end < candidate->file->size &&
		strchr("\\[(*+?", candidate->file->text[end]) != NULL)
		return true;
	if (slice_ends(text, "://"))
		text.size -= 3;
	while (text.size != 0 && character_is_alpha(text.data[text.size - 1]) &&
		text.data[text.size - 1] != 's')
		text.size--;
	return text.size >= 2 && text.data[text.size - 2] == 's' &&
	       strchr("/|#", text.data[text.size - 1]) != NULL &&
	       (text.size == 2 || !character_is_word(text.data[text.size - 3]));
}

/* `listen 127.0.0.1:80`, `bind = "localhost:80"`, supervisor's `port =`. */
static bool is_bind(const struct candidate *candidate)
{
	static const char *const words[] = {"bind", "--bind", "listen",
		"--listen", "Listen", "ListenAndServe", "port", NULL};
	size_t start, size, at;
	struct slice line = candidate_line(candidate, &start);

	if (has_scheme(candidate))
		return false;
	size = candidate->start - start;
	while (size > 0 && strchr(" \t\"'=:(", line.data[size - 1]) != NULL)
		size--;
	for (at = size; at > 0 && (character_is_word(line.data[at - 1]) ||
					  line.data[at - 1] == '-');)
		at--;
	for (size_t i = 0; words[i] != NULL; i++)
		if (slice_is(slice_range(line.data, at, size), words[i]))
			return true;
	return false;
}

/* Healthchecks and bind addresses speak of the container they stand in. */
static bool is_inside_container(const struct candidate *candidate)
{
	static const char *const words[] = {"healthcheck", "test", "CMD",
		"CMD-SHELL", "HEALTHCHECK", "curl", "wget", "nc", NULL};
	size_t start;
	struct slice line = candidate_line(candidate, &start);

	if (slice_is(candidate_group(candidate, "host"), "0.0.0.0") &&
		!has_scheme(candidate))
		return true;
	return in_compose_file(candidate) &&
	       line_names(line, candidate->start - start, words);
}

static const char *address_variant(struct check *check,
	const struct candidate *candidate, const struct registry *registry,
	const struct registry_service *owner)
{
	bool fallback = is_fallback(candidate);

	/* A literal in a compose file is the container's own loopback. */
	if (in_compose_file(candidate) && !fallback)
		return NULL;
	(void)check;
	if (registry == NULL)
		return "no-registry";
	if (fallback)
		return owner != NULL ? "fallback" : "fallback-unregistered";
	if (is_probe(candidate))
		return "probe";
	return owner != NULL ? "literal" : "unregistered";
}

static void add_address_fact(
	struct check *check, const struct candidate *candidate, long port)
{
	struct fact fact = {.kind = FACT_ADDRESS,
		.side = SIDE_UNKNOWN,
		.port = port,
		.port_end = port,
		.place = candidate_place(candidate, "port")};

	sink_fact(check->sink, &fact);
}

static void relate_owner(struct check *check, struct finding *finding,
	const struct registry_service *owner, const struct registry_port *entry)
{
	if (owner != NULL)
		finding_relate(check->sink, finding, entry->place,
			"%s owns %ld here", owner->name, entry->port);
}

static void check_address(
	struct check *check, const struct candidate *candidate)
{
	const struct registry *registry =
		model_registry_for(check->model, candidate->file->path);
	const struct registry_service *owner = NULL;
	const struct registry_port *entry = NULL;
	const char *variant;
	long port = port_of(candidate);

	if (port == 0 || in_env_file(candidate) || is_image(candidate) ||
		is_pattern(candidate) || is_bind(candidate) ||
		is_inside_container(candidate))
		return;
	add_address_fact(check, candidate, port);
	if (registry != NULL)
		owner = registry_owner(registry, port, false, &entry);
	variant = address_variant(check, candidate, registry, owner);
	/* Where it leads from its container says more: one place, one cause. */
	if (variant == NULL ||
		(in_compose_file(candidate) &&
			reach_tells(check->model, candidate->file->path,
				candidate->start, candidate->end)))
		return;
	const struct value values[] = {
		{"host", text_of(check, candidate_group(candidate, "host"))},
		{"port", text_of(check, candidate_group(candidate, "port"))},
		{"owner", owner != NULL ? owner->name : "nobody"},
	};
	relate_owner(check,
		sink_add_rule(check->sink, candidate->rule, variant,
			candidate->file->scope,
			candidate_place(candidate, NULL), values, 3),
		owner, entry);
}

/* --- hardcoded-assignment --------------------------------------------- */

/* Whose port a variable of that name is: PORT speaks of its component. */
static const char *service_of_variable(
	struct check *check, const char *path, struct slice name)
{
	const struct registry *registry =
		model_registry_for(check->model, path);
	const struct component *component;
	const struct registry_service *entry = NULL;

	if (slice_ends(name, "_PORT")) {
		name.size -= strlen("_PORT");
		if (registry != NULL)
			entry = registry_service_of_variable(registry, name);
	} else if (slice_is(name, "PORT") || slice_is(name, "port") ||
		   slice_is(name, "server.port")) {
		component = model_component_of(check->model, path);
		if (component != NULL)
			entry = component->entry;
	}
	return entry != NULL ? entry->name : NULL;
}

static void add_number_fact(struct check *check,
	const struct candidate *candidate, enum fact_kind kind, long port)
{
	struct fact fact = {.kind = kind,
		.side = SIDE_UNKNOWN,
		.port = port,
		.port_end = port,
		.place = candidate_place(candidate, "port")};

	if (check->sink->wants_facts)
		fact.service = service_of_variable(check, candidate->file->path,
			candidate_group(candidate, "name"));
	sink_fact(check->sink, &fact);
}

static void check_assignment(
	struct check *check, const struct candidate *candidate)
{
	const char *path = candidate->file->path;
	const struct registry *registry =
		model_registry_for(check->model, path);
	const struct registry_service *owner = NULL;
	const struct registry_port *entry = NULL;
	long port = port_of(candidate);

	/* Below 1024 stand timeouts, days and codes, not a service's port. */
	if (port < 1024 || in_compose_file(candidate) || in_env_file(candidate))
		return;
	add_number_fact(check, candidate, FACT_ASSIGNMENT, port);
	if (registry != NULL)
		owner = registry_owner(registry, port, false, &entry);
	const struct value values[] = {
		{"name", text_of(check, candidate_group(candidate, "name"))},
		{"port", text_of(check, candidate_group(candidate, "port"))},
		{"owner", owner != NULL ? owner->name : "nobody"},
	};
	relate_owner(check,
		sink_add_rule(check->sink, candidate->rule,
			registry == NULL ? "no-registry"
			: owner != NULL  ? "registered"
					 : "unregistered",
			candidate->file->scope,
			candidate_place(candidate, "port"), values, 3),
		owner, entry);
}

/* --- default-mismatch ------------------------------------------------- */

/* What a variable of this name speaks of, and whether port is right. */
struct expectation {
	const char *service;
	const char *ports; /* "8090", for the message */
	const struct registry_service *entry;
	bool right;
	bool registered; /* the registry has an entry for it */
};

static const char *served_ports(
	struct check *check, const struct component *component)
{
	struct buffer text = BUFFER_INIT;
	const char *result;
	size_t i, k;

	for (i = 0; i < component->service_count; i++) {
		const struct compose_service *service =
			component->services[i]->service;

		for (k = 0; k < service->port_count; k++) {
			if (!service->ports[k].target_known)
				continue;
			buffer_format(&text, "%s%ld", text.size ? " or " : "",
				service->ports[k].target);
		}
	}
	result = arena_string(check->arena, buffer_string(&text));
	buffer_release(&text);
	return result;
}

/* `PORT` speaks of the component that the file belongs to. */
static bool expect_of_component(struct check *check, const char *path,
	long port, struct expectation *out)
{
	const struct component *component =
		model_component_of(check->model, path);

	if (component == NULL)
		return false;
	out->entry = component->entry;
	out->registered = component->entry != NULL;
	out->right = component_serves(component, port);
	if (component->entry != NULL) {
		out->service = component->entry->name;
		out->ports = registry_service_ports_text(
			check->arena, component->entry);
		return true;
	}
	out->service = path_name(component->path);
	out->ports = served_ports(check, component);
	return out->ports[0] != '\0';
}

/* Is port a target of a compose service that is this registry entry? */
static bool entry_has_target(
	struct check *check, const struct registry_service *entry, long port)
{
	size_t count, i, k;
	struct compose_file *const *files =
		model_compose_files(check->model, &count);

	for (i = 0; i < count; i++) {
		for (k = 0; k < files[i]->service_count; k++) {
			const struct compose_service *service =
				&files[i]->services[k];

			if (compose_service_serves(service, port) &&
				model_service_match(
					check->model, files[i], service)
						->entry == entry)
				return true;
		}
	}
	return false;
}

/* The port that a server of that protocol listens on inside a container. */
static bool is_usual_port(const struct registry_service *entry, long port)
{
	static const struct {
		const char *protocol;
		long port;
	} usual[] = {{"postgres", 5432}, {"redis", 6379}, {"rabbitmq", 5672},
		{"http", 80}, {"https", 443}};
	size_t i;

	for (i = 0;
		entry->protocol != NULL && i < sizeof(usual) / sizeof(usual[0]);
		i++)
		if (strcmp(entry->protocol, usual[i].protocol) == 0)
			return port == usual[i].port;
	return false;
}

/* `BILLING_PORT` speaks of the service billing, wherever it stands. */
static bool expect_of_name(struct check *check, const struct registry *registry,
	struct slice name, long port, struct expectation *out)
{
	struct slice stem = name;

	stem.size -= strlen("_PORT");
	out->entry = registry_service_of_variable(registry, stem);
	if (out->entry == NULL)
		return false;
	out->registered = true;
	out->service = out->entry->name;
	out->ports = registry_service_ports_text(check->arena, out->entry);
	out->right = registry_service_has(out->entry, port) ||
		     is_usual_port(out->entry, port) ||
		     entry_has_target(check, out->entry, port);
	return true;
}

static void report_default(struct check *check,
	const struct candidate *candidate, const struct registry *registry,
	const struct expectation *expectation, long port)
{
	const struct registry_port *entry = NULL;
	const struct registry_service *owner =
		registry_owner(registry, port, false, &entry);
	const struct value values[] = {
		{"name", text_of(check, candidate_group(candidate, "name"))},
		{"port", text_of(check, candidate_group(candidate, "port"))},
		{"service", expectation->service},
		{"expected", expectation->ports},
		{"owner", owner != NULL ? owner->name : "nobody"},
	};
	struct finding *finding = sink_add_rule(check->sink, candidate->rule,
		!expectation->registered ? "no-entry"
		: owner != NULL          ? "foreign"
					 : "unregistered",
		candidate->file->scope, candidate_place(candidate, "port"),
		values, 5);

	if (expectation->entry != NULL)
		finding_relate(check->sink, finding,
			expectation->entry->ports[0].place, "%s owns %s here",
			expectation->service, expectation->ports);
	relate_owner(check, finding, owner, entry);
}

static void check_default(
	struct check *check, const struct candidate *candidate)
{
	const char *path = candidate->file->path;
	const struct registry *registry =
		model_registry_for(check->model, path);
	struct slice name = candidate_group(candidate, "name");
	struct expectation expectation = {0};
	long port = port_of(candidate);
	bool known;

	/* Compose and Dockerfiles speak of the container: other rules. */
	if (port == 0 || in_compose_file(candidate) || in_env_file(candidate))
		return;
	add_number_fact(check, candidate, FACT_DEFAULT, port);
	if (registry == NULL)
		return;
	if (slice_ends(name, "_PORT"))
		known = expect_of_name(
			check, registry, name, port, &expectation);
	else
		known = expect_of_component(check, path, port, &expectation);
	if (known && !expectation.right)
		report_default(check, candidate, registry, &expectation, port);
}

/* The verdicts hang on the registry and on what compose serves. */
static bool ports_reads(
	const struct configuration *configuration, const char *path)
{
	return model_is_registry_path(configuration, path) ||
	       compose_is_name(path) || dotenv_is_name(path);
}

static const struct linter_check ports_checks[] = {
	{.name = "address", .candidate = check_address},
	{.name = "assignment", .candidate = check_assignment},
	{.name = "default", .candidate = check_default},
};

const struct linter linter_ports = {
	.name = "ports",
	.summary = "ports written as numbers in code, scripts and "
		   "configuration",
	.checks = ports_checks,
	.check_count = sizeof(ports_checks) / sizeof(ports_checks[0]),
	.reads = ports_reads,
};
