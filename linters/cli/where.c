/*
 * `plumb where`: every port fact about a port or a service, or all of them:
 * who owns it, where it is published, defaulted, used. Judges nothing by
 * itself: what conflicts is what the rules say.
 */
#include "cli/where.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/vector.h"
#include "cli/command.h"
#include "cli/linters.h"
#include "cli/loose.h"
#include "cli/summary.h"
#include "cli/target.h"
#include "model/model.h"
#include "report/facts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is asked for. */
struct question {
	long port;           /* 0: any */
	const char *service; /* NULL: any */
	const char *file;    /* from the root; NULL: any */
	bool every;          /* `--all` */
};

VECTOR_TYPE(name_list, const char *);

/* Everything that is known, and what of it answers the question. */
struct answer {
	struct target *target;
	const struct question *question;
	struct model *model;
	struct run_result result;
	struct name_list names; /* of the service that is asked for */
	struct fact_list chosen;
	struct finding_list conflicts;
};

/* --- the service that is asked for ------------------------------------- */

static bool has_name(const struct name_list *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

static void add_name(struct name_list *names, const char *name)
{
	if (name != NULL && !has_name(names, name))
		vector_add(names, name);
}

/*
 * Registry and compose may call one service by two names; a container has a
 * third. All are asked for.
 */
static void collect_names(struct answer *answer)
{
	size_t count, i, k;
	struct compose_file *const *files =
		model_compose_files(answer->model, &count);
	const char *asked = answer->question->service;

	add_name(&answer->names, asked);
	for (i = 0; i < count; i++) {
		for (k = 0; k < files[i]->service_count; k++) {
			const struct compose_service *service =
				&files[i]->services[k];
			const struct registry_service *entry =
				model_service_match(
					answer->model, files[i], service)
					->entry;
			const char *container = service->container_name.text;

			if (strcmp(service->name, asked) != 0 &&
				(entry == NULL ||
					strcmp(entry->name, asked) != 0) &&
				(container == NULL ||
					strcmp(container, asked) != 0))
				continue;
			add_name(&answer->names, service->name);
			if (entry != NULL)
				add_name(&answer->names, entry->name);
		}
	}
}

static bool is_of_service(const struct answer *answer, const struct fact *fact)
{
	return fact->service != NULL && has_name(&answer->names, fact->service);
}

/* --- choosing ---------------------------------------------------------- */

static bool holds(long first, long last, long port)
{
	return first != 0 && first <= port && port <= last;
}

static bool fact_fits(const struct question *question, const struct fact *fact)
{
	if (question->file != NULL &&
		strcmp(fact->place.path, question->file) != 0)
		return false;
	return question->port == 0 ||
	       holds(fact->port, fact->port_end, question->port) ||
	       holds(fact->target, fact->target_end, question->port);
}

/* Is it about a host port of the service, whoever states it? */
static bool is_about_host_port(
	const struct answer *answer, const struct fact *fact)
{
	const struct fact_list *facts = &answer->result.sink.facts;
	size_t i;

	/* Container ports of others have nothing to do with it. */
	if (fact->side == SIDE_CONTAINER)
		return false;
	for (i = 0; i < facts->count; i++) {
		const struct fact *own = facts->items[i];

		if ((own->kind == FACT_REGISTRY ||
			    own->kind == FACT_PUBLISHED) &&
			is_of_service(answer, own) &&
			holds(fact->port, fact->port_end, own->port))
			return true;
	}
	return false;
}

static void choose(struct answer *answer)
{
	const struct question *question = answer->question;
	const struct fact_list *facts = &answer->result.sink.facts;
	size_t i;

	for (i = 0; i < facts->count; i++) {
		const struct fact *fact = facts->items[i];

		if (fact_fits(question, fact) &&
			(question->service == NULL ||
				is_of_service(answer, fact) ||
				is_about_host_port(answer, fact)))
			vector_add(&answer->chosen, fact);
	}
}

/* --- what conflicts ---------------------------------------------------- */

/* The rules that say of two places that they do not agree on a port. */
static bool is_conflict(const struct finding *finding)
{
	static const char *const rules[] = {"compose/default-drift",
		"compose/foreign-port", "compose/healthcheck-port",
		"compose/loopback-upstream", "compose/port-collision",
		"compose/port-env-mismatch", "compose/port-mismatch",
		"compose/unregistered-port", "compose/wrong-upstream-port",
		"env/host-port-in-network", "env/loopback-in-container",
		"env/port-mismatch", "ports/default-mismatch",
		"registry/duplicate-port", "registry/dynamic-range-taken",
		"registry/out-of-range"};
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(finding->rule->id, rules[i]) == 0)
			return finding->level >= LEVEL_WARNING;
	return false;
}

static void collect_conflicts(struct answer *answer)
{
	const struct finding_list *findings = &answer->result.sink.findings;
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (is_conflict(findings->items[i]))
			vector_add(&answer->conflicts, findings->items[i]);
}

/* --- gathering --------------------------------------------------------- */

/* The facts of the models, and those that the scan of code gives. */
static int gather(struct answer *answer, struct error *err)
{
	struct target *target = answer->target;
	struct run_request request;
	struct sink *sink = &answer->result.sink;

	target_request(target, &request);
	request.only_new = false;
	request.base_count = 0;
	request.scan.wants_facts = true;
	if (run_judge(&answer->result, target->arena, &request, err) != 0)
		return -1;
	answer->model =
		model_operations.open(target->snapshot, target->configuration);
	sink->wants_facts = true;
	model_facts(answer->model, answer->question->file, sink);
	model_unread(answer->model, sink);
	facts_sort(&sink->facts);
	return 0;
}

/* --- printing ---------------------------------------------------------- */

static bool holds_word(const char *path, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strstr(path, words[i]) != NULL)
			return true;
	return false;
}

/* Backups, examples and tests say nothing of what runs. */
static const char *aside(void *state, const char *path)
{
	static const char *const backups[] = {
		"backup", "legacy", ".bak", ".old", "archive", NULL};
	static const char *const examples[] = {
		"example", "sample", "template", "TEMPLATE", ".dist", NULL};
	struct answer *answer = state;

	if (model_scope(answer->model, path) != SCOPE_TEST &&
		!dotenv_is_example_name(path) && !compose_is_apart(path))
		return NULL;
	if (holds_word(path, backups))
		return "backup";
	return holds_word(path, examples) || dotenv_is_example_name(path)
		       ? "example"
		       : "test";
}

static int print_facts(struct answer *answer,
	const struct invocation *invocation, struct error *err)
{
	const char *format = invocation_option(invocation, "format");
	struct buffer text = BUFFER_INIT;
	int result = 0;
	const struct facts_view view = {.facts = &answer->chosen,
		.conflicts = &answer->conflicts,
		.all_facts = &answer->result.sink.facts,
		.aside = aside,
		.state = answer,
		.port = answer->question->port,
		.every = answer->question->every,
		.color = isatty(STDOUT_FILENO) == 1 &&
			 getenv("NO_COLOR") == NULL};

	if (format == NULL || strcmp(format, "text") == 0)
		report_facts_text(&text, &view);
	else
		result = report_facts_json(&text, &answer->chosen,
			strcmp(format, "json") == 0, err);
	if (result == 0)
		result = file_write_descriptor(STDOUT_FILENO, text.data,
			text.size, "standard output", err);
	buffer_release(&text);
	return result;
}

/* The known name that is most like the one that was asked for; or NULL. */
static const char *nearest_service(struct answer *answer)
{
	const struct fact_list *facts = &answer->result.sink.facts;
	struct name_list names = {0};
	const char *nearest;
	size_t i;

	for (i = 0; i < facts->count; i++)
		add_name(&names, facts->items[i]->service);
	vector_add(&names, NULL);
	nearest = string_nearest(answer->question->service, names.items);
	vector_free(&names);
	return nearest;
}

static void tell_nothing(struct answer *answer)
{
	const struct question *question = answer->question;
	const char *where = question->file != NULL
				    ? question->file
				    : answer->target->snapshot->name;
	const char *nearest;

	if (question->service == NULL && question->port == 0) {
		fprintf(stderr, "plumb: no port fact in %s\n", where);
	} else if (question->service == NULL) {
		fprintf(stderr, "plumb: no port fact about %ld in %s\n",
			question->port, where);
	} else {
		nearest = nearest_service(answer);
		fprintf(stderr, "plumb: no port fact about `%s` in %s%s%s%s\n",
			question->service, where,
			nearest != NULL ? "; did you mean `" : "",
			nearest != NULL ? nearest : "",
			nearest != NULL ? "`?" : "");
	}
}

/* STATUS_WORK where something could not be looked at. */
static int tell_failures(const struct answer *answer)
{
	const struct notice_list *notices = &answer->result.sink.notices;
	int status = STATUS_CLEAN;
	size_t i;

	for (i = 0; i < notices->count; i++) {
		const struct notice *notice = &notices->items[i];

		if (notice->kind == NOTICE_LEFT_OUT)
			continue;
		summary_notice(notice);
		if (notice->kind == NOTICE_FAILED)
			status = STATUS_WORK;
	}
	return status;
}

static int answer_question(struct target *target,
	const struct invocation *invocation, const struct question *question,
	struct error *err)
{
	struct answer answer = {.target = target, .question = question};
	int status = -1;

	if (gather(&answer, err) != 0)
		goto cleanup;
	if (question->service != NULL)
		collect_names(&answer);
	choose(&answer);
	collect_conflicts(&answer);
	if (print_facts(&answer, invocation, err) != 0)
		goto cleanup;
	status = tell_failures(&answer);
	if (answer.chosen.count == 0)
		tell_nothing(&answer);
cleanup:
	vector_free(&answer.names);
	vector_free(&answer.chosen);
	vector_free(&answer.conflicts);
	sink_release(&answer.result.sink);
	if (answer.model != NULL)
		model_operations.close(answer.model);
	return status;
}

static int read_question(
	const struct invocation *invocation, struct question *question)
{
	const char *format = invocation_option(invocation, "format");
	long port;

	if (format != NULL && strcmp(format, "text") != 0 &&
		strcmp(format, "json") != 0 && strcmp(format, "jsonl") != 0)
		return complain_use("plumb where knows the formats text, json "
				    "and jsonl, not `%s`",
			format);
	question->every = invocation_option(invocation, "all") != NULL;
	if (invocation->argument_count > 1)
		return complain_use("one PORT or SERVICE at a time: plumb "
				    "where --help");
	if (invocation->argument_count == 0)
		return 0;
	if (slice_number(slice_of(invocation->arguments[0]), 1, 65535, &port))
		question->port = port;
	else
		question->service = invocation->arguments[0];
	return 0;
}

/* Facts come out of the patterns, conflicts out of all of these. */
static const char *const where_linters[] = {
	"ports", "compose", "env", "registry"};
/* Facts are there also where their rules are off. */
static const char *const where_rules[] = {"ports/default-mismatch",
	"ports/hardcoded-address", "ports/hardcoded-assignment"};
/* The settings borrow it for as long as the target is open. */
static const struct selection where_selection = {
	.linters = where_linters,
	.linter_count = sizeof(where_linters) / sizeof(where_linters[0]),
	.rules = where_rules,
	.rule_count = sizeof(where_rules) / sizeof(where_rules[0]),
};

/*
 * Outside a repository a file can still be asked about, by itself.
 */
static int open_target(struct target *target,
	const struct invocation *invocation, struct question *question,
	struct error *err)
{
	const char *file = invocation_option(invocation, "file"), *path = NULL;

	if (target_open(target, invocation, &where_selection, err) == 0) {
		if (file == NULL)
			return 0;
		path = target_path(target, file);
		question->file = path;
		if (path != NULL &&
			snapshot_find(target->snapshot, path) != NULL)
			return 0;
	} else if (file == NULL || target->repository != NULL) {
		return -1;
	}
	return loose_file_open(target, invocation, &where_selection, file,
		&question->file, err);
}

static int run_where(const struct invocation *invocation)
{
	struct target target = {.arena = arena_new()};
	struct question question = {0};
	struct error err = {0};
	int status = read_question(invocation, &question);

	if (status == 0 &&
		open_target(&target, invocation, &question, &err) != 0)
		status = complain(&err);
	if (status == 0) {
		status = answer_question(&target, invocation, &question, &err);
		if (status < 0)
			status = complain(&err);
	}
	target_release(&target);
	return status;
}

static const struct option_row where_options[] = {
	TARGET_OPTIONS,
	{0, "file", "FILE", "only the facts of this file (tracked or not)"},
	{'f', "format", "FORMAT", "text (default), json or jsonl"},
	{0, "all", NULL, "every line, also of long lists"},
};

const struct command command_where = {
	.name = "where",
	.arguments = "[PORT | SERVICE]",
	.summary = "list every port fact about a port or service, or all",
	.description =
		"A port fact is a place that states a port: the registry, a "
		"compose file\n(published: the host's port, target: the "
		"container's), an env file, a Dockerfile,\na default in code, a "
		"healthcheck, a proxy's label, a scrape target, nginx,\n"
		"`name:port` of a service, a literal address. What conflicts "
		"stands first. Of a\nlong list the first lines are shown; --all "
		"and the formats for programs have all.",
	.options = where_options,
	.option_count = OPTION_COUNT(where_options),
	.run = run_where,
};
