/*
 * Commands and their options: one table each, from which the parsing, the
 * help and the completion are made.
 */
#ifndef PLUMB_CLI_COMMAND_H
#define PLUMB_CLI_COMMAND_H

#include "base/error.h"
#include "base/string.h"
#include <stdbool.h>
#include <stddef.h>

/* Exit statuses (DESIGN: The program). */
enum status {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1,
	STATUS_USE = 2,
	STATUS_WORK = 3,
};

struct option_row {
	char letter;          /* 0: none */
	const char *name;     /* long name, without dashes */
	const char *argument; /* "FILE"; NULL: takes none */
	const char *help;
};

/* One option as it was given; position in the command's table. */
struct option_given {
	size_t row;
	const char *value; /* NULL where it takes none */
};

struct invocation {
	const struct command *command;
	const char *linter; /* of the name the program was called by; NULL */
	struct option_given *options;
	size_t option_count;
	const char *const *arguments; /* what is no option */
	size_t argument_count;
};

struct command {
	const char *name;        /* "check", "registry validate" */
	const char *arguments;   /* "[PATH…]" */
	const char *summary;     /* one line */
	const char *description; /* paragraphs of --help; or NULL */
	const struct option_row *options;
	size_t option_count;
	int (*run)(const struct invocation *invocation);
};

#define OPTION_COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

extern const struct command *const commands[]; /* ends in NULL */

/*
 * Parses the words behind the command's name. 0, or the exit status to end
 * with plus 1 (so 1 after --help was printed, 3 after a wrong use was told).
 */
int invocation_parse(struct invocation *invocation,
	const struct command *command, int count, char **words);
void invocation_release(struct invocation *invocation);

/* The value of the last option of that name; "" for one without argument;
 * NULL when it was not given. */
const char *invocation_option(
	const struct invocation *invocation, const char *name);

void command_help(struct buffer *out, const struct command *command);

/* "plumb: " and the sentence on standard error; the exit status of err. */
int complain(const struct error *err);
int complain_use(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
