/*
 * A value as a kind of file needs it, in quotes where it must be: what
 * `{{name}}` of a template writes.
 */
#ifndef PLUMB_GENERATE_QUOTE_H
#define PLUMB_GENERATE_QUOTE_H

#include "generate/mustache.h"

/* All take a scalar, and leave what is no text as it is. */

/* For blocks and for [] and {}. */
void quote_yaml(struct buffer *out, const struct node *value);
/* The same, with `$` kept from compose's interpolation. */
void quote_compose(struct buffer *out, const struct node *value);
void quote_json(struct buffer *out, const struct node *value);
/* For table cells, headings and text of Markdown and MDX. */
void quote_markdown(struct buffer *out, const struct node *value);
/* A word of a POSIX shell. */
void quote_shell(struct buffer *out, const struct node *value);
/* A value of an env file, for compose and for a shell that sources it. */
void quote_dotenv(struct buffer *out, const struct node *value);

/* The one for a file of that name; NULL: its kind is not known. */
mustache_write *quote_of_path(const char *path);

#endif
