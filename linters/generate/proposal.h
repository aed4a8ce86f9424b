/*
 * A draft of a registry for a repository that has none: which service has
 * which port by what its files publish and default today, in ranges that do
 * not overlap. What the files leave open is said with the service, and never
 * guessed. The same snapshot gives the same draft.
 */
#ifndef PLUMB_GENERATE_PROPOSAL_H
#define PLUMB_GENERATE_PROPOSAL_H

#include "base/map.h"
#include "base/vector.h"
#include "engine/finding.h"

struct model;
struct compose_project;
struct compose_service;

/* A vector, of which nothing is there twice. */
struct sentence_list {
	const char **items;
	size_t count, capacity;
	struct map known; /* the same, where they are many */
};

/* The group of what belongs to no group. */
#define PROPOSAL_GENERAL "services"

struct proposed_port {
	const char *name;  /* "http", where the service has several */
	long port, target; /* target 0: not known */
	bool udp;
	const char *group; /* whose range it would go to; never NULL */
};
VECTOR_TYPE(proposed_port_list, struct proposed_port);

struct port_row {
	long first, last;
};
VECTOR_TYPE(port_row_list, struct port_row);

struct proposed_service {
	const char *name;
	const char *letters; /* of its first name, to compare it */
	const char *stack;
	struct proposed_port_list ports; /* the first is the main one */
	const char *protocol, *description;
	const char *owner; /* NULL: nobody knows */
	const char *network;
	bool container;
	struct sentence_list depends_on;
	struct sentence_list seen;   /* "compose.yaml:7 publishes 8080:80" */
	struct sentence_list decide; /* what only a person knows */
	/* Where it comes from; NULL where it is not from there. */
	const struct compose_project *project;
	const struct compose_service *service;
	struct port_row_list served; /* by the container: in order, apart */
	const char *folder;          /* of its code */
	const char *path;            /* the file that speaks of it first */
	size_t position;             /* in which it was found */
};
VECTOR_TYPE(proposed_service_list, struct proposed_service *);

struct proposed_range {
	const char *name;
	long min, max;
	size_t count; /* of ports that are in it already */
};
VECTOR_TYPE(proposed_range_list, struct proposed_range);

struct proposal {
	struct proposed_service_list services; /* by port, then name */
	struct proposed_range_list ranges;     /* by port */
	struct sentence_list undecided;        /* of no single service */
	size_t file_count;                     /* compose files looked at */
	size_t decisions;                      /* all `# decide:` lines */
	size_t ownerless;
};

/* An env file that stands in for one that the repository lacks. */
struct proposal_example {
	const char *path;   /* that it has in the model: "deploy/.env" */
	const char *source; /* where its text is from: ".env.example" */
};
VECTOR_TYPE(proposal_example_list, struct proposal_example);

/*
 * facts are those of the model and of the scan of code. What an example
 * gives counts, and is called by the name of its source.
 */
struct proposal *proposal_make(struct arena *arena, struct model *model,
	const struct fact_list *facts,
	const struct proposal_example_list *examples);
void proposal_release(struct proposal *proposal); /* its lists */

/* proposal_range.c: ranges for the ports, and a stack for each service. */
void proposal_divide(struct proposal *proposal, struct arena *arena);

/*
 * The draft as YAML, form A, with where each port was seen and what is to be
 * decided as comments. day is YYYY-MM-DD.
 */
void proposal_write(struct buffer *out, const struct proposal *proposal,
	struct arena *arena, const char *day);

#endif
