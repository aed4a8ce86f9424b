/*
 * Literals of patterns: what is expected of well-known forms, and that no
 * random pattern ever matches a text without one of its literals.
 */
#include "rule/literal_set.h"
#include "rule/pattern.h"
#include "rule/pattern_literals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "abc|def" for two literals, "i:abc" for a folded one, "" for none. */
static char *literals_text(const char *source, bool ignore_case)
{
	static struct buffer text;
	struct literals literals;

	buffer_clear(&text);
	literals_read(&literals, source, ignore_case);
	if (literals.fold)
		buffer_add_string(&text, "i:");
	for (size_t i = 0; i < literals.count; i++) {
		buffer_add_string(&text, i ? "|" : "");
		buffer_add_slice(&text, literals.items[i]);
	}
	literals_release(&literals);
	buffer_add_string(&text, "");
	return text.data;
}

#define expect(source, literals) \
	assert_string_equal(literals_text(source, false), literals)
#define expect_fold(source, literals) \
	assert_string_equal(literals_text(source, true), literals)

static void test_plain(void **state)
{
	(void)state;
	expect("localhost:", "localhost:");
	expect("127\\.0\\.0\\.1", "127.0.0.1");
	expect("^PORT=(?<port>\\d+)$", "PORT=");
	expect("\\bPORT\\b", "PORT");
	expect("a", "");
	expect("", "");
	expect("\\d+", "");
	expect("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
	expect("\\x41\\x{42}\\tC", "AB\tC");
	expect("\\Qa.b*\\E+c", "a.b*");
	expect("ab\\Q\\E?cd", "abcd|acd");
	expect("[ \\t]+$", "");
}

static void test_choice(void **state)
{
	(void)state;
	expect("https?://", "https://|http://");
	expect("(?:foo|bar)baz", "foobaz|barbaz");
	expect("foo|bar|", "");
	expect("foo|\\d", "");
	expect("foobar|xfoobarx", "foobar");
	expect("xox[abp]-", "xoxa-|xoxb-|xoxp-");
	expect("v[0-3]:", "v0:|v1:|v2:|v3:");
	expect("abc[^d]", "abc");
	expect("abc[a-z]", "abc");
	expect("abc[]]d", "abc]d");
	expect("[[:alpha:]]abc", "abc");
}

static void test_repeats(void **state)
{
	(void)state;
	expect("ab{2}c", "abbc");
	expect("abcx*defg", "defg");
	expect("abcx{0}def", "abcdef");
	expect("(?:abc)+", "abc");
	expect("(?:abc)+d", "abcd");
	expect("(?:abc)*d", "");
	expect("(?:abc){0,3}xyz", "xyz");
	expect("abc{def", "abc{def");
	expect("x++yz", "xyz");
	/* Newer versions of PCRE2 read this as a quantifier. */
	expect("abc{,3}", "");
	expect("abc{ 1, 3 }", "");
}

static void test_groups(void **state)
{
	(void)state;
	expect("(abc)", "abc");
	expect("(?<name>abc)d", "abcd");
	expect("(?P<name>abc)d", "abcd");
	expect("(?'name'abc)d", "abcd");
	expect("(?>abc|def)", "abc|def");
	expect("(?|(abc)|(def))", "abc|def");
	expect("abc(?=longer)", "abc");
	expect("(?<!longer)abc", "abc");
	expect("(abc)\\1", "abc");
	expect("(?:ab)(?#long comment)+cd", "abcd");
	expect("(a)?(?(1)longer|other)xy", "xy");
	expect("(longer)?(?1)abc", "abc");
	expect("before\\Kabc", "abc");
}

static void test_no_guesses(void **state)
{
	(void)state;
	expect("abc(*ACCEPT)def", "");
	expect("(*UTF)abc", "");
	expect("(*pla:abc)def", "");
	expect("abc(?C1)def", "");
	expect("(before\\Kabc)", "");
	expect("(?xx)[a b]cd", "");
	/* What does not compile. */
	expect("abc)", "");
	expect("(abc", "");
	expect("[abc", "");
	expect("*abc", "");
	expect("abc\\", "");
	expect("abc\\y", "");
	expect("(?abc)", "");
	expect("(?<abc", "");
	expect("\\x{zz}abc", "");
}

static void test_modes(void **state)
{
	(void)state;
	expect("(?x) ab c # d\n e ", "abce");
	expect("(?x) abc + d", "abc");
	expect("(?x: a b ) c d", "ab c d");
	expect("(?x) a\\ b [ ] c", "a b c");
	expect_fold("(?x)\xc3\xa9"
		    "abc",
		"");
	expect("(?i)ABC", "i:abc");
	expect("(?i:AB)CD", "i:abcd");
	expect("(?i)1234", "1234");
	expect("(ab(?i)c|d)ef", "i:abcef|def");
	expect("(?i)ab(?-i)CD", "i:abcd");
	expect("(?i)(?^)ABC", "ABC");
}

/* Without case, UTF has a third K, the Kelvin sign, and a third S. */
static void test_fold(void **state)
{
	(void)state;
	expect_fold("PORT", "i:port");
	expect_fold("token", "i:token|to\xe2\x84\xaa"
			     "en");
	expect_fold("[S]ab", "i:sab|\xc5\xbf"
			     "ab");
	expect_fold("ab\xc3\x89"
		    "cde",
		"i:cde");
	expect_fold("abc[Dd]", "i:abcd");
	expect("kiss", "kiss");
}

static void test_sizes(void **state)
{
	char source[600];
	struct literals literals;

	(void)state;
	memset(source, 'x', sizeof(source));
	source[sizeof(source) - 1] = '\0';
	literals_read(&literals, source, false);
	assert_int_equal(literals.count, 1);
	assert_true(literals.items[0].size >= 16);
	literals_release(&literals);

	memset(source, '(', sizeof(source) - 1);
	literals_read(&literals, source, false);
	assert_int_equal(literals.count, 0);

	/* Too many to list whole: their beginnings. */
	literals_read(
		&literals, "(?:[a-f]lpha|[a-f]eta|[a-f]amma)[0-9][0-9]", false);
	assert_in_range(literals.count, 1, LITERAL_SET_MAX);
	literals_release(&literals);
}

/* Random patterns, each with a text that it may well match */

struct maker {
	uint64_t seed;
	struct buffer source, text;
	unsigned depth;
};

static unsigned draw(struct maker *maker, unsigned below)
{
	maker->seed ^= maker->seed << 13;
	maker->seed ^= maker->seed >> 7;
	maker->seed ^= maker->seed << 17;
	return (unsigned)(maker->seed >> 33) % below;
}

/* A form of the source, and a text that it matches; {NULL, …}: none. */
struct form {
	const char *source, *text;
};

static const struct form forms[] = {
	{"a", "a"},
	{"b", "b"},
	{"k", "\xe2\x84\xaa"},
	{"s", "\xc5\xbf"},
	{"k", "k"},
	{"S", "s"},
	{"ab", "ab"},
	{"bka", "bka"},
	{"cabs", "cabs"},
	{"AB", "Ab"},
	{" ", " "},
	{"\\ ", " "},
	{"\xc3\xa9", "\xc3\x89"},
	{"\xe2\x84\xaa", "k"},
	{"\xc5\xbf", "S"},
	{"\\x61", "a"},
	{"\\x{6b}", "k"},
	{"\\x{212a}", "K"},
	{"\\Qa.b\\E", "a.b"},
	{"\\Qab\\E", "ab"},
	{"\\E", ""},
	{"\\Q\\E", ""},
	{"(?#a)", ""},
	{"#a\n", "#a\n"},
	{"\\.", "."},
	{".", "b"},
	{"\\w", "a"},
	{"\\d", "1"},
	{"\\s", "\n"},
	{"\\R", "\r\n"},
	{"\\X", "a"},
	{"\\N", "a"},
	{"\\pL", "b"},
	{"\\p{Lu}", "A"},
	{"\\h", " "},
	{"\\cA", "\x01"},
	{"\\07", "\x07"},
	{"\\1", "a"},
	{"\\g{1}", "a"},
	{"\\g1", "b"},
	{"\\g<1>", "ab"},
	{"(?1)", "ab"},
	{"(?R)", "a"},
	{"(?-1)", "b"},
	{"\\k<n>", "a"},
	{"(?P=n)", "a"},
	{"(?P>n)", "ab"},
	{"(?&n)", "b"},
	{"^", ""},
	{"$", ""},
	{"\\b", ""},
	{"\\B", ""},
	{"\\K", ""},
	{"(?i)", ""},
	{"(?-i)", ""},
	{"(?x)", ""},
	{"(?-x)", ""},
	{"(?s)", ""},
	{"(?U)", ""},
	{"(?^)", ""},
	{"(?ix)", ""},
	{"[ab]", "b"},
	{"[k]", "K"},
	{"[^a]", "b"},
	{"[]a]", "]"},
	{"[a-c]", "c"},
	{"[a\\]]", "]"},
	{"[s-u]", "\xc5\xbf"},
	{"[[:alpha:]]", "a"},
	{"[\\d-a]", "-"},
	{"[a-]", "-"},
	{"[\\cA]", "\x01"},
	{"[\\x61]", "a"},
	{"[\xc3\xa9]", "\xc3\x89"},
	{"[\\Qa]\\E]", "]"},
	{"[[.]", "["},
	{"[a[:]", ":"},
	{"[+--]", ","},
	{"[a#]", "#"},
	{"(*ACCEPT)", ""},
	{"(*FAIL)", ""},
	{"(?C)", ""},
	{"[b-d]", "D"},
	{"[\\\\]", "\\"},
	{"\\\\E", "\\E"},
	{"{", "{"},
	{"a{", "a{"},
	{"}", "}"},
	{"]", "]"},
	{"-", "-"},
	{"\n", "\n"},
	{"[[:<:]]", ""},
	{"(?(1)a|b)", "b"},
	{"(?(<n>)ab)", "ab"},
	{"(?(R)a|ab)", "ab"},
	{"(?(?=a)ab|b)", "ab"},
	{"\\o{141}", "a"},
};

static const char *const opens[] = {"(", "(?:", "(?>", "(?|",
	"(?i:", "(?-i:", "(?x:", "(?<n>", "(?P<n>", "(?'n'", "(?=", "(?!",
	"(?<=", "(?<!"};

static const char *const quantifiers[] = {"+", "?", "*", "{2}", "{1,2}", "{0}",
	"{0,1}", "{1,}", "++", "??", "*+", " +", "{,2}", "{ 1}", "{3}?",
	"(?#c)+", "{2}{2}", "\\E?", "#\n?", "{9}"};

static void make_choice(struct maker *maker);

static void make_item(struct maker *maker)
{
	if (draw(maker, 4) == 0 && maker->depth < 4) {
		size_t count = sizeof(opens) / sizeof(*opens);

		maker->depth++;
		buffer_add_string(&maker->source, opens[draw(maker, count)]);
		make_choice(maker);
		buffer_add_string(&maker->source, ")");
		maker->depth--;
	} else {
		size_t count = sizeof(forms) / sizeof(*forms);
		size_t from = draw(maker, 3) ? 10 : count;
		const struct form *form = &forms[draw(maker, from)];

		buffer_add_string(&maker->source, form->source);
		buffer_add_string(&maker->text, form->text);
	}
	if (draw(maker, 5) == 0) {
		size_t count = sizeof(quantifiers) / sizeof(*quantifiers);

		buffer_add_string(
			&maker->source, quantifiers[draw(maker, count)]);
	}
}

/* Alternatives, of which the text has one. */
static void make_choice(struct maker *maker)
{
	unsigned branches = draw(maker, 3) ? 1 : 1 + draw(maker, 3);

	for (unsigned i = 0; i < branches; i++) {
		size_t size = maker->text.size;

		if (i > 0)
			buffer_add_char(&maker->source, '|');
		for (unsigned k = 1 + draw(maker, 4); k > 0; k--)
			make_item(maker);
		if (draw(maker, branches) != 0) {
			maker->text.size = size;
			if (maker->text.data)
				maker->text.data[size] = '\0';
		}
	}
}

/* What folding means to whoever searches: ASCII only. */
static bool holds(struct slice text, const struct slice *literals, size_t count,
	bool fold)
{
	for (size_t i = 0; i < count; i++) {
		struct slice literal = literals[i];

		for (size_t at = 0; at + literal.size <= text.size; at++) {
			size_t k = 0;

			while (k < literal.size &&
				(fold ? character_lower(text.data[at + k])
				      : text.data[at + k]) == literal.data[k])
				k++;
			if (k == literal.size)
				return true;
		}
	}
	return false;
}

/* How many matches of the pattern in text were looked at. */
static size_t check_text(const struct pattern *pattern,
	struct pattern_scratch *scratch, const char *source, struct slice text)
{
	struct pattern_match match;
	size_t from = 0, matches = 0, count;
	bool fold;
	const struct slice *literals = pattern_literals(pattern, &count, &fold);

	while (count > 0 && pattern_find(pattern, scratch, text.data, text.size,
				    from, &match) == 1) {
		struct slice found =
			slice_range(text.data, match.start[0], match.end[0]);

		if (!holds(found, literals, count, fold))
			fail_msg("/%s/ matches \"%.*s\" without %.*s", source,
				(int)found.size, found.data,
				(int)literals[0].size, literals[0].data);
		matches++;
		from = match.end[0] > from ? match.end[0] : from + 1;
	}
	return matches;
}

/* The text in disorder: letters lost, doubled, in another case. */
static void disturb(struct maker *maker, struct buffer *text)
{
	buffer_clear(text);
	for (size_t i = 0; i < maker->text.size; i++) {
		char c = maker->text.data[i];

		switch (draw(maker, 12)) {
		case 0:
			break;
		case 1:
			buffer_add_char(text, c);
			buffer_add_char(text, c);
			break;
		case 2:
			buffer_add_char(
				text, character_is_alpha(c) ? c ^ 32 : c);
			break;
		default:
			buffer_add_char(text, c);
		}
	}
	buffer_add_slice(text,
		(struct slice){buffer_string(&maker->text), maker->text.size});
}

static void test_random(void **state)
{
	struct pattern_scratch *scratch = pattern_scratch_new();
	struct maker maker = {.seed = 88172645463325252u};
	struct buffer text = BUFFER_INIT;
	size_t matches = 0, rounds = 20000;

	(void)state;
	if (getenv("PLUMB_ROUNDS"))
		rounds = strtoul(getenv("PLUMB_ROUNDS"), NULL, 10);
	if (getenv("PLUMB_SEED"))
		maker.seed = strtoull(getenv("PLUMB_SEED"), NULL, 10);
	for (size_t i = 0; i < rounds; i++) {
		struct pattern *pattern;
		const char *source;

		buffer_clear(&maker.source);
		buffer_clear(&maker.text);
		make_choice(&maker);
		source = buffer_string(&maker.source);
		if (pattern_compile(&pattern, source, draw(&maker, 4), NULL) <
			0)
			continue;
		for (int k = 0; k < 4; k++) {
			disturb(&maker, &text);
			matches += check_text(pattern, scratch, source,
				(struct slice){
					buffer_string(&text), text.size});
		}
		pattern_free(pattern);
	}
	/* The test is worth nothing if hardly anything matches. */
	assert_true(matches > rounds / 10);
	if (getenv("PLUMB_ROUNDS"))
		print_message("%zu matches\n", matches);
	buffer_release(&text);
	buffer_release(&maker.source);
	buffer_release(&maker.text);
	pattern_scratch_free(scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_no_guesses),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
