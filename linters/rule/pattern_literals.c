/*
 * What a pattern is known to need: its source is read part by part, and of
 * each part the texts that it matches, starts with, ends with or holds are
 * kept as small sets of literals. It must not guess: a set too large is made
 * smaller only in ways that keep it true, and what is not understood gives
 * no literals at all. It matches nothing and knows no files.
 */
#include "rule/pattern_literals.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "rule/literal_set.h"
#include <stdlib.h>
#include <string.h>

#define CLASS_MAX 10  /* characters of a class that is written out */
#define COPIES_MAX 8  /* of {n} that are written out */
#define DEPTH_MAX 250 /* of groups, as PCRE2 has it */

/* What is known of the texts that a part of a pattern matches. */
struct known {
	/* They are these; NULL: that cannot be told. */
	const struct literal_set *exact;
	/* They begin with one of these, and end with one of those: maybe "". */
	const struct literal_set *start, *end;
	/* They hold one of these; or NULL. */
	const struct literal_set *inside;
};

struct modes {
	bool caseless, extended;
};

struct reader {
	const char *at, *stop;
	struct arena *arena;
	unsigned depth;
	bool quoted;    /* between \Q and \E */
	bool failed;    /* not understood: nothing can be told */
	bool resets;    /* has \K */
	bool recursive; /* calls a group */
	struct known empty, unknown;
};

/* What is known of parts */

static struct known known_exact(const struct literal_set *set)
{
	return (struct known){set, set, set, literal_set_better(set, NULL)};
}

static struct known known_one(
	struct reader *reader, const char *bytes, size_t size, bool fold)
{
	return known_exact(literal_set_one(reader->arena, bytes, size, fold));
}

/* The first set with the second behind it or, if too large, `otherwise`. */
static const struct literal_set *set_product_or(struct arena *arena,
	const struct literal_set *a, const struct literal_set *b,
	const struct literal_set *otherwise)
{
	const struct literal_set *product = literal_set_product(arena, a, b);

	return product ? product : otherwise;
}

static struct known known_join(
	struct reader *reader, struct known a, struct known b)
{
	struct arena *arena = reader->arena;
	struct known joined = {.start = a.start, .end = b.end};
	const struct literal_set *across;

	joined.inside = literal_set_better(a.inside, b.inside);
	if (a.exact && b.exact)
		joined.exact = literal_set_product(arena, a.exact, b.exact);
	if (joined.exact) {
		joined.start = joined.end = across = joined.exact;
	} else {
		if (a.exact)
			joined.start = set_product_or(
				arena, a.exact, b.start, a.exact);
		if (b.exact)
			joined.end =
				set_product_or(arena, a.end, b.exact, b.exact);
		across = literal_set_product(arena, a.end, b.start);
	}
	joined.inside = literal_set_better(joined.inside, across);
	return joined;
}

static struct known known_either(
	struct reader *reader, struct known a, struct known b)
{
	struct arena *arena = reader->arena;
	struct known either = {NULL, NULL, NULL, NULL};

	either.start = literal_set_both(arena, a.start, b.start);
	either.start = literal_set_fit(arena, either.start, false);
	either.end = literal_set_both(arena, a.end, b.end);
	either.end = literal_set_fit(arena, either.end, true);
	if (a.exact && b.exact)
		either.exact = literal_set_both(arena, a.exact, b.exact);
	if (either.exact && either.exact->count > LITERAL_PRODUCT_MAX)
		either.exact = NULL;
	if (a.inside && b.inside) {
		either.inside = literal_set_both(arena, a.inside, b.inside);
		either.inside = literal_set_fit(arena, either.inside, false);
	}
	either.inside = literal_set_better(either.inside, either.start);
	either.inside = literal_set_better(either.inside, either.end);
	return either;
}

static struct known known_repeat(
	struct reader *reader, struct known part, unsigned least, unsigned most)
{
	struct known repeated = part;
	unsigned copies = 1;

	if (most == 0)
		return reader->empty;
	if (least == 0 && most == 1 && part.exact)
		return known_either(reader, part, reader->empty);
	if (least == 0)
		return reader->unknown;
	while (copies < least && copies < COPIES_MAX) {
		repeated = known_join(reader, repeated, part);
		copies++;
	}
	if (copies != most)
		repeated.exact = NULL;
	return repeated;
}

/* Characters and classes */

static bool reader_has(const struct reader *reader, const char *text)
{
	size_t size = strlen(text);

	return (size_t)(reader->stop - reader->at) >= size &&
	       memcmp(reader->at, text, size) == 0;
}

/* The byte ahead, or NUL at the end. */
static char reader_peek(const struct reader *reader)
{
	return reader->at < reader->stop ? *reader->at : '\0';
}

static char reader_next(struct reader *reader)
{
	return reader->at < reader->stop ? *reader->at++ : '\0';
}

/* Goes behind the next `close`. */
static void reader_skip_to(struct reader *reader, char close)
{
	const char *found =
		memchr(reader->at, close, (size_t)(reader->stop - reader->at));

	if (!found)
		reader->failed = true;
	else
		reader->at = found + 1;
}

static struct known reader_fail(struct reader *reader)
{
	reader->failed = true;
	return reader->unknown;
}

/*
 * The letter in both cases. Under UTF, K and S have a third form each, the
 * Kelvin sign and the long s. Others than ASCII are left alone.
 */
static void set_add_caseless(
	struct reader *reader, struct literal_set *set, char c)
{
	char lower = character_lower(c);

	literal_set_add(
		set, (struct slice){arena_copy(reader->arena, &lower, 1), 1});
	if (lower == 'k')
		literal_set_add(set, slice_of("\xe2\x84\xaa"));
	if (lower == 's')
		literal_set_add(set, slice_of("\xc5\xbf"));
	set->fold = set->fold || character_is_alpha(c);
}

static struct known known_character(
	struct reader *reader, uint32_t code, const struct modes *modes)
{
	char bytes[4] = {0};
	struct literal_set *set;

	if (code == UINT32_MAX || code > 0x10ffff)
		return reader->unknown;
	if (!modes->caseless)
		return known_one(reader, bytes, utf8_write(code, bytes), false);
	if (code >= 0x80)
		return reader->unknown;
	set = literal_set_new(reader->arena, 2);
	set_add_caseless(reader, set, (char)code);
	return known_exact(set);
}

/* A character of the source that stands for itself. */
static struct known read_plain(struct reader *reader, const struct modes *modes)
{
	uint32_t code;

	reader->at += utf8_read(
		reader->at, (size_t)(reader->stop - reader->at), &code);
	return known_character(reader, code, modes);
}

/* Behind "[:" of a POSIX class, if it is one: skips it. */
static bool skip_posix(struct reader *reader)
{
	const char *at = reader->at + 2;
	char mark = reader->at[1];

	for (; reader->stop - at >= 2; at++) {
		if (*at == '\\' && (at[1] == ']' || at[1] == '\\')) {
			at++;
		} else if ((*at == '[' && at[1] == mark) || *at == ']') {
			return false;
		} else if (*at == mark && at[1] == ']') {
			reader->at = at + 2;
			return true;
		}
	}
	return false;
}

/*
 * One member of a class: an ASCII character, or -1 for what is not looked
 * into (the class then matches anything).
 */
static int read_member(struct reader *reader)
{
	char c;

	if (reader_has(reader, "\\Q") || reader_has(reader, "\\E"))
		reader->failed = true;
	if (reader_peek(reader) == '[' && reader->stop - reader->at >= 2 &&
		strchr(":.=", reader->at[1]) && skip_posix(reader))
		return -1;
	c = reader_next(reader);
	if ((unsigned char)c >= 0x80)
		return -1;
	if (c != '\\')
		return c;
	c = reader_next(reader);
	if (c == 'c')
		reader_next(reader);
	return character_is_word(c) || (unsigned char)c >= 0x80 ? -1 : c;
}

static struct known known_class(struct reader *reader, const bool member[128],
	const struct modes *modes)
{
	struct literal_set *set = literal_set_new(reader->arena, 3 * CLASS_MAX);
	size_t count = 0;

	for (int c = 0; c < 128; c++) {
		char byte = (char)c;

		if (!member[c])
			continue;
		if (++count > CLASS_MAX)
			return reader->unknown;
		if (modes->caseless)
			set_add_caseless(reader, set, byte);
		else
			literal_set_add(set,
				(struct slice){
					arena_copy(reader->arena, &byte, 1),
					1});
	}
	return count ? known_exact(set) : reader->unknown;
}

/* Behind the bracket that opens it. */
static struct known read_class(struct reader *reader, const struct modes *modes)
{
	bool member[128] = {false}, wide = false, first = true;

	if (reader_peek(reader) == '^') {
		reader->at++;
		wide = true;
	}
	while (first || reader_peek(reader) != ']') {
		int from, to;

		if (reader->failed || reader->at >= reader->stop)
			return reader_fail(reader);
		first = false;
		from = to = read_member(reader);
		if (reader_peek(reader) == '-' &&
			reader->stop - reader->at >= 2 &&
			reader->at[1] != ']') {
			reader->at++;
			to = read_member(reader);
		}
		wide = wide || from < 0 || to < 0;
		for (int c = from; !wide && c <= to; c++)
			member[c] = true;
	}
	reader->at++;
	return wide ? reader->unknown : known_class(reader, member, modes);
}

static struct known read_hexadecimal(
	struct reader *reader, const struct modes *modes)
{
	bool braces = reader_peek(reader) == '{';
	uint32_t code = 0;
	size_t digits = 0;

	reader->at += braces;
	while (digits < (braces ? 6 : 2) && reader->at < reader->stop) {
		static const char hexadecimal[] = "0123456789abcdef";
		char lower = character_lower(*reader->at);
		const char *digit = memchr(hexadecimal, lower, 16);

		if (!digit)
			break;
		code = code * 16 + (uint32_t)(digit - hexadecimal);
		reader->at++;
		digits++;
	}
	if (braces && (digits == 0 || reader_next(reader) != '}'))
		return reader_fail(reader);
	return known_character(reader, code, modes);
}

/* A name or number in brackets behind \g or \k, or a bare number. */
static struct known read_reference(struct reader *reader, bool may_call)
{
	char open = reader_peek(reader);

	if (open == '{') {
		reader_skip_to(reader, '}');
	} else if (open == '<' || open == '\'') {
		reader->at++;
		reader->recursive = reader->recursive || may_call;
		reader_skip_to(reader, open == '<' ? '>' : '\'');
	} else if (may_call) {
		if (open == '+' || open == '-')
			reader->at++;
		while (character_is_digit(reader_peek(reader)))
			reader->at++;
	} else {
		reader->failed = true;
	}
	return reader->unknown;
}

static struct known read_property(struct reader *reader)
{
	if (reader_peek(reader) == '{')
		reader_skip_to(reader, '}');
	else
		reader_next(reader);
	return reader->unknown;
}

/* \1 and \012; what is a reference or a character by the groups fails. */
static struct known read_number(struct reader *reader, char digit)
{
	if (digit != '0' && character_is_digit(reader_peek(reader)))
		return reader_fail(reader);
	for (int i = 0; digit == '0' && i < 2; i++)
		if (reader_peek(reader) >= '0' && reader_peek(reader) <= '7')
			reader->at++;
	return reader->unknown;
}

static struct known read_escaped_letter(
	struct reader *reader, const struct modes *modes, char letter)
{
	static const char control[] = "tnrfea", bytes[] = "\t\n\r\f\x1b\a";
	const char *found = strchr(control, letter);

	if (found)
		return known_character(
			reader, (unsigned char)bytes[found - control], modes);
	if (strchr("bBAZzG", letter))
		return reader->empty;
	if (strchr("dDwWsShHvVRX", letter))
		return reader->unknown;
	switch (letter) {
	case 'x':
		return read_hexadecimal(reader, modes);
	case 'p':
	case 'P':
		return read_property(reader);
	case 'g':
	case 'k':
		return read_reference(reader, letter == 'g');
	case 'N':
		if (reader_has(reader, "{U+"))
			reader_skip_to(reader, '}');
		return reader->unknown;
	case 'o':
		reader_skip_to(reader, '}');
		return reader->unknown;
	default:
		return reader_fail(reader);
	}
}

/* Behind the back-slash. \K, \Q and \E are not met here. */
static struct known read_escape(
	struct reader *reader, const struct modes *modes)
{
	char c = reader_peek(reader);

	if (reader->at >= reader->stop || c == '\0')
		return reader_fail(reader);
	if (!character_is_digit(c) && !character_is_alpha(c))
		return read_plain(reader, modes);
	reader->at++;
	if (character_is_digit(c))
		return read_number(reader, c);
	if (c == 'c') {
		reader_next(reader);
		return reader->unknown;
	}
	return read_escaped_letter(reader, modes, c);
}

/* Groups */

static struct known read_either(
	struct reader *reader, struct modes modes, bool top);

/* Up to the parenthesis that closes it, and behind that. */
static struct known read_group(struct reader *reader, struct modes modes)
{
	struct known group;

	if (++reader->depth > DEPTH_MAX)
		return reader_fail(reader);
	group = read_either(reader, modes, false);
	reader->depth--;
	if (reader_next(reader) != ')')
		return reader_fail(reader);
	return group;
}

static struct known read_look_around(struct reader *reader, struct modes modes)
{
	read_group(reader, modes);
	return reader->empty;
}

/* (?(condition)yes|no), behind "(?": not looked into. */
static struct known read_conditional(struct reader *reader, struct modes modes)
{
	reader->at++;
	if (reader_peek(reader) == '*')
		return reader_fail(reader);
	if (reader_peek(reader) == '?') {
		const char *kind = reader->at + 1;

		if (kind < reader->stop && *kind == '<')
			kind++;
		if (kind >= reader->stop || (*kind != '=' && *kind != '!'))
			return reader_fail(reader);
		reader->at = kind + 1;
		read_group(reader, modes);
	} else {
		reader_skip_to(reader, ')');
	}
	if (!reader->failed)
		read_group(reader, modes);
	return reader->unknown;
}

/*
 * (?i) and (?i:…), behind "(?". The first changes the modes of the group
 * that it stands in, also of its alternatives that follow.
 */
static struct known read_flags(struct reader *reader, struct modes *modes)
{
	struct modes changed = *modes;
	bool on = true;
	char last = '\0', c;

	for (; (c = reader_next(reader)) != ')' && c != ':'; last = c) {
		if (c == '-')
			on = false;
		else if (c == '^')
			changed = (struct modes){false, false};
		else if (c == 'i')
			changed.caseless = on;
		else if (c == 'x' && last != 'x')
			changed.extended = on;
		else if (c == '\0' || !strchr("msnJU", c))
			return reader_fail(reader);
	}
	if (c == ':')
		return read_group(reader, changed);
	*modes = changed;
	return reader->empty;
}

/* Behind "(?<", "(?P<" or "(?'". */
static struct known read_named(
	struct reader *reader, struct modes modes, char close)
{
	reader_skip_to(reader, close);
	return reader->failed ? reader->unknown : read_group(reader, modes);
}

static struct known read_call(struct reader *reader)
{
	reader->recursive = true;
	reader_skip_to(reader, ')');
	return reader->unknown;
}

/* (?P<name>…), (?P=name), (?P>name), behind "(?". */
static struct known read_python(struct reader *reader, struct modes modes)
{
	reader->at++;
	switch (reader_next(reader)) {
	case '<':
		return read_named(reader, modes, '>');
	case '=':
		reader_skip_to(reader, ')');
		return reader->unknown;
	case '>':
		return read_call(reader);
	default:
		return reader_fail(reader);
	}
}

/* Behind "(?". */
static struct known read_special(struct reader *reader, struct modes *modes)
{
	char c = reader_peek(reader);
	char second = reader->stop - reader->at > 1 ? reader->at[1] : '\0';

	if (c == ':' || c == '|' || c == '>') {
		reader->at++;
		return read_group(reader, *modes);
	}
	if (c == '=' || c == '!') {
		reader->at++;
		return read_look_around(reader, *modes);
	}
	if (c == '<' && (second == '=' || second == '!')) {
		reader->at += 2;
		return read_look_around(reader, *modes);
	}
	if (c == '<' || c == '\'') {
		reader->at++;
		return read_named(reader, *modes, c == '<' ? '>' : '\'');
	}
	if (c == 'P')
		return read_python(reader, *modes);
	if (c == '(')
		return read_conditional(reader, *modes);
	if (c == 'R' || c == '&' || character_is_digit(c) ||
		((c == '+' || c == '-') && character_is_digit(second)))
		return read_call(reader);
	return read_flags(reader, modes);
}

/* Sequences */

/* In extended mode: blanks, and comments up to the end of the line. */
static bool skip_extended(struct reader *reader)
{
	char c = reader_peek(reader);

	if ((unsigned char)c >= 0x80) {
		/* Some of these are blanks too. */
		reader->failed = true;
		return false;
	}
	if (c == '#') {
		while (reader->at < reader->stop && *reader->at != '\n' &&
			*reader->at != '\r')
			reader->at++;
		return true;
	}
	if (c == '\0' || !strchr(" \t\n\v\f\r", c))
		return false;
	reader->at++;
	return true;
}

/* What stands between an item and its quantifier without being anything. */
static void skip_nothing(struct reader *reader, const struct modes *modes)
{
	while (!reader->failed && reader->at < reader->stop) {
		if (reader_has(reader, "\\E")) {
			reader->quoted = false;
			reader->at += 2;
		} else if (reader->quoted) {
			return;
		} else if (reader_has(reader, "\\Q")) {
			reader->quoted = true;
			reader->at += 2;
		} else if (reader_has(reader, "(?#")) {
			reader_skip_to(reader, ')');
		} else if (!modes->extended || !skip_extended(reader)) {
			return;
		}
	}
}

static unsigned read_count(struct reader *reader)
{
	unsigned count = 0;

	while (character_is_digit(reader_peek(reader)) && count < 100000)
		count = count * 10 + (unsigned)(*reader->at++ - '0');
	return count;
}

/* Newer versions of PCRE2 take more for a quantifier: {,3} and { 1, 2 }. */
static bool is_doubtful_brace(const struct reader *reader)
{
	const char *at = reader->at + 1;
	bool digits = false;

	while (at < reader->stop && strchr(" \t,0123456789", *at) && *at)
		digits = character_is_digit(*at++) || digits;
	return digits && at < reader->stop && *at == '}';
}

/* {n}, {n,} or {n,m}: true and behind it; anything else is plain text. */
static bool read_braces(struct reader *reader, unsigned *least, unsigned *most)
{
	const char *start = reader->at++;

	if (character_is_digit(reader_peek(reader))) {
		*least = *most = read_count(reader);
		if (reader_peek(reader) == ',') {
			reader->at++;
			*most = reader_peek(reader) == '}' ? 1000000
							   : read_count(reader);
		}
		if (reader_next(reader) == '}')
			return true;
	}
	reader->at = start;
	if (is_doubtful_brace(reader))
		reader->failed = true;
	return false;
}

static bool read_quantifier(
	struct reader *reader, unsigned *least, unsigned *most)
{
	char c = reader_peek(reader);

	*least = c == '+';
	*most = c == '?' ? 1 : 1000000;
	if (reader->quoted)
		return false;
	if (c == '{') {
		if (!read_braces(reader, least, most))
			return false;
	} else if (c == '*' || c == '+' || c == '?') {
		reader->at++;
	} else {
		return false;
	}
	c = reader_peek(reader);
	if (c == '+' || c == '?')
		reader->at++;
	return true;
}

static struct known read_item(struct reader *reader, struct modes *modes)
{
	if (reader->quoted)
		return read_plain(reader, modes);
	switch (reader_peek(reader)) {
	case '\\':
		reader->at++;
		return read_escape(reader, modes);
	case '[':
		reader->at++;
		return read_class(reader, modes);
	case '(':
		reader->at++;
		if (reader_peek(reader) == '*')
			return reader_fail(reader);
		if (reader_peek(reader) != '?')
			return read_group(reader, *modes);
		reader->at++;
		return read_special(reader, modes);
	case '.':
		reader->at++;
		return reader->unknown;
	case '^':
	case '$':
		reader->at++;
		return reader->empty;
	case '*':
	case '+':
	case '?':
		return reader_fail(reader);
	default:
		return read_plain(reader, modes);
	}
}

static struct known read_quantified(struct reader *reader, struct modes *modes)
{
	struct known item = read_item(reader, modes);
	unsigned least, most;

	for (;;) {
		skip_nothing(reader, modes);
		if (reader->failed || !read_quantifier(reader, &least, &most))
			return item;
		item = known_repeat(reader, item, least, most);
	}
}

/*
 * Bytes that stand for themselves, up to the last that surely has no
 * quantifier: most of a pattern, and far quicker at once than one by one.
 */
static size_t plain_run(const struct reader *reader, const struct modes *modes)
{
	size_t size = 0, left = (size_t)(reader->stop - reader->at);

	if (modes->extended)
		return 0;
	while (size < left && size < LITERAL_SIZE_MAX / 2) {
		char c = reader->at[size];

		if (!character_is_word(c) &&
			!memchr(" :/=-\"'@,;<>!%&~`", c, 17))
			break;
		if (modes->caseless && memchr("kKsS", c, 4))
			break;
		size++;
	}
	return size > 1 ? size - 1 : 0;
}

static struct known read_run(
	struct reader *reader, const struct modes *modes, size_t size)
{
	char bytes[LITERAL_SIZE_MAX] = {0};
	bool fold = false;

	for (size_t i = 0; i < size; i++) {
		char c = *reader->at++;

		bytes[i] = modes->caseless ? character_lower(c) : c;
		fold = fold || (modes->caseless && character_is_alpha(c));
	}
	return known_one(reader, bytes, size, fold);
}

/* \K at the top: the match starts anew; nothing before it counts. */
static bool read_reset(struct reader *reader, struct modes *modes, bool top)
{
	unsigned least, most;

	if (reader->quoted || !reader_has(reader, "\\K"))
		return false;
	reader->at += 2;
	reader->resets = true;
	skip_nothing(reader, modes);
	if (!top || read_quantifier(reader, &least, &most))
		reader->failed = true;
	return true;
}

static struct known read_sequence(
	struct reader *reader, struct modes *modes, bool top)
{
	struct known sequence = reader->empty;

	for (;;) {
		struct known part;
		size_t run;

		skip_nothing(reader, modes);
		if (reader->failed || reader->at >= reader->stop)
			return sequence;
		if (!reader->quoted && strchr("|)", *reader->at))
			return sequence;
		if (read_reset(reader, modes, top)) {
			sequence = reader->empty;
			continue;
		}
		run = plain_run(reader, modes);
		part = run ? read_run(reader, modes, run)
			   : read_quantified(reader, modes);
		sequence = known_join(reader, sequence, part);
	}
}

static struct known read_either(
	struct reader *reader, struct modes modes, bool top)
{
	struct known either = read_sequence(reader, &modes, top);

	while (!reader->failed && reader_peek(reader) == '|') {
		reader->at++;
		either = known_either(
			reader, either, read_sequence(reader, &modes, top));
	}
	return either;
}

/* The result */

static void literals_fill(
	struct literals *literals, const struct literal_set *set)
{
	size_t bytes = 0;
	char *text;

	for (size_t i = 0; i < set->count; i++)
		bytes += set->items[i].size;
	literals->items =
		memory_new(1, set->count * sizeof(*literals->items) + bytes);
	text = (char *)(literals->items + set->count);
	for (size_t i = 0; i < set->count; i++) {
		struct slice item = set->items[i];

		if (literal_set_superfluous(set, i))
			continue;
		memcpy(text, item.data, item.size);
		literals->items[literals->count++] =
			(struct slice){text, item.size};
		text += item.size;
	}
	literals->fold = set->fold;
}

void literals_read(
	struct literals *literals, const char *source, bool ignore_case)
{
	struct reader reader = {
		.at = source,
		.stop = source + strlen(source),
		.arena = arena_new(),
	};
	const struct literal_set *none =
		literal_set_one(reader.arena, "", 0, false);
	struct known whole;

	*literals = (struct literals){NULL, 0, false};
	reader.empty = known_exact(none);
	reader.unknown = (struct known){NULL, none, none, NULL};
	whole = read_either(&reader, (struct modes){ignore_case, false}, true);
	if (reader.at < reader.stop || (reader.resets && reader.recursive))
		reader.failed = true;
	if (!reader.failed && whole.inside) {
		if (whole.inside->fold)
			whole.inside =
				literal_set_lowered(reader.arena, whole.inside);
		literals_fill(literals, whole.inside);
	}
	arena_free(reader.arena);
}

void literals_release(struct literals *literals)
{
	free(literals->items);
	*literals = (struct literals){NULL, 0, false};
}
