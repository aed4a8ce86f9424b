/*
 * Errors as values: filling one in and writing it down. It must not print,
 * and must not know who reads the text.
 */
#include "base/error.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* By way of a copy: an argument may be err's own path or message. */
__attribute__((format(printf, 4, 0))) static int error_fill(struct error *err,
	enum error_kind kind, const char *path, const char *format,
	va_list arguments)
{
	struct error filled = {.kind = kind};

	if (!err)
		return -1;
	snprintf(filled.path, sizeof(filled.path), "%s", path);
	vsnprintf(filled.message, sizeof(filled.message), format, arguments);
	*err = filled;
	return -1;
}

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_fill(err, kind, "", format, arguments);
	va_end(arguments);
	return -1;
}

int error_at(struct error *err, enum error_kind kind, const char *path,
	unsigned line, unsigned column, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_fill(err, kind, path ? path : "", format, arguments);
	va_end(arguments);
	if (err) {
		err->line = line;
		err->column = column;
	}
	return -1;
}

char *error_text(const struct error *err, char *text, size_t size)
{
	char line[16] = "", column[16] = "";

	if (err->line)
		snprintf(line, sizeof(line), "%u:", err->line);
	if (err->column)
		snprintf(column, sizeof(column), "%u:", err->column);
	snprintf(text, size, "%s%s%s%s%s%s", err->path, *err->path ? ":" : "",
		line, column, *err->path || *line || *column ? " " : "",
		err->message);
	return text;
}
