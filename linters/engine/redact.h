/*
 * Secrets in what is about to be shown. Whatever quotes a line, a name or a
 * value of the repository may quote a token, whichever rules were asked for;
 * so the text as a whole goes through here last.
 */
#ifndef PLUMB_ENGINE_REDACT_H
#define PLUMB_ENGINE_REDACT_H

#include "base/string.h"

struct rule_set;

enum {
	SECRET_SHOWN = 4, /* bytes of a secret that may be shown, */
	SECRET_SIZE = 8,  /* and only of one that is longer than this */
};

/*
 * Puts stars over what a rule with `redacted: true` matches in a line of
 * text, but for its first SECRET_SHOWN bytes. The size stays, so columns and
 * the syntax of a report do too. rules NULL: the built-in ones.
 */
void redact(char *text, size_t size, const struct rule_set *rules);

#endif
