/*
 * Inline allows: `plumb:allow RULE reason…` in a comment on the line, or
 * alone on the line before; `plumb:allow-file RULE reason…` in the first 20
 * lines; and the `allow:` list of the configuration. RULE is an id, a former
 * id, or the name of a linter; a reason is required. An allow that allows
 * nothing is `allow/unused` (when all rules ran), a malformed one
 * `allow/malformed`; so is what other tools write, such as `plumb:ignore`.
 */
#ifndef PLUMB_ENGINE_SUPPRESS_H
#define PLUMB_ENGINE_SUPPRESS_H

#include "engine/scan.h"

struct suppressions;

struct suppressions *suppressions_new(const struct settings *settings,
	const struct configuration *configuration, struct arena *arena);
void suppressions_free(struct suppressions *suppressions);

/*
 * Reads the allows out of the files of the snapshot that have findings, and
 * of those that paths names (files that were scanned and hold the word
 * `plumb:`); marks findings as suppressed; adds `allow/…` findings.
 * today is "YYYY-MM-DD", for `until`.
 */
void suppressions_apply(struct suppressions *suppressions,
	const struct snapshot *snapshot, struct sink *sink,
	const char *const *paths, size_t path_count, const char *today,
	bool report_unused);

#endif
