/*
 * What the files that make a draft share. For
 * linters/generate/proposal{,_compose,_code,_kind}.c only.
 */
#ifndef PLUMB_GENERATE_PROPOSAL_PRIVATE_H
#define PLUMB_GENERATE_PROPOSAL_PRIVATE_H

#include "engine/fact.h"
#include "generate/proposal.h"
#include "model/codeowners.h"
#include "model/project.h"

struct proposing {
	struct arena *arena;
	struct model *model;
	struct proposal *proposal;
	const struct codeowners *owners;
	const struct proposal_example_list *examples;
	struct sentence_list ephemeral; /* services without a fixed port */
};

/* --- proposal.c -------------------------------------------------------- */

/* A new service at the end of the list, not yet named apart from others. */
struct proposed_service *proposing_add(
	struct proposing *proposing, const char *name, const char *path);
/* Adds the port where the service has not got it. */
void proposing_add_port(struct proposing *proposing,
	struct proposed_service *service, const struct proposed_port *port);
bool proposed_has(const struct proposed_service *service, long port);
/* Is it a port that the service publishes, or the container's behind one? */
bool proposed_knows(const struct proposed_service *service, long port);

/* Adds the sentence, unless the list has it. */
void proposing_say(struct arena *arena, struct sentence_list *list,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Does a person keep that file for what runs: no test, example, backup,
 * vendored or generated one? */
bool proposing_counts(const struct proposing *proposing, const char *path);

/* The source of the example that stands in for an env file of that path;
 * NULL: none does. */
const char *proposing_source(
	const struct proposing *proposing, const char *path);

/* --- proposal_compose.c ------------------------------------------------ */

void proposing_read_projects(struct proposing *proposing);

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
