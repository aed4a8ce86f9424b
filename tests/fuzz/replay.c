/*
 * Gives kept inputs to a fuzz target, without libFuzzer: those of the folder
 * in tests/fuzz/corpus that has the program's name, or the files that are
 * named. Prints TAP; a broken promise ends the program.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/memory.h"
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned replayed;

static void replay(const char *path)
{
	struct buffer bytes = BUFFER_INIT;
	struct error err = {.kind = ERROR_NONE};
	uint8_t *exact;

	fprintf(stderr, "%s\n", path);
	if (file_read(&bytes, path, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		exit(EXIT_FAILURE);
	}
	/* Of just that size, so that a sanitizer sees a byte read too far. */
	exact = memory_new(bytes.size ? bytes.size : 1, 1);
	memcpy(exact, buffer_string(&bytes), bytes.size);
	(void)LLVMFuzzerTestOneInput(exact, bytes.size);
	free(exact);
	buffer_release(&bytes);
	printf("ok %u - %s\n", ++replayed, path);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void replay_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_input, alphasort);

	for (int i = 0; i < count; i++) {
		struct buffer path = BUFFER_INIT;

		buffer_format(&path, "%s/%s", folder, entries[i]->d_name);
		replay(path.data);
		buffer_release(&path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int main(int count, char **arguments)
{
	struct buffer folder = BUFFER_INIT;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < count; i++)
		replay(arguments[i]);
	if (count == 1) {
		buffer_format(&folder, "tests/fuzz/corpus/%s",
			path_name(arguments[0]));
		replay_folder(folder.data);
		buffer_release(&folder);
	}
	printf("1..%u\n", replayed);
	return replayed ? EXIT_SUCCESS : EXIT_FAILURE;
}
