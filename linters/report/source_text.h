/*
 * The files that findings stand in, read again from the judged snapshot for
 * source lines, UTF-16 columns and line hashes. Kept for the report's time.
 */
#ifndef PLUMB_REPORT_SOURCE_TEXT_H
#define PLUMB_REPORT_SOURCE_TEXT_H

#include "base/lines.h"
#include "base/map.h"

struct arena;
struct snapshot;

struct source_text {
	const char *text; /* NULL when it cannot be read */
	size_t size;
	struct lines lines;
	const char **hashes; /* made when first asked for */
	size_t hash_count;
};

struct source_texts {
	const struct snapshot *snapshot;
	struct arena *arena;
	struct map by_path;
};

void source_texts_init(
	struct source_texts *texts, const struct snapshot *snapshot);
void source_texts_release(struct source_texts *texts);

struct source_text *source_text_of(
	struct source_texts *texts, const char *path);

/* The byte column of a line as UTF-16 units, from 1. */
unsigned source_text_utf16_column(
	const struct source_text *text, unsigned line, unsigned column);

/* GitHub's hash of a line; NULL when there is none. */
const char *source_text_hash(
	struct source_texts *texts, struct source_text *text, unsigned line);

#endif
