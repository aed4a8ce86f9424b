/*
 * What commands say besides a report. All of it may hold names and texts out
 * of a repository, so all of it is made harmless for a terminal.
 */
#ifndef PLUMB_CLI_PRINT_H
#define PLUMB_CLI_PRINT_H

/* A line on standard error, behind "plumb: ". */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line on standard output. */
void print_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A text of several lines on standard output. */
void print_text(const char *text);

#endif
