/*
 * Reads the references of go.work, package.json and workflows. Whether a
 * path exists is asked elsewhere.
 */
#include "model/references.h"
#include "base/arena.h"
#include "base/glob.h"
#include "rule/document.h"

#include <stdint.h>
#include <string.h>

struct reference_reader {
	struct arena *arena;
	const char *path, *folder;
	struct slice text;
	struct lines lines;
	VECTOR(struct reference) list;
};

static bool is_workflow(const char *path)
{
	return string_starts(path, ".github/workflows/") &&
	       (string_ends(path, ".yml") || string_ends(path, ".yaml"));
}

bool references_is_path(const char *path)
{
	const char *name = path_name(path);

	return strcmp(name, "go.work") == 0 ||
	       strcmp(name, "package.json") == 0 || is_workflow(path);
}

/* path NULL (it leaves the repository) is no reference. */
static void add(struct reference_reader *reader, struct reference reference,
	size_t start, size_t end)
{
	reference.place = place_of(reader->path, &reader->lines, start, end);
	if (reference.path && *reference.path)
		vector_add(&reader->list, reference);
}

/* --- go.work ----------------------------------------------------------- */

static void add_module(struct reference_reader *reader, struct slice word)
{
	struct reference module = {.kind = REFERENCE_WORKSPACE, .holder = ""};
	size_t start;

	if (word.size > 1 && strchr("\"`", word.data[0]))
		word = slice_range(word.data, 1, word.size - 1);
	start = (size_t)(word.data - reader->text.data);
	module.written = arena_copy(reader->arena, word.data, word.size);
	module.path = path_join(reader->arena, reader->folder, module.written);
	add(reader, module, start, start + word.size);
}

static void read_workspace(struct reference_reader *reader)
{
	bool in_block = false;
	unsigned i;

	for (i = 1; i <= reader->lines.count; i++) {
		struct slice line = lines_text(&reader->lines, i);
		size_t comment = slice_find(line, "//", 0);

		if (comment != SIZE_MAX)
			line.size = comment;
		line = slice_trim(line);
		if (in_block && slice_is(line, ")"))
			in_block = false;
		else if (slice_is(line, "use (") || slice_is(line, "use("))
			in_block = true;
		else if (in_block && line.size > 0)
			add_module(reader, line);
		else if (slice_starts(line, "use "))
			add_module(reader, slice_trim(slice_range(
						   line.data, 4, line.size)));
	}
}

/* --- package.json ------------------------------------------------------ */

static bool is_runner(struct slice word)
{
	static const char *const words[] = {"node", "bash", "sh", "tsx",
		"ts-node", "python", "python3", "zsh", "deno", "bun"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

/* What a build makes need not be there. */
static bool is_built(const char *path)
{
	static const char *const words[] = {"dist", "build", "out", "lib",
		"target", ".next", ".nuxt", ".output", "coverage", "tmp",
		"node_modules", "vendor", "generated", "bin", "public", "es",
		"esm", "cjs", ".cache", "release"};
	size_t start = 0, i, k;

	for (i = 0; path[i]; i++) {
		if (path[i] != '/')
			continue;
		for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (slice_is(slice_range(path, start, i), words[k]))
				return true;
		start = i + 1;
	}
	return false;
}

/* A path of a file, and nothing that a shell still has to make of it. */
static bool is_plain_file(struct slice word)
{
	static const char *const endings[] = {
		".js", ".mjs", ".cjs", ".ts", ".mts", ".sh", ".bash", ".py"};
	size_t i;

	for (i = 0; i < word.size; i++)
		if (!character_is_word(word.data[i]) &&
			!strchr("./-@+", word.data[i]))
			return false;
	if (word.size == 0 || strchr("/-@", word.data[0]))
		return false;
	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (slice_ends(word, endings[i]))
			return true;
	return false;
}

static struct slice next_word(struct slice text, size_t *at)
{
	size_t start;

	while (*at < text.size && strchr(" \t\n", text.data[*at]))
		(*at)++;
	start = *at;
	while (*at < text.size && !strchr(" \t\n", text.data[*at]))
		(*at)++;
	return slice_range(text.data, start, *at);
}

static bool begins_command(struct slice before)
{
	return before.size == 0 || slice_is(before, "&&") ||
	       slice_is(before, "||") || slice_is(before, ";") ||
	       slice_is(before, "|") ||
	       (slice_find(before, "=", 0) != SIZE_MAX &&
		       !slice_starts(before, "-"));
}

static void add_script(struct reference_reader *reader, const char *name,
	const struct node *command, struct slice word)
{
	struct reference script = {.kind = REFERENCE_SCRIPT, .holder = name};
	size_t from = (size_t)(word.data - command->text), start, end;

	script.written = arena_copy(reader->arena, word.data, word.size);
	script.path = path_join(reader->arena, reader->folder, script.written);
	if (!script.path || is_built(script.path))
		return;
	node_span(command->document, command, from, from + word.size, &start,
		&end);
	add(reader, script, start, end);
}

static void read_script(struct reference_reader *reader, const char *name,
	const struct node *command)
{
	struct slice text = slice_range(command->text, 0, command->size);
	struct slice before = {"", 0}, word;
	bool runs = false; /* the word before is a program that runs files */
	bool ends;
	size_t at = 0;

	for (;; before = ends ? slice_of(";") : word) {
		word = next_word(text, &at);
		if (word.size == 0 || slice_is(word, "cd") ||
			slice_is(word, "pushd"))
			return;
		ends = slice_ends(word, ";");
		word.size -= ends;
		if ((runs || (begins_command(before) &&
				     slice_starts(word, "./"))) &&
			is_plain_file(word))
			add_script(reader, name, command, word);
		runs = begins_command(before) && is_runner(word);
	}
}

static const struct node *parse(struct reference_reader *reader)
{
	struct document *document;

	if (document_parse(&document, reader->arena,
		    document_kind_of(reader->path), reader->path,
		    reader->text.data, reader->text.size, NULL) < 0)
		return NULL;
	return document->root;
}

static void read_package(struct reference_reader *reader)
{
	const struct node *scripts = node_get(parse(reader), "scripts");
	size_t i;

	if (!scripts || scripts->kind != NODE_MAPPING)
		return;
	for (i = 0; i < scripts->count; i++)
		if (node_text(scripts->items[i]))
			read_script(reader, scripts->keys[i]->text,
				scripts->items[i]);
}

/* --- workflows --------------------------------------------------------- */

/* The folders before the first part with a glob; all where there is none. */
static char *literal_of(struct arena *arena, const char *glob)
{
	size_t size = strcspn(glob, "*?[]+{!\\");

	if (!glob[size])
		return arena_copy(arena, glob,
			size > 0 && glob[size - 1] == '/' ? size - 1 : size);
	while (size > 0 && glob[size - 1] != '/')
		size--;
	return arena_copy(arena, glob, size > 0 ? size - 1 : 0);
}

static void read_filter(struct reference_reader *reader, const char *event,
	const struct node *item)
{
	struct reference filter = {.kind = REFERENCE_FILTER, .holder = event};
	size_t start, end;

	if (!node_text(item) || item->text[0] == '!' ||
		strstr(item->text, "${{"))
		return;
	filter.written = item->text;
	filter.path = path_join(
		reader->arena, "", literal_of(reader->arena, item->text));
	node_span(item->document, item, 0, item->size, &start, &end);
	add(reader, filter, start, end);
}

static void read_workflow(struct reference_reader *reader)
{
	const struct node *events = node_get(parse(reader), "on");
	size_t i, k;

	if (!events || events->kind != NODE_MAPPING)
		return;
	for (i = 0; i < events->count; i++) {
		const struct node *paths = node_get(events->items[i], "paths");

		for (k = 0; paths && k < paths->count; k++)
			read_filter(
				reader, events->keys[i]->text, paths->items[k]);
	}
}

const struct reference *references_read(struct arena *arena, const char *path,
	const char *text, size_t size, size_t *count)
{
	struct reference_reader reader = {.arena = arena,
		.path = path,
		.folder = arena_copy(arena, path, path_folder_size(path)),
		.text = slice_range(text, 0, size)};

	lines_init(&reader.lines, text, size);
	if (is_workflow(path))
		read_workflow(&reader);
	else if (strcmp(path_name(path), "go.work") == 0)
		read_workspace(&reader);
	else
		read_package(&reader);
	lines_release(&reader.lines);
	*count = reader.list.count;
	return vector_move(&reader.list, arena);
}
