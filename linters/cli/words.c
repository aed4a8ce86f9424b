/*
 * Lists in options.
 */
#include "cli/words.h"
#include "base/arena.h"
#include "base/vector.h"
#include "cli/command.h"
#include <string.h>

VECTOR_TYPE(word_list, const char *);

static void split(
	struct arena *arena, struct word_list *words, const char *list)
{
	while (*list != '\0') {
		size_t size = strcspn(list, ",");

		if (size != 0)
			vector_add(words, arena_copy(arena, list, size));
		list += size;
		list += *list == ',';
	}
}

const char *const *words_of_option(struct arena *arena,
	const struct invocation *invocation, const char *name, size_t *count)
{
	const struct option_row *rows = invocation->command->options;
	struct word_list words = {0};
	size_t i;

	for (i = 0; i < invocation->option_count; i++) {
		const struct option_given *given = &invocation->options[i];

		if (strcmp(rows[given->row].name, name) == 0)
			split(arena, &words, given->value);
	}
	*count = words.count;
	return vector_move(&words, arena);
}
