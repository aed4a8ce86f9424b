/*
 * `plumb where`: every port fact about a port or a service, or all of them:
 * who owns it, where it is published, defaulted, used. Judges nothing.
 */
#include "cli/where.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/vector.h"
#include "cli/command.h"
#include "cli/linters.h"
#include "cli/loose.h"
#include "cli/target.h"
#include "model/model.h"
#include "report/facts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is asked for. */
struct question {
	long port;	     /* 0: any */
	const char *service; /* NULL: any */
	const char *file;    /* from the root; NULL: any */
};

static bool service_fits(const struct question *question, const char *service)
{
	return question->service == NULL ||
		(service != NULL && strcmp(service, question->service) == 0);
}

static bool fact_fits(const struct question *question, const struct fact *fact)
{
	if (question->file != NULL &&
		strcmp(fact->place.path, question->file) != 0)
		return false;
	if (question->port != 0 &&
		!(fact->port <= question->port &&
			question->port <= fact->port_end) &&
		!(fact->target != 0 && fact->target <= question->port &&
			question->port <= fact->target_end))
		return false;
	return true;
}

/* The ports of the service that is asked for. */
static void ports_of_service(const struct fact_list *facts,
	const struct question *question, struct fact_list *out)
{
	size_t i;

	for (i = 0; i < facts->count; i++)
		if (service_fits(question, facts->items[i]->service))
			vector_add(out, facts->items[i]);
}

static bool has_fact(const struct fact_list *facts, const struct fact *fact)
{
	size_t i;

	for (i = 0; i < facts->count; i++)
		if (facts->items[i] == fact)
			return true;
	return false;
}

/* A service's facts, and what else in the tree speaks of its host ports. */
static void choose_by_service(const struct fact_list *facts,
	const struct question *question, struct fact_list *out)
{
	struct fact_list own = {0};
	size_t i, k;

	ports_of_service(facts, question, &own);
	for (i = 0; i < facts->count; i++) {
		const struct fact *fact = facts->items[i];
		bool wanted = has_fact(&own, fact);

		for (k = 0; k < own.count && !wanted; k++)
			wanted = own.items[k]->port != 0 &&
				(own.items[k]->kind == FACT_REGISTRY ||
					own.items[k]->kind ==
						FACT_PUBLISHED) &&
				fact->port <= own.items[k]->port &&
				own.items[k]->port <= fact->port_end;
		if (wanted && fact_fits(question, fact))
			vector_add(out, fact);
	}
	vector_free(&own);
}

static void choose(const struct fact_list *facts,
	const struct question *question, struct fact_list *out)
{
	size_t i;

	if (question->service != NULL) {
		choose_by_service(facts, question, out);
		return;
	}
	for (i = 0; i < facts->count; i++)
		if (fact_fits(question, facts->items[i]))
			vector_add(out, facts->items[i]);
}

/* The facts of the models, and those that the scan of code gives. */
static int gather(struct target *target, const struct question *question,
	struct run_result *result, struct error *err)
{
	struct run_request request;
	struct model *model;

	target_request(target, &request);
	request.only_new = false;
	request.base_count = 0;
	request.scan.wants_facts = true;
	if (run_judge(result, target->arena, &request, err) != 0)
		return -1;
	model = model_operations.open(target->snapshot, target->configuration);
	result->sink.wants_facts = true;
	model_facts(model, question->file, &result->sink);
	facts_sort(&result->sink.facts);
	model_operations.close(model);
	return 0;
}

static int print_facts(const struct invocation *invocation,
	const struct fact_list *facts, struct error *err)
{
	const char *format = invocation_option(invocation, "format");
	struct buffer text = BUFFER_INIT;
	int result = 0;

	if (format == NULL || strcmp(format, "text") == 0)
		report_facts_text(&text, facts,
			isatty(STDOUT_FILENO) == 1 &&
				getenv("NO_COLOR") == NULL);
	else
		result = report_facts_json(
			&text, facts, strcmp(format, "json") == 0, err);
	if (result == 0)
		result = file_write_descriptor(STDOUT_FILENO, text.data,
			text.size, "standard output", err);
	buffer_release(&text);
	return result;
}

static int answer(struct target *target, const struct invocation *invocation,
	const struct question *question, struct error *err)
{
	struct run_result result = {0};
	struct fact_list facts = {0};
	size_t i;
	int status = -1;

	if (gather(target, question, &result, err) != 0)
		goto cleanup;
	choose(&result.sink.facts, question, &facts);
	if (print_facts(invocation, &facts, err) != 0)
		goto cleanup;
	status = STATUS_CLEAN;
	for (i = 0; i < result.sink.notices.count; i++) {
		const struct notice *notice = &result.sink.notices.items[i];

		if (notice->kind != NOTICE_FAILED)
			continue;
		fprintf(stderr, "plumb: not looked at: %s: %s\n",
			notice->path != NULL ? notice->path : "",
			notice->message);
		status = STATUS_WORK;
	}
	if (facts.count == 0)
		fprintf(stderr, "plumb: no port fact about that in %s\n",
			target->snapshot->name);
cleanup:
	vector_free(&facts);
	sink_release(&result.sink);
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
				    "and jsonl, not `%s`", format);
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

/*
 * Outside a repository a file can still be asked about, by itself.
 */
static int open_target(struct target *target,
	const struct invocation *invocation, struct question *question,
	struct error *err)
{
	static const char *const only[] = {"ports"};
	const struct selection selection = {.linters = only, .linter_count = 1};
	const char *file = invocation_option(invocation, "file"), *path = NULL;

	if (target_open(target, invocation, &selection, err) == 0) {
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
	return loose_file_open(
		target, invocation, &selection, file, &question->file, err);
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
		status = answer(&target, invocation, &question, &err);
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
};

const struct command command_where = {
	.name = "where",
	.arguments = "[PORT | SERVICE]",
	.summary = "list every port fact about a port or service, or all",
	.description =
		"A port fact is a place that states a port: the registry, a "
		"compose file (published:\nthe host's port, target: the "
		"container's), an env file, a default in code, a\nliteral "
		"address.",
	.options = where_options,
	.option_count = OPTION_COUNT(where_options),
	.run = run_where,
};
