/*
 * The files that findings stand in, each read once a report.
 */
#include "report/source_text.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "engine/snapshot.h"
#include "report/report.h"

void source_texts_init(
	struct source_texts *texts, const struct snapshot *snapshot)
{
	static const struct map empty = MAP_INIT;

	texts->snapshot = snapshot;
	texts->arena = arena_new();
	texts->by_path = empty;
}

void source_texts_release(struct source_texts *texts)
{
	size_t i;

	for (i = 0; i < texts->by_path.count; i++) {
		struct source_text *text = texts->by_path.entries[i].value;

		lines_release(&text->lines);
	}
	map_release(&texts->by_path);
	arena_free(texts->arena);
}

static void read_text(
	struct source_texts *texts, struct source_text *text, const char *path)
{
	const struct snapshot_entry *entry =
		snapshot_find(texts->snapshot, path);
	struct content content = {0};

	if (entry != NULL &&
		snapshot_read(texts->snapshot, entry, &content, NULL) == 0 &&
		content.left_out == LEFT_NOTHING) {
		text->size = content.buffer.size;
		text->text = arena_copy(texts->arena,
			buffer_string(&content.buffer), text->size);
	}
	content_release(&content);
	lines_init(
		&text->lines, text->text != NULL ? text->text : "", text->size);
}

struct source_text *source_text_of(struct source_texts *texts, const char *path)
{
	struct source_text *text = map_get_string(&texts->by_path, path);

	if (text == NULL) {
		text = arena_alloc(texts->arena, sizeof(*text));
		read_text(texts, text, path);
		map_put_string(&texts->by_path,
			arena_string(texts->arena, path), text);
	}
	return text;
}

unsigned source_text_utf16_column(
	const struct source_text *text, unsigned line, unsigned column)
{
	struct slice bytes = lines_text(&text->lines, line);

	if (column - 1 < bytes.size)
		bytes.size = column - 1;
	return (unsigned)utf8_utf16_units(bytes.data, bytes.size) + 1;
}

const char *source_text_hash(
	struct source_texts *texts, struct source_text *text, unsigned line)
{
	if (text->text == NULL)
		return NULL;
	if (text->hashes == NULL)
		text->hashes = line_hashes(texts->arena, text->text, text->size,
			&text->hash_count);
	return line <= text->hash_count ? text->hashes[line - 1] : NULL;
}
