/*
 * The report as text, and what the written reports share. It must not know
 * how its numbers were found.
 */
#include "base/arena.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "generate/registry_report.h"
#include <string.h>

enum { BAR_WIDTH = 20, COMMIT_ID = 7, CHANGE_LIMIT = 20 };

size_t report_error_count(const struct registry_report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->conflict_count; i++)
		count += report->conflicts[i]->level == LEVEL_ERROR;
	return count;
}

void report_add_link(struct buffer *out, const struct registry_report *report,
	const struct place *place)
{
	buffer_add_string(out, report->link_base);
	uri_add_path(out, place->path);
	buffer_format(out, "#L%u", place->line);
}

const struct difference *report_change(
	const struct report_commit *commit, size_t at)
{
	for (size_t i = 0; i < commit->comparison_count; i++) {
		const struct comparison *comparison = commit->comparisons[i];

		if (at < comparison->count)
			return &comparison->changes[at];
		at -= comparison->count;
	}
	return NULL;
}

size_t report_change_count(const struct report_commit *commit)
{
	size_t count = 0;

	for (size_t i = 0; i < commit->comparison_count; i++)
		count += commit->comparisons[i]->count;
	return count;
}

void report_add_commit(struct buffer *out, const struct report_commit *commit,
	const struct report_commit_form *form)
{
	struct buffer line = BUFFER_INIT;
	const struct difference *change;
	size_t count = report_change_count(commit), i;

	buffer_add_string(out, form->head);
	if (commit->id == NULL) {
		buffer_add_string(out, "not committed yet");
	} else {
		buffer_format(out, "%s%s%.*s%s", commit->date, form->gap,
			COMMIT_ID, commit->id, form->gap);
		form->text(out, commit->subject);
	}
	buffer_add_char(out, '\n');
	if (commit->unreadable)
		buffer_format(
			out, "%sthe registry cannot be read\n", form->item);
	for (i = 0;
		i < CHANGE_LIMIT && (change = report_change(commit, i)) != NULL;
		i++) {
		buffer_clear(&line);
		difference_text(&line, change);
		buffer_format(out, "%s%-*s ", form->item, form->word_width,
			difference_word(change->kind));
		form->text(out, buffer_string(&line));
		buffer_add_char(out, '\n');
	}
	if (count > CHANGE_LIMIT)
		buffer_format(out, "%sand %zu more\n", form->item,
			count - CHANGE_LIMIT);
	buffer_release(&line);
}

static void add_count(struct buffer *out, size_t count, const char *what)
{
	buffer_format(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

void report_add_summary(
	struct buffer *out, const struct registry_report *report)
{
	size_t errors = report_error_count(report);
	size_t warnings = report->conflict_count - errors;

	add_count(out, report->service_count, "service");
	if (report->range_count > 0) {
		buffer_add_string(out, " in ");
		add_count(out, report->range_count, "range");
		buffer_add_string(out, ", ");
		add_count(out, (size_t)report->free, "free port");
	}
	buffer_add_string(out, ", ");
	if (report->conflict_count == 0) {
		buffer_add_string(out, "no conflicts");
		return;
	}
	add_count(out, report->conflict_count, "conflict");
	buffer_add_string(out, " (");
	if (errors > 0)
		add_count(out, errors, "error");
	if (errors > 0 && warnings > 0)
		buffer_add_string(out, ", ");
	if (warnings > 0)
		add_count(out, warnings, "warning");
	buffer_add_char(out, ')');
}

/* Cells of `part` in `whole`, at least one of what is there. */
static int cells(long part, long whole, int width)
{
	long count = whole > 0 ? part * width / whole : 0;

	return (int)(part > 0 && count == 0 ? 1 : count);
}

void report_add_bar(
	struct buffer *out, const struct report_range *range, int width)
{
	long size = range->range->max - range->range->min + 1;
	int taken = cells(range->taken, size, width);
	int foreign = cells(range->foreign, size, width);

	/* What is free must not look full. */
	while (taken + foreign > width - (range->free > 0) && foreign > 1)
		foreign--;
	while (taken + foreign > width - (range->free > 0) && taken > 1)
		taken--;
	for (int i = 0; i < width; i++)
		buffer_add_string(out, i < taken             ? "█"
				       : i < taken + foreign ? "▒"
							     : "░");
}

static void add_text(struct buffer *out, const char *text)
{
	struct buffer clean = BUFFER_INIT;

	utf8_clean(&clean, slice_of(text));
	for (size_t i = 0; i < clean.size; i++)
		if (clean.data[i] == '\t')
			clean.data[i] = ' ';
	add_visible(out, slice_range(buffer_string(&clean), 0, clean.size));
	buffer_release(&clean);
}

static void add_column(struct buffer *out, const char *text, size_t width)
{
	struct buffer cell = BUFFER_INIT;
	size_t used;

	add_text(&cell, text);
	used = utf8_utf16_units(buffer_string(&cell), cell.size);
	buffer_add_string(out, buffer_string(&cell));
	buffer_format(out, "%*s", (int)(used < width ? width - used : 0), "");
	buffer_release(&cell);
}

static void add_ranges(struct buffer *out, const struct registry_report *report)
{
	size_t width = strlen("RANGE");

	if (report->range_count == 0)
		return;
	for (size_t i = 0; i < report->range_count; i++) {
		const char *name = report->ranges[i].range->name;
		size_t size = utf8_utf16_units(name, strlen(name));

		width = size > width && size <= 40 ? size : width;
	}
	buffer_format(out, "\n%-*s  PORTS        %-*s  TAKEN  FOREIGN   FREE\n",
		(int)width, "RANGE", BAR_WIDTH, "");
	for (size_t i = 0; i < report->range_count; i++) {
		const struct report_range *range = &report->ranges[i];

		add_column(out, range->range->name, width);
		buffer_format(out, "  %5ld-%-5ld  ", range->range->min,
			range->range->max);
		report_add_bar(out, range, BAR_WIDTH);
		buffer_format(
			out, "  %5ld  %7ld  ", range->taken, range->foreign);
		if (range->range->dynamic)
			buffer_add_string(out, "dynamic\n");
		else
			buffer_format(out, "%5ld\n", range->free);
	}
}

static void add_conflicts(
	struct buffer *out, const struct registry_report *report)
{
	if (report->conflict_count > 0)
		buffer_add_char(out, '\n');
	for (size_t i = 0; i < report->conflict_count; i++) {
		const struct finding *finding = report->conflicts[i];

		add_text(out, finding->place.path);
		buffer_format(out, ":%u:%u: %s: ", finding->place.line,
			finding->place.column, level_name(finding->level));
		add_text(out, finding->message);
		buffer_format(out, " [%s]\n", finding->rule->id);
	}
}

/* "a → b, c (calls), d (and calls)", a line for each that needs one. */
static void add_relations(
	struct buffer *out, const struct registry_report *report)
{
	const struct relation *last = NULL;

	for (size_t i = 0; i < report->relation_count; i++) {
		const struct relation *relation = &report->relations[i];

		if (last == NULL || last->from != relation->from) {
			buffer_add_string(out, "\n");
			if (last == NULL)
				buffer_add_string(out, "RELATIONS\n");
			add_text(out, relation->from->name);
			buffer_add_string(out, " → ");
		} else if (last->to == relation->to) {
			buffer_add_string(out, " (and calls)");
			last = relation;
			continue;
		} else {
			buffer_add_string(out, ", ");
		}
		last = relation;
		add_text(out, relation->to->name);
		if (relation->kind == RELATION_CALLS)
			buffer_add_string(out, " (calls)");
	}
	if (last != NULL)
		buffer_add_char(out, '\n');
}

void registry_report_text(
	struct buffer *out, const struct registry_report *report)
{
	static const struct report_commit_form form = {.head = "\n",
		.gap = "  ",
		.item = "  ",
		.word_width = 13,
		.text = add_text};

	report_add_summary(out, report);
	buffer_add_char(out, '\n');
	add_conflicts(out, report);
	add_ranges(out, report);
	add_relations(out, report);
	if (report->commit_count > 0)
		buffer_add_string(out, "\nHISTORY");
	for (size_t i = 0; i < report->commit_count; i++)
		report_add_commit(out, &report->commits[i], &form);
}
