/*
 * The work tree as a quick stand-in for objects. Reading every blob of a
 * large repository costs several times what reading the same files from
 * disk does. A file on disk holds the bytes of a blob when the stat data
 * that git keeps in the index say that it was not touched since (the proof
 * that `git diff` and `git commit -a` trust), when those data are older than
 * the index itself (gitformat-index, "racy git"), and when nothing converts
 * between disk and object: no filter, `ident` or `working-tree-encoding`
 * attribute, and no CR in the bytes. Where anything of this is in doubt the
 * object is read.
 */
#ifndef PLUMB_SOURCE_CHECKOUT_H
#define PLUMB_SOURCE_CHECKOUT_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct checkout;
struct repository;
struct snapshot;

/*
 * For the entries of a snapshot whose bytes are objects; the repository must
 * outlive it. NULL where the work tree cannot stand in: bare, an index that
 * only git reads, attributes that
 * convert, objects that only git reads.
 */
struct checkout *checkout_open(
	struct repository *repository, const struct snapshot *snapshot);
void checkout_close(struct checkout *checkout); /* NULL does nothing */

/*
 * Appends the bytes of the snapshot's entry with that number to out, if they
 * are on disk beyond doubt; false, and nothing appended, otherwise. For
 * several threads at once.
 */
bool checkout_read(struct checkout *checkout, size_t number, struct buffer *out,
	size_t limit);

#endif
