/*
 * What the files that read compose files share. For linters/model/compose*.c
 * only.
 */
#ifndef PLUMB_MODEL_COMPOSE_PRIVATE_H
#define PLUMB_MODEL_COMPOSE_PRIVATE_H

#include "base/vector.h"
#include "model/compose.h"

struct compose_reader {
	struct arena *arena;
	struct compose_file *file;
	const struct document *document;
	const struct variables *variables;
	size_t expanded;                  /* bytes of values so far */
	struct compose_service *services; /* room for all of them */
	VECTOR(struct compose_text) networks;
	VECTOR(struct compose_problem) problems;
	struct map told; /* the problems' places, by offset */
};

/*
 * The value at key; NULL where it lacks, is null, or is tagged `!reset`
 * (which takes the value away).
 */
const struct node *compose_child(const struct node *node, const char *key);
/* Is the node tagged `!reset`? */
bool compose_is_reset(const struct node *node);

struct place compose_place(
	const struct compose_reader *reader, size_t start, size_t end);
struct place compose_node_place(
	const struct compose_reader *reader, const struct node *node);

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
struct compose_text compose_key(
	const struct compose_reader *reader, const struct node *key);

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
