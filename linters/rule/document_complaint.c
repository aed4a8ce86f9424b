/*
 * What libyaml says of a mistake, in words that say what to mend. Knows
 * libyaml's sentences, not libyaml.
 */
#include "rule/document_private.h"

#include <string.h>

struct complaint {
	const char *problem;
	const char *context; /* or NULL: any */
	bool at_context;     /* the mistake is where the construct began */
	const char *message;
};

static const struct complaint complaints[] = {
	{"found unexpected end of stream", "while scanning a quoted scalar",
		true, "the quote that opens here is never closed"},
	{"found unexpected document indicator",
		"while scanning a quoted scalar", true,
		"the quote that opens here is not closed before the document "
		"ends"},
	{"found unknown escape character", NULL, false,
		"unknown escape after `\\`; write `\\\\`, or use single "
		"quotes"},
	{"mapping values are not allowed in this context", NULL, false,
		"no `: ` can stand here; quote the value, or mend the "
		"indentation"},
	{"could not find expected ':'", NULL, true,
		"expected `:` after this key; add it, or quote the text over "
		"several lines"},
	{"did not find expected key", NULL, false,
		"expected a key of the mapping here; mend the indentation, or "
		"quote the value before"},
	{"did not find expected '-' indicator", NULL, false,
		"expected `-` of the list here; mend the indentation"},
	{"did not find expected ',' or ']'", NULL, true,
		"the list that opens here lacks a `,` or its `]`"},
	{"did not find expected ',' or '}'", NULL, true,
		"the mapping that opens here lacks a `,` or its `}`; quote "
		"text that begins with a brace"},
	{"did not find expected node content", NULL, false,
		"expected a value here"},
	{"block sequence entries are not allowed in this context", NULL, false,
		"no list item can stand here; begin it on a line of its own"},
	{"block mapping entries are not allowed in this context", NULL, false,
		"no key can stand here; begin it on a line of its own"},
	{"mapping keys are not allowed in this context", NULL, false,
		"no key can stand here; begin it on a line of its own"},
	{"found a tab character that violates indentation", NULL, false,
		"a tab is used for indentation; use spaces"},
	{"found a tab character where an indentation space is expected", NULL,
		false, "a tab is used for indentation; use spaces"},
	{"did not find expected <document start>", NULL, false,
		"expected the end of the document, or `---`; mend the "
		"indentation"},
	{"did not find expected comment or line break", NULL, false,
		"only a comment can follow here; put the text on the next "
		"line"},
	{"did not find expected alphabetic or numeric character", NULL, false,
		"the name of an anchor or alias has letters, digits, `-` and "
		"`_`; quote text that begins with `&` or `*`"},
	{"found undefined tag handle", NULL, false,
		"the tag's prefix is not declared; quote text that begins with "
		"`!`"},
	{"found incompatible YAML document", NULL, false,
		"only YAML 1.1 and 1.2 can be read; mend the %YAML line"},
};

const char *yaml_complaint(
	const char *problem, const char *context, bool *at_context)
{
	for (size_t i = 0; i < sizeof(complaints) / sizeof(*complaints); i++) {
		const struct complaint *complaint = &complaints[i];

		if (strcmp(complaint->problem, problem) ||
			(complaint->context && strcmp(complaint->context,
						       context ? context : "")))
			continue;
		*at_context = context && complaint->at_context;
		return complaint->message;
	}
	return NULL;
}
