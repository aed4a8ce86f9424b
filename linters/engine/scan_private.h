/*
 * What the files of the scan share: rules made ready (scan_prepare.c), where
 * a file's patterns match (scan_file.c, scan_kind.c), what becomes of a match
 * (scan_judge.c), and the walk over a snapshot (scan.c). Nobody else
 * includes this.
 */
#ifndef PLUMB_ENGINE_SCAN_PRIVATE_H
#define PLUMB_ENGINE_SCAN_PRIVATE_H

#include "base/vector.h"
#include "engine/prefilter.h"
#include "engine/scan.h"
#include "rule/pattern.h"

/* One pattern of an enabled rule. */
struct scan_match {
	const struct rule *rule;
	const struct rule_match *match;
	struct pattern *pattern, *unless;
	const struct linter_check *check; /* or NULL */
	enum condition_kind *conditions;  /* of match->where */
	size_t linter;                    /* its number; SIZE_MAX: none */
	size_t globs;                     /* number of its list of globs */
	unsigned scope, in;
	bool has_literals;
};

/* Matches with the same `files` share a list. */
struct scan_globs {
	const char *const *globs;
	size_t count;
};

struct scan_pair {
	size_t literal, match;
};

struct scan {
	const struct settings *settings;
	struct arena *arena; /* of the literals */
	/* In the order of rules, and of the items of each. */
	VECTOR(struct scan_match) matches;
	VECTOR(struct scan_globs) globs;
	/* Which matches need a literal: pairs[starts[l]..starts[l + 1]). */
	VECTOR(struct scan_pair) pairs;
	size_t *starts;
	size_t literal_count; /* the last one is SCAN_ALLOW_WORD */
	struct slice *literals;
	bool *folds; /* of each literal: in any case */
	struct prefilter *prefilter;
	struct scan_kinds *kinds;
	bool reports_allows; /* files are read for their allows alone too */
};

#define SCAN_ALLOW_WORD "plumb:" /* and what people write for allow */

/* For one run: which matches are asked, in files of one extent. */
struct scan_choice {
	bool *matches;    /* by number of match */
	unsigned *scopes; /* by list of globs: what its matches accept */
	bool everything;  /* SCAN_EVERYTHING */
	bool allows;      /* look for SCAN_ALLOW_WORD */
};

struct scan_hit {
	size_t match; /* its number */
	size_t start, end;
	size_t groups; /* in the worker's groups: starts, then ends */
	size_t group_count;
};

struct scan_span {
	size_t start, end;
};

/* "Already done for": the number of a file and an offset in it. */
struct scan_stamp {
	size_t file, line;
};

/* A verdict of a list of globs on the file of that number. */
struct scan_verdict {
	size_t file;
	bool accepts;
};

/* All that one thread works with. */
struct scan_worker {
	const struct scan *scan;
	const struct scan_request *request;
	const struct scan_options *options;
	struct sink sink;
	struct check check;
	struct scan_counts counts;
	VECTOR(const char *) allows;
	struct pattern_scratch *scratch;
	struct content content;

	/* The file at hand. */
	size_t number; /* from 1 */
	const struct scan_choice *choice;
	const struct scan_kind *kind; /* or NULL */
	struct scanned_file file;
	struct lines lines;
	struct lexical_spans spans;
	bool has_lines, has_spans, has_allow;
	size_t line_start, line_end; /* the line of the last hit */
	VECTOR(struct scan_hit) hits;
	VECTOR(size_t) groups;
	VECTOR(struct scan_span) claims; /* of the rule at hand */
	struct scan_stamp *stamps;       /* by match: the last line looked at */
	size_t *failed;                  /* by match: the last file told */
	size_t *idle; /* by literal: the last file that it says nothing of */
	struct scan_verdict *verdicts; /* by list of globs */
	size_t wanted_by;              /* the list that took a file last */
};

/*
 * Files whose names end alike, once there are many of them: most literals are
 * of patterns for other files, and need not be looked for.
 */
struct scan_kind {
	const char *ending; /* from the last dot: ".c" */
	size_t seen;
	struct prefilter *prefilter;
	size_t *literals; /* of each of the prefilter's, its number */
};

struct scan_kinds *scan_kinds_new(void);
void scan_kinds_free(struct scan_kinds *kinds);
/* The kind that the file at path is of; NULL: none. By any thread. */
const struct scan_kind *scan_kind(const struct scan *scan, const char *path);

/* Does the list of globs accept the file at path (of worker->number)? */
bool scan_accepts(struct scan_worker *worker, size_t globs, const char *path);
/* Collects into worker->hits where patterns match in worker->file. */
void scan_find(struct scan_worker *worker);
/* Turns worker->hits into findings. */
void scan_judge(struct scan_worker *worker);
/* Tells once a file and rule that a pattern gave up. */
void scan_gave_up(struct scan_worker *worker, size_t match);

/* Offset of the end of the line that begins at start: its LF, or size. */
size_t scan_line_end(const char *text, size_t size, size_t start);
/* Bytes of a line without the CR of a CRLF. */
size_t scan_line_size(const char *text, size_t start, size_t end);

#endif
