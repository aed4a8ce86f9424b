/*
 * What a linter is: a table of checks. A check without a pattern looks at
 * the whole snapshot through the models; a check with one judges each match
 * that the scan found. A linter never opens a file and never prints.
 */
#ifndef PLUMB_ENGINE_LINTER_H
#define PLUMB_ENGINE_LINTER_H

#include "engine/condition.h"
#include "engine/configuration.h"
#include "engine/finding.h"
#include "engine/lexer.h"
#include "engine/snapshot.h"

struct model;       /* model/model.h; opaque to the engine */
struct change_list; /* engine/newness.h */
struct run_base;    /* engine/run.h */

/* What a check works with. One a thread; the model is shared. */
struct check {
	const struct snapshot *snapshot;
	const struct configuration *configuration;
	const struct settings *settings;
	struct model *model;
	struct sink *sink;
	struct arena *arena; /* lives as long as the findings */
	/*
	 * How the judged snapshot differs from its bases, of several one
	 * behind the other. NULL without a base, and where a base is judged.
	 */
	const struct change_list *changes;
	/* The same bases, for what a path alone does not tell; none where
	 * changes is NULL. snapshot_complete() one before it is read. */
	const struct run_base *bases;
	size_t base_count;
};

/* A file while it is scanned: borrowed, gone after the call. */
struct scanned_file {
	const struct snapshot_entry *entry;
	const char *path;
	const char *text;
	size_t size;
	enum scope scope;
	enum language language;
	const struct lines *lines;
	const struct lexical_spans *spans;
};

/* A match of a pattern. */
struct candidate {
	const struct scanned_file *file;
	const struct rule *rule;
	const struct rule_match *match;
	enum lexical_class class; /* at its start */
	size_t start, end;
	/* Named groups; start SIZE_MAX where one took no part. */
	const char *const *names; /* [0] is NULL; names[i] of group i */
	const size_t *starts, *ends;
	size_t group_count;
};

/* A named group's bytes; data NULL when it took no part. */
struct slice candidate_group(
	const struct candidate *candidate, const char *name);
/* Its place, or that of the whole match when name is NULL or unset. */
struct place candidate_place(
	const struct candidate *candidate, const char *name);
/* The text of the line the match starts on, and its offset in the file. */
struct slice candidate_line(const struct candidate *candidate, size_t *start);

/* The rule of that id; a linter names only rules that there are. */
const struct rule *check_rule(const struct check *check, const char *id);

struct linter_check {
	const char *name; /* `check:` of rule.yml */
	/* One of the two. */
	void (*whole)(struct check *check);
	void (*candidate)(
		struct check *check, const struct candidate *candidate);
};

struct linter {
	const char *name;
	const char *summary;
	const struct linter_check *checks;
	size_t check_count;
	/*
	 * Is the file at path something that the whole-snapshot checks, or
	 * the judging of matches in other files, depend on? Decides what
	 * must be judged again when it changes. NULL: nothing.
	 */
	bool (*reads)(
		const struct configuration *configuration, const char *path);
	/*
	 * True when it depends on which paths exist. A path that comes calls
	 * for the whole-snapshot checks; one that goes, also for the judging
	 * of matches in other files.
	 */
	bool reads_paths;
};

#endif
