/*
 * A Dockerfile as BuildKit reads it: instructions with their places, stages,
 * continuation lines, the escape directive, heredocs; ARG and ENV put into
 * the instructions that take them. What only a build argument or a base
 * image knows stays unknown.
 */
#ifndef PLUMB_MODEL_DOCKERFILE_H
#define PLUMB_MODEL_DOCKERFILE_H

#include "base/lines.h"
#include "base/map.h"
#include "engine/finding.h"

struct dockerfile_instruction {
	const char *name;      /* in upper case: "FROM", "RUN" */
	const char *arguments; /* lines joined, comments out */
	size_t start, end;     /* bytes, without heredocs */
	size_t stage;          /* its stage; SIZE_MAX before the first */
};

struct dockerfile_port {      /* of EXPOSE */
	long port, port_end;  /* with the defaults of arguments; 0: unknown */
	const char *protocol; /* "tcp", "udp" */
	bool known;           /* false: a build may set another */
	struct place place;
};

struct dockerfile_variable { /* of ENV */
	const char *name, *value;
	bool known;
};

enum dockerfile_health {
	HEALTH_UNSAID, /* as the base image has it */
	HEALTH_NONE,   /* HEALTHCHECK NONE */
	HEALTH_CHECK,
};

struct dockerfile_stage {
	const char *name;  /* `AS name`; or NULL */
	const char *image; /* of FROM; known as base where that is a stage */
	bool image_known;
	size_t base;  /* an earlier stage; SIZE_MAX: an image */
	size_t depth; /* stages below it; of too many no more are known */
	const struct dockerfile_port *ports;
	size_t port_count;
	const struct dockerfile_variable *variables;
	size_t variable_count;
	/* What RUN installs with the distribution's package manager. */
	const char *const *packages;
	size_t package_count;
	bool packages_open; /* and more that nobody can name */
	enum dockerfile_health health;
	const char *health_command; /* of HEALTH_CHECK */
	struct place place;         /* of its FROM */
};

struct dockerfile {
	const char *path;
	struct lines lines;
	const struct dockerfile_instruction *instructions;
	size_t count;
	const struct dockerfile_stage *stages;
	size_t stage_count;
	struct map stage_numbers; /* by name in lower case: the last's + 1 */
	struct map *variables;    /* of each stage: its last of a name */
};

/* text is borrowed; all else in arena. Never fails: what is no instruction
 * is one with a name that nobody knows. */
struct dockerfile *dockerfile_read(
	struct arena *arena, const char *path, const char *text, size_t size);
void dockerfile_release(struct dockerfile *dockerfile); /* lines, maps */

/* `Dockerfile`, `Dockerfile.dev`, `api.Dockerfile`, `Containerfile`. */
bool dockerfile_is_name(const char *path);

/* The stage a build ends with: of that name or number, the last for NULL or
 * ""; SIZE_MAX when there is none. */
size_t dockerfile_target(
	const struct dockerfile *dockerfile, const char *target);

/* Of the stage and those it is built on. */
bool dockerfile_exposes(
	const struct dockerfile *dockerfile, size_t stage, long port);
/* Any that a build may set to another port. */
bool dockerfile_exposes_unknown(
	const struct dockerfile *dockerfile, size_t stage);
bool dockerfile_has_exposed(const struct dockerfile *dockerfile, size_t stage);
enum dockerfile_health dockerfile_health(
	const struct dockerfile *dockerfile, size_t stage);
/*
 * Is the package installed in the stage, or in those it is built on? What the
 * image below them brings, nobody can tell.
 */
bool dockerfile_installs(
	const struct dockerfile *dockerfile, size_t stage, const char *package);
/* Do they install anything that cannot be named? */
bool dockerfile_installs_unknown(
	const struct dockerfile *dockerfile, size_t stage);
/* The value that ENV gives; NULL: none does. */
const struct dockerfile_variable *dockerfile_variable(
	const struct dockerfile *dockerfile, size_t stage, const char *name);

#endif
