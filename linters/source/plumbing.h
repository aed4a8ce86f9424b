/*
 * The installed git, for what libgit2 cannot do: read an index or walk a
 * history that it refuses, judge whom to trust. Run with an argument vector,
 * never through a shell, and so that it writes nothing that it is not told to
 * (source/stage.c) and starts no helper.
 */
#ifndef PLUMB_SOURCE_PLUMBING_H
#define PLUMB_SOURCE_PLUMBING_H

#include "base/error.h"

struct buffer;
struct repository;

/*
 * Runs `git` with arguments (NULL at the end) in folder (NULL: here), with
 * the environment as it is. Appends its standard output to out. -1, and what
 * git said, when it cannot be run or does not exit with 0.
 */
int plumbing_run(struct buffer *out, const char *folder,
	const char *const *arguments, struct error *err);

/* The same for a repository: its folders and its index, made explicit. */
int plumbing_ask(struct buffer *out, const struct repository *repository,
	const char *const *arguments, struct error *err);

#endif
