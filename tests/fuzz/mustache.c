/*
 * Mustache templates. The first line is the view, as JSON (else a small one),
 * the rest the template. A wrong template says where; what is made is
 * the same each time, of the template's bytes and values alone, and text
 * without a tag is left as it is.
 */
#include "generate/mustache.h"
#include "base/arena.h"
#include "engine/snapshot.h"
#include "fuzz.h"

#include <string.h>

static const char usual[] =
	"{\"name\": \"a\", \"no\": false, \"list\": [1, {\"name\": 2}], "
	"\"map\": {\"deep\": {\"x\": \"y\"}}}";

static struct document *view_of(struct arena *arena, struct slice line)
{
	struct document *document;

	if (document_parse(&document, arena, DOCUMENT_JSON, "view", line.data,
		    line.size, NULL) == 0 &&
		document->root->kind == NODE_MAPPING)
		return document;
	must(document_parse(&document, arena, DOCUMENT_JSON, "view", usual,
		     strlen(usual), NULL) == 0);
	return document;
}

/* Every value in the same two bytes, which the writer alone makes. */
static void write_marked(struct buffer *out, const struct node *value)
{
	must(value->kind != NODE_MAPPING && value->kind != NODE_SEQUENCE);
	buffer_add(out, "\1\2", 2);
}

/* Of what is made, all but the marks stands in the template. */
static void check_made(const struct buffer *made, struct slice template)
{
	for (size_t i = 0; i < made->size; i++)
		must(made->data[i] == '\1' || made->data[i] == '\2' ||
			memchr(template.data, made->data[i], template.size) !=
				NULL);
}

static void check_template(const struct mustache *mustache,
	const struct document *view, struct slice template)
{
	struct buffer made = BUFFER_INIT, again = BUFFER_INIT;
	struct error err = {.kind = ERROR_NONE};
	int status = mustache_render(
		&made, mustache, view->root, write_marked, &err);
	bool bare = slice_find(template, "{{{", 0) != SIZE_MAX ||
		    slice_find(template, "&", 0) != SIZE_MAX;

	must(status == mustache_render(&again, mustache, view->root,
			       write_marked, &err));
	must(made.size == again.size &&
		(made.size == 0 ||
			memcmp(made.data, again.data, made.size) == 0));
	if (status != 0)
		fuzz_error(&err, template);
	else if (slice_find(template, "{{", 0) == SIZE_MAX)
		must(made.size == template.size &&
			(made.size == 0 || memcmp(made.data, template.data,
						   made.size) == 0));
	else if (!bare)
		check_made(&made, template);
	must(made.size <= CONTENT_LIMIT + 2 * template.size + 2);
	buffer_release(&made);
	buffer_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct document *view = view_of(arena, fuzz_line(&input));
	struct error err = {.kind = ERROR_NONE};
	struct mustache *mustache;

	if (mustache_read(&mustache, arena, "t.mustache", input, &err) != 0)
		fuzz_error(&err, input);
	else
		check_template(mustache, view, input);
	arena_free(arena);
	return 0;
}
