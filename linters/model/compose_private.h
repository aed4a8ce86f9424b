/*
 * What the files that read compose files share. For linters/model/compose*.c
 * only.
 */
#ifndef PLUMB_MODEL_COMPOSE_PRIVATE_H
#define PLUMB_MODEL_COMPOSE_PRIVATE_H

#include "base/vector.h"
#include "model/compose.h"

/* A document, and what its values are read by. */
struct compose_source {
	const struct document *document;
	const char *folder;                /* that its paths start from */
	const struct variables *variables; /* or NULL */
};

/*
 * Reads one file, or the tree that several were merged into: each value by
 * the source that it was written in.
 */
struct compose_reader {
	struct arena *arena;
	struct compose_file *file;
	VECTOR(struct compose_source) sources;
	bool merged;
	size_t room;     /* values that merging may still copy */
	size_t expanded; /* bytes of values so far */
	struct compose_service *services; /* room for all of them */
	VECTOR(struct compose_text) networks;
	VECTOR(struct compose_problem) problems;
	struct map told; /* the problems' places */
};

/* The source that a node was written in; never NULL for a node of one. */
const struct compose_source *compose_source_of(
	const struct compose_reader *reader, const struct node *node);
/* text taken relative to node's source; NULL: unknown, or outside. */
const char *compose_path(
	const struct compose_reader *reader, const struct compose_text *text);
/* An address to fetch from rather than a path. */
bool compose_is_remote(const char *path);
/* Text that a generator makes a file of is no compose file yet. */
bool compose_is_templated(const struct node *node);

/* Fills file from the roots, then releases what the reader holds. */
void compose_read_roots(
	struct compose_reader *reader, struct node *const *roots, size_t count);

/*
 * `over` laid on top of `base`, as the specification merges two files (or,
 * for compose_extend, two services): neither is changed, and every node of
 * the result is one of theirs or tells where its parts come from.
 */
struct node *compose_merge(
	struct compose_reader *reader, struct node *base, struct node *over);
struct node *compose_extend(
	struct compose_reader *reader, struct node *base, struct node *over);
/*
 * The tree with its `!reset`s carried out and its `!override`s forgotten:
 * they speak of what lay below it, not of what it will be laid upon.
 */
struct node *compose_settle(struct compose_reader *reader, struct node *node);
/* A mapping's copy without key; with item at key. */
struct node *compose_without(
	struct compose_reader *reader, struct node *node, const char *key);
struct node *compose_with(struct compose_reader *reader, struct node *node,
	const char *key, struct node *item);

/*
 * The value at key; NULL where it lacks, is null, or is tagged `!reset`
 * (which takes the value away).
 */
struct node *compose_child(const struct node *node, const char *key);
/* Is the node tagged `!reset`? */
bool compose_is_reset(const struct node *node);

/* A mistake at node; only what the reference loader refuses, too. */
void compose_problem(struct compose_reader *reader, const struct node *node,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same for bytes from..to of a scalar's text. */
void compose_problem_span(struct compose_reader *reader,
	const struct node *node, size_t from, size_t to, const char *format,
	...) __attribute__((format(printf, 5, 6)));

/* node interpolated; without text where node is NULL or no scalar. */
struct compose_text compose_value(
	struct compose_reader *reader, const struct node *node);
/* A text that is not interpolated: a key. */
struct compose_text compose_key(const struct node *key);

/* Reads `ports` and `expose` of a service. */
void compose_ports_read(struct compose_reader *reader,
	struct compose_service *service, const struct node *ports);
void compose_expose_read(struct compose_reader *reader,
	struct compose_service *service, const struct node *expose);

/* Fills service from its key and node, a mapping. */
void compose_service_read(struct compose_reader *reader,
	struct compose_service *service, const struct node *key,
	const struct node *node);

#endif
