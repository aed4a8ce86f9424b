/*
 * A light lexer: comments and strings, told by a table of what starts and
 * ends them in each language, with a function for the few that need more.
 * A string that its language ends at the line and that does not end there
 * is no string, so that an apostrophe in prose does not swallow the file.
 */
#include "engine/lexer.h"
#include "base/vector.h"
#include <string.h>

/* Longer ones are not looked for: a hostile line stays linear. */
#define REGEX_LIMIT 2000

enum trait {
	/* `#` is a comment only at the start of a word. */
	TRAIT_WORD_COMMENT = 1,
	/* A comment only at the start of a line. */
	TRAIT_LINE_COMMENT = 2,
	/* """…""" and '''…'''. */
	TRAIT_TRIPLE = 4,
	/* A triple string that is a statement is a comment. */
	TRAIT_DOCSTRING = 8,
	/* 'x' is one character; `'a` alone is not a string. */
	TRAIT_CHARACTER = 16,
	/* A back-slash does not escape in a '…' string. */
	TRAIT_RAW_SINGLE = 32,
	/* Quotes are doubled, not escaped. */
	TRAIT_DOUBLED = 64,
	/* /…/ where an operand is expected. */
	TRAIT_REGEX = 128,
	/* <<WORD … WORD. */
	TRAIT_HEREDOC = 256,
	/* [[…]] and --[[…]]. */
	TRAIT_LONG_BRACKET = 512,
	/* A quote opens a string only at the start of a value. */
	TRAIT_VALUE_QUOTE = 1024,
	/* r"…", r#"…"#. */
	TRAIT_RAW_HASH = 2048,
	/* @"…" with doubled quotes. */
	TRAIT_VERBATIM = 4096,
	/* Quotes count only inside <…>. */
	TRAIT_TAG = 8192,
};

struct syntax {
	const char *line[3];	 /* what starts a comment to the line's end */
	const char *open, *close; /* block comment */
	const char *quotes;	 /* strings that end on their line */
	const char *spanning;	 /* strings that may span lines */
	unsigned traits;
};

static const struct syntax syntaxes[] = {
	[LANGUAGE_C] = {{"//"}, "/*", "*/", "\"", "", TRAIT_CHARACTER},
	[LANGUAGE_CSHARP] = {{"//"}, "/*", "*/", "\"", "",
		TRAIT_CHARACTER | TRAIT_VERBATIM | TRAIT_TRIPLE},
	[LANGUAGE_CSS] = {{NULL}, "/*", "*/", "\"'", "", 0},
	[LANGUAGE_DOCKERFILE] = {{"#"}, NULL, NULL, "\"'", "",
		TRAIT_LINE_COMMENT | TRAIT_HEREDOC},
	[LANGUAGE_DOTENV] = {{"#"}, NULL, NULL, "", "\"'",
		TRAIT_WORD_COMMENT | TRAIT_VALUE_QUOTE},
	[LANGUAGE_GO] = {{"//"}, "/*", "*/", "\"", "`", TRAIT_CHARACTER},
	[LANGUAGE_INI] = {{"#", ";", "!"}, NULL, NULL, "\"'", "",
		TRAIT_LINE_COMMENT},
	[LANGUAGE_JAVA] = {{"//"}, "/*", "*/", "\"", "",
		TRAIT_CHARACTER | TRAIT_TRIPLE},
	[LANGUAGE_JAVASCRIPT] = {{"//"}, "/*", "*/", "\"'", "`", TRAIT_REGEX},
	[LANGUAGE_JSON] = {{"//"}, "/*", "*/", "\"", "", 0},
	[LANGUAGE_LUA] = {{"--"}, NULL, NULL, "\"'", "", TRAIT_LONG_BRACKET},
	[LANGUAGE_MAKEFILE] = {{"#"}, NULL, NULL, "\"'", "",
		TRAIT_WORD_COMMENT},
	[LANGUAGE_MARKDOWN] = {{NULL}, "<!--", "-->", "", "", 0},
	[LANGUAGE_PHP] = {{"//", "#"}, "/*", "*/", "", "\"'",
		TRAIT_WORD_COMMENT | TRAIT_HEREDOC},
	[LANGUAGE_POWERSHELL] = {{"#"}, "<#", "#>", "", "\"'",
		TRAIT_WORD_COMMENT | TRAIT_RAW_SINGLE},
	[LANGUAGE_PYTHON] = {{"#"}, NULL, NULL, "\"'", "",
		TRAIT_TRIPLE | TRAIT_DOCSTRING},
	[LANGUAGE_RUBY] = {{"#"}, "\n=begin", "\n=end", "\"'", "",
		TRAIT_WORD_COMMENT | TRAIT_HEREDOC | TRAIT_TRIPLE},
	[LANGUAGE_RUST] = {{"//"}, "/*", "*/", "", "\"",
		TRAIT_CHARACTER | TRAIT_RAW_HASH},
	[LANGUAGE_SHELL] = {{"#"}, NULL, NULL, "", "\"'",
		TRAIT_WORD_COMMENT | TRAIT_RAW_SINGLE | TRAIT_HEREDOC},
	[LANGUAGE_SQL] = {{"--", "#"}, "/*", "*/", "", "'\"",
		TRAIT_WORD_COMMENT | TRAIT_DOUBLED},
	[LANGUAGE_TOML] = {{"#"}, NULL, NULL, "\"'", "",
		TRAIT_TRIPLE | TRAIT_RAW_SINGLE},
	[LANGUAGE_XML] = {{NULL}, "<!--", "-->", "", "\"'", TRAIT_TAG},
	[LANGUAGE_YAML] = {{"#"}, NULL, NULL, "", "\"'",
		TRAIT_WORD_COMMENT | TRAIT_VALUE_QUOTE | TRAIT_RAW_SINGLE},
};

struct lexer {
	struct lexical_spans *spans;
	const struct syntax *syntax;
	const char *text;
	size_t size, at;
	bool in_tag;
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

static bool comment_may_start(const struct lexer *lexer, const char *opener)
{
	if (has(lexer, TRAIT_LINE_COMMENT))
		return previous_on_line(lexer) == '\n';
	if (has(lexer, TRAIT_WORD_COMMENT) && opener[0] == '#')
		return strchr(" \t\r\n;()&|", previous(lexer)) != NULL;
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

static bool read_block_comment(struct lexer *lexer)
{
	const char *open = lexer->syntax->open;

	if (open == NULL || !looking_at(lexer, lexer->at, open))
		return false;
	take(lexer,
		behind(lexer, lexer->at + strlen(open), lexer->syntax->close),
		CLASS_COMMENT);
	return true;
}

/*
 * Where a string that opens at `at` with quote ends, or 0 when it does not
 * end (on its line, unless it may span).
 */
static size_t string_end(
	const struct lexer *lexer, size_t at, char quote, bool spanning)
{
	bool raw = quote == '\'' && has(lexer, TRAIT_RAW_SINGLE);

	for (at++; at < lexer->size; at++) {
		char c = lexer->text[at];

		if (c == '\\' && !raw && !has(lexer, TRAIT_DOUBLED)) {
			at++;
		} else if (c == quote) {
			if (!has(lexer, TRAIT_DOUBLED) ||
				at + 1 >= lexer->size ||
				lexer->text[at + 1] != quote)
				return at + 1;
			at++;
		} else if (c == '\n' && !spanning) {
			return 0;
		}
	}
	return 0;
}

/* A template literal: `…${ … }…`, with templates inside it. */
static size_t template_end(const struct lexer *lexer, size_t at, int depth)
{
	size_t braces = 0;

	for (at++; at < lexer->size; at++) {
		char c = lexer->text[at];

		if (c == '\\') {
			at++;
		} else if (c == '$' && looking_at(lexer, at, "${")) {
			braces++;
			at++;
		} else if (c == '{' && braces != 0) {
			braces++;
		} else if (c == '}' && braces != 0) {
			braces--;
		} else if (c == '`' && (braces == 0 || depth >= 32)) {
			return at + 1;
		} else if (c == '`') {
			at = template_end(lexer, at, depth + 1) - 1;
		}
	}
	return lexer->size;
}

static bool is_docstring(const struct lexer *lexer)
{
	char last;

	if (!has(lexer, TRAIT_DOCSTRING) || previous_on_line(lexer) != '\n')
		return false;
	last = previous_significant(lexer);
	return last == '\0' || strchr("=([{,+%\\|&", last) == NULL;
}

static bool read_triple(struct lexer *lexer, char quote)
{
	const char mark[4] = {quote, quote, quote, '\0'};

	if (!has(lexer, TRAIT_TRIPLE) || !looking_at(lexer, lexer->at, mark))
		return false;
	take(lexer, behind(lexer, lexer->at + 3, mark),
		is_docstring(lexer) ? CLASS_COMMENT : CLASS_STRING);
	return true;
}

/* 'x', '\n', '\u1234': a character; else the quote is code. */
static bool read_character(struct lexer *lexer)
{
	size_t at = lexer->at + 1, limit = at + 12;

	if (!has(lexer, TRAIT_CHARACTER) || lexer->text[lexer->at] != '\'')
		return false;
	for (; at < lexer->size && at < limit; at++) {
		char c = lexer->text[at];

		if (c == '\\')
			at++;
		else if (c == '\'' && at > lexer->at + 1) {
			take(lexer, at + 1, CLASS_STRING);
			return true;
		} else if (c == '\n')
			break;
	}
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

/* A slash where an operand is expected opens a regular expression. */
static bool read_regex(struct lexer *lexer)
{
	bool in_class = false;
	size_t at = lexer->at + 1;
	char last;

	if (!has(lexer, TRAIT_REGEX) || lexer->text[lexer->at] != '/')
		return false;
	last = previous_significant(lexer);
	if (last != '\0' && strchr("(,=:[!&|?{};+-*%~^<>\n", last) == NULL)
		return false;
	if (last == '<')
		return false; /* </tag> */
	for (; at < lexer->size && lexer->text[at] != '\n' &&
		at < lexer->at + REGEX_LIMIT; at++) {
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
	return false;
}

/* The word of `<<WORD`, `<<-'WORD'`, `<<~WORD`, `<<<WORD` at lexer->at. */
static struct slice heredoc_word(const struct lexer *lexer)
{
	size_t at = lexer->at + 2, start;

	while (at < lexer->size && strchr("<-~ ", lexer->text[at]) != NULL)
		at++;
	if (at < lexer->size && strchr("'\"", lexer->text[at]) != NULL)
		at++;
	start = at;
	while (at < lexer->size && character_is_word(lexer->text[at]))
		at++;
	/* `1 << 2` and `a << b` are shifts. */
	if (at == start || !character_is_alpha(lexer->text[start]) ||
		lexer->text[lexer->at + 2] == ' ')
		return slice_range(lexer->text, start, start);
	return slice_range(lexer->text, start, at);
}

/* The body up to the line that is the word is a string. */
static bool read_heredoc(struct lexer *lexer)
{
	struct slice word;
	size_t start, at;

	if (!has(lexer, TRAIT_HEREDOC) || !looking_at(lexer, lexer->at, "<<"))
		return false;
	word = heredoc_word(lexer);
	if (word.size == 0) {
		lexer->at += 2;
		return true;
	}
	start = line_end(lexer, lexer->at);
	for (at = start; at < lexer->size;) {
		size_t next = line_end(lexer, at + 1);
		struct slice line =
			slice_trim(slice_range(lexer->text, at + 1, next));

		if (slice_starts(line, "") && line.size >= word.size &&
			memcmp(line.data, word.data, word.size) == 0 &&
			(line.size == word.size ||
				strchr(";,)", line.data[word.size]) != NULL))
			break;
		at = next;
	}
	lexer->at = start;
	take(lexer, at, CLASS_STRING);
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

static bool read_string(struct lexer *lexer)
{
	char quote = lexer->text[lexer->at];
	bool spanning;
	size_t end;

	if (quote == '\0')
		return false;
	spanning = strchr(lexer->syntax->spanning, quote) != NULL;
	if (!spanning && strchr(lexer->syntax->quotes, quote) == NULL)
		return false;
	if (!quote_may_open(lexer))
		return false;
	if (read_triple(lexer, quote))
		return true;
	if (quote == '`' && lexer->syntax->quotes[0] != '\0' &&
		has(lexer, TRAIT_REGEX))
		end = template_end(lexer, lexer->at, 0);
	else if (quote == '`') /* Go: no escapes */
		end = behind(lexer, lexer->at + 1, "`");
	else
		end = string_end(lexer, lexer->at, quote, spanning);
	if (end == 0)
		return false;
	take(lexer, end, CLASS_STRING);
	return true;
}

static void step(struct lexer *lexer)
{
	char c = lexer->text[lexer->at];

	if (has(lexer, TRAIT_TAG))
		lexer->in_tag = c == '<' || (lexer->in_tag && c != '>');
	/* `\"` outside a string quotes nothing, in a shell. */
	if (c == '\\' && has(lexer, TRAIT_HEREDOC))
		lexer->at++;
	if (lexer->at < lexer->size)
		lexer->at++;
}

void lexer_read(struct lexical_spans *spans, enum language language,
	const char *text, size_t size)
{
	struct lexer lexer = {
		spans, &syntaxes[language], text, size, 0, false};

	spans->count = 0;
	if (language == LANGUAGE_UNKNOWN)
		return;
	while (lexer.at < size) {
		if (read_block_comment(&lexer) || read_long_bracket(&lexer) ||
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
