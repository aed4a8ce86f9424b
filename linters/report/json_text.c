/*
 * What the JSON formats share. Knows nothing of findings.
 */
#include "report/json_text.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "report/report.h"
#include <stdlib.h>

static void *allocate(size_t size)
{
	return memory_resize(NULL, size, 1);
}

void report_take_memory(void)
{
	json_set_alloc_funcs(allocate, free);
}

json_t *json_text_of(struct slice text)
{
	struct buffer clean = BUFFER_INIT;
	json_t *value;

	if (utf8_is_valid(text.data, text.size))
		return json_stringn(text.data, text.size);
	utf8_clean(&clean, text);
	value = json_stringn(clean.data, clean.size);
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
	int result = json_dump_callback(value, append, out, flags);

	json_decref(value);
	if (result != 0)
		return error_set(err, ERROR_WORK, "cannot write JSON");
	buffer_add_char(out, '\n');
	return 0;
}
