/*
 * A light lexer: comments and strings, told by a table of what starts and
 * ends them in each language, with a function for the few that need more.
 * A string that its language ends at the line and that does not end there
 * is no string, so that an apostrophe in prose does not swallow the file.
 */
#include "engine/lexer.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "engine/lexer_syntax.h"
#include <string.h>

/* Longer ones are not looked for: a hostile line stays linear. */
#define REGEX_LIMIT 2000
#define ESCAPE_LIMIT 12 /* '\u{10ffff}' */
#define TEMPLATE_DEPTH 32
/*
 * How often a text may be read over in search of ends that are not there;
 * then none is looked for any more.
 */
#define WASTE_LIMIT 16

struct lexer {
	struct lexical_spans *spans;
	const struct syntax *syntax;
	const char *text;
	size_t size, at;
	bool in_tag;
	/* The text of a heredoc whose opener was read; empty: none. */
	size_t body_start, body_end;
	size_t wasted;     /* bytes read over in vain */
	bool telling[256]; /* bytes that may start or end something */
};

static bool has(const struct lexer *lexer, unsigned trait)
{
	return (lexer->syntax->traits & trait) != 0;
}

static bool looking_at(const struct lexer *lexer, size_t at, const char *word)
{
	size_t size = strlen(word);

	return size <= lexer->size - at &&
	       memcmp(lexer->text + at, word, size) == 0;
}

/* Ends the span that starts at lexer->at, and goes on behind it. */
static void take(struct lexer *lexer, size_t end, enum lexical_class class)
{
	struct lexical_span span = {lexer->at, end, class};

	if (end > lexer->at)
		vector_add(lexer->spans, span);
	lexer->at = end;
}

static size_t line_end(const struct lexer *lexer, size_t at)
{
	const char *end = memchr(lexer->text + at, '\n', lexer->size - at);

	return end != NULL ? (size_t)(end - lexer->text) : lexer->size;
}

/* Offset behind the next `word` from at, or the end of the text. */
static size_t behind(const struct lexer *lexer, size_t at, const char *word)
{
	const char *found;

	if (at > lexer->size)
		return lexer->size;
	found = memmem(lexer->text + at, lexer->size - at, word, strlen(word));
	return found != NULL ? (size_t)(found - lexer->text) + strlen(word)
			     : lexer->size;
}

/* For what was not found between start and end: always 0. */
static size_t in_vain(struct lexer *lexer, size_t start, size_t end)
{
	lexer->wasted += end > start ? end - start : 0;
	return 0;
}

static bool may_search(const struct lexer *lexer)
{
	return lexer->wasted / WASTE_LIMIT <= lexer->size;
}

static char previous(const struct lexer *lexer)
{
	return lexer->at == 0 ? '\n' : lexer->text[lexer->at - 1];
}

/* The last byte before `at` that is no blank on the same line, or LF. */
static char previous_on_line(const struct lexer *lexer)
{
	size_t at = lexer->at;

	while (at != 0 &&
		(lexer->text[at - 1] == ' ' || lexer->text[at - 1] == '\t'))
		at--;
	return at == 0 ? '\n' : lexer->text[at - 1];
}

/* The last byte before `at` that is no white space, or 0. */
static char previous_significant(const struct lexer *lexer)
{
	size_t at = lexer->at;

	while (at != 0 && strchr(" \t\r\n", lexer->text[at - 1]) != NULL)
		at--;
	return at == 0 ? '\0' : lexer->text[at - 1];
}

/* `http://x` in the text of a page. */
static bool is_url(const struct lexer *lexer)
{
	size_t at = lexer->at;

	return at >= 2 && lexer->text[at - 1] == ':' &&
	       character_is_alpha(lexer->text[at - 2]) &&
	       at + 2 < lexer->size &&
	       strchr(" \t\r\n", lexer->text[at + 2]) == NULL;
}

static bool comment_may_start(const struct lexer *lexer, const char *opener)
{
	if (has(lexer, TRAIT_LINE_COMMENT))
		return previous_on_line(lexer) == '\n';
	/* #[Attribute] of PHP */
	if (has(lexer, TRAIT_HEREDOC_THREE) &&
		looking_at(lexer, lexer->at, "#["))
		return false;
	if (has(lexer, TRAIT_WORD_COMMENT) && opener[0] == '#')
		return strchr(" \t\r\n;()&|", previous(lexer)) != NULL;
	if (has(lexer, TRAIT_REGEX))
		return !is_url(lexer);
	return true;
}

static bool read_line_comment(struct lexer *lexer)
{
	size_t i;

	for (i = 0; i < 3 && lexer->syntax->line[i] != NULL; i++) {
		const char *opener = lexer->syntax->line[i];

		if (looking_at(lexer, lexer->at, opener) &&
			comment_may_start(lexer, opener)) {
			take(lexer, line_end(lexer, lexer->at), CLASS_COMMENT);
			return true;
		}
	}
	return false;
}

static size_t nested_end(const struct lexer *lexer)
{
	size_t at = lexer->at, depth = 0;

	while (at < lexer->size) {
		if (looking_at(lexer, at, lexer->syntax->open)) {
			depth++;
			at += 2;
		} else if (looking_at(lexer, at, lexer->syntax->close)) {
			at += 2;
			if (--depth == 0)
				return at;
		} else {
			at++;
		}
	}
	return lexer->size;
}

static bool read_block_comment(struct lexer *lexer)
{
	const char *open = lexer->syntax->open;

	if (open == NULL || !looking_at(lexer, lexer->at, open))
		return false;
	take(lexer,
		has(lexer, TRAIT_NESTED)
			? nested_end(lexer)
			: behind(lexer, lexer->at + strlen(open),
				  lexer->syntax->close),
		CLASS_COMMENT);
	return true;
}

/* `$'…'` of a shell knows escapes. */
static bool is_raw(const struct lexer *lexer, size_t at)
{
	return lexer->text[at] == '\'' && has(lexer, TRAIT_RAW_SINGLE) &&
	       !(has(lexer, TRAIT_SHELL) && at != 0 &&
		       lexer->text[at - 1] == '$');
}

/*
 * Where a string that opens at `start` ends, or 0 when it does not end (on
 * its line, unless it may span).
 */
static size_t string_end(struct lexer *lexer, size_t start, bool spanning)
{
	bool raw = is_raw(lexer, start);
	bool doubled = raw || has(lexer, TRAIT_DOUBLED);
	char quote = lexer->text[start], c;
	char escape = has(lexer, TRAIT_BACKTICK) ? '`' : '\\';
	size_t at;

	if (!may_search(lexer))
		return 0;
	for (at = start + 1; at < lexer->size; at++) {
		c = lexer->text[at];
		if (c == escape && !doubled) {
			at++;
		} else if (c == quote) {
			if (!doubled || at + 1 >= lexer->size ||
				lexer->text[at + 1] != quote)
				return at + 1;
			at++;
		} else if (c == '\n' && !spanning) {
			break;
		}
	}
	return in_vain(lexer, start, at);
}

/*
 * A template literal: `…${ … }…`, with templates and strings inside it. 0
 * when it does not end.
 */
static size_t template_end(struct lexer *lexer, size_t start, int depth)
{
	size_t at, end, braces = 0;

	if (!may_search(lexer))
		return 0;
	for (at = start + 1; at < lexer->size; at++) {
		char c = lexer->text[at];

		if (c == '\\') {
			at++;
		} else if (c == '$' && looking_at(lexer, at, "${")) {
			braces++;
			at++;
		} else if (c == '`' &&
			   (braces == 0 || depth >= TEMPLATE_DEPTH)) {
			return at + 1;
		} else if (braces == 0) {
			continue;
		} else if (c == '{') {
			braces++;
		} else if (c == '}') {
			braces--;
		} else if (c == '`') {
			end = template_end(lexer, at, depth + 1);
			if (end == 0)
				return 0;
			at = end - 1;
		} else if (c == '"' || c == '\'') {
			end = string_end(lexer, at, false);
			at = end != 0 ? end - 1 : at;
		}
	}
	return in_vain(lexer, start, at);
}

static bool is_docstring(const struct lexer *lexer)
{
	char last;

	if (!has(lexer, TRAIT_DOCSTRING) || previous_on_line(lexer) != '\n')
		return false;
	last = previous_significant(lexer);
	return last == '\0' || strchr("=([{,+%\\|&", last) == NULL;
}

/* A back-slash before the last quotes makes them text. 0: no end. */
static size_t triple_end(struct lexer *lexer, const char *mark)
{
	const char *found = lexer->text + lexer->at + 3;
	const char *end = lexer->text + lexer->size;
	bool raw = is_raw(lexer, lexer->at);

	while (may_search(lexer)) {
		found = memmem(found, (size_t)(end - found), mark, 3);
		if (found == NULL)
			return in_vain(lexer, lexer->at, lexer->size);
		if (raw || found[-1] != '\\' || found[-2] == '\\')
			return (size_t)(found - lexer->text) + 3;
		found++;
	}
	return 0;
}

static bool read_triple(struct lexer *lexer, char quote)
{
	const char mark[4] = {quote, quote, quote, '\0'};
	size_t end;

	if (!has(lexer, TRAIT_TRIPLE) || !looking_at(lexer, lexer->at, mark))
		return false;
	end = triple_end(lexer, mark);
	if (end == 0)
		return false;
	take(lexer, end, is_docstring(lexer) ? CLASS_COMMENT : CLASS_STRING);
	return true;
}

/* Where the character that opens at lexer->at ends, or 0: 'x', '\u1234'. */
static size_t character_end(const struct lexer *lexer)
{
	size_t at = lexer->at + 1, limit = at + ESCAPE_LIMIT;

	if (at < lexer->size && lexer->text[at] == '\\') {
		for (at += 2; at < lexer->size && at < limit; at++)
			if (lexer->text[at] == '\'')
				return at + 1;
		return 0;
	}
	if (at >= lexer->size || strchr("'\n", lexer->text[at]) != NULL)
		return 0;
	at += utf8_read(lexer->text + at, lexer->size - at, NULL);
	return at < lexer->size && lexer->text[at] == '\'' ? at + 1 : 0;
}

/* A quote that opens no character is code: 'a of Rust, 1'000 of C++. */
static bool read_character(struct lexer *lexer)
{
	size_t end;

	if (!has(lexer, TRAIT_CHARACTER) || lexer->text[lexer->at] != '\'')
		return false;
	end = character_end(lexer);
	if (end != 0)
		take(lexer, end, CLASS_STRING);
	else
		lexer->at++;
	return true;
}

/* r"…", r#"…"#: raw strings of Rust. */
static bool read_raw_hash(struct lexer *lexer)
{
	char close[40];
	size_t at = lexer->at + 1, hashes = 0;

	if (!has(lexer, TRAIT_RAW_HASH) || lexer->text[lexer->at] != 'r' ||
		character_is_word(previous(lexer)))
		return false;
	while (at < lexer->size && lexer->text[at] == '#' && hashes < 32) {
		at++;
		hashes++;
	}
	if (at >= lexer->size || lexer->text[at] != '"')
		return false;
	close[0] = '"';
	memset(close + 1, '#', hashes);
	close[hashes + 1] = '\0';
	take(lexer, behind(lexer, at + 1, close), CLASS_STRING);
	return true;
}

/* @"…""…" of C#. */
static bool read_verbatim(struct lexer *lexer)
{
	size_t at = lexer->at + 2;

	if (!has(lexer, TRAIT_VERBATIM) || !looking_at(lexer, lexer->at, "@\""))
		return false;
	for (; at < lexer->size; at++) {
		if (lexer->text[at] != '"')
			continue;
		if (at + 1 < lexer->size && lexer->text[at + 1] == '"')
			at++;
		else
			break;
	}
	take(lexer, at < lexer->size ? at + 1 : lexer->size, CLASS_STRING);
	return true;
}

/* [[…]], [==[…]==] and the same behind `--`. */
static bool read_long_bracket(struct lexer *lexer)
{
	bool comment = looking_at(lexer, lexer->at, "--[");
	size_t at = lexer->at + (comment ? 2 : 0), level = 0;
	char close[40] = "]";

	if (!has(lexer, TRAIT_LONG_BRACKET) || at >= lexer->size ||
		lexer->text[at] != '[')
		return false;
	for (at++; at < lexer->size && lexer->text[at] == '=' && level < 32;
		at++)
		close[++level] = '=';
	if (at >= lexer->size || lexer->text[at] != '[')
		return false;
	close[level + 1] = ']';
	close[level + 2] = '\0';
	take(lexer, behind(lexer, at + 1, close),
		comment ? CLASS_COMMENT : CLASS_STRING);
	return true;
}

/* The word that ends before `at` and the blanks there. */
static struct slice previous_word(const struct lexer *lexer)
{
	struct slice text = slice_range(lexer->text, 0, lexer->at);
	size_t start;

	while (text.size != 0 &&
		strchr(" \t\r\n", text.data[text.size - 1]) != NULL)
		text.size--;
	for (start = text.size; start != 0 && text.size - start < 12 &&
				character_is_word(text.data[start - 1]);)
		start--;
	return slice_range(text.data, start, text.size);
}

static bool operand_expected(const struct lexer *lexer)
{
	static const char *const keywords[] = {"return", "typeof", "case", "in",
		"of", "else", "do", "void", "delete", "throw", "await", "yield",
		NULL};
	char last = previous_significant(lexer);
	size_t i;

	if (last == '\0')
		return true;
	if (character_is_word(last)) {
		struct slice word = previous_word(lexer);

		for (i = 0; keywords[i] != NULL; i++)
			if (slice_is(word, keywords[i]))
				return true;
		return false;
	}
	/* Behind `<` stands the slash of </tag>. */
	return strchr("(,=:[!&|?{};+-*%~^>", last) != NULL;
}

/* A slash where an operand is expected opens a regular expression. */
static bool read_regex(struct lexer *lexer)
{
	bool in_class = false;
	size_t at = lexer->at + 1;

	if (!has(lexer, TRAIT_REGEX) || lexer->text[lexer->at] != '/' ||
		looking_at(lexer, at, "/") || !may_search(lexer) ||
		!operand_expected(lexer))
		return false;
	for (; at < lexer->size && lexer->text[at] != '\n' &&
		at < lexer->at + REGEX_LIMIT;
		at++) {
		char c = lexer->text[at];

		if (c == '\\')
			at++;
		else if (c == '[')
			in_class = true;
		else if (c == ']')
			in_class = false;
		else if (c == '/' && !in_class) {
			take(lexer, at + 1, CLASS_STRING);
			return true;
		}
	}
	return in_vain(lexer, lexer->at, at) != 0;
}

/*
 * The word of `<<WORD`, `<<-'WORD'`, `<<~WORD`, and *end behind it; empty
 * where the shift operator stands: `1 << 2`, `a << b`.
 */
static struct slice heredoc_word(const struct lexer *lexer, size_t *end)
{
	const char *opener = has(lexer, TRAIT_HEREDOC_THREE) ? "<<<" : "<<";
	size_t at = lexer->at + strlen(opener), start;
	struct slice none = {"", 0};

	if (!looking_at(lexer, lexer->at, opener) || looking_at(lexer, at, "<"))
		return none;
	if (at < lexer->size &&
		(lexer->text[at] == '-' || lexer->text[at] == '~'))
		at++;
	while (has(lexer, TRAIT_SHELL | TRAIT_HEREDOC_THREE) &&
		at < lexer->size && lexer->text[at] == ' ')
		at++;
	if (at < lexer->size &&
		(lexer->text[at] == '\'' || lexer->text[at] == '"'))
		at++;
	start = at;
	while (at < lexer->size && character_is_word(lexer->text[at]))
		at++;
	if (at == start || character_is_digit(lexer->text[start]))
		return none;
	*end = at;
	if (at < lexer->size &&
		(lexer->text[at] == '\'' || lexer->text[at] == '"'))
		*end = at + 1;
	return slice_range(lexer->text, start, at);
}

/* `WORD`, `WORD;`, `WORD)`: with nothing else on its line. */
static bool is_heredoc_end(struct slice line, struct slice word)
{
	line = slice_trim(line);
	return line.size >= word.size &&
	       memcmp(line.data, word.data, word.size) == 0 &&
	       (line.size == word.size ||
		       strchr(";,)", line.data[word.size]) != NULL);
}

/* Keeps where the text of a heredoc is: it starts on the next line. */
static bool read_heredoc(struct lexer *lexer)
{
	struct slice word;
	size_t end = 0, start, at, next;

	if (!has(lexer, TRAIT_HEREDOC) || lexer->body_end != 0 ||
		!looking_at(lexer, lexer->at, "<<"))
		return false;
	word = heredoc_word(lexer, &end);
	if (word.size == 0 || !may_search(lexer)) {
		while (lexer->at < lexer->size && lexer->text[lexer->at] == '<')
			lexer->at++;
		return true;
	}
	start = line_end(lexer, end);
	for (at = start; at < lexer->size; at = next) {
		next = line_end(lexer, at + 1);
		if (!is_heredoc_end(
			    slice_range(lexer->text, at + 1, next), word))
			continue;
		lexer->body_start = start;
		lexer->body_end = at;
		break;
	}
	if (at >= lexer->size)
		in_vain(lexer, lexer->at, lexer->size);
	lexer->at = end;
	return true;
}

static bool read_heredoc_body(struct lexer *lexer)
{
	size_t end = lexer->body_end;

	if (end == 0 || lexer->at < lexer->body_start)
		return false;
	lexer->body_end = 0;
	if (lexer->at >= end)
		return false;
	take(lexer, end, CLASS_STRING);
	return true;
}

static bool quote_may_open(const struct lexer *lexer)
{
	if (has(lexer, TRAIT_TAG) && !lexer->in_tag)
		return false;
	if (has(lexer, TRAIT_VALUE_QUOTE))
		return strchr(" \t\n=[{,:(", previous(lexer)) != NULL;
	return true;
}

/*
 * In prose that YAML does not quote, a quote may stand before any word: one
 * that is not the start of the value ends on its line.
 */
static bool may_span(const struct lexer *lexer, char quote)
{
	if (strchr(lexer->syntax->spanning, quote) == NULL)
		return false;
	return !has(lexer, TRAIT_VALUE_QUOTE) ||
	       strchr("\n:=-[{,(?", previous_on_line(lexer)) != NULL;
}

static bool is_quote(const struct lexer *lexer, char c)
{
	return c != '\0' && (strchr(lexer->syntax->quotes, c) != NULL ||
				    strchr(lexer->syntax->spanning, c) != NULL);
}

static bool read_string(struct lexer *lexer)
{
	char quote = lexer->text[lexer->at];
	size_t end;

	if (!is_quote(lexer, quote) || !quote_may_open(lexer))
		return false;
	if (read_triple(lexer, quote))
		return true;
	if (quote == '`' && has(lexer, TRAIT_REGEX))
		end = template_end(lexer, lexer->at, 0);
	else if (quote == '`') /* Go: no escapes */
		end = behind(lexer, lexer->at + 1, "`");
	else
		end = string_end(lexer, lexer->at, may_span(lexer, quote));
	if (end == 0)
		return false;
	take(lexer, end, CLASS_STRING);
	return true;
}

/* `a < b` opens no tag. */
static bool opens_tag(const struct lexer *lexer)
{
	char next =
		lexer->at + 1 < lexer->size ? lexer->text[lexer->at + 1] : ' ';

	return lexer->text[lexer->at] == '<' &&
	       (character_is_alpha(next) || next == '!' || next == '?' ||
		       next == '/');
}

static void step(struct lexer *lexer)
{
	char c = lexer->text[lexer->at];

	if (has(lexer, TRAIT_TAG))
		lexer->in_tag = opens_tag(lexer) || (lexer->in_tag && c != '>');
	if (c == '\\' && has(lexer, TRAIT_SHELL))
		lexer->at++;
	if (lexer->at < lexer->size)
		lexer->at++;
}

/* All other bytes are code wherever step() comes upon them. */
static void find_telling(struct lexer *lexer)
{
	const struct syntax *syntax = lexer->syntax;
	const char *at;
	size_t i;

	for (at = "\n\\'<>/-[@"; *at != '\0'; at++)
		lexer->telling[(unsigned char)*at] = true;
	for (at = syntax->quotes; *at != '\0'; at++)
		lexer->telling[(unsigned char)*at] = true;
	for (at = syntax->spanning; *at != '\0'; at++)
		lexer->telling[(unsigned char)*at] = true;
	for (i = 0; i < 3 && syntax->line[i] != NULL; i++)
		lexer->telling[(unsigned char)syntax->line[i][0]] = true;
	if (syntax->open != NULL)
		lexer->telling[(unsigned char)syntax->open[0]] = true;
	if (has(lexer, TRAIT_RAW_HASH))
		lexer->telling['r'] = true;
}

void lexer_read(struct lexical_spans *spans, enum language language,
	const char *text, size_t size)
{
	struct lexer lexer = {.spans = spans,
		.syntax = &lexer_syntaxes[language],
		.text = text,
		.size = size};

	spans->count = 0;
	if (language == LANGUAGE_UNKNOWN)
		return;
	find_telling(&lexer);
	while (lexer.at < size) {
		if (!lexer.telling[(unsigned char)text[lexer.at]]) {
			lexer.at++;
			continue;
		}
		if (read_heredoc_body(&lexer) || read_block_comment(&lexer) ||
			read_long_bracket(&lexer) ||
			read_line_comment(&lexer) || read_heredoc(&lexer) ||
			read_raw_hash(&lexer) || read_verbatim(&lexer) ||
			read_string(&lexer) || read_character(&lexer) ||
			read_regex(&lexer))
			continue;
		step(&lexer);
	}
}

void lexical_spans_free(struct lexical_spans *spans)
{
	vector_free(spans);
}

const struct lexical_span *lexical_span_at(
	const struct lexical_spans *spans, size_t offset)
{
	size_t low = 0, high = spans->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spans->items[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < spans->count && spans->items[low].start <= offset)
		return &spans->items[low];
	return NULL;
}

enum lexical_class lexical_class_at(
	const struct lexical_spans *spans, size_t offset)
{
	const struct lexical_span *span = lexical_span_at(spans, offset);

	return span != NULL ? span->class : CLASS_CODE;
}
