/*
 * A pattern of a .gitignore or .gitattributes file, with the meaning that
 * git gives it (gitignore(5), "PATTERN FORMAT"; git's wildmatch.c). Unlike
 * the globs of base/glob.h it has no alternatives, and `**` is special only
 * between slashes. Matching takes no more than pattern × path steps.
 */
#ifndef PLUMB_ENGINE_GIT_PATTERN_H
#define PLUMB_ENGINE_GIT_PATTERN_H

#include "base/string.h"

struct arena;
struct git_piece;

struct git_pattern {
	bool negated;     /* began with `!` */
	bool folder_only; /* ended in `/` */
	bool name_only;   /* has no other `/`: matched against the name */
	struct slice
		literal; /* what it begins with, up to the first wildcard */
	const struct git_piece *pieces; /* the rest; NULL: never matches */
	size_t count;
};

/* text without line end and trailing blanks; it must live as long. */
void git_pattern_read(
	struct git_pattern *pattern, struct arena *arena, struct slice text);

/*
 * Does it match path, which is relative to the folder of the pattern's file?
 * The caller looks at negated.
 */
bool git_pattern_matches(
	const struct git_pattern *pattern, const char *path, bool is_folder);

#endif
