/*
 * Whom a container reaches: inside one application's network, who listens
 * where, and what an address that a container is given means there. A name
 * leads to the ports that a service listens on, never to those it publishes
 * on the host; loopback leads to the container itself.
 */
#ifndef PLUMB_MODEL_REACH_H
#define PLUMB_MODEL_REACH_H

#include "model/dockerfile.h"
#include "model/project.h"

struct model;
struct reach;

/* Borrows model and project; all else in arena until it is released. */
struct reach *reach_new(struct model *model, struct arena *arena,
	const struct compose_project *project);
void reach_release(struct reach *reach);

/* The Dockerfile that the service is built with and the stage it ends with;
 * NULL: none that can be read. */
const struct dockerfile *reach_dockerfile(struct reach *reach,
	const struct compose_service *service, size_t *stage);

/* Targets, `expose`, or EXPOSE of its Dockerfile. */
bool reach_serves(
	struct reach *reach, const struct compose_service *service, long port);
/* Is one of these ports unknown, so that it can be any? */
bool reach_is_open(struct reach *reach, const struct compose_service *service);
/* Its mapping that publishes the port on the host; NULL: none does. */
const struct compose_port *reach_mapping(
	const struct compose_service *service, long published);
/*
 * May it listen there for all that can be read? True also where a target is
 * unknown, or where its command, environment or Dockerfile speak of that
 * number.
 */
bool reach_may_run_on(
	struct reach *reach, const struct compose_service *service, long port);
enum reach_verdict {
	REACH_FINE, /* or not known */
	/* Loopback with a port of another service. */
	REACH_ITSELF,
	/* The name of a service with a port that it publishes only. */
	REACH_PUBLISHED,
};

struct reach_answer {
	enum reach_verdict verdict;
	const struct compose_service *other; /* whom it means */
	const struct compose_port *mapping;  /* of other; NULL: none */
	long target;                         /* the port to ask other for */
};

/*
 * What host:port in `variable` means in a container of service. service NULL:
 * of any of the application (loopback is then fine).
 */
void reach_judge(struct reach_answer *out, struct reach *reach,
	const struct compose_service *service, const char *variable,
	struct slice host, long port);

/* An address in the environment of a service that leads elsewhere. */
struct reach_fault {
	const struct compose_variable *variable;
	struct reach_answer answer;
	const char *host;
	long port;
	/* host:port and the port alone; of a pair of variables X_HOST and
	 * X_PORT, the one that is wrong. */
	struct place place, port_place;
	bool pair;
};

/* The faults of the environment of a service, in arena. */
const struct reach_fault *reach_faults(struct reach *reach,
	const struct compose_service *service, size_t *count);

/*
 * Does an address in bytes start..end of a compose file lead elsewhere from
 * the container that gets it? Then that is what is wrong with it.
 */
bool reach_tells(
	struct model *model, const char *path, size_t start, size_t end);

/* Is a variable of that name for browsers, clients outside, or other
 * listeners than the container itself? */
bool reach_is_for_outside(const char *variable);

#endif
