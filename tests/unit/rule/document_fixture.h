/*
 * What the tests of documents share: an arena for each test, and texts held
 * in memory of just their size.
 */
#ifndef PLUMB_TESTS_DOCUMENT_FIXTURE_H
#define PLUMB_TESTS_DOCUMENT_FIXTURE_H

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector.h"
#include "rule/document.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static VECTOR(char *) held;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	for (size_t i = 0; i < held.count; i++)
		free(held.items[i]);
	vector_free(&held);
	return 0;
}

/* A copy of just that size, so that a sanitizer sees a byte read too far. */
static const char *hold(const char *text, size_t size)
{
	char *copy = memory_new(size ? size : 1, 1);

	memcpy(copy, text, size);
	vector_add(&held, copy);
	return copy;
}

#endif
