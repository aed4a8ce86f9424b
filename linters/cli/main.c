/*
 * The program: chooses the command by its first words, or, called by the
 * name of a linter (plumb-ports), `check` with only that linter.
 */
#include "cli/command.h"
#include "cli/linters.h"
#include "report/report.h"
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char overview_head[] =
	"usage: plumb COMMAND [OPTION…] [ARGUMENT…]\n"
	"\n"
	"Keeps a monorepo true to its port registry: a linter for git hooks "
	"and CI.\n"
	"\n"
	"commands:\n";

static const char overview_tail[] =
	"\n"
	"`plumb COMMAND --help` tells of one. Exit status: 0 nothing found, "
	"1 findings,\n"
	"2 wrong use, 3 could not do its work.\n";

static int overview(FILE *stream)
{
	size_t i;

	fputs(overview_head, stream);
	for (i = 0; commands[i] != NULL; i++)
		fprintf(stream, "  %-20s %s\n", commands[i]->name,
			commands[i]->summary);
	fputs(overview_tail, stream);
	return STATUS_CLEAN;
}

/* The words of the command's name at the start of words, or 0. */
static int name_words(const struct command *command, int count, char **words)
{
	const char *rest = command->name;
	int taken = 0;

	while (*rest != '\0') {
		size_t size = strcspn(rest, " ");

		if (taken == count || strlen(words[taken]) != size ||
			memcmp(words[taken], rest, size) != 0)
			return 0;
		taken++;
		rest += size;
		rest += *rest == ' ';
	}
	return taken;
}

static const struct command *choose(int count, char **words, int *taken)
{
	const struct command *best = NULL;
	size_t i;

	*taken = 0;
	for (i = 0; commands[i] != NULL; i++) {
		int n = name_words(commands[i], count, words);

		if (n > *taken) {
			*taken = n;
			best = commands[i];
		}
	}
	return best;
}

/* Is word the first of the commands' names of two words? */
static bool is_group(const char *word)
{
	size_t i, size = strlen(word);

	for (i = 0; commands[i] != NULL; i++)
		if (strncmp(commands[i]->name, word, size) == 0 &&
			commands[i]->name[size] == ' ')
			return true;
	return false;
}

static int group_help(const char *word)
{
	size_t i, size = strlen(word);

	printf("usage: plumb %s COMMAND [OPTION…] [ARGUMENT…]\n\n", word);
	for (i = 0; commands[i] != NULL; i++)
		if (strncmp(commands[i]->name, word, size) == 0 &&
			commands[i]->name[size] == ' ')
			printf("  %-20s %s\n", commands[i]->name,
				commands[i]->summary);
	printf("\n`plumb %s COMMAND --help` tells of one.\n", word);
	return STATUS_CLEAN;
}

/* `plumb registry` without what to do with it. */
static int incomplete_command(const char *word)
{
	struct buffer list = BUFFER_INIT;
	size_t i, size = strlen(word);
	int status;

	for (i = 0; commands[i] != NULL; i++)
		if (strncmp(commands[i]->name, word, size) == 0)
			buffer_format(&list, "%s%s", list.size ? ", " : "",
				commands[i]->name + size + 1);
	status = complain_use(
		"`plumb %s` takes one of: %s", word, buffer_string(&list));
	buffer_release(&list);
	return status;
}

static int unknown_command(const char *word)
{
	const char *names[64], *nearest;
	size_t i;

	if (is_group(word))
		return incomplete_command(word);
	for (i = 0; i < 63 && commands[i] != NULL; i++)
		names[i] = commands[i]->name;
	names[i] = NULL;
	nearest = string_nearest(word, names);
	if (nearest != NULL)
		return complain_use("unknown command `%s`: did you mean "
				    "`%s`? (plumb --help lists them)",
			word, nearest);
	return complain_use(
		"unknown command `%s`: plumb --help lists them", word);
}

static int run(const struct command *command, const char *linter, int count,
	char **words)
{
	struct invocation invocation = {.linter = linter};
	int status = invocation_parse(&invocation, command, count, words) - 1;

	if (status < 0)
		status = command->run(&invocation);
	invocation_release(&invocation);
	return status;
}

static bool asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* `plumb help` with the words of a command behind it, or none. */
static int help(int count, char **words)
{
	struct buffer text = BUFFER_INIT;
	const struct command *command;
	int taken;

	if (count == 0)
		return overview(stdout);
	command = choose(count, words, &taken);
	if (command == NULL)
		return is_group(words[0]) ? group_help(words[0])
					  : unknown_command(words[0]);
	command_help(&text, command);
	fputs(buffer_string(&text), stdout);
	buffer_release(&text);
	return STATUS_CLEAN;
}

/* "ports" of plumb-ports, when there is such a linter. */
static const char *linter_of_name(const char *program)
{
	const char *name = strrchr(program, '/');

	name = name != NULL ? name + 1 : program;
	if (strncmp(name, "plumb-", 6) != 0)
		return NULL;
	return linter_named(name + 6) != NULL ? name + 6 : NULL;
}

static int run_words(int count, char **words)
{
	const struct command *command;
	const char *linter = linter_of_name(words[0]);
	int taken;

	if (linter != NULL) {
		if (count > 1 && strcmp(words[1], "check") == 0)
			return run(commands[0], linter, count - 1, words + 1);
		return run(commands[0], linter, count, words);
	}
	if (count < 2) {
		overview(stderr);
		return STATUS_USE;
	}
	if (asks_for_help(words[1]) || strcmp(words[1], "help") == 0)
		return help(count - 2, words + 2);
	if (count == 3 && is_group(words[1]) && asks_for_help(words[2]))
		return group_help(words[1]);
	if (strcmp(words[1], "--version") == 0) {
		printf("plumb %s\n", PLUMB_VERSION);
		return STATUS_CLEAN;
	}
	command = choose(count - 1, words + 1, &taken);
	if (command == NULL)
		return unknown_command(words[1]);
	return run(command, NULL, count - taken, words + taken);
}

int main(int count, char **words)
{
	int status;

	/* Writing then fails with a reason, which is told. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	report_take_memory();
	status = run_words(count, words);
	/* A report that did not reach its reader is not a report. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("plumb: cannot write to standard output");
		return STATUS_WORK;
	}
	return status;
}
