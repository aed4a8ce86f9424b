/*
 * Paths as parts of URIs (RFC 3986).
 */
#ifndef PLUMB_BASE_URI_H
#define PLUMB_BASE_URI_H

#include "base/string.h"

/* Appends a path as a relative reference: bytes percent-encoded, but for
 * letters, digits and `-._~/`. */
void uri_add_path(struct buffer *out, const char *path);

#endif
