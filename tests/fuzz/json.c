/*
 * JSON, strict and with comments: places as for YAML; what is strict is what
 * jansson takes and has the same values, and is read the same with comments.
 */
#include "base/arena.h"
#include "fuzz.h"
#include "generate/json_node.h"

#include <string.h>

static struct document *parse(struct arena *arena, enum document_kind kind,
	const char *path, struct slice text)
{
	struct document *document;
	struct error err = {.kind = ERROR_NONE};

	if (document_parse(&document, arena, kind, path, text.data, text.size,
		    &err) != 0) {
		fuzz_error(&err, text);
		return NULL;
	}
	fuzz_document(document);
	return document;
}

/* NUL ends the texts of a tree. */
static bool has_nul(struct slice text)
{
	return slice_find(text, "\\u0000", 0) != SIZE_MAX;
}

static void check_values(const struct document *document, struct slice text)
{
	json_t *ours = json_of_node(document->root);
	json_t *theirs = json_loadb(text.data, text.size,
		JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL |
			JSON_REJECT_DUPLICATES,
		NULL);
	json_t *again = json_loadb(
		text.data, text.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

	/* Too large for 64 bits or for a double: ours tells, theirs not. */
	if (again != NULL) {
		must(theirs != NULL);
		must(json_equal(ours, again));
	}
	json_decref(ours);
	json_decref(theirs);
	json_decref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	const struct document *strict, *commented;

	strict = parse(arena, DOCUMENT_JSON, "a.json", text);
	commented = parse(arena, DOCUMENT_JSON_COMMENTS, "a.jsonc", text);
	parse(arena, DOCUMENT_JSON_COMMENTS, "a.json5", text);
	if (strict != NULL) {
		must(commented != NULL);
		must(node_same(strict->root, commented->root));
		if (!has_nul(text))
			check_values(strict, text);
	}
	arena_free(arena);
	return 0;
}
