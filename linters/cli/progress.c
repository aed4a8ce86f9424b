/*
 * A line on standard error for work that takes over a second.
 */
#include "cli/progress.h"
#include "engine/scan.h"
#include <stdio.h>
#include <unistd.h>

/* Nobody waits for what is done in less. */
#define PATIENCE_MS 1000

long progress_milliseconds(const struct progress *progress)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec - progress->start.tv_sec) * 1000 +
	       (now.tv_nsec - progress->start.tv_nsec) / 1000000;
}

static void show(void *state, size_t done, size_t total)
{
	struct progress *progress = state;

	if (progress_milliseconds(progress) < PATIENCE_MS)
		return;
	fprintf(stderr, "\rplumb: %zu of %zu files", done, total);
	progress->shown = true;
}

void progress_start(struct progress *progress, struct scan_options *options)
{
	clock_gettime(CLOCK_MONOTONIC, &progress->start);
	progress->shown = false;
	if (isatty(STDERR_FILENO) != 1)
		return;
	options->progress = show;
	options->progress_state = progress;
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
