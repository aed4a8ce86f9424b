/* rule.yml: what is read out of it, and what is said about each mistake. */
#include "base/arena.h"
#include "rule/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static struct rule *load(const char *text, struct rule_examples *examples)
{
	struct rule *rule;
	struct error err;
	char why[2200];

	if (rule_load(&rule, examples, arena, "rules/ports/example/rule.yml",
		    text, strlen(text), &err) < 0)
		fail_msg("%s", error_text(&err, why, sizeof(why)));
	return rule;
}

static void expect_error_of(const char *path, const char *text, unsigned line,
	unsigned column, const char *message)
{
	struct rule_examples examples;
	struct rule *rule;
	struct error err = {.kind = ERROR_NONE};

	if (rule_load(&rule, &examples, arena, path, text, strlen(text),
		    &err) == 0)
		fail_msg("no error, but expected: %s", message);
	assert_null(rule);
	assert_int_equal(err.kind, ERROR_USE);
	assert_string_equal(err.path, path);
	if (!strstr(err.message, message))
		fail_msg("\"%s\" lacks \"%s\"", err.message, message);
	if (err.line != line || err.column != column)
		fail_msg("%u:%u, not %u:%u: %s", err.line, err.column, line,
			column, err.message);
}

static void expect_error(
	const char *text, unsigned line, unsigned column, const char *message)
{
	expect_error_of(
		"rules/ports/example/rule.yml", text, line, column, message);
}

/* The beginning of a rule, up to a line that a test adds. */
#define WITHOUT_LEVEL                     \
	"id: ports/example\n"             \
	"summary: a port that is wrong\n" \
	"help: mend it\n"
#define WITHOUT_MATCH    \
	WITHOUT_LEVEL    \
	"level: error\n" \
	"message: port {port}\n"
#define RULE          \
	WITHOUT_MATCH \
	"match: {pattern: 'x(?<port>[0-9]+)'}\n"
/* Line 6 and what follows. */
#define MATCH(lines) WITHOUT_MATCH "match:\n  pattern: '(?<port>\\d+)'\n" lines

static void test_smallest(void **state)
{
	struct rule_examples examples;
	const struct rule *rule = load(RULE, &examples);

	(void)state;
	assert_string_equal(rule->id, "ports/example");
	assert_string_equal(rule->summary, "a port that is wrong");
	assert_string_equal(rule->help, "mend it");
	assert_string_equal(rule->message, "port {port}");
	assert_string_equal(rule->origin, "rules/ports/example/rule.yml");
	assert_int_equal(rule->level, LEVEL_ERROR);
	assert_int_equal(rule->precision, PRECISION_HIGH);
	assert_int_equal(rule->variant_count, 0);
	assert_int_equal(rule->see_count, 0);
	assert_int_equal(rule->formerly_count, 0);
	assert_null(rule->security_severity);
	assert_null(rule->page);
	assert_false(rule->opt_in || rule->history || rule->redacted);
	assert_int_equal(rule->match_count, 1);
	assert_string_equal(rule->matches[0].pattern, "x(?<port>[0-9]+)");
	assert_int_equal(rule->matches[0].in, CLASS_ANY);
	assert_int_equal(rule->matches[0].scope, SCOPE_SOURCE | SCOPE_TEST);
	assert_null(rule->matches[0].unless);
	assert_null(rule->matches[0].variant);
	assert_null(rule->matches[0].fix);
	assert_int_equal(rule->matches[0].file_count, 0);
	assert_int_equal(rule->matches[0].where_count, 0);
	assert_int_equal(rule->matches[0].allow_count, 0);
	assert_int_equal(examples.bad_count, 0);
	assert_int_equal(examples.good_count, 0);
	load(RULE, NULL);
}

static void test_fields(void **state)
{
	const struct rule *rule =
		load(RULE "see: [https://example.org/a, compose/other]\n"
			  "formerly: ports/old\n"
			  "precision: very-high\n"
			  "security-severity: \"8.5\"\n"
			  "opt-in: true\n"
			  "history: true\n"
			  "redacted: true\n",
			NULL);

	(void)state;
	assert_int_equal(rule->see_count, 2);
	assert_string_equal(rule->see[1], "compose/other");
	assert_int_equal(rule->formerly_count, 1);
	assert_string_equal(rule->formerly[0], "ports/old");
	assert_int_equal(rule->precision, PRECISION_VERY_HIGH);
	assert_string_equal(rule->security_severity, "8.5");
	assert_true(rule->opt_in && rule->history && rule->redacted);
}

static void test_matches(void **state)
{
	const struct rule *rule = load(WITHOUT_MATCH
		"match:\n"
		"- files: ['*.js', '!*.min.js']\n"
		"  pattern: |\n"
		"    x(?<port>[0-9]+)\n"
		"  unless: safe\n"
		"  in: [code, string]\n"
		"  scope: [document, source]\n"
		"  where:\n"
		"    port: [registered, not published]\n"
		"  allow: [x80, 8080]\n"
		"  fix: '{{y{port}'\n"
		"  ignore-case: true\n"
		"  whole-file: true\n"
		"- {check: all-of-it, files: a.yml, scope: all}\n",
		NULL);
	const struct rule_match *match = rule->matches;

	(void)state;
	assert_int_equal(rule->match_count, 2);
	assert_int_equal(match->file_count, 2);
	assert_string_equal(match->files[1], "!*.min.js");
	assert_string_equal(match->pattern, "x(?<port>[0-9]+)");
	assert_string_equal(match->unless, "safe");
	assert_int_equal(match->in, CLASS_CODE | CLASS_STRING);
	assert_int_equal(match->scope, SCOPE_DOCUMENT | SCOPE_SOURCE);
	assert_int_equal(match->where_count, 2);
	assert_string_equal(match->where[0].capture, "port");
	assert_string_equal(match->where[0].condition, "registered");
	assert_false(match->where[0].negated);
	assert_string_equal(match->where[1].condition, "published");
	assert_true(match->where[1].negated);
	assert_int_equal(match->allow_count, 2);
	assert_string_equal(match->allow[1], "8080");
	assert_string_equal(match->fix, "{{y{port}");
	assert_true(match->ignore_case && match->whole_file);
	match++;
	assert_null(match->pattern);
	assert_string_equal(match->check, "all-of-it");
	assert_int_equal(match->file_count, 1);
	assert_int_equal(match->scope, SCOPE_ALL);
}

static void test_variants(void **state)
{
	const struct rule *rule = load(WITHOUT_LEVEL
		"levels:\n"
		"  literal: note\n"
		"  fallback: {level: warning, message: 'fallback {port}'}\n"
		"message: {default: 'port {port}', literal: 'literal {port}'}\n"
		"match: {pattern: '(?<port>\\d)', variant: literal}\n",
		NULL);

	(void)state;
	assert_int_equal(rule->level, LEVEL_WARNING);
	assert_string_equal(rule->message, "port {port}");
	assert_int_equal(rule->variant_count, 2);
	assert_string_equal(rule->variants[0].name, "literal");
	assert_int_equal(rule->variants[0].level, LEVEL_NOTE);
	assert_string_equal(rule->variants[0].message, "literal {port}");
	assert_int_equal(rule->variants[1].level, LEVEL_WARNING);
	assert_string_equal(rule->variants[1].message, "fallback {port}");
	assert_string_equal(rule->matches[0].variant, "literal");

	rule = load(WITHOUT_LEVEL "level: off\n"
				  "levels: {a: error, b: note}\n"
				  "message: {a: first, b: second}\n"
				  "match: {check: it}\n",
		NULL);
	assert_int_equal(rule->level, LEVEL_OFF);
	assert_string_equal(rule->message, "first");
}

static void test_examples(void **state)
{
	struct rule_examples examples;

	(void)state;
	load(RULE "bad:\n"
		  "  a.js: [\"1:2\", '3:14']\n"
		  "  .env.local: \"1:1\"\n"
		  "  folder:\n"
		  "    at: [a/b.yml:3:4, 'x:y:5:6']\n"
		  "    why: because\n"
		  "    config: |\n"
		  "      rules: {}\n"
		  "good:\n"
		  "  b.js: fine\n"
		  "  c.js:\n"
		  "  d.js: {why: so, config: 'rules: {}'}\n",
		&examples);
	assert_int_equal(examples.bad_count, 3);
	assert_string_equal(examples.bad[0].name, "a.js");
	assert_int_equal(examples.bad[0].line, 8);
	assert_int_equal(examples.bad[0].at_count, 2);
	assert_string_equal(examples.bad[0].at[1], "3:14");
	assert_null(examples.bad[0].why);
	assert_string_equal(examples.bad[1].at[0], "1:1");
	assert_string_equal(examples.bad[2].at[0], "a/b.yml:3:4");
	assert_string_equal(examples.bad[2].at[1], "x:y:5:6");
	assert_string_equal(examples.bad[2].why, "because");
	assert_string_equal(examples.bad[2].config, "rules: {}");
	assert_int_equal(examples.good_count, 3);
	assert_string_equal(examples.good[0].why, "fine");
	assert_null(examples.good[1].why);
	assert_string_equal(examples.good[2].why, "so");

	load(RULE "good: [a.js, b.js]\n", &examples);
	assert_int_equal(examples.good_count, 2);
	assert_string_equal(examples.good[1].name, "b.js");
}

static void test_bad_files(void **state)
{
	(void)state;
	expect_error("", 1, 1, "the file is empty");
	expect_error("# nothing\n", 1, 1, "the file is empty");
	expect_error("- a\n", 1, 1, "a rule must be a mapping, not a list");
	expect_error(RULE "---\na: b\n", 8, 1, "a second document");
	expect_error(RULE "id: a/b\n", 7, 1, "id");
	expect_error("id: [\n", 2, 1, "expected a value here");
}

static void test_bad_keys(void **state)
{
	(void)state;
	expect_error(RULE "precison: high\n", 7, 1,
		"unknown key `precison`; did you mean `precision`?");
	expect_error(RULE "zzzzz: high\n", 7, 1,
		"unknown key `zzzzz`; known are id, summary, level,");
	expect_error(RULE "1: high\n", 7, 1, "unknown key `1`");
	expect_error(MATCH("  file: x\n"), 8, 3, "did you mean `files`?");
}

static void test_missing(void **state)
{
	(void)state;
	expect_error("summary: x\n", 1, 1, "`id` is missing");
	expect_error("id: ports/example\n", 1, 1, "`summary` is missing");
	expect_error(
		"id: ports/example\nsummary: x\n", 1, 1, "`help` is missing");
	expect_error(WITHOUT_LEVEL, 1, 1, "`level` is missing");
	expect_error(
		WITHOUT_LEVEL "level: note\n", 1, 1, "`message` is missing");
	expect_error(WITHOUT_LEVEL "level: note\nmessage: {}\n", 5, 10,
		"`message` is missing");
	expect_error(WITHOUT_MATCH, 1, 1, "`match` is missing");
}

static void test_bad_texts(void **state)
{
	(void)state;
	expect_error("id: ports/example\nsummary: 5\n", 2, 10,
		"`summary` must be text, not a number; put it in quotes");
	expect_error("id: ports/example\nsummary: [a]\n", 2, 10,
		"`summary` must be text, not a list");
	expect_error("id: ports/example\nsummary: ' '\n", 2, 10,
		"`summary` is empty");
	expect_error("id: ports/example\nsummary: |\n  a\n  b\nhelp: x\n", 2,
		10, "`summary` has more than one line");
	expect_error("id: ports/example\nsummary: \"a\\0b\"\n", 2, 12,
		"`summary` holds a NUL byte");
	expect_error(RULE "opt-in: yes\n", 7, 9,
		"`opt-in` must be true or false, not yes");
	expect_error(RULE "history: [true]\n", 7, 10,
		"`history` must be true or false, not a list");
}

static void test_bad_ids(void **state)
{
	(void)state;
	expect_error("id: Ports/example\n", 1, 5, "`Ports/example` is no id");
	expect_error("id: ports\n", 1, 5, "`ports` is no id");
	expect_error("id: ports/a/b\n", 1, 5, "`ports/a/b` is no id");
	expect_error("id: ports/\n", 1, 5, "is no id");
	expect_error("id: ports/other\n", 1, 5,
		"the id is `ports/other` and the folder `ports/example`; make "
		"them equal");
	/* Where the path tells no folders, any id is right. */
	expect_error_of("rule.yml", "id: a/b\n", 1, 1, "`summary` is missing");
	expect_error_of(
		"b/rule.yml", "id: a/c\n", 1, 1, "`summary` is missing");
	expect_error_of(
		"/x/y/other.yml", "id: a/c\n", 1, 1, "`summary` is missing");
	expect_error_of("a/b/rule.yml", "id: a/c\n", 1, 5, "the folder `a/b`");
	expect_error(RULE "formerly: old\n", 7, 11, "`old` is no older id");
	expect_error(RULE "formerly: [ports/a, ports/example]\n", 7, 21,
		"`ports/example` is no older id");
	expect_error(RULE "see: [ports/a, www.example.org]\n", 7, 16,
		"`www.example.org` is neither a URL nor the id of a rule");
	expect_error(RULE "see: []\n", 7, 6, "`see` is an empty list");
}

static void test_bad_levels(void **state)
{
	(void)state;
	expect_error(WITHOUT_LEVEL "level: eror\n", 4, 8,
		"unknown level `eror`; did you mean `error`?");
	expect_error(WITHOUT_LEVEL "level: [error]\n", 4, 8,
		"level must be a word, not a list");
	expect_error(WITHOUT_LEVEL "levels: error\n", 4, 9,
		"`levels` must be a mapping from variants to levels");
	expect_error(WITHOUT_LEVEL "levels: {}\n", 4, 9,
		"`levels` must be a mapping");
	expect_error(WITHOUT_LEVEL "levels: {a: bad}\n", 4, 13,
		"unknown level `bad`; known are error, warning, note, off");
	expect_error(WITHOUT_LEVEL "levels: {A b: note}\n", 4, 10,
		"`A b` is no name of a variant");
	expect_error(WITHOUT_LEVEL "levels: {a: {message: x}}\n", 4, 13,
		"`level` is missing");
	expect_error(WITHOUT_LEVEL "levels: {a: {levl: note}}\n", 4, 14,
		"did you mean `level`?");
	expect_error(RULE "precision: hi\n", 7, 12,
		"unknown precision `hi`; known are low, medium,");
	expect_error(RULE "security-severity: '11'\n", 7, 20,
		"above 0.0 and up to 10.0, not 11");
	expect_error(RULE "security-severity: '0.0'\n", 7, 20, "above 0.0");
	expect_error(RULE "security-severity: '10.1'\n", 7, 20, "10.0");
	expect_error(RULE "security-severity: '1e1'\n", 7, 20, "10.0");
	expect_error(RULE "security-severity: [1]\n", 7, 20, "not a list");
	load(RULE "security-severity: '10.0'\n", NULL);
	load(RULE "security-severity: 7.5\n", NULL);
}

static void test_bad_messages(void **state)
{
	(void)state;
	expect_error(WITHOUT_LEVEL "level: note\n"
				   "message: port {prt}\n"
				   "match: {pattern: '(?<port>\\d)'}\n",
		5, 15,
		"no pattern has a group named `prt`; did you mean "
		"`port`?");
	expect_error(WITHOUT_LEVEL "level: note\n"
				   "message: 'set ${PORT}'\n"
				   "match: {pattern: x}\n",
		5, 16,
		"no pattern has a group named `PORT`; write `{{` for a "
		"brace");
	expect_error(WITHOUT_LEVEL
		"level: note\nmessage: a {1,2}\nmatch: {check: x}\n",
		5, 12, "a `{` that begins no {name}; write `{{` for a brace");
	expect_error(WITHOUT_LEVEL
		"levels: {a: {level: note, message: '{x}'}}\n"
		"match: {pattern: x, variant: a}\n",
		4, 37, "no pattern has a group named `x`");
	expect_error(WITHOUT_LEVEL "levels: {a: note}\nmessage: {a: '{x}'}\n"
				   "match: {pattern: x, variant: a}\n",
		5, 15, "no pattern has a group named `x`");
	expect_error(WITHOUT_LEVEL
		"levels: {first: note}\nmessage: {frst: x}\n",
		5, 11, "unknown variant `frst`; did you mean `first`?");
	expect_error(WITHOUT_LEVEL
		"levels: {a: note, b: note}\nmessage: {a: x}\n",
		5, 10, "variant `b` has no message");
	expect_error(WITHOUT_LEVEL "levels: {a: note}\n", 1, 1,
		"variant `a` has no message");
	expect_error(WITHOUT_LEVEL "levels: {a: {level: note, message: x}}\n"
				   "message: {a: y}\n",
		5, 11, "`a` has a message in `levels` already");
	/* A function may fill in what it likes; "{{" is a brace. */
	load(WITHOUT_LEVEL
		"level: note\nmessage: '{owner} ${{PORT}'\nmatch: {check: x}\n",
		NULL);
	load(WITHOUT_LEVEL
		"level: note\nmessage: 'set ${{PORT}'\nmatch: {pattern: x}\n",
		NULL);
}

static void test_bad_matches(void **state)
{
	(void)state;
	expect_error(WITHOUT_MATCH "match: x\n", 6, 8,
		"a match must be a mapping, not text");
	expect_error(
		WITHOUT_MATCH "match: []\n", 6, 8, "`match` is an empty list");
	expect_error(WITHOUT_MATCH "match: {files: a}\n", 6, 8,
		"a match needs a `pattern` or a `check`");
	expect_error(WITHOUT_MATCH "match: {check: a, unless: x}\n", 6, 19,
		"`unless` is about a `pattern`");
	expect_error(WITHOUT_MATCH "match: {check: a, where: {}}\n", 6, 19,
		"`where` is about a `pattern`");
	expect_error(MATCH("  in: [code, strng]\n"), 8, 14,
		"unknown class `strng`; did you mean `string`?");
	expect_error(MATCH("  in: {}\n"), 8, 7, "class must be a word");
	expect_error(MATCH("  in: []\n"), 8, 7, "`in` is an empty list");
	expect_error(MATCH("  scope: sorce\n"), 8, 10,
		"unknown scope `sorce`; did you mean `source`?");
	expect_error(MATCH("  allow: []\n"), 8, 10, "`allow` is an empty list");
	expect_error(MATCH("  allow: [[]]\n"), 8, 11,
		"`allow` must be text, not a list");
	expect_error(MATCH("  ignore-case: 1\n"), 8, 16, "true or false");
	expect_error(MATCH("  fix: 'x {prt}'\n"), 8, 11,
		"no pattern has a group named `prt`");
	expect_error(MATCH("  fix: [x]\n"), 8, 8, "`fix` must be text");
	assert_string_equal(
		load(MATCH("  fix: ''\n"), NULL)->matches[0].fix, "");
}

static void test_bad_globs(void **state)
{
	(void)state;
	expect_error(MATCH("  files: ['*.js', '!x{a,b']\n"), 8, 19,
		"the glob `!x{a,b` has a `{` without `}`");
	expect_error(MATCH("  files: 'x[a'\n"), 8, 10,
		"the glob `x[a` has a `[` without `]`");
	expect_error(MATCH("  files: '!'\n"), 8, 10, "the glob `!` is empty");
	expect_error(MATCH("  files: []\n"), 8, 10, "`files` is an empty list");
	expect_error(MATCH("  files: [3]\n"), 8, 11, "`files` must be text");
}

static void test_bad_patterns(void **state)
{
	(void)state;
	expect_error(WITHOUT_MATCH "match: {pattern: 'ab[c'}\n", 6, 23,
		"`pattern`: bad pattern: missing terminating ]");
	expect_error(WITHOUT_MATCH "match:\n  pattern: 'a''b)c'\n", 7, 17,
		"`pattern`: bad pattern: unmatched closing parenthesis");
	expect_error(WITHOUT_MATCH
		"match:\n  pattern: |\n    (?x) abc\n    d) # no\n",
		9, 6, "unmatched closing parenthesis");
	expect_error(MATCH("  unless: '*x'\n"), 8, 12,
		"`unless`: bad pattern: quantifier does not follow");
	expect_error(MATCH("  unless: 3\n"), 8, 11, "`unless` must be text");
	expect_error(WITHOUT_MATCH
		"match: {pattern: "
		"'(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)'}\n",
		6, 19, "it has 16 groups, more than the 15 that are kept");
}

static void test_bad_conditions(void **state)
{
	(void)state;
	expect_error(MATCH("  where: {prt: registered}\n"), 8, 11,
		"unknown key `prt`; did you mean `port`?");
	expect_error(MATCH("  where: {port: registred}\n"), 8, 17,
		"unknown condition `registred`; did you mean `registered`?");
	expect_error(MATCH("  where: {port: not foregn}\n"), 8, 17,
		"unknown condition `foregn`; did you mean `foreign`?");
	expect_error(MATCH("  where: {port: [registered, {}]}\n"), 8, 30,
		"a condition must be a word, not a mapping");
	expect_error(MATCH("  where: registered\n"), 8, 10,
		"`where` must be a mapping, not text");
	expect_error(MATCH("  where: {port: []}\n"), 8, 10,
		"`where` names no condition");
	expect_error(WITHOUT_MATCH
		"match: {pattern: x, where: {port: foreign}}\n",
		6, 29, "unknown key `port`; there are none here");
	for (size_t i = 0; i < 6; i++) {
		static const char *const names[] = {"registered",
			"unregistered", "of-this-component", "foreign",
			"published", "target"};
		const char *text = arena_format(
			arena, MATCH("  where: {port: not %s}\n"), names[i]);

		assert_string_equal(
			load(text, NULL)->matches[0].where[0].condition,
			names[i]);
	}
}

static void test_bad_variants(void **state)
{
	(void)state;
	expect_error(MATCH("  variant: x\n"), 8, 12,
		"unknown variant `x`; there are none here");
	expect_error(WITHOUT_LEVEL "levels: {first: note}\nmessage: x\n"
				   "match: {pattern: x, variant: frst}\n",
		6, 30, "unknown variant `frst`; did you mean `first`?");
	expect_error(WITHOUT_LEVEL
		"levels: {a: note}\nmessage: x\nmatch: {pattern: x}\n",
		6, 8, "which of `levels` is it?");
	expect_error(WITHOUT_LEVEL
		"level: note\nlevels: {a: note}\nmessage: {a: x}\n"
		"match: {pattern: x}\n",
		7, 8, "which message is it?");
}

static void test_bad_examples(void **state)
{
	(void)state;
	expect_error(RULE "bad: [a.js]\n", 7, 6,
		"`bad` must be a mapping from the names of examples to where "
		"the findings are, not a list");
	expect_error(RULE "good: a.js\n", 7, 7,
		"`good` must be a mapping from the names of examples, not "
		"text");
	expect_error(RULE "bad: {a.js: '3'}\n", 7, 13,
		"`3` is no place; write \"line:column\"");
	expect_error(RULE "bad: {a.js: ['0:1']}\n", 7, 14, "is no place");
	expect_error(RULE "bad: {a.js: ['1:x']}\n", 7, 14, "is no place");
	expect_error(RULE "bad: {a.js: [':1:2']}\n", 7, 14, "is no place");
	expect_error(RULE "bad: {a.js: ['a:1']}\n", 7, 14, "is no place");
	expect_error(
		RULE "bad:\n  a.js: [3:14]\n", 8, 10, "put `3:14` in quotes");
	expect_error(RULE "bad: {a.js: [3]}\n", 7, 14,
		"`at` must be text, not a number; put it in quotes");
	expect_error(RULE "bad: {a.js: []}\n", 7, 13, "`at` is an empty list");
	expect_error(RULE "bad: {a.js: {why: x}}\n", 7, 13, "`at` is missing");
	expect_error(RULE "bad: {a.js: {at: '1:1', wy: x}}\n", 7, 25,
		"unknown key `wy`; known are at, why, config");
	expect_error(RULE "bad: {a/b.js: '1:1'}\n", 7, 7,
		"`a/b.js` is no name of a file or folder");
	expect_error(RULE "good: ['..']\n", 7, 8,
		"`..` is no name of a file or folder");
	expect_error(RULE "good: {a.js: 3}\n", 7, 14,
		"the caption of an example must be text");
	expect_error(
		RULE "good: {a.js: {at: '1:1'}}\n", 7, 15, "unknown key `at`");
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smallest),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_bad_keys),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_bad_texts),
		cmocka_unit_test(test_bad_ids),
		cmocka_unit_test(test_bad_levels),
		cmocka_unit_test(test_bad_messages),
		cmocka_unit_test(test_bad_matches),
		cmocka_unit_test(test_bad_globs),
		cmocka_unit_test(test_bad_patterns),
		cmocka_unit_test(test_bad_conditions),
		cmocka_unit_test(test_bad_variants),
		cmocka_unit_test(test_bad_examples),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
