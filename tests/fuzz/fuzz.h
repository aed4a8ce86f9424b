/*
 * What the fuzz targets share. A target is one file with the function below,
 * which holds for every input what its parser promises. libFuzzer calls it
 * (make fuzz NAME=…), and replay.c for each kept input (make check).
 */
#ifndef PLUMB_TESTS_FUZZ_H
#define PLUMB_TESTS_FUZZ_H

#include "base/string.h"
#include "rule/document.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;
struct place;

/* The target. 0; or -1 for an input that is not worth keeping. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise: ends the program with its text when it is broken. */
#define must(promise)                                              \
	do {                                                       \
		if (!(promise))                                    \
			fuzz_broken(#promise, __FILE__, __LINE__); \
	} while (0)
_Noreturn void fuzz_broken(const char *promise, const char *file, int line);

/*
 * Takes the first byte off, for a target that has several ways; 0 of none.
 * It is reduced to 0..count-1, and a digit is its own number.
 */
unsigned fuzz_choice(struct slice *input, unsigned count);

/* Takes a line off, without its end. */
struct slice fuzz_line(struct slice *input);

/*
 * The files of a small repository: what follows a line `==== PATH`, up to the
 * next such line. Paths that git would refuse are left out. NULL: none.
 */
struct snapshot *fuzz_snapshot(struct slice input);

/* A place lies in a file of the snapshot. */
void fuzz_place(const struct snapshot *snapshot, const struct place *place);

/* All nodes of a document that was read lie in its text, and hold it. */
void fuzz_document(const struct document *document);

/* An error of a file says where it is, and what. */
void fuzz_error(const struct error *err, struct slice text);

#endif
