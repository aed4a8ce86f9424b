/*
 * Makes one application of a project's files: reads them in order, puts what
 * they include below them, what their services extend below those, and lays
 * each on top of the ones before. Which files are a project, it is told.
 * What cannot be read leaves the project incomplete, and is never guessed.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "model/compose_private.h"
#include "model/project_private.h"

#include <string.h>

/* Services that extend one another, files that include one another. */
#define EXTENDS_DEPTH 100
#define INCLUDE_DEPTH 50
/* Files of one project, each counted as often as it is included. */
#define FILE_LIMIT 500
/*
 * Values that all merges of a snapshot may copy and read: a base with many
 * overlays is read once for each.
 */
#define MERGE_ROOM 1000000

/* Services of one file, where `extends` looks for others. */
struct unit {
	const struct document *document; /* NULL: of the file being merged */
	const char *path;
	struct node *services;
	struct map by_name;  /* its nodes */
	struct map resolved; /* the same, with what they extend */
};

struct loader {
	struct model *model;
	struct compose_reader reader;
	VECTOR(struct compose_file *) files;
	VECTOR(struct unit *) units;
	VECTOR(const struct dotenv *) envs;
	size_t included;
	bool told, told_depth; /* that these, or services, are too many */
	bool alone;            /* nothing lies below the file that is read */
};

/* What a file is read with, and the files that lead to it. */
struct surroundings {
	const struct surroundings *outer;
	const char *folder;
	const struct project_variables *variables;
	const char *const *paths;
	size_t count;
	const char *path; /* which of them is being read */
	unsigned depth;
};

/* --- files ------------------------------------------------------------- */

struct compose_file *project_file(struct model *model, const char *path)
{
	const struct configuration *configuration = model->configuration;
	struct compose_file *file =
		map_get_string(&model->compose_by_path, path);
	const struct project_variables *variables;
	const struct model_text *text;
	const char *folder;

	if (file != NULL || (configuration->ignore_count > 0 &&
				    glob_list_match(configuration->ignore,
					    configuration->ignore_count, path)))
		return file;
	text = model_text_needed(model, path);
	if (text == NULL)
		return NULL;
	folder = arena_copy(model->arena, path, path_folder_size(path));
	variables = project_variables(model, folder);
	file = compose_read(model->arena, text->path, text->text, text->size,
		&variables->variables);
	file->env = project_env(model, folder);
	file->envs = variables->files;
	file->env_count = variables->count;
	map_put_string(&model->compose_by_path, file->path, file);
	vector_add(&model->named_compose, file);
	return file;
}

static void add_file(struct loader *load, struct compose_file *file)
{
	for (size_t i = 0; i < load->files.count; i++)
		if (load->files.items[i] == file)
			return;
	vector_add(&load->files, file);
}

static void add_envs(
	struct loader *load, const struct project_variables *variables)
{
	for (size_t i = 0; i < variables->count; i++) {
		size_t k = 0;

		while (k < load->envs.count &&
			load->envs.items[k] != variables->files[i])
			k++;
		if (k == load->envs.count)
			vector_add(&load->envs, variables->files[i]);
	}
}

static bool same_variables(
	const struct variables *left, const struct project_variables *right)
{
	const struct project_variables *own = left->state;

	return own->open == right->open && own->count == right->count &&
	       memcmp(own->files, right->files,
		       own->count * sizeof(struct dotenv *)) == 0;
}

/* The document that a file has in these surroundings, parsed once more where
 * it is in the project with other ones already. */
static const struct document *add_source(struct loader *load,
	const struct compose_file *file, const char *folder,
	const struct project_variables *variables)
{
	struct compose_source source = {
		file->document, folder, &variables->variables};
	struct document *copy;
	bool known = false;

	for (size_t i = 0; i < load->reader.sources.count; i++) {
		const struct compose_source *other =
			&load->reader.sources.items[i];

		if (strcmp(other->document->path, file->path) != 0)
			continue;
		if (strcmp(other->folder, folder) == 0 &&
			same_variables(other->variables, variables))
			return other->document;
		known = true;
	}
	if (known) {
		if (document_parse(&copy, load->model->arena,
			    file->document->kind, file->path,
			    file->document->text, file->document->size,
			    NULL) < 0)
			return NULL;
		source.document = copy;
	}
	vector_add(&load->reader.sources, source);
	return source.document;
}

/*
 * Nothing is said of a file that is not in the snapshot: it may be made
 * later. Of one that does not parse, its own finding says it.
 */
static const struct document *open_file(struct loader *load, const char *path,
	const char *folder, const struct project_variables *variables)
{
	struct compose_file *file = project_file(load->model, path);

	if (file != NULL)
		add_file(load, file);
	if (file != NULL && file->document != NULL)
		return add_source(load, file, folder, variables);
	load->reader.file->incomplete = true;
	return NULL;
}

/* --- extends ----------------------------------------------------------- */

/* The services that are being extended, from the last one to the first. */
struct chain {
	const struct chain *before;
	const struct unit *unit;
	const char *name;
	unsigned depth;
};

static struct node *resolve(struct loader *load, struct unit *unit,
	const char *name, const struct chain *before);

static bool is_circle(
	const struct chain *chain, const struct unit *unit, const char *name)
{
	for (; chain != NULL; chain = chain->before)
		if (chain->unit == unit && strcmp(chain->name, name) == 0)
			return true;
	return false;
}

static struct unit *add_unit(struct loader *load,
	const struct document *document, const char *path,
	struct node *services)
{
	struct unit *unit = arena_alloc(load->model->arena, sizeof(*unit));

	unit->document = document;
	unit->path = path;
	unit->services = services;
	for (size_t i = 0; services != NULL && services->kind == NODE_MAPPING &&
			   i < services->count;
		i++)
		if (services->keys[i]->text != NULL)
			map_put_string(&unit->by_name, services->keys[i]->text,
				services->items[i]);
	vector_add(&load->units, unit);
	return unit;
}

/* All services of a file, of which only some are extended. */
static struct unit *open_unit(
	struct loader *load, const char *path, const struct node *where)
{
	const struct compose_source *source =
		compose_source_of(&load->reader, where);
	const char *folder =
		arena_copy(load->model->arena, path, path_folder_size(path));
	const struct document *document =
		open_file(load, path, folder, source->variables->state);
	struct node *all = NULL;

	if (document == NULL)
		return NULL;
	for (size_t i = 0; i < load->units.count; i++)
		if (load->units.items[i]->document == document)
			return load->units.items[i];
	for (size_t i = 0; i < document->root_count; i++) {
		struct node *services =
			compose_child(document->roots[i], "services");

		if (services != NULL && all != NULL)
			services = compose_merge(&load->reader, all, services);
		if (services != NULL)
			all = services;
	}
	return add_unit(load, document, path, all);
}

/* What `extends` says: a service, and perhaps a file. */
struct extension {
	const struct node *node; /* of the service's name */
	const char *service;
	struct unit *unit;
};

/* False where nobody can tell what it is. */
static bool read_extension(struct loader *load, struct unit *unit,
	const struct node *extends, struct extension *out)
{
	struct compose_reader *reader = &load->reader;
	bool mapping = extends->kind == NODE_MAPPING;
	struct compose_text service = compose_value(
		reader, mapping ? compose_child(extends, "service") : extends);
	struct compose_text file = compose_value(
		reader, mapping ? compose_child(extends, "file") : NULL);
	const char *path;

	if (service.text == NULL)
		compose_problem(reader, extends,
			"`extends` names no service: write `service: NAME`");
	if (service.text == NULL || !service.known)
		return false;
	out->node = service.node;
	out->service = service.text;
	out->unit = unit;
	if (file.text == NULL)
		return true;
	path = compose_path(reader, &file);
	out->unit = path != NULL ? open_unit(load, path, file.node) : NULL;
	return out->unit != NULL;
}

/* A service that is null has nothing to give. */
static struct node *node_of_nothing(struct loader *load, struct node *services)
{
	struct node *nothing = compose_without(&load->reader, services, NULL);

	nothing->count = 0;
	return nothing;
}

static bool may_extend(struct loader *load, const struct chain *chain,
	const struct extension *extension)
{
	bool circle = is_circle(chain, extension->unit, extension->service);

	if (!circle && chain->depth < EXTENDS_DEPTH)
		return true;
	if (circle || !load->told_depth)
		compose_problem(&load->reader, extension->node,
			circle ? "`extends` goes in a circle back to `%s`"
			       : "`%s` is extended over too many services",
			extension->service);
	load->told_depth = load->told_depth || !circle;
	return false;
}

/* The service that another one extends, itself extended; or NULL. */
static struct node *find_base(struct loader *load, struct unit *unit,
	const struct node *extends, const struct chain *chain)
{
	struct compose_reader *reader = &load->reader;
	struct extension extension;
	struct node *base;

	if (!read_extension(load, unit, extends, &extension))
		return NULL;
	if (!may_extend(load, chain, &extension))
		return NULL;
	base = resolve(load, extension.unit, extension.service, chain);
	if (base == NULL && map_get_string(&extension.unit->by_name,
				    extension.service) != NULL)
		return node_of_nothing(load, extension.unit->services);
	/* What lies below this file may have the service: nobody can tell. */
	if (base == NULL && (extension.unit != unit || load->alone) &&
		!reader->file->incomplete)
		compose_problem(reader, extension.node,
			"there is no service `%s` to extend in %s: correct "
			"the name",
			extension.service, extension.unit->path);
	return base;
}

static struct node *resolve(struct loader *load, struct unit *unit,
	const char *name, const struct chain *before)
{
	const struct chain chain = {
		before, unit, name, before != NULL ? before->depth + 1 : 0};
	struct node *service = map_get_string(&unit->by_name, name);
	struct node *known = map_get_string(&unit->resolved, name);
	struct node *extends, *base;

	if (known != NULL || service == NULL || service->kind == NODE_NULL ||
		compose_is_reset(service))
		return known;
	extends = compose_child(service, "extends");
	if (extends != NULL) {
		base = find_base(load, unit, extends, &chain);
		if (base == NULL)
			load->reader.file->incomplete = true;
		else
			service = compose_extend(&load->reader,
				compose_settle(&load->reader, base),
				compose_without(
					&load->reader, service, "extends"));
	}
	map_put_string(&unit->resolved, name, service);
	return service;
}

static bool any_extends(const struct node *services)
{
	for (size_t i = 0; i < services->count; i++)
		if (compose_child(services->items[i], "extends") != NULL)
			return true;
	return false;
}

static struct node *apply_extends(
	struct loader *load, struct node *root, const char *path)
{
	struct node *services = compose_child(root, "services");
	struct node *extended;
	struct unit *unit;

	if (services == NULL || services->kind != NODE_MAPPING ||
		!any_extends(services))
		return root;
	unit = add_unit(load, NULL, path, services);
	extended = compose_without(&load->reader, services, NULL);
	for (size_t i = 0; i < extended->count; i++) {
		const char *name = extended->keys[i]->text;
		struct node *service =
			name != NULL ? resolve(load, unit, name, NULL) : NULL;

		if (service != NULL)
			extended->items[i] = service;
	}
	return compose_with(&load->reader, root, "services", extended);
}

/* --- include ----------------------------------------------------------- */

static struct node *load_files(
	struct loader *load, const struct surroundings *all);

/* A path of the snapshot; NULL leaves the project incomplete. */
static const char *read_path(struct loader *load, const struct node *node)
{
	struct compose_text text = compose_value(&load->reader, node);
	const char *path =
		text.text != NULL ? compose_path(&load->reader, &text) : NULL;

	if (path == NULL)
		load->reader.file->incomplete = true;
	return path;
}

/* A path, or a list of paths; false where one of them cannot be told. */
static bool read_paths(
	struct loader *load, struct path_list *list, const struct node *node)
{
	size_t count = 1, i;
	bool complete = true;

	if (node != NULL && node->kind == NODE_SEQUENCE)
		count = node->count;
	for (i = 0; node != NULL && i < count; i++) {
		const struct node *item =
			node->kind == NODE_SEQUENCE ? node->items[i] : node;
		const char *path;

		if (node_is_text(item, "/dev/null"))
			continue;
		path = read_path(load, item);
		if (path != NULL)
			vector_add(list, path);
		else
			complete = false;
	}
	return complete;
}

static const struct project_variables *included_variables(struct loader *load,
	const struct surroundings *outer, const char *folder,
	const struct node *env_file)
{
	struct path_list paths = {0};
	const struct project_variables *variables;
	bool complete = read_paths(load, &paths, env_file);

	if (env_file == NULL && project_env(load->model, folder) != NULL)
		vector_add(
			&paths, path_join(load->model->arena, folder, ".env"));
	variables = project_variables_within(load->model, outer->variables,
		paths.items, paths.count, !complete);
	vector_free(&paths);
	add_envs(load, variables);
	return variables;
}

static bool is_included_by(const struct surroundings *here, const char *path)
{
	for (; here != NULL; here = here->outer)
		if (strcmp(here->path, path) == 0)
			return true;
	return false;
}

static bool may_include(struct loader *load, const struct surroundings *here,
	const struct node *item)
{
	bool circle = is_included_by(here->outer, here->paths[0]);

	load->included += here->count;
	if (!circle && here->depth <= INCLUDE_DEPTH &&
		load->included <= FILE_LIMIT)
		return true;
	load->reader.file->incomplete = true;
	if (!circle && load->told)
		return false;
	load->told = load->told || !circle;
	compose_problem(&load->reader, item,
		circle ? "`include` goes in a circle back to %s"
		       : "%s is included over or beside too many files",
		here->paths[0]);
	return false;
}

/* Reads paths in surroundings of their own; NULL where that cannot be. */
static struct node *load_included(struct loader *load,
	const struct surroundings *outer, const struct node *item,
	const struct path_list *paths)
{
	bool mapping = item->kind == NODE_MAPPING;
	const struct node *folder =
		mapping ? compose_child(item, "project_directory") : NULL;
	struct surroundings here = {.outer = outer,
		.paths = paths->items,
		.count = paths->count,
		.depth = outer->depth + 1};

	if (!may_include(load, &here, item))
		return NULL;
	here.folder = folder != NULL
			      ? read_path(load, folder)
			      : arena_copy(load->model->arena, paths->items[0],
					path_folder_size(paths->items[0]));
	if (here.folder == NULL)
		return NULL;
	here.variables = included_variables(load, outer, here.folder,
		mapping ? compose_child(item, "env_file") : NULL);
	return load_files(load, &here);
}

/* Only these come out of an included file. */
static struct node *resources_of(struct loader *load, struct node *included)
{
	static const char *const kinds[] = {"services", "volumes", "networks",
		"secrets", "configs", "models"};
	struct node *resources = compose_without(&load->reader, included, NULL);

	resources->count = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (compose_child(included, kinds[i]) != NULL)
			resources = compose_with(&load->reader, resources,
				kinds[i], compose_child(included, kinds[i]));
	return resources;
}

static struct node *include_item(struct loader *load,
	const struct surroundings *here, struct node *root,
	const struct node *item)
{
	const struct node *path =
		item->kind == NODE_MAPPING ? compose_child(item, "path") : item;
	struct path_list paths = {0};
	struct node *included = NULL;

	if (path == NULL)
		compose_problem(&load->reader, item,
			"`include` names no file: write `path: FILE`");
	else if (read_paths(load, &paths, path) && paths.count > 0)
		included = load_included(load, here, item, &paths);
	vector_free(&paths);
	if (included == NULL)
		return root;
	included = compose_settle(&load->reader, included);
	return compose_merge(&load->reader, resources_of(load, included), root);
}

static struct node *apply_include(
	struct loader *load, const struct surroundings *here, struct node *root)
{
	struct node *include = compose_child(root, "include");

	if (include == NULL)
		return root;
	load->reader.file->has_include = true;
	root = compose_without(&load->reader, root, "include");
	if (include->kind != NODE_SEQUENCE) {
		compose_problem(&load->reader, include,
			"`include` is %s, but must be a list of files",
			node_kind_name(include));
		load->reader.file->incomplete = true;
		return root;
	}
	for (size_t i = 0; i < include->count; i++)
		if (include->items[i]->kind != NODE_NULL &&
			!compose_is_reset(include->items[i]))
			root = include_item(
				load, here, root, include->items[i]);
	return root;
}

/* All documents of all files, each on top of the ones before. */
static struct node *load_files(
	struct loader *load, const struct surroundings *all)
{
	struct surroundings here = *all;
	struct node *merged = NULL;

	for (size_t i = 0; i < here.count; i++) {
		const struct document *document = open_file(
			load, here.paths[i], here.folder, here.variables);

		here.path = here.paths[i];

		for (size_t k = 0; document != NULL && k < document->root_count;
			k++) {
			struct node *root = document->roots[k];

			if (root->kind != NODE_MAPPING)
				continue;
			root = apply_include(load, &here, root);
			root = apply_extends(load, root, here.path);
			merged = merged != NULL ? compose_merge(&load->reader,
							  merged, root)
						: root;
		}
	}
	return merged;
}

/* --- the project ------------------------------------------------------- */

static void finish_file(
	struct loader *load, const struct project_plan *plan, struct node *root)
{
	struct compose_file *merged = load->reader.file;

	merged->path = plan->paths[plan->count - 1];
	merged->folder = plan->folder;
	merged->stands_alone = plan->stands_alone;
	merged->document = load->reader.sources.items[0].document;
	merged->env = project_env(load->model, plan->folder);
	merged->env_count = load->envs.count;
	merged->envs = vector_move(&load->envs, load->model->arena);
	merged->part_count = load->files.count;
	merged->parts = vector_move(&load->files, load->model->arena);
	compose_read_roots(&load->reader, &root, 1);
}

/* Takes the room of all values below node; false when there is too little. */
static bool take_room(size_t *room, const struct node *node)
{
	if (*room == 0)
		return false;
	--*room;
	for (size_t i = 0; i < node->count; i++)
		if (!take_room(room, node->items[i]))
			return false;
	return true;
}

static void drop_unit(struct unit *unit)
{
	map_release(&unit->by_name);
	map_release(&unit->resolved);
}

static void drop_loader(struct loader *load)
{
	vector_free(&load->files);
	vector_free(&load->envs);
	vector_free(&load->reader.sources);
	vector_free(&load->reader.problems);
	map_release(&load->reader.told);
}

/* NULL: no file of it can be read, or all of them are too many. */
static struct compose_file *merge_project(
	struct model *model, const struct project_plan *plan)
{
	struct loader load = {.model = model};
	const struct surroundings here = {.folder = plan->folder,
		.variables = project_variables(model, plan->folder),
		.paths = plan->paths,
		.count = plan->count};
	struct compose_file *merged =
		arena_alloc(model->arena, sizeof(*merged));
	struct node *root;
	bool enough;

	load.reader.arena = model->arena;
	load.reader.file = merged;
	load.reader.merged = true;
	load.reader.room = MERGE_ROOM - model->merged_values;
	load.alone = plan->count == 1;
	merged->incomplete = plan->incomplete;
	add_envs(&load, here.variables);
	root = load_files(&load, &here);
	for (size_t i = 0; i < load.units.count; i++)
		drop_unit(load.units.items[i]);
	vector_free(&load.units);
	enough = root != NULL && take_room(&load.reader.room, root);
	model->merged_values = MERGE_ROOM - load.reader.room;
	if (!enough) {
		drop_loader(&load);
		return NULL;
	}
	finish_file(&load, plan, root);
	vector_add(&model->named_compose, merged);
	return merged;
}

/* Is the file as it is read alone the whole project? */
static bool is_whole(struct model *model, const struct project_plan *plan,
	const struct compose_file *file)
{
	const struct node *services;

	if (file->document == NULL)
		return plan->count == 1;
	if (plan->count > 1 || file->document->root_count != 1 ||
		file->has_include || strcmp(file->folder, plan->folder) != 0 ||
		file->env != project_env(model, plan->folder))
		return false;
	services = compose_child(file->document->root, "services");
	return services == NULL || !any_extends(services);
}

/* COMPOSE_PROJECT_NAME wins over `name:`. */
static const char *project_name(struct model *model,
	const struct project_plan *plan, const struct compose_file *merged)
{
	const struct dotenv *env = project_env(model, plan->folder);
	const struct dotenv_entry *entry =
		env != NULL ? dotenv_find(env, "COMPOSE_PROJECT_NAME") : NULL;

	if (entry != NULL && entry->known && entry->value != NULL &&
		*entry->value != '\0')
		return entry->value;
	if (merged->name != NULL)
		return merged->name;
	return plan->name != NULL ? plan->name : path_name(plan->folder);
}

/* The last file is judged as far as it goes by itself. */
static struct compose_file *load_alone(
	struct model *model, const struct project_plan *plan)
{
	const char *path = plan->paths[plan->count - 1];
	struct compose_file *file = project_file(model, path);

	if (file == NULL)
		return NULL;
	file->incomplete = true;
	if (model->merged_values == MERGE_ROOM)
		model_notice(model, NOTICE_NOTE, path,
			"is judged without the compose files that it belongs "
			"to: those of the repository hold too many values");
	return file;
}

struct compose_project *project_load(
	struct model *model, const struct project_plan *plan)
{
	struct compose_file *only = project_file(model, plan->paths[0]);
	struct compose_project *project =
		arena_alloc(model->arena, sizeof(*project));
	struct compose_file **alone =
		arena_alloc(model->arena, sizeof(struct compose_file *));

	if (only != NULL && is_whole(model, plan, only)) {
		project->merged = only;
		only->incomplete = plan->incomplete || only->document == NULL;
	} else {
		project->merged = merge_project(model, plan);
	}
	if (project->merged == NULL)
		project->merged = only = load_alone(model, plan);
	if (project->merged == NULL)
		return NULL;
	alone[0] = only;
	project->files = alone;
	project->file_count = 1;
	if (project->merged->parts != NULL) {
		project->files = project->merged->parts;
		project->file_count = project->merged->part_count;
	}
	project->name = project_name(model, plan, project->merged);
	project->folder = plan->folder;
	project->stands_alone = plan->stands_alone;
	project->is_overlay = plan->is_overlay;
	return project;
}
