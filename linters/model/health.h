/*
 * The healthcheck of a compose service: whether it has one, here or in the
 * Dockerfile that it is built with, and which ports of its own it asks.
 */
#ifndef PLUMB_MODEL_HEALTH_H
#define PLUMB_MODEL_HEALTH_H

#include "model/reach.h"

enum health_state {
	HEALTH_STATE_UNKNOWN,
	HEALTH_STATE_HAS,
	HEALTH_STATE_DISABLED, /* `disable: true`, or a test of NONE */
	HEALTH_STATE_LACKS,    /* nor has the Dockerfile that builds it */
	HEALTH_STATE_IMAGE,    /* nothing here; the image may have one */
};

enum health_state health_of(
	struct reach *reach, const struct compose_service *service);

/* A port of its own that the test asks, as a number that is written. */
struct health_question {
	long port;
	struct place place; /* of the number */
};

/* In arena. */
const struct health_question *health_questions(struct arena *arena,
	const struct compose_service *service, size_t *count);

/*
 * What `depends_on` asks of a dependency: "service_healthy", …; NULL where it
 * does not say. *required is false with `required: false`.
 */
const char *health_condition(const struct compose_service *service,
	const char *dependency, bool *required);

#endif
