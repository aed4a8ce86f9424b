/*
 * A single file on disk as a target. The `.env` beside it comes along, since
 * a compose file is read with it.
 */
#include "cli/loose.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "cli/command.h"
#include "engine/snapshot.h"
#include <string.h>

static int read_beside(struct target *target, const char *file,
	const char *name, struct memory_file *out, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	const char *path = arena_format(target->arena, "%.*s%s%s",
		(int)path_folder_size(file), file,
		path_folder_size(file) != 0 || file[0] == '/' ? "/" : "", name);
	int result = file_read(&text, path, err);

	if (result == 0) {
		out->path = name;
		out->size = text.size;
		out->data = arena_copy(
			target->arena, buffer_string(&text), text.size);
	}
	buffer_release(&text);
	return result;
}

int loose_file_open(struct target *target, const struct invocation *invocation,
	const struct selection *selection, const char *file, const char **path,
	struct error *err)
{
	struct memory_file files[2];
	size_t count = 1;

	memset(files, 0, sizeof(files));
	target_close(target);
	if (read_beside(target, file, path_name(file), &files[0], err) != 0)
		return -1;
	if (read_beside(target, file, ".env", &files[1], NULL) == 0 &&
		strcmp(path_name(file), ".env") != 0)
		count = 2;
	target->snapshot = snapshot_of_memory(file, files, count);
	*path = path_name(file);
	return target_configure(target, invocation, selection, err);
}
