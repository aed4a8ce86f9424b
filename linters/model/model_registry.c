/*
 * Finds the registries of a snapshot, configured or by their usual names,
 * and which folder each owns. It must not know what a registry holds beyond
 * its shape.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "model/model_private.h"
#include <string.h>

/* Where a registry is found by itself, in this order. */
static const char *const usual_paths[] = {
	"config/ports/registry.yaml",
	"config/ports/registry.yml",
	"config/ports.json",
	"config/ports.yaml",
	"config/ports.yml",
	"ports.json",
	"ports.yaml",
	"ports.yml",
	"port-registry.json",
	"port-registry.yaml",
	"port-registry.yml",
};

enum { USUAL_COUNT = sizeof(usual_paths) / sizeof(usual_paths[0]) };

static const char *const *registry_paths(
	const struct configuration *configuration, size_t *count)
{
	*count = configuration->registry_count;
	if (*count > 0)
		return configuration->registries;
	*count = USUAL_COUNT;
	return usual_paths;
}

bool model_is_registry_path(
	const struct configuration *configuration, const char *path)
{
	size_t count;
	const char *const *paths = registry_paths(configuration, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(paths[i], path) == 0)
			return true;
	return false;
}

bool model_has_registry_file(const struct configuration *configuration,
	const struct snapshot *snapshot)
{
	size_t count;
	const char *const *paths = registry_paths(configuration, &count);

	for (size_t i = 0; i < count; i++)
		if (snapshot_find(snapshot, paths[i]) != NULL)
			return true;
	return false;
}

static bool folder_drop(struct slice *folder, const char *tail)
{
	size_t size = strlen(tail);

	if (!slice_ends(*folder, tail) ||
		(folder->size > size &&
			folder->data[folder->size - size - 1] != '/'))
		return false;
	folder->size -= size;
	folder->size -= folder->size > 0;
	return true;
}

/* One registry owns all; of several each owns the folder it stands in. */
static const char *owned_folder(
	struct model *model, const char *path, size_t registries)
{
	struct slice folder = {path, path_folder_size(path)};

	if (registries < 2)
		return "";
	if (!folder_drop(&folder, "config/ports"))
		folder_drop(&folder, "config");
	return arena_copy(model->arena, folder.data, folder.size);
}

static void add_problem(struct model *model, bool configured,
	const struct error *err, struct place place)
{
	struct registry_problem *problem = vector_next(&model->problems);

	problem->path = arena_string(model->arena, err->path);
	problem->configured = configured;
	problem->error = *err;
	problem->place = place;
}

/* A byte of the text, for an error that has a line. */
static struct place place_of_error(
	const struct model_text *text, const struct error *err)
{
	size_t start = 0;

	if (err->line > 0)
		start = lines_start(&text->lines, err->line);
	if (err->column > 0)
		start += err->column - 1;
	if (start > text->size)
		start = text->size;
	return place_of(text->path, &text->lines, start, start + 1);
}

/* The tree of a file, or a problem; *missing when the snapshot has none. */
static struct document *parse(
	struct model *model, const char *path, bool configured, bool *missing)
{
	const struct model_text *text = model_text_needed(model, path);
	struct document *document;
	struct error err = {0};

	*missing = text == NULL;
	if (text == NULL)
		return NULL;
	if (document_parse(&document, model->arena, document_kind_of(path),
		    text->path, text->text, text->size, &err) == 0)
		return document;
	add_problem(model, configured, &err, place_of_error(text, &err));
	return NULL;
}

static void add_registry(struct model *model, const struct document *document,
	const char *folder)
{
	vector_add(&model->registries,
		registry_read(model->arena, document, folder));
}

/* Told at the line of the configuration that names the file. */
static void add_absent(struct model *model, size_t index)
{
	const struct configuration *configuration = model->configuration;
	const char *path = configuration->registries[index];
	struct place place = {.path = path,
		.line = 1,
		.column = 1,
		.end_line = 1,
		.end_column = 2,
		.line_text = {"", 0}};
	struct error err = {0};

	if (configuration->registry_places != NULL &&
		configuration->registry_places[index].line > 0)
		place = configuration->registry_places[index];
	error_at(&err, ERROR_USE, path, 0, 0,
		"the registry `%s` is configured and cannot be read: commit "
		"it as a plain file, or correct `registry:`",
		path);
	add_problem(model, true, &err, place);
}

static void add_misfit(struct model *model, const struct document *document)
{
	const struct model_text *text = model_text(model, document->path);
	struct error err = {0};
	size_t start = document->root != NULL ? document->root->start : 0;
	struct place place =
		place_of(document->path, &text->lines, start, start + 1);

	error_at(&err, ERROR_USE, document->path, place.line, place.column,
		"this is none of the forms of a registry: write `ranges` and "
		"`services`, `bands` and `assignments`, or a map of names to "
		"ports");
	add_problem(model, true, &err, place);
}

static void read_configured(struct model *model, size_t index)
{
	const char *path = model->configuration->registries[index];
	bool missing;
	struct document *document = parse(model, path, true, &missing);

	if (missing)
		add_absent(model, index);
	if (document == NULL)
		return;
	if (registry_form_meant(document->root) == REGISTRY_NONE)
		add_misfit(model, document);
	else
		add_registry(model, document,
			owned_folder(model, path,
				model->configuration->registry_count));
}

/* The first whose shape fits; the others are said, never mixed in. */
static void read_usual(struct model *model, const char *path)
{
	const struct snapshot_entry *entry =
		snapshot_find(model->snapshot, path);
	struct document *document;
	bool missing;

	if (entry == NULL)
		return;
	document = parse(model, path, false, &missing);
	if (document == NULL)
		return;
	if (registry_form_of(document->root) == REGISTRY_NONE)
		model_notice(model, NOTICE_NOTE, path,
			"has the name of a port registry but not its shape, "
			"and is not read as one");
	else if (model->registries.count > 0)
		model_notice(model, NOTICE_NOTE, path,
			"is a port registry beside %s, and only that one is "
			"read: remove one, or name both under `registry:` in "
			"%s",
			model->registries.items[0]->path, CONFIGURATION_NAME);
	else
		add_registry(model, document, "");
}

void model_build_registries(struct model *model)
{
	const struct configuration *configuration = model->configuration;

	for (size_t i = 0; i < configuration->registry_count; i++)
		read_configured(model, i);
	if (configuration->registry_count == 0)
		for (size_t i = 0; i < USUAL_COUNT; i++)
			read_usual(model, usual_paths[i]);
}

void model_release_registries(struct model *model)
{
	for (size_t i = 0; i < model->registries.count; i++)
		registry_release(model->registries.items[i]);
	vector_free(&model->registries);
	vector_free(&model->problems);
}

const struct registry *const *model_registries(
	struct model *model, size_t *count)
{
	model_need(model, PART_REGISTRIES);
	*count = model->registries.count;
	return (const struct registry *const *)model->registries.items;
}

const struct registry *model_registry_for(struct model *model, const char *path)
{
	const struct registry *owner = NULL;
	size_t count;
	const struct registry *const *registries =
		model_registries(model, &count);

	for (size_t i = 0; i < count; i++)
		if (path_within(path, registries[i]->folder) &&
			(owner == NULL || strlen(registries[i]->folder) >
						  strlen(owner->folder)))
			owner = registries[i];
	return owner;
}

const struct registry_problem *model_registry_problems(
	struct model *model, size_t *count)
{
	model_need(model, PART_REGISTRIES);
	*count = model->problems.count;
	return model->problems.items;
}

bool model_port_is_registered(struct model *model, const char *path, long port)
{
	const struct registry *registry = model_registry_for(model, path);

	return registry != NULL &&
	       (registry_owner(registry, port, false, NULL) != NULL ||
		       registry_owner(registry, port, true, NULL) != NULL);
}
