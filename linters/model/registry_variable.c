/*
 * Which service a variable names: DOCS_PORT of docs, or of docs-api alone.
 * Names are sorted, so that each of many variables finds its service among
 * many by bisection.
 */
#include "base/arena.h"
#include "model/registry_private.h"

#include <stdlib.h>
#include <string.h>

static char variable_character(char character)
{
	if (character >= 'a' && character <= 'z')
		return (char)(character - 'a' + 'A');
	return character_is_word(character) ? character : '_';
}

static const char *variable_name(struct arena *arena, const char *name)
{
	size_t size = strlen(name);
	char *copy = arena_copy(arena, name, size);

	for (size_t i = 0; i < size; i++)
		copy[i] = variable_character(name[i]);
	return copy;
}

static int compare_names(const void *a, const void *b)
{
	const struct registry_variable *one = a, *other = b;

	return strcmp(one->name, other->name);
}

void registry_index_variables(struct registry *registry, struct arena *arena)
{
	size_t count = registry->service_count;
	struct registry_variable *variables =
		arena_alloc(arena, count * sizeof(*variables));

	for (size_t i = 0; i < count; i++) {
		const struct registry_service *service = &registry->services[i];

		variables[i].name = variable_name(arena, service->name);
		variables[i].service = service;
	}
	if (count > 1)
		qsort(variables, count, sizeof(*variables), compare_names);
	registry->variables = variables;
}

/*
 * The first name that is not before stem and the character behind it (NUL:
 * its end); with `after`, the first that is after both.
 */
static size_t bound(const struct registry *registry, struct slice stem,
	char behind, bool after)
{
	size_t low = 0, high = registry->service_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *name = registry->variables[middle].name;
		int order = strncmp(name, stem.data, stem.size);

		if (order == 0)
			order = name[stem.size] - behind;
		if (order < 0 || (order == 0 && after))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_droppable(const char *rest)
{
	static const char *const suffixes[] = {
		"api", "app", "server", "service", "svc"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (string_equal_fold(rest, suffixes[i]))
			return true;
	return false;
}

static const struct registry_service *with_port(
	const struct registry_service *service)
{
	return service->port_count > 0 ? service : NULL;
}

/*
 * A name that is longer by anything counts against a short stem: with
 * `docs-api` and `docs-hub` nobody knows whose port DOCS_PORT is.
 */
const struct registry_service *registry_service_of_variable(
	const struct registry *registry, struct slice stem)
{
	const struct registry_variable *first;
	size_t start, count;

	if (stem.size == 0 || memchr(stem.data, '\0', stem.size) != NULL)
		return NULL;
	start = bound(registry, stem, '\0', false);
	count = bound(registry, stem, '\0', true) - start;
	if (count > 0)
		return count == 1
			       ? with_port(registry->variables[start].service)
			       : NULL;
	start = bound(registry, stem, '_', false);
	count = bound(registry, stem, '_', true) - start;
	first = &registry->variables[start];
	return count == 1 && is_droppable(first->name + stem.size + 1)
		       ? with_port(first->service)
		       : NULL;
}
