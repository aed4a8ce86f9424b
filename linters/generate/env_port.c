/*
 * Which PORT lines of an env file are wrong, and the file with them mended.
 * It must not know where the file lies.
 */
#include "generate/env_port.h"
#include <string.h>

void env_port_edits(struct port_edit_list *out, const struct dotenv *dotenv,
	const struct component *component)
{
	if (component->entry == NULL || component->entry->port_count != 1)
		return;
	for (size_t i = 0; i < dotenv->count; i++) {
		const struct dotenv_entry *entry = &dotenv->entries[i];
		struct port_edit edit = {.entry = entry,
			.wanted = component->entry->ports[0].port};

		if (strcmp(entry->key, "PORT") != 0 || entry->value == NULL ||
			!entry->literal ||
			!slice_number(slice_of(entry->value), 1, 65535,
				&edit.found) ||
			component_serves(component, edit.found))
			continue;
		vector_add(out, edit);
	}
}

void env_port_apply(struct buffer *out, struct slice text,
	const struct port_edit_list *edits)
{
	size_t from = 0;

	for (size_t i = 0; i < edits->count; i++) {
		const struct port_edit *edit = &edits->items[i];

		buffer_add(
			out, text.data + from, edit->entry->value_start - from);
		buffer_format(out, "%ld", edit->wanted);
		from = edit->entry->value_end;
	}
	buffer_add(out, text.data + from, text.size - from);
}
