/*
 * The one place where running out of memory ends the program. It must not
 * know what the memory is for, and must not need any to say that it is gone.
 */
#include "base/memory.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* _exit: other threads may be at work, so nothing is run on the way out. */
_Noreturn void memory_exhausted(void)
{
	static const char text[] = "plumb: out of memory\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)ignored;
	_exit(3);
}

void *memory_new(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		memory_exhausted();
	return memory;
}

void *memory_resize(void *old, size_t count, size_t size)
{
	void *memory;

	if (size && count > SIZE_MAX / size)
		memory_exhausted();
	size *= count;
	memory = realloc(old, size ? size : 1);
	if (!memory)
		memory_exhausted();
	return memory;
}

char *memory_copy(const void *data, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		memory_exhausted();
	copy = memory_resize(NULL, size + 1, 1);
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}
