/*
 * What the JSON formats share. Knows nothing of findings.
 */
#include "report/json_text.h"
#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>

static json_t *checked(json_t *value)
{
	if (value != NULL)
		return value;
	fputs("plumb: out of memory\n", stderr);
	exit(3);
}

json_t *json_text_of(struct slice text)
{
	struct buffer clean = BUFFER_INIT;
	json_t *value;

	if (utf8_is_valid(text.data, text.size))
		return checked(json_stringn(text.data, text.size));
	utf8_clean(&clean, text);
	value = checked(json_stringn(clean.data, clean.size));
	buffer_release(&clean);
	return value;
}

json_t *json_text(const char *text)
{
	return json_text_of(slice_of(text));
}

static int append(const char *data, size_t size, void *out)
{
	buffer_add(out, data, size);
	return 0;
}

int json_write(
	struct buffer *out, json_t *value, size_t flags, struct error *err)
{
	int result = json_dump_callback(checked(value), append, out, flags);

	json_decref(value);
	if (result != 0)
		return error_set(err, ERROR_WORK, "cannot write JSON");
	buffer_add_char(out, '\n');
	return 0;
}
