/*
 * Variables that the compose files of a project use without a default, and
 * that no env file or example of the repository defines.
 */
#ifndef PLUMB_MODEL_UNDEFINED_H
#define PLUMB_MODEL_UNDEFINED_H

#include "model/project.h"

struct model;

struct undefined_variable {
	const char *name;
	struct place place;  /* of its first `${NAME}` */
	const char *example; /* the env file where it belongs */
};

/*
 * Every one once, in the order of the files, in arena. None where the
 * project's folder and those above it commit no env file. Variables of the
 * shell and of compose itself are always there, and `${X:?}` says by itself
 * that it is needed.
 */
const struct undefined_variable *undefined_variables(struct model *model,
	struct arena *arena, const struct compose_project *project,
	size_t *count);

/* A variable that every shell, compose or CI has. */
bool undefined_is_ambient(const char *name);
/* Does an env file define or mention (`# NAME=`) the variable? */
bool undefined_is_documented(const struct dotenv *dotenv, const char *name);

#endif
