/*
 * The installed git, for what libgit2 cannot do: read an index or walk a
 * history that it refuses, judge whom to trust. Run with an argument vector,
 * never through a shell, and so that it writes nothing that it is not told to
 * (source/stage.c) and starts no helper.
 */
#ifndef PLUMB_SOURCE_PLUMBING_H
#define PLUMB_SOURCE_PLUMBING_H

#include "base/error.h"
#include <stdio.h>
#include <sys/types.h>

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

/* A git that goes on answering; one thread at a time. */
struct plumbing_child {
	pid_t pid;
	int questions;
	FILE *answers;
};

/* Starts it, in the current folder; what it complains of is not heard. */
int plumbing_begin(struct plumbing_child *child,
	const struct repository *repository, const char *const *arguments,
	struct error *err);
/* 0, or -1 where it has ended. */
int plumbing_write(
	struct plumbing_child *child, const char *bytes, size_t size);
/* One line, without its end; exactly size bytes. */
int plumbing_read_line(struct plumbing_child *child, struct buffer *out);
int plumbing_read(struct plumbing_child *child, char *bytes, size_t size);
/* Ends it, and waits until it has ended. */
void plumbing_end(struct plumbing_child *child);

#endif
