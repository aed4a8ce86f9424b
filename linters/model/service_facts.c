/*
 * Port facts of what a compose service says of its own container besides
 * `ports` and `expose`: environment, labels, healthcheck. All of them speak
 * of the container's side. It must not judge them.
 */
#include "base/arena.h"
#include "model/facts_private.h"
#include "model/probe.h"

#include <stdint.h>
#include <string.h>

struct service_reader {
	const struct fact_reader *facts;
	const struct compose_file *file;
	const struct compose_service *service;
};

/* Bytes start..end of a value that is a port. */
static void add_part(const struct service_reader *reader, enum fact_kind kind,
	const char *service, const struct compose_text *value, long port,
	size_t start, size_t end)
{
	struct fact fact = fact_of_port(kind, SIDE_CONTAINER, port);

	fact.service = service;
	fact.place = compose_text_place(reader->file, value, start, end);
	if (facts_wanted(reader->facts, fact.place.path))
		sink_fact(reader->facts->sink, &fact);
}

static void add_number(const struct service_reader *reader, enum fact_kind kind,
	const char *service, const struct compose_text *value)
{
	struct slice text = slice_range(value->text, 0, value->parts->size);
	long port;

	if (slice_number(text, 1, 65535, &port))
		add_part(reader, kind, service, value, port, 0, text.size);
}

/* Is the value there, and nothing in it unknown? */
static bool is_known(const struct compose_text *value)
{
	return value->text && value->known && value->parts;
}

/* ASP.NET: `http://+:8080`, several with `;` between. */
static void add_urls(
	const struct service_reader *reader, const struct compose_text *value)
{
	struct slice text = slice_range(value->text, 0, value->parts->size);
	size_t at = slice_find(text, "//", 0), end;
	long port;

	for (; at != SIZE_MAX; at = slice_find(text, "//", at + 1)) {
		at = slice_find(text, ":", at);
		if (at == SIZE_MAX)
			break;
		for (end = ++at;
			end < text.size && character_is_digit(text.data[end]);)
			end++;
		if (slice_number(
			    slice_range(text.data, at, end), 1, 65535, &port))
			add_part(reader, FACT_ENV, reader->service->name, value,
				port, at, end);
	}
}

/* The value of the sibling `<NAME>_HOST` of `<NAME>_PORT`; or NULL. */
static const char *host_beside(
	const struct service_reader *reader, const char *name)
{
	size_t stem = strlen(name) - strlen("PORT");

	for (size_t i = 0; i < reader->service->environment_count; i++) {
		const struct compose_variable *other =
			&reader->service->environment[i];

		if (is_known(&other->value) &&
			strncmp(other->name, name, stem) == 0 &&
			strncmp(other->name + stem, "HOST", 4) == 0)
			return other->value.text;
	}
	return NULL;
}

/*
 * Whose port the variable is: PORT and its kin speak of the container, and
 * `<NAME>_PORT` of the host that stands beside it, or of NAME.
 */
static const char *whose(const struct service_reader *reader, const char *name)
{
	const char *host;

	if (!string_ends(name, "_PORT") || strcmp(name, "SERVER_PORT") == 0 ||
		strcmp(name, "HTTP_PORT") == 0 || strcmp(name, "APP_PORT") == 0)
		return reader->service->name;
	host = host_beside(reader, name);
	if (host)
		return facts_service_named(reader->facts, slice_of(host));
	return facts_service_of_variable(
		reader->facts, reader->file->path, name);
}

static void add_environment(const struct service_reader *reader)
{
	for (size_t i = 0; i < reader->service->environment_count; i++) {
		const struct compose_variable *variable =
			&reader->service->environment[i];

		if (!is_known(&variable->value))
			continue;
		if (facts_is_port_name(variable->name))
			add_number(reader, FACT_ENV,
				whose(reader, variable->name),
				&variable->value);
		else if (strcmp(variable->name, "ASPNETCORE_URLS") == 0)
			add_urls(reader, &variable->value);
	}
}

/*
 * `traefik.http.services.x.loadbalancer.server.port: 8080`,
 * `prometheus.io/port: 9100`, `caddy.reverse_proxy: "{{upstreams 8080}}"`.
 */
static void add_label(const struct service_reader *reader,
	const struct compose_variable *label)
{
	const struct compose_text *value = &label->value;
	struct slice text = slice_range(value->text, 0, value->parts->size);
	size_t at, end;
	long port;

	if (string_ends(label->name, ".port") ||
		string_ends(label->name, "/port") ||
		string_ends(label->name, "_port")) {
		add_number(reader, FACT_LABEL, reader->service->name, value);
		return;
	}
	at = slice_find(text, "upstreams ", 0);
	if (at == SIZE_MAX || !string_starts(label->name, "caddy"))
		return;
	at += strlen("upstreams ");
	for (end = at; end < text.size && character_is_digit(text.data[end]);)
		end++;
	if (slice_number(slice_range(text.data, at, end), 1, 65535, &port))
		add_part(reader, FACT_LABEL, reader->service->name, value, port,
			at, end);
}

static void add_labels(const struct service_reader *reader)
{
	for (size_t i = 0; i < reader->service->label_count; i++)
		if (is_known(&reader->service->labels[i].value))
			add_label(reader, &reader->service->labels[i]);
}

/* --- healthcheck ------------------------------------------------------- */

/* What `.env` of the project gives; all else is left at its default. */
static const char *value_of(void *state, struct slice name, bool *known)
{
	const struct dotenv *env = state;
	const struct dotenv_entry *entry =
		env ? map_get(&env->by_key, name) : NULL;

	if (!entry)
		return NULL;
	*known = entry->known && entry->value;
	return entry->value ? entry->value : "";
}

/* The words of `test:` as one command, and where each of them begins. */
struct command {
	struct buffer text;
	struct command_word {
		struct compose_text value;
		size_t start;
	} * words;
	size_t count;
};

static void add_word(const struct service_reader *reader,
	struct command *command, const struct node *node)
{
	union {
		const struct dotenv *env;
		void *state;
	} env = {.env = reader->file->env};
	const struct variables variables = {value_of, env.state};
	struct arena *arena = reader->facts->sink->arena;
	struct interpolated *parts = arena_alloc(arena, sizeof(*parts));
	struct command_word *word = &command->words[command->count];

	if (!node_is_scalar(node) || !node->text)
		return;
	interpolate(parts, arena, slice_range(node->text, 0, node->size),
		&variables, NULL);
	if (command->count > 0)
		buffer_add_char(&command->text, ' ');
	*word = (struct command_word){.start = command->text.size};
	word->value = (struct compose_text){.text = parts->text,
		.known = parts->known,
		.parts = parts,
		.node = node};
	buffer_add(&command->text, parts->text, parts->size);
	command->count++;
}

static void add_probe(const struct service_reader *reader,
	const struct command *command, const struct probe *probe)
{
	size_t i = command->count;

	while (i-- > 0) {
		const struct command_word *word = &command->words[i];

		if (probe->start < word->start)
			continue;
		add_part(reader, FACT_HEALTHCHECK, reader->service->name,
			&word->value, probe->port, probe->start - word->start,
			probe->end - word->start);
		return;
	}
}

static void add_healthcheck(const struct service_reader *reader)
{
	const struct node *test =
		node_get(reader->service->healthcheck, "test");
	struct command command = {.text = BUFFER_INIT};
	struct probe probe;
	size_t from = 0;

	if (!test || (!node_is_scalar(test) && test->kind != NODE_SEQUENCE))
		return;
	command.words = arena_alloc(reader->facts->sink->arena,
		(test->count + 1) * sizeof(*command.words));
	if (node_is_scalar(test))
		add_word(reader, &command, test);
	for (size_t i = 0; i < test->count; i++)
		add_word(reader, &command, test->items[i]);
	while (probe_find(&probe,
		slice_range(buffer_string(&command.text), 0, command.text.size),
		from)) {
		add_probe(reader, &command, &probe);
		from = probe.end;
	}
	buffer_release(&command.text);
}

void service_facts(
	const struct fact_reader *reader, const struct compose_file *file)
{
	struct service_reader service = {.facts = reader, .file = file};

	for (size_t i = 0; i < file->service_count; i++) {
		service.service = &file->services[i];
		add_environment(&service);
		add_labels(&service);
		add_healthcheck(&service);
	}
}
