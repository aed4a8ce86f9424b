/*
 * Says at once what `registry validate` would say later, in the order in
 * which a person is asked. Writes nothing.
 */
#include "cli/registry_draft.h"
#include "base/arena.h"
#include "base/glob.h"
#include "cli/command.h"
#include "cli/print.h"
#include "engine/settings.h"
#include "generate/made_node.h"
#include "model/registry_field.h"
#include <string.h>

const char *const draft_names[DRAFT_FIELDS] = {"name", "stack", "protocol",
	"port", "owner", "description", "container", "network", "depends-on"};

bool draft_requires(const struct draft *draft, enum draft_field field)
{
	if (field == DRAFT_NAME || field == DRAFT_PORT)
		return true;
	return draft->registry->form == REGISTRY_RANGES &&
	       (field == DRAFT_STACK || field == DRAFT_PROTOCOL ||
		       field == DRAFT_OWNER || field == DRAFT_DESCRIPTION);
}

/* Is it udp, which shares no port with all else? */
static bool is_udp(const struct draft *draft)
{
	return draft->texts[DRAFT_PROTOCOL] != NULL &&
	       strcmp(draft->texts[DRAFT_PROTOCOL], "udp") == 0;
}

static const char *field_problem(struct draft *draft, enum draft_field field,
	const char *name, enum field_kind kind)
{
	const struct node *at;
	const char *problem = registry_field_problem(draft->arena, kind,
		made_text(draft->arena, draft->texts[field]), &at);

	return problem != NULL
		       ? arena_format(draft->arena, "`%s` %s", name, problem)
		       : NULL;
}

/* A path from the root, as it will be read. */
static const char *path_problem(struct draft *draft)
{
	const char *given = draft->texts[DRAFT_NAME];
	const char *path = path_join(draft->arena, "", given);

	if (path == NULL || *path == '\0' || strpbrk(given, "\n\r\t") != NULL)
		return arena_format(draft->arena,
			"`%s` is no path of a component in the repository",
			given);
	draft->texts[DRAFT_NAME] = path;
	return NULL;
}

static const char *name_problem(struct draft *draft)
{
	const char *problem =
		draft->registry->form == REGISTRY_BANDS
			? path_problem(draft)
			: field_problem(draft, DRAFT_NAME, "name", FIELD_NAME);
	const char *name = draft->texts[DRAFT_NAME];
	const struct registry_service *found;

	if (problem != NULL)
		return problem;
	if (draft->registry->form == REGISTRY_FLAT &&
		registry_is_meta_key(name))
		return arena_format(draft->arena,
			"`%s` says something of the file in this registry: "
			"choose another name",
			name);
	found = draft->registry->form == REGISTRY_BANDS
			? map_get_string(&draft->registry->by_path, name)
			: registry_find(draft->registry, name);
	if (found == NULL)
		return NULL;
	return arena_format(draft->arena,
		"`%s` is registered already, with %s (%s:%u)", name,
		registry_service_ports_text(draft->arena, found),
		draft->registry->path, found->name_place.line);
}

static const char *error_sentence(
	const struct draft *draft, const struct error *err)
{
	return arena_string(draft->arena, err->message);
}

static const char *no_such_stack(const struct draft *draft, const char *stack)
{
	enum { SHOWN = 6 };
	const struct registry *registry = draft->registry;
	const char **names = arena_alloc(
		draft->arena, (registry->range_count + 1) * sizeof(*names));
	const char *nearest, *list = "";

	for (size_t i = 0; i < registry->range_count; i++) {
		names[i] = registry->ranges[i].name;
		if (i < SHOWN)
			list = arena_format(draft->arena, "%s%s%s", list,
				i > 0 ? ", " : "", names[i]);
	}
	nearest = string_nearest(stack, names);
	if (nearest != NULL)
		return arena_format(draft->arena,
			"there is no range `%s`: did you mean `%s`?", stack,
			nearest);
	return arena_format(draft->arena,
		"there is no range `%s` in %s: name one of %s%s", stack,
		registry->path, list,
		registry->range_count > SHOWN ? ", …" : "");
}

static const char *stack_problem(struct draft *draft)
{
	struct port_range_wish range;
	struct error err = {0};
	const char *stack = draft->texts[DRAFT_STACK];

	if (draft->registry->form != REGISTRY_FLAT &&
		registry_range_named(draft->registry, stack) == NULL &&
		draft->registry->range_count == 0)
		return arena_format(draft->arena,
			"%s has no range `%s`: add it there first",
			draft->registry->path, stack);
	/* Stacks are ranges there, and ranges have names. */
	if (draft->registry->form == REGISTRY_RANGES &&
		registry_range_named(draft->registry, stack) == NULL)
		return no_such_stack(draft, stack);
	if (port_range_find(&range, draft->arena, draft->target, stack, &err) !=
		0)
		return error_sentence(draft, &err);
	return NULL;
}

static const char *dynamic_problem(const struct draft *draft)
{
	const struct registry *registry = draft->registry;

	for (size_t i = 0; i < registry->range_count; i++) {
		const struct registry_range *range = &registry->ranges[i];

		if (range->dynamic && draft->port >= range->min &&
			draft->port <= range->max)
			return arena_format(draft->arena,
				"port %ld lies in the range `%s` (%ld-%ld), "
				"which is given out at run time",
				draft->port, range->name, range->min,
				range->max);
	}
	return NULL;
}

static bool has_readable_range(const struct registry *registry)
{
	for (size_t i = 0; i < registry->range_count; i++)
		if (registry->ranges[i].min != 0)
			return true;
	return false;
}

static const char *range_problem(const struct draft *draft)
{
	const char *stack = draft->texts[DRAFT_STACK];
	struct port_range_wish range = {0};

	if (stack != NULL &&
		port_range_find(&range, draft->arena, draft->target, stack,
			NULL) == 0 &&
		(draft->port < range.min || draft->port > range.max))
		return arena_format(draft->arena,
			"port %ld is outside `%s` (%ld-%ld)", draft->port,
			stack, range.min, range.max);
	if (draft->registry->form == REGISTRY_BANDS &&
		has_readable_range(draft->registry) &&
		registry_range_of(draft->registry, draft->port) == NULL)
		return arena_format(draft->arena,
			"port %ld lies in no band of %s", draft->port,
			draft->registry->path);
	return dynamic_problem(draft);
}

static const char *owner_problem(const struct draft *draft)
{
	const struct registry_port *port = NULL;
	const struct registry_service *owner = NULL;
	const struct registry *registry = draft->registry;

	for (size_t i = 0; owner == NULL && i < draft->target->count; i++) {
		registry = draft->target->registries[i];
		owner = registry_owner(
			registry, draft->port, is_udp(draft), &port);
	}
	if (owner == NULL)
		return NULL;
	return arena_format(draft->arena, "port %ld belongs to %s (%s:%u)",
		draft->port, owner->path != NULL ? owner->path : owner->name,
		registry->path, port->place.line);
}

/* "next" becomes the port that it stands for. */
static const char *next_problem(struct draft *draft)
{
	struct error err = {0};

	if (draft->texts[DRAFT_STACK] == NULL)
		return "`--port next` needs a range: name it with --stack";
	draft->port = draft_next_port(draft, &err);
	return draft->port == 0 ? error_sentence(draft, &err) : NULL;
}

static const char *port_problem(struct draft *draft)
{
	const char *text = draft->texts[DRAFT_PORT];
	const char *problem;

	if (strcmp(text, "next") == 0)
		return next_problem(draft);
	if (!slice_number(slice_of(text), 1, 65535, &draft->port))
		return arena_format(draft->arena,
			"`port` is `%s`: write a number from 1 to 65535, or "
			"next",
			text);
	problem = range_problem(draft);
	return problem != NULL ? problem : owner_problem(draft);
}

static const char *container_problem(const struct draft *draft)
{
	const char *text = draft->texts[DRAFT_CONTAINER];

	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return NULL;
	return arena_format(
		draft->arena, "`container` is `%s`: write true or false", text);
}

static bool is_known(const struct draft *draft, const char *name)
{
	for (size_t i = 0; i < draft->target->count; i++)
		if (registry_find(draft->target->registries[i], name) != NULL)
			return true;
	return false;
}

static const char *depends_on_problem(const struct draft *draft)
{
	const struct registry *registry = draft->registry;
	const char **names = arena_alloc(
		draft->arena, (registry->service_count + 1) * sizeof(*names));
	const char *nearest;

	for (size_t i = 0; i < registry->service_count; i++)
		names[i] = registry->services[i].name;
	for (size_t i = 0; i < draft->depends_on_count; i++) {
		const char *name = draft->depends_on[i];

		if (strcmp(name, draft->texts[DRAFT_NAME]) == 0)
			return "a service cannot depend on itself";
		if (is_known(draft, name))
			continue;
		nearest = string_nearest(name, names);
		return nearest != NULL
			       ? arena_format(draft->arena,
					 "it cannot depend on `%s`, which is no "
					 "service: did you mean `%s`?",
					 name, nearest)
			       : arena_format(draft->arena,
					 "it cannot depend on `%s`, which is no "
					 "service: register that first",
					 name);
	}
	return NULL;
}

const char *draft_problem(struct draft *draft, enum draft_field field)
{
	if (draft->texts[field] == NULL)
		return NULL;
	switch (field) {
	case DRAFT_NAME:
		return name_problem(draft);
	case DRAFT_STACK:
		return stack_problem(draft);
	case DRAFT_PROTOCOL:
		return field_problem(draft, field, "protocol", FIELD_PROTOCOL);
	case DRAFT_PORT:
		return port_problem(draft);
	case DRAFT_OWNER:
		return field_problem(draft, field, "owner", FIELD_TEXT);
	case DRAFT_DESCRIPTION:
		return field_problem(
			draft, field, "description", FIELD_DESCRIPTION);
	case DRAFT_CONTAINER:
		return container_problem(draft);
	case DRAFT_NETWORK:
		return field_problem(draft, field, "network", FIELD_TEXT);
	case DRAFT_DEPENDS_ON:
		return depends_on_problem(draft);
	case DRAFT_FIELDS:
		break;
	}
	return NULL;
}

long draft_next_port(const struct draft *draft, struct error *err)
{
	struct port_range_wish range;
	struct port_use use;

	if (port_range_find(&range, draft->arena, draft->target,
		    draft->texts[DRAFT_STACK], err) != 0 ||
		port_use_read(&use, draft->target, err) != 0)
		return 0;
	return port_next(&use, &range, 1, err);
}

/* --- the entry --------------------------------------------------------- */

static void put_text(const struct draft *draft, struct node *map,
	enum draft_field field, const char *key)
{
	if (draft->texts[field] != NULL)
		made_put(draft->arena, map, key,
			made_text(draft->arena, draft->texts[field]));
}

static void put_rest(const struct draft *draft, struct node *map)
{
	struct node *list = made_list(draft->arena);

	put_text(draft, map, DRAFT_PROTOCOL, "protocol");
	put_text(draft, map, DRAFT_OWNER, "owner");
	put_text(draft, map, DRAFT_DESCRIPTION, "description");
	if (draft->texts[DRAFT_CONTAINER] != NULL)
		made_put(draft->arena, map, "container",
			made_boolean(draft->arena,
				strcmp(draft->texts[DRAFT_CONTAINER], "true") ==
					0));
	put_text(draft, map, DRAFT_NETWORK, "network");
	for (size_t i = 0; i < draft->depends_on_count; i++)
		made_add(draft->arena, list,
			made_text(draft->arena, draft->depends_on[i]));
	if (list->count > 0)
		made_put(draft->arena, map, "depends_on", list);
}

struct registry_entry draft_entry(const struct draft *draft)
{
	struct node *port = made_integer(draft->arena, draft->port);
	struct node *map = made_map(draft->arena);
	struct registry_entry entry = {.value = map};

	if (draft->registry->form == REGISTRY_RANGES) {
		put_text(draft, map, DRAFT_NAME, "name");
		put_text(draft, map, DRAFT_STACK, "stack");
		made_put(draft->arena, map, "port", port);
		put_rest(draft, map);
		return entry;
	}
	entry.name = draft->texts[DRAFT_NAME];
	made_put(draft->arena, map, "port", port);
	put_rest(draft, map);
	if (map->count == 1)
		entry.value = port;
	return entry;
}

/* --- the rules --------------------------------------------------------- */

static int run_rules(struct run_result *result, const struct draft *draft,
	const struct settings *settings, struct error *err)
{
	struct run_request request;

	target_request(&draft->target->target, &request);
	request.settings = settings;
	request.only_new = false;
	request.base_count = 0;
	return run_judge(result, draft->arena, &request, err);
}

static bool has_message(
	const struct finding_list *findings, const struct finding *finding)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i]->rule == finding->rule &&
			strcmp(findings->items[i]->message, finding->message) ==
				0)
			return true;
	return false;
}

/* What is generated from the registry is so only after the entry is in. */
static bool is_of_generated(const struct finding *finding)
{
	return strcmp(finding->rule->id, "registry/stale-generated") == 0;
}

static void warn(const struct finding *finding)
{
	tell("warning: %s", finding->message);
}

static const char *compare(const struct draft *draft,
	const struct finding_list *before, const struct finding_list *after)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct finding *finding = after->items[i];

		if (finding->suppressed || is_of_generated(finding) ||
			has_message(before, finding))
			continue;
		if (finding->level >= LEVEL_ERROR)
			return arena_string(draft->arena, finding->message);
	}
	for (size_t i = 0; i < after->count; i++)
		if (after->items[i]->level == LEVEL_WARNING &&
			!after->items[i]->suppressed &&
			!has_message(before, after->items[i]))
			warn(after->items[i]);
	return NULL;
}

int draft_judge(const char **refusal, const struct draft *draft,
	const struct buffer *text, struct error *err)
{
	static const char *const only[] = {"registry"};
	const struct selection selection = {.linters = only, .linter_count = 1};
	struct target *target = &draft->target->target;
	struct run_result before = {0}, after = {0};
	struct settings *settings;
	int result;

	*refusal = NULL;
	if (settings_new(&settings, &target->rules, target->configuration,
		    &selection, err) != 0)
		return -1;
	result = run_rules(&before, draft, settings, err);
	if (result == 0) {
		target->snapshot = snapshot_overlay(target->snapshot,
			draft->registry->path, text->data, text->size);
		result = run_rules(&after, draft, settings, err);
	}
	if (result == 0)
		*refusal = compare(
			draft, &before.sink.findings, &after.sink.findings);
	sink_release(&before.sink);
	sink_release(&after.sink);
	settings_free(settings);
	return result;
}
