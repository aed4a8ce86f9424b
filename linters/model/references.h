/*
 * Paths that structured files refer to: the modules of a go.work, the files
 * that the scripts of a package.json run, the path filters of a workflow.
 */
#ifndef PLUMB_MODEL_REFERENCES_H
#define PLUMB_MODEL_REFERENCES_H

#include "engine/finding.h"

enum reference_kind {
	REFERENCE_WORKSPACE, /* go.work: `use ./services/orders` */
	REFERENCE_SCRIPT,    /* package.json: `node scripts/sync.js` */
	REFERENCE_FILTER,    /* on: push: paths: [services/orders/…] */
};

struct reference {
	enum reference_kind kind;
	const char *holder;  /* the script's name, the event; or "" */
	const char *written; /* the path as it stands there */
	const char *path;    /* from the root; of a filter what is literal */
	struct place place;
};

/* Is it such a file by its path? */
bool references_is_path(const char *path);

/*
 * The references of the file, in arena. Left out is what only a shell or a
 * later build knows: variables, globs, what follows a `cd`, built folders
 * (`dist/`), paths that leave the repository.
 */
const struct reference *references_read(struct arena *arena, const char *path,
	const char *text, size_t size, size_t *count);

#endif
