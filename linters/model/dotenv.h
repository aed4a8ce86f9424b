/*
 * An env file, read as compose reads it: keys, quotes, escapes, `export`,
 * interpolation, inline comments, multi-line values, with positions.
 */
#ifndef PLUMB_MODEL_DOTENV_H
#define PLUMB_MODEL_DOTENV_H

#include "base/lines.h"
#include "base/map.h"
#include "engine/finding.h"

struct dotenv_entry {
	const char *key;
	const char *value; /* unquoted and interpolated; NULL: no `=` at all */
	bool known;        /* false: holds something that cannot be known */
	bool literal;      /* written as it is: nothing was substituted */
	bool exported;
	size_t key_start, key_end;
	size_t value_start, value_end; /* without quotes and comment */
};

/* A line that is no assignment, comment or blank. */
struct dotenv_problem {
	size_t start, end;
	const char *message; /* "no `=` in this line", … */
};

struct dotenv {
	const char *path;
	struct lines lines;
	const struct dotenv_entry *entries; /* in order, duplicates kept */
	size_t count;
	const struct dotenv_problem *problems;
	size_t problem_count;
	struct map by_key; /* the last entry of a key wins */
};

/*
 * Reads text (borrowed, must outlive it); all else in arena. outer gives
 * values of variables that the file itself does not define; NULL: none.
 */
struct dotenv *dotenv_read(struct arena *arena, const char *path,
	const char *text, size_t size, const struct dotenv *outer);
void dotenv_release(struct dotenv *dotenv); /* its lines and map */

const struct dotenv_entry *dotenv_find(
	const struct dotenv *dotenv, const char *key);

/*
 * Is it an env file by its name: `.env`, `.env.*`, `*.env`, and not an
 * `.envrc`; examples and templates count too.
 */
bool dotenv_is_name(const char *path);
/* `.env.example`, `.env.sample`, `.env.template`, `.env.dist`, … */
bool dotenv_is_example_name(const char *path);

#endif
