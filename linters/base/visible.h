/*
 * Text made harmless for a terminal: control characters are written out.
 */
#ifndef PLUMB_BASE_VISIBLE_H
#define PLUMB_BASE_VISIBLE_H

#include "base/string.h"

/* Appends text with C0 and C1 controls and DEL as \xNN; tabs stay. */
void add_visible(struct buffer *out, struct slice text);

#endif
