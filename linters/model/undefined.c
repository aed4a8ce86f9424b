/*
 * Looks for variables without a value. Only what is in the snapshot counts:
 * an ignored `.env` is stood for by its example.
 */
#include "model/undefined.h"
#include "base/arena.h"
#include "base/glob.h"
#include "model/model.h"

#include <stdint.h>
#include <string.h>

VECTOR_TYPE(undefined_list, struct undefined_variable);

struct search {
	struct model *model;
	struct arena *arena;
	const struct compose_file *file;
	const char *example;
	struct map seen; /* names, told or documented */
	struct undefined_list list;
};

bool undefined_is_ambient(const char *name)
{
	static const char *const starts[] = {"COMPOSE_", "DOCKER_", "GITHUB_",
		"CI_", "XDG_", "BUILDKIT_", "RUNNER_"};
	static const char *const names[] = {"HOME", "PWD", "OLDPWD", "USER",
		"USERNAME", "LOGNAME", "UID", "GID", "EUID", "PATH", "HOSTNAME",
		"HOST", "SHELL", "TERM", "LANG", "TZ", "DISPLAY",
		"WAYLAND_DISPLAY", "XAUTHORITY", "SSH_AUTH_SOCK", "TMPDIR",
		"TMP", "TEMP", "CI", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
		"PROGRAMDATA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
		"ALL_PROXY", "RANDOM", "OSTYPE", "EDITOR",
		"DBUS_SESSION_BUS_ADDRESS"};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (string_starts(name, starts[i]))
			return true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (string_equal_fold(name, names[i]))
			return true;
	return false;
}

bool undefined_is_documented(const struct dotenv *dotenv, const char *name)
{
	struct slice text =
		slice_range(dotenv->lines.text, 0, dotenv->lines.size);
	size_t size = strlen(name), at = 0;

	if (dotenv_find(dotenv, name))
		return true;
	while ((at = slice_find(text, name, at)) != SIZE_MAX) {
		bool before = at > 0 && character_is_word(text.data[at - 1]);

		at += size;
		while (at < text.size && text.data[at] == ' ')
			at++;
		if (!before && at < text.size && text.data[at] == '=')
			return true;
	}
	return false;
}

/* The env file of the project's folder, or of the nearest above it: an
 * example first. */
static const char *find_example(
	struct model *model, const struct compose_project *project)
{
	struct dotenv *const *files;
	const char *best = NULL;
	size_t count, i, best_size = 0;

	files = model_env_files(model, &count);
	for (i = 0; i < count; i++) {
		const char *path = files[i]->path;
		size_t size = path_folder_size(path);

		if (strncmp(path, project->folder, size) != 0 ||
			(project->folder[size] &&
				project->folder[size] != '/' && size > 0))
			continue;
		if (best && (size < best_size ||
				    (size == best_size &&
					    !dotenv_is_example_name(path))))
			continue;
		best = path;
		best_size = size;
	}
	return best;
}

static bool is_documented(struct model *model, const char *name)
{
	struct dotenv *const *files;
	size_t count, i;

	files = model_env_files(model, &count);
	for (i = 0; i < count; i++)
		if (undefined_is_documented(files[i], name))
			return true;
	return false;
}

/* Is it `$NAME` or `${NAME}`, without an operator? */
static bool is_bare(const struct node *node, const struct origin_span *span)
{
	const char *text = node->text + span->from;
	size_t size = span->to - span->from;
	size_t name = strlen(span->variable);

	return size == name + 1 || (size == name + 3 && text[1] == '{');
}

static void add_span(struct search *search, const struct node *node,
	const struct origin_span *span)
{
	struct undefined_variable found = {
		.name = span->variable, .example = search->example};
	size_t start, end;

	if (!span->variable || span->origin != ORIGIN_UNKNOWN ||
		!is_bare(node, span) || undefined_is_ambient(span->variable) ||
		map_get_string(&search->seen, span->variable))
		return;
	map_put_string(&search->seen, span->variable, search);
	if (is_documented(search->model, span->variable))
		return;
	node_span(search->file->document, node, span->from, span->to, &start,
		&end);
	found.place = place_of(
		search->file->path, &search->file->document->lines, start, end);
	vector_add(&search->list, found);
}

static void look_at(
	struct search *search, const struct node *node, unsigned depth)
{
	struct interpolated value;
	size_t i;

	if (!node || depth > 200)
		return;
	for (i = 0; i < node->count; i++)
		look_at(search, node->items[i], depth + 1);
	if (node->kind != NODE_STRING || !memchr(node->text, '$', node->size) ||
		interpolate(&value, search->arena,
			slice_range(node->text, 0, node->size), NULL, NULL) < 0)
		return;
	for (i = 0; i < value.span_count; i++)
		add_span(search, node, &value.spans[i]);
}

const struct undefined_variable *undefined_variables(struct model *model,
	struct arena *arena, const struct compose_project *project,
	size_t *count)
{
	struct search search = {.model = model,
		.arena = arena,
		.example = find_example(model, project)};
	size_t i, k;

	for (i = 0; search.example && i < project->file_count; i++) {
		search.file = project->files[i];
		if (!search.file->document)
			continue;
		for (k = 0; k < search.file->document->root_count; k++)
			look_at(&search, search.file->document->roots[k], 0);
	}
	map_release(&search.seen);
	*count = search.list.count;
	return vector_move(&search.list, arena);
}
