/* YAML: every node lies in the text, and every mistake has a place. */
#include "base/arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct document *document;
	struct error err = {.kind = ERROR_NONE};

	if (document_parse(&document, arena, DOCUMENT_YAML, "a.yaml", text.data,
		    text.size, &err) == 0)
		fuzz_document(document);
	else
		fuzz_error(&err, text);
	arena_free(arena);
	return 0;
}
