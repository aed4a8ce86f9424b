/*
 * Allows, inline and of the configuration: reads them, marks what they allow
 * as suppressed, and reports those that are malformed or allow nothing. It
 * must not know what any other rule means.
 */
#include "engine/suppress.h"
#include "base/glob.h"
#include "engine/lexer.h"
#include "engine/scope.h"
#include "engine/settings.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WORD "plumb:allow"
#define PREFIX "plumb:"
#define FILE_LINES 20 /* where an allow for the whole file may stand */

/* A rule, or all rules of a linter, that a directive names. */
struct allowed {
	const char *name;        /* as it was written */
	const struct rule *rule; /* NULL: linter */
	bool used;
};
VECTOR_TYPE(allowed_list, struct allowed);

/* One inline allow. */
struct directive {
	bool whole_file;
	bool alone; /* on its line: it is about what follows */
	unsigned line, target;
	size_t start, end; /* bytes, for its own finding */
	struct allowed *allowed;
	size_t allowed_count;
};
VECTOR_TYPE(directive_list, struct directive);

struct suppressions {
	const struct settings *settings;
	const struct configuration *configuration;
	struct arena *arena;
	struct scopes *scopes; /* made when the first directive is met */
	bool *used;            /* by number of allowance */
};

/* One use of suppressions_apply. */
struct application {
	struct suppressions *suppressions;
	const struct snapshot *snapshot;
	struct sink *sink;
	const char *today;
	enum unused_allows unused;
	struct content content;
};

/* A file while its directives are read. */
struct reading {
	struct application *application;
	const char *path;
	struct slice text;
	struct lines lines;
	enum language language;
	struct lexical_spans spans;
	bool is_document; /* may show the syntax: what is wrong is not told */
	bool is_named;    /* one of the paths of suppressions_apply() */
	struct directive_list directives;
};

struct suppressions *suppressions_new(const struct settings *settings,
	const struct configuration *configuration, struct arena *arena)
{
	struct suppressions *suppressions =
		arena_alloc(arena, sizeof(*suppressions));
	suppressions->settings = settings;
	suppressions->configuration = configuration;
	suppressions->arena = arena;
	suppressions->used = arena_alloc(
		arena, configuration->allowance_count * sizeof(bool));
	return suppressions;
}

void suppressions_free(struct suppressions *suppressions)
{
	if (suppressions != NULL && suppressions->scopes != NULL)
		scopes_free(suppressions->scopes);
}

/* --- finding the comment ------------------------------------------------ */

/* What may stand before a directive: a blank, or what opens a comment. */
static bool may_precede(char byte)
{
	return byte != '\0' && strchr(" \t\r\n#/*;%!-", byte) != NULL;
}

/* What may follow it: a blank, -file, or the end. */
static bool may_follow(struct slice text, size_t at)
{
	return at >= text.size ||
	       !(character_is_word(text.data[at]) ||
		       strchr("`'\"/", text.data[at]) != NULL);
}

static bool is_blank_byte(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Where a lead such as `#` that makes the rest of a line a comment begins;
 * SIZE_MAX when there is none before offset. */
static size_t comment_lead(struct slice text, size_t line_start, size_t offset)
{
	static const char *const leads[] = {
		"#", "//", "--", ";", "<!--", "/*", "%", "*", NULL};
	for (size_t at = line_start; at < offset; at++) {
		if (at > line_start && !is_blank_byte(text.data[at - 1]))
			continue;
		struct slice rest = slice_range(text.data, at, offset);
		for (size_t i = 0; leads[i] != NULL; i++)
			if (slice_starts(rest, leads[i]))
				return at;
	}
	return SIZE_MAX;
}

/* The comment that holds offset; false when there is none. */
static bool comment_at(const struct reading *reading, size_t offset,
	size_t *start, size_t *end)
{
	unsigned line, column;
	lines_at(&reading->lines, offset, &line, &column);
	size_t line_start = lines_start(&reading->lines, line);
	struct slice whole = lines_text(&reading->lines, line);
	if (reading->language == LANGUAGE_UNKNOWN) {
		*start = comment_lead(reading->text, line_start, offset);
		*end = line_start + whole.size;
		return *start != SIZE_MAX;
	}
	const struct lexical_span *span =
		lexical_span_at(&reading->spans, offset);
	if (span == NULL || span->class != CLASS_COMMENT)
		return false;
	*start = span->start;
	*end = span->end;
	return true;
}

/* Nothing but blanks, or the braces that JSX puts around a comment. */
static bool is_empty_around(struct slice before, struct slice after)
{
	before = slice_trim(before);
	after = slice_trim(after);
	if (slice_is(before, "{") && slice_is(after, "}"))
		return true;
	return before.size == 0 && after.size == 0;
}

/* Is the comment alone on its lines? Then *after is the line behind it. */
static bool is_alone(const struct reading *reading, size_t start, size_t end,
	unsigned *after)
{
	const char *text = reading->text.data;
	unsigned line, end_line, column;
	lines_at(&reading->lines, start, &line, &column);
	size_t line_start = lines_start(&reading->lines, line);
	/* A comment may take its line's end with it. */
	while (end > start && (text[end - 1] == '\n' || text[end - 1] == '\r'))
		end--;
	lines_at(&reading->lines, end, &end_line, &column);
	struct slice last = lines_text(&reading->lines, end_line);
	size_t last_end = lines_start(&reading->lines, end_line) + last.size;
	*after = end_line + 1;
	return is_empty_around(slice_range(text, line_start, start),
		slice_range(text, end, last_end > end ? last_end : end));
}

/* --- reading a directive ------------------------------------------------ */

static struct place directive_place(
	const struct reading *reading, const struct directive *directive)
{
	return place_of(reading->path, &reading->lines, directive->start,
		directive->end);
}

/* The rule may be missing where a house has made its own set. */
static void report(struct application *application, const char *id,
	struct place place, const struct value *values, size_t count)
{
	const struct rule_set *rules =
		settings_rules(application->suppressions->settings);
	if (rule_set_find(rules, id) != NULL)
		sink_add(application->sink, id, NULL, place, values, count);
}

static void report_malformed(const struct reading *reading,
	const struct directive *directive, const char *problem)
{
	struct value value = {"problem", problem};
	if (!reading->is_document)
		report(reading->application, "allow/malformed",
			directive_place(reading, directive), &value, 1);
}

/* The name of a rule or linter; false where nobody has it. */
static bool resolve(const struct settings *settings, const char *name,
	struct allowed *allowed)
{
	const struct rule_set *rules = settings_rules(settings);
	allowed->name = name;
	allowed->rule = rule_set_find(rules, name);
	return allowed->rule != NULL ||
	       (strchr(name, '/') == NULL && rule_set_has_linter(rules, name));
}

static const char *unknown_name(const struct reading *reading, const char *name)
{
	const struct suppressions *suppressions =
		reading->application->suppressions;
	const char *nearest =
		rule_set_nearest(settings_rules(suppressions->settings), name);
	if (nearest != NULL)
		return arena_format(suppressions->arena,
			"no rule is named `%s`: did you mean `%s`?", name,
			nearest);
	return arena_format(suppressions->arena,
		"no rule is named `%s`: `plumb rules` lists them", name);
}

/* Takes the next word (up to a blank or comma) off text. */
static struct slice take_name(struct slice *text)
{
	size_t size = 0;
	while (size < text->size && !is_blank_byte(text->data[size]) &&
		text->data[size] != ',')
		size++;
	struct slice name = {text->data, size};
	text->data += size;
	text->size -= size;
	if (slice_ends(name, ":")) /* `RULE: reason` */
		name.size--;
	return name;
}

/* Takes the comma before a further name off text. */
static bool take_comma(struct slice *text)
{
	struct slice rest = slice_trim(*text);
	if (rest.size == 0 || rest.data[0] != ',')
		return false;
	*text = slice_trim(slice_range(rest.data, 1, rest.size));
	return true;
}

/* A reason says something: a letter or digit of any script. */
static bool is_reason(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (character_is_word(text.data[i]) ||
			(unsigned char)text.data[i] >= 0x80)
			return true;
	return false;
}

/* NULL, or what is wrong with the names and reason behind the word. */
static const char *read_names(const struct reading *reading, struct slice text,
	struct allowed_list *out)
{
	struct arena *arena = reading->application->suppressions->arena;
	do {
		struct slice word = take_name(&text);
		const char *name = arena_copy(arena, word.data, word.size);
		struct allowed allowed = {.name = name};
		if (word.size == 0)
			return "it names no rule: write `" WORD " RULE reason`";
		if (!resolve(reading->application->suppressions->settings, name,
			    &allowed))
			return unknown_name(reading, name);
		vector_add(out, allowed);
	} while (take_comma(&text));
	if (!is_reason(text))
		return arena_format(arena,
			"it gives no reason: write why behind `%s`",
			out->items[out->count - 1].name);
	return NULL;
}

static struct slice trim_end(struct slice text)
{
	while (text.size > 0 && is_blank_byte(text.data[text.size - 1]))
		text.size--;
	return text;
}

/* The bytes of a directive without what closes its comment. */
static struct slice without_closing(struct slice text)
{
	static const char *const closings[] = {
		"*/", "-->", "]]", "#>", "%>", NULL};
	text = trim_end(text);
	for (size_t i = 0; closings[i] != NULL; i++)
		if (slice_ends(text, closings[i])) {
			text.size -= strlen(closings[i]);
			return trim_end(text);
		}
	return text;
}

/* What stands behind the word on its line, within the comment. */
static struct slice directive_rest(
	const struct reading *reading, size_t from, size_t comment_end)
{
	unsigned line, column;
	lines_at(&reading->lines, from, &line, &column);
	size_t end = lines_start(&reading->lines, line) +
		     lines_text(&reading->lines, line).size;
	if (end > comment_end)
		end = comment_end;
	return without_closing(
		slice_range(reading->text.data, from, end > from ? end : from));
}

/* What other tools call it; NULL where the text begins with none of these. */
static const char *foreign_word(struct slice text)
{
	static const char *const words[] = {
		"ignore", "disable", "skip", "suppress", "off", "noqa", NULL};
	for (size_t i = 0; words[i] != NULL; i++) {
		size_t size = strlen(words[i]);
		if (slice_starts(text, words[i]) &&
			(text.size == size ||
				!character_is_word(text.data[size])))
			return words[i];
	}
	return NULL;
}

/* NULL, or what is wrong with it. */
static const char *parse_directive(const struct reading *reading,
	struct directive *directive, struct slice rest,
	struct allowed_list *allowed)
{
	if (slice_starts(rest, "-file")) {
		directive->whole_file = true;
		rest = slice_range(rest.data, 5, rest.size);
	}
	if (rest.size > 0 && !is_blank_byte(rest.data[0]))
		return "it is neither `" WORD "` nor `" WORD
		       "-file`: write one of them, then a blank and the rule";
	if (directive->whole_file && directive->line > FILE_LINES)
		return "`" WORD "-file` counts only in the first 20 lines: "
		       "move it up";
	return read_names(reading, slice_trim(rest), allowed);
}

/*
 * The word of a directive at offset: the right one, or one of another tool's,
 * whose author believes that it allows something. NULL: neither.
 */
static const char *word_at(const struct reading *reading, size_t offset)
{
	struct slice rest = slice_range(reading->text.data,
		offset + strlen(PREFIX), reading->text.size);
	return slice_starts(rest, "allow") ? "allow" : foreign_word(rest);
}

/* The prefix stands at offset; is it a directive, and a sound one? */
static void read_directive(struct reading *reading, size_t offset)
{
	struct arena *arena = reading->application->suppressions->arena;
	struct directive directive = {.start = offset};
	struct allowed_list allowed = {NULL, 0, 0};
	const char *word = word_at(reading, offset), *problem;
	size_t start, end, behind;
	unsigned column;
	if (word == NULL)
		return;
	behind = offset + strlen(PREFIX) + strlen(word);
	if (offset == 0 || !may_precede(reading->text.data[offset - 1]) ||
		!may_follow(reading->text, behind) ||
		!comment_at(reading, offset, &start, &end))
		return;
	struct slice rest = directive_rest(reading, behind, end);
	directive.end =
		rest.size > 0
			? (size_t)(rest.data - reading->text.data) + rest.size
			: behind;
	lines_at(&reading->lines, offset, &directive.line, &column);
	directive.alone = is_alone(reading, start, end, &directive.target);
	if (!directive.alone)
		directive.target = directive.line;
	if (strcmp(word, "allow") == 0)
		problem = parse_directive(reading, &directive, rest, &allowed);
	else
		problem = arena_format(arena,
			"plumb has no `" PREFIX "%s`: write `" WORD
			" RULE reason`",
			word);
	directive.allowed_count = allowed.count;
	directive.allowed = vector_move(&allowed, arena);
	if (problem != NULL)
		report_malformed(reading, &directive, problem);
	else
		vector_add(&reading->directives, directive);
}

/* Directives in a row, each alone on its line, speak of the line behind. */
static void settle_targets(struct directive_list *directives)
{
	for (size_t i = directives->count; i-- > 1;) {
		struct directive *before = &directives->items[i - 1];
		const struct directive *next = &directives->items[i];
		if (before->alone && next->alone &&
			before->target == next->line)
			before->target = next->target;
	}
}

static void read_directives(struct reading *reading)
{
	for (size_t at = slice_find(reading->text, PREFIX, 0); at != SIZE_MAX;
		at = slice_find(reading->text, PREFIX, at + 1))
		read_directive(reading, at);
	settle_targets(&reading->directives);
}

/* --- what they allow ---------------------------------------------------- */

static bool allowed_names(
	const struct allowed *allowed, const struct finding *finding)
{
	if (allowed->rule != NULL)
		return allowed->rule == finding->rule;
	return rule_is_of(finding->rule, allowed->name);
}

static bool directive_covers(
	const struct directive *directive, const struct finding *finding)
{
	const struct place *place = &finding->place;
	if (directive->whole_file)
		return true;
	if (directive->line == place->line || directive->target == place->line)
		return true;
	return directive->target > place->line &&
	       directive->target <= place->end_line;
}

/* An allow is no way to silence what is said of allows. */
static bool is_own(const struct finding *finding)
{
	return rule_is_of(finding->rule, "allow");
}

static void suppress(struct directive_list *directives, struct finding *finding)
{
	for (size_t i = 0; i < directives->count; i++) {
		struct directive *directive = &directives->items[i];
		if (!directive_covers(directive, finding))
			continue;
		for (size_t k = 0; k < directive->allowed_count; k++) {
			struct allowed *allowed = &directive->allowed[k];
			if (!allowed_names(allowed, finding))
				continue;
			allowed->used = true;
			finding->suppressed = true;
		}
	}
}

/* Could the rule, or one of the linter, have said something here? */
static bool is_asked(const struct settings *settings, const char *name,
	const struct rule *rule, const char *path)
{
	const struct rule_set *rules = settings_rules(settings);
	if (rule != NULL)
		return settings_level(settings, rule, NULL, path) != LEVEL_OFF;
	for (size_t i = 0; i < rules->count; i++)
		if (rule_is_of(rules->rules[i], name) &&
			settings_level(settings, rules->rules[i], NULL, path) !=
				LEVEL_OFF)
			return true;
	return false;
}

static void report_unused(struct application *application, const char *name,
	const char *problem, struct place place)
{
	struct value values[] = {{"allowed", name}, {"problem", problem}};
	report(application, "allow/unused", place, values, 2);
}

/* Does all that the rule says of a file hang on the file's own matches? */
static bool is_of_patterns(const struct rule *rule)
{
	for (size_t i = 0; rule != NULL && i < rule->match_count; i++)
		if (rule->matches[i].pattern == NULL)
			return false;
	return rule != NULL && rule->match_count > 0;
}

static bool is_unused(
	const struct reading *reading, const struct allowed *allowed)
{
	const struct application *application = reading->application;
	if (allowed->used ||
		(application->unused == UNUSED_OF_PATTERNS &&
			!(reading->is_named && is_of_patterns(allowed->rule))))
		return false;
	return is_asked(application->suppressions->settings, allowed->name,
		allowed->rule, reading->path);
}

static void report_unused_directives(const struct reading *reading)
{
	struct application *application = reading->application;
	if (application->unused == UNUSED_NONE || reading->is_document)
		return;
	for (size_t i = 0; i < reading->directives.count; i++) {
		const struct directive *directive =
			&reading->directives.items[i];
		for (size_t k = 0; k < directive->allowed_count; k++) {
			const struct allowed *allowed = &directive->allowed[k];
			if (is_unused(reading, allowed))
				report_unused(application, allowed->name,
					"allows nothing here: take it away",
					directive_place(reading, directive));
		}
	}
}

/* --- files -------------------------------------------------------------- */

static bool is_document(struct application *application, const char *path)
{
	struct suppressions *suppressions = application->suppressions;
	if (suppressions->scopes == NULL)
		suppressions->scopes = scopes_new(
			application->snapshot, suppressions->configuration);
	return scopes_of_path(suppressions->scopes, path) == SCOPE_DOCUMENT;
}

static void apply_to_text(struct application *application, const char *path,
	bool is_named, struct slice text, struct finding *const *findings,
	size_t count)
{
	struct reading reading = {
		.application = application,
		.path = path,
		.text = text,
		.language = language_of(path, text.data, text.size),
		.is_document = is_document(application, path),
		.is_named = is_named,
	};
	lines_init(&reading.lines, text.data, text.size);
	lexer_read(&reading.spans, reading.language, text.data, text.size);
	read_directives(&reading);
	for (size_t i = 0; i < count; i++)
		if (!is_own(findings[i]))
			suppress(&reading.directives, findings[i]);
	report_unused_directives(&reading);
	vector_free(&reading.directives);
	lexical_spans_free(&reading.spans);
	lines_release(&reading.lines);
}

/* What cannot be read here was told by whoever read it first. */
static void apply_to_file(struct application *application, const char *path,
	bool is_named, struct finding *const *findings, size_t count)
{
	const struct snapshot *snapshot = application->snapshot;
	const struct snapshot_entry *entry = snapshot_find(snapshot, path);
	struct content *content = &application->content;
	struct error err;
	if (entry == NULL ||
		snapshot_read(snapshot, entry, content, &err) != 0 ||
		content->left_out != LEFT_NOTHING || content->buffer.size == 0)
		return;
	struct slice text = {content->buffer.data, content->buffer.size};
	if (slice_find(text, PREFIX, 0) != SIZE_MAX)
		apply_to_text(
			application, path, is_named, text, findings, count);
}

static int finding_compare(const void *left, const void *right)
{
	const struct finding *a = *(struct finding *const *)left;
	const struct finding *b = *(struct finding *const *)right;
	return strcmp(a->place.path, b->place.path);
}

static int path_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Findings sorted by path; behind[i]: where those of the file end that begin
 * with i. */
struct sorted_findings {
	struct finding **items;
	size_t *behind;
	size_t count;
};

/* Walks findings and paths, both sorted, file by file. */
static void apply_inline(struct application *application,
	const struct sorted_findings *findings, const char *const *paths,
	size_t path_count)
{
	size_t i = 0, k = 0;
	while (i < findings->count || k < path_count) {
		const char *path = i < findings->count
					   ? findings->items[i]->place.path
					   : NULL;
		size_t first = i, named = k;
		if (path == NULL ||
			(k < path_count && strcmp(paths[k], path) < 0))
			path = paths[k];
		if (i < findings->count &&
			strcmp(findings->items[i]->place.path, path) == 0)
			i = findings->behind[i];
		while (k < path_count && strcmp(paths[k], path) == 0)
			k++;
		apply_to_file(application, path, k > named,
			findings->items + first, i - first);
	}
}

static void apply_to_files(struct application *application,
	const struct sorted_findings *findings, const char *const *paths,
	size_t path_count)
{
	struct arena *arena = application->suppressions->arena;
	const char **files = arena_alloc(arena, path_count * sizeof(*files));
	if (path_count > 0) {
		memcpy(files, paths, path_count * sizeof(*files));
		qsort(files, path_count, sizeof(*files), path_compare);
	}
	apply_inline(application, findings, files, path_count);
}

/* --- the configuration's allows ----------------------------------------- */

static bool is_expired(const struct allowance *allowance, const char *today)
{
	return allowance->until != NULL && strcmp(today, allowance->until) >= 0;
}

static bool allowance_covers(const struct allowance *allowance,
	const struct allowed *allowed, const struct finding *finding)
{
	return !is_own(finding) && allowed_names(allowed, finding) &&
	       (allowance->text == NULL ||
		       slice_find(finding->place.line_text, allowance->text,
			       0) != SIZE_MAX);
}

/* The glob is asked once a file. */
static void apply_allowance(const struct application *application,
	const struct sorted_findings *findings,
	const struct allowance *allowance, bool *used)
{
	struct allowed allowed;
	if (!resolve(application->suppressions->settings, allowance->rule,
		    &allowed))
		return;
	for (size_t i = 0, end; i < findings->count; i = end) {
		const char *path = findings->items[i]->place.path;
		end = findings->behind[i];
		if (allowance->path != NULL &&
			!glob_match(allowance->path, path))
			continue;
		for (; i < end; i++)
			if (allowance_covers(
				    allowance, &allowed, findings->items[i]))
				findings->items[i]->suppressed = *used = true;
	}
}

static void report_allowance(struct application *application,
	const struct allowance *allowance, bool used)
{
	struct suppressions *suppressions = application->suppressions;
	const char *problem = "allows nothing: take it out of `allow:`";
	struct allowed allowed;
	if (application->unused != UNUSED_ALL || used)
		return;
	if (is_expired(allowance, application->today))
		problem = arena_format(suppressions->arena,
			"ended on %s: mend what it allowed, and take it out "
			"of `allow:`",
			allowance->until);
	else if (!resolve(suppressions->settings, allowance->rule, &allowed) ||
		 !is_asked(suppressions->settings, allowance->rule,
			 allowed.rule, NULL))
		return;
	report_unused(application, allowance->rule, problem, allowance->place);
}

static void apply_allowances(
	struct application *application, const struct sorted_findings *findings)
{
	struct suppressions *suppressions = application->suppressions;
	const struct configuration *configuration = suppressions->configuration;
	for (size_t i = 0; i < configuration->allowance_count; i++) {
		const struct allowance *allowance =
			&configuration->allowances[i];
		if (!is_expired(allowance, application->today))
			apply_allowance(application, findings, allowance,
				&suppressions->used[i]);
		report_allowance(application, allowance, suppressions->used[i]);
	}
}

/* Those that are there before allows are spoken of. */
static void sort_findings(struct sorted_findings *out, struct arena *arena,
	const struct finding_list *findings)
{
	size_t count = findings->count;
	out->count = count;
	out->items = arena_alloc(arena, count * sizeof(*out->items));
	out->behind = arena_alloc(arena, count * sizeof(*out->behind));
	if (count == 0)
		return;
	memcpy(out->items, findings->items, count * sizeof(*out->items));
	qsort(out->items, count, sizeof(*out->items), finding_compare);
	for (size_t i = count; i-- > 0;)
		out->behind[i] =
			i + 1 < count && finding_compare(&out->items[i],
						 &out->items[i + 1]) == 0
				? out->behind[i + 1]
				: i + 1;
}

void suppressions_apply(struct suppressions *suppressions,
	const struct snapshot *snapshot, struct sink *sink,
	const char *const *paths, size_t path_count, const char *today,
	enum unused_allows unused)
{
	struct application application = {
		.suppressions = suppressions,
		.snapshot = snapshot,
		.sink = sink,
		.today = today,
		.unused = unused,
	};
	struct sorted_findings findings;
	sort_findings(&findings, suppressions->arena, &sink->findings);
	apply_to_files(&application, &findings, paths, path_count);
	apply_allowances(&application, &findings);
	content_release(&application.content);
}
