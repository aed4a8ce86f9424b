/*
 * Where the patterns match in one file: the prefilter says which literals
 * occur, and each pattern is run on the lines that hold one of its own, or
 * on everything where it has none or may cross lines. Nothing here decides
 * whether a match is a finding.
 */
#include "base/glob.h"
#include "engine/scan_private.h"
#include "engine/scope.h"
#include <string.h>

bool scan_accepts(struct scan_worker *worker, size_t globs, const char *path)
{
	const struct scan_globs *list = &worker->scan->globs.items[globs];
	struct scan_verdict *verdict = &worker->verdicts[globs];
	if (list->count == 0)
		return true;
	if (verdict->file != worker->number) {
		verdict->file = worker->number;
		verdict->accepts =
			glob_list_match(list->globs, list->count, path);
	}
	return verdict->accepts;
}

size_t scan_line_end(const char *text, size_t size, size_t start)
{
	const char *end = memchr(text + start, '\n', size - start);
	return end != NULL ? (size_t)(end - text) : size;
}

size_t scan_line_size(const char *text, size_t start, size_t end)
{
	return end > start && text[end - 1] == '\r' ? end - start - 1
						    : end - start;
}

void scan_gave_up(struct scan_worker *worker, size_t number)
{
	const struct scan_match *match = &worker->scan->matches.items[number];
	if (worker->failed[number] == worker->number)
		return;
	worker->failed[number] = worker->number;
	sink_notice(&worker->sink, NOTICE_FAILED, worker->file.path,
		"match limit reached by the pattern of %s: not looked at "
		"whole",
		match->rule->id);
}

/* offset is where the text that was searched stands in the file. */
static void add_hit(struct scan_worker *worker, size_t number, size_t offset,
	const struct pattern_match *found)
{
	const struct scan_match *match = &worker->scan->matches.items[number];
	size_t named;
	pattern_group_names(match->pattern, &named);
	if (named > PATTERN_CAPTURES)
		named = PATTERN_CAPTURES;
	struct scan_hit hit = {
		.match = number,
		.start = offset + found->start[0],
		.end = offset + found->end[0],
		.groups = worker->groups.count,
		.group_count = named,
	};
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < named; i++) {
			bool set =
				i < found->count && found->start[i] != SIZE_MAX;
			size_t at = side == 0 ? found->start[i] : found->end[i];
			vector_add(
				&worker->groups, set ? offset + at : SIZE_MAX);
		}
	vector_add(&worker->hits, hit);
}

/* Every match in size bytes at offset of the file. */
static void find_in(
	struct scan_worker *worker, size_t number, size_t offset, size_t size)
{
	const struct scan_match *match = &worker->scan->matches.items[number];
	const char *text = worker->file.text + offset;
	struct pattern_match found;
	size_t from = 0;
	int result;
	while (from < size &&
		(result = pattern_find(match->pattern, worker->scratch, text,
			 size, from, &found)) != 0) {
		if (result < 0) {
			scan_gave_up(worker, number);
			return;
		}
		add_hit(worker, number, offset, &found);
		from = found.end[0] > from ? found.end[0] : from + 1;
	}
}

static void find_in_lines(struct scan_worker *worker, size_t number)
{
	const char *text = worker->file.text;
	size_t size = worker->file.size;
	for (size_t start = 0; start < size;) {
		size_t end = scan_line_end(text, size, start);
		find_in(worker, number, start,
			scan_line_size(text, start, end));
		start = end + 1;
	}
}

static void find_everywhere(struct scan_worker *worker, size_t number)
{
	if (worker->scan->matches.items[number].match->whole_file)
		find_in(worker, number, 0, worker->file.size);
	else
		find_in_lines(worker, number);
}

/* Makes worker->line_start..line_end the line that holds offset. */
static void turn_to_line(struct scan_worker *worker, size_t offset)
{
	const char *text = worker->file.text;
	if (offset >= worker->line_start && offset < worker->line_end)
		return;
	const char *before = memrchr(text, '\n', offset);
	worker->line_start = before == NULL ? 0 : (size_t)(before - text) + 1;
	worker->line_end = scan_line_end(text, worker->file.size, offset);
}

/* Most files hold no literal, and are never asked. */
static enum scope file_scope(struct scan_worker *worker)
{
	struct scanned_file *file = &worker->file;
	if (file->scope == 0)
		file->scope = scopes_of_text(worker->request->scopes,
			file->path, file->text, file->size);
	return file->scope;
}

static bool applies(struct scan_worker *worker, size_t number)
{
	const struct scan_match *match = &worker->scan->matches.items[number];
	return worker->choice->matches[number] &&
	       scan_accepts(worker, match->globs, worker->file.path) &&
	       (match->scope & file_scope(worker)) != 0;
}

/* The literal of a match that applies stands on the line at offset. */
static void find_near(struct scan_worker *worker, size_t number, size_t offset)
{
	struct scan_stamp *stamp = &worker->stamps[number];
	bool whole = worker->scan->matches.items[number].match->whole_file;
	if (!whole)
		turn_to_line(worker, offset);
	size_t line = whole ? 0 : worker->line_start;
	if (stamp->file == worker->number && stamp->line == line)
		return;
	stamp->file = worker->number;
	stamp->line = line;
	if (whole)
		find_in(worker, number, 0, worker->file.size);
	else
		find_in(worker, number, line,
			scan_line_size(
				worker->file.text, line, worker->line_end));
}

static bool prefilter_hit(void *state, size_t literal, size_t start)
{
	struct scan_worker *worker = state;
	const struct scan *scan = worker->scan;
	if (worker->kind != NULL)
		literal = worker->kind->literals[literal];
	if (literal == scan->literal_count - 1) {
		worker->has_allow = true;
		return true;
	}
	/* Most are of patterns that are for other files. */
	if (worker->idle[literal] == worker->number)
		return true;
	bool any = false;
	for (size_t i = scan->starts[literal]; i < scan->starts[literal + 1];
		i++) {
		size_t match = scan->pairs.items[i].match;
		if (!applies(worker, match))
			continue;
		any = true;
		find_near(worker, match, start);
	}
	if (!any)
		worker->idle[literal] = worker->number;
	return true;
}

static void look(struct scan_worker *worker)
{
	const struct scanned_file *file = &worker->file;
	worker->kind = scan_kind(worker->scan, file->path);
	prefilter_run(worker->kind != NULL ? worker->kind->prefilter
					   : worker->scan->prefilter,
		file->text, file->size, prefilter_hit, worker);
}

void scan_find(struct scan_worker *worker)
{
	const struct scan *scan = worker->scan;
	const struct scanned_file *file = &worker->file;
	bool all = worker->options->no_prefilter;
	worker->hits.count = worker->groups.count = 0;
	worker->line_start = worker->line_end = 0;
	worker->has_allow = false;
	if (all)
		worker->has_allow =
			memmem(file->text, file->size, SCAN_ALLOW_WORD,
				strlen(SCAN_ALLOW_WORD)) != NULL;
	else
		look(worker);
	for (size_t i = 0; i < scan->matches.count; i++)
		if ((all || !scan->matches.items[i].has_literals) &&
			applies(worker, i))
			find_everywhere(worker, i);
}
