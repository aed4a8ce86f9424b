/*
 * A light lexer that tells code, comment and string apart, enough to say
 * what a byte of a file is, for: the C family, Go, JavaScript and
 * TypeScript, Python, shell, Ruby, Java, Rust, YAML, TOML, INI, dotenv,
 * Dockerfile, Makefile, JSON, HTML and XML, SQL, Lua, PHP, C#, Kotlin. It
 * knows nothing of grammar beyond that.
 */
#ifndef PLUMB_ENGINE_LEXER_H
#define PLUMB_ENGINE_LEXER_H

#include "base/string.h"
#include "rule/rule.h"

enum language {
	LANGUAGE_UNKNOWN, /* everything is code */
	LANGUAGE_C,
	LANGUAGE_CSHARP,
	LANGUAGE_CSS,
	LANGUAGE_DOCKERFILE,
	LANGUAGE_DOTENV,
	LANGUAGE_GO,
	LANGUAGE_INI,
	LANGUAGE_JAVA,       /* Kotlin, Scala, Swift too */
	LANGUAGE_JAVASCRIPT, /* TypeScript, Dart, Groovy too */
	LANGUAGE_JSON,
	LANGUAGE_LUA,
	LANGUAGE_MAKEFILE,
	LANGUAGE_MARKDOWN,
	LANGUAGE_PHP,
	LANGUAGE_POWERSHELL,
	LANGUAGE_PYTHON,
	LANGUAGE_RUBY,
	LANGUAGE_RUST,
	LANGUAGE_SHELL,
	LANGUAGE_SQL,
	LANGUAGE_TOML,
	LANGUAGE_XML,
	LANGUAGE_YAML,
};

/* By the file's name, else by its first line (`#!`). */
enum language language_of(const char *path, const char *text, size_t size);

/* A run of bytes of one class; CLASS_CODE is what lies between. */
struct lexical_span {
	size_t start, end; /* delimiters included */
	enum lexical_class class;
};

struct lexical_spans {
	struct lexical_span *items; /* in order, not overlapping */
	size_t count, capacity;
};

/* Fills spans (emptied first) with the comments and strings of text. */
void lexer_read(struct lexical_spans *spans, enum language language,
	const char *text, size_t size);
void lexical_spans_free(struct lexical_spans *spans);

enum lexical_class lexical_class_at(
	const struct lexical_spans *spans, size_t offset);
/* The comment or string that holds offset, or NULL. */
const struct lexical_span *lexical_span_at(
	const struct lexical_spans *spans, size_t offset);

#endif
