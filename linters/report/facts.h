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

/*
 * For a person: grouped by port (ascending; ephemeral ones last), the
 * registry's owner first, then published, defaults, uses; one line a fact,
 * `  published  4007 → 4007/tcp  telegram-mtproto  path:line:col`.
 */
void report_facts_text(
	struct buffer *out, const struct fact_list *facts, bool color);

/* By path, line, column, kind; equal ones are made one. */
void facts_sort(struct fact_list *facts);

#endif
