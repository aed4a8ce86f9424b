/*
 * The registry linter: what is wrong with a registry in itself, and with the
 * networks and services that it names. It must not know how a registry is
 * found, nor compare published ports with it: that is compose.c.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "base/open_ports.h"
#include "engine/linter.h"
#include "engine/run.h"
#include "generate/output.h"
#include "model/model.h"
#include "model/registry_field.h"
#include <string.h>

/*
 * A registry is written by hand; one that a machine filled must not take
 * hours. So many names are tried for a hint, so many findings are made of
 * what can be wrong in every pair.
 */
enum { HINT_LIMIT = 500, PAIR_LIMIT = 1000 };

/* Where to point at: a mapping or list would mark many lines. */
static struct place place_of_value(const struct document *document,
	const struct node *key, const struct node *value)
{
	return registry_place(document,
		node_is_scalar(value) && value->end > value->start ? value
								   : key);
}

static const char *number(struct check *check, long value)
{
	return arena_format(check->arena, "%ld", value);
}

/* A registry with what is at hand while it is judged. */
struct judged {
	struct check *check;
	const struct registry *registry;
};

static void each_registry(
	struct check *check, void (*judge)(const struct judged *judged))
{
	size_t count;
	const struct registry *const *registries =
		model_registries(check->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct judged judged = {check, registries[i]};

		judge(&judged);
	}
}

/*
 * A field of a service that is a mapping of fields; a bare map of names to
 * ports has none.
 */
static const struct node *field_of(
	const struct registry_service *service, const char *name)
{
	return registry_ports_node(service->node) == service->node
		       ? NULL
		       : node_get(service->node, name);
}

/* registry/invalid */

/* What the problem is of: " of grafana", or "" for the file's own fields. */
static void add_invalid(const struct judged *judged, struct place place,
	const char *field, const char *of, const char *problem)
{
	const struct value values[] = {
		{"problem", arena_format(judged->check->arena, "`%s`%s %s",
				    field, of, problem)},
	};

	sink_add(judged->check->sink, "registry/invalid", NULL, place, values,
		1);
}

static void add_unknown_field(const struct judged *judged,
	const struct node *key, const char *of,
	const struct registry_field *fields)
{
	struct arena *arena = judged->check->arena;
	const char *name = key->text != NULL ? key->text : "?";
	const char *nearest =
		string_nearest(name, registry_field_names(arena, fields));
	const struct value values[] = {
		{"problem",
			nearest != NULL
				? arena_format(arena,
					  "unknown field `%s`%s; did you mean "
					  "`%s`?",
					  name, of, nearest)
				: arena_format(arena,
					  "unknown field `%s`%s: name it "
					  "`x-%s` if it is your own",
					  name, of, name)},
	};

	sink_add(judged->check->sink, "registry/invalid", "unknown-field",
		registry_place(judged->registry->document, key), values, 1);
}

static void judge_field(const struct judged *judged,
	const struct registry_field *field, const struct node *key,
	const struct node *value, const char *of)
{
	const struct node *at;
	const char *problem = registry_field_problem(
		judged->check->arena, field->kind, value, &at);

	if (problem != NULL)
		add_invalid(judged,
			place_of_value(judged->registry->document, key, at),
			field->name, of, problem);
}

/* `ports` stands for `port`. */
static bool is_missing(
	const struct registry_field *field, const struct node *mapping)
{
	return field->required && node_get(mapping, field->name) == NULL &&
	       !(strcmp(field->name, "port") == 0 &&
		       node_get(mapping, "ports") != NULL);
}

static void judge_fields(const struct judged *judged,
	const struct registry_field *fields, const struct node *mapping,
	struct place place, const char *of)
{
	for (size_t i = 0; i < mapping->count; i++) {
		const struct node *key = mapping->keys[i];
		const char *name = key->text != NULL ? key->text : "";
		const struct registry_field *field =
			registry_field_find(fields, name);

		if (field != NULL)
			judge_field(judged, field, key, mapping->items[i], of);
		else if (!string_starts(name, "x-"))
			add_unknown_field(judged, key, of, fields);
	}
	for (; fields->name != NULL; fields++)
		if (is_missing(fields, mapping))
			add_invalid(
				judged, place, fields->name, of, "is missing");
}

/* The first key of a mapping, to show something that lacks. */
static struct place place_of_mapping(
	const struct judged *judged, const struct node *mapping)
{
	return registry_place(judged->registry->document,
		mapping->count > 0 ? mapping->keys[0] : mapping);
}

static void judge_service_item(
	const struct judged *judged, const struct node *item, size_t index)
{
	const struct document *document = judged->registry->document;
	const struct node *name = node_get(item, "name");
	const char *of;

	if (item->kind != NODE_MAPPING) {
		add_invalid(judged, registry_place(document, item), "services",
			"",
			arena_format(judged->check->arena,
				"must hold mappings, and entry %zu is %s",
				index + 1, node_kind_name(item)));
		return;
	}
	of = node_text(name) != NULL && *name->text != '\0'
		     ? arena_format(judged->check->arena, " of %s", name->text)
		     : arena_format(judged->check->arena, " of entry %zu",
			       index + 1);
	judge_fields(judged, registry_service_fields, item,
		node_text(name) != NULL ? registry_place(document, name)
					: place_of_mapping(judged, item),
		of);
}

static void judge_range(const struct judged *judged, const struct node *key,
	const struct node *value)
{
	const char *name = key->text != NULL ? key->text : "?";
	const char *problem;
	const struct node *at;
	long ignored;

	problem = registry_field_problem(
		judged->check->arena, FIELD_RANGE, value, &at);
	if (problem != NULL)
		add_invalid(judged,
			place_of_value(judged->registry->document, key, value),
			name, "", problem);
	else if (value->kind == NODE_MAPPING &&
		 registry_integer(value, &ignored) == NULL)
		judge_fields(judged, registry_band_fields, value,
			registry_place(judged->registry->document, key),
			arena_format(judged->check->arena, " of %s", name));
}

static void judge_ranges(const struct judged *judged, const struct node *map)
{
	if (map != NULL && map->kind == NODE_MAPPING)
		for (size_t i = 0; i < map->count; i++)
			judge_range(judged, map->keys[i], map->items[i]);
}

static void judge_form_a(const struct judged *judged, const struct node *body)
{
	const struct node *services = node_get(body, "services");

	judge_fields(judged, registry_file_fields, body,
		place_of_mapping(judged, body), "");
	judge_ranges(judged, node_get(body, "ranges"));
	if (services == NULL || services->kind != NODE_SEQUENCE)
		return;
	for (size_t i = 0; i < services->count; i++)
		judge_service_item(judged, services->items[i], i);
}

/* The value of a name or path: a port, a map of ports, or fields. */
static void judge_entry(const struct judged *judged, const struct node *key,
	const struct node *value)
{
	const struct node *ports = registry_ports_node(value);
	long ignored;
	bool is_map = ports != NULL && ports->kind == NODE_MAPPING &&
		      registry_integer(ports, &ignored) == NULL;
	const struct registry_field port = {key->text != NULL ? key->text : "?",
		is_map ? FIELD_PORTS : FIELD_PORT, true};
	const char *of;

	if (ports == NULL || ports == value) {
		judge_field(judged, &port, key, value, "");
		return;
	}
	of = arena_format(judged->check->arena, " of %s", port.name);
	for (size_t i = 0; i < value->count; i++) {
		const struct node *name = value->keys[i];
		const struct registry_field *field =
			registry_field_find(registry_service_fields,
				name->text != NULL ? name->text : "");

		if (field != NULL)
			judge_field(judged, field, name, value->items[i], of);
		else if (!string_starts(
				 name->text != NULL ? name->text : "", "x-"))
			add_unknown_field(
				judged, name, of, registry_service_fields);
	}
}

static void judge_entries(const struct judged *judged, const struct node *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (judged->registry->form != REGISTRY_FLAT ||
			map->keys[i]->text == NULL ||
			!registry_is_meta_key(map->keys[i]->text))
			judge_entry(judged, map->keys[i], map->items[i]);
}

static void judge_form_b(const struct judged *judged, const struct node *body)
{
	const struct node *assignments = node_get(body, "assignments");

	judge_fields(judged, registry_bands_fields, body,
		place_of_mapping(judged, body), "");
	judge_ranges(judged, node_get(body, "bands"));
	if (assignments != NULL && assignments->kind == NODE_MAPPING)
		judge_entries(judged, assignments);
}

static void judge_document(const struct judged *judged)
{
	const struct node *body =
		registry_body(judged->registry->document->root);

	switch (judged->registry->form) {
	case REGISTRY_RANGES:
		judge_form_a(judged, body);
		break;
	case REGISTRY_BANDS:
		judge_form_b(judged, body);
		break;
	case REGISTRY_FLAT:
		judge_entries(judged, registry_flat_map(body));
		break;
	case REGISTRY_NONE:
		break;
	}
}

static void check_invalid(struct check *check)
{
	size_t count;
	const struct registry_problem *problems =
		model_registry_problems(check->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct value values[] = {
			{"problem", problems[i].error.message}};

		sink_add(check->sink, "registry/invalid", NULL,
			problems[i].place, values, 1);
	}
	each_registry(check, judge_document);
}

/* registry/duplicate-port, registry/duplicate-name */

/* The first owner of a port, in a map by port and transport. */
struct owned {
	const struct registry_service *service;
	const struct registry_port *port;
};

static void claim_port(const struct judged *judged, struct map *owners,
	const struct registry_service *service,
	const struct registry_port *port)
{
	struct arena *arena = judged->check->arena;
	const char *transport = service->udp ? "udp" : "tcp";
	const char *key = arena_format(arena, "%ld/%s", port->port, transport);
	struct owned *first = map_get_string(owners, key);
	const struct value values[] = {
		{"service", service->name},
		{"port", number(judged->check, port->port)},
		{"owner", first != NULL ? first->service->name : ""},
		{"transport", transport},
	};
	struct finding *finding;

	if (first == NULL) {
		first = arena_alloc(arena, sizeof(*first));
		*first = (struct owned){service, port};
		map_put_string(owners, key, first);
		return;
	}
	if (first->service == service)
		return;
	finding = sink_add(judged->check->sink, "registry/duplicate-port", NULL,
		port->place, values, 4);
	finding_relate(judged->check->sink, finding, first->port->place,
		"%s owns %ld here", first->service->name, port->port);
}

static void judge_duplicate_ports(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	struct map owners = MAP_INIT;

	for (size_t i = 0; i < registry->service_count; i++)
		for (size_t j = 0; j < registry->services[i].port_count; j++)
			claim_port(judged, &owners, &registry->services[i],
				&registry->services[i].ports[j]);
	map_release(&owners);
}

static void check_duplicate_port(struct check *check)
{
	each_registry(check, judge_duplicate_ports);
}

/* Paths of form B may well end in the same part. */
static void judge_duplicate_names(const struct judged *judged)
{
	const struct registry *registry = judged->registry;

	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];
		const struct registry_service *first =
			map_get_string(&registry->by_name, service->name);
		const struct value values[] = {{"service", service->name}};
		struct finding *finding;

		if (first == service || service->path != NULL)
			continue;
		finding =
			sink_add(judged->check->sink, "registry/duplicate-name",
				NULL, service->name_place, values, 1);
		finding_relate(judged->check->sink, finding, first->name_place,
			"%s is here already", service->name);
	}
}

static void check_duplicate_name(struct check *check)
{
	each_registry(check, judge_duplicate_names);
}

/* registry/out-of-range, unknown-range, overlapping-ranges,
 * dynamic-range-taken */

static const char *range_text(
	struct check *check, const struct registry_range *range)
{
	return arena_format(check->arena, "%ld-%ld", range->min, range->max);
}

static void add_out_of_range(const struct judged *judged, const char *variant,
	const struct registry_service *service,
	const struct registry_port *port, const struct registry_range *range)
{
	const struct value values[] = {
		{"service", service->name},
		{"port", number(judged->check, port->port)},
		{"range", range != NULL ? range->name : ""},
		{"expected",
			range != NULL ? range_text(judged->check, range) : ""},
	};
	struct finding *finding = sink_add(judged->check->sink,
		"registry/out-of-range", variant, port->place, values, 4);

	if (range != NULL)
		finding_relate(judged->check->sink, finding, range->place,
			"%s is %s", range->name,
			range_text(judged->check, range));
}

static bool has_readable_range(const struct registry *registry)
{
	for (size_t i = 0; i < registry->range_count; i++)
		if (registry->ranges[i].min > 0)
			return true;
	return false;
}

static bool holds(const struct registry_range *range, long port)
{
	return port >= range->min && port <= range->max;
}

/*
 * Of several ports the first belongs in the range of the stack; the others
 * may be in any: 8081 and 50051 of one service have no range in common.
 */
static void judge_stack_ports(
	const struct judged *judged, const struct registry_service *service)
{
	const struct registry *registry = judged->registry;
	const struct registry_range *range =
		service->stack != NULL
			? registry_range_named(registry, service->stack)
			: NULL;

	if (range == NULL || range->min == 0)
		return;
	for (size_t i = 0; i < service->port_count; i++) {
		const struct registry_port *port = &service->ports[i];

		if (!holds(range, port->port) &&
			(i == 0 || registry_range_of(registry, port->port) ==
					   NULL))
			add_out_of_range(judged, NULL, service, port, range);
	}
}

static void judge_band_ports(
	const struct judged *judged, const struct registry_service *service)
{
	for (size_t i = 0; i < service->port_count; i++)
		if (registry_range_of(
			    judged->registry, service->ports[i].port) == NULL)
			add_out_of_range(judged, "no-band", service,
				&service->ports[i], NULL);
}

static void judge_port_ranges(
	const struct judged *judged, const struct registry_service *service)
{
	if (judged->registry->form == REGISTRY_RANGES)
		judge_stack_ports(judged, service);
	else
		judge_band_ports(judged, service);
}

static void judge_out_of_range(const struct judged *judged)
{
	if (!has_readable_range(judged->registry))
		return;
	for (size_t i = 0; i < judged->registry->service_count; i++)
		judge_port_ranges(judged, &judged->registry->services[i]);
}

static void check_out_of_range(struct check *check)
{
	each_registry(check, judge_out_of_range);
}

/* "; did you mean `x`?", or what to do. */
static const char *hint(struct check *check, const char *word,
	const char *const *known, const char *otherwise)
{
	const char *nearest = string_nearest(word, known);

	return nearest != NULL ? arena_format(check->arena,
					 "; did you mean `%s`?", nearest)
			       : otherwise;
}

static const char *const *range_names(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	size_t count = registry->range_count < HINT_LIMIT
			       ? registry->range_count
			       : HINT_LIMIT;
	const char **names =
		arena_alloc(judged->check->arena, (count + 1) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = registry->ranges[i].name;
	return names;
}

static const char *const *service_names(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	size_t count = registry->service_count < HINT_LIMIT
			       ? registry->service_count
			       : HINT_LIMIT;
	const char **names =
		arena_alloc(judged->check->arena, (count + 1) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = registry->services[i].name;
	return names;
}

static void judge_unknown_ranges(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	const char *const *names = range_names(judged);

	if (registry->form != REGISTRY_RANGES)
		return;
	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];
		struct value values[] = {
			{"service", service->name},
			{"range", service->stack},
			{"hint", NULL},
		};

		if (service->stack == NULL ||
			registry_range_named(registry, service->stack) != NULL)
			continue;
		values[2].text = hint(judged->check, service->stack, names,
			": add it to `ranges`");
		sink_add(judged->check->sink, "registry/unknown-range", NULL,
			registry_place(
				registry->document, field_of(service, "stack")),
			values, 3);
	}
}

static void check_unknown_range(struct check *check)
{
	each_registry(check, judge_unknown_ranges);
}

static void add_overlap(const struct judged *judged,
	const struct registry_range *range, const struct registry_range *other)
{
	long min = range->min > other->min ? range->min : other->min;
	long max = range->max < other->max ? range->max : other->max;
	const struct value values[] = {
		{"range", range->name},
		{"found", range_text(judged->check, range)},
		{"other", other->name},
		{"expected", range_text(judged->check, other)},
		{"shared", min == max ? number(judged->check, min)
				      : arena_format(judged->check->arena,
						"%ld-%ld", min, max)},
	};
	struct finding *finding = sink_add(judged->check->sink,
		"registry/overlapping-ranges", NULL, range->place, values, 5);

	finding_relate(judged->check->sink, finding, other->place, "%s is %s",
		other->name, range_text(judged->check, other));
}

/* Closes the ports of the range: were all of them open? */
static bool close_range(
	struct open_ports *open, const struct registry_range *range)
{
	long count = 0;

	for (long port = open_ports_from(open, range->min); port <= range->max;
		port = open_ports_from(open, port)) {
		open_ports_close(open, port);
		count++;
	}
	return count == range->max - range->min + 1;
}

/* Only what shares a port with those before it is compared with each. */
static void judge_overlaps(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	struct open_ports open;
	size_t found = 0;

	open_ports_init(&open);
	for (size_t i = 0; i < registry->range_count && found < PAIR_LIMIT;
		i++) {
		const struct registry_range *b = &registry->ranges[i];

		if (b->min == 0 || close_range(&open, b))
			continue;
		for (size_t j = 0; j < i && found < PAIR_LIMIT; j++) {
			const struct registry_range *a = &registry->ranges[j];

			if (a->min == 0 || a->min > b->max || b->min > a->max)
				continue;
			add_overlap(judged, b, a);
			found++;
		}
	}
	open_ports_release(&open);
}

static void check_overlapping_ranges(struct check *check)
{
	each_registry(check, judge_overlaps);
}

enum { PORT_END = 65536 };

/* The first range that gives out each port at run time; by the port. */
static const struct registry_range **dynamic_ranges(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	const struct registry_range **ranges =
		arena_alloc(judged->check->arena, PORT_END * sizeof(*ranges));
	struct open_ports open;

	open_ports_init(&open);
	for (size_t i = 0; i < registry->range_count; i++) {
		const struct registry_range *range = &registry->ranges[i];

		if (!range->dynamic || range->min == 0)
			continue;
		for (long port = open_ports_from(&open, range->min);
			port <= range->max;
			port = open_ports_from(&open, port)) {
			ranges[port] = range;
			open_ports_close(&open, port);
		}
	}
	open_ports_release(&open);
	return ranges;
}

static void judge_dynamic_port(const struct judged *judged,
	const struct registry_service *service,
	const struct registry_port *port, const struct registry_range *range)
{
	const struct value values[] = {
		{"service", service->name},
		{"port", number(judged->check, port->port)},
		{"range", range->name},
		{"found", range_text(judged->check, range)},
	};
	struct finding *finding = sink_add(judged->check->sink,
		"registry/dynamic-range-taken", NULL, port->place, values, 4);

	finding_relate(judged->check->sink, finding, range->place,
		"%s is given out at run time", range->name);
}

static bool has_dynamic(const struct registry *registry)
{
	for (size_t i = 0; i < registry->range_count; i++)
		if (registry->ranges[i].dynamic)
			return true;
	return false;
}

static void judge_dynamic(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	const struct registry_range **ranges;

	if (!has_dynamic(registry))
		return;
	ranges = dynamic_ranges(judged);
	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];

		for (size_t j = 0; j < service->port_count; j++) {
			const struct registry_port *port = &service->ports[j];

			if (ranges[port->port] != NULL)
				judge_dynamic_port(judged, service, port,
					ranges[port->port]);
		}
	}
}

static void check_dynamic_range_taken(struct check *check)
{
	each_registry(check, judge_dynamic);
}

/* registry/unknown-dependency, registry/dependency-cycle */

/* In its own registry, or in any other of the repository. */
static const struct registry_service *find_service(
	const struct judged *judged, const char *name)
{
	const struct registry_service *service =
		registry_find(judged->registry, name);
	size_t count;
	const struct registry *const *registries =
		model_registries(judged->check->model, &count);

	for (size_t i = 0; i < count && service == NULL; i++)
		service = registry_find(registries[i], name);
	return service;
}

static const struct node *dependency_list(
	const struct registry_service *service)
{
	const struct node *list = field_of(service, "depends_on");

	return list != NULL && list->kind == NODE_SEQUENCE ? list : NULL;
}

static void judge_dependencies(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	const char *const *names = service_names(judged);

	for (size_t i = 0; i < registry->service_count; i++) {
		const struct node *list =
			dependency_list(&registry->services[i]);

		for (size_t j = 0; list != NULL && j < list->count; j++) {
			const char *name = node_text(list->items[j]);
			struct value values[] = {
				{"service", registry->services[i].name},
				{"dependency", name},
				{"hint", NULL},
			};

			if (name == NULL || find_service(judged, name) != NULL)
				continue;
			values[2].text = hint(judged->check, name, names,
				": register it, or take it out");
			sink_add(judged->check->sink,
				"registry/unknown-dependency", NULL,
				registry_place(
					registry->document, list->items[j]),
				values, 3);
		}
	}
}

static void check_unknown_dependency(struct check *check)
{
	each_registry(check, judge_dependencies);
}

/*
 * A walk along `depends_on`, with a stack of its own: a chain may be as long
 * as a file allows.
 */
struct walk {
	const struct judged *judged;
	const struct node **lists; /* by service: what it depends on */
	unsigned char *state; /* by service: 0 new, 1 on the stack, 2 done */
	size_t *stack;        /* services, outermost first */
	size_t *next;         /* by depth: the dependency to follow next */
	size_t depth;
	size_t found;
};

enum { SHOWN_CIRCLE = 8 };

/* "a -> b -> a" from where the circle begins on the stack. */
static const char *circle_text(const struct walk *walk, size_t from)
{
	const struct registry *registry = walk->judged->registry;
	struct arena *arena = walk->judged->check->arena;
	const char *first = registry->services[walk->stack[from]].name;
	const char *text = first;

	for (size_t i = from + 1; i < walk->depth; i++) {
		if (i - from == SHOWN_CIRCLE) {
			text = arena_format(
				arena, "%s -> %zu more", text, walk->depth - i);
			break;
		}
		text = arena_format(arena, "%s -> %s", text,
			registry->services[walk->stack[i]].name);
	}
	return arena_format(arena, "%s -> %s", text, first);
}

/* The item of depends_on that leads from one place of the stack on. */
static struct place place_of_step(const struct walk *walk, size_t at)
{
	const struct node *list = walk->lists[walk->stack[at]];

	return registry_place(walk->judged->registry->document,
		list->items[walk->next[at] - 1]);
}

static void add_circle(const struct walk *walk, size_t target)
{
	const struct registry *registry = walk->judged->registry;
	struct check *check = walk->judged->check;
	size_t from = walk->depth - 1;
	struct finding *finding;
	struct value values[2];

	while (walk->stack[from] != target)
		from--;
	values[0] = (struct value){"service",
		registry->services[walk->stack[walk->depth - 1]].name};
	values[1] = (struct value){"circle", circle_text(walk, from)};
	finding = sink_add(check->sink, "registry/dependency-cycle", NULL,
		place_of_step(walk, walk->depth - 1), values, 2);
	for (size_t i = from; i + 1 < walk->depth && i - from < SHOWN_CIRCLE;
		i++)
		finding_relate(check->sink, finding, place_of_step(walk, i),
			"%s depends on %s here",
			registry->services[walk->stack[i]].name,
			registry->services[walk->stack[i + 1]].name);
}

static void walk_enter(struct walk *walk, size_t service)
{
	walk->state[service] = 1;
	walk->stack[walk->depth] = service;
	walk->next[walk->depth++] = 0;
}

/* The service that an item names, or SIZE_MAX for none of this registry. */
static size_t dependency_index(
	const struct registry *registry, const struct node *item)
{
	const char *name = node_text(item);
	const struct registry_service *service =
		name != NULL ? registry_find(registry, name) : NULL;

	return service != NULL ? (size_t)(service - registry->services)
			       : SIZE_MAX;
}

static void walk_from(struct walk *walk, size_t start)
{
	const struct registry *registry = walk->judged->registry;

	walk_enter(walk, start);
	while (walk->depth > 0) {
		size_t top = walk->stack[walk->depth - 1], target;
		size_t *next = &walk->next[walk->depth - 1];
		const struct node *list = walk->lists[top];

		if (list == NULL || *next >= list->count) {
			walk->state[top] = 2;
			walk->depth--;
			continue;
		}
		target = dependency_index(registry, list->items[(*next)++]);
		if (target == SIZE_MAX || walk->state[target] == 2)
			continue;
		if (walk->state[target] == 0)
			walk_enter(walk, target);
		else if (walk->found++ < PAIR_LIMIT)
			add_circle(walk, target);
	}
}

static void judge_circles(const struct judged *judged)
{
	size_t count = judged->registry->service_count;
	struct arena *arena = judged->check->arena;
	struct walk walk = {
		.judged = judged,
		.lists = arena_alloc(arena, count * sizeof(*walk.lists)),
		.state = arena_alloc(arena, count),
		.stack = arena_alloc(arena, count * sizeof(*walk.stack)),
		.next = arena_alloc(arena, count * sizeof(*walk.next)),
	};

	for (size_t i = 0; i < count; i++)
		walk.lists[i] = dependency_list(&judged->registry->services[i]);
	for (size_t i = 0; i < count; i++)
		if (walk.state[i] == 0)
			walk_from(&walk, i);
}

static void check_dependency_cycle(struct check *check)
{
	each_registry(check, judge_circles);
}

/* registry/missing-replacement, registry/unknown-replacement */

static void judge_missing_replacements(const struct judged *judged)
{
	const struct registry *registry = judged->registry;

	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];
		const struct value values[] = {{"service", service->name}};

		if (service->deprecated &&
			field_of(service, "replacement") == NULL)
			sink_add(judged->check->sink,
				"registry/missing-replacement", NULL,
				registry_place(registry->document,
					field_of(service, "deprecated")),
				values, 1);
	}
}

static void check_missing_replacement(struct check *check)
{
	each_registry(check, judge_missing_replacements);
}

static void judge_replacement(const struct judged *judged,
	const struct registry_service *service, const char *const *names)
{
	const struct registry_service *found =
		find_service(judged, service->replacement);
	const struct value values[] = {
		{"service", service->name},
		{"replacement", service->replacement},
		{"hint", found != NULL ? ""
				       : hint(judged->check,
						 service->replacement, names,
						 ": register it, or name "
						 "another")},
	};
	const char *variant = found == NULL      ? NULL
			      : found == service ? "itself"
						 : "deprecated";
	struct finding *finding;

	if (found != NULL && found != service && !found->deprecated)
		return;
	finding = sink_add(judged->check->sink, "registry/unknown-replacement",
		variant,
		registry_place(judged->registry->document,
			field_of(service, "replacement")),
		values, 3);
	if (found != NULL && found != service)
		finding_relate(judged->check->sink, finding, found->name_place,
			"%s is deprecated itself", found->name);
}

static void judge_replacements(const struct judged *judged)
{
	const struct registry *registry = judged->registry;
	const char *const *names = service_names(judged);

	for (size_t i = 0; i < registry->service_count; i++)
		if (registry->services[i].replacement != NULL &&
			*registry->services[i].replacement != '\0')
			judge_replacement(
				judged, &registry->services[i], names);
}

static void check_unknown_replacement(struct check *check)
{
	each_registry(check, judge_replacements);
}

/* registry/unknown-network */

/* The networks that compose files declare. */
struct networks {
	struct map names;
	bool complete; /* false: some name cannot be known */
	struct compose_file *const *files;
	size_t file_count;
};

/* A network is made under the project's name unless it has its own. */
static void add_file_networks(struct check *check, struct networks *networks,
	const struct compose_file *file)
{
	if (file->name != NULL)
		map_put_string(&networks->names,
			arena_format(check->arena, "%s_default", file->name),
			check);
	for (size_t i = 0; i < file->network_count; i++) {
		const struct compose_text *text = &file->networks[i];

		if (!text->known || text->text == NULL) {
			networks->complete &= file->stands_alone;
			continue;
		}
		map_put_string(&networks->names, text->text, check);
		if (file->name != NULL)
			map_put_string(&networks->names,
				arena_format(check->arena, "%s_%s", file->name,
					text->text),
				check);
	}
}

static void networks_read(struct check *check, struct networks *networks)
{
	static const char *const always[] = {
		"default", "bridge", "host", "none"};

	networks->names = (struct map)MAP_INIT;
	networks->complete = true;
	networks->files =
		model_compose_files(check->model, &networks->file_count);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		map_put_string(&networks->names, always[i], check);
	for (size_t i = 0; i < networks->file_count; i++)
		add_file_networks(check, networks, networks->files[i]);
}

static const char *const *network_names(
	struct check *check, const struct networks *networks)
{
	size_t count = networks->names.count < HINT_LIMIT
			       ? networks->names.count
			       : HINT_LIMIT;
	const char **names =
		arena_alloc(check->arena, (count + 1) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = networks->names.entries[i].key.data;
	return names;
}

static void judge_network(const struct judged *judged,
	const struct networks *networks, const char *const *names,
	const struct registry_service *service)
{
	struct value values[] = {
		{"service", service->name},
		{"network", service->network},
		{"hint", NULL},
	};

	if (service->network == NULL || *service->network == '\0' ||
		map_get_string(&networks->names, service->network) != NULL)
		return;
	values[2].text = hint(judged->check, service->network, names,
		": declare it there, or correct the name");
	sink_add(judged->check->sink, "registry/unknown-network", NULL,
		registry_place(judged->registry->document,
			field_of(service, "network")),
		values, 3);
}

static void check_unknown_network(struct check *check)
{
	struct networks networks;
	const char *const *names;
	size_t count;
	const struct registry *const *registries =
		model_registries(check->model, &count);

	if (count == 0 || !model_is_whole(check->model))
		return;
	networks_read(check, &networks);
	names = network_names(check, &networks);
	for (size_t i = 0; i < count; i++) {
		const struct judged judged = {check, registries[i]};

		if (networks.file_count == 0 || !networks.complete)
			break;
		for (size_t j = 0; j < registries[i]->service_count; j++)
			judge_network(&judged, &networks, names,
				&registries[i]->services[j]);
	}
	map_release(&networks.names);
}

/* registry/unused-entry */

/* Services that something names, and names that folders have. */
struct usage {
	struct map used;    /* the service, by its address */
	struct map folders; /* by the folder's own name */
	struct map numbers; /* ports that compose or env files have */
};

static struct slice address_of(const struct registry_service *const *service)
{
	return (struct slice){
		(const char *)(const void *)service, sizeof(*service)};
}

static void mark_used(struct check *check, struct usage *usage,
	const struct registry_service *service)
{
	const struct registry_service **key;

	if (service == NULL)
		return;
	key = arena_alloc(check->arena, sizeof(*key));
	*key = service;
	map_put(&usage->used, address_of(key), check);
}

/* What a compose service is, is called, and publishes. */
static void use_compose_service(struct check *check, struct usage *usage,
	const struct compose_file *file, const struct compose_service *service)
{
	const struct registry *registry =
		model_registry_for(check->model, file->path);

	if (registry == NULL)
		return;
	mark_used(check, usage,
		model_service_match(check->model, file, service)->entry);
	mark_used(check, usage, registry_find(registry, service->name));
	for (size_t i = 0; i < service->port_count; i++) {
		const struct compose_port *port = &service->ports[i];

		/* Whoever of several owners it is that publishes it. */
		if (port->published_known)
			map_put_string(&usage->numbers,
				number(check, port->published), check);
	}
}

static void use_compose(struct check *check, struct usage *usage)
{
	size_t count;
	struct compose_file *const *files =
		model_compose_files(check->model, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i]->service_count; j++)
			use_compose_service(
				check, usage, files[i], &files[i]->services[j]);
}

/* `X_PORT` names a service; any value of a port variable names a port. */
static void use_env_entry(struct check *check, struct usage *usage,
	const struct registry *registry, const struct dotenv_entry *entry)
{
	struct slice stem = slice_of(entry->key);

	if (!slice_ends(stem, "PORT"))
		return;
	if (entry->value != NULL)
		map_put_string(&usage->numbers, entry->value, check);
	stem.size -= strlen("PORT");
	if (!slice_ends(stem, "_"))
		return;
	stem.size--;
	mark_used(check, usage, registry_service_of_variable(registry, stem));
}

static void use_env(struct check *check, struct usage *usage)
{
	size_t count;
	struct dotenv *const *files = model_env_files(check->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct registry *registry =
			model_registry_for(check->model, files[i]->path);

		/* What is made out of the registry names all that it has. */
		if (model_is_generated(check->model, files[i]->path))
			continue;
		for (size_t j = 0; registry != NULL && j < files[i]->count; j++)
			use_env_entry(
				check, usage, registry, &files[i]->entries[j]);
	}
}

/* The parts of a path that the entry before has too were seen with it. */
static void use_folders(struct check *check, struct usage *usage)
{
	const char *before = "";

	for (size_t i = 0; i < check->snapshot->count; i++) {
		const char *path = check->snapshot->entries[i].path;
		size_t start = 0, at = 0, common = 0;

		while (before[common] != '\0' && before[common] == path[common])
			common++;
		for (; path[at] != '\0'; at++) {
			if (path[at] != '/')
				continue;
			if (at >= common)
				map_put(&usage->folders,
					slice_range(path, start, at), check);
			start = at + 1;
		}
		before = path;
	}
}

static bool is_used(struct check *check, const struct usage *usage,
	const struct registry_service *service)
{
	if (map_has(&usage->used, address_of(&service)))
		return true;
	if (service->path != NULL) {
		if (snapshot_has_folder(check->snapshot, service->path) ||
			snapshot_find(check->snapshot, service->path) != NULL)
			return true;
	} else if (map_has(&usage->folders, slice_of(service->name))) {
		return true;
	}
	for (size_t i = 0; i < service->port_count; i++)
		if (map_get_string(&usage->numbers,
			    number(check, service->ports[i].port)) != NULL)
			return true;
	return false;
}

static void judge_unused(const struct judged *judged, const struct usage *usage)
{
	const struct registry *registry = judged->registry;

	for (size_t i = 0; i < registry->service_count; i++) {
		const struct registry_service *service = &registry->services[i];
		const struct value values[] = {
			{"service", service->path != NULL ? service->path
							  : service->name},
			{"port", registry_service_ports_text(
					 judged->check->arena, service)},
		};

		if (service->port_count > 0 &&
			!is_used(judged->check, usage, service))
			sink_add(judged->check->sink, "registry/unused-entry",
				NULL, service->name_place, values, 2);
	}
}

static void check_unused_entry(struct check *check)
{
	struct usage usage = {MAP_INIT, MAP_INIT, MAP_INIT};
	size_t count;
	const struct registry *const *registries =
		model_registries(check->model, &count);

	if (count == 0 || !model_is_whole(check->model))
		return;
	use_compose(check, &usage);
	use_env(check, &usage);
	use_folders(check, &usage);
	for (size_t i = 0; i < count; i++) {
		const struct judged judged = {check, registries[i]};

		judge_unused(&judged, &usage);
	}
	map_release(&usage.used);
	map_release(&usage.folders);
	map_release(&usage.numbers);
}

/* registry/removed */

/* Has one of the files that a registry is found in changed? */
static bool touches_registry(
	const struct check *check, const struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];
		const char *before = change->old_path != NULL ? change->old_path
							      : change->path;

		if (model_is_registry_path(check->configuration, before))
			return true;
	}
	return false;
}

/* The path of the registry that a base has, or NULL. */
static const char *registry_before(
	const struct check *check, const struct run_base *base)
{
	const struct registry *const *registries;
	const char *path = NULL;
	struct model *model;
	size_t count;

	if (!touches_registry(check, &base->changes))
		return NULL;
	snapshot_complete(base->snapshot);
	model = model_operations.open(base->snapshot, check->configuration);
	registries = model_registries(model, &count);
	if (count > 0)
		path = arena_string(check->arena, registries[0]->path);
	model_operations.close(model);
	return path;
}

/* Where it went to; NULL: nowhere. */
static const char *moved_to(const struct change_list *changes, const char *path)
{
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].old_path != NULL &&
			strcmp(changes->items[i].old_path, path) == 0)
			return changes->items[i].path;
	return NULL;
}

/* At the file that it is now, or else at the path where it was. */
static void add_removed(struct check *check, const char *path)
{
	const char *now = moved_to(check->changes, path);
	const struct model_text *text =
		model_text(check->model, now != NULL ? now : path);
	struct place place = {.path = path,
		.line = 1,
		.column = 1,
		.end_line = 1,
		.end_column = 2,
		.line_text = {"", 0}};
	const struct value values[] = {
		{"registry", path},
		{"change", now != NULL    ? arena_format(check->arena,
						    "moved to %s, where nothing "
						       "looks for it",
						    now)
			   : text != NULL ? "has no longer the shape of one"
					  : "is removed"},
	};

	if (text != NULL)
		place = place_of(text->path, &text->lines, 0, 1);
	sink_add(check->sink, "registry/removed", NULL, place, values, 2);
}

/* Something is there that could not be read: that it lacks is not known. */
static bool is_unread(struct check *check, const char *path)
{
	return snapshot_find(check->snapshot, path) != NULL &&
	       model_text(check->model, path) == NULL;
}

/* A configured one that lacks is told by registry/invalid. */
static void check_removed(struct check *check)
{
	const char *path = NULL;
	size_t registries, problems;

	model_registries(check->model, &registries);
	model_registry_problems(check->model, &problems);
	if (registries > 0 || problems > 0)
		return;
	/* In a merge, what one side has removed is gone on purpose. */
	for (size_t i = 0; i < check->base_count; i++) {
		path = registry_before(check, &check->bases[i]);
		if (path == NULL)
			return;
	}
	if (path != NULL && !is_unread(check, path))
		add_removed(check, path);
}

/* registry/stale-generated */

static void add_stale(
	struct check *check, struct place place, const char *problem)
{
	const struct value values[] = {{"problem", problem}};

	sink_add(check->sink, "registry/stale-generated", NULL, place, values,
		1);
}

/* A line of a text, shortened; NULL past its end. */
static const char *line_shown(
	struct arena *arena, struct slice text, unsigned number)
{
	enum { SHOWN = 100 };
	struct lines lines;
	struct slice line;
	const char *shown = NULL;

	lines_init(&lines, text.data, text.size);
	line = lines_text(&lines, number);
	if (lines_start(&lines, number) < text.size)
		shown = arena_copy(arena, line.data,
			line.size < SHOWN ? line.size : SHOWN);
	lines_release(&lines);
	return shown;
}

/* Told at the first line that is not as it should be. */
static void judge_difference(struct check *check, const struct output *output,
	const struct model_text *text, size_t at)
{
	const char *wanted;
	unsigned line, column;
	size_t start;

	lines_at(&text->lines, at, &line, &column);
	wanted = line_shown(check->arena, output->text, line);
	start = lines_start(&text->lines, line);
	add_stale(check,
		place_of(text->path, &text->lines, start,
			start + lines_text(&text->lines, line).size),
		wanted != NULL && *wanted != '\0'
			? arena_format(check->arena,
				  "%s is not what the registry gives: expected "
				  "`%s`; run plumb registry sync",
				  output->path, wanted)
			: arena_format(check->arena,
				  "%s is not what the registry gives from here "
				  "on; run plumb registry sync",
				  output->path));
}

/* One that git ignores is made by everyone for himself. */
static void judge_missing(struct check *check, const struct output *output)
{
	const struct snapshot_entry *entry =
		snapshot_find(check->snapshot, output->path);

	if ((entry != NULL && snapshot_exists(check->snapshot, entry)) ||
		ignore_matches(model_ignore(check->model), output->path))
		return;
	add_stale(check, output->setting->place,
		arena_format(check->arena,
			"%s is generated and not there: run plumb registry "
			"sync, then git add it",
			output->path));
}

static void judge_output(struct check *check, const struct output *output)
{
	const struct model_text *text = model_text(check->model, output->path);
	struct place place;
	size_t at;

	if (text == NULL) {
		judge_missing(check, output);
		return;
	}
	place = place_of(text->path, &text->lines, 0, 1);
	if (output->text.data == NULL) {
		add_stale(check, place,
			arena_format(check->arena,
				"%s is generated for a stack that is gone: run "
				"plumb registry sync",
				output->path));
		return;
	}
	at = output_difference(output, (struct slice){text->text, text->size});
	if (at != SIZE_MAX)
		judge_difference(check, output, text, at);
	else if (output->executable && check->snapshot->has_ids &&
		 !snapshot_find(check->snapshot, output->path)->executable)
		add_stale(check, place,
			arena_format(check->arena,
				"%s is not executable: run plumb registry "
				"sync, then git add it",
				output->path));
}

/* Where nothing can be generated: at the mistake, if it is in the tree. */
static void add_not_made(struct check *check, const struct error *err)
{
	const struct model_text *text = model_text(check->model, err->path);
	struct place place = check->configuration->outputs[0].place;
	size_t start;

	if (text != NULL) {
		start = lines_start(&text->lines, err->line);
		start += err->column > 0 ? err->column - 1 : 0;
		place = place_of(text->path, &text->lines, start, start + 1);
	}
	add_stale(check, place,
		arena_format(check->arena,
			"the files of `generate:` cannot be made: %s",
			err->message));
}

static void check_stale_generated(struct check *check)
{
	struct output_list outputs = {0};
	struct error err = {0};
	size_t count;

	model_registries(check->model, &count);
	if (count == 0 || check->configuration->output_count == 0)
		return;
	if (outputs_make(&outputs, check->arena, check->snapshot,
		    check->configuration, &err) != 0) {
		/* What could not be read was told by whoever read it. */
		if (err.kind != ERROR_WORK)
			add_not_made(check, &err);
	} else {
		for (size_t i = 0; i < outputs.count; i++)
			judge_output(check, &outputs.items[i]);
	}
	vector_free(&outputs);
}

/*
 * Networks and uses are looked for in compose and env files; files are
 * generated from all of them. The configuration names registries and files.
 */
static bool registry_reads(
	const struct configuration *configuration, const char *path)
{
	return strcmp(path, CONFIGURATION_NAME) == 0 ||
	       model_is_registry_path(configuration, path) ||
	       compose_is_name(path) || dotenv_is_name(path) ||
	       output_concerns(configuration, path);
}

static const struct linter_check registry_checks[] = {
	{.name = "invalid", .whole = check_invalid},
	{.name = "duplicate-port", .whole = check_duplicate_port},
	{.name = "duplicate-name", .whole = check_duplicate_name},
	{.name = "out-of-range", .whole = check_out_of_range},
	{.name = "unknown-range", .whole = check_unknown_range},
	{.name = "overlapping-ranges", .whole = check_overlapping_ranges},
	{.name = "unknown-dependency", .whole = check_unknown_dependency},
	{.name = "dependency-cycle", .whole = check_dependency_cycle},
	{.name = "missing-replacement", .whole = check_missing_replacement},
	{.name = "unknown-replacement", .whole = check_unknown_replacement},
	{.name = "unknown-network", .whole = check_unknown_network},
	{.name = "dynamic-range-taken", .whole = check_dynamic_range_taken},
	{.name = "unused-entry", .whole = check_unused_entry},
	{.name = "removed", .whole = check_removed},
	{.name = "stale-generated", .whole = check_stale_generated},
};

const struct linter linter_registry = {
	.name = "registry",
	.summary = "what is wrong with the port registry itself",
	.checks = registry_checks,
	.check_count = sizeof(registry_checks) / sizeof(registry_checks[0]),
	.reads = registry_reads,
	.reads_paths = true,
};
