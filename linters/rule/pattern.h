/*
 * PCRE2 patterns. Compiled once and shared by threads; what a match needs
 * while it runs (match data, JIT stack) belongs to a thread. Patterns see
 * bytes as UTF-8 and step over bad ones; `\C` is refused; `$` knows CRLF.
 * JIT where it works, and on an overflow of its stack once more without, so
 * that a result never depends on the machine. The match limit is finite:
 * reaching it is reported, never silent.
 *
 * The only place that includes <pcre2.h>.
 */
#ifndef PLUMB_RULE_PATTERN_H
#define PLUMB_RULE_PATTERN_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>

struct pattern;
struct pattern_scratch; /* one a thread */

enum pattern_flags {
	PATTERN_IGNORE_CASE = 1,
	PATTERN_MULTILINE = 2, /* ^ and $ at every line; always for rules */
};

#define PATTERN_CAPTURES 16 /* groups that are kept, the match included */

struct pattern_match {
	size_t start[PATTERN_CAPTURES], end[PATTERN_CAPTURES];
	size_t count; /* groups set; start SIZE_MAX where one took no part */
};

/*
 * err: ERROR_USE with the column of the mistake in the pattern, from 1 in
 * bytes of source, and no line. More groups than are kept are a mistake.
 */
int pattern_compile(struct pattern **out, const char *source, unsigned flags,
	struct error *err);
/*
 * The same for a source that is known to compile, such as that of a rule
 * that was loaded: it is compiled when it is first needed, by whichever
 * thread comes first. Its literals can be told without that. If it does not
 * compile after all, pattern_find gives -1 and there are no groups.
 */
struct pattern *pattern_lazy(const char *source, unsigned flags);
void pattern_free(struct pattern *pattern);

struct pattern_scratch *pattern_scratch_new(void);
void pattern_scratch_free(struct pattern_scratch *scratch);

/*
 * The first match in text[from..size): 1 and *match, 0 when there is none,
 * -1 when a limit was reached (the caller reports that the file was not
 * looked at whole): of steps or memory, or in a text of more than 4 KiB of
 * two seconds. An empty match is skipped.
 */
int pattern_find(const struct pattern *pattern, struct pattern_scratch *scratch,
	const char *text, size_t size, size_t from,
	struct pattern_match *match);

/* Number of the group of that name, or 0. */
unsigned pattern_group(const struct pattern *pattern, const char *name);
/* Names of groups in order of number, NULL for unnamed; [0] is NULL. */
const char *const *pattern_group_names(
	const struct pattern *pattern, size_t *count);

/*
 * Literals of which every match holds at least one, read off the pattern's
 * source; they are as long as can be told safely, at least two bytes each
 * and at most 32 of them. With *fold they are lower-cased (ASCII) and the
 * text must be compared in lower case. *count is 0 when none can be told:
 * such a pattern is run on every file. Borrowed from the pattern.
 */
const struct slice *pattern_literals(
	const struct pattern *pattern, size_t *count, bool *fold);

#endif
