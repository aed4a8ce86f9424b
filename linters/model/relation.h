/*
 * Which registered service needs which: what the registry and compose files
 * say of dependencies, and who names whose address.
 */
#ifndef PLUMB_MODEL_RELATION_H
#define PLUMB_MODEL_RELATION_H

#include "base/vector.h"
#include "engine/fact.h"
#include "model/model.h"

enum relation_kind {
	RELATION_DEPENDS, /* `depends_on` of the registry or of compose */
	RELATION_CALLS,   /* an address of the other in its files */
};

struct relation {
	enum relation_kind kind;
	const struct registry_service *from, *to; /* never the same */
	struct place place; /* the first place that says so */
	size_t count;       /* of such places */
};
VECTOR_TYPE(relation_list, struct relation);

/*
 * Every pair once for each kind, by the order in which the registries have
 * its services. facts are those of a run and of model_facts(): an upstream
 * speaks of the service that it names, a loopback address of who owns its
 * port; whose file it stands in is the one that calls. Tests call nobody.
 * vector_free() the list; places are borrowed from facts and model.
 */
void model_relations(struct relation_list *out, struct model *model,
	const struct fact_list *facts);

/*
 * The registry's entry for the name that a fact calls a service by: a
 * registered name, or a compose service that is the same. NULL: none.
 */
struct service_names;
struct service_names *service_names_new(struct model *model);
void service_names_free(struct service_names *names);
const struct registry_service *service_names_find(
	const struct service_names *names, const char *name);

#endif
