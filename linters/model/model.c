/*
 * The models of a snapshot: reads each part when it is first asked for,
 * under one lock, and keeps what it could not look at for the end of the
 * run. It must not know what a linter wants with them.
 */
#include "model/model.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "engine/configuration.h"
#include "engine/scope.h"
#include "model/project_private.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

void model_notice(struct model *model, enum notice_kind kind, const char *path,
	const char *format, ...)
{
	struct notice notice = {.kind = kind, .path = path};
	va_list arguments;

	va_start(arguments, format);
	notice.message = arena_vformat(model->arena, format, arguments);
	va_end(arguments);
	vector_add(&model->notices, notice);
}

static bool is_read_as_found(const struct model *model, const char *path)
{
	return (compose_is_name(path) || dotenv_is_name(path) ||
		       model_is_registry_path(model->configuration, path)) &&
	       !configuration_ignores(model->configuration, path);
}

/*
 * Links are never followed. One that leads to a tracked file which is read
 * under its own name hides nothing, and must not stop every commit.
 */
static bool link_hides_nothing(
	struct model *model, const struct snapshot_entry *entry)
{
	struct buffer raw = BUFFER_INIT;
	bool too_large = false, absent = false, harmless = false;
	const struct snapshot_entry *target;
	const char *folder, *path;

	if (entry->kind == ENTRY_LINK &&
		model->snapshot->operations->read(model->snapshot, entry, &raw,
			4096, &too_large, &absent, NULL) == 0 &&
		!too_large && !absent) {
		folder = arena_copy(model->arena, entry->path,
			path_folder_size(entry->path));
		path = path_join(model->arena, folder, buffer_string(&raw));
		target = path != NULL ? snapshot_find(model->snapshot, path)
				      : NULL;
		harmless = target != NULL && target->kind == ENTRY_FILE &&
			   is_read_as_found(model, path);
	}
	buffer_release(&raw);
	return harmless;
}

/* A text that was asked for, also one that cannot be had (text NULL). */
struct kept_text {
	struct model_text text;
	const struct snapshot_entry *entry;
	enum left_out left_out;
	bool told;
};

static void read_text(struct model *model, struct kept_text *kept)
{
	struct content content = {.left_out = LEFT_NOTHING};
	struct error err = {0};

	if (snapshot_read(model->snapshot, kept->entry, &content, &err) < 0) {
		kept->told = true;
		model_notice(model, NOTICE_FAILED, kept->entry->path,
			"could not be read: %s", err.message);
	} else if (content.left_out != LEFT_NOTHING) {
		kept->left_out = content.left_out;
	} else {
		kept->text.size = content.buffer.size;
		kept->text.text = arena_copy(model->arena,
			buffer_string(&content.buffer), content.buffer.size);
		lines_init(&kept->text.lines, kept->text.text, kept->text.size);
		vector_add(&model->open_texts, &kept->text);
	}
	content_release(&content);
}

/* Under the lock; NULL when the snapshot has no such path. */
static struct kept_text *keep_text(struct model *model, const char *path)
{
	struct kept_text *kept = map_get_string(&model->texts, path);
	const struct snapshot_entry *entry;

	if (kept != NULL)
		return kept;
	entry = snapshot_find(model->snapshot, path);
	if (entry == NULL)
		return NULL;
	kept = arena_alloc(model->arena, sizeof(*kept));
	kept->entry = entry;
	kept->text.path = entry->path;
	map_put_string(&model->texts, entry->path, kept);
	read_text(model, kept);
	return kept;
}

const struct model_text *model_text(struct model *model, const char *path)
{
	struct kept_text *kept;

	pthread_mutex_lock(&model->lock);
	kept = keep_text(model, path);
	pthread_mutex_unlock(&model->lock);
	return kept != NULL && kept->text.text != NULL ? &kept->text : NULL;
}

const struct model_text *model_text_needed(
	struct model *model, const char *path)
{
	struct kept_text *kept = keep_text(model, path);

	if (kept == NULL)
		return NULL;
	if (kept->text.text != NULL)
		return &kept->text;
	if (kept->told || kept->left_out == LEFT_ABSENT ||
		kept->left_out == LEFT_SUBMODULE ||
		link_hides_nothing(model, kept->entry))
		return NULL;
	kept->told = true;
	model_notice(model, NOTICE_FAILED, kept->entry->path,
		"was left out (%s), so what it says of ports is not known: "
		"commit it as a plain file, or list it under `ignore:` in %s",
		left_out_name(kept->left_out), CONFIGURATION_NAME);
	return NULL;
}

bool model_is_whole(struct model *model)
{
	size_t i, count;
	struct compose_file *const *files = model_compose_files(model, &count);
	bool whole = true;

	for (i = 0; i < count; i++)
		whole = whole && files[i]->document != NULL;
	model_env_files(model, &count);
	pthread_mutex_lock(&model->lock);
	for (i = 0; i < model->notices.count; i++)
		whole = whole && model->notices.items[i].kind != NOTICE_FAILED;
	pthread_mutex_unlock(&model->lock);
	return whole;
}

bool model_is_generated(struct model *model, const char *path)
{
	const struct model_text *text = model_text(model, path);

	model_need(model, PART_PATHS);
	return text != NULL && scopes_of_text(model->scopes, path, text->text,
				       text->size) == SCOPE_GENERATED;
}

/*
 * Whether a look at the whole name can be worth it: of 78,000 paths next to
 * none is of either kind, and the exact tests cost more than all the rest of
 * a check of a few changed files.
 */
static bool may_be_read(const char *path)
{
	const char *name = path_name(path);
	size_t size = strlen(name);

	if (size > 4 && memcmp(name + size - 2, "ml", 2) == 0)
		return strstr(name, "compose") != NULL ||
		       strstr(name, "env") != NULL;
	/* Every env file has `env` behind or before a dot. */
	for (const char *dot = strchr(name, '.'); dot != NULL;
		dot = strchr(dot + 1, '.'))
		if (strncmp(dot + 1, "env", 3) == 0 ||
			(dot - name >= 3 && strncmp(dot - 3, "env", 3) == 0))
			return true;
	return false;
}

static void build_paths(struct model *model)
{
	const struct snapshot *snapshot = model->snapshot;

	model->scopes = scopes_new(snapshot, model->configuration);
	for (size_t i = 0; i < snapshot->count; i++) {
		const char *path = snapshot->entries[i].path;
		bool is_compose;

		if (!may_be_read(path))
			continue;
		is_compose = compose_is_name(path);
		if (!is_compose && !dotenv_is_name(path))
			continue;
		if (snapshot->entries[i].kind == ENTRY_SUBMODULE ||
			scopes_of_path(model->scopes, path) == SCOPE_VENDORED ||
			configuration_ignores(model->configuration, path))
			continue;
		if (is_compose)
			vector_add(&model->compose_paths, path);
		else
			vector_add(&model->env_paths, path);
	}
}

static int path_order(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Files that the configuration names are env files whatever their name. */
static void add_configured_env_paths(struct model *model)
{
	const struct configuration *configuration = model->configuration;

	for (size_t i = 0; i < configuration->compose_env_file_count; i++) {
		const char *path = configuration->compose_env_files[i];
		bool known = false;

		for (size_t j = 0; j < model->env_paths.count && !known; j++)
			known = strcmp(model->env_paths.items[j], path) == 0;
		if (known)
			continue;
		if (snapshot_find(model->snapshot, path) == NULL)
			model_notice(model, NOTICE_NOTE, path,
				"is named in %s as an env file of compose, "
				"and %s does not have it",
				CONFIGURATION_NAME, model->snapshot->name);
		else
			vector_add(&model->env_paths, path);
	}
	if (model->env_paths.count > 0)
		qsort(model->env_paths.items, model->env_paths.count,
			sizeof(*model->env_paths.items), path_order);
}

static void build_env_files(struct model *model)
{
	model_need(model, PART_PATHS);
	add_configured_env_paths(model);
	for (size_t i = 0; i < model->env_paths.count; i++) {
		const struct model_text *text =
			model_text_needed(model, model->env_paths.items[i]);
		struct dotenv *dotenv;

		if (text == NULL)
			continue;
		dotenv = dotenv_read(
			model->arena, text->path, text->text, text->size, NULL);
		vector_add(&model->env_files, dotenv);
		map_put_string(&model->env_by_path, text->path, dotenv);
	}
}

/* The folder of the first file of its project. */
static const char *project_folder(struct model *model, const char *path)
{
	const struct configuration *configuration = model->configuration;
	const char *first = path;

	for (size_t i = 0; i < configuration->project_count; i++) {
		const struct compose_project_setting *project =
			&configuration->projects[i];

		for (size_t j = 0; j < project->file_count; j++)
			if (strcmp(project->files[j], path) == 0) {
				first = project->files[0];
				i = configuration->project_count - 1;
				break;
			}
	}
	return arena_copy(model->arena, first, path_folder_size(first));
}

static void read_compose(struct model *model, const char *path)
{
	const struct model_text *text = model_text_needed(model, path);
	const struct project_variables *variables;
	struct compose_file *file;
	const char *folder;

	if (text == NULL)
		return;
	folder = project_folder(model, path);
	variables = project_variables(model, folder);
	file = compose_read(model->arena, text->path, text->text, text->size,
		&variables->variables);
	if (file->document != NULL && !compose_is_shape(file->document->root)) {
		compose_release(file);
		return;
	}
	file->env = project_env(model, folder);
	file->envs = variables->files;
	file->env_count = variables->count;
	vector_add(&model->compose_files, file);
	map_put_string(&model->compose_by_path, file->path, file);
}

static void build_compose(struct model *model)
{
	model_need(model, PART_ENV_FILES);
	for (size_t i = 0; i < model->compose_paths.count; i++)
		read_compose(model, model->compose_paths.items[i]);
}

static void (*const part_builders[PART_COUNT])(struct model *model) = {
	[PART_PATHS] = build_paths,
	[PART_REGISTRIES] = model_build_registries,
	[PART_ENV_FILES] = build_env_files,
	[PART_COMPOSE] = build_compose,
	[PART_PROJECTS] = model_build_projects,
	[PART_MATCHES] = model_build_matches,
	[PART_COMPONENTS] = model_build_components,
};

void model_need(struct model *model, enum model_part part)
{
	if (atomic_load_explicit(&model->ready[part], memory_order_acquire))
		return;
	pthread_mutex_lock(&model->lock);
	if (!atomic_load_explicit(&model->ready[part], memory_order_relaxed)) {
		part_builders[part](model);
		atomic_store_explicit(
			&model->ready[part], true, memory_order_release);
	}
	pthread_mutex_unlock(&model->lock);
}

static struct model *model_open(const struct snapshot *snapshot,
	const struct configuration *configuration)
{
	struct model *model = memory_new(1, sizeof(*model));
	pthread_mutexattr_t attributes;

	model->snapshot = snapshot;
	model->configuration = configuration;
	model->arena = arena_new();
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&model->lock, &attributes);
	pthread_mutexattr_destroy(&attributes);
	for (size_t i = 0; i < PART_COUNT; i++)
		atomic_init(&model->ready[i], false);
	return model;
}

static void release_parts(struct model *model)
{
	for (size_t i = 0; i < model->compose_files.count; i++)
		compose_release(model->compose_files.items[i]);
	for (size_t i = 0; i < model->named_compose.count; i++)
		compose_release(model->named_compose.items[i]);
	for (size_t i = 0; i < model->env_files.count; i++)
		dotenv_release(model->env_files.items[i]);
	for (size_t i = 0; i < model->named_env.count; i++)
		dotenv_release(model->named_env.entries[i].value);
	map_release(&model->named_env);
	map_release(&model->compose_by_path);
	map_release(&model->home_projects);
	model_release_registries(model);
	for (size_t i = 0; i < model->open_texts.count; i++)
		lines_release(&model->open_texts.items[i]->lines);
	map_release(&model->texts);
	map_release(&model->env_by_path);
	map_release(&model->matches);
	map_release(&model->component_by_path);
	model_release_told(model);
	ignore_free(model->ignore);
	scopes_free(model->scopes);
}

static void model_close(struct model *model)
{
	if (model == NULL)
		return;
	release_parts(model);
	vector_free(&model->open_texts);
	vector_free(&model->notices);
	vector_free(&model->compose_paths);
	vector_free(&model->env_paths);
	vector_free(&model->env_files);
	vector_free(&model->compose_files);
	vector_free(&model->compose_projects);
	vector_free(&model->named_compose);
	vector_free(&model->match_order);
	vector_free(&model->components);
	pthread_mutex_destroy(&model->lock);
	arena_free(model->arena);
	free(model);
}

static int notice_order(const void *a, const void *b)
{
	const struct notice *left = a, *right = b;
	int order = strcmp(
		left->path ? left->path : "", right->path ? right->path : "");

	return order ? order : strcmp(left->message, right->message);
}

/* Sorted, since threads asked for the texts in any order. */
/* The scan reads the same files, and may have said so already. */
static bool is_told(const struct sink *sink, const struct notice *notice)
{
	size_t i;

	if (notice->kind != NOTICE_FAILED || notice->path == NULL)
		return false;
	for (i = 0; i < sink->notices.count; i++) {
		const struct notice *other = &sink->notices.items[i];

		if (other->kind == NOTICE_FAILED && other->path != NULL &&
			strcmp(other->path, notice->path) == 0)
			return true;
	}
	return false;
}

static void model_notices(struct model *model, struct sink *sink)
{
	pthread_mutex_lock(&model->lock);
	if (model->notices.count > 0)
		qsort(model->notices.items, model->notices.count,
			sizeof(*model->notices.items), notice_order);
	for (size_t i = 0; i < model->notices.count; i++) {
		const struct notice *notice = &model->notices.items[i];

		if (!is_told(sink, notice))
			sink_notice(sink, notice->kind, notice->path, "%s",
				notice->message);
	}
	pthread_mutex_unlock(&model->lock);
}

const struct model_operations model_operations = {
	.open = model_open,
	.notices = model_notices,
	.close = model_close,
	.conditions = {.hold = model_condition_holds},
};

struct arena *model_arena(struct model *model)
{
	return model->arena;
}

const struct snapshot *model_snapshot(struct model *model)
{
	return model->snapshot;
}

const struct configuration *model_configuration(struct model *model)
{
	return model->configuration;
}

enum scope model_scope(struct model *model, const char *path)
{
	model_need(model, PART_PATHS);
	return scopes_of_path(model->scopes, path);
}

struct ignore *model_ignore(struct model *model)
{
	pthread_mutex_lock(&model->lock);
	if (model->ignore == NULL)
		model->ignore = ignore_new(model->snapshot);
	pthread_mutex_unlock(&model->lock);
	return model->ignore;
}

struct compose_file *const *model_compose_files(
	struct model *model, size_t *count)
{
	model_need(model, PART_COMPOSE);
	*count = model->compose_files.count;
	return model->compose_files.items;
}

static void add_unread(struct sink *sink, enum notice_kind kind,
	const char *path, const struct error *err)
{
	if (err->line == 0)
		sink_notice(sink, kind, path, "%s", err->message);
	else
		sink_notice(sink, kind, path, "does not parse (%u:%u): %s",
			err->line, err->column, err->message);
}

void model_unread(struct model *model, struct sink *sink)
{
	size_t count;
	struct compose_file *const *files = model_compose_files(model, &count);
	const struct registry_problem *problems;

	for (size_t i = 0; i < count; i++) {
		const struct model_text *text =
			files[i]->document == NULL
				? model_text(model, files[i]->path)
				: NULL;

		if (text != NULL && !compose_is_template(slice_range(
					    text->text, 0, text->size)))
			add_unread(sink,
				files[i]->stands_alone ? NOTICE_NOTE
						       : NOTICE_FAILED,
				files[i]->path, &files[i]->error);
	}
	problems = model_registry_problems(model, &count);
	for (size_t i = 0; i < count; i++)
		add_unread(sink, NOTICE_FAILED, problems[i].path,
			&problems[i].error);
}

int model_read_whole(struct model *model, struct error *err)
{
	struct arena *arena = arena_new();
	struct sink sink;
	size_t count;
	int result = 0;

	sink_init(&sink, arena, NULL);
	model_env_files(model, &count);
	model_unread(model, &sink);
	model_operations.notices(model, &sink);
	for (size_t i = 0; i < sink.notices.count && result == 0; i++) {
		const struct notice *notice = &sink.notices.items[i];

		if (notice->kind == NOTICE_FAILED && notice->path != NULL)
			result = error_at(err, ERROR_WORK, notice->path, 0, 0,
				"%s", notice->message);
	}
	sink_release(&sink);
	arena_free(arena);
	return result;
}

struct dotenv *const *model_env_files(struct model *model, size_t *count)
{
	model_need(model, PART_ENV_FILES);
	*count = model->env_files.count;
	return model->env_files.items;
}

const struct dotenv *model_env_file(struct model *model, const char *path)
{
	model_need(model, PART_ENV_FILES);
	return map_get_string(&model->env_by_path, path);
}
