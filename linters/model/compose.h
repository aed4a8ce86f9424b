/*
 * Compose files, read as the reference loader reads them. Every value keeps
 * the place where it was written, through anchors and interpolation.
 * Published ports are the host's, target ports the container's: never mixed.
 */
#ifndef PLUMB_MODEL_COMPOSE_H
#define PLUMB_MODEL_COMPOSE_H

#include "engine/finding.h"
#include "engine/snapshot.h"
#include "model/dotenv.h"
#include "model/interpolation.h"
#include "model/port.h"
#include "rule/document.h"

/* A scalar after interpolation. */
struct compose_text {
	const char *text; /* NULL: there is none */
	bool known;
	const struct interpolated *parts;
	const struct node *node;
	struct place place; /* of the whole scalar */
};

struct compose_port {
	/* known: false where an unset variable leaves it open. */
	bool published_known, target_known;
	long published, published_end; /* 0: ephemeral */
	long target, target_end;
	const char *host_ip; /* "" for every interface */
	bool host_ip_known;
	const char *protocol; /* "tcp", "udp", "sctp" */
	/* Where the published port came from, and through which variable. */
	enum origin origin;
	const char *variable; /* or NULL */
	/* The span to show: of the published port (its default's text, its
	 * variable), of the target, of the whole mapping. */
	struct place published_place, target_place, place;
	const struct node *node; /* the scalar, or the mapping */
};

struct compose_variable { /* an item of `environment` */
	const char *name;
	struct compose_text value; /* text NULL: taken from the host's */
	struct place name_place;
};

struct compose_service {
	const char *name;
	const struct node *node;
	struct place name_place;
	struct compose_text image, container_name, network_mode;
	/* What else it is called in a network: container_name, `hostname`,
	 * aliases. */
	const struct compose_text *other_names;
	size_t other_name_count;
	struct compose_text build_context, dockerfile, build_target;
	const char *build_path; /* context from the root, when known */
	const struct compose_port *ports;
	size_t port_count;
	const struct compose_port *expose; /* target only */
	size_t expose_count;
	const struct compose_variable *environment;
	size_t environment_count;
	const struct compose_text *env_files;
	/* Of each: from the root, or NULL where it is unknown or outside. */
	const char *const *env_file_paths;
	const bool *env_file_optional; /* `required: false` */
	size_t env_file_count;
	const struct compose_variable *labels;
	size_t label_count;
	const struct compose_text *depends_on;
	size_t depends_on_count;
	/* Of a project: only where what it extends cannot be read. */
	const struct node *extends;
	const struct node *healthcheck;
};

/* What is wrong with the file by the specification. */
struct compose_problem {
	struct place place;
	const char *message;
};

struct compose_file {
	const char *path;
	/* Of a merged project: what was merged; NULL for a single file. */
	struct compose_file *const *parts;
	size_t part_count;
	const char *folder;
	const struct document *document; /* NULL: does not parse */
	struct error error;              /* when it does not parse */
	const char *name;                /* `name:`; or NULL */
	const struct dotenv *env;        /* the `.env` beside it; or NULL */
	/* All that give variables, `.env` too; the first that has one wins. */
	const struct dotenv *const *envs;
	size_t env_count;
	const struct compose_service *services;
	size_t service_count;
	const struct compose_text *networks; /* keys, `name:`s */
	size_t network_count;
	const struct compose_problem *problems;
	size_t problem_count;
	bool stands_alone; /* test, example, backup or CI by its name */
	bool has_include;  /* of a file: other files are a part of it */
	/*
	 * Of a project: a part of it cannot be read, such as a file outside of
	 * the repository. Then nothing can be said of what it lacks.
	 */
	bool incomplete;
	struct map by_name;
	struct map by_other_name; /* the file itself: of several services */
};

/* By its name: compose*.y{a,}ml, docker-compose*.y{a,}ml and the like. */
bool compose_is_name(const char *path);
/* Is it test, example, backup or CI by a word of its path? It then stands
 * alone and collides with nothing. */
bool compose_is_apart(const char *path);
/* By its shape: a mapping with `services:` (or only `include:`). */
bool compose_is_shape(const struct node *root);

/* A text that an engine makes a file of is no compose file yet. */
bool compose_is_template(struct slice text);

/*
 * Reads a file by its text (borrowed; must outlive the result). variables
 * are those of its project: NULL for none. All in arena, never fails: what
 * is wrong is in error and problems.
 */
struct compose_file *compose_read(struct arena *arena, const char *path,
	const char *text, size_t size, const struct variables *variables);
void compose_release(struct compose_file *file);

const struct compose_service *compose_find(
	const struct compose_file *file, const char *name);
/*
 * Which service a host's name is in the network of the application: by the
 * service's name, `hostname`, container_name or an alias of a network. NULL:
 * none, or more than one.
 */
const struct compose_service *compose_called(
	const struct compose_file *file, struct slice host);
/* Does the service listen on (has as target or expose) that port? */
bool compose_service_serves(const struct compose_service *service, long port);
bool compose_service_publishes(
	const struct compose_service *service, long port);

/* Where a node of any file of a project was written. */
struct place compose_place_of(const struct node *node);

/*
 * Where bytes start..end of a text (after interpolation) were written: the
 * digits of a default, the whole `${…}` of a variable that has a value. In
 * the file of the text itself, whichever of a project's that is.
 */
struct place compose_text_place(const struct compose_file *file,
	const struct compose_text *text, size_t start, size_t end);

/* Does it bind a port of the host that is known? */
bool compose_is_published(const struct compose_port *port);
/* Do both bind one port of the host, on one interface and protocol? */
bool compose_ports_collide(
	const struct compose_port *a, const struct compose_port *b);
/*
 * No profile starts both: alternatives such as one for each kind of graphics
 * card, which share a port by intent. (For all else profiles count as active.)
 */
bool compose_are_alternatives(
	const struct compose_service *a, const struct compose_service *b);
/* With `network_mode: host` nothing is published. */
bool compose_on_host_network(const struct compose_service *service);

/*
 * Adds the file's port facts: published (one for each port of a range that
 * the target has, too), target and expose. As for the reference loader, a
 * published port from an unset variable is ephemeral (0). Of a project, only
 * those that stand in the file `only`; NULL: in any.
 */
void compose_facts(
	const struct compose_file *file, const char *only, struct sink *sink);

#endif
