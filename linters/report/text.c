/*
 * The text format: a line a finding, and on a terminal the source line with
 * a caret under the exact span and the related places.
 */
#include "base/visible.h"
#include "engine/redact.h"
#include "report/report.h"
#include "report/source_text.h"
#include <string.h>

/* How much of a long line is shown around the span. */
#define WINDOW 140

static const char *color_of(enum level level)
{
	switch (level) {
	case LEVEL_ERROR:
		return "\033[1;31m";
	case LEVEL_WARNING:
		return "\033[1;35m";
	default:
		return "\033[1;36m";
	}
}

static void add_place(struct buffer *out, const struct report *report,
	const struct place *place)
{
	if (report->color)
		buffer_add_string(out, "\033[1m");
	add_visible(out, slice_of(place->path));
	buffer_format(out, ":%u:%u:", place->line, place->column);
	if (report->color)
		buffer_add_string(out, "\033[0m");
}

/* A slice of the line around the span, whole code points. */
static void cut(
	struct slice line, size_t from, size_t to, size_t *start, size_t *end)
{
	*start = 0;
	*end = line.size;
	if (line.size <= WINDOW)
		return;
	if (from > WINDOW / 3)
		*start = from - WINDOW / 3;
	while (*start > 0 && ((unsigned char)line.data[*start] & 0xc0) == 0x80)
		(*start)--;
	*end = *start + WINDOW;
	if (*end < to && to - *start < 4 * (size_t)WINDOW)
		*end = to;
	if (*end > line.size)
		*end = line.size;
	while (*end < line.size &&
		((unsigned char)line.data[*end] & 0xc0) == 0x80)
		(*end)++;
}

/*
 * Secrets of any finding on the line are never shown. One on a single line
 * is covered in the whole report (engine/redact.h), but not of one that
 * crosses lines what its pattern cannot tell a line at a time.
 */
static void mask(char *line, size_t size, const struct report *report,
	const struct place *place)
{
	size_t i, at, end;

	for (i = 0; i < report->findings->count; i++) {
		const struct finding *finding = report->findings->items[i];
		const struct place *secret = &finding->place;

		if (!finding->rule->redacted || place->line < secret->line ||
			place->line > secret->end_line ||
			strcmp(secret->path, place->path) != 0)
			continue;
		at = place->line == secret->line
			     ? secret->column - 1 + SECRET_SHOWN
			     : 0;
		end = place->line == secret->end_line ? secret->end_column - 1
						      : size;
		for (; at < end && at < size; at++)
			line[at] = '*';
	}
}

/* As wide as the characters of the line that add_visible() has shown. */
static void add_columns(struct buffer *out, struct slice line, char mark)
{
	size_t at = 0, size, columns;

	for (; at < line.size; at += size) {
		struct slice rest = slice_range(line.data, at, line.size);

		columns = visible_columns(rest, &size);
		if (rest.data[0] == '\t' && mark == ' ')
			buffer_add_char(out, '\t');
		else
			while (columns-- > 0)
				buffer_add_char(out, mark);
	}
}

static void add_caret(struct buffer *out, const struct report *report,
	struct slice line, size_t from, size_t to, enum level level)
{
	size_t start;

	if (to > line.size)
		to = line.size;
	buffer_add_string(out, "      | ");
	add_columns(out, slice_range(line.data, 0, from), ' ');
	if (report->color)
		buffer_add_string(out, color_of(level));
	start = out->size;
	if (from < to)
		add_columns(out, slice_range(line.data, from, to), '~');
	if (out->size > start)
		out->data[start] = '^';
	if (report->color)
		buffer_add_string(out, "\033[0m");
	buffer_add_char(out, '\n');
}

static void add_excerpt(struct buffer *out, const struct report *report,
	struct source_texts *texts, const struct finding *finding)
{
	const struct place *place = &finding->place;
	const struct source_text *text = source_text_of(texts, place->path);
	struct slice line = lines_text(&text->lines, place->line);
	size_t from = place->column - 1, to, start, end;
	struct buffer copy = BUFFER_INIT;

	if (text->text == NULL || line.size == 0 || from >= line.size)
		return;
	to = place->end_line == place->line && place->end_column > from
		     ? place->end_column - 1
		     : line.size;
	cut(line, from, to, &start, &end);
	buffer_add_slice(&copy, line);
	mask(copy.data, copy.size, report, place);
	buffer_format(out, "%5u | ", place->line);
	add_visible(out, slice_range(copy.data, start, end));
	buffer_add_char(out, '\n');
	add_caret(out, report, slice_range(copy.data, start, end), from - start,
		to - start, finding->level);
	buffer_release(&copy);
}

static void add_related(struct buffer *out, const struct report *report,
	const struct finding *finding)
{
	size_t i;

	for (i = 0; i < finding->related_count; i++) {
		buffer_add_string(out, "      = ");
		add_place(out, report, &finding->related[i].place);
		buffer_add_char(out, ' ');
		add_visible(out, slice_of(finding->related[i].message));
		buffer_add_char(out, '\n');
	}
}

static void add_finding(struct buffer *out, const struct report *report,
	const struct finding *finding)
{
	add_place(out, report, &finding->place);
	buffer_add_char(out, ' ');
	if (report->color)
		buffer_add_string(out, color_of(finding->level));
	buffer_format(out, "%s:", level_name(finding->level));
	if (report->color)
		buffer_add_string(out, "\033[0m");
	buffer_add_char(out, ' ');
	add_visible(out, slice_of(finding->message));
	buffer_format(out, " [%s]\n", finding->rule->id);
}

int report_text(
	struct buffer *out, const struct report *report, struct error *err)
{
	struct source_texts texts;
	size_t i;

	(void)err;
	source_texts_init(&texts, report->snapshot);
	for (i = 0; i < report->findings->count; i++) {
		const struct finding *finding = report->findings->items[i];

		if (report->only_new && !finding->is_new)
			continue;
		add_finding(out, report, finding);
		if (!report->excerpts)
			continue;
		add_excerpt(out, report, &texts, finding);
		add_related(out, report, finding);
	}
	source_texts_release(&texts);
	return 0;
}
