/*
 * The registry: which service owns which port. Three forms, told apart by
 * shape (DESIGN: Models): A `ranges` + `services`, B `bands` +
 * `assignments` (also the MongoDB document), C a flat map `name: port`.
 * `ports: {http: 8081, grpc: 50051}` gives one service several ports.
 *
 * Reading is forgiving: what cannot be used is skipped and left to the
 * registry linter, which looks at the document itself.
 */
#ifndef PLUMB_MODEL_REGISTRY_H
#define PLUMB_MODEL_REGISTRY_H

#include "base/map.h"
#include "engine/finding.h"
#include "rule/document.h"

enum registry_form {
	REGISTRY_NONE,
	REGISTRY_RANGES, /* A */
	REGISTRY_BANDS,  /* B */
	REGISTRY_FLAT,   /* C */
};

struct registry_range {
	const char *name;
	long min, max; /* 0, 0 where it cannot be read */
	bool dynamic;  /* given out at run time */
	const struct node *key, *node;
	struct place place; /* of its value; of many lines: of its key */
};

struct registry_port {
	const char *name; /* "http" of `ports:`; NULL for the only one */
	long port;        /* 1 to 65535 */
	const struct node *node;
	struct place place; /* of the number */
};

/*
 * port_count is 0 where no port can be read; ports[0] is there all the
 * same, with port 0 and the place of the service, so that it can be shown.
 */
struct registry_service {
	const char *name;     /* B: the last part of the path */
	bool name_shared;     /* another service has the same name */
	const char *path;     /* B: the assignment's path; else NULL, as in
				 an exported form A (`services` has its name) */
	const char *stack;    /* A: its range; or NULL */
	const char *protocol; /* "http", …; NULL where not said */
	bool udp;             /* its transport; all else is tcp */
	const char *owner, *description, *network, *replacement; /* or NULL */
	const char *const *depends_on;
	size_t depends_on_count;
	bool container; /* `container: true` */
	bool deprecated;
	const struct registry_port *ports;
	size_t port_count;
	const struct node *key;  /* B, C: the key's node; A: of `name` */
	const struct node *node; /* A: its mapping; B, C: the value; of an
				    exported form A its mapping in `services` */
	struct place name_place;
};

/* A service's name as a variable has it: DOCS_API of docs-api. */
struct registry_variable {
	const char *name;
	const struct registry_service *service;
};

/* Ports of which one range is the first that holds them. */
struct registry_run {
	long first, last;
	const struct registry_range *range;
};

struct registry {
	enum registry_form form;
	const char *path;
	const char *folder; /* what it owns: "" is all */
	const struct document *document;
	const struct registry_range *ranges;
	size_t range_count;
	const struct registry_service *services;
	size_t service_count;
	struct map by_name; /* struct registry_service, the first of a name */
	struct map by_path; /* B: the same by the assignment's path */
	/* The services, sorted by what a variable calls them; service_count. */
	struct registry_variable *variables;
	/* Of more than a few ranges: the first of a name, and runs in order. */
	struct map range_by_name;
	const struct registry_run *runs;
	size_t run_count;
};

/*
 * The mapping that holds the registry: the root itself, or the one document
 * of an exported list of them. NULL: none.
 */
const struct node *registry_body(const struct node *root);

/*
 * The form a document has by its shape; REGISTRY_NONE when none fits. Strict
 * about C: a flat map of small numbers under a usual name, nothing else in
 * it. Meant for files that are found by themselves.
 */
enum registry_form registry_form_of(const struct node *root);
/*
 * The same for a file that somebody says is a registry: as soon as one value
 * can be a port it is form C, and the linter tells what is wrong with the
 * others.
 */
enum registry_form registry_form_meant(const struct node *root);

/* `ports:` of form C around the whole map, else the body: C's own map. */
const struct node *registry_flat_map(const struct node *body);
/* A key that says something of the file and no service: `$schema`, `_id`,
 * `version`, `x-…`. */
bool registry_is_meta_key(const char *key);

/*
 * The scalar of an integer, also of MongoDB's extended JSON
 * (`{"$numberInt": "80"}`), with its value; NULL for anything else.
 */
const struct node *registry_integer(const struct node *node, long *value);
/*
 * Both ends of a range written "N-M" or {min, max}: false where it cannot be
 * read, is upside down or leaves 1..65535.
 */
bool registry_range_read(const struct node *node, long *min, long *max);
/*
 * Where the port of a service is written: its value (B, C), `port`, or the
 * mapping of names to ports (`ports:`, or the value itself); NULL: nowhere.
 */
const struct node *registry_ports_node(const struct node *service);

/* A span of the registry's text, for findings and facts. */
struct place registry_place(
	const struct document *document, const struct node *node);

/*
 * Reads a registry by the form that it is meant to have. Cannot fail: a
 * shape that does not fit is form NONE. An assignment's path counts from the
 * root; one that does not lie in folder counts from there.
 */
struct registry *registry_read(struct arena *arena,
	const struct document *document, const char *folder);
void registry_release(struct registry *registry); /* its maps */

/* The first service of that name, or (B) of that path; NULL: none. */
const struct registry_service *registry_find(
	const struct registry *registry, const char *name);

/*
 * The registry entry that a variable `<NAME>_PORT` (or `_URL`, …) speaks
 * of: NAME is its name in upper case with `_` for `-`; one suffix such as
 * `-api` or `-service` may be missing if the answer stays unique. stem is
 * the variable's name without `_PORT`. NULL: none, or more than one.
 */
const struct registry_service *registry_service_of_variable(
	const struct registry *registry, struct slice stem);

/*
 * Who owns port: the first service that is not deprecated, else the first;
 * *port_out (may be NULL) is its port's entry. NULL when nobody does.
 */
const struct registry_service *registry_owner(const struct registry *registry,
	long port, bool udp, const struct registry_port **port_out);

bool registry_service_has(const struct registry_service *service, long port);
/* "4007", or "8081 or 50051", for messages; in arena. */
const char *registry_service_ports_text(
	struct arena *arena, const struct registry_service *service);
/* The ranges that hold port: the first, or NULL. */
const struct registry_range *registry_range_of(
	const struct registry *registry, long port);
const struct registry_range *registry_range_named(
	const struct registry *registry, const char *name);

#endif
