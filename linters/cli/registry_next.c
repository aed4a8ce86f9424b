/*
 * `plumb registry next`: free ports of a range.
 */
#include "base/arena.h"
#include "cli/command.h"
#include "cli/registry_commands.h"
#include "cli/registry_ports.h"

enum { COUNT_MAX = 65535 };

static int read_count(const struct invocation *invocation, long *count)
{
	const char *word = invocation_option(invocation, "count");

	*count = 1;
	if (invocation->argument_count != 1)
		return complain_use("name one RANGE: plumb registry next "
				    "--help");
	if (word != NULL && !slice_number(slice_of(word), 1, COUNT_MAX, count))
		return complain_use(
			"--count takes a number from 1, not `%s`", word);
	return 0;
}

/* All of them or none: half an answer would be taken for a whole one. */
static int list_ports(struct buffer *out, const struct port_use *use,
	const struct port_range_wish *range, long count)
{
	struct error err = {0};
	long port = 0, found = 0;

	for (; found < count; found++) {
		port = port_next(use, range, port + 1, &err);
		if (port == 0)
			break;
		buffer_format(out, "%ld\n", port);
	}
	if (found == count)
		return STATUS_CLEAN;
	if (found == 0)
		complain(&err);
	else
		complain_use("the range `%s` (%ld-%ld) has only %ld free "
			     "port%s, not %ld",
			range->name, range->min, range->max, found,
			found == 1 ? "" : "s", count);
	buffer_clear(out);
	return STATUS_FINDINGS;
}

static int answer(struct registry_target *target,
	const struct invocation *invocation, long count)
{
	struct port_range_wish range = {0};
	struct port_use use = {0};
	struct buffer text = BUFFER_INIT;
	struct error err = {0};
	int status;

	if (registry_open(target, invocation, &err) != 0 ||
		port_range_find(&range, target->target.arena, target,
			invocation->arguments[0], &err) != 0 ||
		port_use_read(&use, target, &err) != 0)
		return complain(&err);
	status = list_ports(&text, &use, &range, count);
	if (registry_print_text(&text, &err) != 0)
		status = complain(&err);
	buffer_release(&text);
	return status;
}

static int run_next(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	long count;
	int status = read_count(invocation, &count);

	if (status == 0)
		status = answer(&target, invocation, count);
	registry_close(&target);
	return status;
}

static const struct option_row next_options[] = {
	{'n', "count", "N", "so many ports (default 1)"},
	{0, "staged", NULL, "in the index"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_next = {
	.name = "registry next",
	.arguments = "RANGE",
	.summary = "find the next free port of a range",
	.description =
		"RANGE is the name of a range, or N-M. Free is a port that no "
		"registry gives to\nanybody and that the repository neither "
		"publishes nor sets, defaults or\naddresses anywhere.\n"
		"\n"
		"Exit status: 0 with a port a line, 1 when there are not so "
		"many, 2 wrong use\n(no such range, or a dynamic one), 3 could "
		"not do its work.",
	.options = next_options,
	.option_count = OPTION_COUNT(next_options),
	.run = run_next,
};
