/*
 * Ports that a server is told to listen on where no variable is named: the
 * command that starts it (`uvicorn app:app --port 8000`, `next dev -p 3000`),
 * the configuration of Vite and its kin, settings classes of pydantic.
 */
#ifndef PLUMB_MODEL_LISTENING_H
#define PLUMB_MODEL_LISTENING_H

#include "base/string.h"

struct listening {
	long port;
	size_t start, end; /* of the digits in the text */
};

/* The next port from byte `from` on that a command of text listens on. */
bool listening_find_command(
	struct listening *out, struct slice text, size_t from);

/* Is it the configuration of a server for development, by its name? */
bool listening_is_configuration(const char *path);
/* The next `port: 5173` of such a file. */
bool listening_find_configured(
	struct listening *out, struct slice text, size_t from);

/* Does a Python file have settings of pydantic? */
bool listening_is_settings(const char *path, struct slice text);
/* The next `port: int = 8000` of such a file, also `Field(8000, …)`. */
bool listening_find_setting(
	struct listening *out, struct slice text, size_t from);

#endif
