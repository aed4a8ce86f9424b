/*
 * Compose files as the reference loader reads them: the file as a whole, its
 * names and scalars. Services and ports have files of their own. Reads one
 * file, or a tree that is merged already: it does not know how.
 */
#include "model/compose.h"
#include "base/glob.h"
#include "model/compose_private.h"

#include <stdint.h>
#include <string.h>

bool compose_is_reset(const struct node *node)
{
	return node && node->tag && strcmp(node->tag, "!reset") == 0;
}

struct node *compose_child(const struct node *node, const char *key)
{
	struct node *child = node_get(node, key);

	if (!child || child->kind == NODE_NULL || compose_is_reset(child))
		return NULL;
	return child;
}

struct place compose_place_of(const struct node *node)
{
	return place_of(node->document->path, &node->document->lines,
		node->start, node->end);
}

const struct compose_source *compose_source_of(
	const struct compose_reader *reader, const struct node *node)
{
	size_t i = 0;

	while (i + 1 < reader->sources.count &&
		reader->sources.items[i].document != node->document)
		i++;
	return &reader->sources.items[i];
}

bool compose_is_remote(const char *path)
{
	return strstr(path, "://") || string_starts(path, "git@") ||
	       string_starts(path, "github.com/") || string_ends(path, ".git");
}

const char *compose_path(
	const struct compose_reader *reader, const struct compose_text *text)
{
	if (!text->text || !text->known || compose_is_remote(text->text))
		return NULL;
	return path_join(reader->arena,
		compose_source_of(reader, text->node)->folder, text->text);
}

/* A chart's or a generator's text is no compose file yet. */
bool compose_is_templated(const struct node *node)
{
	return node_is_scalar(node) && node->text &&
	       (strstr(node->text, "{{") || strstr(node->text, "{%"));
}

/* Values in all; further variables are unknown, so that nobody can make a
 * small file large. */
#define EXPANDED_LIMIT (64 * 1024 * 1024)

/* Anchors bring one node to several services: it is told once. */
static bool is_told(struct compose_reader *reader, struct place place)
{
	const char *key =
		arena_format(reader->arena, "%zu %s", place.start, place.path);

	return map_put_string(&reader->told, key, reader) != NULL;
}

static void add_problem(struct compose_reader *reader, struct place place,
	const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

static void add_problem(struct compose_reader *reader, struct place place,
	const char *format, va_list arguments)
{
	struct compose_problem problem = {.place = place};

	if (is_told(reader, place))
		return;
	problem.message = arena_vformat(reader->arena, format, arguments);
	vector_add(&reader->problems, problem);
}

void compose_problem(struct compose_reader *reader, const struct node *node,
	const char *format, ...)
{
	struct place place = compose_place_of(node);
	va_list arguments;

	if (compose_is_templated(node))
		return;
	va_start(arguments, format);
	add_problem(reader, place, format, arguments);
	va_end(arguments);
}

void compose_problem_span(struct compose_reader *reader,
	const struct node *node, size_t from, size_t to, const char *format,
	...)
{
	size_t start, end;
	va_list arguments;

	if (compose_is_templated(node))
		return;
	node_span(node->document, node, from, to, &start, &end);
	va_start(arguments, format);
	add_problem(reader,
		place_of(node->document->path, &node->document->lines, start,
			end),
		format, arguments);
	va_end(arguments);
}

/* A number is not text: variables do not occur in it, and it stands for its
 * value (`0x50` is "80"). */
static struct slice scalar_text(
	const struct compose_reader *reader, const struct node *node)
{
	if (node->kind == NODE_INTEGER)
		return slice_of(
			arena_format(reader->arena, "%lld", node->integer));
	return slice_range(node->text, 0, node->size);
}

struct compose_text compose_value(
	struct compose_reader *reader, const struct node *node)
{
	const struct variables *variables = NULL;
	struct compose_text text = {0};
	struct interpolated *parts;

	if (!node_is_scalar(node) || node->kind == NODE_NULL)
		return text;
	if (reader->expanded <= EXPANDED_LIMIT)
		variables = compose_source_of(reader, node)->variables;
	parts = arena_alloc(reader->arena, sizeof(*parts));
	text.node = node;
	text.place = compose_place_of(node);
	text.known = interpolate(parts, reader->arena,
			     scalar_text(reader, node), variables, NULL) == 0 &&
		     parts->known;
	reader->expanded += parts->size;
	text.text = parts->text;
	text.parts = parts;
	return text;
}

struct compose_text compose_key(const struct node *key)
{
	/* Of a list that was made a mapping, it may be a variable. */
	struct compose_text text = {.text = key->text,
		.known = !key->text || !strchr(key->text, '$'),
		.node = key,
		.place = compose_place_of(key)};

	return text;
}

struct place compose_text_place(const struct compose_file *file,
	const struct compose_text *text, size_t start, size_t end)
{
	struct interpolated_source source = {.from = start, .to = end};
	const struct document *document;
	size_t from, to;

	(void)file; /* a text is of one file */
	if (!text->node || (text->parts && !interpolated_source(text->parts,
						   start, end, &source)))
		return text->place;
	/* `0x50` is not the text that it stands for. */
	if (text->node->kind == NODE_INTEGER &&
		strcmp(text->text, text->node->text) != 0)
		return text->place;
	document = text->node->document;
	node_span(document, text->node, source.from, source.to, &from, &to);
	return place_of(document->path, &document->lines, from, to);
}

/* A mistake in a variable stops the loader, wherever in a service it is. */
static void check_variables(
	struct compose_reader *reader, const struct node *node, unsigned depth)
{
	struct interpolated value;
	struct error err;
	size_t i;

	if (depth > 200 || compose_is_reset(node))
		return;
	for (i = 0; i < node->count; i++)
		check_variables(reader, node->items[i], depth + 1);
	if (node->kind != NODE_STRING || !memchr(node->text, '$', node->size) ||
		interpolate(&value, reader->arena,
			slice_range(node->text, 0, node->size), NULL,
			&err) == 0)
		return;
	compose_problem_span(
		reader, node, err.column - 1, node->size, "%s", err.message);
}

static bool is_service_name(const char *name)
{
	if (!*name)
		return false;
	for (; *name; name++)
		if (!character_is_word(*name) && *name != '.' && *name != '-')
			return false;
	return true;
}

/* Is the pair one that can be read as a service? Says why not. */
static bool check_service(struct compose_reader *reader, const struct node *key,
	const struct node *node)
{
	if (!key->text || !key->size || compose_is_reset(node) ||
		compose_is_templated(key))
		return false;
	if (!is_service_name(key->text)) {
		compose_problem(reader, key,
			"`%s` is no name of a service; use letters, digits, "
			"`.`, `_` and `-` only",
			key->text);
		return false;
	}
	if (node->kind == NODE_MAPPING)
		return true;
	/* Null: an overlay may leave the service to its base. */
	if (node->kind != NODE_NULL)
		compose_problem(reader, node,
			"service `%s` is %s, but must be a mapping", key->text,
			node_kind_name(node));
	return false;
}

static void index_other_names(
	struct compose_file *file, struct compose_service *service)
{
	size_t i;

	for (i = 0; i < service->other_name_count; i++) {
		const char *name = service->other_names[i].text;
		void *other =
			map_put_string(&file->by_other_name, name, service);

		if (other && other != service)
			map_put_string(&file->by_other_name, name, file);
	}
}

static void read_service(struct compose_reader *reader, const struct node *key,
	const struct node *node)
{
	struct compose_service *service =
		&reader->services[reader->file->service_count];

	if (string_starts(key->text ? key->text : "", "x-") ||
		!check_service(reader, key, node))
		return;
	compose_service_read(reader, service, key, node);
	check_variables(reader, node, 0);
	map_put_string(&reader->file->by_name, service->name, service);
	index_other_names(reader->file, service);
	reader->file->service_count++;
}

static void read_services(
	struct compose_reader *reader, const struct node *services)
{
	size_t i;

	if (services->kind != NODE_MAPPING)
		compose_problem(reader, services,
			"`services` is %s, but must be a mapping of names to "
			"services",
			node_kind_name(services));
	else
		for (i = 0; i < services->count; i++)
			read_service(
				reader, services->keys[i], services->items[i]);
}

static void read_networks(
	struct compose_reader *reader, const struct node *networks)
{
	size_t i;

	if (networks->kind != NODE_MAPPING)
		return;
	for (i = 0; i < networks->count; i++) {
		struct compose_text name = compose_value(
			reader, compose_child(networks->items[i], "name"));

		if (compose_is_reset(networks->items[i]))
			continue;
		vector_add(&reader->networks, compose_key(networks->keys[i]));
		if (name.text)
			vector_add(&reader->networks, name);
	}
}

static void read_root(struct compose_reader *reader, const struct node *root)
{
	const struct node *services = compose_child(root, "services");
	const struct node *networks = compose_child(root, "networks");
	struct compose_text name =
		compose_value(reader, compose_child(root, "name"));

	if (compose_child(root, "include"))
		reader->file->has_include = true;
	if (name.text && name.known)
		reader->file->name = name.text;
	if (networks)
		read_networks(reader, networks);
	if (services)
		read_services(reader, services);
}

void compose_read_roots(
	struct compose_reader *reader, struct node *const *roots, size_t count)
{
	struct compose_file *file = reader->file;
	size_t service_count = 0, i;

	for (i = 0; i < count; i++) {
		const struct node *services =
			compose_child(roots[i], "services");

		service_count += services ? services->count : 0;
	}
	file->services = reader->services = arena_alloc(
		reader->arena, service_count * sizeof(*file->services));
	for (i = 0; i < count; i++)
		if (roots[i]->kind == NODE_MAPPING)
			read_root(reader, roots[i]);
	file->network_count = reader->networks.count;
	file->networks = vector_move(&reader->networks, reader->arena);
	file->problem_count = reader->problems.count;
	file->problems = vector_move(&reader->problems, reader->arena);
	map_release(&reader->told);
	vector_free(&reader->sources);
}

static char *folder_of(struct arena *arena, const char *path)
{
	return arena_copy(arena, path, path_folder_size(path));
}

struct compose_file *compose_read(struct arena *arena, const char *path,
	const char *text, size_t size, const struct variables *variables)
{
	struct compose_file *file = arena_alloc(arena, sizeof(*file));
	struct compose_reader reader = {.arena = arena, .file = file};
	struct compose_source source = {.variables = variables};
	struct document *document;

	file->path = arena_string(arena, path);
	file->folder = folder_of(arena, path);
	file->stands_alone = compose_is_apart(path);
	if (document_parse(&document, arena, document_kind_of(path), file->path,
		    text, size, &file->error) < 0)
		return file;
	file->document = source.document = document;
	source.folder = file->folder;
	vector_add(&reader.sources, source);
	compose_read_roots(&reader, document->roots, document->root_count);
	return file;
}

void compose_release(struct compose_file *file)
{
	if (!file)
		return;
	map_release(&file->by_name);
	map_release(&file->by_other_name);
}

const struct compose_service *compose_find(
	const struct compose_file *file, const char *name)
{
	return map_get_string(&file->by_name, name);
}

const struct compose_service *compose_called(
	const struct compose_file *file, struct slice host)
{
	const void *service = map_get(&file->by_name, host);

	if (!service)
		service = map_get(&file->by_other_name, host);
	return service == file ? NULL : service;
}

bool compose_is_shape(const struct node *root)
{
	return root && root->kind == NODE_MAPPING &&
	       (node_get(root, "services") || node_get(root, "include"));
}
