/*
 * What the JSON formats share: texts that need not be UTF-8, and writing.
 */
#ifndef PLUMB_REPORT_JSON_TEXT_H
#define PLUMB_REPORT_JSON_TEXT_H

#include "base/error.h"
#include "base/string.h"
#include <jansson.h>

/* A string; bad bytes become U+FFFD. A new reference, never NULL. */
json_t *json_text(const char *text);
json_t *json_text_of(struct slice text);

/* Appends value as JSON with a line end, and gives up the reference. */
int json_write(
	struct buffer *out, json_t *value, size_t flags, struct error *err);

#endif
