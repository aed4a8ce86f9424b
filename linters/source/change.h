/*
 * What changed between two snapshots: which files, with renames found as git
 * finds them, and which lines.
 */
#ifndef PLUMB_SOURCE_CHANGE_H
#define PLUMB_SOURCE_CHANGE_H

#include "base/error.h"
#include "engine/newness.h"

struct arena;
struct repository;
struct snapshot;

/*
 * The changes from base to head, sorted by path; paths are borrowed from the
 * snapshots, the list is in the arena. A file whose kind or mode alone
 * changed counts as modified. Renames: equal bytes first (a file of the same
 * name before others), then half of the lines alike, as `git diff -M`; above
 * RENAME_LIMIT comparisons only equal bytes, as git does above its limit.
 * Where one side has no ids (the work tree) bytes are compared, without
 * renames.
 */
#define RENAME_LIMIT (400 * 400)
int repository_changes(struct change_list *out, struct arena *arena,
	struct repository *repository, const struct snapshot *base,
	const struct snapshot *head, struct error *err);

/*
 * The lines that changes touched: those of a new file all, of a changed or
 * renamed one those that a diff without context adds. A line is of the file
 * in head. Diffs are made when first asked for, and kept. For one thread at
 * a time. A file that cannot be read or is too large has no touched lines.
 * Borrows all arguments.
 */
struct touched;

struct touched *touched_new(const struct snapshot *base,
	const struct snapshot *head, const struct change_list *changes);
void touched_free(struct touched *touched); /* NULL is fine */
/* As the engine takes it; valid as long as touched is. */
struct touched_lines touched_lines(struct touched *touched);

#endif
