/*
 * What a file is for, from its folders, its name, .gitattributes and its
 * first lines. It must not know what a rule does with the answer. Folders
 * are read as they are asked for, by several threads, under one lock.
 */
#include "engine/scope.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/map.h"
#include "base/memory.h"
#include "engine/attributes.h"
#include "engine/configuration.h"
#include "engine/generated.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct folder {
	const struct folder *parent;
	size_t size;      /* of its path */
	enum scope scope; /* by its name and its parents' */
	struct attributes attributes;
};

struct scope_cache {
	pthread_mutex_t lock;
	struct arena *arena;
	struct map folders; /* path -> struct folder */
};

struct scopes {
	const struct snapshot *snapshot;
	const struct configuration *configuration;
	struct scope_cache *cache;
};

/* Words with their sizes: they are compared with every name of a tree. */
#define WORD(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct slice vendored_folders[] = {WORD("node_modules"),
	WORD("vendor"), WORD("third_party"), WORD("third-party"),
	WORD("site-packages"), WORD("dist-packages"), WORD(".direnv"),
	WORD(".venv"), WORD("venv"), WORD("bower_components"), WORD("Pods"),
	WORD(".yarn"), {NULL, 0}};

static const struct slice generated_folders[] = {
	WORD("generated"), WORD("__generated__"), {NULL, 0}};

/* In any case: C# has Tests/. */
static const char *const test_folders[] = {"test", "tests", "__tests__", "spec",
	"specs", "e2e", "fixtures", "__fixtures__", "testdata", "examples",
	"example", "samples", "sample", "mocks", "__mocks__", "__snapshots__",
	"stories", "backup", "backups", "legacy-backup", ".legacy-backup",
	"archive", "archived", "testing", NULL};

static const struct slice document_endings[] = {WORD(".md"), WORD(".mdx"),
	WORD(".markdown"), WORD(".rst"), WORD(".adoc"), WORD(".ipynb"),
	{NULL, 0}};

static const struct slice document_beginnings[] = {
	WORD("README"), WORD("CHANGELOG"), WORD("LICENSE"), {NULL, 0}};

static const struct slice lock_names[] = {WORD("package-lock.json"),
	WORD("npm-shrinkwrap.json"), WORD("pnpm-lock.yaml"), WORD("go.sum"),
	WORD("go.work.sum"), WORD("packages.lock.json"),
	WORD("gradle.lockfile"), WORD(".terraform.lock.hcl"),
	WORD("Package.resolved"), {NULL, 0}};

static const struct slice lock_endings[] = {WORD(".lock"), WORD(".min.js"),
	WORD(".min.mjs"), WORD(".min.css"), WORD(".map"), WORD(".svg"),
	{NULL, 0}};

/* Each begins with a dot or an underscore: see holds_test_part(). */
static const struct slice test_parts[] = {WORD(".test."), WORD(".spec."),
	WORD("_test."), WORD("_spec."), WORD(".stories."), WORD(".example."),
	WORD(".sample."), WORD(".cy."), WORD(".e2e-spec."), {NULL, 0}};

static const struct slice test_endings[] = {WORD("Test.java"),
	WORD("Tests.java"), WORD("Test.kt"), WORD("Test.cs"), WORD("Tests.cs"),
	WORD("Test.php"), WORD(".example"), WORD(".sample"), WORD(".snap"),
	/* Copies that were kept, and requests that somebody tries out. */
	WORD(".old"), WORD(".bak"), WORD(".orig"), WORD(".backup"),
	WORD(".http"), {NULL, 0}};

static bool is_one_of(struct slice name, const struct slice *names)
{
	for (; names->data; names++)
		if (name.size == names->size &&
			memcmp(name.data, names->data, name.size) == 0)
			return true;
	return false;
}

static bool ends_in(struct slice name, const struct slice *endings)
{
	const char *end = name.data + name.size;

	for (; endings->data; endings++)
		if (name.size >= endings->size &&
			end[-1] == endings->data[endings->size - 1] &&
			memcmp(end - endings->size, endings->data,
				endings->size) == 0)
			return true;
	return false;
}

static bool starts_with(struct slice name, const struct slice *beginnings)
{
	for (; beginnings->data; beginnings++)
		if (name.size >= beginnings->size &&
			name.data[0] == beginnings->data[0] &&
			memcmp(name.data, beginnings->data, beginnings->size) ==
				0)
			return true;
	return false;
}

static bool holds_test_part(struct slice name)
{
	for (; name.size; name.data++, name.size--)
		if ((*name.data == '.' || *name.data == '_') &&
			starts_with(name, test_parts))
			return true;
	return false;
}

static bool is_fold(struct slice name, const char *word)
{
	size_t i;

	for (i = 0; i < name.size && word[i]; i++)
		if (character_lower(name.data[i]) != word[i])
			return false;
	return i == name.size && !word[i];
}

static bool is_one_of_fold(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (is_fold(name, *names))
			return true;
	return false;
}

static enum scope scope_of_folder(struct slice name)
{
	if (is_one_of(name, vendored_folders))
		return SCOPE_VENDORED;
	if (is_one_of(name, generated_folders))
		return SCOPE_GENERATED;
	if (is_fold(name, "docs"))
		return SCOPE_DOCUMENT;
	return is_one_of_fold(name, test_folders) ? SCOPE_TEST : SCOPE_SOURCE;
}

/* Of two, the one that says more: vendored, generated, document, test. */
static enum scope scope_stronger(enum scope a, enum scope b)
{
	static const enum scope order[] = {
		SCOPE_VENDORED, SCOPE_GENERATED, SCOPE_DOCUMENT, SCOPE_TEST};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return SCOPE_SOURCE;
}

static bool is_test_name(struct slice name)
{
	return holds_test_part(name) || ends_in(name, test_endings) ||
	       slice_is(name, "conftest.py") ||
	       (slice_starts(name, "test_") && slice_ends(name, ".py")) ||
	       slice_starts(name, "test-") ||
	       slice_starts(name, "smoke-test") ||
	       slice_ends(name, "-test.sh") ||
	       (slice_starts(name, ".env") && slice_ends(name, ".template"));
}

/* *.txt is prose in doc/ only: requirements.txt, CMakeLists.txt. */
static bool is_document(const char *path, struct slice name)
{
	if (slice_ends(name, ".txt") &&
		(string_starts(path, "doc/") || strstr(path, "/doc/")))
		return true;
	return ends_in(name, document_endings) ||
	       starts_with(name, document_beginnings);
}

static bool is_lock_name(struct slice name)
{
	return is_one_of(name, lock_names) || ends_in(name, lock_endings);
}

static void load_attributes(
	const struct scopes *scopes, struct folder *folder, const char *path)
{
	struct arena *arena = scopes->cache->arena;
	const struct snapshot_entry *entry = snapshot_find(
		scopes->snapshot, arena_format(arena, "%s%s.gitattributes",
					  path, *path ? "/" : ""));
	struct content content = {0};

	if (!entry)
		return;
	if (snapshot_read(scopes->snapshot, entry, &content, NULL) == 0 &&
		content.left_out == LEFT_NOTHING)
		/* Patterns borrow their text. */
		attributes_read(&folder->attributes, arena,
			arena_copy(arena, content.buffer.data,
				content.buffer.size),
			content.buffer.size);
	content_release(&content);
}

/* The folder that is the first size bytes of path, with its parents. */
static const struct folder *find_folder(
	const struct scopes *scopes, const char *path, size_t size)
{
	struct scope_cache *cache = scopes->cache;
	struct folder *folder =
		map_get(&cache->folders, (struct slice){path, size});
	char *own;

	if (folder)
		return folder;
	own = arena_copy(cache->arena, path, size);
	folder = arena_alloc(cache->arena, sizeof(*folder));
	folder->size = size;
	folder->scope = SCOPE_SOURCE;
	if (size) {
		const char *name = path_name(own);

		folder->parent =
			find_folder(scopes, path, path_folder_size(own));
		folder->scope = scope_stronger(
			folder->parent->scope, scope_of_folder(slice_of(name)));
	}
	load_attributes(scopes, folder, own);
	map_put(&cache->folders, (struct slice){own, size}, folder);
	return folder;
}

static bool is_configured_vendored(
	const struct configuration *configuration, const char *path)
{
	return configuration->vendored_count &&
	       glob_list_match(configuration->vendored,
		       configuration->vendored_count, path);
}

/* Strongest first; an attribute that is unset takes the word back. */
static enum scope classify(const struct scopes *scopes, const char *path,
	enum scope folder_scope, const enum attribute_state *states)
{
	struct slice name = slice_of(path_name(path));
	enum attribute_state generated = states[ATTRIBUTE_GENERATED];
	enum attribute_state document = states[ATTRIBUTE_DOCUMENTATION];

	if (is_configured_vendored(scopes->configuration, path) ||
		states[ATTRIBUTE_VENDORED] == ATTRIBUTE_SET ||
		(folder_scope == SCOPE_VENDORED &&
			states[ATTRIBUTE_VENDORED] != ATTRIBUTE_UNSET))
		return SCOPE_VENDORED;
	if (is_lock_name(name))
		return SCOPE_LOCK;
	if (generated == ATTRIBUTE_SET || (folder_scope == SCOPE_GENERATED &&
						  generated != ATTRIBUTE_UNSET))
		return SCOPE_GENERATED;
	if (document == ATTRIBUTE_SET ||
		(document != ATTRIBUTE_UNSET &&
			(folder_scope == SCOPE_DOCUMENT ||
				is_document(path, name))))
		return SCOPE_DOCUMENT;
	if (folder_scope == SCOPE_TEST || is_test_name(name))
		return SCOPE_TEST;
	return SCOPE_SOURCE;
}

static enum scope scope_of_path(
	const struct scopes *scopes, const char *path, bool *never_generated)
{
	enum attribute_state states[ATTRIBUTE_COUNT] = {ATTRIBUTE_NOT_NAMED};
	const struct folder *folder;

	pthread_mutex_lock(&scopes->cache->lock);
	folder = find_folder(scopes, path, path_folder_size(path));
	pthread_mutex_unlock(&scopes->cache->lock);
	for (const struct folder *at = folder; at; at = at->parent)
		attributes_apply(&at->attributes,
			path + at->size + (at->size > 0), states);
	*never_generated = states[ATTRIBUTE_GENERATED] == ATTRIBUTE_UNSET;
	return classify(scopes, path, folder->scope, states);
}

struct scopes *scopes_new(const struct snapshot *snapshot,
	const struct configuration *configuration)
{
	struct scopes *scopes = memory_new(1, sizeof(*scopes));
	struct scope_cache *cache = memory_new(1, sizeof(*cache));

	pthread_mutex_init(&cache->lock, NULL);
	cache->arena = arena_new();
	scopes->snapshot = snapshot;
	scopes->configuration = configuration;
	scopes->cache = cache;
	return scopes;
}

void scopes_free(struct scopes *scopes)
{
	if (!scopes)
		return;
	map_release(&scopes->cache->folders);
	arena_free(scopes->cache->arena);
	pthread_mutex_destroy(&scopes->cache->lock);
	free(scopes->cache);
	free(scopes);
}

enum scope scopes_of_path(const struct scopes *scopes, const char *path)
{
	bool never_generated;

	return scope_of_path(scopes, path, &never_generated);
}

enum scope scopes_of_text(const struct scopes *scopes, const char *path,
	const char *text, size_t size)
{
	bool never_generated;
	enum scope scope = scope_of_path(scopes, path, &never_generated);

	if ((scope != SCOPE_SOURCE && scope != SCOPE_TEST) || never_generated)
		return scope;
	if (text_is_minified(path, text, size))
		return SCOPE_LOCK;
	return text_is_generated(path, text, size) ? SCOPE_GENERATED : scope;
}
