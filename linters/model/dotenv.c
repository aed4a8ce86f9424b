/*
 * Env files, read as compose reads them (a dialect: `KEY: value` counts, a
 * comment needs a blank before it, quoted values cross lines). Reading goes
 * on behind a mistake, at the next line. Does not know who loads the file.
 */
#include "model/dotenv.h"
#include "base/glob.h"
#include "model/interpolation.h"

#include <stdint.h>
#include <string.h>

/* Values that are made of values, in all; further variables are unknown. */
#define EXPANDED_LIMIT (16 * 1024 * 1024)

struct reader {
	struct arena *arena;
	struct dotenv *dotenv;
	const struct dotenv *outer;
	const char *text;
	size_t size, at, expanded;
	VECTOR(struct dotenv_entry *) entries;
	VECTOR(struct dotenv_problem) problems;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->size && is_blank(reader->text[reader->at]))
		reader->at++;
}

/* Offset of the LF that ends the line of at, or of the text's end. */
static size_t line_end(const struct reader *reader, size_t at)
{
	const char *end = at < reader->size ? memchr(reader->text + at, '\n',
						      reader->size - at)
					    : NULL;

	return end ? (size_t)(end - reader->text) : reader->size;
}

static size_t trim_end(const struct reader *reader, size_t start, size_t end)
{
	while (end > start && is_blank(reader->text[end - 1]))
		end--;
	return end;
}

static void add_problem(
	struct reader *reader, size_t start, size_t end, const char *message)
{
	struct dotenv_problem problem = {start, end, message};

	vector_add(&reader->problems, problem);
}

/* The rest of the line is no assignment: says so and skips it. */
static void skip_line(struct reader *reader, size_t start, const char *message)
{
	size_t end = line_end(reader, start);

	add_problem(reader, start, trim_end(reader, start, end), message);
	reader->at = end;
}

static void skip_to_statement(struct reader *reader)
{
	while (reader->at < reader->size) {
		char c = reader->text[reader->at];

		if (c == '#')
			reader->at = line_end(reader, reader->at);
		else if (is_blank(c) || c == '\n')
			reader->at++;
		else
			return;
	}
}

static bool skip_export(struct reader *reader)
{
	static const char word[] = "export";
	size_t after = reader->at + sizeof(word) - 1;

	if (after >= reader->size || !is_blank(reader->text[after]) ||
		memcmp(reader->text + reader->at, word, sizeof(word) - 1) != 0)
		return false;
	reader->at = after;
	skip_blanks(reader);
	return true;
}

static bool is_key_character(char c)
{
	return character_is_word(c) || c == '.' || c == '-' || c == '[' ||
	       c == ']' || (unsigned char)c >= 0x80;
}

static bool is_identifier(struct slice text)
{
	size_t i;

	if (text.size == 0 || character_is_digit(text.data[0]))
		return false;
	for (i = 0; i < text.size; i++)
		if (!character_is_word(text.data[i]))
			return false;
	return true;
}

/* Values of the file itself so far, then of outer. */
struct lookup {
	const struct dotenv *own, *outer;
};

static const char *lookup_value(void *state, struct slice name, bool *known)
{
	const struct lookup *lookup = state;
	const struct dotenv_entry *entry = map_get(&lookup->own->by_key, name);

	if (!entry || !entry->value)
		entry = lookup->outer ? map_get(&lookup->outer->by_key, name)
				      : NULL;
	*known = !entry || entry->known;
	return entry ? entry->value : NULL;
}

/* A shell runs `$(…)`, compose does not: nobody can say what it holds. */
static bool has_command(struct slice text)
{
	return slice_find(text, "$(", 0) != SIZE_MAX;
}

static bool all_literal(const struct interpolated *value)
{
	size_t i;

	for (i = 0; i < value->span_count; i++)
		if (value->spans[i].origin != ORIGIN_LITERAL)
			return false;
	return true;
}

static void set_interpolated(
	struct reader *reader, struct dotenv_entry *entry, struct slice text)
{
	struct lookup lookup = {reader->dotenv, reader->outer};
	struct variables all = {lookup_value, &lookup};
	const struct variables *variables =
		reader->expanded < EXPANDED_LIMIT ? &all : NULL;
	struct interpolated value;
	struct error err;

	if (interpolate(&value, reader->arena, text, variables, &err) < 0) {
		add_problem(reader, entry->value_start, entry->value_end,
			arena_string(reader->arena, err.message));
		entry->value = arena_copy(reader->arena, text.data, text.size);
		return;
	}
	reader->expanded += value.size;
	entry->value = value.text;
	entry->known = value.known && !has_command(text);
	entry->literal = entry->known && all_literal(&value);
}

static void read_plain(struct reader *reader, struct dotenv_entry *entry)
{
	size_t start = reader->at, end = line_end(reader, start);
	struct slice line = slice_range(reader->text, start, end);
	size_t comment = slice_find(line, " #", 0);

	reader->at = end;
	if (comment != SIZE_MAX)
		end = start + comment;
	end = trim_end(reader, start, end);
	entry->value_start = start;
	entry->value_end = end;
	set_interpolated(reader, entry, slice_range(reader->text, start, end));
}

/* Offset of the quote that closes the one at start, or SIZE_MAX. */
static size_t closing_quote(const struct reader *reader, size_t start)
{
	char quote = reader->text[start];
	size_t i;

	for (i = start + 1; i < reader->size; i++) {
		if (reader->text[i] == '\\')
			i++;
		else if (reader->text[i] == quote)
			return i;
	}
	return SIZE_MAX;
}

/* What a back-slash and letter stand for, or 0. */
static char escape_of(char letter)
{
	static const char letters[] = "abfnrtv\"\\";
	static const char bytes[] = "\a\b\f\n\r\t\v\"\\";
	const char *found = letter ? strchr(letters, letter) : NULL;

	return found ? bytes[found - letters] : '\0';
}

/* Digits behind `\0`: three of them are one byte, else it is no escape. */
static bool octal_of(struct slice text, size_t at, char *byte)
{
	unsigned value = 0;
	size_t i;

	if (at + 5 > text.size || text.data[at + 1] != '0')
		return false;
	for (i = at + 2; i < at + 5; i++) {
		if (text.data[i] < '0' || text.data[i] > '7')
			return false;
		value = value * 8 + (unsigned)(text.data[i] - '0');
	}
	*byte = (char)value;
	return value > 0 && value < 256;
}

/* Resolves the escapes of a double-quoted value; `\$` becomes `$$`. */
static struct slice unescape(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.size + 1);
	size_t i, size = 0;

	for (i = 0; i < text.size; i++) {
		bool escape = text.data[i] == '\\' && i + 1 < text.size;
		char byte = escape ? escape_of(text.data[i + 1]) : '\0';

		if (byte) {
			out[size++] = byte;
			i++;
		} else if (escape && text.data[i + 1] == '$') {
			out[size++] = '$';
			out[size++] = '$';
			i++;
		} else if (escape && octal_of(text, i, &byte)) {
			out[size++] = byte;
			i += 4;
		} else {
			out[size++] = text.data[i];
		}
	}
	return slice_range(out, 0, size);
}

/* In single quotes only `\'` is an escape. */
static const char *unescape_single(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.size + 1);
	size_t i, size = 0;

	for (i = 0; i < text.size; i++) {
		if (text.data[i] == '\\' && i + 1 < text.size &&
			text.data[i + 1] == '\'')
			i++;
		out[size++] = text.data[i];
	}
	return out;
}

static bool read_quoted(struct reader *reader, struct dotenv_entry *entry)
{
	size_t start = reader->at, end = closing_quote(reader, start);
	struct slice text;

	if (end == SIZE_MAX) {
		skip_line(reader, start, "the quote is never closed");
		return false;
	}
	entry->value_start = start + 1;
	entry->value_end = end;
	text = slice_range(reader->text, start + 1, end);
	if (reader->text[start] == '"') {
		set_interpolated(reader, entry, unescape(reader->arena, text));
	} else {
		entry->value = unescape_single(reader->arena, text);
		entry->known = entry->literal = true;
	}
	reader->at = end + 1;
	return true;
}

static void add_entry(struct reader *reader, struct dotenv_entry *entry)
{
	vector_add(&reader->entries, entry);
	map_put_string(&reader->dotenv->by_key, entry->key, entry);
}

/* A word alone: the variable is handed on as it is outside. */
static void add_bare(
	struct reader *reader, struct dotenv_entry *entry, size_t start)
{
	struct slice key = slice_of(entry->key);
	size_t end = line_end(reader, entry->key_start);

	if (!is_identifier(key)) {
		skip_line(reader, start, "no `=` in this line");
		return;
	}
	entry->value_start = entry->value_end = entry->key_end;
	reader->at = end;
	add_entry(reader, entry);
}

static const char *key_problem(struct slice line, size_t at)
{
	if (slice_find(line, "=", 0) == SIZE_MAX)
		return "no `=` in this line";
	if (is_blank(line.data[at]))
		return "a blank inside the name";
	return at == 0 ? "no name before the `=`"
		       : "a name has letters, digits, `_`, `.` and `-` only";
}

static void read_value(struct reader *reader, struct dotenv_entry *entry)
{
	char first;

	reader->at++;
	skip_blanks(reader);
	first = reader->at < reader->size ? reader->text[reader->at] : '\n';
	if (first == '"' || first == '\'') {
		if (!read_quoted(reader, entry))
			return;
	} else {
		read_plain(reader, entry);
	}
	add_entry(reader, entry);
}

static void read_statement(struct reader *reader)
{
	struct dotenv_entry *entry = arena_alloc(reader->arena, sizeof(*entry));
	size_t start = reader->at, end;
	struct slice line;

	entry->exported = skip_export(reader);
	entry->key_start = end = reader->at;
	while (end < reader->size && is_key_character(reader->text[end]))
		end++;
	entry->key_end = reader->at = end;
	entry->key = arena_copy(reader->arena, reader->text + entry->key_start,
		end - entry->key_start);
	skip_blanks(reader);
	line = slice_range(
		reader->text, entry->key_start, line_end(reader, start));
	if (reader->at == reader->size || reader->text[reader->at] == '\n')
		add_bare(reader, entry, start);
	else if (end > entry->key_start &&
		 (reader->text[reader->at] == '=' ||
			 reader->text[reader->at] == ':'))
		read_value(reader, entry);
	else
		skip_line(reader, start,
			key_problem(line, end - entry->key_start));
}

static void finish(struct reader *reader)
{
	struct dotenv *dotenv = reader->dotenv;
	struct dotenv_entry *entries;
	size_t i;

	entries = arena_alloc(
		reader->arena, reader->entries.count * sizeof(*entries));
	for (i = 0; i < reader->entries.count; i++) {
		entries[i] = *reader->entries.items[i];
		map_put_string(&dotenv->by_key, entries[i].key, &entries[i]);
	}
	dotenv->entries = entries;
	dotenv->count = reader->entries.count;
	vector_free(&reader->entries);
	dotenv->problem_count = reader->problems.count;
	dotenv->problems = vector_move(&reader->problems, reader->arena);
}

struct dotenv *dotenv_read(struct arena *arena, const char *path,
	const char *text, size_t size, const struct dotenv *outer)
{
	struct dotenv *dotenv = arena_alloc(arena, sizeof(*dotenv));
	struct reader reader = {.arena = arena,
		.dotenv = dotenv,
		.outer = outer,
		.text = text,
		.size = size};

	dotenv->path = arena_string(arena, path);
	lines_init(&dotenv->lines, text, size);
	if (slice_starts(slice_range(text, 0, size), "\xef\xbb\xbf"))
		reader.at = 3;
	for (;;) {
		skip_to_statement(&reader);
		if (reader.at >= size)
			break;
		read_statement(&reader);
	}
	finish(&reader);
	return dotenv;
}

void dotenv_release(struct dotenv *dotenv)
{
	if (!dotenv)
		return;
	lines_release(&dotenv->lines);
	map_release(&dotenv->by_key);
}

const struct dotenv_entry *dotenv_find(
	const struct dotenv *dotenv, const char *key)
{
	return map_get_string(&dotenv->by_key, key);
}

/* `.env.ts`, `.env.md`: named after an env file, but something else. */
static bool has_foreign_extension(const char *name)
{
	static const char *const extensions[] = {".js", ".mjs", ".cjs", ".ts",
		".py", ".rb", ".go", ".php", ".json", ".yaml", ".yml", ".md",
		".j2", ".erb", ".hbs", ".enc", ".gpg", ".age", ".zip", ".patch",
		".diff"};
	size_t i;

	for (i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		if (string_ends(name, extensions[i]))
			return true;
	return false;
}

/* Every path of a tree is asked for: most are answered by a look. */
static bool may_be_name(const char *name)
{
	return strstr(name, "env") != NULL;
}

bool dotenv_is_name(const char *path)
{
	const char *name = path_name(path);

	if (!may_be_name(name))
		return false;
	if (strcmp(name, ".env") == 0 || dotenv_is_example_name(path))
		return true;
	return (string_starts(name, ".env.") || string_ends(name, ".env")) &&
	       !has_foreign_extension(name);
}

/* Is the word at found a part of its own: between dots, dashes, ends? */
static bool is_part(const char *name, const char *found, size_t size)
{
	return (found == name || strchr(".-_", found[-1])) &&
	       (found[size] == '\0' || strchr(".-_", found[size]));
}

bool dotenv_is_example_name(const char *path)
{
	static const char *const words[] = {"example", "examples", "sample",
		"template", "tmpl", "tpl", "dist", "default", "defaults"};
	const char *name = path_name(path);
	size_t i;

	if (!may_be_name(name) || has_foreign_extension(name) ||
		!(string_starts(name, ".env") || string_starts(name, "env.") ||
			string_ends(name, ".env") || strstr(name, ".env.")))
		return false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *found = strstr(name, words[i]);

		if (found && is_part(name, found, strlen(words[i])))
			return true;
	}
	return false;
}
