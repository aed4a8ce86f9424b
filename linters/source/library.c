/*
 * The start of libgit2. It must not know repositories.
 */
#include "source/library.h"
#include "base/memory.h"
#include "source/handle.h"
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef LINKED_LIBGIT2
#include <dlfcn.h>
#endif

#define ODD_SIZE ((size_t)256 * 1024 * 1024)

#ifdef LINKED_LIBGIT2
struct libgit2 libgit2 = {
#define X(name) .name = git_##name,
	LIBGIT2_FUNCTIONS(X)
#undef X
};

static int load(struct error *err)
{
	(void)err;
	return 0;
}
#else
#define LIBRARY_NAME "libgit2.so." LIBGIT2_SOVERSION

struct libgit2 libgit2;

static pthread_once_t loaded = PTHREAD_ONCE_INIT;
static char missing[300]; /* what the loader said; "": all is there */

static void load_once(void)
{
	static const struct {
		const char *name;
		size_t offset;
	} functions[] = {
#define X(name) {"git_" #name, offsetof(struct libgit2, name)},
		LIBGIT2_FUNCTIONS(X)
#undef X
	};
	void *library = dlopen(LIBRARY_NAME, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *function =
			library ? dlsym(library, functions[i].name) : NULL;

		if (!function) {
			const char *said = dlerror();

			snprintf(missing, sizeof(missing), "%s",
				said ? said : functions[i].name);
			return;
		}
		memcpy((char *)&libgit2 + functions[i].offset, &function,
			sizeof(function));
	}
}

static int load(struct error *err)
{
	pthread_once(&loaded, load_once);
	if (*missing)
		return error_set(err, ERROR_WORK,
			"libgit2 cannot be loaded: %s: install it again, or "
			"build plumb anew for the libgit2 that is there",
			missing);
	return 0;
}
#endif

/*
 * Where libgit2 speaks TLS through mbed TLS (Debian and what comes from it),
 * its start decodes every certificate that the system trusts: more work than
 * all the rest of a check of a few files, for connections that plumb never
 * makes. A program's own function goes before a library's of the same name,
 * so libgit2 asks this one, and learns that nobody is trusted: a connection,
 * if there ever were one, would be refused. Weak, so that linking with
 * libraries of an archive finds no second definition; other builds of
 * libgit2 never ask.
 */
__attribute__((weak)) int mbedtls_x509_crt_parse_file(
	void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

/*
 * Memory for libgit2, which does not survive everywhere that there is none:
 * its configuration reader crashes. So running out ends the program as it
 * does elsewhere, but for sizes that only a broken object can ask for.
 */
static void *checked(void *memory, size_t size)
{
	if (!memory && size < ODD_SIZE)
		memory_exhausted();
	return memory;
}

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return checked(malloc(size ? size : 1), size);
}

static void *resize(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return checked(realloc(old, size ? size : 1), size);
}

/* Since 1.7 the rest is made of these three. */
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 7
static void *allocate_many(
	size_t count, size_t size, const char *file, int line)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return allocate(count * size, file, line);
}

static void *allocate_zeroed(
	size_t count, size_t size, const char *file, int line)
{
	void *memory = allocate_many(count, size, file, line);

	if (memory)
		memset(memory, 0, count * size);
	return memory;
}

static void *resize_many(
	void *old, size_t count, size_t size, const char *file, int line)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return resize(old, count * size, file, line);
}

static char *copy_bytes(
	const char *text, size_t size, const char *file, int line)
{
	char *copy = allocate(size + 1, file, line);

	if (copy) {
		memcpy(copy, text, size);
		copy[size] = '\0';
	}
	return copy;
}

static char *copy_start(
	const char *text, size_t size, const char *file, int line)
{
	return copy_bytes(text, strnlen(text, size), file, line);
}

static char *copy_text(const char *text, const char *file, int line)
{
	return copy_bytes(text, strlen(text), file, line);
}
#endif

static int take_memory(void)
{
	git_allocator allocator = {
		.gmalloc = allocate,
		.grealloc = resize,
		.gfree = free,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 7
		.gcalloc = allocate_zeroed,
		.gmallocarray = allocate_many,
		.greallocarray = resize_many,
		.gstrdup = copy_text,
		.gstrndup = copy_start,
		.gsubstrdup = copy_bytes,
#endif
	};

	return libgit2.libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}

/*
 * What libgit2 refuses and does not matter to a reader is accepted: work
 * trees with a configuration of their own, which every sparse checkout has,
 * and partial clones.
 */
int library_start(struct error *err)
{
	static const char *extensions[] = {
		"worktreeconfig", "partialclone", "preciousobjects"};

	if (load(err))
		return -1;
	if (take_memory() < 0 || libgit2.libgit2_init() < 0)
		return handle_failed(err, "libgit2 does not start");
	libgit2.libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		sizeof(extensions) / sizeof(*extensions));
	/* git does not hash what it reads again either. */
	libgit2.libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	return 0;
}
