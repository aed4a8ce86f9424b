/*
 * JSON with the place of every key and value, by RFC 8259; its custom with
 * comments and trailing commas; and JSON5 (json5.org) for files of that name.
 * Knows nothing of YAML.
 */
#include "rule/document_private.h"

#include "base/arena.h"
#include "base/string.h"
#include "base/utf8.h"
#include "rule/scalar.h"

#include <stdint.h>
#include <string.h>

struct scanner {
	struct builder *build;
	const char *text;
	size_t at, size;
	bool comments; /* and trailing commas */
	bool five;     /* JSON5 */
};

/* The byte looked at; NUL at the end, which no JSON has outside strings. */
static char peek(const struct scanner *scanner)
{
	if (scanner->at < scanner->size)
		return scanner->text[scanner->at];
	return '\0';
}

static bool looking_at(const struct scanner *scanner, const char *word)
{
	size_t size = strlen(word);

	return scanner->size - scanner->at >= size &&
	       !memcmp(scanner->text + scanner->at, word, size);
}

/* "`x`", "a control character" or "the end", for messages. */
static const char *name_next(const struct scanner *scanner)
{
	const char *at = scanner->text + scanner->at;
	size_t left = scanner->size - scanner->at;

	if (!left)
		return "the end";
	if ((unsigned char)*at < 0x20 || *at == 0x7f)
		return "a control character";
	if (!utf8_is_valid(at, utf8_read(at, left, NULL)))
		return "a byte that is not UTF-8";
	return builder_quote(scanner->build, at, utf8_read(at, left, NULL));
}

static int fail_expected(const struct scanner *scanner, const char *what)
{
	return builder_error(scanner->build, scanner->at,
		"expected %s, found %s", what, name_next(scanner));
}

static int skip_comment(struct scanner *scanner)
{
	size_t start = scanner->at, end;

	if (looking_at(scanner, "//")) {
		while (scanner->at < scanner->size && peek(scanner) != '\n' &&
			peek(scanner) != '\r')
			scanner->at++;
		return 0;
	}
	end = slice_find(
		(struct slice){scanner->text, scanner->size}, "*/", start + 2);
	if (end == SIZE_MAX)
		return builder_error(scanner->build, start,
			"the comment that opens here is never closed");
	scanner->at = end + 2;
	return 0;
}

static int skip_blank(struct scanner *scanner)
{
	for (;;) {
		char next = peek(scanner);

		if (next == ' ' || next == '\t' || next == '\n' || next == '\r')
			scanner->at++;
		else if (!looking_at(scanner, "//") &&
			 !looking_at(scanner, "/*"))
			return 0;
		else if (!scanner->comments)
			return builder_error(scanner->build, scanner->at,
				"JSON has no comments; remove it");
		else if (skip_comment(scanner))
			return -1;
	}
}

/*
 * Bytes behind the back-slash looked at that cannot end the string. Only
 * JSON5 lets a line end be one of them.
 */
static size_t escaped_size(const struct scanner *scanner)
{
	const char *next = scanner->text + scanner->at + 1;
	size_t left = scanner->size - scanner->at - 1;

	if (!left)
		return 0;
	if (*next == '\n' || *next == '\r')
		return scanner->five ? break_size(next, left) : 0;
	return (unsigned char)*next >= 0x20;
}

/* Moves behind the closing quote. */
static int skip_string(struct scanner *scanner)
{
	size_t start = scanner->at++;
	unsigned char quote = (unsigned char)scanner->text[start];

	for (; scanner->at < scanner->size; scanner->at++) {
		unsigned char next = (unsigned char)peek(scanner);

		if (next == quote) {
			scanner->at++;
			return 0;
		}
		if (next == '\n' || next == '\r')
			break;
		if (next < 0x20)
			return builder_error(scanner->build, scanner->at,
				"a control character in a string; write it as "
				"`\\u%04x`",
				next);
		if (next == '\\')
			scanner->at += escaped_size(scanner);
	}
	return builder_error(scanner->build, start,
		"the string that opens here is not closed on its line");
}

static int check_utf8(const struct scanner *scanner, size_t start, size_t end)
{
	uint32_t code;

	for (size_t at = start; at < end;) {
		size_t size = utf8_read(scanner->text + at, end - at, &code);

		if (code == UINT32_MAX)
			return builder_bad_byte(scanner->build, at);
		at += size;
	}
	return 0;
}

/* What only JSON5 knows: an escaped line end, `\v`, and `\` before any. */
static size_t read_escape_five(
	const char *text, size_t size, char bytes[4], size_t *count)
{
	size_t skip = size > 1 ? break_size(text + 1, size - 1) : 0;

	*count = 0;
	if (skip)
		return 1 + skip;
	if (size > 1 && strchr("uxv0", text[1]))
		return escape_read(text, size, bytes, count);
	bytes[(*count)++] = text[1];
	return 2;
}

static size_t read_escape(const struct scanner *scanner, const char *text,
	size_t size, char bytes[4], size_t *count)
{
	if (size > 1 && text[1] && strchr("\"\\/bfnrtu", text[1]))
		return escape_read(text, size, bytes, count);
	if (scanner->five && size > 1)
		return read_escape_five(text, size, bytes, count);
	return 0;
}

/* What lies between the quotes, unescaped; out has room for it. */
static int unescape(const struct scanner *scanner, size_t start, size_t end,
	char *out, size_t *count)
{
	size_t size, written;
	char bytes[4];

	*count = 0;
	for (size_t at = start; at < end; at += size) {
		const char *from = scanner->text + at;

		size = 1;
		if (*from != '\\') {
			out[(*count)++] = *from;
			continue;
		}
		size = read_escape(scanner, from, end - at, bytes, &written);
		if (!size)
			return builder_error(scanner->build, at,
				"not an escape of JSON; write `\\\\` for a "
				"back-slash, and surrogates in pairs");
		memcpy(out + *count, bytes, written);
		*count += written;
	}
	return 0;
}

static int read_string(struct node **out, struct scanner *scanner)
{
	size_t start = scanner->at, inner = start + 1, count, end;
	struct node *node;
	char *text;

	if (skip_string(scanner))
		return -1;
	end = scanner->at - 1;
	if (check_utf8(scanner, inner, end))
		return -1;
	text = arena_alloc(scanner->build->arena, end - inner + 1);
	if (unescape(scanner, inner, end, text, &count))
		return -1;
	node = builder_node(scanner->build, NODE_STRING, start, scanner->at);
	node->style = scanner->text[start] == '"' ? NODE_DOUBLE_QUOTED
						  : NODE_SINGLE_QUOTED;
	node->text = text;
	node->size = count;
	*out = node;
	return 0;
}

static size_t skip_digits(struct scanner *scanner)
{
	size_t start = scanner->at;

	while (character_is_digit(peek(scanner)))
		scanner->at++;
	return scanner->at - start;
}

/* Infinity, NaN and 0x1f. */
static bool skip_number_five(struct scanner *scanner)
{
	size_t start = scanner->at;

	if (looking_at(scanner, "Infinity"))
		scanner->at += 8;
	else if (looking_at(scanner, "NaN"))
		scanner->at += 3;
	else if (looking_at(scanner, "0x") || looking_at(scanner, "0X"))
		for (scanner->at += 2; character_is_word(peek(scanner));)
			scanner->at++;
	return scanner->at > start;
}

static int skip_exponent(struct scanner *scanner)
{
	if (peek(scanner) != 'e' && peek(scanner) != 'E')
		return 0;
	scanner->at++;
	if (peek(scanner) == '-' || peek(scanner) == '+')
		scanner->at++;
	return skip_digits(scanner) ? 0 : fail_expected(scanner, "a digit");
}

static int skip_number(struct scanner *scanner)
{
	size_t start, whole;

	if (peek(scanner) == '-' || (scanner->five && peek(scanner) == '+'))
		scanner->at++;
	if (scanner->five && skip_number_five(scanner))
		return 0;
	start = scanner->at;
	whole = skip_digits(scanner);
	if (!whole && !(scanner->five && peek(scanner) == '.'))
		return fail_expected(scanner, "a digit");
	if (whole > 1 && scanner->text[start] == '0')
		return builder_error(scanner->build, start,
			"a number cannot begin with 0; remove the 0, or quote "
			"it");
	if (peek(scanner) == '.') {
		scanner->at++;
		if (!skip_digits(scanner) && !(scanner->five && whole))
			return fail_expected(scanner, "a digit");
	}
	return skip_exponent(scanner);
}

static struct node *plain_node(
	const struct scanner *scanner, enum node_kind kind, size_t start)
{
	struct node *node =
		builder_node(scanner->build, kind, start, scanner->at);

	builder_text(scanner->build, node, scanner->text + start,
		scanner->at - start);
	return node;
}

static int read_number(struct node **out, struct scanner *scanner)
{
	size_t start = scanner->at;

	if (skip_number(scanner))
		return -1;
	*out = plain_node(scanner, NODE_FLOAT, start);
	scalar_type_json_number(*out);
	if (character_is_word(peek(scanner)))
		return fail_expected(scanner, "the number's end");
	return 0;
}

static int read_word(struct node **out, struct scanner *scanner)
{
	static const struct {
		const char *word;
		enum node_kind kind;
		int value;
	} words[] = {{"true", NODE_BOOLEAN, 1}, {"false", NODE_BOOLEAN, 0},
		{"null", NODE_NULL, 0}};
	size_t start = scanner->at, size = 0;

	while (start + size < scanner->size &&
		character_is_word(scanner->text[start + size]))
		size++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (size == strlen(words[i].word) &&
			looking_at(scanner, words[i].word)) {
			scanner->at += size;
			*out = plain_node(scanner, words[i].kind, start);
			(*out)->integer = words[i].value;
			return 0;
		}
	if (size)
		return builder_error(scanner->build, start,
			"%s is not JSON; put it in double quotes",
			builder_quote(
				scanner->build, scanner->text + start, size));
	return fail_expected(scanner, "a value");
}

static int read_value(
	struct node **out, struct scanner *scanner, unsigned depth);

/*
 * Behind an item: 1 when another follows, 0 at the closing bracket, which is
 * taken, -1 on a mistake.
 */
static int read_separator(struct scanner *scanner, char close)
{
	size_t comma;

	if (skip_blank(scanner))
		return -1;
	if (peek(scanner) == close) {
		scanner->at++;
		return 0;
	}
	if (peek(scanner) != ',')
		return fail_expected(
			scanner, close == ']' ? "`,` or `]`" : "`,` or `}`");
	comma = scanner->at++;
	if (skip_blank(scanner))
		return -1;
	if (peek(scanner) != close)
		return 1;
	if (!scanner->comments)
		return builder_error(scanner->build, comma,
			"a comma before `%c`; remove it", close);
	scanner->at++;
	return 0;
}

static int read_item(struct scanner *scanner, unsigned depth)
{
	struct node *item;

	if (read_value(&item, scanner, depth))
		return -1;
	builder_push(scanner->build, item);
	return 0;
}

static bool is_identifier(char character)
{
	return character_is_word(character) || character == '$';
}

static int read_key(struct node **out, struct scanner *scanner)
{
	size_t start = scanner->at;

	if (peek(scanner) == '"' || (scanner->five && peek(scanner) == '\''))
		return read_string(out, scanner);
	if (!scanner->five || !is_identifier(peek(scanner)) ||
		character_is_digit(peek(scanner)))
		return fail_expected(scanner, "a key in double quotes");
	while (is_identifier(peek(scanner)))
		scanner->at++;
	*out = plain_node(scanner, NODE_STRING, start);
	return 0;
}

static int read_pair(struct scanner *scanner, unsigned depth)
{
	struct node *key;

	if (read_key(&key, scanner) || skip_blank(scanner))
		return -1;
	builder_push(scanner->build, key);
	if (peek(scanner) != ':')
		return fail_expected(scanner, "`:`");
	scanner->at++;
	if (skip_blank(scanner))
		return -1;
	return read_item(scanner, depth);
}

static int read_children(struct scanner *scanner, unsigned depth, char close)
{
	int more = 1;

	scanner->at++;
	if (skip_blank(scanner))
		return -1;
	if (peek(scanner) == close) {
		scanner->at++;
		return 0;
	}
	while (more > 0) {
		if (close == '}' ? read_pair(scanner, depth)
				 : read_item(scanner, depth))
			return -1;
		more = read_separator(scanner, close);
	}
	return more;
}

static int read_collection(
	struct node **out, struct scanner *scanner, unsigned depth)
{
	bool mapping = peek(scanner) == '{';
	size_t start = scanner->at, base = scanner->build->stack.count;
	struct node *node;

	if (depth > DOCUMENT_DEPTH)
		return builder_error(scanner->build, start,
			"nested deeper than %d levels", DOCUMENT_DEPTH);
	if (read_children(scanner, depth + 1, mapping ? '}' : ']'))
		return -1;
	node = builder_node(scanner->build,
		mapping ? NODE_MAPPING : NODE_SEQUENCE, start, scanner->at);
	node->style = NODE_FLOW;
	*out = node;
	if (mapping)
		return builder_mapping(scanner->build, node, base);
	builder_sequence(scanner->build, node, base);
	return 0;
}

static int read_value(
	struct node **out, struct scanner *scanner, unsigned depth)
{
	char next = peek(scanner);

	if (next == '{' || next == '[')
		return read_collection(out, scanner, depth);
	if (next == '"' || (scanner->five && next == '\''))
		return read_string(out, scanner);
	if (next == '-' || character_is_digit(next) ||
		(scanner->five && next && strchr("+.IN", next)))
		return read_number(out, scanner);
	return read_word(out, scanner);
}

static int skip_byte_order_mark(struct scanner *scanner)
{
	if (!looking_at(scanner, "\xef\xbb\xbf"))
		return 0;
	if (!scanner->comments)
		return builder_error(scanner->build, 0,
			"JSON cannot begin with a byte order mark; save the "
			"file without it");
	scanner->at = 3;
	return 0;
}

int json_read(struct builder *builder)
{
	const struct document *document = builder->document;
	struct scanner scanner = {.build = builder,
		.text = document->text,
		.size = document->size,
		.comments = document->kind == DOCUMENT_JSON_COMMENTS};
	struct node *root = NULL;

	scanner.five =
		scanner.comments && string_ends(document->path, ".json5");
	if (skip_byte_order_mark(&scanner) || skip_blank(&scanner))
		return -1;
	if (scanner.at == scanner.size && scanner.comments)
		return 0;
	if (read_value(&root, &scanner, 1) || skip_blank(&scanner))
		return -1;
	if (scanner.at < scanner.size)
		return fail_expected(&scanner, "the end of the file");
	vector_add(&builder->roots, root);
	return 0;
}
