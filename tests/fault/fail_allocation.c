/*
 * A preloaded library for tests of what a program does without memory: the
 * allocation number FAIL_AT of the process fails, and with FAIL_ALL=1 every
 * later one too. FAIL_COUNT names a file for the number of allocations.
 *
 * It speaks to glibc's own allocator by its inner names, which need no
 * look-up that would allocate.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_long done;
static long fail_at = -1;
static int fail_all;

__attribute__((constructor)) static void start(void)
{
	const char *at = getenv("FAIL_AT");

	fail_all = getenv("FAIL_ALL") != NULL;
	/* Programs that this one starts are not what is tried. */
	unsetenv("LD_PRELOAD");
	atomic_store(&done, 0);
	if (at != NULL)
		fail_at = atol(at);
}

__attribute__((destructor)) static void end(void)
{
	const char *name = getenv("FAIL_COUNT");
	char text[32];
	int file, size;

	if (name == NULL)
		return;
	file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	size = snprintf(text, sizeof(text), "%ld\n", atomic_load(&done));
	if (file < 0 || write(file, text, (size_t)size) != size)
		_exit(98);
	close(file);
}

static int fails(void)
{
	long number = atomic_fetch_add(&done, 1) + 1;

	if (fail_at < 0 || number < fail_at || (number > fail_at && !fail_all))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(old, total);
}
