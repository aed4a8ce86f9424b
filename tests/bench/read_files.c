/*
 * The floor of every scan: opens, reads and closes each file of a list on as
 * many threads as asked, and does nothing with the bytes.
 * Usage: read_files THREADS <NUL-separated list of paths on standard input
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK (8u << 20)

static char **paths;
static size_t path_count;
static atomic_size_t next_path;

static void read_one(const char *path, char *block)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (file < 0)
		return;
	while (read(file, block, BLOCK) > 0)
		;
	close(file);
}

static void *work(void *unused)
{
	char *block = malloc(BLOCK);
	size_t i;

	(void)unused;
	while (block != NULL &&
		(i = atomic_fetch_add(&next_path, 1)) < path_count)
		read_one(paths[i], block);
	free(block);
	return NULL;
}

static char *read_list(size_t *size)
{
	size_t room = 1 << 16;
	char *text = malloc(room);
	ssize_t count;

	*size = 0;
	while ((count = read(0, text + *size, room - *size)) > 0) {
		*size += (size_t)count;
		if (*size == room)
			text = realloc(text, room *= 2);
	}
	return text;
}

int main(int count, char **words)
{
	int threads = count > 1 ? atoi(words[1]) : 1, i;
	pthread_t *handles = calloc((size_t)threads, sizeof(*handles));
	size_t size, at;
	char *list = read_list(&size);

	paths = calloc(size + 1, sizeof(*paths));
	for (at = 0; at < size; at += strlen(list + at) + 1)
		paths[path_count++] = list + at;
	for (i = 0; i < threads; i++)
		pthread_create(&handles[i], NULL, work, NULL);
	for (i = 0; i < threads; i++)
		pthread_join(handles[i], NULL);
	return 0;
}
