/*
 * Findings out. Each format is a function that appends a whole report to a
 * buffer; the caller writes the buffer, so a report is whole or not there.
 * The same input gives the same bytes: no time, no absolute path.
 */
#ifndef PLUMB_REPORT_REPORT_H
#define PLUMB_REPORT_REPORT_H

#include "base/string.h"
#include "engine/finding.h"
#include "engine/snapshot.h"

struct rule_set;
struct settings;

/* Where the judged tree comes from (SARIF: versionControlProvenance). */
struct provenance {
	const char *repository; /* URL of origin without credentials; NULL */
	const char *revision;   /* commit id; NULL */
	const char *branch;     /* NULL */
};

struct report {
	/* Unsuppressed findings within the asked paths, sorted. */
	const struct finding_list *findings;
	const struct notice_list *notices;
	/* Text and annotations show only those with is_new (else all). */
	bool only_new;
	/* Source lines, UTF-16 columns and line hashes are read from it. */
	const struct snapshot *snapshot;
	const struct settings *settings;
	struct provenance provenance;
	/* "plumb/", or "plumb/ports/" for one linter; ends in a slash. */
	const char *category;
	bool successful; /* nothing failed to be looked at */
	bool color;      /* terminal colours, and the source line with caret */
	bool excerpts;   /* text: source line with a caret, related places */
};

/* Appends the report; fails only where a format cannot hold it. */
typedef int report_writer(
	struct buffer *out, const struct report *report, struct error *err);

struct report_format {
	const char *name; /* "text", "sarif", … */
	const char *summary;
	report_writer *write;
	/* Holds every finding of the judged tree, not only new ones. */
	bool whole_tree;
};

extern const struct report_format report_formats[]; /* ends in name NULL */
const struct report_format *report_format_find(const char *name);

report_writer report_text, report_sarif, report_github, report_json,
	report_jsonl;

/*
 * To be called before the first report: jansson's memory is then that of
 * base/memory.h. It would leave out of a document what it has no memory for,
 * and a report must be whole.
 */
void report_take_memory(void);

/*
 * GitHub's primaryLocationLineHash of every line of a file ("hash:n"), by
 * the algorithm of its upload action (github/codeql-action,
 * src/fingerprints.ts). Strings in arena; count = lines.
 */
const char **line_hashes(
	struct arena *arena, const char *text, size_t size, size_t *count);

#endif
