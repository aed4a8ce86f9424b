/*
 * .plumb.yml, read from the snapshot that is judged. Everything has a
 * default; unknown keys and wrong types are errors with file, line, column
 * and the nearest valid name. One table drives the reading, the hints and
 * the JSON Schema.
 */
#ifndef PLUMB_ENGINE_CONFIGURATION_H
#define PLUMB_ENGINE_CONFIGURATION_H

#include "base/error.h"
#include "base/string.h"
#include "engine/finding.h"
#include "rule/document.h"
#include "rule/rule.h"
#include <stdbool.h>

#define CONFIGURATION_NAME ".plumb.yml"

/* A name with another name: a stale path, a legacy variable, a service. */
struct renaming {
	const char *from, *to;
	struct place place; /* of the key */
};
VECTOR_TYPE(renaming_list, struct renaming);

struct compose_project_setting {
	const char *name;
	const char *const *files;
	size_t file_count;
	struct place place;
};

/* `rules:` one entry: a rule id, a linter's name for all of its rules. */
struct rule_setting {
	const char *name;
	enum level level; /* LEVEL_DEFAULT: as the rule says */
	bool has_level; /* a level or `on` is written: turns on opt-in rules */
	const char *const *except; /* globs of paths where it is off */
	size_t except_count;
	const char *const *only; /* globs of paths where alone it is on */
	size_t only_count;
	struct place place;
};

/* `allow:` one entry. */
struct allowance {
	const char *rule;   /* id, or the name of a linter */
	const char *path;   /* glob */
	const char *text;   /* only findings whose line holds it; or NULL */
	const char *reason; /* required, never empty */
	const char *until;  /* "2027-03-01": no longer from that day; or NULL */
	struct place place;
};

/* What is generated from the registry (generate/output.h). */
enum output_kind {
	OUTPUT_ENV,
	OUTPUT_COMPOSE,
	OUTPUT_DICTIONARY,
	OUTPUT_PAGE,
	OUTPUT_HEALTH,
	OUTPUT_INDEX,
};

/* `generate:` one file, or with `{stack}` in its name one for each stack. */
struct output_setting {
	enum output_kind kind;
	const char *file;
	const char *template_path; /* NULL: the built-in one */
	struct place place;
};

struct configuration {
	const char *path;                /* "" without a file */
	const struct document *document; /* NULL without a file */
	const char *const *registries;   /* configured ones, in order */
	size_t registry_count;
	struct place *registry_places;
	const struct compose_project_setting *projects;
	size_t project_count;
	struct renaming_list services;     /* compose name -> registry name */
	struct renaming_list stale_paths;  /* old -> new */
	struct renaming_list legacy_names; /* old -> new variable */
	const char *const
		*compose_env_files; /* beside .env, for every project */
	size_t compose_env_file_count;
	struct output_setting *outputs; /* in the order that they are written */
	size_t output_count;
	const struct rule_setting *rules;
	size_t rule_count;
	const char *const *packs; /* a name, or a path that starts with ./ */
	size_t pack_count;
	struct place *pack_places;
	const struct allowance *allowances;
	size_t allowance_count;
	const char *const *vendored; /* further globs of vendored trees */
	size_t vendored_count;
	const char *const *ignore; /* globs that nothing looks at */
	size_t ignore_count;
};

/*
 * Reads a configuration; text NULL gives the defaults. All in arena; text
 * must live as long.
 */
int configuration_load(struct configuration **out, struct arena *arena,
	const char *path, const char *text, size_t size, struct error *err);

/* Does `ignore:` cover the path? */
bool configuration_ignores(
	const struct configuration *configuration, const char *path);

/* The JSON Schema (draft 7) of the file, made from the table. */
void configuration_schema(struct buffer *out);

#endif
