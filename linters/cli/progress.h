/*
 * A line on standard error for work that takes over a second, on a terminal
 * only; it is wiped away before anything else is printed.
 */
#ifndef PLUMB_CLI_PROGRESS_H
#define PLUMB_CLI_PROGRESS_H

#include <stdbool.h>
#include <time.h>

struct scan_options;

struct progress {
	struct timespec start;
	bool shown;
};

/* Sets the callback of options, where standard error is a terminal. */
void progress_start(struct progress *progress, struct scan_options *options);
void progress_end(struct progress *progress);
/* Since the start. */
long progress_milliseconds(const struct progress *progress);

#endif
