/*
 * Findings, and the sink through which every one passes. A linter names a
 * rule, a variant, a place and values; level and message come from the rule
 * and the configuration. What a disabled rule reports is dropped here.
 */
#ifndef PLUMB_ENGINE_FINDING_H
#define PLUMB_ENGINE_FINDING_H

#include "base/arena.h"
#include "base/lines.h"
#include "base/vector.h"
#include "rule/rule.h"
#include <stdint.h>

/* A span of a file. Lines and columns from 1, columns in bytes. */
struct place {
	const char *path;
	size_t start, end; /* bytes */
	unsigned line, column, end_line, end_column;
	struct slice line_text; /* of the first line; borrowed */
};

/* end > start is made so where a line has a byte to show. */
struct place place_of(
	const char *path, const struct lines *lines, size_t start, size_t end);

/*
 * A copy that owns its path and the first 4,096 bytes of its line: enough to
 * show, not to judge by.
 */
struct place place_copy(struct arena *arena, struct place place);

struct related {
	struct place place;
	const char *message; /* "telegram-mtproto owns 4007 here" */
};

/* A change that would mend the finding. */
struct fix {
	const char *path;
	size_t start, end; /* bytes that are replaced */
	const char *text;
	const char *description;
	bool unsafe;
};

struct finding {
	const struct rule *rule;
	const char *variant; /* or NULL */
	enum level level;
	const char *message;
	struct place place;
	struct related *related;
	size_t related_count;
	const struct fix *fix; /* or NULL */
	/*
	 * Rule, path, squeezed line and values; no line number, no time. Of a
	 * secret without the line, which holds it.
	 */
	uint64_t fingerprint;
	/*
	 * The same without the path, for files that were renamed, and always
	 * with the line. It must not be shown.
	 */
	uint64_t pathless;
	bool is_new;        /* not in the base (true without a base) */
	bool suppressed;    /* by a comment or an allow of the configuration */
	const char *commit; /* found in this commit of a range only; or NULL */
};

/* What a rule speaks of: filled into {name} of its message. */
struct value {
	const char *name;
	const char *text;
};

VECTOR_TYPE(finding_list, struct finding *);

struct fact;
VECTOR_TYPE(fact_list, const struct fact *);

/* Something to tell that is no finding: left out, not looked at, odd. */
enum notice_kind {
	NOTICE_LEFT_OUT, /* by policy; does not change the exit status … */
	NOTICE_FAILED,   /* … this does: exit 3 */
	NOTICE_NOTE,     /* a line on standard error */
};
struct notice {
	enum notice_kind kind;
	const char *path; /* or NULL */
	const char *message;
};
VECTOR_TYPE(notice_list, struct notice);

struct settings; /* engine/settings.h: levels by rule and path */

/* One a thread. Its memory comes from the arena. */
/* What the settings said last: findings of a file mostly ask the same. */
struct level_answer {
	const struct rule *rule; /* NULL: nothing was asked */
	const char *variant, *path;
	enum level level;
};

struct sink {
	struct arena *arena;
	const struct settings *settings;
	struct finding_list findings;
	struct fact_list facts;
	struct notice_list notices;
	bool wants_facts;
	struct level_answer answer;
};

void sink_init(struct sink *sink, struct arena *arena,
	const struct settings *settings);
void sink_release(struct sink *sink);

/*
 * Adds a finding of rule `id`, or gives NULL when the rule is off here (for
 * this path, this run). The values are copied. A variant that the rule
 * lacks, or an id that is no rule, is an impossible state.
 */
struct finding *sink_add(struct sink *sink, const char *id, const char *variant,
	struct place place, const struct value *values, size_t value_count);

/* The same for a rule at hand, with a scope that may cap the level. */
struct finding *sink_add_rule(struct sink *sink, const struct rule *rule,
	const char *variant, unsigned scope, struct place place,
	const struct value *values, size_t value_count);

/* finding may be NULL (nothing happens). */
void finding_relate(struct sink *sink, struct finding *finding,
	struct place place, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void finding_fix(struct sink *sink, struct finding *finding, size_t start,
	size_t end, const char *text, const char *description);

void sink_notice(struct sink *sink, enum notice_kind kind, const char *path,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Moves what `from` holds behind what `sink` holds. The arenas stay whose
 * they are: see arena_absorb().
 */
void sink_absorb(struct sink *sink, struct sink *from);

/* By path, line, column, rule, message; equal ones are made one. */
void findings_sort(struct finding_list *findings);

/* Message with {name} filled in from values; "{{" is a brace. */
char *message_fill(struct arena *arena, const char *format,
	const struct value *values, size_t value_count);

#endif
