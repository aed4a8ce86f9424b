/*
 * Findings and the sink they pass through: level, message, fingerprint and a
 * copy of all they point to. It must not know how a finding is shown, nor
 * what any rule means.
 */
#include "engine/finding.h"
#include "base/glob.h"
#include "base/utf8.h"
#include "engine/fact.h"
#include "engine/settings.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_LIMIT = 4096, /* bytes of a line that are kept to be shown */
	/*
	 * Of a longer line, only so much on both sides of the span counts for
	 * the fingerprint: thousands of findings on a line of megabytes must
	 * not read it thousands of times.
	 */
	FINGERPRINT_LINE = 8 * 1024,
	FINGERPRINT_SIDE = 1024,
};

static bool is_utf8_tail(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Where an empty span at *start can show something: the character there, or
 * the last one of the line; nothing on an empty line. */
static void span_widen(
	struct slice line, size_t line_start, size_t *start, size_t *end)
{
	size_t at = *start - line_start;

	if (!line.size)
		return;
	if (at >= line.size) {
		at = line.size - 1;
		while (at > 0 && line.size - at < 4 &&
			is_utf8_tail(line.data[at]))
			at--;
	}
	*start = line_start + at;
	*end = *start + utf8_read(line.data + at, line.size - at, NULL);
}

struct place place_of(
	const char *path, const struct lines *lines, size_t start, size_t end)
{
	struct place place = {.path = path};
	unsigned line, column;

	if (start > lines->size)
		start = lines->size;
	if (end > lines->size)
		end = lines->size;
	lines_at(lines, start, &line, &column);
	place.line_text = lines_text(lines, line);
	if (end <= start) {
		end = start;
		span_widen(place.line_text, lines_start(lines, line), &start,
			&end);
	}
	place.start = start;
	place.end = end;
	lines_at(lines, start, &place.line, &place.column);
	lines_at(lines, end, &place.end_line, &place.end_column);
	return place;
}

struct place place_copy(struct arena *arena, struct place place)
{
	struct slice *line = &place.line_text;

	if (place.path)
		place.path = arena_string(arena, place.path);
	if (line->size > SHOWN_LIMIT) {
		line->size = SHOWN_LIMIT;
		while (line->size > SHOWN_LIMIT - 4 &&
			is_utf8_tail(line->data[line->size]))
			line->size--;
	}
	line->data = arena_copy(arena, line->data, line->size);
	return place;
}

/* Puts stars where a secret stands in the copy of its line. */
static struct place place_redacted(struct arena *arena, struct place place)
{
	size_t size = place.line_text.size, from = place.column - 1, to = size;
	char *line = arena_copy(arena, place.line_text.data, size);

	if (place.end_line == place.line && place.end_column - 1 < size)
		to = place.end_column - 1;
	if (from < to)
		memset(line + from, '*', to - from);
	place.line_text.data = line;
	return place;
}

void sink_init(
	struct sink *sink, struct arena *arena, const struct settings *settings)
{
	*sink = (struct sink){.arena = arena, .settings = settings};
}

void sink_release(struct sink *sink)
{
	vector_free(&sink->findings);
	vector_free(&sink->facts);
	vector_free(&sink->notices);
}

char *message_fill(struct arena *arena, const char *format,
	const struct value *values, size_t value_count)
{
	struct buffer text = BUFFER_INIT;
	char *filled;

	for (const char *at = format; *at; at++) {
		size_t size = *at == '{' ? strcspn(at + 1, "{}") : 0, i;

		if (at[0] == '{' && at[1] == '{') {
			buffer_add_char(&text, *at++);
			continue;
		}
		for (i = 0; size && at[1 + size] == '}' && i < value_count; i++)
			if (slice_is((struct slice){at + 1, size},
				    values[i].name))
				break;
		if (!size || at[1 + size] != '}' || i == value_count) {
			buffer_add_char(&text, *at);
			continue;
		}
		if (values[i].text)
			buffer_add_string(&text, values[i].text);
		at += 1 + size;
	}
	filled = arena_copy(arena, buffer_string(&text), text.size);
	buffer_release(&text);
	return filled;
}

static bool is_control(char byte)
{
	return (unsigned char)byte < ' ' || byte == 0x7f;
}

/*
 * A message is one line, and nothing that a file holds may steer a person's
 * terminal: control bytes are written as escapes.
 */
static const char *message_printable(struct arena *arena, const char *message)
{
	struct buffer text = BUFFER_INIT;
	const char *at = message;

	while (*at && !is_control(*at))
		at++;
	if (!*at)
		return message;
	for (at = message; *at; at++) {
		if (*at == '\n')
			buffer_add_string(&text, "\\n");
		else if (*at == '\t')
			buffer_add_string(&text, "\\t");
		else if (is_control(*at))
			buffer_format(&text, "\\x%02x", (unsigned char)*at);
		else
			buffer_add_char(&text, *at);
	}
	message = arena_copy(arena, text.data, text.size);
	buffer_release(&text);
	return message;
}

/* The size behind each field, so that no two lists of fields run together. */
static uint64_t hash_size(uint64_t hash, size_t size)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((uint64_t)size >> 8 * i);
	return string_hash(hash, bytes, sizeof(bytes));
}

static uint64_t hash_field(uint64_t hash, const char *text)
{
	size_t size = text ? strlen(text) : 0;

	if (size)
		hash = string_hash(hash, text, size);
	return hash_size(hash, size);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The line trimmed, with one space for every run of blanks, without CR. */
static uint64_t hash_line(uint64_t hash, struct slice line)
{
	size_t size = 0;

	line = slice_trim(line);
	for (size_t i = 0, start; i < line.size; size++) {
		for (start = i; i < line.size && !is_blank(line.data[i]);)
			i++;
		hash = string_hash(hash, line.data + start, i - start);
		size += i - start;
		if (i == line.size)
			break;
		hash = string_hash(hash, " ", 1);
		while (is_blank(line.data[i]))
			i++;
	}
	return hash_size(hash, size);
}

static struct slice fingerprint_line(const struct place *place)
{
	struct slice line = place->line_text;
	size_t from = 0, to = line.size;

	if (line.size <= FINGERPRINT_LINE)
		return line;
	if (place->column > FINGERPRINT_SIDE)
		from = place->column - FINGERPRINT_SIDE;
	if (from > line.size)
		from = line.size;
	if (to - from > 2 * FINGERPRINT_SIDE)
		to = from + 2 * FINGERPRINT_SIDE;
	return slice_range(line.data, from, to);
}

/*
 * The path itself, or a folder that it lies in: what a rule that speaks of a
 * file's name says otherwise of the same file under another name.
 */
static bool is_of_path(const char *text, const char *path)
{
	return strcmp(text, path) == 0 ||
	       (strchr(text, '/') != NULL && path_within(path, text));
}

static uint64_t fingerprint(const struct rule *rule, bool with_path,
	const struct place *place, const struct value *values,
	size_t value_count)
{
	uint64_t hash = hash_field(STRING_HASH_START, rule->id);

	if (with_path)
		hash = hash_field(hash, place->path);
	/* What leaves the process must not tell a secret to whoever guesses. */
	if (!with_path || !rule->redacted)
		hash = hash_line(hash, fingerprint_line(place));
	for (size_t i = 0; i < value_count; i++) {
		hash = hash_field(hash, values[i].name);
		if (with_path || !is_of_path(values[i].text, place->path))
			hash = hash_field(hash, values[i].text);
	}
	return hash;
}

static const char *message_of(struct arena *arena, const struct rule *rule,
	const char *variant, const struct value *values, size_t value_count)
{
	const struct rule_variant *own =
		variant ? rule_variant(rule, variant) : NULL;
	const char *format = own && own->message ? own->message : rule->message;

	assert(!variant || own);
	return message_printable(
		arena, message_fill(arena, format, values, value_count));
}

static bool is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const char *keep(struct arena *arena, const char *text)
{
	return text != NULL ? arena_string(arena, text) : NULL;
}

/* The globs of the settings are asked once for a rule and a file. */
static enum level level_at(struct sink *sink, const struct rule *rule,
	const char *variant, const char *path)
{
	struct level_answer *answer = &sink->answer;

	if (answer->rule == rule && is_same(answer->variant, variant) &&
		is_same(answer->path, path))
		return answer->level;
	answer->rule = rule;
	answer->variant = keep(sink->arena, variant);
	answer->path = keep(sink->arena, path);
	answer->level = settings_level(sink->settings, rule, variant, path);
	return answer->level;
}

struct finding *sink_add_rule(struct sink *sink, const struct rule *rule,
	const char *variant, unsigned scope, struct place place,
	const struct value *values, size_t value_count)
{
	enum level level = level_at(sink, rule, variant, place.path);
	struct finding *finding;

	if (level == LEVEL_OFF)
		return NULL;
	if (scope == SCOPE_TEST && level > LEVEL_NOTE)
		level = LEVEL_NOTE;
	finding = arena_alloc(sink->arena, sizeof(*finding));
	finding->rule = rule;
	if (variant)
		finding->variant = arena_string(sink->arena, variant);
	finding->level = level;
	finding->message =
		message_of(sink->arena, rule, variant, values, value_count);
	finding->fingerprint =
		fingerprint(rule, true, &place, values, value_count);
	finding->pathless =
		fingerprint(rule, false, &place, values, value_count);
	finding->place = place_copy(sink->arena, place);
	if (rule->redacted)
		finding->place = place_redacted(sink->arena, finding->place);
	finding->is_new = true;
	vector_add(&sink->findings, finding);
	return finding;
}

struct finding *sink_add(struct sink *sink, const char *id, const char *variant,
	struct place place, const struct value *values, size_t value_count)
{
	const struct rule *rule =
		rule_set_find(settings_rules(sink->settings), id);

	assert(rule);
	return sink_add_rule(
		sink, rule, variant, SCOPE_SOURCE, place, values, value_count);
}

void finding_relate(struct sink *sink, struct finding *finding,
	struct place place, const char *format, ...)
{
	va_list arguments;
	struct related *related;
	size_t count;

	if (!finding)
		return;
	/* Room for a power of two: full where the count is one (or 0). */
	count = finding->related_count;
	if ((count & (count - 1)) == 0)
		finding->related = arena_grow(sink->arena, finding->related,
			count * sizeof(*related),
			(count ? count * 2 : 1) * sizeof(*related));
	related = &finding->related[finding->related_count++];
	related->place = place_copy(sink->arena, place);
	va_start(arguments, format);
	related->message = message_printable(
		sink->arena, arena_vformat(sink->arena, format, arguments));
	va_end(arguments);
}

void finding_fix(struct sink *sink, struct finding *finding, size_t start,
	size_t end, const char *text, const char *description)
{
	struct fix *fix;

	if (!finding)
		return;
	assert(start <= end);
	fix = arena_alloc(sink->arena, sizeof(*fix));
	fix->path = finding->place.path;
	fix->start = start;
	fix->end = end;
	fix->text = arena_string(sink->arena, text);
	fix->description = arena_string(sink->arena, description);
	finding->fix = fix;
}

void sink_notice(struct sink *sink, enum notice_kind kind, const char *path,
	const char *format, ...)
{
	struct notice notice = {.kind = kind};
	va_list arguments;

	if (path)
		notice.path = arena_string(sink->arena, path);
	va_start(arguments, format);
	notice.message = message_printable(
		sink->arena, arena_vformat(sink->arena, format, arguments));
	va_end(arguments);
	vector_add(&sink->notices, notice);
}

void sink_absorb(struct sink *sink, struct sink *from)
{
	for (size_t i = 0; i < from->findings.count; i++)
		vector_add(&sink->findings, from->findings.items[i]);
	for (size_t i = 0; i < from->facts.count; i++)
		vector_add(&sink->facts, from->facts.items[i]);
	for (size_t i = 0; i < from->notices.count; i++)
		vector_add(&sink->notices, from->notices.items[i]);
	from->findings.count = from->facts.count = from->notices.count = 0;
}

#define ORDER(a, b) ((a) < (b) ? -1 : (a) > (b))

/* What makes two findings one. */
static int finding_compare(const struct finding *a, const struct finding *b)
{
	int order = strcmp(a->place.path, b->place.path);

	if (!order)
		order = ORDER(a->place.line, b->place.line);
	if (!order)
		order = ORDER(a->place.column, b->place.column);
	if (!order)
		order = strcmp(a->rule->id, b->rule->id);
	return order ? order : strcmp(a->message, b->message);
}

/*
 * Of equal ones the first stays: the one of the judged tree, the gravest,
 * the one that says most. The rest only keeps the order the same on every
 * machine.
 */
static int finding_order(const void *left, const void *right)
{
	const struct finding *a = *(struct finding *const *)left;
	const struct finding *b = *(struct finding *const *)right;
	int order = finding_compare(a, b);

	if (!order)
		order = ORDER(a->commit != NULL, b->commit != NULL);
	if (!order && a->commit && b->commit)
		order = strcmp(a->commit, b->commit);
	if (!order)
		order = ORDER(b->level, a->level);
	if (!order)
		order = ORDER(b->related_count, a->related_count);
	if (!order)
		order = ORDER(a->place.end, b->place.end);
	return order ? order : ORDER(a->fingerprint, b->fingerprint);
}

void findings_sort(struct finding_list *findings)
{
	size_t kept = 0;

	if (findings->count < 2)
		return;
	qsort(findings->items, findings->count, sizeof(*findings->items),
		finding_order);
	for (size_t i = 1; i < findings->count; i++)
		if (finding_compare(
			    findings->items[kept], findings->items[i]) != 0)
			findings->items[++kept] = findings->items[i];
	findings->count = kept + 1;
}
