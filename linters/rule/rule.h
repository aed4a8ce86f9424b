/*
 * A rule: one thing that is flagged. Plain data without owners, so that the
 * built-in rules can be C tables made at build time (rule/embed.c) and a
 * team's own can be read from a pack (rule/load.h).
 */
#ifndef PLUMB_RULE_RULE_H
#define PLUMB_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>

enum level {
	LEVEL_OFF,
	LEVEL_NOTE,
	LEVEL_WARNING,
	LEVEL_ERROR,
	LEVEL_DEFAULT, /* in a configuration: as the rule says */
};

/* "off", "note", "warning", "error"; false for any other word. */
bool level_parse(const char *word, enum level *level);
const char *level_name(enum level level);

/* What the bytes of a match are in their file (engine/lexer.h tells). */
enum lexical_class {
	CLASS_CODE = 1,
	CLASS_COMMENT = 2,
	CLASS_STRING = 4,
	CLASS_ANY = 7,
};

/*
 * What a file is for, by its place and its first lines (engine/scope.h).
 * A pattern looks at SCOPE_SOURCE and SCOPE_TEST only, unless the rule's
 * `scope` says otherwise; in SCOPE_TEST a finding is a note at most.
 */
enum scope {
	SCOPE_SOURCE = 1,
	SCOPE_TEST = 2,      /* tests, examples, fixtures */
	SCOPE_DOCUMENT = 4,  /* docs/, *.md, *.mdx, … */
	SCOPE_GENERATED = 8, /* "generated … do not edit" */
	SCOPE_VENDORED = 16, /* node_modules, vendor, linguist-vendored */
	SCOPE_LOCK = 32,     /* lock files, minified files, source maps */
	SCOPE_ALL = 63,
};

enum precision {
	PRECISION_LOW,
	PRECISION_MEDIUM,
	PRECISION_HIGH,
	PRECISION_VERY_HIGH
};

/* `where: {port: registered}`: the capture, and a name of engine/condition.h
 * (`not` in front negates). */
struct rule_condition {
	const char *capture;
	const char *condition;
	bool negated;
};

/* One item of `match`: a pattern with what surrounds it, or a check. */
struct rule_match {
	const char *const *files; /* globs, `!` in front leaves out */
	size_t file_count;
	const char *pattern; /* PCRE2; NULL for a check over the snapshot */
	const char *unless;  /* PCRE2 on the same line; or NULL */
	unsigned in;         /* enum lexical_class, where the match starts */
	unsigned scope;      /* enum scope */
	const struct rule_condition *where;
	size_t where_count;
	const char *const *allow; /* matched texts that are fine */
	size_t allow_count;
	const char *fix;     /* replacement with {name}; or NULL */
	const char *variant; /* NULL: the rule's own level */
	/*
	 * A function of the linter of that name: with a pattern it judges
	 * each match, without one it looks at the whole snapshot.
	 */
	const char *check;
	bool ignore_case;
	bool whole_file; /* the pattern may cross lines */
};

/* A level and a message for a kind of case of the rule. */
struct rule_variant {
	const char *name;
	enum level level;
	const char *message; /* NULL: the rule's */
};

struct rule {
	const char *id;      /* "compose/port-mismatch" */
	const char *summary; /* one line: what is flagged */
	enum level level;
	const struct rule_variant *variants;
	size_t variant_count;
	const char *message; /* with {name} of captures or values */
	const char *help;    /* Markdown: why, and what to do */
	const struct rule_match *matches;
	size_t match_count;
	const char *const *see; /* URLs, or ids of other rules */
	size_t see_count;
	const char *const *formerly; /* older ids */
	size_t formerly_count;
	enum precision precision;
	const char *security_severity; /* "8.0"; NULL: no security rule */
	bool opt_in;        /* off until the configuration or -l/--rule asks */
	bool history;       /* also looked at commit by commit in a range */
	bool redacted;      /* what matched is a secret and is never shown */
	const char *page;   /* README.md of its folder; NULL for a pack's */
	const char *origin; /* path of its rule.yml, for errors */
};

/* The part of the id before the slash, compared with name. */
bool rule_is_of(const struct rule *rule, const char *linter);
/* The highest level of the rule and its variants. */
enum level rule_worst_level(const struct rule *rule);
/* NULL when the rule has no variant of that name. */
const struct rule_variant *rule_variant(
	const struct rule *rule, const char *name);

#endif
