/*
 * Compose projects: the files that are merged into one application, and what
 * comes out of the merge. A file of the snapshot is in one or more projects:
 * those that the configuration names (`compose: projects:`), else per folder
 * `compose.yaml` or `docker-compose.yml` with its `override`; any other
 * compose-named file is an overlay of that base when it shares a service
 * name with it and cannot run without it (base and overlay are judged
 * together, never two overlays), and a project of its own when it has a
 * `name:`, shares no service, or is complete: an alternative to the base.
 * COMPOSE_FILE of the folder's `.env` names the base's files. What another
 * project includes as a whole is no project of its own. Files under test,
 * example, backup or CI names stand alone.
 */
#ifndef PLUMB_MODEL_PROJECT_H
#define PLUMB_MODEL_PROJECT_H

#include "model/compose.h"

struct model;

struct compose_project {
	const char *name;   /* `name:`, the configuration's, or the folder's */
	const char *folder; /* the project directory: of its first file */
	/* In the order of the merge; includes files that are `include`d or
	 * `extend`ed from. */
	struct compose_file *const *files;
	size_t file_count;
	/*
	 * The application: services, networks and problems after the merge.
	 * Every value keeps the place where it was written, so a place's path
	 * may be of any of the files. path is that of the last file.
	 */
	const struct compose_file *merged;
	bool stands_alone;
	/* A base with an overlay: the base alone is a project of its own, and
	 * a finding that both have is one. */
	bool is_overlay;
};

/* Every project of the snapshot, in order of their first file's path. */
struct compose_project *const *model_compose_projects(
	struct model *model, size_t *count);

/*
 * Is it likely that both run on one host, as different applications? Not
 * where one is a variant of the other: they have a file in common, or most of
 * their services (all of those in one folder: one is enough). What stands
 * alone meets nobody.
 */
bool compose_projects_may_meet(
	const struct compose_project *a, const struct compose_project *b);

#endif
