/*
 * Mustache templates, as mustache(5) has them: `{{name}}`, `{{{bare}}}` (or
 * `{{&bare}}`), sections `{{#name}}…{{/name}}`, inverted ones `{{^name}}`,
 * comments `{{! …}}`, other delimiters `{{=<% %>=}}`, dotted names, `{{.}}`;
 * a line that holds nothing but a section's tag or a comment leaves none.
 * No partials and no lambdas. In a list `-first`, `-last` and `-index` (from
 * 1) tell where one is.
 *
 * Two things are stricter than there: a name that the view does not have is
 * an error (but for `x-…`, which are a team's own fields), and a list or map
 * is no value.
 */
#ifndef PLUMB_GENERATE_MUSTACHE_H
#define PLUMB_GENERATE_MUSTACHE_H

#include "base/error.h"
#include "base/string.h"

struct arena;
struct mustache;
struct node;

/* Writes a scalar for `{{name}}`, as the file that is made needs it. */
typedef void mustache_write(struct buffer *out, const struct node *value);

/*
 * Reads a template; text and path are borrowed, all else is in arena.
 * ERROR_USE with path, line and column of a tag that is wrong.
 */
int mustache_read(struct mustache **out, struct arena *arena, const char *path,
	struct slice text, struct error *err);

/*
 * Appends what the template makes of the view, a map. ERROR_USE for a name
 * that is not there, and for a template that makes too much.
 */
int mustache_render(struct buffer *out, const struct mustache *mustache,
	const struct node *view, mustache_write *write, struct error *err);

/* Null, false, an empty text, list or map: a section leaves it out. */
bool mustache_is_false(const struct node *value);

/* A scalar on one line: what would end the line or rule it is a blank. */
void mustache_write_bare(struct buffer *out, const struct node *value);

#endif
