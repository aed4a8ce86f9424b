/*
 * Port facts out of files that are read one by one: scrape targets, nginx,
 * Dockerfiles, and `name:port` of a compose service in any configuration, and
 * in code as part of a URL. It must not judge them.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "engine/generated.h"
#include "engine/lexer.h"
#include "engine/scope.h"
#include "model/address.h"
#include "model/dockerfile.h"
#include "model/facts_private.h"
#include "model/kubernetes.h"
#include "model/listening.h"
#include "model/nginx.h"
#include "model/probe.h"
#include "model/scrape.h"

#include <string.h>

/* JSON that is larger holds data and configures nothing. */
#define JSON_LIMIT (256 * 1024)
/* Below it a number behind a name is a version: `redis:7`, `node:20`. */
#define LOWEST_BARE_PORT 1024

struct text_reader {
	const struct fact_reader *facts;
	const char *path;
	struct slice text;
	struct lines lines;
	struct arena *arena; /* of the file */
	struct lexical_spans spans;
	bool is_lexed;
	/* Else it is code, where `name:80` may be anything but in a URL. */
	bool is_configuration;
};

/* Is it a file that configures something, by its name? */
static bool is_configuration(const char *path)
{
	static const char *const globs[] = {"*.{yml,yaml,json,json5,jsonc}",
		"*.{toml,ini,cfg,conf,cnf,config,properties,xml,hcl}",
		"*.{service,vhost,tf,tfvars,xcconfig}", "*.conf.*",
		"*.{yml,yaml,json,toml,ini}.{example,sample,template,tmpl,j2}",
		"{Caddyfile,Procfile}*", "conf", ".envrc",
		"**/sites-{available,enabled}/*"};

	for (size_t i = 0; i < sizeof(globs) / sizeof(globs[0]); i++)
		if (glob_match(globs[i], path))
			return true;
	return dotenv_is_name(path);
}

static bool is_scanned(
	const struct fact_reader *reader, const struct snapshot_entry *entry)
{
	const struct configuration *configuration =
		model_configuration(reader->model);
	enum scope scope;

	if (entry->kind != ENTRY_FILE || !facts_wanted(reader, entry->path) ||
		(configuration->ignore_count > 0 &&
			glob_list_match(configuration->ignore,
				configuration->ignore_count, entry->path)))
		return false;
	scope = model_scope(reader->model, entry->path);
	return scope == SCOPE_SOURCE || scope == SCOPE_TEST;
}

static void add(const struct text_reader *reader, struct fact *fact,
	size_t start, size_t end)
{
	fact->place = place_of(reader->path, &reader->lines, start, end);
	sink_fact(reader->facts->sink, fact);
}

static void lex(struct text_reader *reader)
{
	struct slice text = reader->text;

	if (!reader->is_lexed)
		lexer_read(&reader->spans,
			language_of(reader->path, text.data, text.size),
			text.data, text.size);
	reader->is_lexed = true;
}

/* --- scrape targets ---------------------------------------------------- */

static void add_scrapes(const struct text_reader *reader)
{
	struct document *document;
	struct scrape_targets targets;
	struct error err;

	if (!scrape_is_likely(reader->path, reader->text) ||
		document_parse(&document, reader->arena, DOCUMENT_YAML,
			reader->path, reader->text.data, reader->text.size,
			&err) != 0)
		return;
	targets = scrape_read(reader->arena, document);
	for (size_t i = 0; i < targets.count; i++) {
		const struct scrape_target *target = &targets.items[i];
		struct fact fact =
			fact_of_port(FACT_SCRAPE, SIDE_UNKNOWN, target->port);

		fact.service = facts_service_named(
			reader->facts, slice_of(target->host));
		if (fact.service)
			fact.side = SIDE_CONTAINER;
		add(reader, &fact, target->start, target->end);
	}
}

/* --- Kubernetes -------------------------------------------------------- */

static void add_kubernetes_port(
	const struct text_reader *reader, const struct kubernetes_port *port)
{
	static const struct {
		enum fact_kind kind;
		enum fact_side side;
	} meanings[] = {
		[KUBERNETES_CONTAINER] = {FACT_EXPOSE, SIDE_CONTAINER},
		/* Of an address that is neither the host's nor a container's.
		 */
		[KUBERNETES_SERVICE] = {FACT_LISTEN, SIDE_UNKNOWN},
		[KUBERNETES_TARGET] = {FACT_TARGET, SIDE_CONTAINER},
		[KUBERNETES_NODE] = {FACT_LISTEN, SIDE_HOST},
	};
	struct fact fact = fact_of_port(meanings[port->kind].kind,
		meanings[port->kind].side, port->port);

	if (port->name)
		fact.service =
			arena_string(reader->facts->sink->arena, port->name);
	add(reader, &fact, port->node->start, port->node->end);
}

static void add_kubernetes(const struct text_reader *reader)
{
	struct document *document;
	struct kubernetes_ports ports;
	struct error err;

	if (!kubernetes_is_likely(reader->path, reader->text) ||
		document_parse(&document, reader->arena, DOCUMENT_YAML,
			reader->path, reader->text.data, reader->text.size,
			&err) != 0)
		return;
	ports = kubernetes_read(reader->arena, document);
	for (size_t i = 0; i < ports.count; i++)
		add_kubernetes_port(reader, &ports.items[i]);
}

/* --- nginx ------------------------------------------------------------- */

static void add_nginx_port(
	const struct text_reader *reader, const struct nginx_port *port)
{
	struct slice host = slice_of(port->host ? port->host : "");
	struct fact fact =
		fact_of_port(FACT_UPSTREAM, SIDE_UNKNOWN, port->port);

	if (port->listens) {
		fact.kind = FACT_LISTEN;
		fact.protocol = port->udp ? "udp" : "tcp";
	} else if (address_is_loopback(host)) {
		fact.kind = FACT_ADDRESS;
	} else {
		fact.service = facts_service_named(reader->facts, host);
		if (fact.service)
			fact.side = SIDE_CONTAINER;
	}
	add(reader, &fact, port->start, port->end);
}

static void add_nginx(const struct text_reader *reader)
{
	struct nginx_ports ports;

	if (!nginx_is_name(reader->path) || !nginx_is_shape(reader->text))
		return;
	ports = nginx_read(reader->arena, reader->text);
	for (size_t i = 0; i < ports.count; i++)
		add_nginx_port(reader, &ports.items[i]);
}

/* --- Dockerfiles ------------------------------------------------------- */

static void add_exposed(const struct text_reader *reader,
	const struct dockerfile_stage *stage, const char *service)
{
	for (size_t i = 0; i < stage->port_count; i++) {
		const struct dockerfile_port *port = &stage->ports[i];
		struct fact fact =
			fact_of_port(FACT_EXPOSE, SIDE_CONTAINER, port->port);

		if (!port->known)
			continue;
		fact.port_end = port->port_end;
		fact.protocol = port->protocol;
		fact.service = service;
		fact.place = port->place;
		sink_fact(reader->facts->sink, &fact);
	}
}

static void add_probes(const struct text_reader *reader,
	const struct dockerfile_instruction *health, const char *service)
{
	struct slice command =
		slice_range(reader->text.data, health->start, health->end);
	struct probe probe;
	size_t from = 0;

	while (probe_find(&probe, command, from)) {
		struct fact fact = fact_of_port(
			FACT_HEALTHCHECK, SIDE_CONTAINER, probe.port);

		fact.service = service;
		add(reader, &fact, health->start + probe.start,
			health->start + probe.end);
		from = probe.end;
	}
}

/* The digits of `NAME=80`, `NAME="80"` or `NAME 80`; or none. */
static struct slice value_behind(struct slice text, size_t at)
{
	size_t end;

	while (at < text.size && text.data[at] &&
		strchr("= \t\"'", text.data[at]))
		at++;
	for (end = at; end < text.size && character_is_digit(text.data[end]);)
		end++;
	if (end < text.size && !strchr(" \t\r\n\"'\\", text.data[end]))
		end = at;
	return slice_range(text.data, at, end);
}

static void add_variables(const struct text_reader *reader,
	const struct dockerfile_instruction *env, const char *service)
{
	struct slice text = reader->text, value;
	size_t at = env->start + strlen("ENV"), start;

	for (; at < env->end; at++) {
		struct fact fact = fact_of_port(FACT_ENV, SIDE_CONTAINER, 0);

		for (start = at;
			at < env->end && character_is_word(text.data[at]);)
			at++;
		if (at == start || at >= env->end ||
			!strchr("= \t", text.data[at]) ||
			!facts_is_port_name(arena_copy(
				reader->arena, text.data + start, at - start)))
			continue;
		value = value_behind(slice_range(text.data, 0, env->end), at);
		if (!slice_number(value, 1, 65535, &fact.port))
			continue;
		fact.port_end = fact.port;
		fact.service = service;
		start = (size_t)(value.data - text.data);
		add(reader, &fact, start, start + value.size);
	}
}

/* The compose service whose build names this very file; NULL: not one. */
static const char *service_of_dockerfile(const struct text_reader *reader)
{
	const struct component *component =
		model_component_of(reader->facts->model, reader->path);
	const char *found = NULL;

	for (size_t i = 0; component && i < component->service_count; i++) {
		const struct compose_service *service =
			component->services[i]->service;
		const char *name = service->dockerfile.text;
		const char *path =
			service->build_path
				? path_join(reader->arena, service->build_path,
					  name ? name : "Dockerfile")
				: NULL;

		if (!path || strcmp(path, reader->path) != 0)
			continue;
		if (found && strcmp(found, service->name) != 0)
			return NULL;
		found = service->name;
	}
	if (!found && strcmp(path_name(reader->path), "Dockerfile") == 0)
		return facts_service_built_from(reader->facts, reader->path);
	return found;
}

static void add_dockerfile(const struct text_reader *reader)
{
	struct dockerfile *file;
	const char *service;

	if (!dockerfile_is_name(reader->path))
		return;
	file = dockerfile_read(reader->arena, reader->path, reader->text.data,
		reader->text.size);
	service = service_of_dockerfile(reader);
	for (size_t i = 0; i < file->stage_count; i++)
		add_exposed(reader, &file->stages[i], service);
	for (size_t i = 0; i < file->count; i++) {
		const struct dockerfile_instruction *instruction =
			&file->instructions[i];

		if (strcmp(instruction->name, "HEALTHCHECK") == 0)
			add_probes(reader, instruction, service);
		else if (strcmp(instruction->name, "ENV") == 0)
			add_variables(reader, instruction, service);
	}
	dockerfile_release(file);
}

/* --- servers ----------------------------------------------------------- */

static void add_listening(struct text_reader *reader, enum fact_kind kind,
	const struct listening *found)
{
	struct fact fact = fact_of_port(kind, SIDE_UNKNOWN, found->port);

	lex(reader);
	if (lexical_class_at(&reader->spans, found->start) == CLASS_COMMENT)
		return;
	if (kind == FACT_LISTEN)
		fact.service =
			facts_service_built_from(reader->facts, reader->path);
	add(reader, &fact, found->start, found->end);
}

/* Code that runs commands is rare, and long to look through. */
static bool has_commands(const struct text_reader *reader)
{
	switch (language_of(
		reader->path, reader->text.data, reader->text.size)) {
	case LANGUAGE_DOCKERFILE:
	case LANGUAGE_MAKEFILE:
	case LANGUAGE_SHELL:
		return true;
	default:
		return reader->is_configuration;
	}
}

static void add_servers(struct text_reader *reader)
{
	struct slice text = reader->text;
	struct listening found = {0};

	while (has_commands(reader) &&
		listening_find_command(&found, text, found.end))
		add_listening(reader, FACT_LISTEN, &found);
	found.end = 0;
	while (listening_is_configuration(reader->path) &&
		listening_find_configured(&found, text, found.end))
		add_listening(reader, FACT_LISTEN, &found);
	found.end = 0;
	while (listening_is_settings(reader->path, text) &&
		listening_find_setting(&found, text, found.end))
		add_listening(reader, FACT_DEFAULT, &found);
}

/* --- name:port --------------------------------------------------------- */

/* Does that service listen on the port, or publish it? */
static bool speaks_of(
	const struct fact_reader *reader, const char *service, long port)
{
	size_t count;
	struct compose_file *const *files =
		model_compose_files(reader->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct compose_service *found =
			compose_find(files[i], service);

		if (found && (compose_service_serves(found, port) ||
				     compose_service_publishes(found, port)))
			return true;
	}
	return false;
}

/* `image: app:8080`, `FROM app:8080`: a tag, whatever it looks like. */
static bool is_image(const struct text_reader *reader, size_t offset)
{
	unsigned line, column;
	struct slice before;

	lines_at(&reader->lines, offset, &line, &column);
	before = slice_trim(slice_range(
		reader->text.data, lines_start(&reader->lines, line), offset));
	return slice_find(before, "image", 0) != SIZE_MAX ||
	       slice_starts(before, "FROM");
}

static void add_address(
	const struct text_reader *reader, const struct address *address)
{
	struct fact fact =
		fact_of_port(FACT_UPSTREAM, SIDE_CONTAINER, address->port);

	if (!reader->is_configuration && !address->has_scheme)
		return;
	if (lexical_class_at(&reader->spans, address->port_start) ==
		CLASS_COMMENT)
		return;
	fact.service = facts_service_named(reader->facts, address->host);
	if (!fact.service) {
		/* Elsewhere a rule's pattern finds them. */
		if (!dotenv_is_name(reader->path) ||
			!address_is_loopback(address->host))
			return;
		fact.kind = FACT_ADDRESS;
		fact.side = SIDE_UNKNOWN;
	} else if (is_image(reader, address->start) ||
		   (address->port < LOWEST_BARE_PORT && !address->has_scheme &&
			   !speaks_of(reader->facts, fact.service,
				   address->port))) {
		return;
	}
	add(reader, &fact, address->port_start, address->port_end);
}

static void add_addresses(struct text_reader *reader)
{
	struct address address;
	size_t from = 0;

	while (address_find(&address, reader->text, from)) {
		lex(reader);
		add_address(reader, &address);
		from = address.port_end;
	}
}

/* Prose is no place that states a port. */
static bool is_prose(const struct text_reader *reader)
{
	enum language language =
		language_of(reader->path, reader->text.data, reader->text.size);

	return !reader->is_configuration &&
	       (language == LANGUAGE_UNKNOWN || language == LANGUAGE_MARKDOWN);
}

/* What a machine wrote for machines; a generated env file is none. */
static bool is_dump(const char *path, struct slice text)
{
	return (string_ends(path, ".json") && text.size > JSON_LIMIT) ||
	       text_is_minified(path, text.data, text.size) ||
	       (!dotenv_is_name(path) &&
		       text_is_generated(path, text.data, text.size));
}

static void read_text(const struct fact_reader *facts, const char *path,
	const struct buffer *content)
{
	struct text_reader reader = {.facts = facts,
		.path = path,
		.text = {content->data, content->size},
		.is_configuration = is_configuration(path)};

	if (is_prose(&reader) || is_dump(path, reader.text))
		return;
	reader.arena = arena_new();
	lines_init(&reader.lines, content->data, content->size);
	add_scrapes(&reader);
	add_kubernetes(&reader);
	add_nginx(&reader);
	add_dockerfile(&reader);
	add_servers(&reader);
	add_addresses(&reader);
	lexical_spans_free(&reader.spans);
	lines_release(&reader.lines);
	arena_free(reader.arena);
}

void text_facts(const struct fact_reader *reader)
{
	const struct snapshot *snapshot = model_snapshot(reader->model);
	struct content content = {.left_out = LEFT_NOTHING};
	struct error err = {0};

	for (size_t i = 0; i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];

		if (!is_scanned(reader, entry))
			continue;
		if (snapshot_read(snapshot, entry, &content, &err) < 0)
			sink_notice(reader->sink, NOTICE_FAILED, entry->path,
				"could not be read: %s", err.message);
		else if (content.left_out == LEFT_NOTHING &&
			 content.buffer.size > 0)
			read_text(reader, entry->path, &content.buffer);
	}
	content_release(&content);
}
