/*
 * What becomes of the matches in a file: the filters of their rule, then the
 * linter's own function or a finding as the rule says. The items of a rule's
 * `match` are alternatives: where several match the same bytes, the first
 * whose filters let it through has the word, whatever it then says.
 */
#include "base/utf8.h"
#include "engine/redact.h"
#include "engine/scan_private.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_VALUE "secret" /* the value that tells secrets apart */

static void need_lines(struct scan_worker *worker)
{
	if (worker->has_lines)
		return;
	lines_init(&worker->lines, worker->file.text, worker->file.size);
	worker->file.lines = &worker->lines;
	worker->has_lines = true;
}

static void need_spans(struct scan_worker *worker)
{
	struct scanned_file *file = &worker->file;
	if (worker->has_spans)
		return;
	file->language = language_of(file->path, file->text, file->size);
	lexer_read(&worker->spans, file->language, file->text, file->size);
	file->spans = &worker->spans;
	worker->has_spans = true;
}

/* By number of match (so by rule and item), then by place. */
static int hit_compare(const void *left, const void *right)
{
	const struct scan_hit *a = left, *b = right;
	if (a->match != b->match)
		return a->match < b->match ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return 0;
}

static int span_compare(const void *left, const void *right)
{
	const struct scan_span *a = left, *b = right;
	return a->start < b->start ? -1 : a->start > b->start;
}

/* Claims do not overlap one another; the first count of them are sorted. */
static bool is_claimed(const struct scan_worker *worker, size_t count,
	const struct scan_hit *hit)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct scan_span *claim = &worker->claims.items[middle];
		if (claim->end <= hit->start)
			low = middle + 1;
		else if (claim->start >= hit->end)
			high = middle;
		else
			return true;
	}
	return false;
}

static bool has_unless(struct scan_worker *worker,
	const struct scan_match *match, const struct candidate *candidate)
{
	struct pattern_match found;
	if (match->unless == NULL)
		return false;
	struct slice line = candidate_line(candidate, NULL);
	int result = pattern_find(match->unless, worker->scratch, line.data,
		line.size, 0, &found);
	if (result < 0)
		scan_gave_up(
			worker, (size_t)(match - worker->scan->matches.items));
	return result != 0;
}

static bool is_allowed(
	const struct rule_match *match, const struct candidate *candidate)
{
	struct slice text = slice_range(
		candidate->file->text, candidate->start, candidate->end);
	for (size_t i = 0; i < match->allow_count; i++)
		if (slice_is(text, match->allow[i]))
			return true;
	return false;
}

/* What is no port, or is not known, meets no condition, nor its contrary. */
static bool meets_conditions(struct scan_worker *worker,
	const struct scan_match *match, const struct candidate *candidate)
{
	const struct conditions *conditions = worker->options->conditions;
	for (size_t i = 0; i < match->match->where_count; i++) {
		const struct rule_condition *where = &match->match->where[i];
		long port;
		if (conditions == NULL ||
			!slice_number(
				candidate_group(candidate, where->capture), 1,
				65535, &port))
			return false;
		if (conditions->hold(worker->request->model,
			    match->conditions[i], candidate->file->path,
			    port) == where->negated)
			return false;
	}
	return true;
}

static bool passes_filters(struct scan_worker *worker,
	const struct scan_match *match, struct candidate *candidate)
{
	if (match->in != CLASS_ANY || match->check != NULL) {
		need_spans(worker);
		candidate->class =
			lexical_class_at(&worker->spans, candidate->start);
		if ((match->in & candidate->class) == 0)
			return false;
	}
	return !is_allowed(match->match, candidate) &&
	       !has_unless(worker, match, candidate) &&
	       meets_conditions(worker, match, candidate);
}

/* Enough of a secret to find it by, whole characters only. */
static const char *redacted(struct arena *arena, struct slice text)
{
	size_t shown = 0;
	while (text.size > SECRET_SIZE && shown < text.size) {
		size_t next =
			utf8_read(text.data + shown, text.size - shown, NULL);
		if (shown + next > SECRET_SHOWN)
			break;
		shown += next;
	}
	return arena_format(arena, "%.*s\u2026", (int)shown, text.data);
}

/*
 * What tells one secret from another, and no more: a fingerprint leaves the
 * house in reports and baselines, and 16 bits let nobody try out guesses.
 */
static const char *secret_mark(
	struct arena *arena, const struct candidate *candidate)
{
	uint64_t hash = string_hash(STRING_HASH_START,
		candidate->file->text + candidate->start,
		candidate->end - candidate->start);

	hash ^= hash >> 32;
	hash ^= hash >> 16;
	return arena_format(arena, "%04x", (unsigned)(hash & 0xffff));
}

/* The named groups, and what tells one secret from another. */
static size_t direct_values(struct arena *arena, struct value *values,
	const struct candidate *candidate)
{
	const struct scanned_file *file = candidate->file;
	assert(candidate->rule != NULL);
	bool hidden = candidate->rule->redacted;
	size_t count = 0;
	for (size_t i = 1; i < candidate->group_count; i++) {
		if (candidate->names[i] == NULL)
			continue;
		struct slice text = {"", 0};
		if (candidate->starts[i] != SIZE_MAX)
			text = slice_range(file->text, candidate->starts[i],
				candidate->ends[i]);
		values[count].name = candidate->names[i];
		values[count++].text =
			hidden ? redacted(arena, text)
			       : arena_copy(arena, text.data, text.size);
	}
	if (hidden) {
		values[count].name = SECRET_VALUE;
		values[count++].text = secret_mark(arena, candidate);
	}
	return count;
}

static void add_fix(struct scan_worker *worker, struct finding *finding,
	const struct candidate *candidate, const struct value *values,
	size_t count)
{
	struct arena *arena = worker->sink.arena;
	if (finding == NULL || candidate->match->fix == NULL)
		return;
	const char *text =
		message_fill(arena, candidate->match->fix, values, count);
	finding_fix(&worker->sink, finding, candidate->start, candidate->end,
		text,
		*text != '\0' ? arena_format(arena, "write `%s`", text)
			      : "take it away");
}

static bool has_group(const struct candidate *candidate, const char *name)
{
	return candidate_group(candidate, name).data != NULL;
}

/* A rule without a function: its message is the finding. */
static void add_direct(
	struct scan_worker *worker, const struct candidate *candidate)
{
	struct value values[PATTERN_CAPTURES + 1];
	size_t count = direct_values(worker->sink.arena, values, candidate);
	const char *at = has_group(candidate, "at") ? "at" : "port";
	struct finding *finding = sink_add_rule(&worker->sink, candidate->rule,
		candidate->match->variant, candidate->file->scope,
		candidate_place(candidate, at), values, count);
	assert(candidate->rule != NULL);
	/* A replacement that quotes the secret would keep it. */
	if (!candidate->rule->redacted)
		add_fix(worker, finding, candidate, values, count);
}

/* True when the hit passes its filters: its bytes are then taken. */
static bool judge_hit(struct scan_worker *worker, const struct scan_hit *hit)
{
	const struct scan_match *match =
		&worker->scan->matches.items[hit->match];
	const size_t *groups = worker->groups.items + hit->groups;
	size_t count;
	need_lines(worker);
	struct candidate candidate = {
		.file = &worker->file,
		.rule = match->rule,
		.match = match->match,
		.start = hit->start,
		.end = hit->end,
		.names = pattern_group_names(match->pattern, &count),
		.starts = groups,
		.ends = groups + hit->group_count,
		.group_count = hit->group_count,
	};
	if (!passes_filters(worker, match, &candidate))
		return false;
	if (match->check != NULL)
		match->check->candidate(&worker->check, &candidate);
	else
		add_direct(worker, &candidate);
	return true;
}

/* The hits of one match item, which are in order of their places. */
static void judge_item(
	struct scan_worker *worker, const struct scan_hit *hits, size_t count)
{
	size_t sorted = worker->claims.count;
	for (size_t i = 0; i < count; i++) {
		struct scan_span span = {hits[i].start, hits[i].end};
		/* A line may have been searched twice. */
		if (i > 0 && hits[i].start == hits[i - 1].start)
			continue;
		if (!is_claimed(worker, sorted, &hits[i]) &&
			judge_hit(worker, &hits[i]))
			vector_add(&worker->claims, span);
	}
	if (worker->claims.count > sorted && sorted > 0)
		qsort(worker->claims.items, worker->claims.count,
			sizeof(*worker->claims.items), span_compare);
}

void scan_judge(struct scan_worker *worker)
{
	const struct scan_match *matches = worker->scan->matches.items;
	const struct scan_hit *hits = worker->hits.items;
	const struct rule *rule = NULL;
	size_t count = worker->hits.count, next;
	if (count == 0)
		return;
	qsort(worker->hits.items, count, sizeof(*hits), hit_compare);
	for (size_t i = 0; i < count; i = next) {
		for (next = i + 1; next < count; next++)
			if (hits[next].match != hits[i].match)
				break;
		if (matches[hits[i].match].rule != rule)
			worker->claims.count = 0;
		rule = matches[hits[i].match].rule;
		judge_item(worker, hits + i, next - i);
	}
}
