/*
 * `plumb registry list`: the registered services, by range and owner.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/registry_commands.h"
#include "cli/registry_open.h"
#include "generate/service_list.h"
#include <string.h>

struct wish {
	const char *owner, *range; /* NULL: any */
	bool json;
	long min, max; /* of a range that is no name; 0: none */
};

static bool is_within(const struct wish *wish, const struct listed *listed)
{
	const struct registry_service *service = listed->service;
	const struct registry_range *named =
		registry_range_named(listed->registry, wish->range);
	long min = named != NULL ? named->min : wish->min;
	long max = named != NULL ? named->max : wish->max;

	/* Form A says which range a service is of, right or wrong. */
	if (named != NULL && service->stack != NULL)
		return strcmp(service->stack, wish->range) == 0;
	for (size_t i = 0; i < service->port_count; i++)
		if (min != 0 && service->ports[i].port >= min &&
			service->ports[i].port <= max)
			return true;
	return false;
}

static void choose(struct listed_list *out, const struct wish *wish,
	const struct registry_target *target)
{
	for (size_t i = 0; i < target->count; i++) {
		const struct registry *registry = target->registries[i];

		for (size_t k = 0; k < registry->service_count; k++) {
			const struct listed listed = {
				registry, &registry->services[k]};
			const char *owner = listed.service->owner;

			if (wish->owner != NULL &&
				(owner == NULL ||
					strcmp(owner, wish->owner) != 0))
				continue;
			if (wish->range == NULL || is_within(wish, &listed))
				vector_add(out, listed);
		}
	}
}

/* A range by name in any registry, or as `N-M`. */
static int read_range(struct wish *wish, const struct registry_target *target)
{
	struct node text = {.kind = NODE_STRING, .text = wish->range};
	const char *names[64] = {NULL}, *nearest;
	size_t count = 0;

	if (wish->range == NULL)
		return 0;
	for (size_t i = 0; i < target->count; i++) {
		const struct registry *registry = target->registries[i];

		if (registry_range_named(registry, wish->range) != NULL)
			return 0;
		for (size_t k = 0; k < registry->range_count && count < 63; k++)
			names[count++] = registry->ranges[k].name;
	}
	text.size = strlen(wish->range);
	if (registry_range_read(&text, &wish->min, &wish->max))
		return 0;
	nearest = string_nearest(wish->range, names);
	if (nearest != NULL)
		return complain_use("there is no range `%s`: did you mean "
				    "`%s`?",
			wish->range, nearest);
	return complain_use(
		"there is no range `%s`: give a name or N-M", wish->range);
}

static int read_wish(struct wish *wish, const struct invocation *invocation)
{
	const char *format = invocation_option(invocation, "format");

	wish->owner = invocation_option(invocation, "owner");
	wish->range = invocation_option(invocation, "range");
	if (invocation->argument_count != 0)
		return complain_use("plumb registry list takes no argument "
				    "such as `%s`: see --range and --owner",
			invocation->arguments[0]);
	wish->json = format != NULL && strcmp(format, "json") == 0;
	if (format != NULL && !wish->json && strcmp(format, "text") != 0)
		return complain_use("plumb registry list knows the formats "
				    "text and json, not `%s`",
			format);
	return 0;
}

/* `--range` is a range of ports here, and not of commits. */
static void without_range(
	struct invocation *out, const struct invocation *invocation)
{
	size_t count = 0;

	*out = *invocation;
	out->options =
		memory_new(invocation->option_count + 1, sizeof(*out->options));
	for (size_t i = 0; i < invocation->option_count; i++) {
		const struct option_given *given = &invocation->options[i];

		if (strcmp(invocation->command->options[given->row].name,
			    "range") != 0)
			out->options[count++] = *given;
	}
	out->option_count = count;
}

static int run_list(const struct invocation *invocation)
{
	struct invocation opening;
	struct registry_target target = {.target = {.arena = arena_new()}};
	struct listed_list list = {0};
	struct buffer text = BUFFER_INIT;
	struct wish wish = {0};
	struct error err = {0};
	int status = read_wish(&wish, invocation);

	without_range(&opening, invocation);
	if (status == 0 && registry_open(&target, &opening, &err) != 0)
		status = complain(&err);
	if (status == 0)
		status = read_range(&wish, &target);
	if (status == 0) {
		choose(&list, &wish, &target);
		service_list_sort(&list);
		(wish.json ? service_list_json : service_list_text)(
			&text, &list);
		if ((wish.json ? registry_print : registry_print_text)(
			    &text, &err) != 0)
			status = complain(&err);
	}
	vector_free(&list);
	buffer_release(&text);
	invocation_release(&opening);
	registry_close(&target);
	return status;
}

static const struct option_row list_options[] = {
	{0, "range", "RANGE", "only this range: its name, or N-M"},
	{0, "owner", "OWNER", "only what this owner has"},
	{'f', "format", "FORMAT", "text (default) or json"},
	{0, "staged", NULL, "the registry of the index"},
	{0, "tree", "REV", "the registry of a commit"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_list = {
	.name = "registry list",
	.arguments = "",
	.summary = "list the registered services by port",
	.description = "JSON is an array of objects with every field that is "
		       "written, and with\nrange, registry and line.",
	.options = list_options,
	.option_count = OPTION_COUNT(list_options),
	.run = run_list,
};
