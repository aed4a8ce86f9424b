/*
 * Env files: every line is an entry, a comment or a mistake; keys and values
 * stand where they are said to stand.
 */
#include "model/dotenv.h"
#include "base/arena.h"
#include "fuzz.h"

#include <string.h>

static void check_entry(
	const struct dotenv_entry *entry, struct slice text, size_t *last)
{
	struct slice key, value;

	must(entry->key_start >= *last && entry->key_start <= entry->key_end);
	must(entry->key_end <= entry->value_start);
	must(entry->value_start <= entry->value_end);
	must(entry->value_end <= text.size);
	key = slice_range(text.data, entry->key_start, entry->key_end);
	value = slice_range(text.data, entry->value_start, entry->value_end);
	must(key.size > 0 && slice_is(key, entry->key));
	if (entry->literal)
		must(entry->known && entry->value != NULL);
	/* Nothing in it can mean anything but itself. */
	if (entry->value != NULL && !memchr(value.data, '$', value.size) &&
		!memchr(value.data, '\\', value.size) &&
		!memchr(value.data, '\0', value.size))
		must(slice_is(value, entry->value));
	*last = entry->value_end;
}

/* Some entry or mistake has a part in the line. */
static bool is_told(const struct dotenv *dotenv, size_t start, size_t end)
{
	for (size_t i = 0; i < dotenv->count; i++)
		if (dotenv->entries[i].key_start < end &&
			dotenv->entries[i].value_end + 1 >= start)
			return true;
	for (size_t i = 0; i < dotenv->problem_count; i++)
		if (dotenv->problems[i].start < end &&
			dotenv->problems[i].end >= start)
			return true;
	return false;
}

static void check_lines(const struct dotenv *dotenv)
{
	for (unsigned line = 1; line <= dotenv->lines.count; line++) {
		size_t start = lines_start(&dotenv->lines, line);
		struct slice text = lines_text(&dotenv->lines, line);
		size_t end = start + text.size;

		if (slice_starts(text, "\xef\xbb\xbf"))
			text = slice_range(text.data, 3, text.size);
		while (text.size > 0 && strchr(" \t\r\v\f", text.data[0]) &&
			text.data[0] != '\0')
			text = slice_range(text.data, 1, text.size);
		if (text.size > 0 && text.data[0] != '#')
			must(is_told(dotenv, start, end));
	}
}

static void check(const struct dotenv *dotenv, struct slice text)
{
	size_t last = 0;

	for (size_t i = 0; i < dotenv->count; i++) {
		const struct dotenv_entry *entry = &dotenv->entries[i];
		const struct dotenv_entry *found;

		check_entry(entry, text, &last);
		found = dotenv_find(dotenv, entry->key);
		must(found >= entry && strcmp(found->key, entry->key) == 0);
	}
	for (size_t i = 0; i < dotenv->problem_count; i++) {
		const struct dotenv_problem *problem = &dotenv->problems[i];

		must(problem->start <= problem->end);
		must(problem->end <= text.size);
		must(problem->message[0] != '\0');
	}
	if (dotenv->lines.count < 200)
		check_lines(dotenv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct dotenv *outer, *inner;

	outer = dotenv_read(arena, ".env", text.data, text.size, NULL);
	inner = dotenv_read(arena, "a.env", text.data, text.size, outer);
	check(outer, text);
	check(inner, text);
	must(outer->count == inner->count);
	dotenv_release(inner);
	dotenv_release(outer);
	arena_free(arena);
	return 0;
}
