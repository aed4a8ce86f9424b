/*
 * lexer: what is comment and what is string in each language, with the
 * texts that tempt to a wrong answer; then any bytes at all, and texts that
 * make a careless lexer read everything again and again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/string.h"
#include "engine/lexer.h"
#include <stdlib.h>
#include <string.h>

static const char *class_name(enum lexical_class class)
{
	return class == CLASS_COMMENT ? "comment" : "string";
}

/* "# " for a comment, "$ " for a string, then the text of the span. */
static bool is_wanted(
	const struct lexical_span *span, const char *text, const char *wanted)
{
	enum lexical_class class =
		wanted[0] == '#' ? CLASS_COMMENT : CLASS_STRING;
	size_t size = strlen(wanted + 2);

	return span->class == class && span->end - span->start == size &&
	       memcmp(text + span->start, wanted + 2, size) == 0;
}

static void assert_spans(
	enum language language, const char *text, const char *const *wanted)
{
	struct lexical_spans spans = {0};
	size_t i;

	lexer_read(&spans, language, text, strlen(text));
	for (i = 0; i < spans.count; i++) {
		const struct lexical_span *span = &spans.items[i];

		if (wanted[i] == NULL || !is_wanted(span, text, wanted[i]))
			fail_msg("in «%s»\nspan %zu is a %s «%.*s», not «%s»",
				text, i + 1, class_name(span->class),
				(int)(span->end - span->start),
				text + span->start,
				wanted[i] != NULL ? wanted[i] : "");
	}
	if (wanted[i] != NULL)
		fail_msg("in «%s»\nno span «%s»", text, wanted[i]);
	lexical_spans_free(&spans);
}

/* All spans of a text in order, and nothing else is one. */
#define SPANS(language, text, ...)              \
	assert_spans(LANGUAGE_##language, text, \
		(const char *const[]){__VA_ARGS__, NULL})
#define NO_SPANS(language, text) \
	assert_spans(LANGUAGE_##language, text, (const char *const[]){NULL})

static void test_c(void **state)
{
	(void)state;
	SPANS(C, "int a; // b \"c\"\nint d; /* e\n'f */ g", "# // b \"c\"",
		"# /* e\n'f */");
	SPANS(C, "s = \"http://x \\\" y\"; // z", "$ \"http://x \\\" y\"",
		"# // z");
	SPANS(C, "c = '\"'; d = '\\''; e = '\\x41'; f(\"g\");", "$ '\"'",
		"$ '\\''", "$ '\\x41'", "$ \"g\"");
	SPANS(C, "n = 1'000'000; // m", "# // m");
	SPANS(C, "/* not /* nested */ a */", "# /* not /* nested */");
	SPANS(C, "#include \"a.h\"", "$ \"a.h\"");
	SPANS(C, "a \" b\nc \"d\"", "$ \"d\"");
	SPANS(C, "a; /* no end", "# /* no end");
}

static void test_csharp(void **state)
{
	(void)state;
	SPANS(CSHARP, "a = @\"c:\\\"; b = \"\\\"\"; // c", "$ @\"c:\\\"",
		"$ \"\\\"\"", "# // c");
	SPANS(CSHARP, "a = @\"b \"\"c\"\" // d\"; e",
		"$ @\"b \"\"c\"\" // d\"");
	SPANS(CSHARP, "a = \"\"\"\nb \"c\" // d\n\"\"\"; 'x'",
		"$ \"\"\"\nb \"c\" // d\n\"\"\"", "$ 'x'");
	SPANS(CSHARP, "a = @\"no end", "$ @\"no end");
}

static void test_css(void **state)
{
	(void)state;
	SPANS(CSS, "a { b: url(http://x); /* c */ }", "# /* c */");
	SPANS(CSS, "a::after { content: '\"'; } b { c: \"'\" }", "$ '\"'",
		"$ \"'\"");
}

static void test_dockerfile(void **state)
{
	(void)state;
	SPANS(DOCKERFILE, "# a\nRUN b # c\n  # d\nENV E=\"f\"", "# # a",
		"# # d", "$ \"f\"");
	SPANS(DOCKERFILE, "RUN <<EOF\necho \"a\"\nEOF\nCMD [\"b\"]",
		"$ \necho \"a\"", "$ \"b\"");
	SPANS(DOCKERFILE, "RUN echo it's\nCMD [\"b\"]", "$ \"b\"");
}

static void test_dotenv(void **state)
{
	(void)state;
	SPANS(DOTENV, "# a\nB=c#d # e\nF='g # h'", "# # a", "# # e",
		"$ 'g # h'");
	SPANS(DOTENV, "A=\"b\nc\"\nD=it's\nE='f'", "$ \"b\nc\"", "$ 'f'");
	SPANS(DOTENV, "A=b 'c\nD=e' # f", "# # f");
}

static void test_go(void **state)
{
	(void)state;
	SPANS(GO, "a := `b \\` // c\nd := '\\'' /* e */", "$ `b \\`", "# // c",
		"$ '\\''", "# /* e */");
	SPANS(GO, "a := `x\n// \"y\n`; b := '`'; c := \"`\"", "$ `x\n// \"y\n`",
		"$ '`'", "$ \"`\"");
	SPANS(GO, "a := '\xc3\xa9'", "$ '\xc3\xa9'");
}

static void test_ini(void **state)
{
	(void)state;
	SPANS(INI, "; a\n# b\n[c]\nd = e ; f\n ! g\nh = \"i\"", "# ; a",
		"# # b", "# ! g", "$ \"i\"");
	SPANS(INI, "a = don't\nb = 'c'", "$ 'c'");
}

static void test_java(void **state)
{
	(void)state;
	SPANS(JAVA, "char a = '\"'; // b\nString c = \"//d\";", "$ '\"'",
		"# // b", "$ \"//d\"");
	SPANS(JAVA, "s = \"\"\"\n a \\\"\"\" \"b\" // c\n \"\"\"; /* d */",
		"$ \"\"\"\n a \\\"\"\" \"b\" // c\n \"\"\"", "# /* d */");
	SPANS(JAVA, "/** it's */ a(\"b\")", "# /** it's */", "$ \"b\"");
}

static void test_javascript(void **state)
{
	(void)state;
	SPANS(JAVASCRIPT, "a = 'b\\'c' // d\ne = \"http://f\"", "$ 'b\\'c'",
		"# // d", "$ \"http://f\"");
	SPANS(JAVASCRIPT, "a = `b ${c(`d ${'}'} e`)} f`; // g",
		"$ `b ${c(`d ${'}'} e`)} f`", "# // g");
	SPANS(JAVASCRIPT, "a = `\\`` + `${{b: {}}.b}`; 'c'", "$ `\\``",
		"$ `${{b: {}}.b}`", "$ 'c'");
	SPANS(JAVASCRIPT, "a = /[/\"']\\//.test(b) // c", "$ /[/\"']\\//",
		"# // c");
	SPANS(JAVASCRIPT, "return /https?:\\/\\//.test(a) // b",
		"$ /https?:\\/\\//", "# // b");
	SPANS(JAVASCRIPT, "a = b / c / d // 'e'", "# // 'e'");
	SPANS(JAVASCRIPT, "a = (b) / 2; c = returned / 'd'.length / 3",
		"$ 'd'");
	SPANS(JAVASCRIPT, "<p>don't</p>\n<a href='b'>http://c</a>", "$ 'b'");
	SPANS(JAVASCRIPT, "switch (a) { case b:// c\n}", "# // c");
	SPANS(JAVASCRIPT, "a ` b\n'c'", "$ 'c'");
	SPANS(JAVASCRIPT, "sh '''\necho \"a\" // b\n'''",
		"$ '''\necho \"a\" // b\n'''");
	SPANS(JAVASCRIPT, "a = \"b\\\nc\"; d", "$ \"b\\\nc\"");
}

static void test_json(void **state)
{
	(void)state;
	SPANS(JSON, "{\"a\": \"http://b\", // c\n \"d\\\"\": 1} /* e */",
		"$ \"a\"", "$ \"http://b\"", "# // c", "$ \"d\\\"\"",
		"# /* e */");
	SPANS(JSON, "{'a': \"b\"}", "$ \"b\"");
}

static void test_lua(void **state)
{
	(void)state;
	SPANS(LUA, "a = [[b\n]=] -- c]] -- d\n--[[e\nf]] g",
		"$ [[b\n]=] -- c]]", "# -- d", "# --[[e\nf]]");
	SPANS(LUA, "a = [==[b]]]==] .. t[u[1]] .. 'c'", "$ [==[b]]]==]",
		"$ 'c'");
	SPANS(LUA, "--[ a\nb = \"--c\"", "# --[ a", "$ \"--c\"");
}

static void test_makefile(void **state)
{
	(void)state;
	SPANS(MAKEFILE, "a: b # c\n\t@echo \"$#\" 'd#e' f#g", "# # c",
		"$ \"$#\"", "$ 'd#e'");
	SPANS(MAKEFILE, "a:\n\techo don't\n\techo 'b'", "$ 'b'");
}

static void test_markdown(void **state)
{
	(void)state;
	SPANS(MARKDOWN, "# a\n<!-- b\nc --> 'd' // e", "# <!-- b\nc -->");
	NO_SPANS(MARKDOWN, "`a` \"b\" http://c it's # d");
}

static void test_php(void **state)
{
	(void)state;
	SPANS(PHP, "$a = 'b\nc'; // d\n# e\n$f = \"g#h\"; $i=$j#k", "$ 'b\nc'",
		"# // d", "# # e", "$ \"g#h\"");
	SPANS(PHP, "$a = <<<EOT\nb \"c\nEOT;\n$d = <<< 'E'\n'\nE;\n'f'",
		"$ \nb \"c", "$ \n'", "$ 'f'");
	SPANS(PHP, "#[Route('/a')]\n$b = 1 << 2; $c = $d <<E;\n'f'", "$ '/a'",
		"$ 'f'");
}

static void test_powershell(void **state)
{
	(void)state;
	SPANS(POWERSHELL, "$a = \"C:\\b\\\" # c\n<# d\ne #> 'f\\'",
		"$ \"C:\\b\\\"", "# # c", "# <# d\ne #>", "$ 'f\\'");
	SPANS(POWERSHELL, "\"a `\" b\" # c\n'd''e # f'", "$ \"a `\" b\"",
		"# # c", "$ 'd''e # f'");
}

static void test_python(void **state)
{
	(void)state;
	SPANS(PYTHON,
		"def a():\n    \"\"\"b 'c'\n\n    >>> d\"\"\"\n    e = \"#\"",
		"# \"\"\"b 'c'\n\n    >>> d\"\"\"", "$ \"#\"");
	SPANS(PYTHON, "a = '''b\n\"c\" # d''' # e", "$ '''b\n\"c\" # d'''",
		"# # e");
	SPANS(PYTHON, "f(\n    \"\"\"a\"\"\",\n    b)", "$ \"\"\"a\"\"\"");
	SPANS(PYTHON, "a = \"\"; b = ''; c = 'it\\'s' # don't", "$ \"\"",
		"$ ''", "$ 'it\\'s'", "# # don't");
	SPANS(PYTHON, "a = 'no end\nb = 'c'", "$ 'c'");
}

static void test_ruby(void **state)
{
	(void)state;
	SPANS(RUBY, "a = \"b #{c} d\" # e\n=begin\n'f\n=end\n'g'",
		"$ \"b #{c} d\"", "# # e", "# \n=begin\n'f\n=end", "$ 'g'");
	SPANS(RUBY, "a = f(<<~SQL, 'b') # c\n  it's \"d\n  SQL\n'e'", "$ 'b'",
		"# # c", "$ \n  it's \"d", "$ 'e'");
	SPANS(RUBY, "class << self\na <<b\nc = 'd'", "$ 'd'");
}

static void test_rust(void **state)
{
	(void)state;
	SPANS(RUST, "fn a<'b, 'c>(d: &'b str) -> &'c str { 'e'; \"f\" } // g",
		"$ 'e'", "$ \"f\"", "# // g");
	SPANS(RUST, "a = r#\"b \"c\" // d\"#; r\"\\\"; e // f",
		"$ r#\"b \"c\" // d\"#", "$ r\"\\\"", "# // f");
	SPANS(RUST, "/* a /* b */ c */ \"d\ne\\\"\" '\\u{10ffff}'",
		"# /* a /* b */ c */", "$ \"d\ne\\\"\"", "$ '\\u{10ffff}'");
	SPANS(RUST, "bar\"a\" r#type \"b\"", "$ \"a\"", "$ \"b\"");
}

static void test_shell(void **state)
{
	(void)state;
	SPANS(SHELL, "a $# ${#b} c#d # e\n'f\\' \"g \\\" # h\" \\\" # i",
		"# # e", "$ 'f\\'", "$ \"g \\\" # h\"", "# # i");
	SPANS(SHELL, "cat << 'EOF' > a # b\nit's \"c # d\nEOF\n'e'", "# # b",
		"$ \nit's \"c # d", "$ 'e'");
	SPANS(SHELL, "cat <<-EOF | b \"c\"\n\td'\n\tEOF\n\"e\"", "$ \"c\"",
		"$ \n\td'", "$ \"e\"");
	SPANS(SHELL, "a=$((1 << 2)) b=$((c<<d))\n'e'", "$ 'e'");
	SPANS(SHELL, "a <<<b\n'c' <<< \"d\"", "$ 'c'", "$ \"d\"");
	SPANS(SHELL, "a=$'b\\'c' # d\necho it\\'s 'e'", "$ 'b\\'c'", "# # d",
		"$ 'e'");
	SPANS(SHELL, "a='b\nc'\nd=\"$(e \"$f\")\" # g", "$ 'b\nc'",
		"$ \"$(e \"", "$ \")\"", "# # g");
	SPANS(SHELL, "cat <<E\nE\n'a'", "$ 'a'");
}

static void test_sql(void **state)
{
	(void)state;
	SPANS(SQL, "select 'it''s -- a' -- b\n, \"c\" /* d */ # e",
		"$ 'it''s -- a'", "# -- b", "$ \"c\"", "# /* d */", "# # e");
	SPANS(SQL, "a '\\' -- b", "$ '\\'", "# -- b");
}

static void test_toml(void **state)
{
	(void)state;
	SPANS(TOML, "a = 'b\\' # c\nd = \"e\\\"#\" # f", "$ 'b\\'", "# # c",
		"$ \"e\\\"#\"", "# # f");
	SPANS(TOML, "a = \"\"\"\nb # c\n\"\"\"\nd = '''\n\"e\n''' # f",
		"$ \"\"\"\nb # c\n\"\"\"", "$ '''\n\"e\n'''", "# # f");
}

static void test_xml(void **state)
{
	(void)state;
	SPANS(XML, "<a b=\"c>d\" e='f'>don't \"g\"</a><!-- h\n\"i -->",
		"$ \"c>d\"", "$ 'f'", "# <!-- h\n\"i -->");
	SPANS(XML, "a < b it's\n<c d='e'/>", "$ 'e'");
}

static void test_yaml(void **state)
{
	(void)state;
	SPANS(YAML, "a: b#c # d\n# e\nf: it's 5\" # g", "# # d", "# # e",
		"# # g");
	SPANS(YAML, "a: 'it''s # b' # c\nd: ['', \"e\\\" # f\"]",
		"$ 'it''s # b'", "# # c", "$ ''", "$ \"e\\\" # f\"");
	SPANS(YAML, "a: \"b\n  # c\"\n- 'd\n  e'", "$ \"b\n  # c\"",
		"$ 'd\n  e'");
	SPANS(YAML, "a: the 'b\nc: 'd' # e", "$ 'd'", "# # e");
	SPANS(YAML, "a: 'c:\\' # b", "$ 'c:\\'", "# # b");
	SPANS(YAML, "run: |\n  echo \"a # b\" # c", "$ \"a # b\"", "# # c");
}

static void test_unknown(void **state)
{
	(void)state;
	NO_SPANS(UNKNOWN, "# a\n// b\n\"c\" /* d */ 'e'");
}

static void test_look_up(void **state)
{
	static const char text[] = "a 'b' /*c*/ d";
	struct lexical_spans spans = {0};

	(void)state;
	lexer_read(&spans, LANGUAGE_JAVASCRIPT, text, sizeof(text) - 1);
	assert_int_equal(lexical_class_at(&spans, 0), CLASS_CODE);
	assert_int_equal(lexical_class_at(&spans, 1), CLASS_CODE);
	assert_int_equal(lexical_class_at(&spans, 2), CLASS_STRING);
	assert_int_equal(lexical_class_at(&spans, 4), CLASS_STRING);
	assert_int_equal(lexical_class_at(&spans, 5), CLASS_CODE);
	assert_int_equal(lexical_class_at(&spans, 6), CLASS_COMMENT);
	assert_int_equal(lexical_class_at(&spans, 12), CLASS_CODE);
	assert_int_equal(lexical_class_at(&spans, 1000), CLASS_CODE);
	assert_null(lexical_span_at(&spans, 5));
	assert_int_equal(lexical_span_at(&spans, 10)->start, 6);
	lexer_read(&spans, LANGUAGE_UNKNOWN, text, sizeof(text) - 1);
	assert_int_equal(spans.count, 0);
	lexical_spans_free(&spans);
}

/* Whatever the bytes: in order, not empty, not overlapping, in the text. */
static void assert_sane(enum language language, const char *text, size_t size)
{
	struct lexical_spans spans = {0};
	size_t i, end = 0;

	lexer_read(&spans, language, text, size);
	for (i = 0; i < spans.count; i++) {
		const struct lexical_span *span = &spans.items[i];

		assert_true(span->start >= end);
		assert_true(span->end > span->start);
		assert_true(span->end <= size);
		assert_true(span->class == CLASS_COMMENT ||
			    span->class == CLASS_STRING);
		end = span->end;
	}
	lexical_spans_free(&spans);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* On the heap and exactly as long, so that a sanitizer sees each step out. */
static void assert_sane_random(enum language language, uint32_t *seed,
	const char *letters, size_t count)
{
	size_t size = next_random(seed) % 200, i;
	char *text = malloc(size != 0 ? size : 1);

	assert_non_null(text);
	for (i = 0; i < size; i++)
		text[i] = count != 0 ? letters[next_random(seed) % count]
				     : (char)(next_random(seed) & 0xff);
	assert_sane(language, text, size);
	free(text);
}

static void test_random_bytes(void **state)
{
	static const char letters[] = "\"\"''``\\\\//**##--[[]]==<<<>!${}()@r"
				      "ER \n\n\t=:,;a1~|&?\0\xc3";
	uint32_t seed = 20260102;
	int language, round;

	(void)state;
	for (language = LANGUAGE_UNKNOWN; language <= LANGUAGE_YAML;
		language++) {
		for (round = 0; round < 100; round++)
			assert_sane_random(
				(enum language)language, &seed, NULL, 0);
		for (round = 0; round < 2000; round++)
			assert_sane_random((enum language)language, &seed,
				letters, sizeof(letters) - 1);
	}
}

/* Each cut of a text, as a file that ends too early. */
static void test_cut_short(void **state)
{
	static const char text[] =
		"a `b ${\"c\"} 'd \\\" /* e */ <<EOF\nf\nEOF\n\"\"\"g\"\"\" "
		"r#\"h\"# @\"i\"\" --[==[j]==] <!-- k --> <# l #> '\\u{1}'";
	size_t size;
	int language;

	(void)state;
	for (language = LANGUAGE_UNKNOWN; language <= LANGUAGE_YAML; language++)
		for (size = 0; size < sizeof(text); size++) {
			char *cut = malloc(size != 0 ? size : 1);

			assert_non_null(cut);
			memcpy(cut, text, size);
			assert_sane((enum language)language, cut, size);
			free(cut);
		}
}

struct hostile_text {
	enum language language;
	const char *unit; /* over and over */
};

static const struct hostile_text hostile_texts[] = {
	{LANGUAGE_C, "\\\""},
	{LANGUAGE_C, "\""},
	{LANGUAGE_C, "'\\"},
	{LANGUAGE_C, "/*"},
	{LANGUAGE_C, "*/ /*"},
	{LANGUAGE_CSHARP, "@\""},
	{LANGUAGE_CSHARP, "\"\"\"\\"},
	{LANGUAGE_DOCKERFILE, "<<a\n"},
	{LANGUAGE_DOCKERFILE, "<<-'a' "},
	{LANGUAGE_DOTENV, "='\n"},
	{LANGUAGE_DOTENV, "=\"\\\""},
	{LANGUAGE_GO, "`"},
	{LANGUAGE_INI, "!"},
	{LANGUAGE_JAVA, "= \"\"\"\\"},
	{LANGUAGE_JAVASCRIPT, "\\`"},
	{LANGUAGE_JAVASCRIPT, "`${"},
	{LANGUAGE_JAVASCRIPT, "`${'\\"},
	{LANGUAGE_JAVASCRIPT, "=/["},
	{LANGUAGE_JAVASCRIPT, "/"},
	{LANGUAGE_JAVASCRIPT, "  \n/"},
	{LANGUAGE_JAVASCRIPT, "return /"},
	{LANGUAGE_JAVASCRIPT, "'''\\"},
	{LANGUAGE_JSON, "\\\""},
	{LANGUAGE_LUA, "[[="},
	{LANGUAGE_LUA, "[====["},
	{LANGUAGE_LUA, "--[="},
	{LANGUAGE_MAKEFILE, "\\'"},
	{LANGUAGE_MARKDOWN, "<!--"},
	{LANGUAGE_PHP, "<<<a\n"},
	{LANGUAGE_PHP, "\\\""},
	{LANGUAGE_POWERSHELL, "`\""},
	{LANGUAGE_POWERSHELL, "<#"},
	{LANGUAGE_PYTHON, "\n    \"\"\"\\"},
	{LANGUAGE_PYTHON, "='''a\"\"\""},
	{LANGUAGE_RUBY, "<<a "},
	{LANGUAGE_RUBY, "\n=begin"},
	{LANGUAGE_RUST, "r##########\""},
	{LANGUAGE_RUST, "\\\""},
	{LANGUAGE_RUST, "/*"},
	{LANGUAGE_SHELL, "cat << b\n"},
	{LANGUAGE_SHELL, "<<a"},
	{LANGUAGE_SHELL, "\""},
	{LANGUAGE_SHELL, "$'\\"},
	{LANGUAGE_SHELL, " #"},
	{LANGUAGE_SQL, "''"},
	{LANGUAGE_SQL, "'\""},
	{LANGUAGE_TOML, "'''"},
	{LANGUAGE_TOML, "\"\\"},
	{LANGUAGE_XML, "<a b='"},
	{LANGUAGE_XML, "<a '>\""},
	{LANGUAGE_YAML, ": \"\\\""},
	{LANGUAGE_YAML, "- 'a'"},
	{LANGUAGE_YAML, "a '\n"},
};

/*
 * A megabyte of openers without an end. Nothing is timed: reading all of it
 * again for each opener would take hours.
 */
static void test_hostile_text(void **state)
{
	const size_t size = 1 << 20;
	char *text = malloc(size);
	size_t i, k;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < sizeof(hostile_texts) / sizeof(hostile_texts[0]); i++) {
		const struct hostile_text *hostile = &hostile_texts[i];

		for (k = 0; k < size; k++)
			text[k] = hostile->unit[k % strlen(hostile->unit)];
		assert_sane(hostile->language, text, size);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_c),
		cmocka_unit_test(test_csharp),
		cmocka_unit_test(test_css),
		cmocka_unit_test(test_dockerfile),
		cmocka_unit_test(test_dotenv),
		cmocka_unit_test(test_go),
		cmocka_unit_test(test_ini),
		cmocka_unit_test(test_java),
		cmocka_unit_test(test_javascript),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_lua),
		cmocka_unit_test(test_makefile),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_php),
		cmocka_unit_test(test_powershell),
		cmocka_unit_test(test_python),
		cmocka_unit_test(test_ruby),
		cmocka_unit_test(test_rust),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_sql),
		cmocka_unit_test(test_toml),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_yaml),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_look_up),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_hostile_text),
	};

	return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}
