/*
 * .gitattributes, as far as it says what a file is for: the attributes of
 * GitHub's Linguist. As in gitattributes(5) the last line that matches wins,
 * for each attribute by itself, and a file nearer to the path wins over one
 * farther up.
 */
#ifndef PLUMB_ENGINE_ATTRIBUTES_H
#define PLUMB_ENGINE_ATTRIBUTES_H

#include <stddef.h>

struct arena;
struct attribute_line;

enum attribute {
	ATTRIBUTE_VENDORED,
	ATTRIBUTE_GENERATED,
	ATTRIBUTE_DOCUMENTATION,
	ATTRIBUTE_COUNT,
};

enum attribute_state {
	ATTRIBUTE_NOT_NAMED, /* by any line so far */
	ATTRIBUTE_UNKNOWN,   /* `!name`: as if nothing had been said */
	ATTRIBUTE_SET,
	ATTRIBUTE_UNSET, /* `-name`, `name=false` */
};

/* The lines of one file that speak of these attributes. */
struct attributes {
	const struct attribute_line *lines;
	size_t count;
};

/* text must live as long as the arena. */
void attributes_read(struct attributes *attributes, struct arena *arena,
	const char *text, size_t size);

/*
 * Fills in the states that are not named yet, for a path relative to the
 * folder of the file: call from the nearest file to the root's.
 */
void attributes_apply(const struct attributes *attributes, const char *path,
	enum attribute_state states[ATTRIBUTE_COUNT]);

#endif
