/*
 * What env files, Dockerfiles and code say of ports, for the draft of a
 * registry: places that confirm a service's port or speak against it, and
 * services that no compose file has.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "generate/proposal_private.h"
#include <string.h>

/* So many places are named of one service, and of one variable. */
enum {
	SEEN_MAX = 6,
	PLACES_MAX = 3,
	/* A variable that far before its number is not of it. */
	REACH_MAX = 1024,
};

/* --- whose it is ------------------------------------------------------- */

static bool look_for_manifest(
	const struct proposing *proposing, const char *folder)
{
	static const char *const names[] = {"Dockerfile", "package.json",
		"go.mod", "pyproject.toml", "requirements.txt", "setup.py",
		"Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts",
		"Gemfile", "composer.json", "mix.exs"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (snapshot_find(model_snapshot(proposing->model),
			    arena_format(proposing->arena, "%s/%s", folder,
				    names[i])) != NULL)
			return true;
	return false;
}

static bool has_manifest(const struct proposing *proposing, const char *folder)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_MANIFEST, .text = folder};
	size_t known = proposal_index_get(proposing->index, &key);

	if (known == 0) {
		known = look_for_manifest(proposing, folder) ? 2 : 1;
		proposal_index_put(proposing->index, &key, known);
	}
	return known == 2;
}

/* The folder that a file's code belongs to: the nearest with a Dockerfile or a
 * package's manifest; NULL: none below the root. */
static const char *folder_of(
	const struct proposing *proposing, const char *path)
{
	size_t size = path_folder_size(path);
	const char *folder;

	for (; size > 0; size = path_folder_size(folder)) {
		folder = arena_copy(proposing->arena, path, size);
		if (has_manifest(proposing, folder))
			return folder;
	}
	return NULL;
}

static struct proposed_service *service_in(
	const struct proposing *proposing, const char *folder)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_IN_FOLDER, .text = folder};
	size_t number = proposal_index_get(proposing->index, &key);

	return number != 0 ? proposing->proposal->services.items[number - 1]
			   : NULL;
}

/* Is one name a part of the other, however they are spelled? */
static bool is_of_image(
	const struct proposed_service *service, const char *letters)
{
	size_t own = strlen(service->letters), other = strlen(letters);

	return service->folder == NULL &&
	       (own < other ? strstr(letters, service->letters)
			    : strstr(service->letters, letters)) != NULL;
}

/* A service of an image that is likely built from the folder. Where there is
 * none, there will be none: compose files have been read. */
static struct proposed_service *service_like(
	const struct proposing *proposing, const char *folder, long port)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_UNLIKE, .port = port, .text = folder};
	struct proposed_service *found;

	if (proposal_index_get(proposing->index, &key) != 0)
		return NULL;
	found = proposal_index_find(proposing, port, is_of_image,
		proposed_letters_of(proposing->arena,
			proposed_name_of(proposing->arena, path_name(folder))));
	if (found == NULL)
		proposal_index_put(proposing->index, &key, 1);
	return found;
}

/* Only other containers reach it: no port of the host is its own. */
static bool is_internal(
	const struct proposing *proposing, const char *path, const char *folder)
{
	const struct component *component =
		model_component_of(proposing->model, path);

	return component != NULL && component->service_count > 0 &&
	       path_within(component->path, folder);
}

/* --- the variable ------------------------------------------------------ */

/*
 * The name in whose favour the fact's line speaks: the last word before the
 * number that ends in `PORT` or `port`; NULL: none does.
 */
static const char *variable_of(struct arena *arena, const struct fact *fact)
{
	struct slice text = fact->place.line_text;
	size_t end = fact->place.column - 1, least;

	if (end > text.size)
		end = text.size;
	least = end > REACH_MAX ? end - REACH_MAX : 0;
	for (size_t at = end; at > least; at--) {
		size_t start = at;
		struct slice word;

		while (start > least && character_is_word(text.data[start - 1]))
			start--;
		if (start == at)
			continue;
		word = slice_range(text.data, start, at);
		if (slice_ends(word, "PORT") || slice_ends(word, "port") ||
			slice_ends(word, "Port"))
			return arena_copy(arena, word.data, word.size);
		at = start + 1;
	}
	return NULL;
}

/* What a port is called by a variable that speaks of its own component, such
 * as PORT and GRPC_PORT; NULL: it speaks of another. */
static const char *own_name(const char *variable)
{
	static const char *const rows[][2] = {
		{"PORT", "http"},
		{"APP_PORT", "http"},
		{"SERVER_PORT", "http"},
		{"SERVICE_PORT", "http"},
		{"MODULE_PORT", "http"},
		{"HTTP_PORT", "http"},
		{"REST_PORT", "http"},
		{"WEB_PORT", "http"},
		{"LISTEN_PORT", "http"},
		{"HTTPS_PORT", "https"},
		{"GRPC_PORT", "grpc"},
		{"METRICS_PORT", "metrics"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (string_equal_fold(variable, rows[i][0]))
			return rows[i][1];
	return NULL;
}

/* --- what is said of a service ----------------------------------------- */

static const char *verb_of(const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_EXPOSE:
		return "exposes";
	case FACT_ENV:
		return "sets";
	case FACT_ASSIGNMENT:
		return "assigns";
	default:
		return "defaults to";
	}
}

static void say_seen(struct proposing *proposing,
	struct proposed_service *service, const struct fact *fact)
{
	if (service->seen.count < SEEN_MAX)
		proposing_say(proposing->arena, &service->seen, "%s:%u %s %ld",
			fact->place.path, fact->place.line, verb_of(fact),
			fact->port);
}

static struct proposed_service *add_component(struct proposing *proposing,
	const char *folder, const struct fact *fact)
{
	struct proposed_service *service = proposing_add(proposing,
		proposed_name_of_folder(proposing->arena, folder),
		fact->place.path);

	proposing_set_folder(proposing, service, folder);
	return service;
}

/* The variable says better than the number what the port is. */
static void name_port(struct proposing *proposing,
	struct proposed_service *service, long port, const char *name)
{
	const struct proposal_key known = {
		.kind = PROPOSAL_KNOWN, .of = service, .port = port};
	const struct proposal_key named = {
		.kind = PROPOSAL_PORT_NAME, .of = service, .text = name};
	size_t number = proposal_index_get(proposing->index, &known);
	struct proposed_port *found =
		number != 0 ? &service->ports.items[number - 1] : NULL;

	if (found == NULL || !string_starts(found->name, "port-") ||
		proposal_index_get(proposing->index, &named) != 0)
		return;
	found->name = name;
	proposal_index_put(proposing->index, &named, number);
}

/* Code or an env file gives the component a port. */
static void claim(struct proposing *proposing, const struct fact *fact,
	const char *folder, const char *name)
{
	struct proposed_service *service = service_in(proposing, folder);
	struct proposed_port port = {.name = name, .port = fact->port};

	if (service == NULL) {
		service = service_like(proposing, folder, fact->port);
		if (service != NULL)
			proposing_set_folder(proposing, service, folder);
	}
	if (service == NULL && is_internal(proposing, fact->place.path, folder))
		return;
	if (service == NULL)
		service = add_component(proposing, folder, fact);
	if (service->service == NULL) {
		for (size_t i = 0; i < service->ports.count; i++)
			if (strcmp(service->ports.items[i].name, name) == 0 &&
				service->ports.items[i].port != fact->port) {
				proposing_say(proposing->arena,
					&service->decide,
					"%s:%u %s %ld: which one is it?",
					fact->place.path, fact->place.line,
					verb_of(fact), fact->port);
				return;
			}
		proposing_add_port(proposing, service, &port);
		say_seen(proposing, service, fact);
	} else if (proposed_knows(proposing, service, fact->port)) {
		name_port(proposing, service, fact->port, name);
		say_seen(proposing, service, fact);
	} else {
		proposing_say(proposing->arena, &service->decide,
			"%s:%u %s %ld, which compose neither publishes nor "
			"serves",
			fact->place.path, fact->place.line, verb_of(fact),
			fact->port);
	}
}

/* --- variables of others ----------------------------------------------- */

static bool is_of_container(
	const struct proposing *proposing, const struct fact *fact)
{
	const struct proposal_key key = {
		.kind = PROPOSAL_COMPOSE, .text = fact->place.path};

	return proposal_index_get(proposing->index, &key) != 0 ||
	       fact->side == SIDE_CONTAINER;
}

/* Places of one variable with one port, in one line. */
struct unknown {
	const char *variable, *places;
	long port;
	size_t count;
};
VECTOR_TYPE(unknown_list, struct unknown);

static void add_unknown(struct proposing *proposing, struct unknown_list *list,
	const struct fact *fact, const char *variable)
{
	const char *place = arena_format(
		proposing->arena, "%s:%u", fact->place.path, fact->place.line);
	const struct unknown made = {variable, place, fact->port, 1};
	const struct proposal_key key = {.kind = PROPOSAL_VARIABLE,
		.port = fact->port,
		.text = variable};
	size_t number = proposal_index_get(proposing->index, &key);
	struct unknown *unknown;

	if (number == 0) {
		vector_add(list, made);
		proposal_index_put(proposing->index, &key, list->count);
		return;
	}
	unknown = &list->items[number - 1];
	if (unknown->count++ < PLACES_MAX)
		unknown->places = arena_format(
			proposing->arena, "%s, %s", unknown->places, place);
}

static void say_unknown(
	struct proposing *proposing, const struct unknown_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct unknown *unknown = &list->items[i];

		proposing_say(proposing->arena, &proposing->proposal->undecided,
			"%s=%ld (%s%s) is no service's port here: whose is it?",
			unknown->variable, unknown->port, unknown->places,
			unknown->count > PLACES_MAX
				? arena_format(proposing->arena,
					  " and %zu more",
					  unknown->count - PLACES_MAX)
				: "");
	}
}

/* --- facts ------------------------------------------------------------- */

/* Mail leaves by a server outside of the repository. */
static bool is_mail(long port)
{
	return port == 25 || port == 465 || port == 587;
}

static bool is_read(const struct proposing *proposing, const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_ENV:
	case FACT_DEFAULT:
	case FACT_ASSIGNMENT:
	case FACT_EXPOSE:
		break;
	default:
		return false;
	}
	return fact->port != 0 && fact->port == fact->port_end &&
	       !is_mail(fact->port) &&
	       proposing_source(proposing, fact->place.path) == NULL &&
	       (dotenv_is_example_name(fact->place.path) ||
		       proposing_counts(proposing, fact->place.path));
}

/* A script sets what it needs for itself: it confirms, and claims nothing. */
static bool is_script(const char *path)
{
	return string_ends(path, ".sh") || string_ends(path, ".bash") ||
	       string_ends(path, "Makefile") || string_ends(path, ".mk");
}

static void read_exposed(struct proposing *proposing, const struct fact *fact)
{
	const char *folder = folder_of(proposing, fact->place.path);
	struct proposed_service *service =
		folder != NULL ? service_in(proposing, folder) : NULL;

	if (service != NULL && proposed_knows(proposing, service, fact->port))
		say_seen(proposing, service, fact);
}

static void read_fact(struct proposing *proposing, struct unknown_list *unknown,
	const struct fact *fact)
{
	const char *variable, *name, *folder;

	if (!is_read(proposing, fact) || is_of_container(proposing, fact))
		return;
	variable = variable_of(proposing->arena, fact);
	name = variable != NULL ? own_name(variable) : NULL;
	folder = folder_of(proposing, fact->place.path);
	if (name != NULL && folder != NULL && !is_script(fact->place.path))
		claim(proposing, fact, folder, name);
	else if (variable != NULL && fact->kind == FACT_ENV &&
		 !proposal_index_knows(proposing->index, fact->port))
		add_unknown(proposing, unknown, fact, variable);
}

void proposing_read_facts(
	struct proposing *proposing, const struct fact_list *facts)
{
	struct unknown_list unknown = {0};

	for (size_t i = 0; i < facts->count; i++)
		if (facts->items[i]->kind != FACT_ENV)
			read_fact(proposing, &unknown, facts->items[i]);
	for (size_t i = 0; i < facts->count; i++)
		if (facts->items[i]->kind == FACT_ENV)
			read_fact(proposing, &unknown, facts->items[i]);
	for (size_t i = 0; i < facts->count; i++)
		if (facts->items[i]->kind == FACT_EXPOSE &&
			is_read(proposing, facts->items[i]))
			read_exposed(proposing, facts->items[i]);
	say_unknown(proposing, &unknown);
	vector_free(&unknown);
}
