/*
 * `plumb check`.
 */
#ifndef PLUMB_CLI_CHECK_H
#define PLUMB_CLI_CHECK_H

struct command;
struct error;
struct invocation;
struct selection;
struct target;

/* `check` for another command, with its own choice of rules. */
struct check_plan {
	const struct selection *selection;
	/* Says no (-1 with err) to a target that it was not meant for. */
	int (*accept)(const struct target *target, struct error *err);
};

/*
 * Judges and reports by those of check's options that the command has; the
 * exit status. plan NULL: as `check` does.
 */
int check_run(
	const struct invocation *invocation, const struct check_plan *plan);

extern const struct command command_check;

#endif
