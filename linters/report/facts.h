/*
 * Port facts out, for `plumb where`.
 */
#ifndef PLUMB_REPORT_FACTS_H
#define PLUMB_REPORT_FACTS_H

#include "base/error.h"
#include "base/string.h"
#include "engine/fact.h"

/*
 * One object a fact (DESIGN: JSON formats): kind, service, port (a number,
 * text for a range, null for an ephemeral host port), target for a published
 * one, hostIp, protocol, path, line, column. array: one JSON array, else an
 * object a line.
 */
int report_facts_json(struct buffer *out, const struct fact_list *facts,
	bool array, struct error *err);

/* What people are shown of the facts that were chosen. */
struct facts_view {
	const struct fact_list *facts; /* chosen and sorted */
	/* What conflicts: findings, shown under the ports of the facts that
	 * they or their related places stand at. */
	const struct finding_list *conflicts;
	/* Also of facts that were not chosen, to tell what a container port
	 * is published as; NULL: the chosen ones. */
	const struct fact_list *all_facts;
	/* Why the file at path is beside the project ("test", "backup"), so
	 * that it stands last, marked; NULL: it is part of it. */
	const char *(*aside)(void *state, const char *path);
	void *state;
	long port;  /* the only port that is shown; 0: all */
	bool every; /* no line is left out of a long list */
	bool color;
};

/*
 * Grouped by port: those with conflicts first, then ascending, ephemeral
 * ones last. In a group: a heading with the owner, what conflicts, then
 * registry, published, defaults, env, the container's side, addresses; a
 * line a fact,
 * `  published   4007 -> 4007     telegram-mtproto   path:line:col`.
 * Long lists are cut, and say how many more there are: of one kind and
 * service in one folder five lines are shown, of one kind the folders of the
 * first ten lines; in a long group tests, examples and backups are counted.
 */
void report_facts_text(struct buffer *out, const struct facts_view *view);

/*
 * By path, line, column, kind; equal ones are made one, and an address, an
 * upstream or an assignment gives way to what says more of the same place.
 */
void facts_sort(struct fact_list *facts);

#endif
