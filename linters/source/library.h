/*
 * libgit2 as a program needs it that only reads, and only from this machine.
 */
#ifndef PLUMB_SOURCE_LIBRARY_H
#define PLUMB_SOURCE_LIBRARY_H

struct error;

/* To be undone by git_libgit2_shutdown(). ERROR_WORK when it does not start. */
int library_start(struct error *err);

#endif
