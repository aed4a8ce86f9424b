/*
 * A registry without its form: what it says, so that it can be written in
 * another form, or compared with another whatever their forms are.
 */
#ifndef PLUMB_GENERATE_REGISTRY_TABLE_H
#define PLUMB_GENERATE_REGISTRY_TABLE_H

#include "base/vector.h"
#include "model/registry.h"

struct table_row {
	const char *name;
	const char *path;    /* of form B; or NULL */
	struct node *ports;  /* an integer, or a map of names to them; NULL */
	struct node *fields; /* all else, by name; never NULL */
};
VECTOR_TYPE(table_row_list, struct table_row);

struct registry_table {
	struct node *ranges; /* a map; NULL: the form has none */
	struct node *extra;  /* of the file: version, … ; never NULL */
	struct table_row *rows;
	size_t count;
};

/* What another form cannot hold, or asks for; one sentence each. */
VECTOR_TYPE(remark_list, const char *);

/* Everything that the registry says, with MongoDB's extended JSON unwrapped
 * (numbers, dates, ids) and its own `_id` and `__v` left out. */
struct registry_table *registry_table_read(
	struct arena *arena, const struct registry *registry);

/*
 * The table as the body of a registry of that form, keys in the order of
 * model/registry_field.h. What it cannot hold is added to remarks.
 */
struct node *registry_table_write(struct arena *arena,
	const struct registry_table *table, enum registry_form form,
	struct remark_list *remarks);

/*
 * The document of the collection motherboard_config.port_registry: `_id`,
 * `bands`, `assignments`, and for what form A says besides `services` by
 * name. Read back (registry_table_read) it gives the same table.
 */
struct node *registry_table_document(struct arena *arena,
	const struct registry_table *table, struct remark_list *remarks);

/* The row of the same path, or of the same name; NULL: none. */
const struct table_row *registry_table_find(
	const struct registry_table *table, const struct table_row *like);

/* RFC 4180, one service a line, with a head. */
void registry_table_csv(struct buffer *out, struct arena *arena,
	const struct registry_table *table, struct remark_list *remarks);
int registry_table_read_csv(struct registry_table **out, struct arena *arena,
	const char *path, struct slice text, struct error *err);

/* A tree as YAML, in blocks; lists of scalars in one line. */
void yaml_write(struct buffer *out, const struct node *root);

#endif
