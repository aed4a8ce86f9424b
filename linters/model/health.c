/*
 * Reads healthchecks and what waits for them. Must not judge a port: who
 * listens where is reach.h.
 */
#include "model/health.h"
#include "base/arena.h"
#include "model/probe.h"

#include <string.h>

static bool is_switched_off(const struct node *healthcheck)
{
	const struct node *disable = node_get(healthcheck, "disable");
	const struct node *test = node_get(healthcheck, "test");

	if (disable && disable->kind == NODE_BOOLEAN && disable->integer)
		return true;
	if (test && test->kind == NODE_SEQUENCE && test->count > 0)
		test = test->items[0];
	return node_is_text(test, "NONE");
}

enum health_state health_of(
	struct reach *reach, const struct compose_service *service)
{
	const struct dockerfile *dockerfile;
	size_t stage;

	if (service->healthcheck) {
		if (is_switched_off(service->healthcheck))
			return HEALTH_STATE_DISABLED;
		if (node_get(service->healthcheck, "test"))
			return HEALTH_STATE_HAS;
	}
	if (service->extends || node_get(service->node, "provider"))
		return HEALTH_STATE_UNKNOWN;
	if (!service->build_path)
		return service->image.text && service->image.known
			       ? HEALTH_STATE_IMAGE
			       : HEALTH_STATE_UNKNOWN;
	dockerfile = reach_dockerfile(reach, service, &stage);
	if (!dockerfile)
		return HEALTH_STATE_UNKNOWN;
	switch (dockerfile_health(dockerfile, stage)) {
	case HEALTH_CHECK:
		return HEALTH_STATE_HAS;
	case HEALTH_NONE:
		return HEALTH_STATE_DISABLED;
	case HEALTH_UNSAID:
		break;
	}
	return HEALTH_STATE_LACKS;
}

VECTOR_TYPE(question_list, struct health_question);

static void add_questions(struct question_list *list, const struct node *node)
{
	struct slice text = slice_range(node->text, 0, node->size);
	struct probe found;
	size_t at = 0, start, end;

	while (probe_find(&found, text, at)) {
		struct health_question question = {.port = found.port};

		at = found.end;
		node_span(node->document, node, found.start, found.end, &start,
			&end);
		question.place = place_of(node->document->path,
			&node->document->lines, start, end);
		vector_add(list, question);
	}
}

/* The words of a list are one command: `-p` and its number are two. */
static const struct node *only_text(const struct node *test)
{
	if (!test || test->kind != NODE_SEQUENCE)
		return test;
	return test->count == 2 && node_is_text(test->items[0], "CMD-SHELL")
		       ? test->items[1]
		       : NULL;
}

const struct health_question *health_questions(struct arena *arena,
	const struct compose_service *service, size_t *count)
{
	const struct node *test = node_get(service->healthcheck, "test");
	const struct node *text = only_text(test);
	struct question_list list = {0};
	size_t i;

	if (node_text(text))
		add_questions(&list, text);
	for (i = 0; test && !text && i < test->count; i++)
		if (node_text(test->items[i]))
			add_questions(&list, test->items[i]);
	*count = list.count;
	return vector_move(&list, arena);
}

const char *health_condition(const struct compose_service *service,
	const char *dependency, bool *required)
{
	const struct node *list = node_get(service->node, "depends_on");
	const struct node *node = node_get(list, dependency);
	const struct node *word = node_get(node, "required");

	*required = !word || word->kind != NODE_BOOLEAN || word->integer;
	return node_text(node_get(node, "condition"));
}
