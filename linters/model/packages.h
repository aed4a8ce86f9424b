/*
 * What a shell command installs with the package manager of a distribution:
 * apt, apk, dnf and their kin. For the tools that an image has, and not for
 * versions.
 */
#ifndef PLUMB_MODEL_PACKAGES_H
#define PLUMB_MODEL_PACKAGES_H

#include "base/string.h"
#include "base/vector.h"

struct arena;

struct package_list {
	VECTOR(const char *) names; /* without version and architecture */
	/* Something is installed that nobody can name: a variable, a list in
	 * a file. Then nothing can be said of what is lacking. */
	bool open;
};

/*
 * Adds what command installs, in the arena. Several commands with `&&`, `;`
 * and the like between them, with lines joined; or a JSON list of words. What
 * is removed again stays in the list.
 */
void packages_read(
	struct package_list *list, struct arena *arena, struct slice command);

#endif
