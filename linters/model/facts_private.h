/*
 * What the files that turn models into port facts share. For
 * linters/model/{model,service,text}_facts.c only.
 */
#ifndef PLUMB_MODEL_FACTS_PRIVATE_H
#define PLUMB_MODEL_FACTS_PRIVATE_H

#include "base/map.h"
#include "engine/fact.h"
#include "model/model.h"

struct fact_reader {
	struct model *model;
	struct sink *sink;
	const char *only; /* the only path that is asked for; or NULL */
	/* Compose services by the names that they have in a network: the
	 * service's own name (const char *) by each that it has. */
	struct map names;
};

/* A fact of one port, of nobody yet. */
struct fact fact_of_port(enum fact_kind kind, enum fact_side side, long port);

bool facts_wanted(const struct fact_reader *reader, const char *path);

/* `PORT`, `*_PORT`: of the host or of the container, nobody can tell. */
bool facts_is_port_name(const char *name);

/*
 * Whose port a variable is, as far as its name tells: PORT that of the
 * component path belongs to, <NAME>_PORT that of the registry's NAME; NULL.
 */
const char *facts_service_of_variable(
	const struct fact_reader *reader, const char *path, const char *name);

/*
 * The service that is built from the component of path: its registry entry,
 * else the compose service when there is only one; NULL.
 */
const char *facts_service_built_from(
	const struct fact_reader *reader, const char *path);

/* The service that has this name in a network, or NULL. */
const char *facts_service_named(
	const struct fact_reader *reader, struct slice name);

/* service_facts.c: healthchecks, labels and environment of compose. */
void service_facts(
	const struct fact_reader *reader, const struct compose_file *file);

/* text_facts.c: what any configuration file of the snapshot says. */
void text_facts(const struct fact_reader *reader);

#endif
