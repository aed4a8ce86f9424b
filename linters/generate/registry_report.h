/*
 * The report on the registry: what is taken, free and in conflict, who needs
 * whom, and how it came to be. A plain struct in, bytes out; the same struct
 * gives the same bytes.
 */
#ifndef PLUMB_GENERATE_REGISTRY_REPORT_H
#define PLUMB_GENERATE_REGISTRY_REPORT_H

#include "engine/fact.h"
#include "generate/compare.h"
#include "generate/service_list.h"
#include "model/relation.h"

/* Ports of a range that are not free. */
struct report_mark {
	long first, last;
	/* Somebody of this range has it; else it is foreign: another range's,
	 * or only used somewhere. */
	bool taken;
	const struct registry_service *service; /* or NULL: not registered */
	/* It lies in a dynamic range too: this one. Or NULL. */
	const struct registry_range *dynamic;
	const struct fact *const *facts; /* places that use it, some of them */
	size_t fact_count, fact_total;
};

struct report_range {
	const struct registry *registry;
	const struct registry_range *range;
	long taken, foreign, free; /* ports; of a dynamic one 0 are free */
	const struct report_mark *marks;
	size_t mark_count;
	long cut_at; /* too many are in use to list those from here on; or 0 */
};

/* A registered service, and what is said of it elsewhere. */
struct report_service {
	struct listed listed;
	const struct fact *const *facts; /* some, the registry's left out */
	size_t fact_count, fact_total;
	const size_t *conflicts; /* positions in the report's */
	size_t conflict_count;
};

/* A commit that changed a registry. */
struct report_commit {
	const char *id; /* in full; NULL: not committed yet */
	const char *date, *author, *subject;
	bool unreadable; /* a registry of it cannot be read */
	const struct comparison *const *comparisons; /* by registry */
	size_t comparison_count;
};

struct registry_report {
	const char *judged; /* "the work tree" */
	const struct registry *const *registries;
	size_t registry_count;
	const struct report_service *services; /* by port */
	size_t service_count;
	const struct report_range *ranges; /* as they are written */
	size_t range_count;
	long free; /* ports of any range that nobody has, each once */
	const struct finding *const *conflicts; /* worst first */
	size_t conflict_count;
	const struct relation *relations;
	size_t relation_count;
	const struct report_commit *commits; /* newest first */
	size_t commit_count;
	size_t history_limit; /* commits that were asked for */
	bool history_cut_off; /* there may be older ones */
	/* What a path is appended to, percent-encoded, to make a link; or
	 * NULL: no links. */
	const char *link_base;
};

size_t report_error_count(const struct registry_report *report);
/* The link to the line of a place; the report has a link base. */
void report_add_link(struct buffer *out, const struct registry_report *report,
	const struct place *place);
/* "3 services in 2 ranges, 90 free ports, 1 conflict (1 error)". */
void report_add_summary(
	struct buffer *out, const struct registry_report *report);
/* Its changes one by one, over all registries; NULL behind the last. */
const struct difference *report_change(
	const struct report_commit *commit, size_t at);
size_t report_change_count(const struct report_commit *commit);
/* How a commit and its changes are written as lines. */
struct report_commit_form {
	const char *head, *gap, *item; /* before it, in it, before a change */
	int word_width;                /* of "added" and such */
	void (*text)(struct buffer *out, const char *text);
};
void report_add_commit(struct buffer *out, const struct report_commit *commit,
	const struct report_commit_form *form);
/* How full a range is: `width` characters, █ taken, ▒ foreign, ░ free. */
void report_add_bar(
	struct buffer *out, const struct report_range *range, int width);

/* For a terminal: control characters are written out. */
void registry_report_text(
	struct buffer *out, const struct registry_report *report);
/* For a comment on a pull request: less than 60,000 bytes, what is long is
 * folded away and cut with the number of what is missing. */
void registry_report_markdown(
	struct buffer *out, const struct registry_report *report);
/*
 * {judged, registries, summary, services, ranges, conflicts, relations,
 * history}; services as `registry list` has them, each with facts and
 * conflicts (positions).
 */
void registry_report_json(
	struct buffer *out, const struct registry_report *report);
/* One page that needs nothing else, and no network. */
void registry_report_html(
	struct buffer *out, const struct registry_report *report);

/* The value that both are made of. */
json_t *registry_report_value(const struct registry_report *report);

#endif
