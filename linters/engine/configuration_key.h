/*
 * The keys of .plumb.yml: the one table that reading, hints and the JSON
 * Schema are made from. Keys of a section (`compose.projects`) stand
 * together. Only configuration.c and configuration_schema.c need this.
 */
#ifndef PLUMB_ENGINE_CONFIGURATION_KEY_H
#define PLUMB_ENGINE_CONFIGURATION_KEY_H

#include <stdbool.h>
#include <stddef.h>

struct configuration_reader;
struct node;

/* What a value may look like. */
enum configuration_shape {
	SHAPE_TEXT,
	SHAPE_DATE,         /* YYYY-MM-DD */
	SHAPE_LEVEL,        /* off, note, warning, error, on */
	SHAPE_LIST,         /* of text */
	SHAPE_TEXT_OR_LIST, /* one text stands for a list of one */
	SHAPE_TEXT_MAP,     /* name: text */
	SHAPE_LIST_MAP,     /* name: text or list */
	SHAPE_RULES,        /* name: level, or a map of rule_keys */
	SHAPE_ALLOWANCES,   /* list of maps of allowance_keys */
	SHAPE_OUTPUTS,      /* text, a map of output_keys, or a list of these */
};

struct configuration_key {
	const char *name; /* with its section: "compose.projects" */
	const char *description;
	enum configuration_shape shape;
	bool required;
	/* 0, or -1 with the reader's error filled. value is never null. */
	int (*read)(struct configuration_reader *reader, void *target,
		const struct node *value);
};

/* Each ends in a key without a name. */
extern const struct configuration_key configuration_keys[];
extern const struct configuration_key configuration_rule_keys[];
extern const struct configuration_key configuration_allowance_keys[];
extern const struct configuration_key configuration_output_keys[];

/* The words of SHAPE_LEVEL, NULL at the end. */
extern const char *const configuration_levels[];

#endif
