/*
 * What starts and ends comments and strings in each language: the table that
 * the lexer (engine/lexer.h) goes by. For the lexer alone.
 */
#ifndef PLUMB_ENGINE_LEXER_SYNTAX_H
#define PLUMB_ENGINE_LEXER_SYNTAX_H

#include "engine/lexer.h"

enum trait {
	/* `#` is a comment only at the start of a word. */
	TRAIT_WORD_COMMENT = 1,
	/* A comment only at the start of a line. */
	TRAIT_LINE_COMMENT = 2,
	/* """…""" and '''…'''. */
	TRAIT_TRIPLE = 4,
	/* A triple string that is a statement is a comment. */
	TRAIT_DOCSTRING = 8,
	/* 'x' is one character; `'a` alone is not a string. */
	TRAIT_CHARACTER = 16,
	/* A back-slash does not escape in a '…' string, '' may. */
	TRAIT_RAW_SINGLE = 32,
	/* Quotes are doubled, not escaped. */
	TRAIT_DOUBLED = 64,
	/* /…/ where an operand is expected. */
	TRAIT_REGEX = 128,
	/* <<WORD … WORD. */
	TRAIT_HEREDOC = 256,
	/* [[…]] and --[[…]]. */
	TRAIT_LONG_BRACKET = 512,
	/* A quote opens a string only at the start of a value. */
	TRAIT_VALUE_QUOTE = 1024,
	/* r"…", r#"…"#. */
	TRAIT_RAW_HASH = 2048,
	/* @"…" with doubled quotes. */
	TRAIT_VERBATIM = 4096,
	/* Quotes count only inside <…>. */
	TRAIT_TAG = 8192,
	/* The back-tick escapes, not the back-slash. */
	TRAIT_BACKTICK = 16384,
	/* Block comments lie in one another. */
	TRAIT_NESTED = 32768,
	/* <<< opens a heredoc; without it, << does. */
	TRAIT_HEREDOC_THREE = 65536,
	/* << WORD is a heredoc too, and `\"` outside a string no quote. */
	TRAIT_SHELL = 131072,
};

struct syntax {
	const char *line[3];      /* what starts a comment to the line's end */
	const char *open, *close; /* block comment */
	const char *quotes;       /* strings that end on their line */
	const char *spanning;     /* strings that may span lines */
	unsigned traits;
};

/* By language; LANGUAGE_UNKNOWN has nothing. */
extern const struct syntax lexer_syntaxes[];

#endif
