/*
 * Literals that every match of a pattern must hold, read off the pattern's
 * source. Nothing is matched here, and <pcre2.h> is not known.
 */
#ifndef PLUMB_RULE_PATTERN_LITERALS_H
#define PLUMB_RULE_PATTERN_LITERALS_H

#include "base/string.h"

struct literals {
	struct slice *items; /* one block on the heap */
	size_t count;        /* 0 when nothing can be told */
	bool fold;           /* lower-cased; compare with text in lower case */
};

/*
 * Every text that source can match, from where the match starts to where it
 * ends, holds one of the literals. In doubt (a verb, a callout, something
 * that versions of PCRE2 read in different ways, a source that does not
 * compile) there are none.
 */
void literals_read(
	struct literals *literals, const char *source, bool ignore_case);
void literals_release(struct literals *literals);

#endif
