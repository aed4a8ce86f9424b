/*
 * `plumb registry new`: claims a port for a service. Asks for what the
 * options do not say, when there is somebody to ask.
 */
#include "base/arena.h"
#include "base/visible.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/registry_commands.h"
#include "cli/registry_draft.h"
#include "cli/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- asking ------------------------------------------------------------ */

static void ask(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void ask(const char *format, ...)
{
	struct arena *arena = arena_new();
	struct buffer text = BUFFER_INIT;
	va_list arguments;

	va_start(arguments, format);
	add_visible(&text, slice_of(arena_vformat(arena, format, arguments)));
	va_end(arguments);
	fputs(buffer_string(&text), stderr);
	fflush(stderr);
	buffer_release(&text);
	arena_free(arena);
}

/* The next line of standard input without blanks around it; NULL: the end. */
static const char *answer_line(struct arena *arena)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t got = getline(&line, &size, stdin);
	struct slice text;
	const char *copy = NULL;

	if (got >= 0) {
		text = slice_trim(slice_range(line, 0, (size_t)got));
		copy = arena_copy(arena, text.data, text.size);
	}
	free(line);
	return copy;
}

static const char *range_names(const struct draft *draft)
{
	const struct registry *registry = draft->registry;
	const char *text = "";

	for (size_t i = 0; i < registry->range_count; i++)
		if (!registry->ranges[i].dynamic)
			text = arena_format(draft->arena, "%s%s%s", text,
				*text != '\0' ? ", " : "",
				registry->ranges[i].name);
	return text;
}

/* What Enter alone means; NULL: nothing. The question goes out with it. */
static const char *put_question(struct draft *draft, enum draft_field field)
{
	bool bands = draft->registry->form == REGISTRY_BANDS;
	struct error err = {0};
	long port;

	switch (field) {
	case DRAFT_NAME:
		ask("%s: ", bands ? "path of the component" : "name");
		return NULL;
	case DRAFT_STACK:
		ask("%s (%s): ", bands ? "band" : "stack", range_names(draft));
		return NULL;
	case DRAFT_PROTOCOL:
		ask("protocol [http]: ");
		return "http";
	case DRAFT_PORT:
		port = draft->texts[DRAFT_STACK] != NULL
			       ? draft_next_port(draft, &err)
			       : 0;
		if (port == 0) {
			ask("port: ");
			return NULL;
		}
		ask("port [%ld]: ", port);
		return arena_format(draft->arena, "%ld", port);
	case DRAFT_CONTAINER:
		ask("does it run in a container? [y/N]: ");
		return "no";
	case DRAFT_NETWORK:
		ask("network (none): ");
		return "";
	default:
		ask("%s: ", draft_names[field]);
		return NULL;
	}
}

static const char *yes_or_no(const char *answer)
{
	static const char *const yes[] = {"y", "yes", "true"};
	static const char *const no[] = {"n", "no", "false"};

	for (size_t i = 0; i < 3; i++) {
		if (string_equal_fold(answer, yes[i]))
			return "true";
		if (string_equal_fold(answer, no[i]))
			return "false";
	}
	return answer;
}

/* What is wrong with an answer, where somebody can give another. */
static const char *answer_problem(struct draft *draft, enum draft_field field)
{
	const char *problem = draft_problem(draft, field);
	struct error err = {0};

	if (problem != NULL || field != DRAFT_STACK ||
		draft->texts[DRAFT_PORT] != NULL ||
		draft_next_port(draft, &err) != 0)
		return problem;
	return arena_string(draft->arena, err.message);
}

/* Until the answer will do; -1 at the end of the input. */
static int ask_field(struct draft *draft, enum draft_field field)
{
	for (;;) {
		const char *usual = put_question(draft, field), *answer;
		const char *problem;

		answer = answer_line(draft->arena);
		if (answer == NULL) {
			fputc('\n', stderr);
			return -1;
		}
		if (*answer == '\0' && usual == NULL)
			continue;
		if (*answer == '\0')
			answer = usual;
		if (field == DRAFT_CONTAINER)
			answer = yes_or_no(answer);
		if (*answer == '\0')
			return 0;
		draft->texts[field] = answer;
		problem = answer_problem(draft, field);
		if (problem == NULL)
			return 0;
		ask("  %s", problem);
		fputc('\n', stderr);
		draft->texts[field] = NULL;
	}
}

static bool is_asked_for(const struct draft *draft, enum draft_field field)
{
	bool form_a = draft->registry->form == REGISTRY_RANGES;

	if (draft->texts[field] != NULL || field == DRAFT_DEPENDS_ON)
		return false;
	if (field == DRAFT_NETWORK)
		return form_a && draft->texts[DRAFT_CONTAINER] != NULL &&
		       strcmp(draft->texts[DRAFT_CONTAINER], "true") == 0;
	/* A band is asked for to offer a port of it. */
	if (field == DRAFT_STACK && draft->registry->form == REGISTRY_BANDS)
		return draft->texts[DRAFT_PORT] == NULL &&
		       draft->registry->range_count != 0;
	return draft_requires(draft, field) ||
	       (form_a && field == DRAFT_CONTAINER);
}

/* --- the fields -------------------------------------------------------- */

static int refuse(const char *sentence)
{
	complain_use("%s", sentence);
	return STATUS_FINDINGS;
}

static int missing(const struct draft *draft)
{
	const char *list = "";

	for (int i = 0; i < DRAFT_FIELDS; i++)
		if (draft->texts[i] == NULL &&
			draft_requires(draft, (enum draft_field)i))
			list = arena_format(draft->arena, "%s%s--%s", list,
				*list != '\0' ? ", " : "", draft_names[i]);
	if (*list == '\0')
		return 0;
	return complain_use("a new service of %s also needs %s",
		draft->registry->path, list);
}

static int fill(struct draft *draft, const struct invocation *invocation)
{
	bool person = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
	bool whole = true;
	int i;

	for (i = 0; i < DRAFT_FIELDS; i++)
		draft->texts[i] = invocation_option(invocation, draft_names[i]);
	draft->depends_on = words_of_option(draft->arena, invocation,
		"depends-on", &draft->depends_on_count);
	for (i = 0; i < DRAFT_FIELDS; i++)
		whole = whole &&
			(draft->texts[i] != NULL ||
				!draft_requires(draft, (enum draft_field)i));
	if (!whole && !person)
		return missing(draft);
	for (i = 0; i < DRAFT_FIELDS; i++) {
		enum draft_field field = (enum draft_field)i;
		const char *problem = draft_problem(draft, field);

		if (problem != NULL)
			return refuse(problem);
		if (whole || !is_asked_for(draft, field))
			continue;
		if (ask_field(draft, field) != 0)
			return complain_use("no answer: nothing was written");
	}
	return 0;
}

/* --- what is left ------------------------------------------------------ */

static void print_folder_steps(const struct draft *draft)
{
	const char *path = draft->texts[DRAFT_NAME];

	if (!snapshot_has_folder(draft->target->target.snapshot, path))
		print_line("- [ ] create the folder %s", path);
	print_line("- [ ] commit %s/.env.example with PORT=%ld, and keep "
		   ".env.local out of git",
		path, draft->port);
	print_line("- [ ] default to port %ld in its code, and to no other",
		draft->port);
}

static void print_checklist(const struct draft *draft)
{
	const char *name = draft->texts[DRAFT_NAME];
	const char *container = draft->texts[DRAFT_CONTAINER];

	print_line("registered %s with port %ld in %s", name, draft->port,
		draft->registry->path);
	print_line("%s", "");
	print_line("what is left to do:");
	if (draft->registry->form == REGISTRY_BANDS) {
		print_folder_steps(draft);
	} else {
		print_line(
			"- [ ] commit an .env.example with PORT=%ld beside its "
			"code, and keep .env.local out of git",
			draft->port);
		print_line("- [ ] default to port %ld in its code, and to no "
			   "other",
			draft->port);
	}
	if (container == NULL || strcmp(container, "true") == 0)
		print_line("- [ ] publish %ld on the host in its compose file, "
			   "with a healthcheck on the container's port",
			draft->port);
	if (draft->texts[DRAFT_NETWORK] != NULL)
		print_line("- [ ] join the network %s in its compose file",
			draft->texts[DRAFT_NETWORK]);
	for (size_t i = 0; i < draft->depends_on_count; i++)
		print_line("- [ ] reach %s by its service name and container "
			   "port",
			draft->depends_on[i]);
	if (draft->target->target.configuration->output_count > 0)
		print_line("- [ ] plumb registry sync");
	print_line("- [ ] plumb registry validate && plumb check");
	print_line("- [ ] git add %s", draft->registry->path);
}

/* --- the command ------------------------------------------------------- */

static int write_entry(struct draft *draft, struct error *err)
{
	const struct document *document = draft->registry->document;
	const struct slice before = {document->text, document->size};
	const struct registry_entry entry = draft_entry(draft);
	struct buffer text = BUFFER_INIT;
	const char *refusal;
	int status = -1;

	if (registry_insert(&text, draft->registry, &entry, err) != 0 ||
		draft_judge(&refusal, draft, &text, err) != 0)
		goto cleanup;
	if (refusal != NULL) {
		status = refuse(refusal);
		goto cleanup;
	}
	if (registry_write(&draft->target->target, draft->registry->path,
		    &before, &text, err) == 0)
		status = STATUS_CLEAN;
cleanup:
	buffer_release(&text);
	return status;
}

static int run_new(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	struct draft draft = {.target = &target, .arena = target.target.arena};
	struct error err = {0};
	int status = registry_refuse_input(invocation);

	if (status != 0)
		goto cleanup;
	if (invocation->argument_count != 0)
		status = complain_use("plumb registry new takes no argument "
				      "such as `%s`: see --name",
			invocation->arguments[0]);
	else if (registry_open(&target, invocation, &err) != 0 ||
		 registry_only(&draft.registry, &target, &err) != 0)
		status = complain(&err);
	if (status == 0)
		status = fill(&draft, invocation);
	if (status == 0) {
		status = write_entry(&draft, &err);
		if (status < 0)
			status = complain(&err);
		else if (status == STATUS_CLEAN)
			print_checklist(&draft);
	}
cleanup:
	registry_close(&target);
	return status;
}

static const struct option_row new_options[] = {
	{0, "name", "NAME", "the service; with bands: its path"},
	{0, "stack", "RANGE", "the range (stack, band) that it belongs to"},
	{'p', "port", "PORT|next", "its host port, or the next free one"},
	{0, "protocol", "NAME",
		"http, https, postgres, redis, rabbitmq, grpc, tcp or udp"},
	{0, "owner", "NAME", "the team or person"},
	{0, "description", "TEXT", "10 to 200 characters"},
	{0, "container", "true|false", "does it run in a container?"},
	{0, "network", "NAME", "the compose network that it joins"},
	{0, "depends-on", "NAME[,NAME]", "services that it needs"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_new = {
	.name = "registry new",
	.arguments = "",
	.summary = "register a service, and give it a port",
	.description =
		"Asks on a terminal for what no option says. The entry is added "
		"to the registry's\nfile in the style of its neighbours; nothing "
		"else in the file changes.\n"
		"\n"
		"Exit status: 0 written, 1 refused for what `plumb registry "
		"validate` would say\n(a taken port, a bad name, a full range), "
		"2 wrong use, 3 could not do its work.",
	.options = new_options,
	.option_count = OPTION_COUNT(new_options),
	.run = run_new,
};
