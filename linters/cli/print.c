/*
 * Lines of commands on standard output and standard error. It must not know
 * what they say; whether they arrived is asked once, when the command ends.
 */
#include "cli/print.h"
#include "base/arena.h"
#include "base/visible.h"
#include "engine/redact.h"
#include <stdarg.h>
#include <stdio.h>

static void put_line(FILE *stream, const char *start, struct slice text)
{
	struct buffer line = BUFFER_INIT;

	buffer_add_string(&line, start);
	add_visible(&line, text);
	buffer_add_char(&line, '\n');
	redact(line.data, line.size, NULL);
	fwrite(line.data, 1, line.size, stream);
	buffer_release(&line);
}

__attribute__((format(printf, 3, 0))) static void put_format(
	FILE *stream, const char *start, const char *format, va_list arguments)
{
	struct arena *arena = arena_new();

	put_line(stream, start,
		slice_of(arena_vformat(arena, format, arguments)));
	arena_free(arena);
}

void tell(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_format(stderr, "plumb: ", format, arguments);
	va_end(arguments);
}

void print_line(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_format(stdout, "", format, arguments);
	va_end(arguments);
}

void print_text(const char *text)
{
	struct buffer visible = BUFFER_INIT;

	add_visible_lines(&visible, slice_of(text));
	fwrite(buffer_string(&visible), 1, visible.size, stdout);
	buffer_release(&visible);
}
