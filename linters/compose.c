/*
 * compose: what compose files publish against what the registry says. Host
 * ports are compared with the registry, target ports never; what is unknown
 * is no finding. Reads no file itself, and knows no other linter.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "engine/linter.h"
#include "engine/settings.h"
#include "model/datastore.h"
#include "model/health.h"
#include "model/model.h"
#include "model/project.h"
#include "model/publication.h"
#include "model/reach.h"
#include "model/undefined.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A project while it is checked; several may hold one file. */
struct project_check {
	struct check *check;
	const struct compose_project *project;
	const struct compose_file *file; /* merged */
	/* The finding of a mapping that is wrong already, by its place: its
	 * other faults are related to it. */
	struct map *told;
};

/* A published port of a service, and what the registry says of it. */
struct subject {
	const struct project_check *file;
	const struct service_match *match;
	const struct compose_port *port;
	const struct publication *publication;
};

/* Tests, examples and backups are told of as notes. */
static struct finding *add(struct check *check, const struct compose_file *file,
	const char *id, const char *variant, struct place place,
	const struct value *values, size_t count)
{
	const struct rule *rule =
		rule_set_find(settings_rules(check->settings), id);
	bool apart = file->stands_alone || compose_is_apart(place.path);

	return sink_add_rule(check->sink, rule, variant,
		apart ? SCOPE_TEST : SCOPE_SOURCE, place, values, count);
}

/* The address of a thing as bytes: what a map goes by. */
static struct slice address_key(struct arena *arena, const void *thing)
{
	return slice_range(
		arena_copy(arena, &thing, sizeof(thing)), 0, sizeof(thing));
}

/* A place as text, and what is told of it. */
static const char *place_key(
	struct arena *arena, const char *what, struct place place)
{
	return arena_format(arena, "%s %zu %s", what, place.start, place.path);
}

/*
 * True the first time: a file that is in several projects is wrong once. The
 * projects come in the order of their paths, a base before its overlays.
 */
static bool is_first(
	const struct project_check *file, const char *what, struct place place)
{
	const char *key = place_key(file->check->arena, what, place);

	return !map_put_string(file->told, key, file->told);
}

static void tell(const struct project_check *file,
	const struct compose_port *port, struct finding *finding)
{
	if (finding)
		map_put_string(file->told,
			place_key(file->check->arena, "wrong",
				port->published_place),
			finding);
}

static struct finding *told_of(
	const struct project_check *file, const struct compose_port *port)
{
	return map_get_string(file->told,
		place_key(file->check->arena, "wrong", port->published_place));
}

static const char *published_text(
	struct arena *arena, const struct compose_port *port)
{
	if (port->published == port->published_end)
		return arena_format(arena, "%ld", port->published);
	return arena_format(
		arena, "%ld-%ld", port->published, port->published_end);
}

/* --- ports against the registry --------------------------------------- */

static void relate_entry(const struct subject *subject, struct finding *finding)
{
	const struct registry_service *entry = subject->match->entry;
	struct check *check = subject->file->check;

	if (finding && entry && entry->port_count > 0)
		finding_relate(check->sink, finding, entry->ports[0].place,
			"%s owns %s here", entry->name,
			registry_service_ports_text(check->arena, entry));
}

static void relate_owner(const struct subject *subject, struct finding *finding)
{
	const struct publication *publication = subject->publication;

	if (publication->owner)
		finding_relate(subject->file->check->sink, finding,
			publication->owned->place, "%s owns %ld here",
			publication->owner->name, publication->owned->port);
}

/* Where the variable got its value. */
static void relate_variable(
	const struct subject *subject, struct finding *finding)
{
	const struct compose_file *file = subject->file->file;
	const struct compose_port *port = subject->port;
	const struct dotenv_entry *entry = NULL;
	size_t i;

	if (port->origin != ORIGIN_DEFINED)
		return;
	for (i = 0; i < file->env_count && !entry; i++) {
		const struct dotenv *env = file->envs[i];

		entry = dotenv_find(env, port->variable);
		if (entry)
			finding_relate(subject->file->check->sink, finding,
				place_of(env->path, &env->lines,
					entry->value_start, entry->value_end),
				"%s is set here", port->variable);
	}
}

static void report_mistaken(const struct subject *subject)
{
	const struct compose_port *port = subject->port;
	struct check *check = subject->file->check;
	bool drift = port->origin == ORIGIN_DEFAULT;
	const struct value values[] = {
		{"service", subject->match->service->name},
		{"found", published_text(check->arena, port)},
		{"expected", registry_service_ports_text(
				     check->arena, subject->match->entry)},
		{"variable", port->variable ? port->variable : ""},
	};
	const char *variant = NULL;
	struct finding *finding;

	if (!drift)
		variant = port->variable ? "variable" : "literal";
	finding = add(check, subject->file->file,
		drift ? "compose/default-drift" : "compose/port-mismatch",
		variant, port->published_place, values,
		sizeof(values) / sizeof(values[0]));
	relate_entry(subject, finding);
	relate_owner(subject, finding);
	relate_variable(subject, finding);
	tell(subject->file, port, finding);
}

static void report_foreign(const struct subject *subject)
{
	const struct publication *publication = subject->publication;
	struct check *check = subject->file->check;
	const struct value values[] = {
		{"service", subject->match->service->name},
		{"found", arena_format(check->arena, "%ld",
				  publication->owned->port)},
		{"owner", publication->owner->name},
	};
	struct finding *finding = add(check, subject->file->file,
		"compose/foreign-port", NULL, subject->port->published_place,
		values, sizeof(values) / sizeof(values[0]));

	relate_owner(subject, finding);
	relate_variable(subject, finding);
	tell(subject->file, subject->port, finding);
}

static void report_unregistered(const struct subject *subject)
{
	struct check *check = subject->file->check;
	const struct value values[] = {
		{"service", subject->match->service->name},
		{"found", published_text(check->arena, subject->port)},
		{"registry", subject->match->registry->path},
	};
	struct finding *finding =
		add(check, subject->file->file, "compose/unregistered-port",
			NULL, subject->port->published_place, values,
			sizeof(values) / sizeof(values[0]));

	relate_entry(subject, finding);
	relate_variable(subject, finding);
}

/* GRAFANA_PORT, or GATEWAY_GRPC_PORT for one of several ports. */
static const char *variable_of(
	struct arena *arena, const struct registry_service *entry, long port)
{
	const char *part = NULL;
	char *name, *at;
	size_t i;

	for (i = 0; i < entry->port_count; i++)
		if (entry->ports[i].port == port)
			part = entry->ports[i].name;
	name = arena_format(arena, "%s%s%s_PORT", entry->name, part ? "_" : "",
		part ? part : "");
	for (at = name; *at; at++) {
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
		else if (!character_is_word(*at))
			*at = '_';
	}
	return name;
}

static void report_literal(const struct subject *subject)
{
	const struct compose_port *port = subject->port;
	struct check *check = subject->file->check;
	const char *found = published_text(check->arena, port);
	const char *better = arena_format(check->arena, "${%s:-%s}",
		variable_of(
			check->arena, subject->match->entry, port->published),
		found);
	const struct value values[] = {
		{"service", subject->match->service->name},
		{"found", found},
		{"expected", better},
	};
	struct finding *finding = add(check, subject->file->file,
		"compose/literal-port", NULL, port->published_place, values,
		sizeof(values) / sizeof(values[0]));

	relate_entry(subject, finding);
	/* Without quotes the braces would open a mapping in a flow list. */
	if (finding && (port->node->style == NODE_DOUBLE_QUOTED ||
			       port->node->style == NODE_SINGLE_QUOTED))
		finding_fix(check->sink, finding, port->published_place.start,
			port->published_place.end, better,
			arena_format(check->arena, "write %s", better));
}

static bool is_number(const struct compose_port *port)
{
	return port->origin == ORIGIN_LITERAL &&
	       port->published == port->published_end;
}

static void report_publication(const struct subject *subject)
{
	if (subject->publication->verdict == PUBLICATION_OPEN ||
		!is_first(subject->file, "published",
			subject->port->published_place))
		return;
	switch (subject->publication->verdict) {
	case PUBLICATION_OPEN:
		break;
	case PUBLICATION_OWN:
		if (is_number(subject->port))
			report_literal(subject);
		break;
	case PUBLICATION_MISTAKEN:
		report_mistaken(subject);
		break;
	case PUBLICATION_FOREIGN:
		report_foreign(subject);
		break;
	case PUBLICATION_UNREGISTERED:
		report_unregistered(subject);
		break;
	}
}

static void check_service(
	const struct project_check *file, const struct compose_service *service)
{
	struct check *check = file->check;
	const struct service_match *match =
		model_service_match(check->model, file->file, service);
	const struct publication *publications =
		publications_judge(check->model, check->arena, match);
	size_t i;

	if (match->ambiguous && service->port_count > 0 &&
		is_first(file, "ambiguous", service->name_place))
		sink_notice(check->sink, NOTICE_NOTE, service->name_place.path,
			"%s", match->ambiguous);
	for (i = 0; i < service->port_count; i++) {
		const struct subject subject = {
			file, match, &service->ports[i], &publications[i]};

		report_publication(&subject);
	}
}

/* --- port-collision --------------------------------------------------- */

/* A published mapping of a project. */
struct binding {
	const struct project_check *file;
	const struct compose_service *service;
	const struct compose_port *port;
	size_t order;                /* in all projects */
	const struct binding *taken; /* the earlier one it collides with */
};
VECTOR_TYPE(binding_list, struct binding);

static bool is_related(const struct finding *finding, struct place place)
{
	size_t i;

	for (i = 0; i < finding->related_count; i++)
		if (finding->related[i].place.start == place.start &&
			strcmp(finding->related[i].place.path, place.path) == 0)
			return true;
	return false;
}

static void relate_binding(
	struct finding *finding, const struct binding *binding)
{
	struct check *check = binding->file->check;

	if (finding && !is_related(finding, binding->port->published_place))
		finding_relate(check->sink, finding,
			binding->port->published_place, "%s publishes %s here",
			binding->service->name,
			published_text(check->arena, binding->port));
}

/* A mapping that is wrong by the registry is the cause of its collision. */
static bool is_explained(
	const struct binding *binding, const struct binding *other)
{
	struct finding *known = told_of(binding->file, binding->port);

	relate_binding(known, other);
	return known != NULL;
}

static const struct registry *registry_of(const struct binding *binding)
{
	return model_service_match(binding->file->check->model,
		binding->file->file, binding->service)
		->registry;
}

/*
 * What collides so often has never run as a whole: services to choose from,
 * or a collection of samples.
 */
#define MANY_COLLISIONS 8

static const char *collision_variant(const struct binding *binding,
	const struct binding *taken, size_t count)
{
	if (binding->service == taken->service)
		return "same-service";
	if (binding->file == taken->file)
		return count > MANY_COLLISIONS ? "choice" : "services";
	/* One registry says that one host is to run both. */
	return registry_of(binding) &&
			       registry_of(binding) == registry_of(taken)
		       ? "projects"
		       : "unrelated";
}

static void report_collision(const struct binding *binding, size_t count)
{
	const struct binding *taken = binding->taken;
	const struct compose_port *port = binding->port;
	struct check *check = binding->file->check;
	const char *variant = collision_variant(binding, taken, count);
	const struct value values[] = {
		{"service", binding->service->name},
		{"found", published_text(check->arena, port)},
		{"other", taken->service->name},
		{"protocol", port->protocol},
		{"path", taken->port->published_place.path},
	};
	struct finding *finding;

	if (is_explained(binding, taken) || is_explained(taken, binding) ||
		(strcmp(variant, "unrelated") == 0 &&
			count > MANY_COLLISIONS) ||
		!is_first(binding->file, "collision", port->published_place))
		return;
	finding = add(check, binding->file->file, "compose/port-collision",
		variant, port->published_place, values,
		sizeof(values) / sizeof(values[0]));
	relate_binding(finding, taken);
}

static int compare_bindings(const void *a, const void *b)
{
	const struct binding *left = a, *right = b;

	if (left->port->published != right->port->published)
		return left->port->published < right->port->published ? -1 : 1;
	return left->order < right->order ? -1 : 1;
}

/* A test laid on top of what it tests is told of by itself alone. */
static bool is_beside_test(const struct binding *a, const struct binding *b)
{
	const char *left = a->port->place.path, *right = b->port->place.path;

	return strcmp(left, right) != 0 &&
	       compose_is_apart(left) != compose_is_apart(right);
}

static bool are_one_thing(
	const struct compose_service *a, const struct compose_service *b)
{
	return strcmp(a->name, b->name) == 0 ||
	       (a->container_name.text && b->container_name.text &&
		       strcmp(a->container_name.text, b->container_name.text) ==
			       0);
}

static bool projects_collide(const struct binding *a, const struct binding *b)
{
	struct model *model = a->file->check->model;
	const struct registry_service *entry =
		model_service_match(model, a->file->file, a->service)->entry;

	return !are_one_thing(a->service, b->service) &&
	       (!entry || entry != model_service_match(
					   model, b->file->file, b->service)
					   ->entry) &&
	       compose_projects_may_meet(a->file->project, b->file->project);
}

static bool bindings_collide(const struct binding *a, const struct binding *b)
{
	if (!compose_ports_collide(a->port, b->port))
		return false;
	if (a->file != b->file)
		return projects_collide(a, b);
	/* The loader makes equal mappings of one service one. */
	if (strcmp(a->service->name, b->service->name) == 0)
		return a->port->target != b->port->target;
	return !compose_are_alternatives(a->service, b->service) &&
	       !is_beside_test(a, b);
}

/* Remembers in the later of the two the first that it collides with. */
static void note_collision(struct binding *a, struct binding *b)
{
	struct binding *earlier = a->order < b->order ? a : b;
	struct binding *later = earlier == a ? b : a;

	if (!later->taken || earlier->order < later->taken->order)
		later->taken = earlier;
}

/* Bindings that overlap one are looked at no further than so many. */
#define OVERLAP_LIMIT 256

/* list is sorted by port. */
static void find_collisions(struct binding_list *list)
{
	size_t i, k;

	for (i = 0; i < list->count; i++)
		for (k = i + 1; k < list->count && k - i < OVERLAP_LIMIT &&
				list->items[k].port->published <=
					list->items[i].port->published_end;
			k++)
			if (bindings_collide(&list->items[i], &list->items[k]))
				note_collision(
					&list->items[i], &list->items[k]);
}

static void collect_bindings(
	struct binding_list *list, const struct project_check *project)
{
	const struct compose_file *file = project->file;
	size_t i, k;

	for (i = 0; i < file->service_count; i++) {
		const struct compose_service *service = &file->services[i];

		for (k = 0; k < service->port_count; k++) {
			struct binding binding = {project, service,
				&service->ports[k], list->count, NULL};

			if (compose_is_published(binding.port) &&
				!compose_on_host_network(service))
				vector_add(list, binding);
		}
	}
}

static int compare_order(const void *a, const void *b)
{
	const struct binding *const *left = a, *const *right = b;

	return (*left)->order < (*right)->order ? -1 : 1;
}

/* Reports in the order of the files; the list is sorted by port for that. */
static void check_collisions(struct check *check, struct binding_list *list)
{
	const struct binding **ordered =
		arena_alloc(check->arena, (list->count + 1) * sizeof(*ordered));
	size_t count = 0, i;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items),
			compare_bindings);
	find_collisions(list);
	for (i = 0; i < list->count; i++)
		if (list->items[i].taken)
			ordered[count++] = &list->items[i];
	if (count > 1)
		qsort(ordered, count, sizeof(*ordered), compare_order);
	for (i = 0; i < count; i++)
		report_collision(ordered[i], count);
	vector_free(list);
}

static void check_project(const struct project_check *project)
{
	struct binding_list list = {0};
	size_t i;

	for (i = 0; i < project->file->service_count; i++)
		check_service(project, &project->file->services[i]);
	collect_bindings(&list, project);
	check_collisions(project->check, &list);
}

/* All that is said of a published port, so that one place has one cause. */
static void check_ports(struct check *check)
{
	struct map told = MAP_INIT;
	struct binding_list list = {0};
	size_t count, i;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);
	struct project_check *checks =
		arena_alloc(check->arena, (count + 1) * sizeof(*checks));

	for (i = 0; i < count; i++) {
		checks[i] = (struct project_check){
			check, projects[i], projects[i]->merged, &told};
		check_project(&checks[i]);
		if (!projects[i]->stands_alone)
			collect_bindings(&list, &checks[i]);
	}
	check_collisions(check, &list);
	map_release(&told);
}

/* --- missing-service -------------------------------------------------- */

/* May a service whose entry cannot be told be this one? */
static bool may_be(
	const struct service_match *match, const struct registry_service *entry)
{
	const char *container = match->service->container_name.text;

	return match->ambiguous &&
	       (strcmp(match->service->name, entry->name) == 0 ||
		       (container && strcmp(container, entry->name) == 0));
}

/* May a project have a service that may be the entry's? */
static bool may_hold(struct check *check, const struct compose_project *project,
	const struct registry_service *entry)
{
	size_t i;

	for (i = 0; i < project->merged->service_count; i++)
		if (may_be(model_service_match(check->model, project->merged,
				   &project->merged->services[i]),
			    entry))
			return true;
	return false;
}

static bool is_left_open(
	struct check *check, const struct registry_service *entry)
{
	size_t count, i;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	for (i = 0; i < count; i++)
		if (may_hold(check, projects[i], entry))
			return true;
	return false;
}

static bool has_dockerfile(struct check *check, const char *folder)
{
	const char *path = path_join(check->arena, folder, "Dockerfile");

	return path && snapshot_find(check->snapshot, path);
}

static void check_entry(struct check *check, const struct registry *registry,
	const struct registry_service *entry, const struct map *matched)
{
	const char *path = entry->path ? entry->path : "";
	const struct value values[] = {
		{"service", entry->name}, {"path", path}};
	const char *variant = NULL;

	if (entry->container)
		variant = "container";
	else if (registry->form == REGISTRY_BANDS && entry->path &&
		 has_dockerfile(check, entry->path))
		variant = "dockerfile";
	if (!variant || entry->deprecated ||
		map_has(matched, address_key(check->arena, entry)) ||
		is_left_open(check, entry))
		return;
	sink_add(check->sink, "compose/missing-service", variant,
		entry->name_place, values, sizeof(values) / sizeof(values[0]));
}

static void collect_entries(struct check *check,
	const struct compose_file *file, struct map *matched)
{
	size_t i;

	for (i = 0; i < file->service_count; i++) {
		const struct service_match *match = model_service_match(
			check->model, file, &file->services[i]);

		if (match->entry)
			map_put(matched,
				address_key(check->arena, match->entry), check);
	}
}

/*
 * Puts the entries that a service is matched to into the map. False where no
 * compose file is in the registry's folder at all.
 */
static bool collect_matched(struct check *check,
	const struct registry *registry, struct map *matched)
{
	size_t count, i, k;
	bool any = false;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	for (i = 0; i < count; i++) {
		collect_entries(check, projects[i]->merged, matched);
		/* A service that an overlay takes away is still there. */
		for (k = 0; k < projects[i]->file_count; k++) {
			collect_entries(check, projects[i]->files[k], matched);
			any = any || path_within(projects[i]->files[k]->path,
					     registry->folder);
		}
	}
	return any;
}

/* Where no compose file is at all, containers run by other means. */
static void check_missing(struct check *check)
{
	const struct registry *const *registries;
	size_t count, i, k;

	registries = model_registries(check->model, &count);
	if (count == 0 || !model_is_whole(check->model))
		return;
	for (i = 0; i < count; i++) {
		struct map matched = MAP_INIT;

		if (collect_matched(check, registries[i], &matched))
			for (k = 0; k < registries[i]->service_count; k++)
				check_entry(check, registries[i],
					&registries[i]->services[k], &matched);
		map_release(&matched);
	}
}

/* --- unquoted-port ---------------------------------------------------- */

/* `22:22` as YAML 1.1 reads it, in base 60; false where it does not. */
static bool base_sixty(struct slice text, long *value)
{
	size_t colon = slice_find(text, ":", 0);
	long high, low;

	if (colon == SIZE_MAX || text.data[0] == '0' ||
		!slice_number(
			slice_range(text.data, 0, colon), 1, 65535, &high) ||
		!slice_number(slice_range(text.data, colon + 1, text.size), 0,
			59, &low) ||
		text.size - colon > 3)
		return false;
	*value = high * 60 + low;
	return true;
}

static void check_quotes(struct check *check, const struct compose_file *file,
	const struct compose_port *port)
{
	const struct node *node = port->node;
	struct finding *finding;
	const char *quoted;
	long value;

	if (node->kind != NODE_STRING || node->style != NODE_PLAIN ||
		!base_sixty(slice_range(node->text, 0, node->size), &value))
		return;
	const struct value values[] = {{"found", node->text},
		{"number", arena_format(check->arena, "%ld", value)}};

	finding = add(check, file, "compose/unquoted-port", NULL, port->place,
		values, sizeof(values) / sizeof(values[0]));
	quoted = arena_format(check->arena, "\"%s\"", node->text);
	finding_fix(check->sink, finding, port->place.start, port->place.end,
		quoted, "put the mapping in quotes");
}

static void check_file_quotes(
	struct check *check, const struct compose_file *file)
{
	size_t i, k;

	for (i = 0; i < file->service_count; i++)
		for (k = 0; k < file->services[i].port_count; k++)
			check_quotes(check, file, &file->services[i].ports[k]);
}

/* Each file of each project once, whatever else it is a part of. */
static void each_file(struct check *check,
	void (*judge)(struct check *check, const struct compose_file *file))
{
	struct map seen = MAP_INIT;
	size_t count, i, k;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < projects[i]->file_count; k++) {
			const struct compose_file *file = projects[i]->files[k];

			if (!map_put_string(&seen, file->path, &seen))
				judge(check, file);
		}
	map_release(&seen);
}

static void check_unquoted(struct check *check)
{
	each_file(check, check_file_quotes);
}

/* --- invalid ---------------------------------------------------------- */

static void report_invalid(struct check *check, const struct compose_file *file,
	struct place place, const char *problem)
{
	const struct value values[] = {{"problem", problem}};

	add(check, file, "compose/invalid", NULL, place, values, 1);
}

static void check_syntax(struct check *check, const struct compose_file *file)
{
	const struct model_text *text = model_text(check->model, file->path);
	unsigned line = file->error.line ? file->error.line : 1;
	size_t start, end;

	if (!text ||
		compose_is_template(slice_range(text->text, 0, text->size)))
		return;
	start = lines_start(&text->lines, line);
	end = start + lines_text(&text->lines, line).size;
	if (file->error.column > 1 && file->error.column - 1 < end - start)
		start += file->error.column - 1;
	report_invalid(check, file,
		place_of(file->path, &text->lines, start, end),
		file->error.message);
}

static void check_file_problems(
	struct check *check, const struct compose_file *file)
{
	size_t i;

	if (!file->document)
		check_syntax(check, file);
	for (i = 0; i < file->problem_count; i++)
		report_invalid(check, file, file->problems[i].place,
			file->problems[i].message);
}

/* What only the merge shows; the sink makes equal findings one. */
static void check_invalid(struct check *check)
{
	size_t count, i;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	each_file(check, check_file_problems);
	for (i = 0; i < count; i++)
		if (projects[i]->merged->parts)
			check_file_problems(check, projects[i]->merged);
}

/* --- whom containers reach --------------------------------------------- */

/* A service of a project, and who listens where beside it. */
struct reach_check {
	const struct project_check *project;
	struct reach *reach;
	const struct compose_service *service;
};

static const char *number_text(struct arena *arena, long number)
{
	return arena_format(arena, "%ld", number);
}

static void relate_mapping(struct check *check, struct finding *finding,
	const struct compose_service *service,
	const struct compose_port *mapping)
{
	if (mapping)
		finding_relate(check->sink, finding, mapping->place,
			"%s publishes %s for its %ld here", service->name,
			published_text(check->arena, mapping), mapping->target);
	else
		finding_relate(check->sink, finding, service->name_place,
			"%s is here", service->name);
}

/* Only where the number is written there, not a variable's name. */
static void fix_number(struct check *check, struct finding *finding,
	struct place place, const char *number)
{
	size_t size = place.end - place.start, i;

	if (!finding || place.column - 1 + size > place.line_text.size)
		return;
	for (i = 0; i < size; i++)
		if (!character_is_digit(
			    place.line_text.data[place.column - 1 + i]))
			return;
	finding_fix(check->sink, finding, place.start, place.end, number,
		arena_format(check->arena, "write %s", number));
}

/* Where the variables in a value were set. */
static void relate_definitions(const struct reach_check *at,
	struct finding *finding, const struct compose_text *value)
{
	const struct compose_file *file = at->project->file;
	size_t i, k;

	for (i = 0; value->parts && i < value->parts->span_count; i++) {
		const struct origin_span *span = &value->parts->spans[i];

		if (span->origin != ORIGIN_DEFINED || !span->variable)
			continue;
		for (k = 0; k < file->env_count; k++) {
			const struct dotenv *env = file->envs[k];
			const struct dotenv_entry *entry =
				dotenv_find(env, span->variable);

			if (!entry)
				continue;
			finding_relate(at->project->check->sink, finding,
				place_of(env->path, &env->lines,
					entry->value_start, entry->value_end),
				"%s is set here", span->variable);
			break;
		}
	}
}

static void report_itself(
	const struct reach_check *at, const struct reach_fault *fault)
{
	const struct reach_answer *answer = &fault->answer;
	struct check *check = at->project->check;
	const struct value values[] = {
		{"service", at->service->name},
		{"variable", fault->variable->name},
		{"found", arena_format(check->arena, "%s:%ld", fault->host,
				  fault->port)},
		{"other", answer->other->name},
		{"expected", arena_format(check->arena, "%s:%ld",
				     answer->other->name, answer->target)},
	};
	struct finding *finding = add(check, at->project->file,
		"compose/loopback-upstream", NULL, fault->place, values,
		sizeof(values) / sizeof(values[0]));

	relate_mapping(check, finding, answer->other, answer->mapping);
	relate_definitions(at, finding, &fault->variable->value);
}

static void report_published(
	const struct reach_check *at, const struct reach_fault *fault)
{
	const struct reach_answer *answer = &fault->answer;
	struct check *check = at->project->check;
	const char *expected = number_text(check->arena, answer->target);
	const struct value values[] = {
		{"service", at->service->name},
		{"variable", fault->variable->name},
		{"other", fault->host},
		{"found", number_text(check->arena, fault->port)},
		{"expected", expected},
	};
	struct finding *finding = add(check, at->project->file,
		"compose/wrong-upstream-port", NULL, fault->port_place, values,
		sizeof(values) / sizeof(values[0]));

	relate_mapping(check, finding, answer->other, answer->mapping);
	relate_definitions(at, finding, &fault->variable->value);
	fix_number(check, finding, fault->port_place, expected);
}

static void check_upstreams(const struct reach_check *at)
{
	size_t count, i;
	const struct reach_fault *faults =
		reach_faults(at->reach, at->service, &count);

	for (i = 0; i < count; i++) {
		if (!is_first(at->project, "upstream", faults[i].port_place))
			continue;
		if (faults[i].answer.verdict == REACH_ITSELF)
			report_itself(at, &faults[i]);
		else
			report_published(at, &faults[i]);
	}
}

/* What is asked of the service's own container, with the host's number. */
static void report_host_port(const struct reach_check *at, const char *id,
	struct place place, const struct compose_port *mapping, long port)
{
	struct check *check = at->project->check;
	const char *expected = number_text(check->arena,
		mapping->target + (mapping->target == mapping->target_end
						  ? 0
						  : port - mapping->published));
	const struct value values[] = {
		{"service", at->service->name},
		{"found", number_text(check->arena, port)},
		{"expected", expected},
	};
	struct finding *finding;

	if (!is_first(at->project, id, place))
		return;
	finding = add(check, at->project->file, id, NULL, place, values,
		sizeof(values) / sizeof(values[0]));
	relate_mapping(check, finding, at->service, mapping);
	fix_number(check, finding, place, expected);
}

/* The mapping that publishes port, which the container does not have. */
static const struct compose_port *misled_by(
	const struct reach_check *at, long port)
{
	const struct compose_port *mapping = reach_mapping(at->service, port);

	return mapping && mapping->target_known &&
			       !at->service->network_mode.text &&
			       !reach_is_open(at->reach, at->service) &&
			       !reach_serves(at->reach, at->service, port)
		       ? mapping
		       : NULL;
}

static void check_port_variable(const struct reach_check *at)
{
	const struct compose_port *mapping;
	size_t i;
	long port;

	for (i = 0; i < at->service->environment_count; i++) {
		const struct compose_variable *variable =
			&at->service->environment[i];

		if (strcmp(variable->name, "PORT") != 0 ||
			!variable->value.text || !variable->value.known ||
			!slice_number(slice_of(variable->value.text), 1, 65535,
				&port))
			continue;
		mapping = misled_by(at, port);
		if (mapping)
			report_host_port(at, "compose/port-env-mismatch",
				variable->value.place, mapping, port);
	}
}

static void check_question(
	const struct reach_check *at, const struct health_question *question)
{
	const struct compose_port *mapping = misled_by(at, question->port);

	if (mapping &&
		!reach_may_run_on(at->reach, at->service, question->port))
		report_host_port(at, "compose/healthcheck-port",
			question->place, mapping, question->port);
}

static void check_reach_of(
	const struct project_check *project, struct reach *reach)
{
	size_t i, k, count;

	for (i = 0; i < project->file->service_count; i++) {
		const struct reach_check at = {
			project, reach, &project->file->services[i]};
		const struct health_question *questions = health_questions(
			project->check->arena, at.service, &count);

		check_upstreams(&at);
		check_port_variable(&at);
		for (k = 0; k < count; k++)
			check_question(&at, &questions[k]);
	}
}

/* Judges each project with what is known of who listens where in it. */
static void each_project(struct check *check,
	void (*judge)(const struct project_check *project, struct reach *reach))
{
	struct map told = MAP_INIT;
	size_t count, i;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	for (i = 0; i < count; i++) {
		const struct project_check project = {
			check, projects[i], projects[i]->merged, &told};
		struct reach *reach =
			reach_new(check->model, check->arena, projects[i]);

		judge(&project, reach);
		reach_release(reach);
	}
	map_release(&told);
}

static void check_reach(struct check *check)
{
	each_project(check, check_reach_of);
}

/* --- dependencies ------------------------------------------------------ */

/*
 * `-f a.yml -f b.yml`: a file of the folder, or of one above or below, may
 * bring the service. So may whoever uses what the service extends.
 */
static bool may_be_beside(
	const struct reach_check *at, const struct compose_text *dependency)
{
	const char *folder = at->project->file->folder;
	size_t count, i;
	struct compose_file *const *files =
		model_compose_files(at->project->check->model, &count);

	if (strcmp(dependency->place.path, at->service->name_place.path) != 0)
		return true;
	for (i = 0; i < count; i++)
		if ((path_within(files[i]->folder, folder) ||
			    path_within(folder, files[i]->folder)) &&
			compose_find(files[i], dependency->text))
			return true;
	return false;
}

static const char *nearest_service(
	const struct project_check *project, const char *name)
{
	const struct compose_file *file = project->file;
	const char **names = arena_alloc(project->check->arena,
		(file->service_count + 1) * sizeof(*names));
	size_t i;

	for (i = 0; i < file->service_count; i++)
		names[i] = file->services[i].name;
	return string_nearest(name, names);
}

static void report_unknown(
	const struct reach_check *at, const struct compose_text *dependency)
{
	const struct project_check *project = at->project;
	struct check *check = project->check;
	const char *near = nearest_service(project, dependency->text);
	const struct value values[] = {
		{"service", at->service->name},
		{"found", dependency->text},
		{"fix", near ? arena_format(check->arena, "is it `%s`?", near)
			     : "add the service, or take the line out"},
	};

	if (project->file->incomplete || may_be_beside(at, dependency) ||
		!is_first(project, "dependency", dependency->place))
		return;
	add(check, project->file, "compose/unknown-dependency", NULL,
		dependency->place, values, sizeof(values) / sizeof(values[0]));
}

static const char *unhealthy_variant(enum health_state state)
{
	switch (state) {
	case HEALTH_STATE_UNKNOWN:
	case HEALTH_STATE_HAS:
		break;
	case HEALTH_STATE_DISABLED:
		return "disabled";
	case HEALTH_STATE_LACKS:
		return "lacks";
	case HEALTH_STATE_IMAGE:
		return "image";
	}
	return NULL;
}

static void check_health_of(const struct reach_check *at,
	const struct compose_text *dependency,
	const struct compose_service *other)
{
	const struct project_check *project = at->project;
	struct check *check = project->check;
	const char *variant = unhealthy_variant(health_of(at->reach, other));
	const struct value values[] = {
		{"service", at->service->name},
		{"other", other->name},
		{"image", other->image.text ? other->image.text : ""},
	};
	const struct dockerfile *dockerfile;
	struct finding *finding;
	size_t stage;

	if (!variant || project->file->incomplete ||
		!is_first(project, "health", dependency->place))
		return;
	finding = add(check, project->file, "compose/unhealthy-dependency",
		variant, dependency->place, values,
		sizeof(values) / sizeof(values[0]));
	finding_relate(check->sink, finding, other->name_place, "%s is here",
		other->name);
	dockerfile = reach_dockerfile(at->reach, other, &stage);
	if (dockerfile)
		finding_relate(check->sink, finding,
			dockerfile->stages[stage].place,
			"it ends with this stage, without a HEALTHCHECK");
}

static void check_dependencies_of(
	const struct project_check *project, struct reach *reach)
{
	size_t i, k;

	for (i = 0; i < project->file->service_count; i++) {
		const struct reach_check at = {
			project, reach, &project->file->services[i]};

		for (k = 0; k < at.service->depends_on_count; k++) {
			const struct compose_text *dependency =
				&at.service->depends_on[k];
			const struct compose_service *other;
			const char *condition;
			bool required;

			if (!dependency->text || !dependency->known)
				continue;
			other = compose_find(project->file, dependency->text);
			condition = health_condition(
				at.service, dependency->text, &required);
			if (!other && required)
				report_unknown(&at, dependency);
			else if (other && required && condition &&
				 strcmp(condition, "service_healthy") == 0)
				check_health_of(&at, dependency, other);
		}
	}
}

static void check_dependencies(struct check *check)
{
	each_project(check, check_dependencies_of);
}

/* --- exposed-datastore ------------------------------------------------- */

static bool is_everywhere(const struct compose_port *port)
{
	return compose_is_published(port) && port->host_ip_known &&
	       (!*port->host_ip || strcmp(port->host_ip, "0.0.0.0") == 0 ||
		       strcmp(port->host_ip, "::") == 0);
}

/* A file for one machine by a word of its path. */
static bool is_for_development(const char *path)
{
	static const char *const words[] = {"dev", "devel", "development",
		"local", "localhost", "debug", "devcontainer", "demo",
		"playground"};
	size_t start = 0, i, k;

	for (i = 0;; i++) {
		if (path[i] && !strchr("/.-_", path[i]))
			continue;
		for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (slice_is(slice_range(path, start, i), words[k]))
				return true;
		if (!path[i])
			return false;
		start = i + 1;
	}
}

static void check_exposed_service(const struct project_check *project,
	const struct compose_service *service, const char *datastore)
{
	struct check *check = project->check;
	struct finding *finding = NULL;
	bool any = false;
	size_t i;

	for (i = 0; i < service->port_count; i++) {
		const struct compose_port *port = &service->ports[i];
		const struct value values[] = {
			{"service", service->name},
			{"datastore", datastore},
			{"found", published_text(check->arena, port)},
		};

		if (!is_everywhere(port))
			continue;
		if (any) {
			finding_relate(check->sink, finding, port->place,
				"%s publishes %s here, too", service->name,
				published_text(check->arena, port));
			continue;
		}
		if (!is_first(project, "exposed", port->place))
			return;
		any = true;
		finding = add(check, project->file, "compose/exposed-datastore",
			is_for_development(port->place.path) ? "development"
							     : "anywhere",
			port->place, values,
			sizeof(values) / sizeof(values[0]));
	}
}

static void check_exposed_of(
	const struct project_check *project, struct reach *reach)
{
	size_t i;

	(void)reach;
	for (i = 0; i < project->file->service_count; i++) {
		const struct compose_service *service =
			&project->file->services[i];
		const char *datastore =
			service->image.text && !service->network_mode.text
				? datastore_of_image(service->image.text)
				: NULL;

		if (datastore)
			check_exposed_service(project, service, datastore);
	}
}

static void check_exposed(struct check *check)
{
	each_project(check, check_exposed_of);
}

/* --- undefined-variable ------------------------------------------------ */

static void check_undefined_of(
	const struct project_check *project, struct reach *reach)
{
	struct check *check = project->check;
	size_t count, i;
	const struct undefined_variable *list = undefined_variables(
		check->model, check->arena, project->project, &count);

	(void)reach;
	for (i = 0; i < count; i++) {
		const struct value values[] = {
			{"variable", list[i].name},
			{"example", list[i].example},
		};

		if (is_first(project, "undefined", list[i].place))
			add(check, project->file, "compose/undefined-variable",
				NULL, list[i].place, values,
				sizeof(values) / sizeof(values[0]));
	}
}

static void check_undefined(struct check *check)
{
	each_project(check, check_undefined_of);
}

/*
 * Files that others include or extend have any name. Those that say nothing
 * of it are seen when everything is judged.
 */
static bool may_be_included(const char *path)
{
	static const char *const words[] = {"common", "base", "service",
		"shared", "stack", "infra", "docker", "container", "include",
		"extend", "deploy"};
	const char *name = path_name(path);
	size_t i;

	if (!string_ends(name, ".yml") && !string_ends(name, ".yaml"))
		return false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

static bool compose_reads(
	const struct configuration *configuration, const char *path)
{
	size_t i, k;

	for (i = 0; i < configuration->compose_env_file_count; i++)
		if (strcmp(configuration->compose_env_files[i], path) == 0)
			return true;
	for (i = 0; i < configuration->project_count; i++)
		for (k = 0; k < configuration->projects[i].file_count; k++)
			if (strcmp(configuration->projects[i].files[k], path) ==
				0)
				return true;
	return compose_is_name(path) || dotenv_is_name(path) ||
	       may_be_included(path) || dockerfile_is_name(path) ||
	       model_is_registry_path(configuration, path);
}

static const struct linter_check compose_checks[] = {
	{.name = "ports", .whole = check_ports},
	{.name = "missing-service", .whole = check_missing},
	{.name = "unquoted-port", .whole = check_unquoted},
	{.name = "invalid", .whole = check_invalid},
	{.name = "reach", .whole = check_reach},
	{.name = "dependencies", .whole = check_dependencies},
	{.name = "exposed-datastore", .whole = check_exposed},
	{.name = "undefined-variable", .whole = check_undefined},
};

extern const struct linter linter_compose;
const struct linter linter_compose = {
	.name = "compose",
	.summary = "compose files against the registry and the specification",
	.checks = compose_checks,
	.check_count = sizeof(compose_checks) / sizeof(compose_checks[0]),
	.reads = compose_reads,
};
