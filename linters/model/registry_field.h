/*
 * The fields of a registry: which there are in each form, which must be
 * there, and what a good value is. One table for the linter that judges a
 * registry and for the commands that write one.
 */
#ifndef PLUMB_MODEL_REGISTRY_FIELD_H
#define PLUMB_MODEL_REGISTRY_FIELD_H

#include "rule/document.h"
#include <stdbool.h>

struct arena;

enum field_kind {
	FIELD_TEXT, /* not empty */
	FIELD_NAME, /* lower-case letters, digits, `-`, `_`, `.` */
	FIELD_PORT,
	FIELD_PORTS,       /* a map of names to ports */
	FIELD_PROTOCOL,    /* one of registry_protocols */
	FIELD_DESCRIPTION, /* 10 to 200 characters */
	FIELD_BOOLEAN,
	FIELD_NAMES,       /* a list of text */
	FIELD_VERSION,     /* semantic versioning 2.0.0 */
	FIELD_DATE,        /* a day that exists: YYYY-MM-DD */
	FIELD_EXPOSURE,    /* direct, gateway, internal */
	FIELD_PATH,        /* begins with `/` */
	FIELD_HEALTHCHECK, /* {endpoint: text, expected: integer} */
	FIELD_RANGE,       /* "N-M" or {min, max} */
	FIELD_MAPPING,
	FIELD_LIST,
	FIELD_ANY,
};

struct registry_field {
	const char *name; /* NULL ends a table */
	enum field_kind kind;
	bool required;
};

/* Form A: the file, a service. */
extern const struct registry_field registry_file_fields[];
extern const struct registry_field registry_service_fields[];
/* Form B: the file, a band. */
extern const struct registry_field registry_bands_fields[];
extern const struct registry_field registry_band_fields[];

extern const char *const registry_protocols[]; /* end in NULL */
extern const char *const registry_exposures[];

const struct registry_field *registry_field_find(
	const struct registry_field *fields, const char *name);
/* The names of a table for a hint; end in NULL; in arena. */
const char *const *registry_field_names(
	struct arena *arena, const struct registry_field *fields);

/*
 * What is wrong with a value, as the end of a sentence that begins with the
 * field's name ("must be text, not a number"), and at which node; NULL when
 * nothing is. In arena.
 */
const char *registry_field_problem(struct arena *arena, enum field_kind kind,
	const struct node *value, const struct node **at);

bool registry_name_is_valid(const char *name);
/* https://semver.org, 2.0.0 */
bool registry_version_is_valid(const char *version);
/* A day that the calendar has; a time of day may follow a `T` or a blank. */
bool registry_date_is_valid(const char *date);

#endif
