/*
 * What a service and its ports are called and speak, by what is known of
 * images, usual ports and usual names. Tables and spelling only: it must not
 * know where anything was found.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "generate/proposal_private.h"
#include "model/datastore.h"
#include <string.h>

/* --- names ------------------------------------------------------------- */

/* That much of a name is compared with others. */
enum { LETTERS_MAX = 127 };

static bool is_name_character(char character)
{
	return (character >= 'a' && character <= 'z') ||
	       character_is_digit(character) || character == '-' ||
	       character == '_' || character == '.';
}

const char *proposed_name_of(struct arena *arena, const char *text)
{
	char *name = arena_string(arena, text);
	size_t size = 0, i;

	for (i = 0; text[i] != '\0'; i++) {
		char character = character_lower(text[i]);

		if (!is_name_character(character))
			character = '-';
		/* Nothing but a letter or digit begins it; one `-` in a row. */
		if (strchr("-_.", character) &&
			(size == 0 || name[size - 1] == '-'))
			continue;
		name[size++] = character;
	}
	while (size > 0 && strchr("-_.", name[size - 1]))
		size--;
	name[size] = '\0';
	return size > 0 ? name : "service";
}

const char *proposed_letters_of(struct arena *arena, const char *name)
{
	char *letters = arena_alloc(arena, LETTERS_MAX + 1);
	size_t size = 0;

	for (; *name != '\0' && size < LETTERS_MAX; name++)
		if (!strchr("-_.", *name))
			letters[size++] = *name;
	return letters;
}

/* Names that say what every repository has one of. */
static bool is_general(const char *name)
{
	static const char *const names[] = {"api", "app", "backend", "client",
		"core", "frontend", "server", "service", "src", "web", "www",
		"ui", "worker", "cmd", "main", "gateway", "docker", "build",
		"deploy", "compose", "db", "proxy"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

const char *proposed_name_of_folder(struct arena *arena, const char *folder)
{
	const char *name = proposed_name_of(arena, path_name(folder));
	size_t size = path_folder_size(folder);
	const char *parent;

	if (!is_general(name) || size == 0)
		return name;
	parent = path_name(arena_copy(arena, folder, size));
	return arena_format(
		arena, "%s-%s", proposed_name_of(arena, parent), name);
}

/* `5-0-database-stack` to `database`; NULL where nothing is left. */
static const char *without_number(struct arena *arena, struct slice name)
{
	if (slice_ends(name, "-stack"))
		name.size -= strlen("-stack");
	while (name.size > 0 && (strchr(".-_", name.data[0]) ||
					character_is_digit(name.data[0])))
		name = slice_range(name.data, 1, name.size);
	return name.size > 0 ? proposed_name_of(arena,
				       arena_copy(arena, name.data, name.size))
			     : NULL;
}

/* What `docker-compose.<this>.yml` says between. */
static struct slice middle_of_file(const char *path)
{
	struct slice name = slice_of(path_name(path));
	static const char *const heads[] = {"docker-compose", "compose"};
	static const char *const tails[] = {".yml", ".yaml"};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (slice_starts(name, heads[i]))
			name = slice_range(
				name.data, strlen(heads[i]), name.size);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (slice_ends(name, tails[i]))
			name.size -= strlen(tails[i]);
	return name;
}

const char *proposed_name_of_project(
	struct arena *arena, const struct compose_project *project)
{
	const char *name = NULL;

	if (project->merged->name != NULL)
		name = without_number(arena, slice_of(project->merged->name));
	if (name == NULL)
		name = without_number(
			arena, middle_of_file(project->files[0]->path));
	if (name == NULL && *project->folder != '\0')
		name = proposed_name_of_folder(arena, project->folder);
	return name;
}

struct slice proposed_image(const char *image)
{
	struct slice name = slice_of(image);
	size_t end = slice_find(name, "@", 0), slash = 0;

	if (end != SIZE_MAX)
		name.size = end;
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] == '/')
			slash = i;
	end = slice_find(name, ":", slash);
	if (end != SIZE_MAX)
		name.size = end;
	return name;
}

/* --- ports ------------------------------------------------------------- */

/* What usually listens there, what it speaks, and what the port is called
 * beside others. */
static const struct usual {
	long port;
	const char *name, *protocol;
} usual_ports[] = {
	{21, "ftp", "tcp"},
	{22, "ssh", "tcp"},
	{25, "smtp", "tcp"},
	{53, "dns", "udp"},
	{80, "http", "http"},
	{443, "https", "https"},
	{465, "smtps", "tcp"},
	{587, "smtp", "tcp"},
	{1025, "smtp", "tcp"},
	{1433, "sql", "tcp"},
	{1883, "mqtt", "tcp"},
	{1935, "rtmp", "tcp"},
	{2181, "client", "tcp"},
	{3000, "http", "http"},
	{3100, "http", "http"},
	{3306, "sql", "tcp"},
	{4200, "http", "http"},
	{4222, "client", "tcp"},
	{4317, "otlp-grpc", "grpc"},
	{4318, "otlp-http", "http"},
	{5000, "http", "http"},
	{5044, "beats", "tcp"},
	{5173, "http", "http"},
	{5432, "postgres", "postgres"},
	{5601, "http", "http"},
	{5672, "amqp", "rabbitmq"},
	{6333, "http", "http"},
	{6334, "grpc", "grpc"},
	{6379, "redis", "redis"},
	{6432, "postgres", "postgres"},
	{7474, "http", "http"},
	{7687, "bolt", "tcp"},
	{8000, "http", "http"},
	{8080, "http", "http"},
	{8086, "http", "http"},
	{8088, "http", "http"},
	{8123, "http", "http"},
	{8443, "https", "https"},
	{8529, "http", "http"},
	{8812, "postgres", "postgres"},
	{8888, "http", "http"},
	{9000, "http", "http"},
	{9001, "console", "http"},
	{9009, "tcp", "tcp"},
	{9042, "cql", "tcp"},
	{9090, "http", "http"},
	{9092, "broker", "tcp"},
	{9093, "http", "http"},
	{9100, "metrics", "http"},
	{9121, "metrics", "http"},
	{9187, "metrics", "http"},
	{9200, "http", "http"},
	{9300, "transport", "tcp"},
	{9411, "zipkin", "http"},
	{9600, "http", "http"},
	{11211, "client", "tcp"},
	{11434, "http", "http"},
	{14250, "collector-grpc", "grpc"},
	{14268, "collector-http", "http"},
	{15672, "management", "http"},
	{16686, "ui", "http"},
	{26379, "sentinel", "redis"},
	{27017, "client", "tcp"},
	{50051, "grpc", "grpc"},
};

static const struct usual *usual_of(long port)
{
	for (size_t i = 0; i < sizeof(usual_ports) / sizeof(usual_ports[0]);
		i++)
		if (usual_ports[i].port == port)
			return &usual_ports[i];
	return NULL;
}

/* Letters and digits in lower case, to compare names of any spelling. */
static const char *squeezed(struct arena *arena, struct slice text)
{
	char *out = arena_copy(arena, text.data, text.size);
	size_t size = 0;

	for (size_t i = 0; i < text.size; i++)
		if (character_is_word(text.data[i]) && text.data[i] != '_')
			out[size++] = character_lower(text.data[i]);
	out[size] = '\0';
	return out;
}

/* HOST_HTTP and NODE_HOST_HTTP say no more than HTTP. */
static struct slice without_side(struct slice words)
{
	static const char *const sides[] = {
		"HOST_", "PUBLISHED_", "PUBLIC_", "EXTERNAL_"};

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		size_t at = slice_find(words, sides[i], 0);

		if (at != SIZE_MAX)
			words = slice_range(
				words.data, at + strlen(sides[i]), words.size);
	}
	return words;
}

static const char *name_of_words(struct arena *arena, struct slice words)
{
	words = without_side(words);
	return words.size > 0
		       ? proposed_name_of(arena,
				 arena_copy(arena, words.data, words.size))
		       : NULL;
}

/* "management" of RABBITMQ_MANAGEMENT_PORT; NULL where nothing is left. */
static const char *name_of_variable(
	struct arena *arena, const char *service, const char *variable)
{
	struct slice stem = slice_of(variable);
	const char *own = squeezed(arena, slice_of(service));
	static const char *const tails[] = {"_PORT", "_HOST", "_PUBLISHED"};

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (slice_ends(stem, tails[i]))
			stem.size -= strlen(tails[i]);
	for (size_t cut = 0; cut <= stem.size; cut++) {
		struct slice head = slice_range(stem.data, 0, cut);

		if ((cut == stem.size || stem.data[cut] == '_') &&
			strcmp(squeezed(arena, head), own) == 0)
			return cut < stem.size
				       ? name_of_words(arena,
						 slice_range(stem.data, cut + 1,
							 stem.size))
				       : NULL;
	}
	return NULL;
}

const char *proposed_port_name(struct arena *arena, const char *service,
	const char *variable, long target)
{
	const struct usual *usual = usual_of(target);
	const char *name = variable != NULL
				   ? name_of_variable(arena, service, variable)
				   : NULL;

	if (name != NULL)
		return name;
	if (usual != NULL)
		return usual->name;
	/* 50052 and on: the next of a row of them. */
	if (target >= 50050 && target <= 50099)
		return "grpc";
	return arena_format(arena, "port-%ld", target);
}

/* By the datastore's name (model/datastore.h); NULL: ask the port. */
static const char *protocol_of_datastore(const char *name)
{
	static const char *const rows[][2] = {
		{"PostgreSQL", "postgres"},
		{"PgBouncer", "postgres"},
		{"CockroachDB", "postgres"},
		{"Redis", "redis"},
		{"Valkey", "redis"},
		{"KeyDB", "redis"},
		{"Dragonfly", "redis"},
		{"RabbitMQ", "rabbitmq"},
		{"Elasticsearch", "http"},
		{"OpenSearch", "http"},
		{"CouchDB", "http"},
		{"ArangoDB", "http"},
		{"MinIO", "http"},
		{"Qdrant", "http"},
		{"Weaviate", "http"},
		{"Neo4j", "http"},
		{"InfluxDB", "http"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(name, rows[i][0]) == 0)
			return rows[i][1];
	return NULL;
}

/* An image that is built here has no name, and the service's must do. */
const char *proposed_store(const struct proposed_service *service)
{
	const char *image =
		service->service != NULL ? service->service->image.text : NULL;
	const struct usual *usual;

	if (image != NULL && *image != '\0')
		return datastore_of_image(image);
	if (service->service == NULL || service->ports.count == 0)
		return NULL;
	usual = usual_of(service->ports.items[0].target);
	return usual != NULL && strcmp(usual->protocol, "http") != 0
		       ? datastore_of_image(service->name)
		       : NULL;
}

const char *proposed_protocol(
	const struct proposed_service *service, bool *guessed)
{
	const struct proposed_port *port =
		service->ports.count > 0 ? &service->ports.items[0] : NULL;
	const char *image =
		service->service != NULL ? service->service->image.text : NULL;
	const char *store = proposed_store(service);
	const char *name = store != NULL ? protocol_of_datastore(store) : NULL;
	const struct usual *usual;
	long target;

	*guessed = false;
	if (port != NULL && port->udp)
		return "udp";
	target = port == NULL        ? 0
		 : port->target != 0 ? port->target
				     : port->port;
	usual = usual_of(target);
	if (usual != NULL && strcmp(usual->protocol, "udp") != 0 &&
		(store == NULL || strcmp(usual->protocol, "http") != 0))
		return usual->protocol;
	if (name != NULL)
		return name;
	if (store != NULL)
		return "tcp";
	if (port != NULL && port->name != NULL &&
		strcmp(port->name, "grpc") == 0)
		return "grpc";
	if (image != NULL && strstr(image, "exporter") != NULL)
		return "http";
	/* What a team builds itself, or listens on 8000 to 8999, is http. */
	if (service->folder != NULL || (target >= 8000 && target <= 8999))
		return "http";
	*guessed = true;
	return "tcp";
}
