/*
 * Which ports are free: in the registries, and in what the repository
 * publishes and defaults.
 */
#ifndef PLUMB_CLI_REGISTRY_PORTS_H
#define PLUMB_CLI_REGISTRY_PORTS_H

#include "cli/registry_open.h"

struct port_range_wish {
	const char *name; /* as it was given */
	long min, max;
};

struct port_use {
	unsigned char *taken; /* 65,536: PORT_REGISTERED, PORT_USED */
};

enum { PORT_REGISTERED = 1, PORT_USED = 2 };

/*
 * The ports of a range by its name, or of `N-M`. ERROR_USE when there is no
 * such range, when it cannot be read, or is given out at run time.
 */
int port_range_find(struct port_range_wish *out, struct arena *arena,
	const struct registry_target *target, const char *text,
	struct error *err);

struct fact;
/* Does the fact take its ports (port to port_end) of the host? */
bool port_is_used_by(const struct fact *fact);

/* The same as port_use_read(), from the facts of a run. */
struct fact_list;
void port_use_mark(struct port_use *out, const struct registry_target *target,
	const struct fact_list *facts);

/*
 * Every port fact of the target, sorted, in out->sink (to be released, also
 * after a failure). ERROR_WORK when a file could not be looked at.
 */
int registry_facts(struct run_result *out, struct registry_target *target,
	struct error *err);

/*
 * Marks what any registry gives away, and every host port that a compose
 * file publishes, an env file sets, or code defaults, assigns or addresses.
 */
int port_use_read(struct port_use *out, struct registry_target *target,
	struct error *err);

/*
 * The lowest free port of the range at or above from; 0 when there is none
 * (err then says how the range is filled).
 */
long port_next(const struct port_use *use, const struct port_range_wish *range,
	long from, struct error *err);

#endif
