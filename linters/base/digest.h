/*
 * SHA-256 (FIPS 180-4), as a page's Content-Security-Policy wants it.
 */
#ifndef PLUMB_BASE_DIGEST_H
#define PLUMB_BASE_DIGEST_H

#include "base/string.h"

enum { DIGEST_SIZE = 32 };

void digest_sha256(unsigned char out[DIGEST_SIZE], struct slice bytes);

/* Appends "sha256-" and the digest of bytes in base 64 (RFC 4648). */
void digest_add_source(struct buffer *out, struct slice bytes);

#endif
