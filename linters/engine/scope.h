/*
 * What a file is for (enum scope of rule/rule.h): its path, the snapshot's
 * .gitattributes (linguist-vendored, linguist-generated,
 * linguist-documentation) and its first lines tell.
 */
#ifndef PLUMB_ENGINE_SCOPE_H
#define PLUMB_ENGINE_SCOPE_H

#include "engine/snapshot.h"
#include "rule/rule.h"

struct configuration;
struct scopes;

struct scopes *scopes_new(const struct snapshot *snapshot,
	const struct configuration *configuration);
void scopes_free(struct scopes *scopes);

/* By path alone: one of enum scope; SCOPE_SOURCE where nothing is known. */
enum scope scopes_of_path(const struct scopes *scopes, const char *path);

/*
 * With the bytes at hand: the first lines may say "generated … do not edit",
 * a very long line that it is minified.
 */
enum scope scopes_of_text(const struct scopes *scopes, const char *path,
	const char *text, size_t size);

#endif
