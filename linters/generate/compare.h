/*
 * What changed from one registry to another, and how it is told.
 */
#ifndef PLUMB_GENERATE_COMPARE_H
#define PLUMB_GENERATE_COMPARE_H

#include "base/string.h"
#include "model/registry.h"

enum difference_kind {
	DIFFERENCE_ADDED,
	DIFFERENCE_REMOVED,
	DIFFERENCE_MOVED,   /* another port */
	DIFFERENCE_RENAMED, /* another name or path, the same port */
	DIFFERENCE_FIELD,
	DIFFERENCE_RANGE_ADDED,
	DIFFERENCE_RANGE_REMOVED,
	DIFFERENCE_RANGE_MOVED,
};

/* "added", "moved", "range added", … */
const char *difference_word(enum difference_kind kind);

struct difference {
	enum difference_kind kind;
	const char *service;        /* by its name now, or of the range */
	const char *field;          /* of DIFFERENCE_FIELD */
	const char *before, *after; /* ports, names, values; or NULL */
};

struct comparison {
	const char *from, *to; /* what was compared: "HEAD", "the work tree" */
	const struct difference *changes; /* by kind, then by name */
	size_t count;
};

/* Either may be NULL: an empty one. In arena. */
struct comparison *registry_compare(struct arena *arena,
	const struct registry *before, const struct registry *after,
	const char *from, const char *to);

/* One change without its kind: "grafana 3000 → 3001"; no line end. */
void difference_text(struct buffer *out, const struct difference *change);
/* One line a change: "moved    grafana 3000 → 3001". */
void comparison_text(struct buffer *out, const struct comparison *comparison);
/*
 * {from, to, added: [{service, port}], removed: the same, moved: [{service,
 * before, after}], renamed: [{service, before, port}], changed: [{service,
 * field, before, after}], rangesAdded: [{range, ports}], rangesRemoved,
 * rangesMoved}; ports are text, since there may be several.
 */
void comparison_json(struct buffer *out, const struct comparison *comparison);
/* A heading and a table, for a comment on a pull request. */
void comparison_markdown(
	struct buffer *out, const struct comparison *comparison);
/* The body of a chat's incoming webhook: {"text": …}, in one line. */
void comparison_webhook(
	struct buffer *out, const struct comparison *comparison);

#endif
