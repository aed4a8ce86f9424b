/*
 * What the files that read rule.yml share: fields of a mapping, read into
 * plain C and complained about in one way. For linters/rule/load*.c only.
 *
 * Every load_… function gives 0, or -1 with the loader's error filled. A key
 * that is absent leaves *out as it is.
 */
#ifndef PLUMB_RULE_LOAD_PRIVATE_H
#define PLUMB_RULE_LOAD_PRIVATE_H

#include "rule/document.h"
#include "rule/load.h"

struct loader {
	struct arena *arena;
	struct document *document;
	struct error *err;
	struct rule *rule;
	struct rule_variant *variants;
	bool has_level;   /* `level` is given, not only `levels` */
	bool has_message; /* a message for all, not only by variant */
	bool has_check;   /* a function may add values of its own */
	/* Named groups of all patterns; ends in NULL. */
	const char **captures;
	size_t capture_count;
};

struct word {
	const char *name; /* NULL ends a table */
	unsigned value;
};

/* Names what is wrong at node; -1. */
int load_error(const struct loader *loader, const struct node *node,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same at a byte of the node's text. */
int load_error_in(const struct loader *loader, const struct node *node,
	size_t offset, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* "unknown KIND `WORD`; did you mean `…`?", or all that is known; -1. */
int load_unknown(const struct loader *loader, const struct node *node,
	const char *kind, const char *word, const char *const *known);

/* node is a mapping and has no other keys than known ones. what: for the
 * message. */
int load_keys(const struct loader *loader, const struct node *node,
	const char *what, const char *const *known);

/*
 * Text that is not empty. A block scalar loses its last line ends, so that a
 * pattern can be written in one.
 */
int load_text_of(const struct loader *loader, const struct node *node,
	const char *key, const char **out);
int load_text(const struct loader *loader, const struct node *mapping,
	const char *key, const char **out);
int load_bool(const struct loader *loader, const struct node *mapping,
	const char *key, bool *out);
int load_word_of(const struct loader *loader, const struct node *node,
	const char *kind, const struct word *words, unsigned *out);

/* A single value counts as a list of one. */
size_t load_item_count(const struct node *node);
const struct node *load_item(const struct node *node, size_t i);

/* Text or a list of texts, at least one. */
int load_texts_of(const struct loader *loader, const struct node *node,
	const char *key, const char *const **out, size_t *count);
int load_texts(const struct loader *loader, const struct node *mapping,
	const char *key, const char *const **out, size_t *count);
/* A word or a list of words, their values joined by `or`. kind: what a word
 * is, for the message. */
int load_word_set(const struct loader *loader, const struct node *mapping,
	const char *key, const char *kind, const struct word *words,
	unsigned *out);

/* list ends in NULL. */
bool load_is_listed(const char *const *list, struct slice name);
/* Lower-case letters, digits and hyphens, beginning with a letter. */
bool load_is_name(struct slice text);

/*
 * Every {name} of text is one of known (ending in NULL), or any name when
 * known is NULL; "{{" is a brace.
 */
int load_placeholders(const struct loader *loader, const struct node *node,
	const char *text, const char *const *known);

/* `match`, into rule->matches. */
int load_matches(struct loader *loader, const struct node *root);
/* `bad` and `good`. */
int load_examples(const struct loader *loader, const struct node *root,
	struct rule_examples *examples);

#endif
