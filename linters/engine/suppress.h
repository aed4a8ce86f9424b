/*
 * Inline allows: `plumb:allow RULE reason…` in a comment on the line, or
 * alone on the line before; `plumb:allow-file RULE reason…` in the first 20
 * lines; and the `allow:` list of the configuration. RULE is an id, a former
 * id, or the name of a linter; a reason is required. An allow that allows
 * nothing is `allow/unused` (when its rules ran), a malformed one
 * `allow/malformed`; so is what other tools write, such as `plumb:ignore`.
 */
#ifndef PLUMB_ENGINE_SUPPRESS_H
#define PLUMB_ENGINE_SUPPRESS_H

#include "engine/scan.h"

struct suppressions;

struct suppressions *suppressions_new(const struct settings *settings,
	const struct configuration *configuration, struct arena *arena);
void suppressions_free(struct suppressions *suppressions);

/* Which allows that allow nothing are told. */
enum unused_allows {
	UNUSED_NONE,
	/* Those in files of paths, of rules that only look at the file: all
	 * that can be known where but changed files were looked at. */
	UNUSED_OF_PATTERNS,
	UNUSED_ALL,
};

/*
 * Reads the allows out of the files of the snapshot that have findings, and
 * of those that paths names (files that were scanned and hold the word
 * `plumb:`); marks findings as suppressed; adds `allow/…` findings.
 * today is "YYYY-MM-DD", for `until`.
 */
void suppressions_apply(struct suppressions *suppressions,
	const struct snapshot *snapshot, struct sink *sink,
	const char *const *paths, size_t path_count, const char *today,
	enum unused_allows unused);

#endif
