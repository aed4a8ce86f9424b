/*
 * The files that are generated from the registry: what `generate:` of the
 * configuration names, as they should be. The same snapshot gives the same
 * bytes: no time, no locale, and generated files are never their own input.
 */
#ifndef PLUMB_GENERATE_OUTPUT_H
#define PLUMB_GENERATE_OUTPUT_H

#include "base/vector.h"
#include "engine/configuration.h"
#include "engine/snapshot.h"

struct output {
	const struct output_setting *setting;
	const char *path;
	/* data NULL: no stack has this file any more, it should be gone. */
	struct slice text;
	bool executable;
};
VECTOR_TYPE(output_list, struct output); /* vector_free() it */

/*
 * Makes every file; paths and texts are in arena, the settings are those of
 * the configuration. A mistake in the configuration or in a template is
 * ERROR_USE with its place, a file that they are made from and that cannot be
 * read ERROR_WORK. Nothing where nothing is configured.
 */
int outputs_make(struct output_list *out, struct arena *arena,
	const struct snapshot *snapshot,
	const struct configuration *configuration, struct error *err);

/* May path be a generated file, or something that one is made with (a
 * template)? By its name alone. */
bool output_concerns(
	const struct configuration *configuration, const char *path);

/* May a change of the file at path change what is generated? */
bool output_depends_on(
	const struct configuration *configuration, const char *path);

/* Did plumb write this text? A file without the mark is somebody's own. */
bool output_is_marked(struct slice text);

/*
 * Offset in text of the first byte that is not as the output has it, line
 * ends aside; SIZE_MAX: they are the same.
 */
size_t output_difference(const struct output *output, struct slice text);

#endif
