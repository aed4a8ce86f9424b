/*
 * An error: one sentence, where it is about, and the exit status that it
 * leads to. Functions that can fail return 0 or -1 and fill the caller's
 * struct error, which owns nothing and needs no release.
 */
#ifndef PLUMB_BASE_ERROR_H
#define PLUMB_BASE_ERROR_H

#include <stddef.h>

enum error_kind {
	ERROR_NONE = 0,
	ERROR_USE = 2,  /* an option, configuration, rule file, revision */
	ERROR_WORK = 3, /* no repository, unreadable object, I/O */
};

struct error {
	enum error_kind kind;
	unsigned line, column; /* from 1; 0 where there is none */
	char path[1024];       /* "" where there is none */
	char message[1024];    /* lower case, no full stop */
};

/* Fill err (NULL is fine) and return -1, so that callers can `return` it. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int error_at(struct error *err, enum error_kind kind, const char *path,
	unsigned line, unsigned column, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/*
 * Writes "path:line:col: message" (what is 0 or "" is left out) into text,
 * cut off at size; returns text.
 */
char *error_text(const struct error *err, char *text, size_t size);

#endif
