/*
 * Path globs: `*` and `?` stay inside one folder, `**` crosses folders,
 * `[a-z]` and `[!a-z]` (or `[^a-z]`) are classes, never of `/`, `{a,b}` are
 * alternatives (nested is fine), a back-slash takes the next byte as it is.
 * A glob without `/` is matched against the last part of the path; one with
 * `/` against the whole path from the root (a leading `/` is dropped); one
 * that ends in `/` matches everything below that folder. `**` with a slash
 * behind it also stands for no folder at all. Bytes, not characters. No glob,
 * however hostile, takes longer than its length times the path's.
 */
#ifndef PLUMB_BASE_GLOB_H
#define PLUMB_BASE_GLOB_H

#include <stdbool.h>
#include <stddef.h>

bool glob_match(const char *glob, const char *path);

/*
 * A list of globs in and out (`!glob`): matches when one in-glob does (or
 * there is none) and the last glob that matches is not an out-glob.
 */
bool glob_list_match(const char *const *globs, size_t count, const char *path);

/*
 * True: no path that ends in these bytes (no `/` among them) can match the
 * list; false says nothing. Told by the globs' ends alone.
 */
bool glob_list_rejects_ending(
	const char *const *globs, size_t count, const char *ending);

/*
 * NULL when glob is well formed, else what is wrong with it, to stand behind
 * its name: "has a `{` without `}`". Such a glob matches nothing reliably.
 */
const char *glob_problem(const char *glob);

/* Last part of a path; its folder's length without the slash (0: the root). */
const char *path_name(const char *path);
size_t path_folder_size(const char *path);

struct arena;

/*
 * path taken relative to folder ("" is the root), with `.` and `..` folded
 * away; NULL when it leaves the root or is absolute.
 */
char *path_join(struct arena *arena, const char *folder, const char *path);

/* True when path is folder or lies below it ("" holds everything). */
bool path_within(const char *path, const char *folder);

#endif
