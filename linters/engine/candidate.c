/*
 * A match of a pattern, as the checks of linters ask about it. It must not
 * know how the match was found.
 */
#include "engine/linter.h"
#include "engine/settings.h"
#include <assert.h>
#include <string.h>

/* The number of a named group that took part, or 0. */
static size_t group_of(const struct candidate *candidate, const char *name)
{
	for (size_t i = 1; name != NULL && i < candidate->group_count; i++)
		if (candidate->names[i] != NULL &&
			strcmp(candidate->names[i], name) == 0 &&
			candidate->starts[i] != SIZE_MAX)
			return i;
	return 0;
}

struct slice candidate_group(
	const struct candidate *candidate, const char *name)
{
	size_t group = group_of(candidate, name);
	if (group == 0)
		return (struct slice){NULL, 0};
	return slice_range(candidate->file->text, candidate->starts[group],
		candidate->ends[group]);
}

struct place candidate_place(
	const struct candidate *candidate, const char *name)
{
	const struct scanned_file *file = candidate->file;
	size_t group = group_of(candidate, name);
	if (group == 0)
		return place_of(file->path, file->lines, candidate->start,
			candidate->end);
	return place_of(file->path, file->lines, candidate->starts[group],
		candidate->ends[group]);
}

struct slice candidate_line(const struct candidate *candidate, size_t *start)
{
	const struct lines *lines = candidate->file->lines;
	unsigned line, column;
	lines_at(lines, candidate->start, &line, &column);
	if (start != NULL)
		*start = lines_start(lines, line);
	return lines_text(lines, line);
}

const struct rule *check_rule(const struct check *check, const char *id)
{
	const struct rule *rule =
		rule_set_find(settings_rules(check->settings), id);

	assert(rule != NULL);
	return rule;
}
