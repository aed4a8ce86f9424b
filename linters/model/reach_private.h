/*
 * What is known of the services of an application, read when it is first
 * asked for and kept: many addresses ask the same. For
 * linters/model/reach*.c only.
 */
#ifndef PLUMB_MODEL_REACH_PRIVATE_H
#define PLUMB_MODEL_REACH_PRIVATE_H

#include "base/intervals.h"
#include "base/map.h"
#include "model/reach.h"

enum { PORT_COUNT = 65536 };

/* Where numbers stand that a service may listen on. */
enum reach_source {
	REACH_RUN,         /* `command`, `entrypoint` */
	REACH_ASKED,       /* `healthcheck`, `labels` */
	REACH_ENVIRONMENT, /* any variable */
	REACH_FILE,        /* its Dockerfile */
	REACH_OWN,         /* variables that name its own port */
	REACH_SOURCES,
};

/* What of all that a container has to do with a port is asked. */
enum reach_role {
	REACH_RUNS_ON, /* may it listen, by what it is started with? */
	REACH_LISTENS, /* by its healthcheck and labels, too? */
	REACH_OWNS,    /* may an address of loopback mean itself? */
	REACH_ROLES,
};

/* Ports, ascending. */
struct reach_numbers {
	uint16_t *items;
	size_t count;
	bool known;
};

struct reach_service {
	struct dockerfile *dockerfile; /* or NULL */
	size_t stage;
	bool built; /* the two above were looked for */
	struct reach_numbers numbers[REACH_SOURCES];
	struct map called; /* names of those that its variables call */
	bool called_known;
	struct map variables; /* index of the first by its name, size_t */
	bool variables_known;
	const struct compose_service *network; /* whose network it has */
	/* The first that has this one's network; the next of its network. */
	const struct compose_service *first, *next;
	size_t members;                      /* that have this one's network */
	struct intervals ports[REACH_ROLES]; /* of many members */
	bool ports_known[REACH_ROLES];
};

struct reach {
	struct model *model;
	struct arena *arena;
	const struct compose_project *project;
	struct reach_service *services; /* as in project->merged */
	struct map dockerfiles;         /* struct dockerfile by path */
	bool networks_known;
	/* Ports that the services publish, and serve, by their index. */
	struct intervals published, served;
	bool published_known, served_known;
};

struct reach_service *reach_service_of(
	const struct reach *reach, const struct compose_service *service);

/* May the service have that role for the port, for all that can be read? True
 * also where a target is unknown. */
bool reach_has(struct reach *reach, const struct compose_service *service,
	enum reach_role role, long port);
/* May one of those that have the network of this one? */
bool reach_network_has(struct reach *reach,
	const struct compose_service *network, enum reach_role role, long port);
/* The numbers that source says of the service; is port one of them? */
const struct reach_numbers *reach_numbers_of(struct reach *reach,
	const struct compose_service *service, enum reach_source source);
bool reach_says(struct reach *reach, const struct compose_service *service,
	enum reach_source source, long port);

/* Whose network a service has: its own, or that of `service:NAME`. */
const struct compose_service *reach_network(
	struct reach *reach, const struct compose_service *service);

/* The ports of all services, by their index in project->merged. */
const struct intervals *reach_published(struct reach *reach);
const struct intervals *reach_served(struct reach *reach);
/* The next of those that hold port, as intervals_next() walks. */
const struct interval *reach_next_port(
	const struct intervals *ports, long port, size_t *at);

/* Do the variables of a service call the other one by its name? */
bool reach_calls(struct reach *reach, const struct compose_service *service,
	const struct compose_service *other);
/* The first variable of that name; NULL: none. */
const struct compose_variable *reach_variable(struct reach *reach,
	const struct compose_service *service, const char *name);

/* --- names of variables (reach_name.c) --- */

/* Is one of its words, between `_`, `-` or `.`, one of these? */
bool reach_has_any_word(
	const char *name, const char *const *words, size_t count);
/* MTPROTO_SERVICE_URL speaks of telegram-mtproto. */
bool reach_names_service(
	const char *variable, const struct compose_service *service);
/* PORT, HTTP_PORT, or GATEWAY_PORT of telegram-gateway: its own. */
bool reach_is_own_port_variable(
	const struct compose_service *service, const char *variable);

#endif
