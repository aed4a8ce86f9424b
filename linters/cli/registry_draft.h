/*
 * A service that is about to be registered, and what speaks against it.
 */
#ifndef PLUMB_CLI_REGISTRY_DRAFT_H
#define PLUMB_CLI_REGISTRY_DRAFT_H

#include "cli/registry_ports.h"
#include "generate/registry_insert.h"

enum draft_field {
	DRAFT_NAME, /* form B: the path */
	DRAFT_STACK,
	DRAFT_PROTOCOL, /* before the port: udp and tcp are two */
	DRAFT_PORT,
	DRAFT_OWNER,
	DRAFT_DESCRIPTION,
	DRAFT_CONTAINER,
	DRAFT_NETWORK,
	DRAFT_DEPENDS_ON,
	DRAFT_FIELDS,
};

struct draft {
	struct registry_target *target;
	const struct registry *registry;
	struct arena *arena;
	const char *texts[DRAFT_FIELDS]; /* as given; NULL: not given */
	long port;                       /* of texts[DRAFT_PORT] */
	const char *const *depends_on;
	size_t depends_on_count;
};

extern const char *const draft_names[DRAFT_FIELDS]; /* "name", "stack", … */

/* Does the registry's form need the field? */
bool draft_requires(const struct draft *draft, enum draft_field field);

/*
 * What validate would say against a field that is given, in one sentence; or
 * NULL. Fields before it in the enum have been looked at.
 */
const char *draft_problem(struct draft *draft, enum draft_field field);

/*
 * The next free port of the draft's stack; 0 with the reason in err.
 */
long draft_next_port(const struct draft *draft, struct error *err);

/* The entry as the registry's form has it. */
struct registry_entry draft_entry(const struct draft *draft);

/*
 * Runs the registry's rules on the repository with text in place of the
 * registry: the first new error as a sentence in *refusal (else NULL), new
 * warnings on standard error.
 */
int draft_judge(const char **refusal, const struct draft *draft,
	const struct buffer *text, struct error *err);

#endif
