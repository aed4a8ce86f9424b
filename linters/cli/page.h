/*
 * The page of a rule: what it flags and why, with its examples and what the
 * program really says to them.
 */
#ifndef PLUMB_CLI_PAGE_H
#define PLUMB_CLI_PAGE_H

#include "cli/example.h"

/* Appends the page (Markdown) of a rule's folder, running its examples. */
int page_write(struct buffer *out, const struct rule_folder *folder,
	const struct rule_folder_list *all, struct error *err);

/* The page without examples, from the rule alone (a pack's rule). */
void page_of_rule(struct buffer *out, const struct rule *rule);

#endif
