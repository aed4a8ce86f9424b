/*
 * The options of commands that write a registry out: its syntax and its form.
 */
#ifndef PLUMB_CLI_REGISTRY_FORM_H
#define PLUMB_CLI_REGISTRY_FORM_H

#include "generate/registry_table.h"

struct invocation;

enum export_form { FORM_JSON, FORM_YAML, FORM_MONGO, FORM_CSV };

struct registry_wish {
	enum export_form form;
	enum registry_form shape; /* REGISTRY_NONE: as it is */
};

/* For the tables of commands. */
#define REGISTRY_SHAPE_OPTION                                              \
	{                                                                  \
		0, "shape", "SHAPE",                                       \
			"json, yaml: ranges (with services), bands (with " \
			"assignments) or flat (default: as it is)"         \
	}

/* Reads --form (usual where it is not said; NULL: it must be) and --shape.
 * 0, or the exit status after a wrong use was told. */
int registry_wish_read(struct registry_wish *wish,
	const struct invocation *invocation, const char *usual);

/* The registry as it is wished for; what that cannot hold goes to remarks. */
void registry_wish_write(struct buffer *out, struct arena *arena,
	const struct registry *registry, const struct registry_wish *wish,
	struct remark_list *remarks);

#endif
