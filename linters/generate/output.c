/*
 * Which files are generated, and their bytes. It must not know what is on
 * disk, nor write anything.
 */
#include "generate/output.h"
#include "base/arena.h"
#include "base/glob.h"
#include "generate/builtin_template.h"
#include "generate/quote.h"
#include "generate/registry_index.h"
#include "generate/registry_view.h"
#include "model/model.h"
#include "rule/document.h"
#include <string.h>

#define STACK "{stack}"

enum { HEAD_SIZE = 2048 }; /* the mark stands in it */

/* What each kind is by default. */
static const struct {
	const char *template;       /* built-in; NULL: made in C */
	const char *const *endings; /* that the built-in one is for */
	const char *format;         /* of these, for people */
	mustache_write *write;
} kinds[] = {
	[OUTPUT_ENV] = {"env", NULL, "an env file", quote_dotenv},
	[OUTPUT_COMPOSE] = {"compose",
		(const char *const[]){".yml", ".yaml", NULL}, "YAML",
		quote_compose},
	[OUTPUT_DICTIONARY] = {"dictionary",
		(const char *const[]){".yml", ".yaml", NULL}, "YAML",
		quote_yaml},
	[OUTPUT_PAGE] = {"page", (const char *const[]){".md", ".mdx", NULL},
		"Markdown", quote_markdown},
	[OUTPUT_HEALTH] = {"health", NULL, "a shell script", quote_shell},
	[OUTPUT_INDEX] = {NULL, (const char *const[]){".json", NULL}, "JSON",
		quote_json},
};

struct maker {
	struct output_list *out;
	struct arena *arena; /* of what is made */
	struct arena *own;   /* for the time of making */
	const struct snapshot *snapshot;
	const struct configuration *configuration;
	struct model *model; /* of the snapshot without what is generated */
	struct map views;    /* of each registry, by its path */
	struct map paths;    /* the setting, by the path it makes */
	struct error *err;
};

static int wrong_setting(const struct maker *maker,
	const struct output_setting *setting, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int wrong_setting(const struct maker *maker,
	const struct output_setting *setting, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_at(maker->err, ERROR_USE, setting->place.path,
		setting->place.line, setting->place.column, "%s",
		arena_vformat(maker->own, format, arguments));
	va_end(arguments);
	return -1;
}

/* --- names ------------------------------------------------------------- */

/* Can `{stack}` of file stand for something that gives path? */
static bool fits_file(const char *file, const char *path)
{
	const char *stack = strstr(file, STACK);
	size_t before = stack != NULL ? (size_t)(stack - file) : 0;
	struct slice rest;

	if (stack == NULL)
		return strcmp(file, path) == 0;
	if (strncmp(file, path, before) != 0)
		return false;
	rest = slice_of(path + before);
	if (!slice_ends(rest, stack + strlen(STACK)))
		return false;
	rest.size -= strlen(stack + strlen(STACK));
	return rest.size > 0 && memchr(rest.data, '/', rest.size) == NULL;
}

bool output_concerns(
	const struct configuration *configuration, const char *path)
{
	for (size_t i = 0; i < configuration->output_count; i++) {
		const struct output_setting *setting =
			&configuration->outputs[i];

		if (fits_file(setting->file, path) ||
			(setting->template_path != NULL &&
				strcmp(setting->template_path, path) == 0))
			return true;
	}
	return false;
}

bool output_depends_on(
	const struct configuration *configuration, const char *path)
{
	for (size_t i = 0; i < configuration->output_count; i++) {
		const char *template = configuration->outputs[i].template_path;

		if (template != NULL && strcmp(template, path) == 0)
			return true;
	}
	return strcmp(path, CONFIGURATION_NAME) == 0 ||
	       model_is_registry_path(configuration, path) ||
	       (!output_concerns(configuration, path) &&
		       (compose_is_name(path) || dotenv_is_name(path)));
}

bool output_is_marked(struct slice text)
{
	if (text.size > HEAD_SIZE)
		text.size = HEAD_SIZE;
	return slice_find(text, GENERATED_MARK, 0) != SIZE_MAX;
}

static bool is_marked_entry(
	const struct snapshot *snapshot, const struct snapshot_entry *entry)
{
	struct content content = {.left_out = LEFT_NOTHING};
	bool marked =
		snapshot_read(snapshot, entry, &content, NULL) == 0 &&
		content.left_out == LEFT_NOTHING &&
		output_is_marked(slice_range(buffer_string(&content.buffer), 0,
			content.buffer.size));

	content_release(&content);
	return marked;
}

/*
 * Is the entry a generated file? One whose name only fits `{stack}` may as
 * well be somebody's own: the mark tells.
 */
static bool is_generated_entry(void *state, const struct snapshot_entry *entry)
{
	const struct maker *maker = state;
	const struct configuration *configuration = maker->configuration;

	for (size_t i = 0; i < configuration->output_count; i++) {
		const char *file = configuration->outputs[i].file;

		if (!fits_file(file, entry->path))
			continue;
		if (strstr(file, STACK) == NULL ||
			is_marked_entry(maker->snapshot, entry))
			return true;
	}
	return false;
}

/* A stack's name as a part of a path. */
static const char *path_of_stack(struct arena *arena,
	const struct output_setting *setting, const char *stack)
{
	const char *at = strstr(setting->file, STACK);
	char *part = arena_string(arena, stack);

	for (char *byte = part; *byte != '\0'; byte++)
		if (!character_is_word(*byte) && strchr("-.", *byte) == NULL)
			*byte = '-';
	return arena_format(arena, "%.*s%s%s", (int)(at - setting->file),
		setting->file, part, at + strlen(STACK));
}

/* A path that no output may have: it is what they are made from. */
static int refuse_source(const struct maker *maker,
	const struct output_setting *setting, const char *path)
{
	const struct configuration *configuration = maker->configuration;
	bool source = strcmp(path, CONFIGURATION_NAME) == 0 ||
		      model_is_registry_path(configuration, path);

	for (size_t i = 0; i < configuration->output_count && !source; i++) {
		const char *template = configuration->outputs[i].template_path;

		source = template != NULL && strcmp(template, path) == 0;
	}
	if (!source)
		return 0;
	return wrong_setting(maker, setting,
		"`%s` is what files are generated from: choose another name",
		path);
}

static int claim_path(struct maker *maker, const struct output_setting *setting,
	const char *path)
{
	if (refuse_source(maker, setting, path) != 0)
		return -1;
	if (map_put_string(&maker->paths, path, (void *)(uintptr_t)setting) !=
		NULL)
		return wrong_setting(
			maker, setting, "`%s` would be generated twice", path);
	return 0;
}

/* --- texts ------------------------------------------------------------- */

static const char *builtin_text(const char *name)
{
	size_t i = 0;

	while (builtin_templates[i].name != NULL &&
		strcmp(builtin_templates[i].name, name) != 0)
		i++;
	return builtin_templates[i].text;
}

/* Is path of the kind that the built-in template writes? */
static bool suits_builtin(const struct output_setting *setting)
{
	const char *const *endings = kinds[setting->kind].endings;
	mustache_write *write = quote_of_path(setting->file);

	if (endings == NULL)
		return write == NULL || write == kinds[setting->kind].write;
	for (size_t i = 0; endings[i] != NULL; i++)
		if (string_ends(setting->file, endings[i]))
			return true;
	return false;
}

static int template_text(struct maker *maker,
	const struct output_setting *setting, const char **name,
	struct slice *text)
{
	const char *own = setting->template_path;
	const struct model_text *found;

	if (own == NULL) {
		*name = kinds[setting->kind].template;
		*text = slice_of(builtin_text(*name));
		return 0;
	}
	found = model_text(maker->model, own);
	if (found == NULL)
		return wrong_setting(maker, setting,
			"the template `%s` is no file of %s: `git add` it", own,
			maker->snapshot->name);
	*name = found->path;
	*text = (struct slice){found->text, found->size};
	return 0;
}

static mustache_write *quote_of(const struct output_setting *setting)
{
	mustache_write *write = quote_of_path(setting->file);

	if (write == NULL ||
		(setting->kind == OUTPUT_COMPOSE && write == quote_yaml))
		return kinds[setting->kind].write;
	return write;
}

static int render(struct maker *maker, struct buffer *text,
	const struct output_setting *setting, const struct node *view)
{
	struct mustache *mustache;
	struct slice template = {NULL, 0};
	const char *name = NULL;

	if (template_text(maker, setting, &name, &template) != 0 ||
		mustache_read(&mustache, maker->own, name, template,
			maker->err) != 0 ||
		mustache_render(text, mustache, view, quote_of(setting),
			maker->err) != 0)
		return -1;
	if (output_is_marked(slice_range(buffer_string(text), 0, text->size)))
		return 0;
	return error_at(maker->err, ERROR_USE, name, 1, 1,
		"what this template writes does not say that it is generated: "
		"put {{{notice}}} into its first lines, in a comment");
}

static int make_text(struct maker *maker, struct buffer *text,
	const struct output_setting *setting, const struct registry *registry,
	const struct node *view)
{
	if (setting->template_path == NULL && !suits_builtin(setting))
		return wrong_setting(maker, setting,
			"the built-in template writes %s: give `%s` such a "
			"name, or a template of your own",
			kinds[setting->kind].format, setting->file);
	if (setting->template_path != NULL || setting->kind != OUTPUT_INDEX)
		return render(maker, text, setting, view);
	registry_index(text, registry, node_get(view, "notice")->text);
	return 0;
}

static int make_file(struct maker *maker, const struct output_setting *setting,
	const struct registry *registry, const struct node *view,
	const char *path)
{
	struct output output = {.setting = setting,
		.path = path,
		.executable = setting->kind == OUTPUT_HEALTH};
	struct buffer text = BUFFER_INIT;
	int result = claim_path(maker, setting, path);

	if (result == 0)
		result = make_text(maker, &text, setting, registry, view);
	if (result == 0) {
		output.text.size = text.size;
		output.text.data = arena_copy(
			maker->arena, buffer_string(&text), text.size);
		vector_add(maker->out, output);
	}
	buffer_release(&text);
	return result;
}

/* --- all of them ------------------------------------------------------- */

static int view_of(struct maker *maker, const struct registry *registry,
	struct node **view)
{
	*view = map_get_string(&maker->views, registry->path);
	if (*view != NULL)
		return 0;
	if (registry_view(
		    view, maker->own, maker->model, registry, maker->err) != 0)
		return -1;
	map_put_string(&maker->views, registry->path, *view);
	return 0;
}

static int make_setting(
	struct maker *maker, const struct output_setting *setting)
{
	const struct registry *registry =
		model_registry_for(maker->model, setting->file);
	struct node *view;
	int result = 0;

	if (registry == NULL)
		return wrong_setting(maker, setting,
			"no registry owns the folder of `%s`", setting->file);
	if (view_of(maker, registry, &view) != 0)
		return -1;
	if (strstr(setting->file, STACK) == NULL)
		return make_file(maker, setting, registry, view, setting->file);
	if (setting->kind == OUTPUT_INDEX && setting->template_path == NULL)
		return wrong_setting(maker, setting,
			"the built-in index holds the whole registry: leave "
			"{stack} out, or give a template of your own");
	for (size_t i = 0; i < registry_view_stacks(view) && result == 0; i++)
		result = make_file(maker, setting, registry,
			registry_view_of_stack(maker->own, view, i),
			path_of_stack(maker->arena, setting,
				registry_view_stack_name(view, i)));
	return result;
}

/* What was made for a stack that is no more. */
static void add_orphans(struct maker *maker)
{
	const struct configuration *configuration = maker->configuration;

	for (size_t i = 0; i < configuration->output_count; i++) {
		const struct output_setting *setting =
			&configuration->outputs[i];
		const char *stack = strstr(setting->file, STACK);
		struct output output = {.setting = setting};
		size_t size, at;
		char *start;

		if (stack == NULL)
			continue;
		size = (size_t)(stack - setting->file);
		start = arena_copy(maker->own, setting->file, size);
		at = snapshot_lower_bound(maker->snapshot, start);
		for (; at < maker->snapshot->count &&
			strncmp(maker->snapshot->entries[at].path, start,
				size) == 0;
			at++) {
			const struct snapshot_entry *entry =
				&maker->snapshot->entries[at];

			if (!fits_file(setting->file, entry->path) ||
				map_get_string(&maker->paths, entry->path) !=
					NULL ||
				!is_marked_entry(maker->snapshot, entry))
				continue;
			output.path = arena_string(maker->arena, entry->path);
			map_put_string(&maker->paths, output.path,
				(void *)(uintptr_t)setting);
			vector_add(maker->out, output);
		}
	}
}

static int make_all(struct maker *maker)
{
	const struct configuration *configuration = maker->configuration;

	/* First of all: what is no source here would be none for the model. */
	for (size_t i = 0; i < configuration->output_count; i++)
		if (refuse_source(maker, &configuration->outputs[i],
			    configuration->outputs[i].file) != 0)
			return -1;
	for (size_t i = 0; i < configuration->output_count; i++)
		if (make_setting(maker, &configuration->outputs[i]) != 0)
			return -1;
	add_orphans(maker);
	return 0;
}

int outputs_make(struct output_list *out, struct arena *arena,
	const struct snapshot *snapshot,
	const struct configuration *configuration, struct error *err)
{
	struct maker maker = {.out = out,
		.arena = arena,
		.snapshot = snapshot,
		.configuration = configuration,
		.err = err};
	struct snapshot *sources;
	int result;

	if (configuration->output_count == 0)
		return 0;
	maker.own = arena_new();
	sources = snapshot_without(snapshot, is_generated_entry, &maker);
	maker.model = model_operations.open(sources, configuration);
	result = model_read_whole(maker.model, err);
	if (result == 0)
		result = make_all(&maker);
	map_release(&maker.views);
	map_release(&maker.paths);
	model_operations.close(maker.model);
	snapshot_free(sources);
	arena_free(maker.own);
	return result;
}

size_t output_difference(const struct output *output, struct slice text)
{
	struct slice wanted = output->text;
	size_t at = 0, own = 0;

	while (at < text.size && own < wanted.size) {
		if (text.data[at] == '\r' && at + 1 < text.size &&
			text.data[at + 1] == '\n' && wanted.data[own] == '\n')
			at++;
		if (text.data[at] != wanted.data[own])
			return at;
		at++;
		own++;
	}
	return at == text.size && own == wanted.size ? SIZE_MAX : at;
}
