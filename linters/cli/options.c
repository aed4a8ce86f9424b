/*
 * Options out of words: getopt_long over the command's table. Knows no
 * command by name.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/print.h"
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Long options are numbered from here, past every letter. */
#define LONG_BASE 256

int complain(const struct error *err)
{
	char text[2400];

	tell("%s", error_text(err, text, sizeof(text)));
	return err->kind == ERROR_USE ? STATUS_USE : STATUS_WORK;
}

int complain_use(const char *format, ...)
{
	struct arena *arena = arena_new();
	va_list arguments;

	va_start(arguments, format);
	tell("%s", arena_vformat(arena, format, arguments));
	va_end(arguments);
	arena_free(arena);
	return STATUS_USE;
}

/* The help of an option, in lines of 80 columns behind the first 32. */
static void add_wrapped(struct buffer *out, const char *text)
{
	size_t column = 32;

	while (*text != '\0') {
		size_t size = strcspn(text, " ");

		if (column != 32 && column + 1 + size > 79) {
			buffer_format(out, "\n%32s", "");
			column = 32;
		} else if (column != 32) {
			buffer_add_char(out, ' ');
			column++;
		}
		buffer_add(out, text, size);
		column += size;
		text += size + strspn(text + size, " ");
	}
	buffer_add_char(out, '\n');
}

static void help_row(struct buffer *out, const struct option_row *row)
{
	size_t start = out->size, width;

	if (row->letter != 0)
		buffer_format(out, "  -%c, --%s", row->letter, row->name);
	else
		buffer_format(out, "      --%s", row->name);
	if (row->argument != NULL)
		buffer_format(out, " %s", row->argument);
	width = out->size - start;
	if (width > 30)
		buffer_format(out, "\n%32s", "");
	else
		buffer_format(out, "%*s", (int)(32 - width), "");
	add_wrapped(out, row->help);
}

void command_help(struct buffer *out, const struct command *command)
{
	size_t i;

	buffer_format(out, "usage: plumb %s", command->name);
	if (command->option_count != 0)
		buffer_add_string(out, " [OPTION…]");
	if (command->arguments[0] != '\0')
		buffer_format(out, " %s", command->arguments);
	buffer_format(out, "\n\n%s\n", command->summary);
	if (command->description != NULL)
		buffer_format(out, "\n%s\n", command->description);
	buffer_add_string(out, "\noptions:\n");
	for (i = 0; i < command->option_count; i++)
		help_row(out, &command->options[i]);
	buffer_add_string(
		out, "  -h, --help                    show this and exit\n");
}

static struct option *long_options(const struct command *command)
{
	struct option *table;
	size_t i;

	table = memory_new(command->option_count + 2, sizeof(*table));
	for (i = 0; i < command->option_count; i++) {
		table[i].name = command->options[i].name;
		table[i].has_arg = command->options[i].argument != NULL
					   ? required_argument
					   : no_argument;
		table[i].val = LONG_BASE + (int)i;
	}
	table[i].name = "help";
	table[i].val = 'h';
	return table;
}

static char *short_options(const struct command *command)
{
	struct buffer text = BUFFER_INIT;
	size_t i;

	buffer_add_string(&text, ":h");
	for (i = 0; i < command->option_count; i++) {
		if (command->options[i].letter == 0)
			continue;
		buffer_add_char(&text, command->options[i].letter);
		if (command->options[i].argument != NULL)
			buffer_add_char(&text, ':');
	}
	return text.data;
}

static size_t row_of(const struct command *command, int value)
{
	size_t i;

	if (value >= LONG_BASE)
		return (size_t)(value - LONG_BASE);
	for (i = 0; i < command->option_count; i++)
		if (command->options[i].letter == value)
			return i;
	return 0;
}

static const char *nearest_option(
	const struct command *command, const char *word)
{
	const char **names, *nearest;
	size_t i;

	names = memory_new(command->option_count + 2, sizeof(*names));
	for (i = 0; i < command->option_count; i++)
		names[i] = command->options[i].name;
	names[i] = "help";
	nearest = string_nearest(word, names);
	free(names);
	return nearest;
}

static int unknown_option(const struct command *command, const char *word)
{
	char name[64];
	const char *nearest;

	if (word == NULL || word[0] != '-')
		word = "-?";
	snprintf(name, sizeof(name), "%.*s",
		(int)strcspn(word + strspn(word, "-"), "="),
		word + strspn(word, "-"));
	nearest = nearest_option(command, name);
	if (nearest != NULL)
		return complain_use("unknown option `%s`: did you mean "
				    "`--%s`? (plumb %s --help lists them)",
			word, nearest, command->name);
	return complain_use("unknown option `%s`: plumb %s --help lists them",
		word, command->name);
}

static int show_help(const struct command *command)
{
	struct buffer text = BUFFER_INIT;

	command_help(&text, command);
	fputs(buffer_string(&text), stdout);
	buffer_release(&text);
	return STATUS_CLEAN;
}

static void keep_option(
	struct invocation *invocation, size_t row, const char *value)
{
	invocation->options = memory_resize(invocation->options,
		invocation->option_count + 1, sizeof(*invocation->options));
	invocation->options[invocation->option_count].row = row;
	invocation->options[invocation->option_count++].value = value;
}

static int take_option(struct invocation *invocation, int value, char **words)
{
	const struct command *command = invocation->command;
	size_t row;

	if (value == 'h')
		return show_help(command) + 1;
	if (value == '?')
		return unknown_option(command, words[optind - 1]) + 1;
	row = row_of(command, value == ':' ? optopt : value);
	if (value == ':')
		return complain_use("option `--%s` needs %s",
			       command->options[row].name,
			       command->options[row].argument) +
		       1;
	keep_option(invocation, row, optarg);
	return 0;
}

int invocation_parse(struct invocation *invocation,
	const struct command *command, int count, char **words)
{
	struct option *table = long_options(command);
	char *letters = short_options(command);
	int value, result = 0;

	invocation->command = command;
	opterr = 0;
	optind = 1;
	while (result == 0 &&
		(value = getopt_long(count, words, letters, table, NULL)) != -1)
		result = take_option(invocation, value, words);
	invocation->arguments = (const char *const *)(words + optind);
	invocation->argument_count = (size_t)(count - optind);
	free(table);
	free(letters);
	return result;
}

void invocation_release(struct invocation *invocation)
{
	free(invocation->options);
	invocation->options = NULL;
	invocation->option_count = 0;
}

const char *invocation_option(
	const struct invocation *invocation, const char *name)
{
	const struct option_row *rows = invocation->command->options;
	size_t i;

	for (i = invocation->option_count; i-- > 0;) {
		const struct option_given *given = &invocation->options[i];

		if (strcmp(rows[given->row].name, name) == 0)
			return given->value != NULL ? given->value : "";
	}
	return NULL;
}
