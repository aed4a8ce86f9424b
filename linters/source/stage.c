/*
 * Staging, by the installed git, which knows filters and line ends. It must
 * not know why a file is staged.
 */
#include "source/stage.h"
#include "base/glob.h"
#include "base/string.h"
#include "base/vector.h"
#include "source/plumbing.h"
#include "source/repository.h"

VECTOR_TYPE(argument_list, const char *);

static int add(const struct repository *repository, const char *option,
	const char *const *paths, size_t count, struct error *err)
{
	struct argument_list arguments = {0};
	struct buffer out = BUFFER_INIT;
	int result;

	if (count == 0)
		return 0;
	vector_add(&arguments, "--literal-pathspecs");
	vector_add(&arguments, "add");
	vector_add(&arguments, option);
	vector_add(&arguments, "--");
	for (size_t i = 0; i < count; i++)
		vector_add(&arguments, paths[i]);
	vector_add(&arguments, NULL);
	result = plumbing_ask(&out, repository, arguments.items, err);
	vector_free(&arguments);
	buffer_release(&out);
	return result;
}

int repository_stage(const struct repository *repository,
	const char *const *paths, size_t count, struct error *err)
{
	return add(repository, "-A", paths, count, err);
}

int repository_stage_executable(const struct repository *repository,
	const char *const *paths, size_t count, struct error *err)
{
	return add(repository, "--chmod=+x", paths, count, err);
}

bool repository_is_partial_commit(const struct repository *repository)
{
	return string_starts(
		path_name(repository_index_path(repository)), "next-index-");
}
