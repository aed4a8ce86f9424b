/*
 * What the tests of YAML documents share: reading a text that must parse.
 */
#ifndef PLUMB_TESTS_DOCUMENT_YAML_FIXTURE_H
#define PLUMB_TESTS_DOCUMENT_YAML_FIXTURE_H

#include "document_fixture.h"

static struct document *read_bytes(const char *text, size_t size)
{
	struct document *document = NULL;
	struct error err = {.kind = ERROR_NONE};

	if (document_parse(&document, arena, DOCUMENT_YAML, "test.yaml",
		    hold(text, size), size, &err))
		fail_msg("%u:%u: %s", err.line, err.column, err.message);
	return document;
}

static struct document *read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

#endif
