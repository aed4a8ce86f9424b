/*
 * What the files that make a draft share. For
 * linters/generate/proposal{,_compose,_code,_index,_kind}.c only.
 */
#ifndef PLUMB_GENERATE_PROPOSAL_PRIVATE_H
#define PLUMB_GENERATE_PROPOSAL_PRIVATE_H

#include "engine/fact.h"
#include "generate/proposal.h"
#include "model/codeowners.h"
#include "model/project.h"

struct proposal_index;

struct proposing {
	struct arena *arena;
	struct model *model;
	struct proposal *proposal;
	struct codeowners *owners;
	const struct proposal_example_list *examples;
	struct proposal_index *index;
	struct sentence_list ephemeral; /* services without a fixed port */
	struct map packages; /* by folder: what its package says it is */
};

/* --- proposal.c -------------------------------------------------------- */

/* A new service at the end of the list, not yet named apart from others. */
struct proposed_service *proposing_add(
	struct proposing *proposing, const char *name, const char *path);
/* Adds the port where the service has not got it. */
void proposing_add_port(struct proposing *proposing,
	struct proposed_service *service, const struct proposed_port *port);
/* Its code lies there. */
void proposing_set_folder(struct proposing *proposing,
	struct proposed_service *service, const char *folder);

/* Adds the sentence, unless the list has it. */
void proposing_say(struct arena *arena, struct sentence_list *list,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "a, b, c"; of more names than a person goes through the first ten, as in
 * "a, b and 60 others": then no more of names is looked at. */
enum { PROPOSAL_NAMES_MAX = 50, PROPOSAL_NAMES_SHOWN = 10 };
const char *proposing_names(
	struct arena *arena, const char *const *names, size_t count);

/* Does a person keep that file for what runs: no test, example, backup,
 * vendored or generated one? */
bool proposing_counts(const struct proposing *proposing, const char *path);

/* The source of the example that stands in for an env file of that path;
 * NULL: none does. */
const char *proposing_source(
	const struct proposing *proposing, const char *path);

/* --- proposal_index.c -------------------------------------------------- */

/* What numbers are kept by. What is not given is 0 or NULL. */
struct proposal_key {
	enum {
		/* Of services: the position + 1 of the first. */
		PROPOSAL_IN_FOLDER, /* text: that of its code */
		PROPOSAL_OF_FILE,   /* of: the compose file; text: its name */
		PROPOSAL_BESIDE, /* text: its name; more: the project's folder
				  */
		PROPOSAL_LIKE,   /* port: its own; text: name; more: kind */
		/* Of the ports of a service: the position + 1. */
		PROPOSAL_PORT,      /* of: the service */
		PROPOSAL_KNOWN,     /* the last that has it, or as its target */
		PROPOSAL_PORT_NAME, /* text: that of some port */
		/* Of all else. */
		PROPOSAL_COUNTS,   /* text: a path: 2 where it counts */
		PROPOSAL_SOURCE,   /* text: a path: an example's position + 1 */
		PROPOSAL_COMPOSE,  /* text: the path of a compose file */
		PROPOSAL_MANIFEST, /* text: a folder: 2 where it has one */
		PROPOSAL_UNLIKE,   /* a folder and port of no service */
		PROPOSAL_VARIABLE, /* port, text: an unknown's position + 1 */
	} kind;
	const void *of;
	long port;
	const char *text, *more;
};

struct proposal_index *proposal_index_new(void);
void proposal_index_free(struct proposal_index *index);

size_t proposal_index_get(/* 0: none */
	struct proposal_index *index, const struct proposal_key *key);
void proposal_index_put(struct proposal_index *index,
	const struct proposal_key *key, size_t number);
/* Unless a lesser one is there. */
void proposal_index_put_least(struct proposal_index *index,
	const struct proposal_key *key, size_t number);

/* Some container serves these. */
void proposal_index_container(
	struct proposal_index *index, const struct compose_service *service);
/* A new service of a compose file: what it serves. */
void proposal_index_service(
	struct proposal_index *index, struct proposed_service *service);
/* The last port of the service is this, or leads to it. */
void proposal_index_port(struct proposal_index *index,
	const struct proposed_service *service, long port);

/* Does any container serve the port, or any service have it? */
bool proposal_index_knows(const struct proposal_index *index, long port);
/* Is it a port that the service publishes, or the container's behind one? */
bool proposed_knows(const struct proposing *proposing,
	const struct proposed_service *service, long port);
/* The first compose service that knows the port and fits. */
struct proposed_service *proposal_index_find(const struct proposing *proposing,
	long port,
	bool (*fits)(
		const struct proposed_service *service, const char *letters),
	const char *letters);

/* --- proposal_compose.c ------------------------------------------------ */

void proposing_read_projects(struct proposing *proposing);

/* A compose service of the same application, by the name it has here. */
const char *proposing_entry_name(const struct proposing *proposing,
	const struct compose_project *project, const char *name);

/* Two ways to start one application: files of one folder, or in part the
 * same files. */
bool proposing_are_variants(
	const struct compose_project *a, const struct compose_project *b);

/* --- proposal_code.c --------------------------------------------------- */

/* What env files, Dockerfiles and code say. */
void proposing_read_facts(
	struct proposing *proposing, const struct fact_list *facts);

/* --- proposal_kind.c --------------------------------------------------- */

/* A name as a registry takes it, out of any text; "service" for nothing. */
const char *proposed_name_of(struct arena *arena, const char *text);
/* A name without `-`, `_` and `.`, to compare it however it is spelled. */
const char *proposed_letters_of(struct arena *arena, const char *name);
/* The name of a folder's service: `apps/tp-capital/api` is tp-capital-api. */
const char *proposed_name_of_folder(struct arena *arena, const char *folder);
/* The project's `name:`, what its file's name says (`tp-capital` of
 * `docker-compose.4-1-tp-capital-stack.yml`), or its folder; NULL: nothing
 * says. */
const char *proposed_name_of_project(
	struct arena *arena, const struct compose_project *project);

/* The image's repository, without tag and digest. */
struct slice proposed_image(const char *image);

/* What datastore it is (model/datastore.h); NULL: none. */
const char *proposed_store(const struct proposed_service *service);

/* What a port is called among several of its service. */
const char *proposed_port_name(struct arena *arena, const char *service,
	const char *variable, long target);

/* The protocol by image, port and side; *guessed when only the number
 * speaks for it, or nothing. */
const char *proposed_protocol(
	const struct proposed_service *service, bool *guessed);

#endif
