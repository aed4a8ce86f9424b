/*
 * Where compose gets a project's variables from: its `.env`, the files that
 * the configuration names, and those of an `include`. Only files of the
 * snapshot: never the environment of whoever runs plumb.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "model/project_private.h"

#include <string.h>

static const char *value_of(void *state, struct slice name, bool *known)
{
	const struct project_variables *variables = state;

	for (size_t i = 0; i < variables->count; i++) {
		const struct dotenv_entry *entry =
			map_get(&variables->files[i]->by_key, name);

		if (entry == NULL)
			continue;
		/* A bare key takes its value from whoever runs compose. */
		*known = entry->known && entry->value != NULL;
		return entry->value != NULL ? entry->value : "";
	}
	*known = !variables->open;
	return variables->open ? "" : NULL;
}

static struct project_variables *variables_new(struct model *model,
	const struct dotenv **files, size_t count, bool open)
{
	struct project_variables *variables =
		arena_alloc(model->arena, sizeof(*variables));

	variables->files = files;
	variables->count = count;
	variables->open = open;
	variables->variables = (struct variables){value_of, variables};
	return variables;
}

const struct dotenv *project_env(struct model *model, const char *folder)
{
	const char *path = path_join(model->arena, folder, ".env");

	return path != NULL ? map_get_string(&model->env_by_path, path) : NULL;
}

const struct project_variables *project_variables(
	struct model *model, const char *folder)
{
	const struct configuration *configuration = model->configuration;
	const struct dotenv *env = project_env(model, folder);
	size_t configured = configuration->compose_env_file_count, count = 0;
	const struct dotenv **files = arena_alloc(
		model->arena, (configured + 1) * sizeof(struct dotenv *));

	if (env != NULL)
		files[count++] = env;
	while (configured-- > 0) {
		const struct dotenv *file = map_get_string(&model->env_by_path,
			configuration->compose_env_files[configured]);

		if (file != NULL)
			files[count++] = file;
	}
	return variables_new(model, files, count, false);
}

/* An env file by its path alone: an `include` gives it any name. */
static const struct dotenv *read_env(struct model *model, const char *path)
{
	struct dotenv *dotenv = map_get_string(&model->env_by_path, path);
	const struct model_text *text;

	if (dotenv == NULL)
		dotenv = map_get_string(&model->named_env, path);
	if (dotenv != NULL)
		return dotenv;
	text = model_text_needed(model, path);
	if (text == NULL)
		return NULL;
	dotenv = dotenv_read(
		model->arena, text->path, text->text, text->size, NULL);
	map_put_string(&model->named_env, dotenv->path, dotenv);
	return dotenv;
}

const struct project_variables *project_variables_within(struct model *model,
	const struct project_variables *outer, const char *const *paths,
	size_t count, bool open)
{
	const struct dotenv **files = arena_alloc(
		model->arena, (outer->count + count) * sizeof(struct dotenv *));
	size_t used = outer->count;

	for (size_t i = 0; i < outer->count; i++)
		files[i] = outer->files[i];
	while (count-- > 0) {
		const struct dotenv *file = read_env(model, paths[count]);

		if (file != NULL)
			files[used++] = file;
		else
			open = true;
	}
	return variables_new(model, files, used, open || outer->open);
}
